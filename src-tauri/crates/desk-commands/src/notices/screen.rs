//! What the screen shows and asks about notifications: the ledger, those that no server showed, being on support.

use chrono::{DateTime, Utc};
use desk_contract::events::DeskEvent;
use desk_contract::list::{Done, InAppNotice, Nothing};
use desk_contract::notices::{NoticeDismissRequest, NoticeRow, NoticesView, NotificationState};
use desk_domain::deadline::Rules;
use desk_domain::policy::Stage;
use desk_ports::{NotifyError, ServerWords};
use desk_store::desk::notice::{Notice as Row, NoticeState};
use desk_store::{Reader, StoreError};

use super::ledger::{due_of, mark_of};
use super::words::Line;
use super::{manner, pause, proof, words};
use crate::desk::{Answer, Desk};
use crate::ticket::{fold, subject_of};
use crate::words::{clock_word, moment};

const LEDGER_PAGE: u32 = 500;

/// The window also says if the desktop doesn't show notifications; otherwise their absence would have no reason.
const HELD_BACK: &str = "Do not disturb is on, so the desktop doesn’t show notifications. Turn it off in the desktop’s \
                         settings for your shift.";

/// The ledger, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn notices(desk: &Desk, _: Nothing) -> Answer<NoticesView> {
    let (rules, now) = (desk.rules(), desk.now());
    desk.read(move |read| {
        let rows = read.desk().recent_notices(LEDGER_PAGE)?;
        let rows = rows.iter().map(|row| notice_row(read, &rules, row, now));
        Ok(NoticesView {
            notices: rows.collect::<Result<_, _>>()?,
        })
    })
    .await
}

fn notice_row(read: &Reader, rules: &Rules, row: &Row, now: DateTime<Utc>) -> Result<NoticeRow, StoreError> {
    Ok(NoticeRow {
        id: row.id,
        subject: row.key.subject.to_string(),
        clock: row
            .key
            .clock
            .filter(|_| row.key.stage != Stage::Arrived)
            .map(clock_word),
        cycle: row.key.cycle,
        stage: words::stage_word(row.key.stage).to_owned(),
        n: row.key.n,
        due: due_of(&row.key).map(|due| moment(&rules.hours, due, now)),
        at: moment(&rules.hours, row.intended_at, now),
        state: state_word(row.state).to_owned(),
        title: title(read, rules, row)?,
        error: row.error.clone().unwrap_or_default(),
    })
}

/// As it was said then, not as it would be said now.
fn title(read: &Reader, rules: &Rules, row: &Row) -> Result<String, StoreError> {
    match fold(read, rules, &row.key.subject)?.zip(mark_of(&row.key)) {
        Some((folded, mark)) => Ok(Line::of(rules, &folded, mark, row.intended_at).title),
        None => subject_of(read, &row.key.subject),
    }
}

const fn state_word(state: NoticeState) -> &'static str {
    match state {
        NoticeState::Intended => "intended",
        NoticeState::HandedOver => "handed_over",
        NoticeState::Closed => "closed",
        NoticeState::Acted => "acted",
        NoticeState::Expired => "expired",
        NoticeState::Failed => "failed",
        NoticeState::NotTold => "not_told",
        NoticeState::Withdrawn => "withdrawn",
    }
}

/// Notifications that no server showed, for the window to say; newest first.
pub(crate) fn in_app(read: &Reader, rules: &Rules, now: DateTime<Utc>) -> Result<Vec<InAppNotice>, StoreError> {
    let unfinished = read.desk().unfinished_notices()?;
    let waiting = unfinished.iter().rev().filter(|row| row.state == NoticeState::NotTold);
    waiting
        .map(|row| {
            Ok(InAppNotice {
                id: row.id,
                ticket: Some(row.key.subject.to_string()),
                title: title(read, rules, row)?,
                body: subject_of(read, &row.key.subject)?,
                at: moment(&rules.hours, row.intended_at, now),
            })
        })
        .collect()
}

/// Takes a notification off the window: it was seen there.
///
/// # Errors
/// When it cannot be saved.
pub async fn notice_dismiss(desk: &Desk, request: NoticeDismissRequest) -> Answer<Done> {
    let now = desk.now();
    let why = Some("seen in the window");
    desk.keep(move |desk| desk.end_notices(&[request.id], NoticeState::Closed, why, now))
        .await?;
    desk.host().tell(DeskEvent::Changed);
    Ok(Done {})
}

/// Why notifications don't work, in this order: no server, a server that doesn't show them, a server that doesn't say
/// what happened to them. `None` if no problem is known.
pub(crate) async fn problem(desk: &Desk) -> Answer<Option<String>> {
    if let Err(problem) = desk.host().notifier().capabilities().await {
        return Ok(Some(problem.to_string()));
    }
    if desk.host().notifier().do_not_disturb().await == Some(true) {
        return Ok(Some(HELD_BACK.to_owned()));
    }
    desk.read(|read| proof::unproven(read.desk())).await
}

/// The notification server, and how notifications appear.
pub(crate) async fn state(desk: &Desk) -> Answer<NotificationState> {
    let (rules, now) = (desk.rules(), desk.now());
    let (proven, paused, manner) = desk
        .read(move |read| {
            let desk = read.desk();
            Ok((
                proof::proven_at(desk)?,
                pause::pause_at(desk, now)?,
                manner::manner(desk)?,
            ))
        })
        .await?;
    let notifier = desk.host().notifier();
    let can = notifier.capabilities().await;
    let held_back = notifier.do_not_disturb().await == Some(true);
    Ok(NotificationState {
        present: can.is_ok(),
        plays_sounds: can.is_ok_and(|can| can.sound),
        sentence: match can {
            Ok(can) => format!("{} {}", server_name(notifier.server().await), shows(can.actions)),
            Err(problem) => problem.to_string(),
        },
        held_back: if held_back { HELD_BACK.to_owned() } else { String::new() },
        proven: proven.map(|at| moment(&rules.hours, at, now)),
        paused_until: paused.map(|at| moment(&rules.hours, at, now)),
        manner,
    })
}

/// The notification server as people call it.
pub(crate) fn server_name(server: Result<ServerWords, NotifyError>) -> String {
    match server {
        Ok(words) if words.version.is_empty() => words.name,
        Ok(words) => format!("{} {}", words.name, words.version),
        Err(_) => "A notification server".to_owned(),
    }
}

const fn shows(actions: bool) -> &'static str {
    if actions {
        "shows notifications with buttons."
    } else {
        "shows notifications without buttons. Acknowledge and snooze here."
    }
}
