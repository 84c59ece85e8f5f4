//! What each priority would mean: the ticket is folded again with it.

use chrono::{DateTime, Utc};
use desk_contract::triage::WhatIf;
use desk_domain::clock::{self, Standing};
use desk_domain::event::{EventKind, TicketEvent};
use desk_domain::policy::Clock;
use desk_domain::priority::Priority;

use crate::desk::InForce;
use crate::outbox::Target;
use crate::words::{moment, priority_word, targets};

/// P1 to P4 side by side: the ticket folded once more with each of them.
pub(super) fn what_if(policy: &InForce, target: &Target, in_scope: Option<bool>, now: DateTime<Utc>) -> Vec<WhatIf> {
    Priority::ALL
        .map(|priority| one_if(policy, target, priority, in_scope, now))
        .to_vec()
}

pub(super) fn one_if(
    policy: &InForce,
    target: &Target,
    priority: Priority,
    in_scope: Option<bool>,
    now: DateTime<Utc>,
) -> WhatIf {
    let rules = &*policy.rules;
    let mut clocks: clock::Ticket = target.folded.clocks.clone();
    for event in target.raised_event().into_iter().map(|new| new.event) {
        clocks.apply(rules, &event);
    }
    clocks.apply(
        rules,
        &TicketEvent {
            at: now,
            kind: EventKind::Priority { priority, in_scope },
        },
    );
    let pause_over = pause_over(policy, target, &clocks, now);
    let respond = clocks
        .readings(rules, now)
        .into_iter()
        .rfind(|reading| reading.clock == Clock::Respond);
    let open = respond.as_ref().is_some_and(|reading| reading.standing.is_open());
    let due = respond.as_ref().and_then(|reading| reading.due_at).filter(|_| open);
    let late = respond
        .as_ref()
        .is_some_and(|reading| reading.standing == Standing::Breached);
    let respond_by = due.map(|due| moment(&rules.hours, due, now));
    WhatIf {
        priority: priority_word(priority),
        name: policy.name_of(priority).to_owned(),
        respond_said: match (&respond_by, open) {
            (Some(due), _) => due.short.clone(),
            (None, true) => "no deadline".to_owned(),
            (None, false) => "answered".to_owned(),
        },
        respond_by,
        update_said: targets(&rules.policy.rules(priority).update),
        late,
        pause_over,
    }
}

/// A pause that began after the deadline, as it is under the new priority, is over (rule 14).
fn pause_over(policy: &InForce, target: &Target, after: &clock::Ticket, now: DateTime<Utc>) -> String {
    if !target.folded.clocks.is_paused() || after.is_paused() {
        return String::new();
    }
    let due = after.update_due(&policy.rules);
    let due = due.map_or_else(String::new, |due| {
        format!(
            ": the update was due {}, before it began",
            moment(&policy.rules.hours, due, now).short
        )
    });
    format!("This ends the pause{due}. Reply to the tenant.")
}
