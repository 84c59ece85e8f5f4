//! The calendar: hours classes, openings, days off, frames of every shape, zones with odd clock changes.

use desk_domain::calendar::{Days, Holiday, Hours, HoursClass};
use desk_domain::support_hours::{DayOff, SupportHours, zone_exists};
use desk_domain::time::WorkingTime;
use rstest::rstest;

use crate::team::{at, date, frame, manual_hours, manual_rules, said, weekdays};

fn calendar(hours: &Hours) -> SupportHours {
    SupportHours::new(hours).unwrap()
}

#[rstest]
#[case("Mon 2017-05-22 08:59:59", HoursClass::Overnight)]
#[case("Mon 2017-05-22 09:00", HoursClass::InHours)]
#[case("Mon 2017-05-22 16:59:59", HoursClass::InHours)]
#[case("Mon 2017-05-22 17:00", HoursClass::Overnight)]
#[case("Sat 2017-05-20 08:59", HoursClass::Overnight)]
#[case("Sat 2017-05-20 09:00", HoursClass::Waking)]
#[case("Sat 2017-05-20 17:00", HoursClass::Overnight)]
#[case("Mon 2017-05-29 10:00", HoursClass::Waking)]
#[case("Fri 2020-05-08 10:00", HoursClass::Waking)]
#[case("Mon 2020-05-04 10:00", HoursClass::InHours)]
fn hours_class(#[case] when: &str, #[case] class: HoursClass) {
    assert_eq!(manual_rules().hours.class_at(at(when)), class);
}

#[rstest]
#[case("Mon 2017-05-22 16:00", "Mon 2017-05-22 17:00", "Tue 2017-05-23 09:00")]
#[case("Fri 2017-05-19 18:00", "Sat 2017-05-20 09:00", "Mon 2017-05-22 09:00")]
#[case("Thu 2017-04-13 17:00", "Fri 2017-04-14 09:00", "Tue 2017-04-18 09:00")]
fn until_when_and_the_next_opening(#[case] now: &str, #[case] until: &str, #[case] opening: &str) {
    let hours = &manual_rules().hours;
    assert_eq!(hours.class_until(at(now)), Some(at(until)));
    assert_eq!(hours.next_opening(at(now)), Some(at(opening)));
}

#[test]
fn the_stretches_of_a_day_cover_it_whole() {
    let hours = &manual_rules().hours;
    let stretches = hours.classes_between(at("Mon 2017-05-22 08:00"), at("Mon 2017-05-22 18:00"));
    let told: Vec<String> = stretches
        .iter()
        .map(|(from, to, class)| format!("{} to {}: {}", said(*from), said(*to), class.said()))
        .collect();
    assert_eq!(
        told,
        [
            "Mon 2017-05-22 08:00 to Mon 2017-05-22 09:00: overnight",
            "Mon 2017-05-22 09:00 to Mon 2017-05-22 17:00: in hours",
            "Mon 2017-05-22 17:00 to Mon 2017-05-22 18:00: overnight",
        ]
    );
}

#[test]
fn days_off_say_why_and_the_calendar_says_how_far_it_is_known() {
    let hours = &manual_rules().hours;
    assert_eq!(
        hours.day_off(date("2017-04-17")),
        Some(DayOff::Holiday("Easter Monday".to_owned()))
    );
    assert_eq!(hours.day_off(date("2017-04-15")), Some(DayOff::Weekend));
    assert_eq!(hours.day_off(date("2017-04-18")), None);
    assert!(hours.calendar_known(at("Sun 2028-12-31 23:59")));
    assert!(!hours.calendar_known(at("Mon 2029-01-01 00:00")));
    // Past the end weekdays are working days.
    assert_eq!(hours.class_at(at("Tue 2029-12-25 10:00")), HoursClass::InHours);
}

#[rstest]
#[case("Mon 2017-05-22 08:59:59", false)]
#[case("Mon 2017-05-22 09:00", true)]
#[case("Mon 2017-05-22 17:00", true)]
#[case("Mon 2017-05-22 17:00:01", false)]
#[case("Mon 2017-05-29 10:00", false)]
fn a_notice_on_a_frames_end_belongs_to_it(#[case] when: &str, #[case] inside: bool) {
    assert_eq!(manual_rules().hours.in_frame(at(when)), inside);
}

