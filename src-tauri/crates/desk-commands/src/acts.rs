//! Acts on a ticket that move a clock or change what it is: each is one transaction here, and a note with its line in
//! the help desk's thread (rule 24), through the outbox.

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::list::Done;
use desk_contract::ticket::{
    LogTicketRequest, LoggedFrom, PauseRequest, ReasonRequest, RenameRequest, SnoozeRequest, TicketMade, TicketRequest,
    ToldRequest,
};
use desk_domain::event::{EventKind, Route, TicketEvent};
use desk_policy::{Occasion, Placeholder};
use desk_store::desk::account::Account;
use desk_store::desk::outbox::ActKind;
use desk_store::desk::ticket::{Series, Source, Ticket};
use desk_store::desk::ticket_event::NewEvent;
use desk_store::{DeskWrite, StoreError};

use crate::desk::Desk;
use crate::error::{self, Answer};
use crate::folded::Folded;
use crate::outbox::{self, OWN, Payload, Queue};
use crate::words::zoned;
use crate::{list, reply, shared_log, sync, told_note, triage};

const LONGEST_SUBJECT: usize = 200;
const SNOOZE_MINUTES: std::ops::RangeInclusive<u32> = 1..=1440;

/// A ticket that is acted on.
pub(crate) struct Target {
    pub id: String,
    pub folded: Folded,
    /// Its account; `None` for a ticket of our own.
    pub account: Option<Account>,
    pub now: DateTime<Utc>,
}

impl Target {
    pub(crate) async fn of(desk: &Desk, ticket: &str) -> Answer<Self> {
        let (rules, id) = (desk.rules(), ticket.to_owned());
        let folded = desk.read(move |read| list::fold(read, &rules, &id)).await?;
        Ok(Self {
            id: ticket.to_owned(),
            folded: folded.ok_or_else(|| error::no_ticket(ticket))?,
            account: sync::account_of(desk, ticket).await?.map(|(account, _)| account),
            now: desk.now(),
        })
    }

    /// The account's key for the outbox.
    pub(crate) fn account_key(&self) -> &str {
        match (&self.account, &self.folded.ticket.remote) {
            (Some(account), _) => &account.key,
            (None, Some(remote)) => &remote.account,
            (None, None) => OWN,
        }
    }

    /// Whether somebody reads replies: on a ticket that we logged ourselves nobody does.
    pub(crate) fn is_answerable(&self) -> bool {
        self.folded.is_answerable()
    }

    /// An act of this ticket for the outbox.
    pub(crate) fn queue(&self, kind: ActKind, payload: Payload, hold: TimeDelta) -> Queue {
        Queue {
            op_id: new_op_id(),
            account: self.account_key().to_owned(),
            ticket: self.id.clone(),
            kind,
            payload,
            now: self.now,
            hold,
        }
    }

    /// An event of this ticket by our own act.
    pub(crate) fn event(&self, kind: EventKind, at: DateTime<Utc>, op_id: String) -> NewEvent {
        NewEvent {
            ticket: self.id.clone(),
            event: TicketEvent { at, kind },
            recorded_at: self.now,
            transaction: None,
            op_id: Some(op_id),
        }
    }

    /// The history of a ticket whose thread was never read begins with its raising.
    pub(crate) fn raised_event(&self) -> Option<NewEvent> {
        self.folded.clocks.raised_at().is_none().then(|| NewEvent {
            ticket: self.id.clone(),
            event: TicketEvent {
                at: self.folded.ticket.raised_at,
                kind: EventKind::Raised {
                    route: self.folded.ticket.route,
                    tenant: true,
                },
            },
            recorded_at: self.now,
            transaction: self
                .folded
                .ticket
                .remote
                .as_ref()
                .map(|remote| desk_store::desk::ticket_event::Transaction {
                    account: remote.account.clone(),
                    id: crate::thread_events::raised_transaction(&remote.id),
                }),
            op_id: None,
        })
    }
}

/// A random operation id, unique over all Dutydesks.
pub(crate) fn new_op_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// Does an act: its event here, its note with its line on the help desk.
pub(crate) async fn act(
    desk: &Desk,
    target: Target,
    kind: EventKind,
    at: DateTime<Utc>,
    words: String,
) -> Answer<Done> {
    let ticket = target.id.clone();
    desk.keep(move |desk| record(desk, &target, kind, at, &words)).await?;
    finish(desk, &ticket).await
}

