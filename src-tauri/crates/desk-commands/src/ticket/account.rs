//! The account of a ticket. This is also the only place that reads a ticket's id from text.

use desk_domain::ids::{RemoteId, TicketId};
use desk_store::desk::account::Account;

use crate::desk::{Answer, Desk, error};

/// A ticket as a request names it.
///
/// # Errors
/// When no ticket can have this id.
pub(crate) fn ticket_id(typed: &str) -> Answer<TicketId> {
    TicketId::parse(typed).map_err(|_| error::no_ticket(typed))
}

/// The account of a ticket and its id on the help desk; `None` for a local ticket or one of a removed account.
pub(crate) async fn account_of(desk: &Desk, ticket: &TicketId) -> Answer<Option<(Account, RemoteId)>> {
    let id = ticket.clone();
    desk.read(move |read| {
        let desk = read.desk();
        let Some(remote) = desk.ticket(&id)?.and_then(|ticket| ticket.remote) else {
            return Ok(None);
        };
        Ok(desk.account(&remote.account)?.map(|account| (account, remote.id)))
    })
    .await
}

/// The help desk has no transaction of its own for a ticket's raising that is the same in every system.
pub(crate) fn raised_transaction(remote: &RemoteId) -> String {
    format!("raised-{remote}")
}
