//! One ticket as it stands: what the store knows of it, folded into clocks; and its line and deadlines in the lists,
//! which are derived from that and put back into the cache.

use chrono::{DateTime, Utc};
use desk_contract::events::DeskEvent;
use desk_domain::clock::{self, Cycle, Reading, Standing};
use desk_domain::deadline::Rules;
use desk_domain::event::TicketEvent;
use desk_domain::policy::Clock;
use desk_store::cache::deadline::Deadline;
use desk_store::cache::list_row::{ListRow, Place, Whose};
use desk_store::cache::remote_ticket::RemoteTicket;
use desk_store::desk::outbox::{Act, ActKind, ActState};
use desk_store::desk::ticket::{Source, Ticket};
use desk_store::{CacheRead, DeskRead, Opened, Store, StoreError};

use crate::desk::Desk;
use crate::error::Answer;
use crate::policy::InForce;

/// Tickets whose lines are computed in one transaction: the writer is free in between.
const AT_ONCE: usize = 500;

/// A ticket as it stands.
pub(crate) struct Folded {
    pub ticket: Ticket,
    /// As the help desk has it; `None` for a ticket of our own, or after the cache was lost.
    pub cached: Option<RemoteTicket>,
    pub clocks: clock::Ticket,
    pub acts: Vec<Act>,
    /// Our name on its help desk.
    me: Option<String>,
    /// Whether an incident was made of it.
    pub incident: bool,
}

impl Folded {
    /// Reads and folds a ticket; `None` when there is none with this id.
    pub(crate) fn read(
        desk: DeskRead<'_>,
        cache: CacheRead<'_>,
        rules: &Rules,
        id: &str,
    ) -> Result<Option<Self>, StoreError> {
        let Some(ticket) = desk.ticket(id)? else {
            return Ok(None);
        };
        let history = history(desk, &ticket)?;
        let me = match &ticket.remote {
            Some(remote) => desk.account(&remote.account)?.and_then(|account| account.me),
            None => None,
        };
        Ok(Some(Self {
            clocks: clock::Ticket::fold(rules, &history),
            cached: cache.remote_ticket(id)?,
            acts: desk.acts_of(id)?,
            incident: desk.open_incident_of(id)?.is_some(),
            me,
            ticket,
        }))
    }

    pub(crate) fn subject(&self) -> &str {
        match &self.cached {
            Some(cached) => &cached.subject,
            None => self.ticket.subject.as_deref().unwrap_or(&self.ticket.id),
        }
    }

    /// The tenant, as far as it is known.
    pub(crate) fn tenant(&self) -> Option<&str> {
        let cached = self.cached.as_ref().and_then(|cached| cached.tenant.as_deref());
        self.ticket
            .tenant
            .as_deref()
            .or(cached)
            .filter(|tenant| !tenant.is_empty())
    }

    /// Whose it is. A ticket of our own is mine once I took it.
    pub(crate) fn whose(&self) -> Whose {
        if self.took() {
            return Whose::Mine;
        }
        match self.owner_name() {
            None => Whose::Nobody,
            Some(owner) if Some(owner) == self.me.as_deref() || owner == ME => Whose::Mine,
            Some(_) => Whose::Other,
        }
    }

    /// The owner in words: `you`, a name, or `nobody`.
    pub(crate) fn owner(&self) -> String {
        match self.whose() {
            Whose::Mine => "you".to_owned(),
            Whose::Nobody => "nobody".to_owned(),
            Whose::Other => self.owner_name().unwrap_or_default().to_owned(),
        }
    }

    fn owner_name(&self) -> Option<&str> {
        self.cached.as_ref()?.owner.as_deref().filter(|owner| !owner.is_empty())
    }

    /// Whether my taking it is on its way, or was done here.
    fn took(&self) -> bool {
        let gone = |state| matches!(state, ActState::Cancelled | ActState::Refused);
        let here = self.ticket.remote.is_none();
        self.acts
            .iter()
            .any(|act| act.act.kind == ActKind::Owner && !gone(act.state) && (here || act.state != ActState::Sent))
    }

    /// Resolved by its history, or, before its thread was read, by what the help desk says.
    pub(crate) fn is_resolved(&self) -> bool {
        match self.clocks.raised_at() {
            Some(_) => self.clocks.is_resolved(),
            None => self.cached.as_ref().is_some_and(|cached| cached.status == "resolved"),
        }
    }

    /// Whether somebody reads replies: on a ticket that we logged ourselves nobody does.
    pub(crate) fn is_answerable(&self) -> bool {
        self.ticket.remote.is_some() || self.ticket.practice
    }

    /// Older than the account's beginning here, and neither triaged nor written to (rule 23).
    pub(crate) fn is_before_dutydesk(&self) -> bool {
        !self.ticket.adopted
    }

    /// The open cycle that is told: the one that is due first; of an untriaged ticket the triage clock alone (rule 15).
    pub(crate) fn main_cycle(&self, rules: &Rules, now: DateTime<Utc>) -> Option<(&Cycle, Reading)> {
        if self.is_before_dutydesk() || self.is_resolved() {
            return None;
        }
        let untriaged = self.clocks.priority().is_none();
        self.clocks
            .cycles()
            .iter()
            .filter(|cycle| cycle.is_open() && (!untriaged || cycle.clock() == Clock::Triage))
            .map(|cycle| (cycle, self.clocks.reading(rules, cycle, now)))
            .min_by_key(|(_, reading)| (reading.due_at.is_none(), reading.due_at, reading.cycle))
    }

