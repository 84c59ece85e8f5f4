//! The real outside: the keychain, native notifications, the clock, the session, the browser, a person's folders, what
//! starts Dutydesk when it isn't running, and the lock that makes one process the owner of a data directory.
//!
//! Implements the traits of `desk-ports` and decides nothing: other crates decide which notification to show, which
//! token to ask for, and what to say about a failure. Knows nothing about tickets, SQLite, HTTP or a window.

mod browser;
mod keychain;
mod native;
mod notice_text;
mod notifier;
mod owner;
mod places;
mod privacy;
mod session;
mod standby;
mod terminal;
mod time;
mod tray_host;
mod wake;

pub use browser::Browser;
pub use keychain::Keychain;
pub use native::Native;
pub use notifier::NativeNotifier;
pub use owner::{AcquireError, Owner};
pub use places::{NoHome, Places};
pub use privacy::{private_dir, private_process};
pub use session::NativeSession;
pub use standby::NativeStandby;
pub use terminal::terminal_width;
pub use time::{NativeAlarm, TickAlarm, WallClock};
pub use tray_host::TrayHost;
pub use wake::{NoOwner, Wake, WakeUps, wake_owner};
