//! `desk.db` lost, emptied, torn or put back from a backup: what was confirmed comes back as far as anything has it, and
//! it is told until somebody has seen it.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use std::fs;
use std::path::{Path, PathBuf};

use common::{account, act, at, event, fill, minutes, monday, numbered, open, own_ticket, ticket};
use desk_domain::event::EventKind;
use desk_domain::time::Instant;
use desk_store::desk::draft::{Draft, DraftKind};
use desk_store::desk::mishap::{Lost, Mishap};
use desk_store::desk::outbox::ActState;
use desk_store::{Opening, Store, StoreError};

fn subjects(store: &Store) -> Vec<String> {
    let own = store.desk.read().own_tickets().unwrap();
    own.into_iter().filter_map(|ticket| ticket.subject).collect()
}

fn log(store: &mut Store, number: u32, subject: &str) {
    let id = format!("local/{number}");
    store
        .desk
        .write(|desk| desk.put_tickets(&[own_ticket(&id, false, subject)]))
        .unwrap();
    store
        .desk
        .write(|desk| desk.append_events(&[event(&id, monday(), EventKind::Started)]))
        .unwrap();
}

fn remove_desk(dir: &Path) {
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(dir.join(format!("desk.db{end}")));
    }
}

fn copies(dir: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.to_string_lossy().contains("desk.db.backup"))
        .collect();
    found.sort();
    found
}

fn set_age(path: &Path, at: Instant) {
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_modified(at.into()).unwrap();
}

fn mishaps(store: &Store) -> Vec<Mishap> {
    let unseen = store.desk.read().unseen_mishaps().unwrap();
    unseen.into_iter().map(|unseen| unseen.mishap).collect()
}

#[test]
fn r23_02_a_missing_or_empty_desk_beside_a_backup_is_restored_and_the_backup_keeps_what_it_had() {
    let remove = |dir: &Path| remove_desk(dir);
    let empty = |dir: &Path| {
        remove_desk(dir);
        fs::write(dir.join("desk.db"), "").unwrap();
    };
    let no_tables = |dir: &Path| {
        remove_desk(dir);
        let fresh = rusqlite::Connection::open(dir.join("desk.db")).unwrap();
        fresh.execute_batch("PRAGMA journal_mode = WAL; VACUUM").unwrap();
    };
    for (how, lost) in [
        (&remove as &dyn Fn(&Path), Lost::Missing),
        (&empty, Lost::Empty),
        (&no_tables, Lost::Empty),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path());
        log(&mut store, 1, "KEEP");
        store.desk.write(|desk| desk.put_account(&account())).unwrap();
        let backup = store.back_up(monday()).unwrap();
        set_age(&backup, monday() - minutes(25 * 60));
        drop(store);
        how(dir.path());

        let (store, opened) = Store::open(dir.path(), monday()).unwrap();
        assert!(
            matches!(&opened.desk, Opening::Restored { lost: why, backup: Some(_), .. } if *why == lost),
            "{:?}",
            opened.desk
        );
        assert_eq!(subjects(&store), ["KEEP"]);
        assert_eq!(store.desk.read().accounts().unwrap(), [account()]);
        assert!(
            matches!(&mishaps(&store)[..], [Mishap::Restored { lost: why, .. }] if *why == lost),
            "{:?}",
            mishaps(&store)
        );
        let held = fs::read(&backup).unwrap();
        assert!(held.windows(4).any(|bytes| bytes == b"KEEP"));
        drop(store);
        assert_eq!(Store::open(dir.path(), monday()).unwrap().1.desk, Opening::Sound);
    }
}

#[test]
fn r23_02_after_a_death_between_setting_aside_and_copying_the_next_start_restores() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    log(&mut store, 1, "BEFORE");
    store.back_up(monday()).unwrap();
    log(&mut store, 2, "SINCE");
    drop(store);
    fs::rename(
        dir.path().join("desk.db"),
        dir.path().join("desk.db.broken-20261123T100000Z"),
    )
    .unwrap();
    let (store, opened) = Store::open(dir.path(), monday()).unwrap();
    assert!(matches!(
        opened.desk,
        Opening::Restored {
            lost: Lost::Missing,
            ..
        }
    ));
    assert_eq!(subjects(&store), ["BEFORE", "SINCE"]);
    drop(store);

    // With no backup at all, what was set aside is all there is.
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    log(&mut store, 1, "ALL");
    drop(store);
    fs::rename(
        dir.path().join("desk.db"),
        dir.path().join("desk.db.broken-20261123T100000Z"),
    )
    .unwrap();
    assert_eq!(subjects(&open(dir.path())), ["ALL"]);
}

