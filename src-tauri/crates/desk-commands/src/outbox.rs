//! Outward acts. An act is committed here before the screen says "queued"; the owner of the data directory sends it. In
//! order per ticket; an outcome that is not known is read back, never sent again by itself.

use chrono::{DateTime, TimeDelta, Utc};
use desk_connect::{Assignee, Delivered, DeskError, HelpDesk, MessageKind, NewStatus, Outgoing, ReadBack};
use desk_contract::list::{Done, Nothing};
use desk_contract::ticket::{OutboxDecideRequest, OutboxDecision, OutboxRow, OutboxState, OutboxView};
use desk_domain::event::{EventKind, TicketEvent};
use desk_domain::policy::Priority;
use desk_store::DeskWrite;
use desk_store::StoreError;
use desk_store::desk::account::Account;
use desk_store::desk::draft::{Draft, DraftKind};
use desk_store::desk::outbox::{Act, ActKind, ActState, NewAct};
use desk_store::desk::ticket_event::{NewEvent, Transaction};
use serde::{Deserialize, Serialize};

use crate::desk::Desk;
use crate::error::{self, Answer};
use crate::list::subject_of;
use crate::sources::{self, Trouble};
use crate::sync;
use crate::{shared_log, staged, words};

/// Between attempts while a help desk cannot be reached, by number of attempts so far.
const WAITS_S: [i64; 5] = [5, 15, 60, 120, 300];

/// What an act carries. It crosses a restart, so it is a form of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Payload {
    /// The words of a reply or note as they go out, or the subject.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What the engineer typed of it: this becomes a draft again when the act is taken back.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub typed: String,
    /// The time of the next update that a reply promises.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_update_at: Option<DateTime<Utc>>,
    /// Whether that time was chosen; else it is the policy's, counted from when the reply was queued.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub chosen: bool,
    /// Staged files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<String>,
    /// Whether the ticket is resolved once a reply has arrived.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub resolve: bool,
    /// `P1` to `P4`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    /// `open` or `resolved`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// An act to queue.
pub(crate) struct Queue {
    pub op_id: String,
    pub account: String,
    pub ticket: String,
    pub kind: ActKind,
    pub payload: Payload,
    pub now: DateTime<Utc>,
    pub hold: TimeDelta,
}

/// Queues an act inside the transaction of whatever it belongs to. On a ticket of our own nothing has to leave: it is
/// done at once.
pub(crate) fn queue(desk: &mut DeskWrite<'_>, act: Queue) -> Result<i64, StoreError> {
    let now = act.now;
    let own = act.account == OWN;
    let id = desk.queue(&new_act(act)?)?;
    if own && desk.take_for_sending(id, now)? {
        desk.mark_sent(id, None, now)?;
    }
    Ok(id)
}

/// The account of acts on tickets of our own.
pub(crate) const OWN: &str = "own";

fn new_act(act: Queue) -> Result<NewAct, StoreError> {
    Ok(NewAct {
        op_id: act.op_id,
        account: act.account,
        ticket: act.ticket,
        kind: act.kind,
        payload: serde_json::to_value(&act.payload).map_err(|_| StoreError::Other("an act has no form".to_owned()))?,
        queued_at: act.now,
        hold_until: (act.hold > TimeDelta::zero()).then(|| act.now + act.hold),
    })
}

pub(crate) fn payload(act: &NewAct) -> Payload {
    serde_json::from_value(act.payload.clone()).unwrap_or_default()
}

/// Sends everything that may leave now; how many acts arrived.
pub(crate) async fn send_waiting(desk: &Desk) -> Answer<u32> {
    let mut sent = 0;
    if !desk.host().is_owner() {
        return Ok(sent);
    }
    loop {
        let now = desk.now();
        let acts = desk.read(move |read| read.desk().next_sendable(now)).await?;
        let mut moved = false;
        for act in acts {
            match send(desk, &act).await? {
                Sent::Arrived => {
                    sent += 1;
                    moved = true;
                }
                Sent::Settled => moved = true,
                Sent::Waits => {}
            }
        }
        // What arrived may have let the next act of its ticket through.
        if !moved {
            return Ok(sent);
        }
    }
}

/// What an attempt came to.
enum Sent {
    /// It is on the help desk.
    Arrived,
    /// Refused, or of unknown outcome: a person decides.
    Settled,
    /// It is tried again later.
    Waits,
}

