//! The outbox: acts that are to be sent, in the order they were made on each ticket. What each carries, and how it
//! stands, is settled here; how it is sent is the business of who sends it.
//!
//! What *unknown* means, and how it ends, is in [`super::outbox_doubt`].
//!
//! ```text
//!            take_for_sending          mark_sent
//!  queued ────────────────▶ sending ─────────────▶ sent
//!    ▲  │ cancel               │ │ mark_refused
//!    │  └─────▶ cancelled      │ └───────────────▶ refused ──┐
//!    │            ▲            │ mark_unknown                │ queue_again
//!    │            │ cancel     ▼                             │ (a person decides)
//!    │            └───────── unknown ────────────────────────┤
//!    └──────────────── put_back ◀── (it surely never arrived) ┘
//! ```

use chrono::TimeDelta;
use desk_domain::ids::{AccountKey, OperationId, TicketId};
use desk_domain::priority::Priority;
use desk_domain::time::Instant;
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::outbox_doubt::{Doubt, LONGEST_HOLD, count_step};
use super::{DeskRead, DeskWrite};
use crate::StoreError;
use crate::sql::{At, Id, Json, Word, all, first, one, run, worded};
use crate::tagged::{self, word};

/// AUTOINCREMENT: a reused number could send one act in the place of another. `op_id`: an act is queued once, however
/// often the key is pressed.
pub(crate) const V1: &str = "
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
";

/// The content of an act: the word of the variant is in `kind`, its fields are in `payload`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Carries {
    /// A public reply.
    Reply(Reply),
    /// An internal note.
    Note(Note),
    /// Another subject.
    Subject {
        /// The new one.
        text: String,
    },
    /// Another priority.
    Priority {
        /// The new one.
        #[serde(with = "word")]
        priority: Priority,
    },
    /// Another status.
    Status {
        /// The new one.
        status: Status,
    },
    /// Another owner.
    Owner {
        /// Their name on the help desk; `None`: me.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// What the engineer typed for them, sent as an internal note once the ticket is theirs; may be empty.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// No owner: an assignment is undone.
    NoOwner {},
}

/// The words of a public reply, and what goes with them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// As they go out.
    pub text: String,
    /// The part that the engineer typed: it becomes a draft again if the reply is cancelled.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub typed: String,
    /// The time of the next update that it promises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_update_at: Option<Instant>,
    /// Whether that time was chosen; else it is the policy's, counted from when the reply was queued.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub chosen: bool,
    /// Staged files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<String>,
    /// Whether the ticket is closed once it has arrived.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub resolve: bool,
}

/// The words of an internal note, and what goes with them.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Note {
    /// As they go out.
    pub text: String,
    /// What the engineer typed of them; empty where Dutydesk wrote the note.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub typed: String,
    /// Staged files.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<String>,
}

impl Note {
    /// A note that can become a draft again.
    #[must_use]
    pub fn of(text: String) -> Self {
        Self {
            typed: text.clone(),
            text,
            attachments: Vec::new(),
        }
    }
}

/// A status that can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Open.
    Open,
    /// Finished.
    Resolved,
}

impl Carries {
    /// The words that the help desk gets; `None` where the act has none.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Reply(reply) => Some(&reply.text),
            Self::Note(note) => Some(&note.text),
            Self::Subject { text } => Some(text),
            Self::Owner { note, .. } => (!note.is_empty()).then_some(note),
            Self::Priority { .. } | Self::Status { .. } | Self::NoOwner {} => None,
        }
    }

    /// The staged files that go with it.
    #[must_use]
    pub fn attachments(&self) -> &[String] {
        match self {
            Self::Reply(reply) => &reply.attachments,
            Self::Note(note) => &note.attachments,
            Self::Subject { .. }
            | Self::Priority { .. }
            | Self::Status { .. }
            | Self::Owner { .. }
            | Self::NoOwner {} => &[],
        }
    }

    /// Makes me the owner.
    pub const TO_ME: Self = Self::Owner {
        to: None,
        note: String::new(),
    };

    /// Words and names that are empty are not sent: they are not what anybody wrote.
    fn says_something(&self) -> bool {
        let names = match self {
            Self::Owner { to: Some(to), .. } => !to.trim().is_empty(),
            _ => true,
        };
        names && self.text().is_none_or(|text| !text.trim().is_empty())
    }
}

