//! Files that are newer, foreign, damaged, locked or lost.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::fs;
use std::path::Path;
use std::time::Duration;

use common::{account_key, fill, histories, monday, numbered, open, rounds, ticket, write_raw};
use desk_store::desk::mishap::Lost;
use desk_store::{Opening, Store, StoreError};
use rusqlite::Connection;

/// Numbers below a bound, the same in every run (SplitMix64).
fn random(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed;
    move |below| {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % below.max(1) as u64).unwrap()
    }
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

#[test]
fn the_first_start_makes_both_files_and_nobody_else_may_read_them() {
    let parent = tempfile::tempdir().unwrap();
    let dir = parent.path().join("new/dutydesk");
    let (mut store, opened) = Store::open(&dir, monday()).unwrap();
    assert_eq!(
        (opened.desk.clone(), opened.cache.clone()),
        (Opening::Fresh, Opening::Fresh)
    );
    assert!(!opened.cache_lost(), "there was nothing to lose");
    fill(&mut store);
    assert!(names(&dir).iter().any(|name| name.ends_with("-wal")));
    #[cfg(unix)]
    for path in names(&dir).iter().map(|name| dir.join(name)).chain([dir.clone()]) {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, if path.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_others_may_read_is_narrowed_and_a_link_in_its_place_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    let desk = dir.path().join("desk.db");
    fs::set_permissions(&desk, fs::Permissions::from_mode(0o644)).unwrap();
    drop(open(dir.path()));
    assert_eq!(fs::metadata(&desk).unwrap().permissions().mode() & 0o777, 0o600);

    let elsewhere = dir.path().join("elsewhere");
    fs::rename(&desk, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &desk).unwrap();
    assert!(Store::open(dir.path(), monday()).is_err());
}

#[test]
fn f38_a_newer_desk_is_refused_in_words_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    let path = dir.path().join("desk.db");
    Connection::open(&path)
        .unwrap()
        .pragma_update(None, "user_version", 99)
        .unwrap();
    let before = fs::read(&path).unwrap();
    let error = Store::open(dir.path(), monday()).unwrap_err();
    assert_eq!(
        error,
        StoreError::NewerFile {
            file: "desk.db",
            found: 99,
            known: 8
        }
    );
    assert!(error.sentence().contains("newer version of Dutydesk"));
    assert_eq!(Store::open_beside(dir.path()).unwrap_err(), error);
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn f38_a_file_that_is_not_ours_is_refused_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("desk.db");
    let theirs = dir.path().join("theirs.db");
    Connection::open(&theirs)
        .unwrap()
        .execute_batch("CREATE TABLE t (x)")
        .unwrap();
    for content in [b"Dear diary, ".repeat(99), fs::read(&theirs).unwrap()] {
        fs::write(&path, &content).unwrap();
        let error = Store::open(dir.path(), monday()).unwrap_err();
        assert_eq!(error, StoreError::NotADatabase { file: "desk.db" });
        assert_eq!(fs::read(&path).unwrap(), content);
    }
}

#[test]
fn f37_a_lost_or_newer_cache_is_made_anew_with_no_cursor_and_the_desk_keeps_every_event() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store);
    let before = histories(&store);
    drop(store);
    let path = dir.path().join("cache.db");
    let newer = || {
        Connection::open(&path)
            .unwrap()
            .pragma_update(None, "user_version", 99)
            .unwrap();
    };
    let lost = || fs::remove_file(&path).unwrap();
    let zeroed = || fs::write(&path, [0; 4096 * 3]).unwrap();
    for (lose, kept) in [(&newer as &dyn Fn(), 1), (&lost, 1), (&zeroed, 2)] {
        lose();
        let (store, opened) = Store::open(dir.path(), monday()).unwrap();
        assert!(opened.cache_lost());
        assert_eq!(
            names(dir.path())
                .iter()
                .filter(|name| name.starts_with("cache.db.broken-")
                    && !name.ends_with("-wal")
                    && !name.ends_with("-shm"))
                .count(),
            kept
        );
        assert_eq!(store.cache.read().cursor(&account_key("rt:work")).unwrap(), None);
        assert_eq!(histories(&store), before);
        // What only the desk knows is found again at once.
        assert_eq!(store.cache.read().search("gorouter", 0, 9).unwrap().len(), 1);
    }
    assert_eq!(Store::open(dir.path(), monday()).unwrap().1.cache, Opening::Sound);
}

