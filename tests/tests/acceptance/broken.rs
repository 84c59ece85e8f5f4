//! Files that were damaged: what happens to the alarms, and what people are told.

use desk_commands::calls;
use desk_contract::clocks::{Clock, Priority};
use desk_contract::list::Nothing;
use desk_contract::problems::ProblemsSeenRequest;
use desk_contract::ticket::TicketRequest;
use desk_tests::{Shift, at};
use rusqlite::Connection;

/// No instant.
const BAD: i64 = i64::MAX;

async fn problems(shift: &Shift) -> Vec<String> {
    let found = calls::problems(&shift.desk, Nothing {}).await.unwrap();
    found.problems.into_iter().map(|problem| problem.sentence).collect()
}

fn write(data: &std::path::Path, file: &str, sql: &str) {
    let changed = Connection::open(data.join(file)).unwrap().execute(sql, []).unwrap();
    assert!(changed > 0, "{sql}");
}

#[tokio::test]
async fn r23_09_a_value_in_the_cache_that_cannot_be_read_costs_the_cache_and_no_alarm() {
    for (sql, is_met) in [
        (format!("UPDATE remote_ticket SET created_at = {BAD}"), true),
        // Alarms are computed from the events in desk.db.
        (format!("UPDATE deadline SET due_at = {BAD}"), false),
        (format!("UPDATE list_row SET raised_at = {BAD}"), true),
    ] {
        let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
        shift.triage("rt:work/1", Priority::P2).await;
        shift.sync().await;
        let shift = shift.again_after(|data| write(data, "cache.db", &sql));
        // Whatever is met while the lists are read is mended soon after.
        let _ = calls::now_view(&shift.desk, Nothing {}).await.unwrap();
        let _ = shift.now_rows().await;
        let ticket = "rt:work/1".to_owned();
        let _ = calls::ticket(&shift.desk, TicketRequest { ticket }).await;
        desk_commands::at_the_end(&shift.desk);
        let due = shift.clock("rt:work/1", Clock::Respond).await.due_at;
        assert_eq!(due, Some(at("2017-05-23T09:30:00+01:00")), "{sql}");
        assert_eq!(shift.now_rows().await.len(), 1, "{sql}");
        let told = problems(&shift).await;
        assert_eq!(told.len(), usize::from(is_met), "{sql}: {told:?}");
        for told in told {
            assert!(
                told.starts_with("cache.db was damaged and is saved as cache.db.broken-"),
                "{told}"
            );
            assert!(told.contains("No deadlines were lost"), "{told}");
        }
        let running = shift.begin().await;
        running.until("2017-05-23T09:16:00+01:00").await;
        assert_eq!(shift.host.notifier.take_told().len(), 1, "{sql}");
        drop(running);
        shift.sync().await;
        assert_eq!(shift.ticket("rt:work/1").await.subject, "Cannot push");
    }
}

#[tokio::test]
async fn r23_09_a_value_in_the_desk_that_cannot_be_read_is_named_and_the_rest_goes_on() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let broken = shift.log_from_slack("Broken", "notify-api").await;
    let sound = shift.log_from_slack("Sound", "registers").await;
    for ticket in [&broken, &sound] {
        shift.triage(ticket, Priority::P2).await;
    }
    let sql = format!("UPDATE ticket SET raised_at = {BAD} WHERE id = '{broken}'");
    let shift = shift.again_after(|data| write(data, "desk.db", &sql));
    let told = problems(&shift).await;
    assert_eq!(
        told,
        ["An entry in desk.db can’t be read and is left out: a ticket (local/1). Everything else works."]
    );
    assert_eq!(shift.ticket(&sound).await.subject, "Sound");
    let running = shift.begin().await;
    running.until("2017-05-23T09:16:00+01:00").await;
    let titles: Vec<String> = shift
        .host
        .notifier
        .take_told()
        .into_iter()
        .map(|told| told.title)
        .collect();
    assert_eq!(titles.len(), 1, "{titles:?}");
    drop(running);

    // Seen once, it is not told again at each start; and the words are still in the file.
    let found = calls::problems(&shift.desk, Nothing {}).await.unwrap();
    let ids = found.problems.iter().filter_map(|problem| problem.id).collect();
    calls::problems_seen(&shift.desk, ProblemsSeenRequest { ids })
        .await
        .unwrap();
    let shift = shift.again_after(|data| {
        let desk = Connection::open(data.join("desk.db")).unwrap();
        let kept: i64 = desk
            .query_row("SELECT count(*) FROM ticket WHERE subject = 'Broken'", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(kept, 1);
    });
    assert_eq!(problems(&shift).await, [""; 0]);
}

#[tokio::test]
async fn r23_09_no_single_value_keeps_the_app_from_starting() {
    let columns = [
        ("desk.db", "ticket_event", "at"),
        ("desk.db", "ticket_event", "recorded_at"),
        ("desk.db", "outbox", "hold_until"),
        ("desk.db", "outbox", "queued_at"),
        ("desk.db", "draft", "saved_at"),
        ("desk.db", "notice", "due_at"),
        ("desk.db", "notice", "stage_at"),
        ("desk.db", "account", "watch_from"),
        ("desk.db", "triage", "at"),
        ("cache.db", "message", "at"),
        ("cache.db", "sync_cursor", "last_ok_at"),
        ("cache.db", "document", "at"),
    ];
    for (file, table, column) in columns {
        let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
        shift.triage("rt:work/1", Priority::P1).await;
        shift.sync().await;
        let running = shift.begin().await;
        running.until("2017-05-23T09:12:00+01:00").await;
        drop(running);
        shift.host.notifier.take_told();
        let sql = format!("UPDATE {table} SET {column} = {BAD}");
        let shift = shift.again_after(|data| {
            let other = Connection::open(data.join(file)).unwrap();
            // What is append-only for us is not for a disk.
            other
                .execute_batch("DROP TRIGGER IF EXISTS ticket_event_is_not_changed")
                .unwrap();
            let trigger = "CREATE TRIGGER ticket_event_is_not_changed BEFORE UPDATE ON ticket_event
WHEN old.op_id IS NOT NULL OR new.op_id IS NULL OR new.ticket <> old.ticket OR new.at <> old.at OR new.kind <> old.kind
BEGIN SELECT raise(ABORT, 'ticket_event is append-only'); END";
            other.execute(&sql, []).unwrap();
            if file == "desk.db" {
                other.execute_batch(trigger).unwrap();
            }
        });
        let _ = shift.now_rows().await;
        calls::app_status(&shift.desk, Nothing {}).await.unwrap();
        calls::notices(&shift.desk, Nothing {}).await.unwrap();
        calls::outbox(&shift.desk, Nothing {}).await.unwrap();
        let running = shift.begin().await;
        running.until("2017-05-23T09:25:00+01:00").await;
        drop(running);
        shift.host.notifier.take_told();
    }
}
