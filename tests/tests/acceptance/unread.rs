//! Rows of a help desk that can't be read (report 23): said for the account, and asked for again.

use desk_commands::calls;
use desk_contract::doctor::DoctorState;
use desk_contract::list::Nothing;
use desk_tests::Shift;

async fn with_a_help_desk() -> Shift {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    shift.add_help_desk().await;
    shift
}

/// What `duty sync`, the window, the settings, the doctor and every command of `duty` say of the account; empty where
/// they say nothing.
async fn said(shift: &Shift) -> [String; 5] {
    let problems = shift.sync().await.problems.join("\n");
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    let banner = status
        .banners
        .into_iter()
        .find(|banner| banner.sentence.contains("ouldn’t read"));
    let settings = calls::settings(&shift.desk, Nothing {}).await.unwrap();
    let report = calls::doctor(&shift.desk, Nothing {}).await.unwrap();
    let line = report.lines.into_iter().find(|line| line.subject == "account").unwrap();
    assert_eq!(line.state == DoctorState::Attention, !line.advice.is_empty());
    [
        problems,
        banner.map(|banner| banner.sentence).unwrap_or_default(),
        settings.accounts[0].problem.clone(),
        line.advice,
        desk_commands::at_the_end(&shift.desk).join("\n"),
    ]
}

#[tokio::test]
async fn r23_06_a_ticket_that_cannot_be_read_is_said_and_comes_once_it_can() {
    let shift = with_a_help_desk().await;
    shift.host.fake_desk.set_unread(&[1], 0);
    shift
        .host
        .fake_desk
        .raise("Cannot push", "kim@dm-frontend.example", "It says 500.");
    for _ in 0..2 {
        for words in said(&shift).await {
            assert!(words.contains("Couldn’t read all of ticket 1."), "{words}");
        }
    }
    assert!(shift.now_rows().await.is_empty());
    // Nothing has changed on the help desk but that it can be read: no list brings it, it is asked for.
    shift.host.fake_desk.set_unread(&[], 0);
    shift.sync().await;
    assert_eq!(shift.now_rows().await.len(), 1);
    for words in said(&shift).await {
        assert_eq!(words, "");
    }
}

#[tokio::test]
async fn r23_06_a_row_without_a_number_holds_the_cursor_for_a_while_and_no_longer() {
    let shift = with_a_help_desk().await;
    shift
        .host
        .fake_desk
        .raise("First", "kim@dm-frontend.example", "It says 500.");
    shift.host.fake_desk.set_unread(&[], 2);
    let cursor = || {
        let cache = rusqlite::Connection::open(shift.data_dir().join("cache.db")).unwrap();
        let cursor: Option<String> = cache
            .query_row("SELECT cursor FROM sync_cursor", [], |row| row.get(0))
            .unwrap();
        cursor
    };
    let before = cursor();
    for _ in 0..10 {
        for words in said(&shift).await {
            assert!(words.contains("Couldn’t read 2 rows"), "{words}");
        }
        assert_eq!(cursor(), before);
    }
    assert_eq!(shift.now_rows().await.len(), 1, "the others come");
    assert!(said(&shift).await[0].contains("Couldn’t read 2 rows"));
    assert_ne!(cursor(), before);
    shift.host.fake_desk.set_unread(&[], 0);
    assert_eq!(said(&shift).await, [""; 5]);
}

#[tokio::test]
async fn r23_06_a_message_without_a_time_is_said_and_read_again() {
    let shift = with_a_help_desk().await;
    shift
        .host
        .fake_desk
        .raise("Cannot push", "kim@dm-frontend.example", "It says 500.");
    shift.host.fake_desk.set_skipped(1, 1);
    for _ in 0..2 {
        for words in said(&shift).await {
            assert!(words.contains("Couldn’t read all of ticket 1."), "{words}");
        }
    }
    shift.host.fake_desk.set_skipped(1, 0);
    shift.sync().await;
    assert_eq!(said(&shift).await, [""; 5]);
}

/// A colleague of the tenant, who is neither a requestor nor on Cc, and no agent (rule 6).
#[tokio::test]
async fn r23_03_me_too_from_the_tenants_colleague_is_no_first_response() {
    use desk_contract::clocks::{Clock, Priority, Standing};
    use desk_contract::ticket::EntryKind;
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.triage("rt:work/1", Priority::P2).await;
    shift
        .host
        .fake_desk
        .somebody_writes(1, "me.too@dm-frontend.example", "me too");
    shift
        .host
        .fake_desk
        .somebody_writes(1, "somebody@elsewhere.example", "me too, from elsewhere");
    shift.sync().await;
    assert_eq!(
        shift.clock("rt:work/1", Clock::Respond).await.standing,
        Standing::Running
    );
    let thread = shift.ticket("rt:work/1").await.thread;
    let me_too: Vec<_> = thread
        .iter()
        .filter(|entry| {
            entry
                .parts
                .iter()
                .any(|part| part.runs.iter().any(|run| run.text.contains("me too")))
        })
        .map(|entry| entry.kind)
        .collect();
    assert_eq!(me_too, [EntryKind::Tenant; 2]);
}
