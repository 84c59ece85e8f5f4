//! Zone, frames of the day, and holidays.

use std::ops::Range;

use chrono::{Datelike, NaiveDate, Weekday};
use desk_domain::calendar::{Days, Frame, Holiday, Hours, Season};
use desk_domain::support_hours::zone_exists;

use super::{all, said};
use crate::at::At;
use crate::diagnostic::Findings;
use crate::file::{DayTable, DayWord, FrameTable, HolidaysTable, PolicyFile, RegionWord, SeasonTable};
use crate::holidays::{self, Calendar, Feed, Region};

const MINUTES_OF_A_DAY: u16 = 24 * 60;
/// 23:59, which people write for the end of the day. Every midnight would then lose a minute.
const LAST_MINUTE: u16 = MINUTES_OF_A_DAY - 1;

pub(super) fn hours(file: &PolicyFile, feed: Option<&Feed>, found: &mut Findings<'_>) -> Option<Hours> {
    let zone = file.zone.as_ref().and_then(|name| zone(name, found));
    let table = file.hours.as_ref();
    let in_hours = table
        .and_then(|table| table.in_hours.as_ref())
        .and_then(|frames| in_hours(&frames.value, found));
    let waking = table.and_then(|table| frames(&table.waking, found));
    let seasons = table.and_then(|table| seasons(&table.seasons, found));
    let in_hours = in_hours.and_then(|usual| Some([usual, seasons?].concat()));
    let holidays = holidays_of(
        file.holidays.as_ref(),
        feed,
        in_hours.as_deref().unwrap_or_default(),
        found,
    );
    let (holidays, dates, holidays_known_until) = holidays?;
    Some(Hours {
        zone: zone?,
        in_hours: [in_hours?, dates].concat(),
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

fn seasons(tables: &[At<SeasonTable>], found: &mut Findings<'_>) -> Option<Vec<Frame>> {
    let seasons = all(tables, |table| season(table, found))?;
    for (later, (_, first, _)) in seasons.iter().enumerate() {
        let earlier = seasons[..later].iter().find(|(_, _, last)| first <= last);
        if earlier.is_some_and(|(_, from, _)| seasons[later].2 >= *from) {
            let hint = "on each date at most one season can hold";
            found.error(&tables[later].span, "this season overlaps an earlier one", hint);
        }
    }
    Some(seasons.into_iter().flat_map(|(frames, ..)| frames).collect())
}

/// The frames of a season, with its first and its last date.
fn season(table: &At<SeasonTable>, found: &mut Findings<'_>) -> Option<(Vec<Frame>, NaiveDate, NaiveDate)> {
    let name = said(table.value.name.as_ref(), found);
    let first = table.value.first.as_ref().and_then(|text| date(text, found));
    let last = table.value.last.as_ref().and_then(|text| date(text, found));
    let frames = table
        .value
        .in_hours
        .as_ref()
        .and_then(|frames| in_hours(&frames.value, found));
    let (name, first, last) = (name?, first?, last?);
    if last < first {
        found.error(
            &table.span,
            "this season ends before it begins",
            "swap `first` and `last`",
        );
        return None;
    }
    let of_season = |frame: Frame| Frame {
        days: Days::Season(Box::new(Season {
            name: name.clone(),
            first,
            last,
            days: frame.days,
        })),
        ..frame
    };
    Some((frames?.into_iter().map(of_season).collect(), first, last))
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
    if let (Some(text), Some(LAST_MINUTE)) = (&table.to, to) {
        let hint = "write `24:00` if you mean the end of the day";
        found.warning(&text.span, "this frame ends a minute before midnight", hint);
    }
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
        Days::NonWorking | Days::Every | Days::Date(_) | Days::Season(_) => (0..7).collect(),
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

/// Days off, frames of dates with hours of their own, and until when the calendar is known.
type Holidays = (Vec<Holiday>, Vec<Frame>, Option<NaiveDate>);

fn holidays_of(
    table: Option<&HolidaysTable>,
    feed: Option<&Feed>,
    in_hours: &[Frame],
    found: &mut Findings<'_>,
) -> Option<Holidays> {
    let Some(table) = table else {
        return Some((Vec::new(), Vec::new(), None));
    };
    no_day_twice(table, found);
    let calendar = region(table.region.as_ref()?.value).map(|region| Calendar::of(region, feed));
    let known_until = calendar.as_ref().map(|calendar| calendar.known_until);
    let mut days = calendar.map(|calendar| calendar.days).unwrap_or_default();
    let removed = all(&table.removed, |row| {
        let (day, part) = (holiday(&row.value, found), part(&row.value, found));
        remove(row, &mut days, known_until, found)?;
        Some((day?, part?))
    });
    let added = all(&table.added, |row| {
        let (day, part) = (holiday(&row.value, found), part(&row.value, found));
        Some((day?, part?))
    });
    let (added, removed) = (added?, removed?);
    days.retain(|day| added.iter().all(|(added, _)| added.date != day.date));
    let mut dates = Vec::new();
    // A bank holiday that is worked in part has that part as its hours; a day that is off in part has the rest.
    for (day, part) in &removed {
        if let Some(part) = part {
            dates.push(own_frame(day.date, part));
            days.push(day.clone());
        }
    }
    for (day, part) in added {
        if let Some(part) = part {
            let usual = usual_frames(in_hours, day.date);
            let rest = usual.iter().flat_map(|usual| without(usual, &part));
            dates.extend(rest.map(|rest| own_frame(day.date, &rest)));
        }
        days.push(day);
    }
    days.sort_by_key(|day| day.date);
    Some((days, dates, known_until))
}

/// The part of a day that a row is about, in minutes after midnight; `None`: all of it.
#[allow(
    clippy::option_option,
    reason = "nothing when it is wrong, and none when it is the whole day"
)]
fn part(table: &DayTable, found: &mut Findings<'_>) -> Option<Option<Range<u16>>> {
    let from = table.from.as_ref().map(|text| minute(text, LAST_MINUTE, found));
    let to = table.to.as_ref().map(|text| minute(text, MINUTES_OF_A_DAY, found));
    let part = match (from, to) {
        (None, None) => return Some(None),
        (from, to) => from.unwrap_or(Some(0))?..to.unwrap_or(Some(MINUTES_OF_A_DAY))?,
    };
    if part.is_empty()
        && let Some(text) = table.to.as_ref().or(table.from.as_ref())
    {
        let hint = "`from` comes before `to`, on the same day; the end of a day is `24:00`";
        found.error(&text.span, "this part of the day is empty", hint);
        return None;
    }
    Some(Some(part))
}

/// When a date would be in hours without hours of its own; what runs past midnight is cut there.
fn usual_frames(in_hours: &[Frame], date: NaiveDate) -> Vec<Range<u16>> {
    let on = |days: &Days| match days {
        Days::Working(weekdays) => weekdays.contains(&date.weekday()),
        Days::Every => true,
        _ => false,
    };
    let in_season = |frame: &&Frame| matches!(&frame.days, Days::Season(season) if season.is_on(date));
    let of_season: Vec<&Frame> = in_hours.iter().filter(in_season).collect();
    let usual: Vec<&Frame> = match of_season.is_empty() {
        true => in_hours.iter().filter(|frame| on(&frame.days)).collect(),
        false => {
            let on_day = |frame: &&Frame| matches!(&frame.days, Days::Season(season) if on(&season.days));
            of_season.into_iter().filter(on_day).collect()
        }
    };
    let to = |frame: &Frame| match frame.to_minute <= frame.from_minute {
        true => MINUTES_OF_A_DAY,
        false => frame.to_minute,
    };
    usual.into_iter().map(|frame| frame.from_minute..to(frame)).collect()
}

fn without(frame: &Range<u16>, off: &Range<u16>) -> Vec<Range<u16>> {
    let before = frame.start..frame.end.min(off.start);
    let after = frame.start.max(off.end)..frame.end;
    [before, after].into_iter().filter(|part| !part.is_empty()).collect()
}

const fn own_frame(date: NaiveDate, part: &Range<u16>) -> Frame {
    Frame {
        days: Days::Date(date),
        from_minute: part.start,
        to_minute: part.end,
    }
}

/// Takes a bank holiday away. Past the end of the calendar nobody can know whether it is one.
fn remove(
    row: &At<DayTable>,
    days: &mut Vec<Holiday>,
    known_until: Option<NaiveDate>,
    found: &mut Findings<'_>,
) -> Option<()> {
    let date = row.value.date.as_ref().and_then(|text| holidays::date(&text.value))?;
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
    let date = table.date.as_ref().and_then(|text| date(text, found));
    Some(Holiday {
        date: date?,
        name: name?,
    })
}

fn date(text: &At<String>, found: &mut Findings<'_>) -> Option<NaiveDate> {
    let date = holidays::date(&text.value);
    if date.is_none() {
        let hint = "write year, month and day, for example `2026-12-24`";
        found.error(&text.span, format!("`{}` isn’t a date", text.value), hint);
    }
    date
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
