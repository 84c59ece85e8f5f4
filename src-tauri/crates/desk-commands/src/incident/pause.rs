//! Pausing and resuming an incident: a row of the incident, a line of its timeline, and an event with a note on each
//! ticket.

use desk_contract::events::DeskEvent;
use desk_contract::incident::{IncidentPauseRequest, IncidentRequest, IncidentView};
use desk_domain::event::EventKind;
use desk_domain::ids::TicketId;
use desk_domain::incident::{needs_a_reason, usual_continuation};
use desk_store::StoreError;
use desk_store::desk::incident::LineKind;

use super::course::Break;
use super::found::LONGEST_LINE;
use super::{found, view};
use crate::desk::{Answer, Desk, error};
use crate::outbox::{Target, finish, record};
use crate::words::{whole_minute, zoned};

/// Pauses an incident. The update clock of a ticket rests once its tenant was told when work resumes.
///
/// # Errors
/// When there is no such incident or its notes are closed, the time has passed, the lead has to say why, or nothing can
/// be saved. The text stays in the form.
pub async fn incident_pause(desk: &Desk, request: IncidentPauseRequest) -> Answer<IncidentView> {
    let id = found::number(&request.incident)?;
    let (rules, now) = (desk.rules(), desk.now());
    let (of, targets) = open_incident(desk, id).await?;
    let why = request.why.trim();
    if why.is_empty() && needs_a_reason(of.course, of.has_cover, now) {
        return Err(error::invalid(
            "This incident has out-of-hours cover, so the lead must say why to pause it. Write down the current state \
             and why it can wait.",
        ));
    }
    if why.chars().count() > LONGEST_LINE {
        return Err(error::invalid(format!(
            "The reason is longer than {LONGEST_LINE} characters. Shorten it."
        )));
    }
    let continues_at = request.continues_at.or_else(|| usual_continuation(&rules, now));
    // Tenants are told whole minutes.
    let Some(continues_at) = continues_at.and_then(whole_minute).filter(|at| *at > now) else {
        return Err(error::invalid(
            "Enter the time when work resumes. It must be in the future.",
        ));
    };
    let until = zoned(&rules.hours, continues_at, now);
    let line = match why {
        "" => format!("Paused until {until}"),
        why => format!("Paused until {until}: {why}"),
    };
    let kind = EventKind::IncidentPaused { continues_at };
    let note = format!("Incident paused until {until}. {why}");
    keep(desk, id, targets, kind, line, note, move |desk| {
        desk.pause_incident(id, now, continues_at)
    })
    .await
}

/// Resumes an incident before the announced time: the update clocks run again.
///
/// # Errors
/// When there is no such incident, it is not paused, or nothing can be saved.
pub async fn incident_continue(desk: &Desk, request: IncidentRequest) -> Answer<IncidentView> {
    let id = found::number(&request.incident)?;
    let now = desk.now();
    let (of, targets) = open_incident(desk, id).await?;
    if of.paused_until().is_none() {
        return Err(error::not_now("This incident isn’t paused."));
    }
    let words = "Incident resumed. Update clocks run again from now.";
    let (line, note) = ("Resumed".to_owned(), words.to_owned());
    keep(
        desk,
        id,
        targets,
        EventKind::IncidentContinued,
        line,
        note,
        move |desk| desk.continue_incident(id, now),
    )
    .await
}

/// An incident whose notes are open, and its tickets that are open.
async fn open_incident(desk: &Desk, id: i64) -> Answer<(Break, Vec<Target>)> {
    let (rules, now) = (desk.rules(), desk.now());
    let known = desk
        .read(move |read| {
            let Some(incident) = read.desk().incident(id)? else {
                return Ok(None);
            };
            let own = found::own_ticket(read, &rules, &incident)?;
            let of = Break::of(read, &rules, &incident, own.as_ref(), now)?;
            Ok(Some((of, found::tickets_of(read, &incident)?)))
        })
        .await?;
    let (of, tickets) = known.ok_or_else(|| found::no_incident(&desk_store::desk::incident::subject(id)))?;
    let of = of.ok_or_else(|| error::not_now("This incident is over. Its notes are closed."))?;
    let mut targets = Vec::with_capacity(tickets.len());
    for ticket in tickets {
        let target = Target::of(desk, &ticket.id).await?;
        if !target.folded.is_resolved() {
            targets.push(target);
        }
    }
    Ok((of, targets))
}

/// One transaction: the incident, its timeline, and its tickets.
async fn keep(
    desk: &Desk,
    id: i64,
    targets: Vec<Target>,
    kind: EventKind,
    line: String,
    note: String,
    change: impl FnOnce(&mut desk_store::DeskWrite<'_>) -> Result<(), StoreError> + Send + 'static,
) -> Answer<IncidentView> {
    let now = desk.now();
    let tickets: Vec<TicketId> = targets.iter().map(|target| target.id.clone()).collect();
    desk.write(move |store| {
        store.desk.write(|desk| {
            change(desk)?;
            desk.add_line(id, LineKind::Decision, &line, now)?;
            targets
                .iter()
                .try_for_each(|target| record(desk, target, kind.clone(), now, note.trim_end()))
        })?;
        store.make_new_words_searchable()
    })
    .await?;
    for ticket in &tickets {
        finish(desk, ticket).await?;
    }
    desk.host().tell(DeskEvent::Changed);
    view::show(desk, id).await
}
