//! Everything that is sent: the target and form of an act, the queue, sending, looking up what may have arrived, and
//! staged files.
//!
//! Not here: what a person asks for (`reply`, `triage`, `acts`), and when sending is tried (`jobs`).

mod act;
mod attempt;
mod doubtful;
mod look_up;
mod meanwhile;
mod queue;
mod send;
mod staged;
mod view;

pub use staged::attachment_stage;
pub use view::{outbox, outbox_decide};

pub(crate) use act::{LONGEST_SUBJECT, Target, act, finish, needed, not_started, record, record_held, replied_here};
pub(crate) use queue::{new_op_id, queue};
pub(crate) use send::{doubt_sending, next_hold_ends, send_waiting};
pub(crate) use view::{row, words_back};
