//! Threads that are read when nothing else is to be done: those of tickets from before the account was added, and those
//! of which an older Dutydesk kept no writers (rule 6). What is left to read is worked out each time, so a restart
//! changes nothing.

use desk_store::desk::account::Account;

use super::thread::{Failure, refresh_ticket};
use crate::desk::{Answer, Desk, Trouble, waits};

/// Reads the next thread of an account, the newest first; whether there was one to read and the help desk answered.
pub(crate) async fn read_next(desk: &Desk, account: &Account) -> Answer<bool> {
    let key = account.key.clone();
    let left = desk
        .read(move |read| {
            let mut left = read.cache().without_messages(&key)?;
            left.extend(read.desk().without_writers(&key)?);
            Ok(left)
        })
        .await?;
    let Some(next) = left.into_iter().find(|ticket| !desk.sources().is_left_behind(ticket)) else {
        return Ok(false);
    };
    match refresh_ticket(desk, &next).await {
        Ok(()) => {}
        Err(Failure::Store(problem)) => return Err(problem),
        Err(Failure::Source(Trouble::HelpDesk(error))) if !waits(&error) => {}
        Err(Failure::Source(_)) => return Ok(false),
    }
    // Whatever came of it, it is not asked for twice: it could have nothing that can be read.
    desk.sources().leave_behind(next);
    Ok(true)
}
