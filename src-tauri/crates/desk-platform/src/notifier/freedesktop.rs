//! Notifications by the freedesktop.org protocol (<https://specifications.freedesktop.org/notification-spec/>).
//!
//! dunst and GNOME only tell the connection that sent a notification what happened to it, and GNOME removes the
//! notification when that connection ends. So all notifications are sent on one connection that stays open, and
//! Dutydesk listens on it before it sends. `notify-rust` only builds the messages. Its own sending isn't used, because
//! it opens a connection for each notification and starts to listen only after the server has answered. A press on
//! *Acknowledge* in between would be lost, and the alarm would continue.

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use async_trait::async_trait;
use desk_ports::{
    Action, Capabilities, CloseReason, Notice, NoticeSignal, Notifier, NotifyError, ServerId, ServerWords, SignalKind,
};
use futures_util::StreamExt;
use notify_rust::{Hint, Notification, Timeout};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinSet;
use tokio::time::timeout;
use zbus::message::Type;
use zbus::zvariant::{OwnedValue, Value};
use zbus::{Connection, MatchRule, Message, MessageStream};

use super::{LIMIT, plain};
use crate::notice_text;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// The `.desktop` file is named after the binary; by this hint GNOME ties a notification to the program.
const DESKTOP_ENTRY: &str = "dutydesk";
/// Of no standard category; the specification asks for the vendor's name first.
const CATEGORY: &str = "x-dutydesk.deadline";
/// The action of a click on the notification itself.
const CLICK: &str = "default";
/// The properties with which a server says that it doesn't show notifications: KDE's (now part of the specification),
/// then dunst's.
const QUIET_PROPERTIES: [(&str, &str); 2] = [(NAME, "Inhibited"), ("org.dunstproject.cmd0", "paused")];
/// How GNOME's server names itself.
const GNOME: &str = "gnome-shell";
/// How long a notification that was not answered in time may still be withdrawn.
const LATE: Duration = Duration::from_secs(60);

/// The desktop's notification server, whichever runs at the moment.
///
/// Nothing is assumed about it: if a server is missing, hangs or is replaced, one call fails, and the next call looks
/// for the server again.
pub struct NativeNotifier {
    limit: Duration,
    server: Arc<Server>,
    news: tokio::sync::Mutex<mpsc::UnboundedReceiver<NoticeSignal>>,
}

/// What is known of the server that runs, and what of ours it shows.
struct Server {
    bus: tokio::sync::Mutex<Option<Bus>>,
    capabilities: Mutex<Option<Capabilities>>,
    shown: Mutex<HashMap<u32, Shown>>,
    out: mpsc::UnboundedSender<NoticeSignal>,
}

/// The connection that we send and listen on.
struct Bus {
    connection: Connection,
    _watch: JoinSet<()>,
}

/// A notification on screen: where it was sent, and the task that waits to learn what happens to it.
struct Shown {
    bus: Connection,
    _follower: JoinSet<()>,
}

impl NativeNotifier {
    /// The desktop's server, with the usual limit of 3 s per call.
    #[must_use]
    pub fn new() -> Self {
        Self::with_limit(LIMIT)
    }

    /// The same with another limit per call.
    #[must_use]
    pub fn with_limit(limit: Duration) -> Self {
        let (out, news) = mpsc::unbounded_channel();
        let server = Server {
            bus: None.into(),
            capabilities: None.into(),
            shown: Mutex::default(),
            out,
        };
        Self {
            limit,
            server: Arc::new(server),
            news: news.into(),
        }
    }

    /// After any failure, everything about the server is asked again next time.
    async fn limited<T>(&self, work: impl Future<Output = Result<T, NotifyError>>) -> Result<T, NotifyError> {
        let outcome = timeout(self.limit, work).await.unwrap_or(Err(NotifyError::TimedOut));
        if outcome.is_err() {
            *lock(&self.server.capabilities) = None;
        }
        outcome
    }
}

impl Default for NativeNotifier {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Notifier for NativeNotifier {
    async fn capabilities(&self) -> Result<Capabilities, NotifyError> {
        self.limited(self.server.capabilities()).await
    }

