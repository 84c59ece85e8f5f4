//! Every time that the computer's clock was set, as far as Dutydesk saw it. What is written down says after which of
//! them it was, because after a clock was set back its instants come a second time (`desk-domain::set_clock`).

use desk_domain::ids::TicketId;
use desk_domain::set_clock::ClockSet;
use desk_domain::time::Instant;
use rusqlite::{Row, params};

use super::{DeskRead, DeskWrite};
use crate::StoreError;
use crate::sql::{At, Id, all, first, one, run};

/// `clock_set` of the other tables is the last row here before theirs, 0 for none. It is part of the key of a
/// notification: what a clock claimed that ran ahead is to come again, at its instant. Only a new table can have that
/// key. `was_at` is NULL where nobody saw the clock being set.
pub(crate) const V8: &str = "
CREATE TABLE clock_set (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    was_at INTEGER,
    now_at INTEGER NOT NULL
) STRICT;
ALTER TABLE acknowledgement ADD COLUMN clock_set INTEGER NOT NULL DEFAULT 0;
ALTER TABLE snooze ADD COLUMN clock_set INTEGER NOT NULL DEFAULT 0;
ALTER TABLE ticket_event ADD COLUMN clock_set INTEGER NOT NULL DEFAULT 0;
UPDATE setting SET key = 'notices_paused', value = json_object(
        'asked_at', 0, 'until', CAST(value AS INTEGER), 'to_opening', json('false'), 'clock_set', 0)
    WHERE key = 'notices_paused_until';

CREATE TABLE notice_new (
    id             INTEGER PRIMARY KEY AUTOINCREMENT,
    subject        TEXT NOT NULL,
    clock          TEXT NOT NULL CHECK (clock IN ('', 'respond', 'update', 'triage')),
    cycle          INTEGER NOT NULL,
    stage          TEXT NOT NULL,
    n              INTEGER NOT NULL,
    due_at         INTEGER NOT NULL,
    state          TEXT NOT NULL CHECK (state IN ('intended', 'handed_over', 'closed', 'acted', 'expired', 'failed',
                                                  'not_told', 'withdrawn')),
    server_id      INTEGER,
    intended_at    INTEGER NOT NULL,
    handed_over_at INTEGER,
    ended_at       INTEGER,
    error          TEXT,
    stage_at       INTEGER,
    clock_set      INTEGER NOT NULL DEFAULT 0,
    UNIQUE (subject, clock, cycle, stage, n, due_at, clock_set)
) STRICT;
INSERT INTO notice_new (id, subject, clock, cycle, stage, n, due_at, state, server_id, intended_at, handed_over_at,
                        ended_at, error, stage_at)
SELECT id, subject, clock, cycle, stage, n, due_at, state, server_id, intended_at, handed_over_at, ended_at, error,
       stage_at FROM notice;
DELETE FROM sqlite_sequence WHERE name = 'notice_new';
INSERT INTO sqlite_sequence (name, seq) SELECT 'notice_new', seq FROM sqlite_sequence WHERE name = 'notice';
CREATE TABLE notice_step_old AS SELECT id, notice, state, why, at FROM notice_step;
DROP TABLE notice_step;
DROP TABLE notice;
ALTER TABLE notice_new RENAME TO notice;
CREATE TABLE notice_step (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    notice INTEGER NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
    state  TEXT NOT NULL,
    why    TEXT,
    at     INTEGER NOT NULL
) STRICT;
INSERT INTO notice_step (id, notice, state, why, at) SELECT id, notice, state, why, at FROM notice_step_old ORDER BY id;
DROP TABLE notice_step_old;
CREATE INDEX notice_step_of ON notice_step (notice, id);
CREATE INDEX notice_unfinished ON notice (id) WHERE state IN ('intended', 'not_told', 'handed_over');
CREATE INDEX notice_of ON notice (subject, stage, id);
";

/// The number for what is written down now.
pub(crate) const LAST: &str = "(SELECT coalesce(max(id), 0) FROM clock_set)";

