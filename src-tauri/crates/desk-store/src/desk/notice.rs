//! The ledger of notifications: what was shown, when, what happened to it, and how a person responded. A notification
//! is claimed here before it is shown, so two processes never show the same one twice, and after a crash the next
//! process sees what was claimed.

use desk_domain::ids::TicketId;
use desk_domain::policy::{Clock, Stage};
use desk_domain::set_clock::ClockSet;
use desk_domain::time::Instant;
use rusqlite::{Row, params};

use super::clock_set::LAST;
use super::{DeskRead, DeskWrite};
use crate::StoreError;
use crate::sql::{At, Id, Word, Worded, all, first, one, read_word, run, worded};

/// `clock` is '' for a notification of no clock: NULLs would not be unique. AUTOINCREMENT: a button pressed on an old
/// pop-up must not answer for a new one.
pub(crate) const V1: &str = "
CREATE TABLE notice (
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
    UNIQUE (subject, clock, cycle, stage, n, due_at)
) STRICT;
CREATE INDEX notice_unfinished ON notice (id) WHERE state IN ('intended', 'not_told', 'handed_over');
CREATE TABLE acknowledgement (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    subject TEXT NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX acknowledgement_subject ON acknowledgement (subject, at);
CREATE TABLE snooze (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    subject TEXT NOT NULL,
    until   INTEGER NOT NULL,
    at      INTEGER NOT NULL
) STRICT;
CREATE INDEX snooze_subject ON snooze (subject, at);
";

/// `stage_at` is unknown for claims of version 1. The steps make it possible to answer *Was I notified?* later: the row
/// itself only has the current state. `covers` is the last notification that had been claimed: after a clock was set
/// back, instants don't show what came first.
pub(crate) const V2: &str = "
ALTER TABLE notice ADD COLUMN stage_at INTEGER;
ALTER TABLE acknowledgement ADD COLUMN covers INTEGER NOT NULL DEFAULT 0;
UPDATE acknowledgement SET covers = coalesce((SELECT max(id) FROM notice WHERE intended_at <= at), 0);
ALTER TABLE snooze ADD COLUMN covers INTEGER NOT NULL DEFAULT 0;
UPDATE snooze SET covers = coalesce((SELECT max(id) FROM notice WHERE intended_at <= at), 0);
CREATE TABLE notice_step (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    notice INTEGER NOT NULL REFERENCES notice (id) ON DELETE CASCADE,
    state  TEXT NOT NULL,
    why    TEXT,
    at     INTEGER NOT NULL
) STRICT;
CREATE INDEX notice_step_of ON notice_step (notice, id);
";

/// How many repeats and acknowledgements of a subject the decision reads: those of half a day.
const RECENT: i64 = 64;

/// What makes a notification one and the same (rule 22).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NoticeKey {
    /// The ticket.
    pub subject: TicketId,
    /// The clock; `None` for a notification of no clock, such as an arrival.
    pub clock: Option<Clock>,
    /// The clock's cycle, from 1; 0 without a clock.
    pub cycle: u32,
    /// The stage.
    pub stage: Stage,
    /// Counts repeats, from 0.
    pub n: u32,
    /// The due instant: a moved deadline re-arms the stages still ahead.
    pub due_at: Instant,
}

/// The state of a notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoticeState {
    /// Claimed. Found at a start: it may have been shown.
    Intended,
    /// The notification server took it.
    HandedOver,
    /// The person closed it.
    Closed,
    /// The person pressed one of its buttons.
    Acted,
    /// The server took it away.
    Expired,
    /// The server refused it.
    Failed,
    /// No server: only shown in the window, and tried again later.
    NotTold,
    /// Withdrawn, because it no longer applied.
    Withdrawn,
}

worded!(NoticeState {
    Intended = "intended",
    HandedOver = "handed_over",
    Closed = "closed",
    Acted = "acted",
    Expired = "expired",
    Failed = "failed",
    NotTold = "not_told",
    Withdrawn = "withdrawn",
});

