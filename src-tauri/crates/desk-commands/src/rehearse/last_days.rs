//! The rehearsal in the window: the notifications that the tickets here would have brought in the last days, if the
//! computer had been awake all the time.

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::rehearsal::{RehearsalItem, RehearsalRequest, RehearsalRow, RehearsalView};
use desk_domain::clock::{Cycle, Ticket};
use desk_domain::deadline::Rules;
use desk_domain::ids::TicketId;
use desk_store::desk::ticket::Ticket as Kept;
use desk_store::{Reader, StoreError};

use super::course::Course;
use super::replay::{Item, Line, replay};
use super::story::Story;
use crate::desk::{Answer, Desk, error};
use crate::notices::{seen_at, stage_word};
use crate::ticket::{history, subject_of};
use crate::words::{clock_word, moment};

const LAST_DAYS: TimeDelta = TimeDelta::days(7);

/// Further than this nobody scrolls, and a P1 that is late for ever would repeat for ever.
const LONGEST: TimeDelta = TimeDelta::days(92);
const ROWS: usize = 1_000;

/// The notifications that would have come between two instants.
///
/// # Errors
/// When the store cannot be read; for an end before the beginning, or a stretch of more than 92 days.
pub async fn rehearsal(desk: &Desk, request: RehearsalRequest) -> Answer<RehearsalView> {
    let (rules, now) = (desk.rules(), desk.now());
    let to = request.to.unwrap_or(now);
    let from = request.from.unwrap_or(to - LAST_DAYS);
    if to - from > LONGEST {
        let days = LONGEST.num_days();
        return Err(error::invalid(format!(
            "You can rehearse at most {days} days at once. Choose a later start."
        )));
    }
    let course = Course::new(from, to, Vec::new(), Vec::new()).map_err(error::invalid)?;
    desk.read(move |read| {
        let (tickets, stories) = stories(read, &rules, from)?.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
        let (mut rows, mut more) = (Vec::new(), 0_u32);
        replay(&rules, &stories, &course, |line| {
            if rows.len() < ROWS {
                rows.push(row(read, &rules, &tickets, &line, now)?);
            } else {
                more = more.saturating_add(1);
            }
            Ok::<(), StoreError>(())
        })?;
        Ok(RehearsalView {
            from: moment(&rules.hours, from, now),
            to: moment(&rules.hours, to, now),
            rows,
            more,
        })
    })
    .await
}

fn stories(read: &Reader, rules: &Rules, from: DateTime<Utc>) -> Result<Vec<(TicketId, Story)>, StoreError> {
    let mut stories = Vec::new();
    // A linked issue shares the notifications of the one it is linked to (rule 8). *Before Dutydesk* has none (rule
    // 23).
    let tickets = read.desk().tickets()?;
    for ticket in tickets
        .iter()
        .filter(|ticket| ticket.linked_to.is_none() && ticket.adopted)
    {
        stories.extend(story(read, rules, ticket, from)?.map(|story| (ticket.id.clone(), story)));
    }
    Ok(stories)
}

/// `None` for a ticket whose clocks had all ended before and that nothing happened to since.
fn story(read: &Reader, rules: &Rules, kept: &Kept, from: DateTime<Utc>) -> Result<Option<Story>, StoreError> {
    let linked = read.desk().linked_with(kept)?;
    let events = history(read.desk(), kept, &linked)?;
    let over = events.last().is_none_or(|last| last.at < from)
        && !Ticket::fold(rules, &events).cycles().iter().any(Cycle::is_open);
    if over {
        return Ok(None);
    }
    let ledger = read.desk().ledger([&kept.id])?;
    Ok(Some(Story {
        ticket: Some(kept.id.to_string()),
        events,
        acknowledged: ledger.acknowledgements.iter().map(|ack| ack.at).collect(),
        snoozed: ledger.snoozes.iter().map(|snooze| (snooze.at, snooze.until)).collect(),
        on_first_sync: seen_at(read.desk(), kept)?.is_none(),
    }))
}

fn row(
    read: &Reader,
    rules: &Rules,
    tickets: &[TicketId],
    line: &Line,
    now: DateTime<Utc>,
) -> Result<RehearsalRow, StoreError> {
    let item = |item: &Item| {
        let mark = item.notice.key.mark;
        let ticket = &tickets[item.story];
        Ok(RehearsalItem {
            subject: subject_of(read, ticket)?,
            ticket: ticket.to_string(),
            clock: clock_word(mark.clock),
            stage: stage_word(mark.stage).to_owned(),
            due: item.notice.due_at.map(|due| moment(&rules.hours, due, now)),
            reason: item.reason.clone(),
        })
    };
    Ok(RehearsalRow {
        at: moment(&rules.hours, line.at, now),
        digest: line.digest,
        items: line.items.iter().map(item).collect::<Result<_, StoreError>>()?,
    })
}
