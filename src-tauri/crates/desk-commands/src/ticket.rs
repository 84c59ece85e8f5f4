//! The ticket view: thread, clocks, people, and what can be done now.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use desk_connect::body::{self, Link};
use desk_contract::list::{Done, Hit};
use desk_contract::ticket::{
    Answered, AttachmentView, BodyPart, Can, ClockCard, DraftKind, DraftView, Entry, EntryKind, LinkedTicket, PartKind,
    Person, TenantKind, TenantKindRequest, TextRun, TicketRequest, TicketView,
};
use desk_domain::clock::{Cycle, Standing};
use desk_domain::deadline::Rules;
use desk_domain::event::EventKind;
use desk_domain::policy::{Clock, Priority};
use desk_store::cache::attachment::Attachment;
use desk_store::cache::message::Message;
use desk_store::cache::search::DocumentKind;
use desk_store::desk::draft;
use desk_store::desk::outbox::{Act, ActKind, ActState};
use desk_store::desk::ticket::Ticket;
use desk_store::desk::ticket_event::RecordedEvent;
use desk_store::desk::{tenant, triage};
use desk_store::{Reader, StoreError};

use crate::clocks::{clock_title, priority_word, reading};
use crate::desk::Desk;
use crate::error::{self, Answer};
use crate::folded::{self, Folded, incident_of};
use crate::policy::InForce;
use crate::words::{self, moment, zoned};
use crate::{list, notice_words, outbox, sync, told_note};

/// Hits under *This looks like*.
const LOOKS_LIKE: usize = 3;

/// One ticket.
///
/// # Errors
/// When there is no such ticket, or the store cannot be read.
pub async fn ticket(desk: &Desk, request: TicketRequest) -> Answer<TicketView> {
    let (policy, now, id) = (desk.policy(), desk.now(), request.ticket.clone());
    desk.read(move |read| view(read, &policy, &id, now))
        .await?
        .ok_or_else(|| error::no_ticket(&request.ticket))
}

/// The ticket on screen: its own notices raise no pop-up, and its thread is read again. An empty id: none is.
///
/// # Errors
/// When the store cannot be written. A help desk that cannot be reached is no error here: the status bar says it.
pub async fn ticket_in_front(desk: &Desk, request: TicketRequest) -> Answer<Done> {
    let ticket = Some(request.ticket).filter(|ticket| !ticket.is_empty());
    let Some(ticket) = ticket else {
        desk.set_in_front(None);
        return Ok(Done {});
    };
    let id = ticket.clone();
    let stands = desk.read(move |read| read.desk().standing_for(&id)).await?;
    desk.set_in_front(Some(stands));
    match sync::refresh_ticket(desk, &ticket).await {
        Err(sync::Failure::Store(problem)) => Err(problem),
        Ok(()) | Err(sync::Failure::Source(_)) => Ok(Done {}),
    }
}

/// Says what a tenant does with the platform; remembered for all its tickets.
///
/// # Errors
/// When it cannot be saved.
pub async fn tenant_kind(desk: &Desk, request: TenantKindRequest) -> Answer<Done> {
    let name = request.tenant.trim().to_owned();
    if name.is_empty() {
        return Err(error::invalid("This ticket has no tenant to say that about."));
    }
    let kind = match request.kind {
        TenantKind::Live => tenant::TenantKind::Live,
        TenantKind::Prototyping => tenant::TenantKind::Prototyping,
        TenantKind::TryingOut => tenant::TenantKind::TryingOut,
    };
    desk.keep(move |desk| desk.put_tenant(&name, kind)).await?;
    desk.host().tell(desk_contract::events::DeskEvent::Changed);
    Ok(Done {})
}

