//! Upgraded files: a file of each released version, after its upgrade, has the schema of a new one. `tests/schema` has
//! what each version added; a released file there is never edited.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::path::Path;

use common::{account_key, at, deadline, minutes, monday, numbered, open, recipient, ticket_id, write_raw};
use desk_domain::priority::Priority;
use desk_store::desk::draft::{Draft, DraftKind};
use desk_store::desk::notice::NoticeState;
use desk_store::{Opening, Store};
use rusqlite::Connection;
use tempfile::TempDir;

/// Of each file, what each released version added to the one before.
const DESK: [&str; 8] = [
    include_str!("schema/desk-v1.sql"),
    include_str!("schema/desk-v2.sql"),
    include_str!("schema/desk-v3.sql"),
    include_str!("schema/desk-v4.sql"),
    include_str!("schema/desk-v5.sql"),
    include_str!("schema/desk-v6.sql"),
    include_str!("schema/desk-v7.sql"),
    include_str!("schema/desk-v8.sql"),
];
const CACHE: [&str; 5] = [
    include_str!("schema/cache-v1.sql"),
    include_str!("schema/cache-v2.sql"),
    include_str!("schema/cache-v3.sql"),
    include_str!("schema/cache-v4.sql"),
    include_str!("schema/cache-v5.sql"),
];

/// A data directory as the version that made these files left it.
fn released(desk: usize, cache: usize) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (file, versions) in [("desk.db", &DESK[..=desk]), ("cache.db", &CACHE[..=cache])] {
        let connection = Connection::open(dir.path().join(file)).unwrap();
        connection.execute_batch(&versions.concat()).unwrap();
        let version = i64::try_from(versions.len()).unwrap();
        connection.pragma_update(None, "user_version", version).unwrap();
    }
    dir
}

