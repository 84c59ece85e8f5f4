//! Incident notes: a timeline that only grows, kept on this computer first.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use desk_contract::incident::{
    IncidentAddRequest, IncidentLine, IncidentList, IncidentMarkdown, IncidentOpenRequest, IncidentRequest,
    IncidentRow, IncidentTicket, IncidentView,
};
use desk_contract::list::Nothing;
use desk_contract::ticket::IncidentLink;
use desk_domain::deadline::Rules;
use desk_store::desk::incident::{Incident, Line, LineKind};
use desk_store::desk::ticket::Ticket;
use desk_store::{Reader, StoreError};

use crate::clocks::priority_word;
use crate::desk::Desk;
use crate::error::{self, Answer};
use crate::folded::{self, Folded};
use crate::incident_break::{self, Break};
use crate::list::{fold, subject_of};
use crate::policy::InForce;
use crate::shift;
use crate::words::{length, moment};

/// In letters.
pub(crate) const LONGEST_LINE: usize = 10_000;
const LONGEST_TITLE: usize = 200;

/// What may stand before a line to say what it is.
const PREFIXES: [(&str, LineKind); 3] = [
    ("/action", LineKind::Action),
    ("/decision", LineKind::Decision),
    ("/comms", LineKind::Comms),
];

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

/// The ticket that the notes were opened from.
pub(crate) fn own_ticket(read: &Reader, rules: &Rules, incident: &Incident) -> Result<Option<Folded>, StoreError> {
    let folded = incident.ticket.as_deref().map(|ticket| fold(read, rules, ticket));
    Ok(folded.transpose()?.flatten())
}

