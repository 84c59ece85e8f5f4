//! Instants and lengths of time in words.

use chrono::{DateTime, Utc};
use desk_contract::time::Moment;
use desk_domain::support_hours::SupportHours;

/// An instant in the words of the policy's zone, seen from `now`.
#[must_use]
pub fn moment(hours: &SupportHours, at: DateTime<Utc>, now: DateTime<Utc>) -> Moment {
    let local = hours.local(at);
    let short = if hours.near_clock_change(at) {
        zoned(hours, at, now)
    } else {
        local.short(&hours.local(now))
    };
    Moment {
        at,
        time: local.clock(),
        short,
        long: local.long(),
        zone: local.zone,
    }
}

/// An instant as short as is clear from `now`, always with its zone: `Tue 09:15 GMT`.
#[must_use]
pub fn zoned(hours: &SupportHours, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let local = hours.local(at);
    format!("{} {}", local.short(&hours.local(now)), local.zone)
}

/// `1 min`, `54 min`, `2 h`, `1 h 54 min`, `3 days 4 h`. Negative lengths are worded without their sign.
#[must_use]
pub fn length(minutes: i64) -> String {
    let minutes = minutes.abs();
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, _) if hours >= 24 => match (hours / 24, hours % 24) {
            (1, 0) => "1 day".to_owned(),
            (1, hours) => format!("1 day {hours} h"),
            (days, 0) => format!("{days} days"),
            (days, hours) => format!("{days} days {hours} h"),
        },
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// `12 s ago`, `4 min ago`, `2 h 10 min ago`.
#[must_use]
pub fn ago(then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = (now - then).num_seconds().max(0);
    if seconds < 60 {
        format!("{seconds} s ago")
    } else {
        format!("{} ago", length(seconds / 60))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_worded_as_people_say_them() {
        for (minutes, said) in [
            (0, "0 min"),
            (-6, "6 min"),
            (59, "59 min"),
            (60, "1 h"),
            (114, "1 h 54 min"),
            (605, "10 h 5 min"),
            (24 * 60, "1 day"),
            (25 * 60 + 30, "1 day 1 h"),
            (72 * 60, "3 days"),
        ] {
            assert_eq!(length(minutes), said);
        }
    }
}