#[rstest]
#[case::with_a_lunch_break("Tue 2017-05-23 15:00", Some("Tue 2017-05-23 09:00"))]
#[case::in_the_break("Tue 2017-05-23 12:30", Some("Tue 2017-05-23 09:00"))]
#[case::before_it_opens("Tue 2017-05-23 08:00", None)]
#[case::on_a_day_off("Sun 2017-05-21 12:00", None)]
#[case::past_midnight_the_frame_began_the_day_before("Fri 2017-05-26 01:00", Some("Thu 2017-05-25 20:00"))]
fn the_opening_of_a_day(#[case] when: &str, #[case] opening: Option<&str>) {
    use chrono::Weekday::{Mon, Thu, Tue, Wed};
    let hours = Hours {
        in_hours: vec![
            frame(Days::Working(vec![Mon, Tue, Wed]), "09:00", "12:00"),
            frame(Days::Working(vec![Mon, Tue, Wed]), "13:00", "17:00"),
            frame(Days::Working(vec![Thu]), "20:00", "04:00"),
        ],
        ..manual_hours()
    };
    assert_eq!(calendar(&hours).opening_of_day(at(when)), opening.map(at));
}

#[test]
fn a_frame_that_crosses_midnight_belongs_to_the_day_it_begins() {
    // Friday night's frame runs into Saturday; nothing begins on Saturday or on the bank holiday Monday.
    let hours = Hours {
        in_hours: vec![frame(weekdays(), "22:00", "06:00")],
        ..manual_hours()
    };
    let calendar = calendar(&hours);
    let due = calendar.add_working(at("Fri 2017-05-26 23:00"), WorkingTime::from_minutes(8 * 60));
    assert_eq!(due, Some(at("Tue 2017-05-30 23:00")));
    assert_eq!(calendar.class_at(at("Sat 2017-05-27 05:59")), HoursClass::InHours);
    assert_eq!(calendar.class_at(at("Mon 2017-05-29 23:00")), HoursClass::Overnight);
}

#[test]
fn a_lunch_break_is_not_worked() {
    let hours = Hours {
        in_hours: vec![frame(weekdays(), "09:00", "12:00"), frame(weekdays(), "13:00", "17:00")],
        ..manual_hours()
    };
    let due = calendar(&hours).add_working(at("Mon 2017-05-22 11:30"), WorkingTime::from_minutes(60));
    assert_eq!(due, Some(at("Mon 2017-05-22 13:30")));
    // An hour until noon exactly fills the morning.
    let due = calendar(&hours).add_working(at("Mon 2017-05-22 11:00"), WorkingTime::from_minutes(60));
    assert_eq!(due, Some(at("Mon 2017-05-22 12:00")));
}

#[test]
fn twenty_four_hours_a_day_is_one_long_frame() {
    let hours = Hours {
        in_hours: vec![frame(Days::Every, "00:00", "24:00")],
        waking: vec![],
        ..manual_hours()
    };
    let calendar = calendar(&hours);
    // Ten days over the end of summer time are 240 hours on the clock that counts.
    let due = calendar.add_working(at("Mon 2017-10-23 12:00"), WorkingTime::from_minutes(10 * 24 * 60));
    assert_eq!(due, Some(at("Thu 2017-11-02 11:00")));
    assert_eq!(calendar.next_opening(at("Mon 2017-10-23 12:00")), None);
    assert_eq!(calendar.day_off(date("2017-10-29")), None);
}

#[test]
fn a_frame_until_twenty_four_hundred_ends_at_midnight() {
    let hours = Hours {
        in_hours: vec![frame(weekdays(), "16:00", "24:00")],
        ..manual_hours()
    };
    let due = calendar(&hours).add_working(at("Fri 2017-05-19 23:30"), WorkingTime::from_minutes(60));
    assert_eq!(due, Some(at("Mon 2017-05-22 16:30")));
}

