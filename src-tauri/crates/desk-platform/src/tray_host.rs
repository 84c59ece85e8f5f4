//! Whether the desktop shows tray icons at all. Many don't, and a window that closes "to the tray" there is lost.

/// Whoever shows tray icons on this desktop. Panels come and go: it is asked anew each time, over one connection.
#[derive(Debug, Default)]
pub struct TrayHost {
    #[cfg(all(unix, not(target_os = "macos")))]
    bus: tokio::sync::Mutex<Option<zbus::Connection>>,
}

#[cfg(all(unix, not(target_os = "macos")))]
impl TrayHost {
    /// Whether something shows tray icons now.
    pub async fn shows_icons(&self) -> bool {
        let mut bus = self.bus.lock().await;
        match is_registered(&mut bus).await {
            Ok(shown) => shown,
            Err(_) => {
                *bus = None;
                false
            }
        }
    }
}

/// The StatusNotifierItem specification: a watcher knows of the hosts that draw icons.
/// <https://www.freedesktop.org/wiki/Specifications/StatusNotifierItem/StatusNotifierWatcher/>
#[cfg(all(unix, not(target_os = "macos")))]
async fn is_registered(bus: &mut Option<zbus::Connection>) -> zbus::Result<bool> {
    let bus = match bus {
        Some(bus) => bus,
        None => bus.insert(zbus::Connection::session().await?),
    };
    let watcher = zbus::Proxy::new(
        bus,
        "org.kde.StatusNotifierWatcher",
        "/StatusNotifierWatcher",
        "org.kde.StatusNotifierWatcher",
    )
    .await?;
    watcher.get_property("IsStatusNotifierHostRegistered").await
}

/// Other systems have a place for them.
#[cfg(not(all(unix, not(target_os = "macos"))))]
impl TrayHost {
    /// Whether something shows tray icons now.
    pub async fn shows_icons(&self) -> bool {
        true
    }
}
