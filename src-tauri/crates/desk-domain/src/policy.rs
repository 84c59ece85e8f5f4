//! What a team decided, in the form that the rules use. `desk-policy` makes these types from a policy file and has
//! checked them; nothing here is checked again.

use crate::calendar::{Hours, HoursClass};
use crate::form::Form;
use crate::priority::Priority;
use crate::time::{Allowed, ElapsedTime, WorkingTime};

/// The allowed time of one clock at one priority, and the words for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// How long.
    pub allowed: Allowed,
    /// As people say it, for example `2 business days` or `1 h at any hour`.
    pub said: String,
}

/// A target for each hours class at the instant a clock starts (rule 1); `None`: the policy has no target there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Targets {
    by_class: [Option<Target>; 3],
}

impl Targets {
    /// In the order of [`HoursClass::ALL`].
    #[must_use]
    pub const fn new(by_class: [Option<Target>; 3]) -> Self {
        Self { by_class }
    }

    /// The target of a clock that starts in `class`.
    #[must_use]
    pub fn at(&self, class: HoursClass) -> Option<&Target> {
        self.by_class[class.index()].as_ref()
    }
}

/// One row of the manual's severity table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PriorityRules {
    /// For example `Critical Incident`.
    pub name: String,
    /// The manual's examples, word for word.
    pub examples: Vec<String>,
    /// Time to the first response.
    pub respond: Targets,
    /// Time between updates.
    pub update: Targets,
}

/// The stages of a notification (rule 20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// A new issue.
    Arrived,
    /// Half of the target is used.
    Half,
    /// Four fifths of the target are used.
    FourFifths,
    /// The deadline.
    Due,
    /// Late and not acknowledged: again.
    Repeat,
    /// The chase date of a paused update.
    Chase,
    /// The tenant wrote.
    TenantMessage,
    /// Several at once, after a gap.
    Digest,
}

/// Which clock of a ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Clock {
    /// First response.
    Respond,
    /// Next update.
    Update,
    /// The team's own rule: triage within.
    Triage,
}

/// One line of the notification table: this stage of this clock notifies for these priorities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageRule {
    /// The clock.
    pub clock: Clock,
    /// `Half`, `FourFifths` or `Due`.
    pub stage: Stage,
    /// For which priorities; ignored for the triage clock, which has none.
    pub priorities: Vec<Priority>,
}

/// Which notifications come, and when (rules 20 to 22).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRules {
    /// Whether any new issue notifies when it arrives in hours. The emergency route notifies at any hour.
    pub arrived: bool,
    /// The stages that notify.
    pub stages: Vec<StageRule>,
    /// Priorities that also notify out of hours; the others wait until support hours begin (rule 21).
    pub at_any_hour: Vec<Priority>,
    /// Priorities whose lateness is repeated until acknowledged.
    pub repeated: Vec<Priority>,
    /// Between repeats, from due on.
    pub repeat_every: ElapsedTime,
    /// From an acknowledgement to the next repeat.
    pub repeat_after_acknowledge: ElapsedTime,
    /// Priorities with a line in the opening digest of the day they are due.
    pub in_opening_digest: Vec<Priority>,
    /// Priorities for which each message of the tenant notifies.
    pub tenant_message: Vec<Priority>,
}

/// How an issue is known to have come by the emergency route (rule 15). Any match is enough; compared without case.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EmergencyRoute {
    /// Queues or departments.
    pub queues: Vec<String>,
    /// Labels.
    pub labels: Vec<String>,
    /// Addresses that it was written to.
    pub addresses: Vec<String>,
}

/// Everything a team decided that the rules need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Stable name, for example `govuk-paas-2016`.
    pub name: String,
    /// The calendar.
    pub hours: Hours,
    /// The length of a business day in working time.
    pub business_day: WorkingTime,
    /// P1 to P4.
    pub priorities: [PriorityRules; 4],
    /// The team's own rule: triage within so much working time; `None`: no triage clock.
    pub triage_within: Option<Target>,
    /// Default time from a pause to its chase date.
    pub chase_after: WorkingTime,
    /// How long an incident is worked on without a break (rule 18).
    pub incident_break_after: ElapsedTime,
    /// Whether out-of-hours cover is limited to a list of things, so that triage asks which (rule 16).
    pub out_of_hours_scope: bool,
    /// The priority of the emergency route.
    pub emergency_priority: Priority,
    /// How the emergency route is recognised.
    pub emergency_route: EmergencyRoute,
    /// Which notifications come, and when.
    pub notices: NoticeRules,
    /// The triage form.
    pub triage: Form,
}

impl Policy {
    /// The row of the severity table.
    #[must_use]
    pub const fn rules(&self, priority: Priority) -> &PriorityRules {
        &self.priorities[priority.index()]
    }
}
