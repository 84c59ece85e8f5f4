//! Search over everything cached.

use chrono::{DateTime, Utc};
use desk_contract::list::{Hit, HitKind, SearchReply, SearchRequest, Stretch};
use desk_domain::deadline::Rules;
use desk_store::cache::list_row;
use desk_store::cache::search::{self, DocumentKind};
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
            let wanted = request.except.as_deref() != Some(&found.subject);
            if wanted && hits.iter().all(|hit| hit.id != found.subject) {
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

pub(super) fn hit(read: &Reader, rules: &Rules, found: search::Hit, now: DateTime<Utc>) -> Result<Hit, StoreError> {
    // A linked ticket has no line: the one that stands for it says where it came from and how it is.
    let row = read.cache().row(&read.desk().standing_for(&found.subject)?)?;
    let kind = match found.kind {
        DocumentKind::Ticket | DocumentKind::Message => HitKind::Ticket,
        DocumentKind::Incident | DocumentKind::Line => HitKind::Incident,
    };
    let closed = row.as_ref().is_some_and(|row| row.place == list_row::Place::Closed);
    let at = moment(&rules.hours, found.at, now);
    let state = match (kind, closed) {
        (HitKind::Ticket, true) => format!(
            "closed, last word {}",
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
        id: found.subject,
    })
}
