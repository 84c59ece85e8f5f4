//! `cache.db`: data that may be lost, because it can be fetched from the help desk or computed from `desk.db` again.
//! This file lists its tables and has its two views. Each table has its own file.

use crate::StoreError;
use crate::file::{Kind, Pair, Safety};
use crate::sql::{Id, Rows, run};
use desk_domain::ids::{AccountKey, TicketId};

pub mod attachment;
pub mod deadline;
pub mod desk_mark;
pub mod list_row;
pub mod look;
pub mod message;
pub mod remote_ticket;
pub mod search;
mod snippet;
pub mod sync_cursor;

/// The name of the file, in the data folder.
pub const FILE: &str = "cache.db";

/// The schema, version by version; the rule of `desk::DESK` holds here too.
pub(crate) const CACHE: Kind = Kind {
    file: FILE,
    safety: Safety::Normal,
    versions: &[
        &[
            remote_ticket::V1,
            message::V1,
            attachment::V1,
            sync_cursor::V1,
            deadline::V1,
            list_row::V1,
            search::V1,
        ],
        &[deadline::V2],
        &[remote_ticket::V3],
        &[look::V4, deadline::V4],
        &[desk_mark::V5, sync_cursor::V5],
    ],
    counts: &[],
    changes: "SELECT NULL",
    settle: |_, _| Ok(()),
};

/// `cache.db`. What was written last may be gone after a power cut; the next sync brings it again.
#[derive(Debug)]
pub struct Cache {
    pub(crate) pair: Pair,
}

impl Cache {
    /// For reading.
    #[must_use]
    pub const fn read(&self) -> CacheRead<'_> {
        CacheRead {
            connection: self.pair.rows(),
        }
    }

    /// Does `act` in one IMMEDIATE transaction: all of it is kept, or, when it or the commit fails, nothing.
    ///
    /// # Errors
    /// What `act` returns, and whatever keeps the commit from the disk.
    pub fn write<T>(
        &mut self,
        act: impl FnOnce(&mut CacheWrite<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.pair.write(|connection| act(&mut CacheWrite { connection }))
    }
}

/// `cache.db`, for reading.
#[derive(Debug, Clone, Copy)]
pub struct CacheRead<'c> {
    pub(crate) connection: Rows<'c>,
}

/// `cache.db` inside a transaction.
#[derive(Debug)]
pub struct CacheWrite<'c> {
    pub(crate) connection: Rows<'c>,
}

impl CacheWrite<'_> {
    /// Reads what this transaction sees, its own changes included.
    #[must_use]
    pub const fn read(&self) -> CacheRead<'_> {
        CacheRead {
            connection: self.connection,
        }
    }

    /// Forgets everything of an account: its tickets, their messages, attachments, deadlines and rows, and how far it
    /// was read.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn forget_account(&mut self, account: &AccountKey) -> Result<(), StoreError> {
        let tickets = self.read().cached_ids(account)?;
        self.forget_tickets(&tickets)?;
        self.remove_cursor(account)
    }

    /// Forgets everything of these tickets.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn forget_tickets(&mut self, tickets: &[TicketId]) -> Result<(), StoreError> {
        self.forget_documents(tickets)?;
        for ticket in tickets {
            for sql in [
                "DELETE FROM attachment WHERE ticket = ?1",
                "DELETE FROM message WHERE ticket = ?1",
                "DELETE FROM deadline WHERE ticket = ?1",
                "DELETE FROM list_row WHERE ticket = ?1",
                "DELETE FROM look WHERE ticket = ?1",
                "DELETE FROM remote_ticket WHERE ticket = ?1",
            ] {
                run(self.connection, sql, [Id(ticket)])?;
            }
        }
        Ok(())
    }
}
