//! The speed that the store must reach: a page of 100 tickets with 500 messages in one transaction; any page of a list
//! of 100,000 tickets; a newest-first search over them in at most twice the time of raw FTS5; a start with a cache of
//! that size.
#![allow(clippy::unwrap_used, missing_docs)]

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use common::{account_key, message, minutes, monday, open, remote_ticket, row};
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use desk_domain::priority::Priority;
use desk_store::cache::list_row::{ListRow, Place, Section, Whose};
use desk_store::cache::message::Message;
use desk_store::cache::remote_ticket::RemoteTicket;
use desk_store::{Store, StoreError};
use rusqlite::{Connection, OpenFlags};

const TICKETS: u32 = 100_000;
const WORDS: [&str; 12] = [
    "router",
    "postgres",
    "timeout",
    "certificate",
    "deploy",
    "buildpack",
    "quota",
    "latency",
    "gateway",
    "syslog",
    "credential",
    "zone",
];

fn word(number: u32, place: u32) -> &'static str {
    WORDS[(number.wrapping_mul(31).wrapping_add(place * 7 + number / 12) % 12) as usize]
}

fn body(number: u32) -> String {
    (0..40)
        .map(|place| format!("{} {} ", word(number, place), (number + place) % 977))
        .collect()
}

fn tickets(from: u32, count: u32) -> Vec<RemoteTicket> {
    (from..from + count)
        .map(|n| remote_ticket(n, &format!("{} fails with {}", word(n, 1), word(n, 2))))
        .collect()
}

fn messages(from: u32, count: u32) -> Vec<Message> {
    (from..from + count)
        .flat_map(|n| (0..5).map(move |m| message(n, n * 5 + m, &body(n * 5 + m))))
        .collect()
}

fn line(number: u32) -> ListRow {
    let place = [Place::Running, Place::Running, Place::Before, Place::Closed][(number % 4) as usize];
    let whose = [Whose::Mine, Whose::Nobody, Whose::Other][(number % 3) as usize];
    let priority = Priority::ALL[(number % 4) as usize];
    let due = monday() + minutes(i64::from(number % 5000) - 2500);
    row(number, place, whose, Some(priority), Some(due))
}

fn put_page(store: &mut Store, tickets: &[RemoteTicket], messages: &[Message]) -> Result<(), StoreError> {
    store.cache.write(|cache| {
        cache.put_remote_tickets(tickets)?;
        cache.put_messages(messages)?;
        cache.sync_went_well(&account_key("rt:work"), Some("2026-11-23"), monday())
    })
}

/// 100,000 tickets with a message each.
fn large(dir: &Path) -> Store {
    let mut store = open(dir);
    let started = Instant::now();
    for from in (0..TICKETS).step_by(1000) {
        let messages: Vec<Message> = (from..from + 1000).map(|n| message(n, n, &body(n))).collect();
        put_page(&mut store, &tickets(from, 1000), &messages).unwrap();
        store
            .cache
            .write(|cache| cache.put_rows(&(from..from + 1000).map(line).collect::<Vec<_>>()))
            .unwrap();
    }
    println!(
        "filled with {TICKETS} tickets, messages and lines in {:?}",
        started.elapsed()
    );
    store
}

fn median(mut act: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..101)
        .map(|_| {
            let started = Instant::now();
            act();
            started.elapsed()
        })
        .collect();
    times.sort();
    times[50]
}

fn pages(bench: &mut Criterion) {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let mut next = 0;
    bench.bench_function("page of 100 tickets and 500 messages", |bench| {
        bench.iter_batched(
            || {
                next += 100;
                (tickets(next, 100), messages(next, 100))
            },
            |(tickets, messages)| put_page(&mut store, &tickets, &messages).unwrap(),
            BatchSize::PerIteration,
        );
    });
    let again = (tickets(100, 100), messages(100, 100));
    bench.bench_function("the same page again, unchanged", |bench| {
        bench.iter(|| put_page(&mut store, &again.0, &again.1).unwrap());
    });
}

fn lists_and_search(bench: &mut Criterion) {
    let dir = tempfile::tempdir().unwrap();
    let store = large(dir.path());
    let cache = store.cache.read();
    let late = cache.section_counts(None, monday()).unwrap().of(Section::Late);
    for (name, offset) in [("first", 0), ("last", u32::try_from(late).unwrap() - 60)] {
        bench.bench_function(&format!("{name} page of {late} late tickets"), |bench| {
            bench.iter(|| black_box(cache.rows(Section::Late, None, monday(), offset, 60).unwrap()));
        });
    }
    bench.bench_function("last page of mine among them", |bench| {
        bench.iter(|| {
            black_box(
                cache
                    .rows(Section::Late, Some(Whose::Mine), monday(), 8000, 60)
                    .unwrap(),
            )
        });
    });
    bench.bench_function("counts of all sections", |bench| {
        bench.iter(|| black_box(cache.section_counts(None, monday()).unwrap()));
    });
    bench.bench_function("worst late", |bench| {
        bench.iter(|| black_box(cache.worst_late(monday()).unwrap()));
    });
    compare_with_raw(dir.path(), &store);
    let started = Instant::now();
    drop(store);
    let mut store = open(dir.path());
    println!(
        "start on {TICKETS} cached tickets, every page checked: {:?}",
        started.elapsed()
    );
    let started = Instant::now();
    store.check_search().unwrap();
    println!("check of the search index, after the start: {:?}", started.elapsed());
}

/// Our search against the same index asked directly for the newest numbers and their snippets.
fn compare_with_raw(dir: &Path, store: &Store) {
    let raw = Connection::open_with_flags(dir.join("cache.db"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    raw.execute_batch("PRAGMA cache_size = -16000").unwrap();
    for (words, query) in [
        ("router", "\"router\"*"),
        ("router timeout", "\"router\" \"timeout\"*"),
        ("sam po", "\"sam\" \"po\"*"),
        ("credential 976", "\"credential\" \"976\"*"),
    ] {
        let mut statement = raw
            .prepare(
                "SELECT rowid, title, snippet(search, -1, '[', ']', '…', 16) FROM search WHERE search MATCH ?1
                 ORDER BY rowid DESC LIMIT 50",
            )
            .unwrap();
        let mut directly = || {
            let rows = statement.query_map([query], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(2)?)));
            black_box(rows.unwrap().collect::<Result<Vec<_>, _>>().unwrap());
        };
        directly();
        let raw_time = median(&mut directly);
        let ours = median(|| drop(black_box(store.cache.read().search(words, 0, 50).unwrap())));
        let ratio = ours.as_secs_f64() / raw_time.as_secs_f64();
        println!("search {words:?}: {ours:?}, raw FTS5 {raw_time:?}, ratio {ratio:.2}");
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20).measurement_time(Duration::from_secs(3));
    targets = pages, lists_and_search
}
criterion_main!(benches);
