//! The folders in which Dutydesk stores its files.

use std::path::PathBuf;

use directories::ProjectDirs;

/// Where things lie. Nothing is made here: see [`private_dir`](crate::private_dir).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Places {
    /// Databases and the owner lock: `$XDG_DATA_HOME/dutydesk`, or what `--data-dir` says.
    pub data: PathBuf,
    /// Policy files: `$XDG_CONFIG_HOME/dutydesk`.
    pub config: PathBuf,
    /// Logs: `$XDG_STATE_HOME/dutydesk`; on systems with no such folder, `state` in the system's own
    /// data folder of Dutydesk.
    pub state: PathBuf,
    /// Sockets that end with the session: `$XDG_RUNTIME_DIR/dutydesk`, where the system has one.
    pub runtime: Option<PathBuf>,
}

/// There is nowhere to keep files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Dutydesk couldn’t find your home folder. Set HOME, then start Dutydesk again.")]
pub struct NoHome;

impl Places {
    /// The folders of the person who runs this process.
    ///
    /// # Errors
    /// [`NoHome`] when the system names no home folder.
    pub fn find(data_dir: Option<PathBuf>) -> Result<Self, NoHome> {
        let dirs = ProjectDirs::from("uk", "dutydesk", "Dutydesk").ok_or(NoHome)?;
        let own = dirs.data_local_dir();
        Ok(Self {
            data: data_dir.unwrap_or_else(|| own.to_owned()),
            config: dirs.config_dir().to_owned(),
            state: dirs.state_dir().map_or_else(|| own.join("state"), ToOwned::to_owned),
            runtime: dirs.runtime_dir().map(ToOwned::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_directory_given_stands_and_moves_nothing_else() {
        let given = PathBuf::from("/srv/desk");
        let usual = Places::find(None).expect("tests run with a home");
        let moved = Places::find(Some(given.clone())).expect("tests run with a home");
        assert_eq!(moved, Places { data: given, ..usual });
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn on_linux_every_folder_is_called_dutydesk() {
        let places = Places::find(None).expect("tests run with a home");
        let all = [
            Some(places.data),
            Some(places.config),
            Some(places.state),
            places.runtime,
        ];
        for place in all.into_iter().flatten() {
            assert!(place.ends_with("dutydesk"), "{place:?}");
        }
    }
}
