//! The real outside in one type: the window and the command line both give it to the commands.

use std::path::{Path, PathBuf};

use desk_ports::{Alarm, Clock, Notifier, Opener, Outside, SecretStore, Session, Standby};

use crate::{Browser, Keychain, NativeAlarm, NativeNotifier, NativeSession, NativeStandby, Places, WallClock};

/// This computer, and the person's session on it.
pub struct Native {
    clock: WallClock,
    alarm: NativeAlarm,
    keychain: Keychain,
    notifier: NativeNotifier,
    session: NativeSession,
    standby: NativeStandby,
    browser: Browser,
    downloads: Option<PathBuf>,
}

impl Native {
    /// Nothing is reached for before it is used. `places` is where this program keeps its data.
    #[must_use]
    pub fn new(places: &Places) -> Self {
        let dirs = directories::UserDirs::new();
        Self {
            clock: WallClock,
            alarm: NativeAlarm::new(),
            keychain: Keychain::new(),
            notifier: NativeNotifier::new(),
            session: NativeSession::new(),
            standby: NativeStandby::new(places),
            browser: Browser,
            downloads: dirs.and_then(|dirs| dirs.download_dir().map(Path::to_owned)),
        }
    }
}

impl Outside for Native {
    fn clock(&self) -> &dyn Clock {
        &self.clock
    }

    fn alarm(&self) -> &dyn Alarm {
        &self.alarm
    }

    fn secrets(&self) -> &dyn SecretStore {
        &self.keychain
    }

    fn notifier(&self) -> &dyn Notifier {
        &self.notifier
    }

    fn session(&self) -> &dyn Session {
        &self.session
    }

    fn standby(&self) -> &dyn Standby {
        &self.standby
    }

    fn opener(&self) -> &dyn Opener {
        &self.browser
    }

    fn downloads(&self) -> Option<&Path> {
        self.downloads.as_deref()
    }
}
