//! The person's session. Beside this file is one file for each kind of system.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod logind;

#[cfg(not(target_os = "linux"))]
pub use elsewhere::NativeSession;
#[cfg(target_os = "linux")]
pub use logind::NativeSession;
