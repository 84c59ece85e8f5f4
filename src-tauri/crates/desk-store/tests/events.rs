//! Tickets and their append-only history.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{
    act, at, event, fill, key, minutes, monday, numbered, op, open, own_ticket, ticket, ticket_id, transaction,
    write_raw,
};
use desk_domain::event::{EventKind, Gone, Route, TicketEvent};
use desk_domain::ids::{Series, TicketId};
use desk_domain::priority::Priority;
use desk_store::desk::ticket_event::NewEvent;
use serde_json::{Value, json};

/// The word of each kind in the file. A new kind does not build before it has one here, and a row below.
fn word(kind: &EventKind) -> &'static str {
    match kind {
        EventKind::Raised { .. } => "raised",
        EventKind::Priority { .. } => "priority",
        EventKind::PublicReply { .. } => "public_reply",
        EventKind::Told { .. } => "told",
        EventKind::TenantMessage { .. } => "tenant_message",
        EventKind::Note => "note",
        EventKind::Started => "started",
        EventKind::NotStarted => "not_started",
        EventKind::Paused { .. } => "paused",
        EventKind::Resumed => "resumed",
        EventKind::Resolved => "resolved",
        EventKind::Reopened => "reopened",
        EventKind::NotNeeded { .. } => "not_needed",
        EventKind::Linked { .. } => "linked",
        EventKind::Unlinked => "unlinked",
        EventKind::Assigned { .. } => "assigned",
        EventKind::IncidentPaused { .. } => "incident_paused",
        EventKind::IncidentContinued => "incident_continued",
        EventKind::Gone { .. } => "gone",
        EventKind::Returned => "returned",
        // It has no row: it is a `reopened` whose writer is the help desk.
        EventKind::ReopenedAutomatically => unreachable!(),
    }
}

/// Each kind with what its row says beyond the word; whoever reads a file of yesterday finds exactly this.
fn every_kind() -> Vec<(EventKind, Value)> {
    let (next, millis) = (at("2026-11-23T15:00:00Z"), 1_795_446_000_000_i64);
    vec![
        (
            EventKind::Raised {
                route: Route::Normal,
                tenant: true,
            },
            json!({ "route": "normal", "tenant": true }),
        ),
        (
            EventKind::Raised {
                route: Route::Emergency,
                tenant: false,
            },
            json!({ "route": "emergency", "tenant": false }),
        ),
        (
            EventKind::Priority {
                priority: Priority::P2,
                in_scope: Some(false),
            },
            json!({ "priority": "P2", "in_scope": false }),
        ),
        (
            EventKind::Priority {
                priority: Priority::P4,
                in_scope: None,
            },
            json!({ "priority": "P4" }),
        ),
        (
            EventKind::PublicReply {
                next_update_at: Some(next),
            },
            json!({ "next_update_at": millis }),
        ),
        (EventKind::PublicReply { next_update_at: None }, json!({})),
        (
            EventKind::Told {
                next_update_at: Some(next),
            },
            json!({ "next_update_at": millis }),
        ),
        (EventKind::Told { next_update_at: None }, json!({})),
        (
            EventKind::TenantMessage { automatic: true },
            json!({ "automatic": true }),
        ),
        (
            EventKind::TenantMessage { automatic: false },
            json!({ "automatic": false }),
        ),
        (EventKind::Note, json!({})),
        (EventKind::Started, json!({})),
        (EventKind::NotStarted, json!({})),
        (
            EventKind::Paused {
                reason: "waits for \"logs\"\nand a date".into(),
                chase_at: Some(next),
            },
            json!({ "reason": "waits for \"logs\"\nand a date", "chase_at": millis }),
        ),
        (
            EventKind::Paused {
                reason: String::new(),
                chase_at: None,
            },
            json!({ "reason": "" }),
        ),
        (EventKind::Resumed, json!({})),
        (EventKind::Resolved, json!({})),
        (EventKind::Reopened, json!({})),
        (
            EventKind::NotNeeded {
                reason: "thanks!".into(),
            },
            json!({ "reason": "thanks!" }),
        ),
        (EventKind::Linked { to: numbered(7) }, json!({ "to": "rt:work/7" })),
        (EventKind::Unlinked, json!({})),
        (
            EventKind::Assigned {
                to: Some("alex".into()),
            },
            json!({ "to": "alex" }),
        ),
        (EventKind::Assigned { to: None }, json!({})),
        (
            EventKind::IncidentPaused { continues_at: next },
            json!({ "continues_at": millis }),
        ),
        (EventKind::IncidentContinued, json!({})),
        (EventKind::Gone { why: Gone::Deleted }, json!({ "why": "deleted" })),
        (EventKind::Gone { why: Gone::Hidden }, json!({ "why": "hidden" })),
        (
            EventKind::Gone {
                why: Gone::Merged { into: numbered(7) },
            },
            json!({ "why": "merged", "into": "rt:work/7" }),
        ),
        (
            EventKind::Gone {
                why: Gone::Moved { to: "Network".into() },
            },
            json!({ "why": "moved", "to": "Network" }),
        ),
        (EventKind::Returned, json!({})),
    ]
}

