//! Zone, frames of the day, and holidays.

use std::ops::Range;

use chrono::{NaiveDate, Weekday};
use desk_domain::calendar::{Days, Frame, Holiday, Hours};
use desk_domain::support_hours::zone_exists;

use super::{all, said};
use crate::at::At;
use crate::diagnostic::Findings;
use crate::file::{DayTable, DayWord, FrameTable, HolidaysTable, PolicyFile, RegionWord};
use crate::holidays::{self, Calendar, Feed, Region};

const MINUTES_OF_A_DAY: u16 = 24 * 60;

pub(super) fn hours(file: &PolicyFile, feed: Option<&Feed>, found: &mut Findings<'_>) -> Option<Hours> {
    let zone = file.zone.as_ref().and_then(|name| zone(name, found));
    let table = file.hours.as_ref();
    let in_hours = table
        .and_then(|table| table.in_hours.as_ref())
        .and_then(|frames| in_hours(&frames.value, found));
    let waking = table.and_then(|table| frames(&table.waking, found));
    let holidays = holidays_of(file.holidays.as_ref(), feed, found);
    let (holidays, holidays_known_until) = holidays?;
    Some(Hours {
        zone: zone?,
        in_hours: in_hours?,
        waking: waking?,
        holidays,
        holidays_known_until,
    })
}

fn zone(name: &At<String>, found: &mut Findings<'_>) -> Option<String> {
    if zone_exists(&name.value) {
        return Some(name.value.clone());
    }
    let hint = "use a name of the IANA list, for example `Europe/London`";
    found.error(&name.span, format!("`{}` isn’t a known time zone", name.value), hint);
    None
}

fn in_hours(tables: &[At<FrameTable>], found: &mut Findings<'_>) -> Option<Vec<Frame>> {
    for table in tables {
        let days = table
            .value
            .days
            .as_ref()
            .filter(|days| days.value.as_slice().contains(&DayWord::NonWorking));
        if let Some(days) = days {
            let hint = "a working day is a day with an in-hours frame: name the weekdays, or write `every`";
            found.error(&days.span, "`non_working` has no meaning in `in_hours`", hint);
        }
    }
    frames(tables, found)
}

fn frames(tables: &[At<FrameTable>], found: &mut Findings<'_>) -> Option<Vec<Frame>> {
    let mut frames: Vec<Frame> = Vec::new();
    for table in tables {
        let Some(frame) = frame(&table.value, found) else {
            continue;
        };
        if frames.iter().any(|earlier| overlap(earlier, &frame)) {
            let hint = "frames of the same class can touch but not overlap";
            found.error(&table.span, "this frame overlaps an earlier one", hint);
        }
        frames.push(frame);
    }
    (frames.len() == tables.len()).then_some(frames)
}

fn frame(table: &FrameTable, found: &mut Findings<'_>) -> Option<Frame> {
    let days = table
        .days
        .as_ref()
        .and_then(|words| days(words.value.as_slice(), &words.span, found));
    let from = table
        .from
        .as_ref()
        .and_then(|text| minute(text, MINUTES_OF_A_DAY - 1, found));
    let to = table.to.as_ref().and_then(|text| minute(text, MINUTES_OF_A_DAY, found));
    if let (Some(from), Some(to), Some(text)) = (from, to, &table.to)
        && (from == to || to == 0)
    {
        let hint = "the end of a day is `24:00`; a whole day is `00:00` to `24:00`";
        found.error(&text.span, format!("a frame can’t end at {} here", text.value), hint);
        return None;
    }
    Some(Frame {
        days: days?,
        from_minute: from?,
        to_minute: to?,
    })
}

fn days(words: &[DayWord], span: &Range<usize>, found: &mut Findings<'_>) -> Option<Days> {
    match words {
        [DayWord::NonWorking] => return Some(Days::NonWorking),
        [DayWord::Every] => return Some(Days::Every),
        _ => {}
    }
    let weekdays: Option<Vec<Weekday>> = words.iter().copied().map(weekday).collect();
    let (message, hint) = match weekdays {
        None => (
            "`non_working` and `every` can’t be combined with other days",
            "write a separate frame for them",
        ),
        Some(weekdays) if weekdays.is_empty() => ("a frame needs a day", "write weekdays, `non_working` or `every`"),
        Some(weekdays) if has_twice(&weekdays) => ("a day appears twice", "name each day once"),
        Some(weekdays) => return Some(Days::Working(weekdays)),
    };
    found.error(span, message, hint);
    None
}

fn has_twice(weekdays: &[Weekday]) -> bool {
    let mut rest = weekdays;
    while let [first, others @ ..] = rest {
        if others.contains(first) {
            return true;
        }
        rest = others;
    }
    false
}

const fn weekday(word: DayWord) -> Option<Weekday> {
    match word {
        DayWord::Mon => Some(Weekday::Mon),
        DayWord::Tue => Some(Weekday::Tue),
        DayWord::Wed => Some(Weekday::Wed),
        DayWord::Thu => Some(Weekday::Thu),
        DayWord::Fri => Some(Weekday::Fri),
        DayWord::Sat => Some(Weekday::Sat),
        DayWord::Sun => Some(Weekday::Sun),
        DayWord::NonWorking | DayWord::Every => None,
    }
}

