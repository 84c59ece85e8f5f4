//! Undoing what was just done to a ticket with one key (22): what is taken back before the help desk hears of it, what is
//! answered by its opposite, and what can't be undone any more.

use chrono::TimeDelta;
use desk_commands::calls;
use desk_connect::DeskError;
use desk_contract::clocks::Priority;
use desk_contract::list::Nothing;
use desk_contract::ticket::{
    AssignRequest, DraftKind, OutboxDecideRequest, OutboxDecision, OutboxState, SnoozeRequest, TicketRequest, Undo,
    UndoRequest,
};
use desk_tests::Shift;

const TICKET: &str = "rt:work/1";

/// A P3 of a tenant, which nobody owns, and ten seconds to undo.
async fn with_ten_seconds() -> Shift {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.triage(TICKET, Priority::P3).await;
    shift.sync().await;
    shift.host.fake_desk.take_sent();
    shift.host.set_undo_seconds(10);
    shift
}

fn of(ticket: &str) -> TicketRequest {
    TicketRequest {
        ticket: ticket.to_owned(),
    }
}

async fn undo(shift: &Shift, ticket: &str, undo: Undo) -> Result<String, String> {
    let request = UndoRequest {
        ticket: ticket.to_owned(),
        undo,
    };
    let undone = calls::act_undo(&shift.desk, request).await;
    undone.map(|undone| undone.sentence).map_err(|refusal| refusal.message)
}

fn sent(shift: &Shift) -> Vec<(&'static str, String)> {
    let sent = shift.host.fake_desk.take_sent();
    sent.into_iter().map(|sent| (sent.act, sent.text)).collect()
}

async fn pass(shift: &Shift, seconds: i64) {
    let later = shift.desk.now() + TimeDelta::seconds(seconds);
    shift.clock_shows(&later.to_rfc3339());
    shift.sync().await;
}

async fn can(shift: &Shift, ticket: &str, act: &str) -> bool {
    shift.ticket(ticket).await.can.iter().any(|possible| possible == act)
}

#[tokio::test]
async fn r22_an_assignment_is_taken_back_before_it_is_sent() {
    let shift = with_ten_seconds().await;
    let done = calls::assign_to_me(&shift.desk, of(TICKET))
        .await
        .unwrap()
        .undo
        .unwrap();
    assert!(shift.ticket(TICKET).await.mine);
    pass(&shift, 9).await;
    assert_eq!(sent(&shift), [], "it waits for second thoughts");
    let said = undo(&shift, TICKET, done.clone()).await.unwrap();
    assert_eq!(said, "Not assigned after all: it hadn’t been sent.");
    assert!(!shift.ticket(TICKET).await.mine);
    pass(&shift, 60).await;
    assert_eq!(sent(&shift), []);
    assert!(undo(&shift, TICKET, done).await.unwrap_err().contains("already"));
    // Left alone, it is sent.
    calls::assign_to_me(&shift.desk, of(TICKET)).await.unwrap();
    pass(&shift, 11).await;
    assert_eq!(sent(&shift), [("owner", "alex".to_owned())]);
}

#[tokio::test]
async fn r22_a_hand_over_that_is_undone_in_time_tells_nobody_and_its_note_becomes_a_draft() {
    let shift = with_ten_seconds().await;
    let to_sam = AssignRequest {
        ticket: TICKET.to_owned(),
        to: "sam".to_owned(),
        note: "The cells are drained.".to_owned(),
    };
    let queued = calls::assign_to(&shift.desk, to_sam).await.unwrap();
    let said = undo(&shift, TICKET, queued.undo).await.unwrap();
    assert!(said.ends_with("Your note is a draft on the ticket."), "{said}");
    pass(&shift, 60).await;
    assert_eq!(sent(&shift), []);
    let drafts = shift.ticket(TICKET).await.drafts;
    assert_eq!(drafts[0].kind, DraftKind::Note);
    assert_eq!(drafts[0].text, "The cells are drained.");
}

