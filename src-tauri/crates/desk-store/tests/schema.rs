//! Old road, new road, same town: a file of each released version, upgraded, has the schema of a fresh one.
//! `tests/schema` keeps what each version added; a released file there is never edited.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::path::Path;

use common::{monday, open};
use desk_store::desk::notice::NoticeState;
use desk_store::{Opening, Store};
use rusqlite::Connection;
use tempfile::TempDir;

/// Of each file, what each released version added to the one before.
const DESK: [&str; 2] = [include_str!("schema/desk-v1.sql"), include_str!("schema/desk-v2.sql")];
const CACHE: [&str; 1] = [include_str!("schema/cache-v1.sql")];

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
    for desk in 0..DESK.len() {
        let old = released(desk, 0);
        let (store, opened) = Store::open(old.path(), monday()).unwrap();
        drop(store);
        assert!(!matches!(opened.desk, Opening::SetAside { .. }), "{opened:?}");
        assert!(!opened.cache_lost(), "{opened:?}");
        for file in ["desk.db", "cache.db"] {
            assert_eq!(
                schema(&old.path().join(file)),
                schema(&fresh.path().join(file)),
                "{file} from desk.db {}",
                desk + 1
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
    let acknowledged = desk.ledger(["rt:work/41"]).unwrap().acknowledgements;
    assert_eq!(acknowledged.iter().map(|ack| ack.covers).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(desk.last_shift_word().unwrap().map(|word| word.on_support), Some(false));
    assert_eq!(desk.setting::<bool>("on_support").unwrap(), None);
    assert_eq!(desk.setting::<String>("theme").unwrap().as_deref(), Some("dark"));
}
