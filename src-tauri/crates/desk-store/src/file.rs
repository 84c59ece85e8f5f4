//! What both files have in common: where they are and who may read them, how a connection is set up, migrations with a
//! backup before each, the check at the start, and setting aside what is damaged. Nothing here ever deletes a file.
//! How a file is copied is in [`crate::backup`], how one is put together again in [`crate::restore`].
//!
//! A file that SQLite has open is never opened in another way in this process: closing such a handle would drop
//! SQLite's locks.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use desk_domain::time::Instant;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use rusqlite_migration::{M, Migrations};

use crate::StoreError;
use crate::backup;
use crate::desk::mishap::Lost;
use crate::restore::{Restored, had_something, restore};
use crate::sql::{LeftOut, Rows, Skipped, all};

/// How long a writer waits for another program that holds the file.
const BUSY: Duration = Duration::from_secs(5);
/// The write-ahead log is cut back to this, in bytes.
const WAL_BYTES: u32 = 16 * 1024 * 1024;
/// SQLite takes no path of more than 512 bytes, and the names of files and copies come behind the folder's.
const LONGEST_PATH: usize = 440;
/// Up to this size a file is checked before it is used, in bytes: some 20 ms.
const SMALL: u64 = 16 * 1024 * 1024;
/// Reads every page.
const QUICK: &str = "quick_check";
/// Also compares every index with its table, which takes several times as long.
const THOROUGH: &str = "integrity_check";
/// How many prepared statements a connection keeps.
const STATEMENTS: usize = 128;

/// How much a commit survives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Safety {
    /// A power cut.
    Full,
    /// A crash of the program; after a power cut the last commits may be gone.
    Normal,
}

/// One of the files.
#[derive(Debug)]
pub(crate) struct Kind {
    pub(crate) file: &'static str,
    pub(crate) safety: Safety,
    /// For each version of the schema what it adds, table by table.
    pub(crate) versions: &'static [&'static [&'static str]],
    /// Questions whose answers are counts of what it holds; they only grow. For what is kept.
    pub(crate) counts: &'static [&'static str],
    /// A question whose answer is another text after every act.
    pub(crate) changes: &'static str,
    /// What is done in a file that was put together again, before it takes its place.
    pub(crate) settle: fn(&mut Connection, &Restored<'_>) -> Result<(), StoreError>,
}

impl Kind {
    fn latest(&self) -> i64 {
        i64::try_from(self.versions.len()).unwrap_or(i64::MAX)
    }

    /// Each version is one transaction together with its number.
    fn migrate(&self, connection: &mut Connection) -> Result<(), StoreError> {
        let texts: Vec<String> = self.versions.iter().map(|tables| tables.concat()).collect();
        let migrations = Migrations::new(texts.iter().map(|text| M::up(text)).collect());
        migrations.to_latest(connection).map_err(|error| match error {
            rusqlite_migration::Error::RusqliteError { err, .. } => err.into(),
            other => StoreError::Other(format!("{:?}", std::mem::discriminant(&other))),
        })
    }
}

/// What was found, and done, when a file was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opening {
    /// It was there, sound and of this version.
    Sound,
    /// There was none; it was made.
    Fresh,
    /// It had an older version and was upgraded to this one.
    Migrated {
        /// The version it had.
        from: i64,
        /// The copy that was made before, where one is made.
        backup: Option<PathBuf>,
    },
    /// It was damaged and may be lost: it was set aside and made anew.
    SetAside {
        /// Where it is now.
        kept_as: PathBuf,
        /// What was wrong, in SQLite's words.
        why: String,
    },
    /// It is kept, and was damaged, missing or empty: it was put together again.
    Restored {
        /// What was wrong.
        lost: Lost,
        /// Where the damaged file is now; `None`: there was none.
        kept_as: Option<PathBuf>,
        /// The backup that took its place; `None`: there was no sound one.
        backup: Option<PathBuf>,
    },
}

/// The two connections to a file.
#[derive(Debug)]
pub(crate) struct Pair {
    // Dropped first: the last connection to close empties the write-ahead log, and this one cannot.
    pub(crate) reader: Connection,
    writer: Connection,
    path: PathBuf,
    kind: &'static Kind,
    skipped: Skipped,
}

