//! The ledger in the form that the decision needs: rows of the store become marks of the domain, and back.

use chrono::{DateTime, Utc};
use desk_domain::deadline::Rules;
use desk_domain::ids::TicketId;
use desk_domain::notice::{Acknowledged, Key, Mark, Snooze, Subject, Told};
use desk_domain::set_clock::{ClockSet, ClockSets};
use desk_store::cache::list_row::Whose;
use desk_store::desk::notice::{Ledger, Notice as Row, NoticeKey, NoticeState, Snooze as Snoozed};
use desk_store::desk::ticket::Ticket;
use desk_store::{DeskRead, Reader, StoreError};

use crate::ticket::{Folded, fold};

/// Where a mark has no deadline, the ledger holds this: its key knows no NULL.
const NO_DEADLINE: DateTime<Utc> = DateTime::UNIX_EPOCH;

/// Why a notification did not come: a later stage of its clock did. The word is in older files and must not change.
pub(super) const COVERED: &str = "a later stage took its place";

/// Why a notification did not come: its ticket or its clock is gone. The word is in older files and must not change.
pub(super) const NOT_NEEDED: &str = "not needed any more";

/// A ticket with its part of the ledger.
pub(super) struct Watched {
    folded: Folded,
    seen_at: Option<DateTime<Utc>>,
    known_since: Option<DateTime<Utc>>,
    mine: bool,
    told: Vec<Told>,
    acknowledged: Vec<Acknowledged>,
    snoozed: Vec<Snooze>,
    clock_sets: Vec<ClockSet>,
}

impl Watched {
    /// `None` when there is no such ticket.
    pub(super) fn read(read: &Reader, rules: &Rules, id: &TicketId) -> Result<Option<Self>, StoreError> {
        let Some(folded) = fold(read, rules, id)? else {
            return Ok(None);
        };
        let ledger = read.desk().recent_ledger(id)?;
        let known_since = known_since(read.desk(), &folded.ticket)?;
        let came_later = !on_first_sync(read.desk(), &folded.ticket)?;
        Ok(Some(Self {
            seen_at: known_since.filter(|_| came_later),
            known_since,
            mine: mine(read.desk(), &folded)?,
            told: told(&ledger),
            acknowledged: acknowledged(&ledger),
            snoozed: ledger.snoozes.iter().map(snoozed).collect(),
            clock_sets: ledger.clock_sets,
            folded,
        }))
    }

    /// As the decision takes it.
    pub(super) fn subject(&self, in_front: Option<&TicketId>) -> Subject<'_> {
        Subject {
            before_dutydesk: self.folded.is_before_dutydesk() || self.folded.is_resolved() || self.folded.is_linked(),
            seen_at: self.seen_at,
            known_since: self.known_since,
            mine: self.mine,
            in_front: in_front == Some(&self.folded.ticket.id),
            my_act_at: self
                .folded
                .acts
                .iter()
                .map(|act| act.queued_at)
                .chain(self.logged_at())
                .max(),
            told: &self.told,
            acknowledged: &self.acknowledged,
            snoozed: &self.snoozed,
            clock_sets: &self.clock_sets,
            ..Subject::new(&self.folded.ticket.id, &self.folded.clocks)
        }
    }

    /// Why there are no notifications for it at all; `None` if there can be some.
    pub(super) fn is_silent(&self) -> Option<&'static str> {
        if self.folded.is_resolved() {
            Some("The ticket is closed, so you won’t be notified about it.")
        } else if self.folded.is_before_dutydesk() {
            Some("This ticket is from before Dutydesk. You’ll be notified about it once you triage it or write to it.")
        } else {
            None
        }
    }

    /// Until when a snooze silences it.
    pub(super) fn snoozed_until(&self, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        snoozed_until(self.snoozed.last()?, &self.clock_sets, now)
    }

    /// To log a local ticket is an act of mine too.
    fn logged_at(&self) -> Option<DateTime<Utc>> {
        self.seen_at.filter(|_| self.folded.ticket.remote.is_none())
    }
}

/// When Dutydesk first knew about it; `None` for tickets of an account's first sync, and for practice.
pub(crate) fn seen_at(desk: DeskRead<'_>, ticket: &Ticket) -> Result<Option<DateTime<Utc>>, StoreError> {
    match on_first_sync(desk, ticket)? {
        true => Ok(None),
        false => known_since(desk, ticket),
    }
}

