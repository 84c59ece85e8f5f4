//! Deadlines from the last fold: one row for each cycle of each clock, with the values they depend on. They are
//! derived: if they are lost, the events are folded again. The alarm and the radar query this table by instant.

use desk_domain::ids::TicketId;
use desk_domain::policy::Clock;
use desk_domain::priority::Priority;
use desk_domain::time::Instant;
use rusqlite::{Row, params};

use super::list_row::BY_NUMBER;
use super::{CacheRead, CacheWrite};
use crate::StoreError;
use crate::sql::{At, Id, Word, all, run};

pub(crate) const V1: &str = "
CREATE TABLE deadline (
    ticket        TEXT NOT NULL,
    clock         TEXT NOT NULL CHECK (clock IN ('respond', 'update', 'triage')),
    cycle         INTEGER NOT NULL,
    due_at        INTEGER,
    at_risk_at    INTEGER,
    started_at    INTEGER NOT NULL,
    ended_at      INTEGER,
    paused        INTEGER NOT NULL CHECK (paused IN (0, 1)),
    priority      TEXT CHECK (priority IN ('P1', 'P2', 'P3', 'P4')),
    in_scope      INTEGER CHECK (in_scope IN (0, 1)),
    policy_hash   TEXT NOT NULL,
    calendar_hash TEXT NOT NULL,
    PRIMARY KEY (ticket, clock, cycle)
) STRICT;
CREATE INDEX deadline_due ON deadline (due_at) WHERE ended_at IS NULL;
CREATE INDEX deadline_basis ON deadline (policy_hash, calendar_hash);
";

/// Version 2: it always held the zone.
pub(crate) const V2: &str = "ALTER TABLE deadline RENAME COLUMN calendar_hash TO zone;";

/// Version 4: all lines and deadlines are computed from the same, which is said once (`look::Basis`).
pub(crate) const V4: &str = "
DROP INDEX deadline_basis;
ALTER TABLE deadline DROP COLUMN policy_hash;
ALTER TABLE deadline DROP COLUMN zone;
";

/// One cycle of one clock of one ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The ticket by our own id.
    pub ticket: TicketId,
    /// Which clock.
    pub clock: Clock,
    /// Its cycle, from 1.
    pub cycle: u32,
    /// When it is due; `None` while paused, or where the policy has no target.
    pub due_at: Option<Instant>,
    /// From when it is at risk.
    pub at_risk_at: Option<Instant>,
    /// When it started.
    pub started_at: Instant,
    /// When it ended; `None`: it is open.
    pub ended_at: Option<Instant>,
    /// Whether it is paused.
    pub paused: bool,
    /// The priority it was computed with.
    pub priority: Option<Priority>,
    /// The out-of-hours scope it was computed with.
    pub in_scope: Option<bool>,
}

const COLUMNS: &str = "SELECT ticket, clock, cycle, due_at, at_risk_at, started_at, ended_at, paused, priority, \
                       in_scope FROM deadline";

fn deadline(row: &Row<'_>) -> rusqlite::Result<Deadline> {
    Ok(Deadline {
        ticket: row.get::<_, Id<_>>(0)?.0,
        clock: row.get::<_, Word<_>>(1)?.0,
        cycle: row.get(2)?,
        due_at: row.get::<_, Option<At>>(3)?.map(|at| at.0),
        at_risk_at: row.get::<_, Option<At>>(4)?.map(|at| at.0),
        started_at: row.get::<_, At>(5)?.0,
        ended_at: row.get::<_, Option<At>>(6)?.map(|at| at.0),
        paused: row.get(7)?,
        priority: row.get::<_, Option<Word<_>>>(8)?.map(|word| word.0),
        in_scope: row.get(9)?,
    })
}

impl CacheRead<'_> {
    /// The open deadlines that are due from `from` on and before `until`, the earliest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn deadlines_due(&self, from: Instant, until: Instant) -> Result<Vec<Deadline>, StoreError> {
        let sql =
            format!("{COLUMNS} WHERE ended_at IS NULL AND due_at >= ?1 AND due_at < ?2 ORDER BY due_at, {BY_NUMBER}");
        all(self.connection, &sql, [At(from), At(until)], deadline)
    }

    /// All cycles of a ticket's clocks.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn deadlines_of(&self, ticket: &TicketId) -> Result<Vec<Deadline>, StoreError> {
        all(
            self.connection,
            &format!("{COLUMNS} WHERE ticket = ?1 ORDER BY started_at, clock"),
            [Id(ticket)],
            deadline,
        )
    }
}

impl CacheWrite<'_> {
    /// Puts these in the place of all deadlines of `ticket`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn replace_deadlines(&mut self, ticket: &TicketId, deadlines: &[Deadline]) -> Result<(), StoreError> {
        run(self.connection, "DELETE FROM deadline WHERE ticket = ?1", [Id(ticket)])?;
        for deadline in deadlines {
            self.add_deadline(ticket, deadline)?;
        }
        Ok(())
    }

    fn add_deadline(&mut self, ticket: &TicketId, deadline: &Deadline) -> Result<(), StoreError> {
        run(
            self.connection,
            "INSERT INTO deadline (ticket, clock, cycle, due_at, at_risk_at, started_at, ended_at, paused, priority,
                 in_scope)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                Id(ticket),
                Word(deadline.clock),
                deadline.cycle,
                deadline.due_at.map(At),
                deadline.at_risk_at.map(At),
                At(deadline.started_at),
                deadline.ended_at.map(At),
                deadline.paused,
                deadline.priority.map(Word),
                deadline.in_scope
            ],
        )?;
        Ok(())
    }
}
