//! Words to the tenant: what a reply needs, the time that it promises, and how it is queued.
//!
//! Not here: sending (`outbox`), and messages that are part of another act (`acts`).

mod form;
mod promise;
mod send;

pub use form::reply_form;
pub use promise::promise_means;
pub use send::{draft_save, note_send, reply_send};

pub(crate) use form::filled;
pub(crate) use promise::{Promise, check_promise};
pub(crate) use send::{all_answered, finished, queue_reply};
