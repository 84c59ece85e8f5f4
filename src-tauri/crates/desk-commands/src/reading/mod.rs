//! What comes in: the passes over an account, the threads of its tickets, the events made of them, and the shared log in
//! the help desk's notes (rule 24).
//!
//! Not here: what goes out (`outbox`), and when a pass is made (`jobs`).

mod keep;
pub(crate) mod replied_note;
pub(crate) mod shared_log;
mod sync;
mod thread;
mod thread_events;

pub(crate) use sync::{Read, read_account};
pub(crate) use thread::{Failure, refresh_ticket};
