//! From Request Tracker's shapes to neutral types. Pure: no request, no clock.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDateTime, Utc};
use desk_domain::ids::RemoteId;

use super::wire;
use crate::text::{self, HtmlLimits};
use crate::{
    Change, MessageKind, Person, Queue, RemoteAttachment, RemoteChange, RemoteMessage, RemoteStatus, RemoteTicket,
};

/// RT's own account, which writes what follows from other acts.
const SYSTEM: &str = "RT_System";
/// The owner of tickets that nobody owns.
pub(super) const NOBODY: &str = "Nobody";

/// A ticket of a list; `None` when it has no id or no times, without which it cannot be placed.
pub(super) fn ticket(row: wire::Ticket, web: impl Fn(&RemoteId) -> String) -> Option<RemoteTicket> {
    let id = RemoteId::parse(&row.id.0).ok().filter(|id| super::is_id(id.as_str()))?;
    let organization = row.requestors.first().map(|person| text::title(&person.organization.0));
    let requestors: Vec<Person> = row.requestors.iter().map(person).collect();
    Some(RemoteTicket {
        subject: text::plain(&row.subject.0).text,
        status: status(&row.status.0),
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

/// The statuses of RT's default lifecycle; sites may add their own.
pub(super) fn status(text: &str) -> RemoteStatus {
    match text.to_ascii_lowercase().as_str() {
        "new" | "open" => RemoteStatus::Open,
        "stalled" => RemoteStatus::Waiting,
        "resolved" | "rejected" | "deleted" => RemoteStatus::Resolved,
        _ => RemoteStatus::Other,
    }
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

/// A person of our team wrote or did this: not the help desk itself, not a requestor or Cc of this ticket (rule 6).
fn is_agent(author: &Person, ticket: &RemoteTicket) -> bool {
    let outside = ticket.requestors.iter().chain(&ticket.cc);
    author.name != SYSTEM && author.name != NOBODY && !author.name.is_empty() && !same_as_any(author, outside)
}

fn same_as_any<'a>(author: &Person, mut people: impl Iterator<Item = &'a Person>) -> bool {
    people.any(|person| is_same(author, person))
}

fn is_same(a: &Person, b: &Person) -> bool {
    let same_address = match (&a.email, &b.email) {
        (Some(a), Some(b)) => a.eq_ignore_ascii_case(b),
        _ => false,
    };
    same_address || a.name.eq_ignore_ascii_case(&b.name)
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
    ticket: &RemoteTicket,
    limits: &HtmlLimits,
) -> Option<RemoteMessage> {
    let author = row.creator.as_ref().map(person).unwrap_or_default();
    let opens = row.kind.0 == "Create";
    let headers = parts
        .first()
        .map(|part| Headers(&part.headers.0))
        .unwrap_or(Headers(""));
    let automatic = is_automatic(&headers);
    let (body, shortened) = words(parts, limits);
    Some(RemoteMessage {
        transaction: row.id.0.clone(),
        at: instant(&row.created.0)?,
        kind: message_kind(row)?,
        by_us: !opens && !automatic && is_agent(&author, ticket),
        author,
        opens,
        automatic,
        to: addresses(&headers.all("to")),
        cc: addresses(&headers.all("cc")),
        body,
        shortened,
        attachments: parts.iter().filter(|part| is_file(part)).map(attachment).collect(),
    })
}

/// The words of a message: its plain parts, else its HTML parts made plain.
fn words(parts: &[wire::Attachment], limits: &HtmlLimits) -> (String, bool) {
    let plain = joined(parts, "text/plain", text::plain);
    if !plain.0.trim().is_empty() {
        return plain;
    }
    let (words, shortened) = joined(parts, "text/html", |html| text::html(html, limits));
    (words, plain.1 || shortened)
}

fn joined(parts: &[wire::Attachment], content_type: &str, read: impl Fn(&str) -> text::PlainText) -> (String, bool) {
    let mut whole = (String::new(), false);
    for part in parts
        .iter()
        .filter(|part| !is_file(part) && media_type(part) == content_type)
    {
        let text = part.content.as_ref().map(|content| read(&content.0));
        let missing = text.is_none() && part.length.0 != "0";
        let text = text.unwrap_or_else(|| text::plain(""));
        if !whole.0.is_empty() && !text.text.is_empty() {
            whole.0.push_str("\n\n");
        }
        whole.0.push_str(&text.text);
        whole.1 |= text.shortened || missing;
    }
    whole
}

fn is_file(part: &wire::Attachment) -> bool {
    let media_type = media_type(part);
    let words = matches!(media_type.as_str(), "text/plain" | "text/html") && part.file_name.0.is_empty();
    !words && !media_type.starts_with("multipart/")
}

fn media_type(part: &wire::Attachment) -> String {
    part.content_type
        .0
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

fn attachment(part: &wire::Attachment) -> RemoteAttachment {
    let name = text::title(&part.file_name.0);
    RemoteAttachment {
        name: if name.is_empty() {
            format!("attachment {}", part.id.0)
        } else {
            name
        },
        id: part.id.0.clone(),
        content_type: text::title(&part.content_type.0),
        size: part.length.0.parse().unwrap_or_default(),
    }
}

/// Mail headers as RT keeps them: one per line, long ones folded.
struct Headers<'a>(&'a str);

impl Headers<'_> {
    fn first(&self, name: &str) -> String {
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

/// Written by a machine: RFC 3834's header, the older ones in use, delivery reports, and the subjects of absence
/// notes from programs that set none of them.
fn is_automatic(headers: &Headers<'_>) -> bool {
    let submitted = headers.first("auto-submitted").to_ascii_lowercase();
    let precedence = headers.first("precedence").to_ascii_lowercase();
    let report = headers
        .first("content-type")
        .to_ascii_lowercase()
        .starts_with("multipart/report");
    let subject = headers.first("subject").to_lowercase();
    const SUBJECTS: [&str; 5] = [
        "automatic reply:",
        "auto-reply:",
        "autoreply:",
        "out of office:",
        "undeliverable:",
    ];
    (!submitted.is_empty() && !submitted.starts_with("no"))
        || matches!(precedence.as_str(), "auto_reply" | "auto-reply")
        || !headers.first("x-autoreply").is_empty()
        || !headers.first("x-autorespond").is_empty()
        || report
        || SUBJECTS.iter().any(|start| subject.starts_with(start))
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

/// A change, from its row; `None` for everything that doesn't concern us. `owner` finds the name for an id.
pub(super) fn change(
    row: &wire::Transaction,
    ticket: &RemoteTicket,
    owner: impl Fn(&str) -> Option<Person>,
) -> Option<RemoteChange> {
    let author = row.creator.as_ref().map(person).unwrap_or_default();
    Some(RemoteChange {
        transaction: row.id.0.clone(),
        at: instant(&row.created.0)?,
        by_us: is_agent(&author, ticket),
        author,
        what: what_changed(row, owner)?,
    })
}

fn what_changed(row: &wire::Transaction, owner: impl Fn(&str) -> Option<Person>) -> Option<Change> {
    let new = text::title(&row.new.0);
    match (row.kind.0.as_str(), row.field.0.as_str()) {
        ("Status", _) | ("Set", "Status") => Some(status_change(status(&row.old.0), new)),
        ("Set", "Subject") => Some(Change::Subject(new)),
        ("Set", "Priority") => Some(Change::Priority(new)),
        _ => owner_id(row).map(|id| Change::Owner(owner(id))),
    }
}

fn status_change(before: RemoteStatus, text: String) -> Change {
    match (before, status(&text)) {
        (RemoteStatus::Resolved, RemoteStatus::Open | RemoteStatus::Waiting) => Change::Reopened(text),
        (_, RemoteStatus::Resolved) => Change::Resolved(text),
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