    async fn server(&self) -> Result<ServerWords, NotifyError> {
        self.limited(async { self.server.words().await.map_err(|error| explained(&error)) })
            .await
    }

    async fn do_not_disturb(&self) -> Option<bool> {
        let asked = timeout(self.limit, self.server.do_not_disturb()).await;
        asked.ok().flatten()
    }

    async fn show(&self, notice: &Notice) -> Result<ServerId, NotifyError> {
        self.limited(self.server.show(notice)).await
    }

    async fn close(&self, id: ServerId) -> Result<(), NotifyError> {
        let Some(shown) = lock(&self.server.shown).remove(&id.0) else {
            return Ok(());
        };
        let closing = async {
            withdraw(&shown.bus, id.0).await;
            Ok(())
        };
        let outcome = self.limited(closing).await;
        if outcome.is_err() {
            lock(&self.server.shown).entry(id.0).or_insert(shown);
        }
        outcome
    }

    async fn next_signal(&self) -> NoticeSignal {
        match self.news.lock().await.recv().await {
            Some(signal) => signal,
            // Cannot be: `self` holds a sender.
            None => std::future::pending().await,
        }
    }
}

impl Server {
    async fn capabilities(self: &Arc<Self>) -> Result<Capabilities, NotifyError> {
        if let Some(known) = *lock(&self.capabilities) {
            return Ok(known);
        }
        let read = self.read_capabilities().await.map_err(|error| explained(&error))?;
        *lock(&self.capabilities) = Some(read);
        Ok(read)
    }

    async fn read_capabilities(self: &Arc<Self>) -> zbus::Result<Capabilities> {
        let reply = self
            .bus()
            .await?
            .call_method(Some(NAME), PATH, Some(NAME), "GetCapabilities", &())
            .await?;
        let names: Vec<String> = reply.body().deserialize()?;
        let has = |name: &str| names.iter().any(|it| it == name);
        Ok(Capabilities {
            actions: has("actions"),
            body: has("body"),
            // dunst without a "markup" line reads all markup but names only the links.
            body_markup: has("body-markup") || has("body-hyperlinks") || has("body-images"),
            persistence: has("persistence"),
            sound: has("sound"),
        })
    }

    async fn words(self: &Arc<Self>) -> zbus::Result<ServerWords> {
        let reply = self
            .bus()
            .await?
            .call_method(Some(NAME), PATH, Some(NAME), "GetServerInformation", &())
            .await?;
        let (name, vendor, version, _spec): (String, String, String, String) = reply.body().deserialize()?;
        Ok(ServerWords { name, vendor, version })
    }

    /// Each server says it in its own way, and most do not say it at all.
    async fn do_not_disturb(self: &Arc<Self>) -> Option<bool> {
        let bus = self.bus().await.ok()?;
        for (interface, property) in QUIET_PROPERTIES {
            if let Ok(quiet) = property_of(&bus, interface, property).await {
                return Some(quiet);
            }
        }
        match self.words().await {
            Ok(words) if words.name == GNOME => gnome_is_quiet().await,
            _ => None,
        }
    }

    /// The connection that we send and listen on, made anew when the bus has ended.
    async fn bus(self: &Arc<Self>) -> zbus::Result<Connection> {
        let mut bus = self.bus.lock().await;
        if let Some(bus) = &*bus {
            return Ok(bus.connection.clone());
        }
        let connection = Connection::session().await?;
        let owners = MatchRule::builder()
            .msg_type(Type::Signal)
            .sender("org.freedesktop.DBus")?
            .member("NameOwnerChanged")?
            .arg(0, NAME)?
            .build();
        let owners = MessageStream::for_match_rule(owners, &connection, None).await?;
        let mut watch = JoinSet::new();
        watch.spawn(watch_owner(Arc::downgrade(self), owners));
        *bus = Some(Bus {
            connection: connection.clone(),
            _watch: watch,
        });
        Ok(connection)
    }

