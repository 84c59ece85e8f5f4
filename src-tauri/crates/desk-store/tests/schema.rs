//! Old road, new road, same town: a file of each released version, upgraded, has the schema of a fresh one.
//! `tests/schema` keeps what each version made; a released file there is never edited.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::path::Path;

use common::{monday, open};
use desk_store::{Opening, Store};
use rusqlite::Connection;

const VERSIONS: [(i64, &str, &str); 1] = [(
    1,
    include_str!("schema/desk-v1.sql"),
    include_str!("schema/cache-v1.sql"),
)];

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
    for (version, desk, cache) in VERSIONS {
        let old = tempfile::tempdir().unwrap();
        for (file, text) in [("desk.db", desk), ("cache.db", cache)] {
            let connection = Connection::open(old.path().join(file)).unwrap();
            connection.execute_batch(text).unwrap();
            connection.pragma_update(None, "user_version", version).unwrap();
        }
        let (store, opened) = Store::open(old.path(), monday()).unwrap();
        drop(store);
        assert!(!matches!(opened.desk, Opening::SetAside { .. }), "{opened:?}");
        assert!(!opened.cache_lost(), "{opened:?}");
        for file in ["desk.db", "cache.db"] {
            assert_eq!(
                schema(&old.path().join(file)),
                schema(&fresh.path().join(file)),
                "{file} from {version}"
            );
        }
    }
}
