//! What starts Dutydesk when it isn't running: an autostart entry of the desktop, and a systemd timer. There is one
//! file for each kind of file that is written. This one knows where they are and which program to call afterwards.

mod desktop_entry;
mod units;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use async_trait::async_trait;
use desk_ports::{Installed, Standby, StandbyError, TimerState};

use crate::Places;

/// Starts the words after it as a command.
const SHELL: [&str; 3] = ["/bin/sh", "-c", "exec \"$0\" \"$@\""];
const WINDOW: &str = "dutydesk";
const COMMAND_LINE: &str = "duty";
const ENTRY: &str = "autostart/dutydesk.desktop";
const UNITS: &str = "systemd/user";
const SERVICE: &str = "dutydesk-tick.service";
const TIMER: &str = "dutydesk-tick.timer";
/// How long systemd may take for one request.
const LIMIT: Duration = Duration::from_secs(10);

/// This person's desktop and systemd.
#[derive(Debug, Clone)]
pub struct NativeStandby {
    /// `$XDG_CONFIG_HOME`; `None` where the system names no home.
    config: Option<PathBuf>,
    /// The folder of this program, and of the one to start.
    programs: Option<PathBuf>,
    /// Passed to the program if it is not the usual one.
    data_dir: Option<PathBuf>,
}

impl NativeStandby {
    /// For the programs beside this one, and the data that this one keeps.
    #[must_use]
    pub fn new(places: &Places) -> Self {
        let usual = Places::find(None).map(|usual| usual.data);
        let here = std::env::current_exe().ok();
        Self {
            config: directories::BaseDirs::new().map(|dirs| dirs.config_dir().to_owned()),
            programs: here.and_then(|program| program.parent().map(Path::to_owned)),
            data_dir: (usual.as_ref() != Ok(&places.data)).then(|| places.data.clone()),
        }
    }

    fn config(&self, file: &str) -> Result<PathBuf, StandbyError> {
        match &self.config {
            Some(config) if cfg!(target_os = "linux") => Ok(config.join(file)),
            _ => Err(StandbyError::NotHere),
        }
    }

    /// The command that starts `program` with these words and, if it is not the usual one, our data folder.
    fn command(&self, program: &str, words: &[&str]) -> Result<Vec<String>, StandbyError> {
        let path = self.programs.as_ref().map(|dir| dir.join(program));
        let path = path.filter(|path| path.is_file());
        let path = path.ok_or_else(|| StandbyError::NoProgram(program.to_owned()))?;
        let mut command = vec![text(&path)?];
        command.extend(words.iter().map(ToString::to_string));
        if let Some(dir) = &self.data_dir {
            let dir = std::path::absolute(dir).map_err(|_| StandbyError::NotText)?;
            command.extend(["--data-dir".to_owned(), text(&dir)?]);
        }
        Ok(command)
    }

    fn entry(&self) -> Result<(PathBuf, String), StandbyError> {
        let command = self.command(WINDOW, &["--hidden"])?;
        Ok((self.config(ENTRY)?, desktop_entry::autostart(&command)))
    }

    fn autostart_now(&self) -> Result<Installed, StandbyError> {
        let lies = self.config(ENTRY)?;
        let wanted = self.entry().ok().map(|(_, wanted)| wanted);
        compare(&lies, wanted.as_deref())
    }

    fn change_autostart(&self, on: bool) -> Result<(), StandbyError> {
        if on {
            let (lies, entry) = self.entry()?;
            return write(&lies, &entry);
        }
        remove(&self.config(ENTRY)?)
    }

    fn timer_now(&self) -> Result<TimerState, StandbyError> {
        let wanted = self.timer_files().unwrap_or_default();
        let wanted = |name: &str| {
            wanted
                .iter()
                .find(|(path, _)| path.ends_with(name))
                .map(|(_, text)| &**text)
        };
        let mut installed = Installed::Yes;
        for name in [SERVICE, TIMER] {
            match compare(&self.config(UNITS)?.join(name), wanted(name))? {
                Installed::No => installed = Installed::No,
                Installed::Otherwise if installed == Installed::Yes => installed = Installed::Otherwise,
                Installed::Otherwise | Installed::Yes => {}
            }
        }
        let runs = match installed {
            Installed::No => Some(false),
            Installed::Otherwise | Installed::Yes => is_active(),
        };
        Ok(TimerState { installed, runs })
    }

