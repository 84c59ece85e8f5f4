//! Working on a ticket: starting, waiting for the tenant, resuming, reopening, nothing needed.

use desk_contract::list::Done;
use desk_contract::ticket::{Acted, PauseRequest, ReasonRequest, TicketRequest, Undo};
use desk_domain::event::EventKind;
use desk_store::desk::outbox::{Carries, Status};

use crate::desk::{Answer, Desk, error};
use crate::outbox::{Target, act, finish, needed, new_op_id, queue, record_held};

/// Starts work. It can be undone for a while before the help desk hears of it, like a message.
///
/// # Errors
/// When there is no such ticket, or it cannot be saved.
pub async fn start_work(desk: &Desk, request: TicketRequest) -> Answer<Acted> {
    let target = Target::named(desk, &request.ticket).await?;
    if target.folded.clocks.started_at().is_some() {
        return Ok(Acted { undo: None });
    }
    let (id, now, hold) = (target.id.clone(), target.now, desk.host().undo_time());
    let from_before = target.folded.is_before_dutydesk();
    let outbox = desk
        .keep(move |desk| record_held(desk, &target, EventKind::Started, now, "Work started.", hold))
        .await?;
    finish(desk, &id).await?;
    Ok(Acted {
        undo: Some(Undo::Started { outbox, from_before }),
    })
}

/// Pauses a ticket while it waits for the tenant (rule 10).
///
/// # Errors
/// When no update clock is open, or it is late: reply to the tenant first.
pub async fn pause(desk: &Desk, request: PauseRequest) -> Answer<Done> {
    let reason = needed(&request.reason, "Say what you’re waiting for.")?;
    let target = Target::named(desk, &request.ticket).await?;
    let (rules, now) = (desk.rules(), target.now);
    if !target.folded.clocks.is_paused() && !target.folded.clocks.may_pause(&rules, now) {
        return Err(error::not_now(
            "Reply to the tenant first, then pause. You can’t pause before the first reply, or while an update is \
             late.",
        ));
    }
    if request.chase_at.is_some_and(|chase| chase <= now) {
        return Err(error::invalid(
            "The chase date has passed. Choose a later one, or leave it blank.",
        ));
    }
    let words = format!("Paused, waiting for the tenant: {reason}");
    act(
        desk,
        target,
        EventKind::Paused {
            reason,
            chase_at: request.chase_at,
        },
        now,
        words,
    )
    .await
}

/// Resumes after a pause.
///
/// # Errors
/// When it is not paused.
pub async fn resume(desk: &Desk, request: TicketRequest) -> Answer<Done> {
    let target = Target::named(desk, &request.ticket).await?;
    if !target.folded.clocks.is_paused() {
        return Err(error::not_now("This ticket isn’t paused."));
    }
    let now = target.now;
    act(
        desk,
        target,
        EventKind::Resumed,
        now,
        "Resumed. The clock continues with the time that was left.".to_owned(),
    )
    .await
}

/// Reopens a ticket (rule 13).
///
/// # Errors
/// When it is open.
pub async fn reopen(desk: &Desk, request: TicketRequest) -> Answer<Done> {
    let target = Target::named(desk, &request.ticket).await?;
    if !target.folded.is_resolved() {
        return Err(error::not_now("This ticket is already open."));
    }
    let (id, now) = (target.id.clone(), target.now);
    desk.keep(move |desk| {
        if target.is_own() {
            desk.append_events(&[target.event(EventKind::Reopened, now, new_op_id())])?;
        }
        queue(desk, &target.act(Carries::Status { status: Status::Open })).map(drop)
    })
    .await?;
    finish(desk, &id).await
}

/// Nothing is needed after a tenant's message on a closed ticket (rule 13).
///
/// # Errors
/// When no such message waits.
pub async fn nothing_needed(desk: &Desk, request: ReasonRequest) -> Answer<Done> {
    let reason = needed(&request.reason, "Say why nothing is needed, for example: thanks!")?;
    let target = Target::named(desk, &request.ticket).await?;
    let words = format!("Nothing needed: {reason}");
    let now = target.now;
    act(desk, target, EventKind::NotNeeded { reason }, now, words).await
}
