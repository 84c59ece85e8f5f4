//! The tray: how much there is to do, the next promise and what you can do about it, and a way back to the window.
//! Without a tray, everything is still in the window.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use desk_commands::tray::{self, NextPromise, TrayView};
use desk_commands::{Answer, Desk, calls};
use desk_contract::events::DeskEvent;
use desk_contract::list::Done;
use desk_contract::notices::{NoticesPauseRequest, OnSupportRequest};
use desk_contract::ticket::{SnoozeRequest, TicketRequest};
use desk_platform::TrayHost;
use tauri::menu::{CheckMenuItem, IsMenuItem, Menu, MenuItem, PredefinedMenuItem, Submenu};
use tauri::tray::TrayIconBuilder;
use tauri::{AppHandle, Manager, Window, Wry};

use crate::ipc::Opening;
use crate::show_window;

const TRAY: &str = "tray";

// What a menu item is called between the menu and its handler.
const OPEN: &str = "open";
const QUIT: &str = "quit";
const NEXT: &str = "next";
const ACKNOWLEDGE: &str = "acknowledge";
const SNOOZE: &str = "snooze";
const ON_SUPPORT: &str = "on-support";
const PAUSE_UNTIL_OPENING: &str = "pause-until-opening";
const GO_ON: &str = "go-on";
/// With the item's name, how long notifications are paused.
const PAUSES: [(&str, u32); 3] = [("pause-10", 10), ("pause-30", 30), ("pause-60", 60)];

/// What the tray shows now.
#[derive(Default)]
pub(crate) struct Shown {
    view: Mutex<Option<TrayView>>,
    host: TrayHost,
    /// Closing the window keeps the program here: the person wants it, and the desktop shows the icon.
    stays: AtomicBool,
}

/// Shows the tray, if there is one.
pub(crate) fn show(app: &AppHandle) {
    app.manage(Shown::default());
    // Where its library is not installed, the crate below panics instead of saying so.
    match catch_unwind(AssertUnwindSafe(|| build(app))) {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::info!(%error, "no tray"),
        Err(_) => tracing::info!("no tray: its library is not installed"),
    }
}

fn build(app: &AppHandle) -> tauri::Result<()> {
    let mut tray = TrayIconBuilder::with_id(TRAY)
        .tooltip("Dutydesk")
        .menu(&menu(app, &TrayView::default())?)
        .on_menu_event(|app, event| chosen(app, event.id().as_ref()));
    if let Some(icon) = app.default_window_icon() {
        tray = tray.icon(icon.clone());
    }
    tray.build(app)?;
    Ok(())
}

/// Shows the current state, if it has changed.
pub(crate) async fn say(app: &AppHandle, desk: &Desk) {
    let Some(icon) = app.tray_by_id(TRAY) else { return };
    let view = match tray::view(desk).await {
        Ok(view) => view,
        Err(problem) => {
            tracing::warn!(code = ?problem.code, "the tray was not told");
            return;
        }
    };
    let shown = app.state::<Shown>();
    shown
        .stays
        .store(view.stays && shown.host.shows_icons().await, Ordering::Relaxed);
    if locked(&shown.view).replace(view.clone()).as_ref() == Some(&view) {
        return;
    }
    let said = icon
        .set_tooltip(Some(words(view.count)))
        .and_then(|()| icon.set_title(beside_the_icon(&view)))
        .and_then(|()| icon.set_menu(Some(menu(app, &view)?)));
    if let Err(error) = said {
        tracing::debug!(%error, "the tray was not told");
    }
}

fn words(count: u32) -> String {
    match count {
        0 => "Dutydesk: nothing to do now".to_owned(),
        1 => "Dutydesk: 1 to do now".to_owned(),
        many => format!("Dutydesk: {many} to do now"),
    }
}

/// Linux shows no tooltip: the number is beside the icon.
fn beside_the_icon(view: &TrayView) -> Option<String> {
    let said = match (&view.paused_until, view.count) {
        (Some(_), _) => "paused".to_owned(),
        (None, 0) => String::new(),
        (None, count) => count.to_string(),
    };
    Some(if view.shows_count { said } else { String::new() })
}

