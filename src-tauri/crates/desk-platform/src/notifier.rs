//! Native notifications: what all systems have in common. Beside this file is one file for each kind of system.

#[cfg(not(all(unix, not(target_os = "macos"))))]
mod elsewhere;
#[cfg(all(unix, not(target_os = "macos")))]
mod freedesktop;

use std::time::Duration;

use desk_ports::{Notice, Urgency};
use notify_rust::Notification;

#[cfg(not(all(unix, not(target_os = "macos"))))]
pub use elsewhere::NativeNotifier;
#[cfg(all(unix, not(target_os = "macos")))]
pub use freedesktop::NativeNotifier;

use crate::notice_text;

/// How long the caller of one call waits.
const LIMIT: Duration = Duration::from_secs(3);

/// The parts of a notification that every system shows, cleaned.
fn plain(notice: &Notice) -> Notification {
    let mut plain = Notification::new();
    plain
        .appname("Dutydesk")
        .summary(&notice_text::title(&notice.title))
        .body(&notice_text::body(&notice.body));
    plain.urgency(match notice.urgency {
        Urgency::Low => notify_rust::Urgency::Low,
        Urgency::Normal => notify_rust::Urgency::Normal,
        Urgency::Critical => notify_rust::Urgency::Critical,
    });
    plain
}
