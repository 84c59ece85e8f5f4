//! The whole outside in one trait.

use std::path::Path;

use crate::{Alarm, Clock, Notifier, Opener, SecretStore, Session, Standby};

/// What a program is given of the outside: the real things, or a test's.
pub trait Outside: Send + Sync {
    /// The wall clock.
    fn clock(&self) -> &dyn Clock;

    /// The wait for the next notification.
    fn alarm(&self) -> &dyn Alarm;

    /// The keychain.
    fn secrets(&self) -> &dyn SecretStore;

    /// The notification server.
    fn notifier(&self) -> &dyn Notifier;

    /// The person's session.
    fn session(&self) -> &dyn Session;

    /// What starts Dutydesk when it does not run.
    fn standby(&self) -> &dyn Standby;

    /// The browser.
    fn opener(&self) -> &dyn Opener;

    /// Where a saved attachment goes; `None` when the person has no such folder.
    fn downloads(&self) -> Option<&Path>;
}