#[tokio::test]
async fn r22_an_assignment_that_was_sent_is_given_back_to_who_had_it() {
    let shift = with_ten_seconds().await;
    // Nobody had it.
    let mine = calls::assign_to_me(&shift.desk, of(TICKET))
        .await
        .unwrap()
        .undo
        .unwrap();
    pass(&shift, 11).await;
    sent(&shift);
    let said = undo(&shift, TICKET, mine).await.unwrap();
    assert_eq!(said, "Assigning it back to nobody.");
    pass(&shift, 1).await;
    assert_eq!(sent(&shift), [("owner", String::new())]);
    pass(&shift, 1).await;
    assert_eq!(shift.ticket(TICKET).await.owner, "nobody");

    // Kim had it.
    shift.host.fake_desk.give_to(1, "kim");
    pass(&shift, 1).await;
    let mine = calls::assign_to_me(&shift.desk, of(TICKET))
        .await
        .unwrap()
        .undo
        .unwrap();
    pass(&shift, 11).await;
    sent(&shift);
    assert_eq!(
        undo(&shift, TICKET, mine.clone()).await.unwrap(),
        "Assigning it back to kim."
    );
    pass(&shift, 1).await;
    assert_eq!(sent(&shift), [("owner", "kim".to_owned())]);
    pass(&shift, 1).await;

    // Somebody took it since: theirs it stays.
    let mine = calls::assign_to_me(&shift.desk, of(TICKET))
        .await
        .unwrap()
        .undo
        .unwrap();
    pass(&shift, 11).await;
    sent(&shift);
    shift.host.fake_desk.give_to(1, "sam");
    pass(&shift, 1).await;
    let why = undo(&shift, TICKET, mine).await.unwrap_err();
    assert!(why.starts_with("The ticket belongs to sam now"), "{why}");
    pass(&shift, 1).await;
    assert_eq!(sent(&shift), []);
}

#[tokio::test]
async fn r22_a_start_of_work_is_taken_back_before_anybody_hears_of_it() {
    let shift = with_ten_seconds().await;
    let done = calls::start_work(&shift.desk, of(TICKET)).await.unwrap().undo.unwrap();
    assert!(!can(&shift, TICKET, "start_work").await);
    pass(&shift, 5).await;
    assert_eq!(sent(&shift), []);
    assert_eq!(
        undo(&shift, TICKET, done).await.unwrap(),
        "Work isn’t started after all."
    );
    assert!(can(&shift, TICKET, "start_work").await, "as before");
    pass(&shift, 60).await;
    assert_eq!(sent(&shift), []);
    // From the outbox it comes to the same.
    calls::start_work(&shift.desk, of(TICKET)).await.unwrap();
    let id = shift.ticket(TICKET).await.unsent[0].id;
    let decision = OutboxDecision::Cancel;
    calls::outbox_decide(&shift.desk, OutboxDecideRequest { id, decision })
        .await
        .unwrap();
    assert!(
        can(&shift, TICKET, "start_work").await,
        "nobody has heard that it was started"
    );
}

#[tokio::test]
async fn r22_a_start_of_work_that_was_sent_is_undone_for_the_colleague_too() {
    let shift = with_ten_seconds().await;
    let colleague = shift.colleague();
    colleague.add_help_desk().await;
    let done = calls::start_work(&shift.desk, of(TICKET)).await.unwrap().undo.unwrap();
    pass(&shift, 11).await;
    colleague.sync().await;
    assert!(!can(&colleague, TICKET, "start_work").await);
    let said = undo(&shift, TICKET, done.clone()).await.unwrap();
    assert!(said.contains("a second one says so"), "{said}");
    pass(&shift, 1).await;
    let notes = sent(&shift);
    assert!(
        notes[1]
            .1
            .starts_with("Work hasn’t started after all.\n\n[dutydesk/1 op="),
        "{notes:?}"
    );
    assert!(notes[1].1.ends_with("act=not_started]"), "{notes:?}");
    colleague.sync().await;
    for each in [&shift, &colleague] {
        assert!(can(each, TICKET, "start_work").await);
    }
    assert!(undo(&shift, TICKET, done).await.unwrap_err().contains("already"));
}

#[tokio::test]
async fn r22_a_ticket_from_before_dutydesk_is_one_again() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    shift
        .host
        .fake_desk
        .raise("Old", "kim@dm-frontend.example", "It says 500.");
    shift.clock_shows("2017-05-23T09:30:00+01:00");
    shift.add_help_desk().await;
    shift.host.set_undo_seconds(10);
    assert!(!can(&shift, TICKET, "acknowledge").await, "from before");
    let done = calls::start_work(&shift.desk, of(TICKET)).await.unwrap().undo.unwrap();
    assert!(can(&shift, TICKET, "acknowledge").await);
    undo(&shift, TICKET, done).await.unwrap();
    assert!(!can(&shift, TICKET, "acknowledge").await, "from before, as it was");
}