/// A row that cannot be read: written by a later Dutydesk, or damaged. It is shown, kept and never sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The word in `kind`.
    pub kind: String,
    /// What is in `payload`.
    pub payload: String,
}

/// The state of an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ActState {
    /// Waits for its turn, or for `hold_until`.
    Queued,
    /// Is being sent.
    Sending,
    /// The help desk has it.
    Sent,
    /// The help desk does not take it; the words are kept. Does not hold up what comes after it.
    Refused,
    /// It may have arrived. Looked up, and never sent again without that; holds up its own ticket, no other.
    Unknown,
    /// A person took it back.
    Cancelled,
}

worded!(ActState {
    Queued = "queued",
    Sending = "sending",
    Sent = "sent",
    Refused = "refused",
    Unknown = "unknown",
    Cancelled = "cancelled",
});

/// An act to queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAct {
    /// A random id that goes with it to the help desk where that is possible, so that it is recognised there.
    pub op_id: OperationId,
    /// The account; `None` for a local ticket.
    pub account: Option<AccountKey>,
    /// The ticket.
    pub ticket: TicketId,
    /// What it carries.
    pub carries: Carries,
    /// When it was queued.
    pub queued_at: Instant,
    /// Not sent before this instant, so that it can be undone.
    pub hold_until: Option<Instant>,
}

/// A row of the outbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Its number; acts on one ticket are sent in this order.
    pub id: i64,
    /// The operation.
    pub op_id: OperationId,
    /// The account; `None` for a local ticket.
    pub account: Option<AccountKey>,
    /// The ticket.
    pub ticket: TicketId,
    /// What it carries.
    pub carries: Result<Carries, Unreadable>,
    /// When it was queued.
    pub queued_at: Instant,
    /// Not sent before this instant: it can still be undone, or an attempt failed.
    pub hold_until: Option<Instant>,
    /// Its state.
    pub state: ActState,
    /// Why it is refused, unknown or held back, for people.
    pub reason: Option<String>,
    /// The help desk's transaction once it is sent.
    pub remote_transaction: Option<String>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was first tried: a copy on the help desk can't be older.
    pub first_attempt_at: Option<Instant>,
    /// When the help desk accepted it, by the help desk's clock if it says so.
    pub sent_at: Option<Instant>,
    /// Why it isn't known whether it arrived, or why it is looked up before it is sent.
    pub doubt: Option<Doubt>,
    /// When it was last tried.
    pub tried_at: Option<Instant>,
    /// How far the help desk's clock was ahead when it was tried; `None`: it was not known.
    pub ahead: Option<TimeDelta>,
}

impl Act {
    /// The public reply, if it is one.
    #[must_use]
    pub fn reply(&self) -> Option<&Reply> {
        match &self.carries {
            Ok(Carries::Reply(reply)) => Some(reply),
            _ => None,
        }
    }

    /// The internal note, if it is one.
    #[must_use]
    pub fn note(&self) -> Option<&Note> {
        match &self.carries {
            Ok(Carries::Note(note)) => Some(note),
            _ => None,
        }
    }
}

/// What is in `account` for local tickets.
pub(super) const OWN: &str = "own";

pub(super) const COLUMNS: &str = "SELECT id, op_id, account, ticket, kind, payload, queued_at, hold_until, state, \
                                  reason, remote_transaction, attempts, first_attempt_at, sent_at, doubt, tried_at, \
                                  ahead_ms FROM outbox";

