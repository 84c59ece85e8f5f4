//! Lines, deadlines and looks are kept, not computed at each start. What has changed is computed anew, whoever changed
//! it and whenever a process died; and a check that looks at what is due finds what a look at everything would.

use std::path::Path;

use chrono::TimeDelta;
use desk_commands::{calls, jobs};
use desk_contract::clocks::Priority;
use desk_contract::list::Nothing;
use desk_contract::notices::OnSupportRequest;
use desk_contract::ticket::{ReasonRequest, RepliedElsewhereRequest, SnoozeRequest, TicketRequest};
use desk_contract::triage::TriageNowRequest;
use desk_tests::{Dice, Shift, answers};
use rusqlite::Connection;

const PRIORITIES: [Priority; 4] = [Priority::P1, Priority::P2, Priority::P3, Priority::P4];
const FILES: [&str; 3] = ["", "-wal", "-shm"];

fn open(data: &Path, file: &str) -> Connection {
    Connection::open(data.join(file)).unwrap()
}

/// Copies a file of the store that nobody has open.
fn copy(from: &Path, to: &Path, file: &str) {
    for part in FILES {
        let name = format!("{file}{part}");
        let _ = std::fs::remove_file(to.join(&name));
        let _ = std::fs::copy(from.join(&name), to.join(&name));
    }
}

async fn subjects(shift: &Shift) -> Vec<String> {
    let mut subjects: Vec<String> = shift.now_rows().await.into_iter().map(|row| row.subject).collect();
    subjects.sort();
    subjects
}

#[tokio::test]
async fn r23_04_a_change_whose_line_was_not_computed_is_in_the_lists_after_the_next_start() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let ticket = shift.log_from_slack("Cannot push", "notify-api").await;
    let rename = "UPDATE ticket SET subject = 'Cannot push at all' WHERE id = 'local/1'";
    // It died after it had committed and before it computed the line.
    let shift = shift.again_after(|data| assert_eq!(open(data, "desk.db").execute(rename, []).unwrap(), 1));
    assert_eq!(subjects(&shift).await, ["Cannot push at all"]);
    let found = calls::search(
        &shift.desk,
        desk_contract::list::SearchRequest {
            words: "all".to_owned(),
            limit: 9,
            except: None,
        },
    );
    assert_eq!(
        found.await.unwrap().hits.len(),
        1,
        "{ticket} is found by its new subject"
    );
}

#[tokio::test]
async fn an_older_cache_that_is_put_back_knows_what_it_missed() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    shift.log_from_slack("Cannot push", "notify-api").await;
    let older = tempfile::tempdir().unwrap();
    let shift = shift.again_after(|data| copy(data, older.path(), "cache.db"));
    shift.log_from_slack("Cannot log in", "pay").await;
    shift.triage("local/1", Priority::P3).await;
    let shift = shift.again_after(|data| copy(older.path(), data, "cache.db"));
    assert_eq!(subjects(&shift).await, ["Cannot log in", "Cannot push"]);
    let rows = shift.now_rows().await;
    assert!(rows.iter().any(|row| row.priority == Some(Priority::P3)), "{rows:?}");
}

#[tokio::test]
async fn r23_02_what_an_older_desk_does_not_know_is_in_no_list() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    shift.log_from_slack("Cannot push", "notify-api").await;
    let older = tempfile::tempdir().unwrap();
    let shift = shift.again_after(|data| copy(data, older.path(), "desk.db"));
    shift.log_from_slack("Cannot log in", "pay").await;
    let shift = shift.again_after(|data| copy(older.path(), data, "desk.db"));
    assert_eq!(subjects(&shift).await, ["Cannot push"]);
}

#[tokio::test]
async fn opening_and_a_check_read_what_changed_and_what_is_due_and_nothing_else() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    for number in 0..5 {
        let ticket = shift.log_from_slack(&format!("Number {number}"), "pay").await;
        shift.triage(&ticket, Priority::P3).await;
    }
    jobs::plan(&shift.desk).await.unwrap();
    let running = shift.begin().await;
    running.until("2017-05-23T09:01:00+01:00").await;
    drop(running);
    let shift = shift.again_after(|data| {
        let cache = open(data, "cache.db");
        let due: i64 = cache
            .query_row("SELECT count(*) FROM look WHERE at IS NULL OR at > 0", [], |row| {
                row.get(0)
            })
            .unwrap();
        assert_eq!(due, 5, "each was looked at");
        // A line that somebody altered stays as it is: nothing says that its ticket has changed.
        assert_eq!(cache.execute("UPDATE list_row SET subject = 'altered'", []).unwrap(), 5);
    });
    assert_eq!(subjects(&shift).await, ["altered"; 5]);
    shift.triage("local/2", Priority::P2).await;
    assert_eq!(
        subjects(&shift).await,
        ["Number 1", "altered", "altered", "altered", "altered"]
    );
}

