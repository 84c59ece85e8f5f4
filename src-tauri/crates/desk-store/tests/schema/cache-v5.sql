CREATE TABLE desk_mark (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    outbox_steps INTEGER NOT NULL
) STRICT;

ALTER TABLE sync_cursor ADD COLUMN unread TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(unread));
ALTER TABLE sync_cursor ADD COLUMN nameless INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_cursor ADD COLUMN waited INTEGER NOT NULL DEFAULT 0;
