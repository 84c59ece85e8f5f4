//! Telling the engineer: look at the clocks, decide, claim, then show. The decision is `desk-domain`'s; here is the
//! ledger around it, and what a person does with a notice.
//!
//! `lookout` knows which tickets to look at, `look` decides and claims, `pop_ups` is what stands on the screen,
//! `ledger` turns rows into marks. `pause` and `manner` are the engineer's wishes, `proof` shows that notices arrive,
//! `told` answers for each ticket, `screen` is what else the screen asks.

mod ledger;
mod look;
mod lookout;
mod manner;
mod pause;
mod pop_ups;
mod proof;
mod screen;
mod told;

pub(crate) use ledger::seen_at;
pub(crate) use look::{begin, look, plan};
pub(crate) use lookout::Lookout;
pub(crate) use manner::manner;
pub use manner::{notice_manner_set, sound_test};
pub use pause::notices_pause;
pub(crate) use pause::pause_at;
pub(crate) use pop_ups::{any_on_screen, hide, signal};
pub use proof::notification_test;
pub(crate) use proof::{Proof, at_each_shift, proven_at, unproven};
pub(crate) use screen::{in_app, problem, said_on_support, server_name, state};
pub use screen::{notice_dismiss, notices, on_support};
pub use told::was_i_told;
