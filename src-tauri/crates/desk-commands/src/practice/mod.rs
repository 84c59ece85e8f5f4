//! The practice shift: made-up tickets, timed around now and marked as practice. Nothing is really sent.
//!
//! Not here: special rules. Practice tickets go through the same commands as real ones.

mod tickets;

use Happened::{Answered, Asked, Automatic, Noted, Paused, Resolved, Set, Started};
use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::events::DeskEvent;
use desk_contract::list::{Done, Nothing};
use desk_contract::settings::PracticeStarted;
use desk_domain::event::{EventKind, TicketEvent};
use desk_domain::ids::{Series, TicketId};
use desk_store::cache::message::Message;
use desk_store::cache::remote_ticket::{Recipient, RemoteStatus, RemoteTicket};
use desk_store::desk::tenant::TenantKind;
use desk_store::desk::ticket::Ticket;
use desk_store::desk::ticket_event::NewEvent;
use desk_store::{Store, StoreError};

use self::tickets::{Happened, SHIFT, Sketch};
use crate::desk::{Answer, Desk, error};
use crate::outbox::new_op_id;
use crate::ticket::refresh_rows;

/// Loads the practice shift.
///
/// # Errors
/// When one is already loaded, because everything done in it would be lost without asking. When it cannot be saved.
pub async fn practice_start(desk: &Desk, _: Nothing) -> Answer<PracticeStarted> {
    if !desk.host().is_owner() {
        return Err(error::not_now(
            "Another copy of Dutydesk has this data open. Start the practice shift there.",
        ));
    }
    if desk
        .read(|read| Ok(read.desk().own_tickets()?.iter().any(|ticket| ticket.practice)))
        .await?
    {
        return Err(error::not_now(
            "The practice shift is already running. End it first, with the button or `duty practice end`. That removes \
             it and everything you did in it.",
        ));
    }
    let now = desk.now();
    let tickets = desk
        .write(move |store| {
            SHIFT
                .iter()
                .map(|sketch| place(store, sketch, now))
                .collect::<Result<Vec<TicketId>, _>>()
        })
        .await?;
    let count = u32::try_from(tickets.len()).unwrap_or(u32::MAX);
    refresh_rows(desk, tickets).await?;
    desk.host().tell(DeskEvent::SettingsChanged);
    desk.woken();
    Ok(PracticeStarted { tickets: count })
}

/// Removes the practice shift and everything that was done in it.
///
/// # Errors
/// When it cannot be saved.
pub async fn practice_end(desk: &Desk, _: Nothing) -> Answer<Done> {
    desk.write(remove).await?;
    desk.host().tell(DeskEvent::SettingsChanged);
    desk.woken();
    Ok(Done {})
}

fn remove(store: &mut Store) -> Result<(), StoreError> {
    let own = store.desk.read().own_tickets()?;
    let practice: Vec<TicketId> = own
        .into_iter()
        .filter(|ticket| ticket.practice)
        .map(|ticket| ticket.id)
        .collect();
    store.cache.write(|cache| cache.forget_tickets(&practice))?;
    store.desk.write(|desk| desk.remove_practice().map(drop))
}

fn place(store: &mut Store, sketch: &Sketch, now: DateTime<Utc>) -> Result<TicketId, StoreError> {
    let back = |minutes: i64| now - TimeDelta::minutes(minutes);
    let id = store.desk.write(|desk| {
        let id = desk.next_own_id(Series::Practice)?;
        desk.put_tickets(&[ticket(&id, sketch, back(sketch.raised))])?;
        desk.append_events(&events(&id, sketch, now))?;
        if !sketch.tenant.is_empty() {
            desk.put_tenant(sketch.tenant, TenantKind::Live)?;
        }
        Ok(id)
    })?;
    let messages: Vec<Message> = messages(&id, sketch, now);
    let updated = messages.last().map_or(back(sketch.raised), |message| message.at);
    let cached = cached(&id, sketch, back(sketch.raised), updated, now);
    store.cache.write(|cache| {
        cache.put_remote_tickets(&[cached])?;
        cache.put_messages(&messages)
    })?;
    Ok(id)
}

