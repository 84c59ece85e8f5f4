//! Tickets, with an id that Dutydesk gives them, that never changes and is never used twice. The cache has what a help
//! desk says about its tickets; this table only has what nobody else knows.

use desk_domain::event::Route;
use desk_domain::ids::{AccountKey, RemoteId, Series, TicketId};
use desk_domain::time::Instant;
use rusqlite::{Row, params};

use super::{DeskRead, DeskWrite};
use crate::StoreError;
use crate::sql::{At, Id, Word, all, first, one, run, worded};

pub(crate) const V1: &str = "
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
";

/// Where a ticket that we logged by hand came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// Slack.
    Slack,
    /// A telephone call.
    Phone,
    /// An email outside the help desk.
    Email,
}

worded!(Source { Slack = "slack", Phone = "phone", Email = "email" });

worded!(Series { Local = "local", Practice = "practice" });

/// A ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ticket {
    /// Our own stable id: `rt:work/41`, `local/7`, `practice/3`.
    pub id: TicketId,
    /// The account and the help desk's id; `None` for a local ticket.
    pub remote: Option<Remote>,
    /// How it came (rule 15).
    pub route: Route,
    /// `false`: *Before Dutydesk*, until it is triaged or written to (rule 23).
    pub adopted: bool,
    /// Whether it belongs to the practice shift.
    pub practice: bool,
    /// The tenant's name, if it is known.
    pub tenant: Option<String>,
    /// When the issue was raised.
    pub raised_at: Instant,
    /// The subject of a local ticket; a help desk's subject is in the cache.
    pub subject: Option<String>,
    /// Where a local ticket came from.
    pub source: Option<Source>,
    /// The ticket with which it shares one row and one clock (rule 8).
    pub linked_to: Option<TicketId>,
}

/// Which ticket of which account.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Remote {
    /// The account's key.
    pub account: AccountKey,
    /// The help desk's id, opaque.
    pub id: RemoteId,
}

const COLUMNS: &str = "SELECT id, account, remote_id, route, adopted, practice, tenant, raised_at, subject, source, \
                       linked_to FROM ticket";

fn ticket(row: &Row<'_>) -> rusqlite::Result<Ticket> {
    let account: Option<Id<AccountKey>> = row.get(1)?;
    let remote: Option<Id<RemoteId>> = row.get(2)?;
    Ok(Ticket {
        id: row.get::<_, Id<_>>(0)?.0,
        remote: account.zip(remote).map(|(account, id)| Remote {
            account: account.0,
            id: id.0,
        }),
        route: row.get::<_, Word<_>>(3)?.0,
        adopted: row.get(4)?,
        practice: row.get(5)?,
        tenant: row.get(6)?,
        raised_at: row.get::<_, At>(7)?.0,
        subject: row.get(8)?,
        source: row.get::<_, Option<Word<_>>>(9)?.map(|word| word.0),
        linked_to: row.get::<_, Option<Id<_>>>(10)?.map(|id| id.0),
    })
}

impl DeskRead<'_> {
    /// One ticket.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn ticket(&self, id: &TicketId) -> Result<Option<Ticket>, StoreError> {
        first(self.connection, &format!("{COLUMNS} WHERE id = ?1"), [Id(id)], ticket)
    }

    /// All tickets, by id; those of removed accounts too.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn tickets(&self) -> Result<Vec<Ticket>, StoreError> {
        all(self.connection, &format!("{COLUMNS} ORDER BY id"), [], ticket)
    }

    /// The ids of all tickets, in order.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn ticket_ids(&self) -> Result<Vec<TicketId>, StoreError> {
        all(self.connection, "SELECT id FROM ticket ORDER BY id", [], |row| {
            Ok(row.get::<_, Id<_>>(0)?.0)
        })
    }

    /// The ticket that represents this one in lists and notifications: the end of its links, usually itself (rule 8).
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn standing_for(&self, id: &TicketId) -> Result<TicketId, StoreError> {
        let end = first(
            self.connection,
            "WITH RECURSIVE up (id) AS (
                 SELECT ?1 UNION SELECT linked_to FROM ticket JOIN up USING (id) WHERE linked_to IS NOT NULL)
             SELECT id FROM up JOIN ticket USING (id) WHERE linked_to IS NULL",
            [Id(id)],
            |row| Ok(row.get::<_, Id<_>>(0)?.0),
        )?;
        Ok(end.unwrap_or_else(|| id.clone()))
    }

    /// The other tickets that share one row and one clock with this one; the one that represents them comes first.
    /// Every fold asks for them: for a ticket without links this costs one index look-up.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn linked_with(&self, ticket: &Ticket) -> Result<Vec<Ticket>, StoreError> {
        let main = match ticket.linked_to {
            Some(_) => self.standing_for(&ticket.id)?,
            None => ticket.id.clone(),
        };
        all(
            self.connection,
            &format!(
                "WITH RECURSIVE down (id) AS (
                     SELECT ?1 UNION SELECT ticket.id FROM ticket JOIN down ON ticket.linked_to = down.id)
                 {COLUMNS} WHERE id IN (SELECT id FROM down) AND id <> ?2 ORDER BY id <> ?1, raised_at, id"
            ),
            [Id(&main), Id(&ticket.id)],
            self::ticket,
        )
    }

    /// The tickets of an account that share the row of another one, by id.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn linked_tickets(&self, account: &AccountKey) -> Result<Vec<TicketId>, StoreError> {
        all(
            self.connection,
            "SELECT id FROM ticket WHERE linked_to IS NOT NULL AND account = ?1 ORDER BY id",
            [Id(account)],
            |row| Ok(row.get::<_, Id<TicketId>>(0)?.0),
        )
    }

    /// The local tickets, practice included, by id.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn own_tickets(&self) -> Result<Vec<Ticket>, StoreError> {
        all(
            self.connection,
            &format!("{COLUMNS} WHERE account IS NULL ORDER BY id"),
            [],
            ticket,
        )
    }
}

