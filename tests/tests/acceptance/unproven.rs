//! Acts whose outcome is not proven (report 23): looked up first, sent again only if it is proven that they are not
//! there, and otherwise a person decides.

use desk_commands::calls;
use desk_connect::{DeskError, MessageKind};
use desk_contract::clocks::{Clock, Priority, Standing};
use desk_contract::doctor::DoctorState;
use desk_contract::list::Nothing;
use desk_contract::ticket::{NoteSendRequest, OutboxDecideRequest, OutboxDecision, OutboxRow, OutboxState};
use desk_tests::Shift;

async fn with_a_p3() -> Shift {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.triage("rt:work/1", Priority::P3).await;
    shift.sync().await;
    shift.host.fake_desk.take_sent();
    shift
}

async fn note(shift: &Shift, text: &str) {
    let note = NoteSendRequest {
        ticket: "rt:work/1".to_owned(),
        text: text.to_owned(),
        attachments: Vec::new(),
    };
    calls::note_send(&shift.desk, note).await.unwrap();
}

/// What is not settled.
async fn open(shift: &Shift) -> Vec<OutboxRow> {
    let mut rows = calls::outbox(&shift.desk, Nothing {}).await.unwrap().rows;
    rows.retain(|row| row.state != OutboxState::Sent);
    rows
}

async fn decide(shift: &Shift, id: i64, decision: OutboxDecision) {
    calls::outbox_decide(&shift.desk, OutboxDecideRequest { id, decision })
        .await
        .unwrap();
}

fn sent(shift: &Shift) -> Vec<(&'static str, String)> {
    let sent = shift.host.fake_desk.take_sent();
    sent.into_iter().map(|sent| (sent.act, sent.text)).collect()
}

fn a_note(text: &str) -> Vec<(&'static str, String)> {
    vec![("note", text.to_owned())]
}

#[tokio::test]
async fn r23_01_a_reply_that_a_gateway_answered_for_is_not_sent_and_the_clock_runs() {
    let shift = with_a_p3().await;
    shift.host.fake_desk.next_write_fails(DeskError::Unproven, false);
    shift.reply("rt:work/1", "Hello, we look.").await;
    assert_eq!(shift.sync().await.sent, 0);
    assert_eq!(
        shift.clock("rt:work/1", Clock::Respond).await.standing,
        Standing::Running
    );
    let rows = open(&shift).await;
    assert_eq!((rows.len(), rows[0].state), (1, OutboxState::Queued));
    assert!(rows[0].reason.contains("wasn’t the help desk"), "{}", rows[0].reason);
    // It is tried again, and now it is taken.
    shift.clock_shows("2017-05-23T09:00:10+01:00");
    assert_eq!(shift.sync().await.sent, 1);
    assert_eq!(sent(&shift).len(), 1);
    assert_eq!(shift.clock("rt:work/1", Clock::Respond).await.standing, Standing::Met);
}

#[tokio::test]
async fn r23_15_what_was_stored_behind_a_redirect_is_found_and_not_sent_again() {
    let shift = with_a_p3().await;
    for _ in 0..3 {
        shift.host.fake_desk.next_write_fails(DeskError::Unproven, true);
    }
    note(&shift, "Hello").await;
    for second in ["00", "10", "40"] {
        shift.clock_shows(&format!("2017-05-23T09:01:{second}+01:00"));
        shift.sync().await;
    }
    assert_eq!(sent(&shift), a_note("Hello"));
    assert!(open(&shift).await.is_empty());
}

#[tokio::test]
async fn r23_15_behind_a_portal_nothing_can_be_looked_up_and_nothing_is_sent_until_it_can() {
    let shift = with_a_p3().await;
    shift.host.fake_desk.next_write_fails(DeskError::Unproven, true);
    shift
        .host
        .fake_desk
        .set_thread_fails(1, Some(DeskError::ElsewhereRedirect));
    note(&shift, "Hello").await;
    for minute in 0..9 {
        shift.clock_shows(&format!("2017-05-23T09:{minute:02}:30+01:00"));
        shift.sync().await;
    }
    assert_eq!(sent(&shift), a_note("Hello"));
    assert_eq!(open(&shift).await[0].state, OutboxState::Unknown);
    shift.host.fake_desk.set_thread_fails(1, None);
    shift.clock_shows("2017-05-23T09:15:00+01:00");
    assert_eq!(shift.sync().await.sent, 1);
    assert!(sent(&shift).is_empty() && open(&shift).await.is_empty());
}

