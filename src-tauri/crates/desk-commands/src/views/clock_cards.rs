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
        Standing::Running | Standing::AtRisk if facts.due_at.is_some() => left_of(&words::left(&facts, now)),
        Standing::Running | Standing::AtRisk if folded.clocks.priority().is_none() => "after triage".to_owned(),
        Standing::Running | Standing::AtRisk => "no deadline".to_owned(),
        Standing::Breached | Standing::Paused => words::left(&facts, now),
    };
    ClockCard {
        reading: reading(rules, &folded.clocks, cycle, now),
        title: clock_title(cycle.clock()).to_owned(),
        headline,
        detail: clock_detail(rules, &facts, now),
        used: facts.used,
        told,
    }
}

/// `10 min left`, `10 min left (in hours)`.
fn left_of(left: &str) -> String {
    match left.strip_suffix(" in hours") {
        Some(length) => format!("{length} left (in hours)"),
        None => format!("{left} left"),
    }
}

/// `was due 14:12 GMT`, `13:01, 7 min before 13:08`.
fn clock_detail(rules: &Rules, facts: &desk_domain::clock::Reading, now: DateTime<Utc>) -> String {
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
            format!("{verb} {}", words::zoned(&rules.hours, due, now))
        }
        (None, None) if facts.standing == Standing::Paused => match facts.remaining_minutes {
            Some(left) => format!("{} left once resumed", words::length(left)),
            None => String::new(),
        },
        (None, None) => String::new(),
    }
}
