//! What comes from the help desks: the syncs of an account, the threads of its tickets, the events made from them, and
//! the shared log in the help desk's notes (rule 24).
//!
//! Not here: what is sent (`outbox`), and when a sync runs (`jobs`).

mod backlog;
mod keep;
mod places;
pub(crate) mod replied_note;
pub(crate) mod shared_log;
mod sync;
mod thread;
mod thread_events;
mod unread;

pub(crate) use backlog::read_next;
pub(crate) use places::still_there;
pub(crate) use sync::{Read, read_account};
pub(crate) use thread::{Failure, refresh_ticket};
pub(crate) use unread::{unread_of, unread_words};
