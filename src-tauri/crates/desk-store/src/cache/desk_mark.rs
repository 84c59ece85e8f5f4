//! How far the outbox in `desk.db` had come when this file was last written. If it is further here than there, an older
//! copy of `desk.db` was put back.

use super::{CacheRead, CacheWrite};
use crate::StoreError;
use crate::sql::{first, run};

pub(crate) const V5: &str = "
CREATE TABLE desk_mark (
    id           INTEGER PRIMARY KEY CHECK (id = 1),
    outbox_steps INTEGER NOT NULL
) STRICT;
";

impl CacheRead<'_> {
    /// How many steps of the outbox were counted when this was last said.
    pub(crate) fn outbox_steps(&self) -> Result<i64, StoreError> {
        let sql = "SELECT outbox_steps FROM desk_mark WHERE id = 1";
        Ok(first(self.connection, sql, [], |row| row.get(0))?.unwrap_or_default())
    }
}

impl CacheWrite<'_> {
    /// Says how many steps of the outbox `desk.db` counts; never fewer than before.
    pub(crate) fn put_outbox_steps(&mut self, steps: i64) -> Result<(), StoreError> {
        let sql = "INSERT INTO desk_mark (id, outbox_steps) VALUES (1, ?1)
                   ON CONFLICT (id) DO UPDATE SET outbox_steps = max(outbox_steps, excluded.outbox_steps)";
        run(self.connection, sql, [steps])?;
        Ok(())
    }
}