async fn send(desk: &Desk, act: &Act) -> Answer<Sent> {
    let (id, now) = (act.id, desk.now());
    if !desk.keep(move |desk| desk.take_for_sending(id, now)).await? {
        return Ok(Sent::Waits);
    }
    desk.changed(&act.act.ticket);
    let Some((account, remote)) = sync::account_of(desk, &act.act.ticket).await? else {
        let reason = "The account of this ticket is not here any more. Add it again, or take the act back.";
        return refuse(desk, act, reason).await;
    };
    let help_desk = match desk.connections().to(desk, &account).await {
        Ok(help_desk) => help_desk,
        Err(trouble) => return wait(desk, act, &account, trouble).await,
    };
    let mut outcome = deliver(desk, &*help_desk, &account, &remote, act).await;
    if outcome == Err(DeskError::Unknown) {
        outcome = read_back(desk, &*help_desk, &remote, act, now).await;
    }
    let sent = settle(desk, &account, act, outcome).await?;
    desk.changed(&act.act.ticket);
    Ok(sent)
}

async fn deliver(
    desk: &Desk,
    help_desk: &dyn HelpDesk,
    account: &Account,
    remote: &str,
    act: &Act,
) -> Result<Delivered, DeskError> {
    let payload = payload(&act.act);
    match act.act.kind {
        ActKind::Reply => help_desk.reply(remote, &outgoing(desk, &payload)?).await,
        ActKind::Note => help_desk.comment(remote, &outgoing(desk, &payload)?).await,
        ActKind::Subject => help_desk.set_subject(remote, &payload.text).await,
        ActKind::Priority => match payload.priority.as_deref().and_then(Priority::from_word) {
            Some(priority) => match desk.policy().priority_fields.write(&account.kind, priority) {
                Some(value) => help_desk.set_priority(remote, &value).await,
                None => Ok(Delivered {
                    remote_transaction: None,
                }),
            },
            None => Err(DeskError::Malformed),
        },
        ActKind::Status => {
            let status = match payload.status.as_deref() {
                Some("resolved") => NewStatus::Resolved,
                _ => NewStatus::Open,
            };
            help_desk.set_status(remote, &status).await
        }
        ActKind::Owner => help_desk.assign(remote, &Assignee::Me).await,
        // Pagers come with a later connector; nothing queues this yet.
        ActKind::Acknowledge => Err(DeskError::NotAllowed),
    }
}

fn outgoing(desk: &Desk, payload: &Payload) -> Result<Outgoing, DeskError> {
    let attachments = payload
        .attachments
        .iter()
        .map(|id| staged::read(desk.data_dir(), id))
        .collect::<Result<_, _>>()
        .map_err(|_| DeskError::Refused {
            reason: "A staged file is not on this computer any more. Take the reply back and attach it again."
                .to_owned(),
        })?;
    Ok(Outgoing {
        body: payload.text.clone(),
        attachments,
    })
}

/// An outcome that is not known is looked up before a person is asked.
async fn read_back(
    desk: &Desk,
    help_desk: &dyn HelpDesk,
    remote: &str,
    act: &Act,
    first_attempt: DateTime<Utc>,
) -> Result<Delivered, DeskError> {
    let kind = match act.act.kind {
        ActKind::Reply => MessageKind::Public,
        ActKind::Note => MessageKind::Internal,
        _ => return Err(DeskError::Unknown),
    };
    let ticket = act.act.ticket.clone();
    let others = desk
        .read(move |read| read.desk().acts_of(&ticket))
        .await
        .unwrap_or_default();
    let sought = ReadBack {
        kind,
        body: payload(&act.act).text,
        first_attempt_at: act.first_attempt_at.unwrap_or(first_attempt),
        known: others
            .into_iter()
            .filter_map(|other| other.remote_transaction)
            .collect(),
    };
    match help_desk.find_delivered(remote, &sought).await {
        Ok(Some(delivered)) => Ok(delivered),
        Ok(None) | Err(_) => Err(DeskError::Unknown),
    }
}

async fn settle(desk: &Desk, account: &Account, act: &Act, outcome: Result<Delivered, DeskError>) -> Answer<Sent> {
    match outcome {
        Ok(delivered) => {
            sources::went_well(desk, &account.key);
            arrived(desk, account, act, delivered).await?;
            Ok(Sent::Arrived)
        }
        Err(DeskError::Unknown) => {
            let (id, reason) = (act.id, DeskError::Unknown.sentence());
            desk.keep(move |desk| desk.mark_unknown(id, &reason)).await?;
            desk.refresh_rows(vec![act.act.ticket.clone()]).await?;
            Ok(Sent::Settled)
        }
        Err(error) if waits(&error) => wait(desk, act, account, Trouble::HelpDesk(error)).await,
        Err(error) => refuse(desk, act, &error.sentence()).await,
    }
}

/// Nothing was written, and the same may work later without being changed.
pub(crate) fn waits(error: &DeskError) -> bool {
    error.is_passing()
        || matches!(
            error,
            DeskError::TokenRefused | DeskError::Tls | DeskError::NotThisHelpDesk | DeskError::ElsewhereRedirect
        )
        || matches!(error, DeskError::WrongAddress(_))
}

