//! Units of time. Working minutes and wall minutes have different types, so they can't be mixed up.

use chrono::{DateTime, TimeDelta, Utc};

/// An instant, in UTC. Zone arithmetic happens only in [`crate::support_hours`].
pub type Instant = DateTime<Utc>;

/// Milliseconds since 1970-01-01T00:00:00Z: what the arithmetic counts in.
pub(crate) type Millis = i64;

pub(crate) fn millis(at: Instant) -> Millis {
    at.timestamp_millis()
}

pub(crate) fn instant(at: Millis) -> Instant {
    DateTime::from_timestamp_millis(at).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

/// Time inside *in hours*. Counted in milliseconds; at least 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct WorkingTime(Millis);

/// Time on the wall. Counted in milliseconds; at least 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ElapsedTime(Millis);

macro_rules! unit {
    ($unit:ident) => {
        impl $unit {
            /// So many milliseconds; a negative number counts as 0.
            #[must_use]
            pub const fn from_millis(millis: i64) -> Self {
                Self(if millis < 0 { 0 } else { millis })
            }

            /// So many seconds; a negative number counts as 0.
            #[must_use]
            pub const fn from_seconds(seconds: i64) -> Self {
                Self::from_millis(seconds.saturating_mul(1000))
            }

            /// So many minutes; a negative number counts as 0.
            #[must_use]
            pub const fn from_minutes(minutes: i64) -> Self {
                Self::from_seconds(minutes.saturating_mul(60))
            }

            /// The length in milliseconds.
            #[must_use]
            pub const fn millis(self) -> i64 {
                self.0
            }

            /// The length in whole seconds, floored.
            #[must_use]
            pub const fn seconds(self) -> i64 {
                self.0 / 1000
            }
        }
    };
}

unit!(WorkingTime);
unit!(ElapsedTime);

impl ElapsedTime {
    /// As a span that can be added to an [`Instant`].
    #[must_use]
    pub fn delta(self) -> TimeDelta {
        TimeDelta::milliseconds(self.0)
    }
}

/// An allowed time, in the unit that its clock runs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Allowed {
    /// Runs at any hour.
    Elapsed(ElapsedTime),
    /// Runs inside *in hours* only.
    Working(WorkingTime),
}

impl Allowed {
    /// The length in milliseconds of its own unit.
    #[must_use]
    pub const fn millis(self) -> i64 {
        match self {
            Self::Elapsed(time) => time.millis(),
            Self::Working(time) => time.millis(),
        }
    }

    /// The same unit with another length.
    #[must_use]
    pub const fn with_millis(self, millis: i64) -> Self {
        match self {
            Self::Elapsed(_) => Self::Elapsed(ElapsedTime::from_millis(millis)),
            Self::Working(_) => Self::Working(WorkingTime::from_millis(millis)),
        }
    }

    /// The same length, counted in working time: what an issue outside the out-of-hours scope gets (rule 16).
    #[must_use]
    pub const fn in_working_time(self) -> Self {
        Self::Working(WorkingTime::from_millis(self.millis()))
    }
}
