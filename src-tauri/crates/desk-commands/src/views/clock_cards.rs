//! The clocks of a ticket, each on a card.

use chrono::{DateTime, Utc};
use desk_contract::ticket::ClockCard;
use desk_domain::clock::{Cycle, Standing};
use desk_domain::deadline::Rules;
use desk_store::{Reader, StoreError};

use crate::notices::told;
use crate::ticket::Folded;
use crate::words;
use crate::words::{clock_title, moment, reading};

pub(super) fn clock_cards(
    read: &Reader,
    rules: &Rules,
    folded: &Folded,
    now: DateTime<Utc>,
) -> Result<Vec<ClockCard>, StoreError> {
    if folded.is_before_dutydesk() {
        return Ok(Vec::new());
    }
    let ledger = read.desk().ledger([folded.standing_for()])?;
    let latest = |cycle: &&Cycle| {
        let others = folded
            .clocks
            .cycles()
            .iter()
            .filter(|other| other.clock() == cycle.clock());
        others.map(Cycle::number).max() == Some(cycle.number())
    };
    Ok(folded
        .clocks
        .cycles()
        .iter()
        .filter(latest)
        .map(|cycle| card(rules, folded, cycle, told(rules, &ledger, cycle, now), now))
        .collect())
}

fn card(rules: &Rules, folded: &Folded, cycle: &Cycle, told: String, now: DateTime<Utc>) -> ClockCard {
    let facts = folded.clocks.reading(rules, cycle, now);
    let headline = match facts.standing {
        Standing::Met => "met".to_owned(),
        Standing::Missed => "missed".to_owned(),
        Standing::Stopped => "stopped".to_owned(),
        Standing::Running | Standing::AtRisk if facts.due_at.is_some() => words::left_said(&facts, now),
        Standing::Running | Standing::AtRisk if folded.clocks.priority().is_none() => "after triage".to_owned(),
        Standing::Running | Standing::AtRisk => "no deadline".to_owned(),
        Standing::Breached | Standing::Paused => words::left(&facts, now),
    };
    ClockCard {
        reading: reading(rules, &folded.clocks, cycle, now),
        title: clock_title(cycle.clock()).to_owned(),
        headline,
        detail: clock_detail(rules, folded, &facts, now),
        used: facts.used,
        told,
    }
}

/// `was due 14:12 GMT`, `due Tue 10:27 GMT, 1 h 57 min left (in hours)`, `13:01, 7 min before 13:08`.
fn clock_detail(rules: &Rules, folded: &Folded, facts: &desk_domain::clock::Reading, now: DateTime<Utc>) -> String {
    let local = |at| moment(&rules.hours, at, now);
    match (facts.ended_at, facts.due_at) {
        (Some(ended), Some(due)) => {
            let minutes = (due - ended).num_minutes();
            let side = if ended <= due { "before" } else { "after" };
            format!(
                "{}, {} {side} {}",
                local(ended).short,
                words::length(minutes),
                local(due).short
            )
        }
        (Some(ended), None) => local(ended).short,
        (None, Some(due)) => {
            let verb = match facts.standing {
                Standing::Breached => "was due",
                Standing::Paused => "incident paused, due",
                _ => "due",
            };
            let due = format!("{verb} {}", words::zoned(&rules.hours, due, now));
            let own = words::beside(facts, now);
            own.map_or_else(|| due.clone(), |own| format!("{due}, {own}"))
        }
        (None, None) if facts.standing == Standing::Paused => {
            let reminder = folded
                .clocks
                .chase_at()
                .map(|at| format!("Reminder {}", local(at).short));
            let left = facts.remaining_minutes.map(words::length);
            let left = left.map(|left| format!("{left} left once resumed"));
            reminder.into_iter().chain(left).collect::<Vec<_>>().join(". ")
        }
        (None, None) => String::new(),
    }
}
