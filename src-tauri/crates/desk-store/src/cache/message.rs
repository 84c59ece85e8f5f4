//! The messages of tickets, as plain text. The screen decides which parts of a body are folded (quotes, signatures).

use desk_domain::ids::{AccountKey, TicketId};
use desk_domain::time::Instant;
use rusqlite::{Row, params};

use super::search::{Document, DocumentKind};
use super::{CacheRead, CacheWrite};
use crate::StoreError;
use crate::sql::{At, Id, all, run};

pub(crate) const V1: &str = "
CREATE TABLE message (
    ticket       TEXT NOT NULL,
    remote_transaction TEXT NOT NULL,
    at           INTEGER NOT NULL,
    author       TEXT NOT NULL,
    by_us        INTEGER NOT NULL CHECK (by_us IN (0, 1)),
    public       INTEGER NOT NULL CHECK (public IN (0, 1)),
    automatic    INTEGER NOT NULL CHECK (automatic IN (0, 1)),
    body         TEXT NOT NULL,
    PRIMARY KEY (ticket, remote_transaction)
) STRICT;
CREATE INDEX message_thread ON message (ticket, at);
";

/// A message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The ticket by our own id.
    pub ticket: TicketId,
    /// The help desk's transaction, unique within the ticket.
    pub transaction: String,
    /// When it was sent, by the help desk's clock.
    pub at: Instant,
    /// Who wrote it, as it is shown.
    pub author: String,
    /// Whether one of us did (rule 6), by what was known when it was read. Only for the screen, and only where
    /// [`crate::DeskRead::sides`] knows nothing.
    pub by_us: bool,
    /// Whether the tenant sees it.
    pub public: bool,
    /// Whether a machine wrote it: an out-of-office note and the like (rule 11).
    pub automatic: bool,
    /// The words, as plain text.
    pub body: String,
}

fn message(row: &Row<'_>) -> rusqlite::Result<Message> {
    Ok(Message {
        ticket: row.get::<_, Id<_>>(0)?.0,
        transaction: row.get(1)?,
        at: row.get::<_, At>(2)?.0,
        author: row.get(3)?,
        by_us: row.get(4)?,
        public: row.get(5)?,
        automatic: row.get(6)?,
        body: row.get(7)?,
    })
}

impl Message {
    fn document(&self) -> Document {
        Document {
            kind: DocumentKind::Message,
            key: format!("{}\n{}", self.ticket, self.transaction),
            subject: self.ticket.to_string(),
            at: self.at,
            title: String::new(),
            body: match self.public {
                true => self.body.clone(),
                false => without_machine_lines(&self.body),
            },
        }
    }
}

/// An internal note without the lines that only other Dutydesks read (rule 24): nobody searches for them.
fn without_machine_lines(note: &str) -> String {
    let is_words = |line: &&str| !(line.trim().starts_with("[dutydesk/") && line.trim().ends_with(']'));
    note.lines().filter(is_words).collect::<Vec<_>>().join("\n")
}

impl CacheRead<'_> {
    /// The thread of a ticket, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn messages(&self, ticket: &TicketId) -> Result<Vec<Message>, StoreError> {
        all(
            self.connection,
            "SELECT ticket, remote_transaction, at, author, by_us, public, automatic, body FROM message
             WHERE ticket = ?1 ORDER BY at, rowid",
            [Id(ticket)],
            message,
        )
    }
}

impl CacheRead<'_> {
    /// Open tickets of an account whose messages are not here, the one that changed last first: those from before the
    /// account was added, and, after the cache was lost, all.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn without_messages(&self, account: &AccountKey) -> Result<Vec<TicketId>, StoreError> {
        all(
            self.connection,
            "SELECT t.ticket FROM remote_ticket t JOIN list_row r ON r.ticket = t.ticket
             WHERE t.account = ?1 AND r.place <> 'closed'
               AND NOT EXISTS (SELECT 1 FROM message m WHERE m.ticket = t.ticket)
             ORDER BY t.updated_at DESC, t.ticket",
            [Id(account)],
            |row| Ok(row.get::<_, Id<_>>(0)?.0),
        )
    }
}

impl CacheWrite<'_> {
    /// Adds messages, or changes them, and makes their words searchable.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put_messages(&mut self, messages: &[Message]) -> Result<(), StoreError> {
        for message in messages {
            self.put_message(message)?;
        }
        self.put_documents(messages.iter().map(Message::document).collect())
    }

    /// Takes the lines for other Dutydesks out of an index that was written with them.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(crate) fn forget_machine_lines(&mut self) -> Result<(), StoreError> {
        let notes = all(
            self.connection,
            "SELECT m.ticket, m.remote_transaction, m.at, m.author, m.by_us, m.public, m.automatic, m.body
             FROM search JOIN document ON document.id = search.rowid AND document.kind = 'message'
             JOIN message m ON m.ticket = document.subject
                 AND document.key = m.ticket || char(10) || m.remote_transaction
             WHERE search MATCH '\"dutydesk 1 op\"' AND NOT m.public",
            [],
            message,
        )?;
        self.put_documents(notes.iter().map(Message::document).collect())
    }

    fn put_message(&mut self, message: &Message) -> Result<(), StoreError> {
        run(
            self.connection,
            "INSERT INTO message (ticket, remote_transaction, at, author, by_us, public, automatic, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (ticket, remote_transaction) DO UPDATE SET at = excluded.at, author = excluded.author,
                 by_us = excluded.by_us, public = excluded.public, automatic = excluded.automatic,
                 body = excluded.body",
            params![
                Id(&message.ticket),
                message.transaction,
                At(message.at),
                message.author,
                message.by_us,
                message.public,
                message.automatic,
                message.body
            ],
        )?;
        Ok(())
    }
}
