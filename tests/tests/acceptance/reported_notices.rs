//! Notifications that differed from the rules, on a real ledger and while the program runs: its clock is set, it starts
//! again with the wrong one, a person acknowledges and snoozes. (`reported_notices.rs` of desk-domain has the same
//! stories for the decision alone, and `rehearse` of desk-commands for virtual time.)

use desk_commands::calls;
use desk_contract::clocks::Priority;
use desk_contract::list::Nothing;
use desk_contract::notices::NoticesPauseRequest;
use desk_contract::ticket::{SnoozeRequest, TicketRequest};
use desk_tests::{Shift, at};

const BY_1120: &str = "P1: respond to notify-api by 11:20";

/// A P1 of 11:00, due at 11:20.
async fn a_p1() -> (Shift, String) {
    let shift = Shift::starts_at("2017-05-23T11:00:00+01:00");
    let ticket = shift.log_from_slack("Apps are down", "notify-api").await;
    shift.triage(&ticket, Priority::P1).await;
    (shift, ticket)
}

async fn snooze(shift: &Shift, ticket: &str, minutes: u32) {
    let request = SnoozeRequest {
        ticket: ticket.to_owned(),
        minutes,
    };
    calls::snooze(&shift.desk, request).await.unwrap();
}

#[tokio::test]
async fn r24_09_a_late_p1_is_not_silent_for_a_day_after_a_clock_that_ran_ahead() {
    let (shift, _) = a_p1().await;
    let running = shift.begin().await;
    running.until("2017-05-23T11:05:00+01:00").await;
    running.clock_is_set_to("2017-05-24T11:05:00+01:00").await;
    running.until("2017-05-24T11:09:59+01:00").await;
    let ahead = shift.host.notifier.take_told();
    assert_eq!(ahead.len(), 1, "{ahead:?}");
    running.clock_is_set_to("2017-05-23T11:10:00+01:00").await;
    // The same lines as in the rehearsal of this story.
    running.until("2017-05-23T11:41:00+01:00").await;
    shift.host.notifier.expect(&[
        ("2017-05-23T11:10:00+01:00", BY_1120),
        ("2017-05-23T11:16:00+01:00", BY_1120),
        ("2017-05-23T11:20:00+01:00", BY_1120),
        ("2017-05-23T11:30:00+01:00", "P1, 10 min late: respond to notify-api"),
        ("2017-05-23T11:40:00+01:00", "P1, 20 min late: respond to notify-api"),
    ]);
    assert_eq!(
        shift.host.notifier.on_screen().len(),
        1,
        "what the wrong clock told is taken back"
    );
    // On and on, past what the wrong clock told.
    running.until("2017-05-24T11:11:00+01:00").await;
    let told = shift.host.notifier.take_told();
    assert_eq!(told.len(), 141, "{told:?}");
    assert_eq!(told.last().unwrap().at, at("2017-05-24T11:10:00+01:00"));
}

#[tokio::test]
async fn r24_09_a_program_that_starts_after_the_clock_was_put_right_repeats_a_late_p1() {
    let (shift, _) = a_p1().await;
    let running = shift.begin().await;
    running.until("2017-05-23T11:21:00+01:00").await;
    running.clock_is_set_to("2017-05-24T11:21:00+01:00").await;
    drop(running);
    shift.host.notifier.take_told();
    let shift = shift.again();
    shift.host.clock.is_set_to(at("2017-05-23T11:25:00+01:00"));
    let running = shift.begin().await;
    running.until("2017-05-23T11:41:00+01:00").await;
    shift.host.notifier.expect(&[
        ("2017-05-23T11:30:00+01:00", "P1, 10 min late: respond to notify-api"),
        ("2017-05-23T11:40:00+01:00", "P1, 20 min late: respond to notify-api"),
    ]);
}

#[tokio::test]
async fn r24_09_a_clock_that_was_behind_for_one_start_tells_nothing_twice() {
    let (shift, _) = a_p1().await;
    let running = shift.begin().await;
    running.until("2017-05-23T11:21:00+01:00").await;
    drop(running);
    let mut shift = shift;
    for (starts, until) in [
        ("2017-05-23T10:21:00+01:00", "2017-05-23T10:22:00+01:00"),
        ("2017-05-23T11:22:00+01:00", "2017-05-23T11:29:00+01:00"),
    ] {
        shift.host.notifier.take_told();
        shift = shift.again();
        shift.host.clock.is_set_to(at(starts));
        let running = shift.begin().await;
        running.until(until).await;
    }
    shift.host.notifier.expect(&[]);
    let running = shift.begin().await;
    running.until("2017-05-23T11:31:00+01:00").await;
    shift
        .host
        .notifier
        .expect(&[("2017-05-23T11:30:00+01:00", "P1, 10 min late: respond to notify-api")]);
}