/// A row of the ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Its number.
    pub id: i64,
    /// Which notification it is.
    pub key: NoticeKey,
    /// The instant of its stage: from when it could come. `None` if that was not recorded.
    pub stage_at: Option<Instant>,
    /// Its state.
    pub state: NoticeState,
    /// The notification server's id; the parts of one summary share it.
    pub server_id: Option<u32>,
    /// When it was claimed.
    pub intended_at: Instant,
    /// When the server took it.
    pub handed_over_at: Option<Instant>,
    /// When it was closed, acted on, expired, failed or withdrawn.
    pub ended_at: Option<Instant>,
    /// Why it failed or was not shown, for people.
    pub error: Option<String>,
    /// After which setting of the clock it was claimed (`clock_set`); 0 for none.
    pub clock_set: i64,
}

/// A notification to be claimed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// Which notification it is.
    pub key: NoticeKey,
    /// The stage's own instant, where it is known.
    pub stage_at: Option<Instant>,
}

impl From<NoticeKey> for Claim {
    fn from(key: NoticeKey) -> Self {
        Self { key, stage_at: None }
    }
}

/// A step in the life of a notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeStep {
    /// The notification's number.
    pub notice: i64,
    /// What it became.
    pub state: NoticeState,
    /// Why, for people.
    pub why: Option<String>,
    /// When.
    pub at: Instant,
}

/// *Acknowledge*: covers the subject's notifications so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// Whose notifications.
    pub subject: TicketId,
    /// When.
    pub at: Instant,
    /// The number of the last notification that had been claimed, of whichever subject; 0 for none.
    pub covers: i64,
    /// After which setting of the clock (`clock_set`); 0 for none.
    pub clock_set: i64,
}

/// *Snooze*: silences the subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snooze {
    /// Whose notifications.
    pub subject: TicketId,
    /// Until when.
    pub until: Instant,
    /// When it was said; the last word counts.
    pub at: Instant,
    /// The number of the last notification that had been claimed, of whichever subject; 0 for none.
    pub covers: i64,
    /// After which setting of the clock (`clock_set`); 0 for none.
    pub clock_set: i64,
}

/// The ledger of some subjects: everything that the decision about their notifications needs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    /// In the order they were claimed.
    pub notices: Vec<Notice>,
    /// In the order they were made.
    pub acknowledgements: Vec<Acknowledgement>,
    /// In the order they were made.
    pub snoozes: Vec<Snooze>,
    /// Every time that the clock was set after the first of all these.
    pub clock_sets: Vec<ClockSet>,
}

const COLUMNS: &str = "SELECT id, subject, clock, cycle, stage, n, due_at, state, server_id, intended_at, \
                       handed_over_at, ended_at, error, stage_at, clock_set FROM notice";

fn key(row: &Row<'_>) -> rusqlite::Result<NoticeKey> {
    Ok(NoticeKey {
        subject: row.get::<_, Id<_>>(1)?.0,
        clock: read_word(&row.get::<_, String>(2)?),
        cycle: row.get(3)?,
        stage: row.get::<_, Word<_>>(4)?.0,
        n: row.get(5)?,
        due_at: row.get::<_, At>(6)?.0,
    })
}

fn notice(row: &Row<'_>) -> rusqlite::Result<Notice> {
    Ok(Notice {
        id: row.get(0)?,
        key: key(row)?,
        state: row.get::<_, Word<_>>(7)?.0,
        server_id: row.get(8)?,
        intended_at: row.get::<_, At>(9)?.0,
        handed_over_at: row.get::<_, Option<At>>(10)?.map(|at| at.0),
        ended_at: row.get::<_, Option<At>>(11)?.map(|at| at.0),
        error: row.get(12)?,
        stage_at: row.get::<_, Option<At>>(13)?.map(|at| at.0),
        clock_set: row.get(14)?,
    })
}

fn snooze(row: &Row<'_>) -> rusqlite::Result<Snooze> {
    Ok(Snooze {
        subject: row.get::<_, Id<_>>(0)?.0,
        until: row.get::<_, At>(1)?.0,
        at: row.get::<_, At>(2)?.0,
        covers: row.get(3)?,
        clock_set: row.get(4)?,
    })
}

impl Ledger {
    fn oldest_clock(&self) -> i64 {
        let notices = self.notices.iter().map(|row| row.clock_set);
        let acknowledged = self.acknowledgements.iter().map(|one| one.clock_set);
        let snoozed = self.snoozes.iter().map(|snooze| snooze.clock_set);
        notices.chain(acknowledged).chain(snoozed).min().unwrap_or(i64::MAX)
    }
}