#[test]
fn every_kind_of_event_comes_back_as_it_was_and_in_the_order_of_its_instants() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let kinds: Vec<EventKind> = every_kind().into_iter().map(|(kind, _)| kind).collect();
    // Recorded backwards, and the last four in the same instant: those keep the order they were recorded in.
    let last = kinds.len() - 4;
    let after = |n: usize| minutes(i64::try_from(n.min(last)).unwrap());
    let mut events: Vec<NewEvent> = kinds
        .iter()
        .enumerate()
        .map(|(n, kind)| event("rt:work/41", monday() + after(n), kind.clone()))
        .collect();
    events[..last].reverse();
    let new = store
        .desk
        .write(|desk| {
            desk.put_tickets(&[ticket(41)])?;
            desk.append_events(&events)
        })
        .unwrap();
    assert_eq!(new, kinds.len());
    let history = store.desk.read().history(&numbered(41)).unwrap();
    assert_eq!(
        history.iter().map(|event| event.kind.clone()).collect::<Vec<_>>(),
        kinds
    );
}

/// An event of ticket 41 as another program, or another version, would have written it.
fn write_event(dir: &std::path::Path, kind: &str, data: &str) {
    write_raw(
        dir,
        "desk.db",
        "INSERT INTO ticket_event (ticket, at, recorded_at, kind, data) VALUES ('rt:work/41', 0, 0, ?1, ?2)",
        [kind, data],
    );
}

#[test]
fn every_kind_of_event_stands_in_the_file_as_yesterdays_program_wrote_it_and_is_read_from_there() {
    for (kind, data) in every_kind() {
        let (written, found) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let mut store = open(written.path());
        let happened = event("rt:work/41", monday(), kind.clone());
        store
            .desk
            .write(|desk| {
                desk.put_tickets(&[ticket(41)])?;
                desk.append_events(std::slice::from_ref(&happened))
            })
            .unwrap();
        let file = rusqlite::Connection::open(written.path().join("desk.db")).unwrap();
        let row: (i64, String, String) = file
            .query_row("SELECT at, kind, data FROM ticket_event", [], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?))
            })
            .unwrap();
        assert_eq!((row.0, row.1.as_str()), (monday().timestamp_millis(), word(&kind)));
        assert_eq!(serde_json::from_str::<Value>(&row.2).unwrap(), data, "{kind:?}");

        let mut store = open(found.path());
        store.desk.write(|desk| desk.put_tickets(&[ticket(41)])).unwrap();
        write_event(found.path(), word(&kind), &data.to_string());
        let history = store.desk.read().history(&numbered(41)).unwrap();
        assert_eq!(history.into_iter().map(|event| event.kind).collect::<Vec<_>>(), [kind]);
    }
}

