//! Words to the tenant: what a reply needs, and how it leaves. Every reply ends with the time of the next update, and
//! that time is the clock (rule 9).

use chrono::{DateTime, Datelike, DurationRound, TimeDelta, Utc};
use desk_contract::ticket::{
    DraftKind, DraftSaveRequest, DraftSaved, NoteSendRequest, ReplyForm, ReplySendRequest, SendReply, TemplateView,
    TicketRequest,
};
use desk_domain::clock;
use desk_domain::deadline::Rules;
use desk_domain::event::EventKind;
use desk_domain::policy::Priority;
use desk_policy::{Occasion, Placeholder, Values};
use desk_store::cache::message::Message;
use desk_store::desk::draft::{self, Draft};
use desk_store::desk::outbox::ActKind;
use desk_store::desk::ticket_event::NewEvent;

use crate::acts::{Target, finish, new_op_id};
use crate::desk::Desk;
use crate::error::{self, Answer};
use crate::outbox::{self, OWN, Payload};
use crate::policy::InForce;
use crate::words::{ago, moment, zoned};
use crate::{sync, ticket};

/// What a reply needs to be written.
///
/// # Errors
/// When there is no such ticket, or nobody reads replies on it.
pub async fn reply_form(desk: &Desk, request: TicketRequest) -> Answer<ReplyForm> {
    let target = Target::of(desk, &request.ticket).await?;
    let (policy, now) = (desk.policy(), target.now);
    let next = usual_promise(&policy.rules, &target.folded.clocks, now);
    let id = target.id.clone();
    let draft = desk
        .read(move |read| read.desk().draft(&id, draft::DraftKind::Reply))
        .await?;
    let first = target.folded.clocks.last_public_at().is_none();
    let priority = target.folded.clocks.priority();
    let first_response = priority
        .filter(|_| first)
        .map(|priority| Occasion::FirstResponse(priority).id().to_owned());
    Ok(ReplyForm {
        to: ticket::to(&target.folded),
        cc: ticket::cc(&target.folded),
        next_update: next.map(|at| moment(&policy.rules.hours, at, now)),
        next_update_line: next.map(|at| next_update_line(&policy, at, now)),
        next_update_said: next.map(|at| said_to_tenant(&policy.rules, at, now)),
        templates: templates(desk, &target),
        first_response,
        draft: draft.map(|draft| draft.body).unwrap_or_default(),
        untriaged: priority.is_none(),
        undo_seconds: u32::try_from(desk.host().undo_time().num_seconds()).unwrap_or_default(),
    })
}

/// The last line of a reply, in the policy's words: `Next update by 15:18`.
pub(crate) fn next_update_line(policy: &InForce, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let when = said_to_tenant(&policy.rules, at, now);
    let values = Values::from([(Placeholder::NextUpdate, when.clone())]);
    let filled = policy
        .handbook
        .message(Occasion::Update.id())
        .map(|message| message.template.fill(&values).text);
    filled
        .iter()
        .flat_map(|text| text.lines())
        .find(|line| line.contains(&when))
        .map_or_else(
            || format!("Next update by {when}"),
            |line| line.trim().trim_end_matches('.').to_owned(),
        )
}

/// A tenant reads it later, perhaps elsewhere: the day unless it is today, and always the zone.
fn said_to_tenant(rules: &Rules, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (local, today) = (rules.hours.local(at), rules.hours.local(now));
    let (day, clock, zone) = (local.day(), local.clock(), &local.zone);
    if local.date == today.date {
        format!("{clock} {zone}")
    } else if local.date.year() == today.date.year() {
        format!("{day} {clock} {zone}")
    } else {
        format!("{day} {} {clock} {zone}", local.date.year())
    }
}

fn templates(desk: &Desk, target: &Target) -> Vec<TemplateView> {
    let policy = desk.policy();
    let values = known_values(&policy, target);
    policy
        .handbook
        .messages
        .iter()
        .map(|message| TemplateView {
            id: message.id.clone(),
            title: message.title.clone(),
            text: without_promise(&message.template.fill(&values).text),
        })
        .collect()
}

