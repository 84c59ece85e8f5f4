//! Accounts, appearance, the practice shift.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::notices::NotificationState;
use crate::standby::StandbyView;
use crate::time::Moment;

/// What settings show.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SettingsView {
    /// The accounts.
    pub accounts: Vec<AccountView>,
    /// How it looks.
    pub appearance: Appearance,
    /// Notifications.
    pub notifications: NotificationState,
    /// What goes on while nobody looks.
    pub standby: StandbyView,
    /// How the keychain is: `ready`, or what happened and what to do.
    pub keychain: String,
    /// For the foot: versions and places.
    pub about: About,
}

/// Versions and places.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct About {
    /// Of Dutydesk.
    pub version: String,
    /// Of the zone data, for example `2026c`.
    pub zone_data: String,
    /// Where the data is kept.
    pub data_dir: String,
}

/// One help desk account.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AccountView {
    /// Stable key, for example `rt:work`.
    pub account: String,
    /// As people call it.
    pub name: String,
    /// `Request Tracker`.
    pub kind: String,
    /// The address.
    pub url: String,
    /// The queues that are read; empty: all.
    pub queues: Vec<String>,
    /// From when on tickets are ours.
    pub watch_from: Moment,
    /// When it was last read well.
    pub last_read: Option<Moment>,
    /// What is wrong; empty when nothing is.
    pub problem: String,
}

/// A help desk to test or to add. The token goes into the keychain and never comes back.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct AccountRequest {
    /// `rt`.
    pub kind: String,
    /// A short word: letters, digits, `-`.
    pub name: String,
    /// The address.
    pub url: String,
    /// Queues to read; empty: all.
    pub queues: Vec<String>,
    /// The token; empty for an account that has one: keep it.
    pub token: String,
}

impl std::fmt::Debug for AccountRequest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AccountRequest")
            .field("kind", &self.kind)
            .field("name", &self.name)
            .field("token", &"<redacted>")
            .finish_non_exhaustive()
    }
}

/// What a test of the connection found.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AccountTested {
    /// Whether it works.
    pub works: bool,
    /// `Connected as alice. 3 queues.` – or what is wrong and what to do.
    pub sentence: String,
    /// The field that it concerns: `url`, `token`, `queues`; `null` when none.
    pub field: Option<String>,
    /// The queues that the token may see.
    pub queues: Vec<String>,
}

/// What became of adding an account.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum AccountAdded {
    /// It is there.
    Added {
        /// Its key.
        account: String,
        /// `Added. The first read has begun …`, or that it could not be tested, and why.
        sentence: String,
    },
    /// Something is wrong with what was typed; nothing was changed.
    Incomplete {
        /// In the order of the fields.
        problems: Vec<crate::triage::FieldProblem>,
    },
}

/// Names an account.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AccountKeyRequest {
    /// Its key.
    pub account: String,
}

/// How it looks.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Appearance {
    /// `system`, `light` or `dark`.
    pub theme: Theme,
    /// `comfortable` or `compact`.
    pub density: Density,
    /// Interface size in per cent, 90 to 150.
    pub size: u32,
    /// Whether single keys act (they never do in text fields).
    pub single_keys: bool,
}

impl Default for Appearance {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            density: Density::Comfortable,
            size: 100,
            single_keys: true,
        }
    }
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the system says.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How close rows stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Density {
    /// Comfortable.
    Comfortable,
    /// Compact.
    Compact,
}

/// Says how it shall look.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct AppearanceRequest {
    /// How.
    pub appearance: Appearance,
}

/// What a read of the help desks brought.
#[derive(Debug, Clone, Default, Serialize, Deserialize, TS)]
pub struct SyncReport {
    /// Tickets that are new here.
    pub new: u32,
    /// Tickets that changed.
    pub changed: u32,
    /// Acts that arrived.
    pub sent: u32,
    /// What failed, a sentence each.
    pub problems: Vec<String>,
}

/// Reads one account, or all.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SyncRequest {
    /// Its key; `null`: all.
    pub account: Option<String>,
}

/// The practice shift.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct PracticeStarted {
    /// How many tickets it has.
    pub tickets: u32,
}
