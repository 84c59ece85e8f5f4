//! Working time found the slow way: for the local time of every minute, it asks whether a frame covers it. It shares no
//! arithmetic with the engine. Frames must not begin or end inside an hour that a clock change skips or repeats.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, Timelike};
use desk_domain::calendar::{Days, Frame, Hours};
use desk_domain::time::Instant;
use jiff::tz::TimeZone;

use crate::team::zone;

const MINUTE: i64 = 60_000;

pub(crate) struct Oracle<'a> {
    hours: &'a Hours,
    zone: TimeZone,
}

impl<'a> Oracle<'a> {
    pub(crate) fn new(hours: &'a Hours) -> Self {
        Self {
            hours,
            zone: zone(&hours.zone),
        }
    }

    /// Where `millis` of working time after `start` end.
    pub(crate) fn add_working(&self, start: Instant, millis: i64) -> Instant {
        let mut at = start.timestamp_millis();
        let mut left = millis;
        while left > 0 {
            let step = minute_end(at) - at;
            if self.is_in_hours(at) {
                let used = step.min(left);
                left -= used;
                at += used;
            } else {
                at += step;
            }
        }
        DateTime::from_timestamp_millis(at).unwrap()
    }

    /// Working time from `from` to `to`.
    pub(crate) fn working_between(&self, from: Instant, to: Instant) -> i64 {
        let (mut at, end) = (from.timestamp_millis(), to.timestamp_millis());
        let mut sum = 0;
        while at < end {
            let next = minute_end(at).min(end);
            if self.is_in_hours(at) {
                sum += next - at;
            }
            at = next;
        }
        sum
    }

    pub(crate) fn is_in_hours(&self, at: i64) -> bool {
        let wall = self.wall(at);
        let today = wall.date();
        let minute = wall.hour() * 60 + wall.minute();
        self.hours.in_hours.iter().any(|frame| {
            let (from, to) = (u32::from(frame.from_minute), u32::from(frame.to_minute));
            if from < to {
                is_on(frame, today, self.hours) && (from..to).contains(&minute)
            } else {
                let begun_yesterday = is_on(frame, today.pred_opt().unwrap(), self.hours) && minute < to;
                begun_yesterday || (is_on(frame, today, self.hours) && minute >= from)
            }
        })
    }

    fn wall(&self, at: i64) -> NaiveDateTime {
        let stamp = jiff::Timestamp::from_millisecond(at).unwrap();
        let offset = i64::from(self.zone.to_offset(stamp).seconds());
        DateTime::from_timestamp_millis(at + offset * 1000).unwrap().naive_utc()
    }
}

fn minute_end(at: i64) -> i64 {
    (at.div_euclid(MINUTE) + 1) * MINUTE
}

fn is_on(frame: &Frame, date: NaiveDate, hours: &Hours) -> bool {
    match &frame.days {
        Days::Working(weekdays) => {
            weekdays.contains(&date.weekday()) && !hours.holidays.iter().any(|holiday| holiday.date == date)
        }
        Days::Every => true,
        Days::Date(_) | Days::Season(_) => panic!("no test of the oracle has a date or a season"),
        Days::NonWorking => panic!("no in-hours frame of a test is on non-working days"),
    }
}
