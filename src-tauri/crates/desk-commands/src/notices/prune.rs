//! Stops the ledger of notifications from growing for ever. Those of an open ticket are never deleted, because they
//! keep the same notification from coming again. Those of a closed ticket are deleted after a year.

use chrono::TimeDelta;
use desk_domain::clock::Cycle;
use desk_domain::deadline::Rules;
use desk_domain::ids::TicketId;
use desk_store::{Reader, StoreError};

use crate::desk::{Answer, Desk};
use crate::ticket::fold;

const KEPT: TimeDelta = TimeDelta::days(366);

/// Tickets that are forgotten in one transaction: the writer is free in between.
const AT_ONCE: usize = 500;

/// Deletes the notifications of closed tickets that have had none for a year. Returns how many.
///
/// # Errors
/// When the store cannot be read or written.
pub(crate) async fn prune_notices(desk: &Desk) -> Answer<usize> {
    let (rules, before) = (desk.rules(), desk.now() - KEPT);
    let finished = desk
        .read(move |read| {
            let mut finished = Vec::new();
            for subject in read.desk().silent_since(before)? {
                if is_finished(read, &rules, &subject)? {
                    finished.push(subject);
                }
            }
            Ok(finished)
        })
        .await?;
    let mut pruned = 0;
    for some in finished.chunks(AT_ONCE) {
        let some = some.to_vec();
        pruned += desk.keep(move |desk| desk.prune_notices(&some)).await?;
    }
    desk.keep(|desk| desk.prune_clock_sets()).await?;
    Ok(pruned)
}

/// None of its clocks runs. A message reopens it with cycles of new numbers, which have no notifications yet.
fn is_finished(read: &Reader, rules: &Rules, subject: &TicketId) -> Result<bool, StoreError> {
    let folded = fold(read, rules, subject)?;
    Ok(folded.is_none_or(|folded| !folded.clocks.cycles().iter().any(Cycle::is_open)))
}
