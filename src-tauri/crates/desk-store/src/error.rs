//! What can go wrong with a file, as far as a caller or a person can do something about it. The contents of a row never
//! get in here, because an error may be logged.

use std::path::Path;

use rusqlite::ErrorCode;

/// Why the store did not do what it was asked. Nothing of the refused write is in the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The file was written by a newer Dutydesk. It is left as it is.
    #[error("{file} has version {found}, this program knows {known}")]
    NewerFile {
        /// The file's name.
        file: &'static str,
        /// Its version.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// Beside an owner: the file was written by an older Dutydesk, and only the owner may upgrade it.
    #[error("{file} has the older version {found}")]
    OlderFile {
        /// The file's name.
        file: &'static str,
        /// Its version.
        found: i64,
    },
    /// The file is no SQLite file: another program's, or encrypted. It is left as it is.
    #[error("{file} is not a database")]
    NotADatabase {
        /// The file's name.
        file: &'static str,
    },
    /// A folder, a link, a pipe or a device is in the place of a file. It is left as it is.
    #[error("{file} is a {what}")]
    NotAFile {
        /// The file's name.
        file: &'static str,
        /// What is there.
        what: &'static str,
    },
    /// A copy would take the place of a file that holds more, or that is none of ours. It is left as it is.
    #[error("{0}")]
    KeepsItsPlace(&'static str),
    /// No space on the disk, or a quota.
    #[error("the disk is full")]
    DiskFull,
    /// The file or its directory cannot be written.
    #[error("the data folder can’t be written")]
    ReadOnly,
    /// A file or the folder is not there.
    #[error("the file is missing")]
    Missing,
    /// SQLite takes no path as long as this.
    #[error("the path of the data folder is too long")]
    PathTooLong,
    /// Another program has held the file for longer than the time limit. Trying again is safe.
    #[error("the file is locked by another program")]
    Busy,
    /// What was read makes no sense. Opening the store again sets the file aside.
    #[error("the file is damaged")]
    Damaged,
    /// The disk reported an error. The file is opened again, and contains everything that was confirmed before.
    #[error("the disk reported an error")]
    Disk,
    /// Anything else: SQLite's own words for it.
    #[error("{0}")]
    Other(String),
}

impl StoreError {
    /// What happened when something was to be saved, and what to do, for people.
    #[must_use]
    pub fn sentence(&self) -> String {
        match self {
            Self::OlderFile { file, found: 0 } => format!(
                "Dutydesk is starting for the first time with this data folder, and {file} isn’t ready yet. Nothing \
                 was changed. Try again in a moment."
            ),
            Self::NewerFile { file, .. } => format!(
                "{file} was written by a newer version of Dutydesk, and this version can’t read it. Nothing was \
                 changed. Start the newer version."
            ),
            Self::OlderFile { file, .. } => format!(
                "{file} was written by an older version of Dutydesk that is still running. Nothing was changed. Close \
                 its window, then start Dutydesk again to upgrade the file."
            ),
            Self::NotADatabase { file } => format!(
                "{file} isn’t a Dutydesk file, so it was left unchanged. Move it to another folder, or start with \
                 another --data-dir."
            ),
            Self::NotAFile { file, what } => format!(
                "{file} is a {what}, not a file, so Dutydesk doesn’t use it. Nothing was changed. Put the file itself \
                 there, or start with another --data-dir."
            ),
            Self::KeepsItsPlace(why) => format!("Nothing was changed: {why}."),
            Self::DiskFull => "Not saved: the disk is full. Free some space and try again.".into(),
            Self::Missing => {
                "Not saved: one of Dutydesk’s files is missing. Start Dutydesk again, and it makes a new one.".into()
            }
            Self::ReadOnly => {
                "Not saved: Dutydesk can’t write to the data folder. Check its owner and permissions.".into()
            }
            Self::Busy => "Not saved: another program is using the file. Try again in a moment.".into(),
            Self::PathTooLong => "The path of the data folder is too long. Choose a shorter one.".into(),
            Self::Damaged => {
                "One of Dutydesk’s files is damaged. Restart Dutydesk. It sets the file aside and continues from a \
                 backup."
                    .into()
            }
            Self::Disk => {
                "Not saved: the disk reported an error. Try again. If it keeps happening, save your text elsewhere and \
                 check the disk."
                    .into()
            }
            Self::Other(what) => format!("Not saved: {what}. Try again. If it keeps happening, restart Dutydesk."),
        }
    }

    /// The same when something was to be read: nothing was typed that could be "not saved".
    #[must_use]
    pub fn sentence_of_reading(&self) -> String {
        match self {
            Self::DiskFull => "Couldn’t read Dutydesk’s files: the disk is full. Free some space and try again.".into(),
            Self::ReadOnly => {
                "Couldn’t read Dutydesk’s files in the data folder. Check their owner and permissions.".into()
            }
            Self::Busy => "Another program is using Dutydesk’s files. Try again in a moment.".into(),
            Self::Disk => {
                "Couldn’t read Dutydesk’s files: the disk reported an error. Try again. If it keeps happening, check \
                 the disk."
                    .into()
            }
            Self::Other(what) => {
                format!("Couldn’t read Dutydesk’s files: {what}. Try again. If it keeps happening, restart Dutydesk.")
            }
            _ => self.sentence(),
        }
    }

    /// The same when the files in `folder` were to be opened. It names the folder, because somebody else may have set
    /// the variable that says which it is.
    #[must_use]
    pub fn sentence_of_opening(&self, folder: &Path) -> String {
        let folder = folder.display();
        match self {
            Self::DiskFull => format!(
                "The data folder {folder} can’t be opened: its disk is full. Free some space, then start Dutydesk again."
            ),
            Self::ReadOnly => format!(
                "The data folder {folder} can’t be opened. Check that you own the files in it and can write to them, \
                 then start Dutydesk again."
            ),
            Self::Disk => format!(
                "The data folder {folder} can’t be opened: its disk reported an error. Check the disk, then start \
                 Dutydesk again."
            ),
            Self::PathTooLong => format!(
                "The path of the data folder is too long for a database: {folder}. Choose a shorter one with \
                 --data-dir."
            ),
            Self::Other(what) => format!("The data folder {folder} can’t be opened: {what}."),
            _ => format!("{} (The data folder is {folder}.)", self.sentence_of_reading()),
        }
    }

    /// Whether an owner that is just starting may still be making or upgrading the file: then it is right in a moment.
    #[must_use]
    pub fn may_be_starting(&self) -> bool {
        matches!(
            self,
            Self::OlderFile { .. } | Self::NotADatabase { .. } | Self::ReadOnly | Self::Busy | Self::Missing
        )
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::SqliteFailure(failure, _) => from_code(failure),
            // A column that holds what its table never writes. The message may quote it, so it is dropped.
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..)
            | rusqlite::Error::InvalidColumnType(..) => Self::Damaged,
            rusqlite::Error::SqlInputError { error, .. } => from_code(error),
            other => Self::Other(format!("{:?}", std::mem::discriminant(&other))),
        }
    }
}

fn from_code(failure: rusqlite::ffi::Error) -> StoreError {
    match failure.code {
        // The memory that SQLite shares between programs is a file, and there was no space for it.
        _ if failure.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE => StoreError::DiskFull,
        ErrorCode::DiskFull => StoreError::DiskFull,
        ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied => StoreError::ReadOnly,
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy,
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => StoreError::Damaged,
        ErrorCode::SystemIoFailure => StoreError::Disk,
        _ => StoreError::Other(rusqlite::ffi::code_to_str(failure.extended_code).to_owned()),
    }
}

impl From<std::io::Error> for StoreError {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull,
            ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            ErrorKind::NotFound => Self::Missing,
            ErrorKind::InvalidFilename => Self::PathTooLong,
            kind => Self::Other(kind.to_string()),
        }
    }
}