/// Makes every ticket due, asks, and puts it back as it was.
async fn planned_after_a_look_at_everything(shift: &Shift) -> Vec<String> {
    let cache = open(&shift.data_dir(), "cache.db");
    cache
        .execute_batch("CREATE TABLE before AS SELECT * FROM look; UPDATE look SET at = 0;")
        .unwrap();
    let planned = jobs::plan(&shift.desk).await.unwrap();
    cache
        .execute_batch(
            "UPDATE look SET at = (SELECT at FROM before WHERE before.ticket = look.ticket); DROP TABLE before;",
        )
        .unwrap();
    planned
}

fn said_in_slack(ticket: String) -> RepliedElsewhereRequest {
    RepliedElsewhereRequest {
        ticket,
        via: "slack".to_owned(),
        at: None,
        words: "We look at it.".to_owned(),
        next_update_at: None,
    }
}

async fn something_happens(shift: &Shift, dice: &mut Dice, tickets: &mut Vec<String>) {
    let any = |dice: &mut Dice| {
        let place = dice.throw(u64::try_from(tickets.len()).unwrap());
        tickets[usize::try_from(place).unwrap()].clone()
    };
    let reason = |ticket| ReasonRequest {
        ticket,
        reason: "we wait for the tenant".to_owned(),
    };
    match dice.throw(20) {
        0 => tickets.push(shift.log_from_slack("Cannot push", "pay").await),
        1..=6 => {
            let priority = PRIORITIES[usize::try_from(dice.throw(8).saturating_sub(4)).unwrap()];
            let now = TriageNowRequest {
                ticket: any(dice),
                answers: answers(priority),
                priority,
            };
            drop(calls::triage_now(&shift.desk, now).await);
        }
        7..=10 => drop(calls::acknowledge(&shift.desk, TicketRequest { ticket: any(dice) }).await),
        11..=14 => {
            let minutes = u32::try_from(dice.throw(90)).unwrap() + 1;
            let snoozed = SnoozeRequest {
                ticket: any(dice),
                minutes,
            };
            drop(calls::snooze(&shift.desk, snoozed).await);
        }
        15 | 16 => drop(calls::replied_elsewhere(&shift.desk, said_in_slack(any(dice))).await),
        17 => drop(calls::close_ticket(&shift.desk, reason(any(dice))).await),
        18 => {
            let on = dice.throw(2) == 0;
            drop(calls::on_support(&shift.desk, OnSupportRequest { on }).await);
        }
        _ => drop(calls::start_work(&shift.desk, TicketRequest { ticket: any(dice) }).await),
    }
}

#[tokio::test]
async fn a_look_at_what_is_due_finds_what_a_look_at_everything_finds() {
    let (mut compared, mut told) = (0, 0);
    for seed in 1..=16 {
        let mut dice = Dice(seed);
        let mut shift = Shift::starts_at("2017-05-23T08:30:00+01:00");
        let mut tickets = Vec::new();
        for subject in ["Cannot push", "Cannot log in", "Slow"] {
            tickets.push(shift.log_from_slack(subject, "pay").await);
        }
        for _ in 0..30 {
            something_happens(&shift, &mut dice, &mut tickets).await;
            let step = i64::try_from(dice.throw(40)).unwrap();
            shift.host.clock.advance(TimeDelta::minutes(match dice.throw(12) {
                0 => -step,
                1 => 16 * 60,
                _ => step,
            }));
            let incremental = jobs::plan(&shift.desk).await.unwrap();
            assert_eq!(
                incremental,
                planned_after_a_look_at_everything(&shift).await,
                "seed {seed}"
            );
            compared += 1;
            told += incremental.len();
            match dice.throw(4) {
                0 => shift = shift.again(),
                1 => {}
                _ => drop(jobs::tick(&shift.desk, std::future::ready(())).await.unwrap()),
            }
            shift.host.notifier.take_told();
        }
        calls::notices(&shift.desk, Nothing {}).await.unwrap();
    }
    assert!(
        (compared, told) >= (480, 480),
        "{compared} comparisons of {told} notifications"
    );
}
