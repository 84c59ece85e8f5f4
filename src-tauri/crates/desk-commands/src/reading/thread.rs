//! Reading the thread of one ticket, and the ticket that its link leads to.

use desk_connect::{DeskError, HelpDesk};
use desk_contract::events::DeskEvent;
use desk_store::desk::account::Account;

use super::keep::keep_thread;
use crate::desk::{Desk, Trouble};
use crate::ticket::{account_of, own_id, refresh_rows};

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
    ticket: &str,
) -> Result<(), Failure> {
    let id = ticket.to_owned();
    let to = desk
        .read(move |read| match read.desk().last_link(&id)? {
            Some(to) if read.desk().ticket(&to)?.is_none() => Ok(Some(to)),
            _ => Ok(None),
        })
        .await?;
    let of_account = format!("{}/", account.key);
    let Some(remote) = to.as_deref().and_then(|to| to.strip_prefix(&of_account)) else {
        return Ok(());
    };
    match help_desk.thread(remote).await {
        Ok(thread) => keep_thread(desk, account, &thread).await?,
        Err(DeskError::Gone { .. }) => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    let id = ticket.to_owned();
    Ok(desk.keep(move |desk| desk.settle_link(&id)).await?)
}

/// Reads one ticket's thread again: it is on screen, or a reply is about to leave. That the help desk cannot be reached
/// is remembered at once, so that the screen says so.
pub(crate) async fn refresh_ticket(desk: &Desk, ticket: &str) -> Result<(), Failure> {
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
    refresh_rows(desk, vec![ticket.to_owned()]).await?;
    desk.host().tell(DeskEvent::TicketChanged {
        ticket: ticket.to_owned(),
    });
    Ok(())
}

async fn read_thread(desk: &Desk, account: &Account, remote: &str) -> Result<(), Failure> {
    let help_desk = desk
        .connections()
        .to(desk.host(), account)
        .await
        .map_err(Failure::Source)?;
    let thread = help_desk.thread(remote).await?;
    keep_thread(desk, account, &thread).await?;
    follow_link(desk, account, &*help_desk, &own_id(&account.key, remote)).await
}
