//! What a person does with a notification: acknowledge, snooze, open or dismiss it, in the window, with `duty`, or on
//! the pop-up.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::events::DeskEvent;
use desk_contract::ticket::{Acted, SnoozeRequest, TicketRequest, Undo};
use desk_domain::ids::TicketId;
use desk_ports::{Action, CloseReason, NoticeSignal, SignalKind};
use desk_store::desk::notice::NoticeState;
use desk_store::{DeskWrite, StoreError};

use super::ledger::on_screen;
use super::proof;
use crate::desk::{Answer, Desk, error};
use crate::outbox::Target;

const SNOOZE_MINUTES: std::ops::RangeInclusive<u32> = 1..=1440;

/// Acknowledges: covers the notifications so far, never a later stage (rule 22).
///
/// # Errors
/// When there is no such ticket.
pub async fn acknowledge(desk: &Desk, request: TicketRequest) -> Answer<Acted> {
    react(desk, &request.ticket, Reaction::Acknowledge).await
}

/// Snoozes the notifications of a ticket.
///
/// # Errors
/// When the minutes are out of range, or the ticket is closed.
pub async fn snooze(desk: &Desk, request: SnoozeRequest) -> Answer<Acted> {
    if !SNOOZE_MINUTES.contains(&request.minutes) {
        return Err(error::invalid("Snooze for 1 to 1440 minutes."));
    }
    let snooze = Reaction::Snooze(TimeDelta::minutes(i64::from(request.minutes)));
    react(desk, &request.ticket, snooze).await
}

/// What a person does about what a ticket has told.
#[derive(Debug, Clone, Copy)]
enum Reaction {
    Acknowledge,
    Snooze(TimeDelta),
}

impl Reaction {
    /// Writes it down; what undoes it.
    fn put(self, desk: &mut DeskWrite<'_>, subject: &TicketId, now: DateTime<Utc>) -> Result<Undo, StoreError> {
        Ok(match self {
            Self::Acknowledge => Undo::Acknowledged {
                id: desk.acknowledge(subject, now)?,
            },
            Self::Snooze(length) => Undo::Snoozed {
                id: desk.snooze(subject, now + length, now)?,
            },
        })
    }
}

async fn react(desk: &Desk, ticket: &str, reaction: Reaction) -> Answer<Acted> {
    let target = Target::named(desk, ticket).await?;
    if target.folded.is_resolved() {
        return Err(error::not_now(
            "This ticket is closed. You won’t be notified about it again.",
        ));
    }
    let (id, now) = (target.folded.standing_for().to_owned(), target.now);
    let subject = id.clone();
    let undo = desk.keep(move |desk| reaction.put(desk, &subject, now)).await?;
    desk.changed(&id);
    Ok(Acted { undo: Some(undo) })
}

/// What the button of a pop-up holds for.
const SNOOZE: TimeDelta = TimeDelta::minutes(10);

/// A person, or the server, has done something with a notification. What was asked for is committed first.
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
        let put_each = |desk: &mut DeskWrite<'_>, reaction: Reaction| {
            let mut each = subjects.iter();
            each.try_for_each(|subject| reaction.put(desk, subject, now).map(drop))
        };
        let (state, why) = match signal.kind {
            SignalKind::Acted(Action::Acknowledge) => {
                put_each(desk, Reaction::Acknowledge)?;
                (NoticeState::Acted, Some("acknowledged"))
            }
            SignalKind::Acted(Action::Snooze10) => {
                put_each(desk, Reaction::Snooze(SNOOZE))?;
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
