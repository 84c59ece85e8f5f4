//! The health of both files, for people who ask.

use std::path::Path;

use crate::cache::CACHE;
use crate::desk::DESK;
use crate::file::connect_reader;
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
        let [desk, cache] = &self.paths;
        Ok([of(desk, DESK.file)?, of(cache, CACHE.file)?])
    }
}

/// On a connection of its own: one that has searched keeps a picture of the index in memory, and what others wrote
/// since looks like damage to the check.
fn of(path: &Path, file: &'static str) -> Result<FileHealth, StoreError> {
    let connection = connect_reader(path)?;
    let said: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    Ok(FileHealth {
        file,
        version: connection.query_row("PRAGMA user_version", [], |row| row.get(0))?,
        complaint: (said != "ok").then_some(said),
    })
}
