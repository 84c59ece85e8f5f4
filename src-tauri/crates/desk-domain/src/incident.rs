//! The course of an incident (rule 18): how long people work on it without a break, and when it may be paused. Pure:
//! its instants are arguments. `clock` folds what a pause means for the clocks of its tickets.

use crate::calendar::HoursClass;
use crate::clock::Ticket;
use crate::deadline::Rules;
use crate::time::{ElapsedTime, Instant};

/// A pause, as it was written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    /// From when.
    pub at: Instant,
    /// When it was announced to go on.
    pub continues_at: Instant,
    /// When it went on before that.
    pub continued_at: Option<Instant>,
}

impl Pause {
    /// When work went on, or will.
    #[must_use]
    pub fn ends_at(&self) -> Instant {
        self.continued_at
            .map_or(self.continues_at, |early| early.min(self.continues_at))
    }
}

/// What an incident does at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Course {
    /// It is worked on.
    Worked {
        /// Without a break since.
        since: Instant,
        /// When it has to be paused: nobody works longer without a break.
        pause_by: Instant,
    },
    /// It is paused.
    Paused {
        /// From when.
        since: Instant,
        /// Until when.
        continues_at: Instant,
    },
}

/// The state at `now` of an incident that was opened at `opened_at`. It resumes by itself at the announced time,
/// because the tenants were told that time.
#[must_use]
pub fn course(longest: ElapsedTime, opened_at: Instant, pauses: &[Pause], now: Instant) -> Course {
    let begun = |pause: &&Pause| pause.at <= now;
    match pauses.iter().filter(begun).max_by_key(|pause| pause.at) {
        Some(last) if now < last.ends_at() => Course::Paused {
            since: last.at,
            continues_at: last.continues_at,
        },
        last => {
            let since = last.map_or(opened_at, Pause::ends_at);
            let pause_by = since + longest.delta();
            Course::Worked { since, pause_by }
        }
    }
}

/// Whether somebody works on it at any hour: its priority notifies at any hour and is in the out-of-hours scope. Notes
/// without a ticket, or with a ticket that has no priority yet, count as covered, because nobody has said otherwise.
#[must_use]
pub fn has_cover(rules: &Rules, ticket: Option<&Ticket>) -> bool {
    let Some(priority) = ticket.and_then(Ticket::priority) else {
        return true;
    };
    let at_any_hour = &rules.policy.notices.at_any_hour;
    at_any_hour.contains(&priority) && ticket.is_some_and(|ticket| !ticket.is_out_of_scope())
}

/// Whether the lead has to say why it is paused at `now`: it has cover, and the longest stretch is not over.
#[must_use]
pub fn needs_a_reason(course: Course, has_cover: bool, now: Instant) -> bool {
    match course {
        Course::Worked { pause_by, .. } => has_cover && now < pause_by,
        Course::Paused { .. } => has_cover,
    }
}

/// When work resumes if nobody says otherwise: the next opening. `None` after the end of the calendar.
#[must_use]
pub fn usual_continuation(rules: &Rules, now: Instant) -> Option<Instant> {
    let date = |at| rules.hours.local(at).date;
    let in_hours = rules.hours.class_at(now) == HoursClass::InHours;
    let mut opening = rules.hours.next_opening(now)?;
    // If it is paused in hours, it resumes on another day: the end of a lunch break doesn't count.
    while in_hours && date(opening) == date(now) {
        opening = rules.hours.next_opening(opening)?;
    }
    Some(opening)
}
