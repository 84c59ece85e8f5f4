//! What people call a ticket, and why it is gone.

use desk_domain::event::Gone;
use desk_domain::ids::{AccountKey, TicketId};
use desk_store::desk::ticket::{Source, Ticket};

use crate::desk::kind_of;

/// The short name of the system of an account.
fn system(account: &AccountKey) -> String {
    kind_of(account).map_or_else(|| account.kind().to_uppercase(), |kind| kind.label.to_owned())
}

/// What people call a ticket of a help desk that may not be here: `RT 41`.
pub(crate) fn called(id: &TicketId) -> String {
    match id.account() {
        Some(account) => format!("{} {}", system(&account), id.number()),
        None => id.to_string(),
    }
}

/// Where a ticket came from: `RT 41`, `Slack`, `Practice 3`.
pub(crate) fn from(ticket: &Ticket) -> String {
    let number = ticket.id.number();
    match (&ticket.remote, ticket.source) {
        (Some(remote), _) => format!("{} {}", system(&remote.account), remote.id),
        (None, _) if ticket.practice => format!("Practice {number}"),
        (None, Some(Source::Slack)) => "Slack".to_owned(),
        (None, Some(Source::Phone)) => "Phone".to_owned(),
        (None, Some(Source::Email)) => "Email".to_owned(),
        (None, None) => format!("Own {number}"),
    }
}

/// Why a ticket is no longer where we look: `Merged into RT 20`.
pub(crate) fn gone(why: &Gone) -> String {
    match why {
        Gone::Deleted => "Deleted on the help desk".to_owned(),
        Gone::Merged { into } => format!("Merged into {}", called(into)),
        Gone::Moved { to } => format!("Moved to {to}"),
        Gone::Hidden => "No longer visible to this account".to_owned(),
    }
}

/// Why nothing can be done on such a ticket, and what to do.
pub(crate) fn not_there(why: &Gone) -> String {
    match why {
        Gone::Deleted => "This ticket was deleted on the help desk, so nothing was sent.".to_owned(),
        Gone::Merged { into } => {
            let into = called(into);
            format!("This ticket was merged into {into}, so nothing was sent. Open {into} and do it there.")
        }
        Gone::Moved { to } => format!(
            "This ticket was moved to {to}, a queue that this account doesn’t read, so nothing was sent. Add {to} to \
             the account’s queues in Settings to continue with it here."
        ),
        Gone::Hidden => {
            "This account can no longer see this ticket on the help desk, so nothing was sent. Ask whoever \
                         runs the help desk for access, or work on it there."
                .to_owned()
        }
    }
}

pub(crate) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
