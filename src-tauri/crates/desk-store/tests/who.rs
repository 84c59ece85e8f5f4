//! Whose words a message is, is told from facts each time that it is read (rule 6).
#![allow(clippy::unwrap_used, missing_docs)]

mod common;

use common::{account_key, at, event, monday, numbered, open, ticket, transaction};
use desk_domain::event::EventKind::{
    Linked, Note, PublicReply, Reopened, ReopenedAutomatically, Started, TenantMessage,
};
use desk_domain::event::{EventKind, TicketEvent};
use desk_domain::who::{Circle, Person, Role, Side};
use desk_store::Store;
use desk_store::desk::ticket_event::NewEvent;
use desk_store::desk::who::DoneBy;

const REPLY: EventKind = PublicReply { next_update_at: None };
const TENANT: EventKind = TenantMessage { automatic: false };
const MACHINE: EventKind = TenantMessage { automatic: true };

fn person(name: &str) -> Person {
    let address = Some(name.to_owned()).filter(|name| name.contains('@'));
    Person {
        name: name.to_owned(),
        address,
    }
}

fn by(number: u32, name: &str, role: Role, automatic: bool) -> DoneBy {
    DoneBy {
        transaction: number.to_string(),
        person: person(name),
        role,
        automatic,
    }
}

/// What happened to ticket 41, transaction by transaction from 1.
fn recorded(kinds: &[EventKind]) -> Vec<NewEvent> {
    let numbered = (1..).zip(kinds);
    numbered
        .map(|(number, kind)| NewEvent {
            transaction: transaction(number),
            ..event(
                "rt:work/41",
                monday() + chrono::TimeDelta::seconds(number.into()),
                kind.clone(),
            )
        })
        .collect()
}

struct Folder {
    store: Store,
    _dir: tempfile::TempDir,
}

impl Folder {
    /// Ticket 41 of `requestors` with this history.
    fn with(requestors: &[&str], kinds: &[EventKind], done: &[DoneBy]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let mut store = open(dir.path());
        store
            .desk
            .write(|desk| {
                desk.put_tickets(&[ticket(41), ticket(7)])?;
                desk.append_events(&recorded(kinds))
            })
            .unwrap();
        let mut folder = Self { store, _dir: dir };
        folder.people(requestors, &[]);
        folder.done(done);
        folder
    }

    fn people(&mut self, requestors: &[&str], cc: &[&str]) {
        let people = |names: &[&str]| names.iter().map(|name| person(name)).collect::<Vec<_>>();
        let circle = Circle {
            requestors: people(requestors),
            cc: people(cc),
            me: None,
        };
        let written = self.store.desk.write(|desk| desk.put_people(&numbered(41), &circle));
        written.unwrap();
    }

    fn done(&mut self, done: &[DoneBy]) -> Vec<desk_domain::ids::TicketId> {
        let account = account_key("rt:work");
        self.store.desk.write(|desk| desk.put_done_by(&account, done)).unwrap()
    }

    fn kinds(&self) -> Vec<EventKind> {
        let history = self.store.desk.read().history(&numbered(41)).unwrap();
        history.into_iter().map(|TicketEvent { kind, .. }| kind).collect()
    }
}

#[test]
fn r04_a_folder_of_yesterday_heals_once_its_thread_was_read_again() {
    // Yesterday's Dutydesk took Robin for one of us, and Alex, on Cc, for the tenant.
    let mut folder = Folder::with(&["sam@tenant.test"], &[REPLY, TENANT], &[]);
    assert_eq!(folder.kinds(), [REPLY, TENANT], "nothing is known yet");
    let account = account_key("rt:work");
    assert_eq!(folder.store.desk.read().without_writers(&account).unwrap().len(), 1);
    folder.done(&[
        by(1, "robin@tenant.test", Role::Outsider, false),
        by(2, "alex", Role::Agent, false),
    ]);
    assert_eq!(folder.kinds(), [TENANT, REPLY]);
    assert!(folder.store.desk.read().without_writers(&account).unwrap().is_empty());
}

