CREATE TABLE clock_set (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    was_at INTEGER,
    now_at INTEGER NOT NULL
) STRICT;
ALTER TABLE acknowledgement ADD COLUMN clock_set INTEGER NOT NULL DEFAULT 0;
ALTER TABLE snooze ADD COLUMN clock_set INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket_event ADD COLUMN clock_set INTEGER NOT NULL DEFAULT 0;
UPDATE setting SET key = 'notices_paused', value = json_object(
        'asked_at', 0, 'until', CAST(value AS INTEGER), 'to_opening', json('false'), 'clock_set', 0)
    WHERE key = 'notices_paused_until';

CREATE TABLE notice_new (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    subject        TEXT NOT NULL,
    clock          TEXT NOT NULL CHECK (clock IN ('', 'respond', 'update', 'triage')),
    cycle          INTEGER NOT NULL,
    stage          TEXT NOT NULL,
    n              INTEGER NOT NULL,
    due_at         INTEGER NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('intended', 'handed_over', 'closed', 'acted', 'expired', 'failed',
                                                  'not_told', 'withdrawn')),
    server_id      INTEGER,
    intended_at    INTEGER NOT NULL,
    handed_over_at INTEGER,
    ended_at       INTEGER,
    error          TEXT,
    stage_at       INTEGER,
    clock_set      INTEGER NOT NULL DEFAULT 0,
    UNIQUE (subject, clock, cycle, stage, n, due_at, clock_set)
) STRICT;
INSERT INTO notice_new (id, subject, clock, cycle, stage, n, due_at, state, server_id, intended_at, handed_over_at,
                        ended_at, error, stage_at)
SELECT id, subject, clock, cycle, stage, n, due_at, state, server_id, intended_at, handed_over_at, ended_at, error,
       stage_at FROM notice;
DELETE FROM sqlite_sequence WHERE name = 'notice_new';
INSERT INTO sqlite_sequence (name, seq) SELECT 'notice_new', seq FROM sqlite_sequence WHERE name = 'notice';
CREATE TABLE notice_step_old AS SELECT id, notice, state, why, at FROM notice_step;
DROP TABLE notice_step;
DROP TABLE notice;
ALTER TABLE notice_new RENAME TO notice;
CREATE TABLE notice_step (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    notice INTEGER NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
    state  TEXT NOT NULL,
    why    TEXT,
    at     INTEGER NOT NULL
) STRICT;
INSERT INTO notice_step (id, notice, state, why, at) SELECT id, notice, state, why, at FROM notice_step_old ORDER BY id;
DROP TABLE notice_step_old;
CREATE INDEX notice_step_of ON notice_step (notice, id);
CREATE INDEX notice_unfinished ON notice (id) WHERE state IN ('intended', 'not_told', 'handed_over');
CREATE INDEX notice_of ON notice (subject, stage, id);
