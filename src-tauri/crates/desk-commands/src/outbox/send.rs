//! Sends what is queued, in order for each ticket. If it isn't known whether an act arrived, it is looked up first
//! (`look_up`).

use chrono::{DateTime, Utc};
use desk_connect::LookedUp;
use desk_store::desk::outbox::{Act, ActState};
use desk_store::desk::outbox_doubt::Doubt;

use super::act::replied_here;
use super::attempt::{Sent, as_tried, deliver, refuse, settle, wait};
use super::doubtful::look;
use super::look_up::{CANNOT_BE_TOLD, ask, look_up};
use super::meanwhile::written_meanwhile;
use crate::desk::{Answer, Desk, waits};
use crate::reading::still_there;
use crate::ticket::{account_of, not_there, refresh_rows};

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
        let acts = desk
            .read(move |read| {
                let mut acts = read.desk().next_doubtful(now)?;
                acts.extend(read.desk().next_sendable(now)?);
                Ok(acts)
            })
            .await?;
        let mut moved = false;
        for act in acts {
            let outcome = match act.state {
                ActState::Unknown => look(desk, &act).await?,
                _ => send(desk, &act).await?,
            };
            desk.write(desk_store::Store::note_outbox).await?;
            match outcome {
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
    let mut outcome = None;
    if act.is_looked_up_first() {
        match look_up(desk, &*help_desk, &account, &remote, act).await {
            Ok(LookedUp::There(delivered)) => outcome = Some(Ok(delivered)),
            Ok(LookedUp::NotThere) => {}
            Err(error) if waits(&error) => outcome = Some(Err(error)),
            // A person has looked.
            Ok(LookedUp::Unclear) | Err(_) if act.doubt == Some(Doubt::Again) => {}
            Ok(LookedUp::Unclear) => return asked(desk, act, CANNOT_BE_TOLD).await,
            Err(error) => return asked(desk, act, &error.sentence()).await,
        }
    }
    let outcome = match outcome {
        Some(known) => known,
        None => deliver(desk, &*help_desk, &account, &remote, carries).await,
    };
    let tried = as_tried(act, now);
    let sent = settle(desk, &*help_desk, &account, &remote, &tried, outcome).await?;
    desk.changed(&act.ticket);
    Ok(sent)
}

async fn asked(desk: &Desk, act: &Act, reason: &str) -> Answer<Sent> {
    ask(desk, act, reason).await?;
    Ok(Sent::Settled)
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

/// Acts that this process is no longer sending, because it ends, may have arrived.
pub(crate) async fn doubt_sending(desk: &Desk) -> Answer<usize> {
    desk.keep(|desk| desk.doubt_sending()).await
}

/// When the next act may leave; `None` when none waits for a time.
pub(crate) async fn next_hold_ends(desk: &Desk) -> Answer<Option<DateTime<Utc>>> {
    let now = desk.now();
    desk.read(move |read| read.desk().next_hold_ends(now)).await
}
