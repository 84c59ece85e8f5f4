CREATE TABLE account (
    key        TEXT NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    base_url   TEXT NOT NULL,
    queues     TEXT NOT NULL,
    watch_from INTEGER NOT NULL,
    me         TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE ticket (
    id        TEXT NOT NULL PRIMARY KEY,
    account   TEXT,
    remote_id TEXT,
    route     TEXT NOT NULL CHECK (route IN ('normal', 'emergency')),
    adopted   INTEGER NOT NULL CHECK (adopted IN (0, 1)),
    practice  INTEGER NOT NULL CHECK (practice IN (0, 1)),
    tenant    TEXT,
    raised_at INTEGER NOT NULL,
    subject   TEXT,
    source    TEXT CHECK (source IN ('slack', 'phone', 'email')),
    linked_to TEXT REFERENCES ticket (id),
    CHECK ((account IS NULL) = (remote_id IS NULL)),
    UNIQUE (account, remote_id)
) STRICT;
CREATE INDEX ticket_linked ON ticket (linked_to) WHERE linked_to IS NOT NULL;
-- The last number given to a ticket of our own. Numbers go on when practice tickets are removed: a number used twice
-- would inherit the notices of the first.
CREATE TABLE own_number (
    series TEXT NOT NULL PRIMARY KEY,
    last   INTEGER NOT NULL
) STRICT;
CREATE TABLE ticket_event (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket             TEXT NOT NULL REFERENCES ticket (id),
    at                 INTEGER NOT NULL,
    recorded_at        INTEGER NOT NULL,
    kind               TEXT NOT NULL,
    data               TEXT NOT NULL,
    account            TEXT,
    remote_transaction TEXT,
    op_id              TEXT,
    CHECK (remote_transaction IS NULL OR account IS NOT NULL),
    UNIQUE (account, remote_transaction),
    UNIQUE (op_id)
) STRICT;
CREATE INDEX ticket_event_history ON ticket_event (ticket, at, id);
CREATE TRIGGER ticket_event_is_not_changed BEFORE UPDATE ON ticket_event
WHEN old.op_id IS NOT NULL OR new.op_id IS NULL OR new.ticket <> old.ticket OR new.at <> old.at OR new.kind <> old.kind
BEGIN SELECT raise(ABORT, 'ticket_event is append-only'); END;
CREATE TRIGGER ticket_event_is_not_deleted BEFORE DELETE ON ticket_event
WHEN NOT (SELECT practice FROM ticket WHERE id = old.ticket)
BEGIN SELECT raise(ABORT, 'ticket_event is append-only'); END;
CREATE TABLE tenant (
    name TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('live', 'prototyping', 'trying_out'))
) STRICT;
CREATE TABLE draft (
    subject        TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('reply', 'note', 'triage', 'told', 'new_ticket', 'incident')),
    body           TEXT NOT NULL,
    next_update_at INTEGER,
    saved_at       INTEGER NOT NULL,
    PRIMARY KEY (subject, kind)
) STRICT;
CREATE TABLE triage (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket     TEXT NOT NULL REFERENCES ticket (id),
    at         INTEGER NOT NULL,
    answers    TEXT NOT NULL,
    priority   TEXT NOT NULL CHECK (priority IN ('P1', 'P2', 'P3', 'P4')),
    proposed   TEXT CHECK (proposed IN ('P1', 'P2', 'P3', 'P4')),
    in_scope   INTEGER CHECK (in_scope IN (0, 1)),
    incident   INTEGER NOT NULL CHECK (incident IN (0, 1)),
    decided_by TEXT,
    because    TEXT
) STRICT;
CREATE INDEX triage_of_ticket ON triage (ticket, at, id);
CREATE TABLE incident (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    title     TEXT NOT NULL,
    ticket    TEXT REFERENCES ticket (id),
    opened_at INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;
CREATE INDEX incident_of_ticket ON incident (ticket) WHERE ticket IS NOT NULL;
CREATE TABLE incident_line (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    incident INTEGER NOT NULL REFERENCES incident (id),
    at       INTEGER NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('line', 'action', 'decision', 'comms')),
    text     TEXT NOT NULL
) STRICT;
CREATE INDEX incident_line_timeline ON incident_line (incident, at, id);
CREATE TRIGGER incident_line_is_not_changed BEFORE UPDATE ON incident_line
BEGIN SELECT raise(ABORT, 'incident_line is append-only'); END;
CREATE TRIGGER incident_line_is_not_deleted BEFORE DELETE ON incident_line
WHEN coalesce((SELECT NOT ticket.practice FROM incident JOIN ticket ON ticket.id = incident.ticket
               WHERE incident.id = old.incident), 1)
BEGIN SELECT raise(ABORT, 'incident_line is append-only'); END;
CREATE TABLE outbox (
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    op_id              TEXT NOT NULL UNIQUE,
    account            TEXT NOT NULL,
    ticket             TEXT NOT NULL REFERENCES ticket (id),
    kind               TEXT NOT NULL,
    payload            TEXT NOT NULL CHECK (json_valid(payload)),
    state              TEXT NOT NULL
                       CHECK (state IN ('queued', 'sending', 'sent', 'refused', 'unknown', 'cancelled')),
    reason             TEXT,
    remote_transaction TEXT,
    attempts           INTEGER NOT NULL,
    first_attempt_at   INTEGER,
    queued_at          INTEGER NOT NULL,
    hold_until         INTEGER,
    sent_at            INTEGER
) STRICT;
CREATE INDEX outbox_open ON outbox (ticket, id) WHERE state IN ('queued', 'sending', 'unknown');
CREATE INDEX outbox_of_ticket ON outbox (ticket, id);
CREATE TABLE notice (
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
    UNIQUE (subject, clock, cycle, stage, n, due_at)
) STRICT;
CREATE INDEX notice_unfinished ON notice (id) WHERE state IN ('intended', 'not_told', 'handed_over');
CREATE TABLE acknowledgement (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    subject TEXT NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX acknowledgement_subject ON acknowledgement (subject, at);
CREATE TABLE snooze (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    subject TEXT NOT NULL,
    until   INTEGER NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX snooze_subject ON snooze (subject, at);
CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;
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
