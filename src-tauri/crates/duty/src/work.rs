//! Commands that aren't about one ticket: syncing, the practice shift, notifications.

use desk_commands::calls;
use desk_commands::jobs::{self, TickReport};
use desk_contract::list::{Done, Nothing};
use desk_contract::notices::NoticesView;
use desk_contract::settings::{SyncReport, SyncRequest};

use crate::accounts;
use crate::answer::{Answer, Exit, Told};
use crate::args::{Common, PracticeCommand};
use crate::session::Session;
use crate::text::table;

/// `duty sync`.
pub(crate) async fn sync(common: &Common, account: Option<String>) -> Told {
    let session = Session::open(common)?;
    let account = match account {
        Some(name) => Some(accounts::find(session.desk(), &name).await?.account),
        None => None,
    };
    let report = calls::sync_now(session.desk(), SyncRequest { account }).await?;
    session.wake_owner().await;
    let exit = if report.problems.is_empty() {
        Exit::Done
    } else {
        Exit::DidNotWork
    };
    Ok(Answer::new(&report, report_words(&report))?.ending(exit))
}

fn report_words(report: &SyncReport) -> String {
    let SyncReport {
        new,
        changed,
        sent,
        problems,
    } = report;
    let mut lines = vec![format!("{new} new, {changed} changed, {sent} sent.")];
    lines.extend(problems.iter().cloned());
    lines.join("\n")
}

/// `duty practice …`.
pub(crate) async fn practice(common: &Common, what: PracticeCommand) -> Told {
    let session = Session::open(common)?;
    let answer = match what {
        PracticeCommand::Start => {
            let started = calls::practice_start(session.desk(), Nothing {}).await?;
            let words = format!(
                "The practice shift is loaded: {} tickets, timed around now. Run `duty list` to see them, and `duty \
                 practice end` to remove them.",
                started.tickets
            );
            Answer::new(&started, words)
        }
        PracticeCommand::End => {
            if !calls::app_status(session.desk(), Nothing {}).await?.practice {
                return Answer::new(&Done {}, "No practice shift is loaded.");
            }
            let done = calls::practice_end(session.desk(), Nothing {}).await?;
            Answer::new(&done, "The practice shift is removed.")
        }
    };
    session.wake_owner().await;
    answer
}

/// `duty tick`.
pub(crate) async fn tick(common: &Common) -> Told {
    let session = Session::open(common)?;
    if !session.is_owner() {
        // It notifies by itself. Waking it helps if its timer hangs.
        session.nudge_owner().await;
        return Ok(Answer::text(
            "Dutydesk is running with this data folder and notifies you itself.",
        ));
    }
    let report = jobs::tick(session.desk(), session.asked_to_make_way()).await?;
    let json = serde_json::json!({"shown": report.shown, "not_told": report.not_told});
    let exit = match report.not_told {
        0 => Exit::Done,
        _ => Exit::DidNotWork,
    };
    Ok(Answer::new(&json, tick_words(report))?.ending(exit))
}

fn tick_words(TickReport { shown, not_told }: TickReport) -> String {
    match (shown, not_told) {
        (0, 0) => "No notifications were due.".to_owned(),
        (shown, 0) => format!("{shown} shown."),
        (shown, not_told) => format!("{shown} shown, {not_told} not shown. Run `duty notices` to see why."),
    }
}

/// `duty tick --dry-run`.
pub(crate) async fn plan(common: &Common) -> Told {
    let session = Session::open(common)?;
    let plan = jobs::plan(session.desk()).await?;
    let words = if plan.is_empty() {
        "No notifications are due.".to_owned()
    } else {
        plan.join("\n")
    };
    Answer::new(&plan, words)
}

/// `duty notices`.
pub(crate) async fn notices(common: &Common) -> Told {
    let session = Session::open(common)?;
    let ledger = calls::notices(session.desk(), Nothing {}).await?;
    let words = if ledger.notices.is_empty() {
        "No notifications yet.".to_owned()
    } else {
        rows(&ledger)
    };
    Answer::new(&ledger, words)
}

fn rows(notices: &NoticesView) -> String {
    let rows: Vec<_> = notices
        .notices
        .iter()
        .map(|notice| {
            let state = match notice.error.as_str() {
                "" => notice.state.replace('_', " "),
                why => format!("{}: {why}", notice.state.replace('_', " ")),
            };
            [
                notice.at.short.clone(),
                notice.subject.clone(),
                notice.stage.replace('_', " "),
                notice.title.clone(),
                state,
            ]
        })
        .collect();
    table(&rows)
}