#[test]
fn f37_a_damaged_desk_is_set_aside_and_the_newest_sound_copy_takes_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store);
    let backup = store.back_up(monday()).unwrap();
    drop(store);
    let path = dir.path().join("desk.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[4096..8192].fill(0xa5);
    fs::write(&path, &bytes).unwrap();

    let (store, opened) = Store::open(dir.path(), monday()).unwrap();
    let Opening::Restored {
        kept_as: Some(kept_as),
        backup: restored_from,
        lost: Lost::Damaged,
    } = &opened.desk
    else {
        panic!("{:?}", opened.desk)
    };
    assert_eq!(fs::read(kept_as).unwrap(), bytes, "what was damaged is kept");
    assert_eq!(restored_from.as_ref(), Some(&backup.canonicalize().unwrap()));
    assert_eq!(store.desk.read().history(&numbered(41)).unwrap().len(), 1);
    assert_eq!(
        store.cache.read().cursor(&account_key("rt:work")).unwrap(),
        None,
        "events since the copy are read again"
    );
    drop(store);

    // No sound copy at all: made anew with what can be read, and said so.
    fs::write(&path, &bytes).unwrap();
    fs::write(&backup, &bytes).unwrap();
    let (store, opened) = Store::open(dir.path(), monday()).unwrap();
    assert!(matches!(opened.desk, Opening::Restored { backup: None, .. }));
    assert_eq!(store.desk.read().unseen_mishaps().unwrap().len(), 2);
}

#[test]
fn f37_a_cache_whose_schema_is_not_ours_is_made_anew_and_an_index_that_somebody_added_does_no_harm() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()));
    let change = |sql| {
        Connection::open(dir.path().join("cache.db"))
            .unwrap()
            .execute_batch(sql)
            .unwrap();
    };
    change("CREATE INDEX theirs ON message (author)");
    assert_eq!(Store::open(dir.path(), monday()).unwrap().1.cache, Opening::Sound);
    change("DROP INDEX theirs; ALTER TABLE message RENAME COLUMN author TO authos");
    assert!(matches!(
        Store::open(dir.path(), monday()).unwrap().1.cache,
        Opening::SetAside { .. }
    ));
}

#[test]
fn f37_random_damage_to_the_cache_never_ends_in_a_panic_or_takes_anything_of_the_desk() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store);
    let before = histories(&store);
    drop(store);
    let path = dir.path().join("cache.db");
    let sound = fs::read(&path).unwrap();
    let other_log = foreign_log();
    let mut set_aside = 0;
    for seed in 0..rounds("random damage to cache.db", 60, 10_000) {
        let mut random = random(u64::from(seed));
        let mut bytes = sound.clone();
        match seed % 6 {
            0 => (0..=random(8)).for_each(|_| bytes[random(sound.len())] ^= 1 << random(8)),
            1 => bytes.truncate(random(sound.len())),
            2 => bytes[..100].fill(0),
            3 => swap_pages(&mut bytes, &mut random),
            4 => fs::write(dir.path().join("cache.db-wal"), &other_log).unwrap(),
            _ => {
                let from = random(sound.len());
                let until = (from + random(4096)).min(sound.len());
                bytes[from..until].fill_with(|| u8::try_from(random(256)).unwrap());
            }
        }
        fs::write(&path, &bytes).unwrap();
        let (mut store, opened) =
            Store::open(dir.path(), monday()).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        assert_eq!(histories(&store), before, "seed {seed}");
        if let Opening::SetAside { kept_as, .. } = &opened.cache {
            set_aside += 1;
            assert!(kept_as.exists(), "seed {seed}");
            assert_eq!(store.cache.read().cursor(&account_key("rt:work")).unwrap(), None);
        }
        read_everything(&store);
        if store.check_search().is_err()
            || store
                .cache
                .write(|cache| cache.sync_failed(&account_key("rt:work"), "offline", monday()))
                .is_err()
        {
            store.set_cache_aside(monday()).unwrap();
        }
        drop(store);
        for suffix in ["-wal", "-shm"] {
            let _ = fs::remove_file(dir.path().join(format!("cache.db{suffix}")));
        }
    }
    println!("{set_aside} set aside");
    assert!(set_aside > 0);
}

