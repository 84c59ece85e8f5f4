//! Handing a ticket over to a colleague (22): who owns it when, the note that goes with it, and what a refusal leaves.

use desk_commands::calls;
use desk_connect::DeskError;
use desk_contract::clocks::Priority;
use desk_contract::list::Nothing;
use desk_contract::ticket::{AssignRequest, DraftKind, OutboxDecideRequest, OutboxDecision, OutboxRow, OutboxState};
use desk_contract::ticket::{Entry, EntryKind, TicketRequest};
use desk_tests::Shift;

/// A P3 that is mine.
async fn with_mine() -> Shift {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.triage("rt:work/1", Priority::P3).await;
    shift.host.fake_desk.give_to(1, "alex");
    shift.sync().await;
    shift.host.fake_desk.take_sent();
    shift
}

fn to(name: &str, note: &str) -> AssignRequest {
    AssignRequest {
        ticket: "rt:work/1".to_owned(),
        to: name.to_owned(),
        note: note.to_owned(),
    }
}

fn sent(shift: &Shift) -> Vec<(&'static str, String)> {
    let sent = shift.host.fake_desk.take_sent();
    sent.into_iter().map(|sent| (sent.act, sent.text)).collect()
}

async fn waiting(shift: &Shift) -> Vec<OutboxRow> {
    let mut rows = calls::outbox(&shift.desk, Nothing {}).await.unwrap().rows;
    rows.retain(|row| !matches!(row.state, OutboxState::Sent | OutboxState::Cancelled));
    rows
}

async fn decide(shift: &Shift, id: i64, decision: OutboxDecision) {
    let request = OutboxDecideRequest { id, decision };
    calls::outbox_decide(&shift.desk, request).await.unwrap();
}

#[tokio::test]
async fn r22_a_ticket_is_handed_over_with_what_the_colleague_needs_to_know() {
    let shift = with_mine().await;
    assert!(shift.ticket("rt:work/1").await.can.contains(&"assign_to".to_owned()));
    shift.host.fake_desk.set_down(Some(DeskError::Unavailable));
    calls::assign_to(&shift.desk, to(" sam ", "The cells are drained.\nAma waits for 16:00."))
        .await
        .unwrap();
    shift.sync().await;
    let rows = waiting(&shift).await;
    assert_eq!((rows.len(), rows[0].act.as_str()), (1, "Assign to sam"));
    assert_eq!(rows[0].text, "The cells are drained.\nAma waits for 16:00.");
    assert!(shift.ticket("rt:work/1").await.mine, "until the help desk has it");

    shift.host.fake_desk.set_down(None);
    shift.clock_shows("2017-05-23T09:05:00+01:00");
    shift.sync().await;
    let note = "The cells are drained.\nAma waits for 16:00.".to_owned();
    assert_eq!(sent(&shift), [("owner", "sam".to_owned()), ("note", note)]);
    shift.sync().await;
    let view = shift.ticket("rt:work/1").await;
    assert_eq!((view.owner.as_str(), view.mine), ("sam", false));
    let said: Vec<_> = view.thread.iter().map(|entry| entry.sentence.as_str()).collect();
    assert!(said.contains(&"Assigned to sam"), "{said:?}");
    let is_the_note = |entry: &&Entry| {
        let text: String = entry
            .parts
            .iter()
            .flat_map(|part| &part.runs)
            .map(|run| run.text.as_str())
            .collect();
        entry.kind == EntryKind::Internal && text.contains("Ama waits for 16:00.")
    };
    assert_eq!(view.thread.iter().filter(is_the_note).count(), 1);
    assert!(waiting(&shift).await.is_empty());
}

#[tokio::test]
async fn r22_a_refused_hand_over_says_why_and_its_note_becomes_a_draft() {
    let shift = with_mine().await;
    let reason = "That user may not own tickets in that queue".to_owned();
    shift
        .host
        .fake_desk
        .next_write_fails(DeskError::Refused { reason }, false);
    calls::assign_to(&shift.desk, to("ama", "The cells are drained."))
        .await
        .unwrap();
    shift.sync().await;
    assert_eq!(sent(&shift), [], "nobody is told about a hand-over that didn’t happen");
    let rows = waiting(&shift).await;
    assert_eq!((rows.len(), rows[0].state), (1, OutboxState::Refused));
    assert!(
        rows[0].reason.contains("may not own tickets in that queue"),
        "{}",
        rows[0].reason
    );
    assert_eq!(
        (rows[0].act.as_str(), rows[0].text.as_str()),
        ("Assign to ama", "The cells are drained.")
    );
    assert!(shift.ticket("rt:work/1").await.mine);

    decide(&shift, rows[0].id, OutboxDecision::Cancel).await;
    let drafts = shift.ticket("rt:work/1").await.drafts;
    assert_eq!((drafts.len(), drafts[0].kind), (1, DraftKind::Note));
    assert_eq!(drafts[0].text, "The cells are drained.");
    // The next one is taken.
    calls::assign_to(&shift.desk, to("sam", "")).await.unwrap();
    shift.sync().await;
    assert_eq!(sent(&shift), [("owner", "sam".to_owned())]);
}

