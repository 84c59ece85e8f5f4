//! Days that are off or worked in part, and hours that hold between two dates (rule 25).

use chrono::NaiveDate;
use desk_domain::calendar::HoursClass;
use desk_domain::support_hours::SupportHours;
use desk_policy::{Loaded, builtin, load};
use rstest::rstest;

use crate::{due, instant};

/// The default policy with one piece of its text replaced.
fn with(piece: &str, by: &str) -> Result<Loaded, Vec<String>> {
    let text = builtin("govuk-paas-2016").unwrap().source_text;
    assert!(text.contains(piece), "{piece}");
    let loaded = load("team.toml", &text.replacen(piece, by, 1), None);
    loaded.map_err(|errors| errors.iter().map(ToString::to_string).collect())
}

fn added(rows: &str) -> Loaded {
    with("\nadded = []", &format!("\nadded = [{rows}]")).unwrap()
}

fn removed(rows: &str) -> Loaded {
    with("\nremoved = []", &format!("\nremoved = [{rows}]")).unwrap()
}

const CHRISTMAS_EVE: &str = r#"{ date = "2026-12-24", name = "Christmas Eve", from = "13:00" }"#;

fn hours(loaded: &Loaded) -> SupportHours {
    SupportHours::new(&loaded.policy.hours).unwrap()
}

#[rstest]
// Christmas Eve 2026 is a Thursday; 25 and 28 December are bank holidays.
#[case("P2 respond", "2026-12-24T12:50:00Z", "2026-12-29T09:20:00Z")]
#[case("P2 respond", "2026-12-24T14:00:00Z", "2026-12-29T09:30:00Z")]
#[case("P3 respond", "2026-12-24T10:00:00Z", "2026-12-24T12:00:00Z")]
// Four hours of it, four of the next working day.
#[case("P4 respond", "2026-12-24T09:00:00Z", "2026-12-29T13:00:00Z")]
fn r20_a_half_day_ends_at_noon(#[case] clock: &str, #[case] since: &str, #[case] expected: &str) {
    assert_eq!(due(&added(CHRISTMAS_EVE).policy, clock, since), Some(instant(expected)));
}

#[test]
fn r20_the_afternoon_of_a_half_day_is_covered_as_a_day_off_is() {
    let hours = hours(&added(CHRISTMAS_EVE));
    for (at, class) in [
        ("2026-12-24T08:59:59Z", HoursClass::Overnight),
        ("2026-12-24T12:59:59Z", HoursClass::InHours),
        ("2026-12-24T13:00:00Z", HoursClass::Waking),
        ("2026-12-24T17:00:00Z", HoursClass::Overnight),
    ] {
        assert_eq!(hours.class_at(instant(at)), class, "{at}");
    }
    let day = NaiveDate::from_ymd_opt(2026, 12, 24).unwrap();
    assert_eq!(
        (hours.day_off(day), hours.other_hours(day)),
        (None, Some("Christmas Eve"))
    );
}

#[rstest]
// Off in the morning, off over lunch, and a bank holiday that is worked in the morning (31 August 2026, a Monday).
#[case(
    r#"{ date = "2026-11-24", name = "Move", to = "12:00" }"#,
    "",
    "2026-11-24T09:00:00Z",
    "2026-11-24T14:00:00Z"
)]
#[case(
    r#"{ date = "2026-11-24", name = "Fire drill", from = "10:00", to = "11:30" }"#,
    "",
    "2026-11-24T09:30:00Z",
    "2026-11-24T13:00:00Z"
)]
#[case(
    "",
    r#"{ date = "2026-08-31", name = "We open", from = "10:00", to = "14:00" }"#,
    "2026-08-31T09:00:00+01:00",
    "2026-08-31T12:00:00+01:00"
)]
#[case(
    "",
    r#"{ date = "2026-08-31", name = "We open", from = "10:00", to = "14:00" }"#,
    "2026-08-31T13:00:00+01:00",
    "2026-09-01T10:00:00+01:00"
)]
// A part that leaves nothing is a whole day off.
#[case(
    r#"{ date = "2026-11-24", name = "Away", from = "08:00" }"#,
    "",
    "2026-11-24T10:00:00Z",
    "2026-11-25T11:00:00Z"
)]
fn r20_each_part_of_a_day_can_be_off_or_worked(
    #[case] off: &str,
    #[case] worked: &str,
    #[case] since: &str,
    #[case] expected: &str,
) {
    let loaded = if worked.is_empty() { added(off) } else { removed(worked) };
    assert_eq!(due(&loaded.policy, "P3 respond", since), Some(instant(expected)));
}

