//! One ticket as it is now: everything that the store knows about it, folded into clocks.

use chrono::{DateTime, Utc};
use desk_connect::kind::{Call, Limits};
use desk_domain::clock::{self, Cycle, Reading};
use desk_domain::deadline::Rules;
use desk_domain::event::{EventKind, Gone, TicketEvent, joined};
use desk_domain::ids::TicketId;
use desk_domain::policy::Clock;
use desk_domain::triage::{Triage, asks_scope};
use desk_store::cache::list_row::Whose;
use desk_store::cache::remote_ticket::{RemoteStatus, RemoteTicket};
use desk_store::desk::incident::Incident;
use desk_store::desk::outbox::{Act, ActState, Carries};
use desk_store::desk::ticket::Ticket;
use desk_store::{CacheRead, DeskRead, Reader, StoreError};

use super::names::{from, gone, lower_first};
use crate::desk::kind_of;

/// A ticket as it is now.
pub(crate) struct Folded {
    pub ticket: Ticket,
    /// As the help desk has it; `None` for a local ticket, or after the cache was lost.
    pub cached: Option<RemoteTicket>,
    /// Of this ticket and those that are linked with it: they share them (rule 8).
    pub clocks: clock::Ticket,
    pub acts: Vec<Act>,
    /// The others of its link; empty for most tickets.
    pub linked: Vec<Ticket>,
    /// Our name on its help desk.
    me: Option<String>,
    /// Who it was given to last on its help desk, and when; `None`: nobody knows.
    assigned: Option<(Option<String>, DateTime<Utc>)>,
    /// Whether it has incident notes.
    pub incident: bool,
    /// Why this one is no longer where we look, whatever is with those that are linked with it.
    gone: Option<Gone>,
    /// Triage questions that its priority needs an answer to and that have none yet (rule 19).
    pub open_questions: Vec<String>,
}

impl Folded {
    /// Reads and folds a ticket; `None` when there is none with this id.
    pub(crate) fn read(
        desk: DeskRead<'_>,
        cache: CacheRead<'_>,
        rules: &Rules,
        id: &TicketId,
    ) -> Result<Option<Self>, StoreError> {
        let Some(ticket) = desk.ticket(id)? else {
            return Ok(None);
        };
        let linked = desk.linked_with(&ticket)?;
        let history = history(desk, &ticket, &linked)?;
        let me = match &ticket.remote {
            Some(remote) => desk.account(&remote.account)?.and_then(|account| account.me),
            None => None,
        };
        let clocks = clock::Ticket::fold(rules, &history);
        let gone = match linked.as_slice() {
            [] => clocks.gone().cloned(),
            // The joined history only says it once all of them are gone.
            _ => desk.gone(id)?,
        };
        Ok(Some(Self {
            open_questions: open_questions(desk, rules, id, &clocks)?,
            clocks,
            cached: cache.remote_ticket(id)?,
            acts: desk.acts_of(id)?,
            incident: incident_of(desk, id, &linked)?.is_some(),
            gone,
            assigned: history.iter().rev().find_map(assignment),
            me,
            linked,
            ticket,
        }))
    }

    pub(crate) fn subject(&self) -> &str {
        match &self.cached {
            Some(cached) => &cached.subject,
            None => self.ticket.subject.as_deref().unwrap_or(self.ticket.id.as_str()),
        }
    }

    /// Whether another ticket represents it in lists and notifications.
    pub(crate) fn is_linked(&self) -> bool {
        self.ticket.linked_to.is_some()
    }

    /// The ticket that represents it: usually itself.
    pub(crate) fn standing_for(&self) -> &TicketId {
        match self.linked.first() {
            Some(main) if self.is_linked() => &main.id,
            _ => &self.ticket.id,
        }
    }

    /// The tenant, if it is known.
    pub(crate) fn tenant(&self) -> Option<&str> {
        let cached = self.cached.as_ref().and_then(|cached| cached.tenant.as_deref());
        self.ticket
            .tenant
            .as_deref()
            .or(cached)
            .filter(|tenant| !tenant.is_empty())
    }