/// A message of the policy, filled.
pub(crate) fn filled<const N: usize>(
    desk: &Desk,
    target: &Target,
    occasion: Occasion,
    more: [(Placeholder, String); N],
) -> String {
    let policy = desk.policy();
    let mut values = known_values(&policy, target);
    values.extend(more);
    let message = policy.handbook.message(occasion.id());
    message.map_or_else(String::new, |message| {
        without_promise(&message.template.fill(&values).text)
    })
}

fn known_values(policy: &InForce, target: &Target) -> Values {
    let folded = &target.folded;
    let name = ticket::to(folded)
        .into_iter()
        .next()
        .map_or_else(String::new, |person| first_name(&person.name));
    let engineer = target.account.as_ref().and_then(|account| account.me.clone());
    let mut values = Values::from([
        (Placeholder::Subject, folded.subject().to_owned()),
        (Placeholder::Ticket, folded.from()),
        (Placeholder::Team, policy.handbook.team.clone()),
        (
            Placeholder::Engineer,
            engineer.unwrap_or_else(|| "The engineer on support".to_owned()),
        ),
        // Its line is the composer's own, below the text.
        (Placeholder::NextUpdate, PROMISE.to_owned()),
    ]);
    values.extend(folded.tenant().map(|tenant| (Placeholder::Tenant, tenant.to_owned())));
    let priority = folded.clocks.priority().map(|priority| ticket::named(policy, priority));
    values.extend(priority.map(|priority| (Placeholder::Priority, priority)));
    // Nobody is greeted with a hole.
    values.insert(
        Placeholder::Name,
        if name.is_empty() { "there".to_owned() } else { name },
    );
    values
}

/// Stands for the time of the next update until its line is taken out.
const PROMISE: &str = "\u{1}";

fn without_promise(text: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for line in text.lines().filter(|line| !line.contains(PROMISE)) {
        // The blank line above the one that is gone would be a second one.
        if !(line.trim().is_empty() && kept.last().is_none_or(|last| last.trim().is_empty())) {
            kept.push(line);
        }
    }
    kept.join("\n").trim().to_owned()
}

/// A full name's first word; an address stays as it is.
fn first_name(name: &str) -> String {
    if name.contains('@') {
        return name.to_owned();
    }
    name.split_whitespace().next().unwrap_or_default().to_owned()
}

/// Saves what is being typed; an empty text removes the draft.
///
/// # Errors
/// When it cannot be saved: the text stays in the editor.
pub async fn draft_save(desk: &Desk, request: DraftSaveRequest) -> Answer<DraftSaved> {
    let (rules, now) = (desk.rules(), desk.now());
    let kind = match request.kind {
        DraftKind::Reply => draft::DraftKind::Reply,
        DraftKind::Note => draft::DraftKind::Note,
    };
    desk.keep(move |desk| {
        if request.text.trim().is_empty() {
            return desk.drop_draft(&request.ticket, kind).map(drop);
        }
        desk.save_draft(&Draft {
            subject: request.ticket,
            kind,
            body: request.text,
            next_update_at: None,
            saved_at: now,
        })
    })
    .await?;
    Ok(DraftSaved {
        saved: moment(&rules.hours, now, now),
    })
}

