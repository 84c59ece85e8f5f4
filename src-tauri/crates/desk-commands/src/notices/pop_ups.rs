//! The pop-ups on the screen: showing what was claimed, withdrawing what no longer applies, hiding words while the
//! session is locked, and what a person does with a notification. Other files decide which notification is due.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::events::DeskEvent;
use desk_contract::notices::NoticeManner;
use desk_domain::deadline::Rules;
use desk_domain::notice::Shown;
use desk_ports::{Notice, ServerId};
use desk_store::desk::notice::{Notice as Row, NoticeState};
use desk_store::{Reader, StoreError};

use super::ledger::{NOT_NEEDED, mark_of, on_screen};
use super::words::{Line, Together};
use super::{manner, words};
use crate::desk::{Answer, Desk};
use crate::ticket::fold;

/// How many notifications pop up on their own within [`BURST`]; the rest come as one summary.
const ONE_BY_ONE: usize = 5;
const BURST: TimeDelta = TimeDelta::seconds(10);

/// Why a notification that was on the screen waits to be shown.
const PASSED_ON: &str = "handed over to another Dutydesk, which shows it again";

/// Notifications that have waited longer than this for a server come as one summary.
const FRESH: TimeDelta = TimeDelta::minutes(1);

/// The result of showing.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Delivered {
    pub(super) shown: u32,
    pub(super) not_told: u32,
}

/// A row of the ledger in words.
struct Said {
    row: Row,
    line: Line,
}

/// One pop-up, and its rows.
struct PopUp {
    rows: Vec<i64>,
    notice: Notice,
}

/// What has to be shown, and what was shown a moment ago.
struct Screen {
    untold: Vec<Said>,
    /// Claimed, but its ticket is gone.
    gone: Vec<i64>,
    recent: BTreeMap<u32, Vec<Said>>,
    manner: NoticeManner,
}

impl Screen {
    fn read(read: &Reader, rules: &Rules, now: DateTime<Utc>) -> Result<Self, StoreError> {
        let mut screen = Self {
            untold: Vec::new(),
            gone: Vec::new(),
            recent: BTreeMap::new(),
            manner: manner::manner(read.desk())?,
        };
        for row in read.desk().unfinished_notices()? {
            if row.state == NoticeState::HandedOver && !is_recent(&row, now) {
                continue;
            }
            match (line_of(read, rules, &row, now)?, row.state, row.server_id) {
                (None, NoticeState::HandedOver, _) | (Some(_), NoticeState::HandedOver, None) => {}
                (None, ..) => screen.gone.push(row.id),
                (Some(line), NoticeState::HandedOver, Some(id)) => {
                    screen.recent.entry(id).or_default().push(Said { row, line });
                }
                (Some(line), ..) => screen.untold.push(Said { row, line }),
            }
        }
        Ok(screen)
    }

    /// At most [`ONE_BY_ONE`] single pop-ups, and one summary of the rest; the most urgent first.
    fn arranged(mut self, gathered: &BTreeSet<i64>, hidden: bool, now: DateTime<Utc>) -> Vec<PopUp> {
        let late = |said: &Said| gathered.contains(&said.row.id) || now - said.row.intended_at > FRESH;
        let (mut together, mut alone): (Vec<Said>, Vec<Said>) = self.untold.drain(..).partition(late);
        sort(&mut alone);
        let before = self.recent.values().filter(|said| said.len() == 1).count();
        let room = ONE_BY_ONE.saturating_sub(before).min(alone.len());
        let burst = alone.split_off(room);
        let why = if burst.is_empty() {
            Together::NobodyLooked
        } else {
            Together::AtOnce
        };
        together.extend(burst);
        let words = Words {
            hidden,
            manner: &self.manner,
        };
        let mut pop_ups: Vec<PopUp> = alone.into_iter().map(|said| words.pop_up(&[said], why, None)).collect();
        if !together.is_empty() {
            // A second summary within a burst takes the place of the first.
            let first = self.recent.into_iter().find(|(_, said)| said.len() > 1);
            let replaces = first.as_ref().map(|(id, _)| ServerId(*id));
            together.extend(first.into_iter().flat_map(|(_, said)| said));
            sort(&mut together);
            pop_ups.push(words.pop_up(&together, why, replaces));
        }
        pop_ups
    }
}

/// How lines become a pop-up.
struct Words<'a> {
    hidden: bool,
    manner: &'a NoticeManner,
}