#[rstest]
// Clocks on Lord Howe go back by half an hour at 02:00 on 2 April 2017: 01:30 to 02:00 happens twice.
#[case::lord_howe(
    "Australia/Lord_Howe",
    "01:00",
    "03:00",
    "2017-04-01T00:00:00Z",
    "2017-04-02T00:00:00Z",
    150
)]
// And forward by half an hour at 02:00 on 1 October 2017.
#[case::lord_howe_spring(
    "Australia/Lord_Howe",
    "01:00",
    "03:00",
    "2017-09-30T00:00:00Z",
    "2017-10-01T00:00:00Z",
    90
)]
// Apia leaves 04:00 for 03:00 on 2 April 2017.
#[case::apia(
    "Pacific/Apia",
    "02:00",
    "05:00",
    "2017-04-01T00:00:00Z",
    "2017-04-02T00:00:00Z",
    240
)]
// Dublin's winter time is the exception in its zone data; its wall moves like London's.
#[case::dublin(
    "Europe/Dublin",
    "00:00",
    "03:00",
    "2017-03-26T00:00:00Z",
    "2017-03-26T12:00:00Z",
    120
)]
#[case::dublin_autumn(
    "Europe/Dublin",
    "00:00",
    "03:00",
    "2017-10-28T20:00:00Z",
    "2017-10-29T12:00:00Z",
    240
)]
fn zones_with_odd_clock_changes(
    #[case] zone: &str,
    #[case] from: &str,
    #[case] to: &str,
    #[case] begin: &str,
    #[case] end: &str,
    #[case] minutes: i64,
) {
    let hours = Hours {
        zone: zone.to_owned(),
        in_hours: vec![frame(Days::Every, from, to)],
        waking: vec![],
        holidays: vec![],
        holidays_known_until: None,
    };
    let worked = calendar(&hours).working_between(at(begin), at(end));
    assert_eq!(worked, WorkingTime::from_minutes(minutes));
}

#[test]
fn a_frame_that_begins_in_a_missing_hour_begins_as_much_later() {
    // 01:30 does not exist on 2017-03-26 in London: it resolves to 02:30 BST.
    let hours = Hours {
        in_hours: vec![frame(Days::Every, "01:30", "04:00")],
        ..manual_hours()
    };
    let worked = calendar(&hours).working_between(at("Sun 2017-03-26 00:00"), at("Sun 2017-03-26 12:00"));
    assert_eq!(worked, WorkingTime::from_minutes(90));
}

#[test]
fn a_day_added_by_hand_closes_and_overlapping_frames_count_once() {
    let hours = Hours {
        in_hours: vec![frame(weekdays(), "09:00", "17:00"), frame(weekdays(), "12:00", "18:00")],
        holidays: vec![Holiday {
            date: date("2017-05-23"),
            name: "Team day".to_owned(),
        }],
        ..manual_hours()
    };
    let worked = calendar(&hours).working_between(at("Mon 2017-05-22 00:00"), at("Thu 2017-05-25 00:00"));
    assert_eq!(worked, WorkingTime::from_minutes(2 * 9 * 60));
}

#[test]
fn an_unknown_zone_is_refused_in_words() {
    let hours = Hours {
        zone: "Europe/Camelot".to_owned(),
        ..manual_hours()
    };
    let error = SupportHours::new(&hours).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the zone `Europe/Camelot` is not known: write an IANA name such as `Europe/London`"
    );
    assert!(zone_exists("Europe/London") && !zone_exists("Europe/Camelot"));
}

#[rstest]
#[case(
    "Mon 2017-05-22 14:12",
    "Mon 2017-05-22 10:00",
    "14:12",
    "Mon 22 May 2017, 14:12 BST"
)]
#[case(
    "Tue 2017-05-23 09:15",
    "Mon 2017-05-22 10:00",
    "Tue 09:15",
    "Tue 23 May 2017, 09:15 BST"
)]
#[case(
    "Mon 2017-12-04 09:15",
    "Mon 2017-05-22 10:00",
    "4 Dec 09:15",
    "Mon 4 Dec 2017, 09:15 GMT"
)]
#[case(
    "Wed 2018-01-03 09:15",
    "Mon 2017-12-18 10:00",
    "3 Jan 2018 09:15",
    "Wed 3 Jan 2018, 09:15 GMT"
)]
fn local_times_are_as_short_as_is_clear(
    #[case] when: &str,
    #[case] now: &str,
    #[case] short: &str,
    #[case] long: &str,
) {
    let hours = &manual_rules().hours;
    let local = hours.local(at(when));
    assert_eq!(local.short(&hours.local(at(now))), short);
    assert_eq!(local.long(), long);
    assert_eq!(hours.instant_of(local.date, local.time), Some(at(when)));
}

#[test]
fn the_calendar_reaches_from_2016_to_2045() {
    let hours = &manual_rules().hours;
    assert!(hours.covers(at("Fri 2016-01-01 00:00")) && hours.covers(at("Sun 2045-12-31 23:59:59")));
    assert!(!hours.covers(at("Thu 2015-12-31 23:59:59")) && !hours.covers(at("Mon 2046-01-01 00:00")));
    let past_the_end = hours.add_working(at("Fri 2045-12-29 16:59"), WorkingTime::from_minutes(2));
    assert_eq!(past_the_end, None);
}
