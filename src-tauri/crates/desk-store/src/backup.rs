//! Backups of a file that is kept: how a copy is made and checked, when the next one is due, how many are kept, and
//! which file holds more. Opening never depends on any of this.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::TimeDelta;
use desk_domain::time::Instant;
use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use crate::StoreError;
use crate::file::{Kind, check_all, connect_reader, make_private, version, with_suffix};

/// Between two backups, while something changes.
pub(crate) const EVERY: TimeDelta = TimeDelta::hours(1);
/// How many are kept.
const KEPT: usize = 7;
/// The end of a name of a copy that is not whole yet.
const PART: &str = ".part";
/// What is left free on the disk for everybody else, in bytes.
const LEFT_FREE: u64 = 1024 * 1024;

/// How much a file holds, as counts that only grow by what people and help desks do. Practice doesn't count, because it
/// is removed again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holds(Vec<i64>);

impl Holds {
    /// # Errors
    /// When it cannot be read.
    pub(crate) fn of(connection: &Connection, kind: &Kind) -> Result<Self, StoreError> {
        let count = |sql: &&str| Ok(connection.query_row(sql, [], |row| row.get(0))?);
        kind.counts.iter().map(count).collect::<Result<_, _>>().map(Self)
    }

    /// Whether none of the counts of `other` is higher.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        self.0.len() == other.0.len() && self.0.iter().zip(&other.0).all(|(ours, theirs)| ours >= theirs)
    }
}

/// A backup in the data folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Copied {
    pub(crate) made_at: Instant,
    pub(crate) path: PathBuf,
}

/// The backups of a file, the newest first: those that were made by the hour, before an upgrade, and by versions that
/// kept only one.
pub(crate) fn backups(dir: &Path, kind: &Kind) -> Result<Vec<Copied>, StoreError> {
    let starts = [format!("{}.before-", kind.file), format!("{}.backup", kind.file)];
    let mut backups = Vec::new();
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_one = starts.iter().any(|start| name.starts_with(start))
            && ![PART, "-wal", "-shm", "-journal"].iter().any(|end| name.ends_with(end));
        if is_one && entry.file_type()?.is_file() {
            backups.push(Copied {
                made_at: entry.metadata()?.modified()?.into(),
                path: entry.path(),
            });
        }
    }
    backups.sort();
    backups.reverse();
    Ok(backups)
}

/// Makes a backup if the newest is an hour old and something has changed since; its path. Then there are seven.
pub(crate) fn make_if_due(path: &Path, kind: &Kind, now: Instant) -> Result<Option<PathBuf>, StoreError> {
    let dir = path.parent().unwrap_or(Path::new("."));
    if let Some(newest) = backups(dir, kind)?.first() {
        let young = (now - newest.made_at).abs() < EVERY;
        if young {
            return Ok(None);
        }
        let before = read_alone(&newest.path).ok().and_then(|copy| changes(&copy, kind));
        if before.is_some() && before == changes(&connect_reader(path)?, kind) {
            return Ok(None);
        }
    }
    make(path, kind, now).map(Some)
}

/// Makes a backup now; its path. Then there are seven.
pub(crate) fn make(path: &Path, kind: &Kind, now: Instant) -> Result<PathBuf, StoreError> {
    let dir = path.parent().unwrap_or(Path::new("."));
    let stamp = now.format("%Y%m%dT%H%M%SZ");
    let mut to = with_suffix(path, &format!(".backup-{stamp}"));
    for number in 2.. {
        if fs::symlink_metadata(&to).is_err() {
            break;
        }
        to = with_suffix(path, &format!(".backup-{stamp}-{number}"));
    }
    copy(&connect_reader(path)?, kind, &to)?;
    if let Err(error) = keep_seven(dir, kind) {
        tracing::warn!(%error, "old backups could not be removed");
    }
    Ok(to)
}

/// Copies a file, as it is now, to `to`: beside it first, and renamed when it was opened and read through. What was
/// there before stays until then. A copy that fails leaves nothing behind.
pub(crate) fn copy(source: &Connection, kind: &Kind, to: &Path) -> Result<(), StoreError> {
    let part = with_suffix(to, PART);
    clear(&part)?;
    room_for(source, to)?;
    let made = fill(source, &part).and_then(|()| verify(source, kind, &part));
    let done = made.and_then(|()| {
        fs::File::open(&part)?.sync_all()?;
        fs::rename(&part, to)?;
        sync_folder(to);
        Ok(())
    });
    if done.is_err() {
        let _ = clear(&part);
    }
    done
}

