//! Notifications in words: what pops up, and what the ticket says about it afterwards.

use chrono::{DateTime, Utc};
use desk_domain::clock::Cycle;
use desk_domain::deadline::Rules;
use desk_domain::notice::{self, Mark};
use desk_domain::policy::{Clock, Stage};
use desk_domain::priority::Priority;
use desk_ports::{Notice, Urgency};
use desk_store::desk::notice::{Ledger, Notice as Row, NoticeState};

use crate::ticket::{Folded, act_on, lower_first};
use crate::words::{length, moment};

/// Lines of a digest; the window has the rest.
const DIGEST_LINES: usize = 2;

/// A stage in the words of files: `four_fifths`.
pub(crate) const fn stage_word(stage: Stage) -> &'static str {
    match stage {
        Stage::Arrived => "arrived",
        Stage::Half => "half",
        Stage::FourFifths => "four_fifths",
        Stage::Due => "due",
        Stage::Repeat => "repeat",
        Stage::Chase => "chase",
        Stage::TenantMessage => "tenant_message",
        Stage::Digest => "digest",
    }
}

/// A notification in words, before it becomes a single pop-up or a line of a summary.
pub(crate) struct Line {
    /// What to do and by when.
    pub title: String,
    /// What it is about, and where it came from.
    body: String,
    /// Only the number of its ticket, which anybody may read.
    number: String,
    /// By when, in words.
    by: Option<String>,
    /// It is made up: nobody waits for it.
    practice: bool,
    /// By when.
    pub due_at: Option<DateTime<Utc>>,
    /// The current priority; `None` while untriaged.
    pub priority: Option<Priority>,
    /// How urgent it is.
    pub urgency: notice::Urgency,
}

impl Line {
    /// A mark of a ticket, as it would be said at `now`.
    pub(crate) fn of(rules: &Rules, folded: &Folded, mark: Mark, now: DateTime<Utc>) -> Self {
        let priority = folded.clocks.priority().filter(|_| mark.clock != Clock::Triage);
        let due_at = mark.due_at.filter(|_| mark.stage != Stage::TenantMessage);
        let practice = folded.ticket.practice;
        let said = title(rules, folded, mark, priority, now);
        Self {
            practice,
            title: titled(said, practice),
            body: format!("{}\n{}", folded.subject(), folded.from()),
            number: folded.ticket.id.number().to_owned(),
            by: due_at.map(|due| moment(&rules.hours, due, now).short),
            due_at,
            priority,
            urgency: notice::urgency(rules, &folded.clocks, mark.stage),
        }
    }
}

/// What pop-ups about tickets of the practice shift begin with.
const PRACTICE: &str = "Practice";

/// Why several notifications come as one summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Together {
    /// They came up while nobody was checking.
    NobodyLooked,
    /// They came up in the same moment.
    AtOnce,
    /// They are the rest of an earlier summary.
    Left,
}

/// One notification, or a summary of several: how many, and the most urgent ones, which come first in `lines`.
pub(super) fn pop_up(lines: &[&Line], together: Together) -> Notice {
    let count = lines.len();
    let title = match together {
        Together::NobodyLooked => format!("{count} things came up while you were away"),
        Together::AtOnce => format!("{count} things need you"),
        Together::Left => format!("{count} things still need you"),
    };
    let title = titled(title, all_practice(lines));
    match lines {
        [only] => notice(only.title.clone(), only.body.clone(), lines),
        _ => notice(title, first(lines), lines),
    }
}

/// The same when anybody might read it: only the ticket's number and the time.
pub(crate) fn hidden(lines: &[&Line]) -> Notice {
    let title = match lines {
        [
            Line {
                number, by: Some(by), ..
            },
        ] => format!("Ticket {number}: due {by}"),
        [Line { number, .. }] => format!("Ticket {number} needs you"),
        _ => format!("{} tickets need you", lines.len()),
    };
    let title = titled(title, all_practice(lines));
    notice(title, String::new(), lines)
}

fn titled(said: String, practice: bool) -> String {
    if practice { format!("{PRACTICE}: {said}") } else { said }
}

fn all_practice(lines: &[&Line]) -> bool {
    lines.iter().all(|line| line.practice)
}

fn first(lines: &[&Line]) -> String {
    let first: Vec<&str> = lines
        .iter()
        .take(DIGEST_LINES)
        .map(|line| line.title.as_str())
        .collect();
    first.join("\n")
}

fn notice(title: String, body: String, lines: &[&Line]) -> Notice {
    let urgency = lines.iter().map(|line| line.urgency).max();
    let urgency = match urgency.unwrap_or(notice::Urgency::Low) {
        notice::Urgency::Low => Urgency::Low,
        notice::Urgency::Normal => Urgency::Normal,
        notice::Urgency::Critical => Urgency::Critical,
    };
    Notice {
        actions: true,
        ..Notice::plain(title, body, urgency)
    }
}

/// `P1: respond to notify-api by 14:28`, `P1, 6 min late: update notify-api`.
fn title(rules: &Rules, folded: &Folded, mark: Mark, priority: Option<Priority>, now: DateTime<Utc>) -> String {
    let act = act_on(folded, mark.clock);
    let who = priority.map_or_else(|| "Untriaged".to_owned(), |priority| priority.to_string());
    let by = |due| moment(&rules.hours, due, now).short;
    match (mark.stage, mark.due_at) {
        (Stage::Arrived, _) if folded.clocks.is_emergency() => format!("Emergency, {who}: {}", lower_first(&act)),
        (Stage::Arrived, _) => format!("New: {}", folded.subject()),
        (Stage::Chase, _) => format!("Chase {}: still waiting", folded.tenant().unwrap_or("the tenant")),
        (Stage::TenantMessage, _) => {
            let tenant = folded.tenant().map_or_else(|| folded.from(), str::to_owned);
            format!("{who}: {tenant} wrote")
        }
        (_, None) => format!("{who}: {}", lower_first(&act)),
        // A pop-up comes some milliseconds after its instant: nobody is late by those.
        (_, Some(due)) if (now - due).num_minutes() > 0 => {
            format!(
                "{who}, {} late: {}",
                length((now - due).num_minutes()),
                lower_first(&act)
            )
        }
        (_, Some(due)) => format!("{who}: {} by {}", lower_first(&act), by(due)),
    }
}

/// When the engineer was notified about a cycle: `14:00, 14:12`.
pub(crate) fn told(rules: &Rules, ledger: &Ledger, cycle: &Cycle, now: DateTime<Utc>) -> String {
    let of_cycle = |row: &&Row| row.key.clock == Some(cycle.clock()) && row.key.cycle == cycle.number();
    let mut times: Vec<String> = ledger
        .notices
        .iter()
        .filter(of_cycle)
        .filter_map(|row| row.handed_over_at)
        .map(|at| moment(&rules.hours, at, now).short)
        .collect();
    times.dedup();
    let failed = ledger
        .notices
        .iter()
        .filter(of_cycle)
        .any(|row| row.state == NoticeState::NotTold);
    if failed {
        times.push("not shown yet: no notification server".to_owned());
    }
    times.join(", ")
}
