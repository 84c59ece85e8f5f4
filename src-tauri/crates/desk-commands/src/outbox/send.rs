//! Sends what is queued, in order for each ticket. If it isn't known whether an act arrived, it is looked up, and never
//! sent again automatically.

use chrono::{DateTime, TimeDelta, Utc};
use desk_connect::{Assignee, Delivered, DeskError, HelpDesk, MessageKind, NewStatus, Outgoing, ReadBack};
use desk_domain::event::{EventKind, TicketEvent};
use desk_domain::ids::RemoteId;
use desk_store::desk::account::Account;
use desk_store::desk::outbox::{Act, ActState, Carries, NewAct, Note, Status};
use desk_store::desk::ticket_event::{NewEvent, Transaction};

use super::act::replied_here;
use super::meanwhile::written_meanwhile;
use super::queue::{new_op_id, queue};
use super::staged;
use crate::desk::{Answer, Desk, Trouble, waits};
use crate::reading::{Failure, refresh_ticket, shared_log, still_there};
use crate::ticket::{account_of, not_there, refresh_rows};
use crate::words;

/// Between attempts while a help desk cannot be reached, by number of attempts so far.
const WAITS_S: [i64; 5] = [5, 15, 60, 120, 300];
const UNREADABLE: &str = "Dutydesk can’t read this entry, so nothing was sent. A newer version may have written it: \
                          open it there, or don’t send it.";

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
    if act.account.is_none() {
        return done_here(desk, act.clone(), now).await;
    }
    if !desk.keep(move |desk| desk.take_for_sending(id, now)).await? {
        return Ok(Sent::Waits);
    }
    desk.changed(&act.ticket);
    let Ok(carries) = &act.carries else {
        return refuse(desk, act, UNREADABLE).await;
    };
    // It has waited since then, and the ticket may be gone.
    if act.attempts > 0 {
        still_there(desk, std::slice::from_ref(&act.ticket)).await?;
    }
    let ticket = act.ticket.clone();
    if let Some(why) = desk.read(move |read| read.desk().gone(&ticket)).await? {
        return refuse(desk, act, &not_there(&why)).await;
    }
    let Some((account, remote)) = account_of(desk, &act.ticket).await? else {
        let reason = "This ticket’s account was removed. Add it again, or don’t send this.";
        return refuse(desk, act, reason).await;
    };
    if let Some(reason) = written_meanwhile(desk, act).await? {
        return refuse(desk, act, &reason).await;
    }
    let help_desk = match desk.connections().to(desk.host(), &account).await {
        Ok(help_desk) => help_desk,
        Err(trouble) => return wait(desk, act, &account, trouble).await,
    };
    let mut outcome = deliver(desk, &*help_desk, &account, &remote, carries).await;
    if outcome == Err(DeskError::Unknown) {
        outcome = read_back(desk, &*help_desk, &remote, act, now).await;
    }
    let sent = settle(desk, &account, act, outcome).await?;
    desk.changed(&act.ticket);
    Ok(sent)
}

/// An act of a local ticket, once it can't be undone any more: it happens here and now.
async fn done_here(desk: &Desk, act: Act, now: DateTime<Utc>) -> Answer<Sent> {
    let ticket = act.ticket.clone();
    let done = desk
        .keep(move |desk| {
            if !desk.take_for_sending(act.id, now)? {
                return Ok(false);
            }
            if let Some(reply) = act.reply() {
                let events = replied_here(&act.ticket, &act.op_id, reply.next_update_at, reply.resolve, now);
                desk.append_events(&events)?;
            }
            desk.mark_sent(act.id, None, now)?;
            Ok(true)
        })
        .await?;
    if !done {
        return Ok(Sent::Waits);
    }
    refresh_rows(desk, vec![ticket.clone()]).await?;
    desk.changed(&ticket);
    Ok(Sent::Arrived)
}

