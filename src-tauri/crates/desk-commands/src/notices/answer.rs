//! What a person does with a notice: acknowledge, snooze, open, close; in the window, by `duty`, or on the pop-up.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use desk_contract::events::DeskEvent;
use desk_contract::list::Done;
use desk_contract::ticket::{SnoozeRequest, TicketRequest};
use desk_domain::ids::TicketId;
use desk_ports::{Action, CloseReason, NoticeSignal, SignalKind};
use desk_store::desk::notice::NoticeState;

use super::ledger::on_screen;
use super::proof;
use crate::desk::{Answer, Desk, error};
use crate::outbox::Target;

const SNOOZE_MINUTES: std::ops::RangeInclusive<u32> = 1..=1440;

/// I have seen this: covers what was told so far, never a later stage (rule 22).
///
/// # Errors
/// When there is no such ticket.
pub async fn acknowledge(desk: &Desk, request: TicketRequest) -> Answer<Done> {
    let target = Target::named(desk, &request.ticket).await?;
    if target.folded.is_resolved() {
        return Err(error::not_now(
            "This ticket is closed. You won’t be notified about it again.",
        ));
    }
    let (id, now) = (target.folded.standing_for().to_owned(), target.now);
    let told = id.clone();
    desk.keep(move |desk| desk.acknowledge(&told, now)).await?;
    desk.changed(&id);
    Ok(Done {})
}

/// Not now: holds the notices of a ticket.
///
/// # Errors
/// When the minutes are out of range, or the ticket is resolved.
pub async fn snooze(desk: &Desk, request: SnoozeRequest) -> Answer<Done> {
    if !SNOOZE_MINUTES.contains(&request.minutes) {
        return Err(error::invalid("Snooze for 1 to 1440 minutes."));
    }
    let target = Target::named(desk, &request.ticket).await?;
    if target.folded.is_resolved() {
        return Err(error::not_now(
            "This ticket is closed. You won’t be notified about it again.",
        ));
    }
    let (id, now) = (target.folded.standing_for().to_owned(), target.now);
    let until = now + TimeDelta::minutes(i64::from(request.minutes));
    let held = id.clone();
    desk.keep(move |desk| desk.snooze(&held, until, now)).await?;
    desk.changed(&id);
    Ok(Done {})
}

const SNOOZE: TimeDelta = TimeDelta::minutes(10);

/// A person, or the server, has done something with a notice. What was asked for is committed first.
pub(crate) async fn signal(desk: &Desk, signal: NoticeSignal) -> Answer<()> {
    proof::heard(desk, signal).await?;
    let now = desk.now();
    let rows = desk
        .read(move |read| {
            let mut rows = on_screen(read.desk())?;
            rows.retain(|row| row.server_id == Some(signal.id.0));
            Ok(rows)
        })
        .await?;
    let tickets: BTreeSet<TicketId> = rows.iter().map(|row| row.key.subject.clone()).collect();
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let subjects = tickets.clone();
    desk.keep(move |desk| {
        let (state, why) = match signal.kind {
            SignalKind::Acted(Action::Acknowledge) => {
                subjects.iter().try_for_each(|subject| desk.acknowledge(subject, now))?;
                (NoticeState::Acted, Some("acknowledged"))
            }
            SignalKind::Acted(Action::Snooze10) => {
                subjects
                    .iter()
                    .try_for_each(|subject| desk.snooze(subject, now + SNOOZE, now))?;
                (NoticeState::Acted, Some("snoozed for 10 min"))
            }
            SignalKind::Acted(Action::Open) => (NoticeState::Acted, Some("opened")),
            SignalKind::Closed(CloseReason::Expired) => (NoticeState::Expired, None),
            SignalKind::Closed(CloseReason::ServerGone) => (NoticeState::Expired, Some("the server ended")),
            SignalKind::Closed(_) => (NoticeState::Closed, None),
        };
        desk.end_notices(&ids, state, why, now)
    })
    .await?;
    if let (SignalKind::Acted(Action::Open), Some(ticket)) = (signal.kind, tickets.first()) {
        desk.host().tell(DeskEvent::Open {
            ticket: ticket.to_string(),
        });
    }
    for ticket in &tickets {
        desk.changed(ticket);
    }
    Ok(())
}
