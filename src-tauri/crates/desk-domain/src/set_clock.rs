//! What was written down by the computer's clock, after that clock was set (rule 22). A clock that ran ahead leaves
//! claims from a future that has not come; a snooze lasts as long as was asked for, whatever the clock shows meanwhile.
//!
//! Whoever writes something down writes beside it by which clock: the number of the last [`ClockSet`] before it. An
//! instant alone can't say it, because after a clock was set back it comes a second time.
//!
//! Not here: whether the clock can be trusted (`wall_clock`).

use chrono::TimeDelta;

use crate::time::Instant;

/// What lies less than this ahead of a clock that was set back is taken as written in time: network time moves clocks
/// by seconds, and nothing is to come twice for that.
pub const SLACK: TimeDelta = TimeDelta::minutes(1);

/// The clock was set, or was found set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockSet {
    /// Its number, from 1 and growing.
    pub number: i64,
    /// What the clock would have shown; `None` when nobody saw it being set, because the program did not run: then it
    /// is only known to show less than before.
    pub was: Option<Instant>,
    /// What it shows instead.
    pub now: Instant,
}

/// Every time that the clock was set, in order, as far as it is known.
#[derive(Debug, Clone, Copy, Default)]
pub struct ClockSets<'a>(pub &'a [ClockSet]);

impl<'a> ClockSets<'a> {
    fn after(self, clock: i64) -> &'a [ClockSet] {
        &self.0[self.0.partition_point(|set| set.number <= clock)..]
    }

    /// Whether what was written at `at`, by the clock with this number, still counts. It does not while the clock was
    /// set back to before it: then that clock ran ahead. If the clock is put forward again past it, it counts again:
    /// then the clock was behind in between.
    #[must_use]
    pub fn counts(self, at: Instant, clock: i64) -> bool {
        self.after(clock).iter().fold(true, |counts, set| {
            if set.now + SLACK < at {
                false
            } else if set.was.is_some_and(|was| was < set.now) && at <= set.now {
                true
            } else {
                counts
            }
        })
    }

    /// What the clock of now would have shown at that moment. Where nobody saw how far it was set, it is at the latest
    /// what it showed after that.
    #[must_use]
    pub fn on_this_clock(self, at: Instant, clock: i64) -> Instant {
        self.after(clock).iter().fold(at, |at, set| match set.was {
            Some(was) => at + (set.now - was),
            None => at.min(set.now),
        })
    }

    /// The same for what must not lie ahead of the clock, and stays where it is otherwise: a grid that has begun there
    /// goes on when the clock is set.
    #[must_use]
    pub fn not_ahead(self, at: Instant, clock: i64) -> Instant {
        self.after(clock).iter().fold(at, |at, set| match set.was {
            Some(was) if set.now < at => (at + (set.now - was)).min(set.now),
            Some(_) => at,
            None => at.min(set.now),
        })
    }
}
