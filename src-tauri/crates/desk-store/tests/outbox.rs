//! The outbox: order on each ticket, and nothing sent twice without looking.
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{act, at, fill, minutes, monday, numbered, op, open, own_ticket, ticket, write_raw};
use desk_domain::ids::OperationId;
use desk_domain::priority::Priority;
use desk_store::Store;
use desk_store::desk::mishap::Mishap;
use desk_store::desk::outbox::{Act, ActState, Carries, NewAct, Note, Reply, Status, Unreadable};
use desk_store::desk::outbox_doubt::Doubt;
use rusqlite::Connection;
use serde_json::{Value, json};

fn two_tickets(dir: &std::path::Path) -> Store {
    let mut store = open(dir);
    store
        .desk
        .write(|desk| {
            desk.put_tickets(&[ticket(41), ticket(42)])?;
            desk.queue(&act("first-on-41", "rt:work/41"))?;
            desk.queue(&act("second-on-41", "rt:work/41"))?;
            desk.queue(&act("first-on-42", "rt:work/42"))
        })
        .unwrap();
    store
}

fn sendable(store: &Store) -> Vec<OperationId> {
    store
        .desk
        .read()
        .next_sendable(monday())
        .unwrap()
        .into_iter()
        .map(|act| act.op_id)
        .collect()
}

#[test]
fn f28_what_comes_after_an_unknown_act_waits_and_other_tickets_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = two_tickets(dir.path());
    assert_eq!(sendable(&store), ["first-on-41", "first-on-42"]);

    store.desk.write(|desk| desk.take_for_sending(1, monday())).unwrap();
    assert_eq!(sendable(&store), ["first-on-42"], "while the first is on its way");

    store
        .desk
        .write(|desk| desk.mark_unknown(1, Doubt::Unanswered, "No answer within 30 s.", None, None))
        .unwrap();
    assert_eq!(sendable(&store), ["first-on-42"], "while nobody knows of the first");

    store
        .desk
        .write(|desk| desk.mark_sent(1, Some("501"), monday()))
        .unwrap();
    assert_eq!(sendable(&store), ["second-on-41", "first-on-42"]);
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
    assert_eq!(sendable(&store), ["second-on-41", "first-on-42"]);
    let parked = store.desk.read().act(1).unwrap().unwrap();
    assert_eq!((parked.state, parked.attempts), (ActState::Refused, 1));
    assert_eq!(parked.reason.as_deref(), Some("You may not reply to this ticket."));

    // Sent again by a person, it keeps its place in the order.
    assert!(store.desk.write(|desk| desk.queue_again(1)).unwrap());
    assert_eq!(sendable(&store), ["first-on-41", "first-on-42"]);
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
            desk.queue(&act("after-it", "rt:work/41"))
        })
        .unwrap();
    assert_eq!(sendable(&store), [""; 0]);
    assert_eq!(
        store.desk.read().next_hold_ends(monday()).unwrap(),
        Some(monday() + minutes(1))
    );
    assert_eq!(
        store.desk.read().next_sendable(monday() + minutes(1)).unwrap()[0].op_id,
        "held"
    );
    assert!(store.desk.write(|desk| desk.cancel(1)).unwrap());
    assert_eq!(sendable(&store), ["after-it"]);
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
            .write(|desk| desk.queue(&act("first-on-41", "rt:work/41")))
            .unwrap(),
        1
    );
    assert_eq!(store.desk.read().acts_of(&numbered(41)).unwrap().len(), 2);
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
    assert_eq!(sendable(&store), ["first-on-42"]);
}

#[test]
fn f44_after_an_old_copy_came_back_nothing_in_it_is_sent_without_looking() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    fill(&mut store);
    // The copy knows the act as queued; then it is sent; then the file is destroyed.
    store.back_up(monday()).unwrap();
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

/// A queued act on ticket 41 as another program, or another version, would have written it.
fn write_act(dir: &std::path::Path, op_id: &str, kind: &str, payload: &str) {
    write_raw(
        dir,
        "desk.db",
        "INSERT INTO outbox (op_id, account, ticket, kind, payload, state, attempts, queued_at)
         VALUES (?1, 'rt:work', 'rt:work/41', ?2, ?3, 'queued', 0, 0)",
        [op_id, kind, payload],
    );
}

