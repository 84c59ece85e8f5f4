//! Rules 5 to 18 as stories: a history, an instant, and the state of each clock at that instant.

use desk_domain::clock::{Reading, Standing, Ticket};
use desk_domain::deadline::Rules;

use crate::history::{events, lines};
use crate::team::{at, clock_word, manual_rules, said};

fn fold(rules: &Rules, history: &str) -> Ticket {
    Ticket::fold(rules, &events(history))
}

fn standing_said(standing: Standing) -> &'static str {
    match standing {
        Standing::Running => "running",
        Standing::AtRisk => "at risk",
        Standing::Breached => "late",
        Standing::Paused => "paused",
        Standing::Met => "met",
        Standing::Missed => "missed",
        Standing::Stopped => "stopped",
    }
}

/// `respond 1 running, due Mon 2017-05-22 10:20, 12 min left`.
fn reading_said(reading: &Reading) -> String {
    let mut words = format!(
        "{} {} {}",
        clock_word(reading.clock),
        reading.cycle,
        standing_said(reading.standing)
    );
    if let Some(due) = reading.due_at {
        words += &format!(", due {}", said(due));
    }
    if let Some(late) = reading.breached_at.filter(|late| Some(*late) != reading.due_at) {
        words += &format!(", was late from {}", said(late));
    }
    if let Some(left) = reading.remaining_minutes {
        words += &format!(", {left} min left");
    }
    words
}

#[track_caller]
pub(crate) fn check(history: &str, now: &str, expected: &str) {
    let rules = manual_rules();
    let now = at(now);
    let history: Vec<_> = events(history).into_iter().filter(|event| event.at <= now).collect();
    let readings = Ticket::fold(rules, &history).readings(rules, now);
    let found: Vec<String> = readings.iter().map(reading_said).collect();
    assert_eq!(found, lines(expected));
}

// Rule 5: the boundary.

#[test]
fn an_answer_at_the_due_instant_is_met_and_a_second_later_missed() {
    let raised = "Mon 2017-05-22 10:00 raised by emergency mail";
    check(
        &format!("{raised}\n 10:20 replied"),
        "Mon 2017-05-22 10:20",
        "respond 1 met, due Mon 2017-05-22 10:20
         update 1 running, due Mon 2017-05-22 11:20, 60 min left",
    );
    check(
        &format!("{raised}\n 10:20:01 replied\n 10:20:01 resolved"),
        "Mon 2017-05-22 10:21",
        "respond 1 missed, due Mon 2017-05-22 10:20
         update 1 stopped, due Mon 2017-05-22 11:20:01",
    );
}

#[test]
fn a_clock_is_at_risk_from_four_fifths_and_late_once_now_is_after_due() {
    let raised = "Mon 2017-05-22 10:00 raised by emergency mail";
    let due = "due Mon 2017-05-22 10:20";
    check(
        raised,
        "Mon 2017-05-22 10:15:59",
        &format!("respond 1 running, {due}, 4 min left"),
    );
    check(
        raised,
        "Mon 2017-05-22 10:16",
        &format!("respond 1 at risk, {due}, 4 min left"),
    );
    check(
        raised,
        "Mon 2017-05-22 10:20",
        &format!("respond 1 at risk, {due}, 0 min left"),
    );
    check(
        raised,
        "Mon 2017-05-22 10:20:01",
        &format!("respond 1 late, {due}, -1 min left"),
    );
}

#[test]
fn remaining_time_is_counted_in_the_clocks_own_time() {
    // Friday 16:50 + 30 working minutes is Monday 09:20; on Saturday 20 of them are left, and stay left.
    check(
        "Fri 2017-05-19 16:50 raised
         16:52 P2",
        "Sat 2017-05-20 12:00",
        "respond 1 running, due Mon 2017-05-22 09:20, 20 min left
         triage 1 met, due Fri 2017-05-19 17:00",
    );
}

// Rule 6: what ends Respond.

#[test]
fn notes_automatic_mail_and_work_do_not_end_respond_for_a_tenant() {
    check(
        "Mon 2017-05-22 10:00 raised
         10:02 P2
         10:03 note
         10:04 work started
         10:05 out-of-office mail",
        "Mon 2017-05-22 10:06",
        "respond 1 running, due Mon 2017-05-22 10:30, 24 min left
         triage 1 met, due Mon 2017-05-22 10:10",
    );
}

