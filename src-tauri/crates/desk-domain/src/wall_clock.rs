//! Whether the computer's clock can be trusted, and which time to use if it can't.

use chrono::{Datelike, TimeDelta};

use crate::support_hours::zone_data_version;
use crate::time::Instant;

/// How far a clock may be off before it isn't trusted. A computer with two systems, or one without a network for
/// months, stays within this.
pub const TOLERANCE: TimeDelta = TimeDelta::minutes(5);

/// What is wrong with the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doubt {
    /// It shows a year before the one this program was made in.
    BeforeBuild,
    /// It was later than now, by more than [`TOLERANCE`].
    RanBack {
        /// When it was last believed.
        last_seen: Instant,
    },
}

/// What the clock is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClockJudgement {
    /// It is believed.
    Trusted,
    /// It is not. Deadlines go by the help desk's time, where that is known.
    Doubted {
        /// Why.
        doubt: Doubt,
        /// How far the help desk's clock is ahead of ours; `None`: it has not answered yet.
        server_ahead: Option<TimeDelta>,
    },
}

impl ClockJudgement {
    /// The time to go by while the clock shows `shown`.
    #[must_use]
    pub fn now(self, shown: Instant) -> Instant {
        shown + self.correction()
    }

    /// What to add to the clock. Zero while it is believed, or nothing better is known.
    #[must_use]
    pub fn correction(self) -> TimeDelta {
        match self {
            Self::Trusted => TimeDelta::zero(),
            Self::Doubted { server_ahead, .. } => server_ahead.unwrap_or_default(),
        }
    }
}

/// Judges a clock that shows `now`. `last_seen` is when it was last believed, `build_year` that of
/// [`build_year`], `server_ahead` how far the help desk's clock is ahead of ours, where it was asked.
///
/// A clock that was ahead and has been corrected also runs back: if the help desk's time agrees with it now, it is
/// trusted.
#[must_use]
pub fn judge(
    now: Instant,
    last_seen: Option<Instant>,
    build_year: i32,
    server_ahead: Option<TimeDelta>,
) -> ClockJudgement {
    let doubted = |doubt| ClockJudgement::Doubted { doubt, server_ahead };
    if now.year() < build_year {
        return doubted(Doubt::BeforeBuild);
    }
    let server_agrees = server_ahead.is_some_and(|ahead| ahead.abs() <= TOLERANCE);
    match last_seen {
        Some(last_seen) if last_seen - now > TOLERANCE && !server_agrees => doubted(Doubt::RanBack { last_seen }),
        _ => ClockJudgement::Trusted,
    }
}

/// The year before which this program cannot have run: that of the zone data compiled into it, so that the same
/// sources make the same program whenever they are built.
#[must_use]
pub fn build_year() -> i32 {
    zone_data_version()
        .get(..4)
        .and_then(|year| year.parse().ok())
        .unwrap_or_default()
}
