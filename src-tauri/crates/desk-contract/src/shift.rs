//! A shift: being on support, the checklists to work through, the roles.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::time::Moment;

/// What the shift view shows.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ShiftView {
    /// `null` until somebody has started or ended a shift once.
    pub on_support: Option<bool>,
    /// When the engineer last said so.
    pub said: Option<Moment>,
    /// The day of the ticks: `Mon 23 Nov`.
    pub day: String,
    /// The policy's checklists but those of an incident.
    pub checklists: Vec<ChecklistView>,
    /// Who does what.
    pub roles: Vec<RoleView>,
    /// Tips and good practice.
    pub tips: Vec<String>,
}

/// A list to work through.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ChecklistView {
    /// Stable word.
    pub id: String,
    /// As people say it.
    pub title: String,
    /// What to do, in order.
    pub items: Vec<ChecklistItem>,
}

/// One thing to do.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ChecklistItem {
    /// What.
    pub text: String,
    /// Whether it is done, on that day or in that incident.
    pub ticked: bool,
}

/// A role on a shift or in an incident.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct RoleView {
    /// As people say it.
    pub title: String,
    /// What the person does.
    pub does: String,
}

/// Ticks something off, or takes the tick back.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ChecklistTickRequest {
    /// The incident that it is done in; `null`: on this day's shift.
    pub incident: Option<String>,
    /// [`ChecklistView::id`].
    pub checklist: String,
    /// [`ChecklistItem::text`].
    pub item: String,
    /// Whether it is done.
    pub ticked: bool,
}