#[tokio::test]
async fn r22_a_hand_over_of_unknown_outcome_keeps_its_note_until_somebody_has_looked() {
    let shift = with_mine().await;
    shift.host.fake_desk.next_write_fails(DeskError::Unknown, true);
    shift.host.fake_desk.set_thread_fails(1, Some(DeskError::Malformed));
    calls::assign_to(&shift.desk, to("sam", "The cells are drained."))
        .await
        .unwrap();
    shift.sync().await;
    assert_eq!(sent(&shift), [("owner", "sam".to_owned())]);
    let rows = waiting(&shift).await;
    assert_eq!((rows.len(), rows[0].state), (1, OutboxState::Unknown));
    decide(&shift, rows[0].id, OutboxDecision::MarkSent).await;
    shift.sync().await;
    assert_eq!(sent(&shift), [("note", "The cells are drained.".to_owned())]);
}

#[tokio::test]
async fn r23_14_a_hand_over_of_unknown_outcome_that_is_there_is_found() {
    let shift = with_mine().await;
    shift.host.fake_desk.next_write_fails(DeskError::Unknown, true);
    calls::assign_to(&shift.desk, to("sam", "The cells are drained."))
        .await
        .unwrap();
    shift.sync().await;
    assert_eq!(
        sent(&shift),
        [
            ("owner", "sam".to_owned()),
            ("note", "The cells are drained.".to_owned())
        ]
    );
}

#[tokio::test]
async fn r22_a_hand_over_to_nobody_new_is_not_queued() {
    let shift = with_mine().await;
    let refused = async |name: &str| calls::assign_to(&shift.desk, to(name, "")).await.unwrap_err().message;
    assert!(refused(" \n").await.contains("login"));
    assert!(refused("Alex").await.contains("already yours"));
    assert!(refused(&"x".repeat(201)).await.contains("longer than"));
    shift.host.fake_desk.give_to(1, "sam");
    shift.sync().await;
    assert!(refused("SAM").await.contains("already has this ticket"));
    shift.host.fake_desk.set_down(Some(DeskError::Unavailable));
    calls::assign_to(&shift.desk, to("kim", "")).await.unwrap();
    assert!(refused("kim").await.contains("already being assigned to kim"));
    // My own login is me, like *Assign to me*: mine at once.
    calls::assign_to(&shift.desk, to("alex", "")).await.unwrap();
    assert!(shift.ticket("rt:work/1").await.mine);

    let local = shift.log_from_slack("Cannot push", "dm-frontend").await;
    assert!(!shift.ticket(&local).await.can.contains(&"assign_to".to_owned()));
    let request = AssignRequest {
        ticket: local,
        ..to("sam", "")
    };
    let refused = calls::assign_to(&shift.desk, request).await.unwrap_err();
    assert!(refused.message.contains("only on this computer"), "{}", refused.message);
}

#[tokio::test]
async fn r22_the_owners_of_other_tickets_of_the_account_are_offered() {
    let shift = with_mine().await;
    for (subject, owner) in [("Slow deploys", "sam"), ("No logs", "Kim"), ("Bills", "sam")] {
        let ticket = shift
            .host
            .fake_desk
            .raise(subject, "ama@passports.example", "Please look");
        shift.host.fake_desk.give_to(ticket, owner);
    }
    shift.sync().await;
    let offered = async |ticket: &str| {
        let request = TicketRequest {
            ticket: ticket.to_owned(),
        };
        calls::assignees(&shift.desk, request).await.unwrap().names
    };
    assert_eq!(offered("rt:work/1").await, ["Kim", "sam"]);
    assert_eq!(offered("rt:work/2").await, ["Kim"], "sam has it");
    let local = shift.log_from_slack("Cannot push", "dm-frontend").await;
    assert!(offered(&local).await.is_empty());
}
