//! What starts Dutydesk when it isn't running: at login, and in between.

use std::path::PathBuf;

use async_trait::async_trait;

/// Whether something of ours is in place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Installed {
    /// It is not.
    No,
    /// It is, but as another Dutydesk wrote it: for another program, or another data folder.
    Otherwise,
    /// It is.
    Yes,
}

/// The timer that checks what is due while no window is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimerState {
    /// Whether its files are there.
    pub installed: Installed,
    /// Whether it runs; `None` when nobody could be asked.
    pub runs: Option<bool>,
}

/// Why it could not be read or changed. `Display` is a sentence for people.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StandbyError {
    /// This kind of system is not served.
    #[error("Dutydesk can’t set programs to start by themselves on this system. Use the system’s settings.")]
    NotHere,
    /// The program to start is not beside this one.
    #[error(
        "The program {0} is missing from the folder of this one, so it can’t be started. Reinstall Dutydesk, then try \
         again."
    )]
    NoProgram(String),
    /// A path in it cannot be written in such a file.
    #[error("The path of the program or the data folder isn’t plain text. Move it to a folder with a plain name.")]
    NotText,
    /// A file could not be written or taken away.
    #[error("{file} couldn’t be changed ({why}). Check who owns it, then try again.", file = .file.display())]
    Unusable {
        /// The file.
        file: PathBuf,
        /// What the system said.
        why: std::io::ErrorKind,
    },
}

/// What starts Dutydesk when it does not run.
#[async_trait]
pub trait Standby: Send + Sync {
    /// Whether the window starts, hidden, when the person logs in. Read from the system each time.
    ///
    /// # Errors
    /// [`StandbyError`].
    async fn autostart(&self) -> Result<Installed, StandbyError>;

    /// Makes the window start, hidden, at login, or stops that.
    ///
    /// # Errors
    /// [`StandbyError`]; the earlier state stays.
    async fn set_autostart(&self, on: bool) -> Result<(), StandbyError>;

    /// The timer. Read from the system each time.
    ///
    /// # Errors
    /// [`StandbyError`].
    async fn timer(&self) -> Result<TimerState, StandbyError>;

    /// Installs and starts the timer, or stops it and takes it away. Returns what the person has to type to finish,
    /// where the system's own tool could not be reached; empty when all is done.
    ///
    /// # Errors
    /// [`StandbyError`].
    async fn set_timer(&self, on: bool) -> Result<Vec<String>, StandbyError>;

    /// The files of the timer, with what they hold, for a person who installs them by hand.
    ///
    /// # Errors
    /// [`StandbyError`].
    fn timer_files(&self) -> Result<Vec<(PathBuf, String)>, StandbyError>;
}
