//! The ticket view: thread, clocks, people, and what can be done now.

use chrono::{DateTime, Utc};
use desk_contract::list::{Done, Hit};
use desk_contract::ticket::{
    Answered, ClockCard, DraftKind, DraftView, LinkedTicket, OutboxRow, TicketRequest, TicketView,
};
use desk_domain::deadline::Rules;
use desk_domain::ids::TicketId;
use desk_domain::priority::Priority;
use desk_store::cache::list_row::Whose;
use desk_store::cache::search::LeadsTo;
use desk_store::desk::outbox::{Act, ActState};
use desk_store::desk::ticket::Ticket;
use desk_store::desk::{draft, triage};
use desk_store::{Reader, StoreError};

use super::clock_cards::clock_cards;
use super::search;
use super::thread::thread;
use crate::acts::possible;
use crate::desk::{Answer, Desk, InForce, error};
use crate::incident::link;
use crate::notices;
use crate::outbox;
use crate::reading::{Failure, refresh_ticket};
use crate::ticket::{
    Folded, cc, from, headline, incident_of, lower_first, subject_of, tenant_kind_word, ticket_id, to,
};
use crate::words::{clock_word, moment, priority_word};

/// Hits under *This looks like*.
const LOOKS_LIKE: usize = 3;

/// One ticket.
///
/// # Errors
/// When there is no such ticket, or the store cannot be read.
pub async fn ticket(desk: &Desk, request: TicketRequest) -> Answer<TicketView> {
    let (policy, now, id) = (desk.policy(), desk.now(), ticket_id(&request.ticket)?);
    desk.read(move |read| view(read, &policy, &id, now))
        .await?
        .ok_or_else(|| error::no_ticket(&request.ticket))
}

/// The ticket on screen: its notifications don't pop up, and its thread is fetched again. An empty id means none.
///
/// # Errors
/// When the store cannot be written. A help desk that cannot be reached is not an error here: the status bar says so.
pub async fn ticket_in_front(desk: &Desk, request: TicketRequest) -> Answer<Done> {
    if request.ticket.is_empty() {
        desk.set_in_front(None);
        return Ok(Done {});
    }
    let ticket = ticket_id(&request.ticket)?;
    let id = ticket.clone();
    let stands = desk.read(move |read| read.desk().standing_for(&id)).await?;
    desk.set_in_front(Some(stands));
    seen(desk, &ticket).await?;
    match refresh_ticket(desk, &ticket).await {
        Err(Failure::Store(problem)) => Err(problem),
        Ok(()) | Err(Failure::Source(_)) => Ok(Done {}),
    }
}

/// What the tenant wrote by now has been seen.
async fn seen(desk: &Desk, ticket: &TicketId) -> Answer<()> {
    let (id, now) = (ticket.clone(), desk.now());
    let exists = desk.read(move |read| Ok(read.desk().ticket(&id)?.is_some())).await?;
    if exists && desk.host().is_owner() {
        let id = ticket.clone();
        desk.keep(move |desk| desk.put_seen(&id, now)).await?;
    }
    Ok(())
}

fn view(read: &Reader, policy: &InForce, id: &TicketId, now: DateTime<Utc>) -> Result<Option<TicketView>, StoreError> {
    let rules = &*policy.rules;
    let Some(folded) = Folded::read(read.desk(), read.cache(), rules, id)? else {
        return Ok(None);
    };
    let (main_clock, clocks) = clocks(read, rules, &folded, now)?;
    let triage = read.desk().newest_triage(id)?;
    let tenant = folded.tenant().unwrap_or_default().to_owned();
    let tenant_kind = read.desk().tenant_kind(&tenant)?.map(tenant_kind_word);
    let incident = incident_of(read.desk(), id, &folded.linked)?;
    Ok(Some(TicketView {
        ticket: id.to_string(),
        from: folded.from(),
        subject: folded.subject().to_owned(),
        headline: headline(rules, &folded, tenant_kind, now) + &marked(read, rules, &folded, now)?,
        tenant,
        tenant_kind,
        owner: folded.owner(),
        mine: folded.whose() == Whose::Mine,
        status: status(&folded),
        resolved: folded.is_resolved(),
        raised: moment(&rules.hours, folded.raised_at(), now),
        priority: folded.clocks.priority().map(priority_word),
        priority_story: priority_story(rules, &folded, triage.as_ref(), now),
        priority_hint: priority_hint(&folded),
        answers: triage
            .as_ref()
            .map(|triage| answered(rules, triage))
            .unwrap_or_default(),
        open_questions: folded.open_questions.clone(),
        main_clock,
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
        largest_file: u32::try_from(folded.largest_file()).unwrap_or(u32::MAX),
        looks_like: looks_like(read, rules, &folded, now)?,
        linked: linked(read, &folded)?,
        incident: incident.map(|incident| link(rules, read, &incident)).transpose()?,
        can: possible(rules, &folded, now),
        drafts: drafts(read, rules, id, now)?,
        read: folded
            .cached
            .as_ref()
            .map(|cached| moment(&rules.hours, cached.fetched_at, now)),
        before_dutydesk: folded.is_before_dutydesk(),
        practice: folded.ticket.practice,
        thread_note: thread_note(read, &folded)?.to_owned(),
    }))
}

