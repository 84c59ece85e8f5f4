//! Notifications, acknowledgements, snoozes; and the small tables.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{account, event, key, minutes, monday, numbered, open, ticket, ticket_id};
use desk_domain::event::EventKind;
use desk_domain::form::Question;
use desk_domain::ids::TicketId;
use desk_domain::policy::Stage;
use desk_domain::priority::Priority;
use desk_domain::triage::Answer;
use desk_store::Store;
use desk_store::desk::account::Account;
use desk_store::desk::draft::{Draft, DraftKind};
use desk_store::desk::notice::{Claim, NoticeKey, NoticeState};
use desk_store::desk::tenant::TenantKind;
use desk_store::desk::triage::Triage;

#[test]
fn a_notice_is_claimed_by_one_of_two_processes_only() {
    let dir = tempfile::tempdir().unwrap();
    let mut window = open(dir.path());
    let mut beside = Store::open_beside(dir.path()).unwrap();
    let first = window
        .desk
        .write(|desk| desk.claim([key("rt:work/41", 0)], monday()))
        .unwrap();
    assert_eq!(first.len(), 1);
    let both = [key("rt:work/41", 0), key("rt:work/41", 1)];
    let second = beside.desk.write(|desk| desk.claim(both, monday())).unwrap();
    assert_eq!(second.iter().map(|notice| notice.key.n).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_moved_deadline_and_a_notice_of_no_clock_are_each_their_own() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let arrived = NoticeKey {
        clock: None,
        cycle: 0,
        stage: Stage::Arrived,
        n: 0,
        ..key("rt:work/41", 0)
    };
    let moved = NoticeKey {
        due_at: monday() + minutes(5),
        ..key("rt:work/41", 0)
    };
    let keys = [key("rt:work/41", 0), moved, arrived.clone(), arrived];
    assert_eq!(store.desk.write(|desk| desk.claim(keys, monday())).unwrap().len(), 3);
}

#[test]
fn the_ledger_tells_what_became_of_each_notice_and_what_was_answered() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let keys: Vec<NoticeKey> = (0..4).map(|n| key("rt:work/41", n)).collect();
    store
        .desk
        .write(|desk| {
            desk.claim(keys.clone(), monday())?;
            desk.mark_handed_over(&[1, 2], Some(77), monday())?;
            desk.end_notices(&[1], NoticeState::Acted, None, monday() + minutes(1))?;
            // What a person did stays, even if the server takes the pop-up away afterwards.
            desk.end_notices(&[1, 2], NoticeState::Expired, None, monday() + minutes(2))?;
            desk.mark_not_told(&[3], "No notification server.", monday())?;
            desk.acknowledge(&numbered(41), monday() + minutes(1))?;
            desk.snooze(&numbered(41), monday() + minutes(11), monday() + minutes(1))
        })
        .unwrap();
    let ledger = store.desk.read().ledger([&numbered(41), &numbered(42)]).unwrap();
    let states: Vec<NoticeState> = ledger.notices.iter().map(|notice| notice.state).collect();
    use NoticeState::{Acted, Expired, Intended, NotTold};
    assert_eq!(states, [Acted, Expired, NotTold, Intended]);
    assert_eq!(ledger.notices[0].key, keys[0]);
    assert_eq!(ledger.notices[1].server_id, Some(77));
    assert_eq!(ledger.acknowledgements[0].at, monday() + minutes(1));
    assert_eq!(ledger.snoozes[0].until, monday() + minutes(11));
    let unfinished: Vec<i64> = store
        .desk
        .read()
        .unfinished_notices()
        .unwrap()
        .iter()
        .map(|n| n.id)
        .collect();
    assert_eq!(unfinished, [3, 4]);
    assert_eq!(store.desk.read().recent_notices(1).unwrap()[0].id, 4);
}

#[test]
fn each_notice_tells_its_life_and_a_server_that_stays_away_is_one_step() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let due_soon = Claim {
        key: key("rt:work/41", 0),
        stage_at: Some(monday() - minutes(1)),
    };
    let away = "Nothing on this computer shows notifications.";
    store
        .desk
        .write(|desk| {
            desk.claim([due_soon], monday())?;
            desk.mark_not_told(&[1], away, monday())?;
            desk.mark_not_told(&[1], away, monday() + minutes(1))?;
            desk.mark_handed_over(&[1], Some(7), monday() + minutes(2))?;
            desk.end_notices(&[1], NoticeState::Acted, Some("acknowledged"), monday() + minutes(3))?;
            desk.end_notices(&[1], NoticeState::Expired, None, monday() + minutes(4))
        })
        .unwrap();
    let desk = store.desk.read();
    assert_eq!(desk.notice(1).unwrap().unwrap().stage_at, Some(monday() - minutes(1)));
    let steps = desk.notice_steps(&numbered(41)).unwrap();
    let told: Vec<(NoticeState, Option<&str>, i64)> = steps
        .iter()
        .map(|step| (step.state, step.why.as_deref(), (step.at - monday()).num_minutes()))
        .collect();
    assert_eq!(
        told,
        [
            (NoticeState::Intended, None, 0),
            (NoticeState::NotTold, Some(away), 0),
            (NoticeState::HandedOver, None, 2),
            (NoticeState::Acted, Some("acknowledged"), 3),
        ]
    );
    assert_eq!(desk.notice_steps(&numbered(42)).unwrap(), []);
}

