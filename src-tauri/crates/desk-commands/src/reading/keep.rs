//! Saves the tickets and threads of a help desk in the store.

use chrono::{DateTime, Utc};
use desk_connect::{RemoteAttachment, RemoteMessage, RemoteThread, RemoteTicket};
use desk_domain::event::Route;
use desk_domain::ids::TicketId;
use desk_domain::who::{Circle, Side};
use desk_policy::PriorityFields;
use desk_store::cache::attachment::Attachment;
use desk_store::cache::message::Message;
use desk_store::cache::remote_ticket;
use desk_store::desk::account::Account;
use desk_store::desk::ticket::{Remote, Ticket};

use super::thread_events;
use super::thread_events::{Reading, circle};
use crate::desk::{Answer, Desk};
use crate::ticket::refresh_rows;

pub(super) fn is_ours(account: &Account, ticket: &RemoteTicket) -> bool {
    ticket.created_at >= account.watch_from
}

pub(super) async fn keep_tickets(desk: &Desk, account: &Account, tickets: &[RemoteTicket]) -> Answer<()> {
    let now = desk.now();
    let own: Vec<Ticket> = tickets.iter().map(|ticket| own_ticket(account, ticket)).collect();
    let fields = desk.policy().priority_fields;
    let cached: Vec<_> = tickets
        .iter()
        .map(|ticket| cached_ticket(account, ticket, fields, now))
        .collect();
    let people: Vec<Circle> = tickets.iter().map(|ticket| circle(account, ticket)).collect();
    desk.write(move |store| {
        store.desk.write(|desk| {
            desk.put_tickets(&own)?;
            let mut each = own.iter().zip(&people);
            each.try_for_each(|(ticket, people)| desk.put_people(&ticket.id, people))
        })?;
        store.cache.write(|cache| cache.put_remote_tickets(&cached))
    })
    .await
}

fn own_ticket(account: &Account, ticket: &RemoteTicket) -> Ticket {
    Ticket {
        id: TicketId::of_remote(&account.key, &ticket.id),
        remote: Some(Remote {
            account: account.key.clone(),
            id: ticket.id.clone(),
        }),
        route: Route::Normal,
        adopted: is_ours(account, ticket),
        practice: false,
        tenant: ticket.tenant_hint.clone(),
        raised_at: ticket.created_at,
        subject: None,
        source: None,
        linked_to: None,
    }
}

fn cached_ticket(
    account: &Account,
    ticket: &RemoteTicket,
    fields: PriorityFields,
    now: DateTime<Utc>,
) -> remote_ticket::RemoteTicket {
    remote_ticket::RemoteTicket {
        ticket: TicketId::of_remote(&account.key, &ticket.id),
        account: Some(account.key.clone()),
        subject: desk_connect::text::title(&ticket.subject),
        status: status_of(ticket.status),
        raw_status: ticket.status_text.clone(),
        queue: ticket.queue.clone(),
        tenant: ticket.tenant_hint.clone(),
        owner: ticket.owner.as_ref().map(|owner| owner.name.clone()),
        requestors: recipients(&ticket.requestors),
        cc: recipients(&ticket.cc),
        priority_hint: ticket
            .priority_hint
            .as_deref()
            .and_then(|value| fields.read(&account.kind, value)),
        created_at: ticket.created_at,
        updated_at: ticket.updated_at,
        web_url: Some(ticket.web_url.clone()),
        fetched_at: now,
    }
}

fn recipients(people: &[desk_connect::Person]) -> Vec<remote_ticket::Recipient> {
    let recipient = |person: &desk_connect::Person| remote_ticket::Recipient {
        name: person.display.clone(),
        address: person.email.clone().unwrap_or_default(),
    };
    people.iter().map(recipient).collect()
}

/// The status as the store keeps it.
const fn status_of(status: desk_connect::RemoteStatus) -> remote_ticket::RemoteStatus {
    match status {
        desk_connect::RemoteStatus::Open => remote_ticket::RemoteStatus::Open,
        desk_connect::RemoteStatus::Waiting => remote_ticket::RemoteStatus::Waiting,
        desk_connect::RemoteStatus::Resolved => remote_ticket::RemoteStatus::Resolved,
        desk_connect::RemoteStatus::Other => remote_ticket::RemoteStatus::Other,
    }
}

/// Keeps a whole thread: events and who did them first, in the file that is kept; then bodies, in the one that may be
/// lost. The lines of other tickets whose clocks are others now, because more is known of somebody, are computed again.
pub(super) async fn keep_thread(desk: &Desk, account: &Account, thread: &RemoteThread) -> Answer<()> {
    let now = desk.now();
    let id = TicketId::of_remote(&account.key, &thread.ticket.id);
    let policy = desk.policy();
    let emergency = &policy.rules.policy.emergency_route;
    let circle = circle(account, &thread.ticket);
    let reading = Reading {
        ticket: &id,
        account: &account.key,
        circle: &circle,
        now,
        emergency,
    };
    let done = thread_events::done_by(thread);
    let events = thread_events::events(&reading, thread);
    let ticket = Ticket {
        route: thread_events::route(thread, emergency),
        ..own_ticket(account, &thread.ticket)
    };
    let cached = cached_ticket(account, &thread.ticket, desk.policy().priority_fields, now);
    let messages: Vec<Message> = thread
        .messages
        .iter()
        .map(|message| cached_message(&id, &circle, message))
        .collect();
    let attachments: Vec<Attachment> = thread
        .messages
        .iter()
        .flat_map(|message| {
            message
                .attachments
                .iter()
                .map(|file| cached_attachment(&id, message, file))
        })
        .collect();
    let key = account.key.clone();
    let turned = desk
        .write(move |store| {
            let turned = store.desk.write(|desk| {
                desk.put_tickets(std::slice::from_ref(&ticket))?;
                desk.put_people(&ticket.id, &circle)?;
                desk.append_events(&events)?;
                desk.put_done_by(&key, &done)
            })?;
            store.cache.write(|cache| {
                cache.put_remote_tickets(std::slice::from_ref(&cached))?;
                cache.put_messages(&messages)?;
                cache.put_attachments(&attachments)
            })?;
            Ok(turned)
        })
        .await?;
    refresh_rows(desk, turned).await
}

fn cached_message(ticket: &TicketId, circle: &Circle, message: &RemoteMessage) -> Message {
    Message {
        ticket: ticket.clone(),
        transaction: message.transaction.clone(),
        at: message.at,
        author: message.author.display.clone(),
        by_us: thread_events::side(circle, message) == Side::Us,
        public: message.kind == desk_connect::MessageKind::Public,
        automatic: message.automatic,
        body: message.body.clone(),
    }
}

fn cached_attachment(ticket: &TicketId, message: &RemoteMessage, file: &RemoteAttachment) -> Attachment {
    Attachment {
        ticket: ticket.clone(),
        remote_id: file.id.clone(),
        transaction: message.transaction.clone(),
        name: file.name.clone(),
        media_type: file.content_type.clone(),
        size: file.size,
        fetched_at: None,
    }
}
