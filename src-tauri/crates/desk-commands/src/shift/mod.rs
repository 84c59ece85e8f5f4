//! The shift: being on support, and the policy's checklists with what is ticked off.
//!
//! Not here: which notifications pop up off support (`desk-domain` decides, `notices` asks it).

mod checklists;
mod support;
mod view;

pub use checklists::checklist_tick;
pub use support::{on_support, quit};
pub use view::shift_view;

pub(crate) use checklists::{incident_checklists, incident_roles};
pub(crate) use support::{asks_on_support, said_on_support};
