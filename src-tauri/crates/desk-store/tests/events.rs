//! Tickets and their append-only history.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{act, at, event, fill, key, minutes, monday, open, own_ticket, ticket, transaction};
use desk_domain::event::{EventKind, Route};
use desk_domain::priority::Priority;
use desk_store::desk::ticket::Series;
use desk_store::desk::ticket_event::NewEvent;

fn every_kind() -> Vec<EventKind> {
    let next = Some(at("2026-11-23T15:00:00Z"));
    vec![
        EventKind::Raised {
            route: Route::Emergency,
            tenant: false,
        },
        EventKind::Priority {
            priority: Priority::P2,
            in_scope: Some(false),
        },
        EventKind::Priority {
            priority: Priority::P4,
            in_scope: None,
        },
        EventKind::PublicReply { next_update_at: next },
        EventKind::PublicReply { next_update_at: None },
        EventKind::Told { next_update_at: next },
        EventKind::TenantMessage { automatic: true },
        EventKind::Note,
        EventKind::Started,
        EventKind::Paused {
            reason: "waits for \"logs\"\nand a date".into(),
            chase_at: next,
        },
        EventKind::Paused {
            reason: String::new(),
            chase_at: None,
        },
        EventKind::Resumed,
        EventKind::Resolved,
        EventKind::Reopened,
        EventKind::NotNeeded {
            reason: "thanks!".into(),
        },
        EventKind::Linked { to: "rt:work/7".into() },
        EventKind::Unlinked,
    ]
}

#[test]
fn every_kind_of_event_comes_back_as_it_was_and_in_the_order_of_its_instants() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let kinds = every_kind();
    // Recorded backwards, and the last four in the same instant: those keep the order they were recorded in.
    let mut events: Vec<NewEvent> = kinds
        .iter()
        .zip(0..)
        .map(|(kind, n)| event("rt:work/41", monday() + minutes(n.min(13)), kind.clone()))
        .collect();
    events[..13].reverse();
    let new = store
        .desk
        .write(|desk| {
            desk.put_tickets(&[ticket(41)])?;
            desk.append_events(&events)
        })
        .unwrap();
    assert_eq!(new, kinds.len());
    let history = store.desk.read().history("rt:work/41").unwrap();
    assert_eq!(
        history.iter().map(|event| event.kind.clone()).collect::<Vec<_>>(),
        kinds
    );
    assert_eq!(
        store.desk.read().histories().unwrap(),
        [("rt:work/41".to_owned(), history)]
    );
}

/// Tickets 41 to 44, with these links recorded in turn.
fn linked(links: &[(u32, Option<u32>)]) -> (tempfile::TempDir, desk_store::Store) {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let id = |number: u32| format!("rt:work/{number}");
    store
        .desk
        .write(|desk| {
            desk.put_tickets(&[41, 42, 43, 44].map(ticket))?;
            for (n, (of, to)) in (0..).zip(links) {
                let kind = to.map_or(EventKind::Unlinked, |to| EventKind::Linked { to: id(to) });
                desk.append_events(&[event(&id(*of), monday() + minutes(n), kind)])?;
            }
            Ok(())
        })
        .unwrap();
    (dir, store)
}

fn group(store: &desk_store::Store, number: u32) -> (String, Vec<String>) {
    let (desk, id) = (store.desk.read(), format!("rt:work/{number}"));
    let ticket = desk.ticket(&id).unwrap().unwrap();
    let others = desk.linked_with(&ticket).unwrap().into_iter().map(|ticket| ticket.id);
    (desk.standing_for(&id).unwrap(), others.collect())
}

#[test]
fn one_ticket_stands_for_all_that_are_linked_however_they_were_linked() {
    let (_dir, store) = linked(&[(43, Some(42)), (42, Some(41))]);
    let main = "rt:work/41".to_owned();
    assert_eq!(
        group(&store, 41),
        (main.clone(), vec!["rt:work/42".into(), "rt:work/43".into()])
    );
    assert_eq!(
        group(&store, 43),
        (main, vec!["rt:work/41".into(), "rt:work/42".into()])
    );
    assert_eq!(group(&store, 44), ("rt:work/44".into(), vec![]));
}

#[test]
fn the_last_word_about_a_link_counts() {
    let (_dir, store) = linked(&[(42, Some(41)), (42, None), (43, Some(41)), (43, Some(44))]);
    assert_eq!(group(&store, 42).0, "rt:work/42");
    assert_eq!(group(&store, 43).0, "rt:work/44");
    assert_eq!(store.desk.read().last_link("rt:work/42").unwrap(), None);
}

#[test]
fn a_link_in_a_circle_or_to_a_ticket_that_is_not_here_is_none() {
    let (_dir, mut store) = linked(&[(42, Some(41)), (41, Some(42)), (43, Some(99))]);
    assert_eq!(group(&store, 41).0, "rt:work/41");
    assert_eq!(group(&store, 43).0, "rt:work/43");
    // Once that ticket is here, the link holds.
    let last = store.desk.read().last_link("rt:work/43").unwrap();
    assert_eq!(last.as_deref(), Some("rt:work/99"));
    store
        .desk
        .write(|desk| {
            desk.put_tickets(&[ticket(99)])?;
            desk.settle_link("rt:work/43")
        })
        .unwrap();
    assert_eq!(group(&store, 43).0, "rt:work/99");
}

