CREATE TABLE mishap (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    kind    TEXT NOT NULL,
    subject TEXT NOT NULL,
    data    TEXT NOT NULL CHECK (json_valid(data)),
    at      INTEGER NOT NULL,
    seen_at INTEGER,
    UNIQUE (kind, subject)
) STRICT;