fn fill(source: &Connection, part: &Path) -> Result<(), StoreError> {
    make_private(part)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_NOFOLLOW;
    let mut copy = Connection::open_with_flags(part, flags)?;
    // Nobody else has it, and a copy that isn't whole is thrown away.
    copy.execute_batch("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF;")?;
    Backup::new(source, &mut copy)?.run_to_completion(i32::MAX, Duration::ZERO, None)?;
    copy.close().map_err(|(_, error)| error)?;
    Ok(())
}

/// Opens the copy: it is whole, of the same version, and holds no less.
fn verify(source: &Connection, kind: &Kind, part: &Path) -> Result<(), StoreError> {
    let copy = read_alone(part)?;
    check_all(&copy, kind)?;
    let same_version = version(&copy, kind)? == version(source, kind)?;
    // The source may have grown since the copy was made, and never shrinks.
    let whole = Holds::of(source, kind)?.covers(&Holds::of(&copy, kind)?);
    if same_version && whole {
        Ok(())
    } else {
        Err(StoreError::Damaged)
    }
}

/// Reads a file that nobody writes, and makes none beside it.
pub(crate) fn read_alone(path: &Path) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_NOFOLLOW
        | OpenFlags::SQLITE_OPEN_URI;
    let escaped = path
        .to_str()
        .ok_or(StoreError::Missing)?
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    Ok(Connection::open_with_flags(
        format!("file:{escaped}?immutable=1"),
        flags,
    )?)
}

/// How much a file holds that nobody writes; `None`: it cannot be read.
pub(crate) fn holds(path: &Path, kind: &Kind) -> Option<Holds> {
    Holds::of(&read_alone(path).ok()?, kind).ok()
}

/// What changes with every act in a file; `None`: it cannot be read, or is of another version.
fn changes(connection: &Connection, kind: &Kind) -> Option<String> {
    connection.query_row(kind.changes, [], |row| row.get(0)).ok()
}

/// Removes the oldest while there are more than seven, but none that holds more than every newer one: it may be the
/// last that has it. Copies from before an upgrade stay.
fn keep_seven(dir: &Path, kind: &Kind) -> Result<(), StoreError> {
    let hourly = format!("{}.backup", kind.file);
    let mut kept = backups(dir, kind)?;
    kept.retain(|copied| {
        let name = copied.path.file_name().unwrap_or_default();
        name.to_string_lossy().starts_with(&hourly)
    });
    let mut kept: Vec<_> = kept
        .into_iter()
        .map(|copied| (holds(&copied.path, kind), copied))
        .collect();
    let mut old = kept.len();
    while kept.len() > KEPT && old > 1 {
        old -= 1;
        let (holds, copied) = &kept[old];
        let covered = holds.as_ref().is_none_or(|held| {
            let newer = kept[..old].iter();
            newer
                .filter_map(|(holds, _)| holds.as_ref())
                .any(|newer| newer.covers(held))
        });
        if covered {
            fs::remove_file(&copied.path)?;
            kept.remove(old);
        }
    }
    Ok(())
}

/// Takes away what an earlier try left in the place of a copy. A folder is nobody's try.
pub(crate) fn clear(part: &Path) -> Result<(), StoreError> {
    for end in ["-journal", "-wal", "-shm", ""] {
        match fs::remove_file(with_suffix(part, end)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            _ => {}
        }
    }
    Ok(())
}

/// A copy never takes the last room on the disk, where the next commit would fail for want of it.
fn room_for(source: &Connection, to: &Path) -> Result<(), StoreError> {
    let sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
    let size: i64 = source.query_row(sql, [], |row| row.get(0))?;
    match free_bytes(to) {
        Some(free) if free < size.unsigned_abs() + LEFT_FREE => Err(StoreError::DiskFull),
        _ => Ok(()),
    }
}

#[cfg(unix)]
pub(crate) fn free_bytes(path: &Path) -> Option<u64> {
    let about = rustix::fs::statvfs(path.parent()?).ok()?;
    Some(about.f_bavail.saturating_mul(about.f_frsize))
}

/// Elsewhere the copy itself finds out.
#[cfg(not(unix))]
pub(crate) fn free_bytes(_: &Path) -> Option<u64> {
    None
}

/// A rename is on the disk once its folder is.
pub(crate) fn sync_folder(of: &Path) {
    #[cfg(unix)]
    if let Some(folder) = of.parent().and_then(|folder| fs::File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
    #[cfg(not(unix))]
    let _ = of;
}
