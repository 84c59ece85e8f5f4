//! Incident notes: a timeline to which lines are only added, saved on this computer first. Also the pauses of an
//! incident (rule 18).
//!
//! Not here: what makes a ticket an incident (`desk-domain`), and its checklists (`shift`).

mod course;
mod found;
mod markdown;
mod notes;
mod pause;
mod report;
mod view;

pub use notes::{incident_add, incident_close, incident_open};
pub use pause::{incident_continue, incident_pause};
pub use report::incident_markdown;
pub use view::{incident, incidents};

pub(crate) use course::warnings;
pub(crate) use found::link;
