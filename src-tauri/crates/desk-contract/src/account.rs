//! Accounts: what a kind of account needs, the accounts there are, adding, testing and removing one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::time::Moment;
use crate::triage::FieldProblem;

/// A kind of account that can be added.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct KindView {
    /// Stable word, for [`AccountRequest::kind`].
    pub kind: String,
    /// What people call it, for example `Request Tracker`.
    pub name: String,
    /// Its fields, in the order of the form. The account's own name isn't among them.
    pub fields: Vec<KindField>,
}

/// A field of a kind of account.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct KindField {
    /// Stable word: the key in [`AccountRequest::fields`], and the field that a [`FieldProblem`] names.
    pub field: String,
    /// What the form calls it.
    pub label: String,
    /// What to enter, or where to find it.
    pub hint: String,
    /// What it holds.
    pub holds: FieldHolds,
}

/// What a field of an account holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FieldHolds {
    /// A web address.
    Address,
    /// A secret: goes into [`AccountRequest::secret`] and never comes back.
    Secret,
    /// Several names.
    Names,
}

/// An account.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AccountView {
    /// Stable key: its kind and its name.
    pub account: String,
    /// What people call it.
    pub name: String,
    /// Stable word of its kind.
    pub kind: String,
    /// What people call its kind.
    pub kind_said: String,
    /// Its web address; empty when it has none.
    pub address: String,
    /// What it reads: `Queues: Support, Alerts`, or `All queues`.
    pub reads: String,
    /// The values of its fields, without secrets.
    pub fields: BTreeMap<String, Vec<String>>,
    /// From when on tickets are ours.
    pub watch_from: Moment,
    /// When it was last read well.
    pub last_read: Option<Moment>,
    /// What is wrong; empty when nothing is.
    pub problem: String,
}

/// An account to test or to add. The secret goes into the keychain and never comes back.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct AccountRequest {
    /// The kind, by [`KindView::kind`].
    pub kind: String,
    /// A short word: letters, digits, `-`.
    pub name: String,
    /// The values of the kind's fields, by field, without the secret. An address has one value.
    pub fields: BTreeMap<String, Vec<String>>,
    /// The secret; empty for an account that has one: keep it.
    pub secret: String,
}

impl std::fmt::Debug for AccountRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountRequest")
            .field("kind", &self.kind)
            .field("name", &self.name)
            .field("secret", &"<redacted>")
            .finish_non_exhaustive()
    }
}

/// What a test of the connection found.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AccountTested {
    /// Whether it works.
    pub works: bool,
    /// `Connected as alice. 3 queues.` – or what is wrong and what to do.
    pub sentence: String,
    /// The field that it concerns; `null` when none.
    pub field: Option<String>,
    /// What can be chosen, by field: the names that this account may see.
    pub choices: BTreeMap<String, Vec<String>>,
}

/// What became of adding an account.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum AccountAdded {
    /// It is there.
    Added {
        /// Its key.
        account: String,
        /// `Saved. Fetching its tickets.`, or that it could not be tested, and why.
        sentence: String,
    },
    /// Something is wrong with what was typed; nothing was changed.
    Incomplete {
        /// In the order of the fields.
        problems: Vec<FieldProblem>,
    },
}

/// Names an account.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AccountKeyRequest {
    /// Its key.
    pub account: String,
}