impl Pair {
    fn new(writer: Connection, path: PathBuf, kind: &'static Kind) -> Result<Self, StoreError> {
        Ok(Self {
            reader: connect_reader(&path)?,
            writer,
            path,
            kind,
            skipped: Skipped::default(),
        })
    }

    /// For reading what is committed.
    pub(crate) const fn rows(&self) -> Rows<'_> {
        Rows::new(&self.reader, &self.skipped)
    }

    /// The rows that were left out since this was last asked.
    pub(crate) fn left_out(&self) -> Vec<LeftOut> {
        self.skipped.take()
    }

    /// What SQLite says is wrong with it; `None`: nothing. It reads everything.
    pub(crate) fn complaint(&self) -> Option<String> {
        // A connection of its own: one that has searched takes what was written since for damage.
        match connect_reader(&self.path).map(|reader| check(&reader, self.kind, THOROUGH)) {
            Ok(Ok(())) => None,
            Ok(Err(trouble)) => Some(trouble.why),
            Err(error) => Some(error.to_string()),
        }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Does `act` in one IMMEDIATE transaction. After an error of the disk both connections are opened again, because
    /// their memory may differ from the disk.
    pub(crate) fn write<T>(&mut self, act: impl FnOnce(Rows<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let done = transact(&mut self.writer, &self.skipped, act);
        if matches!(done, Err(StoreError::Disk)) {
            self.writer = connect(&self.path, self.kind)?;
            harden(&self.writer, self.kind)?;
            self.reader = connect_reader(&self.path)?;
        }
        done
    }

    /// Closes both connections, so that the file can be moved. Until another pair takes its place this one is empty.
    pub(crate) fn close(&mut self) -> Result<(), StoreError> {
        self.reader = Connection::open_in_memory()?;
        self.writer = Connection::open_in_memory()?;
        Ok(())
    }

    /// Whether the search index matches its text. It reads everything, so it takes a while, but nobody waits for it.
    pub(crate) fn search_is_sound(&self) -> Result<bool, StoreError> {
        // A connection of its own: one that has searched takes what was written since for damage.
        let reader = connect_reader(&self.path)?;
        let complaint = complaint(&reader, "search", QUICK).map_err(|error| in_file(error, self.kind))?;
        Ok(complaint.is_none())
    }

    /// Moves the write-ahead log into the file and cuts it to nothing; does nothing while somebody reads.
    pub(crate) fn checkpoint(&self) -> Result<(), StoreError> {
        self.writer
            .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
        Ok(())
    }
}

fn transact<T>(
    writer: &mut Connection,
    skipped: &Skipped,
    act: impl FnOnce(Rows<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let value = act(Rows::new(&transaction, skipped))?;
    transaction.commit()?;
    Ok(value)
}

/// Makes sure that the directory exists. One that we make is ours alone; one that was there keeps its permissions,
/// because it may hold other things (the files in it are ours alone in any case).
pub(crate) fn ready_directory(dir: &Path) -> Result<PathBuf, StoreError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(dir)?;
    real_directory(dir)
}

/// The real path: below it, a link in the place of a file is refused.
pub(crate) fn real_directory(dir: &Path) -> Result<PathBuf, StoreError> {
    let dir = dir.canonicalize()?;
    if dir.as_os_str().len() > LONGEST_PATH {
        return Err(StoreError::PathTooLong);
    }
    Ok(dir)
}

/// Why a file could not be opened, and what exactly was wrong with it.
#[derive(Debug)]
pub(crate) struct Trouble {
    pub(crate) error: StoreError,
    pub(crate) why: String,
    /// There is nothing in it.
    empty: bool,
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Self {
        Self {
            why: error.to_string(),
            error,
            empty: false,
        }
    }
}

impl Trouble {
    /// Whether a file that can be filled again is better made anew. Otherwise the trouble is not in the file.
    pub(crate) const fn is_in_the_file(&self) -> bool {
        use StoreError::{Damaged, NewerFile, NotADatabase, NotAFile, Other};
        matches!(
            self.error,
            Damaged | NotADatabase { .. } | NewerFile { .. } | NotAFile { .. } | Other(_)
        )
    }
}

/// Opens a file as its owner: makes, checks, upgrades it. After [`StoreError::Damaged`] and the like it is as it was.
/// Unless it `may_be_new`, an empty one is trouble. A big one is only read through if it is to be checked `thoroughly`.
pub(crate) fn open_owned(
    path: &Path,
    kind: &Kind,
    may_be_new: bool,
    thoroughly: bool,
) -> Result<(Connection, Opening), Trouble> {
    is_a_file(path, kind)?;
    make_private(path)?;
    let mut connection = connect(path, kind)?;
    keep_log(&connection, true)?;
    let version = version(&connection, kind)?;
    if version == 0 && !may_be_new {
        return Err(Trouble {
            error: StoreError::Damaged,
            why: "it is empty".into(),
            empty: true,
        });
    }
    harden(&connection, kind)?;
    if version > 0 && (thoroughly || is_small(path)) {
        check(&connection, kind, if thoroughly { THOROUGH } else { QUICK })?;
    }
    let opening = upgrade(&mut connection, path, kind, version)?;
    if !has_schema(&connection, kind)? {
        return Err(Trouble {
            error: StoreError::Damaged,
            why: "the schema is not ours".into(),
            empty: false,
        });
    }
    keep_log(&connection, false)?;
    Ok((connection, opening))
}

/// Reading a small file through costs nobody a wait. A big one is read through once the first screen is there, and with
/// each backup.
fn is_small(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|about| about.len() <= SMALL)
}