fn schema(path: &Path) -> Vec<String> {
    let connection = Connection::open(path).unwrap();
    let mut statement = connection
        .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY sql")
        .unwrap();
    statement
        .query_map([], |row| row.get(0))
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

#[test]
fn f39_an_upgraded_file_equals_a_fresh_one() {
    let fresh = tempfile::tempdir().unwrap();
    drop(open(fresh.path()));
    let versions = (0..DESK.len()).flat_map(|desk| (0..CACHE.len()).map(move |cache| (desk, cache)));
    for (desk, cache) in versions {
        let old = released(desk, cache);
        let (store, opened) = Store::open(old.path(), monday()).unwrap();
        drop(store);
        assert!(!matches!(opened.desk, Opening::SetAside { .. }), "{opened:?}");
        assert!(!opened.cache_lost(), "{opened:?}");
        for file in ["desk.db", "cache.db"] {
            assert_eq!(
                schema(&old.path().join(file)),
                schema(&fresh.path().join(file)),
                "{file} from desk.db {} and cache.db {}",
                desk + 1,
                cache + 1
            );
        }
    }
}

#[test]
fn f39_what_version_one_knew_of_notices_and_the_shift_is_known_after_the_upgrade() {
    let old = released(0, 0);
    Connection::open(old.path().join("desk.db"))
        .unwrap()
        .execute_batch(
            "INSERT INTO notice (subject, clock, cycle, stage, n, due_at, state, intended_at)
             VALUES ('rt:work/41', 'respond', 1, 'due', 0, 1000, 'acted', 1000);
             INSERT INTO acknowledgement (subject, at) VALUES ('rt:work/41', 999), ('rt:work/41', 1000);
             INSERT INTO setting (key, value) VALUES ('on_support', 'false'), ('theme', '\"dark\"');",
        )
        .unwrap();
    let (store, _) = Store::open(old.path(), monday()).unwrap();
    let desk = store.desk.read();
    let notice = desk.notice(1).unwrap().unwrap();
    assert_eq!((notice.state, notice.stage_at), (NoticeState::Acted, None));
    let acknowledged = desk.ledger([&numbered(41)]).unwrap().acknowledgements;
    assert_eq!(acknowledged.iter().map(|ack| ack.covers).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(desk.last_shift_word().unwrap().map(|word| word.on_support), Some(false));
    assert_eq!(desk.setting::<bool>("on_support").unwrap(), None);
    assert_eq!(desk.setting::<String>("theme").unwrap().as_deref(), Some("dark"));
}

#[test]
fn f39_what_version_two_knew_of_drafts_triages_and_deadlines_is_known_after_the_upgrade() {
    let old = released(1, 0);
    for sql in [
        "INSERT INTO draft (subject, kind, body, next_update_at, saved_at)
         VALUES ('rt:work/41', 'reply', 'We found it', NULL, 1000)",
        "INSERT INTO triage (ticket, at, answers, priority, proposed, in_scope, incident, decided_by, because)
         VALUES ('rt:work/41', 1000, '{}', 'P1', 'P2', 1, 1, NULL, NULL)",
    ] {
        write_raw(old.path(), "desk.db", sql, []);
    }
    let due_at = (monday() + minutes(30)).timestamp_millis();
    write_raw(
        old.path(),
        "cache.db",
        "INSERT INTO deadline (ticket, clock, cycle, due_at, started_at, paused, priority, policy_hash, calendar_hash)
         VALUES ('rt:work/41', 'respond', 1, ?1, ?2, 0, 'P2', 'p1', 'c1')",
        [due_at, monday().timestamp_millis()],
    );
    let (store, opened) = Store::open(old.path(), monday()).unwrap();
    assert!(!opened.cache_lost(), "{opened:?}");
    let draft = Draft {
        ticket: numbered(41),
        kind: DraftKind::Reply,
        body: "We found it".into(),
        saved_at: at("1970-01-01T00:00:01Z"),
    };
    assert_eq!(store.desk.read().drafts().unwrap(), [draft]);
    let triage = store.desk.read().newest_triage(&numbered(41)).unwrap().unwrap();
    assert_eq!((triage.priority, triage.proposed), (Priority::P1, Some(Priority::P2)));
    assert_eq!((triage.in_scope, triage.incident), (Some(true), true));
    assert_eq!(
        store.cache.read().deadlines_of(&numbered(41)).unwrap(),
        [deadline(41, monday() + minutes(30))]
    );
}

#[test]
fn r22_02_what_version_two_knew_of_recipients_is_known_and_every_ticket_is_read_again() {
    let old = released(2, 1);
    let columns = "ticket, account, subject, status, raw_status, queue, requestor_name, requestor_address, cc, \
                   created_at, updated_at, fetched_at";
    for (ticket, account, who) in [
        (
            "rt:work/41",
            "rt:work",
            "'Sam', 'sam@example.org', '[\"team@example.org\"]'",
        ),
        ("rt:work/42", "rt:work", "NULL, NULL, '[]'"),
        ("practice/1", "practice", "'Kim', 'kim@example.org', '[]'"),
    ] {
        let sql = format!(
            "INSERT INTO remote_ticket ({columns})
             VALUES ('{ticket}', '{account}', 'Cannot push', 'open', 'open', 'support', {who}, 1000, 1000, 1000)"
        );
        write_raw(old.path(), "cache.db", &sql, []);
    }
    let cursor = "INSERT INTO sync_cursor (account, cursor) VALUES ('rt:work', 'far')";
    write_raw(old.path(), "cache.db", cursor, []);
    let (store, opened) = Store::open(old.path(), monday()).unwrap();
    assert!(!opened.cache_lost(), "{opened:?}");
    let cache = store.cache.read();
    let first = cache.remote_ticket(&numbered(41)).unwrap().unwrap();
    assert_eq!(first.requestors, [recipient("Sam", "sam@example.org")]);
    assert_eq!(first.cc, [recipient("team@example.org", "team@example.org")]);
    assert!(
        cache
            .remote_ticket(&numbered(42))
            .unwrap()
            .unwrap()
            .requestors
            .is_empty()
    );
    // What the help desk says is taken, though it says that nothing has changed since.
    assert!(first.updated_at < at("1970-01-01T00:00:01Z"));
    assert_eq!(cache.cursor(&account_key("rt:work")).unwrap().unwrap().cursor, None);
    let practice = cache.remote_ticket(&ticket_id("practice/1")).unwrap().unwrap();
    assert_eq!(practice.updated_at, at("1970-01-01T00:00:01Z"));
}

#[test]
fn f39_what_version_four_knew_of_notices_is_known_after_the_upgrade() {
    let old = released(3, 2);
    Connection::open(old.path().join("desk.db"))
        .unwrap()
        .execute_batch(
            "INSERT INTO notice (subject, clock, cycle, stage, n, due_at, state, intended_at, stage_at)
             VALUES ('rt:work/41', 'respond', 1, 'due', 0, 1000, 'handed_over', 1000, 1000),
                    ('rt:work/41', 'respond', 1, 'repeat', 1, 1000, 'intended', 1600, 1600);
             INSERT INTO notice_step (notice, state, why, at) VALUES (1, 'intended', NULL, 1000),
                    (1, 'handed_over', NULL, 1001), (2, 'intended', NULL, 1600);
             DELETE FROM notice WHERE id = 2;
             INSERT INTO snooze (subject, until, at, covers) VALUES ('rt:work/41', 2000, 1500, 1);",
        )
        .unwrap();
    let (mut store, _) = Store::open(old.path(), monday()).unwrap();
    let desk = store.desk.read();
    let ledger = desk.ledger([&numbered(41)]).unwrap();
    assert_eq!(ledger.notices.len(), 1);
    assert_eq!(
        (ledger.notices[0].state, ledger.notices[0].clock_set),
        (NoticeState::HandedOver, 0)
    );
    assert_eq!(ledger.snoozes[0].clock_set, 0);
    assert_eq!(desk.notice_steps(&numbered(41)).unwrap().len(), 2);
    // A number is never used again: a button of an old pop-up would answer for a new one.
    let key = ledger.notices[0].key.clone();
    let next = desk_store::desk::notice::NoticeKey { n: 1, ..key };
    let claimed = store.desk.write(|desk| desk.claim([next], monday())).unwrap();
    assert_eq!(claimed[0].id, 3);
}

#[test]
fn r23_14_what_version_six_left_unknown_is_looked_up_after_the_upgrade() {
    let old = released(5, 3);
    for sql in [
        "INSERT INTO ticket (id, account, remote_id, route, adopted, practice, raised_at)
         VALUES ('rt:work/41', 'rt:work', '41', 'normal', 1, 0, 1000)",
        "INSERT INTO outbox (op_id, account, ticket, kind, payload, state, attempts, first_attempt_at, queued_at)
         VALUES ('op1', 'rt:work', 'rt:work/41', 'note', '{\"text\":\"We look\"}', 'unknown', 1, 1000, 1000)",
    ] {
        write_raw(old.path(), "desk.db", sql, []);
    }
    let (store, _) = Store::open(old.path(), monday()).unwrap();
    assert_eq!(store.desk.read().next_doubtful(monday()).unwrap()[0].id, 1);
}
