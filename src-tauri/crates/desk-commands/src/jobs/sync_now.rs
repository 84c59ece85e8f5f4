//! Fetching and sending at once, because somebody asked for it.

use desk_contract::settings::{SyncReport, SyncRequest};

use crate::desk::{Answer, Desk, error};
use crate::outbox;
use crate::reading::{Failure, read_account, unread_of, unread_words};

/// Reads the help desks now, and sends what waits.
///
/// # Errors
/// When the store cannot be read. What is wrong with an account is in the report.
pub async fn sync_now(desk: &Desk, request: SyncRequest) -> Answer<SyncReport> {
    let mut accounts = desk.read(|read| read.desk().accounts()).await?;
    if let Some(wanted) = &request.account {
        accounts.retain(|account| account.key.as_str() == wanted || account.name == *wanted);
        if accounts.is_empty() {
            return Err(error::not_found(format!(
                "There is no account {wanted}. Look it up in Settings or with `duty account list`."
            )));
        }
    }
    let mut report = SyncReport {
        sent: outbox::send_waiting(desk).await?,
        ..SyncReport::default()
    };
    desk.sources().look_again();
    for account in &accounts {
        match read_account(desk, account).await {
            Ok(read) => {
                report.new += read.new;
                report.changed += read.changed;
                let unread = unread_words(&unread_of(desk, &account.key).await?);
                if !unread.is_empty() {
                    report.problems.push(format!("{}: {unread}", account.name));
                }
            }
            Err(Failure::Source(trouble)) => report
                .problems
                .push(format!("{}: {}", account.name, trouble.sentence())),
            Err(Failure::Store(problem)) => return Err(problem),
        }
    }
    Ok(report)
}
