//! From Request Tracker's shapes to neutral types. Pure: no request, no clock.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDateTime, Utc};
use desk_domain::ids::RemoteId;
use desk_domain::who::Role;

use super::lifecycle::Lifecycles;
use super::{body, wire};
use crate::automatic::is_automatic;
use crate::text::{self, HtmlLimits};
use crate::{Change, MessageKind, Person, Queue, RemoteChange, RemoteMessage, RemoteStatus, RemoteTicket};

/// RT's own account, which writes what follows from other acts.
pub(super) const SYSTEM: &str = "RT_System";
/// The owner of tickets that nobody owns.
pub(super) const NOBODY: &str = "Nobody";

/// A ticket of a list; `None` when it has no id or no times, without which it cannot be placed.
pub(super) fn ticket(
    row: wire::Ticket,
    lifecycles: &Lifecycles,
    web: impl Fn(&RemoteId) -> String,
) -> Option<RemoteTicket> {
    let id = RemoteId::parse(&row.id.0).ok().filter(|id| super::is_id(id.as_str()))?;
    let organization = row.requestors.first().map(|person| text::title(&person.organization.0));
    let requestors: Vec<Person> = row.requestors.iter().map(person).collect();
    Some(RemoteTicket {
        subject: text::plain(&row.subject.0).text,
        status: lifecycles.status(row.lifecycle(), &row.status.0),
        status_text: text::title(&row.status.0),
        queue: row
            .queue
            .map(|queue| text::title(first_of(&queue.name.0, &queue.id.0)))
            .unwrap_or_default(),
        owner: row.owner.as_ref().map(person).filter(|owner| owner.name != NOBODY),
        cc: row.cc.iter().map(person).collect(),
        priority_hint: Some(text::title(&row.priority.0)).filter(|priority| !priority.is_empty()),
        created_at: instant(&row.created.0)?,
        updated_at: instant(&row.last_updated.0)?,
        tenant_hint: organization
            .filter(|name| !name.is_empty())
            .or_else(|| domain(&requestors)),
        web_url: web(&id),
        requestors,
        id,
    })
}

/// The newest of tickets that came more than once.
pub(super) fn newest_of_each(tickets: Vec<RemoteTicket>) -> Vec<RemoteTicket> {
    let mut place: HashMap<RemoteId, usize> = HashMap::with_capacity(tickets.len());
    let mut each: Vec<RemoteTicket> = Vec::with_capacity(tickets.len());
    for ticket in tickets {
        match place.get(&ticket.id) {
            Some(&at) if ticket.updated_at > each[at].updated_at => each[at] = ticket,
            Some(_) => {}
            None => {
                place.insert(ticket.id.clone(), each.len());
                each.push(ticket);
            }
        }
    }
    each
}

/// RT's times are UTC; 1970 means that none is set.
pub(super) fn instant(text: &str) -> Option<DateTime<Utc>> {
    let read = DateTime::parse_from_rfc3339(text)
        .map(|at| at.to_utc())
        .or_else(|_| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").map(|at| at.and_utc()));
    read.ok().filter(|at| (1971..=9999).contains(&at.year()))
}

pub(super) fn person(reference: &wire::Reference) -> Person {
    let name = text::title(first_of(&reference.name.0, &reference.id.0));
    let display = text::title(first_of(&reference.real_name.0, &name));
    let email = Some(text::title(&reference.email.0)).filter(|email| !email.is_empty());
    Person { name, display, email }
}

pub(super) fn queue(row: wire::Named) -> Queue {
    Queue {
        id: row.id.0,
        name: row.name.0,
    }
}

fn first_of<'a>(wanted: &'a str, instead: &'a str) -> &'a str {
    if wanted.is_empty() { instead } else { wanted }
}

fn domain(requestors: &[Person]) -> Option<String> {
    let requestor = requestors.first()?;
    let address = requestor.email.as_deref().unwrap_or(&requestor.name);
    address.rsplit_once('@').map(|(_, domain)| domain.to_lowercase())
}

/// What RT says of those who wrote, by their login.
pub(super) type Roles = HashMap<String, Role>;

fn role(roles: &Roles, author: &Person) -> Role {
    roles.get(&author.name).copied().unwrap_or(Role::Untold)
}

/// What kind of message a row of the history is; email records and changes aren't messages.
pub(super) fn message_kind(row: &wire::Transaction) -> Option<MessageKind> {
    match row.kind.0.as_str() {
        "Create" | "Correspond" => Some(MessageKind::Public),
        "Comment" => Some(MessageKind::Internal),
        _ => None,
    }
}

/// A message, from its row and all its parts in order; `None` when it has no time.
pub(super) fn message(
    row: &wire::Transaction,
    parts: &[wire::Attachment],
    roles: &Roles,
    limits: &HtmlLimits,
) -> Option<RemoteMessage> {
    let author = row.creator.as_ref().map(person).unwrap_or_default();
    let opens = row.kind.0 == "Create";
    let headers = parts
        .first()
        .map(|part| Headers(&part.headers.0))
        .unwrap_or(Headers(""));
    let automatic = is_automatic(|name| headers.values(name).next());
    let (body, shortened) = body::words(parts, limits);
    Some(RemoteMessage {
        transaction: row.id.0.clone(),
        at: instant(&row.created.0)?,
        kind: message_kind(row)?,
        role: role(roles, &author),
        author,
        opens,
        automatic,
        to: addresses(&headers.all("to")),
        cc: addresses(&headers.all("cc")),
        body,
        shortened,
        attachments: body::files(parts),
    })
}

/// Mail headers as RT keeps them: one per line, long ones folded.
pub(super) struct Headers<'a>(pub(super) &'a str);

