//! What the tray shows: how many tickets need attention, and the next promise. The window's program draws it.

use chrono::{DateTime, TimeDelta, Utc};
use desk_domain::deadline::Rules;
use desk_ports::{Notice, Urgency};
use desk_store::cache::list_row::{ListRow, Place, Section};
use desk_store::{Reader, StoreError};

use super::now::foremost;
use crate::desk::{Answer, Desk};
use crate::notices::manner;
use crate::notices::{pause_at, snoozed_subjects};
use crate::shift::said_on_support;
use crate::ticket::{act_on, fold};
use crate::words::moment;

/// What is due later than this does not need attention yet.
const SOON: TimeDelta = TimeDelta::hours(2);
const EXPLAINED: &str = "tray_explained";

/// What the tray says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrayView {
    /// Late, untriaged, and due within two hours, without snoozed ones.
    pub count: u32,
    /// Whether the count is to be seen without opening the menu.
    pub shows_count: bool,
    /// Whether closing the window keeps the program in the tray.
    pub stays: bool,
    /// What is to be done next.
    pub next: Option<NextPromise>,
    /// Until when notifications are paused, in words.
    pub paused_until: Option<String>,
    /// `None` until somebody has started or ended a shift once.
    pub on_support: Option<bool>,
}

/// The next promise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextPromise {
    /// Its ticket.
    pub ticket: String,
    /// `P2: Respond to notify-api by 14:28`.
    pub sentence: String,
}

/// What the tray says now.
///
/// # Errors
/// When the store cannot be read.
pub async fn view(desk: &Desk) -> Answer<TrayView> {
    let (rules, now) = (desk.rules(), desk.now());
    desk.read(move |read| {
        let manner = manner(read.desk())?;
        Ok(TrayView {
            count: count(read, now)?,
            shows_count: manner.tray_count,
            stays: manner.stays_in_tray,
            next: next(read, &rules, now)?,
            paused_until: pause_at(read.desk(), now)?.map(|until| moment(&rules.hours, until, now).short),
            on_support: said_on_support(read.desk())?,
        })
    })
    .await
}

fn count(read: &Reader, now: DateTime<Utc>) -> Result<u32, StoreError> {
    let counts = read.cache().section_counts(None, now)?;
    let pressing: u64 = [
        Section::Late,
        Section::LateTriage,
        Section::Untriaged,
        Section::NextTwoHours,
    ]
    .iter()
    .map(|section| counts.of(*section))
    .sum();
    let mut snoozed = 0;
    for subject in snoozed_subjects(read.desk(), now)? {
        let row = read.cache().row(&subject)?;
        snoozed += u64::from(row.is_some_and(|row| is_pressing(&row, now)));
    }
    Ok(u32::try_from(pressing.saturating_sub(snoozed)).unwrap_or(u32::MAX))
}

fn is_pressing(row: &ListRow, now: DateTime<Utc>) -> bool {
    match row.place {
        Place::Untriaged => true,
        Place::Running => row.due_at.is_some_and(|due| due < now + SOON),
        Place::Paused | Place::Before | Place::Closed => false,
    }
}

fn next(read: &Reader, rules: &Rules, now: DateTime<Utc>) -> Result<Option<NextPromise>, StoreError> {
    let Some(row) = foremost(read, now, 1)?.into_iter().next() else {
        return Ok(None);
    };
    let Some(folded) = fold(read, rules, &row.ticket)? else {
        return Ok(None);
    };
    Ok(folded.main_cycle(rules, now).map(|(cycle, reading)| {
        let act = act_on(&folded, cycle.clock());
        let priority = folded.clocks.priority().map(|priority| format!("{priority}: "));
        let by = reading
            .due_at
            .map(|due| format!(" by {}", moment(&rules.hours, due, now).short));
        NextPromise {
            ticket: row.ticket.to_string(),
            sentence: format!("{}{act}{}", priority.unwrap_or_default(), by.unwrap_or_default()),
        }
    }))
}

/// The window was closed and the program stays: says so, the first time.
///
/// # Errors
/// When it cannot be saved that it was said.
pub async fn explain_once(desk: &Desk) -> Answer<()> {
    if desk.read(|read| read.desk().setting(EXPLAINED)).await? == Some(true) {
        return Ok(());
    }
    let notice = Notice::plain(
        "Dutydesk stays in the tray",
        "You’ll still be notified. Quit it from the tray menu, or change this in Settings.",
        Urgency::Normal,
    );
    if let Err(problem) = desk.host().notifier().show(&notice).await {
        tracing::info!(%problem, "it was not explained that the program stays in the tray");
        return Ok(());
    }
    desk.keep(|desk| desk.put_setting(EXPLAINED, &true)).await
}