#[test]
fn an_act_that_cannot_be_read_is_shown_as_it_stands_in_the_file_and_hides_no_other() {
    for (kind, payload) in [
        // Nothing that a Dutydesk ever wrote.
        ("reply", "[1, 2]"),
        ("note", " \"We are looking into it.\""),
        ("owner", "null"),
        ("owner", r#"{"to":""}"#),
        ("owner", r#"{"to":"sam","note":" "}"#),
        // Words that are missing, or are none.
        ("reply", r#"{"typed":"We found it","resolve":true}"#),
        ("reply", r#"{"text":""}"#),
        ("reply", r#"{"text":" \n\t"}"#),
        ("reply", r#"{ "text": 7 }"#),
        ("note", "{}"),
        ("note", r#"{"text":""}"#),
        ("subject", r#"{"text":""}"#),
        // Words that nobody knows.
        ("status", r#"{"status":"stalled"}"#),
        ("status", "{}"),
        ("priority", r#"{"priority":"P5"}"#),
        ("reply", r#"{"text":"In an hour","next_update_at":"soon"}"#),
        ("acknowledge", "{}"),
        ("escalate", r#"{"kind":"note","text":"the kind is in its column"}"#),
    ] {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path());
        store.desk.write(|desk| desk.put_tickets(&[ticket(41)])).unwrap();
        let queue = |store: &mut Store, op_id| store.desk.write(|desk| desk.queue(&act(op_id, "rt:work/41"))).unwrap();
        queue(&mut store, "before");
        write_act(dir.path(), "unreadable", kind, payload);
        queue(&mut store, "after");

        let desk = store.desk.read();
        let (of_the_ticket, unsettled) = (desk.acts_of(&numbered(41)).unwrap(), desk.unsettled_acts().unwrap());
        assert_eq!(of_the_ticket, unsettled, "{kind} {payload}");
        let op_ids: Vec<&OperationId> = unsettled.iter().map(|act| &act.op_id).collect();
        assert_eq!(
            op_ids,
            [&op("before"), &op("unreadable"), &op("after")],
            "{kind} {payload}"
        );
        for (place, readable) in [(0, true), (1, false), (2, true)] {
            assert_eq!(unsettled[place].carries.is_ok(), readable, "{kind} {payload}");
        }
        let unreadable = Unreadable {
            kind: kind.to_owned(),
            payload: payload.to_owned(),
        };
        assert_eq!(unsettled[1].carries, Err(unreadable));
        assert_eq!((unsettled[1].reply(), unsettled[1].note()), (None, None));
        assert_eq!(desk.act(2).unwrap().as_ref(), Some(&unsettled[1]), "{kind} {payload}");

        // A person can take it back: the row stays as it is.
        assert!(store.desk.write(|desk| desk.cancel(2)).unwrap());
        let taken_back = Act {
            state: ActState::Cancelled,
            ..unsettled[1].clone()
        };
        assert_eq!(store.desk.read().act(2).unwrap(), Some(taken_back), "{kind} {payload}");
    }
}

/// What each act carries, with the kind and the payload that the file has of it.
fn forms() -> Vec<(Carries, &'static str, Value)> {
    let reply = |text: &str| Reply {
        text: text.into(),
        ..Reply::default()
    };
    vec![
        (
            Carries::Reply(Reply {
                text: "We found it.\n\nNext update by 16:00.".into(),
                typed: "We found it.".into(),
                next_update_at: Some(at("2017-05-23T14:00:00Z")),
                chosen: true,
                attachments: vec!["7f-app.log".into()],
                resolve: true,
            }),
            "reply",
            json!({
                "text": "We found it.\n\nNext update by 16:00.",
                "typed": "We found it.",
                "next_update_at": "2017-05-23T14:00:00Z",
                "chosen": true,
                "attachments": ["7f-app.log"],
                "resolve": true,
            }),
        ),
        (Carries::Reply(reply("Thanks!")), "reply", json!({ "text": "Thanks!" })),
        (
            Carries::Reply(Reply {
                next_update_at: Some(at("2017-05-23T14:00:00.250Z")),
                ..reply("Soon")
            }),
            "reply",
            json!({ "text": "Soon", "next_update_at": "2017-05-23T14:00:00.250Z" }),
        ),
        (
            Carries::Note(Note {
                text: "Linked to 42.".into(),
                ..Note::default()
            }),
            "note",
            json!({ "text": "Linked to 42." }),
        ),
        (
            Carries::Note(Note {
                attachments: vec!["7f-app.log".into()],
                ..Note::of("See the log".into())
            }),
            "note",
            json!({ "text": "See the log", "typed": "See the log", "attachments": ["7f-app.log"] }),
        ),
        (
            Carries::Subject {
                text: "new subject".into(),
            },
            "subject",
            json!({ "text": "new subject" }),
        ),
        (
            Carries::Priority { priority: Priority::P2 },
            "priority",
            json!({ "priority": "P2" }),
        ),
        (
            Carries::Status { status: Status::Open },
            "status",
            json!({ "status": "open" }),
        ),
        (
            Carries::Status {
                status: Status::Resolved,
            },
            "status",
            json!({ "status": "resolved" }),
        ),
        // As it was before a ticket could be handed over: it means me.
        (Carries::TO_ME, "owner", json!({})),
        (
            Carries::Owner {
                to: Some("sam".into()),
                note: "The cells are drained.".into(),
            },
            "owner",
            json!({ "to": "sam", "note": "The cells are drained." }),
        ),
        (
            Carries::Owner {
                to: Some("sam".into()),
                note: String::new(),
            },
            "owner",
            json!({ "to": "sam" }),
        ),
    ]
}

#[test]
fn what_yesterdays_program_queued_is_read_and_what_is_queued_today_has_the_same_form() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    store.desk.write(|desk| desk.put_tickets(&[ticket(41)])).unwrap();
    let forms = forms();
    for (n, (_, kind, payload)) in forms.iter().enumerate() {
        write_act(dir.path(), &format!("then-{n}"), kind, &payload.to_string());
    }
    let read = |store: &Store| -> Vec<_> {
        let acts = store.desk.read().acts_of(&numbered(41)).unwrap();
        acts.into_iter().map(|act| act.carries).collect()
    };
    let carried: Vec<_> = forms.iter().map(|(carries, ..)| Ok(carries.clone())).collect();
    assert_eq!(read(&store), carried);

    for (n, (carries, ..)) in forms.iter().enumerate() {
        let now = NewAct {
            carries: carries.clone(),
            ..act(&format!("now-{n}"), "rt:work/41")
        };
        store.desk.write(|desk| desk.queue(&now)).unwrap();
    }
    let file = Connection::open(dir.path().join("desk.db")).unwrap();
    for (n, (_, kind, payload)) in forms.iter().enumerate() {
        let written: (String, String) = file
            .query_row(
                "SELECT kind, payload FROM outbox WHERE op_id = ?1",
                [format!("now-{n}")],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
            .unwrap();
        assert_eq!(written.0, *kind);
        assert_eq!(serde_json::from_str::<Value>(&written.1).unwrap(), *payload, "{kind}");
    }
    assert_eq!(read(&store)[forms.len()..], carried, "and is read again");
}

#[test]
fn an_act_on_a_ticket_of_our_own_has_no_account() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let own = NewAct {
        account: None,
        ..act("op-1", "local/7")
    };
    store
        .desk
        .write(|desk| {
            desk.put_tickets(&[own_ticket("local/7", false, "Slack: our deploys hang")])?;
            desk.queue(&own)
        })
        .unwrap();
    assert_eq!(store.desk.read().act(1).unwrap().unwrap().account, None);
    // The column cannot be empty.
    let file = Connection::open(dir.path().join("desk.db")).unwrap();
    let word: String = file
        .query_row("SELECT account FROM outbox", [], |row| row.get(0))
        .unwrap();
    assert_eq!(word, "own", "as in the files of yesterday");
}

#[test]
fn r23_16_a_hold_that_is_longer_than_any_wait_was_made_by_a_wrong_clock() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = open(dir.path());
    let held = |name: &str, until| NewAct {
        hold_until: Some(until),
        ..act(name, "rt:work/41")
    };
    let (two_days, longest) = (monday() + minutes(2 * 24 * 60), monday() + minutes(15));
    store
        .desk
        .write(|desk| {
            desk.put_tickets(&[ticket(41), ticket(42)])?;
            desk.queue(&held("ahead", two_days))?;
            desk.queue(&NewAct {
                ticket: numbered(42),
                ..held("fifteen", longest)
            })
        })
        .unwrap();
    assert_eq!(sendable(&store), ["ahead"]);
    assert_eq!(store.desk.read().next_hold_ends(monday()).unwrap(), Some(longest));
    // The same for an unknown act that is to be looked up.
    store
        .desk
        .write(|desk| {
            desk.take_for_sending(1, monday())?;
            desk.mark_unknown(1, Doubt::Unanswered, "No answer.", None, Some(two_days))
        })
        .unwrap();
    assert_eq!(store.desk.read().next_doubtful(monday()).unwrap()[0].op_id, "ahead");
}

#[test]
fn r23_14_what_a_process_was_sending_when_it_ended_is_looked_up_before_anything_else() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = two_tickets(dir.path());
    store.desk.write(|desk| desk.take_for_sending(1, monday())).unwrap();
    drop(store);
    let (mut store, _) = Store::open(dir.path(), monday() + minutes(1)).unwrap();
    let doubtful = |store: &Store| store.desk.read().next_doubtful(monday() + minutes(1)).unwrap();
    let first = doubtful(&store).remove(0);
    assert_eq!(
        (first.id, first.doubt, first.asks()),
        (1, Some(Doubt::Unanswered), false)
    );
    assert_eq!(first.tried_at, Some(monday()));
    assert!(
        store
            .desk
            .write(|desk| desk.take_again(1, monday() + minutes(1)))
            .unwrap()
    );
    store.desk.write(|desk| desk.ask_about(1, "It can't be told.")).unwrap();
    assert!(doubtful(&store).is_empty(), "a person decides");
    assert!(store.desk.read().act(1).unwrap().unwrap().asks());
    assert!(!store.desk.write(|desk| desk.take_again(1, monday())).unwrap());
}

#[test]
fn r23_17_an_older_copy_that_was_put_back_by_hand_is_noticed_and_nothing_in_it_is_sent_without_looking() {
    let dir = tempfile::tempdir().unwrap();
    let mut store = two_tickets(dir.path());
    store.tidy().unwrap();
    std::fs::copy(dir.path().join("desk.db"), dir.path().join("old.db")).unwrap();
    let sends = |store: &mut Store, id| {
        store
            .desk
            .write(|desk| {
                desk.take_for_sending(id, monday())?;
                desk.mark_sent(id, Some("501"), monday())
            })
            .unwrap();
        store.note_outbox().unwrap();
    };
    sends(&mut store, 1);
    drop(store);
    for part in ["desk.db-wal", "desk.db-shm"] {
        let _ = std::fs::remove_file(dir.path().join(part));
    }
    std::fs::copy(dir.path().join("old.db"), dir.path().join("desk.db")).unwrap();

    let (mut store, opened) = Store::open(dir.path(), monday() + minutes(1)).unwrap();
    let older = Mishap::OlderCopy {};
    let told = |store: &Store| {
        let unseen = store.desk.read().unseen_mishaps().unwrap();
        unseen.iter().filter(|unseen| unseen.mishap == older).count()
    };
    assert_eq!(told(&store), 1);
    assert_eq!(opened.doubtful_acts, 3);
    assert_eq!(sendable(&store), [""; 0]);
    let doubtful = store.desk.read().next_doubtful(monday()).unwrap();
    assert_eq!(
        doubtful.iter().map(|act| act.doubt).collect::<Vec<_>>(),
        [Some(Doubt::Restored); 2]
    );
    sends(&mut store, 1);
    drop(store);
    let (store, _) = Store::open(dir.path(), monday() + minutes(1)).unwrap();
    assert_eq!(told(&store), 1, "it is noticed once");
}

#[test]
fn r23_17_what_was_queued_long_before_a_start_is_looked_up_first() {
    let dir = tempfile::tempdir().unwrap();
    drop(two_tickets(dir.path()));
    let first = |now| {
        let (store, opened) = Store::open(dir.path(), now).unwrap();
        let act = store.desk.read().next_sendable(now).unwrap().remove(0);
        (opened.doubtful_acts, act.is_looked_up_first())
    };
    assert_eq!(first(monday() + minutes(15)), (0, false));
    assert_eq!(first(monday() + minutes(16)), (3, true));
    assert_eq!(first(monday() + minutes(16)), (0, true), "it is said once");
}