fn row(
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

/// `Incident 2026-11-23-2`: its local day, and its place among those of that day.
pub(crate) fn name(read: &Reader, rules: &Rules, incident: &Incident) -> Result<String, StoreError> {
    let date = |at| rules.hours.local(at).date;
    let day = date(incident.opened_at);
    let earlier = |other: &&Incident| date(other.opened_at) == day && other.id <= incident.id;
    let place = read.desk().incidents()?.iter().filter(earlier).count();
    Ok(format!("Incident {day}-{place}"))
}

/// The link from a ticket.
pub(crate) fn link(rules: &Rules, read: &Reader, incident: &Incident) -> Result<IncidentLink, StoreError> {
    Ok(IncidentLink {
        id: incident.subject(),
        title: name(read, rules, incident)?,
    })
}

/// Opens notes, from a ticket or from nothing. A ticket with open notes leads to those.
///
/// # Errors
/// When there is no such ticket, no title, or nothing can be saved.
pub async fn incident_open(desk: &Desk, request: IncidentOpenRequest) -> Answer<IncidentView> {
    let now = desk.now();
    let typed = request.title.trim().to_owned();
    let (title, open) = match &request.ticket {
        None if typed.is_empty() => return Err(error::invalid("Write what the incident is about.")),
        None => (typed, None),
        Some(ticket) => {
            let (id, rules) = (ticket.clone(), desk.rules());
            let known = desk
                .read(move |read| {
                    Ok((
                        fold(read, &rules, &id)?.map(|folded| folded.subject().to_owned()),
                        read.desk().open_incident_of(&id)?,
                    ))
                })
                .await?;
            let subject = known.0.ok_or_else(|| error::no_ticket(ticket))?;
            (if typed.is_empty() { subject } else { typed }, known.1)
        }
    };
    if title.chars().count() > LONGEST_TITLE {
        return Err(error::invalid(format!(
            "The title is longer than {LONGEST_TITLE} letters. Shorten it."
        )));
    }
    let ticket = request.ticket.clone();
    let id = match open {
        Some(incident) => incident.id,
        None => {
            desk.write(move |store| {
                let id = store
                    .desk
                    .write(|desk| desk.open_incident(&title, ticket.as_deref(), now))?;
                store.add_incident_line(id, LineKind::Line, "Notes opened", now)?;
                Ok(id)
            })
            .await?
        }
    };
    if let Some(ticket) = &request.ticket {
        desk.refresh_rows(vec![ticket.clone()]).await?;
    }
    desk.host().tell(desk_contract::events::DeskEvent::Changed);
    show(desk, id).await
}

/// One incident.
///
/// # Errors
/// When there is none with this id.
pub async fn incident(desk: &Desk, request: IncidentRequest) -> Answer<IncidentView> {
    show(desk, number(&request.incident)?).await
}

pub(crate) fn number(subject: &str) -> Answer<i64> {
    let number = subject.strip_prefix("incident/").and_then(|number| number.parse().ok());
    number.ok_or_else(|| no_incident(subject))
}

pub(crate) fn no_incident(subject: &str) -> desk_contract::error::CallError {
    error::not_found(format!(
        "There is no incident {subject} here. Look at the list of incidents."
    ))
}

pub(crate) async fn show(desk: &Desk, id: i64) -> Answer<IncidentView> {
    let (policy, now) = (desk.policy(), desk.now());
    let view = desk.read(move |read| view(read, &policy, id, now)).await?;
    view.ok_or_else(|| no_incident(&format!("incident/{id}")))
}

fn view(read: &Reader, policy: &InForce, id: i64, now: DateTime<Utc>) -> Result<Option<IncidentView>, StoreError> {
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

/// The ticket of an incident, and those that are linked with it.
pub(crate) fn tickets_of(read: &Reader, incident: &Incident) -> Result<Vec<Ticket>, StoreError> {
    let own = incident.ticket.as_deref().map(|ticket| read.desk().ticket(ticket));
    let Some(own) = own.transpose()?.flatten() else {
        return Ok(Vec::new());
    };
    let linked = read.desk().linked_with(&own)?;
    Ok(std::iter::once(own).chain(linked).collect())
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
    let told = folded.and_then(|folded| incident_break::told(rules, &folded.clocks, continues_at?, now));
    Ok(IncidentTicket {
        ticket: ticket.id.clone(),
        from: folded::from(ticket),
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

/// Adds a line; `/action …`, `/decision …` and `/comms …` say what it is.
///
/// # Errors
/// When it is empty or too long, the notes are closed, or it cannot be saved: the text stays in the field.
pub async fn incident_add(desk: &Desk, request: IncidentAddRequest) -> Answer<IncidentView> {
    let id = number(&request.incident)?;
    let now = desk.now();
    let at = request.at.unwrap_or(now);
    if at > now {
        return Err(error::invalid(
            "That time is still to come. Give the time at which it happened.",
        ));
    }
    let (kind, text) = kind_of(request.text.trim());
    if text.is_empty() {
        return Err(error::invalid("Write what happened."));
    }
    if text.chars().count() > LONGEST_LINE {
        return Err(error::invalid(format!(
            "The line is longer than {LONGEST_LINE} letters. Split it."
        )));
    }
    if !show(desk, id).await?.open {
        return Err(error::not_now(
            "These notes are closed. Open new ones from the ticket, or from the list.",
        ));
    }
    let text = text.to_owned();
    desk.write(move |store| store.add_incident_line(id, kind, &text, at))
        .await?;
    desk.host().tell(desk_contract::events::DeskEvent::Changed);
    show(desk, id).await
}

fn kind_of(text: &str) -> (LineKind, &str) {
    for (prefix, kind) in PREFIXES {
        if let Some(rest) = text.strip_prefix(prefix)
            && (rest.is_empty() || rest.starts_with(char::is_whitespace))
        {
            return (kind, rest.trim());
        }
    }
    (LineKind::Line, text)
}

/// Closes the notes; they stay readable.
///
/// # Errors
/// When there is no such incident, or it cannot be saved.
pub async fn incident_close(desk: &Desk, request: IncidentRequest) -> Answer<IncidentView> {
    let (id, now) = (number(&request.incident)?, desk.now());
    desk.write(move |store| {
        store.add_incident_line(id, LineKind::Line, "Notes closed", now)?;
        store.desk.write(|desk| desk.close_incident(id, now))
    })
    .await?;
    desk.host().tell(desk_contract::events::DeskEvent::Changed);
    show(desk, id).await
}

/// The notes as Markdown. What was typed is text: nothing in it becomes a heading or a link.
///
/// # Errors
/// When there is no such incident.
pub async fn incident_markdown(desk: &Desk, request: IncidentRequest) -> Answer<IncidentMarkdown> {
    let view = show(desk, number(&request.incident)?).await?;
    let mut text = format!("# {}\n\n{}\n\n", escaped(&view.row.title), escaped(&view.headline));
    text.push_str("| When | What | |\n| --- | --- | --- |\n");
    for line in &view.lines {
        let words = escaped(&line.text).replace('\n', "<br>");
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| {} | {} | {words} |", line.at.long, line.kind);
    }
    let file_name = format!("{}.md", view.row.name.to_lowercase().replace(' ', "-"));
    Ok(IncidentMarkdown { file_name, text })
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