async fn wait(desk: &Desk, act: &Act, account: &Account, trouble: Trouble) -> Answer<Sent> {
    let tried = usize::try_from(act.attempts)
        .unwrap_or(usize::MAX)
        .min(WAITS_S.len() - 1);
    let pause = match &trouble {
        Trouble::HelpDesk(DeskError::TooMany { retry_after }) => {
            TimeDelta::from_std(*retry_after).unwrap_or(TimeDelta::minutes(15))
        }
        _ => TimeDelta::seconds(WAITS_S[tried]),
    };
    let (id, reason, until) = (act.id, trouble.sentence(), desk.now() + pause);
    sources::failed(desk, &account.key, &trouble);
    desk.keep(move |desk| desk.put_back(id, &reason, Some(until))).await?;
    Ok(Sent::Waits)
}

async fn refuse(desk: &Desk, act: &Act, reason: &str) -> Answer<Sent> {
    let (id, reason) = (act.id, reason.to_owned());
    desk.keep(move |desk| desk.mark_refused(id, &reason)).await?;
    desk.refresh_rows(vec![act.act.ticket.clone()]).await?;
    desk.changed(&act.act.ticket);
    Ok(Sent::Settled)
}

/// It is on the help desk: the clock moves at the time that the help desk accepted it.
async fn arrived(desk: &Desk, account: &Account, act: &Act, delivered: Delivered) -> Answer<()> {
    let now = desk.now();
    let event = (act.act.kind == ActKind::Reply).then(|| NewEvent {
        ticket: act.act.ticket.clone(),
        event: TicketEvent {
            at: now,
            kind: EventKind::PublicReply {
                next_update_at: payload(&act.act).next_update_at,
            },
        },
        recorded_at: now,
        transaction: delivered.remote_transaction.clone().map(|id| Transaction {
            account: account.key.clone(),
            id,
        }),
        op_id: Some(act.act.op_id.clone()),
    });
    // The thread knows the instant of acceptance; without it, ours is the next best. Reading it first lets the
    // help desk's instant stand, and the act's promise is added to it.
    let read = sync::refresh_ticket(desk, &act.act.ticket).await;
    if let Err(sync::Failure::Store(error)) = read {
        return Err(error);
    }
    let (id, transaction, ticket) = (act.id, delivered.remote_transaction, act.act.ticket.clone());
    let promise = promise_after(desk, act, transaction.as_deref(), now);
    let resolve = payload(&act.act).resolve.then(|| resolve_after(act, now));
    let after: Vec<Queue> = [promise, resolve].into_iter().flatten().collect();
    desk.keep(move |desk| {
        desk.adopt(&ticket)?;
        desk.append_events(event.as_slice())?;
        desk.mark_sent(id, transaction.as_deref(), now)?;
        after.into_iter().try_for_each(|act| queue(desk, act).map(drop))
    })
    .await?;
    staged::forget(desk.data_dir(), &payload(&act.act).attachments);
    desk.refresh_rows(vec![act.act.ticket.clone()]).await
}

/// The closing message arrived: now the ticket can be closed.
fn resolve_after(reply: &Act, now: DateTime<Utc>) -> Queue {
    let payload = Payload {
        status: Some("resolved".to_owned()),
        ..Payload::default()
    };
    follow(reply, ActKind::Status, payload, now)
}

/// An earlier time than the policy's was promised: every Dutydesk has to know (rule 24). The policy's own needs no word
/// unless the reply left late.
fn promise_after(desk: &Desk, reply: &Act, transaction: Option<&str>, now: DateTime<Utc>) -> Option<Queue> {
    let Payload {
        next_update_at, chosen, ..
    } = payload(&reply.act);
    let next = next_update_at.filter(|_| chosen || now - reply.act.queued_at >= TimeDelta::minutes(1))?;
    let by = words::zoned(&desk.rules().hours, next, now);
    let words = format!("The reply promised the next update by {by}.");
    let text = shared_log::promise_note(&words, &reply.act.op_id, transaction?, next);
    Some(follow(
        reply,
        ActKind::Note,
        Payload {
            text,
            ..Payload::default()
        },
        now,
    ))
}

/// An act that another one brings with it.
fn follow(first: &Act, kind: ActKind, payload: Payload, now: DateTime<Utc>) -> Queue {
    Queue {
        op_id: crate::acts::new_op_id(),
        account: first.act.account.clone(),
        ticket: first.act.ticket.clone(),
        kind,
        payload,
        now,
        hold: TimeDelta::zero(),
    }
}

