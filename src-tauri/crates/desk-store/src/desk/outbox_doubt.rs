//! Acts whose outcome is not known: why it is not, when they are looked up on the help desk, and when a person decides.
//!
//! ```text
//!  sending ──mark_unknown──▶ unknown ──look──▶ sent                 (it is there)
//!                               │  ├──take_again──▶ sending         (it is not there, and can't come any more)
//!                               │  ├──look_later──▶ unknown         (it may still come, or there was no answer)
//!                               │  └──ask_about───▶ unknown, asks   (it can't be told: a person decides)
//! ```
//!
//! Here: the columns of `outbox` that say so. Not here: the look itself.

use chrono::TimeDelta;
use desk_domain::time::Instant;
use rusqlite::params;

use super::outbox::{Act, ActState, COLUMNS, Carries, act};
use super::{DeskRead, DeskWrite};
use crate::StoreError;
use crate::sql::{At, Rows, Word, all, first, run, worded};

/// What version 6 and older left unknown was never looked up.
pub(crate) const V7: &str = "
ALTER TABLE outbox ADD COLUMN doubt TEXT
    CHECK (doubt IN ('unanswered', 'unproven', 'old', 'restored', 'asks', 'again'));
ALTER TABLE outbox ADD COLUMN tried_at INTEGER;
ALTER TABLE outbox ADD COLUMN ahead_ms INTEGER;
UPDATE outbox SET doubt = 'unanswered', tried_at = first_attempt_at WHERE state = 'unknown';
";

/// No act is held longer than this: a longer hold was made while the clock ran ahead, and counts as over.
pub const LONGEST_HOLD: TimeDelta = TimeDelta::minutes(15);

/// An act that has been queued for longer than this at a start may be in an older copy of the data, and was sent since.
const QUEUED_LONG: TimeDelta = TimeDelta::minutes(15);

/// Why it is not known whether an act is on the help desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doubt {
    /// It got no answer: it may still arrive.
    Unanswered,
    /// It got an answer that proves nothing.
    Unproven,
    /// It was queued long before this start.
    Old,
    /// An older copy of the data came back: it may have been sent since, or taken back.
    Restored,
    /// It was looked up, and it can't be told: a person decides.
    Asks,
    /// A person said *send again*.
    Again,
}

worded!(Doubt {
    Unanswered = "unanswered",
    Unproven = "unproven",
    Old = "old",
    Restored = "restored",
    Asks = "asks",
    Again = "again",
});

/// How often an act was taken for sending or settled: an older copy of `desk.db` counts less than the cache.
const STEPS: &str = "outbox_steps";

/// One more step, in the transaction that makes it.
pub(super) fn count_step(connection: Rows<'_>) -> Result<(), StoreError> {
    let sql = "INSERT INTO setting (key, value) VALUES (?1, '1')
               ON CONFLICT (key) DO UPDATE SET value = CAST(CAST(value AS INTEGER) + 1 AS TEXT)";
    run(connection, sql, [STEPS])?;
    Ok(())
}

impl DeskRead<'_> {
    /// The unknown acts to be looked up at `now`: the first open one of each ticket, unless a person has to decide about
    /// it, or it is held. Oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn next_doubtful(&self, now: Instant) -> Result<Vec<Act>, StoreError> {
        let sql = format!(
            "{COLUMNS} WHERE id IN
                 (SELECT min(id) FROM outbox WHERE state IN ('queued', 'sending', 'unknown') GROUP BY ticket)
             AND state = 'unknown' AND doubt IN ('unanswered', 'unproven', 'restored')
             AND (hold_until IS NULL OR hold_until <= ?1 OR hold_until > ?2) ORDER BY id"
        );
        all(self.connection, &sql, [At(now), At(now + LONGEST_HOLD)], act)
    }

    /// How often an act was taken for sending or settled.
    pub(crate) fn outbox_steps(&self) -> Result<i64, StoreError> {
        let sql = "SELECT CAST(value AS INTEGER) FROM setting WHERE key = ?1";
        Ok(first(self.connection, sql, [STEPS], |row| row.get(0))?.unwrap_or_default())
    }
}

