//! One owner per data directory: only the owner notifies and sends. This file has the lock that decides who it is, and
//! the owner's end of the wake-up socket.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::places::Places;
use crate::privacy::{is_shared, private_dir};
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
    #[error("The data folder {} can’t be used: {}", .folder.display(), why_unusable(.why))]
    Unusable {
        /// Which folder. Somebody else may have set the variable that says it.
        folder: PathBuf,
        /// What the system said.
        #[source]
        why: io::Error,
    },
}

/// What is wrong, and what to do.
fn why_unusable(why: &io::Error) -> String {
    if has_no_locks(why) {
        return "its file system has no file locks, so two programs could send the same reply. Network folders are \
                often like that. Choose a folder on a local disk with --data-dir."
            .to_owned();
    }
    if is_shared(why) {
        return "other people can write to it. Choose a folder of your own with --data-dir, for example a new one inside \
                it."
            .to_owned();
    }
    match why.kind() {
        io::ErrorKind::InvalidFilename => "its path is too long. Choose a shorter one with --data-dir.".to_owned(),
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "its disk is full. Free some space, then start Dutydesk again.".to_owned()
        }
        io::ErrorKind::InvalidInput | io::ErrorKind::IsADirectory => format!(
            "its {LOCK} is a folder, a pipe or a device, not a file. Move {LOCK} away, then start Dutydesk again."
        ),
        io::ErrorKind::NotADirectory | io::ErrorKind::AlreadyExists => {
            "a file is in its place. Move that file, or choose another folder with --data-dir.".to_owned()
        }
        kind => format!("{kind}. Check that you can write to it, then start Dutydesk again."),
    }
}

/// NFS without a lock service, some FUSE file systems.
fn has_no_locks(why: &io::Error) -> bool {
    #[cfg(unix)]
    if why.raw_os_error() == Some(rustix::io::Errno::NOLCK.raw_os_error()) {
        return true;
    }
    why.kind() == io::ErrorKind::Unsupported
}

impl Owner {
    /// Becomes the owner of `places.data`, which is made if need be, or says at once why not.
    ///
    /// # Errors
    /// [`AcquireError::Busy`] while another process owns it; [`AcquireError::Unusable`] when the
    /// directory or its lock file cannot be made.
    pub fn acquire(places: &Places) -> Result<Self, AcquireError> {
        let lock = private_dir(&places.data)
            .map_err(TryLockError::Error)
            .and_then(|()| lock(&places.data))
            .map_err(|error| match error {
                TryLockError::WouldBlock => AcquireError::Busy,
                TryLockError::Error(why) => AcquireError::Unusable {
                    folder: places.data.clone(),
                    why,
                },
            })?;
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

const LOCK: &str = "owner.lock";

/// The lock file is never removed: a process that still had the removed one open could lock it beside
/// the owner of the new one.
fn lock(data: &Path) -> Result<File, TryLockError> {
    let file = open(&data.join(LOCK)).map_err(TryLockError::Error)?;
    file.try_lock()?;
    Ok(file)
}

/// A regular file. A pipe in its place would be waited for, until somebody reads it.
fn open(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;

        options
            .mode(0o600)
            .custom_flags(rustix::fs::OFlags::NONBLOCK.bits().cast_signed());
    }
    let file = options.open(path).map_err(|error| {
        // Only a pipe without a reader, or a device without hardware, says so.
        #[cfg(unix)]
        if error.raw_os_error() == Some(rustix::io::Errno::NXIO.raw_os_error()) {
            return io::ErrorKind::InvalidInput.into();
        }
        error
    })?;
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::ErrorKind::InvalidInput.into()),
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn r23_11_a_lock_that_is_no_file_is_said_and_not_waited_for() {
        let root = tempfile::tempdir().expect("a temporary directory");
        let places = Places {
            data: root.path().join("data"),
            config: root.path().join("config"),
            state: root.path().join("state"),
            runtime: None,
        };
        let in_place = places.data.join(LOCK);
        std::fs::create_dir_all(&in_place).expect("made");
        let said = || Owner::acquire(&places).expect_err("no file").to_string();
        assert!(
            said().contains("its owner.lock is a folder, a pipe or a device"),
            "{}",
            said()
        );
        std::fs::remove_dir(&in_place).expect("removed");
        let made = std::process::Command::new("mkfifo").arg(&in_place).status();
        assert!(made.expect("mkfifo").success());
        assert!(
            said().contains("its owner.lock is a folder, a pipe or a device"),
            "{}",
            said()
        );
        // Somebody holds its other end.
        let _reader = OpenOptions::new()
            .read(true)
            .write(true)
            .open(&in_place)
            .expect("opened");
        assert!(
            said().contains("its owner.lock is a folder, a pipe or a device"),
            "{}",
            said()
        );
    }

    #[test]
    fn r16_a_folder_that_cannot_be_used_is_named_with_what_is_wrong() {
        let said = |why: io::Error| {
            let folder = PathBuf::from("/srv/desk");
            AcquireError::Unusable { folder, why }.to_string()
        };
        for errno in [rustix::io::Errno::NOLCK, rustix::io::Errno::OPNOTSUPP] {
            let text = said(errno.into());
            assert!(
                text.starts_with("The data folder /srv/desk can’t be used: its file system has no file locks"),
                "{text}"
            );
        }
        let text = said(rustix::io::Errno::ACCESS.into());
        assert_eq!(
            text,
            "The data folder /srv/desk can’t be used: permission denied. Check that you can write to it, then start \
             Dutydesk again."
        );
        assert!(said(rustix::io::Errno::NAMETOOLONG.into()).contains("its path is too long"));
    }
}
