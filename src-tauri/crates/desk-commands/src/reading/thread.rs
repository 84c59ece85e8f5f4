//! Fetches the thread of one ticket, and the ticket that its link leads to.

use desk_connect::{DeskError, HelpDesk};
use desk_contract::events::DeskEvent;
use desk_domain::ids::{RemoteId, TicketId};
use desk_store::desk::account::Account;

use super::keep::keep_thread;
use crate::desk::{Desk, Trouble};
use crate::ticket::{account_of, refresh_rows};

/// Why a pass over an account ended early.
pub(crate) enum Failure {
    /// The help desk or the keychain.
    Source(Trouble),
    /// Our own store.
    Store(desk_contract::error::CallError),
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        Self::Source(Trouble::HelpDesk(error))
    }
}

impl From<desk_contract::error::CallError> for Failure {
    fn from(error: desk_contract::error::CallError) -> Self {
        Self::Store(error)
    }
}

/// A link may lead to a ticket that was not read (rule 8): it is read now, so that both share one row.
pub(super) async fn follow_link(
    desk: &Desk,
    account: &Account,
    help_desk: &dyn HelpDesk,
    ticket: &TicketId,
) -> Result<(), Failure> {
    let id = ticket.clone();
    let to = desk
        .read(move |read| match read.desk().last_link(&id)? {
            Some(to) if read.desk().ticket(&to)?.is_none() => Ok(Some(to)),
            _ => Ok(None),
        })
        .await?;
    let Some(remote) = to.and_then(|to| to.in_account(&account.key)) else {
        return Ok(());
    };
    match help_desk.thread(&remote).await {
        Ok(thread) => keep_thread(desk, account, &thread).await?,
        Err(DeskError::Gone { .. }) => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    let id = ticket.clone();
    Ok(desk.keep(move |desk| desk.settle_link(&id)).await?)
}

/// Reads one ticket's thread again: it is on screen, or a reply is about to leave. That the help desk cannot be reached
/// is remembered at once, so that the screen says so.
pub(crate) async fn refresh_ticket(desk: &Desk, ticket: &TicketId) -> Result<(), Failure> {
    let Some((account, remote)) = account_of(desk, ticket).await? else {
        return Ok(());
    };
    let outcome = read_thread(desk, &account, &remote).await;
    match &outcome {
        Ok(()) => desk.source_went_well(&account.key),
        Err(Failure::Source(trouble)) if trouble.is_passing() => desk.source_failed(&account.key, trouble),
        Err(_) => {}
    }
    outcome?;
    refresh_rows(desk, vec![ticket.clone()]).await?;
    desk.host().tell(DeskEvent::TicketChanged {
        ticket: ticket.to_string(),
    });
    Ok(())
}

async fn read_thread(desk: &Desk, account: &Account, remote: &RemoteId) -> Result<(), Failure> {
    let help_desk = desk
        .connections()
        .to(desk.host(), account)
        .await
        .map_err(Failure::Source)?;
    let thread = help_desk.thread(remote).await?;
    keep_thread(desk, account, &thread).await?;
    follow_link(desk, account, &*help_desk, &TicketId::of_remote(&account.key, remote)).await
}