// Rule 7: replied elsewhere, and issues without a tenant.

#[test]
fn told_elsewhere_counts_as_a_public_message() {
    check(
        "Mon 2017-05-22 10:00 raised
         10:02 P2
         10:12 told on Slack",
        "Mon 2017-05-22 10:12",
        "respond 1 met, due Mon 2017-05-22 10:30
         triage 1 met, due Mon 2017-05-22 10:10
         update 1 running, due Mon 2017-05-22 12:12, 120 min left",
    );
}

#[test]
fn an_alert_has_nobody_to_answer_so_starting_work_ends_respond() {
    check(
        "Mon 2017-05-22 10:00 raised by an alert
         10:02 P1
         10:11 work started",
        "Mon 2017-05-22 10:30",
        "respond 1 met, due Mon 2017-05-22 10:20
         triage 1 met, due Mon 2017-05-22 10:10",
    );
}

#[test]
fn r22_a_start_that_is_undone_never_happened() {
    check(
        "Mon 2017-05-22 10:00 raised by an alert
         10:02 P1
         10:11 work started
         10:12 work not started",
        "Mon 2017-05-22 10:15",
        "respond 1 running, due Mon 2017-05-22 10:20, 5 min left
         triage 1 met, due Mon 2017-05-22 10:10",
    );
    // Of two starts, the newest is undone.
    check(
        "Mon 2017-05-22 10:00 raised by an alert
         10:02 P1
         10:11 work started
         10:21 work started
         10:22 work not started
         10:23 work not started
         10:24 work not started
         10:25 work started",
        "Mon 2017-05-22 10:30",
        "respond 1 missed, due Mon 2017-05-22 10:20
         triage 1 met, due Mon 2017-05-22 10:10",
    );
}

// Rule 8: linked issues.

#[test]
fn a_page_and_its_ticket_share_one_clock_from_the_earliest() {
    // The page wakes us at 02:00; the tenant's emergency email follows, so now a tenant waits for words.
    check(
        "Sat 2017-05-20 02:00 raised by a page
         02:10 raised by emergency mail
         02:15 work started
         02:30 replied",
        "Sat 2017-05-20 02:30",
        "respond 1 met, due Sat 2017-05-20 02:40
         update 1 running, due Sat 2017-05-20 03:30, 60 min left",
    );
}

#[test]
fn an_untriaged_ticket_linked_to_a_page_becomes_p1_from_its_own_beginning() {
    check(
        "Mon 2017-05-22 10:00 raised
         10:05 raised by a page",
        "Mon 2017-05-22 10:06",
        "respond 1 running, due Mon 2017-05-22 10:20, 14 min left
         triage 1 met, due Mon 2017-05-22 10:10",
    );
}

// Rule 9: updates and promises.

const P2_ANSWERED: &str = "respond 1 met, due Mon 2017-05-22 10:30\n triage 1 met, due Mon 2017-05-22 10:10";

#[test]
fn each_public_message_ends_an_update_cycle_and_starts_the_next() {
    check(
        "Mon 2017-05-22 10:00 raised
         10:02 P2
         10:10 replied
         11:40 replied
         13:40:01 replied",
        "Mon 2017-05-22 13:41",
        &format!(
            "{P2_ANSWERED}
             update 1 met, due Mon 2017-05-22 12:10
             update 2 missed, due Mon 2017-05-22 13:40
             update 3 running, due Mon 2017-05-22 15:40:01, 119 min left"
        ),
    );
}

#[test]
fn the_time_told_to_the_tenant_is_the_clock() {
    let first = "Mon 2017-05-22 10:00 raised\n 10:02 P2\n";
    let earlier = format!("{first} 10:10 replied, next update 11:00");
    let equal = format!("{first} 10:10 replied, next update 12:10");
    // Later than the policy allows is refused when it is made, so in a history it says nothing.
    let later = format!("{first} 10:10 replied, next update 15:00");
    for (history, due, left) in [(earlier, "11:00", 50), (equal, "12:10", 120), (later, "12:10", 120)] {
        check(
            &history,
            "Mon 2017-05-22 10:10",
            &format!("{P2_ANSWERED}\n update 1 running, due Mon 2017-05-22 {due}, {left} min left"),
        );
    }
}

