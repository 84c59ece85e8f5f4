//! Rule 18 as stories: pausing an incident, and how long people work on it without a break.

use desk_domain::clock::Ticket;
use desk_domain::incident::{Course, Pause, course, has_cover, needs_a_reason, usual_continuation};
use desk_domain::time::{ElapsedTime, Instant};

use crate::clocks::check;
use crate::history::events;
use crate::team::{at, manual_rules, said};

/// A P1 of Monday afternoon, answered, and its incident paused at 16:50 until the next morning.
const PAUSED: &str = "Mon 2017-05-22 16:00 raised by emergency mail
                      16:10 replied
                      16:50 incident paused until Tue 2017-05-23 09:00";
const ANSWERED: &str = "respond 1 met, due Mon 2017-05-22 16:20";

#[track_caller]
fn after(more: &str, now: &str, update: &str) {
    check(
        &format!("{PAUSED}\n{more}"),
        now,
        &format!("{ANSWERED}\nupdate 1 {update}"),
    );
}

#[track_caller]
fn after_reply(reply: &str, now: &str, update: &str) {
    check(
        &format!("{PAUSED}\n16:55 {reply}"),
        now,
        &format!("{ANSWERED}\nupdate 1 met, due Mon 2017-05-22 17:10\nupdate 2 {update}"),
    );
}

#[test]
fn until_the_tenant_is_told_a_paused_incident_pauses_no_clock() {
    after(
        "",
        "Mon 2017-05-22 17:00",
        "at risk, due Mon 2017-05-22 17:10, 10 min left",
    );
    after(
        "",
        "Mon 2017-05-22 18:10",
        "late, due Mon 2017-05-22 17:10, -60 min left",
    );
    after_reply(
        "replied",
        "Mon 2017-05-22 18:00",
        "late, due Mon 2017-05-22 17:55, -5 min left",
    );
}

#[test]
fn the_time_that_the_tenant_was_told_is_the_clock_and_it_rests_until_the_incident_goes_on() {
    let told = "replied, next update Tue 2017-05-23 09:30";
    let due = "due Tue 2017-05-23 09:30";
    after_reply(told, "Mon 2017-05-22 16:55", &format!("paused, {due}, 30 min left"));
    after_reply(told, "Tue 2017-05-23 03:00", &format!("paused, {due}, 30 min left"));
    after_reply(told, "Tue 2017-05-23 09:00", &format!("running, {due}, 30 min left"));
    after_reply(told, "Tue 2017-05-23 09:24", &format!("at risk, {due}, 6 min left"));
    after_reply(told, "Tue 2017-05-23 09:31", &format!("late, {due}, -1 min left"));
}

#[test]
fn a_time_told_between_the_policys_and_the_continuation_is_none_and_so_is_one_past_the_next_target() {
    for told in ["Mon 2017-05-22 20:00", "Tue 2017-05-23 08:59", "Tue 2017-05-23 10:01"] {
        after_reply(
            &format!("replied, next update {told}"),
            "Mon 2017-05-22 17:00",
            "running, due Mon 2017-05-22 17:55, 55 min left",
        );
    }
    after_reply(
        "replied, next update Tue 2017-05-23 10:00",
        "Mon 2017-05-22 17:00",
        "paused, due Tue 2017-05-23 10:00, 60 min left",
    );
    after_reply(
        "replied, next update Mon 2017-05-22 17:30",
        "Mon 2017-05-22 17:00",
        "running, due Mon 2017-05-22 17:30, 30 min left",
    );
}

#[test]
fn an_incident_that_goes_on_early_lets_the_clock_run_at_once() {
    let told = "replied, next update Tue 2017-05-23 09:30\n19:00 incident goes on";
    after_reply(
        told,
        "Mon 2017-05-22 19:05",
        "running, due Mon 2017-05-22 20:00, 55 min left",
    );
    after_reply(
        &format!("{told}\n19:30 replied"),
        "Mon 2017-05-22 19:35",
        "met, due Mon 2017-05-22 20:00
         update 3 running, due Mon 2017-05-22 20:30, 55 min left",
    );
}

#[test]
fn a_continuation_that_has_passed_allows_no_later_promise() {
    after(
        "Tue 2017-05-23 09:10 replied, next update Tue 2017-05-23 11:00",
        "Tue 2017-05-23 09:20",
        "missed, due Mon 2017-05-22 17:10
         update 2 running, due Tue 2017-05-23 10:10, 50 min left",
    );
}

#[test]
fn waiting_for_the_tenant_takes_the_place_of_the_incidents_pause() {
    let told = "replied, next update Tue 2017-05-23 09:30\n18:00 paused";
    after_reply(told, "Tue 2017-05-23 12:00", "paused, 60 min left");
    after_reply(
        &format!("{told}\nTue 2017-05-23 12:00 tenant writes"),
        "Tue 2017-05-23 12:30",
        "running, due Tue 2017-05-23 13:00, 30 min left",
    );
    // Answered before the incident resumes: the rest is over.
    after_reply(
        &format!("{told}\n20:00 tenant writes"),
        "Mon 2017-05-22 20:30",
        "running, due Mon 2017-05-22 21:00, 30 min left",
    );
}

#[test]
fn a_ticket_that_waits_for_its_tenant_is_not_rested_by_its_incident() {
    let told = "Mon 2017-05-22 16:00 raised by emergency mail\n16:10 replied\n16:20 paused
                16:50 incident paused until Tue 2017-05-23 09:00
                16:55 replied, next update Tue 2017-05-23 09:30";
    let before = format!("{ANSWERED}\nupdate 1 met");
    check(
        told,
        "Mon 2017-05-22 17:00",
        &format!("{before}\nupdate 2 paused, 60 min left"),
    );
    check(
        &format!("{told}\n18:00 tenant writes"),
        "Mon 2017-05-22 18:30",
        &format!("{before}\nupdate 2 running, due Mon 2017-05-22 19:00, 30 min left"),
    );
}

