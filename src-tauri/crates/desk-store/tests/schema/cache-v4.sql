CREATE TABLE look (
    ticket    TEXT NOT NULL PRIMARY KEY,
    at        INTEGER,
    looked_at INTEGER NOT NULL,
    changes   INTEGER NOT NULL
) STRICT;
CREATE INDEX look_due ON look (at) WHERE at IS NOT NULL;
CREATE INDEX look_done ON look (looked_at);
CREATE TABLE basis (
    only   INTEGER PRIMARY KEY CHECK (only = 1),
    policy TEXT NOT NULL,
    zone   TEXT NOT NULL,
    change INTEGER NOT NULL
) STRICT;
DROP INDEX deadline_basis;
ALTER TABLE deadline DROP COLUMN policy_hash;
ALTER TABLE deadline DROP COLUMN zone;
