//! How values of the domain are stored in a column, and the four ways to run a statement.

use std::fmt;

use chrono::{DateTime, Utc};
use desk_domain::event::Route;
use desk_domain::ids::Name;
use desk_domain::policy::{Clock, Stage};
use desk_domain::priority::Priority;
use desk_domain::time::Instant;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Params, Row};

use crate::StoreError;

/// An instant: INTEGER, milliseconds since 1970 in UTC.
#[derive(Clone, Copy)]
pub(crate) struct At(pub(crate) Instant);

impl ToSql for At {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.timestamp_millis().into())
    }
}

impl FromSql for At {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        DateTime::<Utc>::from_timestamp_millis(value.as_i64()?)
            .map(Self)
            .ok_or(FromSqlError::InvalidType)
    }
}

/// A name as TEXT. One that was written by no Dutydesk is refused here.
#[derive(Clone, Copy)]
pub(crate) struct Id<T>(pub(crate) T);

impl<T: Name> ToSql for Id<&T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.as_str().into())
    }
}

impl<T: Name> FromSql for Id<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        T::parse(value.as_str()?)
            .map(Self)
            .map_err(|_| FromSqlError::InvalidType)
    }
}

/// An enum that is stored as a fixed word. The words don't change if the variants are renamed.
pub(crate) trait Worded: Copy + 'static {
    /// Every variant with its word.
    const WORDS: &'static [(Self, &'static str)];
    /// The word.
    fn word(self) -> &'static str;
}

/// An enum as TEXT, by its word.
#[derive(Clone, Copy)]
pub(crate) struct Word<T>(pub(crate) T);

impl<T: Worded> ToSql for Word<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.word().into())
    }
}

impl<T: Worded> FromSql for Word<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        read_word(value.as_str()?).map(Self).ok_or(FromSqlError::InvalidType)
    }
}

/// Reads a word; `None` if no variant has it.
pub(crate) fn read_word<T: Worded>(word: &str) -> Option<T> {
    T::WORDS
        .iter()
        .find(|(_, known)| *known == word)
        .map(|(variant, _)| *variant)
}

/// Gives an enum its words. A variant without one does not build.
macro_rules! worded {
    ($type:ident { $($variant:ident = $word:literal),+ $(,)? }) => {
        impl $crate::sql::Worded for $type {
            const WORDS: &'static [(Self, &'static str)] = &[$((Self::$variant, $word)),+];

            fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }
    };
}
pub(crate) use worded;

worded!(Priority { P1 = "P1", P2 = "P2", P3 = "P3", P4 = "P4" });
worded!(Clock { Respond = "respond", Update = "update", Triage = "triage" });
worded!(Route { Normal = "normal", Emergency = "emergency" });
worded!(Stage {
    Arrived = "arrived",
    Half = "half",
    FourFifths = "four_fifths",
    Due = "due",
    Repeat = "repeat",
    Chase = "chase",
    TenantMessage = "tenant_message",
    Digest = "digest",
});

/// A structured value as TEXT: JSON.
pub(crate) struct Json<T>(pub(crate) T);

impl<T: serde::Serialize> ToSql for Json<T> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        let text =
            serde_json::to_string(&self.0).map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
        Ok(text.into())
    }
}

impl<T: serde::de::DeserializeOwned> FromSql for Json<T> {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        // The parser's message may quote the column, so it goes no further.
        serde_json::from_str(value.as_str()?)
            .map(Self)
            .map_err(|_| FromSqlError::InvalidType)
    }
}

impl<T> fmt::Debug for Json<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Json(..)")
    }
}

/// All rows.
pub(crate) fn all<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = connection.prepare_cached(sql)?;
    let rows = statement.query_map(params, read)?.collect::<Result<_, _>>()?;
    Ok(rows)
}

/// The first row, if there is one.
pub(crate) fn first<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, StoreError> {
    Ok(connection.prepare_cached(sql)?.query_row(params, read).optional()?)
}

/// The only row of a question that always has one, such as a count.
pub(crate) fn one<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<T, StoreError> {
    Ok(connection.prepare_cached(sql)?.query_row(params, read)?)
}

/// Runs a change; how many rows it touched.
pub(crate) fn run(connection: &Connection, sql: &str, params: impl Params) -> Result<usize, StoreError> {
    Ok(connection.prepare_cached(sql)?.execute(params)?)
}