fn clock_set(row: &Row<'_>) -> rusqlite::Result<ClockSet> {
    Ok(ClockSet {
        number: row.get(0)?,
        was: row.get::<_, Option<At>>(1)?.map(|at| at.0),
        now: row.get::<_, At>(2)?.0,
    })
}

impl DeskRead<'_> {
    /// Every time that the clock was set after the one with this number, in order.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn clock_sets_after(&self, number: i64) -> Result<Vec<ClockSet>, StoreError> {
        let sql = "SELECT id, was_at, now_at FROM clock_set WHERE id > ?1 ORDER BY id";
        all(self.connection, sql, [number], clock_set)
    }

    /// The number of the last time that the clock was set; 0: it never was.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last_clock_set(&self) -> Result<i64, StoreError> {
        one(self.connection, &format!("SELECT {LAST}"), [], |row| row.get(0))
    }

    /// The latest instant that was written down since the clock was last set, of what was written last; `None`: nothing
    /// was.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn written_until(&self) -> Result<Option<Instant>, StoreError> {
        let last = self.last_clock_set()?;
        let mut until = None;
        for (table, column) in [
            ("notice", "intended_at"),
            ("acknowledgement", "at"),
            ("snooze", "at"),
            ("ticket_event", "recorded_at"),
        ] {
            let sql = format!("SELECT {column}, clock_set FROM {table} ORDER BY id DESC LIMIT 1");
            let newest = first(self.connection, &sql, [], |row| {
                Ok((row.get::<_, At>(0)?.0, row.get::<_, i64>(1)?))
            })?;
            until = newest.filter(|(_, set)| *set == last).map(|(at, _)| at).max(until);
        }
        Ok(until)
    }

    /// The last time that the clock was set, and the instant of the last notification that was claimed before that;
    /// `None`: it never was set, or nothing had been claimed.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn claimed_before_last_set(&self) -> Result<Option<(ClockSet, Instant)>, StoreError> {
        let sql = format!("SELECT id, was_at, now_at FROM clock_set WHERE id = {LAST}");
        let Some(last) = first(self.connection, &sql, [], clock_set)? else {
            return Ok(None);
        };
        let sql = "SELECT intended_at FROM notice WHERE clock_set < ?1 ORDER BY id DESC LIMIT 1";
        let at = first(self.connection, sql, [last.number], |row| Ok(row.get::<_, At>(0)?.0))?;
        Ok(at.map(|at| (last, at)))
    }

    /// When the first event of a ticket was recorded, and after which setting of the clock; `None`: there is none.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn recorded_since(&self, ticket: &TicketId) -> Result<Option<(Instant, i64)>, StoreError> {
        first(
            self.connection,
            "SELECT recorded_at, clock_set FROM ticket_event
             WHERE id = (SELECT min(id) FROM ticket_event WHERE ticket = ?1)",
            [Id(ticket)],
            |row| Ok((row.get::<_, At>(0)?.0, row.get(1)?)),
        )
    }
}

impl DeskWrite<'_> {
    /// The clock was set: from `was`, where that is known, to `now`. What is written down from here on is by the clock
    /// as it shows now.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn clock_was_set(&mut self, was: Option<Instant>, now: Instant) -> Result<(), StoreError> {
        let sql = "INSERT INTO clock_set (was_at, now_at) VALUES (?1, ?2)";
        run(self.connection, sql, params![was.map(At), At(now)])?;
        Ok(())
    }

    /// Forgets the settings of the clock that everything written about notifications came after.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn prune_clock_sets(&mut self) -> Result<(), StoreError> {
        let sql =
            "DELETE FROM clock_set WHERE id < (SELECT max(id) FROM clock_set) AND id <= (SELECT min(clock_set) FROM (
                       SELECT clock_set FROM notice UNION ALL SELECT clock_set FROM acknowledgement
                       UNION ALL SELECT clock_set FROM snooze))";
        run(self.connection, sql, [])?;
        Ok(())
    }
}
