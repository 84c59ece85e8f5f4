//! What went wrong and nobody has seen yet.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::time::Moment;

/// All of it, oldest first.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Problems {
    /// Each with its sentence.
    pub problems: Vec<Problem>,
}

/// Something that went wrong: it is told until somebody has seen it, or has decided about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Problem {
    /// For `problems_seen`; `null`: it lasts until something is done about it.
    #[ts(type = "number | null")]
    pub id: Option<i64>,
    /// What happened, what it means and what to do.
    pub sentence: String,
    /// When.
    pub at: Moment,
}

/// A person has seen these.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct ProblemsSeenRequest {
    /// Their ids.
    #[ts(type = "number[]")]
    pub ids: Vec<i64>,
}
