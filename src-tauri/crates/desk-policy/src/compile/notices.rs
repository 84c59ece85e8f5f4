//! Which notifications come when, and how an emergency is recognised.

use desk_domain::policy::{Clock, EmergencyRoute, NoticeRules, Stage, StageRule};
use desk_domain::priority::Priority;
use desk_domain::time::ElapsedTime;

use super::{all, on_the_wall, priorities, said};
use crate::at::At;
use crate::diagnostic::Findings;
use crate::file::{ClockWord, EmergencyTable, NoticesTable, StageTable, StageWord};

pub(super) fn notices(table: Option<&NoticesTable>, found: &mut Findings<'_>) -> Option<NoticeRules> {
    let usual = usual();
    let Some(table) = table else {
        return Some(usual);
    };
    let stages = match &table.stages {
        Some(rows) => all(rows, |row| stage_rule(row, found)),
        None => Some(usual.stages),
    };
    let repeat_every = on_the_wall(table.repeat_every.as_ref(), usual.repeat_every, found);
    let after = on_the_wall(
        table.repeat_after_acknowledge.as_ref(),
        usual.repeat_after_acknowledge,
        found,
    );
    let or_usual = |words: &Option<Vec<_>>, usual| words.as_ref().map_or(usual, |words| priorities(words));
    Some(NoticeRules {
        arrived: table.arrived.unwrap_or(usual.arrived),
        stages: stages?,
        at_any_hour: or_usual(&table.at_any_hour, usual.at_any_hour),
        repeated: or_usual(&table.repeated, usual.repeated),
        repeat_every: repeat_every?,
        repeat_after_acknowledge: after?,
        in_opening_digest: or_usual(&table.in_opening_digest, usual.in_opening_digest),
        tenant_message: or_usual(&table.tenant_message, usual.tenant_message),
    })
}

/// The stages of rule 20, for a policy that leaves them out.
fn usual() -> NoticeRules {
    use Priority::{P1, P2, P3};
    let rule = |clock, stage, priorities: &[Priority]| StageRule {
        clock,
        stage,
        priorities: priorities.to_vec(),
    };
    NoticeRules {
        arrived: true,
        stages: vec![
            rule(Clock::Respond, Stage::Half, &[P1, P2]),
            rule(Clock::Respond, Stage::FourFifths, &[P1, P2, P3]),
            rule(Clock::Respond, Stage::Due, &Priority::ALL),
            rule(Clock::Update, Stage::FourFifths, &[P1, P2, P3]),
            rule(Clock::Update, Stage::Due, &Priority::ALL),
            rule(Clock::Triage, Stage::Due, &[]),
        ],
        at_any_hour: vec![P1],
        repeated: vec![P1],
        repeat_every: ElapsedTime::from_minutes(10),
        repeat_after_acknowledge: ElapsedTime::from_minutes(30),
        in_opening_digest: vec![Priority::P4],
        tenant_message: vec![P1, P2],
    }
}

fn stage_rule(row: &StageTable, found: &mut Findings<'_>) -> Option<StageRule> {
    let (clock, stage) = (row.clock.as_ref()?, row.at.as_ref()?);
    let triage = clock.value == ClockWord::Triage;
    if triage != row.priorities.is_empty() {
        let (message, hint) = if triage {
            ("the triage clock runs before there is a priority", "leave `for` out")
        } else {
            (
                "this stage isn’t used for any priority",
                "say for which, for example `for = [\"P1\", \"P2\"]`",
            )
        };
        found.error(&clock.span, message, hint);
        return None;
    }
    Some(StageRule {
        clock: clock_of(clock.value),
        stage: stage_of(stage.value),
        priorities: priorities(&row.priorities),
    })
}

const fn clock_of(word: ClockWord) -> Clock {
    match word {
        ClockWord::Respond => Clock::Respond,
        ClockWord::Update => Clock::Update,
        ClockWord::Triage => Clock::Triage,
    }
}

const fn stage_of(word: StageWord) -> Stage {
    match word {
        StageWord::Half => Stage::Half,
        StageWord::FourFifths => Stage::FourFifths,
        StageWord::Due => Stage::Due,
    }
}

pub(super) fn emergency_route(table: Option<&EmergencyTable>, found: &mut Findings<'_>) -> Option<EmergencyRoute> {
    let Some(table) = table else {
        return Some(EmergencyRoute::default());
    };
    // An empty word would match whatever has no queue or label.
    let mut words = |words: &[At<String>]| all(words, |word| said(Some(word), found));
    let (queues, labels, addresses) = (words(&table.queues), words(&table.labels), words(&table.addresses));
    for address in table
        .addresses
        .iter()
        .filter(|address| !address.value.trim().is_empty() && !address.value.contains('@'))
    {
        let hint = "for example `emergency@example.org`";
        found.error(
            &address.span,
            format!("`{}` isn’t an email address", address.value),
            hint,
        );
    }
    Some(EmergencyRoute {
        queues: queues?,
        labels: labels?,
        addresses: addresses?,
    })
}