    async fn show(self: &Arc<Self>, notice: &Notice) -> Result<ServerId, NotifyError> {
        let capabilities = self.capabilities().await?;
        let bus = self.bus().await.map_err(|error| explained(&error))?;
        let news = listen(&bus).await.map_err(|error| explained(&error))?;
        // A number of a server that has ended may be another program's notification by now.
        let replaces = notice
            .replaces
            .map(|id| id.0)
            .filter(|id| lock(&self.shown).contains_key(id));
        let id = send(bus.clone(), notification(notice, capabilities), replaces).await?;
        Ok(self.keep(id, replaces, bus, news))
    }

    fn keep(self: &Arc<Self>, id: u32, replaces: Option<u32>, bus: Connection, news: MessageStream) -> ServerId {
        // Held until the notification is entered, so that its follower does not end it before.
        let mut shown = lock(&self.shown);
        if let Some(old) = replaces {
            shown.remove(&old);
        }
        let mut follower = JoinSet::new();
        let server = self.clone();
        follower.spawn(async move {
            if let Some(kind) = heard(id, news).await {
                server.end(id, kind);
            }
        });
        let notice = Shown {
            bus,
            _follower: follower,
        };
        shown.insert(id, notice);
        ServerId(id)
    }

    /// Passes on what happened to a notification: the first report counts.
    fn end(&self, id: u32, kind: SignalKind) {
        let Some(shown) = lock(&self.shown).remove(&id) else {
            return;
        };
        // Without a receiver nobody is left to tell.
        let _ = self.out.send(NoticeSignal { id: ServerId(id), kind });
        // Not every server closes a notification that was acted upon.
        if let SignalKind::Acted(_) = kind {
            let bus = shown.bus.clone();
            tokio::spawn(async move { timeout(LIMIT, withdraw(&bus, id)).await });
        }
    }

