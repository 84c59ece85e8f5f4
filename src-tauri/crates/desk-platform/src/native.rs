//! The outside as it is: what the window and the command line both bring to the commands.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use desk_ports::{Alarm, Clock, Notifier, Opener, Outside, SecretStore, Session};

use crate::{Browser, Keychain, NativeNotifier, NativeSession, TickAlarm, WallClock};

/// This computer, and the person's session on it.
pub struct Native {
    clock: WallClock,
    alarm: TickAlarm,
    keychain: Keychain,
    notifier: NativeNotifier,
    session: NativeSession,
    browser: Browser,
    downloads: Option<PathBuf>,
}

impl Native {
    /// Nothing is reached for before it is used.
    #[must_use]
    pub fn new() -> Self {
        let dirs = directories::UserDirs::new();
        Self {
            clock: WallClock,
            alarm: TickAlarm::new(Arc::new(WallClock)),
            keychain: Keychain::new(),
            notifier: NativeNotifier::new(),
            session: NativeSession::new(),
            browser: Browser,
            downloads: dirs.and_then(|dirs| dirs.download_dir().map(Path::to_owned)),
        }
    }
}

impl Default for Native {
    fn default() -> Self {
        Self::new()
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

    fn opener(&self) -> &dyn Opener {
        &self.browser
    }

    fn downloads(&self) -> Option<&Path> {
        self.downloads.as_deref()
    }
}
