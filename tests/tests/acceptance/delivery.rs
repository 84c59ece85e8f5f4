//! How notifications reach a person: bursts, a locked screen, a pause, a server that shows nothing; and what a ticket
//! says about it afterwards.

use desk_commands::calls;
use desk_contract::clocks::Priority;
use desk_contract::doctor::DoctorState;
use desk_contract::list::Nothing;
use desk_contract::notices::{
    NoticeManner, NoticeMannerRequest, NoticesPauseRequest, OnSupportRequest, ToldOutcome, WasIToldView,
};
use desk_contract::ticket::{RepliedElsewhereRequest, SnoozeRequest, TicketRequest};
use desk_ports::Action;
use desk_tests::{Running, Shift};

use crate::readiness::until;

const NINE: &str = "2017-05-23T09:00:00+01:00";

/// Issues that came over Slack at nine, with their priority: P2 notifies at 09:15 (half) and 09:24 (four fifths).
async fn tickets(shift: &Shift, count: usize, priority: Priority) -> Vec<String> {
    let mut tickets = Vec::new();
    for number in 1..=count {
        let ticket = shift.log_from_slack("Cannot push", &format!("tenant-{number}")).await;
        shift.triage(&ticket, priority).await;
        tickets.push(ticket);
    }
    tickets
}

fn titles(shift: &Shift) -> Vec<String> {
    let told = shift.host.notifier.take_told();
    told.into_iter().map(|told| told.title).collect()
}

async fn was_told(shift: &Shift, ticket: &str) -> WasIToldView {
    let request = TicketRequest {
        ticket: ticket.to_owned(),
    };
    calls::was_i_told(&shift.desk, request).await.unwrap()
}

/// What came due, and what happened to it. That it was logged was our own act.
fn lines(view: &WasIToldView) -> Vec<String> {
    let lines = view.notices.iter().map(|row| format!("{}: {}", row.what, row.sentence));
    let mut lines: Vec<String> = lines.collect();
    assert_eq!(lines.remove(0), "New ticket: No pop-up: your own act.");
    lines
}

#[tokio::test]
async fn f53_of_eight_that_come_due_at_once_five_pop_up_and_one_tells_the_rest() {
    let shift = Shift::starts_at(NINE);
    let tickets = tickets(&shift, 8, Priority::P2).await;
    let running = shift.begin().await;
    running.until("2017-05-23T09:15:30+01:00").await;
    let told = titles(&shift);
    assert_eq!(told.len(), 6, "{told:#?}");
    assert_eq!(told[5], "3 things need you");
    assert!(
        told[..5]
            .iter()
            .all(|title| title.starts_with("P2: respond to tenant-")),
        "{told:#?}"
    );
    for ticket in &tickets {
        let view = was_told(&shift, ticket).await;
        assert_eq!(
            lines(&view),
            ["First response: half the time used: Shown 09:15, still on screen."]
        );
    }
    // Acting on a summary applies to everything in it.
    shift.host.notifier.press(Action::Acknowledge);
    running.settled().await;
    assert_eq!(shift.host.notifier.on_screen().len(), 5);
    let mut acknowledged = 0;
    for ticket in &tickets {
        let said = lines(&was_told(&shift, ticket).await);
        acknowledged += usize::from(said[0].ends_with("Shown 09:15, acknowledged 09:15."));
    }
    assert_eq!(acknowledged, 3);
}

#[tokio::test]
async fn what_is_met_leaves_the_words_of_the_summary_and_the_last_one_speaks_for_itself() {
    let shift = Shift::starts_at(NINE);
    let tickets = tickets(&shift, 3, Priority::P2).await;
    let running = shift.begin().await;
    running.wakes_up_at("2017-05-23T09:20:00+01:00").await;
    assert_eq!(titles(&shift), ["3 things came up while you were away"]);

    let told = |ticket: &str| RepliedElsewhereRequest {
        ticket: ticket.to_owned(),
        via: "slack".to_owned(),
        at: None,
        words: String::new(),
        next_update_at: None,
    };
    calls::replied_elsewhere(&shift.desk, told(&tickets[0])).await.unwrap();
    running.settled().await;
    assert_eq!(shift.host.notifier.on_screen(), ["2 things still need you"]);
    assert_eq!(titles(&shift), ["2 things still need you"]);
    calls::replied_elsewhere(&shift.desk, told(&tickets[2])).await.unwrap();
    running.settled().await;
    assert_eq!(shift.host.notifier.on_screen(), ["P2: respond to tenant-2 by 09:30"]);
    assert_eq!(titles(&shift), ["P2: respond to tenant-2 by 09:30"]);
    // The instant when it was shown doesn't change with its words.
    assert_eq!(
        lines(&was_told(&shift, &tickets[1]).await),
        ["First response: half the time used: Shown 09:20, still on screen."]
    );
    calls::replied_elsewhere(&shift.desk, told(&tickets[1])).await.unwrap();
    running.settled().await;
    assert!(shift.host.notifier.on_screen().is_empty());
}

