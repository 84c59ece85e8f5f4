//! A ticket's line and deadlines in the lists: computed from its clocks, and saved in the cache.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use desk_contract::events::DeskEvent;
use desk_domain::clock::{Cycle, Standing};
use desk_domain::deadline::Rules;
use desk_domain::ids::TicketId;
use desk_domain::policy::Clock;
use desk_store::cache::deadline::Deadline;
use desk_store::cache::list_row::{ListRow, Place};
use desk_store::desk::ticket::Ticket;
use desk_store::{Opened, Store, StoreError};

use super::folded::Folded;
use super::names::from;
use crate::desk::{Answer, Desk, InForce};

/// Tickets whose lines are computed in one transaction: the writer is free in between.
const AT_ONCE: usize = 500;

/// Computes the lines and deadlines of these tickets again, and tells the screen.
pub(crate) async fn refresh_rows(desk: &Desk, tickets: Vec<TicketId>) -> Answer<()> {
    if tickets.is_empty() {
        return Ok(());
    }
    let (policy, now) = (desk.policy(), desk.now());
    let changed = desk.write(move |store| refresh(store, &policy, &tickets, now)).await?;
    for ticket in &changed {
        desk.lookout().changed(ticket);
    }
    desk.host().tell(DeskEvent::Changed);
    Ok(())
}

/// Computes all lines and deadlines anew: another policy, other holidays.
pub(crate) async fn refresh_all_rows(desk: &Desk) -> Answer<()> {
    let tickets = desk.read(|read| read.desk().tickets()).await?;
    for some in tickets.chunks(AT_ONCE) {
        refresh_rows(desk, some.iter().map(|ticket| ticket.id.clone()).collect()).await?;
    }
    Ok(())
}

/// At the start: derived rows may come from another policy, or may have been lost with the cache.
pub(crate) fn refresh_rows_at_start(desk: &Desk) -> Answer<()> {
    if !desk.host().is_owner() {
        return Ok(());
    }
    let (policy, now) = (desk.policy(), desk.now());
    let lost = desk.opened().is_some_and(Opened::cache_lost);
    desk.with_store(|store| {
        let tickets = store.desk.read().tickets()?;
        let mut stale: BTreeSet<TicketId> = without_line(store, &tickets)?;
        if lost {
            stale.extend(tickets.into_iter().map(|ticket| ticket.id));
        } else {
            let cache = store.cache.read();
            stale.extend(cache.stale_tickets(&policy.fingerprint, &policy.rules.policy.hours.zone)?);
        }
        let stale: Vec<TicketId> = stale.into_iter().collect();
        stale
            .chunks(AT_ONCE)
            .try_for_each(|some| refresh(store, &policy, some, now).map(drop))
    })
}

/// If a process died after it saved a ticket and before it computed its line, the ticket has notifications but is in no
/// list. A linked ticket has no line (rule 8).
fn without_line(store: &Store, tickets: &[Ticket]) -> Result<BTreeSet<TicketId>, StoreError> {
    let listed: BTreeSet<TicketId> = store.cache.read().listed_tickets()?.into_iter().collect();
    let unlisted = tickets
        .iter()
        .filter(|ticket| ticket.linked_to.is_none() && !listed.contains(&ticket.id));
    Ok(unlisted.map(|ticket| ticket.id.clone()).collect())
}

/// The tickets whose clocks were computed: those that were asked for, and those that represent them.
fn refresh(
    store: &mut Store,
    policy: &InForce,
    tickets: &[TicketId],
    now: DateTime<Utc>,
) -> Result<BTreeSet<TicketId>, StoreError> {
    let mut all: BTreeSet<TicketId> = tickets.iter().cloned().collect();
    for id in tickets {
        all.insert(store.desk.read().standing_for(id)?);
    }
    let mut rows = Vec::with_capacity(all.len());
    let mut linked = Vec::new();
    let mut deadlines = Vec::with_capacity(all.len());
    for id in &all {
        let Some(folded) = Folded::read(store.desk.read(), store.cache.read(), &policy.rules, id)? else {
            continue;
        };
        // A linked ticket has no line and no clock of its own (rule 8).
        if folded.is_linked() {
            linked.push(id);
            deadlines.push((id, Vec::new()));
        } else {
            rows.push(folded.row(&policy.rules, now));
            deadlines.push((id, folded.deadlines(policy, now)));
        }
    }
    store.cache.write(|cache| {
        cache.put_rows(&rows)?;
        linked.iter().try_for_each(|id| cache.drop_row(id))?;
        deadlines
            .iter()
            .try_for_each(|(id, deadlines)| cache.replace_deadlines(id, deadlines))
    })?;
    Ok(all)
}

impl Folded {
    fn place(&self) -> Place {
        if self.is_resolved() {
            Place::Closed
        } else if self.is_before_dutydesk() {
            Place::Before
        } else if self.clocks.is_paused() {
            Place::Paused
        } else if self.clocks.priority().is_none() {
            Place::Untriaged
        } else {
            Place::Running
        }
    }

    fn row(&self, rules: &Rules, now: DateTime<Utc>) -> ListRow {
        let main = self.main_cycle(rules, now);
        ListRow {
            ticket: self.ticket.id.clone(),
            place: self.place(),
            whose: self.whose(),
            priority: self.clocks.priority(),
            clock: main.as_ref().map(|(cycle, _)| cycle.clock()),
            due_at: main.as_ref().and_then(|(_, reading)| reading.due_at),
            at_risk_at: main
                .as_ref()
                .and_then(|(cycle, _)| self.clocks.stage_at(rules, cycle, 4, 5)),
            chase_at: self.clocks.chase_at(),
            waiting_since: self.clocks.waiting_since(),
            raised_at: self.raised_at(),
            subject: self.subject().to_owned(),
            tenant: self.tenant().map(str::to_owned),
            owner: Some(self.owner()),
            source: self.source(),
            status: self.remark(),
            incident: self.incident,
            practice: self.ticket.practice,
        }
    }

    fn deadlines(&self, policy: &InForce, now: DateTime<Utc>) -> Vec<Deadline> {
        if self.is_before_dutydesk() {
            return Vec::new();
        }
        let rules = &policy.rules;
        let told = |cycle: &&Cycle| cycle.clock() == Clock::Triage || self.clocks.priority().is_some();
        self.clocks
            .cycles()
            .iter()
            .filter(told)
            .map(|cycle| {
                let reading = self.clocks.reading(rules, cycle, now);
                Deadline {
                    ticket: self.ticket.id.clone(),
                    clock: reading.clock,
                    cycle: reading.cycle,
                    due_at: reading.due_at,
                    at_risk_at: self.clocks.stage_at(rules, cycle, 4, 5),
                    started_at: reading.started_at,
                    ended_at: reading.ended_at,
                    paused: reading.standing == Standing::Paused,
                    priority: self.clocks.priority(),
                    in_scope: Some(!self.clocks.is_out_of_scope()),
                    policy_hash: policy.fingerprint.clone(),
                    zone: rules.policy.hours.zone.clone(),
                }
            })
            .collect()
    }

    /// Where the issue came from, with its linked tickets: `RT 41 + Slack`, `RT 41 + 3`.
    fn source(&self) -> String {
        match self.linked.as_slice() {
            [] => self.from(),
            [other] => format!("{} + {}", self.from(), from(other)),
            many => format!("{} + {}", self.from(), many.len()),
        }
    }
}
