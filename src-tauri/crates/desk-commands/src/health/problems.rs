//! What went wrong and nobody has seen yet, in words: one place for the window, for `duty` and for the doctor.
//!
//! Not here: what goes on going wrong (a help desk that can't be reached, a locked keychain), which banners show for as
//! long as it lasts.

use chrono::{DateTime, Utc};
use desk_contract::list::{Done, Nothing};
use desk_contract::problems::{Problem, Problems, ProblemsSeenRequest};
use desk_domain::support_hours::SupportHours;
use desk_store::desk::mishap::{Lost, Mishap};
use desk_store::desk::notice::NoticeState;
use desk_store::desk::outbox::{Act, ActState};
use desk_store::{Reader, StoreError};

use super::backup;
use crate::desk::{Answer, Desk};
use crate::reading::unread_words;
use crate::ticket::mend_at_once;
use crate::words::moment;

/// What nobody has seen yet, and what waits for a decision.
///
/// # Errors
/// When the store cannot be read.
pub async fn problems(desk: &Desk, _: Nothing) -> Answer<Problems> {
    let (state, now) = (desk.clone(), desk.now());
    desk.read(move |read| all(read, &state, now)).await
}

/// A person has seen these.
///
/// # Errors
/// When the store cannot be written.
pub async fn problems_seen(desk: &Desk, request: ProblemsSeenRequest) -> Answer<Done> {
    let now = desk.now();
    desk.keep(move |kept| kept.mishaps_seen(&request.ids, now)).await?;
    // The window shows it until then, whoever said it.
    desk.committed();
    desk.host().tell(desk_contract::events::DeskEvent::Changed);
    Ok(Done {})
}

/// The last thing that a program without a window does: it makes a backup if one is due, and mends what it found to be
/// damaged. What nobody has seen yet, for it to say.
pub fn at_the_end(desk: &Desk) -> Vec<String> {
    if let Err(problem) = backup::if_due_at_the_end(desk) {
        tracing::error!(code = ?problem.code, "{}", problem.message);
    }
    if let Err(problem) = mend_at_once(desk) {
        tracing::error!(code = ?problem.code, "{}", problem.message);
    }
    let now = desk.now();
    match desk.read_at_once(|read| all(read, desk, now)) {
        Ok(found) => found.problems.into_iter().map(|problem| problem.sentence).collect(),
        Err(problem) => vec![problem.message],
    }
}

fn all(read: &Reader, desk: &Desk, now: DateTime<Utc>) -> Result<Problems, StoreError> {
    let hours = &desk.rules().hours;
    let mut problems = noted(read, desk, now)?;
    problems.extend(undecided(read, hours, now)?);
    problems.extend(not_shown(read, hours, now)?);
    problems.extend(not_read(read, hours, now)?);
    Ok(Problems { problems })
}

/// What was noted when it happened, and lasts until somebody has seen it.
pub(crate) fn noted(read: &Reader, desk: &Desk, now: DateTime<Utc>) -> Result<Vec<Problem>, StoreError> {
    let hours = &desk.rules().hours;
    let noted = read.desk().unseen_mishaps()?.into_iter().map(|unseen| Problem {
        id: Some(unseen.id),
        sentence: sentence(&unseen.mishap, hours, now),
        at: moment(hours, unseen.at, now),
    });
    // The disk is full: this process knows of it, and the next start will.
    let untold = desk.opened().map(|opened| opened.untold.clone()).unwrap_or_default();
    let untold = untold.into_iter().map(|mishap| Problem {
        id: None,
        sentence: sentence(&mishap, hours, now),
        at: moment(hours, now, now),
    });
    Ok(noted.chain(untold).collect())
}

/// Acts of unknown outcome, as the outbox has them: a person decides, or they are being looked up.
fn undecided(read: &Reader, hours: &SupportHours, now: DateTime<Utc>) -> Result<Vec<Problem>, StoreError> {
    let mut unknown = read.desk().unsettled_acts()?;
    unknown.retain(|act| act.state == ActState::Unknown);
    let (asking, sought): (Vec<Act>, Vec<Act>) = unknown.into_iter().partition(Act::asks);
    let problem = |acts: &[Act], sentence: String| {
        acts.first().map(|first| Problem {
            id: None,
            sentence,
            at: moment(hours, first.queued_at, now),
        })
    };
    let asked = match asking.len() {
        1 => "1 message may or may not have been sent. Decide about it in the outbox.".to_owned(),
        many => format!("{many} messages may or may not have been sent. Decide about them in the outbox."),
    };
    let looked_up = match sought.len() {
        1 => "1 message may or may not have been sent. Dutydesk is looking for it on the help desk.".to_owned(),
        many => {
            format!("{many} messages may or may not have been sent. Dutydesk is looking for them on the help desk.")
        }
    };
    Ok([problem(&asking, asked), problem(&sought, looked_up)]
        .into_iter()
        .flatten()
        .collect())
}

