//! A ticket's line and deadlines in the lists: computed from its clocks, and saved in the cache.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use desk_contract::error::ErrorCode;
use desk_contract::events::DeskEvent;
use desk_domain::clock::{Cycle, Standing};
use desk_domain::deadline::Rules;
use desk_domain::ids::TicketId;
use desk_domain::policy::Clock;
use desk_store::cache::deadline::Deadline;
use desk_store::cache::list_row::{ListRow, Place};
use desk_store::cache::look::Basis;
use desk_store::desk::ticket::Ticket;
use desk_store::{CacheWrite, DeskRead, Opened, Store, StoreError};

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
    desk.write(move |store| refresh(store, &policy, &tickets, now)).await?;
    desk.host().tell(DeskEvent::Changed);
    Ok(())
}

/// Computes the lines and deadlines of whatever has changed without that: a process may have died in between.
pub(crate) async fn refresh_changed_rows(desk: &Desk) -> Answer<()> {
    let changed = desk.read(|read| read.desk().changes()).await?;
    in_parts(desk, &changed).await
}

/// Computes all lines and deadlines anew: another policy, other holidays.
pub(crate) async fn refresh_all_rows(desk: &Desk) -> Answer<()> {
    let policy = desk.policy();
    // Until the end they are not all computed from the same: after a crash in between, the next start does it again.
    let up_to = desk
        .write(|store| {
            store.cache.write(|cache| cache.remove_basis())?;
            store.desk.read().last_change()
        })
        .await?;
    let tickets = desk.read(|read| read.desk().ticket_ids()).await?;
    in_parts(desk, &tickets).await?;
    if !Arc::ptr_eq(&policy, &desk.policy()) {
        // Another policy was chosen meanwhile, and computes everything itself.
        return Ok(());
    }
    desk.write(move |store| store.cache.write(|cache| cache.put_basis(&basis(&policy, up_to))))
        .await
}

async fn in_parts(desk: &Desk, tickets: &[TicketId]) -> Answer<()> {
    for some in tickets.chunks(AT_ONCE) {
        refresh_rows(desk, some.to_vec()).await?;
    }
    Ok(())
}

/// At the start: what changed while nobody computed its line. Everything, if the lines come from another policy, or if
/// the two files do not fit each other: one of them was lost, restored or put back by hand. What turns out to be
/// damaged is mended.
pub(crate) fn refresh_rows_at_start(desk: &Desk) -> Answer<()> {
    if !desk.host().is_owner() {
        return Ok(());
    }
    let lost = desk.opened().is_some_and(Opened::cache_lost);
    let refreshed = refresh_stale_rows(desk, lost);
    if mend_at_once(desk)? {
        return Ok(());
    }
    match refreshed {
        // A full disk: the lines are as old as they are, and what changed is still listed for the next time.
        Err(problem) if problem.code == ErrorCode::NotSaved => {
            tracing::error!("lines are not computed: {}", problem.message);
            Ok(())
        }
        refreshed => refreshed,
    }
}

/// Mends what was found to be damaged, and fills the cache again; whether there was something. It takes its time, so a
/// window does this off its threads.
pub(crate) fn mend_at_once(desk: &Desk) -> Answer<bool> {
    let Some(damage) = desk.to_mend() else {
        return Ok(false);
    };
    let lost = desk.mend(damage)?;
    refresh_stale_rows(desk, lost)?;
    // What was lost with the cache is fetched soon, and the screen looks again.
    desk.woken();
    Ok(true)
}

fn refresh_stale_rows(desk: &Desk, lost: bool) -> Answer<()> {
    let (policy, now) = (desk.policy(), desk.now());
    desk.with_store(|store| {
        if lost {
            store.cache.write(|cache| cache.remove_basis())?;
        }
        let in_parts = |store: &mut Store, tickets: &[TicketId]| {
            let mut parts = tickets.chunks(AT_ONCE);
            parts.try_for_each(|some| refresh(store, &policy, some, now))
        };
        if fits(store, &policy)? {
            let changed = store.desk.read().changes()?;
            return in_parts(store, &changed);
        }
        let up_to = store.desk.read().last_change()?;
        let tickets = store.desk.read().ticket_ids()?;
        store.cache.write(|cache| cache.remove_basis())?;
        let unknown = store.listed_without_a_ticket()?;
        store
            .cache
            .write(|cache| unknown.iter().try_for_each(|ticket| cache.drop_derived(ticket)))?;
        in_parts(store, &tickets)?;
        store.cache.write(|cache| cache.put_basis(&basis(&policy, up_to)))
    })
}

/// Whether all lines are computed from this policy and this `desk.db`, but for its list of changes.
fn fits(store: &Store, policy: &InForce) -> Result<bool, StoreError> {
    let Some(found) = store.cache.read().basis()? else {
        return Ok(false);
    };
    let desk = store.desk.read();
    let (computed, last) = (desk.lines_computed_up_to()?, desk.last_change()?);
    Ok(found == basis(policy, found.change) && (computed..=last).contains(&found.change))
}

fn basis(policy: &InForce, change: i64) -> Basis {
    Basis {
        policy: policy.fingerprint.clone(),
        zone: policy.rules.policy.hours.zone.clone(),
        change,
    }
}

/// Computes the lines and deadlines of these tickets, and of those that represent them.
fn refresh(store: &mut Store, policy: &InForce, tickets: &[TicketId], now: DateTime<Utc>) -> Result<(), StoreError> {
    let desk = store.desk.read();
    // Read before anything else: a change that comes later stays in the list.
    let up_to = desk.last_change()?;
    let mut all: BTreeSet<TicketId> = tickets.iter().cloned().collect();
    for id in tickets {
        all.insert(desk.standing_for(id)?);
    }
    // Folded inside: of two processes that compute the same line, the later one knows more.
    let own = store.cache.write(|cache| {
        let mut own = Vec::new();
        for id in &all {
            let ticket = put_derived(desk, cache, policy, id, now)?;
            own.extend(ticket.filter(|ticket| ticket.remote.is_none()));
        }
        cache.move_basis(up_to)?;
        Ok(own)
    })?;
    store.make_tickets_searchable(own)?;
    let all: Vec<TicketId> = all.into_iter().collect();
    store.desk.write(|desk| desk.lines_are_computed(&all, up_to))
}

/// Returns the ticket, if there is one.
fn put_derived(
    desk: DeskRead<'_>,
    cache: &mut CacheWrite<'_>,
    policy: &InForce,
    id: &TicketId,
    now: DateTime<Utc>,
) -> Result<Option<Ticket>, StoreError> {
    let Some(folded) = Folded::read(desk, cache.read(), &policy.rules, id)? else {
        cache.drop_derived(id)?;
        return Ok(None);
    };
    // A linked ticket has no line and no clock of its own (rule 8).
    if folded.is_linked() {
        cache.drop_row(id)?;
        cache.replace_deadlines(id, &[])?;
    } else {
        cache.put_rows(&[folded.row(&policy.rules, now)])?;
        cache.replace_deadlines(id, &folded.deadlines(&policy.rules, now))?;
    }
    cache.look_next(id)?;
    Ok(Some(folded.ticket))
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

    fn deadlines(&self, rules: &Rules, now: DateTime<Utc>) -> Vec<Deadline> {
        if self.is_before_dutydesk() {
            return Vec::new();
        }
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
