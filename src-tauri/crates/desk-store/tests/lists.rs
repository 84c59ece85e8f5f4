//! The lists and the search.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{
    account_key, deadline, fill, message, minutes, monday, numbered, open, own_ticket, remote_ticket, row, ticket_id,
};
use desk_domain::priority::Priority::{P1, P2, P3, P4};
use desk_store::Store;
use desk_store::cache::list_row::{ListRow, Place, Section, Wanted, Whose};
use desk_store::cache::look::LookDue;
use desk_store::cache::remote_ticket::RemoteTicket;
use desk_store::cache::search::{DocumentKind, Hit, LeadsTo};
use desk_store::desk::incident::LineKind;
use proptest::prelude::*;

fn a_morning(dir: &std::path::Path) -> Store {
    let mut store = open(dir);
    let due = |n| Some(monday() + minutes(n));
    let rows = [
        row(1, Place::Running, Whose::Mine, Some(P3), due(-30)),
        row(2, Place::Running, Whose::Nobody, Some(P1), due(-5)),
        row(3, Place::Running, Whose::Nobody, Some(P1), due(-1)),
        row(4, Place::Running, Whose::Mine, Some(P2), due(0)),
        row(5, Place::Running, Whose::Other, Some(P2), due(120)),
        row(6, Place::Running, Whose::Mine, Some(P4), due(121)),
        row(7, Place::Running, Whose::Mine, Some(P4), None),
        row(8, Place::Untriaged, Whose::Nobody, None, due(2)),
        row(9, Place::Untriaged, Whose::Nobody, None, due(-2)),
        ListRow {
            chase_at: due(3000),
            ..row(10, Place::Paused, Whose::Mine, Some(P3), None)
        },
        ListRow {
            chase_at: due(2000),
            ..row(11, Place::Paused, Whose::Mine, Some(P3), None)
        },
        ListRow {
            raised_at: monday() - minutes(9),
            ..row(12, Place::Before, Whose::Other, None, None)
        },
        row(13, Place::Before, Whose::Other, None, None),
        row(14, Place::Closed, Whose::Other, Some(P3), None),
    ];
    store.cache.write(|cache| cache.put_rows(&rows)).unwrap();
    store
}

fn ids(store: &Store, section: Section, whose: Option<Whose>) -> Vec<String> {
    let rows = store.cache.read().rows(section, whose, monday(), 0, 100).unwrap();
    rows.into_iter()
        .map(|row| row.ticket.as_str().trim_start_matches("rt:work/").to_owned())
        .collect()
}

#[test]
fn each_section_has_its_tickets_by_time() {
    let dir = tempfile::tempdir().unwrap();
    let store = a_morning(dir.path());
    for (section, whose, expect) in [
        (Section::Late, None, vec!["1", "2", "3"]),
        (Section::Late, Some(Whose::Mine), vec!["1"]),
        (Section::LateTriage, None, vec!["9"]),
        (Section::Untriaged, None, vec!["8"]),
        (Section::NextTwoHours, None, vec!["4", "5"]),
        (Section::NextTwoHours, Some(Whose::Other), vec!["5"]),
        (Section::Later, None, vec!["6", "7"]),
        (Section::Paused, None, vec!["11", "10"]),
        (Section::Before, None, vec!["13", "12"]),
        (Section::Closed, Some(Whose::Nobody), vec![]),
        (Section::Closed, None, vec!["14"]),
    ] {
        assert_eq!(ids(&store, section, whose), expect, "{section:?} {whose:?}");
        let counts = store.cache.read().section_counts(whose, monday()).unwrap();
        assert_eq!(counts.of(section), expect.len() as u64, "{section:?} {whose:?}");
    }
    assert_eq!(
        store
            .cache
            .read()
            .count_due(&Wanted::default(), monday(), monday() + minutes(120))
            .unwrap(),
        1
    );
}

