//! Acts on a ticket that move a clock or change what it is: each is one transaction here, and a note with its line in
//! the help desk's thread (rule 24), through the outbox.

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::list::Done;
use desk_domain::event::{EventKind, TicketEvent};
use desk_store::desk::account::Account;
use desk_store::desk::outbox::ActKind;
use desk_store::desk::ticket_event::NewEvent;
use desk_store::{DeskWrite, StoreError};

use super::queue;
use super::queue::{OWN, Payload, Queue, new_op_id};
use crate::desk::{Answer, Desk, error};
use crate::reading::shared_log;
use crate::ticket::{Folded, account_of, fold, raised_transaction, refresh_rows};

pub(crate) const LONGEST_SUBJECT: usize = 200;

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
        let folded = desk.read(move |read| fold(read, &rules, &id)).await?;
        Ok(Self {
            id: ticket.to_owned(),
            folded: folded.ok_or_else(|| error::no_ticket(ticket))?,
            account: account_of(desk, ticket).await?.map(|(account, _)| account),
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
    queue::queue(desk, target.queue(ActKind::Note, payload, TimeDelta::zero()))?;
    Ok(())
}

/// After an act was committed: lists, screen, owner.
pub(crate) async fn finish(desk: &Desk, ticket: &str) -> Answer<Done> {
    refresh_rows(desk, vec![ticket.to_owned()]).await?;
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
