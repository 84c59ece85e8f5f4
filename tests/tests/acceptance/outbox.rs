//! What is sent: in order, once, and never again automatically if nobody knows whether it arrived.

use desk_commands::calls;
use desk_connect::DeskError;
use desk_contract::clocks::{Clock, Priority, Standing};
use desk_contract::list::Nothing;
use desk_contract::ticket::{DraftKind, OutboxDecideRequest, OutboxDecision, OutboxRow, OutboxState};
use desk_tests::Shift;

async fn with_a_p3() -> Shift {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.triage("rt:work/1", Priority::P3).await;
    shift.sync().await;
    shift.host.fake_desk.take_sent();
    shift
}

async fn all(shift: &Shift) -> Vec<OutboxRow> {
    calls::outbox(&shift.desk, Nothing {}).await.unwrap().rows
}

/// What is not settled.
async fn outbox(shift: &Shift) -> Vec<OutboxRow> {
    let mut rows = all(shift).await;
    rows.retain(|row| row.state != OutboxState::Sent);
    rows
}

async fn decide(shift: &Shift, id: i64, decision: OutboxDecision) {
    calls::outbox_decide(&shift.desk, OutboxDecideRequest { id, decision })
        .await
        .unwrap();
}

fn sent(shift: &Shift) -> Vec<&'static str> {
    shift
        .host
        .fake_desk
        .take_sent()
        .into_iter()
        .map(|sent| sent.act)
        .collect()
}

#[tokio::test]
async fn f02_an_unknown_outcome_that_did_arrive_is_found_and_not_sent_again() {
    let shift = with_a_p3().await;
    shift.host.fake_desk.next_write_fails(DeskError::Unknown, true);
    shift.reply("rt:work/1", "We look into it.").await;
    assert_eq!(shift.sync().await.sent, 1);
    shift.sync().await;
    assert_eq!(sent(&shift), ["reply"]);
    assert!(outbox(&shift).await.is_empty());
    assert_eq!(shift.clock("rt:work/1", Clock::Respond).await.standing, Standing::Met);
}

#[tokio::test]
async fn f05_f28_an_unknown_outcome_that_is_not_there_waits_for_a_person_across_a_restart() {
    let shift = with_a_p3().await;
    shift.host.fake_desk.next_write_fails(DeskError::Unknown, false);
    shift.reply("rt:work/1", "We look into it.").await;
    shift.sync().await;
    // Within five minutes it may still arrive.
    shift.clock_shows("2017-05-23T09:04:59+01:00");
    let shift = shift.again();
    shift.sync().await;
    assert!(sent(&shift).is_empty());
    let rows = outbox(&shift).await;
    assert_eq!((rows.len(), rows[0].state), (1, OutboxState::Unknown));
    assert_eq!(shift.now_rows().await[0].remark, "reply may not have arrived");
    assert_eq!(shift.unsent().await, (0, 1));

    decide(&shift, rows[0].id, OutboxDecision::Send).await;
    shift.sync().await;
    // It is sent minutes after it was written, so its note tells other Dutydesks the promise.
    assert_eq!(sent(&shift), ["reply", "note"]);
    assert!(outbox(&shift).await.is_empty());
}

#[tokio::test]
async fn what_a_person_takes_back_becomes_a_draft_again() {
    let shift = with_a_p3().await;
    shift.host.fake_desk.set_down(Some(DeskError::Unavailable));
    shift.reply("rt:work/1", "We look into it.").await;
    shift.sync().await;
    let rows = outbox(&shift).await;
    assert_eq!(rows[0].state, OutboxState::Queued);
    decide(&shift, rows[0].id, OutboxDecision::Cancel).await;
    let drafts = shift.ticket("rt:work/1").await.drafts;
    assert_eq!(
        (drafts[0].kind, drafts[0].text.as_str()),
        (DraftKind::Reply, "We look into it.")
    );
    shift.host.fake_desk.set_down(None);
    shift.clock_shows("2017-05-23T09:10:00+01:00");
    shift.sync().await;
    assert!(sent(&shift).is_empty());
}

#[tokio::test]
async fn what_the_help_desk_refuses_says_why_and_holds_back_what_follows() {
    let shift = with_a_p3().await;
    let reason = "The queue is closed".to_owned();
    shift
        .host
        .fake_desk
        .next_write_fails(DeskError::Refused { reason }, false);
    shift.reply("rt:work/1", "We look into it.").await;
    shift.sync().await;
    let rows = outbox(&shift).await;
    assert_eq!(rows[0].state, OutboxState::Refused);
    assert!(rows[0].reason.contains("The queue is closed"), "{}", rows[0].reason);
    decide(&shift, rows[0].id, OutboxDecision::Send).await;
    shift.sync().await;
    assert_eq!(sent(&shift), ["reply"]);
}