async fn deliver(
    desk: &Desk,
    help_desk: &dyn HelpDesk,
    account: &Account,
    remote: &RemoteId,
    carries: &Carries,
) -> Result<Delivered, DeskError> {
    match carries {
        Carries::Reply(reply) => {
            let message = outgoing(desk, &reply.text, &reply.attachments).await?;
            help_desk.reply(remote, &message).await
        }
        Carries::Note(note) => {
            let message = outgoing(desk, &note.text, &note.attachments).await?;
            help_desk.comment(remote, &message).await
        }
        Carries::Subject { text } => help_desk.set_subject(remote, text).await,
        Carries::Priority { priority } => match desk.policy().priority_fields.write(&account.kind, *priority) {
            Some(value) => help_desk.set_priority(remote, &value).await,
            None => Ok(Delivered {
                remote_transaction: None,
            }),
        },
        Carries::Status { status } => {
            let status = match status {
                Status::Resolved => NewStatus::Resolved,
                Status::Open => NewStatus::Open,
            };
            help_desk.set_status(remote, &status).await
        }
        Carries::Owner { to, .. } => {
            let to = to.clone().map_or(Assignee::Me, Assignee::Named);
            help_desk.assign(remote, &to).await
        }
        Carries::NoOwner {} => help_desk.assign(remote, &Assignee::Nobody).await,
    }
}

async fn outgoing(desk: &Desk, text: &str, attachments: &[String]) -> Result<Outgoing, DeskError> {
    let files = staged::read_all(desk.data_dir(), attachments).await;
    Ok(Outgoing {
        body: text.to_owned(),
        attachments: files.map_err(|_| DeskError::Refused {
            reason: "An attached file is no longer on this computer. Choose “Don’t send”, then attach it to the draft \
                     again."
                .to_owned(),
        })?,
    })
}

/// An outcome that is not known is looked up before a person is asked.
async fn read_back(
    desk: &Desk,
    help_desk: &dyn HelpDesk,
    remote: &RemoteId,
    act: &Act,
    first_attempt: DateTime<Utc>,
) -> Result<Delivered, DeskError> {
    let (kind, body) = match &act.carries {
        Ok(Carries::Reply(reply)) => (MessageKind::Public, reply.text.clone()),
        Ok(Carries::Note(note)) => (MessageKind::Internal, note.text.clone()),
        Ok(
            Carries::Subject { .. }
            | Carries::Priority { .. }
            | Carries::Status { .. }
            | Carries::Owner { .. }
            | Carries::NoOwner {},
        )
        | Err(_) => {
            return Err(DeskError::Unknown);
        }
    };
    let ticket = act.ticket.clone();
    let others = desk
        .read(move |read| read.desk().acts_of(&ticket))
        .await
        .unwrap_or_default();
    let sought = ReadBack {
        kind,
        body,
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
            desk.source_went_well(&account.key);
            arrived(desk, account, act, delivered).await?;
            Ok(Sent::Arrived)
        }
        Err(DeskError::Unknown) => {
            let (id, reason) = (act.id, DeskError::Unknown.sentence());
            desk.keep(move |desk| desk.mark_unknown(id, &reason)).await?;
            refresh_rows(desk, vec![act.ticket.clone()]).await?;
            Ok(Sent::Settled)
        }
        Err(error) if waits(&error) => wait(desk, act, account, Trouble::HelpDesk(error)).await,
        Err(error) => refuse(desk, act, &error.sentence()).await,
    }
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
    desk.source_failed(&account.key, &trouble);
    desk.keep(move |desk| desk.put_back(id, &reason, Some(until))).await?;
    Ok(Sent::Waits)
}

async fn refuse(desk: &Desk, act: &Act, reason: &str) -> Answer<Sent> {
    let (id, reason) = (act.id, reason.to_owned());
    desk.keep(move |desk| desk.mark_refused(id, &reason)).await?;
    refresh_rows(desk, vec![act.ticket.clone()]).await?;
    desk.changed(&act.ticket);
    Ok(Sent::Settled)
}