fn swap_pages(bytes: &mut [u8], random: &mut impl FnMut(usize) -> usize) {
    let pages = bytes.len() / 4096;
    let (one, other) = (random(pages), random(pages));
    for offset in 0..4096 {
        bytes.swap(one * 4096 + offset, other * 4096 + offset);
    }
}

/// The write-ahead log of some other file.
fn foreign_log() -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let other = Connection::open(dir.path().join("other.db")).unwrap();
    other
        .execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t (x); INSERT INTO t (x) VALUES (1);")
        .unwrap();
    fs::read(dir.path().join("other.db-wal")).unwrap()
}

/// Errors are allowed here, panics are not.
fn read_everything(store: &Store) {
    use desk_store::cache::list_row::Section;
    let cache = store.cache.read();
    for section in Section::ALL {
        let _ = cache.rows(section, None, monday(), 0, 100);
    }
    let _ = cache.section_counts(None, monday());
    let _ = cache.worst_late(monday());
    let _ = cache.remote_tickets();
    let _ = cache.messages(&numbered(41));
    let _ = cache.attachments(&numbered(41));
    let _ = cache.attachment_content(&numbered(41), "7");
    let _ = cache.deadlines_of(&numbered(41));
    let _ = cache.cursors();
    let _ = cache.search("router", 0, 10);
}

#[test]
fn r23_09_a_row_with_a_name_that_is_none_is_left_out_and_named_and_no_panic() {
    type Read = fn(&Store) -> Result<(), StoreError>;
    let of_the_desk: [(&str, Read); 13] = [
        ("UPDATE account SET key = 'rt work'", |store| {
            store.desk.read().accounts().map(drop)
        }),
        ("UPDATE ticket SET id = 'x' WHERE id = 'rt:work/42'", |store| {
            store.desk.read().tickets().map(drop)
        }),
        ("UPDATE ticket SET account = '' WHERE id = 'rt:work/42'", |store| {
            store.desk.read().ticket(&numbered(42)).map(drop)
        }),
        ("UPDATE ticket SET remote_id = '4 2' WHERE id = 'rt:work/42'", |store| {
            store.desk.read().ticket(&numbered(42)).map(drop)
        }),
        ("UPDATE ticket SET linked_to = 'x' WHERE id = 'rt:work/42'", |store| {
            store.desk.read().ticket(&numbered(42)).map(drop)
        }),
        (
            "INSERT INTO ticket_event (ticket, at, recorded_at, kind, data, op_id)
             VALUES ('rt:work/41', 0, 0, 'note', '{}', 'an act')",
            |store| store.desk.read().recorded_events(&numbered(41)).map(drop),
        ),
        (
            "INSERT INTO draft (subject, kind, body, saved_at) VALUES ('', 'reply', 'We', 0)",
            |store| store.desk.read().drafts().map(drop),
        ),
        ("UPDATE outbox SET ticket = 'x'", |store| {
            store.desk.read().unsettled_acts().map(drop)
        }),
        ("UPDATE outbox SET account = 'rt work'", |store| {
            store.desk.read().act(1).map(drop)
        }),
        ("UPDATE outbox SET op_id = 'op_1'", |store| {
            store.desk.read().next_sendable(monday()).map(drop)
        }),
        ("UPDATE notice SET subject = 'x'", |store| {
            store.desk.read().recent_notices(9).map(drop)
        }),
        (
            "INSERT INTO snooze (subject, until, at) VALUES ('x', 9999999999999, 0)",
            |store| store.desk.read().last_snoozes(monday()).map(drop),
        ),
        ("UPDATE incident SET ticket = 'x'", |store| {
            store.desk.read().incidents().map(drop)
        }),
    ];
    let of_the_cache: [(&str, Read); 6] = [
        (
            "UPDATE remote_ticket SET ticket = 'x' WHERE ticket = 'rt:work/42'",
            |store| store.cache.read().remote_tickets().map(drop),
        ),
        ("UPDATE remote_ticket SET account = 'rt work'", |store| {
            store.cache.read().remote_ticket(&numbered(41)).map(drop)
        }),
        ("UPDATE list_row SET ticket = 'x'", |store| {
            store.cache.read().listed_tickets().map(drop)
        }),
        ("UPDATE deadline SET started_at = 9223372036854775807", |store| {
            store.cache.read().deadlines_of(&numbered(41)).map(drop)
        }),
        ("UPDATE sync_cursor SET account = 'rt work'", |store| {
            store.cache.read().cursors().map(drop)
        }),
        ("UPDATE document SET subject = 'x' WHERE kind = 'message'", |store| {
            store.cache.read().search("router", 0, 9).map(drop)
        }),
    ];
    let of_the_desk = of_the_desk.map(|row| ("desk.db", row));
    for (file, (sql, read)) in of_the_desk.into_iter().chain(of_the_cache.map(|row| ("cache.db", row))) {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path());
        fill(&mut store);
        store.desk.write(|desk| desk.put_account(&common::account())).unwrap();
        assert_eq!(read(&store), Ok(()), "{sql}");
        write_raw(dir.path(), file, sql, []);
        assert_eq!(read(&store), Ok(()), "{sql}");
        let left_out = store.left_out();
        let (of_it, of_the_other) = match file {
            "desk.db" => (left_out.desk, left_out.cache),
            _ => (left_out.cache, left_out.desk),
        };
        assert!(!of_it.is_empty(), "{sql}");
        assert!(of_the_other.is_empty(), "{sql}");
    }
}