/// Sends a public reply. Before it leaves, the thread is read again: somebody may have answered meanwhile.
///
/// # Errors
/// When the text is empty or unfinished, the promise is later than the policy allows, or nothing can be saved. The
/// draft is kept.
pub async fn reply_send(desk: &Desk, request: ReplySendRequest) -> Answer<SendReply> {
    let text = request.text.trim().to_owned();
    finished(&text)?;
    let known = newest_by_others(desk, &request.ticket).await?;
    if let Err(sync::Failure::Store(problem)) = sync::refresh_ticket(desk, &request.ticket).await {
        return Err(problem);
    }
    let newest = newest_by_others(desk, &request.ticket).await?;
    if let Some(newer) = newest.filter(|newest| is_news(newest, known.as_ref(), request.despite.as_deref())) {
        return Ok(SendReply::NewerMessage {
            sentence: format!(
                "{} wrote {}: read it, or send anyway",
                newer.author,
                ago(newer.at, desk.now())
            ),
            message: newer.transaction,
        });
    }
    let target = Target::of(desk, &request.ticket).await?;
    if !target.is_answerable() {
        return Err(error::not_now(
            "Nobody reads replies on a ticket of our own. Tell the tenant where they asked, then use Told elsewhere.",
        ));
    }
    check_promise(&desk.rules(), &target.folded.clocks, target.now, request.next_update_at)?;
    let promise = Promise {
        at: request.next_update_at,
    };
    let outbox = queue_reply(desk, &target, text, Some(promise), request.attachments, request.resolve).await?;
    finish(desk, &request.ticket).await?;
    Ok(SendReply::Queued {
        outbox,
        sentence: leaves(desk),
    })
}

fn leaves(desk: &Desk) -> String {
    match desk.host().undo_time().num_seconds() {
        0 => "It is on its way".to_owned(),
        seconds => format!("Leaves after {seconds} s, undo with Ctrl Z"),
    }
}

fn is_news(newest: &Message, known: Option<&Message>, despite: Option<&str>) -> bool {
    let seen = known.is_some_and(|known| known.transaction == newest.transaction);
    !seen && despite != Some(&newest.transaction)
}

/// The newest message of a ticket that this Dutydesk has not sent.
async fn newest_by_others(desk: &Desk, ticket: &str) -> Answer<Option<Message>> {
    let id = ticket.to_owned();
    desk.read(move |read| {
        let acts = read.desk().acts_of(&id)?;
        let mine = |message: &Message| {
            acts.iter()
                .any(|act| act.remote_transaction.as_deref() == Some(&message.transaction))
        };
        Ok(read
            .cache()
            .messages(&id)?
            .into_iter()
            .rev()
            .find(|message| message.public && !mine(message)))
    })
    .await
}

/// What was typed can go out: it says something, and no hole of a template is left.
pub(crate) fn finished(text: &str) -> Answer<()> {
    if text.is_empty() {
        return Err(error::invalid("Write something first."));
    }
    let hole = Placeholder::ALL
        .iter()
        .map(|hole| format!("{{{}}}", hole.word()))
        .find(|hole| text.contains(hole));
    match hole {
        Some(hole) => Err(error::invalid(format!(
            "The text still has {hole} in it. Write what belongs there, or remove it."
        ))),
        None => Ok(()),
    }
}

/// The time of a next update that is told if nothing else is said: the policy's, or, while the incident is paused, when
/// it goes on (rule 18).
fn usual_promise(rules: &Rules, clocks: &clock::Ticket, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let after_incident = clocks.promise_after_incident(rules, now);
    after_incident.map_or_else(|| clocks.latest_promise(rules, now), |(continues, _)| Some(continues))
}

/// The time that a reply promises.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Promise {
    /// Earlier than the policy's; `None`: the policy's.
    pub at: Option<DateTime<Utc>>,
}

/// A promise for later than the policy allows is refused, with the sum and the ways out (rule 9).
pub(crate) fn check_promise(
    rules: &Rules,
    clocks: &clock::Ticket,
    at: DateTime<Utc>,
    promised: Option<DateTime<Utc>>,
) -> Answer<()> {
    let Some(promised) = promised else { return Ok(()) };
    if promised <= at {
        return Err(error::invalid(
            "The next update must lie after this message. Give a later time.",
        ));
    }
    let Some(latest) = clocks.latest_promise(rules, at) else {
        return Ok(());
    };
    if promised <= latest {
        return Ok(());
    }
    if let Some((continues, latest_after)) = clocks.promise_after_incident(rules, at) {
        if continues <= promised && latest_after.is_none_or(|latest| promised <= latest) {
            return Ok(());
        }
        let said = |time| zoned(&rules.hours, time, at);
        let until = latest_after.map(|latest| format!(" to {}", said(latest)));
        return Err(error::not_now(format!(
            "The incident is paused until {}. Promise a time from then{}, or one up to {}.",
            said(continues),
            until.unwrap_or_default(),
            said(latest)
        )));
    }
    let said = clocks
        .priority()
        .and_then(|priority| update_said(rules, priority, at))
        .unwrap_or_default();
    let latest = zoned(&rules.hours, latest, at);
    Err(error::not_now(format!(
        "The policy allows {said} from now: {latest} at the latest. Promise that or earlier, pause the ticket if you wait \
         for the tenant, or set another priority."
    )))
}