impl DeskWrite<'_> {
    /// Nobody knows whether the act arrived. It is looked up from `hold_until` on; `None`: at once. `ahead` is how far
    /// the help desk's clock was ahead when it was tried, where that is known.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mark_unknown(
        &mut self,
        id: i64,
        doubt: Doubt,
        reason: &str,
        ahead: Option<TimeDelta>,
        hold_until: Option<Instant>,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET state = 'unknown', doubt = ?2, reason = ?3,
                       ahead_ms = coalesce(ahead_ms, ?4), hold_until = ?5
                   WHERE id = ?1 AND state = 'sending'";
        let ahead = ahead.map(|ahead| ahead.num_milliseconds());
        run(
            self.connection,
            sql,
            params![id, Word(doubt), reason, ahead, hold_until.map(At)],
        )?;
        Ok(())
    }

    /// An unknown act was looked up and may still come, or could not be looked up: the next look is at `hold_until`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn look_later(&mut self, id: i64, reason: &str, hold_until: Instant) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET reason = ?2, hold_until = ?3 WHERE id = ?1 AND state = 'unknown'";
        run(self.connection, sql, params![id, reason, At(hold_until)])?;
        Ok(())
    }

    /// It can't be told whether an unknown act arrived: a person decides.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn ask_about(&mut self, id: i64, reason: &str) -> Result<(), StoreError> {
        let sql = "UPDATE outbox SET state = 'unknown', doubt = 'asks', reason = ?2, hold_until = NULL
                   WHERE id = ?1 AND state IN ('unknown', 'sending')";
        run(self.connection, sql, params![id, reason])?;
        Ok(())
    }

    /// Takes an unknown act for sending again, once it is proven that it never arrived. `false`: a person has decided
    /// about it in the meantime, so leave it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn take_again(&mut self, id: i64, at: Instant) -> Result<bool, StoreError> {
        let sql = "UPDATE outbox SET state = 'sending', doubt = NULL, reason = NULL, hold_until = NULL,
                       attempts = attempts + 1, first_attempt_at = coalesce(first_attempt_at, ?2), tried_at = ?2
                   WHERE id = ?1 AND state = 'unknown' AND doubt <> 'asks'";
        let taken = run(self.connection, sql, params![id, At(at)])? > 0;
        if taken {
            count_step(self.connection)?;
        }
        Ok(taken)
    }

    /// Acts that were being sent when a process ended may have arrived: the owner looks them up. How many.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn doubt_sending(&mut self) -> Result<usize, StoreError> {
        let reason =
            "Dutydesk stopped while this was being sent. It looks for it on the help desk before anything else.";
        run(
            self.connection,
            "UPDATE outbox SET state = 'unknown', doubt = 'unanswered', reason = ?1, hold_until = NULL
             WHERE state = 'sending'",
            [reason],
        )
    }

    /// After an old copy of the file came back, everything unsent in it may have been sent or taken back since. How many.
    pub(crate) fn doubt_unsent(&mut self) -> Result<usize, StoreError> {
        let reason = "An older copy of the outbox came back. This may already have been sent, so Dutydesk looks for it on \
                      the help desk.";
        let sql = "UPDATE outbox SET state = 'unknown', doubt = 'restored', reason = ?1, hold_until = NULL
                   WHERE state IN ('queued', 'sending') AND account <> ?2";
        let with_a_help_desk = run(self.connection, sql, params![reason, super::outbox::OWN])?;
        Ok(with_a_help_desk + self.doubt_sending()?)
    }

    /// What was queued long before this start is looked up before it is sent: nothing else tells an older copy of the
    /// data that was put back by hand. How many.
    pub(crate) fn doubt_long_queued(&mut self, now: Instant) -> Result<usize, StoreError> {
        let sql = "UPDATE outbox SET doubt = 'old'
                   WHERE state = 'queued' AND doubt IS NULL AND account <> ?1 AND abs(queued_at - ?2) > ?3";
        let long = QUEUED_LONG.num_milliseconds();
        run(self.connection, sql, params![super::outbox::OWN, At(now), long])
    }

    /// Counts as many steps as the cache has seen.
    pub(crate) fn put_outbox_steps(&mut self, steps: i64) -> Result<(), StoreError> {
        self.put_setting(STEPS, &steps)
    }
}

impl Act {
    /// Whether it is looked up before it is sent: it was tried before, or may have been sent by a later copy of the data.
    /// A change that is made twice is the same change, so that alone is no reason to look for one.
    #[must_use]
    pub const fn is_looked_up_first(&self) -> bool {
        let has_words = matches!(self.carries, Ok(Carries::Reply(_) | Carries::Note(_)));
        match self.doubt {
            Some(Doubt::Old | Doubt::Again) => has_words,
            _ => self.attempts > 0 || self.doubt.is_some(),
        }
    }

    /// Whether nothing happens until a person decides.
    #[must_use]
    pub fn asks(&self) -> bool {
        match self.state {
            ActState::Refused => true,
            ActState::Unknown => matches!(self.doubt, None | Some(Doubt::Asks)),
            ActState::Queued | ActState::Sending | ActState::Sent | ActState::Cancelled => false,
        }
    }
}
