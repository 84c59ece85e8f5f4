//! What happened to tickets: append-only, with instants and kinds but no bodies. Every deadline is folded from these
//! rows. Only this file decides how an event of the domain is stored.

use desk_domain::event::{EventKind, Gone, Route, TicketEvent};
use desk_domain::ids::{AccountKey, OperationId, TicketId};
use desk_domain::priority::Priority;
use desk_domain::time::Instant;
use desk_domain::who::Recorded;
use rusqlite::types::{FromSqlError, Type};
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::clock_set::LAST;
use super::who::{FACTS, FACTS_FROM, facts};
use super::{DeskRead, DeskWrite};
use crate::StoreError;
use crate::sql::{At, Id, Json, all, first, run};
use crate::tagged::{self, millis, name, word};

/// `remote_transaction`: one transaction of a help desk counts once. `op_id`: one act of ours counts once, however
/// often its note is read back (rule 24).
pub(crate) const V1: &str = "
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
";

/// An event to append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewEvent {
    /// The ticket, which must exist.
    pub ticket: TicketId,
    /// What happened, and when by the clock of the system that recorded it.
    pub event: TicketEvent,
    /// When we learned it.
    pub recorded_at: Instant,
    /// Where it was read; `None` for what happened here only.
    pub transaction: Option<Transaction>,
    /// The operation id when it is an act of ours, by this Dutydesk or another one.
    pub op_id: Option<OperationId>,
}

/// A transaction on a help desk.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Transaction {
    /// The account's key.
    pub account: AccountKey,
    /// Its id on the help desk, opaque.
    pub id: String,
}

/// An event with where it came from, for the list of a ticket's events. What it is by whoever did it, is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEvent {
    /// Orders events of one instant.
    pub id: i64,
    /// What happened.
    pub event: TicketEvent,
    /// When we learned it.
    pub recorded_at: Instant,
    /// Where it was read.
    pub transaction: Option<Transaction>,
    /// The operation id of an act of ours.
    pub op_id: Option<OperationId>,
}

/// An event as a row holds it. A mirror of [`EventKind`]: a variant or a field of one that is missing in the other does
/// not build.
#[derive(Serialize, Deserialize)]
#[serde(remote = "EventKind", tag = "kind", rename_all = "snake_case")]
enum Stored {
    Raised {
        #[serde(with = "word")]
        route: Route,
        tenant: bool,
    },
    Priority {
        #[serde(with = "word")]
        priority: Priority,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        in_scope: Option<bool>,
    },
    PublicReply {
        #[serde(default, skip_serializing_if = "Option::is_none", with = "millis::optional")]
        next_update_at: Option<Instant>,
    },
    Told {
        #[serde(default, skip_serializing_if = "Option::is_none", with = "millis::optional")]
        next_update_at: Option<Instant>,
    },
    TenantMessage {
        automatic: bool,
    },
    Note,
    Started,
    NotStarted,
    Paused {
        reason: String,
        #[serde(default, skip_serializing_if = "Option::is_none", with = "millis::optional")]
        chase_at: Option<Instant>,
    },
    Resumed,
    Resolved,
    Reopened,
    NotNeeded {
        reason: String,
    },
    Linked {
        #[serde(with = "name")]
        to: TicketId,
    },
    Unlinked,
    Assigned {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
    },
    IncidentPaused {
        #[serde(with = "millis")]
        continues_at: Instant,
    },
    IncidentContinued,
    /// Told by who did [`EventKind::Reopened`], each time that it is read.
    #[serde(skip)]
    ReopenedAutomatically,
    Gone {
        #[serde(flatten, with = "StoredGone")]
        why: Gone,
    },
    Returned,
}

/// [`Gone`] as a row holds it.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Gone", tag = "why", rename_all = "snake_case")]
enum StoredGone {
    Deleted,
    Merged {
        #[serde(with = "name")]
        into: TicketId,
    },
    Moved {
        to: String,
    },
    Hidden,
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Kept(#[serde(with = "Stored")] EventKind);

/// Reads `at`, `kind`, `data` from the column `from` on.
fn event(row: &Row<'_>, from: usize) -> rusqlite::Result<TicketEvent> {
    let (kind, data): (String, String) = (row.get(from + 1)?, row.get(from + 2)?);
    let Kept(kind) = tagged::join(&kind, &data).ok_or_else(|| {
        rusqlite::Error::FromSqlConversionFailure(from + 1, Type::Text, Box::new(FromSqlError::InvalidType))
    })?;
    Ok(TicketEvent {
        at: row.get::<_, At>(from)?.0,
        kind,
    })
}

fn recorded(row: &Row<'_>) -> rusqlite::Result<RecordedEvent> {
    let account: Option<Id<AccountKey>> = row.get(5)?;
    let transaction: Option<String> = row.get(6)?;
    Ok(RecordedEvent {
        id: row.get(0)?,
        event: event(row, 1)?,
        recorded_at: row.get::<_, At>(4)?.0,
        transaction: account
            .zip(transaction)
            .map(|(account, id)| Transaction { account: account.0, id }),
        op_id: row.get::<_, Option<Id<_>>>(7)?.map(|id| id.0),
    })
}

impl DeskRead<'_> {
    /// The history of a ticket, oldest first; events of one instant in the order they were recorded. Whose doing each
    /// was is worked out now (rule 6).
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn history(&self, ticket: &TicketId) -> Result<Vec<TicketEvent>, StoreError> {
        let recorded = all(
            self.connection,
            &format!(
                "SELECT e.at, e.kind, e.data, {FACTS}, e.id, e.ticket FROM {FACTS_FROM} WHERE e.ticket = ?1 ORDER BY e.at, e.id"
            ),
            [Id(ticket)],
            |row| {
                let (writer, sent) = facts(row, 3)?;
                let event = event(row, 0)?;
                Ok(Recorded { event, writer, sent })
            },
        )?;
        Ok(self.circle(ticket)?.judged(recorded))
    }

    /// The events of a ticket with where they came from, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn recorded_events(&self, ticket: &TicketId) -> Result<Vec<RecordedEvent>, StoreError> {
        let rows = all(
            self.connection,
            &format!(
                "SELECT e.id, e.at, e.kind, e.data, e.recorded_at, e.account, e.remote_transaction, e.op_id, {FACTS},
                     e.ticket
                 FROM {FACTS_FROM} WHERE e.ticket = ?1 ORDER BY e.at, e.id"
            ),
            [Id(ticket)],
            |row| Ok((recorded(row)?, facts(row, 8)?)),
        )?;
        let (rows, history): (Vec<_>, Vec<_>) = rows
            .into_iter()
            .map(|(row, (writer, sent))| {
                let event = row.event.clone();
                (row, Recorded { event, writer, sent })
            })
            .unzip();
        // In the same order.
        let judged = self.circle(ticket)?.judged(history);
        let pairs = rows.into_iter().zip(judged);
        Ok(pairs.map(|(row, event)| RecordedEvent { event, ..row }).collect())
    }

