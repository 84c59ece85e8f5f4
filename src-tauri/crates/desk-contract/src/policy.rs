//! The policy in use, and the errors of a policy file.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::clocks::Priority;

/// What settings show of the policy.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PolicyView {
    /// Stable name.
    pub name: String,
    /// As people call it.
    pub title: String,
    /// Built in, or the file.
    pub source: String,
    /// Names of the built-in ones.
    pub built_in: Vec<String>,
    /// The zone.
    pub zone: String,
    /// `known until 31 Dec 2028`, `known from weekdays alone`.
    pub calendar: String,
    /// The severity table.
    pub priorities: Vec<PriorityView>,
    /// The priorities that can be set with one sentence; the others need every answer.
    pub one_sentence_for: Vec<Priority>,
    /// The errors of the chosen file; the last good policy stays in use.
    pub problems: Vec<PolicyProblem>,
    /// Links of the manual.
    pub links: Vec<LinkView>,
}

/// One row of the severity table.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PriorityView {
    /// Which.
    pub priority: Priority,
    /// `Critical Incident`.
    pub name: String,
    /// `20 min in hours, 40 min out of hours`.
    pub respond: String,
    /// `1 h at any hour`.
    pub update: String,
    /// The manual's examples.
    pub examples: Vec<String>,
}

/// One error of a policy file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PolicyProblem {
    /// The file.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// What to write instead; may be empty.
    pub hint: String,
}

/// A file was chosen, or none.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PolicyPicked {
    /// Its path; `null`: nothing was chosen.
    pub path: Option<String>,
}

/// A link of the manual; opened by its index, never by an address from the window.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct LinkView {
    /// As people call it.
    pub title: String,
    /// Where it leads.
    pub host: String,
}

/// Opens a link of the policy.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PolicyLinkRequest {
    /// Index into [`PolicyView::links`].
    pub link: u32,
}

/// Chooses a policy.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PolicyChooseRequest {
    /// A built-in name, or the path of a file that the person typed or picked.
    pub name_or_file: String,
}

/// What another policy would change, before it is chosen.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PolicyPreview {
    /// Its title; empty if it has errors.
    pub title: String,
    /// Its errors: then it can't be chosen.
    pub problems: Vec<PolicyProblem>,
    /// The open tickets whose next deadline would move, the earliest first; at most fifty.
    pub moved: Vec<MovedDeadline>,
    /// How many there are.
    pub total: u32,
}

/// A deadline that another policy would move.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct MovedDeadline {
    /// The ticket.
    pub ticket: String,
    /// `RT 41`.
    pub from: String,
    /// Its subject.
    pub subject: String,
    /// The deadline now: `Update 12:10`; `no deadline`.
    pub before: String,
    /// The deadline then.
    pub after: String,
    /// Whether it would be late at once.
    pub late: bool,
}
