//! A shift replayed in virtual time: the decision over a ledger in memory, from look to look as the real loop goes, and
//! every notice with its instant and reason. It reads no clock, and nobody sits in front of it: nothing is silenced as
//! my own act or as the ticket on screen, and no shift was said, so that everything pops up.
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
