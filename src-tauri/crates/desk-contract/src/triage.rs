//! The triage form: the manual's questions, what the answers propose, and what a priority would mean.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::clocks::Priority;
use crate::ticket::BodyPart;
use crate::time::Moment;

/// Everything the triage view shows.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TriageForm {
    /// The ticket.
    pub ticket: String,
    /// The line above the title: `RT 41 · dm-frontend, live service · raised 14:16, 2 minutes ago · triage by 14:26`.
    pub headline: String,
    /// The subject.
    pub subject: String,
    /// The tenant's words.
    pub quote: Vec<BodyPart>,
    /// `Kim, dm-frontend`.
    pub quote_by: String,
    /// The questions, in order; the scope question only when the issue was raised out of hours.
    pub questions: Vec<QuestionView>,
    /// The answers so far, from a draft or an earlier triage.
    pub answers: BTreeMap<String, AnswerText>,
    /// Whether `answers` is a draft of this form, and when it was saved.
    pub saved: Option<Moment>,
    /// What the answers so far propose.
    pub proposal: Proposal,
    /// P1 to P4, side by side.
    pub what_if: Vec<WhatIf>,
    /// The priorities for which one sentence is enough; the others need every answer.
    pub one_sentence_for: Vec<Priority>,
    /// What happens on commit: `The priority goes to RT, your answers become an internal note, …`.
    pub consequence: String,
    /// Who makes the final call, and how to reach them.
    pub final_call: Vec<Contact>,
    /// The current priority; `null` if untriaged.
    pub current: Option<Priority>,
    /// What the help desk says, as a hint.
    pub priority_hint: Option<String>,
}

/// One question.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct QuestionView {
    /// `ours`, `scope`, `urgency`, `impact`, `extent`, `known`, `exception`, `final_call`.
    pub id: String,
    /// The question.
    pub text: String,
    /// A hint; may be empty.
    pub hint: String,
    /// What can be chosen; may be empty.
    pub choices: Vec<ChoiceView>,
    /// Whether words may be added.
    pub words: bool,
}

/// One answer that can be chosen.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ChoiceView {
    /// Stable word.
    pub id: String,
    /// As the button says it.
    pub label: String,
    /// "I do not know": drawn more quietly.
    pub unknown: bool,
    /// Whether words must come with it.
    pub reason_required: bool,
}

/// An answer. The same in `duty triage --answers FILE.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerText {
    /// The chosen answer.
    pub choice: Option<String>,
    /// What was written.
    pub words: String,
}

/// What the answers propose.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct Proposal {
    /// `null`: the answers do not suffice yet.
    pub priority: Option<Priority>,
    /// `Major`.
    pub name: String,
    /// `“Can’t update/push apps due to platform issue”, from the manual.`
    pub because: String,
    /// Whether it would be an incident, and why or why not.
    pub incident: bool,
    /// `No incident: several tenants, not many.`
    pub incident_because: String,
    /// `Contain first? Restoring may make it worse.` – or empty.
    pub contain_first: String,
    /// Not ours: redirect and close instead of a priority.
    pub redirect: bool,
}

/// What a priority would mean.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct WhatIf {
    /// Which.
    pub priority: Priority,
    /// `Major`.
    pub name: String,
    /// `null`: no target, or out of scope for now.
    pub respond_by: Option<Moment>,
    /// `14:46`, `met`, `no deadline`.
    pub respond_said: String,
    /// `1 h, day and night`, `2 h in hours`.
    pub update_said: String,
    /// Whether the response would be late on arrival.
    pub late: bool,
    /// Why the pause would be over with it; empty if it isn't paused, or stays paused (rule 14).
    pub pause_over: String,
}

/// Somebody who makes the final call.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Contact {
    /// `Tech lead`.
    pub role: String,
    /// Name; may be empty.
    pub name: String,
    /// How to reach them; may be empty.
    pub reach: String,
}

/// The answers so far. They are saved as a draft, and the reply says what they propose.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TriageDraftRequest {
    /// The ticket.
    pub ticket: String,
    /// The answers so far.
    pub answers: BTreeMap<String, AnswerText>,
}

/// What the answers propose, and that they are on disk.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TriageDraftReply {
    /// What they propose.
    pub proposal: Proposal,
    /// What each priority would mean, given the answer about scope.
    pub what_if: Vec<WhatIf>,
    /// When they were saved.
    pub saved: Moment,
}

/// Sets the priority.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TriageCommitRequest {
    /// The ticket.
    pub ticket: String,
    /// The answers.
    pub answers: BTreeMap<String, AnswerText>,
    /// The priority.
    pub priority: Priority,
}

/// Sets the priority at once; questions that are not answered yet stay open, in sight on the ticket.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct TriageNowRequest {
    /// The ticket.
    pub ticket: String,
    /// The answers so far.
    pub answers: BTreeMap<String, AnswerText>,
    /// The priority.
    pub priority: Priority,
}

/// The result.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum TriageOutcome {
    /// The priority is set; its note is waiting to send.
    Set {
        /// The priority.
        priority: Priority,
        /// Whether it is an incident.
        incident: bool,
        /// `P2 set. Respond by 14:46.`
        sentence: String,
    },
    /// Something is missing; nothing was changed, and the answers are saved.
    Incomplete {
        /// In the order of the questions.
        problems: Vec<FieldProblem>,
    },
}

/// A problem with one field of a form, worded for the summary and the field alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct FieldProblem {
    /// The field, for example a question's id.
    pub field: String,
    /// `Say what the urgency is, and why`.
    pub message: String,
}
