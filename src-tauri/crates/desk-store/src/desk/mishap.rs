//! What went wrong and has not been seen by a person: files that were set aside or restored, rows that were left out,
//! backups that failed. A row is told in every process until somebody says that they have seen it.
//!
//! Not here: acts of unknown outcome, which the outbox has, notifications that nobody showed, which the ledger has, and
//! what of a help desk can't be read, which is counted where its list was read (`cache::sync_cursor`).

use desk_domain::time::Instant;
use rusqlite::types::{FromSqlError, Type};
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::{DeskRead, DeskWrite};
use crate::StoreError;
use crate::sql::{At, all, first, run};
use crate::tagged::{self, millis};

/// `subject`: what it is about, so that one thing is told once. The last row of a subject is kept when it was seen:
/// what has not changed since is not told again.
pub(crate) const V5: &str = "
CREATE TABLE mishap (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    kind    TEXT NOT NULL,
    subject TEXT NOT NULL,
    data    TEXT NOT NULL CHECK (json_valid(data)),
    at      INTEGER NOT NULL,
    seen_at INTEGER,
    UNIQUE (kind, subject)
) STRICT;
";

/// Something that went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Mishap {
    /// A damaged file was set aside, and is made anew or will be restored.
    SetAside {
        /// Its name, for example `cache.db`.
        file: String,
        /// The name that it has now, in the data folder.
        kept_as: String,
    },
    /// `desk.db` was put together again.
    Restored {
        /// What was wrong with it.
        lost: Lost,
        /// The name that the damaged file has now; `None`: there was none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kept_as: Option<String>,
        /// The backup that was used; `None`: there was no sound one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        backup: Option<String>,
        /// When that backup was made.
        #[serde(default, skip_serializing_if = "Option::is_none", with = "millis::optional")]
        made_at: Option<Instant>,
        /// How many rows were taken over from the damaged file.
        taken: u32,
        /// How many of its rows couldn't be read or didn't fit.
        left_out: u32,
    },
    /// An older copy of `desk.db` was put back by hand.
    OlderCopy {},
    /// A row that cannot be read is left out, wherever it would be used.
    LeftOut {
        /// The file.
        file: String,
        /// The table.
        table: String,
        /// Which row, as far as that can be read: an id, a number.
        row: String,
    },
    /// No backup could be made.
    NoBackup {
        /// Why, for people: the end of a sentence.
        why: String,
    },
}

/// What was wrong with a file that was restored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lost {
    /// It was damaged.
    Damaged,
    /// It was not there.
    Missing,
    /// There was nothing in it.
    Empty,
    /// A person put a backup in its place.
    Replaced,
}

impl Mishap {
    /// What it is about.
    fn subject(&self) -> String {
        match self {
            Self::SetAside { kept_as, .. } => kept_as.clone(),
            Self::Restored { .. } | Self::OlderCopy {} => "desk.db".to_owned(),
            Self::LeftOut { file, table, row } => format!("{file} {table} {row}"),
            Self::NoBackup { .. } => "backup".to_owned(),
        }
    }
}

/// A mishap that nobody has seen yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unseen {
    /// Its number, for [`DeskWrite::mishaps_seen`].
    pub id: i64,
    /// What.
    pub mishap: Mishap,
    /// When.
    pub at: Instant,
}

const COLUMNS: &str = "SELECT id, kind, data, at FROM mishap";

fn unseen(row: &Row<'_>) -> rusqlite::Result<Unseen> {
    let (kind, data): (String, String) = (row.get(1)?, row.get(2)?);
    Ok(Unseen {
        id: row.get(0)?,
        mishap: tagged::join(&kind, &data).ok_or_else(|| {
            rusqlite::Error::FromSqlConversionFailure(1, Type::Text, Box::new(FromSqlError::InvalidType))
        })?,
        at: row.get::<_, At>(3)?.0,
    })
}

impl DeskRead<'_> {
    /// What nobody has seen, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn unseen_mishaps(&self) -> Result<Vec<Unseen>, StoreError> {
        let sql = format!("{COLUMNS} WHERE seen_at IS NULL ORDER BY id");
        all(self.connection, &sql, [], unseen)
    }

    /// Whether a file that was set aside was ever told of.
    pub(crate) fn knows_of(&self, kept_as: &str) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM mishap WHERE json_extract(data, '$.kept_as') = ?1";
        Ok(first(self.connection, sql, [kept_as], |_| Ok(()))?.is_some())
    }
}

impl DeskWrite<'_> {
    /// Notes what went wrong. If the same is noted already, seen or not, nothing changes.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn note_mishap(&mut self, mishap: &Mishap, at: Instant) -> Result<bool, StoreError> {
        self.note(mishap, &mishap.subject(), at)
    }

    fn note(&mut self, mishap: &Mishap, subject: &str, at: Instant) -> Result<bool, StoreError> {
        let no_form = |_| StoreError::Other("a mishap has no form in a file".to_owned());
        let (kind, data) = tagged::split(mishap).map_err(no_form)?;
        let changed = run(
            self.connection,
            "INSERT INTO mishap (kind, subject, data, at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (kind, subject) DO UPDATE SET data = excluded.data, at = excluded.at, seen_at = NULL
                 WHERE data <> excluded.data",
            params![kind, subject, data.to_string(), At(at)],
        )?;
        Ok(changed > 0)
    }

    /// Notes that another `desk.db` took the place of the one before, which is told each time.
    pub(crate) fn note_restored(&mut self, mishap: &Mishap, at: Instant) -> Result<(), StoreError> {
        let subject = format!("{} {}", mishap.subject(), at.timestamp_millis());
        self.note(mishap, &subject, at).map(drop)
    }

    /// It is over: backups are made again, for example. If it comes back, it is told again.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mishap_is_over(&mut self, kind: &str, subject: &str) -> Result<(), StoreError> {
        run(
            self.connection,
            "DELETE FROM mishap WHERE kind = ?1 AND subject = ?2",
            [kind, subject],
        )?;
        Ok(())
    }

    /// A person has seen these. Returns how many were new to them.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mishaps_seen(&mut self, ids: &[i64], at: Instant) -> Result<usize, StoreError> {
        let sql = "UPDATE mishap SET seen_at = ?2 WHERE id = ?1 AND seen_at IS NULL";
        let mut seen = 0;
        for id in ids {
            seen += run(self.connection, sql, params![id, At(at)])?;
        }
        Ok(seen)
    }
}
