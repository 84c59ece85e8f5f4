//! What a `desk.db` that was put together again knows of that: what it was made from, that nothing in its outbox may be
//! sent without a look at the help desk first, and that the help desks are to be read again.

use desk_domain::time::Instant;
use rusqlite::{Connection, TransactionBehavior};

use super::mishap::Mishap;
use super::{DeskRead, DeskWrite};
use crate::StoreError;
use crate::rescue::{self, Taken};
use crate::restore::{Restored, name};
use crate::sql::{Rows, Skipped};

/// The setting with the instant of the last restoring, in milliseconds since 1970.
const AT: &str = "restored_at";
/// The setting that is there until the cache has forgotten how far the help desks were read.
const READ_AGAIN: &str = "read_help_desks_again";

/// Takes over what can be read of the damaged file, doubts what is queued, and notes what happened, in one transaction.
pub(super) fn settle(connection: &mut Connection, restored: &Restored<'_>) -> Result<(), StoreError> {
    // What a row belongs to may come later, or be lost.
    connection.pragma_update(None, "foreign_keys", false)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let taken = match restored.broken {
        Some(broken) => rescue::take_over(&transaction, broken, restored.backup.map(|backup| &*backup.path))?,
        None => Taken::default(),
    };
    let skipped = Skipped::default();
    let mut desk = DeskWrite {
        connection: Rows::new(&transaction, &skipped),
    };
    desk.doubt_unsent()?;
    let mishap = Mishap::Restored {
        lost: restored.lost,
        kept_as: restored.broken.map(name),
        backup: restored.backup.map(|backup| name(&backup.path)),
        made_at: restored.backup.map(|backup| backup.made_at),
        taken: taken.rows,
        left_out: taken.left_out,
    };
    desk.note_restored(&mishap, restored.now)?;
    desk.put_setting(AT, &restored.now.timestamp_millis())?;
    desk.put_setting(READ_AGAIN, &true)?;
    transaction.commit()?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(())
}

impl DeskRead<'_> {
    /// When this `desk.db` was put together again from a backup; `None`: never. An act that was queued before may have
    /// been sent since: it is looked up on the help desk before it is sent.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn restored_at(&self) -> Result<Option<Instant>, StoreError> {
        Ok(self.setting::<i64>(AT)?.and_then(Instant::from_timestamp_millis))
    }

    /// Whether the help desks have to be read from the beginning, because this file lacks what was read since its backup.
    pub(crate) fn reads_again(&self) -> Result<bool, StoreError> {
        Ok(self.setting::<bool>(READ_AGAIN)?.unwrap_or_default())
    }
}

impl DeskWrite<'_> {
    /// The cache has forgotten how far they were read.
    pub(crate) fn will_read_again(&mut self) -> Result<(), StoreError> {
        self.remove_setting(READ_AGAIN)
    }
}