#[tokio::test]
async fn r24_09_a_message_is_told_of_a_ticket_that_was_first_read_while_the_clock_ran_ahead() {
    let shift = Shift::starts_at("2017-05-23T11:00:00+01:00");
    shift.add_help_desk().await;
    let running = shift.begin().await;
    running.until("2017-05-23T11:01:00+01:00").await;
    let fake = &shift.host.fake_desk;
    fake.raise("Cannot push", "kim@dm-frontend.example", "It says 500.");
    fake.set_ahead(chrono::TimeDelta::days(-1));
    running.clock_is_set_to("2017-05-24T11:01:00+01:00").await;
    shift.sync().await;
    running.until("2017-05-24T11:02:00+01:00").await;
    fake.set_ahead(chrono::TimeDelta::zero());
    running.clock_is_set_to("2017-05-23T11:02:00+01:00").await;
    shift.triage("rt:work/1", Priority::P1).await;
    running.until("2017-05-23T11:05:00+01:00").await;
    shift.host.notifier.take_told();
    fake.tenant_writes(1, "All pushes fail now.");
    shift.sync().await;
    running.settled().await;
    let told = shift.host.notifier.take_told();
    assert_eq!(told.len(), 1, "{told:?}");
}

#[tokio::test]
async fn r24_10_a_snooze_and_a_pause_last_as_long_as_was_asked_for_when_the_clock_is_set() {
    let (shift, ticket) = a_p1().await;
    let running = shift.begin().await;
    running.until("2017-05-23T11:21:00+01:00").await;
    snooze(&shift, &ticket, 20).await;
    running.until("2017-05-23T11:25:00+01:00").await;
    shift.host.notifier.take_told();
    // Sixteen of the twenty minutes are left.
    running.clock_is_set_to("2017-05-23T11:15:00+01:00").await;
    running.until("2017-05-23T11:33:00+01:00").await;
    shift
        .host
        .notifier
        .expect(&[("2017-05-23T11:31:00+01:00", "P1, 11 min late: respond to notify-api")]);
    let pause = |request| calls::notices_pause(&shift.desk, request);
    pause(NoticesPauseRequest::Minutes { minutes: 60 }).await.unwrap();
    running.until("2017-05-23T11:43:00+01:00").await;
    running.clock_is_set_to("2017-05-22T11:43:00+01:00").await;
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    let until = status.notices_paused_until.unwrap();
    assert_eq!(until.at, at("2017-05-22T12:33:00+01:00"));
    running.clock_is_set_to("2017-05-23T11:43:00+01:00").await;
    // Until an opening that a clock named which ran ahead: that pause is over.
    running.clock_is_set_to("2017-05-26T17:43:00+01:00").await;
    pause(NoticesPauseRequest::UntilOpening).await.unwrap();
    running.clock_is_set_to("2017-05-23T11:44:00+01:00").await;
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    assert!(status.notices_paused_until.is_none());
    shift.host.notifier.take_told();
}

#[tokio::test]
async fn r24_03_an_acknowledgement_covers_only_what_was_told() {
    let (shift, ticket) = a_p1().await;
    let running = shift.begin().await;
    running.until("2017-05-23T11:17:00+01:00").await;
    snooze(&shift, &ticket, 10).await;
    running.until("2017-05-23T11:25:00+01:00").await;
    shift.host.notifier.take_told();
    calls::acknowledge(&shift.desk, TicketRequest { ticket }).await.unwrap();
    running.until("2017-05-23T11:41:00+01:00").await;
    shift.host.notifier.expect(&[
        ("2017-05-23T11:27:00+01:00", "P1, 7 min late: respond to notify-api"),
        ("2017-05-23T11:30:00+01:00", "P1, 10 min late: respond to notify-api"),
        ("2017-05-23T11:40:00+01:00", "P1, 20 min late: respond to notify-api"),
    ]);
}

#[tokio::test]
async fn r24_11_of_two_snoozes_the_last_one_said_counts() {
    let (shift, ticket) = a_p1().await;
    let running = shift.begin().await;
    running.until("2017-05-23T11:11:00+01:00").await;
    shift.host.notifier.take_told();
    snooze(&shift, &ticket, 60).await;
    snooze(&shift, &ticket, 5).await;
    running.until("2017-05-23T11:21:00+01:00").await;
    shift.host.notifier.expect(&[
        ("2017-05-23T11:16:00+01:00", BY_1120),
        ("2017-05-23T11:20:00+01:00", BY_1120),
    ]);
}
