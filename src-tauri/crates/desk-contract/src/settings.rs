//! What settings show: appearance, versions and places, the practice shift.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::account::{AccountView, KindView};
use crate::notices::NotificationState;
use crate::standby::StandbyView;

/// What settings show.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct SettingsView {
    /// The accounts.
    pub accounts: Vec<AccountView>,
    /// The kinds of account that can be added.
    pub kinds: Vec<KindView>,
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

/// How it looks.
#[derive(Debug, Clone, Serialize, Deserialize, TS)]
pub struct Appearance {
    /// `system`, `light` or `dark`.
    pub theme: Theme,
    /// `comfortable` or `compact`.
    pub density: Density,
    /// Interface size in per cent, 90 to 200.
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
