//! Incidents as the screen shows them.

use chrono::{DateTime, Utc};
use desk_contract::incident::{IncidentLine, IncidentList, IncidentRequest, IncidentRow, IncidentTicket, IncidentView};
use desk_contract::list::Nothing;
use desk_domain::deadline::Rules;
use desk_store::desk::incident::{Incident, Line, LineKind};
use desk_store::desk::ticket::Ticket;
use desk_store::{Reader, StoreError};

use super::course;
use super::course::Break;
use super::found::{name, no_incident, number, own_ticket, tickets_of};
use crate::desk::{Answer, Desk, InForce};
use crate::shift;
use crate::ticket::{self, Folded, fold, subject_of};
use crate::words::{length, moment, priority_word};

/// The incidents, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn incidents(desk: &Desk, _: Nothing) -> Answer<IncidentList> {
    let (rules, now) = (desk.rules(), desk.now());
    desk.read(move |read| {
        let incidents = read.desk().incidents()?;
        let rows = incidents.iter().map(|incident| {
            let own = own_ticket(read, &rules, incident)?;
            let course = Break::of(read, &rules, incident, own.as_ref(), now)?;
            row(read, &rules, incident, own.as_ref(), course.as_ref(), now)
        });
        Ok(IncidentList {
            incidents: rows.collect::<Result<_, _>>()?,
        })
    })
    .await
}

pub(super) fn row(
    read: &Reader,
    rules: &Rules,
    incident: &Incident,
    own: Option<&Folded>,
    course: Option<&Break>,
    now: DateTime<Utc>,
) -> Result<IncidentRow, StoreError> {
    let paused_until = course.and_then(Break::paused_until);
    let lines = read.desk().incident_lines(incident.id)?.len();
    Ok(IncidentRow {
        id: incident.subject(),
        name: name(read, rules, incident)?,
        title: incident.title.clone(),
        priority: own.and_then(|own| own.clocks.priority()).map(priority_word),
        opened: moment(&rules.hours, incident.opened_at, now),
        closed: incident.closed_at.map(|at| moment(&rules.hours, at, now)),
        paused_until: paused_until.map(|at| moment(&rules.hours, at, now)),
        lines: u32::try_from(lines).unwrap_or(u32::MAX),
    })
}

/// One incident.
///
/// # Errors
/// When there is none with this id.
pub async fn incident(desk: &Desk, request: IncidentRequest) -> Answer<IncidentView> {
    show(desk, number(&request.incident)?).await
}

pub(crate) async fn show(desk: &Desk, id: i64) -> Answer<IncidentView> {
    let (policy, now) = (desk.policy(), desk.now());
    let view = desk.read(move |read| view(read, &policy, id, now)).await?;
    view.ok_or_else(|| no_incident(&format!("incident/{id}")))
}

pub(super) fn view(
    read: &Reader,
    policy: &InForce,
    id: i64,
    now: DateTime<Utc>,
) -> Result<Option<IncidentView>, StoreError> {
    let rules = &*policy.rules;
    let Some(incident) = read.desk().incident(id)? else {
        return Ok(None);
    };
    let own = own_ticket(read, rules, &incident)?;
    let course = Break::of(read, rules, &incident, own.as_ref(), now)?;
    let row = row(read, rules, &incident, own.as_ref(), course.as_ref(), now)?;
    let tickets = tickets_of(read, &incident)?
        .iter()
        .map(|ticket| ticket_view(read, rules, ticket, course.as_ref(), now))
        .collect::<Result<Vec<_>, _>>()?;
    let lines = read.desk().incident_lines(id)?;
    Ok(Some(IncidentView {
        headline: headline(rules, &incident, &row, &tickets, now),
        row,
        tickets,
        course: course.map(|course| course.view(rules, now)),
        lines: lines.iter().map(|line| line_view(rules, line, now)).collect(),
        open: incident.closed_at.is_none(),
        roles: shift::incident_roles(&policy.handbook),
        checklists: shift::incident_checklists(
            read.desk(),
            &policy.handbook,
            &incident.subject(),
            incident.closed_at.is_none(),
        )?,
    }))
}

fn ticket_view(
    read: &Reader,
    rules: &Rules,
    ticket: &Ticket,
    course: Option<&Break>,
    now: DateTime<Utc>,
) -> Result<IncidentTicket, StoreError> {
    let continues_at = course.and_then(Break::paused_until);
    let folded = continues_at
        .map(|_| fold(read, rules, &ticket.id))
        .transpose()?
        .flatten();
    let told = folded.and_then(|folded| course::told(rules, &folded.clocks, continues_at?, now));
    Ok(IncidentTicket {
        ticket: ticket.id.to_string(),
        from: ticket::from(ticket),
        subject: subject_of(read, &ticket.id)?,
        to_tell: told.as_ref().is_some_and(|told| told.is_owed),
        told: told.map(|told| told.sentence),
    })
}

/// `Incident 2026-11-23-1 · opened 14:00, running 18 min · RT 41`.
fn headline(
    rules: &Rules,
    incident: &Incident,
    row: &IncidentRow,
    tickets: &[IncidentTicket],
    now: DateTime<Utc>,
) -> String {
    let opened = moment(&rules.hours, incident.opened_at, now).short;
    let lasted = |until: DateTime<Utc>| length((until - incident.opened_at).num_minutes());
    let state = match (incident.closed_at, &row.paused_until) {
        (Some(closed), _) => format!("closed after {}", lasted(closed)),
        (None, Some(until)) => format!("paused until {} {}", until.short, until.zone),
        (None, None) => format!("running {}", lasted(now)),
    };
    let mut parts = vec![row.name.clone(), format!("opened {opened}, {state}")];
    parts.extend(tickets.iter().map(|ticket| ticket.from.clone()));
    parts.join(" · ")
}

fn line_view(rules: &Rules, line: &Line, now: DateTime<Utc>) -> IncidentLine {
    IncidentLine {
        id: line.id,
        at: moment(&rules.hours, line.at, now),
        kind: kind_word(line.kind).to_owned(),
        text: line.text.clone(),
    }
}

const fn kind_word(kind: LineKind) -> &'static str {
    match kind {
        LineKind::Line => "line",
        LineKind::Action => "action",
        LineKind::Decision => "decision",
        LineKind::Comms => "comms",
    }
}