pub(super) fn act(row: &Row<'_>) -> rusqlite::Result<Act> {
    let (kind, payload): (String, String) = (row.get(4)?, row.get(5)?);
    let carries = tagged::join(&kind, &payload).filter(Carries::says_something);
    Ok(Act {
        id: row.get(0)?,
        op_id: row.get::<_, Id<_>>(1)?.0,
        account: match row.get_ref(2)?.as_str()? {
            OWN => None,
            _ => Some(row.get::<_, Id<_>>(2)?.0),
        },
        ticket: row.get::<_, Id<_>>(3)?.0,
        carries: carries.ok_or(Unreadable { kind, payload }),
        queued_at: row.get::<_, At>(6)?.0,
        hold_until: row.get::<_, Option<At>>(7)?.map(|at| at.0),
        state: row.get::<_, Word<_>>(8)?.0,
        reason: row.get(9)?,
        remote_transaction: row.get(10)?,
        attempts: row.get(11)?,
        first_attempt_at: row.get::<_, Option<At>>(12)?.map(|at| at.0),
        sent_at: row.get::<_, Option<At>>(13)?.map(|at| at.0),
        doubt: row.get::<_, Option<Word<_>>>(14)?.map(|word| word.0),
        tried_at: row.get::<_, Option<At>>(15)?.map(|at| at.0),
        ahead: row.get::<_, Option<i64>>(16)?.and_then(TimeDelta::try_milliseconds),
    })
}

impl DeskRead<'_> {
    /// The acts that may be sent at `now`: for each ticket its oldest open act, and only if it is queued and not held. A
    /// hold that is longer than [`LONGEST_HOLD`] is none.
    /// If that act is being sent or unknown, the ticket has none; other tickets continue. Oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next_sendable(&self, now: Instant) -> Result<Vec<Act>, StoreError> {
        let sql = format!(
            "{COLUMNS} WHERE id IN
                 (SELECT min(id) FROM outbox WHERE state IN ('queued', 'sending', 'unknown') GROUP BY ticket)
             AND state = 'queued' AND (hold_until IS NULL OR hold_until <= ?1 OR hold_until > ?2) ORDER BY id"
        );
        all(self.connection, &sql, [At(now), At(now + LONGEST_HOLD)], act)
    }

    /// The earliest instant after `now` at which an act that is held now may be sent, or is looked up.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next_hold_ends(&self, now: Instant) -> Result<Option<Instant>, StoreError> {
        let sql = "SELECT min(hold_until) FROM outbox
                   WHERE state IN ('queued', 'unknown') AND hold_until > ?1 AND hold_until <= ?2";
        let at: Option<At> = one(self.connection, sql, [At(now), At(now + LONGEST_HOLD)], |row| {
            row.get(0)
        })?;
        Ok(at.map(|at| at.0))
    }

    /// One act.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn act(&self, id: i64) -> Result<Option<Act>, StoreError> {
        first(self.connection, &format!("{COLUMNS} WHERE id = ?1"), [id], act)
    }

    /// All acts on a ticket, oldest first, the sent ones too.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn acts_of(&self, ticket: &TicketId) -> Result<Vec<Act>, StoreError> {
        all(
            self.connection,
            &format!("{COLUMNS} WHERE ticket = ?1 ORDER BY id"),
            [Id(ticket)],
            act,
        )
    }

    /// The acts that aren't settled: queued, being sent, unknown or refused. Oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn unsettled_acts(&self) -> Result<Vec<Act>, StoreError> {
        let sql = format!("{COLUMNS} WHERE state IN ('queued', 'sending', 'unknown', 'refused') ORDER BY id");
        all(self.connection, &sql, [], act)
    }
}

impl DeskRead<'_> {
    /// What was written on tickets without a help desk, with a number above `after`, by number.
    pub(crate) fn own_acts_after(&self, after: i64) -> Result<Vec<Act>, StoreError> {
        let sql = format!("{COLUMNS} WHERE state = 'sent' AND account = ?1 AND id > ?2 ORDER BY id");
        all(self.connection, &sql, params![OWN, after], act)
    }

    /// What was sent to a help desk since an instant, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn acts_sent_since(&self, at: Instant) -> Result<Vec<Act>, StoreError> {
        let sql = format!("{COLUMNS} WHERE state = 'sent' AND sent_at >= ?1 AND account <> ?2 ORDER BY id");
        all(self.connection, &sql, params![At(at), OWN], act)
    }
}