#[tokio::test]
async fn acts_of_a_ticket_leave_in_the_order_they_were_made() {
    let shift = with_a_p3().await;
    shift.host.fake_desk.set_down(Some(DeskError::Unavailable));
    shift.reply("rt:work/1", "First.").await;
    shift.reply("rt:work/1", "Second.").await;
    shift.triage("rt:work/1", Priority::P4).await;
    shift.sync().await;
    shift.host.fake_desk.set_down(None);
    shift.clock_shows("2017-05-23T09:10:00+01:00");
    // Because the replies were sent late, a note for each tells other Dutydesks the promise.
    assert_eq!(shift.sync().await.sent, 6);
    let words: Vec<String> = shift
        .host
        .fake_desk
        .take_sent()
        .into_iter()
        .map(|sent| sent.text)
        .collect();
    assert!(words[0].starts_with("First.") && words[1].starts_with("Second.") && words[2].starts_with("Triaged P4"));
    assert_eq!(words[3], "25");
    assert!(
        words[4..].iter().all(|note| note.contains(" act=promise reply=")),
        "{words:?}"
    );
}

#[tokio::test]
async fn r22_what_was_sent_stays_in_sight_for_seven_days_the_newest_first() {
    let shift = with_a_p3().await;
    shift.reply("rt:work/1", "We look into it.").await;
    shift.sync().await;
    let sent: Vec<String> = all(&shift).await.into_iter().map(|row| row.act).collect();
    assert_eq!(sent, ["Public reply", "Priority P3", "Internal note"]);
    assert!(all(&shift).await.iter().all(|row| row.sent.is_some()));
    shift.clock_shows("2017-05-29T23:59:59+01:00");
    assert_eq!(all(&shift).await.len(), 3);
    shift.clock_shows("2017-05-30T00:00:00+01:00");
    assert_eq!(all(&shift).await.len(), 0);
}

/// A later Dutydesk wrote it, or a disk bit it: nobody knows what it was to be.
#[tokio::test]
async fn what_cannot_be_read_is_refused_shown_and_kept_and_never_sent() {
    let shift = with_a_p3().await;
    let rows = [
        ("reply", "{}"),
        ("reply", r#"{"text":"  "}"#),
        ("status", r#"{"status":"melted"}"#),
        ("poke", r#"{"text":"Wake up"}"#),
    ];
    let file = rusqlite::Connection::open(shift.data_dir().join("desk.db")).unwrap();
    for (number, (kind, payload)) in rows.into_iter().enumerate() {
        let sql = "INSERT INTO outbox (op_id, account, ticket, kind, payload, state, attempts, queued_at)
                   VALUES (?1, 'rt:work', 'rt:work/1', ?2, ?3, 'queued', 0, 1495526400000)";
        file.execute(sql, (format!("later-{number}"), kind, payload)).unwrap();
    }
    drop(file);
    shift.reply("rt:work/1", "We look into it.").await;
    shift.sync().await;
    assert_eq!(sent(&shift), ["reply"], "what comes after it is not held up");

    let refused = outbox(&shift).await;
    let said: Vec<(&str, &str)> = refused
        .iter()
        .map(|row| (row.act.as_str(), row.text.as_str()))
        .collect();
    assert_eq!(
        said,
        [
            ("Unreadable: reply", ""),
            ("Unreadable: reply", r#"{"text":"  "}"#),
            ("Unreadable: status", r#"{"status":"melted"}"#),
            ("Unreadable: poke", r#"{"text":"Wake up"}"#),
        ]
    );
    for row in &refused {
        assert!(
            row.state == OutboxState::Refused && !row.readable && row.reason.contains("can’t read"),
            "{row:?}"
        );
        let request = OutboxDecideRequest {
            id: row.id,
            decision: OutboxDecision::Send,
        };
        let problem = calls::outbox_decide(&shift.desk, request).await.unwrap_err();
        assert!(problem.message.contains("can’t read"), "{problem:?}");
    }
    decide(&shift, refused[3].id, OutboxDecision::Cancel).await;
    assert_eq!(outbox(&shift).await.len(), 3);
    shift.sync().await;
    assert!(sent(&shift).is_empty());
    assert!(shift.ticket("rt:work/1").await.drafts.is_empty());
}
