//! Errors as the screen sees them: a code and a sentence. There is a code only if the screen reacts differently to it;
//! a table in the window says how (`ui/src/lib/ipc/errors.ts`).

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What the screen does differently.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// What was asked for is not here (any more): go back to the list.
    NotFound,
    /// The input can't be used: leave it in the field, and show the sentence beside it.
    Invalid,
    /// The act is not possible in this state: show the sentence and the ways out.
    NotNow,
    /// It wasn't saved: leave the text in the editor and say so.
    NotSaved,
    /// The keychain is locked, absent or denies: settings explain.
    Keychain,
    /// The help desk could not be reached or refused: the act can be tried again.
    HelpDesk,
    /// A defect: say so and offer the log.
    Internal,
}

impl ErrorCode {
    /// All codes; the contract test checks that each has a text on the screen.
    pub const ALL: [Self; 7] = [
        Self::NotFound,
        Self::Invalid,
        Self::NotNow,
        Self::NotSaved,
        Self::Keychain,
        Self::HelpDesk,
        Self::Internal,
    ];
}

/// An error that crosses: no personal data, no token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CallError {
    /// What the screen does.
    pub code: ErrorCode,
    /// What happened and what to do.
    pub message: String,
}

impl std::fmt::Display for CallError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CallError {}
