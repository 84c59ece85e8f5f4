//! Acts on a ticket that move a clock or change what it is, one file for each kind. An act is one transaction here and a
//! note with its line in the help desk's thread (rule 24).
//!
//! Not here: replies and triage, which have folders of their own, and the notifications of a ticket (`notices`).

mod close;
mod link;
mod log;
mod possible;
mod rename;
mod replied_elsewhere;
mod tenant;
mod work;

pub use close::close_ticket;
pub use link::{link_tickets, unlink_ticket};
pub use log::log_ticket;
pub(crate) use possible::possible;
pub use rename::rename;
pub use replied_elsewhere::replied_elsewhere;
pub use tenant::tenant_kind;
pub use work::{assign_to_me, nothing_needed, pause, reopen, resume, start_work};
