//! Words that came by standard input. They may be nowhere else, so when a command doesn't take them they are put into a
//! file, or at least shown again.

use std::fs::{File, OpenOptions};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use desk_commands::bounded_file;

use crate::answer::{Failure, Told};
use crate::terminal;

/// How many names are tried before the words are shown instead.
const NAMES: u32 = 1_000;

/// What was typed, until a command took it.
pub(crate) struct Typed {
    /// `note`, `reply`
    what: &'static str,
    text: String,
}

impl Typed {
    /// Reads standard input to its end.
    pub(crate) fn read(what: &'static str) -> Result<Self, Failure> {
        let stdin = io::stdin();
        if stdin.is_terminal() {
            let _ = terminal::tell(&format!("Write the {what}. Press Ctrl+D on a new line to finish."));
        }
        let text = bounded_file::read_from(stdin.lock()).map_err(|error| {
            let why = match error.kind() {
                io::ErrorKind::FileTooLarge => "is too large for a message",
                _ => "isn’t UTF-8 text",
            };
            Failure::typed(format!("The {what} on standard input {why}. Nothing was sent."))
        })?;
        Ok(Self { what, text })
    }

    pub(crate) fn text(&self) -> String {
        self.text.clone()
    }

    /// After a command that did not take the words: says where they are now.
    pub(crate) fn saved_in(&self, told: Told) -> Told {
        if self.text.trim().is_empty() {
            return told;
        }
        let place = self.place();
        match told {
            Err(failure) => Err(failure.adding(&place)),
            Ok(answer) => Ok(answer.adding(&place)),
        }
    }

    fn place(&self) -> String {
        let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
        let folders = [Some(std::env::temp_dir()), runtime, std::env::current_dir().ok()];
        let saved = folders.into_iter().flatten().find_map(|folder| self.save(&folder).ok());
        match saved {
            Some(file) => format!("Your {} is in {}.", self.what, file.display()),
            None => format!(
                "Your {} couldn’t be saved anywhere. Here it is:\n{}",
                self.what, self.text
            ),
        }
    }

    /// A new file that only this person can read. Half a file is removed.
    fn save(&self, folder: &Path) -> io::Result<PathBuf> {
        let (file, path) = (1..=NAMES)
            .find_map(|number| {
                let path = folder.join(format!("duty-{}-{}-{number}.txt", self.what, std::process::id()));
                match make(&path) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => None,
                    made => Some(made.map(|file| (file, path))),
                }
            })
            .unwrap_or_else(|| Err(io::ErrorKind::AlreadyExists.into()))?;
        write(file, &self.text).inspect_err(|_| {
            let _ = std::fs::remove_file(&path);
        })?;
        Ok(path)
    }
}

fn make(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// On the disk, not only on its way there: the disk may be full.
fn write(mut file: File, text: &str) -> io::Result<()> {
    file.write_all(text.as_bytes())?;
    file.sync_all()
}