/// A ticket of a help desk has a message from its first moment on, so one without any was not read yet.
fn thread_note(read: &Reader, folded: &Folded) -> Result<&'static str, StoreError> {
    let is_there = folded.ticket.remote.is_none() || !read.cache().messages(&folded.ticket.id)?.is_empty();
    Ok(match folded.gone() {
        _ if is_there => "",
        Some(_) => "Its messages aren’t on this computer, and the help desk no longer shows them.",
        None => "Its messages aren’t on this computer yet. Dutydesk fetches them in the background.",
    })
}

/// The clock that is told, and the others.
fn clocks(
    read: &Reader,
    rules: &Rules,
    folded: &Folded,
    now: DateTime<Utc>,
) -> Result<(Option<ClockCard>, Vec<ClockCard>), StoreError> {
    let mut cards = clock_cards(read, rules, folded, now)?;
    let main = folded.main_cycle(rules, now).and_then(|(cycle, _)| {
        let is_main =
            |card: &ClockCard| clock_word(cycle.clock()) == card.reading.clock && cycle.number() == card.reading.cycle;
        cards.iter().position(is_main)
    });
    Ok((main.map(|index| cards.remove(index)), cards))
}

/// ` · acknowledged 09:25`, beside the rest of the headline; empty if there is no mark.
fn marked(read: &Reader, rules: &Rules, folded: &Folded, now: DateTime<Utc>) -> Result<String, StoreError> {
    let Some((_, reading)) = folded.main_cycle(rules, now) else {
        return Ok(String::new());
    };
    let mark = notices::mark(read.desk(), folded, &reading, now)?;
    Ok(mark.map_or_else(String::new, |mark| {
        format!(" · {}", lower_first(&mark.words(&rules.hours, now)))
    }))
}

fn status(folded: &Folded) -> String {
    match &folded.cached {
        _ if folded.gone().is_some() => folded.gone_said().unwrap_or_default(),
        Some(cached) => cached.raw_status.clone(),
        None if folded.is_resolved() => "closed".to_owned(),
        None => "open".to_owned(),
    }
}

fn priority_hint(folded: &Folded) -> Option<String> {
    let hint = folded.cached.as_ref()?.priority_hint?;
    (folded.clocks.priority() != Some(hint)).then(|| hint.to_string())
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

/// The priority that the emergency route gave is named if another one is set now.
fn given_by_route(rules: &Rules, folded: &Folded, stands: Priority, now: DateTime<Utc>) -> String {
    let at = folded.raised_at();
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

fn unsent(rules: &Rules, folded: &Folded, now: DateTime<Utc>) -> Vec<OutboxRow> {
    let settled = |act: &&Act| !matches!(act.state, ActState::Sent | ActState::Cancelled);
    let subject = folded.subject();
    folded
        .acts
        .iter()
        .filter(settled)
        .map(|act| outbox::row(rules, act, &folded.acts, subject.to_owned(), now))
        .collect()
}

fn linked(read: &Reader, folded: &Folded) -> Result<Vec<LinkedTicket>, StoreError> {
    let stands = folded.standing_for();
    let view = |other: &Ticket| {
        Ok(LinkedTicket {
            ticket: other.id.to_string(),
            from: from(other),
            subject: subject_of(read, &other.id)?,
            stands_for_all: other.id == *stands,
        })
    };
    folded.linked.iter().map(view).collect()
}

fn looks_like(read: &Reader, rules: &Rules, folded: &Folded, now: DateTime<Utc>) -> Result<Vec<Hit>, StoreError> {
    let mut hits: Vec<Hit> = Vec::new();
    for words in telling_pairs(folded.subject()) {
        for found in read.cache().search(&words, 0, 8)? {
            let LeadsTo::Ticket(ticket) = &found.leads_to else {
                continue;
            };
            let new = *ticket != folded.ticket.id && hits.iter().all(|hit| *ticket != hit.id.as_str());
            if new && hits.len() < LOOKS_LIKE {
                hits.push(search::hit(read, rules, found, now)?);
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

fn drafts(read: &Reader, rules: &Rules, id: &TicketId, now: DateTime<Utc>) -> Result<Vec<DraftView>, StoreError> {
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
