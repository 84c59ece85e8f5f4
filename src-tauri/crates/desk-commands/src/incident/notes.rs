//! Opening an incident’s notes, adding lines, closing them.

use desk_contract::incident::{IncidentAddRequest, IncidentOpenRequest, IncidentRequest, IncidentView};
use desk_store::desk::incident::LineKind;

use super::found::{LONGEST_LINE, number};
use super::view::show;
use crate::desk::{Answer, Desk, error};
use crate::ticket::{fold, refresh_rows};

const LONGEST_TITLE: usize = 200;

/// What may stand before a line to say what it is.
const PREFIXES: [(&str, LineKind); 3] = [
    ("/action", LineKind::Action),
    ("/decision", LineKind::Decision),
    ("/comms", LineKind::Comms),
];

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
        refresh_rows(desk, vec![ticket.clone()]).await?;
    }
    desk.host().tell(desk_contract::events::DeskEvent::Changed);
    show(desk, id).await
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
