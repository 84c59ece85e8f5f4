CREATE TABLE person (
    account TEXT NOT NULL,
    name    TEXT NOT NULL,
    address TEXT,
    role    TEXT NOT NULL CHECK (role IN ('help_desk', 'agent', 'outsider', 'untold')),
    PRIMARY KEY (account, name)
) STRICT;
CREATE TABLE writer (
    account            TEXT NOT NULL,
    remote_transaction TEXT NOT NULL,
    person             TEXT NOT NULL,
    automatic          INTEGER NOT NULL CHECK (automatic IN (0, 1)),
    PRIMARY KEY (account, remote_transaction),
    FOREIGN KEY (account, person) REFERENCES person (account, name)
) STRICT;
CREATE INDEX writer_of ON writer (account, person);
CREATE TABLE ticket_seen (
    ticket TEXT NOT NULL PRIMARY KEY REFERENCES ticket (id),
    at     INTEGER NOT NULL
) STRICT;
CREATE TABLE ticket_person (
    ticket  TEXT NOT NULL REFERENCES ticket (id),
    part    TEXT NOT NULL CHECK (part IN ('requestor', 'cc')),
    place   INTEGER NOT NULL,
    name    TEXT NOT NULL,
    address TEXT,
    PRIMARY KEY (ticket, part, place)
) STRICT;
