//! Undoing what a person just did to a ticket with one key. What the help desk doesn't have yet is taken back. What it has
//! is answered by the opposite act, or the person is told why that can't be.

use desk_contract::error::CallError;
use desk_contract::ticket::{Undo, UndoRequest, Undone};
use desk_domain::event::EventKind;
use desk_store::cache::list_row::Whose;
use desk_store::desk::outbox::{Act, ActState, Carries};

use super::assign::is_me;
use crate::desk::{Answer, Desk, error};
use crate::outbox::{Target, act, finish, not_started, queue, words_back};
use crate::words::moment;

/// Undoes an assignment, a start of work, an acknowledgement or a snooze.
///
/// # Errors
/// When it is being sent at this moment, when nobody knows whether it was sent, when somebody else has the ticket since,
/// or when it was undone before.
pub async fn act_undo(desk: &Desk, request: UndoRequest) -> Answer<Undone> {
    let target = Target::named(desk, &request.ticket).await?;
    let sentence = match request.undo {
        Undo::Assigned { outbox, before } => assigned(desk, target, outbox, before).await?,
        Undo::Started { outbox, from_before } => started(desk, target, outbox, from_before).await?,
        Undo::Acknowledged { id } => acknowledged(desk, &target, id).await?,
        Undo::Snoozed { id } => snoozed(desk, &target, id).await?,
    };
    Ok(Undone { sentence })
}

async fn assigned(desk: &Desk, target: Target, outbox: i64, before: Option<String>) -> Answer<String> {
    let done = done(desk, &target, outbox).await?;
    let Ok(Carries::Owner { to, note }) = done.carries.clone() else {
        return Err(nothing());
    };
    if is_only_here(&done)? {
        take_back(desk, &target, done, |_| Ok(())).await?;
        return Ok(match note.is_empty() {
            true => "Not assigned after all: it hadn’t been sent.".to_owned(),
            false => "Not assigned after all: it hadn’t been sent. Your note is a draft on the ticket.".to_owned(),
        });
    }
    let still = match &to {
        None => target.folded.whose() == Whose::Mine,
        Some(name) => target.folded.owner().eq_ignore_ascii_case(name),
    };
    if !still {
        return Err(error::not_now(format!(
            "The ticket belongs to {} now, so the assignment can’t be undone. Assign it with Shift G.",
            target.folded.owner()
        )));
    }
    let (back_to, carries) = match before {
        None => ("nobody".to_owned(), Carries::NoOwner {}),
        Some(name) if is_me(&target, &name) => ("you".to_owned(), Carries::TO_ME),
        Some(name) => (
            name.clone(),
            Carries::Owner {
                to: Some(name),
                note: String::new(),
            },
        ),
    };
    let id = target.id.clone();
    desk.keep(move |desk| queue(desk, &target.act(carries)).map(drop))
        .await?;
    finish(desk, &id).await?;
    Ok(match note.is_empty() {
        true => format!("Assigning it back to {back_to}."),
        false => format!("Assigning it back to {back_to}. Your note about it has been sent, and stays."),
    })
}

async fn started(desk: &Desk, target: Target, outbox: i64, from_before: bool) -> Answer<String> {
    let done = done(desk, &target, outbox).await?;
    if is_only_here(&done)? {
        let (id, now) = (target.id.clone(), target.now);
        take_back(desk, &target, done, move |desk| {
            desk.append_events(&[not_started(&id, now)])?;
            if from_before { desk.unadopt(&id) } else { Ok(()) }
        })
        .await?;
        return Ok("Work isn’t started after all.".to_owned());
    }
    if target.folded.clocks.started_at().is_none() {
        return Err(undone_before());
    }
    let (now, words) = (target.now, "Work hasn’t started after all.".to_owned());
    act(desk, target, EventKind::NotStarted, now, words).await?;
    Ok("Work isn’t started after all. The help desk had the note, so a second one says so.".to_owned())
}

async fn acknowledged(desk: &Desk, target: &Target, number: i64) -> Answer<String> {
    let subject = target.folded.standing_for().to_owned();
    let id = subject.clone();
    let was_there = desk.keep(move |desk| desk.undo_acknowledge(&subject, number)).await?;
    desk.changed(&id);
    match was_there {
        true => Ok("Not acknowledged after all. Notifications resume.".to_owned()),
        false => Err(undone_before()),
    }
}

async fn snoozed(desk: &Desk, target: &Target, number: i64) -> Answer<String> {
    let subject = target.folded.standing_for().to_owned();
    let (id, now, rules) = (subject.clone(), target.now, desk.rules());
    let (was_there, until) = desk
        .keep(move |desk| {
            let was_there = desk.undo_snooze(&subject, number)?;
            let ledger = desk.read().ledger([&subject])?;
            // The last one said counts (rule 22).
            let until = ledger.snoozes.last().map(|snooze| snooze.until);
            Ok((was_there, until.filter(|until| *until > now)))
        })
        .await?;
    desk.changed(&id);
    match until {
        _ if !was_there => Err(undone_before()),
        None => Ok("Not snoozed after all. Notifications resume.".to_owned()),
        Some(until) => Ok(format!(
            "Undone: snoozed until {} again.",
            moment(&rules.hours, until, now).short
        )),
    }
}

/// The act in the outbox that is to be undone.
async fn done(desk: &Desk, target: &Target, outbox: i64) -> Answer<Act> {
    let act = desk.read(move |read| read.desk().act(outbox)).await?;
    act.filter(|act| act.ticket == target.id).ok_or_else(nothing)
}

/// Whether the help desk surely doesn't have it.
fn is_only_here(act: &Act) -> Answer<bool> {
    match act.state {
        ActState::Queued | ActState::Refused => Ok(true),
        ActState::Sent => Ok(act.account.is_none()),
        ActState::Sending => Err(error::not_now("It’s being sent right now. Try again in a moment.")),
        ActState::Unknown => Err(error::not_now(
            "It isn’t known whether the help desk has it, so it can’t be undone. Look at the outbox.",
        )),
        ActState::Cancelled => Err(undone_before()),
    }
}

/// Takes an act back that the help desk doesn't have, with whatever else belongs to that.
async fn take_back(
    desk: &Desk,
    target: &Target,
    act: Act,
    more: impl FnOnce(&mut desk_store::DeskWrite<'_>) -> Result<(), desk_store::StoreError> + Send + 'static,
) -> Answer<()> {
    let (now, id) = (target.now, target.id.clone());
    let withdrawn = desk
        .keep(move |desk| {
            let withdrawn = desk.withdraw(act.id)?;
            if withdrawn {
                more(desk)?;
                words_back(desk, act, now)?;
            }
            Ok(withdrawn)
        })
        .await?;
    if !withdrawn {
        return Err(error::not_now(
            "It was sent just now. Undo it again to do the opposite.",
        ));
    }
    finish(desk, &id).await.map(drop)
}

fn nothing() -> CallError {
    error::not_found("There’s nothing to undo there.")
}

fn undone_before() -> CallError {
    error::not_now("That has been undone already.")
}