#[test]
fn a_refused_promise_does_not_come_into_force_with_another_priority() {
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:10 replied, next update 15:00\n 10:20 P4",
        "Mon 2017-05-22 10:20",
        "respond 1 met, due Mon 2017-05-22 10:30
         triage 1 met, due Mon 2017-05-22 10:10
         update 1 running, due Wed 2017-05-24 10:10, 950 min left",
    );
}

#[test]
fn the_latest_promise_is_the_deadline_that_a_message_now_would_get() {
    let rules = manual_rules();
    let ticket = fold(rules, "Mon 2017-05-22 10:00 raised\n 10:02 P2");
    let latest = ticket.latest_promise(rules, at("Mon 2017-05-22 16:00"));
    assert_eq!(latest, Some(at("Tue 2017-05-23 10:00")));
}

#[test]
fn a_promise_at_risk_is_judged_by_what_was_promised() {
    // 50 minutes were promised; four fifths of them are used at 10:50.
    let history = "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:10 replied, next update 11:00";
    check(
        history,
        "Mon 2017-05-22 10:50",
        &format!("{P2_ANSWERED}\n update 1 at risk, due Mon 2017-05-22 11:00, 10 min left"),
    );
}

// Rules 10 and 11: pausing.

const PAUSED: &str = "Mon 2017-05-22 10:00 raised
                      10:02 P2
                      10:10 replied
                      11:10 paused";

#[test]
fn while_paused_there_is_no_deadline_and_the_time_left_stays() {
    check(
        PAUSED,
        "Mon 2017-05-22 16:00",
        &format!("{P2_ANSWERED}\n update 1 paused, 60 min left"),
    );
}

#[test]
fn the_tenants_message_or_our_resume_goes_on_with_the_time_that_was_left() {
    for resumed_by in ["tenant writes", "resumed"] {
        check(
            &format!("{PAUSED}\n Tue 2017-05-23 09:30 {resumed_by}"),
            "Tue 2017-05-23 09:30",
            &format!("{P2_ANSWERED}\n update 1 running, due Tue 2017-05-23 10:30, 60 min left"),
        );
    }
}

#[test]
fn automatic_mail_neither_resumes_nor_counts_as_waiting() {
    let rules = manual_rules();
    let ticket = fold(rules, &format!("{PAUSED}\n 12:00 out-of-office mail"));
    assert!(ticket.is_paused());
    assert_eq!(ticket.waiting_since(), None);
}

#[test]
fn a_public_message_while_paused_leaves_it_paused_with_the_full_target() {
    check(
        &format!("{PAUSED}\n 12:00 replied"),
        "Mon 2017-05-22 16:00",
        &format!("{P2_ANSWERED}\n update 1 met\n update 2 paused, 120 min left"),
    );
    check(
        &format!("{PAUSED}\n 12:00 replied\n 14:00 resumed"),
        "Mon 2017-05-22 14:00",
        &format!("{P2_ANSWERED}\n update 1 met\n update 2 running, due Mon 2017-05-22 16:00, 120 min left"),
    );
}

#[test]
fn a_late_update_cannot_be_paused() {
    let late = "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:10 replied\n 12:10:01 paused";
    check(
        late,
        "Mon 2017-05-22 12:11",
        &format!("{P2_ANSWERED}\n update 1 late, due Mon 2017-05-22 12:10, -1 min left"),
    );
    let rules = manual_rules();
    let ticket = fold(rules, late);
    assert!(!ticket.is_paused());
    assert!(!ticket.may_pause(rules, at("Mon 2017-05-22 12:11")));
    assert!(ticket.may_pause(rules, at("Mon 2017-05-22 12:10")));
}

#[test]
fn respond_never_pauses_and_without_an_update_clock_there_is_nothing_to_pause() {
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:05 paused",
        "Mon 2017-05-22 10:06",
        "respond 1 running, due Mon 2017-05-22 10:30, 24 min left
         triage 1 met, due Mon 2017-05-22 10:10",
    );
}

#[test]
fn a_pause_is_chased_after_two_business_days_unless_said_otherwise() {
    let rules = manual_rules();
    let default = fold(rules, PAUSED);
    assert_eq!(default.chase_at(), Some(at("Wed 2017-05-24 11:10")));
    assert_eq!(default.pause_reason(), Some("the tenant sends logs"));
    let said = fold(rules, &format!("{PAUSED}\n 11:20 paused until Fri 2017-05-26 09:00"));
    assert_eq!(said.chase_at(), Some(at("Fri 2017-05-26 09:00")));
}