/// The transaction of [`act`], for acts that do more in it.
pub(crate) fn record(
    desk: &mut DeskWrite<'_>,
    target: &Target,
    kind: EventKind,
    at: DateTime<Utc>,
    words: &str,
) -> Result<(), StoreError> {
    let op_id = new_op_id();
    let note = match target.account_key() {
        OWN => words.to_owned(),
        _ => shared_log::note(words, &op_id, &kind, (at != target.now).then_some(at)),
    };
    let mut events = Vec::from_iter(target.raised_event());
    events.push(target.event(kind, at, op_id));
    desk.append_events(&events)?;
    desk.adopt(&target.id)?;
    let payload = Payload {
        text: note.clone(),
        typed: note,
        ..Payload::default()
    };
    outbox::queue(desk, target.queue(ActKind::Note, payload, TimeDelta::zero()))?;
    Ok(())
}

/// After an act was committed: lists, screen, owner.
pub(crate) async fn finish(desk: &Desk, ticket: &str) -> Answer<Done> {
    desk.refresh_rows(vec![ticket.to_owned()]).await?;
    desk.changed(ticket);
    Ok(Done {})
}

fn needed(text: &str, what: &str) -> Answer<String> {
    let text = text.trim();
    if text.is_empty() {
        Err(error::invalid(what))
    } else {
        Ok(text.to_owned())
    }
}

/// Starts work.
///
/// # Errors
/// When there is no such ticket, or it cannot be saved.
pub async fn start_work(desk: &Desk, request: TicketRequest) -> Answer<Done> {
    let target = Target::of(desk, &request.ticket).await?;
    if target.folded.clocks.started_at().is_some() {
        return Ok(Done {});
    }
    let now = target.now;
    act(desk, target, EventKind::Started, now, "Work started.".to_owned()).await
}

/// Makes me the owner.
///
/// # Errors
/// When there is no such ticket, or it cannot be saved.
pub async fn assign_to_me(desk: &Desk, request: TicketRequest) -> Answer<Done> {
    let target = Target::of(desk, &request.ticket).await?;
    desk.keep(move |desk| {
        outbox::queue(
            desk,
            target.queue(ActKind::Owner, Payload::default(), TimeDelta::zero()),
        )
        .map(drop)
    })
    .await?;
    finish(desk, &request.ticket).await
}

/// Waits for the tenant (rule 10).
///
/// # Errors
/// When no update clock is open or it is late: tell the tenant first.
pub async fn pause(desk: &Desk, request: PauseRequest) -> Answer<Done> {
    let reason = needed(&request.reason, "Say what we wait for.")?;
    let target = Target::of(desk, &request.ticket).await?;
    let (rules, now) = (desk.rules(), target.now);
    if !target.folded.clocks.is_paused() && !target.folded.clocks.may_pause(&rules, now) {
        return Err(error::not_now(
            "Tell the tenant first: only an update clock that runs and is not late can be paused. Send a public reply, \
             then pause.",
        ));
    }
    if request.chase_at.is_some_and(|chase| chase <= now) {
        return Err(error::invalid(
            "The chase date has passed. Choose a later one, or leave it empty.",
        ));
    }
    let words = format!("Paused, waiting for the tenant: {reason}");
    act(
        desk,
        target,
        EventKind::Paused {
            reason,
            chase_at: request.chase_at,
        },
        now,
        words,
    )
    .await
}

/// Goes on.
///
/// # Errors
/// When it is not paused.
pub async fn resume(desk: &Desk, request: TicketRequest) -> Answer<Done> {
    let target = Target::of(desk, &request.ticket).await?;
    if !target.folded.clocks.is_paused() {
        return Err(error::not_now("This ticket is not paused."));
    }
    let now = target.now;
    act(
        desk,
        target,
        EventKind::Resumed,
        now,
        "Resumed: the clock goes on with the time that was left.".to_owned(),
    )
    .await
}

/// The tenant was told elsewhere (rule 7).
///
/// # Errors
/// When the time lies in the future or before the issue was raised, or a later update was promised than the policy allows.
pub async fn told(desk: &Desk, request: ToldRequest) -> Answer<Done> {
    let via = needed(&request.via, "Say where the tenant was told: slack, phone or email.")?;
    let target = Target::of(desk, &request.ticket).await?;
    let (rules, now) = (desk.rules(), target.now);
    let at = request.at.unwrap_or(now);
    if at > now {
        return Err(error::invalid(
            "That time is still to come. Give the time at which the tenant was told.",
        ));
    }
    let raised = target.folded.clocks.raised_at();
    let raised = raised.unwrap_or(target.folded.ticket.raised_at);
    if at < raised {
        return Err(error::invalid(format!(
            "The issue was raised only at {}. Give the time at which the tenant was told, after that.",
            zoned(&rules.hours, raised, now)
        )));
    }
    reply::check_promise(&rules, &target.folded.clocks, at, request.next_update_at)?;
    let when = zoned(&rules.hours, at, now);
    let note = told_note::words(&via, &when, request.words.trim());
    act(
        desk,
        target,
        EventKind::Told {
            next_update_at: request.next_update_at,
        },
        at,
        note,
    )
    .await
}

