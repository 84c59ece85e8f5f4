//! What a team decided, as the rules use it. `desk-policy` makes these types from a policy file and vouches for them;
//! nothing here is checked again.

use std::fmt;

use chrono::{NaiveDate, Weekday};

use crate::time::{Allowed, ElapsedTime, WorkingTime};
use crate::triage::Form;

/// The result of triage. The manual says "severity level" and "classification" for the same scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Priority {
    /// Critical.
    P1,
    /// Major.
    P2,
    /// Significant.
    P3,
    /// Minor.
    P4,
}

impl Priority {
    /// All four, most urgent first.
    pub const ALL: [Self; 4] = [Self::P1, Self::P2, Self::P3, Self::P4];

    /// 0 for P1 to 3 for P4.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// `"P1"` to `"P4"`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::P1 => "P1",
            Self::P2 => "P2",
            Self::P3 => "P3",
            Self::P4 => "P4",
        }
    }

    /// Reads `"P1"` to `"P4"`; `None` for anything else.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.word() == word)
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// The kind of cover at an instant (the support manual, "Support hours").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HoursClass {
    /// In hours.
    InHours,
    /// Out of hours, waking.
    Waking,
    /// Out of hours, overnight: every hour that no frame of the other two covers.
    Overnight,
}

impl HoursClass {
    /// All three.
    pub const ALL: [Self; 3] = [Self::InHours, Self::Waking, Self::Overnight];

    /// 0, 1 or 2.
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// `"in_hours"`, `"waking"` or `"overnight"`: the word in files.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::InHours => "in_hours",
            Self::Waking => "waking",
            Self::Overnight => "overnight",
        }
    }

    /// As people say it: `"in hours"`, `"waking"`, `"overnight"`.
    #[must_use]
    pub const fn said(self) -> &'static str {
        match self {
            Self::InHours => "in hours",
            Self::Waking => "waking",
            Self::Overnight => "overnight",
        }
    }
}

/// The days that a frame is on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Days {
    /// These weekdays, but not on a holiday.
    Working(Vec<Weekday>),
    /// Every day that is not a working day: a holiday, or a weekday that no in-hours frame names.
    NonWorking,
    /// Every day.
    Every,
}

/// A frame of a day, half open: the end belongs to what comes next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frame {
    /// The days on which it starts.
    pub days: Days,
    /// Local minutes after midnight, 0 to 1439.
    pub from_minute: u16,
    /// Local minutes after midnight, 1 to 1440; not after `from_minute` means that it ends on the next day.
    pub to_minute: u16,
}

/// A day without in-hours cover, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The local date.
    pub date: NaiveDate,
    /// What people call it, for example `Easter Monday`.
    pub name: String,
}

/// The calendar of a team.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hours {
    /// IANA name of the zone, for example `Europe/London`. Known to the bundled zone data.
    pub zone: String,
    /// In-hours frames.
    pub in_hours: Vec<Frame>,
    /// Waking frames; in-hours frames win where both cover an instant.
    pub waking: Vec<Frame>,
    /// Bank holidays and days added by hand, less the days removed by hand. Any order.
    pub holidays: Vec<Holiday>,
    /// The last date for which the bank holidays are known; `None` when the policy has no holiday region, so that
    /// weekdays alone decide.
    pub holidays_known_until: Option<NaiveDate>,
}

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

/// The stages of a notice (rule 20).
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

/// One line of the notice table: this stage of this clock is told for these priorities.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StageRule {
    /// The clock.
    pub clock: Clock,
    /// `Half`, `FourFifths` or `Due`.
    pub stage: Stage,
    /// For which priorities; ignored for the triage clock, which has none.
    pub priorities: Vec<Priority>,
}

/// What is told, when (rules 20 to 22).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeRules {
    /// Whether any new issue is told on arrival in hours. The emergency route is told at any hour.
    pub arrived: bool,
    /// The stages that are told.
    pub stages: Vec<StageRule>,
    /// Priorities that are told out of hours too; the others wait for the opening (rule 21).
    pub at_any_hour: Vec<Priority>,
    /// Priorities whose lateness is repeated until acknowledged.
    pub repeated: Vec<Priority>,
    /// Between repeats, from due on.
    pub repeat_every: ElapsedTime,
    /// From an acknowledgement to the next repeat.
    pub repeat_after_acknowledge: ElapsedTime,
    /// Priorities with a line in the opening digest of the day they are due.
    pub in_opening_digest: Vec<Priority>,
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
    /// What is told, when.
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