/// The server stores it after our time is up: no look before that can find it.
#[tokio::test]
async fn r23_14_what_got_no_answer_is_looked_up_until_it_cannot_come_any_more() {
    let shift = with_a_p3().await;
    shift.host.fake_desk.next_write_fails(DeskError::Unknown, false);
    note(&shift, "Hello slow").await;
    shift.sync().await;
    shift.clock_shows("2017-05-23T09:00:20+01:00");
    shift.sync().await;
    let row = open(&shift).await.remove(0);
    assert_eq!(row.state, OutboxState::Unknown);
    assert!(row.reason.contains("isn’t there at 09:05"), "{}", row.reason);
    shift.host.fake_desk.i_write(1, MessageKind::Internal, "Hello slow");
    shift.clock_shows("2017-05-23T09:02:00+01:00");
    assert_eq!(shift.sync().await.sent, 1);
    assert!(sent(&shift).is_empty(), "it is there once");
    assert!(open(&shift).await.is_empty());
}

#[tokio::test]
async fn r23_14_what_never_came_is_sent_again_once_and_by_itself() {
    let shift = with_a_p3().await;
    shift.host.fake_desk.next_write_fails(DeskError::Unknown, false);
    note(&shift, "Hello").await;
    for minute in 0..5 {
        shift.clock_shows(&format!("2017-05-23T09:{minute:02}:00+01:00"));
        shift.sync().await;
        assert!(sent(&shift).is_empty(), "09:{minute:02}");
    }
    shift.clock_shows("2017-05-23T09:05:00+01:00");
    shift.sync().await;
    shift.sync().await;
    assert_eq!(sent(&shift), a_note("Hello"));
}

#[tokio::test]
async fn r23_14_after_a_crash_the_owner_looks_before_anything_else() {
    for arrived in [true, false] {
        let shift = with_a_p3().await;
        note(&shift, "Hello").await;
        note(&shift, "Then").await;
        let shift = shift.again_after(|data| {
            let file = rusqlite::Connection::open(data.join("desk.db")).unwrap();
            let now = 1_495_526_400_000_i64;
            let sql = "UPDATE outbox SET state = 'sending', attempts = 1, first_attempt_at = ?1, tried_at = ?1
                       WHERE id = (SELECT min(id) FROM outbox WHERE state = 'queued')";
            assert_eq!(file.execute(sql, [now]).unwrap(), 1);
        });
        if arrived {
            shift.host.fake_desk.i_write(1, MessageKind::Internal, "Hello");
        }
        shift.sync().await;
        match arrived {
            true => assert_eq!(sent(&shift), a_note("Then")),
            false => assert!(sent(&shift).is_empty()),
        }
        shift.clock_shows("2017-05-23T09:06:00+01:00");
        shift.sync().await;
        match arrived {
            true => assert!(sent(&shift).is_empty()),
            false => assert_eq!(sent(&shift), [a_note("Hello"), a_note("Then")].concat()),
        }
    }
}

#[tokio::test]
async fn r23_14_if_it_cannot_be_told_a_person_decides_and_what_waits_says_for_what() {
    let shift = with_a_p3().await;
    shift.host.fake_desk.next_write_fails(DeskError::Unknown, false);
    shift.host.fake_desk.set_unclear(true);
    note(&shift, "Hello").await;
    note(&shift, "Next").await;
    shift.sync().await;
    shift.clock_shows("2017-05-23T10:00:00+01:00");
    shift.sync().await;
    assert!(sent(&shift).is_empty());
    let rows = open(&shift).await;
    let states: Vec<_> = rows.iter().map(|row| row.state).collect();
    assert_eq!(states, [OutboxState::Unknown, OutboxState::Queued]);
    assert!(rows[0].reason.contains("then decide"), "{}", rows[0].reason);
    let waits = format!("Waiting for the internal note ({}) before it", rows[0].id);
    assert!(rows[1].reason.starts_with(&waits), "{}", rows[1].reason);
    let unsent = shift.ticket("rt:work/1").await.unsent;
    assert!(unsent[1].reason.starts_with(&waits), "{}", unsent[1].reason);
    let report = calls::doctor(&shift.desk, Nothing {}).await.unwrap();
    let line = report.lines.iter().find(|line| line.subject == "outbox").unwrap();
    assert_eq!(line.state, DoctorState::Attention);
    assert!(
        line.found.contains("rt:work/1") && line.found.contains("09:00"),
        "{}",
        line.found
    );

    // A person has looked: it is sent, though a look still can't tell.
    decide(&shift, rows[0].id, OutboxDecision::Send).await;
    shift.sync().await;
    assert_eq!(sent(&shift), [a_note("Hello"), a_note("Next")].concat());
    let report = calls::doctor(&shift.desk, Nothing {}).await.unwrap();
    assert!(report.lines.iter().all(|line| line.subject != "outbox"));
}