#[tokio::test]
async fn r22_work_on_a_ticket_of_this_computer_is_undone_whenever() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let ticket = shift.log_from_slack("Apps are down", "notify-api").await;
    for seconds in [0, 10] {
        shift.host.set_undo_seconds(seconds);
        let done = calls::start_work(&shift.desk, of(&ticket)).await.unwrap().undo.unwrap();
        pass(&shift, 30).await;
        assert!(!can(&shift, &ticket, "start_work").await);
        undo(&shift, &ticket, done).await.unwrap();
        assert!(can(&shift, &ticket, "start_work").await, "{seconds}");
    }
}

#[tokio::test]
async fn r22_what_may_have_arrived_is_not_undone() {
    let shift = with_ten_seconds().await;
    shift.host.fake_desk.next_write_fails(DeskError::Unknown, true);
    let done = calls::assign_to_me(&shift.desk, of(TICKET))
        .await
        .unwrap()
        .undo
        .unwrap();
    shift.host.fake_desk.set_thread_fails(1, Some(DeskError::Unavailable));
    pass(&shift, 11).await;
    let why = undo(&shift, TICKET, done).await.unwrap_err();
    assert!(why.contains("Look at the outbox"), "{why}");
    let rows = calls::outbox(&shift.desk, Nothing {}).await.unwrap().rows;
    assert!(rows.iter().any(|row| row.state == OutboxState::Unknown));
}

#[tokio::test]
async fn r22_an_acknowledgement_that_is_undone_lets_the_repeats_go_on() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let ticket = shift.log_from_slack("Nothing works", "notify-api").await;
    shift.triage(&ticket, Priority::P1).await;
    let running = shift.begin().await;
    running.until("2017-05-23T09:21:00+01:00").await;
    shift.host.notifier.take_told();
    let done = calls::acknowledge(&shift.desk, of(&ticket))
        .await
        .unwrap()
        .undo
        .unwrap();
    assert!(shift.now_rows().await[0].remark.contains("Acknowledged"));
    undo(&shift, &ticket, done.clone()).await.unwrap();
    assert!(!shift.now_rows().await[0].remark.contains("Acknowledged"));
    running.until("2017-05-23T09:31:00+01:00").await;
    shift
        .host
        .notifier
        .expect(&[("2017-05-23T09:30:00+01:00", "P1, 10 min late: respond to notify-api")]);
    assert!(undo(&shift, &ticket, done).await.unwrap_err().contains("already"));
}

#[tokio::test]
async fn r22_an_undone_snooze_leaves_the_one_before_it_in_force() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let ticket = shift.log_from_slack("Nothing works", "notify-api").await;
    shift.triage(&ticket, Priority::P1).await;
    let snooze = async |minutes| {
        let request = SnoozeRequest {
            ticket: ticket.clone(),
            minutes,
        };
        calls::snooze(&shift.desk, request).await.unwrap().undo.unwrap()
    };
    let first = snooze(30).await;
    shift.clock_shows("2017-05-23T09:01:00+01:00");
    let second = snooze(120).await;
    let said = undo(&shift, &ticket, second).await.unwrap();
    assert_eq!(said, "Undone: snoozed until 09:30 again.");
    assert!(shift.now_rows().await[0].remark.contains("Snoozed until 09:30"));
    let said = undo(&shift, &ticket, first).await.unwrap();
    assert_eq!(said, "Not snoozed after all. Notifications resume.");
    assert!(!shift.now_rows().await[0].remark.contains("Snoozed"));
}

#[tokio::test]
async fn r22_undo_send_is_for_what_was_typed_and_never_makes_a_draft_of_a_machine_line() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.host.set_undo_seconds(10);
    shift.triage(TICKET, Priority::P3).await;
    let rows = shift.ticket(TICKET).await.unsent;
    assert!(rows.len() == 2 && rows.iter().all(|row| !row.undoable), "{rows:?}");
    let decision = OutboxDecision::Cancel;
    calls::outbox_decide(
        &shift.desk,
        OutboxDecideRequest {
            id: rows[0].id,
            decision,
        },
    )
    .await
    .unwrap();
    assert!(shift.ticket(TICKET).await.drafts.is_empty());
}