/// Whether closing the last connection leaves the write-ahead log as it is: in a damaged file it may be all there is.
fn keep_log(connection: &Connection, keep: bool) -> Result<(), StoreError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, keep)?;
    Ok(())
}

/// How a file is looked at before it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Care {
    /// A small one is read through.
    Usual,
    /// Any is read through, with its indexes: damage was met.
    Thorough,
    /// No check finds what is wrong, and yet it cannot be used: what can be read of it is taken over.
    GiveUp,
}

/// Opens `desk.db` as its owner. One that is damaged, or missing or empty though there was something in it, is put
/// together again.
pub(crate) fn open_kept(
    dir: &Path,
    kind: &'static Kind,
    now: Instant,
    care: Care,
) -> Result<(Pair, Opening), StoreError> {
    let path = dir.join(kind.file);
    let missing = fs::symlink_metadata(&path).is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound);
    let had_something = had_something(dir, kind)?;
    let (writer, opening) = if missing && had_something {
        restore(dir, kind, Lost::Missing, now)?
    } else if care == Care::GiveUp {
        restore(dir, kind, Lost::Damaged, now)?
    } else {
        match open_owned(&path, kind, !had_something, care != Care::Usual) {
            Ok(opened) => opened,
            Err(trouble) => match lost(&trouble, had_something) {
                Some(lost) => {
                    tracing::warn!(why = trouble.why, "a file is put together again");
                    restore(dir, kind, lost, now)?
                }
                None => return Err(trouble.error),
            },
        }
    };
    Ok((Pair::new(writer, path, kind)?, opening))
}

/// What is lost of a file with this trouble; `None`: nothing, it is another's or newer.
const fn lost(trouble: &Trouble, had_something: bool) -> Option<Lost> {
    match trouble.error {
        _ if trouble.empty => Some(Lost::Empty),
        StoreError::Damaged => Some(Lost::Damaged),
        // No SQLite header: damaged by the disk if there is a backup of it, otherwise it was never ours.
        StoreError::NotADatabase { .. } if had_something => Some(Lost::Damaged),
        _ => None,
    }
}

/// Opens `cache.db` as its owner. A damaged one, or one that we do not know, is set aside and made anew.
pub(crate) fn open_refillable(
    dir: &Path,
    kind: &'static Kind,
    now: Instant,
    thoroughly: bool,
) -> Result<(Pair, Opening), StoreError> {
    let path = dir.join(kind.file);
    let (writer, opening) = match open_owned(&path, kind, true, thoroughly) {
        Err(trouble) if trouble.is_in_the_file() => {
            let kept_as = set_aside(&path, now)?;
            let (writer, _) = open_owned(&path, kind, true, thoroughly).map_err(|trouble| trouble.error)?;
            let why = trouble.why;
            (writer, Opening::SetAside { kept_as, why })
        }
        opened => opened.map_err(|trouble| trouble.error)?,
    };
    Ok((Pair::new(writer, path, kind)?, opening))
}

