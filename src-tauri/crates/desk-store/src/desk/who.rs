//! Who did what on help desks, as they say it: the facts from which `desk-domain::who` tells whose words a message is.
//! No such verdict is kept here, since it changes with the people of a ticket and with what is known of somebody.

use std::collections::BTreeMap;

use desk_domain::ids::{AccountKey, TicketId};
use desk_domain::time::Instant;
use desk_domain::who::{Circle, Person, Role, Sent, Side, Writer};
use rusqlite::{Row, params};

use super::outbox::Carries;
use super::{DeskRead, DeskWrite};
use crate::StoreError;
use crate::sql::{At, Id, Word, all, first, run, worded};
use crate::tagged;

/// `ticket_seen`: when its page was last in front of the engineer. `writer`: who did a transaction of a help desk. `ticket_person`: in the order in which the help desk names them.
pub(crate) const V4: &str = "
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
";

worded!(Role {
    HelpDesk = "help_desk",
    Agent = "agent",
    Outsider = "outsider",
    Untold = "untold",
});

/// Who did a transaction of a help desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DoneBy {
    /// The help desk's id of the transaction.
    pub transaction: String,
    /// Who did it.
    pub person: Person,
    /// What the help desk says of them.
    pub role: Role,
    /// Automatic email (rule 11).
    pub automatic: bool,
}

/// The columns of a writer and of what our outbox knows, for a query that names `ticket_event` as `e`.
pub(super) const FACTS: &str = "w.person, p.address, p.role, w.automatic, o.kind, o.payload,
    e.op_id IS NOT NULL AND e.kind = 'public_reply'";

/// The tables behind [`FACTS`].
pub(super) const FACTS_FROM: &str = "ticket_event e
    LEFT JOIN writer w ON w.account = e.account AND w.remote_transaction = e.remote_transaction
    LEFT JOIN person p ON p.account = w.account AND p.name = w.person
    LEFT JOIN outbox o ON o.ticket = e.ticket AND o.remote_transaction = e.remote_transaction AND o.kind = 'reply'";

/// Reads [`FACTS`] from the column `from` on.
pub(super) fn facts(row: &Row<'_>, from: usize) -> rusqlite::Result<(Option<Writer>, Option<Sent>)> {
    let name: Option<String> = row.get(from)?;
    let role: Option<Word<Role>> = row.get(from + 2)?;
    let writer = match (name, role) {
        (Some(name), Some(role)) => Some(Writer {
            person: Person {
                name,
                address: row.get(from + 1)?,
            },
            role: role.0,
            automatic: row.get(from + 3)?,
        }),
        _ => None,
    };
    let (kind, payload): (Option<String>, Option<String>) = (row.get(from + 4)?, row.get(from + 5)?);
    let act = kind
        .zip(payload)
        .and_then(|(kind, payload)| tagged::join::<Carries>(&kind, &payload));
    let ours: bool = row.get(from + 6)?;
    let sent = match act {
        Some(Carries::Reply(reply)) => Some(Sent {
            next_update_at: reply.next_update_at,
        }),
        // The reply of another Dutydesk, whose promise was read.
        _ => ours.then_some(Sent { next_update_at: None }),
    };
    Ok((writer, sent))
}

impl DeskRead<'_> {
    /// The people of a ticket; nobody for one of our own.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn circle(&self, ticket: &TicketId) -> Result<Circle, StoreError> {
        let me = first(
            self.connection,
            "SELECT a.me FROM ticket t JOIN account a ON a.key = t.account WHERE t.id = ?1",
            [Id(ticket)],
            |row| row.get::<_, Option<String>>(0),
        )?;
        let people = all(
            self.connection,
            "SELECT part = 'requestor', name, address FROM ticket_person WHERE ticket = ?1 ORDER BY part, place",
            [Id(ticket)],
            |row| {
                let person = Person {
                    name: row.get(1)?,
                    address: row.get(2)?,
                };
                Ok((row.get::<_, bool>(0)?, person))
            },
        )?;
        let (requestors, cc): (Vec<_>, Vec<_>) = people.into_iter().partition(|(asked, _)| *asked);
        let persons = |people: Vec<(bool, Person)>| people.into_iter().map(|(_, person)| person).collect();
        Ok(Circle {
            requestors: persons(requestors),
            cc: persons(cc),
            me: me.flatten(),
        })
    }

    /// Whose words the messages of a ticket are, by their transaction; those of whom nothing is known are missing.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn sides(&self, ticket: &TicketId) -> Result<BTreeMap<String, Side>, StoreError> {
        let circle = self.circle(ticket)?;
        let rows = all(
            self.connection,
            &format!(
                "SELECT e.remote_transaction, {FACTS} FROM {FACTS_FROM}
                 WHERE e.ticket = ?1 AND e.remote_transaction IS NOT NULL"
            ),
            [Id(ticket)],
            |row| Ok((row.get::<_, String>(0)?, facts(row, 1)?)),
        )?;
        let side = |(writer, sent): (Option<Writer>, Option<Sent>)| match (writer, sent) {
            (_, Some(_)) => Some(Side::Us),
            (Some(writer), None) => Some(circle.side(&writer)),
            (None, None) => None,
        };
        Ok(rows
            .into_iter()
            .filter_map(|(transaction, facts)| Some((transaction, side(facts)?)))
            .collect())
    }

    /// Tickets of an account of whose messages it isn't known who wrote them, because an older Dutydesk read them. The
    /// one with the newest message comes first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn without_writers(&self, account: &AccountKey) -> Result<Vec<TicketId>, StoreError> {
        all(
            self.connection,
            "SELECT t.id FROM ticket_event e
             JOIN ticket t ON t.id = e.ticket
             LEFT JOIN writer w ON w.account = e.account AND w.remote_transaction = e.remote_transaction
             WHERE e.account = ?1 AND t.account = ?1 AND w.account IS NULL AND e.kind IN ('public_reply', 'tenant_message')
             GROUP BY t.id ORDER BY max(e.at) DESC",
            [Id(account)],
            |row| Ok(row.get::<_, Id<_>>(0)?.0),
        )
    }
}

