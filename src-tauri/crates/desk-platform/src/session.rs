//! The person's session: one file per kind of system beside this one.

#[cfg(not(target_os = "linux"))]
mod elsewhere;
#[cfg(target_os = "linux")]
mod logind;

#[cfg(not(target_os = "linux"))]
pub use elsewhere::NativeSession;
#[cfg(target_os = "linux")]
pub use logind::NativeSession;
