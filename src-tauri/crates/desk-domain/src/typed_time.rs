//! Times as people type them, read on the wall clock of the policy's zone: `15:00`, `tomorrow 10:00`, `Thu 14:30`,
//! `2026-11-27 09:00`, and whatever the screen itself says of a time (`Mon 23 Nov 2026, 14:12 GMT`).

use chrono::{Datelike, Days, NaiveDate, NaiveTime, Weekday};

use crate::support_hours::SupportHours;
use crate::time::Instant;

/// Which instant is meant where the words leave room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// What is still to come: the first one after now.
    Ahead,
    /// What has happened: the last one up to now.
    Back,
}

/// Why typed words are no time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotATime {
    /// No time can be read from them.
    #[error("That isn’t a time Dutydesk can read. Write it like 15:00, tomorrow 10:00, Thu 14:30 or 2026-11-27 09:00.")]
    Unreadable,
    /// A day without a time of day.
    #[error("That’s a day without a time. Add a time, like 09:30.")]
    NoTimeOfDay,
    /// A day that no calendar has.
    #[error("There’s no such day. Write it like 27 Nov 09:00 or 2026-11-27 09:00.")]
    NoSuchDay,
    /// The weekday and the date do not go together.
    #[error("That date is a {0}. Leave the day of the week out, or write another date.")]
    OtherWeekday(Weekday),
    /// The zone does not hold then.
    #[error("The time zone is {0} then. Leave it out, or write {0}.")]
    OtherZone(String),
}

/// Reads typed words as an instant, seen from `now`. Without a day the nearest one in the direction counts. A local
/// time that occurs twice is the first one (rule 25), unless only the second lies in the direction, or its zone was
/// typed; one that does not occur moves forward by the gap. `day_alone` is the time of a day without one.
///
/// Whether what was typed with its date lies in the direction is for the caller to judge.
///
/// # Errors
/// [`NotATime`], in words for people.
pub fn read(
    hours: &SupportHours,
    typed: &str,
    now: Instant,
    direction: Direction,
    day_alone: Option<NaiveTime>,
) -> Result<Instant, NotATime> {
    let words = Words::read(typed)?;
    if words.day == Some(Day::Now) {
        return Ok(now);
    }
    let time = words.time.or(day_alone).ok_or(NotATime::NoTimeOfDay)?;
    let today = hours.local(now).date;
    let dates = words.dates(today, direction)?;
    let occurrences: Vec<Instant> = dates.iter().flat_map(|date| hours.instants_of(*date, time)).collect();
    let in_zone: Vec<Instant> = match &words.zone {
        None => occurrences.clone(),
        Some(zone) => occurrences
            .iter()
            .copied()
            .filter(|at| hours.local(*at).zone == *zone)
            .collect(),
    };
    let lies = |at: &Instant| match direction {
        Direction::Ahead => *at > now,
        Direction::Back => *at <= now,
    };
    // A day that was typed counts even if it is in the other direction.
    let that_day = || in_zone.first().copied().filter(|_| dates.len() == 1);
    let meant = in_zone.iter().copied().find(lies).or_else(that_day);
    meant.ok_or_else(
        || match occurrences.iter().find(|at| lies(at)).or(occurrences.first()) {
            Some(at) => NotATime::OtherZone(hours.local(*at).zone),
            None => NotATime::NoSuchDay,
        },
    )
}

/// Which day was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Day {
    /// The word `now`: neither a day nor a time.
    Now,
    /// Days from today.
    FromToday(i64),
    /// `27 Nov`, perhaps with a year.
    OfMonth(u32, u32, Option<i32>),
    /// `2026-11-27`.
    Date(NaiveDate),
}

/// Typed words, each known by its shape and used once.
#[derive(Debug, Default)]
struct Words {
    day: Option<Day>,
    weekday: Option<Weekday>,
    time: Option<NaiveTime>,
    zone: Option<String>,
}

impl Words {
    fn read(typed: &str) -> Result<Self, NotATime> {
        let words: Vec<&str> = typed
            .split(|c: char| c.is_whitespace() || c == ',')
            .filter(|word| !word.is_empty())
            .collect();
        // Four digits are a year next to a month, and a time of day on their own.
        if let [alone] = words[..]
            && let Some(time) = four_digits(alone)
        {
            return Ok(Self {
                time: Some(time),
                ..Self::default()
            });
        }
        let mut read = Self::default();
        let mut rest = &words[..];
        while let Some(taken) = read.take(rest)? {
            rest = &rest[taken..];
        }
        let nothing = read.day.is_none() && read.weekday.is_none() && read.time.is_none();
        let more_than_now = read.day == Some(Day::Now) && words.len() > 1;
        if !rest.is_empty() || nothing || more_than_now {
            return Err(NotATime::Unreadable);
        }
        Ok(read)
    }

