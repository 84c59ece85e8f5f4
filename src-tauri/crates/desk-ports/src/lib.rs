//! The traits by which the outside is reached, and their plain types.
//!
//! Holds words only: what a clock, a keychain, a notification server, a session and a browser are to the rest of
//! Dutydesk. It does no input or output and knows nothing about D-Bus, tokio or a window. The real
//! ones live in `desk-platform`; tests bring their own.

mod clock;
mod notice;
mod outside;
mod secret;
mod session;
mod standby;
mod web;

pub use clock::{Alarm, Clock};
pub use desk_domain::ids::AccountKey;
pub use notice::{
    Action, Capabilities, CloseReason, Notice, NoticeSignal, Notifier, NotifyError, ServerId, ServerWords, SignalKind,
    Urgency,
};
pub use outside::Outside;
pub use secret::{SecretError, SecretStore};
pub use session::{Session, SessionChange};
pub use standby::{Installed, Standby, StandbyError, TimerState};
pub use web::{AddressError, OpenError, Opener, WebAddress};
