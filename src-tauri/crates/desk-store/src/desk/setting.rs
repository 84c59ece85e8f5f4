//! Settings: small values by key, as JSON. Nothing secret. The code that reads a key knows what it contains.

use rusqlite::params;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{DeskRead, DeskWrite};
use crate::StoreError;
use crate::sql::{Json, first, run};

pub(crate) const V1: &str = "
CREATE TABLE setting (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL CHECK (json_valid(value))
) STRICT;
";

impl DeskRead<'_> {
    /// A setting, if it was ever made.
    ///
    /// # Errors
    /// When the file cannot be read, or the value is not of this type.
    pub fn setting<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, StoreError> {
        let value: Option<Json<T>> = first(
            self.connection,
            "SELECT value FROM setting WHERE key = ?1",
            [key],
            |row| row.get(0),
        )?;
        Ok(value.map(|json| json.0))
    }
}

impl DeskWrite<'_> {
    /// Makes a setting.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put_setting<T: Serialize>(&mut self, key: &str, value: &T) -> Result<(), StoreError> {
        run(
            self.connection,
            "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            params![key, Json(value)],
        )?;
        Ok(())
    }

    /// Takes a setting back.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remove_setting(&mut self, key: &str) -> Result<(), StoreError> {
        run(self.connection, "DELETE FROM setting WHERE key = ?1", [key])?;
        Ok(())
    }
}
