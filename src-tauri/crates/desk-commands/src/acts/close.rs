//! Closing a ticket, with the message that tells the tenant.

use desk_contract::list::Done;
use desk_contract::ticket::{CloseUnansweredRequest, ReasonRequest};
use desk_domain::event::EventKind;

use crate::desk::{Answer, Desk, error};
use crate::outbox::{Target, act, finish, needed, queue};
use crate::{reply, triage};

/// Closes. The reason is the closing message to the tenant; the manual asks to say that it is closed, why, and that
/// it can be reopened.
///
/// # Errors
/// When the message is missing on a ticket that a tenant reads, or triage questions are still open (rule 19).
pub async fn close_ticket(desk: &Desk, request: ReasonRequest) -> Answer<Done> {
    let target = open_target(desk, &request.ticket).await?;
    reply::all_answered(&target.folded)?;
    close(desk, target, &request.reason).await
}

/// Closes with triage questions still open. Why is added to the ticket as an internal note.
///
/// # Errors
/// When why or the message is missing.
pub async fn close_unanswered(desk: &Desk, request: CloseUnansweredRequest) -> Answer<Done> {
    let target = open_target(desk, &request.ticket).await?;
    let why = needed(&request.why, "Say why you close it with triage questions open.")?;
    let open = target.folded.open_questions.join(" · ");
    if !open.is_empty() {
        message(&target, &request.reason)?;
        let note = target.note(format!(
            "Closed with triage questions open, because {why}\nNot answered: {open}"
        ));
        desk.keep(move |desk| queue(desk, &note).map(drop)).await?;
    }
    close(desk, target, &request.reason).await
}

async fn open_target(desk: &Desk, ticket: &str) -> Answer<Target> {
    let target = Target::named(desk, ticket).await?;
    match target.folded.is_resolved() {
        true => Err(error::not_now("This ticket is already closed.")),
        false => Ok(target),
    }
}

/// The closing message, if a tenant reads one.
fn message(target: &Target, reason: &str) -> Answer<Option<String>> {
    if !target.is_answerable() {
        return Ok(None);
    }
    let text = needed(
        reason,
        "Tell the tenant that the ticket is closed, why, and that they can reopen it.",
    )?;
    reply::finished(&text)?;
    Ok(Some(text))
}

async fn close(desk: &Desk, target: Target, reason: &str) -> Answer<Done> {
    let id = target.id.clone();
    if let Some(text) = message(&target, reason)? {
        triage::keep_answers(desk, &target).await?;
        reply::queue_reply(desk, &target, text, reply::Promise::NothingNew, Vec::new(), true).await?;
    } else {
        let (now, reason) = (target.now, reason.trim());
        let words = if reason.is_empty() { "Closed." } else { reason }.to_owned();
        return act(desk, target, EventKind::Resolved, now, words).await;
    }
    finish(desk, &id).await
}