#[test]
fn two_pauses_are_both_taken_out() {
    // Told 10:10, 2 h; used 10:10-10:40 and 11:40-12:10; 60 min left at 14:00.
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:10 replied
         10:40 paused\n 11:40 resumed\n 12:10 paused\n 14:00 tenant writes",
        "Mon 2017-05-22 14:30",
        &format!("{P2_ANSWERED}\n update 1 running, due Mon 2017-05-22 15:00, 30 min left"),
    );
}

#[test]
fn a_promise_goes_on_after_a_pause_with_the_time_that_was_left() {
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:10 replied, next update 11:10\n 10:40 paused\n 14:00 resumed",
        "Mon 2017-05-22 14:10",
        &format!("{P2_ANSWERED}\n update 1 running, due Mon 2017-05-22 14:30, 20 min left"),
    );
}

#[test]
fn waiting_since_is_the_oldest_unanswered_message() {
    let rules = manual_rules();
    let waiting = fold(
        rules,
        "Mon 2017-05-22 10:00 raised\n 10:20 tenant writes\n 10:40 tenant writes",
    );
    assert_eq!(waiting.waiting_since(), Some(at("Mon 2017-05-22 10:20")));
    let answered = fold(
        rules,
        "Mon 2017-05-22 10:00 raised\n 10:20 tenant writes\n 10:50 replied",
    );
    assert_eq!(answered.waiting_since(), None);
}

#[test]
fn a_tenants_message_starts_no_shorter_clock() {
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:10 replied\n 10:30 tenant writes",
        "Mon 2017-05-22 10:40",
        &format!("{P2_ANSWERED}\n update 1 running, due Mon 2017-05-22 12:10, 90 min left"),
    );
}

// Rule 12: closing.

#[test]
fn resolving_stops_what_is_not_due_and_misses_what_is_late() {
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:30 resolved",
        "Mon 2017-05-22 10:40",
        "respond 1 stopped, due Mon 2017-05-22 10:30\n triage 1 met, due Mon 2017-05-22 10:10",
    );
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:31 resolved",
        "Mon 2017-05-22 10:40",
        "respond 1 missed, due Mon 2017-05-22 10:30\n triage 1 met, due Mon 2017-05-22 10:10",
    );
    check(
        &format!("{PAUSED}\n Tue 2017-05-23 16:00 resolved"),
        "Tue 2017-05-23 16:00",
        &format!("{P2_ANSWERED}\n update 1 stopped"),
    );
}

#[test]
fn a_message_on_a_resolved_ticket_starts_no_update() {
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:10 replied\n 10:30 resolved\n 10:31 replied",
        "Mon 2017-05-22 10:40",
        &format!("{P2_ANSWERED}\n update 1 stopped, due Mon 2017-05-22 12:10"),
    );
}

// Rule 13: reopening.

const RESOLVED: &str = "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:10 replied\n 11:00 resolved";
const RESOLVED_READS: &str = "respond 1 met, due Mon 2017-05-22 10:30
                              triage 1 met, due Mon 2017-05-22 10:10
                              update 1 stopped, due Mon 2017-05-22 12:10";

#[test]
fn a_tenants_message_on_a_resolved_ticket_wants_a_response_again() {
    let again = format!("{RESOLVED}\n Tue 2017-05-23 14:00 tenant writes\n 14:00:05 reopened");
    check(
        &again,
        "Tue 2017-05-23 14:10",
        &format!("{RESOLVED_READS}\n respond 2 running, due Tue 2017-05-23 14:30, 20 min left"),
    );
    check(
        &format!("{again}\n 14:20 replied"),
        "Tue 2017-05-23 14:20",
        &format!(
            "{RESOLVED_READS}\n respond 2 met, due Tue 2017-05-23 14:30
             update 2 running, due Tue 2017-05-23 16:20, 120 min left"
        ),
    );
}

#[test]
fn reopened_by_us_starts_an_update_cycle() {
    check(
        &format!("{RESOLVED}\n Tue 2017-05-23 14:00 reopened"),
        "Tue 2017-05-23 14:00",
        &format!("{RESOLVED_READS}\n update 2 running, due Tue 2017-05-23 16:00, 120 min left"),
    );
}

