//! Whether the desktop shows tray icons at all. Many do not, and a window that closes "to the tray" there is lost.

/// Whether something on this desktop shows tray icons at present. Asks anew each time: panels come and go.
#[cfg(all(unix, not(target_os = "macos")))]
pub async fn shows_tray_icons() -> bool {
    is_registered().await.unwrap_or(false)
}

/// The StatusNotifierItem specification: a watcher knows of the hosts that draw icons.
/// <https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/>
#[cfg(all(unix, not(target_os = "macos")))]
async fn is_registered() -> zbus::Result<bool> {
    let bus = zbus::Connection::session().await?;
    let watcher = zbus::Proxy::new(
        &bus,
        "org.kde.StatusNotifierWatcher",
        "/StatusNotifierWatcher",
        "org.kde.StatusNotifierWatcher",
    )
    .await?;
    watcher.get_property("IsStatusNotifierHostRegistered").await
}

/// Other systems have a place for them.
#[cfg(not(all(unix, not(target_os = "macos"))))]
pub async fn shows_tray_icons() -> bool {
    true
}
