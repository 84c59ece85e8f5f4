//! The breaks of an incident (rule 18). It is paused until a time that the tenants are told, and nobody works on it for
//! too long without a break. A pause is a row of the incident, a line of its timeline, and an event with a note on each
//! ticket.

use chrono::{DateTime, Utc};
use desk_contract::incident::IncidentCourse;
use desk_domain::clock;
use desk_domain::deadline::Rules;
use desk_domain::incident::{Course, course, has_cover, needs_a_reason, usual_continuation};
use desk_domain::policy::Clock;
use desk_store::desk::incident::Incident;
use desk_store::{Reader, StoreError};

use super::found;
use crate::ticket::Folded;
use crate::words::{length, moment, zoned};

/// How an incident whose notes are open is worked on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Break {
    pub(super) course: Course,
    pub(super) has_cover: bool,
}

impl Break {
    /// `ticket` is the incident's own. `None` once the notes are closed.
    pub(crate) fn of(
        read: &Reader,
        rules: &Rules,
        incident: &Incident,
        ticket: Option<&Folded>,
        now: DateTime<Utc>,
    ) -> Result<Option<Self>, StoreError> {
        if incident.closed_at.is_some() {
            return Ok(None);
        }
        Ok(Some(Self {
            course: course_of(read, rules, incident, now)?,
            has_cover: has_cover(rules, ticket.map(|folded| &folded.clocks)),
        }))
    }

    /// While it is paused: when work resumes.
    pub(crate) fn paused_until(&self) -> Option<DateTime<Utc>> {
        match self.course {
            Course::Paused { continues_at, .. } => Some(continues_at),
            Course::Worked { .. } => None,
        }
    }

    pub(crate) fn view(&self, rules: &Rules, now: DateTime<Utc>) -> IncidentCourse {
        let said = |at| zoned(&rules.hours, at, now);
        let overdue = overdue(self.course, now);
        let sentence = match self.course {
            Course::Paused { since, continues_at } => {
                format!("Paused since {}, resumes {}", said(since), said(continues_at))
            }
            Course::Worked { since, pause_by } => {
                let worked = length((now - since).num_minutes());
                match overdue {
                    Some(_) => format!("{worked} without a break. Pause it, and write down the current state"),
                    None => format!("{worked} without a break. Pause it by {}", said(pause_by)),
                }
            }
        };
        IncidentCourse {
            sentence,
            paused: self.paused_until().is_some(),
            overdue: overdue.is_some(),
            usual: usual_continuation(rules, now).map(|at| moment(&rules.hours, at, now)),
            asks_why: needs_a_reason(self.course, self.has_cover, now),
        }
    }
}

fn course_of(read: &Reader, rules: &Rules, incident: &Incident, now: DateTime<Utc>) -> Result<Course, StoreError> {
    let pauses = read.desk().incident_pauses(incident.id)?;
    Ok(course(
        rules.policy.incident_break_after,
        incident.opened_at,
        &pauses,
        now,
    ))
}

/// How long it was worked on, in minutes, once that is too long.
fn overdue(course: Course, now: DateTime<Utc>) -> Option<i64> {
    match course {
        Course::Worked { since, pause_by } if now >= pause_by => Some((now - since).num_minutes()),
        _ => None,
    }
}

/// What a tenant knows about a pause.
pub(super) struct Told {
    pub sentence: String,
    /// They still have to be told.
    pub is_owed: bool,
}

/// What a tenant knows about the pause of an incident that resumes at `continues_at`. `None` if nobody waits for an
/// update.
pub(crate) fn told(
    rules: &Rules,
    clocks: &clock::Ticket,
    continues_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<Told> {
    if clocks.is_resolved() || clocks.is_paused() || !clocks.has_tenant() {
        return None;
    }
    let update = clocks
        .cycles()
        .iter()
        .rev()
        .find(|cycle| cycle.clock() == Clock::Update);
    let promised = update.and_then(|cycle| cycle.promised_at());
    let told = promised.filter(|told| *told >= continues_at);
    Some(Told {
        sentence: told.map_or_else(
            || "Tell them when work resumes. Until then their update clock keeps running".to_owned(),
            |told| format!("Tenant told: next update by {}", zoned(&rules.hours, told, now)),
        ),
        is_owed: told.is_none(),
    })
}

/// The warnings about open incidents that people have worked on for too long without a break.
pub(crate) fn warnings(
    read: &Reader,
    rules: &Rules,
    open: &[Incident],
    now: DateTime<Utc>,
) -> Result<Vec<String>, StoreError> {
    let mut warnings = Vec::new();
    for incident in open {
        let course = course_of(read, rules, incident, now)?;
        if let Some(minutes) = overdue(course, now) {
            let name = found::name(read, rules, incident)?;
            let worked = length(minutes);
            warnings.push(format!(
                "{name}: {worked} without a break. Pause it and write down the current state, or close its notes."
            ));
        }
    }
    Ok(warnings)
}
