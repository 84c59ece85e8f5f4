//! Whether Dutydesk itself is healthy: the computer's clock, the heartbeat, what went wrong and nobody has seen yet, and
//! what starts Dutydesk when it isn't running.
//!
//! Not here: the doctor, which asks all of them (`views`).

pub mod backup;
pub(crate) mod heartbeat;
pub(crate) mod problems;
pub(crate) mod standby;
pub(crate) mod wall_clock;

pub use heartbeat::heartbeat_set;
pub use problems::{at_the_end, problems, problems_seen};
pub use standby::autostart_set;
pub use wall_clock::clock_confirm;
