//! Bank holidays: the bundled list, and what the GOV.UK feed adds to it. Both have the same JSON format.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use desk_domain::calendar::Holiday;
use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

/// From <https://www.gov.uk/bank-holidays.json> and its history; whole years from 2016.
const BUNDLED: &str = include_str!("../data/bank-holidays.json");
/// The last year of the bundled list.
const BUNDLED_UNTIL: i32 = 2028;
/// Years outside of these are slips of the pen, wherever they come from.
const YEARS: std::ops::RangeInclusive<i32> = 2000..=2100;
/// A name is a few words; the feed is not ours.
const LONGEST_NAME: usize = 80;

/// Whose bank holidays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Region {
    /// England and Wales.
    EnglandAndWales,
    /// Scotland.
    Scotland,
    /// Northern Ireland.
    NorthernIreland,
}

impl Region {
    /// All three.
    pub(crate) const ALL: [Self; 3] = [Self::EnglandAndWales, Self::Scotland, Self::NorthernIreland];

    /// The key in the feed and the word in policy files.
    const fn word(self) -> &'static str {
        match self {
            Self::EnglandAndWales => "england-and-wales",
            Self::Scotland => "scotland",
            Self::NorthernIreland => "northern-ireland",
        }
    }
}

/// The bank holidays of a region, and how far they are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Calendar {
    /// In the order of their dates.
    pub(crate) days: Vec<Holiday>,
    /// The last date up to which a day that is not listed is known to be none.
    pub(crate) known_until: NaiveDate,
}

/// Bank holidays by region, as a feed gave them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Feed {
    regions: BTreeMap<Region, Days>,
}

type Days = BTreeMap<NaiveDate, String>;

/// Why a text is not a feed of bank holidays.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FeedError {
    /// Not JSON, or not an object.
    #[error("the bank-holiday feed is not a JSON object")]
    NotJson,
    /// JSON in which no region has a single date that can be read.
    #[error("the bank-holiday feed lists no bank holiday of a known region")]
    Empty,
}

/// An event of the feed. `bunting` and whatever else it says is of no use here.
#[derive(Deserialize)]
struct Event {
    title: String,
    date: String,
    #[serde(default)]
    notes: String,
}

impl Feed {
    /// Reads a feed in the format of GOV.UK. What cannot be read is left out: one odd event must not cost the others.
    ///
    /// # Errors
    /// When nothing at all can be read.
    pub fn parse(json: &str) -> Result<Self, FeedError> {
        let divisions: BTreeMap<String, Value> = serde_json::from_str(json).map_err(|_| FeedError::NotJson)?;
        let days_of = |region: Region| divisions.get(region.word()).map(days_of_division).unwrap_or_default();
        let regions: BTreeMap<Region, Days> = Region::ALL
            .into_iter()
            .map(|region| (region, days_of(region)))
            .filter(|(_, days)| !days.is_empty())
            .collect();
        if regions.is_empty() {
            Err(FeedError::Empty)
        } else {
            Ok(Self { regions })
        }
    }
}

fn days_of_division(division: &Value) -> Days {
    let events = division["events"].as_array().into_iter().flatten();
    events
        .filter_map(|event| day_of_event(&Event::deserialize(event).ok()?))
        .collect()
}

fn day_of_event(event: &Event) -> Option<(NaiveDate, String)> {
    let date = date(&event.date)?;
    let substitute = if event.notes.eq_ignore_ascii_case("substitute day") {
        " (substitute day)"
    } else {
        ""
    };
    let title: String = event
        .title
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_NAME)
        .collect();
    Some((date, format!("{}{substitute}", title.trim())))
}

/// Reads `YYYY-MM-DD` of a plausible year.
pub(crate) fn date(text: &str) -> Option<NaiveDate> {
    let plain = text.len() == "YYYY-MM-DD".len();
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|_| plain)?;
    YEARS.contains(&date.year()).then_some(date)
}

/// The bundled bank holidays.
fn bundled() -> Feed {
    Feed::parse(BUNDLED).unwrap_or_default()
}

impl Calendar {
    /// The bundled bank holidays of a region, brought up to date by `feed`.
    ///
    /// A year of the feed takes the place of the bundled year, unless it has fewer days: then it is taken to be cut
    /// short, and only adds. A year beyond the bundled ones is known when the feed lists a day in its December, because
    /// every year ends with Christmas.
    pub(crate) fn of(region: Region, feed: Option<&Feed>) -> Self {
        let mut days = bundled().regions.remove(&region).unwrap_or_default();
        let mut known_until_year = BUNDLED_UNTIL;
        if let Some(fresh) = feed.and_then(|feed| feed.regions.get(&region)) {
            merge(&mut days, fresh);
            while lists_december(fresh, known_until_year + 1) {
                known_until_year += 1;
            }
        }
        let days = days.into_iter().map(|(date, name)| Holiday { date, name }).collect();
        Self {
            days,
            known_until: NaiveDate::from_ymd_opt(known_until_year, 12, 31).unwrap_or(NaiveDate::MAX),
        }
    }
}