    /// Takes the next word, or the words of a date. How many were taken; `None`: none is left, or none fits.
    fn take(&mut self, rest: &[&str]) -> Result<Option<usize>, NotATime> {
        let Some(word) = rest.first() else { return Ok(None) };
        if let Some(time) = time_of_day(word) {
            return Ok(put(&mut self.time, time));
        }
        if let Some((day, taken)) = day_of(rest)? {
            return Ok(put(&mut self.day, day).map(|_| taken));
        }
        if let Some(weekday) = weekday(word) {
            return Ok(put(&mut self.weekday, weekday));
        }
        if is_zone(word) {
            return Ok(put(&mut self.zone, word.to_uppercase()));
        }
        Ok(None)
    }

    /// The days that may be meant, the likeliest first.
    fn dates(&self, today: NaiveDate, direction: Direction) -> Result<Vec<NaiveDate>, NotATime> {
        let step = match direction {
            Direction::Ahead => 1,
            Direction::Back => -1,
        };
        match (self.day, self.weekday) {
            (Some(Day::Now), _) => Ok(vec![today]),
            (None, None) => Ok(days_from(today, &[0, step])),
            (None, Some(weekday)) => {
                let week: Vec<i64> = (0..=7).map(|days| days * step).collect();
                let mut days = days_from(today, &week);
                days.retain(|day| day.weekday() == weekday);
                Ok(days)
            }
            (Some(Day::FromToday(days)), weekday) => fitting(days_from(today, &[days]), weekday),
            (Some(Day::Date(date)), weekday) => fitting(vec![date], weekday),
            (Some(Day::OfMonth(day, month, year)), weekday) => {
                let this = today.year();
                let years = year.map_or_else(|| vec![this, this + i32::from(step > 0) * 2 - 1], |year| vec![year]);
                let dates = years
                    .into_iter()
                    .filter_map(|year| NaiveDate::from_ymd_opt(year, month, day));
                fitting(dates.collect(), weekday)
            }
        }
    }
}

/// Each word has one place, and is typed once.
fn put<T>(place: &mut Option<T>, value: T) -> Option<usize> {
    place.replace(value).is_none().then_some(1)
}

fn days_from(today: NaiveDate, days: &[i64]) -> Vec<NaiveDate> {
    days.iter()
        .filter_map(|days| {
            let length = Days::new(days.unsigned_abs());
            if *days < 0 {
                today.checked_sub_days(length)
            } else {
                today.checked_add_days(length)
            }
        })
        .collect()
}

/// The dates that fall on the weekday, where one was typed.
fn fitting(mut dates: Vec<NaiveDate>, weekday: Option<Weekday>) -> Result<Vec<NaiveDate>, NotATime> {
    let first = *dates.first().ok_or(NotATime::NoSuchDay)?;
    let Some(weekday) = weekday else { return Ok(dates) };
    dates.retain(|date| date.weekday() == weekday);
    if dates.is_empty() {
        return Err(NotATime::OtherWeekday(first.weekday()));
    }
    Ok(dates)
}

/// `9:05`, `09.05`.
fn time_of_day(word: &str) -> Option<NaiveTime> {
    let (hours, minutes) = word.split_once([':', '.'])?;
    (matches!(hours.len(), 1 | 2) && minutes.len() == 2).then_some(())?;
    NaiveTime::from_hms_opt(number(hours)?, number(minutes)?, 0)
}

/// `0905`.
fn four_digits(word: &str) -> Option<NaiveTime> {
    let value = (word.len() == 4).then(|| number(word))??;
    NaiveTime::from_hms_opt(value / 100, value % 100, 0)
}

/// Digits and nothing else.
fn number(word: &str) -> Option<u32> {
    let digits = word.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| word.parse().ok())?
}

/// A day at the beginning of the words, and how many of them it takes.
fn day_of(words: &[&str]) -> Result<Option<(Day, usize)>, NotATime> {
    let word = words.first().copied().unwrap_or_default();
    let known = match word.to_lowercase().as_str() {
        "now" => Some(Day::Now),
        "today" => Some(Day::FromToday(0)),
        "tomorrow" => Some(Day::FromToday(1)),
        "yesterday" => Some(Day::FromToday(-1)),
        _ => None,
    };
    if let Some(day) = known {
        return Ok(Some((day, 1)));
    }
    if word.split('-').count() == 3 {
        let date = word.parse().map_err(|_| NotATime::NoSuchDay)?;
        return Ok(Some((Day::Date(date), 1)));
    }
    Ok(day_of_month(words))
}

/// `27 Nov`, `27 Nov 2026`.
fn day_of_month(words: &[&str]) -> Option<(Day, usize)> {
    let [day, month, ..] = words else { return None };
    let (day, month) = (number(day)?, month_of(month)?);
    let year = words.get(2).filter(|year| year.len() == 4);
    let year = year
        .and_then(|year| number(year))
        .and_then(|year| i32::try_from(year).ok());
    Some((Day::OfMonth(day, month, year), 2 + usize::from(year.is_some())))
}

fn month_of(word: &str) -> Option<u32> {
    let month: chrono::Month = word.parse().ok()?;
    Some(month.number_from_month())
}

fn weekday(word: &str) -> Option<Weekday> {
    word.parse().ok()
}

/// `GMT`, `BST`, `CEST`: which of them hold is the zone's to say.
fn is_zone(word: &str) -> bool {
    (3..=5).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_alphabetic())
}
