//! Finds the notes of an incident, and gives them their name.

use desk_contract::ticket::IncidentLink;
use desk_domain::deadline::Rules;
use desk_store::desk::incident::Incident;
use desk_store::desk::ticket::Ticket;
use desk_store::{Reader, StoreError};

use crate::desk::{Answer, error};
use crate::ticket::{Folded, fold};

/// In letters.
pub(super) const LONGEST_LINE: usize = 10_000;

/// The ticket that the notes were opened from.
pub(crate) fn own_ticket(read: &Reader, rules: &Rules, incident: &Incident) -> Result<Option<Folded>, StoreError> {
    let folded = incident.ticket.as_ref().map(|ticket| fold(read, rules, ticket));
    Ok(folded.transpose()?.flatten())
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

pub(crate) fn number(subject: &str) -> Answer<i64> {
    let number = subject.strip_prefix("incident/").and_then(|number| number.parse().ok());
    number.ok_or_else(|| no_incident(subject))
}

pub(super) fn no_incident(subject: &str) -> desk_contract::error::CallError {
    error::not_found(format!(
        "There is no incident {subject}. Look it up in the list of incidents."
    ))
}

/// The ticket of an incident, and those that are linked with it.
pub(super) fn tickets_of(read: &Reader, incident: &Incident) -> Result<Vec<Ticket>, StoreError> {
    let own = incident.ticket.as_ref().map(|ticket| read.desk().ticket(ticket));
    let Some(own) = own.transpose()?.flatten() else {
        return Ok(Vec::new());
    };
    let linked = read.desk().linked_with(&own)?;
    Ok(std::iter::once(own).chain(linked).collect())
}
