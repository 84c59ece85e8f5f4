//! Takes over from a damaged `desk.db` what can be read of it: row by row, past the pages that cannot. The damaged file
//! is only read.
//!
//! Not here: which file is damaged, and what takes its place.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant as Clock};

use rusqlite::types::Value;
use rusqlite::{Connection, params, params_from_iter};

use crate::StoreError;
use crate::backup::clear;
use crate::file::{connect_reader, make_private, with_suffix};
use crate::sql::all;

/// What came of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Taken {
    /// Rows that the backup did not have, or had otherwise.
    pub(crate) rows: u32,
    /// Rows that could not be read, as far as they can be counted, or did not fit.
    pub(crate) left_out: u32,
}

/// Rows that are never changed: what the backup has is right already.
const APPEND_ONLY: [&str; 2] = ["ticket_event", "incident_line"];

/// What changes in a row after it was written. The rest of a row that the backup has is right there, and may be torn in
/// the damaged file.
const CHANGES: [(&str, &[&str]); 2] = [
    ("ticket", &["adopted", "tenant", "linked_to"]),
    (
        "outbox",
        &[
            "state",
            "reason",
            "remote_transaction",
            "attempts",
            "first_attempt_at",
            "hold_until",
            "sent_at",
        ],
    ),
];

/// How long the search for what is left between damaged pages may take. A start waits for it.
const PATIENCE: Duration = Duration::from_millis(1500);

/// What a number of pages in a damaged header is believed to, in bytes.
const LARGEST: usize = 512 * 1024 * 1024;

/// How many numbers are tried beyond a torn end of a table that doesn't say how many it gave out.
const BEYOND: i64 = 10_000;

/// Takes over what can be read of `broken` into `desk`, which has foreign keys switched off. `sound`: the backup that
/// `desk` was made from, whose first page can stand in for one that was torn.
pub(crate) fn take_over(desk: &Connection, broken: &Path, sound: Option<&Path>) -> Result<Taken, StoreError> {
    let mut taken = Taken::default();
    let Some(source) = Readable::open(broken, sound) else {
        tracing::warn!("nothing could be read of the damaged file");
        return Ok(taken);
    };
    // Which lines have to be computed is written anew, by the rows that are taken over.
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'
                  AND name NOT IN ('changed_ticket', 'lines_computed') ORDER BY rowid";
    let until = Clock::now() + PATIENCE;
    for table in all(desk, tables, [], |row| row.get::<_, String>(0))? {
        if let Some(plan) = Plan::of(desk, &source.connection, &table) {
            plan.take(desk, &source.connection, until, &mut taken)?;
        }
    }
    bind(desk)?;
    Ok(taken)
}

/// A damaged file that can still be asked, and the copy of it that was made for that.
struct Readable {
    connection: Connection,
    copy: Option<PathBuf>,
}

impl Drop for Readable {
    fn drop(&mut self) {
        if let Some(copy) = &self.copy {
            let _ = clear(copy);
        }
    }
}

impl Readable {
    fn open(broken: &Path, sound: Option<&Path>) -> Option<Self> {
        if let Some(connection) = has_tables(broken) {
            return Some(Self { connection, copy: None });
        }
        // Its end was cut off, or its first page is torn, which says where every table begins. A backup was copied page
        // by page, so its first page says the same.
        let copy = with_suffix(broken, ".part");
        for first in [None, sound] {
            let made = patched(first, broken, &copy);
            if let Some(connection) = made.ok().and_then(|()| has_tables(&copy)) {
                let copy = Some(copy);
                return Some(Self { connection, copy });
            }
        }
        let _ = clear(&copy);
        None
    }
}

fn has_tables(path: &Path) -> Option<Connection> {
    let connection = connect_reader(path).ok()?;
    let sql = "SELECT count(*) FROM sqlite_schema WHERE name IN ('ticket', 'outbox')";
    let tables: i64 = connection.query_row(sql, [], |row| row.get(0)).ok()?;
    (tables == 2).then_some(connection)
}

/// A copy of the damaged file with another first page, if there is one, and with empty pages for those that were cut off:
/// SQLite refuses a file in which a table begins behind the end.
fn patched(first: Option<&Path>, broken: &Path, copy: &Path) -> Result<(), StoreError> {
    clear(copy)?;
    let mut bytes = fs::read(broken)?;
    if let Some(sound) = first {
        let sound = fs::read(sound)?;
        let size = page_size(&sound).ok_or(StoreError::Damaged)?;
        bytes.resize(bytes.len().max(size), 0);
        bytes[..size].copy_from_slice(sound.get(..size).ok_or(StoreError::Damaged)?);
    }
    let size = page_size(&bytes).ok_or(StoreError::Damaged)?;
    let pages = bytes
        .get(28..32)
        .map_or(0, |count| u32::from_be_bytes([count[0], count[1], count[2], count[3]]));
    // A page of which only the beginning is left has rows without their words.
    bytes.truncate(bytes.len() / size * size);
    let whole = (bytes.len() / size).max(pages as usize);
    if whole.saturating_mul(size) <= LARGEST {
        bytes.resize(whole * size, 0);
    }
    // The number of pages in the header is only believed while these two agree (92 and 24).
    bytes[92..96].fill(0);
    make_private(copy)?;
    fs::write(copy, bytes)?;
    let log = with_suffix(broken, "-wal");
    if log.is_file() {
        fs::copy(log, with_suffix(copy, "-wal"))?;
    }
    Ok(())
}

