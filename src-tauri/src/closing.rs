//! Closing the window where no tray keeps the program: on support the screen asks first, because nothing would notify
//! afterwards.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use desk_commands::tray;
use desk_contract::events::DeskEvent;
use tauri::{AppHandle, Manager, Window};

use crate::ipc::Opening;
use crate::show_window;

/// A second press within this time closes without asking: a screen that doesn't answer never keeps the window open.
const AGAIN: Duration = Duration::from_secs(10);
/// For how long closing waits for the answer whether somebody is on support.
const PATIENCE: Duration = Duration::from_secs(2);

/// Whether the screen was asked just now.
#[derive(Default)]
pub(crate) struct Asked(AtomicBool);

/// Whether the window stays until the screen has asked. Off support it closes a moment later.
pub(crate) fn asks(window: &Window) -> bool {
    let app = window.app_handle().clone();
    if app.state::<Asked>().0.swap(true, Ordering::Relaxed) {
        return false;
    }
    tauri::async_runtime::spawn(async move {
        let told = tokio::time::timeout(PATIENCE, tell_on_support(&app)).await;
        if told != Ok(true) {
            return app.exit(0);
        }
        show_window(&app);
        tokio::time::sleep(AGAIN).await;
        app.state::<Asked>().0.store(false, Ordering::Relaxed);
    });
    true
}

/// Tells the screen to ask, if somebody is on support.
async fn tell_on_support(app: &AppHandle) -> bool {
    let Ok(desk) = app.state::<Opening>().desk().await else {
        return false;
    };
    let on = tray::view(&desk).await.is_ok_and(|view| view.on_support == Some(true));
    if on {
        desk.host().tell(DeskEvent::Closing);
    }
    on
}