impl DeskRead<'_> {
    /// Everything that the ledger says of these subjects.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn ledger<'s>(&self, subjects: impl IntoIterator<Item = &'s TicketId>) -> Result<Ledger, StoreError> {
        let notices = format!("{COLUMNS} WHERE subject = ?1 ORDER BY id");
        let mut ledger = Ledger::default();
        for subject in subjects {
            ledger
                .notices
                .extend(all(self.connection, &notices, [Id(subject)], notice)?);
            ledger.acknowledgements.extend(self.acknowledgements(subject, -1)?);
            ledger.snoozes.extend(self.snoozes(subject, -1)?);
        }
        ledger.clock_sets = self.clock_sets_after(ledger.oldest_clock())?;
        Ok(ledger)
    }

    /// What the ledger says of a subject, as far as the decision about its notifications needs it. Of what grows while
    /// a deadline is late it has the newest: reading it costs the same however long that is.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn recent_ledger(&self, subject: &TicketId) -> Result<Ledger, StoreError> {
        let stages = "('arrived', 'half', 'four_fifths', 'due', 'chase', 'tenant_message', 'digest')";
        let others = format!("{COLUMNS} WHERE subject = ?1 AND stage IN {stages}");
        let repeats = format!("{COLUMNS} WHERE subject = ?1 AND stage = 'repeat' ORDER BY id DESC LIMIT {RECENT}");
        let mut notices = all(self.connection, &others, [Id(subject)], notice)?;
        notices.extend(all(self.connection, &repeats, [Id(subject)], notice)?);
        notices.sort_by_key(|row| row.id);
        let mut ledger = Ledger {
            notices,
            acknowledgements: self.acknowledgements(subject, RECENT)?,
            snoozes: self.snoozes(subject, 1)?,
            clock_sets: Vec::new(),
        };
        ledger.clock_sets = self.clock_sets_after(ledger.oldest_clock())?;
        Ok(ledger)
    }

    /// The newest `limit`, in the order they were made; all for -1.
    fn acknowledgements(&self, subject: &TicketId, limit: i64) -> Result<Vec<Acknowledgement>, StoreError> {
        let sql = "SELECT subject, at, covers, clock_set FROM acknowledgement WHERE subject = ?1
                   ORDER BY id DESC LIMIT ?2";
        let mut newest = all(self.connection, sql, params![Id(subject), limit], |row| {
            Ok(Acknowledgement {
                subject: row.get::<_, Id<_>>(0)?.0,
                at: row.get::<_, At>(1)?.0,
                covers: row.get(2)?,
                clock_set: row.get(3)?,
            })
        })?;
        newest.reverse();
        Ok(newest)
    }

    /// As for acknowledgements.
    fn snoozes(&self, subject: &TicketId, limit: i64) -> Result<Vec<Snooze>, StoreError> {
        let sql = "SELECT subject, until, at, covers, clock_set FROM snooze WHERE subject = ?1
                   ORDER BY id DESC LIMIT ?2";
        let mut newest = all(self.connection, sql, params![Id(subject), limit], snooze)?;
        newest.reverse();
        Ok(newest)
    }

    /// The last snooze of each subject, without those that have ended by `now` under the clock of now. Those made before
    /// the clock was last set are all here: their end moves with it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last_snoozes(&self, now: Instant) -> Result<Vec<Snooze>, StoreError> {
        let sql = format!(
            "SELECT subject, until, at, covers, clock_set FROM snooze
             WHERE id IN (SELECT max(id) FROM snooze GROUP BY subject) AND (until > ?1 OR clock_set < {LAST})
             ORDER BY subject"
        );
        all(self.connection, &sql, [At(now)], snooze)
    }

    /// The steps of a subject's notifications, in the order in which they happened.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn notice_steps(&self, subject: &TicketId) -> Result<Vec<NoticeStep>, StoreError> {
        let sql = "SELECT step.notice, step.state, step.why, step.at FROM notice_step step
                   JOIN notice ON notice.id = step.notice WHERE notice.subject = ?1 ORDER BY step.id";
        all(self.connection, sql, [Id(subject)], |row| {
            Ok(NoticeStep {
                notice: row.get(0)?,
                state: row.get::<_, Word<_>>(1)?.0,
                why: row.get(2)?,
                at: row.get::<_, At>(3)?.0,
            })
        })
    }

    /// The last notifications, the newest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn recent_notices(&self, limit: u32) -> Result<Vec<Notice>, StoreError> {
        all(
            self.connection,
            &format!("{COLUMNS} ORDER BY id DESC LIMIT ?1"),
            [limit],
            notice,
        )
    }

    /// Notifications that aren't finished: intended (a process died before it knew), not shown, or still on screen.
    /// Oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn unfinished_notices(&self) -> Result<Vec<Notice>, StoreError> {
        let sql = format!("{COLUMNS} WHERE state IN ('intended', 'not_told', 'handed_over') ORDER BY id");
        all(self.connection, &sql, [], notice)
    }

    /// Subjects without a notification, an acknowledgement or a snooze since `before`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn silent_since(&self, before: Instant) -> Result<Vec<TicketId>, StoreError> {
        let sql = "SELECT subject FROM (
                       SELECT subject, intended_at AS at FROM notice
                       UNION ALL SELECT subject, at FROM acknowledgement
                       UNION ALL SELECT subject, max(at, until) FROM snooze
                   ) GROUP BY subject HAVING max(at) < ?1 ORDER BY subject";
        all(self.connection, sql, [At(before)], |row| Ok(row.get::<_, Id<_>>(0)?.0))
    }

    /// One notification.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn notice(&self, id: i64) -> Result<Option<Notice>, StoreError> {
        first(self.connection, &format!("{COLUMNS} WHERE id = ?1"), [id], notice)
    }
}

