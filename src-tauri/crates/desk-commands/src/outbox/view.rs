//! The outbox as the screen shows it, and what a person decides about an act.

use chrono::{DateTime, Utc};
use desk_contract::list::{Done, Nothing};
use desk_contract::ticket::{OutboxDecideRequest, OutboxDecision, OutboxRow, OutboxState, OutboxView};
use desk_store::StoreError;
use desk_store::desk::draft::{Draft, DraftKind};
use desk_store::desk::outbox::{Act, ActKind, ActState};

use super::queue::{Payload, payload};
use super::send::mark_sent;
use crate::desk::{Answer, Desk, error};
use crate::ticket::{refresh_rows, subject_of};
use crate::words;

/// The outbox: what needs a person first, then what waits, then what arrived lately.
///
/// # Errors
/// When the store cannot be read.
pub async fn outbox(desk: &Desk, _: Nothing) -> Answer<OutboxView> {
    let (now, rules) = (desk.now(), desk.rules());
    desk.read(move |read| {
        let mut acts = read.desk().unsettled_acts()?;
        acts.sort_by_key(|act| (order(act.state), act.id));
        let rows = acts
            .iter()
            .map(|act| Ok(row(&rules, act, subject_of(read, &act.act.ticket)?, now)));
        Ok(OutboxView {
            rows: rows.collect::<Result<_, StoreError>>()?,
        })
    })
    .await
}

fn order(state: ActState) -> u8 {
    match state {
        ActState::Unknown => 0,
        ActState::Refused => 1,
        ActState::Sending => 2,
        ActState::Queued => 3,
        ActState::Sent | ActState::Cancelled => 4,
    }
}

/// An act as it crosses.
pub(crate) fn row(rules: &desk_domain::deadline::Rules, act: &Act, subject: String, now: DateTime<Utc>) -> OutboxRow {
    let payload = payload(&act.act);
    OutboxRow {
        id: act.id,
        ticket: act.act.ticket.clone(),
        subject,
        act: said(act.act.kind, &payload),
        text: payload.text,
        state: match act.state {
            ActState::Queued => OutboxState::Queued,
            ActState::Sending => OutboxState::Sending,
            ActState::Sent => OutboxState::Sent,
            ActState::Refused => OutboxState::Refused,
            ActState::Unknown => OutboxState::Unknown,
            ActState::Cancelled => OutboxState::Cancelled,
        },
        reason: act.reason.clone().unwrap_or_default(),
        queued: words::moment(&rules.hours, act.act.queued_at, now),
        sent: act.sent_at.map(|at| words::moment(&rules.hours, at, now)),
    }
}

fn said(kind: ActKind, payload: &Payload) -> String {
    match kind {
        ActKind::Reply => "Public reply".to_owned(),
        ActKind::Note => "Internal note".to_owned(),
        ActKind::Subject => "New subject".to_owned(),
        ActKind::Priority => format!("Priority {}", payload.priority.as_deref().unwrap_or_default()),
        ActKind::Status => format!("Status {}", payload.status.as_deref().unwrap_or_default()),
        ActKind::Owner => "Assign to me".to_owned(),
        ActKind::Acknowledge => "Acknowledge the page".to_owned(),
    }
}

/// A person decides about an act.
///
/// # Errors
/// When there is no such act, or it has moved on meanwhile.
pub async fn outbox_decide(desk: &Desk, request: OutboxDecideRequest) -> Answer<Done> {
    let id = request.id;
    let act = desk
        .read(move |read| read.desk().act(id))
        .await?
        .ok_or_else(|| error::not_found("That act is not in the outbox any more."))?;
    let done = match request.decision {
        OutboxDecision::Send => desk.keep(move |desk| desk.queue_again(id)).await?,
        OutboxDecision::Cancel => cancel(desk, act.clone()).await?,
        OutboxDecision::MarkSent => mark_sent(desk, &act).await?,
    };
    if !done {
        return Err(error::not_now("That act has moved on: look at the outbox again."));
    }
    refresh_rows(desk, vec![act.act.ticket.clone()]).await?;
    desk.changed(&act.act.ticket);
    Ok(Done {})
}

/// Takes an act back; the words of a reply or note become a draft again.
async fn cancel(desk: &Desk, act: Act) -> Answer<bool> {
    let now = desk.now();
    desk.keep(move |desk| {
        if !desk.cancel(act.id)? {
            return Ok(false);
        }
        let kind = match act.act.kind {
            ActKind::Reply => DraftKind::Reply,
            ActKind::Note => DraftKind::Note,
            _ => return Ok(true),
        };
        desk.save_draft(&Draft {
            subject: act.act.ticket.clone(),
            kind,
            body: payload(&act.act).typed,
            next_update_at: None,
            saved_at: now,
        })?;
        Ok(true)
    })
    .await
}