impl DeskWrite<'_> {
    /// The next id of a series, for example `local/8`. Never given twice, not even after a removal.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn next_own_id(&mut self, series: Series) -> Result<TicketId, StoreError> {
        let number: i64 = one(
            self.connection,
            "INSERT INTO own_number (series, last) VALUES (?1, 1)
             ON CONFLICT (series) DO UPDATE SET last = last + 1 RETURNING last",
            [Word(series)],
            |row| row.get(0),
        )?;
        Ok(TicketId::of_own(series, number))
    }

    /// Adds tickets, or changes what can change. The account, the remote id and the practice mark stay. An adopted
    /// ticket stays adopted, a known tenant and a link stay unless others are given.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put_tickets(&mut self, tickets: &[Ticket]) -> Result<(), StoreError> {
        for ticket in tickets {
            self.put_ticket(ticket)?;
        }
        Ok(())
    }

    fn put_ticket(&mut self, ticket: &Ticket) -> Result<(), StoreError> {
        let remote = ticket.remote.as_ref();
        run(
            self.connection,
            "INSERT INTO ticket (id, account, remote_id, route, adopted, practice, tenant, raised_at, subject, source,
                 linked_to)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
             ON CONFLICT (id) DO UPDATE SET route = excluded.route, adopted = max(adopted, excluded.adopted),
                 tenant = coalesce(excluded.tenant, tenant), raised_at = excluded.raised_at,
                 subject = coalesce(excluded.subject, subject), source = coalesce(excluded.source, source),
                 linked_to = coalesce(excluded.linked_to, linked_to)",
            params![
                Id(&ticket.id),
                remote.map(|remote| Id(&remote.account)),
                remote.map(|remote| Id(&remote.id)),
                Word(ticket.route),
                ticket.adopted,
                ticket.practice,
                ticket.tenant,
                At(ticket.raised_at),
                ticket.subject,
                ticket.source.map(Word),
                ticket.linked_to.as_ref().map(Id)
            ],
        )?;
        Ok(())
    }

    /// Takes a ticket out of *Before Dutydesk*: it was triaged or written to.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn adopt(&mut self, ticket: &TicketId) -> Result<(), StoreError> {
        run(
            self.connection,
            "UPDATE ticket SET adopted = 1 WHERE id = ?1",
            [Id(ticket)],
        )?;
        Ok(())
    }

    /// Puts a ticket back to *Before Dutydesk*: what adopted it was undone.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn unadopt(&mut self, ticket: &TicketId) -> Result<(), StoreError> {
        let sql = "UPDATE ticket SET adopted = 0 WHERE id = ?1";
        run(self.connection, sql, [Id(ticket)])?;
        Ok(())
    }

    /// Brings a ticket's link in line with its last event about links. A ticket that is not here, or a circle, is no
    /// link.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn settle_link(&mut self, ticket: &TicketId) -> Result<(), StoreError> {
        let wanted = self.read().last_link(ticket)?;
        let to = match wanted {
            Some(to) if self.read().ticket(&to)?.is_some() && self.read().standing_for(&to)? != *ticket => Some(to),
            _ => None,
        };
        run(
            self.connection,
            "UPDATE ticket SET linked_to = ?2 WHERE id = ?1",
            params![Id(ticket), to.as_ref().map(Id)],
        )?;
        Ok(())
    }

    /// Says whose a ticket is.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn set_ticket_tenant(&mut self, ticket: &TicketId, tenant: &str) -> Result<(), StoreError> {
        run(
            self.connection,
            "UPDATE ticket SET tenant = ?2 WHERE id = ?1",
            params![Id(ticket), tenant],
        )?;
        Ok(())
    }

    /// Removes the practice shift: its tickets and all that hangs on them. How many tickets there were. Nothing else
    /// can remove a ticket, and the numbers of the removed ones are not given again.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remove_practice(&mut self) -> Result<usize, StoreError> {
        for sql in [
            "DELETE FROM incident_line WHERE incident IN (SELECT id FROM incident WHERE ticket IN
                 (SELECT id FROM ticket WHERE practice))",
            "DELETE FROM incident_pause WHERE incident IN (SELECT id FROM incident WHERE ticket IN
                 (SELECT id FROM ticket WHERE practice))",
            "DELETE FROM incident WHERE ticket IN (SELECT id FROM ticket WHERE practice)",
            "DELETE FROM notice WHERE subject IN (SELECT id FROM ticket WHERE practice)",
            "DELETE FROM acknowledgement WHERE subject IN (SELECT id FROM ticket WHERE practice)",
            "DELETE FROM snooze WHERE subject IN (SELECT id FROM ticket WHERE practice)",
            "DELETE FROM draft WHERE subject IN (SELECT id FROM ticket WHERE practice)",
            "DELETE FROM triage WHERE ticket IN (SELECT id FROM ticket WHERE practice)",
            "DELETE FROM outbox WHERE ticket IN (SELECT id FROM ticket WHERE practice)",
            "DELETE FROM ticket_seen WHERE ticket IN (SELECT id FROM ticket WHERE practice)",
            "DELETE FROM ticket_event WHERE ticket IN (SELECT id FROM ticket WHERE practice)",
            "UPDATE ticket SET linked_to = NULL WHERE linked_to IN (SELECT id FROM ticket WHERE practice)",
        ] {
            run(self.connection, sql, [])?;
        }
        run(self.connection, "DELETE FROM ticket WHERE practice", [])
    }
}
