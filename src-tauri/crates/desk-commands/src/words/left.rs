//! How much time a clock has left, or how late it is, in words: by the wall clock, as a person says it. Where the clock's
//! own time is different, because it stops out of hours or stopped for a pause, that stands beside it.

use chrono::{DateTime, Utc};
use desk_contract::clocks::{self as contract, ClockReading};
use desk_domain::clock::{Reading, Standing};

use super::clocks::clock_of;
use super::time::length;

/// `6 min late`, `due now`, `2 min`, `1 h 54 min`, `paused`; empty where there is nothing to count.
#[must_use]
pub fn left(reading: &Reading, now: DateTime<Utc>) -> String {
    match (reading.standing, wall_minutes(reading, now)) {
        (Standing::Paused, _) => "paused".to_owned(),
        (Standing::Breached, Some(0)) => DUE_NOW.to_owned(),
        (Standing::Breached, Some(minutes)) => format!("{} late", length(minutes)),
        (Standing::Breached, None) => "late".to_owned(),
        (_, Some(0)) => UNDER_A_MINUTE.to_owned(),
        (_, Some(minutes)) => length(minutes),
        (_, None) => String::new(),
    }
}

const DUE_NOW: &str = "due now";
const UNDER_A_MINUTE: &str = "under 1 min";

/// [`left`] as a sentence of its own: `1 h 54 min left`, `6 min late`.
#[must_use]
pub fn left_said(reading: &Reading, now: DateTime<Utc>) -> String {
    let said = left(reading, now);
    match reading.standing {
        Standing::Running | Standing::AtRisk if !said.is_empty() => format!("{said} left"),
        _ => said,
    }
}

/// `1 h 57 min left (in hours)`, `2 min late (in hours)`: the clock's own time, where it is not the wall's.
#[must_use]
pub fn beside(reading: &Reading, now: DateTime<Utc>) -> Option<String> {
    let own = reading.remaining_minutes.filter(|_| stands_still(reading, now))?;
    match reading.standing {
        Standing::Breached => Some(format!("{} late (in hours)", length(own))),
        Standing::Running | Standing::AtRisk => Some(format!("{} left (in hours)", length(own))),
        _ => None,
    }
}

/// What is left of an open clock, by the wall and by its own time, for the answers of `duty`.
#[must_use]
pub fn left_in_words(reading: &ClockReading, now: DateTime<Utc>) -> Vec<String> {
    let standing = match reading.standing {
        contract::Standing::Running => Standing::Running,
        contract::Standing::AtRisk => Standing::AtRisk,
        contract::Standing::Breached => Standing::Breached,
        contract::Standing::Paused if reading.due_at.is_none() => {
            let left = reading.remaining_minutes.map(length);
            return left
                .map(|left| format!("{left} left once resumed"))
                .into_iter()
                .collect();
        }
        _ => return Vec::new(),
    };
    let facts = Reading {
        clock: clock_of(reading.clock),
        cycle: reading.cycle,
        standing,
        started_at: reading.started_at,
        due_at: reading.due_at,
        ended_at: reading.ended_at,
        breached_at: reading.breached_at,
        remaining_minutes: reading.remaining_minutes,
        used: None,
    };
    let said = Some(left_said(&facts, now)).filter(|said| !said.is_empty());
    said.into_iter().chain(beside(&facts, now)).collect()
}

/// Whole minutes on the wall between now and the deadline, whichever comes first; `None` without a deadline.
fn wall_minutes(reading: &Reading, now: DateTime<Utc>) -> Option<i64> {
    reading.due_at.map(|due| (due - now).num_minutes().abs())
}

/// Whether the clock stops for a while between now and its deadline: its own time differs from the wall's.
#[must_use]
pub fn stands_still(reading: &Reading, now: DateTime<Utc>) -> bool {
    let wall = reading
        .due_at
        .map(|due| (due - now).num_milliseconds().div_euclid(60_000));
    wall.is_some_and(|wall| reading.remaining_minutes.is_some_and(|own| own != wall))
}

/// The number and the unit of [`left`], for the one large figure on the screen: `("6", "min late")`, `("1 h 54 min",
/// "")`.
#[must_use]
pub fn large(reading: &Reading, now: DateTime<Utc>) -> (String, String) {
    let after = match reading.standing {
        Standing::Paused => return ("paused".to_owned(), String::new()),
        Standing::Breached => "late",
        _ => "",
    };
    match wall_minutes(reading, now) {
        Some(0) if reading.standing == Standing::Breached => (DUE_NOW.to_owned(), String::new()),
        Some(minutes) if minutes < 60 => (minutes.to_string(), format!("min {after}").trim().to_owned()),
        Some(minutes) => (length(minutes), after.to_owned()),
        None => (String::new(), String::new()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use desk_domain::clock::Reading;
    use desk_domain::policy::Clock;

    use super::*;

    fn at(time: &str) -> DateTime<Utc> {
        DateTime::parse_from_rfc3339(&format!("2026-11-27T{time}Z"))
            .unwrap()
            .to_utc()
    }

    /// A clock in working hours until 17:00, with so many of its own minutes left.
    fn reading(standing: Standing, due: &str, own: i64) -> Reading {
        Reading {
            clock: Clock::Update,
            cycle: 1,
            standing,
            started_at: at("16:00:00"),
            due_at: Some(at(due)),
            ended_at: None,
            breached_at: None,
            remaining_minutes: Some(own),
            used: None,
        }
    }

    #[test]
    fn r22_04_time_left_is_the_walls_and_working_time_stands_beside_it() {
        // Promised beyond closing time: nothing of it is working time.
        let promised = reading(Standing::AtRisk, "18:00:00", 0);
        assert_eq!(left_said(&promised, at("17:02:00")), "58 min left");
        assert_eq!(beside(&promised, at("17:02:00")).unwrap(), "0 min left (in hours)");
        assert_eq!(large(&promised, at("17:02:00")), ("58".to_owned(), "min".to_owned()));
        let tomorrow = Reading {
            due_at: Some(at("10:27:00") + chrono::TimeDelta::days(1)),
            ..reading(Standing::Running, "18:00:00", 117)
        };
        assert_eq!(left_said(&tomorrow, at("16:30:00")), "17 h 57 min left");
        assert_eq!(beside(&tomorrow, at("16:30:00")).unwrap(), "1 h 57 min left (in hours)");
        let today = reading(Standing::Running, "16:58:30", 28);
        assert_eq!(
            (left(&today, at("16:30:00")).as_str(), beside(&today, at("16:30:00"))),
            ("28 min", None)
        );
    }

    #[test]
    fn r22_04_lateness_counts_on_after_closing_time() {
        let late = reading(Standing::Breached, "16:58:00", -2);
        assert_eq!(left(&late, at("17:24:10")), "26 min late");
        assert_eq!(beside(&late, at("17:24:10")).unwrap(), "2 min late (in hours)");
        assert_eq!(large(&late, at("17:24:10")), ("26".to_owned(), "min late".to_owned()));
        let just = reading(Standing::Breached, "16:58:00", -1);
        assert_eq!(left(&just, at("16:58:30")), "due now");
        assert_eq!(large(&just, at("16:58:30")), ("due now".to_owned(), String::new()));
        assert_eq!(left(&just, at("16:59:00")), "1 min late");
        assert_eq!(beside(&just, at("16:58:30")), None);
    }
}