fn menu(app: &AppHandle, view: &TrayView) -> tauri::Result<Menu<Wry>> {
    let menu = Menu::new(app)?;
    menu.append(&plain(app, "count", &words(view.count), false)?)?;
    if let Some(next) = &view.next {
        append_next(app, &menu, next)?;
    }
    menu.append(&PredefinedMenuItem::separator(app)?)?;
    let on = view.on_support == Some(true);
    menu.append(&CheckMenuItem::with_id(
        app,
        ON_SUPPORT,
        "On support",
        true,
        on,
        None::<&str>,
    )?)?;
    match &view.paused_until {
        Some(until) => menu.append(&plain(
            app,
            GO_ON,
            &format!("Resume notifications (paused until {until})"),
            true,
        )?)?,
        None => menu.append(&pauses(app)?)?,
    }
    menu.append(&PredefinedMenuItem::separator(app)?)?;
    menu.append(&plain(app, OPEN, "Open Dutydesk", true)?)?;
    menu.append(&plain(app, QUIT, "Quit (stops notifications)", true)?)?;
    Ok(menu)
}

fn append_next(app: &AppHandle, menu: &Menu<Wry>, next: &NextPromise) -> tauri::Result<()> {
    menu.append(&plain(app, NEXT, &next.sentence, true)?)?;
    menu.append(&plain(app, ACKNOWLEDGE, "Acknowledge", true)?)?;
    menu.append(&plain(app, SNOOZE, "Snooze 10 min", true)?)
}

fn pauses(app: &AppHandle) -> tauri::Result<Submenu<Wry>> {
    let mut items = Vec::new();
    for (id, minutes) in PAUSES {
        items.push(plain(app, id, &format!("For {minutes} min"), true)?);
    }
    items.push(plain(app, PAUSE_UNTIL_OPENING, "Until support hours begin", true)?);
    let items: Vec<&dyn IsMenuItem<Wry>> = items.iter().map(|item| item as &dyn IsMenuItem<Wry>).collect();
    Submenu::with_items(app, "Pause notifications", true, &items)
}

fn plain(app: &AppHandle, id: &str, words: &str, enabled: bool) -> tauri::Result<MenuItem<Wry>> {
    // An underscore would mark a letter of its own.
    MenuItem::with_id(app, id, words.replace('_', "__"), enabled, None::<&str>)
}

fn chosen(app: &AppHandle, item: &str) {
    match item {
        OPEN => show_window(app),
        QUIT => app.exit(0),
        _ => {
            let (app, item) = (app.clone(), item.to_owned());
            tauri::async_runtime::spawn(async move { act(&app, &item).await });
        }
    }
}

async fn act(app: &AppHandle, item: &str) {
    let Ok(desk) = app.state::<Opening>().desk().await else {
        return;
    };
    if let Err(problem) = done(app, &desk, item).await {
        tracing::warn!(code = ?problem.code, "what was chosen in the tray was not done");
    }
    say(app, &desk).await;
}

async fn done(app: &AppHandle, desk: &Desk, item: &str) -> Answer<Done> {
    let view = locked(&app.state::<Shown>().view).clone().unwrap_or_default();
    let pause = |request| calls::notices_pause(desk, request);
    match (item, view.next.map(|next| next.ticket)) {
        (ON_SUPPORT, _) => {
            let on = view.on_support != Some(true);
            calls::on_support(desk, OnSupportRequest { on }).await
        }
        (GO_ON, _) => pause(NoticesPauseRequest::Off).await,
        (PAUSE_UNTIL_OPENING, _) => pause(NoticesPauseRequest::UntilOpening).await,
        (NEXT, Some(ticket)) => {
            desk.host().tell(DeskEvent::Open { ticket });
            Ok(Done {})
        }
        (ACKNOWLEDGE, Some(ticket)) => {
            calls::acknowledge(desk, TicketRequest { ticket }).await?;
            Ok(Done {})
        }
        (SNOOZE, Some(ticket)) => {
            calls::snooze(desk, SnoozeRequest { ticket, minutes: 10 }).await?;
            Ok(Done {})
        }
        (other, _) => match PAUSES.iter().find(|(id, _)| *id == other) {
            Some((_, minutes)) => pause(NoticesPauseRequest::Minutes { minutes: *minutes }).await,
            None => Ok(Done {}),
        },
    }
}

/// The window is being closed. If the program stays in the tray, the window is only hidden, and the first time a
/// notification says so. Returns whether it stays.
pub(crate) fn keeps(window: &Window) -> bool {
    let app = window.app_handle().clone();
    if !app.state::<Shown>().stays.load(Ordering::Relaxed) || window.hide().is_err() {
        return false;
    }
    tauri::async_runtime::spawn(async move {
        let Ok(desk) = app.state::<Opening>().desk().await else {
            return;
        };
        if let Err(problem) = tray::explain_once(&desk).await {
            tracing::warn!(code = ?problem.code, "it was not kept that the tray was explained");
        }
    });
    true
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