    /// Where it came from: `RT 41`, `Slack`, `Practice 3`.
    pub(crate) fn from(&self) -> String {
        let number = self.ticket.id.rsplit('/').next().unwrap_or_default();
        match (&self.ticket.remote, self.ticket.source) {
            (Some(remote), _) => format!("{} {}", system(&remote.account), remote.id),
            (None, _) if self.ticket.practice => format!("Practice {number}"),
            (None, Some(Source::Slack)) => "Slack".to_owned(),
            (None, Some(Source::Phone)) => "Phone".to_owned(),
            (None, Some(Source::Email)) => "Mail".to_owned(),
            (None, None) => format!("Own {number}"),
        }
    }

    /// What the line says beside the clock.
    pub(crate) fn remark(&self) -> String {
        let waits = |act: &&Act| {
            let waiting = matches!(act.state, ActState::Queued | ActState::Sending | ActState::Unknown);
            act.act.kind == ActKind::Reply && waiting
        };
        match self.acts.iter().find(waits) {
            Some(act) if act.state == ActState::Unknown => "reply may not have arrived".to_owned(),
            Some(_) => "reply waiting to be sent".to_owned(),
            None if self.answered_not_started() => "answered, work not started".to_owned(),
            None => String::new(),
        }
    }

    fn answered_not_started(&self) -> bool {
        let urgent = self.clocks.priority().is_some_and(|priority| priority.index() < 2);
        urgent && self.clocks.last_public_at().is_some() && self.clocks.started_at().is_none()
    }

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
            raised_at: self.clocks.raised_at().unwrap_or(self.ticket.raised_at),
            subject: self.subject().to_owned(),
            tenant: self.tenant().map(str::to_owned),
            owner: Some(self.owner()),
            source: self.from(),
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
                    calendar_hash: rules.policy.hours.zone.clone(),
                }
            })
            .collect()
    }
}

/// How practice tickets name me as their owner.
pub(crate) const ME: &str = "you";

/// The short name of the system of an account: `RT` of `rt:work`.
fn system(account: &str) -> String {
    account.split(':').next().unwrap_or_default().to_uppercase()
}

/// A ticket's events with those of the issues linked to it: one row, one clock, from the earliest (rule 8).
pub(crate) fn history(desk: DeskRead<'_>, ticket: &Ticket) -> Result<Vec<TicketEvent>, StoreError> {
    let mut history = desk.history(&ticket.id)?;
    let linked = desk.linked_tickets(&ticket.id)?;
    for other in &linked {
        history.extend(desk.history(&other.id)?);
    }
    if !linked.is_empty() {
        desk_domain::event::sort(&mut history);
    }
    Ok(history)
}

impl Desk {
    /// Computes the lines and deadlines of these tickets anew and tells the screen.
    pub(crate) async fn refresh_rows(&self, tickets: Vec<String>) -> Answer<()> {
        if tickets.is_empty() {
            return Ok(());
        }
        let (policy, now) = (self.policy(), self.now());
        for ticket in &tickets {
            self.lookout().changed(ticket);
        }
        self.write(move |store| refresh(store, &policy, &tickets, now)).await?;
        self.host().tell(DeskEvent::Changed);
        Ok(())
    }

    /// Computes all lines and deadlines anew: another policy, other holidays.
    pub(crate) async fn refresh_all_rows(&self) -> Answer<()> {
        let tickets = self.read(|read| read.desk().tickets()).await?;
        for some in tickets.chunks(AT_ONCE) {
            self.refresh_rows(some.iter().map(|ticket| ticket.id.clone()).collect())
                .await?;
        }
        Ok(())
    }

    /// At the start: what is derived may be of another policy, or may have been lost with the cache.
    pub(crate) fn refresh_rows_at_start(&self) -> Answer<()> {
        if !self.host().is_owner() {
            return Ok(());
        }
        let (policy, now) = (self.policy(), self.now());
        let lost = self.opened().is_some_and(Opened::cache_lost);
        self.with_store(|store| {
            let stale = if lost {
                store
                    .desk
                    .read()
                    .tickets()?
                    .into_iter()
                    .map(|ticket| ticket.id)
                    .collect()
            } else {
                store
                    .cache
                    .read()
                    .stale_tickets(&policy.fingerprint, &policy.rules.policy.hours.zone)?
            };
            stale
                .chunks(AT_ONCE)
                .try_for_each(|some| refresh(store, &policy, some, now))
        })
    }
}

fn refresh(store: &mut Store, policy: &InForce, tickets: &[String], now: DateTime<Utc>) -> Result<(), StoreError> {
    let mut rows = Vec::with_capacity(tickets.len());
    let mut deadlines = Vec::with_capacity(tickets.len());
    for id in tickets {
        let Some(folded) = Folded::read(store.desk.read(), store.cache.read(), &policy.rules, id)? else {
            continue;
        };
        // A linked issue has no line and no clock of its own (rule 8).
        if folded.ticket.linked_to.is_none() {
            rows.push(folded.row(&policy.rules, now));
            deadlines.push((id, folded.deadlines(policy, now)));
        }
    }
    store.cache.write(|cache| {
        cache.put_rows(&rows)?;
        deadlines
            .iter()
            .try_for_each(|(id, deadlines)| cache.replace_deadlines(id, deadlines))
    })
}
