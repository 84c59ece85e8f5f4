//! Notices that the desktop shows, and what a person does with them.

use std::time::Duration;

use async_trait::async_trait;

/// How much a notice may disturb. The desktop's own "do not disturb" stands above it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Urgency {
    /// May go unseen.
    Low,
    /// Shown for a while.
    Normal,
    /// Stays until it is closed.
    Critical,
}

/// What a person can do from a notice itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Show the subject in the window. Also what a click on the notice itself means.
    Open,
    /// Hold the subject's notices for ten minutes.
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

/// One thing to tell, in plain text. Neither field is markup: an implementation escapes what its
/// server would interpret, and drops control and invisible characters.
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
    /// The notice on screen that this one takes the place of.
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

/// The number that the notification server gave to a notice. It means nothing once that server ended.
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
    /// It keeps notices until a person has dealt with them.
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

/// Why a notice was not told. `Display` is a sentence for people: what happened and what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotifyError {
    /// No program on this computer shows notices at present.
    #[error("Nothing on this computer shows notifications. Start a notification server (such as dunst).")]
    NoServer,
    /// The server has not answered in time. What it answers later is withdrawn, so that telling again
    /// does not show it twice.
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

/// Why a notice is no longer on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CloseReason {
    /// Its time was up.
    Expired,
    /// A person closed it.
    Dismissed,
    /// A program closed it: this one or another.
    Closed,
    /// The server ended, and the notice with it.
    ServerGone,
    /// The server did not say why.
    Unknown,
}

/// What became of a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignalKind {
    /// It left the screen with nothing done.
    Closed(CloseReason),
    /// A person pressed a button of it, or the notice itself.
    Acted(Action),
}

/// News of one notice. Each notice shown brings at most one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct NoticeSignal {
    /// The notice, as [`Notifier::show`] named it.
    pub id: ServerId,
    /// What became of it.
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

    /// Whether the desktop holds notices back at present ("do not disturb"); `None` when its server does not say.
    async fn do_not_disturb(&self) -> Option<bool>;

    /// Shows a notice. `Ok` means that the server took it.
    ///
    /// # Errors
    /// [`NotifyError`], within the time limit of the implementation: the notice counts as not told.
    async fn show(&self, notice: &Notice) -> Result<ServerId, NotifyError>;

    /// Takes a notice off the screen. One that is not there any more is no error. It brings no signal.
    ///
    /// # Errors
    /// [`NotifyError`], within the time limit of the implementation.
    async fn close(&self, id: ServerId) -> Result<(), NotifyError>;

    /// Waits for news of a notice. One caller at a time; a call that is dropped loses nothing.
    async fn next_signal(&self) -> NoticeSignal;
}
