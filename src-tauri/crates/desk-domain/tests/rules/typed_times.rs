//! Times as people type them, on ordinary days and across both clock changes. 2026: the clocks go forward on Sunday
//! 29 March at 01:00 GMT and back on Sunday 25 October at 02:00 BST.

use chrono::NaiveTime;
use desk_domain::support_hours::SupportHours;
use desk_domain::time::Instant;
use desk_domain::typed_time::{Direction, NotATime, read};
use rstest::rstest;

use crate::team::manual_hours;

/// Wed 25 Nov 2026, 14:18 GMT.
const WEDNESDAY: &str = "2026-11-25T14:18:00Z";
/// Sat 24 Oct 2026, 18:00 BST: the last evening of summer time.
const BEFORE_BACK: &str = "2026-10-24T17:00:00Z";
/// Sat 28 Mar 2026, 18:00 GMT: the last evening of winter time.
const BEFORE_FORWARD: &str = "2026-03-28T18:00:00Z";

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn typed(now: &str, words: &str, direction: Direction) -> Result<Instant, NotATime> {
    read(
        &SupportHours::new(&manual_hours()).unwrap(),
        words,
        at(now),
        direction,
        None,
    )
}

#[rstest]
#[case("15:00", "2026-11-25T15:00:00Z")]
#[case(" 9.05 ", "2026-11-26T09:05:00Z")]
#[case("0905", "2026-11-26T09:05:00Z")]
#[case("14:18", "2026-11-26T14:18:00Z")]
#[case("today 16:00", "2026-11-25T16:00:00Z")]
#[case("Tomorrow 10:00", "2026-11-26T10:00:00Z")]
#[case("Thu 14:30", "2026-11-26T14:30:00Z")]
#[case("wednesday 15:00", "2026-11-25T15:00:00Z")]
#[case("Wed 14:00", "2026-12-02T14:00:00Z")]
#[case("14:30 Thu", "2026-11-26T14:30:00Z")]
#[case("4 Dec 09:15", "2026-12-04T09:15:00Z")]
#[case("4 January 09:15", "2027-01-04T09:15:00Z")]
#[case("2026-11-27 09:00", "2026-11-27T09:00:00Z")]
#[case("Fri 27 Nov 2026, 09:00 GMT", "2026-11-27T09:00:00Z")]
fn what_is_still_to_come(#[case] words: &str, #[case] meant: &str) {
    assert_eq!(typed(WEDNESDAY, words, Direction::Ahead), Ok(at(meant)), "{words}");
}

#[rstest]
#[case("now", WEDNESDAY)]
#[case("14:18", WEDNESDAY)]
#[case("14:05", "2026-11-25T14:05:00Z")]
#[case("15:00", "2026-11-24T15:00:00Z")]
#[case("yesterday 16:00", "2026-11-24T16:00:00Z")]
#[case("Mon 09:00", "2026-11-23T09:00:00Z")]
#[case("Wed 15:00", "2026-11-18T15:00:00Z")]
#[case("30 Nov 09:00", "2025-11-30T09:00:00Z")]
fn what_has_happened(#[case] words: &str, #[case] meant: &str) {
    assert_eq!(typed(WEDNESDAY, words, Direction::Back), Ok(at(meant)), "{words}");
}

#[rstest]
#[case("soon")]
#[case("")]
#[case("24:00")]
#[case("12:60")]
#[case("15")]
#[case("15:00 16:00")]
#[case("today tomorrow 10:00")]
#[case("now 10:00")]
#[case("GMT")]
#[case("15:00 or so")]
fn what_is_no_time(#[case] words: &str) {
    assert_eq!(
        typed(WEDNESDAY, words, Direction::Ahead),
        Err(NotATime::Unreadable),
        "{words:?}"
    );
}

#[test]
fn what_is_nearly_a_time_is_told_why_not() {
    let ahead = |words| typed(WEDNESDAY, words, Direction::Ahead).unwrap_err();
    assert_eq!(ahead("tomorrow"), NotATime::NoTimeOfDay);
    assert_eq!(ahead("31 Nov 09:00"), NotATime::NoSuchDay);
    assert_eq!(ahead("2026-02-30 09:00"), NotATime::NoSuchDay);
    assert_eq!(ahead("Mon 27 Nov 09:00"), NotATime::OtherWeekday(chrono::Weekday::Fri));
    assert_eq!(ahead("15:00 BST"), NotATime::OtherZone("GMT".to_owned()));
    assert!(ahead("soon").to_string().contains("15:00, tomorrow 10:00"));
}