fn update_said(rules: &Rules, priority: Priority, at: DateTime<Utc>) -> Option<String> {
    let target = rules.target(priority, desk_domain::policy::Clock::Update, at)?;
    Some(format!("{} for {priority}", target.said))
}

/// Commits a reply to the outbox, with the time of the next update as its last line. The row of the outbox.
pub(crate) async fn queue_reply(
    desk: &Desk,
    target: &Target,
    typed: String,
    promise: Option<Promise>,
    attachments: Vec<String>,
    resolve: bool,
) -> Answer<i64> {
    let (policy, now) = (desk.policy(), target.now);
    let clocks = &target.folded.clocks;
    let usual = usual_promise(&policy.rules, clocks, now).filter(|_| !resolve);
    // What the tenant reads is the clock, also when the reply leaves late: to the minute, never later than allowed.
    let chosen = promise.and_then(|promise| promise.at);
    let promised = chosen.or(usual.and_then(whole_minute));
    let line = promised.map(|at| next_update_line(&policy, at, now));
    let text = line.map_or_else(|| typed.clone(), |line| format!("{typed}\n\n{line}"));
    let payload = Payload {
        text,
        typed,
        next_update_at: promised,
        // Another Dutydesk counts by the policy, unless it is told.
        chosen: chosen.is_some() || clocks.promise_after_incident(&policy.rules, now).is_some(),
        attachments,
        resolve,
        ..Payload::default()
    };
    let reply = target.queue(ActKind::Reply, payload, desk.host().undo_time());
    let events = events_of_reply(target, promised, resolve);
    let id = target.id.clone();
    desk.keep(move |desk| {
        desk.adopt(&id)?;
        desk.drop_draft(&id, draft::DraftKind::Reply)?;
        desk.append_events(&events)?;
        outbox::queue(desk, reply)
    })
    .await
}

pub(crate) fn whole_minute(at: DateTime<Utc>) -> Option<DateTime<Utc>> {
    at.duration_trunc(TimeDelta::minutes(1)).ok()
}

/// On a practice ticket the reply happens here and now; elsewhere when the help desk accepts it (rule 6).
fn events_of_reply(target: &Target, promised: Option<DateTime<Utc>>, resolve: bool) -> Vec<NewEvent> {
    let mut events = Vec::from_iter(target.raised_event());
    if target.account_key() == OWN {
        let reply = EventKind::PublicReply {
            next_update_at: promised,
        };
        events.push(target.event(reply, target.now, new_op_id()));
        events.extend(resolve.then(|| target.event(EventKind::Resolved, target.now, new_op_id())));
    }
    events
}

/// Adds an internal note.
///
/// # Errors
/// When the text is empty, or nothing can be saved. The draft is kept.
pub async fn note_send(desk: &Desk, request: NoteSendRequest) -> Answer<SendReply> {
    let typed = request.text.trim().to_owned();
    if typed.is_empty() {
        return Err(error::invalid("Write something first."));
    }
    let target = Target::of(desk, &request.ticket).await?;
    let hold: TimeDelta = desk.host().undo_time();
    let sentence = leaves(desk);
    let outbox = desk
        .keep(move |desk| {
            desk.drop_draft(&target.id, draft::DraftKind::Note)?;
            let payload = Payload {
                text: typed.clone(),
                typed,
                attachments: request.attachments,
                ..Payload::default()
            };
            outbox::queue(desk, target.queue(ActKind::Note, payload, hold))
        })
        .await?;
    finish(desk, &request.ticket).await?;
    Ok(SendReply::Queued { outbox, sentence })
}
