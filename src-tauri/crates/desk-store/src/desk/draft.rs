//! Drafts: words that have not been sent yet. The specimen of a table: schema, row, reading, writing.

use desk_domain::ids::TicketId;
use desk_domain::time::Instant;
use rusqlite::{Row, params};

use super::{DeskRead, DeskWrite};
use crate::StoreError;
use crate::sql::{At, Id, Word, all, first, run, worded};

/// `subject` is a ticket. It has no reference: a draft outlives whatever happens to its ticket on the far side.
pub(crate) const V1: &str = "
CREATE TABLE draft (
    subject        TEXT NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('reply', 'note', 'triage', 'told', 'new_ticket', 'incident')),
    body           TEXT NOT NULL,
    next_update_at INTEGER,
    saved_at       INTEGER NOT NULL,
    PRIMARY KEY (subject, kind)
) STRICT;
";

/// Version 3: no draft ever had a time of its own; the time of a reply's next update is chosen when it is sent.
pub(crate) const V3: &str = "ALTER TABLE draft DROP COLUMN next_update_at;";

/// What a draft will become.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DraftKind {
    /// A public reply.
    Reply,
    /// An internal note.
    Note,
    /// The answers of a triage form.
    Triage,
}

worded!(DraftKind {
    Reply = "reply",
    Note = "note",
    Triage = "triage",
});

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The ticket.
    pub ticket: TicketId,
    /// What it will become.
    pub kind: DraftKind,
    /// The words, or the form's answers as the screen writes them down.
    pub body: String,
    /// When it was saved.
    pub saved_at: Instant,
}

const COLUMNS: &str = "SELECT subject, kind, body, saved_at FROM draft";

fn draft(row: &Row<'_>) -> rusqlite::Result<Draft> {
    Ok(Draft {
        ticket: row.get::<_, Id<_>>(0)?.0,
        kind: row.get::<_, Word<_>>(1)?.0,
        body: row.get(2)?,
        saved_at: row.get::<_, At>(3)?.0,
    })
}

impl DeskRead<'_> {
    /// The draft of a subject.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn draft(&self, ticket: &TicketId, kind: DraftKind) -> Result<Option<Draft>, StoreError> {
        let sql = format!("{COLUMNS} WHERE subject = ?1 AND kind = ?2");
        first(self.connection, &sql, params![Id(ticket), Word(kind)], draft)
    }

    /// All drafts, the last saved first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn drafts(&self) -> Result<Vec<Draft>, StoreError> {
        all(
            self.connection,
            &format!("{COLUMNS} ORDER BY saved_at DESC, subject, kind"),
            [],
            draft,
        )
    }
}

impl DeskWrite<'_> {
    /// Saves a draft over the one before.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save_draft(&mut self, draft: &Draft) -> Result<(), StoreError> {
        run(
            self.connection,
            "INSERT INTO draft (subject, kind, body, saved_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (subject, kind) DO UPDATE SET body = excluded.body,
                 saved_at = excluded.saved_at",
            params![Id(&draft.ticket), Word(draft.kind), draft.body, At(draft.saved_at)],
        )?;
        Ok(())
    }

    /// Drops a draft: it was sent, or thrown away by the person. Whether there was one.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn drop_draft(&mut self, ticket: &TicketId, kind: DraftKind) -> Result<bool, StoreError> {
        let sql = "DELETE FROM draft WHERE subject = ?1 AND kind = ?2";
        Ok(run(self.connection, sql, params![Id(ticket), Word(kind)])? > 0)
    }
}
