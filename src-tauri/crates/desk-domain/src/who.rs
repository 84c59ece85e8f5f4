//! Who wrote: us, the tenant or a machine (rules 6 and 11). A history keeps who wrote each message and what the help
//! desk says of them, never what follows from it: that is worked out each time it is read, because the people of a
//! ticket change, and because what is known of somebody grows.

use chrono::TimeDelta;

use crate::event::{EventKind, TicketEvent};
use crate::time::Instant;

/// Somebody on a help desk.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Person {
    /// The login or other unique name there.
    pub name: String,
    /// Their email address, where the help desk gives it.
    pub address: Option<String>,
}

/// What a help desk says of somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The help desk itself, which writes what follows from other acts.
    HelpDesk,
    /// An agent, in the help desk's own sense.
    Agent,
    /// Somebody who isn't an agent.
    Outsider,
    /// It doesn't say.
    Untold,
}

/// Whose words they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The team's.
    Us,
    /// The tenant's.
    Tenant,
    /// A machine's: they neither answer anybody nor wait for an answer.
    Machine,
}

/// The people of a ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Circle {
    /// Who asked.
    pub requestors: Vec<Person>,
    /// Who gets a copy.
    pub cc: Vec<Person>,
    /// The name of the account that we read the help desk with, as far as it is known.
    pub me: Option<String>,
}

/// Who did something, as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Writer {
    /// Who.
    pub person: Person,
    /// What the help desk says of them.
    pub role: Role,
    /// Automatic email: an absence note, a delivery report and the like (rule 11).
    pub automatic: bool,
}

/// Something that happened to a ticket, before it is known whose doing it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// When and what. Of a public message, [`EventKind::PublicReply`] with what it promises if it is ours, or
    /// [`EventKind::TenantMessage`]: which of the two is settled by the writer.
    pub event: TicketEvent,
    /// Who did it. `None`: nobody knows any more, and the event is taken as it is.
    pub writer: Option<Writer>,
    /// It was sent from an outbox of ours.
    pub sent: Option<Sent>,
}

/// What an outbox of ours knows of a message that it sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent {
    /// The time of the next update that it promised.
    pub next_update_at: Option<Instant>,
}

impl Person {
    /// The same login, or the same address: people write from a second one.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        let same_address = match (&self.address, &other.address) {
            (Some(mine), Some(theirs)) => mine.eq_ignore_ascii_case(theirs),
            _ => false,
        };
        same_address || self.name.eq_ignore_ascii_case(&other.name)
    }

    /// What is after the `@` of the address; of the login, where that is an address.
    fn domain(&self) -> Option<&str> {
        let address = self.address.as_deref().unwrap_or(&self.name);
        address
            .rsplit_once('@')
            .map(|(_, domain)| domain)
            .filter(|domain| !domain.is_empty())
    }

    fn shares_domain(&self, other: &Self) -> bool {
        match (self.domain(), other.domain()) {
            (Some(mine), Some(theirs)) => mine.eq_ignore_ascii_case(theirs),
            _ => false,
        }
    }
}

impl Circle {
    /// Whose words they are (rule 6). An agent who is the only requestor speaks as the tenant. Where the help desk
    /// doesn't say who is an agent, whoever is near a requestor is on the tenant's side: an alarm too many is better
    /// than a tenant who waits for nobody.
    #[must_use]
    pub fn side(&self, writer: &Writer) -> Side {
        let is_me = self
            .me
            .as_ref()
            .is_some_and(|me| me.eq_ignore_ascii_case(&writer.person.name));
        match writer.role {
            _ if writer.automatic => Side::Machine,
            Role::HelpDesk => Side::Machine,
            _ if self.asked_alone(&writer.person) => Side::Tenant,
            _ if is_me => Side::Us,
            Role::Agent => Side::Us,
            Role::Outsider => Side::Tenant,
            // Who has no name is nobody that we know.
            Role::Untold if writer.person.name.is_empty() || self.is_near(&writer.person) => Side::Tenant,
            Role::Untold => Side::Us,
        }
    }

    fn asked_alone(&self, person: &Person) -> bool {
        !self.requestors.is_empty() && self.requestors.iter().all(|requestor| requestor.is(person))
    }

    fn is_near(&self, person: &Person) -> bool {
        let named = self.requestors.iter().chain(&self.cc).any(|named| named.is(person));
        named || self.requestors.iter().any(|requestor| requestor.shares_domain(person))
    }

    /// A history as it is folded: each event with what it is by whoever did it. Same order.
    #[must_use]
    pub fn judged(&self, history: Vec<Recorded>) -> Vec<TicketEvent> {
        let mut last_automatic = None;
        history
            .into_iter()
            .map(|recorded| {
                let side = recorded
                    .sent
                    .map(|_| Side::Us)
                    .or_else(|| Some(self.side(recorded.writer.as_ref()?)));
                let at = recorded.event.at;
                let after_automatic = last_automatic.is_some_and(|before| at - before <= ANSWER);
                let kind = of_side(recorded, side, after_automatic);
                match kind {
                    EventKind::TenantMessage { automatic: true } => last_automatic = Some(at),
                    EventKind::TenantMessage { automatic: false } | EventKind::PublicReply { .. } => {
                        last_automatic = None;
                    }
                    _ => {}
                }
                TicketEvent { at, kind }
            })
            .collect()
    }
}

/// Within this time after a message, what the help desk does by itself is its answer to it.
const ANSWER: TimeDelta = TimeDelta::seconds(60);

/// What an event is when this side did it; `None`: nobody knows, and it is taken as it was recorded.
fn of_side(recorded: Recorded, side: Option<Side>, after_automatic: bool) -> EventKind {
    let Recorded { event, sent, .. } = recorded;
    let Some(side) = side else { return event.kind };
    let promised = sent.and_then(|sent| sent.next_update_at);
    match (event.kind, side) {
        (EventKind::PublicReply { next_update_at }, Side::Us) => EventKind::PublicReply {
            next_update_at: next_update_at.or(promised),
        },
        (EventKind::TenantMessage { .. }, Side::Us) => EventKind::PublicReply {
            next_update_at: promised,
        },
        (EventKind::PublicReply { .. } | EventKind::TenantMessage { .. }, side) => EventKind::TenantMessage {
            automatic: side == Side::Machine,
        },
        (EventKind::Reopened, Side::Machine) if after_automatic => EventKind::ReopenedAutomatically,
        (kind, Side::Tenant | Side::Machine) if is_act(&kind) => EventKind::Note,
        (kind, _) => kind,
    }
}

/// An act that is read in a note: only an agent's counts (rule 24).
const fn is_act(kind: &EventKind) -> bool {
    match kind {
        EventKind::Priority { .. }
        | EventKind::Told { .. }
        | EventKind::Started
        | EventKind::NotStarted
        | EventKind::Paused { .. }
        | EventKind::Resumed
        | EventKind::NotNeeded { .. }
        | EventKind::IncidentPaused { .. }
        | EventKind::IncidentContinued => true,
        EventKind::Raised { .. }
        | EventKind::PublicReply { .. }
        | EventKind::TenantMessage { .. }
        | EventKind::Note
        | EventKind::Resolved
        | EventKind::Reopened
        | EventKind::ReopenedAutomatically
        | EventKind::Linked { .. }
        | EventKind::Unlinked
        | EventKind::Assigned { .. }
        | EventKind::Gone { .. }
        | EventKind::Returned => false,
    }
}
