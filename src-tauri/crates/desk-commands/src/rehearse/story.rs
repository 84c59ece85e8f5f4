//! A ticket as it is played.

use desk_domain::event::TicketEvent;
use desk_domain::time::Instant;

/// A ticket as it is played.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Story {
    /// Its name; `None` for the one ticket that has none.
    pub ticket: Option<String>,
    /// What happened to it. Any order; equal instants keep theirs.
    pub events: Vec<TicketEvent>,
    /// When its notices were acknowledged. Any order.
    pub acknowledged: Vec<Instant>,
    /// When they were snoozed, and until when. Any order.
    pub snoozed: Vec<(Instant, Instant)>,
    /// Came with the first read of an account, whose arrivals are not told (rule 20).
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