#[test]
fn pages_follow_each_other_and_a_moved_ticket_stands_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = a_morning(dir.path());
    let page = |store: &Store, offset| {
        store
            .cache
            .read()
            .rows(Section::Late, None, monday(), offset, 2)
            .unwrap()
            .len()
    };
    assert_eq!((page(&store, 0), page(&store, 2), page(&store, 4)), (2, 1, 0));
    let moved = row(2, Place::Closed, Whose::Nobody, Some(P1), None);
    store.cache.write(|cache| cache.put_rows(&[moved])).unwrap();
    assert_eq!(ids(&store, Section::Late, None), ["1", "3"]);
}

#[test]
fn the_worst_late_promise_has_the_highest_priority_and_is_then_the_longest_late() {
    let dir = tempfile::tempdir().unwrap();
    let store = a_morning(dir.path());
    assert_eq!(
        store.cache.read().worst_late(monday()).unwrap().unwrap().ticket,
        "rt:work/2"
    );
    assert_eq!(
        store
            .cache
            .read()
            .worst_late(monday() - minutes(20))
            .unwrap()
            .unwrap()
            .ticket,
        "rt:work/1"
    );
    assert_eq!(store.cache.read().worst_late(monday() - minutes(60)).unwrap(), None);
}

#[test]
fn deadlines_are_found_by_instant_and_by_what_they_stand_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let met = desk_store::cache::deadline::Deadline {
        ended_at: Some(monday()),
        ..deadline(41, monday())
    };
    let open_one = desk_store::cache::deadline::Deadline {
        cycle: 2,
        ..deadline(41, monday() + minutes(30))
    };
    store
        .cache
        .write(|cache| {
            cache.replace_deadlines(&numbered(41), &[deadline(41, monday())])?;
            cache.replace_deadlines(&numbered(41), &[met.clone(), open_one.clone()])
        })
        .unwrap();
    let cache = store.cache.read();
    assert_eq!(cache.deadlines_of(&numbered(41)).unwrap().len(), 2);
    assert_eq!(
        cache.deadlines_due(monday(), monday() + minutes(480)).unwrap(),
        [open_one]
    );
    assert_eq!(
        cache.deadlines_due(monday(), monday() + minutes(30)).unwrap(),
        [],
        "half open"
    );
}

fn found(store: &Store, words: &str) -> Vec<Hit> {
    store.cache.read().search(words, 0, 20).unwrap()
}

#[test]
fn everything_is_found_the_newest_first() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store);
    store
        .desk
        .write(|desk| desk.put_tickets(&[own_ticket("local/7", false, "Routér flaps again")]))
        .unwrap();
    store.make_own_searchable().unwrap();
    let hits = found(&store, "ROUTER");
    let kinds: Vec<(DocumentKind, LeadsTo)> = hits.iter().map(|hit| (hit.kind, hit.leads_to.clone())).collect();
    assert_eq!(
        kinds,
        [
            (DocumentKind::Message, LeadsTo::Ticket(numbered(41))),
            (DocumentKind::Ticket, LeadsTo::Ticket(ticket_id("local/7"))),
            (DocumentKind::Incident, LeadsTo::Incident(1)),
        ],
    );
    assert_eq!(hits[0].title, "Elevated 502 rate");
    let matched: Vec<&str> = hits[0]
        .snippet
        .iter()
        .filter(|f| f.matched)
        .map(|f| f.text.as_str())
        .collect();
    assert_eq!(matched, ["router"]);
    for (words, leads_to) in [
        ("gorou", LeadsTo::Incident(1)),
        ("sam elevated", LeadsTo::Ticket(numbered(41))),
        ("rt:work/42", LeadsTo::Ticket(numbered(42))),
        ("local/7", LeadsTo::Ticket(ticket_id("local/7"))),
        ("drain", LeadsTo::Ticket(numbered(42))),
    ] {
        assert_eq!(found(&store, words)[0].leads_to, leads_to, "{words}");
    }
    assert_eq!(found(&store, "router drain"), []);
}

