//! Tenants: which kind each one is. It is said once and remembered.

use rusqlite::params;

use super::{DeskRead, DeskWrite};
use crate::StoreError;
use crate::sql::{Word, all, first, run, worded};

pub(crate) const V1: &str = "
CREATE TABLE tenant (
    name TEXT NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL CHECK (kind IN ('live', 'prototyping', 'trying_out'))
) STRICT;
";

/// What a tenant does on the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TenantKind {
    /// Runs a live service.
    Live,
    /// Builds a prototype.
    Prototyping,
    /// Is trying the platform out.
    TryingOut,
}

worded!(TenantKind { Live = "live", Prototyping = "prototyping", TryingOut = "trying_out" });

impl DeskRead<'_> {
    /// What a tenant is, if somebody has said so.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn tenant_kind(&self, name: &str) -> Result<Option<TenantKind>, StoreError> {
        first(
            self.connection,
            "SELECT kind FROM tenant WHERE name = ?1",
            [name],
            |row| Ok(row.get::<_, Word<_>>(0)?.0),
        )
    }

    /// All tenants that somebody has said something about, by name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn tenants(&self) -> Result<Vec<(String, TenantKind)>, StoreError> {
        all(
            self.connection,
            "SELECT name, kind FROM tenant ORDER BY name",
            [],
            |row| Ok((row.get(0)?, row.get::<_, Word<_>>(1)?.0)),
        )
    }
}

impl DeskWrite<'_> {
    /// Records what kind a tenant is.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put_tenant(&mut self, name: &str, kind: TenantKind) -> Result<(), StoreError> {
        run(
            self.connection,
            "INSERT INTO tenant (name, kind) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET kind = excluded.kind",
            params![name, Word(kind)],
        )?;
        Ok(())
    }
}
