//! Clocks and deadlines: the shape shared by `duty deadline`, `duty clock` and the window.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::time::HoursClass;

/// The result of triage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
pub enum Priority {
    /// Critical.
    P1,
    /// Major.
    P2,
    /// Significant.
    P3,
    /// Minor.
    P4,
}

/// Which clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// First response.
    Respond,
    /// Next update.
    Update,
    /// The team's own rule.
    Triage,
}

/// The state of an open clock, or how a finished one ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Open, less than four fifths used.
    Running,
    /// Open, four fifths used or more.
    AtRisk,
    /// Open and late.
    Breached,
    /// Open, waiting for the tenant.
    Paused,
    /// Ended in time.
    Met,
    /// Ended late.
    Missed,
    /// Ended without being needed any more.
    Stopped,
}

/// One step of the sum that leads to a deadline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct WhyStep {
    /// What this step does.
    pub step: WhyKind,
    /// The left column: `13:12 to 14:12`, `Fri 14 Apr`.
    pub label: String,
    /// The right column: `60 min elapsed`, `Good Friday, no working hours`.
    pub text: String,
    /// Where the step begins.
    #[ts(type = "string | null")]
    pub from: Option<DateTime<Utc>>,
    /// Where the step ends.
    #[ts(type = "string | null")]
    pub to: Option<DateTime<Utc>>,
    /// Seconds of the target that this step used; those of `frame` and `elapsed` steps add up to the target.
    #[ts(type = "number | null")]
    pub seconds: Option<i64>,
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum WhyKind {
    /// Where the clock starts.
    Start,
    /// The target that applies.
    Target,
    /// Working time used from one frame.
    Frame,
    /// Elapsed time used.
    Elapsed,
    /// Days without working hours.
    Skipped,
    /// A pause taken out.
    Pause,
    /// An earlier time that the tenant was told.
    Promise,
    /// The deadline.
    Lands,
}

/// The answer of `duty deadline --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Deadline {
    /// `null` where the policy has no target.
    #[ts(type = "string | null")]
    pub due_at: Option<DateTime<Utc>>,
    /// The hours class at the start, which chose the target.
    pub hours_class: HoursClass,
    /// Whether the bank holidays are known up to the deadline.
    pub calendar_known: bool,
    /// The sum.
    pub why: Vec<WhyStep>,
}

/// One clock of a ticket at an instant: the answer of `duty clock --json`, and what the window shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ClockReading {
    /// Which clock.
    pub clock: Clock,
    /// Counts from 1 within its clock.
    pub cycle: u32,
    /// Its state, or how it ended.
    pub standing: Standing,
    /// When it started.
    #[ts(type = "string")]
    pub started_at: DateTime<Utc>,
    /// `null` while paused, before a priority, or where the policy has no target.
    #[ts(type = "string | null")]
    pub due_at: Option<DateTime<Utc>>,
    /// When it ended.
    #[ts(type = "string | null")]
    pub ended_at: Option<DateTime<Utc>>,
    /// The deadline that passed while it was open.
    #[ts(type = "string | null")]
    pub breached_at: Option<DateTime<Utc>>,
    /// In the clock's own time, floored, negative when late; `null` when ended or without a deadline.
    #[ts(type = "number | null")]
    pub remaining_minutes: Option<i64>,
    /// Whether now is in hours.
    pub in_hours: bool,
    /// The sum.
    pub why: Vec<WhyStep>,
}

/// The answer of `duty clock --json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ClockReadings {
    /// The instant it was read at.
    #[ts(type = "string")]
    pub now: DateTime<Utc>,
    /// Finished and open clocks, in the order they started.
    pub clocks: Vec<ClockReading>,
}
