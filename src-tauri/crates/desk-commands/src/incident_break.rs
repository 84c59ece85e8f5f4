//! An incident's breaks (rule 18): it is paused until a time that the tenants are told, and nobody works on it for too
//! long on end. A pause is a row of the incident, a line of its timeline, and an event with its note on each ticket.

use chrono::{DateTime, Utc};
use desk_contract::events::DeskEvent;
use desk_contract::incident::{IncidentCourse, IncidentPauseRequest, IncidentRequest, IncidentView};
use desk_domain::clock;
use desk_domain::deadline::Rules;
use desk_domain::event::EventKind;
use desk_domain::incident::{Course, course, has_cover, needs_a_reason, usual_continuation};
use desk_domain::policy::Clock;
use desk_store::desk::incident::{Incident, LineKind};
use desk_store::{Reader, StoreError};

use crate::acts::{self, Target};
use crate::desk::Desk;
use crate::error::{self, Answer};
use crate::folded::Folded;
use crate::incident::{self, LONGEST_LINE};
use crate::reply::whole_minute;
use crate::words::{length, moment, zoned};

/// How an incident whose notes are open is worked on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Break {
    course: Course,
    has_cover: bool,
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

    /// While it is paused: when it goes on.
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
                format!("Paused since {}; goes on {}", said(since), said(continues_at))
            }
            Course::Worked { since, pause_by } => {
                let worked = length((now - since).num_minutes());
                match overdue {
                    Some(_) => format!("Worked on for {worked} on end: pause it, and write down where it stands"),
                    None => format!("Worked on for {worked} on end; pause it by {}", said(pause_by)),
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

/// What a tenant knows of a pause.
pub(crate) struct Told {
    pub sentence: String,
    /// They still have to be told.
    pub is_owed: bool,
}

/// What a tenant knows of the pause of an incident that goes on at `continues_at`. `None` where nobody waits for an
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
            || "Still to be told when it goes on: until then the update clock runs".to_owned(),
            |told| format!("Told: next update by {}", zoned(&rules.hours, told, now)),
        ),
        is_owed: told.is_none(),
    })
}

/// What the frame says of those of the open incidents that were worked on for too long on end.
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
            let name = incident::name(read, rules, incident)?;
            let worked = length(minutes);
            warnings.push(format!(
                "{name} was worked on for {worked} on end. Pause it and write down where it stands, or close its notes."
            ));
        }
    }
    Ok(warnings)
}

/// Pauses an incident. The update clocks of its tickets rest once their tenants were told when it goes on.
///
/// # Errors
/// When there is no such incident or its notes are closed, the time has passed, the lead has to say why, or nothing can
/// be saved. What was typed stays in the form.
pub async fn incident_pause(desk: &Desk, request: IncidentPauseRequest) -> Answer<IncidentView> {
    let id = incident::number(&request.incident)?;
    let (rules, now) = (desk.rules(), desk.now());
    let (of, targets) = open_incident(desk, id).await?;
    let why = request.why.trim();
    if why.is_empty() && needs_a_reason(of.course, of.has_cover, now) {
        return Err(error::invalid(
            "This incident has out-of-hours cover: it is paused only if the lead says why. Write where it stands, and \
             why it can wait.",
        ));
    }
    if why.chars().count() > LONGEST_LINE {
        return Err(error::invalid(format!(
            "The reason is longer than {LONGEST_LINE} letters. Shorten it."
        )));
    }
    let continues_at = request.continues_at.or_else(|| usual_continuation(&rules, now));
    // Tenants are told whole minutes.
    let Some(continues_at) = continues_at.and_then(whole_minute).filter(|at| *at > now) else {
        return Err(error::invalid(
            "Give the time at which it goes on. It must be still to come.",
        ));
    };
    let until = zoned(&rules.hours, continues_at, now);
    let line = match why {
        "" => format!("Paused until {until}"),
        why => format!("Paused until {until}: {why}"),
    };
    let kind = EventKind::IncidentPaused { continues_at };
    let note = format!("Incident paused until {until}. {why}");
    keep(desk, id, targets, kind, line, note, move |desk| {
        desk.pause_incident(id, now, continues_at)
    })
    .await
}

/// The incident goes on before the time that was announced: the update clocks run again.
///
/// # Errors
/// When there is no such incident, it is not paused, or nothing can be saved.
pub async fn incident_continue(desk: &Desk, request: IncidentRequest) -> Answer<IncidentView> {
    let id = incident::number(&request.incident)?;
    let now = desk.now();
    let (of, targets) = open_incident(desk, id).await?;
    if of.paused_until().is_none() {
        return Err(error::not_now("This incident is not paused."));
    }
    let words = "The incident goes on: update clocks run again from now.";
    let (line, note) = ("Goes on".to_owned(), words.to_owned());
    keep(
        desk,
        id,
        targets,
        EventKind::IncidentContinued,
        line,
        note,
        move |desk| desk.continue_incident(id, now),
    )
    .await
}

/// An incident whose notes are open, and its tickets that are open.
async fn open_incident(desk: &Desk, id: i64) -> Answer<(Break, Vec<Target>)> {
    let (rules, now) = (desk.rules(), desk.now());
    let known = desk
        .read(move |read| {
            let Some(incident) = read.desk().incident(id)? else {
                return Ok(None);
            };
            let own = incident::own_ticket(read, &rules, &incident)?;
            let of = Break::of(read, &rules, &incident, own.as_ref(), now)?;
            Ok(Some((of, incident::tickets_of(read, &incident)?)))
        })
        .await?;
    let (of, tickets) = known.ok_or_else(|| incident::no_incident(&desk_store::desk::incident::subject(id)))?;
    let of = of.ok_or_else(|| error::not_now("The notes of this incident are closed: it is over."))?;
    let mut targets = Vec::with_capacity(tickets.len());
    for ticket in tickets {
        let target = Target::of(desk, &ticket.id).await?;
        if !target.folded.is_resolved() {
            targets.push(target);
        }
    }
    Ok((of, targets))
}

/// One transaction: the incident, its timeline, and its tickets.
async fn keep(
    desk: &Desk,
    id: i64,
    targets: Vec<Target>,
    kind: EventKind,
    line: String,
    note: String,
    change: impl FnOnce(&mut desk_store::DeskWrite<'_>) -> Result<(), StoreError> + Send + 'static,
) -> Answer<IncidentView> {
    let now = desk.now();
    let tickets: Vec<String> = targets.iter().map(|target| target.id.clone()).collect();
    desk.write(move |store| {
        store.desk.write(|desk| {
            change(desk)?;
            desk.add_line(id, LineKind::Decision, &line, now)?;
            targets
                .iter()
                .try_for_each(|target| acts::record(desk, target, kind.clone(), now, note.trim_end()))
        })?;
        store.make_own_searchable()
    })
    .await?;
    for ticket in &tickets {
        acts::finish(desk, ticket).await?;
    }
    desk.host().tell(DeskEvent::Changed);
    incident::show(desk, id).await
}