/// The size of a page is in the header, big-endian; 1 stands for 65,536. `None`: no SQLite file says this.
fn page_size(bytes: &[u8]) -> Option<usize> {
    let size = match usize::from(u16::from_be_bytes([*bytes.get(16)?, *bytes.get(17)?])) {
        1 => 65_536,
        size => size,
    };
    (size >= 512 && size.is_power_of_two() && bytes.len() >= 100).then_some(size)
}

/// How the rows of one table are read and written.
struct Plan {
    table: String,
    read: String,
    write: String,
    width: usize,
    first: i64,
    last: i64,
}

impl Plan {
    fn of(desk: &Connection, source: &Connection, table: &str) -> Option<Self> {
        let theirs: Vec<(String, i64)> = columns(source, table)?;
        let columns: Vec<(String, i64)> = columns(desk, table)?
            .into_iter()
            .filter(|(name, _)| theirs.iter().any(|(other, _)| other == name))
            .collect();
        let names: Vec<&str> = columns.iter().map(|(name, _)| name.as_str()).collect();
        let keys: Vec<&str> = columns
            .iter()
            .filter(|(_, key)| *key > 0)
            .map(|(name, _)| name.as_str())
            .collect();
        if keys.is_empty() {
            return None;
        }
        let on_conflict = on_conflict(table, &names, &keys);
        let ask = |sql: &str| source.query_row(sql, [], |row| row.get::<_, Option<i64>>(0)).ok();
        let first = match ask(&format!("SELECT min(rowid) FROM {table}")) {
            Some(first) => first?,
            None => 1,
        };
        let last = ask(&format!("SELECT max(rowid) FROM {table}"))
            .or_else(|| ask(&format!("SELECT seq FROM sqlite_sequence WHERE name = '{table}'")))
            .flatten();
        let known = if APPEND_ONLY.contains(&table) {
            let sql = format!("SELECT coalesce(max(rowid), 0) FROM {table}");
            desk.query_row(&sql, [], |row| row.get::<_, i64>(0)).ok()?
        } else {
            0
        };
        let places: Vec<_> = (1..=names.len()).map(|place| format!("?{place}")).collect();
        let (listed, places) = (names.join(", "), places.join(", "));
        Some(Self {
            read: format!(
                "SELECT rowid, {listed} FROM {table} NOT INDEXED WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid"
            ),
            write: format!("INSERT INTO {table} ({listed}) VALUES ({places}) {on_conflict}"),
            width: names.len(),
            first: first.max(known + 1),
            last: last.unwrap_or(first.max(known) + BEYOND),
            table: table.to_owned(),
        })
    }

    /// The rows between the first and the last number. Where a page cannot be read, what is before it is taken, then
    /// what is behind it, then what is left between.
    fn take(&self, desk: &Connection, source: &Connection, until: Clock, taken: &mut Taken) -> Result<(), StoreError> {
        let mut ranges = vec![(self.first, self.last)];
        while let Some((from, to)) = ranges.pop() {
            if from > to {
                continue;
            }
            let Some(after) = self.scan(desk, source, (from, to), "ASC", taken)? else {
                continue;
            };
            let before = self.scan(desk, source, (after, to), "DESC", taken)?.unwrap_or(after);
            taken.left_out = taken.left_out.saturating_add(if before == after { 1 } else { 2 });
            if before <= after || Clock::now() > until {
                continue;
            }
            let middle = after + (before - after) / 2;
            ranges.extend([(after + 1, middle), (middle + 1, before - 1)]);
        }
        Ok(())
    }

