//! The account of a ticket, and our own id of it.

use desk_store::desk::account::Account;

use crate::desk::{Answer, Desk};

/// Our own stable id of a help desk's ticket.
pub(crate) fn own_id(account: &str, remote: &str) -> String {
    format!("{account}/{remote}")
}

/// The account of a ticket and the help desk's id of it; `None` for a ticket of our own or of a removed account.
pub(crate) async fn account_of(desk: &Desk, ticket: &str) -> Answer<Option<(Account, String)>> {
    let id = ticket.to_owned();
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
pub(crate) fn raised_transaction(remote: &str) -> String {
    format!("raised-{remote}")
}
