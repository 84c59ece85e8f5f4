//! The computer's clock, and waits that follow it through suspend and clock changes.

#[cfg(target_os = "linux")]
mod realtime;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use desk_ports::{Alarm, Clock};
use tokio::sync::Notify;

/// The computer's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct WallClock;

impl Clock for WallClock {
    /// A clock before 1970, or past every calendar, is an instant like another: chrono's own `now` ends the program.
    fn now(&self) -> DateTime<Utc> {
        instant(SystemTime::now())
    }

    #[cfg(target_os = "linux")]
    fn uptime(&self) -> Duration {
        let up = rustix::time::clock_gettime(rustix::time::ClockId::Boottime);
        Duration::try_from(up).unwrap_or_default()
    }

    #[cfg(not(target_os = "linux"))]
    fn uptime(&self) -> Duration {
        static BEGAN: std::sync::LazyLock<std::time::Instant> = std::sync::LazyLock::new(std::time::Instant::now);
        BEGAN.elapsed()
    }

    fn uptime_counts_sleep(&self) -> bool {
        cfg!(target_os = "linux")
    }
}

/// What the system's clock says, to the nearest instant there is.
fn instant(at: SystemTime) -> DateTime<Utc> {
    let (since, sign) = match at.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(since) => (since, 1),
        Err(before) => (before.duration(), -1),
    };
    let end = if sign > 0 {
        DateTime::<Utc>::MAX_UTC
    } else {
        DateTime::<Utc>::MIN_UTC
    };
    let since = TimeDelta::from_std(since).ok();
    since
        .and_then(|since| DateTime::UNIX_EPOCH.checked_add_signed(since * sign))
        .unwrap_or(end)
}

/// An alarm that looks at the wall clock in short steps.
///
/// One long timer isn't enough: tokio's timers stop while the computer is suspended, and don't notification a clock
/// that was set (<https://github.com/tokio-rs/tokio/issues/3185>).
pub struct TickAlarm {
    clock: Arc<dyn Clock>,
    woken: Notify,
}

impl TickAlarm {
    /// The longest time between two looks at the clock: after a suspend or a changed clock the alarm
    /// is late by this much at most.
    pub const STEP: Duration = Duration::from_secs(15);

    /// An alarm that follows `clock`.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            woken: Notify::new(),
        }
    }

    async fn pass(&self, at: DateTime<Utc>) {
        let mut least = Duration::MAX;
        loop {
            // An error means a negative length: the instant has passed.
            let Ok(left) = (at - self.clock.now()).to_std() else {
                return;
            };
            // More left than before: the clock was set back, which is a reason to look. The instant may be a day away by
            // now.
            if left.is_zero() || left > least {
                return;
            }
            least = left;
            tokio::time::sleep(left.min(Self::STEP)).await;
        }
    }
}

#[async_trait]
impl Alarm for TickAlarm {
    async fn sleep_until(&self, at: Option<DateTime<Utc>>) {
        let Some(at) = at else {
            return self.woken.notified().await;
        };
        tokio::select! {
            () = self.woken.notified() => {}
            () = self.pass(at) => {}
        }
    }

    fn wake(&self) {
        self.woken.notify_one();
    }
}

/// The alarm of this computer: where the kernel has a timer by the wall clock, exact to the millisecond and early when
/// the clock is set; everywhere, and behind that timer, no later than a [`TickAlarm`].
pub struct NativeAlarm {
    tick: TickAlarm,
}

impl NativeAlarm {
    /// An alarm by the computer's clock.
    #[must_use]
    pub fn new() -> Self {
        Self {
            tick: TickAlarm::new(Arc::new(WallClock)),
        }
    }
}

impl Default for NativeAlarm {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Alarm for NativeAlarm {
    async fn sleep_until(&self, at: Option<DateTime<Utc>>) {
        #[cfg(target_os = "linux")]
        if let Some(at) = at {
            return tokio::select! {
                () = realtime::at_or_clock_set(at) => {}
                () = self.tick.sleep_until(Some(at)) => {}
            };
        }
        self.tick.sleep_until(at).await;
    }

