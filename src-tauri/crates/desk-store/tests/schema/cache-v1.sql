CREATE TABLE remote_ticket (
    ticket            TEXT NOT NULL PRIMARY KEY,
    account           TEXT NOT NULL,
    subject           TEXT NOT NULL,
    status            TEXT NOT NULL,
    raw_status        TEXT NOT NULL,
    queue             TEXT NOT NULL,
    tenant            TEXT,
    owner             TEXT,
    requestor_name    TEXT,
    requestor_address TEXT,
    cc                TEXT NOT NULL CHECK (json_valid(cc)),
    priority_hint     TEXT CHECK (priority_hint IN ('P1', 'P2', 'P3', 'P4')),
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    web_url           TEXT,
    fetched_at        INTEGER NOT NULL
) STRICT;
CREATE INDEX remote_ticket_account ON remote_ticket (account, ticket);
CREATE TABLE message (
    ticket       TEXT NOT NULL,
    remote_transaction TEXT NOT NULL,
    at           INTEGER NOT NULL,
    author       TEXT NOT NULL,
    by_us        INTEGER NOT NULL CHECK (by_us IN (0, 1)),
    public       INTEGER NOT NULL CHECK (public IN (0, 1)),
    automatic    INTEGER NOT NULL CHECK (automatic IN (0, 1)),
    body         TEXT NOT NULL,
    PRIMARY KEY (ticket, remote_transaction)
) STRICT;
CREATE INDEX message_thread ON message (ticket, at);
CREATE TABLE attachment (
    ticket      TEXT NOT NULL,
    remote_id   TEXT NOT NULL,
    remote_transaction TEXT NOT NULL,
    name        TEXT NOT NULL,
    media_type  TEXT NOT NULL,
    size        INTEGER NOT NULL,
    content     BLOB,
    held        INTEGER GENERATED ALWAYS AS (length(content)) STORED,
    fetched_at  INTEGER,
    PRIMARY KEY (ticket, remote_id)
) STRICT;
CREATE INDEX attachment_held ON attachment (fetched_at, held) WHERE content IS NOT NULL;
CREATE TABLE sync_cursor (
    account     TEXT NOT NULL PRIMARY KEY,
    cursor      TEXT,
    last_ok_at  INTEGER,
    last_error  TEXT,
    last_try_at INTEGER
) STRICT;
CREATE TABLE deadline (
    ticket        TEXT NOT NULL,
    clock         TEXT NOT NULL CHECK (clock IN ('respond', 'update', 'triage')),
    cycle         INTEGER NOT NULL,
    due_at        INTEGER,
    at_risk_at    INTEGER,
    started_at    INTEGER NOT NULL,
    ended_at      INTEGER,
    paused        INTEGER NOT NULL CHECK (paused IN (0, 1)),
    priority      TEXT CHECK (priority IN ('P1', 'P2', 'P3', 'P4')),
    in_scope      INTEGER CHECK (in_scope IN (0, 1)),
    policy_hash   TEXT NOT NULL,
    calendar_hash TEXT NOT NULL,
    PRIMARY KEY (ticket, clock, cycle)
) STRICT;
CREATE INDEX deadline_due ON deadline (due_at) WHERE ended_at IS NULL;
CREATE INDEX deadline_basis ON deadline (policy_hash, calendar_hash);
CREATE TABLE list_row (
    ticket        TEXT NOT NULL PRIMARY KEY,
    place         TEXT NOT NULL CHECK (place IN ('running', 'untriaged', 'paused', 'before', 'closed')),
    whose         TEXT NOT NULL CHECK (whose IN ('mine', 'nobody', 'other')),
    sort_at       INTEGER NOT NULL,
    priority      TEXT CHECK (priority IN ('P1', 'P2', 'P3', 'P4')),
    clock         TEXT CHECK (clock IN ('respond', 'update', 'triage')),
    due_at        INTEGER,
    at_risk_at    INTEGER,
    chase_at      INTEGER,
    waiting_since INTEGER,
    raised_at     INTEGER NOT NULL,
    subject       TEXT NOT NULL,
    tenant        TEXT,
    owner         TEXT,
    source        TEXT NOT NULL,
    status        TEXT NOT NULL,
    incident      INTEGER NOT NULL CHECK (incident IN (0, 1)),
    practice      INTEGER NOT NULL CHECK (practice IN (0, 1))
) STRICT;
CREATE INDEX list_row_place ON list_row (place, sort_at, ticket);
CREATE INDEX list_row_place_whose ON list_row (place, whose, sort_at, ticket);
CREATE INDEX list_row_worst ON list_row (priority, sort_at) WHERE place = 'running';
CREATE TABLE document (
    id      INTEGER PRIMARY KEY,
    kind    TEXT NOT NULL CHECK (kind IN ('ticket', 'message', 'incident', 'line')),
    key     TEXT NOT NULL,
    subject TEXT NOT NULL,
    at      INTEGER NOT NULL,
    title   TEXT NOT NULL,
    UNIQUE (kind, key)
) STRICT;
CREATE INDEX document_subject ON document (subject);
CREATE VIRTUAL TABLE search USING fts5 (
    title, body, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3', columnsize = 0
);