    /// The server ended, and so did its notifications.
    fn gone(&self) {
        *lock(&self.capabilities) = None;
        let ids: Vec<u32> = lock(&self.shown).keys().copied().collect();
        for id in ids {
            self.end(id, SignalKind::Closed(CloseReason::ServerGone));
        }
    }
}

async fn property_of(bus: &Connection, interface: &str, property: &str) -> zbus::Result<bool> {
    let reply = bus
        .call_method(
            Some(NAME),
            PATH,
            Some("org.freedesktop.DBus.Properties"),
            "Get",
            &(interface, property),
        )
        .await?;
    let value: OwnedValue = reply.body().deserialize()?;
    Ok(bool::try_from(value)?)
}

/// GNOME keeps its switch in its settings, which it shows to programs by `gsettings` alone.
async fn gnome_is_quiet() -> Option<bool> {
    let asked = tokio::task::spawn_blocking(|| {
        std::process::Command::new("gsettings")
            .args(["get", "org.gnome.desktop.notifications", "show-banners"])
            .output()
    });
    let said = asked.await.ok()?.ok()?;
    match said.stdout.trim_ascii() {
        b"true" => Some(false),
        b"false" => Some(true),
        _ => None,
    }
}

/// Waits for the end of the server, or of the bus itself.
async fn watch_owner(server: Weak<Server>, mut owners: MessageStream) {
    while let Some(Ok(message)) = owners.next().await {
        let change = message.body().deserialize::<(String, String, String)>();
        let had_owner = change.is_ok_and(|(_, before, _)| !before.is_empty());
        if had_owner && let Some(server) = server.upgrade() {
            server.gone();
        }
    }
    if let Some(server) = server.upgrade() {
        server.gone();
        *server.bus.lock().await = None;
    }
}

/// Sends a notification. If the caller has stopped waiting, the notification is withdrawn as soon as the server accepts
/// it, because the caller will send it again.
async fn send(bus: Connection, notification: Notification, replaces: Option<u32>) -> Result<u32, NotifyError> {
    let (answer, answered) = oneshot::channel();
    tokio::spawn(async move {
        let Ok(outcome) = timeout(LATE, notify(&bus, &notification, replaces)).await else {
            return;
        };
        if let Err(Ok(late)) = answer.send(outcome) {
            withdraw(&bus, late).await;
        }
    });
    match answered.await {
        Ok(outcome) => outcome.map_err(|error| explained(&error)),
        Err(_) => Err(NotifyError::TimedOut),
    }
}

/// Hands a notification over; the number that the server gives it.
async fn notify(bus: &Connection, notification: &Notification, replaces: Option<u32>) -> zbus::Result<u32> {
    let hints: HashMap<&str, Value<'_>> = notification.hints.iter().filter_map(hint).collect();
    let parts = (
        notification.appname.as_str(),
        replaces.unwrap_or_default(),
        notification.icon.as_str(),
        notification.summary.as_str(),
        notification.body.as_str(),
        &notification.actions,
        hints,
        i32::from(notification.timeout),
    );
    let reply = bus.call_method(Some(NAME), PATH, Some(NAME), "Notify", &parts).await?;
    reply.body().deserialize()
}

/// A hint as the protocol names it: those that [`notification`] gives.
fn hint(hint: &Hint) -> Option<(&'static str, Value<'_>)> {
    match hint {
        Hint::Urgency(urgency) => Some(("urgency", Value::from(*urgency as u8))),
        Hint::DesktopEntry(name) => Some(("desktop-entry", Value::from(name.as_str()))),
        Hint::Category(name) => Some(("category", Value::from(name.as_str()))),
        Hint::SoundName(name) => Some(("sound-name", Value::from(name.as_str()))),
        _ => None,
    }
}

/// Takes a notification off the screen. That it is not there any more is no failure.
async fn withdraw(bus: &Connection, id: u32) {
    let _ = bus
        .call_method(Some(NAME), PATH, Some(NAME), "CloseNotification", &(id,))
        .await;
}

/// What the server says, from now on.
async fn listen(bus: &Connection) -> zbus::Result<MessageStream> {
    let rule = MatchRule::builder()
        .msg_type(Type::Signal)
        .sender(NAME)?
        .interface(NAME)?
        .build();
    MessageStream::for_match_rule(rule, bus, None).await
}

fn notification(notice: &Notice, capabilities: Capabilities) -> Notification {
    let mut notification = plain(notice);
    notification
        .icon(DESKTOP_ENTRY)
        .hint(Hint::DesktopEntry(DESKTOP_ENTRY.to_owned()));
    notification.hint(Hint::Category(CATEGORY.to_owned()));
    if capabilities.body_markup {
        notification.body = notice_text::escape(&notification.body);
    }
    match notice.expires_after {
        Some(after) => {
            notification.timeout(after);
        }
        None if notice.urgency == desk_ports::Urgency::Critical => {
            notification.timeout(Timeout::Never);
        }
        None => {}
    }
    if notice.actions && capabilities.actions {
        notification.action(CLICK, Action::Open.label());
        for action in Action::ALL {
            notification.action(key(action), action.label());
        }
    }
    if let Some(sound) = notice.sound.as_ref().filter(|_| capabilities.sound) {
        notification.sound_name(sound);
    }
    notification
}

fn key(action: Action) -> &'static str {
    match action {
        Action::Open => "open",
        Action::Snooze10 => "snooze-10",
        Action::Acknowledge => "acknowledge",
    }
}

/// The action of a key. One that we never gave is a press all the same, and opening does no harm.
fn action_of(pressed: &str) -> Action {
    Action::ALL
        .into_iter()
        .find(|action| key(*action) == pressed)
        .unwrap_or(Action::Open)
}

/// Reads until something happened to the notification `id`; `None` if the bus ended.
async fn heard(id: u32, mut news: MessageStream) -> Option<SignalKind> {
    while let Some(Ok(message)) = news.next().await {
        match signal(&message) {
            Some((about, kind)) if about == id => return Some(kind),
            _ => {}
        }
    }
    None
}

fn signal(message: &Message) -> Option<(u32, SignalKind)> {
    let body = message.body();
    match message.header().member()?.as_str() {
        "ActionInvoked" => {
            let (id, pressed) = body.deserialize::<(u32, String)>().ok()?;
            Some((id, SignalKind::Acted(action_of(&pressed))))
        }
        "NotificationClosed" => {
            let (id, reason) = body.deserialize::<(u32, u32)>().ok()?;
            Some((id, SignalKind::Closed(reason_of(reason))))
        }
        _ => None,
    }
}

