//! Instants, with the words that a person reads.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// An instant, with its words in the policy's zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Moment {
    /// RFC 3339, UTC.
    #[ts(type = "string")]
    pub at: DateTime<Utc>,
    /// Local time of day: `14:12`.
    pub time: String,
    /// As short as is clear from now: `14:12` today, `Tue 09:15` within six days, else `4 Dec 09:15`. Within a day of a
    /// clock change with its zone: `Sun 01:30 GMT`.
    pub short: String,
    /// In full: `Mon 23 Nov 2026, 14:12 GMT`.
    pub long: String,
    /// `GMT`, `BST` and the like.
    pub zone: String,
}

/// Asks which instant typed words mean.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TypedTimeRequest {
    /// As typed: `15:00`, `tomorrow 10:00`, `Thu 14:30`, `2026-11-27 09:00`, `now`.
    pub typed: String,
    /// What it is a time for.
    pub meaning: TimeMeaning,
}

/// What a typed time is for: which way it lies, and what a day alone means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum TimeMeaning {
    /// Something happened then: not after now.
    Happened,
    /// Something is promised for then: after now.
    Promised,
    /// A day on which to ask again, after now; midday unless a time is typed.
    Chase,
}

/// What kind of cover there is now, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HoursNow {
    /// `in_hours`, `waking` or `overnight`.
    pub class: HoursClass,
    /// For the bar: `In hours until 17:00`, `Bank holiday, out of hours, waking until 17:00`.
    pub sentence: String,
    /// When the class changes next; `null` when it never does.
    pub until: Option<Moment>,
    /// The next in-hours opening after now; `null` when there is none.
    pub next_opening: Option<Moment>,
    /// The holiday of today's local date, by name.
    pub holiday: Option<String>,
    /// Whether bank holidays are known for today.
    pub calendar_known: bool,
    /// Now.
    pub now: Moment,
    /// For the bar: `Mon 23 Nov 2026, 14:18 GMT`.
    pub today: String,
}

/// The kind of cover at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum HoursClass {
    /// In hours.
    InHours,
    /// Out of hours, waking.
    Waking,
    /// Out of hours, overnight.
    Overnight,
}
