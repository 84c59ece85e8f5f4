//! Instants, lengths and standings in the words that people read. Everything the screen shows of time is worded here,
//! so that the window holds no zone and no arithmetic.

use chrono::{DateTime, Utc};
use desk_contract::time::{HoursClass, HoursNow, Moment};
use desk_domain::clock::{Reading, Standing};
use desk_domain::policy;
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

/// `1 min`, `54 min`, `2 h`, `1 h 54`, `3 days 4 h`. Negative lengths are worded without their sign.
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
        (hours, minutes) => format!("{hours} h {minutes:02}"),
    }
}

/// `6 min late`, `2 min`, `1 h 54`, `30 min in hours`, `paused`; empty where there is nothing to count.
#[must_use]
pub fn left(reading: &Reading, now: DateTime<Utc>) -> String {
    match (reading.standing, reading.remaining_minutes) {
        (Standing::Paused, _) => "paused".to_owned(),
        (Standing::Breached, Some(_)) => format!("{} late", length(late_minutes(reading, now))),
        (Standing::Breached, _) => "late".to_owned(),
        (_, Some(0)) => "under 1 min".to_owned(),
        (_, Some(minutes)) if stands_still(reading, now) => format!("{} in hours", length(minutes)),
        (_, Some(minutes)) => length(minutes),
        (_, None) => String::new(),
    }
}

/// Whole minutes of lateness: what has passed, as a person reads it off two clocks. (The contract's `remaining_minutes`
/// is floored, so that half a minute late is -1.)
fn late_minutes(reading: &Reading, now: DateTime<Utc>) -> i64 {
    let own = reading.remaining_minutes.map_or(0, |minutes| -minutes);
    let wall = reading.due_at.map_or(0, |due| (now - due).num_minutes());
    if wall == own || wall == own - 1 {
        wall
    } else {
        (own - 1).max(0)
    }
}

/// Whether the clock stands still for a while before its deadline: its own time is not the wall's.
#[must_use]
pub fn stands_still(reading: &Reading, now: DateTime<Utc>) -> bool {
    let wall = reading.due_at.map(|due| (due - now).num_seconds().div_euclid(60));
    wall.is_some_and(|wall| reading.remaining_minutes.is_some_and(|own| own != wall))
}

/// The number and the unit of [`left`], for the one large figure on the screen: `("6", "min late")`, `("1 h 54", "")`.
#[must_use]
pub fn large(reading: &Reading, now: DateTime<Utc>) -> (String, String) {
    let after = match reading.standing {
        Standing::Breached => "late",
        Standing::Paused => return ("paused".to_owned(), String::new()),
        _ if stands_still(reading, now) => "in hours",
        _ => "",
    };
    let minutes = match reading.standing {
        Standing::Breached => reading.remaining_minutes.map(|_| late_minutes(reading, now)),
        _ => reading.remaining_minutes,
    };
    match minutes {
        Some(minutes) if minutes.abs() < 60 => (minutes.abs().to_string(), format!("min {after}").trim().to_owned()),
        Some(minutes) => (length(minutes), after.to_owned()),
        None => (String::new(), String::new()),
    }
}

/// `14 kB`, `1.2 MB`.
#[must_use]
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}

/// `12 s ago`, `4 min ago`, `2 h 10 ago`.
#[must_use]
pub fn ago(then: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = (now - then).num_seconds().max(0);
    if seconds < 60 {
        format!("{seconds} s ago")
    } else {
        format!("{} ago", length(seconds / 60))
    }
}

/// A list as people say it: `a`, `a and b`, `a, b and c`.
#[must_use]
pub fn and(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [one] => one.clone(),
        [many @ .., last] => format!("{} and {last}", many.join(", ")),
    }
}

/// The hours class as it crosses.
#[must_use]
pub const fn hours_class(class: policy::HoursClass) -> HoursClass {
    match class {
        policy::HoursClass::InHours => HoursClass::InHours,
        policy::HoursClass::Waking => HoursClass::Waking,
        policy::HoursClass::Overnight => HoursClass::Overnight,
    }
}

/// What kind of cover there is at `now`, and until when.
#[must_use]
pub fn hours_now(hours: &SupportHours, now: DateTime<Utc>) -> HoursNow {
    let class = hours.class_at(now);
    let local = hours.local(now);
    let until = hours.class_until(now).map(|until| moment(hours, until, now));
    let holiday = hours.holiday(local.date).map(str::to_owned);
    HoursNow {
        class: hours_class(class),
        sentence: cover_sentence(class, holiday.is_some(), until.as_ref()),
        until,
        next_opening: hours.next_opening(now).map(|opening| moment(hours, opening, now)),
        holiday,
        calendar_known: hours.calendar_known(now),
        now: moment(hours, now, now),
        today: local.long(),
    }
}

fn cover_sentence(class: policy::HoursClass, holiday: bool, until: Option<&Moment>) -> String {
    let cover = match class {
        policy::HoursClass::InHours => "In hours",
        policy::HoursClass::Waking if holiday => "Bank holiday, out of hours, waking",
        policy::HoursClass::Waking => "Out of hours, waking",
        policy::HoursClass::Overnight => "Out of hours, overnight",
    };
    match until {
        Some(until) => format!("{cover} until {}", until.short),
        None => cover.to_owned(),
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
            (114, "1 h 54"),
            (605, "10 h 05"),
            (24 * 60, "1 day"),
            (25 * 60 + 30, "1 day 1 h"),
            (72 * 60, "3 days"),
        ] {
            assert_eq!(length(minutes), said);
        }
    }

    #[test]
    fn sizes_are_worded_in_the_unit_that_fits() {
        assert_eq!(size(999), "999 B");
        assert_eq!(size(14_400), "14 kB");
        assert_eq!(size(1_250_000), "1.2 MB");
    }
}
