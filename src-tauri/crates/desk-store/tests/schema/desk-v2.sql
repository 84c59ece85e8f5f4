ALTER TABLE notice ADD COLUMN stage_at INTEGER;
ALTER TABLE acknowledgement ADD COLUMN covers INTEGER NOT NULL DEFAULT 0;
UPDATE acknowledgement SET covers = coalesce((SELECT max(id) FROM notice WHERE intended_at <= at), 0);
ALTER TABLE snooze ADD COLUMN covers INTEGER NOT NULL DEFAULT 0;
UPDATE snooze SET covers = coalesce((SELECT max(id) FROM notice WHERE intended_at <= at), 0);
CREATE TABLE notice_step (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    notice INTEGER NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
    state  TEXT NOT NULL,
    why    TEXT,
    at     INTEGER NOT NULL
) STRICT;
CREATE INDEX notice_step_of ON notice_step (notice, id);
CREATE TABLE shift_word (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    at         INTEGER NOT NULL,
    on_support INTEGER NOT NULL CHECK (on_support IN (0, 1))
) STRICT;
INSERT INTO shift_word (at, on_support) SELECT 0, value = 'true' FROM setting WHERE key = 'on_support';
DELETE FROM setting WHERE key = 'on_support';
CREATE TABLE incident_pause (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    incident     INTEGER NOT NULL REFERENCES incident (id),
    at           INTEGER NOT NULL,
    continues_at INTEGER NOT NULL CHECK (continues_at > at),
    continued_at INTEGER CHECK (continued_at >= at)
) STRICT;
CREATE INDEX incident_pause_of ON incident_pause (incident, at, id);
