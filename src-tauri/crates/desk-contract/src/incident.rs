//! Incident notes: a timeline to which lines are only added.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::clocks::Priority;
use crate::shift::{ChecklistView, RoleView};
use crate::time::Moment;

/// The incidents, newest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct IncidentList {
    /// Them.
    pub incidents: Vec<IncidentRow>,
}

/// One incident in a list.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct IncidentRow {
    /// Id, for example `incident/2026-11-23-1`.
    pub id: String,
    /// `Incident 2026-11-23-1`.
    pub name: String,
    /// Its title.
    pub title: String,
    /// The priority of its ticket, when it has one.
    pub priority: Option<Priority>,
    /// When it was opened here.
    pub opened: Moment,
    /// When its notes were closed; `null` while running.
    pub closed: Option<Moment>,
    /// While it is paused: when work resumes.
    pub paused_until: Option<Moment>,
    /// How many lines.
    pub lines: u32,
}

/// Opens notes, from a ticket or from nothing.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct IncidentOpenRequest {
    /// The ticket; `null`: from nothing.
    pub ticket: Option<String>,
    /// The title; with a ticket it may be empty.
    pub title: String,
}

/// Names an incident.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct IncidentRequest {
    /// Its id.
    pub incident: String,
}

/// Everything the incident view shows.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct IncidentView {
    /// The row.
    pub row: IncidentRow,
    /// `Incident 2026-11-23-1 · declared 14:00, running 18 min · RT 41`.
    pub headline: String,
    /// Its tickets.
    pub tickets: Vec<IncidentTicket>,
    /// The timeline, oldest first.
    pub lines: Vec<IncidentLine>,
    /// Whether lines can be added.
    pub open: bool,
    /// How long it is worked on without a break; `null` once its notes are closed.
    pub course: Option<IncidentCourse>,
    /// Who does what.
    pub roles: Vec<RoleView>,
    /// What to do during the incident, and what to do after it.
    pub checklists: Vec<ChecklistView>,
}

/// An incident's breaks (rule 18).
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct IncidentCourse {
    /// `5 h 12 min without a break. Pause it by 20:00`, `Paused since 17:00, resumes Tue 09:00 BST`.
    pub sentence: String,
    /// Whether it is paused.
    pub paused: bool,
    /// Whether people have worked on it for too long without a break.
    pub overdue: bool,
    /// When work resumes if it is paused now and nobody chooses another time: when support hours begin on the next
    /// working day.
    pub usual: Option<Moment>,
    /// Whether the lead has to say why it is paused: it has out-of-hours cover, and the longest stretch is not over.
    pub asks_why: bool,
}

/// A ticket of an incident.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct IncidentTicket {
    /// Its id.
    pub ticket: String,
    /// `RT 41`.
    pub from: String,
    /// Its subject.
    pub subject: String,
    /// While the incident is paused: `Tenant told: next update by Tue 09:00 BST`, or that the tenant still has to be
    /// told.
    pub told: Option<String>,
    /// While the incident is paused: whether the tenant still has to be told when work resumes.
    pub to_tell: bool,
}

/// Pauses an incident.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct IncidentPauseRequest {
    /// The incident.
    pub incident: String,
    /// When work resumes; `null`: when support hours begin on the next working day.
    #[ts(type = "string | null")]
    pub continues_at: Option<DateTime<Utc>>,
    /// The current state, and why it is paused.
    pub why: String,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct IncidentLine {
    /// Its number within the incident.
    #[ts(type = "number")]
    pub id: i64,
    /// When it was written.
    pub at: Moment,
    /// `line`, `action`, `decision`, `comms`, `declared`, `priority`, `closed`.
    pub kind: String,
    /// The text.
    pub text: String,
}

/// Adds a line; `/action …`, `/decision …` and `/comms …` choose its kind.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct IncidentAddRequest {
    /// The incident.
    pub incident: String,
    /// What happened.
    pub text: String,
    /// When; `null`: now.
    #[ts(type = "string | null")]
    pub at: Option<DateTime<Utc>>,
}

/// The notes as Markdown.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct IncidentMarkdown {
    /// A file name for it.
    pub file_name: String,
    /// The text.
    pub text: String,
}