#[test]
fn an_index_that_does_not_fit_its_text_is_built_anew_and_nothing_is_thrown_away() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store);
    drop(store);
    let other = Connection::open(dir.path().join("cache.db")).unwrap();
    other
        .execute(
            "UPDATE search_content SET c1 = 'The bosh director is down' WHERE c1 LIKE 'Any news%'",
            [],
        )
        .unwrap();
    drop(other);
    let (mut store, opened) = Store::open(dir.path(), monday()).unwrap();
    assert_eq!(opened.cache, Opening::Sound);
    assert!(store.check_search().unwrap(), "had to be mended");
    assert!(!store.check_search().unwrap(), "is sound");
    assert_eq!(store.cache.read().search("bosh", 0, 9).unwrap().len(), 1);
    assert_eq!(store.cache.read().search("news", 0, 9).unwrap(), []);
    assert!(store.cache.read().cursor(&account_key("rt:work")).unwrap().is_some());
}

#[test]
fn a_cache_that_breaks_while_running_is_set_aside_and_the_same_store_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store);
    let kept_as = store.set_cache_aside(monday()).unwrap();
    let again = store.set_cache_aside(monday()).unwrap();
    assert_ne!(kept_as, again, "two in one second");
    assert_eq!(store.cache.read().remote_tickets().unwrap(), []);
    assert_eq!(store.cache.read().search("gorouter", 0, 9).unwrap().len(), 1);
    drop(store);
    let kept = Connection::open(&kept_as).unwrap();
    let tickets: i64 = kept
        .query_row("SELECT count(*) FROM remote_ticket", [], |row| row.get(0))
        .unwrap();
    assert_eq!(tickets, 2, "all of it is kept");
}

#[test]
fn f42_tidying_cuts_the_logs_to_nothing_and_a_reader_of_its_own_sees_what_was_written() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let reader = store.reader().unwrap();
    fill(&mut store);
    assert_eq!(reader.desk().tickets().unwrap().len(), 2);
    assert_eq!(reader.cache().remote_tickets().unwrap().len(), 2);
    store.tidy().unwrap();
    for log in ["desk.db-wal", "cache.db-wal"] {
        assert_eq!(fs::metadata(dir.path().join(log)).unwrap().len(), 0, "{log}");
    }
}

#[test]
fn f43_while_another_program_writes_an_act_waits_and_is_not_lost() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let other = Connection::open(dir.path().join("desk.db")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let releases = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(300));
        other.execute_batch("COMMIT").unwrap();
    });
    store.desk.write(|desk| desk.put_tickets(&[ticket(41)])).unwrap();
    releases.join().unwrap();
    assert_eq!(store.desk.read().tickets().unwrap().len(), 1);
}

#[test]
fn beside_an_owner_nothing_is_made_or_mended() {
    let dir = tempfile::tempdir().unwrap();
    assert!(Store::open_beside(dir.path()).is_err());
    assert_eq!(names(dir.path()), [""; 0]);
}

