//! One attempt: an act goes to the help desk, and what came of it is committed. If its outcome isn't known, it is looked
//! up at once (`look_up`).
//!
//! Not here: which act is tried when (`send`), and unknown acts that are looked up later (`doubtful`).

use chrono::{DateTime, TimeDelta, Utc};
use desk_connect::{Assignee, Delivered, DeskError, HelpDesk, LookedUp, NewStatus, Outgoing};
use desk_domain::event::{EventKind, TicketEvent};
use desk_domain::ids::RemoteId;
use desk_store::desk::account::Account;
use desk_store::desk::outbox::{Act, ActState, Carries, NewAct, Note, Status};
use desk_store::desk::outbox_doubt::{Doubt, LONGEST_HOLD};
use desk_store::desk::ticket_event::{NewEvent, Transaction};

use super::look_up::{CANNOT_BE_TOLD, ask, look_up, still_to_come};
use super::queue::{new_op_id, queue};
use super::staged;
use crate::desk::{Answer, Desk, Trouble, waits};
use crate::reading::{Failure, refresh_ticket, shared_log};
use crate::ticket::{account_of, refresh_rows};
use crate::words;

/// Between attempts while a help desk cannot be reached, by number of attempts so far.
const WAITS_S: [i64; 5] = [5, 15, 60, 120, 300];
/// What an attempt, or a look, came to.
pub(super) enum Sent {
    /// It is on the help desk.
    Arrived,
    /// Refused, or of unknown outcome: a person decides.
    Settled,
    /// It is tried again later.
    Waits,
}

/// An act with the attempt that was made at `at`.
pub(super) fn as_tried(act: &Act, at: DateTime<Utc>) -> Act {
    Act {
        first_attempt_at: act.first_attempt_at.or(Some(at)),
        tried_at: Some(at),
        ..act.clone()
    }
}

pub(super) async fn deliver(
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

/// What an attempt came to. An outcome that isn't known is looked up at once.
pub(super) async fn settle(
    desk: &Desk,
    help_desk: &dyn HelpDesk,
    account: &Account,
    remote: &RemoteId,
    act: &Act,
    outcome: Result<Delivered, DeskError>,
) -> Answer<Sent> {
    match outcome {
        Ok(delivered) => {
            desk.source_went_well(&account.key);
            arrived(desk, account, act, delivered).await?;
            Ok(Sent::Arrived)
        }
        Err(error) if error.may_have_arrived() => {
            let found = look_up(desk, help_desk, account, remote, act).await;
            doubted(desk, help_desk, account, act, &error, found).await
        }
        Err(error) if waits(&error) => wait(desk, act, account, Trouble::HelpDesk(error)).await,
        Err(error) => refuse(desk, act, &error.sentence()).await,
    }
}

/// An attempt without proof, and what a look found right after it.
async fn doubted(
    desk: &Desk,
    help_desk: &dyn HelpDesk,
    account: &Account,
    act: &Act,
    error: &DeskError,
    found: Result<LookedUp, DeskError>,
) -> Answer<Sent> {
    let now = desk.now();
    let soon = now + wait_after(act.attempts, None);
    let (doubt, reason, until) = match (error, found) {
        (_, Ok(LookedUp::There(delivered))) => {
            arrived(desk, account, act, delivered).await?;
            return Ok(Sent::Arrived);
        }
        // Whatever answered did not pass it on.
        (DeskError::Unproven, Ok(LookedUp::NotThere)) => {
            return wait(desk, act, account, Trouble::HelpDesk(DeskError::NotThisHelpDesk)).await;
        }
        (_, Ok(LookedUp::Unclear)) => {
            ask(desk, act, CANNOT_BE_TOLD).await?;
            return Ok(Sent::Settled);
        }
        (DeskError::Unproven, Err(_)) => (Doubt::Unproven, error.sentence(), soon),
        (_, Err(_)) => (Doubt::Unanswered, error.sentence(), soon),
        (_, Ok(LookedUp::NotThere)) => {
            let (reason, until) = still_to_come(desk, act.tried_at.unwrap_or(now));
            (Doubt::Unanswered, reason, until)
        }
    };
    let (id, ahead) = (act.id, help_desk.clock_offset());
    desk.keep(move |desk| desk.mark_unknown(id, doubt, &reason, ahead, Some(until)))
        .await?;
    refresh_rows(desk, vec![act.ticket.clone()]).await?;
    Ok(Sent::Settled)
}

/// How long an act waits after so many attempts.
pub(super) fn wait_after(attempts: u32, trouble: Option<&Trouble>) -> TimeDelta {
    let tried = usize::try_from(attempts).unwrap_or(usize::MAX).min(WAITS_S.len() - 1);
    match trouble {
        Some(Trouble::HelpDesk(DeskError::TooMany { retry_after })) => TimeDelta::from_std(*retry_after)
            .unwrap_or(LONGEST_HOLD)
            .min(LONGEST_HOLD),
        _ => TimeDelta::seconds(WAITS_S[tried]),
    }
}

pub(super) async fn wait(desk: &Desk, act: &Act, account: &Account, trouble: Trouble) -> Answer<Sent> {
    let pause = wait_after(act.attempts, Some(&trouble));
    let (id, reason, until) = (act.id, trouble.sentence(), desk.now() + pause);
    desk.source_failed(&account.key, &trouble);
    desk.keep(move |desk| desk.put_back(id, &reason, Some(until))).await?;
    Ok(Sent::Waits)
}

pub(super) async fn refuse(desk: &Desk, act: &Act, reason: &str) -> Answer<Sent> {
    let (id, reason) = (act.id, reason.to_owned());
    desk.keep(move |desk| desk.mark_refused(id, &reason)).await?;
    refresh_rows(desk, vec![act.ticket.clone()]).await?;
    desk.changed(&act.ticket);
    Ok(Sent::Settled)
}

/// It is on the help desk: the clock moves at the time that the help desk accepted it.
pub(super) async fn arrived(desk: &Desk, account: &Account, act: &Act, delivered: Delivered) -> Answer<()> {
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
