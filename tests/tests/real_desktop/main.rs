//! What `desk-platform` does on a desktop: with a real gnome-keyring, a real dunst (it draws, so these tests only run
//! inside the private desktop), a logind of python3-dbusmock, and other kinds of servers played on a private bus. Each
//! test has its own bus, home and process.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

mod alarm;
mod desktop;
mod dunst;
mod duty;
mod end_to_end;
mod keyring;
mod logind;
mod played;
mod standby;
mod window;

use std::time::Duration;

use desk_platform::NativeNotifier;
use desk_ports::{NoticeSignal, Notifier};

/// The shortest limit that a loaded machine keeps.
const LIMIT: Duration = Duration::from_secs(2);
/// The time of a call that ran into its limit, with some more for a busy machine.
const AFTER_LIMIT: Duration = Duration::from_secs(4);

/// The next news of a notification, if it comes while a person would wait.
async fn signal(notifier: &NativeNotifier) -> Option<NoticeSignal> {
    tokio::time::timeout(Duration::from_secs(3), notifier.next_signal())
        .await
        .ok()
}