#[test]
fn thanks_needs_nothing_and_the_old_results_stay() {
    let thanked = format!("{RESOLVED}\n Tue 2017-05-23 14:00 tenant writes\n 14:05 nothing needed");
    check(
        &thanked,
        "Tue 2017-05-23 15:00",
        &format!("{RESOLVED_READS}\n respond 2 stopped, due Tue 2017-05-23 14:30"),
    );
    // The ticket rests again: the next message asks for a response once more.
    check(
        &format!("{thanked}\n Wed 2017-05-24 09:00 tenant writes"),
        "Wed 2017-05-24 09:00",
        &format!(
            "{RESOLVED_READS}\n respond 2 stopped, due Tue 2017-05-23 14:30
             respond 3 running, due Wed 2017-05-24 09:30, 30 min left"
        ),
    );
}

#[test]
fn automatic_mail_does_not_reopen_and_a_first_response_is_always_needed() {
    check(
        &format!("{RESOLVED}\n Tue 2017-05-23 14:00 out-of-office mail"),
        "Tue 2017-05-23 14:10",
        RESOLVED_READS,
    );
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:05 nothing needed",
        "Mon 2017-05-22 10:10",
        "respond 1 running, due Mon 2017-05-22 10:30, 20 min left\n triage 1 met, due Mon 2017-05-22 10:10",
    );
}

// Rule 14: re-prioritising.

#[test]
fn a_new_priority_counts_from_the_original_start_not_from_the_opening() {
    // Raised on Saturday: as a P3 due Monday 11:00, as a P1 forty minutes after it was raised.
    check(
        "Sat 2017-05-20 12:00 raised\n 12:05 P3\n 12:10 P1",
        "Sat 2017-05-20 12:10",
        "respond 1 running, due Sat 2017-05-20 12:40, 30 min left
         triage 1 met, due Mon 2017-05-22 09:10",
    );
}

#[test]
fn pauses_are_carried_over_to_a_new_priority() {
    // An hour was paused; as a P3 the update is due 4 h and that hour after 10:10.
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:10 replied\n 11:00 paused\n 12:00 resumed\n 12:30 P3",
        "Mon 2017-05-22 12:30",
        &format!("{P2_ANSWERED}\n update 1 running, due Mon 2017-05-22 15:10, 160 min left"),
    );
}

#[test]
fn what_was_late_ends_missed_whatever_comes_later() {
    let late_then_p3 = "Mon 2017-05-22 10:00 raised by emergency mail\n 10:25 P3";
    check(
        late_then_p3,
        "Mon 2017-05-22 10:30",
        "respond 1 running, due Mon 2017-05-22 12:00, was late from Mon 2017-05-22 10:20, 90 min left",
    );
    check(
        &format!("{late_then_p3}\n 10:40 replied"),
        "Mon 2017-05-22 10:40",
        "respond 1 missed, due Mon 2017-05-22 12:00, was late from Mon 2017-05-22 10:20
         update 1 running, due Mon 2017-05-22 14:40, 240 min left",
    );
    check(
        &format!("{late_then_p3}\n 10:40 resolved"),
        "Mon 2017-05-22 10:40",
        "respond 1 missed, due Mon 2017-05-22 12:00, was late from Mon 2017-05-22 10:20",
    );
}

#[test]
fn a_finished_cycle_keeps_the_result_it_had() {
    check(
        "Mon 2017-05-22 10:00 raised\n 10:02 P3\n 11:30 replied\n 11:40 P1",
        "Mon 2017-05-22 11:40",
        "respond 1 met, due Mon 2017-05-22 12:00
         triage 1 met, due Mon 2017-05-22 10:10
         update 1 running, due Mon 2017-05-22 12:30, 50 min left",
    );
}

