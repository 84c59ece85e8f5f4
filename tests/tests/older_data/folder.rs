//! The older folders: which files of each are in this tree, and how they become a data folder on the disk again.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use desk_ports::{AccountKey, SecretStore as _};
use desk_tests::{FakeDesk, HandClock, TOKEN, TestHost, at};
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use secrecy::SecretString;
use serde_json::{Map, Value, json};

use crate::facts;

/// The two files of a data folder, and what each is kept as.
const FILES: [(&str, &str); 2] = [("desk.db", "desk.sql"), ("cache.db", "cache.sql")];

/// An older folder, as it is kept here.
pub(crate) struct Older(PathBuf);

/// How the program that left the folder ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// Its files are whole.
    InOrder,
    /// What it wrote is still in the write-ahead logs.
    Killed,
}

impl Older {
    /// All of them, the oldest first.
    pub(crate) fn all() -> Vec<Self> {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/older_data");
        let mut all: Vec<PathBuf> = std::fs::read_dir(here)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        all.retain(|path| path.is_dir());
        all.sort();
        assert!(!all.is_empty(), "there is no older folder");
        all.into_iter().map(Self).collect()
    }

    /// The day on which it was left.
    pub(crate) fn name(&self) -> String {
        self.0.file_name().unwrap().to_str().unwrap().to_owned()
    }

    /// A time of that day.
    pub(crate) fn at(&self, time: &str) -> String {
        format!("{}T{time}Z", self.name())
    }

    /// The tickets in it, by our own ids.
    pub(crate) fn tickets(&self) -> Vec<String> {
        let desk = Connection::open_in_memory().unwrap();
        desk.execute_batch(&self.text("desk.sql")).unwrap();
        let mut ids = desk.prepare("SELECT id FROM ticket ORDER BY id").unwrap();
        ids.query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    }

    /// What people gave as a reason or named, by ticket and event.
    pub(crate) fn typed(&self) -> BTreeMap<String, BTreeMap<String, String>> {
        serde_json::from_str(&self.text("typed.json")).unwrap()
    }

    /// What was said then. `None`: it was never written down, and is now.
    pub(crate) fn said_then(&self, file: &str, now: &Value) -> Option<Value> {
        let path = self.0.join(file);
        if path.exists() {
            return Some(serde_json::from_str(&self.text(file)).unwrap());
        }
        std::fs::write(path, facts::written(now)).unwrap();
        None
    }

    fn text(&self, file: &str) -> String {
        std::fs::read_to_string(self.0.join(file)).unwrap()
    }

    /// Makes a data folder from it, for a program whose clock shows half past two on its day.
    pub(crate) fn lay_out(&self, ending: Ending) -> Laid {
        let folder = tempfile::tempdir().unwrap();
        let clock = HandClock::at(&self.at("14:30:00"));
        let downloads = folder.path().join("downloads");
        let host = TestHost::new(clock.clone(), FakeDesk::new(clock), downloads.clone());
        let laid = Laid {
            host: Arc::new(host),
            folder,
        };
        std::fs::create_dir_all(downloads).unwrap();
        std::fs::create_dir_all(laid.data().join("staged")).unwrap();
        for staged in std::fs::read_dir(self.0.join("staged")).unwrap() {
            let staged = staged.unwrap();
            std::fs::copy(staged.path(), laid.data().join("staged").join(staged.file_name())).unwrap();
        }
        for (file, kept) in FILES {
            laid.fill(file, &self.text(kept), ending);
        }
        laid
    }
}

/// An older folder on the disk, with a program that can be opened on it.
pub(crate) struct Laid {
    /// The program around.
    pub(crate) host: Arc<TestHost>,
    folder: tempfile::TempDir,
}

impl Laid {
    /// The data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn fill(&self, file: &str, sql: &str, ending: Ending) {
        if ending == Ending::InOrder {
            Connection::open(self.data().join(file))
                .unwrap()
                .execute_batch(sql)
                .unwrap();
            return;
        }
        // A copy made while the file is open is like the file of a process that was killed.
        let open = self.folder.path().join(file);
        let connection = Connection::open(&open).unwrap();
        connection.pragma_update(None, "journal_mode", "WAL").unwrap();
        connection.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
        connection.execute_batch(sql).unwrap();
        for part in [file.to_owned(), format!("{file}-wal")] {
            std::fs::copy(open.with_file_name(&part), self.data().join(&part)).unwrap();
        }
        let log = std::fs::metadata(self.data().join(format!("{file}-wal"))).unwrap();
        assert!(log.len() > 100_000, "{file}: everything is in the log");
    }

    /// The files that have not left yet.
    pub(crate) fn staged(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.data().join("staged")).unwrap();
        let mut names: Vec<String> = files
            .map(|file| file.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// Every row of every table of the file that is kept.
    pub(crate) fn rows(&self) -> BTreeMap<String, Vec<Value>> {
        let desk = Connection::open(self.data().join("desk.db")).unwrap();
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name";
        let mut names = desk.prepare(sql).unwrap();
        let names: Vec<String> = names
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        names
            .into_iter()
            .map(|name| (name.clone(), rows_of(&desk, &name)))
            .collect()
    }

    /// The account's token is in the keychain, and its help desk has as many tickets as the folder knows of.
    pub(crate) async fn sign_in_to_a_help_desk_with_its_tickets(&self) {
        let account = AccountKey::parse("rt:work").unwrap();
        self.host
            .secrets
            .set(&account, &SecretString::from(TOKEN))
            .await
            .unwrap();
        let desk = Connection::open(self.data().join("desk.db")).unwrap();
        let sql = "SELECT max(CAST(remote_id AS INTEGER)) FROM ticket WHERE account = 'rt:work'";
        let last: u32 = desk.query_row(sql, [], |row| row.get(0)).unwrap();
        for _ in 0..last {
            self.host.fake_desk.raise_at(
                at("2026-11-23T09:00:00Z"),
                "A ticket",
                "kim@orders.example.org",
                "Help.",
            );
        }
    }
}

fn rows_of(desk: &Connection, table: &str) -> Vec<Value> {
    let mut statement = desk.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let columns: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let row = |row: &rusqlite::Row<'_>| -> rusqlite::Result<Value> {
        let mut fields = Map::new();
        for (index, column) in columns.iter().enumerate() {
            fields.insert(column.clone(), in_json(row.get_ref(index)?));
        }
        Ok(Value::Object(fields))
    };
    statement.query_map([], row).unwrap().map(Result::unwrap).collect()
}

fn in_json(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) => json!(number),
        ValueRef::Real(number) => json!(number),
        ValueRef::Text(text) => json!(String::from_utf8_lossy(text)),
        ValueRef::Blob(bytes) => json!(bytes),
    }
}
