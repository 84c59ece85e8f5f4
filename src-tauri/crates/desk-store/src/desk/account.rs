//! Accounts: where tickets come from. The token of an account is in the keychain, never here.

use std::collections::BTreeMap;

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

/// What an account needs differs by kind.
pub(crate) const V3: &str = "
ALTER TABLE account ADD COLUMN fields TEXT NOT NULL DEFAULT '{}';
UPDATE account SET fields = json_object('queues', json(iif(json_valid(queues), queues, '[]')), 'url', json_array(base_url));
ALTER TABLE account DROP COLUMN base_url;
ALTER TABLE account DROP COLUMN queues;
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
    /// The values of its kind's fields, by field; what they mean is the kind's. Never a secret.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Open tickets older than this form *Before Dutydesk* (rule 23).
    pub watch_from: Instant,
    /// Our name over there, once it is known.
    pub me: Option<String>,
    /// When it was added.
    pub created_at: Instant,
}

const COLUMNS: &str = "SELECT key, kind, name, fields, watch_from, me, created_at FROM account";

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    Ok(Account {
        key: row.get::<_, Id<_>>(0)?.0,
        kind: row.get(1)?,
        name: row.get(2)?,
        fields: row.get::<_, Json<_>>(3)?.0,
        watch_from: row.get::<_, At>(4)?.0,
        me: row.get(5)?,
        created_at: row.get::<_, At>(6)?.0,
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
            "INSERT INTO account (key, kind, name, fields, watch_from, me, created_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (key) DO UPDATE SET kind = excluded.kind, name = excluded.name, fields = excluded.fields,
                 watch_from = excluded.watch_from, me = excluded.me",
            params![
                Id(&account.key),
                account.kind,
                account.name,
                Json(&account.fields),
                At(account.watch_from),
                account.me,
                At(account.created_at)
            ],
        )?;
        Ok(())
    }

    /// Removes an account. Its tickets, their history and its outbox stay, so adding it again continues where it was.
    /// Returns whether there was one.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remove_account(&mut self, key: &AccountKey) -> Result<bool, StoreError> {
        Ok(run(self.connection, "DELETE FROM account WHERE key = ?1", [Id(key)])? > 0)
    }
}
