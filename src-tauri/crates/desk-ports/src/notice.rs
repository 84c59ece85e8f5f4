//! Notifications that the desktop shows, and what a person does with them.

use std::time::Duration;

use async_trait::async_trait;

/// How much a notification may disturb. The desktop's "do not disturb" has priority over it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Urgency {
    /// May go unseen.
    Low,
    /// Shown for a while.
    Normal,
    /// Stays until it is closed.
    Critical,
}

/// What a person can do from a notification itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Show the subject in the window. A click on the notification itself means the same.
    Open,
    /// Snooze the subject for ten minutes.
    Snooze10,
    /// "I have seen this": not a first response.
    Acknowledge,
}

impl Action {
    /// All actions, in the order of their buttons.
    pub const ALL: [Self; 3] = [Self::Open, Self::Snooze10, Self::Acknowledge];

    /// The words on the button.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Snooze10 => "Snooze 10 min",
            Self::Acknowledge => "Acknowledge",
        }
    }
}

/// One notification, in plain text. Neither field is markup: an implementation escapes everything that its server would
/// interpret, and removes control and invisible characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// What to do and by when, in one line.
    pub title: String,
    /// At most two lines; what goes beyond is cut.
    pub body: String,
    /// How much it may disturb.
    pub urgency: Urgency,
    /// Whether to offer [`Action::ALL`] as buttons, where the server has buttons.
    pub actions: bool,
    /// A name from the freedesktop.org sound naming specification, such as `alarm-clock-elapsed`,
    /// played where the server plays sounds.
    pub sound: Option<String>,
    /// The notification on screen that this one takes the place of.
    pub replaces: Option<ServerId>,
    /// After how long the server takes it away by itself; `None`: as its urgency says. Not every server heeds it.
    pub expires_after: Option<Duration>,
}

impl Notice {
    /// One that only says something: no buttons, no sound, of its own, for as long as its urgency says.
    #[must_use]
    pub fn plain(title: impl Into<String>, body: impl Into<String>, urgency: Urgency) -> Self {
        Self {
            title: title.into(),
            body: body.into(),
            urgency,
            actions: false,
            sound: None,
            replaces: None,
            expires_after: None,
        }
    }
}

/// The number that the notification server gave to a notification. It means nothing once that server ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServerId(pub u32);

/// What the running notification server can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Capabilities {
    /// It shows buttons.
    pub actions: bool,
    /// It shows a body below the title.
    pub body: bool,
    /// It reads the body as markup.
    pub body_markup: bool,
    /// It keeps notifications until a person has dealt with them.
    pub persistence: bool,
    /// It plays sounds.
    pub sound: bool,
}

/// How the running notification server names itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ServerWords {
    /// Its name, such as `dunst`.
    pub name: String,
    /// Who makes it.
    pub vendor: String,
    /// Its version.
    pub version: String,
}

/// Why a notification was not shown. `Display` is a sentence for people: what happened and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotifyError {
    /// No program on this computer shows notifications.
    #[error("Nothing on this computer shows notifications. Start a notification server (such as dunst).")]
    NoServer,
    /// The server didn't answer in time. If it accepts the notification later, that is withdrawn, so that trying again
    /// doesn't show it twice.
    #[error(
        "The notification server didn’t answer in time. Dutydesk will try again. If this keeps happening, restart the server."
    )]
    TimedOut,
    /// The server answered with an error.
    #[error(
        "The notification server refused the notification. Dutydesk will try again. If this keeps happening, look at the server’s log."
    )]
    Refused,
}

/// Why a notification is no longer on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CloseReason {
    /// Its time was up.
    Expired,
    /// A person closed it.
    Dismissed,
    /// A program closed it: this one or another.
    Closed,
    /// The server ended, and the notification with it.
    ServerGone,
    /// The server did not say why.
    Unknown,
}

/// What happened to a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignalKind {
    /// It left the screen with nothing done.
    Closed(CloseReason),
    /// A person pressed a button of it, or the notification itself.
    Acted(Action),
}

/// News of one notification. Each notification shown brings at most one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NoticeSignal {
    /// The notification, as [`Notifier::show`] named it.
    pub id: ServerId,
    /// What happened to it.
    pub kind: SignalKind,
}

/// The desktop's notification server.
#[async_trait]
pub trait Notifier: Send + Sync {
    /// What the running server can do.
    ///
    /// # Errors
    /// [`NotifyError`], within the time limit of the implementation.
    async fn capabilities(&self) -> Result<Capabilities, NotifyError>;

    /// How the running server names itself.
    ///
    /// # Errors
    /// [`NotifyError`], within the time limit of the implementation.
    async fn server(&self) -> Result<ServerWords, NotifyError>;

    /// Whether the desktop isn't showing notifications now ("do not disturb"); `None` if its server doesn't say.
    async fn do_not_disturb(&self) -> Option<bool>;

    /// Shows a notification. `Ok` means that the server accepted it.
    ///
    /// # Errors
    /// [`NotifyError`], within the time limit of the implementation: the notification counts as not shown.
    async fn show(&self, notice: &Notice) -> Result<ServerId, NotifyError>;

    /// Takes a notification off the screen. One that is not there any more is no error. It brings no signal.
    ///
    /// # Errors
    /// [`NotifyError`], within the time limit of the implementation.
    async fn close(&self, id: ServerId) -> Result<(), NotifyError>;

    /// Waits for news of a notification. One caller at a time; a call that is dropped loses nothing.
    async fn next_signal(&self) -> NoticeSignal;
}