#[test]
fn r04_whose_words_they_are_follows_the_people_of_the_ticket() {
    let done = [by(1, "kim", Role::Agent, false), by(2, "robin", Role::Untold, false)];
    let mut folder = Folder::with(&["sam@tenant.test"], &[REPLY, REPLY], &done);
    assert_eq!(folder.kinds(), [REPLY, REPLY]);
    folder.people(&["sam@tenant.test"], &["robin"]);
    assert_eq!(
        folder.kinds(),
        [REPLY, TENANT],
        "on Cc, and nobody says that Robin is an agent"
    );
    folder.people(&["kim"], &["robin"]);
    assert_eq!(folder.kinds(), [TENANT, TENANT], "Kim, an agent, asked alone");
    folder.people(&["kim", "sam@tenant.test"], &[]);
    assert_eq!(folder.kinds(), [REPLY, REPLY]);
    let sides = folder.store.desk.read().sides(&numbered(41)).unwrap();
    assert_eq!(sides["1"], Side::Us);
}

#[test]
fn r04_what_is_learned_of_somebody_counts_for_all_that_they_wrote() {
    let mut folder = Folder::with(
        &["sam@tenant.test"],
        &[REPLY],
        &[by(1, "robin@tenant.test", Role::Untold, false)],
    );
    assert_eq!(folder.kinds(), [TENANT], "of the requestor's domain");
    assert_eq!(
        folder.done(&[by(9, "robin@tenant.test", Role::Agent, false)]),
        [numbered(41)]
    );
    assert_eq!(folder.kinds(), [REPLY]);
    assert!(
        folder
            .done(&[by(9, "robin@tenant.test", Role::Untold, false)])
            .is_empty()
    );
    assert_eq!(
        folder.kinds(),
        [REPLY],
        "that nothing was said this time takes nothing back"
    );
}

#[test]
fn r05_what_the_accounts_own_user_writes_is_ours_also_on_cc() {
    let mut folder = Folder::with(
        &["sam@tenant.test", "alex"],
        &[REPLY],
        &[by(1, "alex", Role::Untold, false)],
    );
    assert_eq!(folder.kinds(), [TENANT]);
    folder
        .store
        .desk
        .write(|desk| {
            desk.put_account(&desk_store::desk::account::Account {
                me: Some("alex".to_owned()),
                ..common::account()
            })
        })
        .unwrap();
    assert_eq!(folder.kinds(), [REPLY]);
}

#[test]
fn r06_what_the_help_desk_opens_after_automatic_mail_is_no_reopening() {
    let done = [
        by(1, "sam@tenant.test", Role::Outsider, true),
        by(2, "RT_System", Role::HelpDesk, false),
        by(3, "sam@tenant.test", Role::Outsider, false),
        by(4, "RT_System", Role::HelpDesk, false),
        by(5, "alex", Role::Agent, false),
    ];
    let kinds = [REPLY, Reopened, REPLY, Reopened, Reopened];
    let folder = Folder::with(&["sam@tenant.test"], &kinds, &done);
    assert_eq!(
        folder.kinds(),
        [MACHINE, ReopenedAutomatically, TENANT, Reopened, Reopened]
    );
}

#[test]
fn rule_24_an_act_in_a_note_counts_only_if_an_agent_wrote_it() {
    let link = Linked { to: numbered(7) };
    let kinds = [Started, Started, link.clone()];
    let done = [
        by(1, "mallory@tenant.test", Role::Outsider, false),
        by(2, "alex", Role::Agent, false),
        by(3, "alex", Role::Agent, false),
    ];
    let folder = Folder::with(&["sam@tenant.test"], &kinds, &done);
    assert_eq!(folder.kinds(), [Note, Started, link]);
}

#[test]
fn r05_the_promise_of_our_own_reply_stays_with_it() {
    let next = at("2026-11-23T15:00:00Z");
    let promised = PublicReply {
        next_update_at: Some(next),
    };
    let folder = Folder::with(
        &["alex"],
        std::slice::from_ref(&promised),
        &[by(1, "alex", Role::Agent, false)],
    );
    // Alone, the writer would be the tenant; but another Dutydesk read its promise, so it was sent from an outbox.
    assert_eq!(folder.kinds(), [TENANT]);
    let mut folder = folder;
    let mut again = recorded(std::slice::from_ref(&promised));
    again[0].op_id = Some(common::op("7f1c"));
    folder.store.desk.write(|desk| desk.append_events(&again)).unwrap();
    assert_eq!(folder.kinds(), [promised]);
}
