//! Notifications: how they appear, what happened to each, and pausing them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::time::Moment;

/// The notification server, and how notifications appear.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NotificationState {
    /// Whether a server answers.
    pub present: bool,
    /// Whether it plays sounds.
    pub plays_sounds: bool,
    /// `dunst 1.9.0 shows notifications with buttons.` – or what happened and what to do.
    pub sentence: String,
    /// Why the desktop doesn't show notifications, and what to do; empty if no reason is known.
    pub held_back: String,
    /// When the last notification was confirmed as shown.
    pub proven: Option<Moment>,
    /// Until when all notifications are paused; `null` if they aren't.
    pub paused_until: Option<Moment>,
    /// How notifications appear.
    pub manner: NoticeManner,
}

/// How notifications appear.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoticeManner {
    /// Never subject nor tenant, not only while the session is locked.
    pub hide_text: bool,
    /// Per priority, P1 first.
    pub sounds: [Sound; 4],
    /// Whether the tray shows how much needs attention.
    pub tray_count: bool,
    /// Closing the window keeps Dutydesk in the tray, if the desktop has one.
    pub stays_in_tray: bool,
}

impl Default for NoticeManner {
    fn default() -> Self {
        Self {
            hide_text: false,
            sounds: [Sound::Alarm, Sound::Bell, Sound::None, Sound::None],
            tray_count: true,
            stays_in_tray: true,
        }
    }
}

/// A sound of the desktop's sound theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Sound {
    /// Silence.
    None,
    /// A bell.
    Bell,
    /// As for a message that has come.
    Message,
    /// As for a warning.
    Warning,
    /// An alarm clock.
    Alarm,
}

/// Changes how notifications appear.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NoticeMannerRequest {
    /// How.
    pub manner: NoticeManner,
}

/// Plays a sound.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SoundTestRequest {
    /// Which.
    pub sound: Sound,
}

/// The result of a test notification.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NotificationTested {
    /// Whether the server accepted the notification.
    pub shown: bool,
    /// Whether the server said what happened to it, which proves that notifications arrive.
    pub proven: bool,
    /// What happened and what to do.
    pub sentence: String,
}

/// Pauses all notifications for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "pause", rename_all = "snake_case")]
pub enum NoticesPauseRequest {
    /// From now on.
    Minutes {
        /// 1 to 60.
        minutes: u32,
    },
    /// Until support hours begin the next time.
    UntilOpening,
    /// No longer.
    Off,
}

/// The ledger, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NoticesView {
    /// At most 500.
    pub notices: Vec<NoticeRow>,
}

/// One notification of the ledger.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NoticeRow {
    /// Its number.
    #[ts(type = "number")]
    pub id: i64,
    /// The ticket, or another subject.
    pub subject: String,
    /// `respond`, `update`, `triage`; `null` for an arrival or a digest.
    pub clock: Option<crate::clocks::Clock>,
    /// From 1; 0 where there is no clock.
    pub cycle: u32,
    /// `arrived`, `half`, `four_fifths`, `due`, `repeat`, `chase`, `digest`.
    pub stage: String,
    /// Counts repeats from 1; 0 for the others.
    pub n: u32,
    /// The deadline that it is about.
    pub due: Option<Moment>,
    /// When it was due.
    pub at: Moment,
    /// `intended`, `handed_over`, `closed`, `acted`, `expired`, `failed`, `not_told`, `withdrawn`.
    pub state: String,
    /// Its title.
    pub title: String,
    /// Why it was not shown; empty otherwise.
    pub error: String,
}

/// *Was I notified?*: all notifications that were due for a ticket, and what happened to each.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WasIToldView {
    /// In the order in which it came due; at most 500.
    pub notices: Vec<ToldRow>,
    /// When the next notification comes if nothing changes; `null`: none is scheduled.
    pub next: Option<Moment>,
    /// Why there are no notifications for it now; empty if there is no reason.
    pub held: String,
}

/// One notification of a ticket, with its steps.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ToldRow {
    /// What it was about: `First response due`, `First response late, repeated (2)`.
    pub what: String,
    /// The deadline that it is about; `null` for an arrival.
    pub due: Option<Moment>,
    /// When it was due; `null` if that wasn't recorded.
    pub at: Option<Moment>,
    /// Its state.
    pub outcome: ToldOutcome,
    /// What happened to it, in one line: `Shown 14:10, acknowledged 14:11`.
    pub sentence: String,
    /// Each step, in order.
    pub steps: Vec<ToldStep>,
}

/// Whether the engineer was notified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ToldOutcome {
    /// A server showed it.
    Told,
    /// No server has shown it yet.
    Waiting,
    /// It wasn't shown, and the line says why.
    NotTold,
    /// It wasn't needed: a later one was shown, or the clock was met.
    NotNeeded,
}

/// One step of a notification.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ToldStep {
    /// When.
    pub at: Moment,
    /// What happened: `shown`, `acknowledged`, `no notification server`.
    pub what: String,
}

/// Starts or ends being on support.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct OnSupportRequest {
    /// Whether I am.
    pub on: bool,
}

/// Dismisses a notification in the window.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NoticeDismissRequest {
    /// [`crate::list::InAppNotice::id`].
    #[ts(type = "number")]
    pub id: i64,
}
