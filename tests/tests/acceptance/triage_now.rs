//! A priority that is set at once (rule 19): no question comes before the clock may start, and none is forgotten.

use std::collections::BTreeMap;

use desk_commands::calls;
use desk_contract::clocks::{Clock, Priority, Standing};
use desk_contract::error::ErrorCode;
use desk_contract::ticket::{CloseUnansweredRequest, ReasonRequest, SendReply, TicketRequest};
use desk_contract::triage::{AnswerText, TriageCommitRequest, TriageNowRequest, TriageOutcome};
use desk_tests::{Shift, answers, at, reply};

const TICKET: &str = "rt:work/1";

async fn set_now(shift: &Shift, priority: Priority, answers: BTreeMap<String, AnswerText>) -> TriageOutcome {
    let request = TriageNowRequest {
        ticket: TICKET.to_owned(),
        answers,
        priority,
    };
    calls::triage_now(&shift.desk, request).await.unwrap()
}

fn some(words: &[&str]) -> BTreeMap<String, AnswerText> {
    let mut given = answers(Priority::P1);
    given.retain(|question, _| words.contains(&question.as_str()));
    given
}

fn close() -> ReasonRequest {
    ReasonRequest {
        ticket: TICKET.to_owned(),
        reason: "It works again. Reply to reopen it.".to_owned(),
    }
}

async fn notes(shift: &Shift) -> Vec<String> {
    shift.sync().await;
    let sent = shift.host.fake_desk.take_sent();
    sent.into_iter()
        .filter(|sent| sent.act == "note")
        .map(|sent| sent.text)
        .collect()
}

/// 03:00 in the night: the clock starts, and the seven questions stay open.
async fn p1_at_three() -> Shift {
    let shift = Shift::with_a_ticket("2017-05-23T03:00:00+01:00").await;
    let set = set_now(&shift, Priority::P1, BTreeMap::new()).await;
    let TriageOutcome::Set { sentence, incident, .. } = set else {
        panic!("{set:?}")
    };
    assert_eq!(
        (sentence.as_str(), incident),
        ("P1 set. Respond by 03:40. Still to answer: 8.", true)
    );
    shift
}

#[tokio::test]
async fn r22_hard_02_p1_is_set_before_any_answer_and_the_questions_stay_in_sight() {
    let shift = p1_at_three().await;
    let respond = shift.clock(TICKET, Clock::Respond).await;
    assert_eq!(
        (respond.standing, respond.due_at),
        (Standing::Running, Some(at("2017-05-23T03:40:00+01:00")))
    );
    let view = shift.ticket(TICKET).await;
    assert_eq!((view.priority, view.open_questions.len()), (Some(Priority::P1), 8));
    assert_eq!(shift.now_rows().await[0].remark, "triage questions open");
    let note = &notes(&shift).await[0];
    assert!(note.contains("Still to answer: Is it ours? · "), "{note}");
    assert!(!note.contains("not answered"), "{note}");

    // Asked with the first reply.
    let SendReply::Queued { sentence, .. } = shift.reply(TICKET, "We are on it.").await else {
        panic!("nobody else wrote")
    };
    assert!(
        sentence.contains("Still to answer from triage: Is it ours?"),
        "{sentence}"
    );
}

#[tokio::test]
async fn r22_hard_02_the_answers_stand_in_the_note_as_they_come() {
    let shift = p1_at_three().await;
    notes(&shift).await;
    shift.clock_shows("2017-05-23T03:10:00+01:00");
    let due = shift.clock(TICKET, Clock::Respond).await.due_at;
    set_now(&shift, Priority::P1, some(&["impact", "extent"])).await;
    let note = &notes(&shift).await[0];
    assert!(note.starts_with("More answers to the triage as P1 Critical."), "{note}");
    assert!(
        note.contains("What is the extent?") && !note.contains("What is the extent? ·"),
        "{note}"
    );
    assert_eq!(shift.ticket(TICKET).await.open_questions.len(), 6);
    assert_eq!(shift.clock(TICKET, Clock::Respond).await.due_at, due, "nothing moves");

    // The form goes on where it was, and says what is missing if it is set as usual.
    let this = TicketRequest {
        ticket: TICKET.to_owned(),
    };
    let form = calls::triage_form(&shift.desk, this).await.unwrap();
    assert_eq!(form.answers.len(), 2);
    let commit = |answers| TriageCommitRequest {
        ticket: TICKET.to_owned(),
        answers,
        priority: Priority::P1,
    };
    let half = calls::triage_commit(&shift.desk, commit(some(&["impact", "extent"])))
        .await
        .unwrap();
    assert!(
        matches!(half, TriageOutcome::Incomplete { ref problems } if problems.len() == 6),
        "{half:?}"
    );
    let nothing_new = TriageNowRequest {
        ticket: TICKET.to_owned(),
        answers: some(&["impact", "extent"]),
        priority: Priority::P1,
    };
    let refused = calls::triage_now(&shift.desk, nothing_new).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotNow);

    calls::triage_commit(&shift.desk, commit(answers(Priority::P1)))
        .await
        .unwrap();
    assert!(shift.ticket(TICKET).await.open_questions.is_empty());
    calls::close_ticket(&shift.desk, close()).await.unwrap();
}

#[tokio::test]
async fn r22_hard_02_a_ticket_is_not_closed_with_questions_open_unless_somebody_says_why() {
    let shift = p1_at_three().await;
    notes(&shift).await;
    let refused = calls::close_ticket(&shift.desk, close()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotNow);
    assert!(refused.message.contains("What is the extent?"), "{}", refused.message);
    let closing = desk_contract::ticket::ReplySendRequest {
        resolve: true,
        ..reply(TICKET, "It works again.")
    };
    let refused = calls::reply_send(&shift.desk, closing).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotNow);

    let unanswered = |why: &str| CloseUnansweredRequest {
        ticket: TICKET.to_owned(),
        reason: close().reason,
        why: why.to_owned(),
    };
    let refused = calls::close_unanswered(&shift.desk, unanswered(" ")).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Invalid);
    calls::close_unanswered(&shift.desk, unanswered("it was a false alarm"))
        .await
        .unwrap();
    shift.clock_shows("2017-05-23T03:00:11+01:00");
    let note = &notes(&shift).await[0];
    assert!(
        note.starts_with("Closed with triage questions open, because it was a false alarm"),
        "{note}"
    );
    assert!(note.contains("What is the extent?"), "{note}");
    shift.sync().await;
    assert!(shift.ticket(TICKET).await.resolved);
}

#[tokio::test]
async fn r22_hard_02_a_milder_priority_leaves_no_question_open_and_still_wants_its_sentence() {
    let shift = p1_at_three().await;
    let set = set_now(&shift, Priority::P3, BTreeMap::new()).await;
    assert!(matches!(set, TriageOutcome::Incomplete { .. }), "{set:?}");
    shift.triage(TICKET, Priority::P3).await;
    assert!(shift.ticket(TICKET).await.open_questions.is_empty());
}
