//! The fourteen kinds of notifications that differed from the rules, each as the story that it was reported with. The
//! report writes UTC; here it is London in May, an hour ahead.

use crate::history::lines;
use crate::notices::{Watch, told_only};
use crate::team::manual_rules;

/// What came until `end`, and nothing else.
#[track_caller]
fn check(text: &str, end: &str, expected: &str) {
    assert_eq!(told_only(Watch::new(manual_rules(), text), end), lines(expected));
}

/// Only what came from `since` on: the part that the report is about.
#[track_caller]
fn check_since(since: &str, text: &str, end: &str, expected: &str) {
    let told = told_only(Watch::new(manual_rules(), text), end);
    let told: Vec<String> = told.into_iter().skip_while(|line| line.as_str() < since).collect();
    assert_eq!(told, lines(expected));
}

#[test]
fn r24_01_a_pause_that_began_late_under_the_new_priority_is_over_and_the_next_reply_runs() {
    check_since(
        "Tue 2017-05-23 13:30",
        "Tue 2017-05-23 10:01 raised
         10:01 P3
         10:10 replied
         13:30 paused until Tue 2017-05-23 15:00
         13:50 P2
         14:00 replied",
        "Tue 2017-05-23 16:30",
        "Tue 2017-05-23 13:50 update 1 due, late on arrival
         Tue 2017-05-23 15:36 update 2 four fifths
         Tue 2017-05-23 16:00 update 2 due",
    );
}

#[test]
fn r24_02_a_reply_while_paused_is_the_chase_and_sets_the_next_one() {
    // The policy chases after two business days: Thursday 12:05.
    check_since(
        "Tue 2017-05-23 10:30",
        "Tue 2017-05-23 10:01 raised
         10:02 P3
         10:10 replied
         10:30 paused until Tue 2017-05-23 12:00
         12:05 replied",
        "Fri 2017-05-26 12:00",
        "Tue 2017-05-23 12:00 update 1 chase
         Thu 2017-05-25 12:05 update 2 chase",
    );
}

#[test]
fn r24_03_an_acknowledgement_covers_only_what_was_told() {
    check_since(
        "Tue 2017-05-23 11:17",
        "Tue 2017-05-23 11:00 raised by emergency mail
         11:17 snoozed 10
         11:25 acknowledged",
        "Tue 2017-05-23 11:41",
        "Tue 2017-05-23 11:27 respond 1 due
         Tue 2017-05-23 11:30 respond 1 repeat #1
         Tue 2017-05-23 11:40 respond 1 repeat #2",
    );
}

#[test]
fn r24_03_what_is_acknowledged_at_night_before_it_was_told_is_not_covered() {
    // Out of scope: 20 minutes from the opening of 09:00. Acknowledged before anything was told about that.
    check_since(
        "Tue 2017-05-23 18:00",
        "Tue 2017-05-23 16:50 raised
         16:52 P1, out of scope
         19:00 acknowledged",
        "Wed 2017-05-24 09:11",
        "Wed 2017-05-24 09:00 respond 1 repeat #95
         Wed 2017-05-24 09:10 respond 1 repeat #96",
    );
}

#[test]
fn r24_04_a_priority_that_changes_and_comes_back_finds_its_acknowledgement() {
    check_since(
        "Tue 2017-05-23 11:20",
        "Tue 2017-05-23 11:00 raised by emergency mail
         11:25 acknowledged
         11:26 P3
         11:28 P1",
        "Tue 2017-05-23 12:06",
        "Tue 2017-05-23 11:20 respond 1 due
         Tue 2017-05-23 11:55 respond 1 repeat #1
         Tue 2017-05-23 12:05 respond 1 repeat #2",
    );
}

#[test]
fn r24_05_at_the_end_of_a_snooze_one_notice_tells_the_subjects_latest_stage() {
    check(
        "Tue 2017-05-23 10:00 raised\n 10:12 snoozed 10",
        "Tue 2017-05-23 12:00",
        "Tue 2017-05-23 10:00 respond 1 arrived
         Tue 2017-05-23 10:10 triage 1 due
         Tue 2017-05-23 10:22 triage 1 due #1",
    );
}

#[test]
fn r24_05_the_latest_stage_may_be_the_tenants_message_and_covers_what_passed_before_it() {
    // Four fifths of the update (11:48) and two messages pass during the snooze.
    check_since(
        "Tue 2017-05-23 11:40",
        "Tue 2017-05-23 10:55 raised by emergency mail
         11:00 replied
         11:45 snoozed 10
         11:50 tenant writes
         11:52 tenant writes",
        "Tue 2017-05-23 11:59",
        "Tue 2017-05-23 11:55 update 0 tenant wrote",
    );
    // A message that was told and snoozed comes once more: nobody answered it.
    check_since(
        "Tue 2017-05-23 11:10",
        "Tue 2017-05-23 10:55 raised by emergency mail
         11:00 replied
         11:10 tenant writes
         11:12 snoozed 10
         11:30 resolved",
        "Tue 2017-05-23 12:00",
        "Tue 2017-05-23 11:10 update 0 tenant wrote
         Tue 2017-05-23 11:22 update 0 tenant wrote #1",
    );
}

#[test]
fn r24_06_at_the_end_of_a_snooze_the_priority_of_that_moment_decides_who_may_speak() {
    check_since(
        "Tue 2017-05-23 18:00",
        "Tue 2017-05-23 18:00 raised by emergency mail
         18:05 P3
         18:06 snoozed 10",
        "Wed 2017-05-24 08:59",
        "Tue 2017-05-23 18:00 respond 1 arrived",
    );
}