#[tokio::test]
async fn f56_what_waited_for_a_server_longer_than_a_minute_comes_as_one() {
    let shift = Shift::starts_at(NINE);
    let tickets = tickets(&shift, 3, Priority::P2).await;
    let running = shift.begin().await;
    shift.host.notifier.set_absent(true);
    running.until("2017-05-23T09:20:00+01:00").await;
    assert_eq!(titles(&shift), Vec::<String>::new());
    let waiting = was_told(&shift, &tickets[0]).await;
    let half = &waiting.notices[1];
    assert_eq!(half.outcome, ToldOutcome::Waiting);
    // Claimed, and no server: not one step for each attempt.
    assert_eq!(half.steps.len(), 2, "{:#?}", half.steps);

    shift.host.notifier.set_absent(false);
    running.until("2017-05-23T09:20:10+01:00").await;
    assert_eq!(titles(&shift), ["3 things came up while you were away"]);
    let told = was_told(&shift, &tickets[0]).await;
    assert_eq!(
        lines(&told),
        ["First response: half the time used: Shown 09:20, still on screen."]
    );
}

#[tokio::test]
async fn a_locked_screen_shows_numbers_and_times_only() {
    let shift = Shift::starts_at(NINE);
    let running = shift.begin().await;
    tickets(&shift, 1, Priority::P2).await;
    running.until("2017-05-23T09:15:00+01:00").await;
    assert_eq!(titles(&shift), ["P2: respond to tenant-1 by 09:30"]);

    let words = || shift.host.notifier.words_on_screen().join(" ");
    shift.host.session.lock();
    running.sees(|| !words().contains("tenant-1")).await;
    assert_eq!(titles(&shift), ["Ticket 1: due 09:30"]);
    running.until("2017-05-23T09:24:00+01:00").await;
    assert_eq!(titles(&shift), ["Ticket 1: due 09:30"]);
    assert!(
        !words().contains("tenant-1") && !words().contains("Cannot push"),
        "{}",
        words()
    );

    shift.host.session.unlock();
    running.until("2017-05-23T09:30:00+01:00").await;
    assert_eq!(titles(&shift), ["P2: respond to tenant-1 by 09:30"]);
}

#[tokio::test]
async fn a_setting_hides_the_words_always() {
    let shift = Shift::starts_at(NINE);
    let running = shift.begin().await;
    let manner = NoticeManner {
        hide_text: true,
        ..NoticeManner::default()
    };
    calls::notice_manner_set(&shift.desk, NoticeMannerRequest { manner })
        .await
        .unwrap();
    tickets(&shift, 1, Priority::P2).await;
    running.until("2017-05-23T09:15:00+01:00").await;
    assert_eq!(titles(&shift), ["Ticket 1: due 09:30"]);
}

#[tokio::test]
async fn a_pause_holds_everything_and_one_summary_comes_after_it() {
    let shift = Shift::starts_at(NINE);
    let tickets = tickets(&shift, 2, Priority::P2).await;
    let running = shift.begin().await;
    running.until("2017-05-23T09:10:00+01:00").await;
    pause(&shift, NoticesPauseRequest::Minutes { minutes: 30 }).await;
    assert_eq!(
        was_told(&shift, &tickets[0]).await.held,
        "All notifications are paused until 09:40."
    );
    running.until("2017-05-23T09:39:59+01:00").await;
    assert_eq!(titles(&shift), Vec::<String>::new());
    running.until("2017-05-23T09:40:00+01:00").await;
    assert_eq!(titles(&shift), ["2 things came up while you were away"]);
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    assert!(status.notices_paused_until.is_none());

    for minutes in [0, 61] {
        assert!(
            calls::notices_pause(&shift.desk, NoticesPauseRequest::Minutes { minutes })
                .await
                .is_err()
        );
    }
}

#[tokio::test]
async fn a_pause_until_the_opening_can_be_ended_before() {
    let shift = Shift::starts_at("2017-05-23T16:50:00+01:00");
    let running = shift.begin().await;
    tickets(&shift, 1, Priority::P1).await;
    pause(&shift, NoticesPauseRequest::UntilOpening).await;
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    assert_eq!(status.notices_paused_until.unwrap().short, "Wed 09:00");
    running.until("2017-05-23T17:05:00+01:00").await;
    assert_eq!(titles(&shift), Vec::<String>::new());
    pause(&shift, NoticesPauseRequest::Off).await;
    running.settled().await;
    assert_eq!(titles(&shift), ["P1: respond to tenant-1 by 17:10"]);
}

async fn pause(shift: &Shift, request: NoticesPauseRequest) {
    calls::notices_pause(&shift.desk, request).await.unwrap();
}

#[tokio::test]
async fn the_start_of_a_shift_proves_that_notices_arrive() {
    let shift = Shift::starts_at(NINE);
    let running = shift.begin().await;
    calls::on_support(&shift.desk, OnSupportRequest { on: true })
        .await
        .unwrap();
    tested(&running, &shift).await;
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    assert_eq!(status.notices_proven.unwrap().short, "09:00");
    assert_eq!(status.notices_problem, None);
    // Not again with every look, nor at the next start of the program.
    running.until("2017-05-23T09:10:00+01:00").await;
    drop(running);
    let shift = shift.again();
    let running = shift.begin().await;
    running.until("2017-05-23T09:20:00+01:00").await;
    assert_eq!(titles(&shift), Vec::<String>::new());
}