fn merge(days: &mut Days, fresh: &Days) {
    let years: BTreeSet<i32> = fresh.keys().map(Datelike::year).collect();
    let count = |days: &Days, year: i32| days.keys().filter(|date| date.year() == year).count();
    for year in years {
        if count(fresh, year) >= count(days, year) {
            days.retain(|date, _| date.year() != year);
        }
    }
    days.extend(fresh.iter().map(|(date, name)| (*date, name.clone())));
}

fn lists_december(days: &Days, year: i32) -> bool {
    days.keys().any(|date| date.year() == year && date.month() == 12)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use chrono::{Days as DayCount, Weekday};
    use rstest::rstest;

    fn day(text: &str) -> NaiveDate {
        date(text).unwrap()
    }

    fn name_of(calendar: &Calendar, text: &str) -> Option<String> {
        calendar
            .days
            .iter()
            .find(|holiday| holiday.date == day(text))
            .map(|holiday| holiday.name.clone())
    }

    /// Bank holidays by the rules of the Banking and Financial Dealings Act 1971 and its yearly proclamations.
    mod by_rule {
        use super::*;

        /// The anonymous Gregorian computus.
        fn easter_sunday(year: i32) -> NaiveDate {
            let (a, b, c) = (year % 19, year / 100, year % 100);
            let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
            let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
            let m = (a + 11 * h + 22 * l) / 451;
            let n = h + l - 7 * m + 114;
            ymd(year, n / 31, n % 31 + 1)
        }

        fn ymd(year: i32, month: i32, day: i32) -> NaiveDate {
            NaiveDate::from_ymd_opt(year, month.unsigned_abs(), day.unsigned_abs()).unwrap()
        }

        fn first_monday(year: i32, month: u32) -> NaiveDate {
            NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, 1).unwrap()
        }

        fn last_monday(year: i32, month: u32) -> NaiveDate {
            let fifth = NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, 5);
            fifth
                .or(NaiveDate::from_weekday_of_month_opt(year, month, Weekday::Mon, 4))
                .unwrap()
        }

        /// Days with a fixed date, moved off the weekend to the next weekday that is not one of them.
        fn off_the_weekend(fixed: &[NaiveDate]) -> Vec<NaiveDate> {
            let weekend = |date: &NaiveDate| matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
            let (moved, mut taken): (Vec<_>, Vec<_>) = fixed.iter().copied().partition(weekend);
            for mut date in moved {
                while weekend(&date) || taken.contains(&date) {
                    date = date + DayCount::new(1);
                }
                taken.push(date);
            }
            taken
        }

        /// (taken away, added in its place or on its own), everywhere but where a region is named.
        const PROCLAIMED: [(Option<Region>, Option<&str>, &str); 6] = [
            (None, Some("2020-05-04"), "2020-05-08"),
            (None, Some("2022-05-30"), "2022-06-02"),
            (None, None, "2022-06-03"),
            (None, None, "2022-09-19"),
            (None, None, "2023-05-08"),
            (Some(Region::Scotland), None, "2026-06-15"),
        ];

        pub(super) fn year(region: Region, year: i32) -> BTreeSet<NaiveDate> {
            let easter = easter_sunday(year);
            let mut fixed = vec![ymd(year, 1, 1), ymd(year, 12, 25), ymd(year, 12, 26)];
            let mut days = vec![easter - DayCount::new(2), first_monday(year, 5), last_monday(year, 5)];
            match region {
                Region::Scotland => {
                    fixed.extend([ymd(year, 1, 2), ymd(year, 11, 30)]);
                    days.push(first_monday(year, 8));
                }
                Region::EnglandAndWales => days.extend([easter + DayCount::new(1), last_monday(year, 8)]),
                Region::NorthernIreland => {
                    fixed.extend([ymd(year, 3, 17), ymd(year, 7, 12)]);
                    days.extend([easter + DayCount::new(1), last_monday(year, 8)]);
                }
            }
            fixed.sort();
            days.extend(off_the_weekend(&fixed));
            let mut days: BTreeSet<NaiveDate> = days.into_iter().collect();
            for (only, away, added) in PROCLAIMED {
                if only.is_none_or(|only| only == region) && day(added).year() == year {
                    if let Some(away) = away {
                        assert!(days.remove(&day(away)), "{away} was a bank holiday by rule");
                    }
                    days.insert(day(added));
                }
            }
            days
        }
    }

    #[rstest]
    fn the_bundled_list_agrees_with_the_rules(
        #[values(Region::EnglandAndWales, Region::Scotland, Region::NorthernIreland)] region: Region,
    ) {
        let calendar = Calendar::of(region, None);
        for year in 2016..=2028 {
            let listed: BTreeSet<NaiveDate> = calendar
                .days
                .iter()
                .map(|holiday| holiday.date)
                .filter(|date| date.year() == year)
                .collect();
            assert_eq!(listed, by_rule::year(region, year), "{} {year}", region.word());
        }
        assert!(
            calendar
                .days
                .iter()
                .all(|holiday| (2016..=2028).contains(&holiday.date.year()))
        );
        assert_eq!(calendar.known_until, day("2028-12-31"));
    }

    #[rstest]
    #[case(Region::EnglandAndWales, "2020-05-08", "Early May bank holiday (VE day)")]
    #[case(
        Region::EnglandAndWales,
        "2022-09-19",
        "Bank Holiday for the State Funeral of Queen Elizabeth II"
    )]
    #[case(
        Region::EnglandAndWales,
        "2023-05-08",
        "Bank holiday for the coronation of King Charles III"
    )]
    #[case(Region::EnglandAndWales, "2016-12-27", "Christmas Day (substitute day)")]
    #[case(Region::Scotland, "2016-01-04", "2nd January (substitute day)")]
    #[case(Region::Scotland, "2026-06-15", "World Cup bank holiday")]
    #[case(Region::NorthernIreland, "2018-03-19", "St Patrick’s Day (substitute day)")]
    fn a_day_has_its_name(#[case] region: Region, #[case] date: &str, #[case] name: &str) {
        assert_eq!(name_of(&Calendar::of(region, None), date).as_deref(), Some(name));
    }

    fn feed(events: &[(&str, &str)]) -> Feed {
        let events: Vec<String> = events
            .iter()
            .map(|(date, title)| format!(r#"{{"title":"{title}","date":"{date}"}}"#))
            .collect();
        Feed::parse(&format!(
            r#"{{"england-and-wales":{{"events":[{}]}}}}"#,
            events.join(",")
        ))
        .unwrap()
    }

    #[test]
    fn a_day_proclaimed_later_comes_with_the_feed() {
        let fresh = feed(&[("2027-06-14", "World Cup bank holiday")]);
        let calendar = Calendar::of(Region::EnglandAndWales, Some(&fresh));
        assert_eq!(
            name_of(&calendar, "2027-06-14").as_deref(),
            Some("World Cup bank holiday")
        );
        assert!(
            name_of(&calendar, "2027-03-26").is_some(),
            "a year cut short takes nothing away"
        );
        assert_eq!(calendar.known_until, day("2028-12-31"));
    }

    #[test]
    fn a_whole_year_of_the_feed_can_move_a_day() {
        let moved = [
            ("2027-01-01", "New Year’s Day"),
            ("2027-03-26", "Good Friday"),
            ("2027-03-29", "Easter Monday"),
            ("2027-05-07", "Early May bank holiday"),
            ("2027-05-31", "Spring bank holiday"),
            ("2027-08-30", "Summer bank holiday"),
            ("2027-12-27", "Christmas Day"),
            ("2027-12-28", "Boxing Day"),
        ];
        let calendar = Calendar::of(Region::EnglandAndWales, Some(&feed(&moved)));
        assert_eq!(name_of(&calendar, "2027-05-03"), None);
        assert!(name_of(&calendar, "2027-05-07").is_some());
        assert!(name_of(&calendar, "2026-05-04").is_some(), "other years stay");
    }

    #[test]
    fn the_calendar_is_known_as_far_as_whole_years_follow_each_other() {
        let fresh = feed(&[
            ("2029-12-25", "Christmas Day"),
            ("2030-01-01", "New Year’s Day"),
            ("2031-12-25", "x"),
        ]);
        assert_eq!(
            Calendar::of(Region::EnglandAndWales, Some(&fresh)).known_until,
            day("2029-12-31")
        );
        assert_eq!(
            Calendar::of(Region::Scotland, Some(&fresh)).known_until,
            day("2028-12-31")
        );
    }

    #[test]
    fn one_odd_event_does_not_cost_the_others() {
        let json = r#"{"scotland":{"events":[7,{"date":"2029-13-01","title":"x"},{"title":"no date"},
            {"date":"9999-01-01","title":"far"},{"date":"2029-01-01","title":"New\u0007 Year","bunting":true,"new":[]}]},
            "wales":{},"england-and-wales":"down for repair"}"#;
        let calendar = Calendar::of(Region::Scotland, Some(&Feed::parse(json).unwrap()));
        assert_eq!(name_of(&calendar, "2029-01-01").as_deref(), Some("New Year"));
        assert_eq!(calendar.days.last().unwrap().date, day("2029-01-01"));
    }

    #[rstest]
    #[case("", FeedError::NotJson)]
    #[case("<html>Sign in</html>", FeedError::NotJson)]
    #[case("[]", FeedError::NotJson)]
    #[case("{}", FeedError::Empty)]
    #[case(r#"{"scotland":{"events":[]}}"#, FeedError::Empty)]
    fn is_no_feed(#[case] json: &str, #[case] error: FeedError) {
        assert_eq!(Feed::parse(json), Err(error));
    }
}
