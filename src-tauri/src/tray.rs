//! The tray: how much there is to do, and a way back to the window. A desktop without one loses nothing.

use std::panic::{AssertUnwindSafe, catch_unwind};

use desk_commands::Desk;
use desk_commands::calls;
use desk_contract::list::Nothing;
use tauri::AppHandle;
use tauri::menu::{Menu, MenuItem};
use tauri::tray::TrayIconBuilder;

use crate::show_window;

const TRAY: &str = "tray";
const OPEN: &str = "open";
const QUIT: &str = "quit";

/// Shows the tray, where there is one.
pub(crate) fn show(app: &AppHandle) {
    // Where its library is not installed, the crate below panics instead of saying so.
    match catch_unwind(AssertUnwindSafe(|| build(app))) {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::info!(%error, "no tray"),
        Err(_) => tracing::info!("no tray: its library is not installed"),
    }
}

fn build(app: &AppHandle) -> tauri::Result<()> {
    let open = MenuItem::with_id(app, OPEN, "Open", true, None::<&str>)?;
    let quit = MenuItem::with_id(app, QUIT, "Quit", true, None::<&str>)?;
    let mut tray = TrayIconBuilder::with_id(TRAY)
        .tooltip("Dutydesk")
        .menu(&Menu::with_items(app, &[&open, &quit])?)
        .on_menu_event(|app, event| match event.id().as_ref() {
            OPEN => show_window(app),
            QUIT => app.exit(0),
            _ => {}
        });
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app)?;
    Ok(())
}

/// Says in the tooltip how much there is to do.
pub(crate) async fn say(app: &AppHandle, desk: &Desk) {
    let Some(tray) = app.tray_by_id(TRAY) else { return };
    let Ok(status) = calls::app_status(desk, Nothing {}).await else {
        return;
    };
    let words = match status.counts.now {
        0 => "Dutydesk: nothing to do now".to_owned(),
        1 => "Dutydesk: 1 to do now".to_owned(),
        many => format!("Dutydesk: {many} to do now"),
    };
    if let Err(error) = tray.set_tooltip(Some(words)) {
        tracing::debug!(%error, "the tray was not told");
    }
}
