//! What can happen to a ticket. Its history is an append-only list of these events, and everything else is folded from
//! it.

use crate::ids::TicketId;
use crate::priority::Priority;
use crate::time::Instant;

/// How an issue came to us.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Route {
    /// Anything else.
    Normal,
    /// The emergency mailbox or a page: starts as P1 and has no triage clock (rule 15).
    Emergency,
}

/// Why a ticket is no longer where we look.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Gone {
    /// It was deleted.
    Deleted,
    /// It was merged into another one.
    Merged {
        /// That one, by our own id.
        into: TicketId,
    },
    /// It is in a queue that we don't read.
    Moved {
        /// The queue's name.
        to: String,
    },
    /// The help desk doesn't show it to us any more, and doesn't say why.
    Hidden,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EventKind {
    /// The issue was raised (ticket created, alert triggered). A second one links another source (rule 8).
    Raised {
        /// How it came.
        route: Route,
        /// Whether a tenant waits for words; `false` for an alert or a page (rule 7).
        tenant: bool,
    },
    /// Triage, or a new priority.
    Priority {
        /// The priority from here on.
        priority: Priority,
        /// Whether the issue is within the out-of-hours scope; absent means yes (rule 16).
        in_scope: Option<bool>,
    },
    /// A public message by us, at the time the help desk accepted it.
    PublicReply {
        /// The time of the next update that the tenant was told (rule 9).
        next_update_at: Option<Instant>,
    },
    /// Replied elsewhere: counts as a public message (rule 7).
    Told {
        /// The time of the next update that the tenant was told.
        next_update_at: Option<Instant>,
    },
    /// A message by the tenant.
    TenantMessage {
        /// Automatic email, such as an out-of-office note (rule 11).
        automatic: bool,
    },
    /// An internal note. Moves no clock.
    Note,
    /// Work was started.
    Started,
    /// That was undone: the *started* before it counts for nothing.
    NotStarted,
    /// We wait for the tenant (rule 10).
    Paused {
        /// Why.
        reason: String,
        /// When to chase; `None`: as the policy says.
        chase_at: Option<Instant>,
    },
    /// We go on by our own decision.
    Resumed,
    /// It was closed.
    Resolved,
    /// Reopened by us, or by the help desk after a tenant's message (rule 13).
    Reopened,
    /// The help desk opened it by itself, in answer to automatic email (rule 11). Starts no clock: nobody asked.
    ReopenedAutomatically,
    /// It is no longer where we look (rule 13): its clocks end.
    Gone {
        /// Why.
        why: Gone,
    },
    /// It is where we look again: its clocks are those that it would have had.
    Returned,
    /// Nothing is needed from us after a tenant's message on a closed ticket ("thanks!").
    NotNeeded {
        /// Why.
        reason: String,
    },
    /// It is the same issue as another ticket: both share one row and one clock (rule 8). Moves no clock by itself;
    /// the histories are [`joined`] before they are folded.
    Linked {
        /// The ticket that represents both, by our own id.
        to: TicketId,
    },
    /// It is an issue of its own again.
    Unlinked,
    /// It was assigned to somebody. Moves no clock. Off support, I am still notified about tickets that became mine
    /// during my shift (rule 22).
    Assigned {
        /// The help desk's name of the new owner; `None`: nobody.
        to: Option<String>,
    },
    /// The incident of this ticket is paused (rule 18). This alone moves no clock: the update clock rests from the
    /// public message that tells the tenant when work resumes.
    IncidentPaused {
        /// When work resumes, unless somebody resumes it earlier.
        continues_at: Instant,
    },
    /// The incident resumes before that time.
    IncidentContinued,
}

/// One event of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketEvent {
    /// When it happened, by the clock of the system that recorded it.
    pub at: Instant,
    /// What happened.
    pub kind: EventKind,
}

/// Joins the histories of linked tickets into one (rule 8). The issue is closed when the last of them is closed:
/// closing a duplicate doesn't answer the tenant of the other ticket. It is gone when the last of them is gone, and a
/// ticket that is gone keeps the others no longer open (rule 13).
#[must_use]
pub fn joined(histories: Vec<Vec<TicketEvent>>) -> Vec<TicketEvent> {
    let mut members = vec![Member::default(); histories.len()];
    // The time that each tenant was told last.
    let mut told: Vec<Option<Instant>> = vec![None; histories.len()];
    let of_each = histories.into_iter().enumerate();
    let mut all: Vec<(usize, TicketEvent)> = of_each
        .flat_map(|(ticket, events)| events.into_iter().map(move |event| (ticket, event)))
        .collect();
    all.sort_by_key(|(_, event)| event.at);
    let of_all = all.into_iter().filter_map(|(ticket, mut event)| {
        members[ticket].follow(&event.kind);
        keep_promises(&mut told, ticket, &mut event);
        let (over, gone) = (
            members.iter().all(|member| member.closed || member.gone),
            members.iter().all(|member| member.gone),
        );
        match event.kind {
            EventKind::Resolved if !over => None,
            EventKind::Gone { .. } if gone => Some(event),
            EventKind::Gone { .. } if over => Some(TicketEvent {
                kind: EventKind::Resolved,
                ..event
            }),
            EventKind::Gone { .. } => None,
            _ => Some(event),
        }
    });
    of_all.collect()
}

/// One of several linked tickets.
#[derive(Clone, Default)]
struct Member {
    closed: bool,
    gone: bool,
}

impl Member {
    fn follow(&mut self, kind: &EventKind) {
        match kind {
            EventKind::Resolved | EventKind::NotNeeded { .. } => self.closed = true,
            EventKind::Reopened | EventKind::TenantMessage { automatic: false } => self.closed = false,
            EventKind::Gone { .. } => self.gone = true,
            EventKind::Returned => self.gone = false,
            EventKind::Raised { .. }
            | EventKind::Priority { .. }
            | EventKind::PublicReply { .. }
            | EventKind::Told { .. }
            | EventKind::TenantMessage { automatic: true }
            | EventKind::Note
            | EventKind::Started
            | EventKind::NotStarted
            | EventKind::Paused { .. }
            | EventKind::Resumed
            | EventKind::ReopenedAutomatically
            | EventKind::Linked { .. }
            | EventKind::Unlinked
            | EventKind::Assigned { .. }
            | EventKind::IncidentPaused { .. }
            | EventKind::IncidentContinued => {}
        }
    }
}

/// A message to one tenant says nothing to the others: a time that one of them was told stays in force.
fn keep_promises(told: &mut [Option<Instant>], ticket: usize, event: &mut TicketEvent) {
    match &mut event.kind {
        EventKind::PublicReply { next_update_at } | EventKind::Told { next_update_at } => {
            // Without a time the fold keeps this tenant's own.
            if next_update_at.is_some() {
                told[ticket] = *next_update_at;
            }
            let others = told.iter().enumerate().filter(|(other, _)| *other != ticket);
            let times = others.map(|(_, told)| *told).chain([*next_update_at]);
            *next_update_at = times.flatten().filter(|told| *told > event.at).min();
        }
        EventKind::Resolved | EventKind::NotNeeded { .. } => told[ticket] = None,
        _ => {}
    }
}

/// Sorts a history by instant; equal instants keep their order.
pub fn sort(history: &mut [TicketEvent]) {
    history.sort_by_key(|event| event.at);
}