#[test]
fn a_p2_counts_working_time_from_the_continuation_on() {
    check(
        "Mon 2017-05-22 15:00 raised\n15:05 P2\n15:10 replied
         16:00 incident paused until Tue 2017-05-23 11:00
         16:05 replied, next update Tue 2017-05-23 12:30",
        "Mon 2017-05-22 16:30",
        "respond 1 met, due Mon 2017-05-22 15:30
         triage 1 met, due Mon 2017-05-22 15:10
         update 1 met, due Tue 2017-05-23 09:10
         update 2 paused, due Tue 2017-05-23 12:30, 90 min left",
    );
}

#[test]
fn what_may_be_promised_is_said_beforehand() {
    let rules = manual_rules();
    let ticket = Ticket::fold(rules, &events(PAUSED));
    let told = at("Mon 2017-05-22 16:55");
    let after = ticket.promise_after_incident(rules, told).unwrap();
    assert_eq!(said(after.0), "Tue 2017-05-23 09:00");
    assert_eq!(after.1.map(said).unwrap(), "Tue 2017-05-23 10:00");
    assert_eq!(
        ticket.latest_promise(rules, told).map(said).unwrap(),
        "Mon 2017-05-22 17:55"
    );
    assert_eq!(ticket.incident_continues_at(told), Some(after.0));
    assert_eq!(ticket.incident_continues_at(after.0), None);
    assert_eq!(ticket.promise_after_incident(rules, after.0), None);
}

// How long it is worked on.

const SIX_HOURS: ElapsedTime = ElapsedTime::from_minutes(6 * 60);

fn course_at(pauses: &[Pause], now: &str) -> String {
    match course(SIX_HOURS, at("Mon 2017-05-22 14:00"), pauses, at(now)) {
        Course::Worked { since, pause_by } => format!("worked on since {}, until {}", said(since), said(pause_by)),
        Course::Paused { since, continues_at } => format!("paused since {} until {}", said(since), said(continues_at)),
    }
}

fn pause(from: &str, until: &str, early: Option<&str>) -> Pause {
    Pause {
        at: at(from),
        continues_at: at(until),
        continued_at: early.map(at),
    }
}

#[test]
fn six_hours_on_end_are_counted_from_the_opening_or_from_where_it_went_on() {
    let never = "worked on since Mon 2017-05-22 14:00, until Mon 2017-05-22 20:00";
    assert_eq!(course_at(&[], "Mon 2017-05-22 23:00"), never);
    let night = pause("Mon 2017-05-22 17:00", "Tue 2017-05-23 09:00", None);
    assert_eq!(course_at(&[night], "Mon 2017-05-22 16:59"), never);
    assert_eq!(
        course_at(&[night], "Tue 2017-05-23 08:59"),
        "paused since Mon 2017-05-22 17:00 until Tue 2017-05-23 09:00"
    );
    // Nobody has to resume it: the tenants were told this time.
    assert_eq!(
        course_at(&[night], "Tue 2017-05-23 09:00"),
        "worked on since Tue 2017-05-23 09:00, until Tue 2017-05-23 15:00"
    );
    let early = pause(
        "Mon 2017-05-22 17:00",
        "Tue 2017-05-23 09:00",
        Some("Mon 2017-05-22 21:00"),
    );
    assert_eq!(
        course_at(&[early], "Mon 2017-05-22 22:00"),
        "worked on since Mon 2017-05-22 21:00, until Tue 2017-05-23 03:00"
    );
}

#[track_caller]
fn reason_needed(history: Option<&str>, now: &str) -> bool {
    let rules = manual_rules();
    let ticket = history.map(|history| Ticket::fold(rules, &events(history)));
    let now = at(now);
    let course = course(SIX_HOURS, at("Mon 2017-05-22 14:00"), &[], now);
    needs_a_reason(course, has_cover(rules, ticket.as_ref()), now)
}

#[test]
fn with_out_of_hours_cover_the_lead_says_why_before_six_hours_are_over() {
    let p1 = "Mon 2017-05-22 14:00 raised by emergency mail";
    let p2 = "Mon 2017-05-22 14:00 raised\n14:05 P2";
    let out_of_scope = "Mon 2017-05-22 14:00 raised\n14:05 P1, out of scope";
    assert!(reason_needed(Some(p1), "Mon 2017-05-22 17:00"));
    assert!(!reason_needed(Some(p1), "Mon 2017-05-22 20:00"));
    assert!(!reason_needed(Some(p2), "Mon 2017-05-22 17:00"));
    assert!(!reason_needed(Some(out_of_scope), "Mon 2017-05-22 17:00"));
    assert!(reason_needed(None, "Mon 2017-05-22 17:00"));
}

#[test]
fn it_usually_goes_on_at_the_next_working_days_opening() {
    let usual = |now: &str| {
        usual_continuation(manual_rules(), at(now))
            .map(|at: Instant| said(at))
            .unwrap()
    };
    assert_eq!(usual("Mon 2017-05-22 17:00"), "Tue 2017-05-23 09:00");
    assert_eq!(usual("Mon 2017-05-22 15:00"), "Tue 2017-05-23 09:00");
    assert_eq!(usual("Tue 2017-05-23 03:00"), "Tue 2017-05-23 09:00");
    assert_eq!(usual("Fri 2017-05-26 17:00"), "Tue 2017-05-30 09:00");
}
