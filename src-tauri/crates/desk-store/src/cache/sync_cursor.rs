//! How far each account was synced, and how the last tries went.

use desk_domain::ids::{AccountKey, RemoteId};
use desk_domain::time::Instant;
use rusqlite::{Row, params};

use super::{CacheRead, CacheWrite};
use crate::StoreError;
use crate::sql::{At, Id, Json, all, first, run};

pub(crate) const V1: &str = "
CREATE TABLE sync_cursor (
    account     TEXT NOT NULL PRIMARY KEY,
    cursor      TEXT,
    last_ok_at  INTEGER,
    last_error  TEXT,
    last_try_at INTEGER
) STRICT;
";

/// Rows that could not be read: the ids of tickets, how many rows have none, and for how many passes the cursor has
/// waited for those.
pub(crate) const V5: &str = "
ALTER TABLE sync_cursor ADD COLUMN unread TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(unread));
ALTER TABLE sync_cursor ADD COLUMN nameless INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sync_cursor ADD COLUMN waited INTEGER NOT NULL DEFAULT 0;
";

/// What of an account could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnreadRows {
    /// The ids of tickets that could not be read, or not as a whole: they are asked for again, the first ones first.
    pub tickets: Vec<RemoteId>,
    /// How many rows of the last pass had no id.
    pub nameless: u32,
    /// For how many passes in a row the cursor has waited for rows without an id.
    pub waited: u32,
}

impl UnreadRows {
    /// How many rows.
    #[must_use]
    pub fn count(&self) -> usize {
        self.tickets.len() + usize::try_from(self.nameless).unwrap_or(usize::MAX)
    }
}

/// The state of an account's sync. It is in the cache on purpose: if the cache is lost, there is no cursor, and
/// everything is fetched again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncCursor {
    /// The account's key.
    pub account: AccountKey,
    /// Where to go on, as the connector wrote it; `None`: from the start.
    pub cursor: Option<String>,
    /// When it was last synced: what the screen shows is as old as this.
    pub last_ok_at: Option<Instant>,
    /// What was wrong at the last failure, in words for people; `None` after a success.
    pub last_error: Option<String>,
    /// When it was tried last.
    pub last_try_at: Option<Instant>,
    /// What could not be read.
    pub unread: UnreadRows,
}

const COLUMNS: &str =
    "SELECT account, cursor, last_ok_at, last_error, last_try_at, unread, nameless, waited FROM sync_cursor";

fn cursor(row: &Row<'_>) -> rusqlite::Result<SyncCursor> {
    Ok(SyncCursor {
        account: row.get::<_, Id<_>>(0)?.0,
        cursor: row.get(1)?,
        last_ok_at: row.get::<_, Option<At>>(2)?.map(|at| at.0),
        last_error: row.get(3)?,
        last_try_at: row.get::<_, Option<At>>(4)?.map(|at| at.0),
        unread: UnreadRows {
            // One that is no id could not be asked for.
            tickets: row
                .get::<_, Json<Vec<String>>>(5)?
                .0
                .iter()
                .filter_map(|id| RemoteId::parse(id).ok())
                .collect(),
            nameless: row.get(6)?,
            waited: row.get(7)?,
        },
    })
}

impl CacheRead<'_> {
    /// The state of an account's sync; `None` if it was never synced, or the cache was lost.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn cursor(&self, account: &AccountKey) -> Result<Option<SyncCursor>, StoreError> {
        first(
            self.connection,
            &format!("{COLUMNS} WHERE account = ?1"),
            [Id(account)],
            cursor,
        )
    }

    /// The sync state of all accounts, by key.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn cursors(&self) -> Result<Vec<SyncCursor>, StoreError> {
        all(self.connection, &format!("{COLUMNS} ORDER BY account"), [], cursor)
    }
}

impl CacheWrite<'_> {
    /// A pass or a page went well: moves the cursor. In the transaction of the page it belongs to.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn sync_went_well(
        &mut self,
        account: &AccountKey,
        cursor: Option<&str>,
        at: Instant,
    ) -> Result<(), StoreError> {
        run(
            self.connection,
            "INSERT INTO sync_cursor (account, cursor, last_ok_at, last_try_at) VALUES (?1, ?2, ?3, ?3)
             ON CONFLICT (account) DO UPDATE SET cursor = excluded.cursor, last_ok_at = excluded.last_ok_at,
                 last_error = NULL, last_try_at = excluded.last_try_at",
            params![Id(account), cursor, At(at)],
        )?;
        Ok(())
    }

    /// What of an account can't be read now.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put_unread(&mut self, account: &AccountKey, unread: &UnreadRows) -> Result<(), StoreError> {
        let ids: Vec<&str> = unread.tickets.iter().map(RemoteId::as_str).collect();
        run(
            self.connection,
            "INSERT INTO sync_cursor (account, unread, nameless, waited) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (account) DO UPDATE SET unread = excluded.unread, nameless = excluded.nameless,
                 waited = excluded.waited",
            params![Id(account), Json(ids), unread.nameless, unread.waited],
        )?;
        Ok(())
    }

    /// A pass failed: the cursor stays.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn sync_failed(&mut self, account: &AccountKey, code: &str, at: Instant) -> Result<(), StoreError> {
        run(
            self.connection,
            "INSERT INTO sync_cursor (account, last_error, last_try_at) VALUES (?1, ?2, ?3)
             ON CONFLICT (account) DO UPDATE SET last_error = excluded.last_error, last_try_at = excluded.last_try_at",
            params![Id(account), code, At(at)],
        )?;
        Ok(())
    }

    /// Deletes the sync state of an account: the next sync fetches everything.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remove_cursor(&mut self, account: &AccountKey) -> Result<(), StoreError> {
        run(
            self.connection,
            "DELETE FROM sync_cursor WHERE account = ?1",
            [Id(account)],
        )?;
        Ok(())
    }

    /// Deletes the sync state of all accounts.
    pub(crate) fn remove_cursors(&mut self) -> Result<(), StoreError> {
        run(self.connection, "DELETE FROM sync_cursor", [])?;
        Ok(())
    }
}