/// Refuses what is in the place of a file and is none: SQLite would follow it, or wait for ever.
fn is_a_file(path: &Path, kind: &Kind) -> Result<(), StoreError> {
    for end in ["", "-wal", "-shm"] {
        let Ok(about) = fs::symlink_metadata(with_suffix(path, end)) else {
            continue;
        };
        let what = match about.file_type() {
            found if found.is_file() => continue,
            found if found.is_dir() => "folder",
            found if found.is_symlink() => "link",
            _ => "device",
        };
        return Err(StoreError::NotAFile { file: kind.file, what });
    }
    Ok(())
}

/// Opens a file beside its owner: it must exist and have this version, and nothing in it is repaired.
pub(crate) fn open_beside(dir: &Path, kind: &'static Kind) -> Result<Pair, StoreError> {
    let path = dir.join(kind.file);
    is_a_file(&path, kind)?;
    let writer = connect(&path, kind)?;
    let found = version(&writer, kind)?;
    if found < kind.latest() {
        return Err(StoreError::OlderFile { file: kind.file, found });
    }
    harden(&writer, kind)?;
    Pair::new(writer, path, kind)
}

/// Sets `path` and its write-ahead log aside, under a name that says when.
pub(crate) fn set_aside(path: &Path, now: Instant) -> Result<PathBuf, StoreError> {
    let stamp = now.format("%Y%m%dT%H%M%SZ");
    let mut kept_as = with_suffix(path, &format!(".broken-{stamp}"));
    for number in 2.. {
        if fs::symlink_metadata(&kept_as).is_err() {
            break;
        }
        kept_as = with_suffix(path, &format!(".broken-{stamp}-{number}"));
    }
    for part in ["-wal", "-shm", ""] {
        match fs::rename(with_suffix(path, part), with_suffix(&kept_as, part)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    tracing::warn!(file = %kept_as.display(), "a damaged file was set aside");
    Ok(kept_as)
}

fn upgrade(connection: &mut Connection, path: &Path, kind: &Kind, from: i64) -> Result<Opening, StoreError> {
    if from == kind.latest() {
        return Ok(Opening::Sound);
    }
    // A copy that is upgraded while it is put together is a copy already.
    let is_kept = kind.safety == Safety::Full && path.ends_with(kind.file);
    let backup = (from > 0 && is_kept)
        .then(|| before_upgrade(connection, path, kind))
        .flatten();
    kind.migrate(connection)?;
    Ok(if from == 0 {
        Opening::Fresh
    } else {
        Opening::Migrated { from, backup }
    })
}

/// The copy that was made before an upgrade. The upgrade is one transaction and leaves the file whole if it fails, so it
/// doesn't wait for room on the disk; nor does one that holds less take the place of a copy that holds more.
fn before_upgrade(connection: &Connection, path: &Path, kind: &Kind) -> Option<PathBuf> {
    let backup = with_suffix(path, &format!(".before-{}", kind.latest()));
    let held = backup::Holds::of(connection, kind).ok()?;
    if backup::holds(&backup, kind).is_some_and(|before| !held.covers(&before)) {
        return None;
    }
    match backup::copy(connection, kind, &backup) {
        Ok(()) => Some(backup),
        Err(error) => {
            tracing::warn!(%error, "no copy was made before an upgrade");
            None
        }
    }
}

/// The version of a file: 0 for an empty one.
pub(crate) fn version(connection: &Connection, kind: &Kind) -> Result<i64, StoreError> {
    let ask = |sql| {
        connection
            .query_row(sql, [], |row| row.get::<_, i64>(0))
            .map_err(|error| in_file(error, kind))
    };
    let found = ask("PRAGMA user_version")?;
    if found > kind.latest() {
        return Err(StoreError::NewerFile {
            file: kind.file,
            found,
            known: kind.latest(),
        });
    }
    let tables = ask("SELECT count(*) FROM sqlite_schema")?;
    match found {
        0 if tables > 0 => Err(StoreError::NotADatabase { file: kind.file }),
        0.. => Ok(found),
        _ => Err(StoreError::Damaged),
    }
}

/// What an error means when a whole file is read: statements that are fine elsewhere fail on a damaged schema.
fn in_file(error: rusqlite::Error, kind: &Kind) -> StoreError {
    match error.sqlite_error_code() {
        Some(ErrorCode::NotADatabase) => StoreError::NotADatabase { file: kind.file },
        _ => match StoreError::from(error) {
            StoreError::Other(_) => StoreError::Damaged,
            other => other,
        },
    }
}

/// SQLite's own check, which reads every page. Whether the index of the search fits its text is left to
/// [`Pair::search_is_sound`]: it would keep the first screen waiting.
fn check(connection: &Connection, kind: &Kind, pragma: &str) -> Result<(), Trouble> {
    let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND rootpage > 0";
    let tables = all(connection, sql, [], |row| row.get::<_, String>(0)).map_err(|_| StoreError::Damaged)?;
    for table in tables {
        if let Some(why) = complaint(connection, &table, pragma).map_err(|error| in_file(error, kind))? {
            return Err(Trouble {
                error: StoreError::Damaged,
                why,
                empty: false,
            });
        }
    }
    Ok(())
}

/// The same as one answer.
pub(crate) fn check_all(connection: &Connection, kind: &Kind) -> Result<(), StoreError> {
    check(connection, kind, QUICK).map_err(|trouble| trouble.error)
}

/// What is wrong with a table and its indexes, in SQLite's words; no contents of a row are among them.
fn complaint(connection: &Connection, table: &str, pragma: &str) -> rusqlite::Result<Option<String>> {
    let mut statement = connection.prepare(&format!("PRAGMA {pragma}(\"{}\")", table.replace('"', "\"\"")))?;
    let lines = statement
        .query_map([], |row| row.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    Ok(lines.into_iter().find(|line| line != "ok"))
}

/// Whether every statement that makes our schema is there, letter for letter. What somebody added with another program
/// does no harm.
fn has_schema(connection: &Connection, kind: &Kind) -> Result<bool, StoreError> {
    let mut fresh = Connection::open_in_memory()?;
    kind.migrate(&mut fresh)?;
    Ok(schema(&fresh)?.is_subset(&schema(connection)?))
}

fn schema(connection: &Connection) -> Result<BTreeSet<String>, StoreError> {
    let sql = "SELECT type || ' ' || name || ' ' || tbl_name || ' ' || coalesce(sql, '') FROM sqlite_schema";
    Ok(all(connection, sql, [], |row| row.get(0))?.into_iter().collect())
}

/// Connects, and changes nothing in the file yet.
fn connect(path: &Path, kind: &Kind) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(path, flags).map_err(|error| in_file(error, kind))?;
    set_up(&connection)?;
    Ok(connection)
}

/// Sets how much a commit survives.
fn harden(connection: &Connection, kind: &Kind) -> Result<(), StoreError> {
    let pragmas = match kind.safety {
        Safety::Full => "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;",
        Safety::Normal => "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000;",
    };
    let harden = || {
        connection.execute_batch(pragmas)?;
        connection.pragma_update(None, "journal_size_limit", WAL_BYTES)?;
        connection.pragma_update(None, "journal_mode", "WAL")
    };
    harden().map_err(|error| in_file(error, kind))
}

pub(crate) fn connect_reader(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let connection = Connection::open_with_flags(path, flags)?;
    set_up(&connection)?;
    connection.execute_batch("PRAGMA cache_size = -16000;")?;
    Ok(connection)
}

/// A further connection for reading, of its own.
pub(crate) fn another_reader(pair: &Pair) -> Result<Connection, StoreError> {
    connect_reader(&pair.path)
}

fn set_up(connection: &Connection) -> Result<(), StoreError> {
    connection.busy_timeout(BUSY)?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    connection.execute_batch(
        "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;",
    )?;
    Ok(())
}

/// Makes an empty file that nobody else can read, or takes others' access to the one that is there. The write-ahead
/// log gets the permissions of its file from SQLite.
pub(crate) fn make_private(path: &Path) -> Result<(), StoreError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => narrow(path),
        Err(error) => Err(error.into()),
    }
}

