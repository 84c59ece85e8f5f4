//! Room on the disk that Dutydesk holds for the day when there is no other: without a few kilobytes no file can be
//! opened, and no notification can be claimed. It is given up then, and taken again once there is room.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use crate::backup::free_bytes;
use crate::file::make_private;

/// Its file, in the data folder.
const FILE: &str = "reserve";
/// In bytes: enough to open both files, and for dozens of commits.
const BYTES: usize = 512 * 1024;
/// It is only taken while this much is free, in bytes.
const PLENTY: u64 = 3 * 1024 * 1024;

/// Takes the room, if it isn't held and there is plenty.
pub(crate) fn hold(dir: &Path) -> io::Result<()> {
    let path = dir.join(FILE);
    let held = fs::symlink_metadata(&path).is_ok_and(|about| !about.is_file() || about.len() >= BYTES as u64);
    if held || free_bytes(&path).is_none_or(|free| free < PLENTY) {
        return Ok(());
    }
    make_private(&path).map_err(|error| io::Error::other(error.to_string()))?;
    let written = fs::File::options().write(true).open(&path).and_then(|mut file| {
        file.write_all(&vec![0; BYTES])?;
        file.sync_all()
    });
    if written.is_err() {
        give_up(dir);
    }
    written
}

/// Gives the room up; whether there was any.
pub(crate) fn give_up(dir: &Path) -> bool {
    let path = dir.join(FILE);
    let held = fs::symlink_metadata(&path).is_ok_and(|about| about.is_file() && about.len() > 0);
    held && fs::File::options().write(true).truncate(true).open(&path).is_ok()
}
