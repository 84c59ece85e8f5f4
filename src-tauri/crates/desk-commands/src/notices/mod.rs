//! Notifying the engineer: check the clocks, decide, claim, then show. `desk-domain` decides; this folder has the
//! ledger around the decision, and what a person does with a notification. In code, a notification is a `notice`.
//!
//! `look` decides and claims, `pop_ups` is what is on the screen, `answer` is what a person does with it, `ledger`
//! turns rows into marks, and `words` puts them into words. `pause` and `manner` are the engineer's settings.
//! `clock_set` records
//! that the clock was set. `self_test` and `proof` show that notifications arrive, `told` answers *Was I notified?* for a ticket, `mark` is what
//! a list shows of that, and `screen` has the rest that the screen asks for.
//!
//! Not here: which ticket is checked next (`desk-store::cache::look`), and the loop that checks (`jobs`).

mod answer;
mod clock_set;
mod ledger;
mod look;
mod manner;
mod mark;
mod pause;
mod pop_ups;
mod proof;
mod prune;
mod screen;
mod self_test;
mod told;
mod words;

pub use answer::{acknowledge, snooze};
pub use manner::{notice_manner_set, sound_test};
pub use pause::notices_pause;
pub use screen::{notice_dismiss, notices};
pub use self_test::notification_test;
pub use told::was_i_told;

pub(crate) use answer::signal;
pub(crate) use ledger::{seen_at, snoozed_subjects};
pub(crate) use look::{begin, look, plan};
pub(crate) use manner::manner;
pub(crate) use mark::{Mark, mark};
pub(crate) use pause::pause_at;
pub(crate) use pop_ups::{any_on_screen, hide, pass_on};
pub(crate) use proof::{proven_at, unproven};
pub(crate) use prune::prune_notices;
pub(crate) use screen::{in_app, problem, server_name, state};
pub(crate) use self_test::at_each_shift;
pub(crate) use words::{stage_word, told};