/// Minutes after midnight of `HH:MM`, at most `last`.
fn minute(text: &At<String>, last: u16, found: &mut Findings<'_>) -> Option<u16> {
    let minute = minute_of_day(&text.value).filter(|minute| *minute <= last);
    if minute.is_none() {
        let hint = "write `HH:MM`, from `00:00` to `23:59`; a frame may end at `24:00`";
        found.error(&text.span, format!("`{}` isn’t a time of day here", text.value), hint);
    }
    minute
}

fn minute_of_day(text: &str) -> Option<u16> {
    let two_digits = |part: &str| {
        let plain = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| part.parse::<u16>().ok()).flatten()
    };
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute) = (two_digits(hour)?, two_digits(minute)?);
    (minute < 60).then_some(hour * 60 + minute)
}

/// Whether two frames can cover the same minute of a week. Frames of working days and of other days never meet on the
/// day they start, but one may run past midnight into the other.
fn overlap(a: &Frame, b: &Frame) -> bool {
    const WEEK: i64 = 7 * MINUTES_OF_A_DAY as i64;
    let other_kind = (a.days == Days::NonWorking) != (b.days == Days::NonWorking)
        && !matches!((&a.days, &b.days), (Days::Every, _) | (_, Days::Every));
    let pairs = starts(a)
        .into_iter()
        .flat_map(|a| starts(b).into_iter().map(move |b| (a, b)));
    pairs
        .into_iter()
        .filter(|(a_day, b_day)| !(other_kind && a_day == b_day))
        .any(|(a_day, b_day)| {
            let (a_from, b_from) = (start_minute(a_day, a), start_minute(b_day, b));
            let after = (b_from - a_from).rem_euclid(WEEK);
            let before = (a_from - b_from).rem_euclid(WEEK);
            after < minutes_long(a) || before < minutes_long(b)
        })
}

/// The weekdays on which a frame can start, Monday 0.
fn starts(frame: &Frame) -> Vec<u32> {
    match &frame.days {
        Days::Working(weekdays) => weekdays.iter().map(Weekday::num_days_from_monday).collect(),
        Days::NonWorking | Days::Every => (0..7).collect(),
    }
}

fn start_minute(day: u32, frame: &Frame) -> i64 {
    i64::from(day) * i64::from(MINUTES_OF_A_DAY) + i64::from(frame.from_minute)
}

fn minutes_long(frame: &Frame) -> i64 {
    let past_midnight = if frame.to_minute <= frame.from_minute {
        MINUTES_OF_A_DAY
    } else {
        0
    };
    i64::from(frame.to_minute + past_midnight) - i64::from(frame.from_minute)
}

type Holidays = (Vec<Holiday>, Option<NaiveDate>);

fn holidays_of(table: Option<&HolidaysTable>, feed: Option<&Feed>, found: &mut Findings<'_>) -> Option<Holidays> {
    let Some(table) = table else {
        return Some((Vec::new(), None));
    };
    no_day_twice(table, found);
    let calendar = region(table.region.as_ref()?.value).map(|region| Calendar::of(region, feed));
    let known_until = calendar.as_ref().map(|calendar| calendar.known_until);
    let mut days = calendar.map(|calendar| calendar.days).unwrap_or_default();
    let removed = all(&table.removed, |row| remove(row, &mut days, known_until, found));
    let added = all(&table.added, |row| holiday(&row.value, found));
    let (added, _) = (added?, removed?);
    days.retain(|day| added.iter().all(|added| added.date != day.date));
    days.extend(added);
    days.sort_by_key(|day| day.date);
    Some((days, known_until))
}

/// Takes a bank holiday away. Past the end of the calendar nobody can know whether it is one.
fn remove(
    row: &At<DayTable>,
    days: &mut Vec<Holiday>,
    known_until: Option<NaiveDate>,
    found: &mut Findings<'_>,
) -> Option<()> {
    let date = holiday(&row.value, found)?.date;
    let listed = days.len();
    days.retain(|day| day.date != date);
    if days.len() == listed && known_until.is_none_or(|end| date <= end) {
        let day = date.format("%A %Y-%m-%d");
        let message = format!("{day} isn’t a bank holiday in this region");
        found.error(&row.span, message, "only bank holidays can be removed");
        return None;
    }
    Some(())
}

const fn region(word: RegionWord) -> Option<Region> {
    match word {
        RegionWord::EnglandAndWales => Some(Region::EnglandAndWales),
        RegionWord::Scotland => Some(Region::Scotland),
        RegionWord::NorthernIreland => Some(Region::NorthernIreland),
        RegionWord::None => None,
    }
}

fn holiday(table: &DayTable, found: &mut Findings<'_>) -> Option<Holiday> {
    let name = said(table.name.as_ref(), found);
    let text = table.date.as_ref()?;
    let date = holidays::date(&text.value);
    if date.is_none() {
        let hint = "write year, month and day, for example `2026-12-24`";
        found.error(&text.span, format!("`{}` isn’t a date", text.value), hint);
    }
    Some(Holiday {
        date: date?,
        name: name?,
    })
}

fn no_day_twice(table: &HolidaysTable, found: &mut Findings<'_>) {
    let days = table.added.iter().chain(&table.removed);
    let mut seen = Vec::new();
    for date in days.filter_map(|day| day.value.date.as_ref()) {
        if seen.contains(&&date.value) {
            found.error(
                &date.span,
                format!("{} appears twice", date.value),
                "add or remove each day only once",
            );
        }
        seen.push(&date.value);
    }
}
