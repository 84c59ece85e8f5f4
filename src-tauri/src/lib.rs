//! The window of Dutydesk: a host over `desk-commands`, and the only package that names tauri. It decides nothing.
//!
//! This file has what happens at the start, in order, and what the web view may not do. Beside it: `ipc` (one line per
//! command), `host` (what this program gives to the commands), `jobs` (what runs in the background), `tray`.

mod closing;
mod host;
mod ipc;
mod jobs;
mod options;
mod tray;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;
#[cfg(unix)]
use std::time::Duration;

use desk_platform::{Places, private_dir, private_process};
use tauri::webview::{DownloadEvent, NewWindowResponse};
use tauri::{App, AppHandle, Manager, Url, WebviewUrl, WebviewWindowBuilder, WindowEvent};
use tauri_plugin_window_state::StateFlags;
use tracing_appender::rolling::{RollingFileAppender, Rotation};
use tracing_subscriber::EnvFilter;

pub use options::{Options, Theme, View};

use crate::host::WindowHost;

/// The one window; its capability names it too.
const WINDOW: &str = "main";
/// What the plugin that finds another window is called, in its errors.
#[cfg(unix)]
const SINGLE_INSTANCE: &str = "single-instance";
/// In logical pixels.
const SIZE: (f64, f64) = (1280.0, 820.0);
/// In logical pixels.
const SMALLEST: (f64, f64) = (720.0, 480.0);
/// Other crates report trouble only: what they say in detail may hold bodies and addresses.
const LOG_FILTER: &str =
    "warn,dutydesk_window=info,desk_commands=info,desk_connect=info,desk_store=info,desk_platform=info";
/// Days that logs are kept.
const LOGS_KEPT: usize = 7;

/// Opens the window and returns when it was closed.
///
/// # Errors
/// A sentence for people when there is nowhere to keep data, or no display.
pub fn run(options: Options) -> Result<(), String> {
    private_process();
    safe_rendering(&options)?;
    display()?;
    let places = Places::find(options.data_dir.clone()).map_err(|error| error.to_string())?;
    private_dir(&places.data)
        .map_err(|error| format!("The data folder {} can’t be used ({error}).", places.data.display()))?;
    log_to_files(&places.state);
    let context = tauri::generate_context!();
    let identifier = context.config().identifier.clone();
    tauri::Builder::default()
        // First, so that a second start ends before it has done anything.
        .plugin(single_instance(&identifier, &options))
        .plugin(window_state(&places.state))
        .invoke_handler(ipc::handler())
        .on_window_event(|window, event| {
            if let WindowEvent::CloseRequested { api, .. } = event
                && (tray::keeps(window) || closing::asks(window))
            {
                api.prevent_close();
            }
        })
        .setup(move |app| {
            open_window(app, &options, &places.data)?;
            start(app, &options, places);
            Ok(())
        })
        .run(context)
        .map_err(|error| {
            wait_for_the_one_that_ends(&error);
            format!("The window couldn’t be opened ({error}). Use `duty`, which works without one.")
        })
}

/// Shows the window and begins to work: the store opens beside it, and the commands wait for that.
fn start(app: &App, options: &Options, places: Places) {
    let host = Arc::new(WindowHost::new(app.handle().clone(), places));
    let opening = ipc::Opening::default();
    app.manage(opening.clone());
    tray::show(app.handle());
    app.manage(closing::Asked::default());
    tauri::async_runtime::spawn(jobs::run(host, opening, options.practice));
}

fn open_window(app: &App, options: &Options, data: &Path) -> tauri::Result<()> {
    let window = WebviewWindowBuilder::new(app, WINDOW, WebviewUrl::App(options.page().into()))
        .title("Dutydesk")
        .inner_size(SIZE.0, SIZE.1)
        .min_inner_size(SMALLEST.0, SMALLEST.1)
        .visible(!options.hidden)
        // What the engine keeps stays with the rest of our data.
        .data_directory(data.join("webview"))
        .on_navigation(is_own_page)
        .on_new_window(|_, _| NewWindowResponse::Deny)
        .on_download(|_, _: DownloadEvent<'_>| false)
        // Files that are dropped go to the page, as they do in a browser.
        .disable_drag_drop_handler()
        .build()?;
    let app = app.handle().clone();
    window.on_window_event(move |event| {
        if matches!(event, WindowEvent::Focused(true)) {
            jobs::read_soon(&app);
        }
    });
    Ok(())
}

/// The web view shows the embedded screen and nothing else, wherever a link or a script would lead it.
fn is_own_page(url: &Url) -> bool {
    let own = match url.scheme() {
        "tauri" => url.host_str() == Some("localhost"),
        // How Windows names the embedded screen.
        "http" | "https" => url.host_str() == Some("tauri.localhost"),
        _ => false,
    };
    if !own {
        tracing::warn!(scheme = url.scheme(), "the web view wanted to leave its page");
    }
    own
}

/// Brings the window to the front: a person asked for it.
pub(crate) fn show_window(app: &AppHandle) {
    let Some(window) = app.get_webview_window(WINDOW) else {
        return;
    };
    for step in [window.show(), window.unminimize(), window.set_focus()] {
        if let Err(error) = step {
            tracing::warn!(%error, "the window could not be brought to the front");
        }
    }
}

/// A second start only raises the first one. Who owns the data is decided by the lock in the data folder: without a
/// session bus this plugin lets both run.
fn single_instance(identifier: &str, options: &Options) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    let id = match &options.data_dir {
        None => identifier.to_owned(),
        Some(dir) => format!("{identifier}.d{:016x}", fingerprint(dir)),
    };
    tauri_plugin_single_instance::Builder::new()
        .dbus_id(id)
        .callback(|app, _, _| show_window(app))
        .build()
}