/// What marks the words around a match in the index costs the square of the matches in a text.
#[test]
fn r23_08_a_large_message_that_repeats_one_word_is_found_soon() {
    const SOON: std::time::Duration = std::time::Duration::from_secs(20);
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store);
    let words = "lead in, and the Café shop ".to_owned() + &"shop ".repeat(200_000) + "needle";
    store
        .cache
        .write(|cache| cache.put_messages(&[message(41, 7, &words)]))
        .unwrap();
    let (done, result) = std::sync::mpsc::sync_channel(1);
    let store = std::sync::Arc::new(std::sync::Mutex::new(store));
    std::thread::spawn(move || {
        let store = store.lock().unwrap();
        let _ = done.send(["shop", "cafe sho", "needle"].map(|words| found(&store, words)));
    });
    let hits = result.recv_timeout(SOON).expect("found soon");
    let read = |hit: &Hit| hit.snippet.iter().map(|f| f.text.as_str()).collect::<String>();
    let matched = |hit: &Hit| hit.snippet.iter().filter(|f| f.matched).count();
    assert!(
        read(&hits[0][0]).starts_with("…in, and the Café shop shop"),
        "{:?}",
        hits[0][0]
    );
    assert!(read(&hits[0][0]).ends_with('…') && read(&hits[0][0]).len() < 200);
    assert_eq!(matched(&hits[0][0]), 12);
    assert!(matched(&hits[1][0]) > 5);
    // What stands beyond what is looked through is found, and shown by its beginning.
    assert!(read(&hits[2][0]).starts_with("lead in, and"));
}

#[test]
fn a_changed_text_is_found_by_its_new_words_only_and_a_forgotten_ticket_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store);
    let renamed = RemoteTicket {
        updated_at: monday() + minutes(99),
        ..remote_ticket(42, "Syslog is silent")
    };
    store
        .cache
        .write(|cache| {
            cache.put_remote_tickets(&[renamed])?;
            // An older page that comes late changes nothing (f18).
            cache.put_remote_tickets(&[remote_ticket(42, "Log drain drops")])?;
            cache.put_messages(&[message(41, 2, "Any good tidings?")])
        })
        .unwrap();
    assert_eq!(found(&store, "drain"), []);
    assert_eq!(found(&store, "syslog").len(), 1);
    assert_eq!(found(&store, "news"), []);
    assert_eq!(found(&store, "tidings").len(), 1);
    store
        .cache
        .write(|cache| cache.forget_account(&account_key("rt:work")))
        .unwrap();
    assert_eq!(found(&store, "syslog"), []);
    assert_eq!(found(&store, "gorouter").len(), 1, "the incident is ours");
    assert_eq!(store.cache.read().remote_tickets().unwrap(), []);
    assert_eq!(store.cache.read().cursor(&account_key("rt:work")).unwrap(), None);
}

/// An index of before knows the line for other Dutydesks.
#[test]
fn r22_09_the_line_for_other_dutydesks_is_taken_out_of_an_older_index() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let mut note = message(41, 7, "Triaged P3, the drain.\n\n[dutydesk/1 op=7f1c act=priority]");
    note.public = false;
    store.cache.write(|cache| cache.put_messages(&[note])).unwrap();
    let file = rusqlite::Connection::open(dir.path().join("cache.db")).unwrap();
    let words = "Triaged P3, the drain.\n\n[dutydesk/1 op=7f1c act=priority]";
    file.execute(
        "UPDATE search SET body = ?1 WHERE rowid = (SELECT max(id) FROM document)",
        [words],
    )
    .unwrap();
    drop(file);
    assert_eq!(found(&store, "7f1c").len(), 1, "as it was written before");
    assert!(!store.check_search().unwrap());
    assert_eq!(found(&store, "7f1c"), []);
    assert_eq!(found(&store, "drain").len(), 1);
}

/// The window's readers live for the whole shift.
#[test]
fn r22_07_a_reader_that_searched_does_not_take_new_words_for_damage() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store);
    let reader = store.reader().unwrap();
    for word in ["router", "drain", "no", "e", "x-unheard"] {
        reader.cache().search(word, 0, 50).unwrap();
    }
    for round in 0..40 {
        for email in 2..5 {
            let words = format!("A further email, number {round} {email}, about the router and the drain");
            store
                .cache
                .write(|cache| cache.put_messages(&[message(41, round * 10 + email, &words)]))
                .unwrap();
        }
        for file in reader.health().unwrap() {
            assert_eq!(file.complaint, None, "{} in round {round}", file.file);
        }
        assert!(
            !store.check_search().unwrap(),
            "nothing was to be built anew in round {round}"
        );
        reader.cache().search("number", 0, 50).unwrap();
    }
}