#[tokio::test]
async fn r23_14_send_again_finds_what_is_there_after_all() {
    let shift = with_a_p3().await;
    shift.host.fake_desk.next_write_fails(DeskError::Unknown, false);
    note(&shift, "Hello").await;
    shift.sync().await;
    shift.host.fake_desk.i_write(1, MessageKind::Internal, "Hello");
    decide(&shift, open(&shift).await[0].id, OutboxDecision::Send).await;
    assert_eq!(shift.sync().await.sent, 1);
    assert!(sent(&shift).is_empty());
}

#[tokio::test]
async fn r23_07_the_same_words_of_a_minute_ago_do_not_stand_for_what_never_arrived() {
    let shift = with_a_p3().await;
    shift
        .host
        .fake_desk
        .i_write(1, MessageKind::Internal, "Called, no answer.");
    shift.clock_shows("2017-05-23T09:01:00+01:00");
    shift.host.fake_desk.next_write_fails(DeskError::Unknown, false);
    note(&shift, "Called, no answer.").await;
    shift.sync().await;
    assert_eq!(open(&shift).await[0].state, OutboxState::Unknown);
    shift.clock_shows("2017-05-23T09:06:00+01:00");
    shift.sync().await;
    assert_eq!(sent(&shift), a_note("Called, no answer."));
}

#[tokio::test]
async fn r23_16_a_clock_that_ran_ahead_holds_nothing_once_it_is_put_right() {
    for ahead in ["2017-05-25T09:00:00+01:00", "2027-05-23T09:00:00+01:00"] {
        let shift = with_a_p3().await;
        shift.host.fake_desk.set_down(Some(DeskError::Unavailable));
        shift.clock_shows(ahead);
        note(&shift, "Hello").await;
        shift.sync().await;
        shift.host.fake_desk.set_down(None);
        shift.clock_shows("2017-05-23T09:01:00+01:00");
        shift.sync().await;
        assert_eq!(sent(&shift), a_note("Hello"), "{ahead}");
    }
}

#[tokio::test]
async fn r23_17_an_older_copy_put_back_by_hand_sends_nothing_twice() {
    let shift = with_a_p3().await;
    shift.host.fake_desk.set_down(Some(DeskError::Unavailable));
    note(&shift, "Hello twice").await;
    note(&shift, "Undone").await;
    shift.sync().await;
    let copy = |data: &std::path::Path| {
        let file = rusqlite::Connection::open(data.join("desk.db")).unwrap();
        file.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
            .unwrap();
        drop(file);
        std::fs::copy(data.join("desk.db"), data.join("old.db")).unwrap();
    };
    let shift = shift.again_after(copy);
    let undone = open(&shift).await[1].id;
    decide(&shift, undone, OutboxDecision::Cancel).await;
    shift.host.fake_desk.set_down(None);
    shift.clock_shows("2017-05-23T09:00:30+01:00");
    shift.sync().await;
    assert_eq!(sent(&shift), a_note("Hello twice"));
    let shift = shift.again_after(|data| {
        for part in ["desk.db-wal", "desk.db-shm"] {
            let _ = std::fs::remove_file(data.join(part));
        }
        std::fs::copy(data.join("old.db"), data.join("desk.db")).unwrap();
    });
    let told = calls::problems(&shift.desk, Nothing {}).await.unwrap().problems;
    assert!(
        told.iter().any(|problem| problem.sentence.contains("older copy")),
        "{told:?}"
    );
    shift.clock_shows("2017-05-23T09:10:00+01:00");
    shift.sync().await;
    assert!(sent(&shift).is_empty());
    // What was undone since is not there either: nobody but a person can know.
    let rows = open(&shift).await;
    assert_eq!((rows.len(), rows[0].text.as_str()), (1, "Undone"));
    assert_eq!(rows[0].state, OutboxState::Unknown);
}

#[tokio::test]
async fn r23_17_what_was_queued_long_before_a_start_is_looked_up_and_then_sent() {
    for there in [true, false] {
        let shift = with_a_p3().await;
        shift.host.fake_desk.set_down(Some(DeskError::Unavailable));
        note(&shift, "Hello").await;
        if there {
            // A later copy of the data, which is gone, sent it.
            shift.host.fake_desk.set_down(None);
            shift.clock_shows("2017-05-23T09:00:20+01:00");
            shift.host.fake_desk.i_write(1, MessageKind::Internal, "Hello");
        }
        shift.clock_shows("2017-05-23T11:00:00+01:00");
        let shift = shift.again_after(|data| std::fs::remove_file(data.join("cache.db")).unwrap());
        shift.host.fake_desk.set_down(None);
        shift.sync().await;
        let expected = if there { Vec::new() } else { a_note("Hello") };
        assert_eq!(sent(&shift), expected);
        assert!(open(&shift).await.is_empty());
    }
}