    /// The ticket that this one was linked to last; `None`: it was not, or the link was ended since. Whether that
    /// ticket is here is another question.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last_link(&self, ticket: &TicketId) -> Result<Option<TicketId>, StoreError> {
        Ok(match self.last_of(ticket, ["linked", "unlinked"])? {
            Some(EventKind::Linked { to }) => Some(to),
            _ => None,
        })
    }

    /// Why a ticket is no longer where we look; `None`: it is there, as far as anybody said.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn gone(&self, ticket: &TicketId) -> Result<Option<Gone>, StoreError> {
        Ok(match self.last_of(ticket, ["gone", "returned"])? {
            Some(EventKind::Gone { why }) => Some(why),
            _ => None,
        })
    }

    /// The last event of two kinds that undo each other.
    fn last_of(&self, ticket: &TicketId, kinds: [&str; 2]) -> Result<Option<EventKind>, StoreError> {
        first(
            self.connection,
            "SELECT at, kind, data, id, ticket FROM ticket_event WHERE ticket = ?1 AND kind IN (?2, ?3) ORDER BY at DESC, id DESC",
            params![Id(ticket), kinds[0], kinds[1]],
            |row| Ok(event(row, 0)?.kind),
        )
    }

    /// Tickets of an account that it may not see any more: it may again one day, and nothing tells us then.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn hidden_tickets(&self, account: &AccountKey) -> Result<Vec<TicketId>, StoreError> {
        let gone = all(
            self.connection,
            "SELECT DISTINCT e.ticket FROM ticket_event e JOIN ticket t ON t.id = e.ticket
             WHERE e.kind = 'gone' AND t.account = ?1",
            [Id(account)],
            |row| Ok(row.get::<_, Id<TicketId>>(0)?.0),
        )?;
        let mut hidden = Vec::new();
        for ticket in gone {
            if self.gone(&ticket)? == Some(Gone::Hidden) {
                hidden.push(ticket);
            }
        }
        Ok(hidden)
    }
}

impl DeskWrite<'_> {
    /// Appends events and returns how many were new. What is known already, by its transaction or by its operation
    /// id, counts once. A transaction that was read back before we knew it to be our own act takes that act's
    /// operation id and words (the promised time of the next update is known only to the act). A ticket's link follows
    /// its last event about links.
    ///
    /// # Errors
    /// When a ticket does not exist or the file cannot be written.
    pub fn append_events(&mut self, events: &[NewEvent]) -> Result<usize, StoreError> {
        let mut new = 0;
        for event in events {
            new += self.append_event(event)?;
            if matches!(event.event.kind, EventKind::Linked { .. } | EventKind::Unlinked) {
                self.settle_link(&event.ticket)?;
            }
        }
        Ok(new)
    }

    fn append_event(&mut self, new: &NewEvent) -> Result<usize, StoreError> {
        let (kind, data) = tagged::split(Kept(new.event.kind.clone())).map_err(|_| no_form())?;
        let transaction = new.transaction.as_ref();
        run(
            self.connection,
            &format!(
                "INSERT INTO ticket_event (ticket, at, recorded_at, kind, data, account, remote_transaction, op_id,
                                       clock_set)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, {LAST})
             ON CONFLICT (op_id) DO NOTHING
             ON CONFLICT (account, remote_transaction)
             DO UPDATE SET kind = excluded.kind, data = excluded.data, op_id = excluded.op_id
                 WHERE ticket_event.op_id IS NULL AND excluded.op_id IS NOT NULL
                     AND ticket_event.ticket = excluded.ticket
                     AND (ticket_event.kind = excluded.kind
                         OR ticket_event.kind = 'tenant_message' AND excluded.kind = 'public_reply')"
            ),
            params![
                Id(&new.ticket),
                At(new.event.at),
                At(new.recorded_at),
                kind,
                Json(data),
                transaction.map(|transaction| Id(&transaction.account)),
                transaction.map(|transaction| &transaction.id),
                new.op_id.as_ref().map(Id)
            ],
        )
    }
}

fn no_form() -> StoreError {
    StoreError::Other("an event has no form in a file".to_owned())
}
