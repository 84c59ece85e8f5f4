//! Instants in the form that scripts write, and whole minutes.

use chrono::{DateTime, Datelike, DurationRound, TimeDelta, Utc};
use desk_domain::support_hours::{END_YEAR, FIRST_YEAR};

pub(crate) fn whole_minute(at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    at.duration_trunc(TimeDelta::minutes(1)).ok()
}

/// Reads an instant as RFC 3339 writes it, with an offset: `2017-04-13T16:45:00+01:00`.
///
/// # Errors
/// A sentence with an example, for anything else and for what the bundled calendar does not reach (2016 to 2045).
pub fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    let at = DateTime::parse_from_rfc3339(text)
        .ok()
        .filter(|_| !text.contains(' '))
        .ok_or_else(|| {
            format!("`{text}` is not an instant. Write it with its offset, like 2017-04-13T16:45:00+01:00.")
        })?
        .to_utc();
    if (FIRST_YEAR..END_YEAR).contains(&at.year()) {
        Ok(at)
    } else {
        let last = END_YEAR - 1;
        Err(format!(
            "`{text}` is outside the calendar. Write an instant from {FIRST_YEAR} to {last}, like 2017-04-13T16:45:00+01:00."
        ))
    }
}