/// Notifications that nobody has seen, as the ledger has them.
fn not_shown(read: &Reader, hours: &SupportHours, now: DateTime<Utc>) -> Result<Option<Problem>, StoreError> {
    let notices = read.desk().unfinished_notices()?;
    let missed: Vec<_> = notices
        .iter()
        .filter(|notice| notice.state == NoticeState::NotTold)
        .collect();
    let Some(first) = missed.first() else {
        return Ok(None);
    };
    let sentence = match missed.len() {
        1 => "1 notification couldn’t be shown. `duty notices` and the window list it.".to_owned(),
        many => format!("{many} notifications couldn’t be shown. `duty notices` and the window list them."),
    };
    Ok(Some(Problem {
        id: None,
        sentence,
        at: moment(hours, first.intended_at, now),
    }))
}

/// What of a help desk can't be read, as each account's last sync counted it.
fn not_read(read: &Reader, hours: &SupportHours, now: DateTime<Utc>) -> Result<Vec<Problem>, StoreError> {
    let mut problems = Vec::new();
    for account in read.desk().accounts()? {
        let Some(cursor) = read.cache().cursor(&account.key)? else {
            continue;
        };
        let words = unread_words(&cursor.unread);
        if !words.is_empty() {
            problems.push(Problem {
                id: None,
                sentence: format!("{}: {words}", account.name),
                at: moment(hours, cursor.last_try_at.unwrap_or(now), now),
            });
        }
    }
    Ok(problems)
}

fn sentence(mishap: &Mishap, hours: &SupportHours, now: DateTime<Utc>) -> String {
    match mishap {
        Mishap::SetAside { file, kept_as } if file == desk_store::cache::FILE => format!(
            "{file} was damaged and is saved as {kept_as}. Tickets and messages are being fetched again. No deadlines \
             were lost."
        ),
        Mishap::SetAside { file, kept_as } => format!("{file} was damaged and is saved as {kept_as}."),
        Mishap::Restored {
            lost: Lost::Replaced,
            backup,
            ..
        } => format!(
            "desk.db was replaced by {}. What was waiting to send then may have been sent since. Look at the outbox.",
            backup.as_deref().unwrap_or("a backup")
        ),
        Mishap::Restored {
            lost,
            kept_as,
            made_at,
            taken,
            left_out,
            ..
        } => restored((*lost, kept_as.as_deref()), *made_at, (*taken, *left_out), hours, now),
        Mishap::OlderCopy {} => "desk.db is an older copy than before. What waits in it may have been sent since, so \
                                 Dutydesk looks for it on the help desk first. Check your newest tickets and notes."
            .to_owned(),
        Mishap::LeftOut { file, table, row } => format!(
            "An entry in {file} can’t be read and is left out: {}. Everything else works.",
            entry(table, row)
        ),
        Mishap::NoBackup { why } => format!("No backup of desk.db could be made: {why}. Dutydesk tries again."),
    }
}

/// What became of `desk.db`, and of what was in it.
fn restored(
    (lost, kept_as): (Lost, Option<&str>),
    made_at: Option<DateTime<Utc>>,
    (taken, left_out): (u32, u32),
    hours: &SupportHours,
    now: DateTime<Utc>,
) -> String {
    let what = match (lost, kept_as) {
        (Lost::Missing, _) => "desk.db was missing".to_owned(),
        (Lost::Empty, _) => "desk.db was empty".to_owned(),
        (_, Some(kept_as)) => format!("desk.db was damaged and is saved as {kept_as}"),
        (_, None) => "desk.db was damaged".to_owned(),
    };
    let now_used = match made_at {
        Some(at) => format!("Dutydesk restored the backup of {}", moment(hours, at, now).short),
        None => "There was no backup that could be used".to_owned(),
    };
    let taken = match (taken, left_out) {
        (0, 0) => String::new(),
        (0, _) => ", and couldn’t read the newer entries".to_owned(),
        (taken, 0) => format!(", and saved {} from the damaged file", entries(taken)),
        (taken, _) => format!(
            ", and saved {} from the damaged file. Some entries couldn’t be read",
            entries(taken)
        ),
    };
    format!(
        "{what}. {now_used}{taken}. Check your newest tickets and notes, and look at the outbox: some of it \
         may already have been sent."
    )
}

fn entries(count: u32) -> String {
    match count {
        1 => "1 entry".to_owned(),
        many => format!("{many} entries"),
    }
}

/// Which entry, in the words of the screen.
fn entry(table: &str, row: &str) -> String {
    let what = match table {
        "ticket" => "a ticket",
        "ticket_event" => "an event of a ticket",
        "outbox" => "a message in the outbox",
        "draft" => "a draft",
        "account" => "an account",
        "triage" => "a triage",
        "incident" | "incident_line" | "incident_pause" => "an entry of the incident notes",
        "notice" | "acknowledgement" | "snooze" => "an entry about notifications",
        "setting" => "a setting",
        "shift_word" => "an entry of the shift",
        _ => "an entry",
    };
    if row.is_empty() {
        what.to_owned()
    } else {
        format!("{what} ({row})")
    }
}