fn reason_of(number: u32) -> CloseReason {
    match number {
        1 => CloseReason::Expired,
        2 => CloseReason::Dismissed,
        3 => CloseReason::Closed,
        _ => CloseReason::Unknown,
    }
}

/// Tells a server that refused from one that is not there, by the name that D-Bus gives an error, which is in its text.
fn explained(error: &impl Display) -> NotifyError {
    const ABSENT: [&str; 5] = ["ServiceUnknown", "NameHasNoOwner", "NoReply", "Disconnected", ".Spawn."];
    let text = error.to_string();
    if text.contains(".Error.") && !ABSENT.iter().any(|name| text.contains(name)) {
        NotifyError::Refused
    } else {
        NotifyError::NoServer
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every change under these locks is one step: a panic leaves nothing half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn late_p1() -> Notice {
        Notice {
            title: "P1 update due 14:30\u{202e}".to_owned(),
            body: "<b>Disk</b> & queue".to_owned(),
            urgency: desk_ports::Urgency::Critical,
            actions: true,
            sound: Some("alarm-clock-elapsed".to_owned()),
            replaces: None,
            expires_after: None,
        }
    }

    #[test]
    fn a_plain_server_gets_plain_text_and_no_buttons() {
        let sent = notification(
            &late_p1(),
            Capabilities {
                body: true,
                ..Capabilities::default()
            },
        );
        assert_eq!(sent.summary, "P1 update due 14:30");
        assert_eq!(sent.body, "<b>Disk</b> & queue");
        assert_eq!(sent.actions, Vec::<String>::new());
        assert!(!sent.hints.iter().any(|hint| matches!(hint, Hint::SoundName(_))));
    }

    #[test]
    fn a_server_with_markup_gets_it_escaped_and_one_with_buttons_gets_all_three() {
        let able = Capabilities {
            actions: true,
            body: true,
            body_markup: true,
            persistence: true,
            sound: true,
        };
        let sent = notification(&late_p1(), able);
        assert_eq!(sent.body, "&lt;b&gt;Disk&lt;/b&gt; &amp; queue");
        let buttons = [
            "default",
            "Open",
            "open",
            "Open",
            "snooze-10",
            "Snooze 10 min",
            "acknowledge",
            "Acknowledge",
        ];
        assert_eq!(sent.actions, buttons);
        for hint in [
            Hint::DesktopEntry("dutydesk".to_owned()),
            Hint::SoundName("alarm-clock-elapsed".to_owned()),
        ] {
            assert!(sent.hints.contains(&hint), "{hint:?}");
        }
    }

    #[test]
    fn every_button_comes_back_as_its_action() {
        for action in Action::ALL {
            assert_eq!(action_of(key(action)), action);
        }
        assert_eq!((action_of(CLICK), action_of("else")), (Action::Open, Action::Open));
    }

    #[test]
    fn f56_an_absent_server_is_told_from_one_that_refuses() {
        let absent = "org.freedesktop.DBus.Error.ServiceUnknown: The name was not provided by any .service files";
        let cases = [
            (absent, NotifyError::NoServer),
            (
                "org.freedesktop.DBus.Error.NoReply: Message recipient disconnected",
                NotifyError::NoServer,
            ),
            (
                "org.freedesktop.DBus.Error.Spawn.ChildSignaled: Process received signal 6",
                NotifyError::NoServer,
            ),
            (
                "I/O error: No such file or directory (os error 2)",
                NotifyError::NoServer,
            ),
            ("org.freedesktop.DBus.Error.InvalidArgs: no", NotifyError::Refused),
            (
                "org.freedesktop.Notifications.Error.ExcessNotificationGeneration: no",
                NotifyError::Refused,
            ),
        ];
        for (text, kind) in cases {
            assert_eq!(explained(&text), kind, "{text}");
        }
    }
}
