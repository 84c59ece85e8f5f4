//! Words to the tenant: what a reply needs, the time that it promises, and how it is queued.
//!
//! Not here: the sending itself (`outbox`), and messages that another act brings with it (`acts`).

mod form;
mod promise;
mod send;

pub use form::reply_form;
pub use send::{draft_save, note_send, reply_send};

pub(crate) use form::filled;
pub(crate) use promise::check_promise;
pub(crate) use send::{finished, queue_reply};