impl Words<'_> {
    fn pop_up(&self, said: &[Said], together: Together, replaces: Option<ServerId>) -> PopUp {
        let lines: Vec<&Line> = said.iter().map(|said| &said.line).collect();
        let priority = lines.iter().filter_map(|line| line.priority).min();
        PopUp {
            notice: Notice {
                sound: manner::sound(self.manner, priority),
                replaces,
                ..if self.hidden {
                    words::hidden(&lines)
                } else {
                    words::pop_up(&lines, together)
                }
            },
            rows: said.iter().map(|said| said.row.id).collect(),
        }
    }
}

fn sort(said: &mut [Said]) {
    said.sort_by_key(|said| {
        (
            Reverse(said.line.urgency),
            said.line.due_at.unwrap_or(said.row.intended_at),
        )
    });
}

/// Clocks are set back too: what seems to come from the future was shown a moment ago as well.
fn is_recent(row: &Row, now: DateTime<Utc>) -> bool {
    row.handed_over_at.is_some_and(|at| (now - at).abs() <= BURST)
}

/// `None` when its ticket, or its clock, is gone.
fn line_of(read: &Reader, rules: &Rules, row: &Row, now: DateTime<Utc>) -> Result<Option<Line>, StoreError> {
    let folded = fold(read, rules, &row.key.subject)?;
    Ok(folded
        .zip(mark_of(&row.key))
        .map(|(folded, mark)| Line::of(rules, &folded, mark, now)))
}

/// Shows everything that was claimed and that no server has accepted yet: claimed just now, or earlier, when there was
/// no server or the program crashed. If the server doesn't accept it, it waits in the window.
pub(super) async fn show_untold(desk: &Desk, gathered: &BTreeSet<i64>, now: DateTime<Utc>) -> Answer<Delivered> {
    let rules = desk.rules();
    let screen = desk.read(move |read| Screen::read(read, &rules, now)).await?;
    let gone = screen.gone.clone();
    if !gone.is_empty() {
        desk.keep(move |desk| desk.end_notices(&gone, NoticeState::Withdrawn, Some(NOT_NEEDED), now))
            .await?;
    }
    let hidden = is_hidden(desk, &screen.manner).await;
    let pop_ups = screen.arranged(gathered, hidden, now);
    if pop_ups.is_empty() {
        return Ok(Delivered::default());
    }
    let delivered = show_each(desk, pop_ups).await?;
    desk.host().tell(DeskEvent::Changed);
    Ok(delivered)
}

/// Everything that was claimed and that no server has accepted yet, in words; without what will be withdrawn before it
/// is shown.
pub(super) fn untold(
    read: &Reader,
    rules: &Rules,
    withdrawn: &[Shown],
    now: DateTime<Utc>,
) -> Result<Vec<String>, StoreError> {
    let withdrawn: BTreeSet<i64> = withdrawn.iter().map(|shown| shown.id).collect();
    let untold = Screen::read(read, rules, now)?.untold;
    let still_shown = untold.into_iter().filter(|said| !withdrawn.contains(&said.row.id));
    Ok(still_shown.map(|said| said.line.title).collect())
}

/// While the session is locked anybody may read the screen.
async fn is_hidden(desk: &Desk, manner: &NoticeManner) -> bool {
    manner.hide_text || desk.host().session().is_locked().await == Some(true)
}

/// What one notification meets, the next would meet too: after the first failure the others are not tried.
async fn show_each(desk: &Desk, pop_ups: Vec<PopUp>) -> Answer<Delivered> {
    let mut delivered = Delivered::default();
    let mut problem = None;
    for PopUp { rows, notice } in pop_ups {
        let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        let outcome = match problem {
            Some(problem) => Err(problem),
            None => desk.host().notifier().show(&notice).await,
        };
        match outcome {
            Ok(_) => delivered.shown += count,
            Err(met) => {
                problem = Some(met);
                delivered.not_told += count;
            }
        }
        let now = desk.now();
        desk.keep(move |desk| match outcome {
            Ok(id) => desk.mark_handed_over(&rows, Some(id.0), now),
            Err(problem) => desk.mark_not_told(&rows, &problem.to_string(), now),
        })
        .await?;
    }
    Ok(delivered)
}

/// The session was locked: the pop-ups on the screen are replaced by words that don't describe a ticket.
pub(crate) async fn hide(desk: &Desk) -> Answer<()> {
    let (rules, now) = (desk.rules(), desk.now());
    let pop_ups = desk.read(move |read| standing(read, &rules, now)).await?;
    for (id, said) in pop_ups {
        reword(desk, id, &said, words::hidden).await?;
    }
    Ok(())
}

