//! Events that the window gets without asking.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The name under which events reach the window.
pub const EVENT: &str = "desk";

/// Something changed; the window asks again for what it shows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum DeskEvent {
    /// Lists, clocks or the frame.
    Changed,
    /// One ticket.
    TicketChanged {
        /// Which.
        ticket: String,
    },
    /// A minute has passed, or the clock moved: words such as `6 min late` are stale.
    Minute,
    /// Show this ticket: *Open* was pressed on a notification.
    Open {
        /// Which.
        ticket: String,
    },
    /// Settings, policy or accounts.
    SettingsChanged,
    /// The window is being closed on support, and nothing would notify afterwards: ask first.
    Closing,
}