/// Whether it came with the first sync of its account, which brings no notifications about new tickets.
fn on_first_sync(desk: DeskRead<'_>, ticket: &Ticket) -> Result<bool, StoreError> {
    let Some(remote) = &ticket.remote else {
        return Ok(false);
    };
    let account = desk.account(&remote.account)?;
    Ok(account.is_none_or(|account| ticket.raised_at < account.created_at))
}

/// When Dutydesk first read its history, by the clock of now; `None` for practice, whose history is made up at once.
fn known_since(desk: DeskRead<'_>, ticket: &Ticket) -> Result<Option<DateTime<Utc>>, StoreError> {
    if ticket.practice {
        return Ok(None);
    }
    let Some((at, clock)) = desk.recorded_since(&ticket.id)? else {
        return Ok(None);
    };
    let sets = desk.clock_sets_after(clock)?;
    Ok(Some(ClockSets(&sets).on_this_clock(at, clock)))
}

/// Until when a subject is silent that was last snoozed so; `None`: it is no longer.
pub(crate) fn snoozed_until(snooze: &Snooze, sets: &[ClockSet], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let until = ClockSets(sets).on_this_clock(snooze.until, snooze.clock);
    Some(until).filter(|until| *until > now)
}

/// The subjects that are snoozed at `now`.
///
/// # Errors
/// When the file cannot be read.
pub(crate) fn snoozed_subjects(desk: DeskRead<'_>, now: DateTime<Utc>) -> Result<Vec<TicketId>, StoreError> {
    let snoozes = desk.last_snoozes(now)?;
    let oldest = snoozes.iter().map(|snooze| snooze.clock_set).min().unwrap_or_default();
    let sets = desk.clock_sets_after(oldest)?;
    let silent = snoozes
        .into_iter()
        .filter(|one| snoozed_until(&snoozed(one), &sets, now).is_some());
    Ok(silent.map(|snooze| snooze.subject).collect())
}

/// Assigned to me while my shift ran (rule 22): off support it pops up too. Where nobody knows when it was assigned,
/// that it is mine counts.
fn mine(desk: DeskRead<'_>, folded: &Folded) -> Result<bool, StoreError> {
    if folded.whose() != Whose::Mine {
        return Ok(false);
    }
    let Some(since) = folded.mine_since() else {
        return Ok(true);
    };
    let word = desk.shift_word_at(since)?;
    Ok(word.is_none_or(|word| word.on_support))
}

fn told(ledger: &Ledger) -> Vec<Told> {
    let row = |row: &Row| {
        Some(Told {
            id: row.id,
            mark: mark_of(&row.key)?,
            stage_at: row.stage_at,
            at: row.intended_at,
            clock: row.clock_set,
            on_screen: is_unfinished(row.state),
        })
    };
    ledger.notices.iter().filter_map(row).collect()
}

fn acknowledged(ledger: &Ledger) -> Vec<Acknowledged> {
    let made = ledger.acknowledgements.iter();
    made.map(|one| Acknowledged {
        at: one.at,
        clock: one.clock_set,
        covers: one.covers,
    })
    .collect()
}

pub(super) fn snoozed(snooze: &Snoozed) -> Snooze {
    Snooze {
        at: snooze.at,
        clock: snooze.clock_set,
        until: snooze.until,
        covers: snooze.covers,
    }
}

/// On the screen, or waiting to be shown.
const fn is_unfinished(state: NoticeState) -> bool {
    matches!(
        state,
        NoticeState::Intended | NoticeState::NotTold | NoticeState::HandedOver
    )
}

/// The rows that are on the screen, oldest first.
pub(super) fn on_screen(desk: DeskRead<'_>) -> Result<Vec<Row>, StoreError> {
    let mut rows = desk.unfinished_notices()?;
    rows.retain(|row| row.state == NoticeState::HandedOver);
    Ok(rows)
}

/// The mark of a row; `None` for a notification without a clock.
pub(super) fn mark_of(key: &NoticeKey) -> Option<Mark> {
    Some(Mark {
        clock: key.clock?,
        cycle: key.cycle,
        stage: key.stage,
        n: key.n,
        due_at: due_of(key),
    })
}

/// The deadline that a row is about.
pub(super) fn due_of(key: &NoticeKey) -> Option<DateTime<Utc>> {
    (key.due_at != NO_DEADLINE).then_some(key.due_at)
}

/// A key as the ledger holds it.
pub(super) fn stored(key: &Key) -> NoticeKey {
    NoticeKey {
        subject: key.subject.clone(),
        clock: Some(key.mark.clock),
        cycle: key.mark.cycle,
        stage: key.mark.stage,
        n: key.mark.n,
        due_at: key.mark.due_at.unwrap_or(NO_DEADLINE),
    }
}
