//! A ticket in a rehearsal.

use desk_domain::event::TicketEvent;
use desk_domain::time::Instant;

/// A ticket as it is played.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Story {
    /// Its name; `None` for the one ticket that has none.
    pub ticket: Option<String>,
    /// What happened to it. Any order; equal instants keep theirs.
    pub events: Vec<TicketEvent>,
    /// When its notifications were acknowledged. Any order.
    pub acknowledged: Vec<Instant>,
    /// When they were snoozed, and until when. Any order.
    pub snoozed: Vec<(Instant, Instant)>,
    /// Came with the first sync of an account, which brings no notifications about new tickets (rule 20).
    pub on_first_sync: bool,
}

impl Story {
    /// Nothing has happened yet.
    #[must_use]
    pub fn new(ticket: Option<String>) -> Self {
        Self {
            ticket,
            ..Self::default()
        }
    }
}
