//! One deadline: a start, an allowed time, and the pauses in between. The same code finds the deadline and explains it;
//! for an explanation it also records its steps.

use chrono::{NaiveDate, TimeDelta};

use crate::calendar::HoursClass;
use crate::policy::{Clock, Policy, Target};
use crate::priority::Priority;
use crate::support_hours::{DayOff, SupportHours, UnknownZone};
use crate::time::{Allowed, Instant, Millis, instant, millis};

/// A policy and its calendar: what every rule is asked with.
#[derive(Debug, Clone)]
pub struct Rules {
    /// What the team decided.
    pub policy: Policy,
    /// The calendar of `policy.hours`.
    pub hours: SupportHours,
}

impl Rules {
    /// Lays out the calendar of a policy.
    ///
    /// # Errors
    /// [`UnknownZone`] when the bundled zone data does not have the policy's zone.
    pub fn new(policy: Policy) -> Result<Self, UnknownZone> {
        let hours = SupportHours::new(&policy.hours)?;
        Ok(Self { policy, hours })
    }

    /// The target of a clock at a priority that starts at `since`, judged by the hours class at that instant (rule 1).
    /// `None` where the policy has none.
    #[must_use]
    pub fn target(&self, priority: Priority, clock: Clock, since: Instant) -> Option<&Target> {
        self.target_in(priority, clock, self.hours.class_at(since))
    }

    pub(crate) fn target_in(&self, priority: Priority, clock: Clock, class: HoursClass) -> Option<&Target> {
        let rules = self.policy.rules(priority);
        match clock {
            Clock::Respond => rules.respond.at(class),
            Clock::Update => rules.update.at(class),
            Clock::Triage => self.policy.triage_within.as_ref(),
        }
    }

    /// The deadline of a clock that starts at `since`, without a history. `None` where the policy has no target, or
    /// past the end of the calendar.
    #[must_use]
    pub fn due(&self, priority: Priority, clock: Clock, since: Instant) -> Option<Instant> {
        let target = self.target(priority, clock, since)?;
        due(&self.hours, since, target.allowed)
    }

    /// The sum that [`Rules::due`] does, step by step.
    #[must_use]
    pub fn explain(&self, priority: Priority, clock: Clock, since: Instant) -> Vec<Step> {
        let mut steps = vec![Step::Start {
            at: since,
            class: self.hours.class_at(since),
        }];
        if let Some(target) = self.target(priority, clock, since) {
            steps.push(Step::Target {
                said: target.said.clone(),
            });
            steps.extend(explain(&self.hours, since, target.allowed));
        }
        steps
    }
}

/// The deadline of `allowed` from `start`; `None` past the end of the calendar.
#[must_use]
pub fn due(hours: &SupportHours, start: Instant, allowed: Allowed) -> Option<Instant> {
    match walk(hours, millis(start), allowed, &[], &mut Silent) {
        Landing::At(at) => Some(instant(at)),
        Landing::Held { .. } | Landing::Beyond => None,
    }
}

/// The steps of [`due`]; the seconds of its `Frame` and `Elapsed` steps add up to `allowed`.
#[must_use]
pub fn explain(hours: &SupportHours, start: Instant, allowed: Allowed) -> Vec<Step> {
    let mut steps = Vec::new();
    walk(hours, millis(start), allowed, &[], &mut steps);
    steps
}

/// One step of the sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Where the clock starts.
    Start {
        /// When.
        at: Instant,
        /// The class that chose the target.
        class: HoursClass,
    },
    /// Outside the out-of-hours scope: counted from the opening instead (rule 16).
    Opening {
        /// The opening.
        at: Instant,
    },
    /// The target that applies, in words.
    Target {
        /// As the policy says it.
        said: String,
    },
    /// Working time taken from one frame.
    Frame {
        /// From.
        from: Instant,
        /// To.
        to: Instant,
    },
    /// Elapsed time taken.
    Elapsed {
        /// From.
        from: Instant,
        /// To.
        to: Instant,
    },
    /// A day without working hours between two frames.
    Skipped {
        /// The local date.
        date: NaiveDate,
        /// Why.
        why: DayOff,
    },
    /// A pause that is taken out.
    Paused {
        /// From.
        from: Instant,
        /// To; `None`: still paused.
        to: Option<Instant>,
        /// What was paused.
        of: Paused,
    },
    /// An earlier time that the tenant was told (rule 9).
    Promised {
        /// When.
        at: Instant,
    },
    /// The deadline.
    Lands {
        /// When.
        at: Instant,
    },
}

/// What is paused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Paused {
    /// The ticket: we wait for the tenant (rule 10).
    Ticket,
    /// Its incident, until a time that the tenant was told (rule 18).
    Incident,
}

