//! The outbox as the screen shows it, and what a person decides about an act.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use desk_contract::list::{Done, Nothing};
use desk_contract::ticket::{OutboxDecideRequest, OutboxDecision, OutboxRow, OutboxState, OutboxView};
use desk_domain::deadline::Rules;
use desk_domain::event::EventKind;
use desk_store::desk::draft::{Draft, DraftKind};
use desk_store::desk::outbox::{Act, ActState, Carries, Status, Unreadable};
use desk_store::{DeskWrite, StoreError};

use super::act::not_started;
use super::attempt::mark_sent;
use crate::desk::{Answer, Desk, error};
use crate::reading::shared_log;
use crate::ticket::{lower_first, refresh_rows, subject_of};
use crate::words;

/// How long what was sent stays in sight, beside today.
const SHOWN_FOR: TimeDelta = TimeDelta::days(6);

/// The outbox: what needs a person first, then what waits, then what arrived in the last seven days, the newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn outbox(desk: &Desk, _: Nothing) -> Answer<OutboxView> {
    let (now, rules) = (desk.now(), desk.rules());
    desk.read(move |read| {
        let mut acts = read.desk().unsettled_acts()?;
        acts.extend(read.desk().acts_sent_since(midnight(&rules, now) - SHOWN_FOR)?);
        acts.sort_by_key(|act| {
            let settled = matches!(act.state, ActState::Sent | ActState::Cancelled);
            (order(act.state), if settled { -act.id } else { act.id })
        });
        let rows = acts
            .iter()
            .map(|act| Ok(row(&rules, act, &acts, subject_of(read, &act.ticket)?, now)));
        Ok(OutboxView {
            rows: rows.collect::<Result<_, StoreError>>()?,
        })
    })
    .await
}

