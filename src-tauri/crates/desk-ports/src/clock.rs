//! The time of day, and waiting for an instant of it.

use std::time::Duration;

use async_trait::async_trait;
use chrono::{DateTime, Utc};

/// The wall clock.
pub trait Clock: Send + Sync {
    /// The present instant, as the computer's clock has it. It may jump both ways; never measure a
    /// length of time with it.
    fn now(&self) -> DateTime<Utc>;

    /// A length of time that only grows, whatever the wall clock does: since some instant before this process, with
    /// the time of suspends where the system counts it.
    fn uptime(&self) -> Duration;

    /// Whether the time of suspends is part of [`Clock::uptime`].
    fn uptime_counts_sleep(&self) -> bool;
}

/// A wait for an instant of the wall clock, which can be cut short.
///
/// A loop over it looks like `loop { work().await; alarm.sleep_until(next).await }`: the work decides
/// by the clock what is due, so an early return costs one look and does no harm.
#[async_trait]
pub trait Alarm: Send + Sync {
    /// Returns when the wall clock is at or after `at`, no matter how it got there (a suspended computer and a clock
    /// that was set count), or earlier after [`Alarm::wake`] and when the clock was set back. With `None` only
    /// [`Alarm::wake`] ends it.
    async fn sleep_until(&self, at: Option<DateTime<Utc>>);

    /// Ends the sleep under way, or the next one where nobody sleeps: what the sleeper knows has
    /// changed. Several calls before a sleep count as one.
    fn wake(&self);
}
