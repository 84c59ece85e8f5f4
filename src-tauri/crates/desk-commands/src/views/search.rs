//! Search over everything on this computer.

use chrono::{DateTime, Utc};
use desk_contract::list::{Hit, HitKind, SearchReply, SearchRequest, Stretch};
use desk_domain::deadline::Rules;
use desk_store::cache::list_row;
use desk_store::cache::search::{self, LeadsTo};
use desk_store::desk::incident;
use desk_store::{Reader, StoreError};

use crate::desk::{Answer, Desk};
use crate::words::moment;

const HITS_AT_MOST: u32 = 200;

/// Everything cached, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn search(desk: &Desk, request: SearchRequest) -> Answer<SearchReply> {
    let (rules, now) = (desk.rules(), desk.now());
    desk.read(move |read| {
        let limit = request.limit.min(HITS_AT_MOST);
        let mut hits = called(read, &rules, &request, now)?;
        // Several finds of one ticket are one hit, the newest: so a few more are asked for.
        for found in read.cache().search(&request.words, 0, limit.saturating_mul(4))? {
            let id = id(&found.leads_to);
            if request.except.as_ref() != Some(&id) && hits.iter().all(|hit| hit.id != id) {
                hits.push(hit(read, &rules, found, now)?);
            }
            if hits.len() >= limit as usize {
                break;
            }
        }
        Ok(SearchReply { hits })
    })
    .await
}

/// The tickets whose name was typed in full come before those that only have the word somewhere.
fn called(read: &Reader, rules: &Rules, request: &SearchRequest, now: DateTime<Utc>) -> Result<Vec<Hit>, StoreError> {
    if !request.words.ends_with(|last: char| last.is_ascii_digit()) {
        return Ok(Vec::new());
    }
    let mut rows = read.cache().rows_called(&request.words)?;
    rows.retain(|row| request.except.as_ref() != Some(&row.ticket.to_string()));
    Ok(rows
        .into_iter()
        .map(|row| Hit {
            kind: HitKind::Ticket,
            id: row.ticket.to_string(),
            at: moment(&rules.hours, row.raised_at, now),
            state: match row.place {
                list_row::Place::Closed => "closed".to_owned(),
                _ => "open".to_owned(),
            },
            subject: row.subject,
            tenant: row.tenant.unwrap_or_default(),
            snippet: Vec::new(),
            from: row.source,
        })
        .collect())
}

fn id(leads_to: &LeadsTo) -> String {
    match leads_to {
        LeadsTo::Ticket(ticket) => ticket.to_string(),
        LeadsTo::Incident(number) => incident::subject(*number),
    }
}

pub(super) fn hit(read: &Reader, rules: &Rules, found: search::Hit, now: DateTime<Utc>) -> Result<Hit, StoreError> {
    // A linked ticket has no line: the one that represents it says where it came from and its state.
    let (kind, row) = match &found.leads_to {
        LeadsTo::Ticket(ticket) => (HitKind::Ticket, read.cache().row(&read.desk().standing_for(ticket)?)?),
        LeadsTo::Incident(_) => (HitKind::Incident, None),
    };
    let closed = row.as_ref().is_some_and(|row| row.place == list_row::Place::Closed);
    let (at, id) = (moment(&rules.hours, found.at, now), id(&found.leads_to));
    let state = match (kind, closed) {
        (HitKind::Ticket, true) => format!(
            "closed, last line {}",
            rules.hours.local(found.at).date.format("%-d %b")
        ),
        (HitKind::Ticket, false) => "open".to_owned(),
        (HitKind::Incident, _) => String::new(),
    };
    Ok(Hit {
        kind,
        subject: titled(row.as_ref().map_or(found.title, |row| row.subject.clone())),
        tenant: row.as_ref().and_then(|row| row.tenant.clone()).unwrap_or_default(),
        snippet: without_id(found.snippet, &id),
        from: match (row, kind) {
            (Some(row), _) => row.source,
            (None, HitKind::Incident) => "Incident".to_owned(),
            // No row yet: its number says more than nothing.
            (None, HitKind::Ticket) => numbered(&id),
        },
        state,
        at,
        id,
    })
}

/// A ticket may have no subject on its help desk.
fn titled(subject: String) -> String {
    if subject.trim().is_empty() {
        "(no subject)".to_owned()
    } else {
        subject
    }
}

/// `rt:work/41` is `work 41`: our own ids are for programs.
fn numbered(id: &str) -> String {
    let name = id.rsplit_once(':').map_or(id, |(_, name)| name);
    name.replacen('/', " ", 1)
}

/// The first line of what is searched of a ticket is its id, which the row shows in other words.
fn without_id(snippet: Vec<search::Fragment>, id: &str) -> Vec<Stretch> {
    let whole: String = snippet.iter().map(|piece| piece.text.as_str()).collect();
    let mut left = if whole.starts_with(&format!("{id}\n")) {
        id.len() + 1
    } else if whole == id {
        id.len()
    } else {
        0
    };
    let mut shown = Vec::new();
    for piece in snippet {
        let cut = left.min(piece.text.len());
        left -= cut;
        if cut < piece.text.len() {
            shown.push(Stretch {
                text: piece.text[cut..].to_owned(),
                matched: piece.matched,
            });
        }
    }
    shown
}