/// Renames, and tells the tenant why: the manual asks for both.
///
/// # Errors
/// When a name or the reason is missing.
pub async fn rename(desk: &Desk, request: RenameRequest) -> Answer<Done> {
    let subject = needed(&request.subject, "Write the new name.")?;
    if subject.chars().count() > LONGEST_SUBJECT {
        return Err(error::invalid(format!(
            "The name is longer than {LONGEST_SUBJECT} letters. Shorten it."
        )));
    }
    let target = Target::of(desk, &request.ticket).await?;
    let answerable = target.is_answerable();
    let reason = if answerable {
        needed(
            &request.reason,
            "Say why: the tenant is told about the new name and the reason.",
        )?
    } else {
        request.reason.trim().to_owned()
    };
    if subject == target.folded.subject() {
        return Err(error::invalid("That is the name it has. Write another one."));
    }
    if answerable {
        let values = [
            (Placeholder::OldSubject, target.folded.subject().to_owned()),
            (Placeholder::Subject, subject.clone()),
            (Placeholder::Reason, reason),
        ];
        let text = reply::filled(desk, &target, Occasion::Rename, values);
        reply::finished(&text)?;
        reply::queue_reply(desk, &target, text, None, Vec::new(), false).await?;
    }
    let ticket = request.ticket.clone();
    desk.write(move |store| {
        let id = target.id.clone();
        let own = target.folded.ticket.remote.is_none();
        let cached = target.folded.cached.clone();
        store.desk.write(|desk| {
            if own {
                let renamed = Ticket {
                    subject: Some(subject.clone()),
                    ..target.folded.ticket.clone()
                };
                desk.put_tickets(&[renamed])?;
            }
            let payload = Payload {
                text: subject.clone(),
                ..Payload::default()
            };
            outbox::queue(desk, target.queue(ActKind::Subject, payload, TimeDelta::zero())).map(drop)
        })?;
        match cached {
            // The screen shows the new name at once; a refusal brings the old one back with the next read.
            Some(cached) => {
                let renamed = desk_store::cache::remote_ticket::RemoteTicket {
                    ticket: id,
                    subject,
                    ..cached
                };
                store.cache.write(|cache| cache.put_remote_tickets(&[renamed]))
            }
            None => store.make_own_searchable(),
        }
    })
    .await?;
    finish(desk, &ticket).await
}

/// Resolves. The reason is the closing message to the tenant; the manual asks to say that it is closed, why, and that
/// it can be reopened.
///
/// # Errors
/// When the message is missing on a ticket that a tenant reads.
pub async fn resolve(desk: &Desk, request: ReasonRequest) -> Answer<Done> {
    let target = Target::of(desk, &request.ticket).await?;
    if target.folded.is_resolved() {
        return Err(error::not_now("This ticket is resolved already."));
    }
    let text = request.reason.trim().to_owned();
    if target.is_answerable() {
        needed(
            &text,
            "Tell the tenant that it is closed, why, and that they can reopen it.",
        )?;
        reply::finished(&text)?;
        triage::keep_answers(desk, &target).await?;
        reply::queue_reply(desk, &target, text, None, Vec::new(), true).await?;
    } else {
        let now = target.now;
        let words = if text.is_empty() { "Resolved.".to_owned() } else { text };
        return act(desk, target, EventKind::Resolved, now, words).await;
    }
    finish(desk, &request.ticket).await
}

/// Opens again (rule 13).
///
/// # Errors
/// When it is open.
pub async fn reopen(desk: &Desk, request: TicketRequest) -> Answer<Done> {
    let target = Target::of(desk, &request.ticket).await?;
    if !target.folded.is_resolved() {
        return Err(error::not_now("This ticket is open."));
    }
    let payload = Payload {
        status: Some("open".to_owned()),
        ..Payload::default()
    };
    let now = target.now;
    desk.keep(move |desk| {
        if target.account_key() == OWN {
            desk.append_events(&[target.event(EventKind::Reopened, now, new_op_id())])?;
        }
        outbox::queue(desk, target.queue(ActKind::Status, payload, TimeDelta::zero())).map(drop)
    })
    .await?;
    finish(desk, &request.ticket).await
}