/// A window that is just ending still has its name on the session bus and answers by it no more. Then the program starts
/// over, for as long as that can take; does nothing where the error is another one.
#[cfg(unix)]
fn wait_for_the_one_that_ends(error: &tauri::Error) {
    /// Which start this is, between one and the next.
    const START: &str = "DUTYDESK_START";
    const STARTS: u32 = 20;
    const APART: Duration = Duration::from_millis(250);

    let start = std::env::var(START)
        .ok()
        .and_then(|start| start.parse().ok())
        .unwrap_or(1);
    if matches!(error, tauri::Error::PluginInitialization(plugin, _) if plugin == SINGLE_INSTANCE) && start < STARTS {
        std::thread::sleep(APART);
        let failure = start_over(&[(START, &(start + 1).to_string())]);
        tracing::warn!(kind = %failure.kind(), "the program could not start over");
    }
}

/// Other systems do not find the other window by a name on a bus.
#[cfg(not(unix))]
fn wait_for_the_one_that_ends(_: &tauri::Error) {}

fn fingerprint(dir: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    std::path::absolute(dir)
        .unwrap_or_else(|_| dir.to_owned())
        .hash(&mut hasher);
    hasher.finish()
}

/// The size is remembered, the position is not: Wayland has none.
fn window_state(state: &Path) -> tauri::plugin::TauriPlugin<tauri::Wry> {
    tauri_plugin_window_state::Builder::new()
        .with_state_flags(StateFlags::SIZE | StateFlags::MAXIMIZED)
        .with_filename(state.join("window.json").to_string_lossy())
        .build()
}

/// WebKit reads its switches from the environment at its own start. They say that the engine draws by itself: asked for,
/// or because there is no graphics device. It would then have one played by the processor, which takes a quarter of a
/// second to begin.
#[cfg(all(unix, not(target_os = "macos")))]
fn safe_rendering(options: &Options) -> Result<(), String> {
    const SWITCHES: [&str; 2] = ["WEBKIT_DISABLE_COMPOSITING_MODE", "WEBKIT_DISABLE_DMABUF_RENDERER"];
    /// Where Linux puts what draws (`drm(7)`).
    const DEVICES: &str = "/dev/dri";

    // Whoever has set one has decided.
    let is_open = !SWITCHES.iter().any(|switch| std::env::var_os(switch).is_some());
    if options.safe_rendering || (is_open && !Path::new(DEVICES).is_dir()) {
        for switch in SWITCHES {
            // No other thread runs yet that could read the environment meanwhile.
            gtk::glib::setenv(switch, "1", true)
                .map_err(|_| "Safe rendering didn’t start. Start Dutydesk without --safe-rendering.".to_owned())?;
        }
    }
    Ok(())
}

/// Other systems draw with another engine.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn safe_rendering(_: &Options) -> Result<(), String> {
    Ok(())
}

/// Starts this program over in its place, with more in its environment. Returns only when that could not be done.
#[cfg(unix)]
fn start_over(more: &[(&str, &str)]) -> std::io::Error {
    use std::os::unix::process::CommandExt;

    match std::env::current_exe() {
        Ok(program) => std::process::Command::new(program)
            .args(std::env::args_os().skip(1))
            .envs(more.iter().copied())
            .exec(),
        Err(error) => error,
    }
}

/// Without this the toolkit would end the program with words for its developers.
#[cfg(all(unix, not(target_os = "macos")))]
fn display() -> Result<(), String> {
    let set = |name: &&str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    if !["DISPLAY", "WAYLAND_DISPLAY"].iter().any(set) {
        return Err(
            "There’s no display here (neither DISPLAY nor WAYLAND_DISPLAY is set). Use `duty`, which works without a \
             window."
                .to_owned(),
        );
    }
    gtk::init().map_err(|_| {
        "The display named in DISPLAY or WAYLAND_DISPLAY doesn’t answer. Correct it, or use `duty`, which works \
         without a window."
            .to_owned()
    })
}

/// Other systems have one.
#[cfg(not(all(unix, not(target_os = "macos"))))]
fn display() -> Result<(), String> {
    Ok(())
}

/// Logs go to a file per day; a panic is logged by its place alone, as its message could hold words of a ticket.
fn log_to_files(state: &Path) {
    let files = private_dir(state).ok().and_then(|()| {
        RollingFileAppender::builder()
            .rotation(Rotation::DAILY)
            .filename_prefix("dutydesk")
            .filename_suffix("log")
            .max_log_files(LOGS_KEPT)
            .build(state)
            .ok()
    });
    match files {
        Some(files) => tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::new(LOG_FILTER))
            .with_ansi(false)
            .with_writer(std::sync::Mutex::new(files))
            .init(),
        None => {
            let state = desk_commands::words::printable(&state.display().to_string());
            eprintln!("dutydesk: {state} can’t be written to, so there’s no log.");
        }
    }
    std::panic::set_hook(Box::new(|panic| {
        if let Some(place) = panic.location() {
            eprintln!("dutydesk: something went wrong at {}:{}", place.file(), place.line());
            tracing::error!(file = place.file(), line = place.line(), "panic");
        }
    }));
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn f72_the_web_view_cannot_leave_its_page() {
        for (url, own) in [
            ("tauri://localhost/index.html?view=now", true),
            ("https://tauri.localhost/", true),
            ("tauri://elsewhere/", false),
            ("https://example.org/", false),
            ("https://tauri.localhost.example.org/", false),
            ("http://localhost/", false),
            ("file:///etc/passwd", false),
            ("data:text/html,x", false),
            ("javascript:alert(1)", false),
            ("about:blank", false),
            ("mailto:a@example.org", false),
        ] {
            assert_eq!(is_own_page(&url.parse().unwrap()), own, "{url}");
        }
    }
}