    /// Whose it is. A local ticket is mine once I took it.
    pub(crate) fn whose(&self) -> Whose {
        if self.taken().is_some() {
            return Whose::Mine;
        }
        match self.owner_name() {
            None => Whose::Nobody,
            Some(owner) if Some(owner) == self.me() => Whose::Mine,
            Some(_) => Whose::Other,
        }
    }

    /// The owner in words: `you`, a name, or `nobody`.
    pub(crate) fn owner(&self) -> String {
        match self.whose() {
            Whose::Mine => ME.to_owned(),
            Whose::Nobody => "nobody".to_owned(),
            Whose::Other => self.owner_name().unwrap_or_default().to_owned(),
        }
    }

    /// How I am named as an owner: by the help desk, or in the practice shift.
    fn me(&self) -> Option<&str> {
        match self.ticket.practice {
            true => Some(ME),
            false => self.me.as_deref(),
        }
    }

    /// The help desk's name of the owner, as it was read last; `None`: nobody, or nobody knows.
    pub(crate) fn owner_name(&self) -> Option<&str> {
        self.cached.as_ref()?.owner.as_deref().filter(|owner| !owner.is_empty())
    }

    /// Since when it is mine; `None` if it isn't, or if nobody knows since when.
    pub(crate) fn mine_since(&self) -> Option<DateTime<Utc>> {
        if let Some(taken) = self.taken() {
            return Some(taken.queued_at);
        }
        let (owner, since) = self.assigned.as_ref()?;
        (owner.is_some() && *owner == self.me).then_some(*since)
    }

    /// My act of assigning it to me, if it is waiting to send or was done here.
    fn taken(&self) -> Option<&Act> {
        let gone = |state| matches!(state, ActState::Cancelled | ActState::Refused);
        let here = self.ticket.remote.is_none();
        self.acts.iter().find(|act| {
            matches!(act.carries, Ok(Carries::Owner { to: None, .. }))
                && !gone(act.state)
                && (here || act.state != ActState::Sent)
        })
    }

    /// When it was raised: by its history, or, before its thread was read, by what the help desk says.
    pub(crate) fn raised_at(&self) -> DateTime<Utc> {
        self.clocks.raised_at().unwrap_or(self.ticket.raised_at)
    }

    /// Closed: resolved by its history, or, before its thread was read, by what the help desk says; or gone. One that
    /// automatic email opened is open again (rule 11).
    pub(crate) fn is_resolved(&self) -> bool {
        match self.clocks.raised_at() {
            _ if self.gone.is_some() => true,
            Some(_) => self.clocks.is_resolved() && !self.clocks.is_reopened_automatically(),
            None => self
                .cached
                .as_ref()
                .is_some_and(|cached| cached.status == RemoteStatus::Resolved),
        }
    }

    /// Whether somebody reads replies: on a ticket that we logged ourselves nobody does.
    pub(crate) fn is_answerable(&self) -> bool {
        (self.ticket.remote.is_some() || self.ticket.practice) && self.takes(Call::Reply)
    }

    /// Whether its help desk takes this. A ticket of our own takes everything.
    pub(crate) fn takes(&self, call: Call) -> bool {
        let kind = self.ticket.remote.as_ref().and_then(|remote| kind_of(&remote.account));
        kind.is_none_or(|kind| kind.has(call))
    }

    /// In bytes, with one message.
    pub(crate) fn largest_file(&self) -> usize {
        let kind = self.ticket.remote.as_ref().and_then(|remote| kind_of(&remote.account));
        kind.map_or(&Limits::HELP_DESK, |kind| &kind.limits).largest_file
    }

    /// Older than the account's beginning here, and neither triaged nor written to (rule 23).
    pub(crate) fn is_before_dutydesk(&self) -> bool {
        !self.ticket.adopted
    }

