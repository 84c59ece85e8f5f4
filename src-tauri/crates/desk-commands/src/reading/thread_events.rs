//! What a help desk's thread means for the clocks: messages and changes become events. Pure.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use desk_connect::{Change, MessageKind, RemoteMessage, RemoteThread};
use desk_domain::event::{EventKind, Route, TicketEvent};
use desk_domain::ids::{AccountKey, OperationId, TicketId};
use desk_domain::policy::EmergencyRoute;
use desk_store::desk::ticket_event::{NewEvent, Transaction};

use super::shared_log;
use super::shared_log::{SharedLink, SharedPromise};
use crate::ticket::raised_transaction;

/// Whose thread it is, and when it was read.
pub(crate) struct Reading<'a> {
    /// Our own id of the ticket.
    pub ticket: &'a TicketId,
    /// The account's key.
    pub account: &'a AccountKey,
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
    let promises = promises(thread);
    events.extend(messages.filter_map(|message| of_message(reading, message, &promises)));
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

/// Times that replies promised, by the transaction of the reply.
fn promises(thread: &RemoteThread) -> HashMap<String, SharedPromise> {
    let notes = thread
        .messages
        .iter()
        .filter(|message| message.kind == MessageKind::Internal && message.by_us);
    let promises = notes.filter_map(|note| shared_log::read_promise(&note.body));
    promises.map(|promise| (promise.reply.clone(), promise)).collect()
}

fn of_message(
    reading: &Reading<'_>,
    message: &RemoteMessage,
    promises: &HashMap<String, SharedPromise>,
) -> Option<NewEvent> {
    let at = message.at;
    let (kind, at, op_id) = match (message.kind, message.by_us) {
        (MessageKind::Public, true) => {
            let promise = promises.get(&message.transaction);
            let next_update_at = promise.map(|promise| promise.next);
            (
                EventKind::PublicReply { next_update_at },
                at,
                promise.map(|promise| promise.op_id.clone()),
            )
        }
        (MessageKind::Public, false) => {
            let automatic = message.automatic;
            (EventKind::TenantMessage { automatic }, at, None)
        }
        (MessageKind::Internal, true) => of_note(reading, message),
        (MessageKind::Internal, false) => return None,
    };
    Some(new_event(
        reading,
        TicketEvent { at, kind },
        &message.transaction,
        op_id,
    ))
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
