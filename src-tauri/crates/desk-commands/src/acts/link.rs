//! Linking tickets that are the same issue (rule 8), such as a page and its ticket, or an emergency email and the
//! ticket made from it. The ticket that was raised first represents all of them: one row, one clock, one set of
//! notifications.

use chrono::{DateTime, Utc};
use desk_contract::list::Done;
use desk_contract::ticket::{LinkRequest, Linked, TicketRequest};
use desk_domain::event::EventKind;
use desk_domain::ids::{RemoteId, TicketId};
use desk_store::{DeskWrite, StoreError};

use crate::desk::{Answer, Desk, error};
use crate::outbox::{Target, finish, new_op_id, queue};
use crate::reading::{Failure, refresh_ticket, shared_log};
use crate::ticket::{refresh_rows, ticket_id};
use crate::words::moment;

/// Links two tickets. Each may already represent others: then all of them become one issue.
///
/// # Errors
/// When there is no such ticket, they are already linked, or one of them is practice and the other is not.
pub async fn link_tickets(desk: &Desk, request: LinkRequest) -> Answer<Linked> {
    let named_twice = request.ticket == request.other;
    let one = standing_for(desk, &request.ticket).await?;
    let other = standing_for(desk, &request.other).await?;
    if named_twice {
        return Err(error::invalid(
            "That’s the same ticket. Choose another one to link it to.",
        ));
    }
    if one.id == other.id {
        return Err(error::not_now(
            "These tickets are already linked. They share one row and one clock.",
        ));
    }
    if one.folded.ticket.practice != other.folded.ticket.practice {
        return Err(error::not_now("Practice tickets can only be linked to each other."));
    }
    let (first, later) = if raised(&one) <= raised(&other) {
        (one, other)
    } else {
        (other, one)
    };
    let (main, linked) = (first.id.clone(), later.id.clone());
    let since = moment(&desk.rules().hours, raised(&first).0, first.now).short;
    let sentence = format!(
        "{} and {} are linked. They share one row and one clock, from {since}.",
        first.folded.from(),
        later.folded.from()
    );
    desk.keep(move |desk| record(desk, &first, &later)).await?;
    finish(desk, &linked).await?;
    desk.changed(&main);
    // The thread of a ticket from before Dutydesk was never read. Offline it is read later.
    for ticket in [&main, &linked] {
        if let Err(Failure::Store(problem)) = refresh_ticket(desk, ticket).await {
            return Err(problem);
        }
    }
    Ok(Linked {
        ticket: main.to_string(),
        sentence,
    })
}

/// The ticket of a link that represents the others.
async fn standing_for(desk: &Desk, typed: &str) -> Answer<Target> {
    let ticket = ticket_id(typed)?;
    let id = desk.read(move |read| read.desk().standing_for(&ticket)).await?;
    Target::of(desk, &id).await
}

/// The order that decides which ticket represents the others: the same in every Dutydesk.
fn raised(target: &Target) -> (DateTime<Utc>, &TicketId) {
    let at = target.folded.raised_at();
    (at, &target.id)
}

/// The event with its note on the later ticket; on the first one words for those who look there.
fn record(desk: &mut DeskWrite<'_>, first: &Target, later: &Target) -> Result<(), StoreError> {
    let op_id = new_op_id();
    let words = format!(
        "This is the same issue as {}. Both share one row and one clock, from the ticket raised first.",
        first.folded.from()
    );
    let note = match shared_id(first, later) {
        Some(to) => shared_log::link_note(&words, &op_id, Some(to)),
        None => words,
    };
    let to = first.id.clone();
    let mut events = Vec::from_iter(first.raised_event());
    events.extend(later.raised_event());
    events.push(later.event(EventKind::Linked { to }, later.now, op_id));
    desk.append_events(&events)?;
    desk.adopt(&first.id)?;
    desk.adopt(&later.id)?;
    queue_note(desk, later, note)?;
    queue_note(
        desk,
        first,
        format!("{} is the same issue as this ticket.", later.folded.from()),
    )
}

/// The help desk's id of the first ticket, where the later one's thread can name it to other Dutydesks.
fn shared_id<'t>(first: &'t Target, later: &Target) -> Option<&'t RemoteId> {
    let (first, later) = (
        first.folded.ticket.remote.as_ref()?,
        later.folded.ticket.remote.as_ref()?,
    );
    (first.account == later.account).then_some(&first.id)
}

fn queue_note(desk: &mut DeskWrite<'_>, target: &Target, text: String) -> Result<(), StoreError> {
    queue(desk, &target.note(text)).map(drop)
}

/// Unlinks a ticket: it has its own row and clocks again, from its own beginning.
///
/// # Errors
/// When it isn't linked to an earlier ticket.
pub async fn unlink_ticket(desk: &Desk, request: TicketRequest) -> Answer<Done> {
    let target = Target::named(desk, &request.ticket).await?;
    if !target.folded.is_linked() {
        return Err(error::not_now(
            "This ticket isn’t linked to an earlier one. If later tickets are linked to it, unlink one of those \
             instead.",
        ));
    }
    let (id, main) = (target.id.clone(), target.folded.standing_for().clone());
    desk.keep(move |desk| {
        let op_id = new_op_id();
        let words = "No longer linked. This ticket has its own row and clocks again.";
        let note = match &target.folded.ticket.remote {
            Some(_) => shared_log::link_note(words, &op_id, None),
            None => words.to_owned(),
        };
        desk.append_events(&[target.event(EventKind::Unlinked, target.now, op_id)])?;
        queue_note(desk, &target, note)
    })
    .await?;
    refresh_rows(desk, vec![main.clone()]).await?;
    desk.changed(&main);
    finish(desk, &id).await
}