fn midnight(rules: &Rules, now: DateTime<Utc>) -> DateTime<Utc> {
    let today = rules.hours.local(now).date;
    rules.hours.instant_of(today, NaiveTime::MIN).unwrap_or(now)
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

/// An act as it crosses; `others` are the open acts of its ticket, and perhaps more.
pub(crate) fn row(rules: &Rules, act: &Act, others: &[Act], subject: String, now: DateTime<Utc>) -> OutboxRow {
    OutboxRow {
        id: act.id,
        ticket: act.ticket.to_string(),
        subject,
        act: said(&act.carries),
        text: text(&act.carries),
        readable: act.carries.is_ok(),
        state: match act.state {
            ActState::Queued => OutboxState::Queued,
            ActState::Sending => OutboxState::Sending,
            ActState::Sent => OutboxState::Sent,
            ActState::Refused => OutboxState::Refused,
            ActState::Unknown => OutboxState::Unknown,
            ActState::Cancelled => OutboxState::Cancelled,
        },
        reason: waits_for(act, others)
            .or_else(|| act.reason.clone())
            .unwrap_or_default(),
        queued: words::moment(&rules.hours, act.queued_at, now),
        sent: act.sent_at.map(|at| words::moment(&rules.hours, at, now)),
        undoable: act.state == ActState::Queued && is_typed(&act.carries),
    }
}

/// Why an act isn't sent that comes after one of unknown outcome on its ticket.
fn waits_for(act: &Act, others: &[Act]) -> Option<String> {
    let holds_up = |other: &&Act| other.ticket == act.ticket && other.id < act.id && other.state == ActState::Unknown;
    let first = others
        .iter()
        .filter(holds_up)
        .min_by_key(|other| other.id)
        .filter(|_| act.state == ActState::Queued)?;
    let what = format!("{} ({})", lower_first(&said(&first.carries)), first.id);
    Some(match first.asks() {
        true => format!("Waiting for the {what} before it, which may not have arrived. Decide about that one first."),
        false => format!("Waiting for the {what} before it: Dutydesk is finding out whether it arrived."),
    })
}

/// Whether the engineer typed it; Dutydesk writes notes of its own too.
fn is_typed(carries: &Result<Carries, Unreadable>) -> bool {
    match carries {
        Ok(Carries::Reply(_)) => true,
        Ok(Carries::Note(note)) => !note.typed.is_empty(),
        Ok(Carries::Owner { note, .. }) => !note.is_empty(),
        Ok(Carries::Subject { .. } | Carries::Priority { .. } | Carries::Status { .. } | Carries::NoOwner {})
        | Err(_) => false,
    }
}

fn said(carries: &Result<Carries, Unreadable>) -> String {
    match carries {
        Ok(Carries::Reply(_)) => "Public reply".to_owned(),
        Ok(Carries::Note(_)) => "Internal note".to_owned(),
        Ok(Carries::Subject { .. }) => "New subject".to_owned(),
        Ok(Carries::Priority { priority }) => format!("Priority {priority}"),
        Ok(Carries::Status { status }) => match status {
            Status::Open => "Reopen ticket".to_owned(),
            Status::Resolved => "Close ticket".to_owned(),
        },
        Ok(Carries::Owner { to: None, .. }) => "Assign to me".to_owned(),
        Ok(Carries::Owner { to: Some(to), .. }) => format!("Assign to {to}"),
        Ok(Carries::NoOwner {}) => "Assign to nobody".to_owned(),
        Err(unreadable) => format!("Unreadable: {}", unreadable.kind),
    }
}

/// The text that is sent; for an unreadable entry, its raw content.
fn text(carries: &Result<Carries, Unreadable>) -> String {
    match carries {
        Ok(carries) => shared_log::without_line(carries.text().unwrap_or_default()).to_owned(),
        Err(unreadable) if unreadable.payload == "{}" => String::new(),
        Err(unreadable) => unreadable.payload.clone(),
    }
}

/// A person decides about an act.
///
/// # Errors
/// When there is no such act, or its state has changed in the meantime.
pub async fn outbox_decide(desk: &Desk, request: OutboxDecideRequest) -> Answer<Done> {
    let id = request.id;
    let act = desk
        .read(move |read| read.desk().act(id))
        .await?
        .ok_or_else(|| error::not_found("That’s no longer in the outbox."))?;
    let done = match request.decision {
        OutboxDecision::Send if act.carries.is_err() => {
            return Err(error::not_now(
                "Dutydesk can’t read this entry, so it can’t send it. Update Dutydesk, or choose “Don’t send”.",
            ));
        }
        OutboxDecision::Send => desk.keep(move |desk| desk.queue_again(id)).await?,
        OutboxDecision::Cancel => cancel(desk, act.clone()).await?,
        OutboxDecision::MarkSent => mark_sent(desk, &act).await?,
    };
    if !done {
        return Err(error::not_now(
            "That has changed in the meantime. Look at the outbox again.",
        ));
    }
    refresh_rows(desk, vec![act.ticket.clone()]).await?;
    desk.changed(&act.ticket);
    Ok(Done {})
}

/// Cancels an act; the words of a reply or note become a draft again. Work whose start nobody else has heard of is not
/// started: two Dutydesks see one state (rule 24).
async fn cancel(desk: &Desk, act: Act) -> Answer<bool> {
    let now = desk.now();
    desk.keep(move |desk| {
        let was_sent_never = act.state != ActState::Unknown;
        let cancelled = desk.cancel(act.id)?;
        if cancelled && was_sent_never && starts_work(&act) {
            desk.append_events(&[not_started(&act.ticket, now)])?;
        }
        if cancelled {
            words_back(desk, act, now)?;
        }
        Ok(cancelled)
    })
    .await
}

fn starts_work(act: &Act) -> bool {
    let line = act.note().and_then(|note| shared_log::read(&note.text));
    line.is_some_and(|read| read.kind == EventKind::Started)
}

/// What a cancelled act carried becomes a draft again, if a person typed it.
pub(crate) fn words_back(desk: &mut DeskWrite<'_>, act: Act, now: DateTime<Utc>) -> Result<(), StoreError> {
    let (kind, typed) = match act.carries {
        Ok(Carries::Reply(reply)) => (DraftKind::Reply, reply.typed),
        Ok(Carries::Note(note)) => (DraftKind::Note, note.typed),
        // The note waits for the owner, so it wasn't sent either.
        Ok(Carries::Owner { note, .. }) => (DraftKind::Note, note),
        Ok(Carries::Subject { .. } | Carries::Priority { .. } | Carries::Status { .. } | Carries::NoOwner {})
        | Err(_) => {
            return Ok(());
        }
    };
    // A note that Dutydesk wrote is nobody's draft.
    if typed.is_empty() {
        return Ok(());
    }
    // What was typed meanwhile stays, below the words that come back.
    let meanwhile = desk.read().draft(&act.ticket, kind)?.map(|draft| draft.body);
    let body = match meanwhile.filter(|meanwhile| !typed.contains(meanwhile.trim())) {
        Some(meanwhile) => format!("{typed}\n\n{meanwhile}"),
        None => typed,
    };
    desk.save_draft(&Draft {
        ticket: act.ticket,
        kind,
        body,
        saved_at: now,
    })
}
