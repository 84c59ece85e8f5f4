//! What Dutydesk knows about the time besides the computer's clock: when the clock was last trusted, and the help
//! desk's time.

use std::sync::Mutex;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use desk_domain::wall_clock::{ClockJudgement, judge};
use desk_ports::Clock;
use desk_store::{Store, StoreError};

use super::lock::locked;

/// When the clock was last believed, in milliseconds since 1970.
pub(crate) const LAST_SEEN: &str = "clock_last_seen";

/// What is known of the time, beside the clock itself.
#[derive(Debug)]
pub(crate) struct ClockWatch {
    build_year: i32,
    last_seen: Mutex<Option<DateTime<Utc>>>,
    /// The part that is saved.
    kept: Mutex<Option<DateTime<Utc>>>,
    server: Mutex<Option<ServerTime>>,
    /// What the clock showed at the last look at notifications, and the uptime then.
    looked: Mutex<Option<(DateTime<Utc>, Duration)>>,
}

/// The help desk's time when it last answered.
#[derive(Debug, Clone, Copy)]
struct ServerTime {
    at: DateTime<Utc>,
    /// The computer's uptime then.
    heard: Duration,
}

impl ClockWatch {
    /// As the last run left it.
    pub(crate) fn at_start(store: &Store, build_year: i32) -> Result<Self, StoreError> {
        let last_seen: Option<i64> = store.desk.read().setting(LAST_SEEN)?;
        let last_seen = last_seen.and_then(DateTime::from_timestamp_millis);
        Ok(Self {
            build_year,
            last_seen: Mutex::new(last_seen),
            kept: Mutex::new(last_seen),
            server: Mutex::new(None),
            looked: Mutex::new(None),
        })
    }

    /// What the clock is worth.
    pub(crate) fn judge(&self, clock: &dyn Clock) -> ClockJudgement {
        let server_ahead = self.server_ahead(clock);
        judge(clock.now(), *locked(&self.last_seen), self.build_year, server_ahead)
    }

    /// How far the help desk's clock is ahead of this one; `None` before it has answered.
    pub(crate) fn server_ahead(&self, clock: &dyn Clock) -> Option<TimeDelta> {
        let server = (*locked(&self.server))?;
        let since = clock.uptime().saturating_sub(server.heard);
        Some(server.at + TimeDelta::from_std(since).unwrap_or_default() - clock.now())
    }

    /// The help desk has just answered; its clock was so far ahead of this one.
    pub(crate) fn heard(&self, clock: &dyn Clock, ahead: TimeDelta) {
        *locked(&self.server) = Some(ServerTime {
            at: clock.now() + ahead,
            heard: clock.uptime(),
        });
    }

    /// The last look of this process, if there was one; this is the next one.
    pub(crate) fn last_look(&self, now: DateTime<Utc>, uptime: Duration) -> Option<(DateTime<Utc>, Duration)> {
        locked(&self.looked).replace((now, uptime))
    }

    /// The clock is believed; when it was last written down.
    pub(crate) fn believed(&self, shown: DateTime<Utc>) -> Option<DateTime<Utc>> {
        *locked(&self.last_seen) = Some(shown);
        *locked(&self.kept)
    }

    pub(crate) fn kept(&self, shown: DateTime<Utc>) {
        *locked(&self.kept) = Some(shown);
    }
}
