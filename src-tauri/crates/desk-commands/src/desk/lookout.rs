//! Which tickets have to be checked when: everything at the start, then only what changed and what is due.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard};

use chrono::{DateTime, Utc};
use desk_domain::ids::TicketId;

use super::lock::locked;

/// The lookout of one process. It holds nothing that could not be found out anew by looking at everything.
#[derive(Debug, Default)]
pub(crate) struct Lookout {
    state: Mutex<Watch>,
}

#[derive(Debug, Default)]
struct Watch {
    started: bool,
    next: BTreeMap<TicketId, DateTime<Utc>>,
    changed: BTreeSet<TicketId>,
}

impl Lookout {
    /// This ticket changed.
    pub(crate) fn changed(&self, ticket: &TicketId) {
        self.lock().changed.insert(ticket.clone());
    }

    /// Anything may have changed: the policy, another process's acts, the clock.
    pub(crate) fn look_at_everything(&self) {
        *self.lock() = Watch::default();
    }

    /// The tickets to look at now; `None`: all.
    pub(crate) fn take(&self, now: DateTime<Utc>) -> Option<Vec<TicketId>> {
        let mut watch = self.lock();
        if !std::mem::replace(&mut watch.started, true) {
            watch.changed.clear();
            return None;
        }
        let due: Vec<TicketId> = watch
            .next
            .iter()
            .filter(|(_, at)| **at <= now)
            .map(|(ticket, _)| ticket.clone())
            .collect();
        let mut tickets = std::mem::take(&mut watch.changed);
        tickets.extend(due);
        Some(tickets.into_iter().collect())
    }

    /// This ticket was looked at; when to do so again if nothing changes.
    pub(crate) fn looked_at(&self, ticket: &TicketId, next: Option<DateTime<Utc>>) {
        let mut watch = self.lock();
        match next {
            Some(at) => watch.next.insert(ticket.clone(), at),
            None => watch.next.remove(ticket),
        };
    }

    /// The first instant at which a ticket has to be looked at again.
    pub(crate) fn next(&self) -> Option<DateTime<Utc>> {
        self.lock().next.values().min().copied()
    }

    fn lock(&self) -> MutexGuard<'_, Watch> {
        locked(&self.state)
    }
}
