//! What the stories under `tests/` need: a host of the commands with a clock that tests set, a keychain and a browser
//! in memory, a notifier that fails a test on every notification it did not expect, and a help desk in memory.
//!
//! Nothing here decides anything about the product. The stories use it through `desk_commands::calls`.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc)] // A story that meets what it did not expect ends.

mod dice;
mod fake_desk;
mod host;
pub mod life;
mod notifier;
mod rt_server;
mod session;
mod shift;
mod standby;
mod time;

pub use dice::Dice;
pub use fake_desk::{FakeDesk, Sent, TOKEN};
pub use host::{MemorySecrets, RecordingOpener, TestHost};
pub use notifier::{Death, RecordingNotifier, Told};
pub use rt_server::{Kept, RT_TOKEN, RtServer};
pub use session::PlayedSession;
pub use shift::{Running, Shift, account, answers, fields, reply};
pub use standby::PlayedStandby;
pub use time::{HandAlarm, HandClock, at};