#[test]
fn what_was_answered_untriaged_is_judged_by_the_first_priority() {
    let answered = "Mon 2017-05-22 10:00 raised\n 10:25 replied";
    check(
        answered,
        "Mon 2017-05-22 10:26",
        "respond 1 met
         triage 1 late, due Mon 2017-05-22 10:10, -16 min left
         update 1 running",
    );
    for (priority, result, due, update_due, left) in [
        ("P1", "missed", "10:20", "11:25", 55),
        ("P2", "met", "10:30", "12:25", 115),
    ] {
        check(
            &format!("{answered}\n 10:30 {priority}\n 10:30 P4\n 10:30 {priority}"),
            "Mon 2017-05-22 10:30",
            &format!(
                "respond 1 {result}, due Mon 2017-05-22 {due}
                 triage 1 missed, due Mon 2017-05-22 10:10
                 update 1 running, due Mon 2017-05-22 {update_due}, {left} min left"
            ),
        );
    }
}

#[test]
fn a_promise_that_was_broken_untriaged_is_missed_under_any_priority() {
    let broken = "Mon 2017-05-22 10:00 raised\n 10:05 replied, next update 10:06\n 10:07 replied";
    check(
        broken,
        "Mon 2017-05-22 10:07",
        "respond 1 met
         triage 1 running, due Mon 2017-05-22 10:10, 3 min left
         update 1 missed, due Mon 2017-05-22 10:06
         update 2 running",
    );
    check(
        &format!("{broken}\n 10:08 P4"),
        "Mon 2017-05-22 10:08",
        "respond 1 met, due Tue 2017-05-23 10:00
         triage 1 met, due Mon 2017-05-22 10:10
         update 1 missed, due Mon 2017-05-22 10:06
         update 2 running, due Wed 2017-05-24 10:07, 959 min left",
    );
}

#[test]
fn a_promise_made_before_triage_holds_when_the_target_would_allow_more() {
    check(
        "Mon 2017-05-22 10:00 raised\n 10:05 replied, next update 10:45\n 10:08 P2",
        "Mon 2017-05-22 10:08",
        &format!("{P2_ANSWERED}\n update 1 running, due Mon 2017-05-22 10:45, 37 min left"),
    );
}

// Rule 15: untriaged.

#[test]
fn until_there_is_a_priority_only_triage_has_a_deadline() {
    check(
        "Mon 2017-05-22 16:55 raised",
        "Tue 2017-05-23 09:04",
        "respond 1 running\n triage 1 at risk, due Tue 2017-05-23 09:05, 1 min left",
    );
    check(
        "Mon 2017-05-22 16:55 raised\n 16:58 resolved",
        "Tue 2017-05-23 09:04",
        "respond 1 stopped\n triage 1 stopped, due Tue 2017-05-23 09:05",
    );
}

#[test]
fn the_emergency_route_starts_as_p1_without_triage() {
    check(
        "Sun 2017-05-21 03:00 raised by emergency mail",
        "Sun 2017-05-21 03:01",
        "respond 1 running, due Sun 2017-05-21 03:40, 39 min left",
    );
}

// Rule 16: out-of-hours scope.

#[test]
fn outside_the_scope_a_response_starts_at_the_opening_with_that_hours_target() {
    check(
        "Sat 2017-05-20 12:00 raised\n 12:05 P1, out of scope",
        "Mon 2017-05-22 09:10",
        "respond 1 running, due Mon 2017-05-22 09:20, 10 min left
         triage 1 met, due Mon 2017-05-22 09:10",
    );
    // Raised in hours it has nothing to do with the scope.
    check(
        "Mon 2017-05-22 16:55 raised\n 16:58 P1, out of scope",
        "Mon 2017-05-22 16:59",
        "respond 1 running, due Mon 2017-05-22 17:15, 16 min left
         triage 1 met, due Tue 2017-05-23 09:05",
    );
}

#[test]
fn outside_the_scope_updates_run_in_working_time() {
    let answered = "Mon 2017-05-22 16:50 raised\n 16:52 P1, out of scope\n 16:55 replied";
    check(
        answered,
        "Mon 2017-05-22 20:00",
        "respond 1 met, due Mon 2017-05-22 17:10
         triage 1 met, due Mon 2017-05-22 17:00
         update 1 running, due Tue 2017-05-23 09:55, 55 min left",
    );
    // In scope, or not asked: at any hour.
    check(
        &answered.replace(", out of scope", ", in scope"),
        "Mon 2017-05-22 17:00",
        "respond 1 met, due Mon 2017-05-22 17:10
         triage 1 met, due Mon 2017-05-22 17:00
         update 1 running, due Mon 2017-05-22 17:55, 55 min left",
    );
}
