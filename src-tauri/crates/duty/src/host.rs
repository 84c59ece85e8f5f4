//! What the command line brings to the commands: the real clock, keychain, notifications and browser.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::TimeDelta;
use desk_commands::Host;
use desk_contract::events::DeskEvent;
use desk_platform::{Browser, Keychain, NativeNotifier, TickAlarm, WallClock};
use desk_ports::{Alarm, Clock, Notifier, Opener, SecretStore};

/// This process, as the commands see it.
pub(crate) struct CommandLine {
    clock: WallClock,
    alarm: TickAlarm,
    keychain: Keychain,
    notifier: NativeNotifier,
    browser: Browser,
    downloads: Option<PathBuf>,
    is_owner: bool,
    committed: AtomicBool,
}

impl CommandLine {
    pub(crate) fn new(is_owner: bool) -> Self {
        let dirs = directories::UserDirs::new();
        Self {
            clock: WallClock,
            alarm: TickAlarm::new(Arc::new(WallClock)),
            keychain: Keychain::new(),
            notifier: NativeNotifier::new(),
            browser: Browser,
            downloads: dirs.and_then(|dirs| dirs.download_dir().map(Path::to_owned)),
            is_owner,
            committed: AtomicBool::new(false),
        }
    }

    /// Whether something was committed that the owner has to act on.
    pub(crate) fn has_committed(&self) -> bool {
        self.committed.load(Ordering::Relaxed)
    }
}

impl Host for CommandLine {
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

    fn opener(&self) -> &dyn Opener {
        &self.browser
    }

    fn downloads(&self) -> Option<&Path> {
        self.downloads.as_deref()
    }

    /// What is typed at a prompt is meant; there is nobody to press *undo*.
    fn undo_time(&self) -> TimeDelta {
        TimeDelta::zero()
    }

    /// There is no screen.
    fn tell(&self, _: DeskEvent) {}

    /// Another owner is woken once, when the command leaves: see [`crate::session`].
    fn committed(&self) {
        self.committed.store(true, Ordering::Relaxed);
    }

    fn is_owner(&self) -> bool {
        self.is_owner
    }
}