/// The rows on the screen, by the server's number of each pop-up; the most urgent first within one.
fn standing(read: &Reader, rules: &Rules, now: DateTime<Utc>) -> Result<BTreeMap<u32, Vec<Said>>, StoreError> {
    let mut pop_ups: BTreeMap<u32, Vec<Said>> = BTreeMap::new();
    for row in on_screen(read.desk())? {
        if let (Some(id), Some(line)) = (row.server_id, line_of(read, rules, &row, now)?) {
            pop_ups.entry(id).or_default().push(Said { row, line });
        }
    }
    pop_ups.values_mut().for_each(|said| sort(said));
    Ok(pop_ups)
}

/// Puts other words in the place of a pop-up, without a sound. Where the server does not take them it is closed: better
/// nothing on the screen than words that are wrong by now, or not for everybody's eyes; the window has it.
async fn reword(desk: &Desk, id: u32, said: &[Said], words: impl Fn(&[&Line]) -> Notice) -> Answer<()> {
    let lines: Vec<&Line> = said.iter().map(|said| &said.line).collect();
    let notice = Notice {
        replaces: Some(ServerId(id)),
        ..words(&lines)
    };
    let rows: Vec<i64> = said.iter().map(|said| said.row.id).collect();
    match desk.host().notifier().show(&notice).await {
        Ok(id) => desk.keep(move |desk| desk.mark_reworded(&rows, id.0)).await,
        Err(_) => {
            close_on_screen(desk, id).await;
            Ok(())
        }
    }
}

/// Withdraws notifications that no longer apply, shown or not. If one is part of a summary whose other parts still
/// apply, only the words of the summary change.
pub(super) async fn withdraw(desk: &Desk, shown: &[Shown], now: DateTime<Utc>) -> Answer<()> {
    if shown.is_empty() {
        return Ok(());
    }
    let wanted: BTreeSet<i64> = shown.iter().map(|shown| shown.id).collect();
    let (close, shrunk) = desk
        .keep(move |desk| {
            let unfinished = desk.read().unfinished_notices()?;
            let (gone, left): (Vec<Row>, Vec<Row>) = unfinished.into_iter().partition(|row| wanted.contains(&row.id));
            let rows: Vec<i64> = gone.iter().map(|row| row.id).collect();
            desk.end_notices(&rows, NoticeState::Withdrawn, None, now)?;
            let still_used = |id: &u32| left.iter().any(|row| row.server_id == Some(*id));
            let touched: BTreeSet<u32> = gone.iter().filter_map(|row| row.server_id).collect();
            Ok::<(BTreeSet<u32>, BTreeSet<u32>), _>(touched.into_iter().partition(|id| !still_used(id)))
        })
        .await?;
    for id in close {
        close_on_screen(desk, id).await;
    }
    if shrunk.is_empty() {
        return Ok(());
    }
    let rules = desk.rules();
    let (left, manner) = desk
        .read(move |read| Ok((standing(read, &rules, now)?, manner::manner(read.desk())?)))
        .await?;
    let hidden = is_hidden(desk, &manner).await;
    let words = |lines: &[&Line]| match hidden {
        true => words::hidden(lines),
        false => words::pop_up(lines, Together::Left),
    };
    for (id, said) in left.into_iter().filter(|(id, _)| shrunk.contains(id)) {
        reword(desk, id, &said, words).await?;
    }
    Ok(())
}

async fn close_on_screen(desk: &Desk, id: u32) {
    if let Err(problem) = desk.host().notifier().close(ServerId(id)).await {
        tracing::info!(%problem, "a notice was not taken off the screen");
    }
}

/// Takes everything off the screen, for the next owner to show again: nobody would hear the buttons of what stays.
pub(crate) async fn pass_on(desk: &Desk) -> Answer<()> {
    let now = desk.now();
    let ids = desk
        .keep(move |desk| {
            let rows = on_screen(desk.read())?;
            let numbers: Vec<i64> = rows.iter().map(|row| row.id).collect();
            desk.mark_not_told(&numbers, PASSED_ON, now)?;
            Ok(rows.iter().filter_map(|row| row.server_id).collect::<BTreeSet<u32>>())
        })
        .await?;
    for id in ids {
        close_on_screen(desk, id).await;
    }
    Ok(())
}

/// Whether any notification of this process is still on the screen.
pub(crate) async fn any_on_screen(desk: &Desk) -> Answer<bool> {
    desk.read(|read| Ok(!on_screen(read.desk())?.is_empty())).await
}