#[test]
fn documents_of_one_millisecond_and_of_impossible_years_are_all_found() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let strange = [
        common::at("1969-01-01T00:00:00Z"),
        common::at("9999-01-01T00:00:00Z"),
        monday(),
        monday(),
        monday(),
    ];
    store
        .desk
        .write(|desk| desk.open_incident("x", None, monday()))
        .unwrap();
    for at in strange {
        store.add_incident_line(1, LineKind::Line, "tick", at).unwrap();
    }
    let years: Vec<i32> = found(&store, "tick")
        .iter()
        .map(|hit| chrono::Datelike::year(&hit.at))
        .collect();
    assert_eq!(years, [9999, 2026, 2026, 2026, 1969]);
}

#[test]
fn a_ticket_of_the_practice_shift_has_no_account_and_is_not_forgotten_with_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let practice = RemoteTicket {
        ticket: ticket_id("practice/1"),
        account: None,
        ..remote_ticket(1, "Practise on me")
    };
    store
        .cache
        .write(|cache| {
            cache.put_remote_tickets(&[practice.clone(), remote_ticket(41, "Elevated 502 rate")])?;
            cache.forget_account(&account_key("rt:work"))
        })
        .unwrap();
    assert_eq!(store.cache.read().remote_tickets().unwrap(), [practice]);
    // The column cannot be empty.
    let file = rusqlite::Connection::open(dir.path().join("cache.db")).unwrap();
    let word: String = file
        .query_row("SELECT account FROM remote_ticket", [], |row| row.get(0))
        .unwrap();
    assert_eq!(word, "practice", "as in the files of yesterday");
}

#[test]
fn attachments_are_read_offline_once_fetched() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store);
    // What the help desk says again does not throw the content away.
    store
        .cache
        .write(|cache| cache.put_attachments(&[common::attachment(41, 7)]))
        .unwrap();
    let cache = store.cache.read();
    assert_eq!(cache.attachments(&numbered(41)).unwrap()[0].fetched_at, Some(monday()));
    assert_eq!(
        cache.attachment_content(&numbered(41), "7").unwrap().as_deref(),
        Some(b"hello world".as_slice())
    );
    assert_eq!(cache.attachment_content(&numbered(41), "8").unwrap(), None);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_words_are_a_syntax_error(words in prop::collection::vec(r#"\PC{0,12}|[\"'*^():{}+\-]{1,6}|AND|OR|NOT|NEAR\(|title:|\x00"#, 0..6)) {
        thread_local! {
            static STORE: (tempfile::TempDir, Store) = {
                let dir = tempfile::tempdir().unwrap();
                let mut store = open(dir.path());
                fill(&mut store);
                (dir, store)
            };
        }
        STORE.with(|(_, store)| found(store, &words.join(" ")));
    }
}

#[test]
fn a_look_holds_until_its_instant_a_change_or_a_clock_that_was_set_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let due = |store: &Store, minute| store.cache.read().looks_due(monday() + minutes(minute)).unwrap();
    store.cache.write(|cache| cache.look_next(&numbered(41))).unwrap();
    let first = due(&store, 0);
    assert_eq!(first.len(), 1, "it was never looked at");
    let look = |store: &mut Store, look: &LookDue| {
        let again_at = Some(monday() + minutes(30));
        store
            .cache
            .write(|cache| cache.looked_at(look, again_at, monday() + minutes(10)))
            .unwrap();
    };
    look(&mut store, &first[0]);
    assert_eq!(store.cache.read().next_look().unwrap(), Some(monday() + minutes(30)));
    for (minute, count) in [(9, 1), (10, 0), (29, 0), (30, 1)] {
        assert_eq!(due(&store, minute).len(), count, "minute {minute}");
    }
    // It changed while somebody looked at it as it was.
    let seen = due(&store, 30);
    store.cache.write(|cache| cache.look_next(&numbered(41))).unwrap();
    look(&mut store, &seen[0]);
    assert_eq!(due(&store, 12).len(), 1);
}
