//! A policy unlike the built-in ones needs a file, not code.

use chrono::NaiveDate;
use desk_domain::calendar::HoursClass;
use desk_domain::deadline::Rules;
use desk_domain::policy::Clock;
use desk_domain::priority::Priority;
use desk_domain::support_hours::SupportHours;
use desk_domain::time::{Allowed, ElapsedTime, WorkingTime};
use desk_policy::{Loaded, load};
use rstest::rstest;

use crate::{due, instant};

pub(crate) const FILE: &str = include_str!("sister-team.toml");

fn sister() -> Loaded {
    load("sister-team.toml", FILE, None).unwrap()
}

#[rstest]
#[case("P1 respond", "2026-11-23T10:00:00Z", Some("2026-11-23T10:15:00Z"))]
#[case("P1 respond", "2026-11-23T18:00:00Z", Some("2026-11-23T18:30:00Z"))]
#[case("P1 respond", "2026-11-23T23:00:00Z", Some("2026-11-24T00:00:00Z"))]
// Over lunch.
#[case("P2 respond", "2026-11-23T12:00:00Z", Some("2026-11-23T14:00:00Z"))]
// Elapsed time in the evening, and nobody answers at night.
#[case("P2 respond", "2026-11-23T18:00:00Z", Some("2026-11-23T20:00:00Z"))]
#[case("P2 respond", "2026-11-23T23:00:00Z", None)]
// Christmas Eve is off by the policy, and 28 December is a bank holiday; seven hours are a business day.
#[case("P3 respond", "2026-12-23T16:30:00Z", Some("2026-12-29T16:30:00Z"))]
// The Summer bank holiday of Scotland is worked.
#[case("P3 respond", "2026-08-03T09:30:00+01:00", Some("2026-08-03T17:30:00+01:00"))]
#[case("P4 respond", "2026-11-23T09:30:00Z", Some("2026-11-27T17:30:00Z"))]
#[case("P4 update", "2026-11-23T09:30:00Z", None)]
fn is_due(#[case] clock: &str, #[case] since: &str, #[case] expected: Option<&str>) {
    assert_eq!(due(&sister().policy, clock, since), expected.map(instant));
}

#[test]
fn hours_are_its_own() {
    let policy = sister().policy;
    let hours = SupportHours::new(&policy.hours).unwrap();
    let classes = [
        "2026-11-23T09:29:59Z",
        "2026-11-23T09:30:00Z",
        "2026-11-23T13:00:00Z",
        "2026-11-23T21:00:00Z",
    ];
    let expected = [
        HoursClass::Overnight,
        HoursClass::InHours,
        HoursClass::Overnight,
        HoursClass::Waking,
    ];
    assert_eq!(classes.map(|at| hours.class_at(instant(at))), expected);
    assert_eq!(
        hours.holiday(NaiveDate::from_ymd_opt(2026, 12, 24).unwrap()),
        Some("Christmas Eve")
    );
    assert_eq!(policy.business_day, WorkingTime::from_minutes(7 * 60));
    assert_eq!(policy.chase_after, WorkingTime::from_minutes(5 * 7 * 60));
}

#[test]
fn an_incident_has_a_break_after_six_hours_or_after_the_policys() {
    assert_eq!(sister().policy.incident_break_after, ElapsedTime::from_minutes(6 * 60));
    let own = FILE.replacen("chase_after", "incident_break_after = \"4 h\"\nchase_after", 1);
    let policy = load("sister-team.toml", &own, None).unwrap().policy;
    assert_eq!(policy.incident_break_after, ElapsedTime::from_minutes(4 * 60));
}

#[test]
fn out_of_hours_and_emergencies_are_its_own() {
    let Loaded { policy, handbook, .. } = sister();
    assert_eq!(handbook.out_of_hours, ["Nobody can pay"]);
    assert_eq!(policy.emergency_priority, Priority::P2);
    assert_eq!(policy.emergency_route.addresses, ["urgent@example.org"]);
    assert_eq!(policy.notices.at_any_hour, [Priority::P1, Priority::P2]);
    assert_eq!(policy.notices.repeat_every, ElapsedTime::from_minutes(5));
    assert_eq!(policy.triage.one_sentence_for, [Priority::P4]);
}

/// In hours at every hour, targets of seconds: what a test of notifications uses.
#[test]
fn a_test_policy_can_be_quick() {
    let quick = FILE
        .replace(
            "{ days = [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"], from = \"09:30\", to = \"12:30\" },",
            "",
        )
        .replace(
            "[\"mon\", \"tue\", \"wed\", \"thu\", \"fri\"], from = \"13:30\", to = \"17:30\"",
            "\"every\", from = \"00:00\", to = \"24:00\"",
        )
        .replace("in_hours = \"15 min\"", "in_hours = \"20 s\"");
    let policy = load("quick.toml", &quick, None).unwrap().policy;
    let rules = Rules::new(policy).unwrap();
    let target = rules
        .target(Priority::P1, Clock::Respond, instant("2026-12-25T03:00:00Z"))
        .unwrap();
    assert_eq!(target.allowed, Allowed::Elapsed(ElapsedTime::from_seconds(20)));
}

#[test]
fn its_help_desk_has_numbers_of_its_own() {
    let fields = sister().priority_fields;
    assert_eq!(fields.write("rt", Priority::P2).as_deref(), Some("60"));
    assert_eq!(fields.read("rt", "10"), Some(Priority::P4));
    assert_eq!(fields.read("rt", "100"), None, "a number of the usual ones");
}
