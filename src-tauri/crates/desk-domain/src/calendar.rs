//! A team's calendar as its policy describes it: the kind of cover on each day, and the holidays. `support_hours` works
//! out what that means at an instant.

use chrono::{NaiveDate, Weekday};

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
    /// One date with in-hours frames of its own: no other in-hours frame is on that day (rule 25).
    Date(NaiveDate),
    /// Only while a season lasts. In-hours frames of no season are not on its days.
    Season(Box<Season>),
}

/// Two dates between which other hours hold, such as a summer or a Ramadan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Season {
    /// What people call it.
    pub name: String,
    /// The first local date.
    pub first: NaiveDate,
    /// The last local date.
    pub last: NaiveDate,
    /// The days of it that the frame is on.
    pub days: Days,
}

impl Season {
    /// Whether it lasts on a local date.
    #[must_use]
    pub fn is_on(&self, date: NaiveDate) -> bool {
        (self.first..=self.last).contains(&date)
    }
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
