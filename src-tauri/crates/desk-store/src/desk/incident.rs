//! Incidents and their timelines. A line is never changed: what was thought at 03:12 stays what was thought at 03:12.

use desk_domain::ids::TicketId;
use desk_domain::incident::Pause;
use desk_domain::time::Instant;
use rusqlite::{Row, params};

use super::{DeskRead, DeskWrite};
use crate::StoreError;
use crate::sql::{At, Id, Word, all, first, one, run, worded};

/// AUTOINCREMENT: a reused number would give an incident the lines and notifications of another.
pub(crate) const V1: &str = "
CREATE TABLE incident (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    title     TEXT NOT NULL,
    ticket    TEXT REFERENCES ticket (id),
    opened_at INTEGER NOT NULL,
    closed_at INTEGER
) STRICT;
CREATE INDEX incident_of_ticket ON incident (ticket) WHERE ticket IS NOT NULL;
CREATE TABLE incident_line (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    incident INTEGER NOT NULL REFERENCES incident (id),
    at       INTEGER NOT NULL,
    kind     TEXT NOT NULL CHECK (kind IN ('line', 'action', 'decision', 'comms')),
    text     TEXT NOT NULL
) STRICT;
CREATE INDEX incident_line_timeline ON incident_line (incident, at, id);
CREATE TRIGGER incident_line_is_not_changed BEFORE UPDATE ON incident_line
BEGIN SELECT raise(ABORT, 'incident_line is append-only'); END;
CREATE TRIGGER incident_line_is_not_deleted BEFORE DELETE ON incident_line
WHEN coalesce((SELECT NOT ticket.practice FROM incident JOIN ticket ON ticket.id = incident.ticket
               WHERE incident.id = old.incident), 1)
BEGIN SELECT raise(ABORT, 'incident_line is append-only'); END;
";

/// Breaks (rule 18): from when, until the time that was announced, or until it went on before that.
pub(crate) const V2: &str = "
CREATE TABLE incident_pause (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    incident     INTEGER NOT NULL REFERENCES incident (id),
    at           INTEGER NOT NULL,
    continues_at INTEGER NOT NULL CHECK (continues_at > at),
    continued_at INTEGER CHECK (continued_at >= at)
) STRICT;
CREATE INDEX incident_pause_of ON incident_pause (incident, at, id);
";

/// What a line of a timeline is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// An observation.
    Line,
    /// Something was done.
    Action,
    /// Something was decided.
    Decision,
    /// Somebody was told.
    Comms,
}

worded!(LineKind { Line = "line", Action = "action", Decision = "decision", Comms = "comms" });

/// An incident.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Incident {
    /// Its number. As a subject of notifications and drafts and in the search: `incident/3`, see [`Incident::subject`].
    pub id: i64,
    /// What it is called.
    pub title: String,
    /// The ticket it came from.
    pub ticket: Option<TicketId>,
    /// When it was opened.
    pub opened_at: Instant,
    /// When it was closed.
    pub closed_at: Option<Instant>,
}

impl Incident {
    /// Our own id for it, for example `incident/3`.
    #[must_use]
    pub fn subject(&self) -> String {
        subject(self.id)
    }
}

/// Our own id of incident `id`.
#[must_use]
pub fn subject(id: i64) -> String {
    format!("incident/{id}")
}

/// A line of a timeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number: lines of one instant keep their order.
    pub id: i64,
    /// The incident.
    pub incident: i64,
    /// The instant that it describes.
    pub at: Instant,
    /// What it is.
    pub kind: LineKind,
    /// The words.
    pub text: String,
}

const INCIDENT: &str = "SELECT id, title, ticket, opened_at, closed_at FROM incident";
const LINE: &str = "SELECT id, incident, at, kind, text FROM incident_line";

fn incident(row: &Row<'_>) -> rusqlite::Result<Incident> {
    Ok(Incident {
        id: row.get(0)?,
        title: row.get(1)?,
        ticket: row.get::<_, Option<Id<_>>>(2)?.map(|id| id.0),
        opened_at: row.get::<_, At>(3)?.0,
        closed_at: row.get::<_, Option<At>>(4)?.map(|at| at.0),
    })
}

fn line(row: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line {
        id: row.get(0)?,
        incident: row.get(1)?,
        at: row.get::<_, At>(2)?.0,
        kind: row.get::<_, Word<_>>(3)?.0,
        text: row.get(4)?,
    })
}

fn pause(row: &Row<'_>) -> rusqlite::Result<Pause> {
    Ok(Pause {
        at: row.get::<_, At>(0)?.0,
        continues_at: row.get::<_, At>(1)?.0,
        continued_at: row.get::<_, Option<At>>(2)?.map(|at| at.0),
    })
}

