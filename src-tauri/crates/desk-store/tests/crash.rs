//! A writer that dies, and a disk that fails: what was confirmed is still there.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use common::{act, event, key, monday, numbered, op, open, rounds, ticket};
use desk_domain::event::EventKind;
use desk_store::Store;
use desk_store::desk::ticket_event::NewEvent;
use rusqlite::Connection;

const DIRECTORY: &str = "DUTYDESK_CRASH_DIRECTORY";
const ACTS: &str = "DUTYDESK_CRASH_ACTS";

/// One confirmed act: an event, a row of the outbox and a claimed notification, in one transaction.
fn confirm(store: &mut Store, number: u32) -> Result<(), desk_store::StoreError> {
    let op_id = format!("op-{number}");
    let happened = NewEvent {
        op_id: Some(op(&op_id)),
        ..event("rt:work/41", monday(), EventKind::Started)
    };
    store.desk.write(|desk| {
        desk.append_events(&[happened])?;
        desk.queue(&act(&op_id, "rt:work/41"))?;
        desk.claim([key("rt:work/41", number)], monday())?;
        Ok(())
    })
}

/// Writes until it is killed, or a given number of times, and prints which acts were confirmed.
#[test]
#[ignore = "the writer that the other tests start and kill"]
fn writer() {
    let Some(dir) = std::env::var_os(DIRECTORY) else { return };
    let acts = std::env::var(ACTS).map_or(u32::MAX, |acts| acts.parse().unwrap());
    let Ok((mut store, _)) = Store::open(Path::new(&dir), monday()) else {
        return;
    };
    let mut out = std::io::stdout();
    let first = u32::try_from(store.desk.read().recorded_events(&numbered(41)).unwrap().len()).unwrap();
    for number in (first..).take(acts as usize) {
        let word = if confirm(&mut store, number).is_ok() {
            "kept"
        } else {
            "lost"
        };
        writeln!(out, "\n{word} {number}").unwrap();
        out.flush().unwrap();
    }
}

/// Starts the writer, under another program if one is given.
fn start_writer(dir: &Path, under: Option<Command>) -> Child {
    let exe = std::env::current_exe().unwrap();
    let mut command = match under {
        None => Command::new(exe),
        Some(mut under) => {
            under.arg(exe);
            under
        }
    };
    command
        .args(["writer", "--exact", "--ignored", "--nocapture"])
        .env(DIRECTORY, dir);
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

fn words_of(child: &mut Child, word: &str) -> BTreeSet<u32> {
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    lines
        .map_while(Result::ok)
        .filter_map(|line| line.strip_prefix(word).and_then(|number| number.trim().parse().ok()))
        .collect()
}

/// Every confirmed act is there, each of its three rows once, and the file is sound.
fn assert_kept(dir: &Path, confirmed: &BTreeSet<u32>) {
    let (store, opened) = Store::open(dir, monday()).unwrap();
    assert!(
        !matches!(opened.desk, desk_store::Opening::SetAside { .. }),
        "{opened:?}"
    );
    let desk = store.desk.read();
    let acts = desk.acts_of(&numbered(41)).unwrap();
    let found: BTreeSet<u32> = acts
        .iter()
        .map(|act| act.op_id.as_str()[3..].parse().unwrap())
        .collect();
    assert!(confirmed.is_subset(&found), "lost: {:?}", confirmed.difference(&found));
    assert_eq!(acts.len(), found.len());
    assert_eq!(desk.history(&numbered(41)).unwrap().len(), acts.len());
    assert_eq!(desk.ledger([&numbered(41)]).unwrap().notices.len(), acts.len());
}

#[test]
fn f29_a_writer_that_is_killed_at_random_loses_nothing_it_confirmed() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    store.desk.write(|desk| desk.put_tickets(&[ticket(41)])).unwrap();
    drop(store);
    let mut confirmed = BTreeSet::new();
    for round in 0..rounds("killed writers", 12, 1000) {
        let mut child = start_writer(dir.path(), None);
        std::thread::sleep(Duration::from_millis(20 + u64::from(round * 37 % 110)));
        child.kill().unwrap();
        confirmed.extend(words_of(&mut child, "kept "));
        child.wait().unwrap();
        assert_kept(dir.path(), &confirmed);
    }
    println!("{} confirmed acts, none lost", confirmed.len());
    assert!(!confirmed.is_empty(), "the writers never got to write");
}

/// The n-th call that brings data to the disk fails, for each n until the writer never meets it.
#[cfg(target_os = "linux")]
#[test]
fn f33_when_the_disk_fails_an_act_is_not_confirmed_and_later_ones_are_kept() {
    if Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_err() {
        eprintln!("skipped: strace is not installed");
        return;
    }
    let mut failed = 0;
    for (call, error) in [("fdatasync", "EIO"), ("pwrite64", "EIO"), ("pwrite64", "ENOSPC")] {
        for n in (1..rounds(&format!("{call} fails with {error}"), 60, 600)).step_by(4) {
            let dir = tempfile::tempdir().unwrap();
            open(dir.path())
                .desk
                .write(|desk| desk.put_tickets(&[ticket(41)]))
                .unwrap();
            let mut strace = Command::new("strace");
            strace.args(["-f", "-o", "/dev/null", "-e", &format!("trace={call}")]);
            strace
                .args(["-e", &format!("inject={call}:error={error}:when={n}")])
                .env(ACTS, "6");
            let mut child = start_writer(dir.path(), Some(strace));
            let confirmed = words_of(&mut child, "kept ");
            child.wait().unwrap();
            failed += 6 - confirmed.len();
            assert_kept(dir.path(), &confirmed);
        }
    }
    println!("{failed} acts were refused, none was half kept");
    assert!(failed > 0, "no fault ever reached the writer");
}

#[test]
fn f44_a_copy_that_is_made_while_somebody_writes_is_whole() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    store.desk.write(|desk| desk.put_tickets(&[ticket(41)])).unwrap();
    let mut child = start_writer(dir.path(), None);
    let begun = std::time::Instant::now();
    while store.desk.read().act(1).unwrap().is_none() {
        assert!(begun.elapsed() < Duration::from_secs(60), "it never wrote");
        std::thread::sleep(Duration::from_millis(5));
    }
    let backup = store.back_up(monday()).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    let copy = Connection::open(&backup).unwrap();
    let count = |table: &str| -> i64 {
        copy.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))
            .unwrap()
    };
    assert!(count("outbox") > 0);
    assert_eq!(
        (count("outbox"), count("outbox")),
        (count("ticket_event"), count("notice"))
    );
    let sound: String = copy.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
}
