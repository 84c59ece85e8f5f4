//! Clocks of the domain in the form that the screen and scripts get. Also the three questions of `duty` that need no
//! store: which hours, which deadline, and the clocks of a history.

use chrono::{DateTime, Utc};
use desk_contract::clocks::{Clock, ClockReading, ClockReadings, Deadline, Priority, Standing, WhyKind, WhyStep};
use desk_contract::time::HoursClass;
use desk_domain::calendar;
use desk_domain::clock::{self, Cycle, Reading, Ticket};
use desk_domain::deadline::{Paused, Rules, Step};
use desk_domain::event::TicketEvent;
use desk_domain::policy;
use desk_domain::priority;
use desk_domain::support_hours::{LocalTime, day};

use super::hours::hours_class;

/// The deadline of a clock that starts at `since`, with its sum.
#[must_use]
pub fn deadline(rules: &Rules, priority: priority::Priority, clock: policy::Clock, since: DateTime<Utc>) -> Deadline {
    let due_at = rules.due(priority, clock, since);
    Deadline {
        due_at,
        hours_class: hours_class(rules.hours.class_at(since)),
        calendar_known: rules.hours.calendar_known(due_at.unwrap_or(since).max(since)),
        why: why(rules, &rules.explain(priority, clock, since)),
    }
}

/// The clocks of a history at `now`; later events are left out.
#[must_use]
pub fn clocks_at(rules: &Rules, mut history: Vec<TicketEvent>, now: DateTime<Utc>) -> ClockReadings {
    history.retain(|event| event.at <= now);
    desk_domain::event::sort(&mut history);
    let ticket = Ticket::fold(rules, &history);
    ClockReadings {
        now,
        clocks: ticket
            .cycles()
            .iter()
            .map(|cycle| reading(rules, &ticket, cycle, now))
            .collect(),
    }
}

/// One clock of a ticket, with its sum.
#[must_use]
pub fn reading(rules: &Rules, ticket: &Ticket, cycle: &Cycle, now: DateTime<Utc>) -> ClockReading {
    let Reading {
        clock,
        cycle: number,
        standing,
        started_at,
        due_at,
        ended_at,
        breached_at,
        remaining_minutes,
        used: _,
    } = ticket.reading(rules, cycle, now);
    ClockReading {
        clock: clock_word(clock),
        cycle: number,
        standing: standing_word(standing),
        started_at,
        due_at,
        ended_at,
        breached_at,
        remaining_minutes,
        in_hours: rules.hours.class_at(now) == calendar::HoursClass::InHours,
        why: why(rules, &ticket.explain(rules, cycle)),
    }
}

/// What people call a clock.
pub(crate) const fn clock_title(clock: policy::Clock) -> &'static str {
    match clock {
        policy::Clock::Respond => "First response",
        policy::Clock::Update => "Next update",
        policy::Clock::Triage => "Triage (team rule)",
    }
}

/// A clock as it crosses.
#[must_use]
pub const fn clock_word(clock: policy::Clock) -> Clock {
    match clock {
        policy::Clock::Respond => Clock::Respond,
        policy::Clock::Update => Clock::Update,
        policy::Clock::Triage => Clock::Triage,
    }
}

/// A standing as it crosses.
#[must_use]
pub const fn standing_word(standing: clock::Standing) -> Standing {
    match standing {
        clock::Standing::Running => Standing::Running,
        clock::Standing::AtRisk => Standing::AtRisk,
        clock::Standing::Breached => Standing::Breached,
        clock::Standing::Paused => Standing::Paused,
        clock::Standing::Met => Standing::Met,
        clock::Standing::Missed => Standing::Missed,
        clock::Standing::Stopped => Standing::Stopped,
    }
}

/// A priority as it crosses.
#[must_use]
pub const fn priority_word(priority: priority::Priority) -> Priority {
    match priority {
        priority::Priority::P1 => Priority::P1,
        priority::Priority::P2 => Priority::P2,
        priority::Priority::P3 => Priority::P3,
        priority::Priority::P4 => Priority::P4,
    }
}

/// Several of them.
pub(crate) fn priority_words(priorities: &[priority::Priority]) -> Vec<Priority> {
    priorities.iter().copied().map(priority_word).collect()
}

/// A priority that came in.
#[must_use]
pub const fn priority_of(priority: Priority) -> priority::Priority {
    match priority {
        Priority::P1 => priority::Priority::P1,
        Priority::P2 => priority::Priority::P2,
        Priority::P3 => priority::Priority::P3,
        Priority::P4 => priority::Priority::P4,
    }
}

/// A clock that came in.
#[must_use]
pub const fn clock_of(clock: Clock) -> policy::Clock {
    match clock {
        Clock::Respond => policy::Clock::Respond,
        Clock::Update => policy::Clock::Update,
        Clock::Triage => policy::Clock::Triage,
    }
}