#[test]
fn each_word_about_the_shift_is_kept_and_the_last_counts() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    assert_eq!(store.desk.read().last_shift_word().unwrap(), None);
    let words = [(true, monday()), (false, monday() + minutes(480))];
    for (on_support, at) in words {
        store.desk.write(|desk| desk.say_shift(on_support, at)).unwrap();
    }
    let kept = store.desk.read().shift_words().unwrap();
    assert_eq!(
        kept.iter().map(|word| (word.on_support, word.at)).collect::<Vec<_>>(),
        words
    );
    assert_eq!(store.desk.read().last_shift_word().unwrap().as_ref(), kept.last());
}

#[test]
fn accounts_drafts_tenants_triages_and_settings_come_back_as_they_were() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let account = account();
    let draft = Draft {
        ticket: numbered(41),
        kind: DraftKind::Reply,
        body: "We found it".into(),
        saved_at: monday(),
    };
    let answer = Answer {
        choice: Some("many".into()),
        words: "all of \"notify\"".into(),
    };
    let triage = Triage {
        ticket: numbered(41),
        at: monday(),
        answers: [(Question::Impact, answer), (Question::Known, Answer::default())].into(),
        priority: Priority::P1,
        proposed: Some(Priority::P2),
        in_scope: Some(true),
        incident: true,
    };
    store
        .desk
        .write(|desk| {
            desk.put_account(&Account {
                me: Some("alex".into()),
                created_at: monday() - minutes(9),
                ..account.clone()
            })?;
            desk.put_account(&account)?;
            desk.save_draft(&Draft {
                body: "We".into(),
                ..draft.clone()
            })?;
            desk.save_draft(&draft)?;
            desk.put_tenant("notify-api", TenantKind::TryingOut)?;
            desk.put_tenant("notify-api", TenantKind::Live)?;
            desk.put_tickets(&[ticket(41)])?;
            desk.add_triage(&triage)?;
            desk.add_triage(&Triage {
                at: triage.at - minutes(9),
                ..triage.clone()
            })?;
            desk.put_setting("appearance", &"dark")
        })
        .unwrap();
    let desk = store.desk.read();
    assert_eq!(
        desk.accounts().unwrap(),
        [Account {
            created_at: monday() - minutes(9),
            ..account
        }]
    );
    assert_eq!(
        desk.draft(&numbered(41), DraftKind::Reply).unwrap(),
        Some(draft.clone())
    );
    assert_eq!(desk.drafts().unwrap(), [draft]);
    assert_eq!(desk.draft(&numbered(41), DraftKind::Note).unwrap(), None);
    assert_eq!(desk.tenant_kind("notify-api").unwrap(), Some(TenantKind::Live));
    assert_eq!(desk.newest_triage(&numbered(41)).unwrap(), Some(triage));
    assert_eq!(desk.newest_triage(&numbered(42)).unwrap(), None);
    assert_eq!(desk.setting::<String>("appearance").unwrap().as_deref(), Some("dark"));
    assert_eq!(desk.setting::<bool>("never made").unwrap(), None);
}

#[test]
fn what_fails_half_way_leaves_nothing_behind() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let failed = store.desk.write(|desk| {
        desk.put_tickets(&[ticket(41)])?;
        desk.append_events(&[event("rt:work/99", monday(), EventKind::Started)])
    });
    assert!(failed.is_err(), "there is no ticket 99");
    assert_eq!(store.desk.read().tickets().unwrap(), []);
}

#[test]
fn an_answer_covers_what_was_claimed_before_it_whatever_the_clock_shows() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    // The clock ran an hour ahead for the first notification and was set back before the acknowledgement.
    let ahead = monday() + minutes(60);
    store
        .desk
        .write(|desk| {
            desk.claim([key("rt:work/41", 0)], ahead)?;
            desk.acknowledge(&numbered(41), monday())?;
            desk.claim([key("rt:work/41", 1)], monday() + minutes(1))?;
            desk.snooze(&numbered(41), monday() + minutes(12), monday() + minutes(2))
        })
        .unwrap();
    let ledger = store.desk.read().ledger([&numbered(41)]).unwrap();
    let last = |place: usize| ledger.notices[place].id;
    assert_eq!(ledger.acknowledgements[0].covers, last(0));
    assert_eq!(ledger.snoozes[0].covers, last(1));
}