#[test]
fn f18_a_transaction_that_is_read_twice_counts_once() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let note = |id| NewEvent {
        transaction: transaction(id),
        ..event("rt:work/41", monday(), EventKind::Note)
    };
    let mut append = |events: &[NewEvent]| {
        store
            .desk
            .write(|desk| {
                desk.put_tickets(&[ticket(41)])?;
                desk.append_events(events)
            })
            .unwrap()
    };
    assert_eq!(append(&[note(7), note(7), note(8)]), 2);
    assert_eq!(append(&[note(8), note(7)]), 0);
}

#[test]
fn an_act_of_ours_counts_once_however_it_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let promised = EventKind::PublicReply {
        next_update_at: Some(at("2026-11-23T15:00:00Z")),
    };
    let seen_by_sync = NewEvent {
        transaction: transaction(9),
        ..event("rt:work/41", monday(), EventKind::PublicReply { next_update_at: None })
    };
    let ours = NewEvent {
        op_id: Some("op-1".into()),
        transaction: transaction(9),
        ..event("rt:work/41", monday(), promised.clone())
    };
    store.desk.write(|desk| desk.put_tickets(&[ticket(41)])).unwrap();
    // The sync was quicker than the answer to our own request: the promise is not lost, nothing is doubled.
    store
        .desk
        .write(|desk| desk.append_events(std::slice::from_ref(&seen_by_sync)))
        .unwrap();
    assert_eq!(
        store
            .desk
            .write(|desk| desk.append_events(std::slice::from_ref(&ours)))
            .unwrap(),
        1
    );
    for again in [
        &ours,
        &seen_by_sync,
        &NewEvent {
            transaction: transaction(10),
            ..ours.clone()
        },
    ] {
        assert_eq!(
            store
                .desk
                .write(|desk| desk.append_events(std::slice::from_ref(again)))
                .unwrap(),
            0
        );
    }
    let events = store.desk.read().recorded_events("rt:work/41").unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].event.kind, promised);
    assert_eq!(events[0].op_id.as_deref(), Some("op-1"));
}

#[test]
fn history_and_timelines_cannot_be_changed_not_even_with_another_program() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store);
    let other = rusqlite::Connection::open(dir.path().join("desk.db")).unwrap();
    for sql in [
        "UPDATE ticket_event SET at = at + 1",
        "DELETE FROM ticket_event",
        "UPDATE incident_line SET text = 'nobody said that'",
        "DELETE FROM incident_line",
    ] {
        let error = other.execute(sql, []).unwrap_err();
        assert!(error.to_string().contains("append-only"), "{sql}: {error}");
    }
}

#[test]
fn practice_goes_with_one_act_takes_nothing_else_along_and_its_numbers_are_not_given_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store);
    store
        .desk
        .write(|desk| {
            assert_eq!(desk.next_own_id(Series::Practice)?, "practice/1");
            assert_eq!(desk.next_own_id(Series::Local)?, "local/1");
            let mut linked = own_ticket("local/1", false, "Slack: our deploys hang");
            linked.linked_to = Some("practice/1".into());
            desk.put_tickets(&[own_ticket("practice/1", true, "Practise on me"), linked])?;
            desk.append_events(&[
                event("practice/1", monday(), EventKind::Started),
                event("local/1", monday(), EventKind::Started),
            ])?;
            desk.queue(&act("op-practice", "practice/1"))?;
            desk.claim([key("practice/1", 0)], monday())?;
            let incident = desk.open_incident("Practice", Some("practice/1"), monday())?;
            desk.add_line(
                incident,
                desk_store::desk::incident::LineKind::Line,
                "02:10 looking",
                monday(),
            )
        })
        .unwrap();
    assert_eq!(store.desk.write(|desk| desk.remove_practice()).unwrap(), 1);
    let desk = store.desk.read();
    let ids: Vec<String> = desk.tickets().unwrap().into_iter().map(|ticket| ticket.id).collect();
    assert_eq!(ids, ["local/1", "rt:work/41", "rt:work/42"]);
    assert_eq!(desk.history("local/1").unwrap().len(), 1);
    assert_eq!(desk.history("practice/1").unwrap(), []);
    assert_eq!(desk.ledger(["practice/1"]).unwrap().notices, []);
    assert_eq!(desk.unsettled_acts().unwrap().len(), 1);
    assert_eq!(desk.incidents().unwrap().len(), 1);
    assert_eq!(
        store.desk.write(|desk| desk.next_own_id(Series::Practice)).unwrap(),
        "practice/2"
    );
}

#[test]
fn an_adopted_ticket_stays_adopted_when_the_help_desk_sends_it_again() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let before = desk_store::desk::ticket::Ticket {
        adopted: false,
        tenant: None,
        ..ticket(41)
    };
    store
        .desk
        .write(|desk| {
            desk.put_tickets(std::slice::from_ref(&before))?;
            desk.adopt("rt:work/41")?;
            desk.set_ticket_tenant("rt:work/41", "registers")?;
            desk.put_tickets(std::slice::from_ref(&before))
        })
        .unwrap();
    let ticket = store.desk.read().ticket("rt:work/41").unwrap().unwrap();
    assert!(ticket.adopted);
    assert_eq!(ticket.tenant.as_deref(), Some("registers"));
}