/// Nothing is needed after a tenant's message on a resolved ticket (rule 13).
///
/// # Errors
/// When no such message waits.
pub async fn nothing_needed(desk: &Desk, request: ReasonRequest) -> Answer<Done> {
    let reason = needed(&request.reason, "Say why nothing is needed, for example: thanks!")?;
    let target = Target::of(desk, &request.ticket).await?;
    let words = format!("Nothing needed: {reason}");
    let now = target.now;
    act(desk, target, EventKind::NotNeeded { reason }, now, words).await
}

/// I have seen this: covers what was told so far, never a later stage (rule 22).
///
/// # Errors
/// When there is no such ticket.
pub async fn acknowledge(desk: &Desk, request: TicketRequest) -> Answer<Done> {
    let target = Target::of(desk, &request.ticket).await?;
    if target.folded.is_resolved() {
        return Err(error::not_now(
            "This ticket is resolved: nothing of it is told any more.",
        ));
    }
    let (id, now) = (target.folded.standing_for().to_owned(), target.now);
    let told = id.clone();
    desk.keep(move |desk| desk.acknowledge(&told, now)).await?;
    desk.changed(&id);
    Ok(Done {})
}

/// Not now: holds the notices of a ticket.
///
/// # Errors
/// When the minutes are out of range, or the ticket is resolved.
pub async fn snooze(desk: &Desk, request: SnoozeRequest) -> Answer<Done> {
    if !SNOOZE_MINUTES.contains(&request.minutes) {
        return Err(error::invalid("Snooze for 1 to 1440 minutes."));
    }
    let target = Target::of(desk, &request.ticket).await?;
    if target.folded.is_resolved() {
        return Err(error::not_now(
            "This ticket is resolved: nothing of it is told any more.",
        ));
    }
    let (id, now) = (target.folded.standing_for().to_owned(), target.now);
    let until = now + TimeDelta::minutes(i64::from(request.minutes));
    let held = id.clone();
    desk.keep(move |desk| desk.snooze(&held, until, now)).await?;
    desk.changed(&id);
    Ok(Done {})
}

/// Logs a ticket of our own: an issue from Slack, the phone or mail.
///
/// # Errors
/// When the subject is missing or too long, or the time lies in the future.
pub async fn log_ticket(desk: &Desk, request: LogTicketRequest) -> Answer<TicketMade> {
    let subject = needed(&request.subject, "Write what it is about.")?;
    if subject.chars().count() > LONGEST_SUBJECT {
        return Err(error::invalid(format!(
            "The subject is longer than {LONGEST_SUBJECT} letters. Shorten it."
        )));
    }
    let now = desk.now();
    let raised_at = request.raised_at.unwrap_or(now);
    if raised_at > now {
        return Err(error::invalid(
            "That time is still to come. Give the time at which it was raised.",
        ));
    }
    let source = match request.from {
        LoggedFrom::Slack => Source::Slack,
        LoggedFrom::Phone => Source::Phone,
        LoggedFrom::Email => Source::Email,
    };
    let tenant = Some(request.tenant.trim().to_owned()).filter(|tenant| !tenant.is_empty());
    let text = request.text.trim().to_owned();
    let id = desk
        .write(move |store| {
            let id = store.desk.write(|desk| {
                let id = desk.next_own_id(Series::Local)?;
                let has_tenant = tenant.is_some();
                desk.put_tickets(&[Ticket {
                    id: id.clone(),
                    remote: None,
                    route: Route::Normal,
                    adopted: true,
                    practice: false,
                    tenant,
                    raised_at,
                    subject: Some(subject),
                    source: Some(source),
                    linked_to: None,
                }])?;
                let kind = EventKind::Raised {
                    route: Route::Normal,
                    tenant: has_tenant,
                };
                desk.append_events(&[NewEvent {
                    ticket: id.clone(),
                    event: TicketEvent { at: raised_at, kind },
                    recorded_at: now,
                    transaction: None,
                    op_id: Some(new_op_id()),
                }])?;
                if !text.is_empty() {
                    outbox::queue(desk, first_words(&id, text, now))?;
                }
                Ok(id)
            })?;
            store.make_own_searchable()?;
            Ok(id)
        })
        .await?;
    finish(desk, &id).await?;
    Ok(TicketMade { ticket: id })
}

fn first_words(ticket: &str, text: String, now: DateTime<Utc>) -> Queue {
    Queue {
        op_id: new_op_id(),
        account: OWN.to_owned(),
        ticket: ticket.to_owned(),
        kind: ActKind::Note,
        payload: Payload {
            text: text.clone(),
            typed: text,
            ..Payload::default()
        },
        now,
        hold: TimeDelta::zero(),
    }
}