impl DeskWrite<'_> {
    /// Claims notifications: each key that nobody has claimed becomes an intended row. Returns the new ones. Once the
    /// transaction is committed, this process shows them; the others belong to somebody else.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn claim(
        &mut self,
        claims: impl IntoIterator<Item = impl Into<Claim>>,
        at: Instant,
    ) -> Result<Vec<Notice>, StoreError> {
        let mut claimed = Vec::new();
        for claim in claims {
            claimed.extend(self.claim_one(&claim.into(), at)?);
        }
        for notice in &claimed {
            self.step(notice.id, NoticeState::Intended, None, at)?;
        }
        Ok(claimed)
    }

    fn claim_one(&mut self, claim: &Claim, at: Instant) -> Result<Option<Notice>, StoreError> {
        let Claim { key, stage_at } = claim;
        first(
            self.connection,
            &format!(
                "INSERT INTO notice (subject, clock, cycle, stage, n, due_at, state, intended_at, stage_at, clock_set)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'intended', ?7, ?8, {LAST})
                 ON CONFLICT (subject, clock, cycle, stage, n, due_at, clock_set) DO NOTHING
                 RETURNING id, subject, clock, cycle, stage, n, due_at, state, server_id, intended_at, handed_over_at,
                     ended_at, error, stage_at, clock_set"
            ),
            params![
                Id(&key.subject),
                key.clock.map_or("", Worded::word),
                key.cycle,
                Word(key.stage),
                key.n,
                At(key.due_at),
                At(at),
                stage_at.map(At)
            ],
            notice,
        )
    }

    /// The server accepted these notifications as one pop-up with the id `server_id`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mark_handed_over(&mut self, ids: &[i64], server_id: Option<u32>, at: Instant) -> Result<(), StoreError> {
        let sql = "UPDATE notice SET state = 'handed_over', server_id = ?2, handed_over_at = ?3, error = NULL
                   WHERE id = ?1";
        for id in ids {
            run(self.connection, sql, params![id, server_id, At(at)])?;
            self.step(*id, NoticeState::HandedOver, None, at)?;
        }
        Ok(())
    }

    /// The pop-up of these notifications got other words, and perhaps another number. The instant when they were shown
    /// doesn't change; those that have ended stay ended.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mark_reworded(&mut self, ids: &[i64], server_id: u32) -> Result<(), StoreError> {
        let sql = "UPDATE notice SET server_id = ?2 WHERE id = ?1 AND state = 'handed_over'";
        for id in ids {
            run(self.connection, sql, params![id, server_id])?;
        }
        Ok(())
    }

    /// No server accepts these notifications; they can be tried again.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mark_not_told(&mut self, ids: &[i64], why: &str, at: Instant) -> Result<(), StoreError> {
        let sql = "UPDATE notice SET state = 'not_told', error = ?2 WHERE id = ?1";
        for id in ids {
            run(self.connection, sql, params![id, why])?;
            self.step(*id, NoticeState::NotTold, Some(why), at)?;
        }
        Ok(())
    }

    /// Ends notifications that have not ended: dismissed, acted on, expired, failed or withdrawn. `error` is for
    /// people.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn end_notices(
        &mut self,
        ids: &[i64],
        state: NoticeState,
        error: Option<&str>,
        at: Instant,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE notice SET state = ?2, error = ?3, ended_at = ?4 WHERE id = ?1 AND ended_at IS NULL";
        for id in ids {
            if run(self.connection, sql, params![id, Word(state), error, At(at)])? > 0 {
                self.step(*id, state, error, at)?;
            }
        }
        Ok(())
    }

    /// Adds a step, unless the last one says the same: a server that stays away is one step, not one per attempt.
    fn step(&self, notice: i64, state: NoticeState, why: Option<&str>, at: Instant) -> Result<(), StoreError> {
        run(
            self.connection,
            "INSERT INTO notice_step (notice, state, why, at)
             SELECT ?1, ?2, ?3, ?4
             WHERE NOT EXISTS (SELECT 1 FROM notice_step last
                               WHERE last.id = (SELECT max(id) FROM notice_step WHERE notice = ?1)
                                 AND last.state = ?2 AND last.why IS ?3)",
            params![notice, Word(state), why, At(at)],
        )?;
        Ok(())
    }

    /// Deletes the notifications, acknowledgements and snoozes of these subjects. Returns how many notifications. The
    /// caller makes sure that none of them has a running clock: while one runs, its keys keep its notifications from
    /// coming twice.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn prune_notices(&mut self, finished: &[TicketId]) -> Result<usize, StoreError> {
        let mut pruned = 0;
        for subject in finished {
            run(
                self.connection,
                "DELETE FROM acknowledgement WHERE subject = ?1",
                [Id(subject)],
            )?;
            run(self.connection, "DELETE FROM snooze WHERE subject = ?1", [Id(subject)])?;
            pruned += run(self.connection, "DELETE FROM notice WHERE subject = ?1", [Id(subject)])?;
        }
        Ok(pruned)
    }

    /// Records that a person acknowledged the notifications of a subject so far. Its number.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn acknowledge(&mut self, subject: &TicketId, at: Instant) -> Result<i64, StoreError> {
        let sql = format!(
            "INSERT INTO acknowledgement (subject, at, covers, clock_set)
             VALUES (?1, ?2, (SELECT coalesce(max(id), 0) FROM notice), {LAST}) RETURNING id"
        );
        one(self.connection, &sql, params![Id(subject), At(at)], |row| row.get(0))
    }

    /// Writes down that a person wants to hear nothing of a subject until then. Its number.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn snooze(&mut self, subject: &TicketId, until: Instant, at: Instant) -> Result<i64, StoreError> {
        let sql = format!(
            "INSERT INTO snooze (subject, until, at, covers, clock_set)
             VALUES (?1, ?2, ?3, (SELECT coalesce(max(id), 0) FROM notice), {LAST}) RETURNING id"
        );
        one(self.connection, &sql, params![Id(subject), At(until), At(at)], |row| {
            row.get(0)
        })
    }

    /// Takes back an acknowledgement of this subject by its number: what it covered is open again. Whether it was there.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn undo_acknowledge(&mut self, subject: &TicketId, number: i64) -> Result<bool, StoreError> {
        let sql = "DELETE FROM acknowledgement WHERE id = ?1 AND subject = ?2";
        Ok(run(self.connection, sql, params![number, Id(subject)])? > 0)
    }

    /// Takes back a snooze of this subject by its number: the one before it counts again. Whether it was there.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn undo_snooze(&mut self, subject: &TicketId, number: i64) -> Result<bool, StoreError> {
        let sql = "DELETE FROM snooze WHERE id = ?1 AND subject = ?2";
        Ok(run(self.connection, sql, params![number, Id(subject)])? > 0)
    }
}