impl DeskWrite<'_> {
    /// Queues an act; its number. An operation id that is known already queues nothing and returns the number it has.
    ///
    /// # Errors
    /// When the ticket does not exist, the words are empty or the file cannot be written.
    pub fn queue(&mut self, new: &NewAct) -> Result<i64, StoreError> {
        if !new.carries.says_something() {
            return Err(no_form());
        }
        let (kind, payload) = tagged::split(&new.carries).map_err(|_| no_form())?;
        run(
            self.connection,
            "INSERT INTO outbox (op_id, account, ticket, kind, payload, state, attempts, queued_at, hold_until)
             VALUES (?1, ?2, ?3, ?4, ?5, 'queued', 0, ?6, ?7)
             ON CONFLICT (op_id) DO NOTHING",
            params![
                Id(&new.op_id),
                new.account.as_ref().map_or(OWN, AccountKey::as_str),
                Id(&new.ticket),
                kind,
                Json(payload),
                At(new.queued_at),
                new.hold_until.map(At)
            ],
        )?;
        one(
            self.connection,
            "SELECT id FROM outbox WHERE op_id = ?1",
            [Id(&new.op_id)],
            |row| row.get(0),
        )
    }

    /// Takes a queued act for sending. `false`: it is no longer queued (cancelled in the meantime), so leave it. Commit
    /// before you make the request: an act that is being sent at the next start may have arrived.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn take_for_sending(&mut self, id: i64, at: Instant) -> Result<bool, StoreError> {
        let sql = "UPDATE outbox SET state = 'sending', reason = NULL, hold_until = NULL, attempts = attempts + 1,
                       first_attempt_at = coalesce(first_attempt_at, ?2), tried_at = ?2
                   WHERE id = ?1 AND state = 'queued'";
        let taken = run(self.connection, sql, params![id, At(at)])? > 0;
        if taken {
            count_step(self.connection)?;
        }
        Ok(taken)
    }

    /// The help desk has the act: it answered so, or it was found there (an unknown one too). `at` is its instant.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mark_sent(&mut self, id: i64, remote_transaction: Option<&str>, at: Instant) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET state = 'sent', reason = NULL, doubt = NULL, remote_transaction = ?2, sent_at = ?3
                   WHERE id = ?1 AND state IN ('sending', 'unknown')";
        run(self.connection, sql, params![id, remote_transaction, At(at)])?;
        count_step(self.connection)
    }

    /// The help desk does not take the act.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mark_refused(&mut self, id: i64, reason: &str) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET state = 'refused', doubt = NULL, reason = ?2 WHERE id = ?1 AND state = 'sending'";
        run(self.connection, sql, params![id, reason])?;
        Ok(())
    }

    /// The act surely never arrived (no connection, refused for the moment, looked up in vain): it waits again, until
    /// `hold_until`. It is looked up before it is tried again.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put_back(&mut self, id: i64, reason: &str, hold_until: Option<Instant>) -> Result<(), StoreError> {
        let sql =
            "UPDATE outbox SET state = 'queued', reason = ?2, hold_until = ?3 WHERE id = ?1 AND state = 'sending'";
        run(self.connection, sql, params![id, reason, hold_until.map(At)])?;
        Ok(())
    }

    /// A person sends a refused or unknown act again, in its old place: if it is there after all, it is found. Whether it
    /// was one of these.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn queue_again(&mut self, id: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE outbox SET state = 'queued', doubt = 'again', reason = NULL, hold_until = NULL
                   WHERE id = ?1 AND state IN ('refused', 'unknown')";
        Ok(run(self.connection, sql, [id])? > 0)
    }

    /// A person cancels an act that is queued, refused or unknown. `false`: it is being sent or settled.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn cancel(&mut self, id: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE outbox SET state = 'cancelled' WHERE id = ?1 AND state IN ('queued', 'refused', 'unknown')";
        let cancelled = run(self.connection, sql, [id])? > 0;
        if cancelled {
            count_step(self.connection)?;
        }
        Ok(cancelled)
    }

    /// A person takes back an act that the help desk doesn't have: it is queued or refused, or it was done on this computer
    /// only. `false`: it has been sent, it may have been, or it was taken back before.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn withdraw(&mut self, id: i64) -> Result<bool, StoreError> {
        let sql = "UPDATE outbox SET state = 'cancelled'
                   WHERE id = ?1 AND (state IN ('queued', 'refused') OR state = 'sent' AND account = ?2)";
        let withdrawn = run(self.connection, sql, params![id, OWN])? > 0;
        if withdrawn {
            count_step(self.connection)?;
        }
        Ok(withdrawn)
    }
}

fn no_form() -> StoreError {
    StoreError::Other("an act has no form in a file".to_owned())
}