const RAMADAN: &str = r#"
[[hours.seasons]]
name = "Ramadan"
first = "2026-02-18"
last = "2026-03-19"
in_hours = [{ days = ["mon", "tue", "wed", "thu"], from = "09:00", to = "15:00" }]

[holidays]"#;

#[rstest]
#[case("2026-02-17T16:00:00Z", "2026-02-18T10:00:00Z")]
#[case("2026-02-18T14:00:00Z", "2026-02-19T10:00:00Z")]
// No Friday in the season; from 20 March the usual hours.
#[case("2026-02-19T14:30:00Z", "2026-02-23T10:30:00Z")]
#[case("2026-03-19T14:30:00Z", "2026-03-20T10:30:00Z")]
#[case("2026-03-20T14:30:00Z", "2026-03-20T16:30:00Z")]
fn r20_a_season_has_hours_of_its_own(#[case] since: &str, #[case] expected: &str) {
    let loaded = with("\n[holidays]", RAMADAN).unwrap();
    assert_eq!(due(&loaded.policy, "P3 respond", since), Some(instant(expected)));
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    let hours = hours(&loaded);
    assert_eq!(
        (hours.other_hours(day(2, 18)), hours.other_hours(day(3, 20))),
        (Some("Ramadan"), None)
    );
    assert!(hours.day_off(day(2, 20)).is_some());
}

#[rstest]
#[case(
    "\nadded = []",
    r#"
added = [{ date = "2026-12-24", name = "Christmas Eve", from = "13:00", to = "12:00" }]"#,
    "this part of the day is empty"
)]
#[case(
    "\nadded = []",
    r#"
added = [{ date = "2026-12-24", name = "Christmas Eve", from = "1 pm" }]"#,
    "`1 pm` isn’t a time of day here"
)]
#[case(
    "\n[holidays]",
    r#"
[[hours.seasons]]
name = "Summer"
first = "2026-08-31"
last = "2026-07-01"
in_hours = [{ days = "every", from = "09:00", to = "15:00" }]
[holidays]"#,
    "this season ends before it begins"
)]
#[case(
    "\n[holidays]",
    r#"
[[hours.seasons]]
name = "Summer"
first = "2026-07-01"
last = "2026-08-31"
in_hours = [{ days = "every", from = "09:00", to = "15:00" }]
[[hours.seasons]]
name = "August"
first = "2026-08-01"
last = "2026-08-31"
in_hours = [{ days = "every", from = "09:00", to = "15:00" }]
[holidays]"#,
    "this season overlaps an earlier one"
)]
fn r20_what_makes_no_sense_is_said(#[case] piece: &str, #[case] by: &str, #[case] message: &str) {
    let errors = with(piece, by).unwrap_err();
    assert!(errors.len() == 1 && errors[0].contains(message), "{errors:?}");
}

#[test]
fn r20_a_minute_before_midnight_is_warned_about() {
    let frame = r#"from = "09:00", to = "17:00" }]"#;
    let loaded = with(frame, r#"from = "00:00", to = "23:59" }]"#).unwrap();
    let warnings: Vec<String> = loaded.warnings.iter().map(ToString::to_string).collect();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(
        warnings[0].contains("this frame ends a minute before midnight"),
        "{warnings:?}"
    );
    assert!(warnings[0].contains("24:00"), "{warnings:?}");
    assert!(builtin("govuk-paas-2016").unwrap().warnings.is_empty());
}
