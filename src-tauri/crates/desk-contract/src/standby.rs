//! What happens in the background: starting at login, checking while no window is open, the heartbeat, the clock.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What settings show about it.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StandbyView {
    /// Whether the window starts, hidden, at login: as the system has it.
    pub autostart: StandbyState,
    /// Whether a timer checks what is due while no window is open.
    pub timer: StandbyState,
    /// The heartbeat.
    pub heartbeat: HeartbeatView,
}

/// Whether something is in place.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct StandbyState {
    /// Whether it is.
    pub on: bool,
    /// `Dutydesk starts hidden when you log in.` – or what is wrong and what to do.
    pub sentence: String,
}

/// The heartbeat: a file, and an address that somebody watches for silence.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HeartbeatView {
    /// The file that is written anew each minute.
    pub file: String,
    /// The address; empty: none.
    pub url: String,
    /// Why the last beat did not arrive there; empty when it did.
    pub problem: String,
}

/// Makes the window start at login, or no longer.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AutostartRequest {
    /// Whether to turn it on.
    pub on: bool,
}

/// Says where the heartbeat goes.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct HeartbeatRequest {
    /// An address, https or of this very machine; empty: nowhere.
    pub url: String,
}
