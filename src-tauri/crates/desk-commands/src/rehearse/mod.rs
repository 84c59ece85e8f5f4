//! Replays a shift in virtual time: the decision with a ledger in memory, check after check like the real loop, and
//! every notification with its instant and reason. It reads no clock. Nobody uses the computer, so nothing is silenced
//! as my own act or as the ticket on screen. Nobody has gone on or off support, so everything pops up.
//!
//! Not here: the decision itself (`desk-domain`). Only `last_days` reads the store.

mod course;
pub mod events_file;
mod last_days;
mod reason;
mod replay;
mod story;

pub use course::{Course, Jump, Sleep};
pub use last_days::rehearsal;
pub use replay::{Item, Line, replay};
pub use story::Story;
