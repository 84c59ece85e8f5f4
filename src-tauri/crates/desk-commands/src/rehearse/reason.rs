//! Why a notification comes, in words: `P2 · first response: 4/5 of 30 min in hours used`.

use desk_domain::clock::{Cycle, Ticket};
use desk_domain::deadline::{Rules, Step};
use desk_domain::notice::Notice;
use desk_domain::policy::{Clock, Stage};

use crate::words::{length, moment};

/// Why one notification comes, by the state of its ticket at that instant.
pub(super) fn of(rules: &Rules, ticket: &Ticket, notice: &Notice) -> String {
    let who = notice
        .priority
        .map_or_else(|| "Untriaged".to_owned(), |priority| priority.to_string());
    let again = match (notice.key.mark.stage, notice.key.mark.n) {
        (Stage::Repeat, _) | (_, 0) => "",
        _ => ", again after a snooze",
    };
    format!("{who} · {}{again}", what(rules, ticket, notice))
}

fn what(rules: &Rules, ticket: &Ticket, notice: &Notice) -> String {
    let mark = notice.key.mark;
    let clock = clock_said(mark.clock);
    let target = || target_said(rules, ticket, notice);
    match mark.stage {
        Stage::Arrived if ticket.is_emergency() => "new, by the emergency route".to_owned(),
        Stage::Arrived => "new, raised in hours".to_owned(),
        Stage::Half => format!("{clock}: half of {} used", target()),
        Stage::FourFifths => format!("{clock}: 4/5 of {} used", target()),
        Stage::Due if notice.late_on_arrival => format!("{clock}: was due before this deadline was set"),
        Stage::Due => format!("{clock}: due after {}", target()),
        Stage::Repeat => {
            let late = notice.due_at.map_or(0, |due| (notice.at - due).num_minutes());
            format!("{clock}: {} late, repeat {}", length(late), mark.n)
        }
        Stage::TenantMessage => "the tenant wrote".to_owned(),
        Stage::Chase => format!("{clock}: paused until now, time to chase"),
        Stage::Digest => match notice.due_at {
            Some(due) => format!("{clock}: due today at {}", moment(&rules.hours, due, notice.at).time),
            None => format!("{clock}: due today"),
        },
    }
}

fn clock_said(clock: Clock) -> &'static str {
    match clock {
        Clock::Respond => "first response",
        Clock::Update => "next update",
        Clock::Triage => "triage",
    }
}

/// The time that was allowed: `30 min in hours`, or the time that the tenant was told instead.
fn target_said(rules: &Rules, ticket: &Ticket, notice: &Notice) -> String {
    let mark = notice.key.mark;
    let of_mark = |cycle: &&Cycle| cycle.clock() == mark.clock && cycle.number() == mark.cycle;
    let steps = ticket
        .cycles()
        .iter()
        .find(of_mark)
        .map_or_else(Vec::new, |cycle| ticket.explain(rules, cycle));
    let promised = steps.iter().any(|step| matches!(step, Step::Promised { .. }));
    let target = steps.into_iter().find_map(|step| match step {
        Step::Target { said } => Some(said),
        _ => None,
    });
    match target {
        Some(said) if !promised => said,
        _ => "the time promised".to_owned(),
    }
}

/// Why several notifications come as one summary.
pub(super) fn of_digest<'a>(items: impl ExactSizeIterator<Item = &'a Notice>) -> String {
    let count = match items.len() {
        1 => "1 thing".to_owned(),
        many => format!("{many} things"),
    };
    let opening = items.into_iter().all(|item| item.key.mark.stage == Stage::Digest);
    if opening {
        format!("{count} due today")
    } else {
        format!("{count} came up while you were away, or waited for support hours")
    }
}