    fn install_timer(&self) -> Result<Vec<String>, StandbyError> {
        for (lies, unit) in self.timer_files()? {
            write(&lies, &unit)?;
        }
        Ok(left_to_type(&[&["daemon-reload"], &["enable", "--now", TIMER]]))
    }

    fn remove_timer(&self) -> Result<Vec<String>, StandbyError> {
        let mut left = left_to_type(&[&["disable", "--now", TIMER]]);
        for name in [TIMER, SERVICE] {
            remove(&self.config(UNITS)?.join(name))?;
        }
        left.extend(left_to_type(&[&["daemon-reload"]]));
        Ok(left)
    }

    /// Files and the system's own tool are slow: off the async threads.
    async fn aside<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Self) -> Result<T, StandbyError> + Send + 'static,
    ) -> Result<T, StandbyError> {
        let own = self.clone();
        match tokio::task::spawn_blocking(move || work(&own)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(StandbyError::NotHere),
        }
    }
}

#[async_trait]
impl Standby for NativeStandby {
    async fn autostart(&self) -> Result<Installed, StandbyError> {
        self.aside(Self::autostart_now).await
    }

    async fn set_autostart(&self, on: bool) -> Result<(), StandbyError> {
        self.aside(move |own| own.change_autostart(on)).await
    }

    async fn timer(&self) -> Result<TimerState, StandbyError> {
        self.aside(Self::timer_now).await
    }

    async fn set_timer(&self, on: bool) -> Result<Vec<String>, StandbyError> {
        let change = if on { Self::install_timer } else { Self::remove_timer };
        self.aside(change).await
    }

    fn timer_files(&self) -> Result<Vec<(PathBuf, String)>, StandbyError> {
        let dir = self.config(UNITS)?;
        let command = self.command(COMMAND_LINE, &["tick"])?;
        Ok(vec![
            (dir.join(SERVICE), units::service(&command)),
            (dir.join(TIMER), units::timer(SERVICE)),
        ])
    }
}

/// The words of `command`, started by a shell if its program has one of these characters in its path.
fn by_a_shell_if<'c>(refused: &[char], command: &'c [String]) -> impl Iterator<Item = &'c str> {
    let needs_it = command.first().is_some_and(|program| program.contains(refused));
    let shell = if needs_it { &SHELL[..] } else { &[] };
    shell.iter().copied().chain(command.iter().map(String::as_str))
}

fn text(path: &Path) -> Result<String, StandbyError> {
    match path.to_str() {
        // No control character has a meaning in a path that a person chose; some end a line in these files.
        Some(text) if !text.chars().any(char::is_control) => Ok(text.to_owned()),
        _ => Err(StandbyError::NotText),
    }
}

fn compare(lies: &Path, wanted: Option<&str>) -> Result<Installed, StandbyError> {
    // A pipe in its place would be waited for.
    let is_file = fs::metadata(lies).map(|there| there.is_file());
    let found = match is_file {
        Ok(true) => fs::read_to_string(lies),
        Ok(false) => return Ok(Installed::Otherwise),
        Err(error) => Err(error),
    };
    match found {
        Ok(found) if Some(&*found) == wanted => Ok(Installed::Yes),
        Ok(_) => Ok(Installed::Otherwise),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Installed::No),
        Err(error) => Err(unusable(lies, &error)),
    }
}

/// Whole or not at all: a half-written file would be read at the next login.
fn write(lies: &Path, content: &str) -> Result<(), StandbyError> {
    let written = || {
        let dir = lies.parent().ok_or(io::ErrorKind::NotFound)?;
        fs::create_dir_all(dir)?;
        let beside = lies.with_extension("new");
        fs::write(&beside, content)?;
        fs::rename(&beside, lies)
    };
    written().map_err(|error: io::Error| unusable(lies, &error))
}

fn remove(lies: &Path) -> Result<(), StandbyError> {
    match fs::remove_file(lies) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(unusable(lies, &error)),
        _ => Ok(()),
    }
}

