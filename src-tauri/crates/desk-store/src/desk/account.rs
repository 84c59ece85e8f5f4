//! Accounts: where tickets come from. The token of an account is in the keychain, never here.

use desk_domain::ids::AccountKey;
use desk_domain::time::Instant;
use rusqlite::{Row, params};

use super::{DeskRead, DeskWrite};
use crate::StoreError;
use crate::sql::{At, Id, Json, all, first, run};

pub(crate) const V1: &str = "
CREATE TABLE account (
    key        TEXT NOT NULL PRIMARY KEY,
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    base_url   TEXT NOT NULL,
    queues     TEXT NOT NULL,
    watch_from INTEGER NOT NULL,
    me         TEXT,
    created_at INTEGER NOT NULL
) STRICT;
";

/// One account on an outside system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Our stable id, for example `rt:work`.
    pub key: AccountKey,
    /// The kind of system, for example `rt`.
    pub kind: String,
    /// The name that the person gave it.
    pub name: String,
    /// Where it is; every request stays on this origin.
    pub base_url: String,
    /// The queues that are watched; empty: all that the account may see.
    pub queues: Vec<String>,
    /// Open tickets older than this form *Before Dutydesk* (rule 23).
    pub watch_from: Instant,
    /// Our name over there, once it is known.
    pub me: Option<String>,
    /// When it was added.
    pub created_at: Instant,
}

const COLUMNS: &str = "SELECT key, kind, name, base_url, queues, watch_from, me, created_at FROM account";

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        key: row.get::<_, Id<_>>(0)?.0,
        kind: row.get(1)?,
        name: row.get(2)?,
        base_url: row.get(3)?,
        queues: row.get::<_, Json<_>>(4)?.0,
        watch_from: row.get::<_, At>(5)?.0,
        me: row.get(6)?,
        created_at: row.get::<_, At>(7)?.0,
    })
}

impl DeskRead<'_> {
    /// All accounts, by key.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn accounts(&self) -> Result<Vec<Account>, StoreError> {
        all(self.connection, &format!("{COLUMNS} ORDER BY key"), [], account)
    }

    /// One account.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn account(&self, key: &AccountKey) -> Result<Option<Account>, StoreError> {
        first(
            self.connection,
            &format!("{COLUMNS} WHERE key = ?1"),
            [Id(key)],
            account,
        )
    }
}

impl DeskWrite<'_> {
    /// Adds an account, or changes it; `created_at` stays as it was first.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put_account(&mut self, account: &Account) -> Result<(), StoreError> {
        run(
            self.connection,
            "INSERT INTO account (key, kind, name, base_url, queues, watch_from, me, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
             ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, name = excluded.name, base_url = excluded.base_url,
                 queues = excluded.queues, watch_from = excluded.watch_from, me = excluded.me",
            params![
                Id(&account.key),
                account.kind,
                account.name,
                account.base_url,
                Json(&account.queues),
                At(account.watch_from),
                account.me,
                At(account.created_at)
            ],
        )?;
        Ok(())
    }

    /// Removes an account. Its tickets, their history and its outbox stay: adding it again goes on where it was.
    /// Whether there was one.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remove_account(&mut self, key: &AccountKey) -> Result<bool, StoreError> {
        Ok(run(self.connection, "DELETE FROM account WHERE key = ?1", [Id(key)])? > 0)
    }
}