impl DeskRead<'_> {
    /// All incidents, the newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn incidents(&self) -> Result<Vec<Incident>, StoreError> {
        all(
            self.connection,
            &format!("{INCIDENT} ORDER BY opened_at DESC, id DESC"),
            [],
            incident,
        )
    }

    /// One incident.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn incident(&self, id: i64) -> Result<Option<Incident>, StoreError> {
        first(self.connection, &format!("{INCIDENT} WHERE id = ?1"), [id], incident)
    }

    /// The open incident of a ticket, the newest if there are several.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn open_incident_of(&self, ticket: &TicketId) -> Result<Option<Incident>, StoreError> {
        let sql = format!("{INCIDENT} WHERE ticket = ?1 AND closed_at IS NULL ORDER BY id DESC");
        first(self.connection, &sql, [Id(ticket)], incident)
    }

    /// The timeline of an incident, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn incident_lines(&self, id: i64) -> Result<Vec<Line>, StoreError> {
        all(
            self.connection,
            &format!("{LINE} WHERE incident = ?1 ORDER BY at, id"),
            [id],
            line,
        )
    }

    /// The pauses of an incident, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn incident_pauses(&self, id: i64) -> Result<Vec<Pause>, StoreError> {
        let sql = "SELECT at, continues_at, continued_at FROM incident_pause WHERE incident = ?1 ORDER BY at, id";
        all(self.connection, sql, [id], pause)
    }

    /// Every line with a number above `after`, by number: what the search does not know yet.
    pub(crate) fn lines_after(&self, after: i64) -> Result<Vec<Line>, StoreError> {
        all(
            self.connection,
            &format!("{LINE} WHERE id > ?1 ORDER BY id"),
            [after],
            line,
        )
    }
}

impl DeskWrite<'_> {
    /// Opens an incident, from a ticket or from nothing; its number.
    ///
    /// # Errors
    /// When the ticket does not exist or the file cannot be written.
    pub fn open_incident(&mut self, title: &str, ticket: Option<&TicketId>, at: Instant) -> Result<i64, StoreError> {
        one(
            self.connection,
            "INSERT INTO incident (title, ticket, opened_at) VALUES (?1, ?2, ?3) RETURNING id",
            params![title, ticket.map(Id), At(at)],
            |row| row.get(0),
        )
    }

    /// Gives an incident another title.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn rename_incident(&mut self, id: i64, title: &str) -> Result<(), StoreError> {
        run(
            self.connection,
            "UPDATE incident SET title = ?2 WHERE id = ?1",
            params![id, title],
        )?;
        Ok(())
    }

    /// Closes an incident; one that is closed stays closed since then.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn close_incident(&mut self, id: i64, at: Instant) -> Result<(), StoreError> {
        let sql = "UPDATE incident SET closed_at = ?2 WHERE id = ?1 AND closed_at IS NULL";
        run(self.connection, sql, params![id, At(at)])?;
        Ok(())
    }

    /// Pauses an incident from `at` until `continues_at`, which is later. A pause that still lasts ends with it.
    ///
    /// # Errors
    /// When the incident does not exist or the file cannot be written.
    pub fn pause_incident(&mut self, id: i64, at: Instant, continues_at: Instant) -> Result<(), StoreError> {
        self.continue_incident(id, at)?;
        let sql = "INSERT INTO incident_pause (incident, at, continues_at) VALUES (?1, ?2, ?3)";
        run(self.connection, sql, params![id, At(at), At(continues_at)])?;
        Ok(())
    }

    /// Resumes an incident before the announced time. If it isn't paused, nothing happens.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn continue_incident(&mut self, id: i64, at: Instant) -> Result<(), StoreError> {
        let sql = "UPDATE incident_pause SET continued_at = ?2
                   WHERE incident = ?1 AND continued_at IS NULL AND at <= ?2 AND continues_at > ?2";
        run(self.connection, sql, params![id, At(at)])?;
        Ok(())
    }

    /// Adds a line to a timeline; its number. [`crate::Store::add_incident_line`] also makes it searchable at once.
    ///
    /// # Errors
    /// When the incident does not exist or the file cannot be written.
    pub fn add_line(&mut self, incident: i64, kind: LineKind, text: &str, at: Instant) -> Result<i64, StoreError> {
        one(
            self.connection,
            "INSERT INTO incident_line (incident, at, kind, text) VALUES (?1, ?2, ?3, ?4) RETURNING id",
            params![incident, At(at), Word(kind), text],
            |row| row.get(0),
        )
    }
}
