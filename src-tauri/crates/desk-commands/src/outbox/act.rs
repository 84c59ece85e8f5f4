//! Acts on a ticket that move a clock or change what it is. Each is one transaction here, and a note with its line in
//! the help desk's thread (rule 24), sent through the outbox.

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::list::Done;
use desk_domain::event::{EventKind, TicketEvent};
use desk_domain::ids::{OperationId, TicketId};
use desk_store::desk::account::Account;
use desk_store::desk::outbox::{Carries, NewAct, Note};
use desk_store::desk::ticket_event::NewEvent;
use desk_store::{DeskWrite, StoreError};

use super::queue::{new_op_id, queue};
use crate::desk::{Answer, Desk, error};
use crate::reading::shared_log;
use crate::ticket::{Folded, account_of, fold, not_there, raised_transaction, refresh_rows, ticket_id};

pub(crate) const LONGEST_SUBJECT: usize = 200;

/// A ticket that is acted on.
pub(crate) struct Target {
    pub id: TicketId,
    pub folded: Folded,
    /// Its account; `None` for a local ticket.
    pub account: Option<Account>,
    pub now: DateTime<Utc>,
}

impl Target {
    /// The ticket that a request names.
    ///
    /// # Errors
    /// When there is none, or when it is no longer where we look.
    pub(crate) async fn named(desk: &Desk, typed: &str) -> Answer<Self> {
        Self::of(desk, &ticket_id(typed)?).await?.there()
    }

    /// Nothing can be done on a ticket that is no longer where we look (rule 13).
    pub(crate) fn there(self) -> Answer<Self> {
        match self.folded.gone() {
            Some(why) => Err(error::not_now(not_there(why))),
            None => Ok(self),
        }
    }

    pub(crate) async fn of(desk: &Desk, ticket: &TicketId) -> Answer<Self> {
        let (rules, id) = (desk.rules(), ticket.clone());
        let folded = desk.read(move |read| fold(read, &rules, &id)).await?;
        Ok(Self {
            id: ticket.clone(),
            folded: folded.ok_or_else(|| error::no_ticket(ticket.as_str()))?,
            account: account_of(desk, ticket).await?.map(|(account, _)| account),
            now: desk.now(),
        })
    }

    /// Whether it is a local ticket, for which nothing is sent.
    pub(crate) fn is_own(&self) -> bool {
        self.folded.ticket.remote.is_none()
    }

    /// Whether somebody reads replies: on a ticket that we logged ourselves nobody does.
    pub(crate) fn is_answerable(&self) -> bool {
        self.folded.is_answerable()
    }

    /// An act of this ticket for the outbox, which is sent at once.
    pub(crate) fn act(&self, carries: Carries) -> NewAct {
        self.held_act(carries, TimeDelta::zero())
    }

    /// An internal note by Dutydesk for the outbox, which is sent at once. Nobody typed it, so it is nobody's draft.
    pub(crate) fn note(&self, text: String) -> NewAct {
        self.act(Carries::Note(Note {
            text,
            ..Note::default()
        }))
    }

    /// An act of this ticket that can be undone for a while.
    pub(crate) fn held_act(&self, carries: Carries, hold: TimeDelta) -> NewAct {
        NewAct {
            op_id: new_op_id(),
            account: self.folded.ticket.remote.as_ref().map(|remote| remote.account.clone()),
            ticket: self.id.clone(),
            carries,
            queued_at: self.now,
            hold_until: self.held_until(hold),
        }
    }

    fn held_until(&self, hold: TimeDelta) -> Option<DateTime<Utc>> {
        (hold > TimeDelta::zero()).then(|| self.now + hold)
    }

    /// An event of this ticket by our own act.
    pub(crate) fn event(&self, kind: EventKind, at: DateTime<Utc>, op_id: OperationId) -> NewEvent {
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
                    id: raised_transaction(&remote.id),
                }),
            op_id: None,
        })
    }
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
    record_held(desk, target, kind, at, words, TimeDelta::zero()).map(drop)
}

/// The same for an act that can be undone for a while: its note is not sent before. The number of the note in the outbox.
pub(crate) fn record_held(
    desk: &mut DeskWrite<'_>,
    target: &Target,
    kind: EventKind,
    at: DateTime<Utc>,
    words: &str,
    hold: TimeDelta,
) -> Result<i64, StoreError> {
    let op_id = new_op_id();
    let note = if target.is_own() {
        words.to_owned()
    } else {
        shared_log::note(words, &op_id, &kind, (at != target.now).then_some(at))
    };
    let mut events = Vec::from_iter(target.raised_event());
    events.push(target.event(kind, at, op_id));
    desk.append_events(&events)?;
    desk.adopt(&target.id)?;
    queue(
        desk,
        &NewAct {
            hold_until: target.held_until(hold),
            ..target.note(note)
        },
    )
}

/// After an act was committed: lists, screen, owner.
pub(crate) async fn finish(desk: &Desk, ticket: &TicketId) -> Answer<Done> {
    refresh_rows(desk, vec![ticket.clone()]).await?;
    // The search can wait for its next chance; the act was committed.
    if let Err(problem) = desk.write(desk_store::Store::make_own_words_searchable).await {
        tracing::warn!(code = ?problem.code, "new words are not searchable yet");
    }
    desk.changed(ticket);
    Ok(Done {})
}

pub(crate) fn needed(text: &str, what: &str) -> Answer<String> {
    let text = text.trim();
    if text.is_empty() {
        Err(error::invalid(what))
    } else {
        Ok(text.to_owned())
    }
}

/// The start of work is undone, and no other Dutydesk has heard of it.
pub(crate) fn not_started(ticket: &TicketId, now: DateTime<Utc>) -> NewEvent {
    NewEvent {
        ticket: ticket.clone(),
        event: TicketEvent {
            at: now,
            kind: EventKind::NotStarted,
        },
        recorded_at: now,
        transaction: None,
        op_id: Some(new_op_id()),
    }
}

/// What a reply does to the clocks of a ticket without a help desk (practice): it happens here, at `now`.
pub(crate) fn replied_here(
    ticket: &TicketId,
    op_id: &OperationId,
    next_update_at: Option<DateTime<Utc>>,
    resolve: bool,
    now: DateTime<Utc>,
) -> Vec<NewEvent> {
    let event = |kind, op_id| NewEvent {
        ticket: ticket.clone(),
        event: TicketEvent { at: now, kind },
        recorded_at: now,
        transaction: None,
        op_id: Some(op_id),
    };
    let mut events = vec![event(EventKind::PublicReply { next_update_at }, op_id.clone())];
    events.extend(resolve.then(|| event(EventKind::Resolved, new_op_id())));
    events
}