#[test]
fn a_day_alone_takes_the_time_that_is_given_for_it() {
    let hours = SupportHours::new(&manual_hours()).unwrap();
    let midday = NaiveTime::from_hms_opt(12, 0, 0);
    let chase = |words| read(&hours, words, at(BEFORE_BACK), Direction::Ahead, midday);
    assert_eq!(
        chase("2026-10-26"),
        Ok(at("2026-10-26T12:00:00Z")),
        "after the change: GMT"
    );
    assert_eq!(chase("Mon"), Ok(at("2026-10-26T12:00:00Z")));
}

#[test]
fn the_clocks_go_back_between_now_and_the_time_that_is_typed() {
    // Typed in summer time, meant in winter time: an hour off when only the times of day are compared.
    assert_eq!(
        typed(BEFORE_BACK, "10:00", Direction::Ahead),
        Ok(at("2026-10-25T10:00:00Z"))
    );
    let monday = "2026-10-26T09:10:00Z";
    assert_eq!(
        typed(monday, "Sat 15:00", Direction::Back),
        Ok(at("2026-10-24T14:00:00Z"))
    );
}

#[test]
fn the_clocks_go_forward_between_now_and_the_time_that_is_typed() {
    assert_eq!(
        typed(BEFORE_FORWARD, "10:00", Direction::Ahead),
        Ok(at("2026-03-29T09:00:00Z"))
    );
    let monday = "2026-03-30T08:10:00Z";
    assert_eq!(
        typed(monday, "Sat 15:00", Direction::Back),
        Ok(at("2026-03-28T15:00:00Z"))
    );
}

#[test]
fn a_time_that_occurs_twice_is_the_first_one_unless_its_zone_is_typed() {
    let ahead = |words| typed(BEFORE_BACK, words, Direction::Ahead);
    assert_eq!(ahead("01:30"), Ok(at("2026-10-25T00:30:00Z")));
    assert_eq!(ahead("01:30 BST"), Ok(at("2026-10-25T00:30:00Z")));
    assert_eq!(ahead("01:30 GMT"), Ok(at("2026-10-25T01:30:00Z")));
    // 01:45 BST: the first 01:30 has passed, the second comes in 45 minutes.
    assert_eq!(
        typed("2026-10-25T00:45:00Z", "01:30", Direction::Ahead),
        Ok(at("2026-10-25T01:30:00Z"))
    );
}

#[test]
fn a_time_that_the_clocks_skip_moves_forward() {
    assert_eq!(
        typed(BEFORE_FORWARD, "01:30", Direction::Ahead),
        Ok(at("2026-03-29T01:30:00Z"))
    );
    assert_eq!(
        typed(BEFORE_FORWARD, "01:30 GMT", Direction::Ahead),
        Err(NotATime::OtherZone("BST".to_owned()))
    );
}

#[test]
fn near_a_clock_change_is_a_day_before_and_after() {
    let hours = SupportHours::new(&manual_hours()).unwrap();
    for (when, near) in [
        ("2026-10-24T00:59:00Z", false),
        ("2026-10-24T01:01:00Z", true),
        ("2026-10-26T00:59:00Z", true),
        ("2026-10-26T01:01:00Z", false),
        ("2026-03-28T01:01:00Z", true),
        ("2026-11-25T14:18:00Z", false),
    ] {
        assert_eq!(hours.near_clock_change(at(when)), near, "{when}");
    }
}

/// The domain has no clock, in tests too: a quadratic loop would take hours here, which nobody overlooks.
#[rstest]
#[case(" ")]
#[case(",")]
#[case("15:")]
#[case("1")]
#[case("mon ")]
#[case("2026-")]
#[case("tomorrow ")]
#[case("é")]
fn r23_08_a_million_letters_are_read_as_no_time_soon(#[case] unit: &str) {
    let words = unit.repeat(1_000_000 / unit.len());
    assert!(typed(WEDNESDAY, &words, Direction::Ahead).is_err());
    assert!(
        typed(WEDNESDAY, &format!("{words} 15:00"), Direction::Back).is_err()
            || unit.trim_matches([' ', ',']).is_empty()
    );
}
