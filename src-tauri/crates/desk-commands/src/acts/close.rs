//! Closing a ticket, with the message that tells the tenant.

use desk_contract::list::Done;
use desk_contract::ticket::ReasonRequest;
use desk_domain::event::EventKind;

use crate::desk::{Answer, Desk, error};
use crate::outbox::{Target, act, finish, needed};
use crate::{reply, triage};

/// Closes. The reason is the closing message to the tenant; the manual asks to say that it is closed, why, and that
/// it can be reopened.
///
/// # Errors
/// When the message is missing on a ticket that a tenant reads.
pub async fn close_ticket(desk: &Desk, request: ReasonRequest) -> Answer<Done> {
    let target = Target::named(desk, &request.ticket).await?;
    if target.folded.is_resolved() {
        return Err(error::not_now("This ticket is already closed."));
    }
    let (id, text) = (target.id.clone(), request.reason.trim().to_owned());
    if target.is_answerable() {
        needed(
            &text,
            "Tell the tenant that the ticket is closed, why, and that they can reopen it.",
        )?;
        reply::finished(&text)?;
        triage::keep_answers(desk, &target).await?;
        reply::queue_reply(desk, &target, text, reply::Promise::NothingNew, Vec::new(), true).await?;
    } else {
        let now = target.now;
        let words = if text.is_empty() { "Closed.".to_owned() } else { text };
        return act(desk, target, EventKind::Resolved, now, words).await;
    }
    finish(desk, &id).await
}