/// It is on the help desk: the clock moves at the time that the help desk accepted it.
async fn arrived(desk: &Desk, account: &Account, act: &Act, delivered: Delivered) -> Answer<()> {
    let now = desk.now();
    let event = act.reply().map(|reply| NewEvent {
        ticket: act.ticket.clone(),
        event: TicketEvent {
            at: now,
            kind: EventKind::PublicReply {
                next_update_at: reply.next_update_at,
            },
        },
        recorded_at: now,
        transaction: delivered.remote_transaction.clone().map(|id| Transaction {
            account: account.key.clone(),
            id,
        }),
        op_id: Some(act.op_id.clone()),
    });
    // The thread has the instant when the help desk accepted it; without the thread, our own instant is the next best.
    // The thread is read first, so the help desk's instant is used, and the act's promise is added to it.
    let read = refresh_ticket(desk, &act.ticket).await;
    if let Err(Failure::Store(error)) = read {
        return Err(error);
    }
    let (id, transaction, ticket) = (act.id, delivered.remote_transaction, act.ticket.clone());
    let promise = promise_after(desk, act, transaction.as_deref(), now);
    let resolve = act.reply().is_some_and(|reply| reply.resolve);
    let resolve = resolve.then(|| {
        follow(
            act,
            Carries::Status {
                status: Status::Resolved,
            },
            now,
        )
    });
    let after: Vec<NewAct> = [promise, resolve, handed_over(act, now)]
        .into_iter()
        .flatten()
        .collect();
    desk.keep(move |desk| {
        desk.adopt(&ticket)?;
        desk.append_events(event.as_slice())?;
        desk.mark_sent(id, transaction.as_deref(), now)?;
        after.iter().try_for_each(|act| queue(desk, act).map(drop))
    })
    .await?;
    if let Ok(carries) = &act.carries {
        staged::forget(desk.data_dir(), carries.attachments()).await;
    }
    refresh_rows(desk, vec![act.ticket.clone()]).await
}

/// Another time than the policy's was promised, or stays promised: every Dutydesk has to know (rule 24). The policy's
/// own needs no word unless the reply left late.
fn promise_after(desk: &Desk, act: &Act, transaction: Option<&str>, now: DateTime<Utc>) -> Option<NewAct> {
    let reply = act.reply()?;
    let is_told = reply.chosen || now - act.queued_at >= TimeDelta::minutes(1);
    let next = reply.next_update_at.filter(|_| is_told)?;
    let by = words::zoned(&desk.rules().hours, next, now);
    let words = match reply.text == reply.typed {
        true => format!("The message promised nothing new: next update by {by}, as the tenant was told before."),
        false => format!("The reply promised the next update by {by}."),
    };
    let text = shared_log::promise_note(&words, &act.op_id, transaction?, next);
    let note = Note {
        text,
        ..Note::default()
    };
    Some(follow(act, Carries::Note(note), now))
}

/// What a new owner needs to know. It is sent once the ticket is theirs: if the help desk refuses them, nothing was said.
fn handed_over(act: &Act, now: DateTime<Utc>) -> Option<NewAct> {
    match &act.carries {
        Ok(Carries::Owner { note, .. }) if !note.is_empty() => {
            Some(follow(act, Carries::Note(Note::of(note.clone())), now))
        }
        _ => None,
    }
}

/// An act that another one brings with it.
fn follow(first: &Act, carries: Carries, now: DateTime<Utc>) -> NewAct {
    NewAct {
        op_id: new_op_id(),
        account: first.account.clone(),
        ticket: first.ticket.clone(),
        carries,
        queued_at: now,
        hold_until: None,
    }
}

/// When the next act may leave; `None` when none waits for a time.
pub(crate) async fn next_hold_ends(desk: &Desk) -> Answer<Option<DateTime<Utc>>> {
    let now = desk.now();
    desk.read(move |read| read.desk().next_hold_ends(now)).await
}

pub(super) async fn mark_sent(desk: &Desk, act: &Act) -> Answer<bool> {
    if act.state != ActState::Unknown {
        return Ok(false);
    }
    let Some((account, _)) = account_of(desk, &act.ticket).await? else {
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
