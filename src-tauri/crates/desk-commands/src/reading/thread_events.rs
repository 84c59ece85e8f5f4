//! What a help desk's thread means for the clocks: messages and changes become events, and who wrote them is kept beside
//! them. Whose words a public message is, is told from that whenever it is read (rule 6). Pure.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use desk_connect::{Change, MessageKind, RemoteMessage, RemoteThread, RemoteTicket};
use desk_domain::event::{EventKind, Route, TicketEvent};
use desk_domain::ids::{AccountKey, OperationId, TicketId};
use desk_domain::policy::EmergencyRoute;
use desk_domain::who::{Circle, Person, Side, Writer};
use desk_store::desk::account::Account;
use desk_store::desk::ticket_event::{NewEvent, Transaction};
use desk_store::desk::who::DoneBy;

use super::shared_log;
use super::shared_log::{SharedLink, SharedPromise};
use crate::ticket::raised_transaction;

/// Whose thread it is, and when it was read.
pub(crate) struct Reading<'a> {
    /// Our own id of the ticket.
    pub ticket: &'a TicketId,
    /// The account's key.
    pub account: &'a AccountKey,
    /// The people of the ticket.
    pub circle: &'a Circle,
    /// When it was read.
    pub now: DateTime<Utc>,
    /// How the emergency route is recognised.
    pub emergency: &'a EmergencyRoute,
}

/// How the issue came (rule 15): by its queue, or by the addresses of its first email.
pub(crate) fn route(thread: &RemoteThread, emergency: &EmergencyRoute) -> Route {
    let same = |known: &[String], word: &str| known.iter().any(|known| known.eq_ignore_ascii_case(word));
    let addressed = thread
        .messages
        .iter()
        .filter(|message| message.opens)
        .flat_map(|message| message.to.iter().chain(&message.cc))
        .any(|address| same(&emergency.addresses, address));
    if addressed || same(&emergency.queues, &thread.ticket.queue) {
        Route::Emergency
    } else {
        Route::Normal
    }
}

/// The events of a thread. Each carries the help desk's transaction, so that reading it again adds nothing.
pub(crate) fn events(reading: &Reading<'_>, thread: &RemoteThread) -> Vec<NewEvent> {
    let raised = TicketEvent {
        at: thread.ticket.created_at,
        kind: EventKind::Raised {
            route: route(thread, reading.emergency),
            tenant: true,
        },
    };
    let mut events = vec![new_event(reading, raised, &raised_transaction(&thread.ticket.id), None)];
    let messages = thread.messages.iter().filter(|message| !message.opens);
    let promises = promises(reading.circle, thread);
    events.extend(messages.map(|message| of_message(reading, message, &promises)));
    for change in &thread.changes {
        let kind = match &change.what {
            Change::Resolved(_) => EventKind::Resolved,
            Change::Reopened(_) => EventKind::Reopened,
            Change::Owner(owner) => EventKind::Assigned {
                to: owner.as_ref().map(|owner| owner.name.clone()),
            },
            Change::Status(..) | Change::Subject(_) | Change::Priority(_) => continue,
        };
        let event = TicketEvent { at: change.at, kind };
        events.push(new_event(reading, event, &change.transaction, None));
    }
    events
}

/// Somebody of a help desk as the domain knows them.
fn person(remote: &desk_connect::Person) -> Person {
    Person {
        name: remote.name.clone(),
        address: remote.email.clone(),
    }
}

/// The people of an account's ticket.
pub(crate) fn circle(account: &Account, ticket: &RemoteTicket) -> Circle {
    Circle {
        requestors: ticket.requestors.iter().map(person).collect(),
        cc: ticket.cc.iter().map(person).collect(),
        me: account.me.clone(),
    }
}

/// Whose words a message is by what is known now. The text that a ticket was opened with is never ours.
pub(crate) fn side(circle: &Circle, message: &RemoteMessage) -> Side {
    let writer = Writer {
        person: person(&message.author),
        role: message.role,
        automatic: message.automatic,
    };
    match circle.side(&writer) {
        Side::Us if message.opens => Side::Tenant,
        side => side,
    }
}

/// Who did what in a thread.
pub(crate) fn done_by(thread: &RemoteThread) -> Vec<DoneBy> {
    let messages = thread.messages.iter().map(|message| DoneBy {
        transaction: message.transaction.clone(),
        person: person(&message.author),
        role: message.role,
        automatic: message.automatic,
    });
    let changes = thread.changes.iter().map(|change| DoneBy {
        transaction: change.transaction.clone(),
        person: person(&change.author),
        role: change.role,
        automatic: false,
    });
    messages.chain(changes).collect()
}

/// Times that replies promised, by the transaction of the reply. Only an agent's note promises.
fn promises(circle: &Circle, thread: &RemoteThread) -> HashMap<String, SharedPromise> {
    let by_us = |message: &&RemoteMessage| side(circle, message) == Side::Us;
    let notes = thread
        .messages
        .iter()
        .filter(|message| message.kind == MessageKind::Internal);
    let promises = notes
        .filter(by_us)
        .filter_map(|note| shared_log::read_promise(&note.body));
    promises.map(|promise| (promise.reply.clone(), promise)).collect()
}

fn of_message(reading: &Reading<'_>, message: &RemoteMessage, promises: &HashMap<String, SharedPromise>) -> NewEvent {
    let (kind, at, op_id) = match message.kind {
        MessageKind::Public => {
            let promise = promises.get(&message.transaction);
            let next_update_at = promise.map(|promise| promise.next);
            let op_id = promise.map(|promise| promise.op_id.clone());
            (EventKind::PublicReply { next_update_at }, message.at, op_id)
        }
        MessageKind::Internal if side(reading.circle, message) == Side::Us => of_note(reading, message),
        MessageKind::Internal => (EventKind::Note, message.at, None),
    };
    new_event(reading, TicketEvent { at, kind }, &message.transaction, op_id)
}

/// A note by an agent: an act of any Dutydesk, or words.
fn of_note(reading: &Reading<'_>, note: &RemoteMessage) -> (EventKind, DateTime<Utc>, Option<OperationId>) {
    if let Some(act) = shared_log::read(&note.body) {
        return (act.kind, act.at.unwrap_or(note.at), Some(act.op_id));
    }
    match shared_log::read_link(&note.body) {
        Some(SharedLink { op_id, to: Some(to) }) => {
            let to = TicketId::of_remote(reading.account, &to);
            (EventKind::Linked { to }, note.at, Some(op_id))
        }
        Some(SharedLink { op_id, to: None }) => (EventKind::Unlinked, note.at, Some(op_id)),
        None => (EventKind::Note, note.at, None),
    }
}

fn new_event(reading: &Reading<'_>, event: TicketEvent, transaction: &str, op_id: Option<OperationId>) -> NewEvent {
    NewEvent {
        ticket: reading.ticket.clone(),
        event,
        recorded_at: reading.now,
        transaction: Some(Transaction {
            account: reading.account.clone(),
            id: transaction.to_owned(),
        }),
        op_id,
    }
}
