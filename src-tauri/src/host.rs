//! What the window brings to the commands: the real clock, keychain, notifications and browser, and the screen.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::TimeDelta;
use desk_commands::Host;
use desk_contract::events::{DeskEvent, EVENT};
use desk_platform::{Browser, Keychain, NativeNotifier, Places, TickAlarm, Wake, WallClock, wake_owner};
use desk_ports::{Alarm, Clock, Notifier, Opener, SecretStore};
use tauri::{AppHandle, Emitter};

use crate::{WINDOW, show_window};

/// How long what was sent in the window can be taken back.
const UNDO_TIME: TimeDelta = TimeDelta::seconds(10);

/// This process, as the commands see it.
pub(crate) struct WindowHost {
    app: AppHandle,
    places: Places,
    clock: WallClock,
    alarm: TickAlarm,
    keychain: Keychain,
    notifier: NativeNotifier,
    browser: Browser,
    downloads: Option<PathBuf>,
    is_owner: AtomicBool,
}

impl WindowHost {
    pub(crate) fn new(app: AppHandle, places: Places) -> Self {
        let dirs = directories::UserDirs::new();
        Self {
            app,
            places,
            clock: WallClock,
            alarm: TickAlarm::new(Arc::new(WallClock)),
            keychain: Keychain::new(),
            notifier: NativeNotifier::new(),
            browser: Browser,
            downloads: dirs.and_then(|dirs| dirs.download_dir().map(Path::to_owned)),
            is_owner: AtomicBool::new(false),
        }
    }

    pub(crate) fn app(&self) -> &AppHandle {
        &self.app
    }

    pub(crate) fn places(&self) -> &Places {
        &self.places
    }

    /// This process owns the data directory from now on, until it ends.
    pub(crate) fn became_owner(&self) {
        self.is_owner.store(true, Ordering::Relaxed);
    }
}

impl Host for WindowHost {
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

    fn undo_time(&self) -> TimeDelta {
        UNDO_TIME
    }

    fn tell(&self, event: DeskEvent) {
        // *Open* was pressed on a notification: the one event that brings the window to the front.
        if matches!(event, DeskEvent::Open { .. }) {
            show_window(&self.app);
        }
        if let Err(error) = self.app.emit_to(WINDOW, EVENT, event) {
            tracing::warn!(%error, "the screen was not told");
        }
    }

    fn committed(&self) {
        if self.is_owner() {
            return;
        }
        let places = self.places.clone();
        tauri::async_runtime::spawn(async move {
            // Nobody listening is no failure: an owner without a socket finds the row by itself.
            let _ = wake_owner(&places, Wake::Woken).await;
        });
    }

    fn is_owner(&self) -> bool {
        self.is_owner.load(Ordering::Relaxed)
    }
}
