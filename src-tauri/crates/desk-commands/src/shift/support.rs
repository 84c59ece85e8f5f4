//! Being on support: what the engineer said last, and when to ask.

use chrono::{DateTime, Utc};
use desk_contract::list::{Done, Nothing};
use desk_contract::notices::OnSupportRequest;
use desk_domain::calendar::HoursClass;
use desk_domain::deadline::Rules;
use desk_store::{DeskRead, StoreError};

use crate::desk::{Answer, Desk};

/// Whether to ask *Are you on support today?*: in hours, when nothing was said about it on this local day (rule 22).
pub(crate) fn asks_on_support(desk: DeskRead<'_>, rules: &Rules, now: DateTime<Utc>) -> Result<bool, StoreError> {
    if rules.hours.class_at(now) != HoursClass::InHours {
        return Ok(false);
    }
    let date = |at| rules.hours.local(at).date;
    let word = desk.last_shift_word()?;
    Ok(word.is_none_or(|word| date(word.at) != date(now)))
}

/// Starts or ends being on support (rule 22).
///
/// # Errors
/// When it cannot be saved.
pub async fn on_support(desk: &Desk, request: OnSupportRequest) -> Answer<Done> {
    let now = desk.now();
    desk.keep(move |desk| desk.say_shift(request.on, now)).await?;
    desk.committed();
    desk.woken();
    Ok(Done {})
}

/// Ends Dutydesk: the screen has asked, because nothing notifies afterwards.
///
/// # Errors
/// None.
pub async fn quit(desk: &Desk, _: Nothing) -> Answer<Done> {
    desk.host().quit();
    Ok(Done {})
}

/// Whether somebody has said to be on support.
pub(crate) fn said_on_support(desk: DeskRead<'_>) -> Result<Option<bool>, StoreError> {
    Ok(desk.last_shift_word()?.map(|word| word.on_support))
}
