//! What screens ask for: Now, the lists, a ticket with its thread and clocks, search, the frame with its banners, the
//! tray, the doctor.
//!
//! Not here: anything that changes a ticket, and any word about a clock or a ticket that another folder needs too.

mod attachments;
mod banners;
mod clock_cards;
mod doctor;
mod links;
mod list;
mod now;
mod saved;
mod search;
mod status;
mod thread;
mod ticket;
pub mod tray;
mod typed_time;

pub use attachments::{attachment_read, attachment_save};
pub use doctor::{doctor, doctor_without_store};
pub use links::{open_in_help_desk, open_link, ticket_link};
pub use list::rows;
pub use now::now_view;
pub use saved::{saved_views, saved_views_set};
pub use search::search;
pub use status::app_status;
pub use ticket::{ticket, ticket_in_front};
pub use typed_time::typed_time;
