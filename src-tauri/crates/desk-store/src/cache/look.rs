//! When each ticket has to be looked at for notifications, and what the lines and deadlines of this file were computed
//! from. All of it is derived: if it is lost, or does not fit, everything is computed and looked at again.

use desk_domain::ids::TicketId;
use desk_domain::time::Instant;
use rusqlite::params;

use super::{CacheRead, CacheWrite};
use crate::StoreError;
use crate::sql::{At, Id, all, first, one, run};

/// `at` is NULL when nothing is ahead. A look holds from `looked_at` on: after the clock was set back it has to be done
/// again. 0 and 0: it was not looked at since it changed. `changes` counts those: a look that saw an older state of the
/// ticket must not put off the next one.
pub(crate) const V4: &str = "
CREATE TABLE look (
    ticket    TEXT NOT NULL PRIMARY KEY,
    at        INTEGER,
    looked_at INTEGER NOT NULL,
    changes   INTEGER NOT NULL
) STRICT;
CREATE INDEX look_due ON look (at) WHERE at IS NOT NULL;
CREATE INDEX look_done ON look (looked_at);
CREATE TABLE basis (
    only   INTEGER PRIMARY KEY CHECK (only = 1),
    policy TEXT NOT NULL,
    zone   TEXT NOT NULL,
    change INTEGER NOT NULL
) STRICT;
";

/// What the lines and deadlines were computed from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// The fingerprint of the policy.
    pub policy: String,
    /// The zone.
    pub zone: String,
    /// The number of the last change in `desk.db` when lines were computed last.
    pub change: i64,
}

/// A ticket that has to be looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookDue {
    /// Which ticket.
    pub ticket: TicketId,
    /// How often its line had been computed by then.
    pub changes: i64,
}

impl LookDue {
    /// A ticket that changed and whose line was not computed since: once it is, it is due again.
    #[must_use]
    pub const fn of_a_change(ticket: TicketId) -> Self {
        Self { ticket, changes: -1 }
    }
}

impl CacheRead<'_> {
    /// The tickets that have to be looked at by now: what they have ahead is due, they have changed, or the clock is
    /// behind the last look at them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn looks_due(&self, now: Instant) -> Result<Vec<LookDue>, StoreError> {
        let sql = "SELECT ticket, changes FROM look WHERE at <= ?1
                   UNION SELECT ticket, changes FROM look WHERE looked_at > ?1";
        all(self.connection, sql, [At(now)], |row| {
            Ok(LookDue {
                ticket: row.get::<_, Id<_>>(0)?.0,
                changes: row.get(1)?,
            })
        })
    }

    /// The next instant at which a ticket has to be looked at; `None`: nothing is ahead.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next_look(&self) -> Result<Option<Instant>, StoreError> {
        let sql = "SELECT min(at) FROM look WHERE at IS NOT NULL";
        one(self.connection, sql, [], |row| {
            Ok(row.get::<_, Option<At>>(0)?.map(|at| at.0))
        })
    }

    /// What the lines were computed from; `None`: they never were, all of them.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn basis(&self) -> Result<Option<Basis>, StoreError> {
        first(self.connection, "SELECT policy, zone, change FROM basis", [], |row| {
            Ok(Basis {
                policy: row.get(0)?,
                zone: row.get(1)?,
                change: row.get(2)?,
            })
        })
    }
}

impl CacheWrite<'_> {
    /// A ticket was looked at `now`; when to do so again if nothing changes, `None`: nothing is ahead. A ticket whose
    /// line was computed anew since it was found to be due stays due.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn looked_at(&mut self, due: &LookDue, again_at: Option<Instant>, now: Instant) -> Result<(), StoreError> {
        run(
            self.connection,
            "UPDATE look SET at = ?3, looked_at = ?4 WHERE ticket = ?1 AND changes = ?2",
            params![Id(&due.ticket), due.changes, again_at.map(At), At(now)],
        )?;
        Ok(())
    }

    /// This ticket has changed: it is looked at next.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn look_next(&mut self, ticket: &TicketId) -> Result<(), StoreError> {
        run(
            self.connection,
            "INSERT INTO look (ticket, at, looked_at, changes) VALUES (?1, 0, 0, 1)
             ON CONFLICT (ticket) DO UPDATE SET at = 0, looked_at = 0, changes = changes + 1",
            [Id(ticket)],
        )?;
        Ok(())
    }

    /// The clock was set: every ticket is looked at next.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn look_at_everything(&mut self) -> Result<(), StoreError> {
        let sql = "UPDATE look SET at = 0, looked_at = 0, changes = changes + 1";
        run(self.connection, sql, [])?;
        Ok(())
    }

    /// Says what all lines are computed from now.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put_basis(&mut self, basis: &Basis) -> Result<(), StoreError> {
        run(
            self.connection,
            "INSERT INTO basis (only, policy, zone, change) VALUES (1, ?1, ?2, ?3) ON CONFLICT (only)
             DO UPDATE SET policy = excluded.policy, zone = excluded.zone, change = excluded.change",
            params![basis.policy, basis.zone, basis.change],
        )?;
        Ok(())
    }

    /// Lines were computed with the changes up to this number in them; the rest of the basis is as it was.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn move_basis(&mut self, change: i64) -> Result<(), StoreError> {
        run(
            self.connection,
            "UPDATE basis SET change = ?1 WHERE change < ?1",
            [change],
        )?;
        Ok(())
    }

    /// Not all lines are computed from the same any more, until [`CacheWrite::put_basis`] says so.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn remove_basis(&mut self) -> Result<(), StoreError> {
        run(self.connection, "DELETE FROM basis", [])?;
        Ok(())
    }

    /// Forgets the line, the deadlines and the look of a ticket that there is not.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn drop_derived(&mut self, ticket: &TicketId) -> Result<(), StoreError> {
        for sql in [
            "DELETE FROM list_row WHERE ticket = ?1",
            "DELETE FROM deadline WHERE ticket = ?1",
            "DELETE FROM look WHERE ticket = ?1",
        ] {
            run(self.connection, sql, [Id(ticket)])?;
        }
        Ok(())
    }
}
