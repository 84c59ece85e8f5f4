//! Pausing all notifications for a while. Nothing is lost: when the pause ends, one summary lists what passed.

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::events::DeskEvent;
use desk_contract::list::Done;
use desk_contract::notices::NoticesPauseRequest;
use desk_domain::set_clock::ClockSets;
use desk_store::{DeskRead, StoreError};
use serde::{Deserialize, Serialize};

use crate::desk::{Answer, Desk, error};

const PAUSE: &str = "notices_paused";
const MINUTES: std::ops::RangeInclusive<u32> = 1..=60;

/// A pause as it was asked for, in milliseconds since 1970 as the clock showed them.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Pause {
    asked_at: i64,
    until: i64,
    /// Until support hours begin, not for some minutes.
    to_opening: bool,
    /// After which setting of the clock.
    clock_set: i64,
}

impl Pause {
    /// Its end by the clock of now. The minutes are those that were asked for, however the clock was set. An opening
    /// that a clock named that ran ahead is none.
    fn ends_at(self, desk: DeskRead<'_>) -> Result<Option<DateTime<Utc>>, StoreError> {
        let at = DateTime::from_timestamp_millis;
        let (Some(asked_at), Some(until)) = (at(self.asked_at), at(self.until)) else {
            return Ok(None);
        };
        let sets = desk.clock_sets_after(self.clock_set)?;
        let sets = ClockSets(&sets);
        Ok(match self.to_opening {
            true => Some(until).filter(|_| sets.counts(asked_at, self.clock_set)),
            false => Some(sets.on_this_clock(until, self.clock_set)),
        })
    }
}

/// Pauses or resumes all notifications.
///
/// # Errors
/// When the minutes are out of range, no opening is known, or it cannot be saved.
pub async fn notices_pause(desk: &Desk, request: NoticesPauseRequest) -> Answer<Done> {
    let now = desk.now();
    let until = match request {
        NoticesPauseRequest::Off => None,
        NoticesPauseRequest::Minutes { minutes } if MINUTES.contains(&minutes) => {
            Some(now + TimeDelta::minutes(i64::from(minutes)))
        }
        NoticesPauseRequest::Minutes { .. } => {
            return Err(error::invalid(
                "Pause notifications for 1 to 60 minutes, or until support hours begin.",
            ));
        }
        NoticesPauseRequest::UntilOpening => Some(desk.rules().hours.next_opening(now).ok_or_else(|| {
            error::not_now("The calendar has no later support hours. Pause for 10 to 60 minutes instead.")
        })?),
    };
    let to_opening = matches!(request, NoticesPauseRequest::UntilOpening);
    desk.keep(move |desk| match until {
        Some(until) => {
            let pause = Pause {
                asked_at: now.timestamp_millis(),
                until: until.timestamp_millis(),
                to_opening,
                clock_set: desk.read().last_clock_set()?,
            };
            desk.put_setting(PAUSE, &pause)
        }
        None => desk.remove_setting(PAUSE),
    })
    .await?;
    desk.host().tell(DeskEvent::Changed);
    desk.committed();
    Ok(Done {})
}

/// Until when notifications are paused; `None` if they aren't. If a pause is over, it is deleted here.
pub(super) async fn paused_until(desk: &Desk, now: DateTime<Utc>) -> Answer<Option<DateTime<Utc>>> {
    let (is_set, until) = desk
        .read(move |read| Ok((set(read.desk())?.is_some(), pause_at(read.desk(), now)?)))
        .await?;
    if until.is_some() || !is_set {
        return Ok(until);
    }
    desk.keep(|desk| desk.remove_setting(PAUSE)).await?;
    desk.host().tell(DeskEvent::Changed);
    Ok(None)
}

/// Until when notifications are paused at `now`, for callers that only show it.
pub(crate) fn pause_at(desk: DeskRead<'_>, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
    let until = set(desk)?.map(|pause| pause.ends_at(desk)).transpose()?.flatten();
    Ok(until.filter(|until| *until > now))
}

/// When the pause that is set was asked for, if the clock was not set since.
pub(super) fn asked_at(desk: DeskRead<'_>) -> Result<Option<DateTime<Utc>>, StoreError> {
    let last = desk.last_clock_set()?;
    let pause = set(desk)?.filter(|pause| pause.clock_set == last);
    Ok(pause.and_then(|pause| DateTime::from_timestamp_millis(pause.asked_at)))
}

/// The pause that is set, whether or not it is over.
fn set(desk: DeskRead<'_>) -> Result<Option<Pause>, StoreError> {
    desk.setting(PAUSE)
}
