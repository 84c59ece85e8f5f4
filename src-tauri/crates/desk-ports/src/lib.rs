//! The traits for the outside, and their plain types.
//!
//! They only say what a clock, a keychain, a notification server, a session and a browser are to the rest of Dutydesk.
//! There is no input or output here, and nothing about D-Bus, tokio or a window. The real implementations are in
//! `desk-platform`; tests have their own.

mod clock;
mod file;
mod notice;
mod outside;
mod secret;
mod session;
mod standby;
mod web;

pub use clock::{Alarm, Clock};
pub use desk_domain::ids::AccountKey;
pub use file::FilePicker;
pub use notice::{
    Action, Capabilities, CloseReason, Notice, NoticeSignal, Notifier, NotifyError, ServerId, ServerWords, SignalKind,
    Urgency,
};
pub use outside::Outside;
pub use secret::{SecretError, SecretStore};
pub use session::{Session, SessionChange};
pub use standby::{Installed, Standby, StandbyError, TimerState};
pub use web::{AddressError, OpenError, Opener, WebAddress};