impl DeskRead<'_> {
    /// When a ticket's page was last in front of the engineer.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last_seen(&self, ticket: &TicketId) -> Result<Option<Instant>, StoreError> {
        first(
            self.connection,
            "SELECT at FROM ticket_seen WHERE ticket = ?1",
            [Id(ticket)],
            |row| Ok(row.get::<_, At>(0)?.0),
        )
    }
}

impl DeskWrite<'_> {
    /// A ticket's page is in front of the engineer at this moment.
    ///
    /// # Errors
    /// When the ticket does not exist or the file cannot be written.
    pub fn put_seen(&mut self, ticket: &TicketId, at: Instant) -> Result<(), StoreError> {
        run(
            self.connection,
            "INSERT INTO ticket_seen (ticket, at) VALUES (?1, ?2)
             ON CONFLICT (ticket) DO UPDATE SET at = max(at, excluded.at)",
            params![Id(ticket), At(at)],
        )?;
        Ok(())
    }

    /// Saves who did what. What a help desk says of somebody replaces what it said before; that it says nothing
    /// replaces nothing. Returns the tickets on which somebody of a new role has written.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put_done_by(&mut self, account: &AccountKey, done: &[DoneBy]) -> Result<Vec<TicketId>, StoreError> {
        let mut turned = Vec::new();
        for DoneBy {
            transaction,
            person,
            role,
            automatic,
        } in done
        {
            if self.put_person(account, person, *role)? {
                turned.extend(self.written_by(account, person)?);
            }
            run(
                self.connection,
                "INSERT INTO writer (account, remote_transaction, person, automatic) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (account, remote_transaction)
                 DO UPDATE SET person = excluded.person, automatic = excluded.automatic",
                params![Id(account), transaction, person.name, automatic],
            )?;
        }
        turned.sort();
        turned.dedup();
        Ok(turned)
    }

    /// Whether their role is another one now.
    fn put_person(&mut self, account: &AccountKey, person: &Person, role: Role) -> Result<bool, StoreError> {
        let before = first(
            self.connection,
            "SELECT role FROM person WHERE account = ?1 AND name = ?2",
            params![Id(account), person.name],
            |row| Ok(row.get::<_, Word<Role>>(0)?.0),
        )?;
        let role = match (before, role) {
            (Some(before), Role::Untold) => before,
            (_, role) => role,
        };
        run(
            self.connection,
            "INSERT INTO person (account, name, address, role) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (account, name)
             DO UPDATE SET address = coalesce(excluded.address, person.address), role = excluded.role",
            params![Id(account), person.name, person.address, Word(role)],
        )?;
        Ok(before.is_some_and(|before| before != role))
    }

    fn written_by(&self, account: &AccountKey, person: &Person) -> Result<Vec<TicketId>, StoreError> {
        all(
            self.connection,
            "SELECT DISTINCT e.ticket FROM writer w
             JOIN ticket_event e ON e.account = w.account AND e.remote_transaction = w.remote_transaction
             WHERE w.account = ?1 AND w.person = ?2",
            params![Id(account), person.name],
            |row| Ok(row.get::<_, Id<_>>(0)?.0),
        )
    }

    /// Saves the people of a ticket.
    ///
    /// # Errors
    /// When the ticket does not exist or the file cannot be written.
    pub fn put_people(&mut self, ticket: &TicketId, people: &Circle) -> Result<(), StoreError> {
        run(
            self.connection,
            "DELETE FROM ticket_person WHERE ticket = ?1",
            [Id(ticket)],
        )?;
        for (part, people) in [("requestor", &people.requestors), ("cc", &people.cc)] {
            for (place, person) in (0_i64..).zip(people) {
                run(
                    self.connection,
                    "INSERT INTO ticket_person (ticket, part, place, name, address) VALUES (?1, ?2, ?3, ?4, ?5)",
                    params![Id(ticket), part, place, person.name, person.address],
                )?;
            }
        }
        Ok(())
    }
}
