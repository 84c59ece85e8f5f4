//! A shift replayed in virtual time: which notification would come when, and why. These are the lines of `duty rehearse
//! --json`, and the same for the window.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::clocks::Clock;
use crate::time::Moment;

/// A notification: a line of `duty rehearse --json`, or an item of a summary.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RehearsedNotice {
    /// When it comes. For an item of a summary: the instant of its stage, at or before the summary.
    pub at: DateTime<Utc>,
    /// The ticket, as the file names it; `null` for the one that has no name.
    pub ticket: Option<String>,
    /// Which clock.
    pub clock: Clock,
    /// Counts from 1 within its clock.
    pub cycle: u32,
    /// `arrived`, `half`, `four_fifths`, `due`, `repeat`, `chase`; `digest` for the line of what is due that day.
    pub stage: String,
    /// Counts repeats from 1. For other stages: how often it came again after a snooze, from 0.
    pub n: u32,
    /// The deadline, or the chase date; `null` before there is one.
    pub due_at: Option<DateTime<Utc>>,
    /// Why, in words: `P2 · first response: 4/5 of 30 min in hours used`.
    pub reason: String,
}

/// A summary: a line of `duty rehearse --json`. It has the shape of a notification, with `items` instead of a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RehearsedDigest {
    /// When it comes.
    pub at: DateTime<Utc>,
    /// Always `null`: its items name theirs.
    pub ticket: Option<String>,
    /// Always 0.
    pub cycle: u32,
    /// Always `digest`.
    pub stage: String,
    /// Always 0.
    pub n: u32,
    /// Always `null`: its items have theirs.
    pub due_at: Option<DateTime<Utc>>,
    /// At least one, most pressing first.
    pub items: Vec<RehearsedNotice>,
    /// Why, in words.
    pub reason: String,
}

/// A line of `duty rehearse --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RehearsedLine {
    /// Several notifications as one.
    Digest(RehearsedDigest),
    /// One thing.
    Notice(RehearsedNotice),
}

/// Asks which notifications would come between two instants.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct RehearsalRequest {
    /// From when; `null`: seven days before `to`.
    #[ts(type = "string | null")]
    pub from: Option<DateTime<Utc>>,
    /// Until when; `null`: now.
    #[ts(type = "string | null")]
    pub to: Option<DateTime<Utc>>,
}

/// The notifications that would come between two instants if the computer had been awake all the time.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RehearsalView {
    /// From when.
    pub from: Moment,
    /// Until when.
    pub to: Moment,
    /// In the order in which they come; at most 1,000.
    pub rows: Vec<RehearsalRow>,
    /// How many more there are.
    pub more: u32,
}

/// What comes at one instant: one notification, or a summary.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RehearsalRow {
    /// When.
    pub at: Moment,
    /// Whether it is a digest, even if of one.
    pub digest: bool,
    /// Its items; only one if it isn't a summary.
    pub items: Vec<RehearsalItem>,
}

/// One notification, and why it comes.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RehearsalItem {
    /// The ticket's id.
    pub ticket: String,
    /// What the ticket is about.
    pub subject: String,
    /// Which clock.
    pub clock: Clock,
    /// As [`RehearsedNotice::stage`].
    pub stage: String,
    /// The deadline, or the chase date; `null` before there is one.
    pub due: Option<Moment>,
    /// Why, in words.
    pub reason: String,
}
