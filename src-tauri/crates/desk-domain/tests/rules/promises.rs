//! Which time for the next update stands after a message that promises nothing new, and what a pause is under another
//! priority (rules 9, 10 and 14).

use desk_domain::clock::{Standing, Ticket};
use desk_domain::event::joined;
use desk_domain::policy::Clock;

use crate::clocks::check;
use crate::history::events;
use crate::team::{at, manual_rules, said};

/// The deadline of the running update at the end of a history.
fn update_due(history: &str) -> Option<String> {
    let rules = manual_rules();
    let history = events(history);
    let ticket = Ticket::fold(rules, &history);
    let now = history.last().unwrap().at;
    let mut update = ticket.readings(rules, now).into_iter();
    update
        .rfind(|reading| reading.clock == Clock::Update && reading.standing.is_open())
        .and_then(|reading| reading.due_at)
        .map(said)
}

const PROMISED: &str = "Mon 2017-05-22 10:00 raised\n 10:02 P3\n 10:10 replied, next update 12:00";

#[test]
fn r22_03_a_message_that_promises_nothing_new_moves_no_promise() {
    for message in ["replied", "told on Slack"] {
        let history = format!("{PROMISED}\n 11:00 {message}");
        assert_eq!(update_due(&history).unwrap(), "Mon 2017-05-22 12:00", "{message}");
        // Twice is no different.
        let history = format!("{history}\n 11:30 {message}");
        assert_eq!(update_due(&history).unwrap(), "Mon 2017-05-22 12:00", "{message}");
    }
    // The same beyond closing time, where the policy's own time would be on the next day.
    let history = "Fri 2017-05-26 16:00 raised\n 16:02 P3\n 16:10 replied, next update 18:00\n 16:30 replied";
    assert_eq!(update_due(history).unwrap(), "Fri 2017-05-26 18:00");
    // Neither another priority nor work that is started moves it.
    let history = format!("{PROMISED}\n 10:30 P4\n 10:40 work started\n 11:00 replied");
    assert_eq!(update_due(&history).unwrap(), "Mon 2017-05-22 12:00");
}

#[test]
fn r22_03_a_new_time_replaces_the_promise_and_one_that_has_passed_is_over() {
    let new = format!("{PROMISED}\n 11:00 replied, next update 14:00");
    assert_eq!(update_due(&new).unwrap(), "Mon 2017-05-22 14:00");
    let late = format!("{PROMISED}\n 12:00:01 replied");
    assert_eq!(update_due(&late).unwrap(), "Mon 2017-05-22 16:00:01");
    let closed = format!("{PROMISED}\n 11:00 resolved\n 11:10 reopened\n 11:20 replied");
    assert_eq!(update_due(&closed).unwrap(), "Mon 2017-05-22 15:20");
}

#[test]
fn r22_03_the_policys_own_time_begins_again_with_each_message() {
    // The reply said the policy's time to the minute, which needs no line in the thread: a colleague’s Dutydesk reads
    // a reply without a promise there. Both have to come to the same deadline.
    let ours = "Mon 2017-05-22 10:00 raised\n 10:02 P3\n 10:10:40 replied, next update 14:10\n 11:00 replied";
    let colleagues = "Mon 2017-05-22 10:00 raised\n 10:02 P3\n 10:10:40 replied\n 11:00 replied";
    assert_eq!(update_due(ours).unwrap(), "Mon 2017-05-22 15:00");
    assert_eq!(update_due(colleagues).unwrap(), "Mon 2017-05-22 15:00");
}

#[test]
fn r22_03_while_we_wait_for_the_tenant_no_promise_is_carried_over() {
    let paused = format!("{PROMISED}\n 11:00 paused\n 11:10 replied\n 11:20 resumed");
    assert_eq!(update_due(&paused).unwrap(), "Mon 2017-05-22 15:20");
    // Afterwards it continues with the time that was left, and stands as any other.
    let resumed = format!("{PROMISED}\n 11:00 paused\n 11:30 resumed\n 11:40 replied");
    assert_eq!(update_due(&resumed).unwrap(), "Mon 2017-05-22 12:30");
}

#[test]
fn r22_03_linking_moves_no_promise() {
    let rules = manual_rules();
    let first = events("Mon 2017-05-22 10:00 raised\n 10:02 P3\n 10:10 replied, next update 12:00");
    for reply in ["replied", "replied, next update 14:45"] {
        // The other tenant was answered after that, and told the policy's time.
        let other = events(&format!("Mon 2017-05-22 10:30 raised\n 10:50 {reply}"));
        let ticket = Ticket::fold(rules, &joined(vec![first.clone(), other]));
        let now = at("Mon 2017-05-22 11:00");
        let update = ticket
            .readings(rules, now)
            .into_iter()
            .rfind(|reading| reading.clock == Clock::Update);
        assert_eq!(
            update.unwrap().due_at.map(said).unwrap(),
            "Mon 2017-05-22 12:00",
            "{reply}"
        );
    }
}

// Rule 14: a pause under another priority.

const PAUSED_P3: &str = "Thu 2021-03-18 03:54:32 GMT raised
                         03:55:47 GMT replied
                         10:16:53 GMT P3
                         10:59:36 GMT paused";

#[test]
fn h10_a_pause_that_began_after_the_new_deadline_is_over() {
    let rules = manual_rules();
    let urgent = format!("{PAUSED_P3}\n 22:38:09 GMT P1");
    let ticket = Ticket::fold(rules, &events(&urgent));
    assert!(!ticket.is_paused(), "said at once");
    assert_eq!((ticket.chase_at(), ticket.pause_reason()), (None, None));
    let answered = format!("{urgent}\n Sat 2021-03-20 15:41:38 GMT replied");
    check(
        &answered,
        "Sat 2021-03-20 18:08:12 GMT",
        "respond 1 met, due Thu 2021-03-18 11:00
         triage 1 missed, due Thu 2021-03-18 09:10
         update 1 missed, due Thu 2021-03-18 04:55:47
         update 2 late, due Sat 2021-03-20 16:41:38, -87 min left",
    );
}

#[test]
fn h10_a_pause_that_began_in_time_under_the_new_priority_goes_on() {
    // 2 h of P2 from the opening at 09:00 end at 11:00.
    let milder = Ticket::fold(manual_rules(), &events(&format!("{PAUSED_P3}\n 22:38:09 GMT P2")));
    assert!(milder.is_paused());
    let update = milder
        .readings(manual_rules(), at("Thu 2021-03-18 23:00"))
        .pop()
        .unwrap();
    assert_eq!(update.standing, Standing::Paused);
    // Back again: what is over stays over.
    let back = format!("{PAUSED_P3}\n 22:38:09 GMT P1\n 22:40 GMT P3");
    assert!(!Ticket::fold(manual_rules(), &events(&back)).is_paused());
}

#[test]
fn h10_a_public_message_while_paused_sets_a_new_chase_date() {
    let paused = "Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:10 replied\n 11:10 paused until Tue 2017-05-23 09:00";
    let chased = format!("{paused}\n Tue 2017-05-23 09:30 replied");
    let ticket = Ticket::fold(manual_rules(), &events(&chased));
    assert!(ticket.is_paused());
    assert_eq!(ticket.chase_at(), Some(at("Thu 2017-05-25 09:30")));
}
