//! What goes out: an act's target and form, the queue, sending, reading back what may have arrived, and files on their
//! way.
//!
//! Not here: what a person asks for (`reply`, `triage`, `acts`), and when sending is tried (`jobs`).

mod act;
mod queue;
mod send;
mod staged;
mod view;

pub use staged::attachment_stage;
pub use view::{outbox, outbox_decide};

pub(crate) use act::{LONGEST_SUBJECT, Target, act, finish, needed, record};
pub(crate) use queue::{new_op_id, queue};
pub(crate) use send::{next_hold_ends, send_waiting};
pub(crate) use view::row;
