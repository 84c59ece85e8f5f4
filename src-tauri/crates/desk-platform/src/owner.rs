//! One owner per data directory: only the owner notifies and sends. This file has the lock that decides who it is, and
//! the owner's end of the wake-up socket.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use crate::places::Places;
use crate::privacy::private_dir;
use crate::wake::{Doorbell, WakeUps};

/// Proof that this process is the owner. It stays so until this value is dropped or the process ends,
/// in whatever way: the lock belongs to the open file, which no child process inherits.
#[derive(Debug)]
pub struct Owner {
    // Dropped in this order: the socket goes while the lock is still held, so that it is never the
    // next owner's socket that is removed.
    doorbell: Doorbell,
    _lock: File,
}

/// Why this process is not the owner. `Display` is a sentence for people.
#[derive(Debug, thiserror::Error)]
pub enum AcquireError {
    /// Another process is the owner, even if it doesn't answer now.
    #[error("Dutydesk is already running with this data folder.")]
    Busy,
    /// The lock could not be tried.
    #[error("The data folder can’t be used ({}). Check that you can write to it, then start Dutydesk again.", .0.kind())]
    Unusable(#[source] io::Error),
}

impl Owner {
    /// Becomes the owner of `places.data`, which is made if need be, or says at once why not.
    ///
    /// # Errors
    /// [`AcquireError::Busy`] while another process owns it; [`AcquireError::Unusable`] when the
    /// directory or its lock file cannot be made.
    pub fn acquire(places: &Places) -> Result<Self, AcquireError> {
        private_dir(&places.data).map_err(AcquireError::Unusable)?;
        let lock = lock(&places.data)?;
        Ok(Self {
            doorbell: Doorbell::hang(places),
            _lock: lock,
        })
    }

    /// What other processes ask of the owner from now on. To be called inside the async runtime, once.
    ///
    /// Where no socket could be made nothing ever comes, and the owner finds the others' rows when it
    /// next looks at the store.
    #[must_use]
    pub fn wake_ups(&self) -> WakeUps {
        self.doorbell.listen()
    }
}

/// The lock file is never removed: a process that still had the removed one open could lock it beside
/// the owner of the new one.
fn lock(data: &Path) -> Result<File, AcquireError> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(data.join("owner.lock")).map_err(AcquireError::Unusable)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(AcquireError::Busy),
        Err(TryLockError::Error(error)) => Err(AcquireError::Unusable(error)),
    }
}
