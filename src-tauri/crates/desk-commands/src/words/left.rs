//! How much time a clock has left, or how late it is, in words.

use chrono::{DateTime, Utc};
use desk_domain::clock::{Reading, Standing};

use super::time::length;

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

/// How many whole minutes it is late, as a person would read it from two clocks. (The contract's `remaining_minutes` is
/// floored, so half a minute late is -1.)
fn late_minutes(reading: &Reading, now: DateTime<Utc>) -> i64 {
    let own = reading.remaining_minutes.map_or(0, |minutes| -minutes);
    let wall = reading.due_at.map_or(0, |due| (now - due).num_minutes());
    if wall == own || wall == own - 1 {
        wall
    } else {
        (own - 1).max(0)
    }
}

/// Whether the clock stops for a while before its deadline: its own time differs from the wall's.
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
