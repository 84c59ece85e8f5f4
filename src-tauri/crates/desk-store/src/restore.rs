//! Puts `desk.db` together again: the newest sound backup, and what can be read of the damaged file, made beside and
//! renamed. That it happened is in the new file before it takes its place, so that no crash can lose it.

use std::fs;
use std::path::{Path, PathBuf};

use desk_domain::time::Instant;
use rusqlite::Connection;

use crate::StoreError;
use crate::backup::{self, Copied, backups, clear, sync_folder};
use crate::desk::mishap::Lost;
use crate::file::{Kind, Opening, Trouble, check_all, make_private, open_owned, set_aside, version, with_suffix};

/// What a file was put together from.
#[derive(Debug)]
pub(crate) struct Restored<'a> {
    pub(crate) lost: Lost,
    /// The damaged file, where it is now.
    pub(crate) broken: Option<&'a Path>,
    pub(crate) backup: Option<&'a Copied>,
    pub(crate) now: Instant,
}

/// The name of a file, for people.
pub(crate) fn name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The file while it is put together.
fn beside(path: &Path) -> PathBuf {
    with_suffix(path, ".restoring")
}

/// Whether a file that is missing or empty had something in it: then it is no first start.
pub(crate) fn had_something(dir: &Path, kind: &Kind) -> Result<bool, StoreError> {
    Ok(!backups(dir, kind)?.is_empty() || newest_broken(dir, kind)?.is_some())
}

/// The damaged file that was set aside last, with its instant in its name.
fn newest_broken(dir: &Path, kind: &Kind) -> Result<Option<PathBuf>, StoreError> {
    let mut broken: Vec<_> = set_aside_before(dir, kind)?
        .into_iter()
        .filter(|path| fs::metadata(path).is_ok_and(|about| about.is_file() && about.len() > 0))
        .collect();
    broken.sort();
    Ok(broken.pop())
}

/// Every file that was set aside, without its log.
pub(crate) fn set_aside_before(dir: &Path, kind: &Kind) -> Result<Vec<PathBuf>, StoreError> {
    let start = format!("{}.broken-", kind.file);
    let mut found = Vec::new();
    for entry in fs::read_dir(dir)? {
        let path = entry?.path();
        let name = name(&path);
        if name.starts_with(&start) && !["-wal", "-shm", ".part"].iter().any(|end| name.ends_with(end)) {
            found.push(path);
        }
    }
    Ok(found)
}

/// Sets a damaged file aside and puts another in its place. If the disk doesn't let us, the next start tries again.
pub(crate) fn restore(
    dir: &Path,
    kind: &'static Kind,
    lost: Lost,
    now: Instant,
) -> Result<(Connection, Opening), StoreError> {
    let path = dir.join(kind.file);
    // A log that is left of a missing file would be taken for the log of the new one.
    let something = ["", "-wal"]
        .iter()
        .any(|end| fs::symlink_metadata(with_suffix(&path, end)).is_ok_and(|about| about.len() > 0));
    let kept_as = if something { Some(set_aside(&path, now)?) } else { None };
    let broken = match lost {
        Lost::Damaged => kept_as.clone(),
        // A process may have died between the two steps.
        _ => newest_broken(dir, kind)?,
    };
    let mut restored = Restored {
        lost,
        broken: broken.as_deref(),
        backup: None,
        now,
    };
    let backups = backups(dir, kind)?;
    let mut used = None;
    for backup in &backups {
        restored.backup = Some(backup);
        match build(&path, kind, &restored) {
            Ok(()) => {
                used = Some(backup.path.clone());
                break;
            }
            Err(trouble) if trouble.is_in_the_file() => {
                tracing::warn!(backup = %backup.path.display(), why = trouble.why, "a backup is damaged");
            }
            Err(trouble) => return Err(trouble.error),
        }
    }
    if used.is_none() {
        restored.backup = None;
        build(&path, kind, &restored).map_err(|trouble| trouble.error)?;
    }
    put_in_place(&path)?;
    let (connection, _) = open_owned(&path, kind, true, false).map_err(|trouble| trouble.error)?;
    Ok((
        connection,
        Opening::Restored {
            lost,
            kept_as,
            backup: used,
        },
    ))
}

/// Makes the new file beside the old one.
pub(crate) fn build(path: &Path, kind: &'static Kind, restored: &Restored<'_>) -> Result<(), Trouble> {
    let new = beside(path);
    clear(&new)?;
    let done = fill(&new, kind, restored);
    if done.is_err() {
        let _ = clear(&new);
    }
    done
}

fn fill(new: &Path, kind: &'static Kind, restored: &Restored<'_>) -> Result<(), Trouble> {
    make_private(new)?;
    if let Some(backup) = restored.backup {
        fs::copy(&backup.path, new).map_err(StoreError::from)?;
        make_private(new)?;
    }
    let (mut connection, _) = open_owned(new, kind, restored.backup.is_none(), true)?;
    (kind.settle)(&mut connection, restored)?;
    connection
        .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
        .map_err(StoreError::from)?;
    connection.close().map_err(|(_, error)| StoreError::from(error))?;
    let file = fs::File::open(new).map_err(StoreError::from)?;
    file.sync_all().map_err(StoreError::from)?;
    Ok(())
}

pub(crate) fn put_in_place(path: &Path) -> Result<(), StoreError> {
    fs::rename(beside(path), path)?;
    sync_folder(path);
    Ok(())
}

/// Puts a backup that a person names in the place of the file: see [`crate::put_back`].
pub(crate) fn put_back(dir: &Path, kind: &'static Kind, file: &Path, now: Instant) -> Result<(), StoreError> {
    const NO_BACKUP: StoreError = StoreError::KeepsItsPlace("that file isn’t a backup that Dutydesk can read");
    let made_at = fs::metadata(file)?.modified()?.into();
    let sound = backup::read_alone(file).and_then(|copy| {
        let version = version(&copy, kind)?;
        check_all(&copy, kind)?;
        Ok(version > 0)
    });
    match sound {
        Ok(true) => {}
        Err(newer @ StoreError::NewerFile { .. }) => return Err(newer),
        _ => return Err(NO_BACKUP),
    }
    let path = dir.join(kind.file);
    let copied = Copied {
        made_at,
        path: file.to_owned(),
    };
    let restored = Restored {
        lost: Lost::Replaced,
        broken: None,
        backup: Some(&copied),
        now,
    };
    build(&path, kind, &restored).map_err(|trouble| trouble.error)?;
    if fs::symlink_metadata(&path).is_ok() {
        match backup::make(&path, kind, now) {
            Ok(_) => empty_log(&path)?,
            Err(StoreError::Damaged | StoreError::NotADatabase { .. }) => drop(set_aside(&path, now)?),
            Err(error) => return Err(error),
        }
    }
    put_in_place(&path)
}

/// The log of the file that goes would be taken for the log of the one that comes.
fn empty_log(path: &Path) -> Result<(), StoreError> {
    let connection = Connection::open(path)?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| StoreError::from(error))?;
    match fs::metadata(with_suffix(path, "-wal")) {
        // Somebody still writes it.
        Ok(log) if log.len() > 0 => Err(StoreError::Busy),
        _ => Ok(()),
    }
}
