//! Notices in words: what pops up, and what the ticket says of it afterwards.

use chrono::{DateTime, Utc};
use desk_domain::clock::Cycle;
use desk_domain::deadline::Rules;
use desk_domain::notice;
use desk_domain::policy::{Clock, Priority, Stage};
use desk_ports::{Notice, Urgency};
use desk_store::desk::notice::{Ledger, Notice as Row, NoticeState};

use crate::folded::Folded;
use crate::list::{act_on, lower_first};
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
        Stage::Digest => "digest",
    }
}

/// What is told of one clock: a title that says what to do and by when, a body with what it is about.
pub(crate) fn one(rules: &Rules, folded: &Folded, told: &notice::Notice, now: DateTime<Utc>) -> Notice {
    let mark = told.key.mark;
    pop_up(
        title(rules, folded, mark.clock, mark.stage, told.priority, told.due_at, now),
        format!("{}\n{}", folded.subject(), folded.from()),
        told.urgency,
    )
}

/// Several at once, after a gap: how many, and the most pressing ones.
pub(crate) fn digest(items: &[(String, notice::Urgency)]) -> Notice {
    let urgency = items
        .iter()
        .map(|(_, urgency)| *urgency)
        .max()
        .unwrap_or(notice::Urgency::Low);
    let title = match items {
        [(only, _)] => only.clone(),
        _ => format!("{} things came up while nobody looked", items.len()),
    };
    let lines = items
        .iter()
        .filter(|_| items.len() > 1)
        .take(DIGEST_LINES)
        .map(|(line, _)| line.as_str());
    pop_up(title, lines.collect::<Vec<_>>().join("\n"), urgency)
}

fn pop_up(title: String, body: String, urgency: notice::Urgency) -> Notice {
    Notice {
        title,
        body,
        urgency: match urgency {
            notice::Urgency::Low => Urgency::Low,
            notice::Urgency::Normal => Urgency::Normal,
            notice::Urgency::Critical => Urgency::Critical,
        },
        actions: true,
        sound: (urgency == notice::Urgency::Critical).then(|| "alarm-clock-elapsed".to_owned()),
        replaces: None,
    }
}

/// `P1: respond to notify-api by 14:28`, `P1, 6 min late: update notify-api`.
pub(crate) fn title(
    rules: &Rules,
    folded: &Folded,
    clock: Clock,
    stage: Stage,
    priority: Option<Priority>,
    due: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> String {
    let act = act_on(folded, clock);
    let who = priority.map_or_else(|| "Untriaged".to_owned(), |priority| priority.to_string());
    let by = |due| moment(&rules.hours, due, now).short;
    match (stage, due) {
        (Stage::Arrived, _) if folded.clocks.is_emergency() => format!("Emergency, {who}: {}", lower_first(&act)),
        (Stage::Arrived, _) => format!("New: {}", folded.subject()),
        (Stage::Chase, _) => format!("Chase {}: we still wait", folded.tenant().unwrap_or("the tenant")),
        (_, None) => format!("{who}: {}", lower_first(&act)),
        (_, Some(due)) if due < now => {
            format!(
                "{who}, {} late: {}",
                length((now - due).num_minutes().max(1)),
                lower_first(&act)
            )
        }
        (_, Some(due)) => format!("{who}: {} by {}", lower_first(&act), by(due)),
    }
}

/// When the engineer was told of a cycle: `14:00, 14:12`.
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