/// When the next act may leave; `None` when none waits for a time.
pub(crate) async fn next_hold_ends(desk: &Desk) -> Answer<Option<DateTime<Utc>>> {
    let now = desk.now();
    desk.read(move |read| read.desk().next_hold_ends(now)).await
}

/// The outbox: what needs a person first, then what waits, then what arrived lately.
///
/// # Errors
/// When the store cannot be read.
pub async fn outbox(desk: &Desk, _: Nothing) -> Answer<OutboxView> {
    let (now, rules) = (desk.now(), desk.rules());
    desk.read(move |read| {
        let mut acts = read.desk().unsettled_acts()?;
        acts.sort_by_key(|act| (order(act.state), act.id));
        let rows = acts
            .iter()
            .map(|act| Ok(row(&rules, act, subject_of(read, &act.act.ticket)?, now)));
        Ok(OutboxView {
            rows: rows.collect::<Result<_, StoreError>>()?,
        })
    })
    .await
}

fn order(state: ActState) -> u8 {
    match state {
        ActState::Unknown => 0,
        ActState::Refused => 1,
        ActState::Sending => 2,
        ActState::Queued => 3,
        ActState::Sent | ActState::Cancelled => 4,
    }
}

/// An act as it crosses.
pub(crate) fn row(rules: &desk_domain::deadline::Rules, act: &Act, subject: String, now: DateTime<Utc>) -> OutboxRow {
    let payload = payload(&act.act);
    OutboxRow {
        id: act.id,
        ticket: act.act.ticket.clone(),
        subject,
        act: said(act.act.kind, &payload),
        text: payload.text,
        state: match act.state {
            ActState::Queued => OutboxState::Queued,
            ActState::Sending => OutboxState::Sending,
            ActState::Sent => OutboxState::Sent,
            ActState::Refused => OutboxState::Refused,
            ActState::Unknown => OutboxState::Unknown,
            ActState::Cancelled => OutboxState::Cancelled,
        },
        reason: act.reason.clone().unwrap_or_default(),
        queued: words::moment(&rules.hours, act.act.queued_at, now),
        sent: act.sent_at.map(|at| words::moment(&rules.hours, at, now)),
    }
}

fn said(kind: ActKind, payload: &Payload) -> String {
    match kind {
        ActKind::Reply => "Public reply".to_owned(),
        ActKind::Note => "Internal note".to_owned(),
        ActKind::Subject => "New subject".to_owned(),
        ActKind::Priority => format!("Priority {}", payload.priority.as_deref().unwrap_or_default()),
        ActKind::Status => format!("Status {}", payload.status.as_deref().unwrap_or_default()),
        ActKind::Owner => "Assign to me".to_owned(),
        ActKind::Acknowledge => "Acknowledge the page".to_owned(),
    }
}

/// A person decides about an act.
///
/// # Errors
/// When there is no such act, or it has moved on meanwhile.
pub async fn outbox_decide(desk: &Desk, request: OutboxDecideRequest) -> Answer<Done> {
    let id = request.id;
    let act = desk
        .read(move |read| read.desk().act(id))
        .await?
        .ok_or_else(|| error::not_found("That act is not in the outbox any more."))?;
    let done = match request.decision {
        OutboxDecision::Send => desk.keep(move |desk| desk.queue_again(id)).await?,
        OutboxDecision::Cancel => cancel(desk, act.clone()).await?,
        OutboxDecision::MarkSent => mark_sent(desk, &act).await?,
    };
    if !done {
        return Err(error::not_now("That act has moved on: look at the outbox again."));
    }
    desk.refresh_rows(vec![act.act.ticket.clone()]).await?;
    desk.changed(&act.act.ticket);
    Ok(Done {})
}

/// Takes an act back; the words of a reply or note become a draft again.
async fn cancel(desk: &Desk, act: Act) -> Answer<bool> {
    let now = desk.now();
    desk.keep(move |desk| {
        if !desk.cancel(act.id)? {
            return Ok(false);
        }
        let kind = match act.act.kind {
            ActKind::Reply => DraftKind::Reply,
            ActKind::Note => DraftKind::Note,
            _ => return Ok(true),
        };
        desk.save_draft(&Draft {
            subject: act.act.ticket.clone(),
            kind,
            body: payload(&act.act).typed,
            next_update_at: None,
            saved_at: now,
        })?;
        Ok(true)
    })
    .await
}

async fn mark_sent(desk: &Desk, act: &Act) -> Answer<bool> {
    if act.state != ActState::Unknown {
        return Ok(false);
    }
    let Some((account, _)) = sync::account_of(desk, &act.act.ticket).await? else {
        return Ok(false);
    };
    arrived(
        desk,
        &account,
        act,
        Delivered {
            remote_transaction: None,
        },
    )
    .await?;
    Ok(true)
}
