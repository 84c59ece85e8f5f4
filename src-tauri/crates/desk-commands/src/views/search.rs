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
        let mut hits: Vec<Hit> = Vec::new();
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
    let at = moment(&rules.hours, found.at, now);
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
        subject: row.as_ref().map_or(found.title, |row| row.subject.clone()),
        tenant: row.as_ref().and_then(|row| row.tenant.clone()).unwrap_or_default(),
        snippet: found
            .snippet
            .into_iter()
            .map(|piece| Stretch {
                text: piece.text,
                matched: piece.matched,
            })
            .collect(),
        from: row.map_or_else(|| "Incident".to_owned(), |row| row.source),
        state,
        at,
        id: id(&found.leads_to),
    })
}