#[test]
fn r23_02_seven_backups_are_kept_and_none_that_holds_more_is_removed_for_one_that_holds_less() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let mut hour = monday();
    for number in 1..=12 {
        log(&mut store, number, "A");
        hour += minutes(61);
        let made = store.reader().unwrap().back_up_if_due(hour).unwrap().unwrap();
        set_age(&made, hour);
    }
    let kept = copies(dir.path());
    assert_eq!(kept.len(), 7, "{kept:?}");
    let most = kept.last().unwrap().clone();
    drop(store);

    // A desk that lost nearly everything, by whatever way: its backups never push out the last full one.
    let other = tempfile::tempdir().unwrap();
    let mut store = open(other.path());
    for copy in &kept {
        let to = other.path().join(copy.file_name().unwrap());
        fs::copy(copy, &to).unwrap();
        set_age(&to, fs::metadata(copy).unwrap().modified().unwrap().into());
    }
    for number in 1..=9 {
        store
            .desk
            .write(|desk| {
                desk.save_draft(&Draft {
                    saved_at: monday() + minutes(number),
                    ..draft("We")
                })
            })
            .unwrap();
        hour += minutes(61);
        let made = store.reader().unwrap().back_up_if_due(hour).unwrap().unwrap();
        set_age(&made, hour);
    }
    let kept = copies(other.path());
    assert!(kept.contains(&other.path().join(most.file_name().unwrap())), "{kept:?}");
    assert!(kept.len() <= 8, "{kept:?}");
}

fn draft(body: &str) -> Draft {
    Draft {
        ticket: numbered(41),
        kind: DraftKind::Reply,
        body: body.into(),
        saved_at: monday(),
    }
}

#[test]
fn r23_05_a_backup_is_made_each_hour_in_which_something_changed() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let reader = store.reader().unwrap();
    let first = reader.back_up_if_due(monday()).unwrap().unwrap();
    set_age(&first, monday());
    let due = |minutes_later| reader.back_up_if_due(monday() + minutes(minutes_later)).unwrap();
    log(&mut store, 1, "A");
    assert_eq!(due(59), None, "too soon");
    let second = due(61).unwrap();
    set_age(&second, monday() + minutes(61));
    assert_eq!(due(130), None, "nothing changed");
    store.desk.write(|desk| desk.save_draft(&draft("We"))).unwrap();
    assert!(due(130).is_some(), "a draft is a change");
}

#[test]
fn r23_05_what_was_confirmed_since_the_backup_is_taken_over_from_the_damaged_file() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store);
    store.back_up(monday()).unwrap();
    for number in 1..=40 {
        log(&mut store, number, &format!("TODAY{number} {}", "x".repeat(600)));
    }
    store
        .desk
        .write(|desk| {
            desk.put_account(&account())?;
            desk.save_draft(&draft("We found it"))?;
            desk.queue(&act("op-2", "rt:work/42")).map(drop)
        })
        .unwrap();
    store.tidy().unwrap();
    drop(store);
    // A page of tickets and one of events are torn.
    let path = dir.path().join("desk.db");
    let mut bytes = fs::read(&path).unwrap();
    let pages = bytes.len() / 4096;
    let torn = (1..pages)
        .find(|page| {
            let page = &bytes[page * 4096..][..4096];
            page[0] == 13 && page.windows(7).any(|text| text == b"TODAY20")
        })
        .unwrap();
    bytes[torn * 4096..][..4096].fill(0x5a);
    fs::write(&path, &bytes).unwrap();

    let (store, opened) = Store::open(dir.path(), monday()).unwrap();
    assert!(matches!(
        opened.desk,
        Opening::Restored {
            lost: Lost::Damaged,
            ..
        }
    ));
    let subjects = subjects(&store);
    let today = subjects.iter().filter(|subject| subject.starts_with("TODAY")).count();
    assert!((30..40).contains(&today), "{today} of 40");
    let desk = store.desk.read();
    assert_eq!(desk.accounts().unwrap(), [account()]);
    assert_eq!(desk.drafts().unwrap(), [draft("We found it")]);
    let acts = desk.unsettled_acts().unwrap();
    assert_eq!(acts.len(), 2);
    assert!(acts.iter().all(|act| act.state == ActState::Unknown), "looked up first");
    assert_eq!(desk.restored_at().unwrap(), Some(monday()));
    let [
        Mishap::Restored {
            taken,
            left_out,
            kept_as: Some(_),
            backup: Some(_),
            ..
        },
    ] = &mishaps(&store)[..]
    else {
        panic!("{:?}", mishaps(&store));
    };
    assert!(*taken > 70 && *left_out > 0, "{taken} {left_out}");
}

#[test]
fn r23_02_a_torn_header_costs_nothing_where_a_backup_has_the_first_page() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    store.back_up(monday()).unwrap();
    for number in 1..=40 {
        log(&mut store, number, &format!("TODAY{number} {}", "x".repeat(600)));
    }
    store.tidy().unwrap();
    drop(store);
    let path = dir.path().join("desk.db");
    let mut bytes = fs::read(&path).unwrap();
    bytes[..4096].fill(0);
    fs::write(&path, &bytes).unwrap();
    assert_eq!(subjects(&open(dir.path())).len(), 40);
}

