//! The triage form: what it asks, what the answers propose, what each priority would mean, and setting one.
//!
//! Not here: the questions' meaning and the proposal (`desk-domain`), and the texts of a form (`desk-policy`).

mod commit;
mod form;
mod many;
mod what_if;

pub use commit::{triage_commit, triage_now};
pub use form::{triage_draft, triage_form};
pub use many::triage_many;

pub(crate) use commit::keep_answers;