fn unusable(file: &Path, error: &io::Error) -> StandbyError {
    StandbyError::Unusable {
        file: file.to_owned(),
        why: error.kind(),
    }
}

/// Asks systemd for each of these in turn; from the first that fails on they are left to the person.
fn left_to_type(requests: &[&[&str]]) -> Vec<String> {
    let done = requests
        .iter()
        .take_while(|request| systemctl(request) == Some(true))
        .count();
    let typed = |request: &&[&str]| format!("systemctl --user {}", request.join(" "));
    requests[done..].iter().map(typed).collect()
}

/// Whether the timer runs; `None` when systemd does not answer for this person.
fn is_active() -> Option<bool> {
    let is_there = systemctl(&["show-environment"])?;
    is_there.then(|| systemctl(&["--quiet", "is-active", TIMER]) == Some(true))
}

/// Whether a request to the person's systemd went well; `None` when there is no systemd, or it takes too long.
fn systemctl(request: &[&str]) -> Option<bool> {
    let mut started = Command::new("systemctl")
        .arg("--user")
        .args(request)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    let end = std::time::Instant::now() + LIMIT;
    loop {
        match started.try_wait() {
            Ok(Some(status)) => return Some(status.success()),
            Ok(None) if std::time::Instant::now() < end => std::thread::sleep(Duration::from_millis(20)),
            Ok(None) | Err(_) => {
                // It may have ended in between; either way nobody waits for it any longer.
                let _ = started.kill();
                let _ = started.wait();
                return None;
            }
        }
    }
}

#[cfg(all(test, target_os = "linux"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn installed_in(root: &Path, programs: &str) -> NativeStandby {
        let programs = root.join(programs);
        fs::create_dir_all(&programs).unwrap();
        for name in [WINDOW, COMMAND_LINE] {
            fs::write(programs.join(name), "").unwrap();
        }
        NativeStandby {
            config: Some(root.join("config")),
            programs: Some(programs),
            data_dir: None,
        }
    }

    #[tokio::test]
    async fn autostart_is_what_the_file_says_not_what_was_asked_for() {
        let root = tempfile::tempdir().unwrap();
        let standby = installed_in(root.path(), "bin");
        assert_eq!(standby.autostart().await, Ok(Installed::No));
        standby.set_autostart(true).await.unwrap();
        assert_eq!(standby.autostart().await, Ok(Installed::Yes));

        let moved = installed_in(root.path(), "other bin");
        assert_eq!(
            moved.autostart().await,
            Ok(Installed::Otherwise),
            "it starts the other program"
        );
        moved.set_autostart(true).await.unwrap();
        assert_eq!(moved.autostart().await, Ok(Installed::Yes));
        moved.set_autostart(false).await.unwrap();
        moved.set_autostart(false).await.unwrap();
        assert_eq!(moved.autostart().await, Ok(Installed::No));
        let left = fs::read_dir(root.path().join("config/autostart")).unwrap().count();
        assert_eq!(left, 0, "nothing is left over");
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_is_not_promised_to_start() {
        let root = tempfile::tempdir().unwrap();
        let standby = installed_in(root.path(), "bin");
        fs::remove_file(root.path().join("bin/dutydesk")).unwrap();
        let refused = StandbyError::NoProgram("dutydesk".to_owned());
        assert_eq!(standby.set_autostart(true).await, Err(refused));
        assert_eq!(standby.autostart().await, Ok(Installed::No));
    }

    #[test]
    fn the_data_folder_is_named_where_it_is_not_the_usual_one() {
        let root = tempfile::tempdir().unwrap();
        let mut standby = installed_in(root.path(), "bin");
        let plain = standby.command(COMMAND_LINE, &["tick"]).unwrap();
        assert_eq!(plain[1..], ["tick"]);
        standby.data_dir = Some("/srv/desk of mine".into());
        let given = standby.command(COMMAND_LINE, &["tick"]).unwrap();
        assert_eq!(given[1..], ["tick", "--data-dir", "/srv/desk of mine"]);
        standby.data_dir = Some("/srv/two\nlines".into());
        assert_eq!(standby.command(COMMAND_LINE, &["tick"]), Err(StandbyError::NotText));
    }
}