#[test]
fn r23_05_what_happened_is_told_by_every_process_until_somebody_has_seen_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store);
    store.back_up(monday()).unwrap();
    drop(store);
    fs::write(dir.path().join("cache.db"), "no database").unwrap();
    remove_desk(dir.path());
    for _ in 0..3 {
        assert_eq!(mishaps(&open(dir.path())).len(), 2);
        assert_eq!(mishaps(&Store::open_beside(dir.path()).unwrap()).len(), 2);
    }
    let mut store = open(dir.path());
    let ids: Vec<i64> = store
        .desk
        .read()
        .unseen_mishaps()
        .unwrap()
        .iter()
        .map(|unseen| unseen.id)
        .collect();
    assert_eq!(store.desk.write(|desk| desk.mishaps_seen(&ids, monday())).unwrap(), 2);
    drop(store);
    assert_eq!(mishaps(&open(dir.path())), []);
    // The same mishap again is told again.
    remove_desk(dir.path());
    assert!(matches!(mishaps(&open(dir.path()))[0], Mishap::Restored { .. }));
}

#[test]
fn r23_10_opening_needs_no_backup_and_a_torn_copy_is_begun_anew() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    log(&mut store, 1, "A");
    let made = store.back_up(monday()).unwrap();
    let bytes = fs::read(&made).unwrap();
    fs::remove_file(&made).unwrap();
    // Junk where the next copy is made, a folder where one was, a folder where an older version kept its copy.
    fs::write(dir.path().join("desk.db.backup-20261123T100000Z.part"), &bytes[..5000]).unwrap();
    fs::create_dir(dir.path().join("desk.db.backup")).unwrap();
    drop(store);
    let mut store = open(dir.path());
    assert_eq!(subjects(&store), ["A"]);
    let made = store.reader().unwrap().back_up_if_due(monday()).unwrap().unwrap();
    assert!(fs::metadata(&made).unwrap().is_file());
    // A folder in the place of the copy itself.
    fs::remove_file(&made).unwrap();
    fs::create_dir(&made).unwrap();
    log(&mut store, 2, "B");
    let made = store.back_up(monday()).unwrap();
    assert!(made.is_file(), "{}", made.display());
    drop(store);
    assert_eq!(subjects(&open(dir.path())), ["A", "B"]);
}

#[test]
fn r23_10_a_copy_that_fails_leaves_nothing_behind_and_takes_nothing_away() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    log(&mut store, 1, "A");
    let made = store.back_up(monday()).unwrap();
    // Where its part would be made, nothing can be.
    fs::create_dir(dir.path().join("desk.db.backup-20261123T110000Z.part")).unwrap();
    assert!(store.back_up(monday() + minutes(60)).is_err());
    assert_eq!(copies(dir.path()).iter().filter(|path| path.is_file()).count(), 1);
    assert!(made.exists());
}

#[cfg(unix)]
#[test]
fn r23_21_what_is_no_file_is_named_and_the_cache_does_without() {
    use std::os::unix::fs::symlink;
    type Put = fn(&Path);
    let link: Put = |path| symlink("/nowhere", path).unwrap();
    let folder: Put = |path| fs::create_dir(path).unwrap();
    let pipe: Put = |path| {
        let mode = rustix::fs::Mode::RWXU;
        rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, mode, 0).unwrap();
    };
    for (what, put) in [("link", link), ("folder", folder), ("device", pipe)] {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path());
        fill(&mut store);
        drop(store);
        let cache = dir.path().join("cache.db");
        fs::remove_file(&cache).unwrap();
        put(&cache);
        let (store, opened) = Store::open(dir.path(), monday()).unwrap();
        assert!(opened.cache_lost(), "{what}: {:?}", opened.cache);
        assert!(matches!(&mishaps(&store)[..], [Mishap::SetAside { file, .. }] if file == "cache.db"));
        drop(store);

        let desk = dir.path().join("desk.db");
        fs::rename(&desk, dir.path().join("elsewhere")).unwrap();
        put(&desk);
        let refused = StoreError::NotAFile { file: "desk.db", what };
        assert_eq!(Store::open(dir.path(), monday()).unwrap_err(), refused);
        assert!(
            refused
                .sentence_of_opening(dir.path())
                .contains(&format!("desk.db is a {what}"))
        );
        assert_eq!(Store::open_beside(dir.path()).unwrap_err(), refused);
    }
}

#[test]
fn the_backup_of_an_older_version_is_used_too() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    log(&mut store, 1, "A");
    let made = store.back_up(monday()).unwrap();
    drop(store);
    fs::rename(made, dir.path().join("desk.db.backup")).unwrap();
    remove_desk(dir.path());
    assert_eq!(subjects(&open(dir.path())), ["A"]);
}

#[test]
fn nothing_is_restored_at_a_first_start_and_an_act_knows_no_restoring() {
    let dir = tempfile::tempdir().unwrap();
    let (mut store, opened) = Store::open(dir.path(), at("2026-11-23T09:00:00Z")).unwrap();
    assert_eq!(opened.desk, Opening::Fresh);
    store.desk.write(|desk| desk.put_tickets(&[ticket(41)])).unwrap();
    assert_eq!(store.desk.read().restored_at().unwrap(), None);
    assert_eq!(mishaps(&store), []);
}
