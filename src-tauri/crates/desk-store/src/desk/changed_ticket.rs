//! Which tickets have changed since their lines and deadlines in the cache were computed. Triggers of the tables that
//! a line is computed from write it in the transaction of the change, so a process that dies in between loses nothing,
//! and nobody has to compare everything with everything at the start.

use desk_domain::ids::TicketId;

use super::{DeskRead, DeskWrite};
use crate::StoreError;
use crate::sql::{Id, all, one, run};

/// AUTOINCREMENT: each change has a higher number than all before, so that whoever computed a line removes only the
/// changes that it saw. `lines_computed`: the highest number up to which that was ever done. A trigger deletes before it inserts: the
/// statement that fires it can have a way of its own with conflicts, which would hold here, too.
pub(crate) const V6: &str = "
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
";

impl DeskRead<'_> {
    /// The tickets that changed since their lines were computed, in the order of their last changes.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn changes(&self) -> Result<Vec<TicketId>, StoreError> {
        let sql = "SELECT ticket FROM changed_ticket ORDER BY id";
        all(self.connection, sql, [], |row| Ok(row.get::<_, Id<_>>(0)?.0))
    }

    /// The number of the last change of all; 0 when there was none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last_change(&self) -> Result<i64, StoreError> {
        let sql = "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'changed_ticket'), 0)";
        one(self.connection, sql, [], |row| row.get(0))
    }

    /// The highest number of a change up to which lines were ever computed.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn lines_computed_up_to(&self) -> Result<i64, StoreError> {
        one(self.connection, "SELECT max(up_to) FROM lines_computed", [], |row| {
            row.get::<_, Option<i64>>(0).map(Option::unwrap_or_default)
        })
    }
}

impl DeskWrite<'_> {
    /// The lines of these tickets are computed, with every change up to this number in them: one that was read before
    /// the tickets were.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn lines_are_computed(&mut self, tickets: &[TicketId], up_to: i64) -> Result<(), StoreError> {
        let mut seen = 0;
        for ticket in tickets {
            let sql = "DELETE FROM changed_ticket WHERE ticket = ?1 AND id <= ?2";
            seen += run(self.connection, sql, (Id(ticket), up_to))?;
        }
        if seen > 0 {
            let sql = "UPDATE lines_computed SET up_to = max(up_to, ?1)";
            run(self.connection, sql, [up_to])?;
        }
        Ok(())
    }
}