fn view(read: &Reader, policy: &InForce, id: &str, now: DateTime<Utc>) -> Result<Option<TicketView>, StoreError> {
    let rules = &*policy.rules;
    let Some(folded) = Folded::read(read.desk(), read.cache(), rules, id)? else {
        return Ok(None);
    };
    let cards = clock_cards(read, rules, &folded, now)?;
    let main = folded
        .main_cycle(rules, now)
        .map(|(cycle, _)| (cycle.clock(), cycle.number()));
    let is_main = |card: &ClockCard| {
        main.is_some_and(|(clock, number)| {
            crate::clocks::clock_word(clock) == card.reading.clock && number == card.reading.cycle
        })
    };
    let (main_clock, clocks): (Vec<_>, Vec<_>) = cards.into_iter().partition(is_main);
    let triage = read.desk().newest_triage(id)?;
    let tenant = folded.tenant().unwrap_or_default().to_owned();
    let tenant_kind = read.desk().tenant_kind(&tenant)?.map(tenant_kind_word);
    let incident = incident_of(read.desk(), id, &folded.linked)?;
    Ok(Some(TicketView {
        ticket: id.to_owned(),
        from: folded.from(),
        subject: folded.subject().to_owned(),
        headline: headline(rules, &folded, tenant_kind, now),
        tenant,
        tenant_kind,
        owner: folded.owner(),
        mine: folded.owner() == "you",
        status: status(&folded),
        resolved: folded.is_resolved(),
        raised: moment(
            &rules.hours,
            folded.clocks.raised_at().unwrap_or(folded.ticket.raised_at),
            now,
        ),
        priority: folded.clocks.priority().map(priority_word),
        priority_story: priority_story(rules, &folded, triage.as_ref(), now),
        priority_hint: priority_hint(&folded),
        answers: triage
            .as_ref()
            .map(|triage| answered(rules, triage))
            .unwrap_or_default(),
        main_clock: main_clock.into_iter().next(),
        clocks,
        waiting_since: folded.clocks.waiting_since().map(|at| moment(&rules.hours, at, now)),
        started: folded.clocks.started_at().map(|at| moment(&rules.hours, at, now)),
        chase: folded.clocks.chase_at().map(|at| moment(&rules.hours, at, now)),
        pause_reason: folded.clocks.pause_reason().map(str::to_owned),
        to: to(&folded),
        cc: cc(&folded),
        thread: thread(read, rules, &folded, now)?,
        unsent: unsent(rules, &folded, now),
        has_web_page: folded.cached.as_ref().is_some_and(|cached| cached.web_url.is_some()),
        looks_like: looks_like(read, rules, &folded, now)?,
        linked: linked(read, &folded)?,
        incident: incident
            .map(|incident| crate::incident::link(rules, read, &incident))
            .transpose()?,
        can: can(rules, &folded, now),
        drafts: drafts(read, rules, id, now)?,
        read: folded
            .cached
            .as_ref()
            .map(|cached| moment(&rules.hours, cached.fetched_at, now)),
        before_dutydesk: folded.is_before_dutydesk(),
        practice: folded.ticket.practice,
    }))
}

pub(crate) const fn tenant_kind_word(kind: tenant::TenantKind) -> TenantKind {
    match kind {
        tenant::TenantKind::Live => TenantKind::Live,
        tenant::TenantKind::Prototyping => TenantKind::Prototyping,
        tenant::TenantKind::TryingOut => TenantKind::TryingOut,
    }
}

