CREATE TABLE changed_ticket (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    ticket TEXT NOT NULL UNIQUE
) STRICT;
CREATE TABLE lines_computed (
    only  INTEGER PRIMARY KEY CHECK (only = 1),
    up_to INTEGER NOT NULL
) STRICT;
INSERT INTO lines_computed (only, up_to) VALUES (1, 0);
CREATE TRIGGER ticket_is_new AFTER INSERT ON ticket BEGIN
    DELETE FROM changed_ticket WHERE ticket = new.id; INSERT INTO changed_ticket (ticket) VALUES (new.id);
END;
CREATE TRIGGER ticket_is_changed AFTER UPDATE ON ticket
WHEN (old.route, old.adopted, old.tenant, old.raised_at, old.subject, old.source, old.linked_to)
    IS NOT (new.route, new.adopted, new.tenant, new.raised_at, new.subject, new.source, new.linked_to) BEGIN
    DELETE FROM changed_ticket WHERE ticket IN (new.id, old.linked_to);
    INSERT INTO changed_ticket (ticket) VALUES (new.id);
    INSERT INTO changed_ticket (ticket) SELECT old.linked_to WHERE old.linked_to IS NOT NULL;
END;
CREATE TRIGGER ticket_is_removed AFTER DELETE ON ticket BEGIN
    DELETE FROM changed_ticket WHERE ticket = old.id;
END;
CREATE TRIGGER ticket_event_is_new AFTER INSERT ON ticket_event BEGIN
    DELETE FROM changed_ticket WHERE ticket = new.ticket; INSERT INTO changed_ticket (ticket) VALUES (new.ticket);
END;
CREATE TRIGGER ticket_event_is_known_as_ours AFTER UPDATE ON ticket_event BEGIN
    DELETE FROM changed_ticket WHERE ticket = new.ticket; INSERT INTO changed_ticket (ticket) VALUES (new.ticket);
END;
CREATE TRIGGER act_is_new AFTER INSERT ON outbox BEGIN
    DELETE FROM changed_ticket WHERE ticket = new.ticket; INSERT INTO changed_ticket (ticket) VALUES (new.ticket);
END;
CREATE TRIGGER act_is_changed AFTER UPDATE ON outbox BEGIN
    DELETE FROM changed_ticket WHERE ticket = new.ticket; INSERT INTO changed_ticket (ticket) VALUES (new.ticket);
END;
CREATE TRIGGER triage_is_new AFTER INSERT ON triage BEGIN
    DELETE FROM changed_ticket WHERE ticket = new.ticket; INSERT INTO changed_ticket (ticket) VALUES (new.ticket);
END;
CREATE TRIGGER incident_is_new AFTER INSERT ON incident WHEN new.ticket IS NOT NULL BEGIN
    DELETE FROM changed_ticket WHERE ticket = new.ticket; INSERT INTO changed_ticket (ticket) VALUES (new.ticket);
END;
CREATE TRIGGER incident_is_closed AFTER UPDATE OF closed_at ON incident WHEN new.ticket IS NOT NULL BEGIN
    DELETE FROM changed_ticket WHERE ticket = new.ticket; INSERT INTO changed_ticket (ticket) VALUES (new.ticket);
END;
CREATE TRIGGER ticket_person_is_new AFTER INSERT ON ticket_person BEGIN
    DELETE FROM changed_ticket WHERE ticket = new.ticket; INSERT INTO changed_ticket (ticket) VALUES (new.ticket);
END;
CREATE TRIGGER ticket_person_is_removed AFTER DELETE ON ticket_person BEGIN
    DELETE FROM changed_ticket WHERE ticket = old.ticket; INSERT INTO changed_ticket (ticket) VALUES (old.ticket);
END;
CREATE TRIGGER person_is_changed AFTER UPDATE ON person
WHEN (old.address, old.role) IS NOT (new.address, new.role) BEGIN
    DELETE FROM changed_ticket WHERE ticket IN (
        SELECT e.ticket FROM writer w JOIN ticket_event e USING (account, remote_transaction)
        WHERE w.account = new.account AND w.person = new.name);
    INSERT INTO changed_ticket (ticket)
        SELECT DISTINCT e.ticket FROM writer w JOIN ticket_event e USING (account, remote_transaction)
        WHERE w.account = new.account AND w.person = new.name;
END;
CREATE TRIGGER writer_is_new AFTER INSERT ON writer BEGIN
    DELETE FROM changed_ticket WHERE ticket IN (
        SELECT ticket FROM ticket_event
        WHERE account = new.account AND remote_transaction = new.remote_transaction);
    INSERT INTO changed_ticket (ticket)
        SELECT ticket FROM ticket_event
        WHERE account = new.account AND remote_transaction = new.remote_transaction;
END;
CREATE TRIGGER writer_is_changed AFTER UPDATE ON writer
WHEN (old.person, old.automatic) IS NOT (new.person, new.automatic) BEGIN
    DELETE FROM changed_ticket WHERE ticket IN (
        SELECT ticket FROM ticket_event
        WHERE account = new.account AND remote_transaction = new.remote_transaction);
    INSERT INTO changed_ticket (ticket)
        SELECT ticket FROM ticket_event
        WHERE account = new.account AND remote_transaction = new.remote_transaction;
END;
CREATE TRIGGER account_is_changed AFTER UPDATE ON account
WHEN (old.me, old.watch_from, old.created_at) IS NOT (new.me, new.watch_from, new.created_at) BEGIN
    DELETE FROM changed_ticket WHERE ticket IN (SELECT id FROM ticket WHERE account = new.key);
    INSERT INTO changed_ticket (ticket) SELECT id FROM ticket WHERE account = new.key;
END;
CREATE TRIGGER account_is_removed AFTER DELETE ON account BEGIN
    DELETE FROM changed_ticket WHERE ticket IN (SELECT id FROM ticket WHERE account = old.key);
    INSERT INTO changed_ticket (ticket) SELECT id FROM ticket WHERE account = old.key;
END;
CREATE TRIGGER acknowledgement_is_new AFTER INSERT ON acknowledgement BEGIN
    DELETE FROM changed_ticket WHERE ticket = new.subject; INSERT INTO changed_ticket (ticket) VALUES (new.subject);
END;
CREATE TRIGGER acknowledgement_is_removed AFTER DELETE ON acknowledgement BEGIN
    DELETE FROM changed_ticket WHERE ticket = old.subject; INSERT INTO changed_ticket (ticket) VALUES (old.subject);
END;
CREATE TRIGGER snooze_is_new AFTER INSERT ON snooze BEGIN
    DELETE FROM changed_ticket WHERE ticket = new.subject; INSERT INTO changed_ticket (ticket) VALUES (new.subject);
END;
CREATE TRIGGER snooze_is_removed AFTER DELETE ON snooze BEGIN
    DELETE FROM changed_ticket WHERE ticket = old.subject; INSERT INTO changed_ticket (ticket) VALUES (old.subject);
END;
