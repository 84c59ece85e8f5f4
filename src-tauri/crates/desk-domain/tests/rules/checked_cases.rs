//! Single deadlines as a table, Europe/London.

use rstest::rstest;

use crate::team::{at, clock, manual_rules, priority, said};

#[rstest]
// Easter: Good Friday and Easter Monday follow.
#[case("Thu 2017-04-13 16:45", "P2", "respond", "Tue 2017-04-18 09:15")]
// Overnight, the day after a bank holiday.
#[case("Tue 2017-05-30 02:00", "P2", "respond", "Tue 2017-05-30 09:30")]
#[case("Tue 2017-05-30 02:00", "P3", "respond", "Tue 2017-05-30 11:00")]
// The early May holiday of 2020 was moved to Friday the 8th.
#[case("Thu 2020-05-07 16:30", "P3", "respond", "Mon 2020-05-11 10:30")]
// Christmas, a weekend, and Boxing Day's substitute.
#[case("Thu 2020-12-24 16:50", "P2", "respond", "Tue 2020-12-29 09:20")]
// The clocks go forward, and back, over the weekend.
#[case("Fri 2017-03-24 16:00", "P3", "respond", "Mon 2017-03-27 10:00")]
#[case("Fri 2017-10-27 16:00", "P3", "respond", "Mon 2017-10-30 10:00")]
// Out of hours, waking: 40 minutes.
#[case("Mon 2017-04-17 10:00", "P1", "respond", "Mon 2017-04-17 10:40")]
// Elapsed time runs through a missing hour and a doubled one.
#[case("Sun 2017-03-26 00:45 GMT", "P1", "respond", "Sun 2017-03-26 02:25 BST")]
#[case("Sun 2017-10-29 01:30 BST", "P1", "respond", "Sun 2017-10-29 01:10 GMT")]
// Business days.
#[case("Wed 2017-05-24 11:00", "P4", "respond", "Thu 2017-05-25 11:00")]
#[case("Wed 2017-05-24 11:00", "P4", "update", "Fri 2017-05-26 11:00")]
#[case("Sat 2017-05-20 12:00", "P4", "respond", "Mon 2017-05-22 17:00")]
#[case("Tue 2017-05-23 18:00", "P4", "respond", "Wed 2017-05-24 17:00")]
// Rule 1: the class at the start chooses, whatever comes later.
#[case("Mon 2017-05-22 08:50", "P1", "respond", "Mon 2017-05-22 09:30")]
#[case("Mon 2017-05-22 16:55", "P1", "respond", "Mon 2017-05-22 17:15")]
// Half open: 09:00:00 is in hours, 17:00:00 is not.
#[case("Mon 2017-05-22 09:00", "P1", "respond", "Mon 2017-05-22 09:20")]
#[case("Mon 2017-05-22 17:00", "P1", "respond", "Mon 2017-05-22 17:40")]
#[case("Mon 2017-05-22 16:59:59", "P1", "respond", "Mon 2017-05-22 17:19:59")]
// Rule 2: work that fills the day is due at its end, and seconds are kept.
#[case("Mon 2017-05-22 09:00", "P4", "respond", "Mon 2017-05-22 17:00")]
#[case("Fri 2017-05-19 16:30", "P2", "respond", "Fri 2017-05-19 17:00")]
#[case("Fri 2017-05-19 16:30:01", "P2", "respond", "Mon 2017-05-22 09:00:01")]
#[case("Mon 2017-05-22 17:00", "P2", "respond", "Tue 2017-05-23 09:30")]
// Updates of a P1 run at any hour.
#[case("Sat 2017-05-20 23:30", "P1", "update", "Sun 2017-05-21 00:30")]
#[case("Mon 2017-05-22 16:00", "P2", "update", "Tue 2017-05-23 10:00")]
// Proclaimed days: Jubilee, State Funeral, Coronation.
#[case("Wed 2022-06-01 16:00", "P3", "respond", "Mon 2022-06-06 10:00")]
#[case("Fri 2022-09-16 16:50", "P2", "respond", "Tue 2022-09-20 09:20")]
#[case("Fri 2023-05-05 17:00", "P4", "respond", "Tue 2023-05-09 17:00")]
// The team's own rule.
#[case("Mon 2017-05-22 16:55", "P3", "triage", "Tue 2017-05-23 09:05")]
fn due(#[case] since: &str, #[case] at_priority: &str, #[case] of: &str, #[case] expected: &str) {
    let due = manual_rules().due(priority(at_priority), clock(of), at(since)).unwrap();
    assert_eq!(due, at(expected), "due {}, not {expected}", said(due));
}
