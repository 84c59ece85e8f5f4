//! The outbox: order on each ticket, and nothing twice without looking.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{act, fill, minutes, monday, open, ticket};
use desk_store::Store;
use desk_store::desk::outbox::{ActState, NewAct};

fn two_tickets(dir: &std::path::Path) -> Store {
    let mut store = open(dir);
    store
        .desk
        .write(|desk| {
            desk.put_tickets(&[ticket(41), ticket(42)])?;
            desk.queue(&act("first on 41", "rt:work/41"))?;
            desk.queue(&act("second on 41", "rt:work/41"))?;
            desk.queue(&act("first on 42", "rt:work/42"))
        })
        .unwrap();
    store
}

fn sendable(store: &Store) -> Vec<String> {
    store
        .desk
        .read()
        .next_sendable(monday())
        .unwrap()
        .into_iter()
        .map(|act| act.act.op_id)
        .collect()
}

#[test]
fn f28_what_comes_after_an_unknown_act_waits_and_other_tickets_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = two_tickets(dir.path());
    assert_eq!(sendable(&store), ["first on 41", "first on 42"]);

    store.desk.write(|desk| desk.take_for_sending(1, monday())).unwrap();
    assert_eq!(sendable(&store), ["first on 42"], "while the first is on its way");

    store
        .desk
        .write(|desk| desk.mark_unknown(1, "No answer within 30 s."))
        .unwrap();
    assert_eq!(sendable(&store), ["first on 42"], "while nobody knows of the first");

    store
        .desk
        .write(|desk| desk.mark_sent(1, Some("501"), monday()))
        .unwrap();
    assert_eq!(sendable(&store), ["second on 41", "first on 42"]);
}

#[test]
fn f09_a_refused_act_is_parked_with_its_reason_and_holds_nobody_up() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = two_tickets(dir.path());
    store
        .desk
        .write(|desk| {
            desk.take_for_sending(1, monday())?;
            desk.mark_refused(1, "You may not reply to this ticket.")
        })
        .unwrap();
    assert_eq!(sendable(&store), ["second on 41", "first on 42"]);
    let parked = store.desk.read().act(1).unwrap().unwrap();
    assert_eq!((parked.state, parked.attempts), (ActState::Refused, 1));
    assert_eq!(parked.reason.as_deref(), Some("You may not reply to this ticket."));

    // Sent again by a person, it keeps its place in the order.
    assert!(store.desk.write(|desk| desk.queue_again(1)).unwrap());
    assert_eq!(sendable(&store), ["first on 41", "first on 42"]);
}

#[test]
fn what_is_held_can_be_undone_and_holds_up_what_was_written_after_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let held = NewAct {
        hold_until: Some(monday() + minutes(1)),
        ..act("held", "rt:work/41")
    };
    store
        .desk
        .write(|desk| {
            desk.put_tickets(&[ticket(41)])?;
            desk.queue(&held)?;
            desk.queue(&act("after it", "rt:work/41"))
        })
        .unwrap();
    assert_eq!(sendable(&store), [""; 0]);
    assert_eq!(
        store.desk.read().next_hold_ends(monday()).unwrap(),
        Some(monday() + minutes(1))
    );
    assert_eq!(
        store.desk.read().next_sendable(monday() + minutes(1)).unwrap()[0]
            .act
            .op_id,
        "held"
    );
    assert!(store.desk.write(|desk| desk.cancel(1)).unwrap());
    assert_eq!(sendable(&store), ["after it"]);
    assert!(
        !store.desk.write(|desk| desk.take_for_sending(1, monday())).unwrap(),
        "taken back is taken back"
    );
}

#[test]
fn an_act_is_queued_once_however_often_the_key_is_pressed_and_cannot_be_taken_back_on_its_way() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = two_tickets(dir.path());
    assert_eq!(
        store
            .desk
            .write(|desk| desk.queue(&act("first on 41", "rt:work/41")))
            .unwrap(),
        1
    );
    assert_eq!(store.desk.read().acts_of("rt:work/41").unwrap().len(), 2);
    store.desk.write(|desk| desk.take_for_sending(1, monday())).unwrap();
    assert!(
        !store.desk.write(|desk| desk.take_for_sending(1, monday())).unwrap(),
        "taken by one sender only"
    );
    assert!(!store.desk.write(|desk| desk.cancel(1)).unwrap());
    assert!(!store.desk.write(|desk| desk.queue_again(1)).unwrap());
}

#[test]
fn an_act_that_was_on_its_way_when_the_process_died_is_unknown_at_the_next_start() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = two_tickets(dir.path());
    store.desk.write(|desk| desk.take_for_sending(1, monday())).unwrap();
    drop(store);
    // A command beside a living owner must not doubt what that owner is sending.
    let beside = Store::open_beside(dir.path()).unwrap();
    assert_eq!(beside.desk.read().act(1).unwrap().unwrap().state, ActState::Sending);
    drop(beside);
    let (store, opened) = Store::open(dir.path(), monday()).unwrap();
    assert_eq!(opened.doubtful_acts, 1);
    assert_eq!(store.desk.read().act(1).unwrap().unwrap().state, ActState::Unknown);
    assert_eq!(sendable(&store), ["first on 42"]);
}

#[test]
fn f44_after_an_old_copy_came_back_nothing_in_it_is_sent_without_looking() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store);
    // The copy knows the act as queued; then it is sent; then the file is destroyed.
    store.back_up().unwrap();
    store
        .desk
        .write(|desk| {
            desk.take_for_sending(1, monday())?;
            desk.mark_sent(1, Some("501"), monday())
        })
        .unwrap();
    drop(store);
    std::fs::write(dir.path().join("desk.db"), [0; 8192]).unwrap();
    let (store, opened) = Store::open(dir.path(), monday()).unwrap();
    assert_eq!(opened.doubtful_acts, 1);
    assert_eq!(sendable(&store), [""; 0]);
    assert_eq!(store.desk.read().act(1).unwrap().unwrap().state, ActState::Unknown);
}