fn ticket(id: &TicketId, sketch: &Sketch, raised_at: DateTime<Utc>) -> Ticket {
    Ticket {
        id: id.clone(),
        remote: None,
        route: sketch.route,
        adopted: sketch.adopted,
        practice: true,
        tenant: Some(sketch.tenant.to_owned()).filter(|tenant| !tenant.is_empty()),
        raised_at,
        subject: Some(sketch.subject.to_owned()),
        source: None,
        linked_to: None,
    }
}

fn cached(
    id: &TicketId,
    sketch: &Sketch,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> RemoteTicket {
    let address = sketch.by.split(' ').next().unwrap_or_default().to_lowercase();
    RemoteTicket {
        ticket: id.clone(),
        account: None,
        subject: sketch.subject.to_owned(),
        status: sketch.status,
        raw_status: if sketch.status == RemoteStatus::Resolved {
            "resolved"
        } else {
            "open"
        }
        .to_owned(),
        queue: "Practice".to_owned(),
        tenant: Some(sketch.tenant.to_owned()).filter(|tenant| !tenant.is_empty()),
        owner: sketch.owner.map(str::to_owned),
        requestors: vec![Recipient {
            name: sketch.by.to_owned(),
            address: format!("{address}@example.org"),
        }],
        cc: Vec::new(),
        priority_hint: None,
        created_at,
        updated_at,
        web_url: None,
        fetched_at: now,
    }
}

fn events(id: &TicketId, sketch: &Sketch, now: DateTime<Utc>) -> Vec<NewEvent> {
    let tenant = !sketch.tenant.is_empty();
    let raised = (
        sketch.raised,
        EventKind::Raised {
            route: sketch.route,
            tenant,
        },
    );
    // The first words of a tenant are the raising itself.
    let mut first = true;
    let story = sketch.story.iter().filter_map(|(back, happened)| {
        let opens = matches!(happened, Asked(_)) && std::mem::replace(&mut first, false);
        Some((*back, kind(happened)?)).filter(|_| !opens)
    });
    std::iter::once(raised)
        .chain(story)
        .map(|(back, kind)| NewEvent {
            ticket: id.clone(),
            event: TicketEvent {
                at: now - TimeDelta::minutes(back),
                kind,
            },
            recorded_at: now,
            transaction: None,
            op_id: Some(new_op_id()),
        })
        .collect()
}

fn kind(happened: &Happened) -> Option<EventKind> {
    Some(match happened {
        Asked(_) => EventKind::TenantMessage { automatic: false },
        Automatic(_) => EventKind::TenantMessage { automatic: true },
        Answered(..) => EventKind::PublicReply { next_update_at: None },
        Noted(..) => return None,
        Set(priority) => EventKind::Priority {
            priority: *priority,
            in_scope: None,
        },
        Started => EventKind::Started,
        Paused(reason) => EventKind::Paused {
            reason: (*reason).to_owned(),
            chase_at: None,
        },
        Resolved => EventKind::Resolved,
    })
}

fn messages(id: &TicketId, sketch: &Sketch, now: DateTime<Utc>) -> Vec<Message> {
    let message = |number: usize, back: i64, author: &str, body: &str| Message {
        ticket: id.clone(),
        transaction: format!("practice-{number}"),
        at: now - TimeDelta::minutes(back),
        author: author.to_owned(),
        by_us: false,
        public: true,
        automatic: false,
        body: body.to_owned(),
    };
    sketch
        .story
        .iter()
        .enumerate()
        .filter_map(|(number, (back, happened))| {
            Some(match happened {
                Asked(body) => message(number, *back, sketch.by, body),
                Automatic(body) => Message {
                    automatic: true,
                    ..message(number, *back, sketch.by, body)
                },
                Answered(author, body) => Message {
                    by_us: true,
                    ..message(number, *back, author, body)
                },
                Noted(author, body) => Message {
                    by_us: true,
                    public: false,
                    ..message(number, *back, author, body)
                },
                Set(_) | Started | Paused(_) | Resolved => return None,
            })
        })
        .collect()
}
