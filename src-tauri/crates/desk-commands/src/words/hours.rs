//! Support hours and targets in words.

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::time::{HoursClass, HoursNow, Moment};
use desk_domain::calendar;
use desk_domain::policy::Targets;
use desk_domain::support_hours::SupportHours;

use super::time::moment;

/// The hours class as it crosses.
#[must_use]
pub const fn hours_class(class: calendar::HoursClass) -> HoursClass {
    match class {
        calendar::HoursClass::InHours => HoursClass::InHours,
        calendar::HoursClass::Waking => HoursClass::Waking,
        calendar::HoursClass::Overnight => HoursClass::Overnight,
    }
}

/// No support hours go on for a year without always going on: the table of hours ends one day, which means nothing.
const FAR: TimeDelta = TimeDelta::days(366);

/// What kind of cover there is at `now`, and until when.
#[must_use]
pub fn hours_now(hours: &SupportHours, now: DateTime<Utc>) -> HoursNow {
    let class = hours.class_at(now);
    let local = hours.local(now);
    // Hours that have no end in sight have none to speak of.
    let until = hours.class_until(now).filter(|until| *until - now < FAR);
    let until = until.map(|until| moment(hours, until, now));
    let holiday = hours.holiday(local.date).map(str::to_owned);
    HoursNow {
        class: hours_class(class),
        // A day that is off in part is no bank holiday.
        sentence: cover_sentence(
            class,
            holiday.is_some() && hours.other_hours(local.date).is_none(),
            until.as_ref(),
        ),
        until,
        next_opening: hours.next_opening(now).map(|opening| moment(hours, opening, now)),
        holiday,
        calendar_known: hours.calendar_known(now),
        now: moment(hours, now, now),
        today: local.long(),
    }
}

fn cover_sentence(class: calendar::HoursClass, holiday: bool, until: Option<&Moment>) -> String {
    let cover = match class {
        calendar::HoursClass::InHours => "In hours",
        calendar::HoursClass::Waking if holiday => "Bank holiday, out of hours, waking",
        calendar::HoursClass::Waking => "Out of hours, waking",
        calendar::HoursClass::Overnight => "Out of hours, overnight",
    };
    match (until, class) {
        (Some(until), _) => format!("{cover} until {}", until.short),
        (None, calendar::HoursClass::InHours) => "Always in hours".to_owned(),
        (None, _) => cover.to_owned(),
    }
}

/// `20 min in hours, 40 min waking and overnight`; once where all classes agree.
pub(crate) fn targets(targets: &Targets) -> String {
    let said = |class| targets.at(class).map_or("none", |target| target.said.as_str());
    let [in_hours, waking, overnight] = calendar::HoursClass::ALL.map(said);
    if in_hours == waking && waking == overnight {
        in_hours.to_owned()
    } else if waking == overnight {
        format!("{in_hours} in hours, {waking} out of hours")
    } else {
        format!("{in_hours} in hours, {waking} waking, {overnight} overnight")
    }
}