    /// Takes rows in one direction until one cannot be read: its number, or one near it. `None`: all were read.
    fn scan(
        &self,
        desk: &Connection,
        source: &Connection,
        (from, to): (i64, i64),
        direction: &str,
        taken: &mut Taken,
    ) -> Result<Option<i64>, StoreError> {
        let forwards = direction == "ASC";
        let mut next = if forwards { from } else { to };
        let Ok(mut statement) = source.prepare_cached(&format!("{} {direction}", self.read)) else {
            return Ok(Some(next));
        };
        let Ok(mut rows) = statement.query(params![from, to]) else {
            return Ok(Some(next));
        };
        loop {
            let row = match rows.next() {
                Ok(Some(row)) => row,
                Ok(None) => return Ok(None),
                Err(_) => return Ok(Some(next)),
            };
            let Ok(number) = row.get::<_, i64>(0) else {
                return Ok(Some(next));
            };
            next = if forwards { number + 1 } else { number - 1 };
            let values: Result<Vec<Value>, _> = (1..=self.width).map(|column| row.get(column)).collect();
            match values.map(|values| desk.prepare_cached(&self.write)?.execute(params_from_iter(values))) {
                Ok(Ok(changed)) if self.table != "setting" => taken.rows += u32::try_from(changed).unwrap_or(u32::MAX),
                Ok(Ok(_)) => {}
                Ok(Err(error)) => match StoreError::from(error) {
                    full @ (StoreError::DiskFull | StoreError::Disk | StoreError::ReadOnly) => return Err(full),
                    // A value that the table does not take.
                    _ => taken.left_out += 1,
                },
                Err(_) => taken.left_out += 1,
            }
        }
    }
}

/// What happens to a row that the backup has too.
fn on_conflict(table: &str, names: &[&str], keys: &[&str]) -> String {
    let changes = CHANGES.iter().find(|(of, _)| *of == table).map(|(_, changes)| *changes);
    let others: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| !keys.contains(name) && changes.is_none_or(|changes| changes.contains(name)))
        .collect();
    if APPEND_ONLY.contains(&table) || others.is_empty() {
        return "ON CONFLICT DO NOTHING".to_owned();
    }
    let set: Vec<_> = others.iter().map(|name| format!("{name} = excluded.{name}")).collect();
    let differs: Vec<_> = others
        .iter()
        .map(|name| format!("{table}.{name} IS NOT excluded.{name}"))
        .collect();
    let (keys, set, differs) = (keys.join(", "), set.join(", "), differs.join(" OR "));
    format!("ON CONFLICT ({keys}) DO UPDATE SET {set} WHERE {differs}")
}

/// The columns of a table with their place in its key, 0 for none; `None`: there is no such table.
fn columns(connection: &Connection, table: &str) -> Option<Vec<(String, i64)>> {
    let sql = "SELECT name, pk FROM pragma_table_info(?1)";
    let columns = all(connection, sql, [table], |row| Ok((row.get(0)?, row.get(1)?))).ok()?;
    (!columns.is_empty()).then_some(columns)
}

/// What a row belongs to may be among those that were lost: a ticket is made again from its id, so that words on it are
/// not lost too; an incident gets a title that says so.
fn bind(desk: &Connection) -> Result<(), StoreError> {
    let tables_of_tickets = [
        ("ticket_event", "at"),
        ("outbox", "queued_at"),
        ("triage", "at"),
        ("incident", "opened_at"),
    ];
    for (table, at) in tables_of_tickets {
        try_on(desk, &format!(
            "INSERT INTO ticket (id, account, remote_id, route, adopted, practice, raised_at, subject)
             SELECT lost.id, iif(own, NULL, rtrim(rtrim(id, replace(id, '/', '')), '/')),
                 iif(own, NULL, replace(id, rtrim(id, replace(id, '/', '')), '')), 'normal', 1, id LIKE 'practice/%', at,
                 iif(own, 'The subject couldn’t be read', NULL)
             FROM (SELECT ticket AS id, min({at}) AS at, ticket LIKE 'local/%' OR ticket LIKE 'practice/%' AS own
                 FROM {table} WHERE ticket NOT IN (SELECT id FROM ticket) GROUP BY ticket) AS lost
             WHERE true ON CONFLICT DO NOTHING;"
        ))?;
    }
    for sql in [
        "INSERT INTO incident (id, title, opened_at)
         SELECT incident, 'The title couldn’t be read', min(at) FROM incident_line
         WHERE incident NOT IN (SELECT id FROM incident) GROUP BY incident",
        "UPDATE ticket SET linked_to = NULL WHERE linked_to NOT IN (SELECT id FROM ticket)",
        "DELETE FROM writer WHERE NOT EXISTS
             (SELECT 1 FROM person WHERE person.account = writer.account AND person.name = writer.person)",
    ] {
        try_on(desk, sql)?;
    }
    let rest = all(
        desk,
        "SELECT \"table\", rowid FROM pragma_foreign_key_check",
        [],
        |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)),
    )?;
    for (table, number) in rest {
        try_on(desk, &format!("DELETE FROM {table} WHERE rowid = {number}"))?;
    }
    Ok(())
}

/// Changes rows that may hold anything. What the tables don't take stays as it is: it is left out where it is met.
fn try_on(desk: &Connection, sql: &str) -> Result<(), StoreError> {
    match desk.execute_batch(sql).map_err(StoreError::from) {
        Err(full @ (StoreError::DiskFull | StoreError::Disk | StoreError::ReadOnly)) => Err(full),
        Err(error) => {
            tracing::warn!(%error, "a row that was taken over stays without what it belongs to");
            Ok(())
        }
        Ok(()) => Ok(()),
    }
}
