//! Times that a person types in the window. Rust reads the words, so the window needs no time zones.

use chrono::NaiveTime;
use desk_contract::time::{Moment, TimeMeaning, TypedTimeRequest};
use desk_domain::typed_time::{Direction, read};

use crate::desk::{Answer, Desk, error};
use crate::words::{moment, zoned};

/// Reads a typed time in the policy's zone.
///
/// # Errors
/// A sentence with an example if it cannot be read. If it is on the wrong side of now, a sentence that says what was
/// understood.
pub async fn typed_time(desk: &Desk, request: TypedTimeRequest) -> Answer<Moment> {
    let (rules, now) = (desk.rules(), desk.now());
    let (direction, day_alone) = match request.meaning {
        TimeMeaning::Happened => (Direction::Back, None),
        TimeMeaning::Promised => (Direction::Ahead, None),
        TimeMeaning::Chase => (Direction::Ahead, NaiveTime::from_hms_opt(12, 0, 0)),
    };
    let at = read(&rules.hours, &request.typed, now, direction, day_alone)
        .map_err(|problem| error::invalid(problem.to_string()))?;
    let said = || zoned(&rules.hours, at, now);
    match direction {
        Direction::Ahead if at <= now => Err(error::invalid(format!("{} has passed. Enter a later time.", said()))),
        Direction::Back if at > now => Err(error::invalid(format!(
            "{} is in the future. Enter an earlier time.",
            said()
        ))),
        _ => Ok(moment(&rules.hours, at, now)),
    }
}
