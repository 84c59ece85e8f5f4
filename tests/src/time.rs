//! The clock that tests set, and the alarm that follows it.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use desk_ports::{Alarm, Clock};
use tokio::sync::Notify;

/// An instant, written with its offset: `2017-05-23T09:00:00+01:00`.
#[must_use]
pub fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text)
        .unwrap_or_else(|why| panic!("{text}: {why}"))
        .to_utc()
}

/// A clock that doesn't move until it is set. Its copies show the same time. Forward, time passes; back, somebody sets
/// the clock.
#[derive(Debug, Clone)]
pub struct HandClock(Arc<Mutex<Hands>>);

#[derive(Debug)]
struct Hands {
    shows: DateTime<Utc>,
    up: Duration,
}

impl HandClock {
    /// A clock that shows this instant.
    #[must_use]
    pub fn at(text: &str) -> Self {
        Self(Arc::new(Mutex::new(Hands {
            shows: at(text),
            up: Duration::ZERO,
        })))
    }

    /// Time passes until then; an instant before now is a clock that is set back.
    pub fn set(&self, now: DateTime<Utc>) {
        let mut hands = self.0.lock().unwrap();
        let passed = now - std::mem::replace(&mut hands.shows, now);
        hands.up += passed.to_std().unwrap_or_default();
    }

    /// Somebody sets it, and no time passes.
    pub fn is_set_to(&self, now: DateTime<Utc>) {
        self.0.lock().unwrap().shows = now;
    }

    /// Moves it on.
    pub fn advance(&self, by: TimeDelta) {
        self.set(self.now() + by);
    }
}

impl Clock for HandClock {
    fn now(&self) -> DateTime<Utc> {
        self.0.lock().unwrap().shows
    }

    fn uptime(&self) -> Duration {
        self.0.lock().unwrap().up
    }

    fn uptime_counts_sleep(&self) -> bool {
        true
    }
}

/// An alarm that rings when the test has moved the clock and says so.
#[derive(Debug)]
pub struct HandAlarm {
    clock: HandClock,
    state: Mutex<Sleep>,
    rung: Notify,
}

#[derive(Debug, Default)]
struct Sleep {
    /// How many sleeps have begun.
    begun: u64,
    /// Until when somebody sleeps now; the outer `None`: nobody does.
    until: Option<Option<DateTime<Utc>>>,
    /// What the clock showed when it began.
    begun_at: Option<DateTime<Utc>>,
    /// A call to wake that no sleep has used up.
    woken: bool,
}

impl Sleep {
    /// The instant has come, or the clock was set back.
    fn is_over(&self, until: Option<DateTime<Utc>>, now: DateTime<Utc>) -> bool {
        until.is_some_and(|until| until <= now || self.begun_at.is_some_and(|begun| now < begun))
    }
}

impl HandAlarm {
    pub(crate) fn new(clock: HandClock) -> Self {
        Self {
            clock,
            state: Mutex::default(),
            rung: Notify::new(),
        }
    }

    /// Lets the sleeper look at the clock.
    pub(crate) fn ring(&self) {
        self.rung.notify_one();
    }

    /// Until when the sleeper sleeps; `None` while it is at work or about to be.
    pub(crate) fn asleep_until(&self) -> Option<Option<DateTime<Utc>>> {
        let state = self.state.lock().unwrap();
        let until = state.until?;
        let over = state.is_over(until, self.clock.now());
        (!state.woken && !over).then_some(until)
    }

    /// How many sleeps have begun: a sleeper that worked in between has begun another.
    pub(crate) fn sleeps(&self) -> u64 {
        self.state.lock().unwrap().begun
    }

    fn ends(&self, until: Option<DateTime<Utc>>) -> bool {
        let mut state = self.state.lock().unwrap();
        std::mem::take(&mut state.woken) || state.is_over(until, self.clock.now())
    }
}

/// Marks a sleep as over, also when it is cut off. A program that was ended may be taken down only after the next one
/// has begun to sleep: that one's sleep is another.
struct Asleep<'a> {
    alarm: &'a HandAlarm,
    /// Which sleep it is, by [`Sleep::begun`].
    number: u64,
}

impl Drop for Asleep<'_> {
    fn drop(&mut self) {
        let mut state = self.alarm.state.lock().unwrap();
        if state.begun == self.number {
            state.until = None;
        }
    }
}

#[async_trait]
impl Alarm for HandAlarm {
    async fn sleep_until(&self, until: Option<DateTime<Utc>>) {
        let _asleep = {
            let mut state = self.state.lock().unwrap();
            state.begun += 1;
            state.until = Some(until);
            state.begun_at = Some(self.clock.now());
            Asleep {
                alarm: self,
                number: state.begun,
            }
        };
        while !self.ends(until) {
            self.rung.notified().await;
        }
    }

    fn wake(&self) {
        self.state.lock().unwrap().woken = true;
        self.rung.notify_one();
    }
}
