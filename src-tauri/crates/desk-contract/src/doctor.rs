//! The report of `duty doctor` and of *Would I be notified?* in the window: each part that notifications depend on, and
//! what to do about it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The whole report.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DoctorReport {
    /// Whether nothing needs attention.
    pub all_fine: bool,
    /// Each part, in the order that they are read in.
    pub lines: Vec<DoctorLine>,
}

/// One part.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct DoctorLine {
    /// A stable word for scripts: `notifications`, `do_not_disturb`, `proof`, `keychain`, `clock`, `zone_data`,
    /// `calendar`, `policy`, `database`, `owner`, `lock`, `timer`, `autostart`, `heartbeat`, `heartbeat_address`,
    /// `account`.
    pub subject: String,
    /// As people call it.
    pub title: String,
    /// How it is.
    pub state: DoctorState,
    /// What was found.
    pub found: String,
    /// What to do; empty where nothing is to be done.
    pub advice: String,
}

/// How a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DoctorState {
    /// Fine.
    Ok,
    /// Left off, which is no problem now: the line says what it would do.
    Off,
    /// Something is to be done, or known to be missing.
    Attention,
}