#[test]
fn r23_09_an_event_that_nobody_knows_is_left_out_and_noted_and_not_another_event() {
    for (kind, data) in [
        ("paged", "{}"),
        ("", "{}"),
        ("Note", "{}"),
        ("paged", r#"{"kind":"note"}"#),
        ("note", "[]"),
        ("note", "no JSON at all"),
        ("raised", "{}"),
        ("raised", r#"{"route":"by_pigeon","tenant":true}"#),
        ("priority", r#"{"priority":"P5"}"#),
        ("tenant_message", "{}"),
        ("public_reply", r#"{"next_update_at":9223372036854775807}"#),
        ("paused", r#"{"chase_at":1795446000000}"#),
        ("linked", "{}"),
        ("linked", r#"{"to":"x"}"#),
        ("incident_paused", "{}"),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path());
        store
            .desk
            .write(|desk| {
                desk.put_tickets(&[ticket(41)])?;
                desk.append_events(&[event("rt:work/41", monday(), EventKind::Started)])
            })
            .unwrap();
        write_event(dir.path(), kind, data);
        let desk = store.desk.read();
        let started = [EventKind::Started];
        let kinds = |events: Vec<TicketEvent>| events.into_iter().map(|event| event.kind).collect::<Vec<_>>();
        assert_eq!(kinds(desk.history(&numbered(41)).unwrap()), started, "{kind} {data}");
        let recorded = desk.recorded_events(&numbered(41)).unwrap();
        assert_eq!(kinds(recorded.into_iter().map(|row| row.event).collect()), started);
        let [left_out] = &store.left_out().desk[..] else {
            panic!("{kind} {data}: noted once")
        };
        assert_eq!(
            (left_out.table.as_str(), left_out.row.as_str()),
            ("ticket_event", "2, rt:work/41")
        );
    }
}

/// Tickets 41 to 44, with these links recorded in turn.
fn linked(links: &[(u32, Option<u32>)]) -> (tempfile::TempDir, desk_store::Store) {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    store
        .desk
        .write(|desk| {
            desk.put_tickets(&[41, 42, 43, 44].map(ticket))?;
            for (n, (of, to)) in (0..).zip(links) {
                let kind = to.map_or(EventKind::Unlinked, |to| EventKind::Linked { to: numbered(to) });
                desk.append_events(&[event(numbered(*of).as_str(), monday() + minutes(n), kind)])?;
            }
            Ok(())
        })
        .unwrap();
    (dir, store)
}

fn group(store: &desk_store::Store, number: u32) -> (TicketId, Vec<TicketId>) {
    let (desk, id) = (store.desk.read(), numbered(number));
    let ticket = desk.ticket(&id).unwrap().unwrap();
    let others = desk.linked_with(&ticket).unwrap().into_iter().map(|ticket| ticket.id);
    (desk.standing_for(&id).unwrap(), others.collect())
}

#[test]
fn one_ticket_stands_for_all_that_are_linked_however_they_were_linked() {
    let (_dir, store) = linked(&[(43, Some(42)), (42, Some(41))]);
    for (of, stands_for_all, others) in [(41, 41, vec![42, 43]), (43, 41, vec![41, 42]), (44, 44, vec![])] {
        let others = others.into_iter().map(numbered).collect();
        assert_eq!(group(&store, of), (numbered(stands_for_all), others), "{of}");
    }
}

#[test]
fn the_last_word_about_a_link_counts() {
    let (_dir, store) = linked(&[(42, Some(41)), (42, None), (43, Some(41)), (43, Some(44))]);
    assert_eq!(group(&store, 42).0, "rt:work/42");
    assert_eq!(group(&store, 43).0, "rt:work/44");
    assert_eq!(store.desk.read().last_link(&numbered(42)).unwrap(), None);
}

#[test]
fn a_link_in_a_circle_or_to_a_ticket_that_is_not_here_is_none() {
    let (_dir, mut store) = linked(&[(42, Some(41)), (41, Some(42)), (43, Some(99))]);
    assert_eq!(group(&store, 41).0, "rt:work/41");
    assert_eq!(group(&store, 43).0, "rt:work/43");
    // Once that ticket is here, the link holds.
    let last = store.desk.read().last_link(&numbered(43)).unwrap();
    assert_eq!(last, Some(numbered(99)));
    store
        .desk
        .write(|desk| {
            desk.put_tickets(&[ticket(99)])?;
            desk.settle_link(&numbered(43))
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
        op_id: Some(op("op-1")),
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
    let events = store.desk.read().recorded_events(&numbered(41)).unwrap();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].event.kind, promised);
    assert_eq!(events[0].op_id, Some(op("op-1")));
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
            linked.linked_to = Some(ticket_id("practice/1"));
            desk.put_tickets(&[own_ticket("practice/1", true, "Practise on me"), linked])?;
            desk.append_events(&[
                event("practice/1", monday(), EventKind::Started),
                event("local/1", monday(), EventKind::Started),
            ])?;
            desk.queue(&act("op-practice", "practice/1"))?;
            desk.claim([key("practice/1", 0)], monday())?;
            let incident = desk.open_incident("Practice", Some(&ticket_id("practice/1")), monday())?;
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
    let ids: Vec<TicketId> = desk.tickets().unwrap().into_iter().map(|ticket| ticket.id).collect();
    assert_eq!(ids, ["local/1", "rt:work/41", "rt:work/42"]);
    assert_eq!(desk.history(&ticket_id("local/1")).unwrap().len(), 1);
    assert_eq!(desk.history(&ticket_id("practice/1")).unwrap(), []);
    assert_eq!(desk.ledger([&ticket_id("practice/1")]).unwrap().notices, []);
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
            desk.adopt(&numbered(41))?;
            desk.set_ticket_tenant(&numbered(41), "registers")?;
            desk.put_tickets(std::slice::from_ref(&before))
        })
        .unwrap();
    let ticket = store.desk.read().ticket(&numbered(41)).unwrap().unwrap();
    assert!(ticket.adopted);
    assert_eq!(ticket.tenant.as_deref(), Some("registers"));
}