#[test]
fn r24_06_a_stage_is_judged_by_the_priority_in_force_at_its_instant() {
    // The promise of 19:00 is a P1's when it falls due; nobody looks until it is a P3.
    let text = "Tue 2017-05-23 16:00 raised
                16:01 P1
                16:30 replied, next update 16:31
                16:31 replied, next update Tue 2017-05-23 17:20
                17:30 P2";
    let watch = Watch::new(manual_rules(), text).asleep("Tue 2017-05-23 17:10", "Tue 2017-05-23 17:40");
    let told = told_only(watch, "Tue 2017-05-23 18:00");
    assert_eq!(told.last().unwrap(), "Tue 2017-05-23 17:40 digest: update 2 due");
}

#[test]
fn r24_07_the_end_of_a_snooze_is_an_instant_of_its_own() {
    check_since(
        "Tue 2017-05-23 07:30",
        "Tue 2017-05-23 07:00 raised
         07:01 P2
         07:02 replied, next update 07:30
         09:05 snoozed 10",
        "Tue 2017-05-23 12:00",
        "Tue 2017-05-23 09:00 digest: update 1 due
         Tue 2017-05-23 09:15 update 1 due #1",
    );
}

#[test]
fn r24_08_what_does_not_stand_at_the_end_of_a_snooze_does_not_come_later() {
    // As a P3 nothing is late at 12:20, the end of the snooze. The P1 of 13:00 is late as before: it was told.
    check_since(
        "Tue 2017-05-23 12:00",
        "Tue 2017-05-23 09:50 raised
         09:51 P1
         10:00 replied
         12:05 P3
         12:10 snoozed 10
         13:00 P1",
        "Tue 2017-05-23 13:21",
        "Tue 2017-05-23 12:00 update 1 repeat #6
         Tue 2017-05-23 13:10 update 1 repeat #13
         Tue 2017-05-23 13:20 update 1 repeat #14",
    );
}

#[test]
fn r24_09_a_late_p1_is_not_silent_for_a_day_after_a_clock_that_ran_ahead() {
    let watch = Watch::new(manual_rules(), "Tue 2017-05-23 11:00 raised by emergency mail")
        .clock_set("Tue 2017-05-23 11:05", "Wed 2017-05-24 11:05")
        .clock_set("Wed 2017-05-24 11:10", "Tue 2017-05-23 11:10");
    assert_eq!(
        told_only(watch, "Tue 2017-05-23 11:41"),
        lines(
            "Tue 2017-05-23 11:00 respond 1 arrived
             Wed 2017-05-24 11:05 digest: respond 1 repeat #142
             Tue 2017-05-23 11:10 respond 1 half
             Tue 2017-05-23 11:16 respond 1 four fifths
             Tue 2017-05-23 11:20 respond 1 due
             Tue 2017-05-23 11:30 respond 1 repeat #1
             Tue 2017-05-23 11:40 respond 1 repeat #2"
        )
    );
}

#[test]
fn r24_11_of_two_snoozes_the_last_one_said_counts() {
    let told = "Tue 2017-05-23 11:00 respond 1 arrived
                Tue 2017-05-23 11:10 respond 1 half";
    let p2 = "Tue 2017-05-23 11:00 raised by emergency mail\n 11:11 snoozed 60\n 11:12 snoozed 5";
    check(
        p2,
        "Tue 2017-05-23 11:21",
        &format!("{told}\n Tue 2017-05-23 11:17 respond 1 four fifths\n Tue 2017-05-23 11:20 respond 1 due"),
    );
    let longer = "Tue 2017-05-23 11:00 raised by emergency mail\n 11:11 snoozed 5\n 11:12 snoozed 20";
    check(
        longer,
        "Tue 2017-05-23 11:35",
        &format!("{told}\n Tue 2017-05-23 11:32 respond 1 repeat #1"),
    );
}

#[test]
fn r24_12_a_second_raise_by_the_emergency_route_speaks_at_its_own_instant() {
    check(
        "Tue 2017-05-23 19:00 raised\n 19:05 raised by a page",
        "Tue 2017-05-23 19:16",
        "Tue 2017-05-23 19:05 respond 1 arrived",
    );
    // Also where the first one spoke, and a stage of it too.
    check(
        "Tue 2017-05-23 11:00 raised\n 11:02 P2\n 11:16 raised by emergency mail",
        "Tue 2017-05-23 11:20",
        "Tue 2017-05-23 11:00 respond 1 arrived
         Tue 2017-05-23 11:15 respond 1 half
         Tue 2017-05-23 11:16 respond 1 arrived",
    );
}

#[test]
fn r24_13_what_is_left_after_a_pause_that_ends_at_night_is_due_from_the_next_opening() {
    check_since(
        "Tue 2017-05-23 17:00",
        "Tue 2017-05-23 16:00 raised
         16:01 P2
         17:30 replied, next update Tue 2017-05-23 19:00
         18:00 paused
         20:00 resumed",
        "Wed 2017-05-24 10:00",
        "Wed 2017-05-24 09:00 update 1 due",
    );
}

#[test]
fn r24_14_a_promise_that_leaves_no_working_time_has_no_four_fifths() {
    check_since(
        "Tue 2017-05-23 17:00",
        "Tue 2017-05-23 16:00 raised
         16:01 P2
         17:30 replied, next update Tue 2017-05-23 19:00",
        "Wed 2017-05-24 10:00",
        "Wed 2017-05-24 09:00 digest: update 1 due",
    );
    // A reply on the frame's end belongs to that frame: a stage of that instant would pop up.
    check_since(
        "Tue 2017-05-23 17:00",
        "Tue 2017-05-23 16:00 raised
         16:01 P2
         17:00 replied, next update Tue 2017-05-23 19:00",
        "Wed 2017-05-24 10:00",
        "Wed 2017-05-24 09:00 digest: update 1 due",
    );
}