/// The steps of a sum in words.
#[must_use]
pub fn why(rules: &Rules, steps: &[Step]) -> Vec<WhyStep> {
    steps.iter().map(|step| worded(rules, step)).collect()
}

fn worded(rules: &Rules, step: &Step) -> WhyStep {
    match step {
        Step::Start { at, class } => {
            let text = format!("{}, {}", full(rules, *at), class.said());
            plain(WhyKind::Start, "Start", text, Some(*at))
        }
        Step::Opening { at } => {
            let text = format!("{}: outside the out-of-hours scope", full(rules, *at));
            plain(WhyKind::Start, "From the opening", text, Some(*at))
        }
        Step::Target { said } => plain(WhyKind::Target, "Target", said.clone(), None),
        Step::Frame { from, to } => {
            let mut step = stretch(rules, WhyKind::Frame, *from, *to, "of support hours");
            let why = rules.hours.other_hours(rules.hours.local(*from).date);
            step.text.extend(why.map(|why| format!(" ({why})")));
            step
        }
        Step::Elapsed { from, to } => stretch(rules, WhyKind::Elapsed, *from, *to, "elapsed"),
        Step::Skipped { date, why } => plain(WhyKind::Skipped, &day(*date), format!("not counted: {why}"), None),
        Step::Paused { from, to, of } => paused(rules, *from, *to, *of),
        Step::Promised { at } => {
            let text = format!("{}, as the tenant was told", full(rules, *at));
            plain(WhyKind::Promise, "You promised", text, Some(*at))
        }
        Step::Lands { at } => plain(WhyKind::Lands, "Due", full(rules, *at), Some(*at)),
    }
}

/// `Mon 27 Mar 10:00 BST`.
fn full(rules: &Rules, at: DateTime<Utc>) -> String {
    let local = rules.hours.local(at);
    format!("{} {} {}", local.day(), local.clock(), local.zone)
}

fn plain(step: WhyKind, label: &str, text: String, at: Option<DateTime<Utc>>) -> WhyStep {
    WhyStep {
        step,
        label: label.to_owned(),
        text,
        from: at,
        to: None,
        seconds: None,
    }
}

fn stretch(rules: &Rules, step: WhyKind, from: DateTime<Utc>, to: DateTime<Utc>, unit: &str) -> WhyStep {
    let seconds = (to - from).num_seconds();
    WhyStep {
        step,
        label: span(rules, from, to),
        text: format!("{} {unit}", exact(seconds)),
        from: Some(from),
        to: Some(to),
        seconds: Some(seconds),
    }
}

fn paused(rules: &Rules, from: DateTime<Utc>, to: Option<DateTime<Utc>>, of: Paused) -> WhyStep {
    let label = match to {
        Some(to) => span(rules, from, to),
        None => format!("since {}", full(rules, from)),
    };
    WhyStep {
        step: WhyKind::Pause,
        label,
        text: match of {
            Paused::Ticket => "paused, not counted",
            Paused::Incident => "incident paused, not counted",
        }
        .to_owned(),
        from: Some(from),
        to,
        seconds: None,
    }
}

/// `Thu 13 Apr 16:45 to 17:00`, with the second day if it is a different one, and with both zones if the clocks change in
/// between: `Sun 25 Oct 01:50 BST to 01:30 GMT`.
fn span(rules: &Rules, from: DateTime<Utc>, to: DateTime<Utc>) -> String {
    let (from, to) = (rules.hours.local(from), rules.hours.local(to));
    let zones_differ = from.zone != to.zone;
    let clock = |local: &LocalTime| match zones_differ {
        true => format!("{} {}", local.clock(), local.zone),
        false => local.clock(),
    };
    let end = if from.date == to.date {
        clock(&to)
    } else {
        format!("{} {}", to.day(), clock(&to))
    };
    format!("{} {} to {end}", from.day(), clock(&from))
}

/// `15 min`, `20 s`, `1 min 30 s`, `1 h 48 min`: seconds count in a sum below an hour.
fn exact(seconds: i64) -> String {
    match (seconds / 60, seconds % 60) {
        (minutes @ 60.., _) => in_hours(minutes),
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

/// `8 h`, `40 h 20 min`: working time has no days.
fn in_hours(minutes: i64) -> String {
    match (minutes / 60, minutes % 60) {
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// The hours class in words of a file.
#[must_use]
pub const fn class_word(class: HoursClass) -> &'static str {
    match class {
        HoursClass::InHours => calendar::HoursClass::InHours.word(),
        HoursClass::Waking => calendar::HoursClass::Waking.word(),
        HoursClass::Overnight => calendar::HoursClass::Overnight.word(),
    }
}
