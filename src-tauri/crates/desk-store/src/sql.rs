//! How values of the domain are stored in a column, and the four ways to run a statement.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Deref;

use chrono::{DateTime, Utc};
use desk_domain::event::Route;
use desk_domain::ids::Name;
use desk_domain::policy::{Clock, Stage};
use desk_domain::priority::Priority;
use desk_domain::time::Instant;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use rusqlite::{Connection, Params, Row};

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

/// A row that was left out where it was met, because it holds a value that its table never gets.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    /// The table.
    pub table: String,
    /// Which row, by its ids and keys as far as they can be read. Nothing else of it is in here.
    pub row: String,
}

/// The rows of a file that were left out since somebody last asked.
#[derive(Debug, Default)]
pub(crate) struct Skipped(RefCell<BTreeSet<LeftOut>>);

impl Skipped {
    pub(crate) fn take(&self) -> Vec<LeftOut> {
        self.0.take().into_iter().collect()
    }
}

/// A connection whose rows that cannot be read are left out and noted. One bad value must not keep the rest from being
/// read, and above all no alarm from ringing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Rows<'c> {
    connection: &'c Connection,
    skipped: &'c Skipped,
}

impl<'c> Rows<'c> {
    pub(crate) const fn new(connection: &'c Connection, skipped: &'c Skipped) -> Self {
        Self { connection, skipped }
    }
}

impl Deref for Rows<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.connection
    }
}

/// Where rows are read.
pub(crate) trait Source: Copy {
    fn connection(&self) -> &Connection;
    /// Where a row that cannot be read is noted; `None`: it is an error.
    fn skipped(&self) -> Option<&Skipped>;
}

impl Source for &Connection {
    fn connection(&self) -> &Connection {
        self
    }

    fn skipped(&self) -> Option<&Skipped> {
        None
    }
}

impl Source for Rows<'_> {
    fn connection(&self) -> &Connection {
        self.connection
    }

    fn skipped(&self) -> Option<&Skipped> {
        Some(self.skipped)
    }
}

/// Leaves a row out if it is the row's fault.
fn leave_out(source: &impl Source, sql: &str, row: &Row<'_>, error: rusqlite::Error) -> Result<(), StoreError> {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};
    let is_a_value = matches!(
        error,
        FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..) | Utf8Error(..)
    );
    let Some(Skipped(skipped)) = source.skipped().filter(|_| is_a_value) else {
        return Err(error.into());
    };
    let table = sql.split_once(" FROM ").map_or("", |(_, from)| from);
    let left_out = LeftOut {
        table: table.split_whitespace().next().unwrap_or_default().to_owned(),
        row: which(row),
    };
    tracing::warn!(table = left_out.table, "a row cannot be read and is left out");
    skipped.borrow_mut().insert(left_out);
    Ok(())
}

/// What says which row it is: names and numbers that Dutydesk or a help desk gave. Where a row has a number of its own,
/// `subject` is what somebody wrote.
fn which(row: &Row<'_>) -> String {
    let names: &[&str] = match row.as_ref().column_index("id") {
        Ok(_) => &["id", "ticket"],
        Err(_) => &["key", "ticket", "subject", "account", "kind"],
    };
    let of = |name: &&str| match row.get_ref(*name).ok()? {
        ValueRef::Integer(number) => Some(number.to_string()),
        ValueRef::Text(text) => Some(String::from_utf8_lossy(text).chars().take(60).collect()),
        _ => None,
    };
    let found: Vec<String> = names.iter().filter_map(of).take(2).collect();
    found.join(", ")
}

/// All rows.
pub(crate) fn all<T>(
    source: impl Source,
    sql: &str,
    params: impl Params,
    mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StoreError> {
    let mut statement = source.connection().prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        match read(row) {
            Ok(value) => found.push(value),
            Err(error) => leave_out(&source, sql, row, error)?,
        }
    }
    Ok(found)
}

/// The first row, if there is one that can be read.
pub(crate) fn first<T>(
    source: impl Source,
    sql: &str,
    params: impl Params,
    mut read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, StoreError> {
    let mut statement = source.connection().prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    while let Some(row) = rows.next()? {
        match read(row) {
            Ok(value) => return Ok(Some(value)),
            Err(error) => leave_out(&source, sql, row, error)?,
        }
    }
    Ok(None)
}

/// The only row of a question that always has one, such as a count.
pub(crate) fn one<T>(
    source: impl Source,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<T, StoreError> {
    Ok(source.connection().prepare_cached(sql)?.query_row(params, read)?)
}

/// Runs a change; how many rows it touched.
pub(crate) fn run(source: impl Source, sql: &str, params: impl Params) -> Result<usize, StoreError> {
    Ok(source.connection().prepare_cached(sql)?.execute(params)?)
}
