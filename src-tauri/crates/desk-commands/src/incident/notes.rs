//! Opening an incident’s notes, adding lines, closing them.

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::events::DeskEvent;
use desk_contract::incident::{IncidentAddRequest, IncidentOpenRequest, IncidentRequest, IncidentView};
use desk_domain::ids::TicketId;
use desk_domain::support_hours::SupportHours;
use desk_domain::typed_time::{Direction, read};
use desk_store::desk::incident::{Incident, LineKind};

use super::found::{LONGEST_LINE, number};
use super::view::show;
use crate::desk::{Answer, Desk, error};
use crate::ticket::{fold, refresh_rows, ticket_id};

const LONGEST_TITLE: usize = 200;

/// The words that can begin a line to say what kind it is.
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
    let typed = request.title.trim().to_owned();
    let ticket = request.ticket.as_deref().map(ticket_id).transpose()?;
    let (title, open) = match &ticket {
        None if typed.is_empty() => return Err(error::invalid("Say what the incident is about.")),
        None => (typed, None),
        Some(ticket) => {
            let (subject, open) = known(desk, ticket.clone()).await?;
            (if typed.is_empty() { subject } else { typed }, open)
        }
    };
    if title.chars().count() > LONGEST_TITLE {
        return Err(error::invalid(format!(
            "The title is longer than {LONGEST_TITLE} characters. Shorten it."
        )));
    }
    let id = match open {
        Some(incident) => incident.id,
        None => opened(desk, title, ticket.clone()).await?,
    };
    if let Some(ticket) = ticket {
        refresh_rows(desk, vec![ticket]).await?;
    }
    desk.host().tell(DeskEvent::Changed);
    show(desk, id).await
}

/// The subject of a ticket, and its open notes if it has some.
async fn known(desk: &Desk, ticket: TicketId) -> Answer<(String, Option<Incident>)> {
    let (rules, missing) = (desk.rules(), error::no_ticket(ticket.as_str()));
    let (subject, open) = desk
        .read(move |read| {
            let folded = fold(read, &rules, &ticket)?;
            let subject = folded.map(|folded| folded.subject().to_owned());
            Ok((subject, read.desk().open_incident_of(&ticket)?))
        })
        .await?;
    Ok((subject.ok_or(missing)?, open))
}

async fn opened(desk: &Desk, title: String, ticket: Option<TicketId>) -> Answer<i64> {
    let now = desk.now();
    desk.write(move |store| {
        let id = store
            .desk
            .write(|desk| desk.open_incident(&title, ticket.as_ref(), now))?;
        store.add_incident_line(id, LineKind::Line, "Notes opened", now)?;
        Ok(id)
    })
    .await
}

/// Adds a line; `/action …`, `/decision …` and `/comms …` say what it is.
///
/// # Errors
/// When it is empty or too long, the notes are closed, or it cannot be saved: the text stays in the field.
pub async fn incident_add(desk: &Desk, request: IncidentAddRequest) -> Answer<IncidentView> {
    let id = number(&request.incident)?;
    let now = desk.now();
    let (kind, mut text) = kind_of(request.text.trim());
    let mut at = request.at.unwrap_or(now);
    if request.at.is_none()
        && let Some((happened, what)) = time_in_front(&desk.rules().hours, text, now)
    {
        (at, text) = (happened, what);
    }
    if at > now {
        return Err(error::invalid(
            "That time is in the future. Enter the time when it happened.",
        ));
    }
    if text.is_empty() {
        return Err(error::invalid("Write what happened."));
    }
    if text.chars().count() > LONGEST_LINE {
        return Err(error::invalid(format!(
            "The line is longer than {LONGEST_LINE} characters. Split it."
        )));
    }
    if !show(desk, id).await?.open {
        return Err(error::not_now(
            "These notes are closed. Start new ones from the ticket or from the list of incidents.",
        ));
    }
    let text = text.to_owned();
    desk.write(move |store| store.add_incident_line(id, kind, &text, at))
        .await?;
    desk.host().tell(DeskEvent::Changed);
    show(desk, id).await
}

/// A time without a day in front of a line is at most this old. An older one would be yesterday's: more likely it is
/// about something to come.
const OLDEST: TimeDelta = TimeDelta::hours(12);
/// `yesterday 16:10 BST`, `23 Nov 2026 16:10`.
const MOST_WORDS_OF_A_TIME: usize = 5;

/// The time that a line begins with, and what happened: `16:10 Router 3 restarted`.
fn time_in_front<'t>(hours: &SupportHours, line: &'t str, now: DateTime<Utc>) -> Option<(DateTime<Utc>, &'t str)> {
    let punctuation = |c: char| matches!(c, ':' | ',' | '-' | '–' | '—') || c.is_whitespace();
    let mut seen: Option<(DateTime<Utc>, &str)> = None;
    let (mut words, mut timed) = (0, None);
    for (end, _) in line.match_indices(char::is_whitespace) {
        let front = line[..end].trim_end_matches(punctuation);
        let word = front.rsplit(char::is_whitespace).next().unwrap_or_default();
        words += 1;
        // After the time of day only its zone belongs to it.
        let is_zone = timed == Some(words - 1) && word.len() >= 2 && word.chars().all(|c| c.is_ascii_uppercase());
        if words > MOST_WORDS_OF_A_TIME || (timed.is_some() && !is_zone) {
            break;
        }
        if is_time_of_day(word) {
            timed = Some(words);
        }
        if timed.is_some()
            && let Ok(at) = read(hours, front, now, Direction::Back, None)
        {
            let alone = words == 1 || (words == 2 && is_zone);
            if at <= now && (!alone || now - at <= OLDEST) {
                seen = Some((at, line[end..].trim_start_matches(punctuation)));
            }
        }
    }
    seen
}

/// `9:05`, `16:10`.
fn is_time_of_day(word: &str) -> bool {
    word.split_once(':').is_some_and(|(hour, minute)| {
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        hour.len() <= 2 && minute.len() == 2 && digits(hour) && digits(minute)
    })
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
    desk.host().tell(DeskEvent::Changed);
    show(desk, id).await
}
