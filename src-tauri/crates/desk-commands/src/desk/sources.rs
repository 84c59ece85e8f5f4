//! How each account is doing, as far as this process knows. It is only in memory, because it is about now.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::Duration;

use desk_connect::DeskError;
use desk_domain::ids::{AccountKey, TicketId};
use tokio::time::Instant;

use super::lock::locked;

/// What the last attempts on each account came to.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    by_account: Mutex<BTreeMap<AccountKey, Trouble>>,
    looked: Mutex<BTreeMap<AccountKey, Looked>>,
    /// Tickets whose threads this process has read in the background, or could not read.
    left_behind: Mutex<BTreeSet<TicketId>>,
}

/// When an account's tickets were asked for by id.
#[derive(Debug, Default)]
struct Looked {
    at: Option<Instant>,
    /// The last one of those that are asked for a few at a time.
    last: Option<TicketId>,
}

/// Between two passes in which all open tickets of an account are asked for by id.
const LOOK_EVERY: Duration = Duration::from_secs(300);

/// The problem of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The help desk.
    HelpDesk(DeskError),
    /// The keychain.
    Keychain(desk_ports::SecretError),
}

impl Trouble {
    /// What happened and what to do.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::HelpDesk(error) => error.sentence(),
            Self::Keychain(error) => error.to_string(),
        }
    }

    /// Whether it may pass with nothing for a person to do.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::HelpDesk(error) => error.is_passing(),
            Self::Keychain(_) => false,
        }
    }
}

impl Sources {
    /// The last attempt went well.
    pub(crate) fn fine(&self, account: &AccountKey) -> bool {
        locked(&self.by_account).remove(account).is_some()
    }

    /// The last attempt failed; whether that is news.
    pub(crate) fn trouble(&self, account: &AccountKey, trouble: &Trouble) -> bool {
        let before = locked(&self.by_account).insert(account.clone(), trouble.clone());
        before.as_ref() != Some(trouble)
    }

    /// Whether it is time to ask for all open tickets of an account by id; it counts as done.
    pub(crate) fn is_time_to_look(&self, account: &AccountKey) -> bool {
        let mut looked = locked(&self.looked);
        let looked = looked.entry(account.clone()).or_default();
        let is_time = looked.at.is_none_or(|at| at.elapsed() >= LOOK_EVERY);
        if is_time {
            looked.at = Some(Instant::now());
        }
        is_time
    }

    /// The next pass asks for all open tickets: a person wants to know.
    pub(crate) fn look_again(&self) {
        let mut looked = locked(&self.looked);
        looked.values_mut().for_each(|looked| looked.at = None);
    }

    /// The next `some` of `tickets`, which are in order, beginning anew after the last one.
    pub(crate) fn next_of(&self, account: &AccountKey, tickets: &[TicketId], some: usize) -> Vec<TicketId> {
        let mut looked = locked(&self.looked);
        let looked = looked.entry(account.clone()).or_default();
        let after = looked.last.take();
        let from = tickets.partition_point(|ticket| after.as_ref().is_some_and(|last| ticket <= last));
        let next: Vec<TicketId> = tickets.iter().skip(from).take(some).cloned().collect();
        looked.last = next.last().filter(|last| Some(*last) != tickets.last()).cloned();
        next
    }

    /// The thread of a ticket is not read in the background again by this process.
    pub(crate) fn leave_behind(&self, ticket: TicketId) {
        locked(&self.left_behind).insert(ticket);
    }

    /// Whether that was said of a ticket.
    pub(crate) fn is_left_behind(&self, ticket: &TicketId) -> bool {
        locked(&self.left_behind).contains(ticket)
    }

    /// The problem of an account.
    pub(crate) fn of(&self, account: &AccountKey) -> Option<Trouble> {
        locked(&self.by_account).get(account).cloned()
    }
}

/// Nothing was written, and the same may work later without being changed.
pub(crate) fn waits(error: &DeskError) -> bool {
    error.is_passing()
        || matches!(
            error,
            DeskError::TokenRefused | DeskError::Tls | DeskError::NotThisHelpDesk | DeskError::ElsewhereRedirect
        )
        || matches!(error, DeskError::WrongAddress(_))
}
