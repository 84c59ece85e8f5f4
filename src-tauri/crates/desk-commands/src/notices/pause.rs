//! Pausing all notifications for a while. Nothing is lost: when the pause ends, one summary lists what passed.

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::events::DeskEvent;
use desk_contract::list::Done;
use desk_contract::notices::NoticesPauseRequest;
use desk_store::{DeskRead, StoreError};

use crate::desk::{Answer, Desk, error};

const PAUSED_UNTIL: &str = "notices_paused_until";
const MINUTES: std::ops::RangeInclusive<u32> = 1..=60;

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
    desk.keep(move |desk| match until {
        Some(until) => desk.put_setting(PAUSED_UNTIL, &until.timestamp_millis()),
        None => desk.remove_setting(PAUSED_UNTIL),
    })
    .await?;
    desk.host().tell(DeskEvent::Changed);
    desk.committed();
    Ok(Done {})
}

/// Until when notifications are paused; `None` if they aren't. If a pause is over, it is deleted here.
pub(super) async fn paused_until(desk: &Desk, now: DateTime<Utc>) -> Answer<Option<DateTime<Utc>>> {
    let Some(until) = desk.read(|read| set_until(read.desk())).await? else {
        return Ok(None);
    };
    if now < until {
        return Ok(Some(until));
    }
    desk.keep(|desk| desk.remove_setting(PAUSED_UNTIL)).await?;
    desk.host().tell(DeskEvent::Changed);
    Ok(None)
}

/// Until when notifications are paused at `now`, for callers that only show it.
pub(crate) fn pause_at(desk: DeskRead<'_>, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(set_until(desk)?.filter(|until| *until > now))
}

/// The pause that is set, whether or not it is over.
fn set_until(desk: DeskRead<'_>) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(desk
        .setting::<i64>(PAUSED_UNTIL)?
        .and_then(DateTime::from_timestamp_millis))
}
