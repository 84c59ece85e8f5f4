//! What others wrote between *Send* and sending. The look before a reply is queued may be too early or cut short, because
//! nobody at the screen waits for a slow help desk; this look has the time.

use desk_domain::event::EventKind;
use desk_store::desk::outbox::Act;
use desk_store::desk::ticket_event::RecordedEvent;

use crate::desk::{Answer, Desk};
use crate::reading::{Failure, refresh_ticket};
use crate::words::moment;

/// Why this reply isn't sent yet: a public message by somebody else was learned of after it was queued. Only the first
/// attempt looks: after that, a person has read it.
pub(super) async fn written_meanwhile(desk: &Desk, act: &Act) -> Answer<Option<String>> {
    if act.reply().is_none() || act.attempts > 0 || act.hold_until.is_none() {
        return Ok(None);
    }
    if let Err(Failure::Store(problem)) = refresh_ticket(desk, &act.ticket).await {
        return Err(problem);
    }
    let (ticket, queued_at) = (act.ticket.clone(), act.queued_at);
    let newest = desk
        .read(move |read| {
            let mine = read.desk().acts_of(&ticket)?;
            let events = read.desk().recorded_events(&ticket)?;
            let is_mine = |event: &RecordedEvent| {
                event.op_id.is_some()
                    || event.transaction.as_ref().is_none_or(|read| {
                        mine.iter()
                            .any(|act| act.remote_transaction.as_deref() == Some(&read.id))
                    })
            };
            Ok(events
                .into_iter()
                .rev()
                .find(|event| is_message(&event.event.kind) && event.recorded_at > queued_at && !is_mine(event))
                .map(|event| event.event.at))
        })
        .await?;
    let (rules, now) = (desk.rules(), desk.now());
    Ok(newest.map(|at| {
        format!(
            "Somebody wrote {}, and you hadn’t seen it when you sent this. Read it, then send this again or don’t send it.",
            moment(&rules.hours, at, now).short
        )
    }))
}

const fn is_message(kind: &EventKind) -> bool {
    matches!(kind, EventKind::TenantMessage { .. } | EventKind::PublicReply { .. })
}