    fn wake(&self) {
        self.tick.wake();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use tokio::time::Instant;

    use super::*;

    /// A clock that follows tokio's paused time and can be set by hand.
    struct SetClock {
        started: Instant,
        base: Mutex<DateTime<Utc>>,
    }

    impl SetClock {
        /// Friday afternoon before the clocks go forward.
        fn new() -> Arc<Self> {
            let base = "2017-03-24T16:00:00Z".parse().expect("a date");
            Arc::new(Self {
                started: Instant::now(),
                base: Mutex::new(base),
            })
        }

        fn jump(&self, by: TimeDelta) {
            *self.base.lock().expect("no panic elsewhere") += by;
        }
    }

    impl Clock for SetClock {
        fn now(&self) -> DateTime<Utc> {
            *self.base.lock().expect("no panic elsewhere") + self.started.elapsed()
        }

        fn uptime(&self) -> Duration {
            self.started.elapsed()
        }

        fn uptime_counts_sleep(&self) -> bool {
            true
        }
    }

    #[test]
    fn r23_12_a_clock_before_1970_or_past_every_calendar_is_read_and_ends_nothing() {
        let epoch = SystemTime::UNIX_EPOCH;
        let day = Duration::from_secs(86_400);
        assert_eq!(instant(epoch - day).to_rfc3339(), "1969-12-31T00:00:00+00:00");
        assert_eq!(
            instant(epoch - Duration::from_millis(1)).to_rfc3339(),
            "1969-12-31T23:59:59.999+00:00"
        );
        assert_eq!(instant(epoch + day).to_rfc3339(), "1970-01-02T00:00:00+00:00");
        let ages = Duration::from_secs(60 * 60 * 24 * 365 * 400_000);
        assert_eq!(instant(epoch - ages), DateTime::<Utc>::MIN_UTC);
        assert_eq!(instant(epoch + ages), DateTime::<Utc>::MAX_UTC);
    }

    #[tokio::test(start_paused = true)]
    async fn rings_at_its_instant_and_at_once_when_it_has_passed() {
        let clock = SetClock::new();
        let alarm = TickAlarm::new(clock.clone());
        let at = clock.now() + TimeDelta::milliseconds(100_250);
        alarm.sleep_until(Some(at)).await;
        assert_eq!((clock.now() - at).num_milliseconds(), 0);
        alarm.sleep_until(Some(at - TimeDelta::days(1))).await;
        assert!((clock.now() - at).num_milliseconds() < 5);
    }

    #[tokio::test(start_paused = true)]
    async fn f48_after_eight_hours_of_suspend_it_rings_within_one_step() {
        let clock = SetClock::new();
        let alarm = TickAlarm::new(clock.clone());
        let before = Instant::now();
        let night = async {
            tokio::time::sleep(Duration::from_secs(20)).await;
            clock.jump(TimeDelta::hours(8));
        };
        tokio::join!(alarm.sleep_until(Some(clock.now() + TimeDelta::hours(7))), night);
        assert!(
            before.elapsed() <= Duration::from_secs(20) + TickAlarm::STEP,
            "{:?}",
            before.elapsed()
        );
    }

    #[tokio::test(start_paused = true)]
    async fn f50_a_clock_set_back_makes_it_wait_for_the_same_instant() {
        let clock = SetClock::new();
        let alarm = TickAlarm::new(clock.clone());
        let at = clock.now() + TimeDelta::minutes(1);
        clock.jump(TimeDelta::hours(-1));
        let before = Instant::now();
        alarm.sleep_until(Some(at)).await;
        assert_eq!(before.elapsed().as_secs(), 61 * 60);
    }

    #[tokio::test(start_paused = true)]
    async fn r24_09_a_clock_that_ran_ahead_and_is_set_back_ends_it_within_a_step() {
        let clock = SetClock::new();
        clock.jump(TimeDelta::days(1));
        let alarm = TickAlarm::new(clock.clone());
        let before = Instant::now();
        let put_right = async {
            tokio::time::sleep(Duration::from_secs(20)).await;
            clock.jump(TimeDelta::days(-1));
        };
        tokio::join!(alarm.sleep_until(Some(clock.now() + TimeDelta::minutes(5))), put_right);
        assert!(before.elapsed() <= Duration::from_secs(20) + TickAlarm::STEP);
    }

    #[tokio::test(start_paused = true)]
    async fn a_wake_ends_the_sleep_under_way_or_the_next_one() {
        let alarm = TickAlarm::new(SetClock::new());
        tokio::join!(alarm.sleep_until(None), async { alarm.wake() });
        alarm.wake();
        alarm.wake();
        alarm.sleep_until(None).await;
        let third = tokio::time::timeout(Duration::from_secs(3600), alarm.sleep_until(None)).await;
        assert!(third.is_err(), "two wakes before a sleep count as one");
    }
}