#[test]
fn no_sentence_is_empty_and_none_shows_what_a_row_holds() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    store
        .desk
        .write(|desk| desk.put_setting("secret", &"canary-4711"))
        .unwrap();
    assert_eq!(store.desk.read().setting::<bool>("secret").unwrap(), None);
    let (left_out, error) = (store.left_out(), StoreError::Damaged);
    assert_eq!(left_out.desk.len(), 1);
    for text in [error.sentence(), error.to_string(), format!("{error:?} {left_out:?}")] {
        assert!(!text.is_empty() && !text.contains("4711"), "{text}");
    }
}

/// A desk with 60 tickets of our own, a draft, an act and an account, of which a backup has the first half.
fn half_backed_up(dir: &Path) -> Store {
    let mut store = open(dir);
    fill(&mut store);
    for number in 1..=60 {
        let id = format!("local/{number}");
        let subject = format!("KEPT {number} {}", "words ".repeat(60));
        store
            .desk
            .write(|desk| {
                desk.put_tickets(&[common::own_ticket(&id, false, &subject)])?;
                let started = desk_domain::event::EventKind::Started;
                desk.append_events(&[common::event(&id, monday(), started)]).map(drop)
            })
            .unwrap();
        if number == 30 {
            store.desk.write(|desk| desk.put_account(&common::account())).unwrap();
            store.back_up(monday()).unwrap();
        }
    }
    store.tidy().unwrap();
    store
}

fn kept_subjects(store: &Store) -> Vec<u32> {
    let own = store.desk.read().own_tickets().unwrap_or_default();
    own.into_iter()
        .filter_map(|ticket| ticket.subject?.strip_prefix("KEPT ")?.split(' ').next()?.parse().ok())
        .collect()
}

fn damage(bytes: &mut Vec<u8>, how: u32, random: &mut impl FnMut(usize) -> usize) {
    let size = bytes.len();
    match how {
        0 => (0..=random(8)).for_each(|_| bytes[random(size)] ^= 1 << random(8)),
        1 => bytes.truncate(size - random(size / 4)),
        2 => bytes[..100].fill(0),
        3 => swap_pages(bytes, random),
        4 => {
            let from = random(size / 4096) * 4096;
            bytes[from..from + 4096].fill(0);
        }
        _ => {
            let from = random(size);
            let until = (from + random(4 * 4096)).min(size);
            bytes[from..until].fill_with(|| u8::try_from(random(256)).unwrap());
        }
    }
}

#[test]
fn r23_05_random_damage_to_the_desk_is_said_and_costs_at_most_what_cannot_be_read() {
    let source = tempfile::tempdir().unwrap();
    drop(half_backed_up(source.path()));
    let sound = fs::read(source.path().join("desk.db")).unwrap();
    let backup = names(source.path())
        .into_iter()
        .find(|name| name.starts_with("desk.db.backup-"))
        .unwrap();
    let rounds = rounds("random damage to desk.db", 90, 2_000);
    let (mut restored, mut kept, mut slowest) = (0_u32, [0_usize; 6], Duration::ZERO);
    for seed in 0..rounds {
        let dir = tempfile::tempdir().unwrap();
        fs::copy(source.path().join(&backup), dir.path().join(&backup)).unwrap();
        let mut bytes = sound.clone();
        damage(&mut bytes, seed % 6, &mut random(u64::from(seed)));
        fs::write(dir.path().join("desk.db"), &bytes).unwrap();
        let began = std::time::Instant::now();
        let (mut store, opened) =
            Store::open(dir.path(), monday()).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        let mut subjects = kept_subjects(&store);
        // Damage that the check does not see shows when it is met.
        if store.desk.read().tickets().is_err() || !store.left_out().desk.is_empty() {
            store
                .mend(false, monday())
                .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            subjects = kept_subjects(&store);
        }
        slowest = slowest.max(began.elapsed());
        if matches!(opened.desk, Opening::Restored { .. }) {
            restored += 1;
            assert!(
                !store.desk.read().unseen_mishaps().unwrap().is_empty(),
                "seed {seed}: not said"
            );
            let of_the_backup = (1..=30).filter(|number| subjects.contains(number)).count();
            assert_eq!(of_the_backup, 30, "seed {seed}: the backup had them");
        }
        kept[seed as usize % 6] += subjects.len();
    }
    let all = rounds as usize * 10;
    println!("counts: {rounds} damages, {restored} restored, slowest start {slowest:?}; of {all} subjects each kept:");
    println!("counts: bits, cut off, header, pages swapped, page zeroed, junk: {kept:?}");
    assert!(restored > rounds / 4);
    // The backup has half of them; a file that was cut off has no more to give.
    for (how, kept) in kept.into_iter().enumerate() {
        let least = if how == 1 { 50 } else { 80 };
        assert!(kept * 100 >= all * least, "{how}: {kept} of {all}");
    }
    assert!(slowest < Duration::from_secs(3), "{slowest:?}");
}

