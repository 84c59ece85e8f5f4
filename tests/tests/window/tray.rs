//! The tray, on a desktop that shows tray icons. This file plays the watcher, which is all that the program asks for.

use std::collections::HashMap;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use zbus::message::Header;
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Structure, Value};
use zbus::{Connection, Proxy, interface};

use crate::driver::{Running, program, until};
use crate::screen::{is_visible, xdotool};
use crate::{duty, text};

/// Where the program has put its icon: its name on the bus, and the path.
type Icon = Arc<Mutex<Option<(String, String)>>>;

/// An item of a menu: its number, what is said of it, its parts.
type Item = (i32, HashMap<String, OwnedValue>, Vec<OwnedValue>);

/// A desktop that shows tray icons.
struct Watcher {
    icon: Icon,
}

#[interface(name = "org.kde.StatusNotifierWatcher")]
#[allow(clippy::needless_pass_by_value, reason = "zbus gives the header by value")]
impl Watcher {
    fn register_status_notifier_item(&self, #[zbus(header)] header: Header<'_>, path: &str) {
        let sender = header.sender().unwrap().to_string();
        *self.icon.lock().unwrap() = Some((sender, path.to_owned()));
    }

    #[zbus(property)]
    fn is_status_notifier_host_registered(&self) -> bool {
        true
    }

    #[zbus(property)]
    fn protocol_version(&self) -> i32 {
        0
    }
}

struct Tray {
    bus: Connection,
    icon: Icon,
}

impl Tray {
    async fn shown() -> Self {
        let icon = Icon::default();
        let watcher = Watcher { icon: icon.clone() };
        let bus = zbus::connection::Builder::session()
            .unwrap()
            .serve_at("/StatusNotifierWatcher", watcher)
            .unwrap()
            .name("org.kde.StatusNotifierWatcher")
            .unwrap()
            .build()
            .await
            .unwrap();
        Self { bus, icon }
    }

    fn has_icon(&self) -> bool {
        self.icon.lock().unwrap().is_some()
    }

    async fn property<T: TryFrom<OwnedValue, Error: Into<zbus::Error>>>(&self, name: &str) -> T {
        let (sender, path) = self.icon.lock().unwrap().clone().unwrap();
        let icon = Proxy::new(&self.bus, sender, path, "org.kde.StatusNotifierItem")
            .await
            .unwrap();
        icon.get_property(name).await.unwrap()
    }

    async fn menu(&self) -> Proxy<'static> {
        let (sender, _) = self.icon.lock().unwrap().clone().unwrap();
        let path: OwnedObjectPath = self.property("Menu").await;
        Proxy::new(&self.bus, sender, path, "com.canonical.dbusmenu")
            .await
            .unwrap()
    }

    /// The items of the menu, those of its parts too, by their words.
    async fn items(&self) -> HashMap<String, i32> {
        let none: [&str; 0] = [];
        let reply = self
            .menu()
            .await
            .call_method("GetLayout", &(0, -1, none.as_slice()))
            .await;
        let reply = reply.unwrap();
        let (_, (_, _, children)): (u32, Item) = reply.body().deserialize().unwrap();
        let mut items = HashMap::new();
        let mut left = children;
        while let Some(item) = left.pop() {
            let item = Structure::try_from(item).unwrap();
            let (id, words, parts): Item = item.try_into().unwrap();
            if let Some(label) = words.get("label") {
                items.insert(label.to_string().trim_matches('"').to_owned(), id);
            }
            left.extend(parts);
        }
        items
    }

    /// Chooses the item whose words begin like this.
    async fn choose(&self, begins: &str) {
        let items = self.items().await;
        let item = items.iter().find(|(words, _)| words.starts_with(begins));
        let (_, id) = item.unwrap_or_else(|| panic!("no {begins:?} in {items:#?}"));
        let event = (*id, "clicked", Value::from(0), 0_u32);
        self.menu().await.call_method("Event", &event).await.unwrap();
    }
}

/// Closes the window as a person does. The keys are pressed in a call of their own, for no window: for one that loses
/// the focus meanwhile xdotool lets them go by another way than it pressed them, and Alt+F4 stays down for every window
/// that comes after.
fn press_alt_f4() {
    xdotool(&[
        "search",
        "--onlyvisible",
        "--name",
        "^Dutydesk$",
        "windowfocus",
        "--sync",
    ]);
    xdotool(&["key", "alt+F4"]);
}

#[tokio::test]
#[ignore = "needs the private desktop and the programs"]
async fn closing_leaves_it_in_the_tray_which_pauses_and_brings_it_back_and_quits() {
    let tray = Tray::shown().await;
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut command = Command::new(program("dutydesk"));
    let mut window = Running(command.args(["--data-dir", text(&data), "--practice"]).spawn().unwrap());
    until("the icon is there and the window too", async || {
        tray.has_icon() && is_visible()
    })
    .await;
    until("the menu names the next promise", async || {
        tray.items()
            .await
            .keys()
            .any(|words| words.contains("Update notify-api"))
    })
    .await;

    until("the window is hidden", async || {
        press_alt_f4();
        !is_visible()
    })
    .await;
    assert!(window.0.try_wait().unwrap().is_none(), "it goes on in the tray");

    tray.choose("For 30 min").await;
    until("the icon says that notices are paused", async || {
        tray.property::<String>("XAyatanaLabel").await == "paused"
    })
    .await;
    tray.choose("Open Dutydesk").await;
    until("the window is back", async || is_visible()).await;
    tray.choose("Quit").await;
    until("it has ended", async || window.0.try_wait().unwrap().is_some()).await;
}

#[tokio::test]
#[ignore = "needs the private desktop and the programs"]
async fn r22_04_without_a_tray_closing_asks_on_support_and_ends_off_support() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    duty(&data, &["practice", "start"]);
    let opened = || {
        Running(
            Command::new(program("dutydesk"))
                .args(["--data-dir", text(&data)])
                .spawn()
                .unwrap(),
        )
    };

    duty(&data, &["shift", "on"]);
    let mut window = opened();
    until("the window is there", async || is_visible()).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    press_alt_f4();
    tokio::time::sleep(Duration::from_secs(3)).await;
    assert!(window.0.try_wait().unwrap().is_none(), "it asks first");
    assert!(is_visible());
    press_alt_f4();
    until("pressed again, it has ended", async || {
        window.0.try_wait().unwrap().is_some()
    })
    .await;

    duty(&data, &["shift", "off"]);
    let mut window = opened();
    until("the window is there", async || is_visible()).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    press_alt_f4();
    until("off support it has ended", async || {
        window.0.try_wait().unwrap().is_some()
    })
    .await;
}
