//! What the engineer said about being on support, and when. Whose shift a rota names is a different matter.

use desk_domain::time::Instant;
use rusqlite::{Row, params};

use super::{DeskRead, DeskWrite};
use crate::StoreError;
use crate::sql::{At, all, first, run};

/// Version 1 kept the last word only, as a setting, without its instant.
pub(crate) const V2: &str = "
CREATE TABLE shift_word (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    at         INTEGER NOT NULL,
    on_support INTEGER NOT NULL CHECK (on_support IN (0, 1))
) STRICT;
INSERT INTO shift_word (at, on_support) SELECT 0, value = 'true' FROM setting WHERE key = 'on_support';
DELETE FROM setting WHERE key = 'on_support';
";

/// *On support* or *off support*, said once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShiftWord {
    /// When.
    pub at: Instant,
    /// Which of the two.
    pub on_support: bool,
}

fn shift_word(row: &Row<'_>) -> rusqlite::Result<ShiftWord> {
    Ok(ShiftWord {
        at: row.get::<_, At>(0)?.0,
        on_support: row.get(1)?,
    })
}

impl DeskRead<'_> {
    /// The last word; `None`: nobody has ever said one.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last_shift_word(&self) -> Result<Option<ShiftWord>, StoreError> {
        let sql = "SELECT at, on_support FROM shift_word ORDER BY id DESC LIMIT 1";
        first(self.connection, sql, [], shift_word)
    }

    /// The word that held at `at`; `None`: nobody had said one by then.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn shift_word_at(&self, at: Instant) -> Result<Option<ShiftWord>, StoreError> {
        let sql = "SELECT at, on_support FROM shift_word WHERE at <= ?1 ORDER BY id DESC LIMIT 1";
        first(self.connection, sql, [At(at)], shift_word)
    }

    /// Every word, in the order they were said.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn shift_words(&self) -> Result<Vec<ShiftWord>, StoreError> {
        let sql = "SELECT at, on_support FROM shift_word ORDER BY id";
        all(self.connection, sql, [], shift_word)
    }
}

impl DeskWrite<'_> {
    /// Records what was said.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn say_shift(&mut self, on_support: bool, at: Instant) -> Result<(), StoreError> {
        let sql = "INSERT INTO shift_word (at, on_support) VALUES (?1, ?2)";
        run(self.connection, sql, params![At(at), on_support])?;
        Ok(())
    }
}
