//! The thread of a ticket: messages, our own words, and what happened to it.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};
use desk_contract::ticket::{AttachmentView, BodyPart, Entry, EntryKind};
use desk_domain::deadline::Rules;
use desk_domain::event::EventKind;
use desk_domain::who::Side;
use desk_store::cache::attachment::Attachment;
use desk_store::cache::message::Message;
use desk_store::desk::outbox::{Act, ActState, Carries};
use desk_store::desk::ticket_event::RecordedEvent;
use desk_store::{Reader, StoreError};

use crate::reading::{replied_note, shared_log};
use crate::ticket::{Effort, Folded, gone, is_text, parts, side_of};
use crate::words;
use crate::words::{moment, zoned};

pub(crate) fn thread(
    read: &Reader,
    rules: &Rules,
    folded: &Folded,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, StoreError> {
    let id = &folded.ticket.id;
    let messages = read.cache().messages(id)?;
    let mut files: BTreeMap<String, Vec<Attachment>> = BTreeMap::new();
    for file in read.cache().attachments(id)? {
        files.entry(file.transaction.clone()).or_default().push(file);
    }
    let mine = sent_by_me(folded);
    let sides = read.desk().sides(id)?;
    let mut effort = Effort::whole();
    let mut entries = own_words(rules, folded, &mut effort, now);
    // The newest are read first, by people too.
    let mut of_help_desk: Vec<Entry> = messages
        .iter()
        .rev()
        .map(|message| {
            let files = files.remove(&message.transaction).unwrap_or_default();
            let by_me = mine.contains(message.transaction.as_str());
            let kind = kind_of(message, side_of(message, &sides));
            let parts = message_parts(message, &mut effort);
            message_entry(rules, (message, kind), parts, &files, by_me, now)
        })
        .collect();
    of_help_desk.reverse();
    entries.splice(0..0, of_help_desk);
    let notes: HashMap<&str, &str> = messages
        .iter()
        .map(|message| (message.transaction.as_str(), message.body.as_str()))
        .collect();
    let events = read.desk().recorded_events(id)?;
    entries.extend(events.iter().filter_map(|event| {
        let place = place_of(event, folded, &notes);
        event_entry(rules, event, place, now)
    }));
    entries.sort_by_key(|entry| entry.at.at);
    mark_waiting(&mut entries, rules, folded, now);
    Ok(entries)
}

fn sent_by_me(folded: &Folded) -> HashSet<&str> {
    folded
        .acts
        .iter()
        .filter_map(|act| act.remote_transaction.as_deref())
        .collect()
}

fn kind_of(message: &Message, side: Side) -> EntryKind {
    match (message.public, side) {
        _ if message.automatic => EntryKind::Automatic,
        (false, _) => EntryKind::Internal,
        (true, Side::Us) => EntryKind::Public,
        (true, Side::Tenant) => EntryKind::Tenant,
        (true, Side::Machine) => EntryKind::Automatic,
    }
}

fn message_entry(
    rules: &Rules,
    (message, kind): (&Message, EntryKind),
    parts: Vec<BodyPart>,
    files: &[Attachment],
    by_me: bool,
    now: DateTime<Utc>,
) -> Entry {
    Entry {
        id: message.transaction.clone(),
        kind,
        author: if by_me {
            "You".to_owned()
        } else {
            message.author.clone()
        },
        by_me,
        at: moment(&rules.hours, message.at, now),
        sentence: String::new(),
        parts,
        attachments: files.iter().map(attachment_view).collect(),
        waiting: None,
    }
}

fn message_parts(message: &Message, effort: &mut Effort) -> Vec<BodyPart> {
    let is_note = message.by_us && !message.public;
    let text = match is_note {
        true => shared_log::without_line(&message.body),
        false => &message.body,
    };
    parts(text, effort)
}

/// For a local ticket the outbox is the thread: nothing is sent, and nothing is lost with the cache.
fn own_words(rules: &Rules, folded: &Folded, effort: &mut Effort, now: DateTime<Utc>) -> Vec<Entry> {
    let here = folded.ticket.remote.is_none();
    folded
        .acts
        .iter()
        .filter(|act| here && act.state == ActState::Sent)
        .filter_map(|act| own_entry(rules, act, effort, now))
        .collect()
}

fn own_entry(rules: &Rules, act: &Act, effort: &mut Effort, now: DateTime<Utc>) -> Option<Entry> {
    let (kind, text) = match &act.carries {
        Ok(Carries::Reply(reply)) => (EntryKind::Public, &reply.text),
        Ok(Carries::Note(note)) => (EntryKind::Internal, &note.text),
        Ok(
            Carries::Subject { .. }
            | Carries::Priority { .. }
            | Carries::Status { .. }
            | Carries::Owner { .. }
            | Carries::NoOwner {},
        )
        | Err(_) => {
            return None;
        }
    };
    Some(Entry {
        id: format!("act-{}", act.id),
        kind,
        author: "You".to_owned(),
        by_me: true,
        at: moment(&rules.hours, act.sent_at.unwrap_or(act.queued_at), now),
        sentence: String::new(),
        parts: parts(shared_log::without_line(text), effort),
        attachments: Vec::new(),
        waiting: None,
    })
}

fn attachment_view(file: &Attachment) -> AttachmentView {
    AttachmentView {
        id: file.remote_id.clone(),
        name: file.name.clone(),
        content_type: file.media_type.clone(),
        size: Some(file.size),
        size_said: words::size(file.size),
        fetched: file.fetched_at.is_some(),
        is_text: is_text(&file.media_type, &file.name),
    }
}

/// Where a reply elsewhere was given: by the note that our own act queued with it, or the one that was read on the help
/// desk. `notes` has the messages by their transactions.
fn place_of<'n>(event: &RecordedEvent, folded: &'n Folded, notes: &HashMap<&str, &'n str>) -> Option<&'n str> {
    if !matches!(event.event.kind, EventKind::Told { .. }) {
        return None;
    }
    let queued_with_it = |act: &&Act| act.queued_at == event.recorded_at;
    let ours = folded.acts.iter().filter(queued_with_it).find_map(Act::note);
    let read = || notes.get(event.transaction.as_ref()?.id.as_str()).copied();
    replied_note::place(ours.map(|note| note.text.as_str()).or_else(read)?)
}

fn event_entry(rules: &Rules, event: &RecordedEvent, place: Option<&str>, now: DateTime<Utc>) -> Option<Entry> {
    let (kind, sentence) = match &event.event.kind {
        EventKind::Priority { priority, in_scope } => {
            let scope = if *in_scope == Some(false) {
                ", outside the out-of-hours scope"
            } else {
                ""
            };
            (EntryKind::Event, format!("Priority {priority}{scope}"))
        }
        EventKind::Told { .. } => {
            let place = place.map_or_else(String::new, |place| format!(", via {place}"));
            (EntryKind::Told, format!("Replied elsewhere{place}"))
        }
        EventKind::Started => (EntryKind::Event, "Work started".to_owned()),
        EventKind::NotStarted => (EntryKind::Event, "Start of work undone".to_owned()),
        EventKind::Paused { reason, .. } => (EntryKind::Event, format!("Paused: {reason}")),
        EventKind::Resumed => (EntryKind::Event, "Resumed".to_owned()),
        EventKind::Resolved => (EntryKind::Event, "Closed".to_owned()),
        EventKind::Reopened => (EntryKind::Event, "Reopened".to_owned()),
        EventKind::ReopenedAutomatically => (EntryKind::Event, "Reopened by an automatic message".to_owned()),
        EventKind::Gone { why } => (EntryKind::Event, gone(why)),
        EventKind::Returned => (EntryKind::Event, "Back where Dutydesk reads".to_owned()),
        EventKind::NotNeeded { reason } => (EntryKind::Event, format!("Nothing needed: {reason}")),
        EventKind::Linked { to } => (EntryKind::Event, format!("Linked to {to}")),
        EventKind::Unlinked => (EntryKind::Event, "Unlinked".to_owned()),
        EventKind::Assigned { to: Some(owner) } => (EntryKind::Event, format!("Assigned to {owner}")),
        EventKind::Assigned { to: None } => (EntryKind::Event, "Assigned to nobody".to_owned()),
        EventKind::IncidentPaused { continues_at } => (
            EntryKind::Event,
            format!("Incident paused until {}", zoned(&rules.hours, *continues_at, now)),
        ),
        EventKind::IncidentContinued => (EntryKind::Event, "Incident resumed".to_owned()),
        EventKind::Raised { .. }
        | EventKind::PublicReply { .. }
        | EventKind::TenantMessage { .. }
        | EventKind::Note => return None,
    };
    Some(Entry {
        id: format!("event-{}", event.id),
        kind,
        author: String::new(),
        by_me: false,
        at: moment(&rules.hours, event.event.at, now),
        sentence,
        parts: Vec::new(),
        attachments: Vec::new(),
        waiting: None,
    })
}

fn mark_waiting(entries: &mut [Entry], rules: &Rules, folded: &Folded, now: DateTime<Utc>) {
    let Some(since) = folded.clocks.waiting_since() else {
        return;
    };
    let oldest = entries
        .iter_mut()
        .find(|entry| entry.kind == EntryKind::Tenant && entry.at.at >= since);
    if let Some(entry) = oldest {
        entry.waiting = Some(format!("waiting since {}", moment(&rules.hours, since, now).short));
    }
}
