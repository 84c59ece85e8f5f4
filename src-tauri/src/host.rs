//! What the window gives to the commands: the real outside, and the screen.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use chrono::TimeDelta;
use desk_commands::Host;
use desk_contract::events::{DeskEvent, EVENT};
use desk_platform::{Native, Places, Wake, wake_owner};
use desk_ports::{FilePicker, Outside};
use tauri::{AppHandle, Emitter, Manager};
use tokio::sync::Notify;

use crate::{WINDOW, show_window};

/// For how long you can undo a send in the window.
const UNDO_TIME: TimeDelta = TimeDelta::seconds(10);

/// This process, as the commands see it.
pub(crate) struct WindowHost {
    app: AppHandle,
    places: Places,
    native: Native,
    is_owner: AtomicBool,
    changed: Notify,
}

impl WindowHost {
    pub(crate) fn new(app: AppHandle, places: Places) -> Self {
        Self {
            app,
            native: Native::new(&places),
            places,
            is_owner: AtomicBool::new(false),
            changed: Notify::new(),
        }
    }

    pub(crate) fn app(&self) -> &AppHandle {
        &self.app
    }

    pub(crate) fn places(&self) -> &Places {
        &self.places
    }

    /// Waits until the screen got an event, because the tray shows the same.
    pub(crate) async fn changed(&self) {
        self.changed.notified().await;
    }

    /// This process owns the data directory from now on, until it ends.
    pub(crate) fn became_owner(&self) {
        self.is_owner.store(true, Ordering::Relaxed);
    }
}

#[async_trait]
impl FilePicker for WindowHost {
    async fn pick_file(&self, title: &str, endings: &[&str]) -> Option<PathBuf> {
        let mut dialog = rfd::AsyncFileDialog::new().set_title(title);
        if let Some(window) = self.app.get_webview_window(WINDOW) {
            dialog = dialog.set_parent(&window);
        }
        let picked = dialog.add_filter(endings.join(", "), endings).pick_file().await?;
        Some(picked.path().to_owned())
    }
}

impl Host for WindowHost {
    fn file_picker(&self) -> Option<&dyn FilePicker> {
        Some(self)
    }

    fn outside(&self) -> &dyn Outside {
        &self.native
    }

    fn undo_time(&self) -> TimeDelta {
        UNDO_TIME
    }

    fn quit(&self) {
        self.app.exit(0);
    }

    fn is_window(&self) -> bool {
        true
    }

    fn tell(&self, event: DeskEvent) {
        // *Open* was pressed on a notification: the one event that brings the window to the front.
        if matches!(event, DeskEvent::Open { .. }) {
            show_window(&self.app);
        }
        if let Err(error) = self.app.emit_to(WINDOW, EVENT, event) {
            tracing::warn!(%error, "the screen was not told");
        }
        self.changed.notify_one();
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