#[cfg(unix)]
fn narrow(path: &Path) -> Result<(), StoreError> {
    use std::os::unix::fs::PermissionsExt;
    if fs::symlink_metadata(path)?.is_file() {
        fs::set_permissions(path, fs::Permissions::from_mode(0o600))?;
    }
    Ok(())
}

#[cfg(not(unix))]
#[allow(clippy::unnecessary_wraps)] // The same signature as where there are modes.
fn narrow(_: &Path) -> Result<(), StoreError> {
    Ok(())
}

pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path.as_os_str());
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::sql::{one, run};

    const FIRST: &str = "CREATE TABLE a (x TEXT NOT NULL) STRICT;";
    const COUNTS: &[&str] = &["SELECT count(*) FROM a"];
    const ONE: Kind = Kind {
        file: "t.db",
        safety: Safety::Full,
        versions: &[&[FIRST]],
        counts: COUNTS,
        changes: "SELECT count(*) || '' FROM a",
        settle: |_, _| Ok(()),
    };
    const TWO: Kind = Kind {
        file: "t.db",
        safety: Safety::Full,
        versions: &[&[FIRST], &["ALTER TABLE a ADD COLUMN y TEXT;"]],
        counts: COUNTS,
        changes: "SELECT count(*) || '' FROM a",
        settle: |_, _| Ok(()),
    };
    /// Its second version fails after its first statement.
    const TORN: Kind = Kind {
        file: "t.db",
        safety: Safety::Full,
        versions: &[
            &[FIRST],
            &[
                "ALTER TABLE a ADD COLUMN y TEXT;",
                "INSERT INTO nowhere (x) VALUES (1);",
            ],
        ],
        counts: COUNTS,
        changes: "SELECT count(*) || '' FROM a",
        settle: |_, _| Ok(()),
    };

    fn now() -> Instant {
        Instant::from_timestamp_millis(1_795_428_000_000).unwrap()
    }

    fn rows(pair: &Pair) -> i64 {
        one(&pair.reader, "SELECT count(*) FROM a", [], |row| row.get(0)).unwrap()
    }

    fn add(pair: &mut Pair, text: &str) -> Result<usize, StoreError> {
        pair.write(|connection| run(connection, "INSERT INTO a (x) VALUES (?1)", [text]))
    }

    fn a_file_of_version_one(dir: &Path) {
        let (mut pair, opening) = open_kept(dir, &ONE, now(), Care::Usual).unwrap();
        assert_eq!(opening, Opening::Fresh);
        add(&mut pair, "kept").unwrap();
    }

    #[test]
    fn f39_an_upgrade_makes_a_copy_first_and_runs_once() {
        let dir = tempfile::tempdir().unwrap();
        a_file_of_version_one(dir.path());
        let (pair, opening) = open_kept(dir.path(), &TWO, now(), Care::Usual).unwrap();
        let backup = dir.path().join("t.db.before-2");
        assert_eq!(
            opening,
            Opening::Migrated {
                from: 1,
                backup: Some(backup.clone())
            }
        );
        assert_eq!(rows(&pair), 1);
        drop(pair);
        let copy = connect_reader(&backup).unwrap();
        assert_eq!(version(&copy, &ONE).unwrap(), 1);
        assert_eq!(
            one(&copy, "SELECT x FROM a", [], |row| row.get::<_, String>(0)).unwrap(),
            "kept"
        );
        assert_eq!(
            open_kept(dir.path(), &TWO, now(), Care::Usual).unwrap().1,
            Opening::Sound
        );
        assert_eq!(open_beside(dir.path(), &TWO).unwrap().path(), dir.path().join("t.db"));
    }

    #[test]
    fn f39_an_upgrade_that_fails_leaves_the_old_version_whole() {
        let dir = tempfile::tempdir().unwrap();
        a_file_of_version_one(dir.path());
        assert!(open_kept(dir.path(), &TORN, now(), Care::Usual).is_err());
        assert_eq!(
            open_beside(dir.path(), &TWO).unwrap_err(),
            StoreError::OlderFile { file: "t.db", found: 1 }
        );
        let (pair, opening) = open_kept(dir.path(), &ONE, now(), Care::Usual).unwrap();
        assert_eq!((opening, rows(&pair)), (Opening::Sound, 1));
    }

    #[test]
    fn f34_a_full_disk_refuses_the_act_and_takes_it_once_there_is_space() {
        let dir = tempfile::tempdir().unwrap();
        a_file_of_version_one(dir.path());
        let (mut pair, _) = open_kept(dir.path(), &ONE, now(), Care::Usual).unwrap();
        let pages: i64 = pair
            .writer
            .query_row("PRAGMA page_count", [], |row| row.get(0))
            .unwrap();
        let limit = |pair: &Pair, pages: i64| pair.writer.pragma_update(None, "max_page_count", pages);
        limit(&pair, pages).ok();
        let text = "x".repeat(9000);
        assert_eq!(add(&mut pair, &text).unwrap_err(), StoreError::DiskFull);
        assert_eq!(rows(&pair), 1, "nothing half");
        limit(&pair, pages + 9).ok();
        add(&mut pair, &text).unwrap();
        assert_eq!(rows(&pair), 2);
    }

    #[test]
    fn f43_a_file_that_is_held_for_too_long_is_busy_and_free_afterwards() {
        let dir = tempfile::tempdir().unwrap();
        a_file_of_version_one(dir.path());
        let (mut pair, _) = open_kept(dir.path(), &ONE, now(), Care::Usual).unwrap();
        pair.writer.busy_timeout(Duration::from_millis(20)).unwrap();
        let other = connect(&dir.path().join("t.db"), &ONE).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();
        assert_eq!(add(&mut pair, "early").unwrap_err(), StoreError::Busy);
        other.execute_batch("ROLLBACK").unwrap();
        add(&mut pair, "late").unwrap();
        assert_eq!(rows(&pair), 2);
    }

    #[test]
    fn f33_after_an_error_of_the_disk_both_connections_are_made_anew() {
        let dir = tempfile::tempdir().unwrap();
        a_file_of_version_one(dir.path());
        let (mut pair, _) = open_kept(dir.path(), &ONE, now(), Care::Usual).unwrap();
        // A temporary table lives as long as its connection.
        pair.writer.execute_batch("CREATE TEMP TABLE memory (x)").unwrap();
        assert_eq!(
            pair.write(|_| Err::<(), _>(StoreError::DiskFull)).unwrap_err(),
            StoreError::DiskFull
        );
        pair.writer.execute_batch("SELECT x FROM memory").unwrap();
        assert_eq!(
            pair.write(|_| Err::<(), _>(StoreError::Disk)).unwrap_err(),
            StoreError::Disk
        );
        assert!(pair.writer.execute_batch("SELECT x FROM memory").is_err());
        add(&mut pair, "afterwards").unwrap();
        assert_eq!(rows(&pair), 2);
    }

    #[test]
    fn each_connection_is_set_up_for_files_that_may_be_hostile() {
        let dir = tempfile::tempdir().unwrap();
        a_file_of_version_one(dir.path());
        let (pair, _) = open_kept(dir.path(), &ONE, now(), Care::Usual).unwrap();
        for connection in [&pair.writer, &pair.reader] {
            for (pragma, expect) in [("foreign_keys", 1), ("trusted_schema", 0), ("cell_size_check", 1)] {
                let value: i64 = connection.pragma_query_value(None, pragma, |row| row.get(0)).unwrap();
                assert_eq!(value, expect, "{pragma}");
            }
        }
        let synchronous: i64 = pair
            .writer
            .pragma_query_value(None, "synchronous", |row| row.get(0))
            .unwrap();
        assert_eq!(synchronous, 2);
        assert!(run(&pair.reader, "DELETE FROM a", []).is_err(), "a reader cannot write");
    }
}