/// A stretch that does not count; `to` is `None` while it lasts and nobody knows until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pause {
    pub(crate) from: Millis,
    pub(crate) to: Option<Millis>,
    pub(crate) of: Paused,
}

/// Where a walk ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Landing {
    /// At an instant.
    At(Millis),
    /// In a pause that still lasts, with so much of its own time left.
    Held { left: Millis },
    /// Past the end of the calendar.
    Beyond,
}

/// Keeps steps, or not.
pub(crate) trait Keep {
    /// Calls `step` only if steps are kept.
    fn keep(&mut self, steps: impl FnOnce(&mut Vec<Step>));
}

/// Keeps nothing.
pub(crate) struct Silent;

impl Keep for Silent {
    fn keep(&mut self, _steps: impl FnOnce(&mut Vec<Step>)) {}
}

impl Keep for Vec<Step> {
    fn keep(&mut self, steps: impl FnOnce(&mut Vec<Step>)) {
        steps(self);
    }
}

/// Spends `allowed` from `start` on, leaving the pauses out. Pauses are in order, after `start`, and do not overlap.
pub(crate) fn walk(
    hours: &SupportHours,
    start: Millis,
    allowed: Allowed,
    pauses: &[Pause],
    steps: &mut impl Keep,
) -> Landing {
    let mut from = start;
    let mut left = allowed.millis();
    let mut paused = false;
    let spent = |from, left, paused| match paused {
        true => after_pause(hours, from, allowed.with_millis(left)),
        false => add(hours, from, allowed.with_millis(left)),
    };
    for pause in pauses {
        let Some(lands) = spent(from, left, paused) else {
            return Landing::Beyond;
        };
        if lands < pause.from {
            return land(hours, from, lands, allowed, steps);
        }
        spend(hours, from, pause.from, allowed, steps);
        left -= between(hours, allowed, from, pause.from);
        steps.keep(|steps| {
            steps.push(Step::Paused {
                from: instant(pause.from),
                to: pause.to.map(instant),
                of: pause.of,
            });
        });
        match pause.to {
            Some(to) => from = to,
            None => return Landing::Held { left },
        }
        paused = true;
    }
    match spent(from, left, paused) {
        Some(lands) => land(hours, from, lands, allowed, steps),
        None => Landing::Beyond,
    }
}

fn land(hours: &SupportHours, from: Millis, lands: Millis, allowed: Allowed, steps: &mut impl Keep) -> Landing {
    spend(hours, from, lands, allowed, steps);
    steps.keep(|steps| steps.push(Step::Lands { at: instant(lands) }));
    Landing::At(lands)
}

fn add(hours: &SupportHours, from: Millis, allowed: Allowed) -> Option<Millis> {
    match allowed {
        Allowed::Elapsed(time) => from.checked_add(time.millis()),
        Allowed::Working(time) => hours.add_working_millis(from, time.millis()),
    }
}

/// When what was left at a pause is over. Where no working time is left and the pause ends out of hours, that is the
/// next opening (rule 22): nobody works in between.
pub(crate) fn after_pause(hours: &SupportHours, to: Millis, left: Allowed) -> Option<Millis> {
    match left {
        Allowed::Working(time) if time.millis() <= 0 => hours.opening_from(to),
        left => add(hours, to, left),
    }
}

/// Own time of a clock that runs in the unit of `unit`, from `from` to `to`; at least 0.
pub(crate) fn between(hours: &SupportHours, unit: Allowed, from: Millis, to: Millis) -> Millis {
    match unit {
        Allowed::Elapsed(_) => (to - from).max(0),
        Allowed::Working(_) => hours.working_millis(from, to),
    }
}

fn spend(hours: &SupportHours, from: Millis, to: Millis, allowed: Allowed, steps: &mut impl Keep) {
    steps.keep(|steps| match allowed {
        Allowed::Elapsed(_) if from < to => steps.push(Step::Elapsed {
            from: instant(from),
            to: instant(to),
        }),
        Allowed::Elapsed(_) => {}
        Allowed::Working(_) => spend_frames(hours, from, to, steps),
    });
}

fn spend_frames(hours: &SupportHours, from: Millis, to: Millis, steps: &mut Vec<Step>) {
    let mut last = from;
    for (begins, ends) in hours.frames_between(from, to) {
        skip_days(hours, last, begins, steps);
        steps.push(Step::Frame {
            from: instant(begins),
            to: instant(ends),
        });
        last = ends;
    }
}

/// The days off that lie between the end of one frame and the beginning of the next.
fn skip_days(hours: &SupportHours, from: Millis, to: Millis, steps: &mut Vec<Step>) {
    let last = hours.local(instant(to)).date;
    let mut date = hours.local(instant(from)).date;
    while date < last {
        if let Some(why) = hours.day_off(date) {
            steps.push(Step::Skipped { date, why });
        }
        date += TimeDelta::days(1);
    }
}
