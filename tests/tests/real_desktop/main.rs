//! What `desk-platform` does on a desktop: a real gnome-keyring, a real dunst (which draws, so these
//! are set aside for the run inside the private desktop), a logind of python3-dbusmock, and servers of
//! other kinds, played on a private bus. Each test has a bus, a home and a process of its own.

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
/// A call that ran into its limit, and what a loaded machine adds.
const AFTER_LIMIT: Duration = Duration::from_secs(4);

/// The next news of a notice, if it comes while a person would wait.
async fn signal(notifier: &NativeNotifier) -> Option<NoticeSignal> {
    tokio::time::timeout(Duration::from_secs(3), notifier.next_signal())
        .await
        .ok()
}
