//! The mark that an acknowledged or snoozed ticket wears in lists, until there is something new to be notified about.

use chrono::{DateTime, Utc};
use desk_domain::clock::Reading;
use desk_domain::support_hours::SupportHours;
use desk_store::{DeskRead, StoreError};

use super::ledger::{snoozed, snoozed_until};
use crate::ticket::Folded;
use crate::words::moment;

/// What the engineer last did about a ticket's notifications.
pub(crate) enum Mark {
    /// Acknowledged at this instant, and nothing new since.
    Acknowledged(DateTime<Utc>),
    /// Silent until this instant.
    Snoozed(DateTime<Utc>),
}

impl Mark {
    /// `Acknowledged 14:02`, `Snoozed until 14:30`.
    pub(crate) fn words(&self, hours: &SupportHours, now: DateTime<Utc>) -> String {
        match self {
            Self::Acknowledged(at) => format!("Acknowledged {}", moment(hours, *at, now).short),
            Self::Snoozed(until) => format!("Snoozed until {}", moment(hours, *until, now).short),
        }
    }
}

/// The mark of a ticket whose clock reads so.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn mark(
    desk: DeskRead<'_>,
    folded: &Folded,
    reading: &Reading,
    now: DateTime<Utc>,
) -> Result<Option<Mark>, StoreError> {
    let ledger = desk.recent_ledger(folded.standing_for())?;
    let last = ledger.snoozes.last().map(snoozed);
    if let Some(until) = last.and_then(|snooze| snoozed_until(&snooze, &ledger.clock_sets, now)) {
        return Ok(Some(Mark::Snoozed(until)));
    }
    let told = ledger.notices.last().map_or(0, |notice| notice.id);
    Ok(ledger
        .acknowledgements
        .last()
        .filter(|ack| ack.covers >= told && ack.at >= reading.started_at)
        .map(|ack| Mark::Acknowledged(ack.at)))
}
