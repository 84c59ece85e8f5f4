//! The present instant, unless the computer's clock can't be right.

use chrono::{DateTime, Datelike, Utc};
use desk_platform::WallClock;
use desk_ports::Clock;

use crate::answer::{Exit, Failure};

/// Dutydesk is younger, and the bank holidays and zone data it carries end: a clock outside these years was never set.
const YEARS: std::ops::Range<i32> = 2017..2046;

/// Now, by the wall clock.
pub(crate) fn now() -> Result<DateTime<Utc>, Failure> {
    believable(WallClock.now())
}

fn believable(now: DateTime<Utc>) -> Result<DateTime<Utc>, Failure> {
    if YEARS.contains(&now.year()) {
        return Ok(now);
    }
    Err(Failure::new(
        Exit::DidNotWork,
        format!(
            "This computer’s clock says {}. Set it, then try again.",
            now.format("%-d %b %Y, %H:%M UTC")
        ),
    ))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_was_never_set_is_not_believed() {
        for (at, believed) in [
            ("1970-01-01T00:00:00Z", false),
            ("2016-12-31T23:59:59Z", false),
            ("2017-01-01T00:00:00Z", true),
            ("2045-12-31T23:59:59Z", true),
            ("2046-01-01T00:00:00Z", false),
        ] {
            assert_eq!(believable(at.parse().unwrap()).is_ok(), believed, "{at}");
        }
    }
}