#[test]
fn r23_09_a_single_bad_value_stops_no_start_and_hides_no_other_row() {
    let source = tempfile::tempdir().unwrap();
    drop(half_backed_up(source.path()));
    let rounds = rounds("single values", 60, 2_000);
    let (mut met, mut slowest) = (0_u32, Duration::ZERO);
    for seed in 0..rounds {
        let mut random = random(u64::from(seed));
        let dir = tempfile::tempdir().unwrap();
        for file in ["desk.db", "cache.db"] {
            fs::copy(source.path().join(file), dir.path().join(file)).unwrap();
        }
        let file = ["desk.db", "cache.db"][random(2)];
        if !spoil(&dir.path().join(file), &mut random) {
            continue;
        }
        let began = std::time::Instant::now();
        let (mut store, opened) =
            Store::open(dir.path(), monday()).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        read_everything(&store);
        let desk = store.desk.read();
        for ticket in desk.tickets().unwrap_or_else(|error| panic!("seed {seed}: {error}")) {
            desk.history(&ticket.id)
                .unwrap_or_else(|error| panic!("seed {seed}: {error}"));
            desk.recorded_since(&ticket.id).unwrap();
            desk.acts_of(&ticket.id).unwrap();
        }
        desk.drafts().unwrap();
        desk.accounts().unwrap();
        desk.next_sendable(monday()).unwrap();
        desk.next_hold_ends(monday()).unwrap();
        desk.unsettled_acts().unwrap();
        desk.recent_notices(99).unwrap();
        desk.incidents().unwrap();
        desk.incident_lines(1).unwrap();
        slowest = slowest.max(began.elapsed());
        let left_out = store.left_out();
        met += u32::from(!left_out.desk.is_empty() || opened.cache_lost() || !left_out.cache.is_empty());
        assert!(kept_subjects(&store).len() >= 59, "seed {seed}");
    }
    println!("counts: {rounds} single values, {met} were met and left out, slowest {slowest:?}");
    assert!(met > 0);
    assert!(slowest < Duration::from_secs(3), "{slowest:?}");
}

/// Gives one value of one row something that its table never gets; whether the file let us.
fn spoil(file: &Path, random: &mut impl FnMut(usize) -> usize) -> bool {
    let other = Connection::open(file).unwrap();
    other
        .execute_batch("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;")
        .unwrap();
    let list = |sql: &str| -> Vec<String> {
        let mut statement = other.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let tables = list(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search%'",
    );
    let table = &tables[random(tables.len())];
    let columns = list(&format!("SELECT name FROM pragma_table_info('{table}')"));
    let column = &columns[random(columns.len())];
    let value = [
        "9223372036854775807",
        "-9223372036854775808",
        "-1",
        "''",
        "'x'",
        "'\u{1}'",
        "CAST(x'ff' AS TEXT)",
    ][random(7)];
    let triggers = list(&format!(
        "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '{table}'"
    ));
    for trigger in list(&format!(
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = '{table}'"
    )) {
        other.execute_batch(&format!("DROP TRIGGER {trigger}")).unwrap();
    }
    let sql = format!(
        "UPDATE {table} SET {column} = {value} WHERE rowid = (SELECT rowid FROM {table} ORDER BY rowid LIMIT 1 OFFSET {})",
        random(3)
    );
    let done = other.execute(&sql, []).is_ok_and(|changed| changed > 0);
    for trigger in triggers {
        other.execute_batch(&trigger).unwrap();
    }
    done
}
