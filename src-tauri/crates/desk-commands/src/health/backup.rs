//! Backups of `desk.db`: made each hour while something changes, and when a person asks; put back when a person asks.
//!
//! Not here: restoring a damaged `desk.db`, which the store does when it is opened.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use desk_store::desk::mishap::Mishap;
use desk_store::{DeskWrite, StoreError};

use crate::desk::error;
use crate::desk::{Answer, Desk};

/// Makes a backup if one is due. One that fails is a problem that people are told of, and keeps nothing from going on.
pub(crate) async fn if_due(desk: &Desk) -> Answer<()> {
    if !desk.host().is_owner() {
        return Ok(());
    }
    let now = desk.now();
    let made = desk.read(move |read| Ok(read.back_up_if_due(now))).await?;
    match outcome(desk, made) {
        Some(note) => desk.keep(move |kept| note(kept, now)).await,
        None => Ok(()),
    }
}

/// The same for a program that is about to end.
pub(crate) fn if_due_at_the_end(desk: &Desk) -> Answer<()> {
    if !desk.host().is_owner() {
        return Ok(());
    }
    let now = desk.now();
    let made = desk.read_at_once(|read| Ok(read.back_up_if_due(now)))?;
    match outcome(desk, made) {
        Some(note) => desk.with_store(|store| store.desk.write(|kept| note(kept, now))),
        None => Ok(()),
    }
}

/// What to write down.
type Note = Box<dyn FnOnce(&mut DeskWrite<'_>, DateTime<Utc>) -> Result<(), StoreError> + Send>;

fn outcome(desk: &Desk, made: Result<Option<PathBuf>, StoreError>) -> Option<Note> {
    match made {
        Ok(None) => None,
        // The copy is as damaged as what it was made from.
        Err(StoreError::Damaged) => {
            desk.a_page_is_damaged();
            None
        }
        Ok(Some(_)) => Some(Box::new(|kept, _| kept.mishap_is_over("no_backup", "backup"))),
        Err(failure) => {
            tracing::warn!(%failure, "no backup was made");
            let why = failure.to_string();
            Some(Box::new(move |kept, now| {
                kept.note_mishap(&Mishap::NoBackup { why }, now).map(drop)
            }))
        }
    }
}

/// Makes a backup now: in the data folder, or as a file that a person names. Where it is.
///
/// # Errors
/// A sentence for people when the disk does not let us, or what is there keeps its place.
pub async fn make(desk: &Desk, file: Option<PathBuf>) -> Answer<PathBuf> {
    let now = desk.now();
    let made = match file {
        None => desk.write(move |store| Ok(store.back_up(now))).await?,
        Some(file) => desk.read(move |read| Ok(read.back_up_to(&file).map(|()| file))).await?,
    };
    let path = made.map_err(|failure| match failure {
        StoreError::KeepsItsPlace(_) => error::not_now(failure.sentence()),
        _ => error::store(&failure),
    })?;
    desk.keep(|kept| kept.mishap_is_over("no_backup", "backup")).await?;
    Ok(path)
}

/// Puts a backup in the place of `desk.db`, which becomes a backup first. Nothing has the data folder open, and the
/// caller holds its owner lock.
///
/// # Errors
/// A sentence for people when the file is no backup, or the disk does not let us; nothing was changed.
pub fn put_back(data: &Path, file: &Path, now: DateTime<Utc>) -> Answer<()> {
    desk_store::put_back(data, file, now).map_err(|failure| match failure {
        StoreError::Missing => error::invalid(format!("There is no file {}.", file.display())),
        StoreError::KeepsItsPlace(_) => error::invalid(failure.sentence()),
        _ => error::store(&failure),
    })
}