async fn tested(running: &Running<'_>, shift: &Shift) {
    let told = std::cell::RefCell::new(Vec::new());
    running
        .sees(|| {
            told.borrow_mut().extend(titles(shift));
            !told.borrow().is_empty()
        })
        .await;
    assert_eq!(told.into_inner(), ["Dutydesk can notify you"]);
    running.settled().await;
}

#[tokio::test]
async fn f62_a_server_that_swallows_is_not_believed() {
    let shift = Shift::starts_at(NINE);
    shift.host.notifier.set_swallows(true);
    let tested = calls::notification_test(&shift.desk, Nothing {}).await.unwrap();
    assert_eq!(titles(&shift), ["Dutydesk can notify you"]);
    assert!(tested.shown && !tested.proven, "{tested:?}");
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    assert!(status.notices_proven.is_none());
    assert_eq!(status.notices_problem.as_ref(), Some(&tested.sentence));
    let report = calls::doctor(&shift.desk, Nothing {}).await.unwrap();
    let proof = report.lines.iter().find(|line| line.subject == "proof").unwrap();
    assert_eq!((proof.state, &proof.advice), (DoctorState::Attention, &tested.sentence));
    // The notification that a person then closes by hand is the proof.
    let running = shift.begin().await;
    shift.host.notifier.press(Action::Open);
    running.settled().await;
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    assert_eq!(status.notices_problem, None);
}

#[tokio::test]
async fn f62_a_server_that_ends_with_the_test_on_the_screen_proves_nothing() {
    let shift = Shift::starts_at(NINE);
    let running = shift.begin().await;
    shift.host.notifier.set_holds(true);
    let test = calls::notification_test(&shift.desk, Nothing {});
    let ends = async {
        until("the test is on the screen", async || {
            !shift.host.notifier.on_screen().is_empty()
        })
        .await;
        shift.host.notifier.ends();
    };
    let (tested, ()) = tokio::join!(test, ends);
    let tested = tested.unwrap();
    assert!(tested.shown && !tested.proven, "{tested:?}");
    assert_eq!(
        tested.sentence,
        "The notification server stopped while it was showing the test notification."
    );
    assert_eq!(titles(&shift), ["Dutydesk can notify you"]);
    running.settled().await;
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    assert_eq!(status.notices_proven, None);
}

#[tokio::test]
async fn f61_do_not_disturb_is_said_where_the_desktop_says_so() {
    let shift = Shift::starts_at(NINE);
    for (said, problem) in [(None, false), (Some(false), false), (Some(true), true)] {
        shift.host.notifier.set_do_not_disturb(said);
        let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
        assert_eq!(status.notices_problem.is_some(), problem, "{said:?}");
    }
}

#[tokio::test]
async fn a_ticket_tells_what_was_told_of_it_and_what_was_not() {
    let shift = Shift::starts_at(NINE);
    let running = shift.begin().await;
    let ticket = tickets(&shift, 1, Priority::P2).await.remove(0);
    let next = was_told(&shift, &ticket).await.next.unwrap();
    assert_eq!(next.short, "09:15");
    running.until("2017-05-23T09:15:30+01:00").await;
    let request = TicketRequest { ticket: ticket.clone() };
    calls::ticket_in_front(&shift.desk, request).await.unwrap();
    running.until("2017-05-23T09:24:30+01:00").await;
    let nothing = TicketRequest { ticket: String::new() };
    calls::ticket_in_front(&shift.desk, nothing).await.unwrap();
    let snooze = SnoozeRequest {
        ticket: ticket.clone(),
        minutes: 10,
    };
    calls::snooze(&shift.desk, snooze).await.unwrap();
    let view = was_told(&shift, &ticket).await;
    assert_eq!(view.held, "Snoozed until 09:34.");
    running.until("2017-05-23T09:34:30+01:00").await;
    let view = was_told(&shift, &ticket).await;
    assert_eq!(
        lines(&view),
        [
            "First response: half the time used: Shown 09:15, replaced by a later one 09:24.",
            "First response: four fifths of the time used: No pop-up: the ticket was in front of you.",
            "First response due: Shown 09:34, still on screen.",
        ]
    );
    assert_eq!(
        titles(&shift),
        [
            "P2: respond to tenant-1 by 09:30",
            "P2, 4 min late: respond to tenant-1"
        ]
    );
    let missing = TicketRequest {
        ticket: "local/99".to_owned(),
    };
    assert!(calls::was_i_told(&shift.desk, missing).await.is_err());
}

#[tokio::test]
async fn a_pop_up_half_a_second_after_its_instant_calls_nobody_late() {
    let shift = Shift::starts_at(NINE);
    let running = shift.begin().await;
    tickets(&shift, 1, Priority::P2).await;
    running.until("2017-05-23T09:29:00+01:00").await;
    titles(&shift);
    running.wakes_up_at("2017-05-23T09:30:00.500+01:00").await;
    assert_eq!(titles(&shift), ["P2: respond to tenant-1 by 09:30"]);
}
