//! A shift replayed in virtual time: what would be told when, and why. The lines of `duty rehearse --json`, and the same
//! for the window.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::clocks::Clock;
use crate::time::Moment;

/// A notice: a line of `duty rehearse --json`, or an item of a digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RehearsedNotice {
    /// When it is told. Of an item of a digest: the stage's own instant, at or before the digest.
    pub at: DateTime<Utc>,
    /// The ticket, as the file names it; `null` for the one that has no name.
    pub ticket: Option<String>,
    /// Which clock.
    pub clock: Clock,
    /// Counts from 1 within its clock.
    pub cycle: u32,
    /// `arrived`, `half`, `four_fifths`, `due`, `repeat`, `chase`; `digest` for the line of what is due that day.
    pub stage: String,
    /// Counts repeats from 1. Of the others: how often it was told again after a snooze, from 0.
    pub n: u32,
    /// The deadline, or the chase date; `null` before there is one.
    pub due_at: Option<DateTime<Utc>>,
    /// Why, in words: `P2 · first response: 4/5 of 30 min in hours used`.
    pub reason: String,
}

/// What is told as one: a line of `duty rehearse --json`. The shape of a notice with `items` in place of a clock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RehearsedDigest {
    /// When it is told.
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
    /// Several things told as one.
    Digest(RehearsedDigest),
    /// One thing.
    Notice(RehearsedNotice),
}

/// Asks what would be told between two instants.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct RehearsalRequest {
    /// From when; `null`: seven days before `to`.
    #[ts(type = "string | null")]
    pub from: Option<DateTime<Utc>>,
    /// Until when; `null`: now.
    #[ts(type = "string | null")]
    pub to: Option<DateTime<Utc>>,
}

/// What would be told between two instants if the computer had been awake all the time.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RehearsalView {
    /// From when.
    pub from: Moment,
    /// Until when.
    pub to: Moment,
    /// In the order they are told; at most 1,000.
    pub rows: Vec<RehearsalRow>,
    /// How many more there are.
    pub more: u32,
}

/// What is told at one instant: one thing, or a digest.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RehearsalRow {
    /// When.
    pub at: Moment,
    /// Whether it is a digest, even if of one.
    pub digest: bool,
    /// What it tells; one where it is no digest.
    pub items: Vec<RehearsalItem>,
}

/// One thing that is told, and why.
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
