//! The health of both files, for people who ask.

use rusqlite::Connection;

use crate::cache::CACHE;
use crate::desk::DESK;
use crate::{Reader, StoreError};

/// One file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHealth {
    /// Its name.
    pub file: &'static str,
    /// The version of its schema.
    pub version: i64,
    /// What SQLite says is wrong with it; `None`: nothing.
    pub complaint: Option<String>,
}

impl Reader {
    /// Reads both files through. Takes a while on large ones.
    ///
    /// # Errors
    /// When a file cannot be read at all.
    pub fn health(&self) -> Result<[FileHealth; 2], StoreError> {
        Ok([of(&self.desk, DESK.file)?, of(&self.cache, CACHE.file)?])
    }
}

fn of(connection: &Connection, file: &'static str) -> Result<FileHealth, StoreError> {
    let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok(FileHealth {
        file,
        version: connection.query_row("PRAGMA user_version", [], |row| row.get(0))?,
        complaint: (said != "ok").then_some(said),
    })
}
