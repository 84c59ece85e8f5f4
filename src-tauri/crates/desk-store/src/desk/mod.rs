//! `desk.db`: data that must survive. This file lists its tables and has its two views. Each table has its own file.

use crate::StoreError;
use crate::file::{Kind, Pair, Safety};
use crate::sql::Rows;

pub mod account;
pub mod changed_ticket;
pub mod clock_set;
pub mod draft;
pub mod incident;
pub mod mishap;
pub mod notice;
pub mod outbox;
pub mod outbox_doubt;
pub mod restored;
pub mod setting;
pub mod shift_word;
pub mod tenant;
pub mod ticket;
pub mod ticket_event;
pub mod triage;
pub mod who;

/// The name of the file, in the data folder.
pub const FILE: &str = "desk.db";

/// The schema, version by version. A version that has been released is never edited: a change of a table is a new
/// constant in its file and a new line here, and `tests/schema` keeps what each version added.
pub(crate) const DESK: Kind = Kind {
    file: FILE,
    safety: Safety::Full,
    versions: &[
        &[
            account::V1,
            ticket::V1,
            ticket_event::V1,
            tenant::V1,
            draft::V1,
            triage::V1,
            incident::V1,
            outbox::V1,
            notice::V1,
            setting::V1,
        ],
        &[notice::V2, shift_word::V2, incident::V2],
        &[account::V3, draft::V3, triage::V3],
        &[who::V4],
        &[mishap::V5],
        &[changed_ticket::V6],
        &[outbox_doubt::V7],
        &[clock_set::V8],
    ],
    counts: &[
        "SELECT count(*) FROM ticket_event WHERE ticket NOT LIKE 'practice/%'",
        "SELECT count(*) FROM outbox WHERE ticket NOT LIKE 'practice/%'",
        "SELECT count(*) FROM incident_line",
        "SELECT count(*) FROM account",
    ],
    changes: "
        SELECT coalesce((SELECT group_concat(name || seq) FROM (SELECT name, seq FROM sqlite_sequence ORDER BY name)), '')
            || ' ' || (SELECT count(*) || ' ' || coalesce(max(saved_at), 0) FROM draft)
            || ' ' || coalesce((SELECT group_concat(key || fields) FROM (SELECT key, fields FROM account ORDER BY key)), '')
            || ' ' || coalesce((SELECT group_concat(state || n)
                FROM (SELECT state, count(*) AS n FROM outbox GROUP BY state ORDER BY state)), '')
            || ' ' || (SELECT count(*) || ' ' || total(length(value)) FROM setting)",
    settle: restored::settle,
};

/// `desk.db`. A commit that [`Desk::write`] has confirmed survives a crash and a power cut.
#[derive(Debug)]
pub struct Desk {
    pub(crate) pair: Pair,
}

impl Desk {
    /// For reading.
    #[must_use]
    pub const fn read(&self) -> DeskRead<'_> {
        DeskRead {
            connection: self.pair.rows(),
        }
    }

    /// Does `act` in one IMMEDIATE transaction: all of it is kept, or, when it or the commit fails, nothing.
    ///
    /// # Errors
    /// What `act` returns, and whatever keeps the commit from the disk.
    pub fn write<T>(&mut self, act: impl FnOnce(&mut DeskWrite<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.pair.write(|connection| act(&mut DeskWrite { connection }))
    }
}

/// `desk.db`, for reading.
#[derive(Debug, Clone, Copy)]
pub struct DeskRead<'c> {
    pub(crate) connection: Rows<'c>,
}

/// `desk.db` inside a transaction.
#[derive(Debug)]
pub struct DeskWrite<'c> {
    pub(crate) connection: Rows<'c>,
}

impl DeskWrite<'_> {
    /// Reads what this transaction sees, its own changes included.
    #[must_use]
    pub const fn read(&self) -> DeskRead<'_> {
        DeskRead {
            connection: self.connection,
        }
    }
}