    /// The open cycle that notifies: the one that is due first. For an untriaged ticket only the triage clock (rule
    /// 15).
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
        from(&self.ticket)
    }

    /// What the line says beside the clock.
    pub(crate) fn remark(&self) -> String {
        let waits = |act: &&Act| {
            let waiting = matches!(act.state, ActState::Queued | ActState::Sending | ActState::Unknown);
            act.reply().is_some() && waiting
        };
        match self.acts.iter().find(waits) {
            Some(act) if act.state == ActState::Unknown => "reply may not have arrived".to_owned(),
            Some(_) => "reply waiting to send".to_owned(),
            None if self.gone.is_some() => self.gone_said().unwrap_or_default(),
            None if self.clocks.is_reopened_automatically() => "reopened by an automatic message".to_owned(),
            None if self.answered_not_started() => "answered, work not started".to_owned(),
            None if !self.open_questions.is_empty() && !self.is_resolved() => "triage questions open".to_owned(),
            None => String::new(),
        }
    }

    /// Why it is no longer where we look, for the middle of a line: `merged into RT 20`.
    pub(crate) fn gone_said(&self) -> Option<String> {
        self.gone.as_ref().map(|why| lower_first(&gone(why)))
    }

    /// Why it is no longer where we look; `None`: it is.
    pub(crate) fn gone(&self) -> Option<&Gone> {
        self.gone.as_ref()
    }

    fn answered_not_started(&self) -> bool {
        let urgent = self.clocks.priority().is_some_and(|priority| priority.index() < 2);
        urgent && self.clocks.last_public_at().is_some() && self.clocks.started_at().is_none()
    }
}

/// Of the newest triage here, as long as its priority is the one in force: a colleague's triage has its answers in the
/// thread.
fn open_questions(
    desk: DeskRead<'_>,
    rules: &Rules,
    id: &TicketId,
    clocks: &clock::Ticket,
) -> Result<Vec<String>, StoreError> {
    let newest = desk.newest_triage(id)?;
    let Some(newest) = newest.filter(|newest| Some(newest.priority) == clocks.priority()) else {
        return Ok(Vec::new());
    };
    let put = Triage {
        form: &rules.policy.triage,
        answers: &newest.answers,
        asks_scope: clocks.raised_at().is_some_and(|raised| asks_scope(rules, raised)),
    };
    let open = put.open_questions(newest.priority);
    Ok(open.into_iter().map(|asked| asked.text.clone()).collect())
}

fn assignment(event: &TicketEvent) -> Option<(Option<String>, DateTime<Utc>)> {
    match &event.kind {
        EventKind::Assigned { to } => Some((to.clone(), event.at)),
        _ => None,
    }
}

/// The owner of practice tickets that are mine.
pub(crate) const ME: &str = "you";

/// The open notes of an incident that any ticket of a link belongs to.
pub(crate) fn incident_of(
    desk: DeskRead<'_>,
    id: &TicketId,
    linked: &[Ticket],
) -> Result<Option<Incident>, StoreError> {
    for id in std::iter::once(id).chain(linked.iter().map(|ticket| &ticket.id)) {
        if let Some(incident) = desk.open_incident_of(id)? {
            return Ok(Some(incident));
        }
    }
    Ok(None)
}

/// A ticket's events with those of the tickets linked with it: one row, one clock, from the earliest (rule 8).
pub(crate) fn history(desk: DeskRead<'_>, ticket: &Ticket, linked: &[Ticket]) -> Result<Vec<TicketEvent>, StoreError> {
    let own = desk.history(&ticket.id)?;
    if linked.is_empty() {
        return Ok(own);
    }
    let others = linked.iter().map(|other| desk.history(&other.id));
    let others = others.collect::<Result<Vec<_>, _>>()?;
    Ok(joined(std::iter::once(own).chain(others).collect()))
}

pub(crate) fn fold(read: &Reader, rules: &Rules, id: &TicketId) -> Result<Option<Folded>, StoreError> {
    Folded::read(read.desk(), read.cache(), rules, id)
}

/// The subject of a ticket, or its id if the subject isn't known.
pub(crate) fn subject_of(read: &Reader, ticket: &TicketId) -> Result<String, StoreError> {
    if let Some(cached) = read.cache().remote_ticket(ticket)? {
        return Ok(cached.subject);
    }
    Ok(match read.cache().row(ticket)? {
        Some(row) => row.subject,
        None => read
            .desk()
            .ticket(ticket)?
            .and_then(|ticket| ticket.subject)
            .unwrap_or_else(|| ticket.to_string()),
    })
}