impl Headers<'_> {
    /// The first value of a header; empty when it is not there.
    pub(super) fn first(&self, name: &str) -> String {
        self.values(name).next().unwrap_or_default()
    }

    fn all(&self, name: &str) -> String {
        self.values(name).collect::<Vec<_>>().join(",")
    }

    fn values(&self, name: &str) -> impl Iterator<Item = String> {
        let mut lines = self.0.lines().peekable();
        std::iter::from_fn(move || {
            loop {
                let line = lines.next()?;
                let value = line
                    .split_once(':')
                    .filter(|(found, _)| found.eq_ignore_ascii_case(name));
                if let Some((_, value)) = value {
                    let mut value = value.trim().to_owned();
                    while let Some(more) = lines.next_if(|line| line.starts_with([' ', '\t'])) {
                        value.push(' ');
                        value.push_str(more.trim());
                    }
                    return Some(value);
                }
            }
        })
    }
}

/// The addresses of a header, in lower case.
fn addresses(header: &str) -> Vec<String> {
    header
        .split([',', ';', '<', '>', ' ', '\t', '"', '(', ')'])
        .filter(|word| {
            word.split_once('@')
                .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty())
        })
        .map(|word| text::title(word).to_lowercase())
        .collect()
}

/// A change of a ticket of this lifecycle, from its row; `None` for everything that doesn't concern us. `owner` finds
/// the name for an id.
pub(super) fn change(
    row: &wire::Transaction,
    (lifecycles, lifecycle): (&Lifecycles, &str),
    roles: &Roles,
    owner: impl Fn(&str) -> Option<Person>,
) -> Option<RemoteChange> {
    let author = row.creator.as_ref().map(person).unwrap_or_default();
    let new = text::title(&row.new.0);
    let what = match (row.kind.0.as_str(), row.field.0.as_str()) {
        (_, "Subject") if row.kind.0 == "Set" => Change::Subject(new),
        (_, "Priority") if row.kind.0 == "Set" => Change::Priority(new),
        _ => match row.statuses() {
            Some((before, now)) => {
                let status = |word| lifecycles.status(lifecycle, word);
                status_change(status(before), status(now), new)
            }
            None => Change::Owner(owner(owner_id(row)?)),
        },
    };
    Some(RemoteChange {
        transaction: row.id.0.clone(),
        at: instant(&row.created.0)?,
        role: role(roles, &author),
        author,
        what,
    })
}

/// Whether a row is about a change that concerns us.
pub(super) fn is_change(row: &wire::Transaction) -> bool {
    let is_field = row.kind.0 == "Set" && matches!(row.field.0.as_str(), "Subject" | "Priority");
    is_field || row.statuses().is_some() || owner_id(row).is_some()
}

fn status_change(before: RemoteStatus, now: RemoteStatus, text: String) -> Change {
    match (before, now) {
        (_, RemoteStatus::Resolved) => Change::Resolved(text),
        (RemoteStatus::Resolved, _) => Change::Reopened(text),
        (_, now) => Change::Status(now, text),
    }
}

/// The id of the new owner, when the row is about that. RT has a name for every way to give a ticket away, and
/// writes `SetWatcher` once more beside each.
pub(super) fn owner_id(row: &wire::Transaction) -> Option<&str> {
    let is_owner = matches!(
        (row.kind.0.as_str(), row.field.0.as_str()),
        ("Set", "Owner") | ("Take" | "Untake" | "Steal" | "Give" | "Force", _)
    );
    is_owner.then_some(row.new.0.as_str())
}

/// The same words, although an email system may have changed line ends and trailing spaces.
pub(super) fn same_words(a: &str, b: &str) -> bool {
    fn words(text: &str) -> impl Iterator<Item = &str> {
        text.trim().lines().map(str::trim_end)
    }
    words(&text::plain(a).text).eq(words(&text::plain(b).text))
}

#[cfg(test)]
mod tests;