#[test]
fn f65_five_years_of_notices_are_forgotten_once_their_tickets_are_finished() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let day = |day: i64| monday() + chrono::TimeDelta::days(day);
    let ticket_of = |day: i64| ticket_id(&format!("rt:work/{day}"));
    // A ticket each day; that of the first day stays open. Three notifications and an acknowledgement each.
    store
        .desk
        .write(|desk| {
            for number in 0..5 * 365 {
                let keys: Vec<NoticeKey> = (0..3).map(|n| key(ticket_of(number).as_str(), n)).collect();
                desk.claim(keys.clone(), day(number))?;
                desk.acknowledge(&ticket_of(number), day(number))?;
            }
            Ok(())
        })
        .unwrap();
    let before = day(5 * 365 - 366);
    let mut silent = store.desk.read().silent_since(before).unwrap();
    assert_eq!(silent.len(), 5 * 365 - 366);
    silent.retain(|subject| *subject != ticket_of(0));
    let pruned = store.desk.write(|desk| desk.prune_notices(&silent)).unwrap();
    assert_eq!(pruned, 3 * silent.len());
    assert_eq!(store.desk.read().recent_notices(u32::MAX).unwrap().len(), 3 * (366 + 1));
    let of = |subject: &TicketId| {
        let ledger = store.desk.read().ledger([subject]).unwrap();
        (ledger.notices.len(), ledger.acknowledgements.len())
    };
    assert_eq!(of(&ticket_of(0)), (3, 1), "an open ticket keeps its keys, however old");
    assert_eq!(of(&ticket_of(1)), (0, 0));
    assert_eq!(of(&ticket_of(5 * 365 - 1)), (3, 1));
}

#[test]
fn r24_09_a_key_is_claimed_once_by_each_clock_and_the_ledger_says_by_which() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let due = || key("rt:work/41", 0);
    let claimed = |store: &mut Store, at| store.desk.write(|desk| desk.claim([due()], at)).unwrap().len();
    let day = minutes(24 * 60);
    assert_eq!(claimed(&mut store, monday() + day), 1, "the clock runs a day ahead");
    assert_eq!(store.desk.read().written_until().unwrap(), Some(monday() + day));
    store
        .desk
        .write(|desk| desk.clock_was_set(Some(monday() + day), monday()))
        .unwrap();
    assert_eq!(
        store.desk.read().written_until().unwrap(),
        None,
        "by this clock nothing yet"
    );
    assert_eq!(claimed(&mut store, monday() + minutes(1)), 1);
    assert_eq!(claimed(&mut store, monday() + minutes(2)), 0);
    let ledger = store.desk.read().recent_ledger(&numbered(41)).unwrap();
    let clocks: Vec<i64> = ledger.notices.iter().map(|row| row.clock_set).collect();
    assert_eq!(clocks, [0, 1]);
    assert_eq!(ledger.clock_sets.len(), 1);
    // Once nothing is older than a setting, it is forgotten, but for the last.
    let pruned = |store: &mut Store| {
        store.desk.write(|desk| desk.prune_clock_sets()).unwrap();
        store.desk.read().clock_sets_after(0).unwrap().len()
    };
    assert_eq!(pruned(&mut store), 1);
    store
        .desk
        .write(|desk| {
            desk.prune_notices(&[numbered(41)])?;
            desk.clock_was_set(None, monday())?;
            desk.acknowledge(&numbered(41), monday())
        })
        .unwrap();
    assert_eq!(pruned(&mut store), 1);
    assert_eq!(store.desk.read().last_clock_set().unwrap(), 2);
}

#[test]
fn r24_the_recent_ledger_costs_the_same_however_long_a_deadline_is_late() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let due = NoticeKey {
        stage: Stage::Due,
        ..key("rt:work/41", 0)
    };
    let repeat = |n| key("rt:work/41", n);
    store
        .desk
        .write(|desk| {
            desk.claim([due], monday())?;
            for n in 1..=1_000 {
                desk.claim([repeat(n)], monday() + minutes(10 * i64::from(n)))?;
                desk.acknowledge(&numbered(41), monday() + minutes(10 * i64::from(n)))?;
                desk.snooze(&numbered(41), monday(), monday())?;
            }
            Ok(())
        })
        .unwrap();
    let recent = store.desk.read().recent_ledger(&numbered(41)).unwrap();
    let whole = store.desk.read().ledger([&numbered(41)]).unwrap();
    assert_eq!((whole.notices.len(), whole.acknowledgements.len()), (1_001, 1_000));
    assert_eq!(
        (
            recent.notices.len(),
            recent.acknowledgements.len(),
            recent.snoozes.len()
        ),
        (65, 64, 1)
    );
    assert_eq!(recent.notices.first(), whole.notices.first(), "the deadline itself");
    assert_eq!(recent.notices.last(), whole.notices.last());
    assert_eq!(recent.acknowledgements.last(), whole.acknowledgements.last());
}