/// `RT 41 · notify-api, live service · raised 12:48 by the emergency route`.
pub(crate) fn headline(rules: &Rules, folded: &Folded, kind: Option<TenantKind>, now: DateTime<Utc>) -> String {
    let kind = kind.map(|kind| match kind {
        TenantKind::Live => "live service",
        TenantKind::Prototyping => "prototyping",
        TenantKind::TryingOut => "trying it out",
    });
    let tenant = folded.tenant().map(|tenant| match kind {
        Some(kind) => format!("{tenant}, {kind}"),
        None => tenant.to_owned(),
    });
    let raised = folded.clocks.raised_at().unwrap_or(folded.ticket.raised_at);
    let route = if folded.clocks.is_emergency() {
        " by the emergency route"
    } else {
        ""
    };
    let raised = format!("raised {}{route}", moment(&rules.hours, raised, now).short);
    [Some(folded.from()), tenant, Some(raised)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

fn status(folded: &Folded) -> String {
    match &folded.cached {
        Some(cached) => cached.raw_status.clone(),
        None if folded.is_resolved() => "resolved".to_owned(),
        None => "open".to_owned(),
    }
}

fn priority_hint(folded: &Folded) -> Option<String> {
    let hint = folded.cached.as_ref()?.priority_hint?;
    (folded.clocks.priority() != Some(hint)).then(|| format!("The help desk says {hint}: a hint, not a triage"))
}

/// `by the emergency route 12:48, confirmed 12:55`, `P1 by the emergency route 12:48, set 12:55`.
fn priority_story(rules: &Rules, folded: &Folded, triage: Option<&triage::Triage>, now: DateTime<Utc>) -> String {
    let Some(stands) = folded.clocks.priority() else {
        return String::new();
    };
    let by_route = folded.clocks.is_emergency();
    let first = rules.policy.emergency_priority;
    let then = match triage.filter(|triage| triage.priority == stands) {
        Some(triage) => {
            let verb = if by_route && stands == first {
                "confirmed"
            } else {
                "set"
            };
            Some(format!("{verb} {}", moment(&rules.hours, triage.at, now).short))
        }
        None if by_route && stands == first => None,
        // Never triaged here, or a colleague's triage came after ours.
        None => Some("set by a note on the help desk".to_owned()),
    };
    let begun = by_route.then(|| given_by_route(rules, folded, stands, now));
    begun.into_iter().chain(then).collect::<Vec<_>>().join(", ")
}

/// What the emergency route gave is named where another priority stands.
fn given_by_route(rules: &Rules, folded: &Folded, stands: Priority, now: DateTime<Utc>) -> String {
    let at = folded.clocks.raised_at().unwrap_or(folded.ticket.raised_at);
    let route = format!("by the emergency route {}", moment(&rules.hours, at, now).short);
    match rules.policy.emergency_priority {
        given if given != stands => format!("{given} {route}"),
        _ => route,
    }
}

fn answered(rules: &Rules, triage: &triage::Triage) -> Vec<Answered> {
    let put = desk_domain::triage::Triage {
        form: &rules.policy.triage,
        answers: &triage.answers,
        asks_scope: triage.in_scope.is_some(),
    };
    put.record(triage.priority)
        .into_iter()
        .map(|(question, answer)| Answered {
            question: question.to_owned(),
            answer,
        })
        .collect()
}

// People.

pub(crate) fn to(folded: &Folded) -> Vec<Person> {
    let Some(cached) = &folded.cached else {
        return Vec::new();
    };
    let address = cached.requestor_address.clone().unwrap_or_default();
    let name = cached.requestor_name.clone().unwrap_or_else(|| address.clone());
    if name.is_empty() {
        Vec::new()
    } else {
        vec![Person { name, address }]
    }
}

pub(crate) fn cc(folded: &Folded) -> Vec<Person> {
    let copies = folded.cached.iter().flat_map(|cached| &cached.cc);
    copies
        .map(|address| Person {
            name: address.clone(),
            address: address.clone(),
        })
        .collect()
}

// Clocks.

fn clock_cards(
    read: &Reader,
    rules: &Rules,
    folded: &Folded,
    now: DateTime<Utc>,
) -> Result<Vec<ClockCard>, StoreError> {
    if folded.is_before_dutydesk() {
        return Ok(Vec::new());
    }
    let ledger = read.desk().ledger([folded.standing_for()])?;
    let latest = |cycle: &&Cycle| {
        let others = folded
            .clocks
            .cycles()
            .iter()
            .filter(|other| other.clock() == cycle.clock());
        others.map(Cycle::number).max() == Some(cycle.number())
    };
    Ok(folded
        .clocks
        .cycles()
        .iter()
        .filter(latest)
        .map(|cycle| {
            card(
                rules,
                folded,
                cycle,
                notice_words::told(rules, &ledger, cycle, now),
                now,
            )
        })
        .collect())
}

fn card(rules: &Rules, folded: &Folded, cycle: &Cycle, told: String, now: DateTime<Utc>) -> ClockCard {
    let facts = folded.clocks.reading(rules, cycle, now);
    let headline = match facts.standing {
        Standing::Met => "met".to_owned(),
        Standing::Missed => "missed".to_owned(),
        Standing::Stopped => "stopped".to_owned(),
        Standing::Running | Standing::AtRisk if facts.due_at.is_some() => format!("{} left", words::left(&facts, now)),
        Standing::Running | Standing::AtRisk if folded.clocks.priority().is_none() => "after triage".to_owned(),
        Standing::Running | Standing::AtRisk => "no deadline".to_owned(),
        Standing::Breached | Standing::Paused => words::left(&facts, now),
    };
    ClockCard {
        reading: reading(rules, &folded.clocks, cycle, now),
        title: clock_title(cycle.clock()).to_owned(),
        headline,
        detail: clock_detail(rules, &facts, now),
        used: facts.used,
        told,
    }
}

/// `was due 14:12 GMT`, `13:01, 7 min before 13:08`.
fn clock_detail(rules: &Rules, facts: &desk_domain::clock::Reading, now: DateTime<Utc>) -> String {
    let local = |at| moment(&rules.hours, at, now);
    match (facts.ended_at, facts.due_at) {
        (Some(ended), Some(due)) => {
            let minutes = (due - ended).num_minutes();
            let side = if ended <= due { "before" } else { "after" };
            format!(
                "{}, {} {side} {}",
                local(ended).short,
                words::length(minutes),
                local(due).short
            )
        }
        (Some(ended), None) => local(ended).short,
        (None, Some(due)) => {
            let verb = match facts.standing {
                Standing::Breached => "was due",
                Standing::Paused => "incident paused, due",
                _ => "due",
            };
            format!("{verb} {}", words::zoned(&rules.hours, due, now))
        }
        (None, None) if facts.standing == Standing::Paused => match facts.remaining_minutes {
            Some(left) => format!("{} left when it goes on", words::length(left)),
            None => String::new(),
        },
        (None, None) => String::new(),
    }
}

// The thread.

pub(crate) fn thread(
    read: &Reader,
    rules: &Rules,
    folded: &Folded,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, StoreError> {
    let id = folded.ticket.id.as_str();
    let messages = read.cache().messages(id)?;
    let mut files: BTreeMap<String, Vec<Attachment>> = BTreeMap::new();
    for file in read.cache().attachments(id)? {
        files.entry(file.transaction.clone()).or_default().push(file);
    }
    let mine = sent_by_me(folded);
    let mut entries: Vec<Entry> = messages
        .iter()
        .map(|message| {
            let files = files.remove(&message.transaction).unwrap_or_default();
            let by_me = mine.contains(&message.transaction.as_str());
            message_entry(rules, message, &files, by_me, now)
        })
        .collect();
    entries.extend(own_words(rules, folded, now));
    let events = read.desk().recorded_events(id)?;
    entries.extend(events.iter().filter_map(|event| {
        let note = note_of(event, folded, &messages);
        event_entry(rules, event, note.as_deref(), now)
    }));
    entries.sort_by_key(|entry| entry.at.at);
    mark_waiting(&mut entries, folded, now);
    Ok(entries)
}

fn sent_by_me(folded: &Folded) -> Vec<&str> {
    folded
        .acts
        .iter()
        .filter_map(|act| act.remote_transaction.as_deref())
        .collect()
}

fn message_entry(rules: &Rules, message: &Message, files: &[Attachment], by_me: bool, now: DateTime<Utc>) -> Entry {
    let kind = match (message.public, message.by_us, message.automatic) {
        (_, _, true) => EntryKind::Automatic,
        (true, false, _) => EntryKind::Tenant,
        (true, true, _) => EntryKind::Public,
        (false, _, _) => EntryKind::Internal,
    };
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
        parts: parts(&message.body),
        attachments: files.iter().map(attachment_view).collect(),
        waiting: None,
    }
}

/// On a ticket of our own the outbox is the thread: nothing leaves, and nothing is lost with the cache.
fn own_words(rules: &Rules, folded: &Folded, now: DateTime<Utc>) -> Vec<Entry> {
    let here = folded.ticket.remote.is_none();
    folded
        .acts
        .iter()
        .filter(|act| here && act.state == ActState::Sent)
        .filter_map(|act| own_entry(rules, act, now))
        .collect()
}

fn own_entry(rules: &Rules, act: &Act, now: DateTime<Utc>) -> Option<Entry> {
    let kind = match act.act.kind {
        ActKind::Reply => EntryKind::Public,
        ActKind::Note => EntryKind::Internal,
        _ => return None,
    };
    Some(Entry {
        id: format!("act-{}", act.id),
        kind,
        author: "You".to_owned(),
        by_me: true,
        at: moment(&rules.hours, act.sent_at.unwrap_or(act.act.queued_at), now),
        sentence: String::new(),
        parts: parts(&outbox::payload(&act.act).text),
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
        is_text: crate::attachments::is_text(&file.media_type, &file.name),
    }
}

/// A message's text in parts, its links numbered through.
pub(crate) fn parts(text: &str) -> Vec<BodyPart> {
    let links = body::links(text);
    body::fold(text)
        .into_iter()
        .map(|part| BodyPart {
            kind: match part.kind {
                body::PartKind::Text => PartKind::Text,
                body::PartKind::Quoted => PartKind::Quoted,
                body::PartKind::Signature => PartKind::Signature,
                body::PartKind::Log => PartKind::Log,
            },
            runs: runs(text, part.span, &links),
        })
        .collect()
}

fn runs(text: &str, span: std::ops::Range<usize>, links: &[Link]) -> Vec<TextRun> {
    let mut runs = Vec::new();
    let mut at = span.start;
    let mut push = |from: usize, to: usize, link: Option<u32>| {
        if let Some(piece) = text.get(from..to).filter(|piece| !piece.is_empty()) {
            runs.push(TextRun {
                text: piece.to_owned(),
                link,
            });
        }
    };
    for (index, link) in links.iter().enumerate() {
        if link.span.start >= at && link.span.end <= span.end {
            push(at, link.span.start, None);
            push(link.span.start, link.span.end, u32::try_from(index).ok());
            at = link.span.end;
        }
    }
    push(at, span.end, None);
    runs
}

/// The note that an event came with: the one that our own act has queued with it, or what was read on the help desk.
fn note_of(event: &RecordedEvent, folded: &Folded, messages: &[Message]) -> Option<String> {
    let queued_with_it = |act: &&Act| act.act.kind == ActKind::Note && act.act.queued_at == event.recorded_at;
    let ours = folded.acts.iter().find(queued_with_it);
    ours.map(|act| outbox::payload(&act.act).text).or_else(|| {
        let read = event.transaction.as_ref()?;
        let note = messages.iter().find(|message| message.transaction == read.id)?;
        Some(note.body.clone())
    })
}

fn event_entry(rules: &Rules, event: &RecordedEvent, note: Option<&str>, now: DateTime<Utc>) -> Option<Entry> {
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
            let place = note.and_then(told_note::place);
            let place = place.map_or_else(String::new, |place| format!(", via {place}"));
            (EntryKind::Told, format!("The tenant was told elsewhere{place}"))
        }
        EventKind::Started => (EntryKind::Event, "Work started".to_owned()),
        EventKind::Paused { reason, .. } => (EntryKind::Event, format!("Paused: {reason}")),
        EventKind::Resumed => (EntryKind::Event, "Resumed".to_owned()),
        EventKind::Resolved => (EntryKind::Event, "Resolved".to_owned()),
        EventKind::Reopened => (EntryKind::Event, "Opened again".to_owned()),
        EventKind::NotNeeded { reason } => (EntryKind::Event, format!("Nothing needed: {reason}")),
        EventKind::Linked { to } => (EntryKind::Event, format!("Linked with {to}")),
        EventKind::Unlinked => (EntryKind::Event, "The link was ended".to_owned()),
        EventKind::Assigned { to: Some(owner) } => (EntryKind::Event, format!("Assigned to {owner}")),
        EventKind::Assigned { to: None } => (EntryKind::Event, "Assigned to nobody".to_owned()),
        EventKind::IncidentPaused { continues_at } => (
            EntryKind::Event,
            format!("Incident paused until {}", zoned(&rules.hours, *continues_at, now)),
        ),
        EventKind::IncidentContinued => (EntryKind::Event, "The incident goes on".to_owned()),
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

fn mark_waiting(entries: &mut [Entry], folded: &Folded, now: DateTime<Utc>) {
    let Some(since) = folded.clocks.waiting_since() else {
        return;
    };
    let oldest = entries
        .iter_mut()
        .find(|entry| entry.kind == EntryKind::Tenant && entry.at.at >= since);
    if let Some(entry) = oldest {
        entry.waiting = Some(format!("waiting for {}", words::length((now - since).num_minutes())));
    }
}

// What else is shown.

fn unsent(rules: &Rules, folded: &Folded, now: DateTime<Utc>) -> Vec<desk_contract::ticket::OutboxRow> {
    let settled = |act: &&Act| !matches!(act.state, ActState::Sent | ActState::Cancelled);
    let subject = folded.subject();
    folded
        .acts
        .iter()
        .filter(settled)
        .map(|act| outbox::row(rules, act, subject.to_owned(), now))
        .collect()
}

fn linked(read: &Reader, folded: &Folded) -> Result<Vec<LinkedTicket>, StoreError> {
    let stands = folded.standing_for();
    let view = |other: &Ticket| {
        Ok(LinkedTicket {
            ticket: other.id.clone(),
            from: folded::from(other),
            subject: list::subject_of(read, &other.id)?,
            stands_for_all: other.id == stands,
        })
    };
    folded.linked.iter().map(view).collect()
}

fn looks_like(read: &Reader, rules: &Rules, folded: &Folded, now: DateTime<Utc>) -> Result<Vec<Hit>, StoreError> {
    let mut hits: Vec<Hit> = Vec::new();
    for words in telling_pairs(folded.subject()) {
        for found in read.cache().search(&words, 0, 8)? {
            let ticket = matches!(found.kind, DocumentKind::Ticket | DocumentKind::Message);
            let new = found.subject != folded.ticket.id && hits.iter().all(|hit| hit.id != found.subject);
            if ticket && new && hits.len() < LOOKS_LIKE {
                hits.push(list::hit(read, rules, found, now)?);
            }
        }
    }
    Ok(hits)
}

/// Neighbouring words of a subject that say what it is about: longer ones, without punctuation.
fn telling_pairs(subject: &str) -> Vec<String> {
    let words: Vec<&str> = subject
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() > 3)
        .take(8)
        .collect();
    words.windows(2).map(|pair| pair.join(" ")).collect()
}

fn drafts(read: &Reader, rules: &Rules, id: &str, now: DateTime<Utc>) -> Result<Vec<DraftView>, StoreError> {
    let mut views = Vec::new();
    for (kind, stored) in [
        (DraftKind::Reply, draft::DraftKind::Reply),
        (DraftKind::Note, draft::DraftKind::Note),
    ] {
        if let Some(draft) = read.desk().draft(id, stored)? {
            let saved = moment(&rules.hours, draft.saved_at, now);
            views.push(DraftView {
                kind,
                text: draft.body,
                saved,
            });
        }
    }
    Ok(views)
}

fn can(rules: &Rules, folded: &Folded, now: DateTime<Utc>) -> Can {
    let open = !folded.is_resolved();
    let clocks = &folded.clocks;
    let again = clocks
        .cycles()
        .iter()
        .any(|cycle| cycle.clock() == Clock::Respond && cycle.number() > 1 && cycle.is_open());
    Can {
        reply: folded.is_answerable(),
        pause: open && clocks.may_pause(rules, now),
        resume: clocks.is_paused(),
        start_work: open && clocks.started_at().is_none(),
        assign: open && folded.owner() != "you",
        resolve: open,
        reopen: !open,
        nothing_needed: again,
        acknowledge: open && !folded.is_before_dutydesk(),
        triage: open,
        rename: open,
    }
}

/// The priority in words of the table: `P2 Major`.
pub(crate) fn named(policy: &InForce, priority: Priority) -> String {
    format!("{priority} {}", policy.name_of(priority))
}
