//! Notices: how they are told, what became of each, and pausing them.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::time::Moment;

/// What is known of the notification server, and how notices shall be told.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NotificationState {
    /// Whether a server answers.
    pub present: bool,
    /// Whether it plays sounds.
    pub plays_sounds: bool,
    /// `dunst 1.9.0 shows notices, with buttons.` – or what happened and what to do.
    pub sentence: String,
    /// What holds pop-ups back, and what to do; empty when nothing is known to.
    pub held_back: String,
    /// When a notice was last proven to be shown.
    pub proven: Option<Moment>,
    /// Until when all notices are paused; `null` when they are not.
    pub paused_until: Option<Moment>,
    /// How notices shall be told.
    pub manner: NoticeManner,
}

/// How notices shall be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NoticeManner {
    /// Never subject nor tenant, not only while the session is locked.
    pub hide_text: bool,
    /// Per priority, P1 first.
    pub sounds: [Sound; 4],
    /// Whether the tray shows how much needs attention.
    pub tray_count: bool,
    /// Closing the window leaves Dutydesk in the tray, where the desktop has one.
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

/// Says how notices shall be told.
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

/// What became of a self-test.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NotificationTested {
    /// Whether the server took the notice.
    pub shown: bool,
    /// Whether the server said what became of it, which proves that notices arrive.
    pub proven: bool,
    /// What happened and what to do.
    pub sentence: String,
}

/// Holds all notices back for a while.
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

/// One notice of the ledger.
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
    /// When it was to be told.
    pub at: Moment,
    /// `intended`, `handed_over`, `closed`, `acted`, `expired`, `failed`, `not_told`, `withdrawn`.
    pub state: String,
    /// What it said.
    pub title: String,
    /// Why it was not shown; empty otherwise.
    pub error: String,
}

/// *Was I told?*: everything that was to be told of a ticket, and what became of it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WasIToldView {
    /// In the order in which it came due; at most 500.
    pub notices: Vec<ToldRow>,
    /// When something is told next if nothing changes; `null`: nothing is ahead.
    pub next: Option<Moment>,
    /// Why nothing of it is told at present; empty when nothing holds it back.
    pub held: String,
}

/// One notice of a ticket and its life.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ToldRow {
    /// What was to be told: `First response due`, `Late, told again (2)`.
    pub what: String,
    /// The deadline that it is about; `null` for an arrival.
    pub due: Option<Moment>,
    /// When it was to be told; `null` where that was not kept.
    pub at: Option<Moment>,
    /// How it stands.
    pub outcome: ToldOutcome,
    /// What became of it, in one line: `Shown 14:10, acknowledged 14:11`.
    pub sentence: String,
    /// Each step, in order.
    pub steps: Vec<ToldStep>,
}

/// Whether a person was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ToldOutcome {
    /// A server showed it.
    Told,
    /// No server has shown it yet.
    Waiting,
    /// It was not shown, and the line says why.
    NotTold,
    /// It was not needed: something later was told, or it was met.
    NotNeeded,
}

/// One step in the life of a notice.
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

/// Takes a notice off the window.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct NoticeDismissRequest {
    /// [`crate::list::InAppNotice::id`].
    #[ts(type = "number")]
    pub id: i64,
}
