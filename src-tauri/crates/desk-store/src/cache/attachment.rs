//! Attachments: the list of them, and the bytes of those that were opened once, up to a limit.

use desk_domain::ids::TicketId;
use desk_domain::time::Instant;
use rusqlite::{Row, params};

use super::{CacheRead, CacheWrite};
use crate::StoreError;
use crate::sql::{At, Id, all, first, one, run};

/// `size` comes from the help desk, so it may be wrong; `held` is the size of what is here.
pub(crate) const V1: &str = "
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
";

/// The most bytes for the contents of all attachments together; those fetched longest ago are removed first.
pub const HELD_BYTES: u64 = 256 * 1024 * 1024;

/// An attachment without its content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// The ticket by our own id.
    pub ticket: TicketId,
    /// The help desk's id, opaque; unique within the ticket.
    pub remote_id: String,
    /// The transaction it came with.
    pub transaction: String,
    /// Its name. Text from outside: never a path.
    pub name: String,
    /// Its media type as the sender claims.
    pub media_type: String,
    /// Its size in bytes as the help desk says.
    pub size: u64,
    /// When its content was fetched; `None`: it is not here.
    pub fetched_at: Option<Instant>,
}

fn attachment(row: &Row<'_>) -> rusqlite::Result<Attachment> {
    Ok(Attachment {
        ticket: row.get::<_, Id<_>>(0)?.0,
        remote_id: row.get(1)?,
        transaction: row.get(2)?,
        name: row.get(3)?,
        media_type: row.get(4)?,
        size: row.get::<_, i64>(5)?.unsigned_abs(),
        fetched_at: row.get::<_, Option<At>>(6)?.map(|at| at.0),
    })
}

impl CacheRead<'_> {
    /// The attachments of a ticket, in the order of their transactions.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn attachments(&self, ticket: &TicketId) -> Result<Vec<Attachment>, StoreError> {
        all(
            self.connection,
            "SELECT ticket, remote_id, remote_transaction, name, media_type, size, fetched_at FROM attachment
             WHERE ticket = ?1 ORDER BY rowid",
            [Id(ticket)],
            attachment,
        )
    }

    /// The content of an attachment, if it is here.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn attachment_content(&self, ticket: &TicketId, remote_id: &str) -> Result<Option<Vec<u8>>, StoreError> {
        let sql = "SELECT content FROM attachment WHERE ticket = ?1 AND remote_id = ?2";
        Ok(first(self.connection, sql, params![Id(ticket), remote_id], |row| row.get(0))?.flatten())
    }
}

impl CacheWrite<'_> {
    /// Adds attachments, or changes their details; saved content stays. `fetched_at` is ignored.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put_attachments(&mut self, attachments: &[Attachment]) -> Result<(), StoreError> {
        for attachment in attachments {
            run(
                self.connection,
                "INSERT INTO attachment (ticket, remote_id, remote_transaction, name, media_type, size)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT (ticket, remote_id) DO UPDATE SET remote_transaction = excluded.remote_transaction,
                     name = excluded.name, media_type = excluded.media_type, size = excluded.size",
                params![
                    Id(&attachment.ticket),
                    attachment.remote_id,
                    attachment.transaction,
                    attachment.name,
                    attachment.media_type,
                    attachment.size.cast_signed()
                ],
            )?;
        }
        Ok(())
    }

    /// Keeps the content of a known attachment for reading offline, and lets go of the longest ago fetched ones above
    /// [`HELD_BYTES`].
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep_content(
        &mut self,
        ticket: &TicketId,
        remote_id: &str,
        content: &[u8],
        at: Instant,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE attachment SET content = ?3, fetched_at = ?4 WHERE ticket = ?1 AND remote_id = ?2";
        run(self.connection, sql, params![Id(ticket), remote_id, content, At(at)])?;
        self.let_go_above(HELD_BYTES)
    }

    fn let_go_above(&mut self, bound: u64) -> Result<(), StoreError> {
        let held = "SELECT coalesce(sum(held), 0) FROM attachment WHERE content IS NOT NULL";
        while one(self.connection, held, [], |row| row.get::<_, i64>(0))?.unsigned_abs() > bound {
            run(
                self.connection,
                "UPDATE attachment SET content = NULL, fetched_at = NULL WHERE rowid =
                     (SELECT rowid FROM attachment WHERE content IS NOT NULL ORDER BY fetched_at LIMIT 1)",
                [],
            )?;
        }
        Ok(())
    }
}
