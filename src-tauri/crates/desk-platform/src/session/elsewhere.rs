//! Systems without support: the state of the session isn't known, and changes aren't noticed.

use async_trait::async_trait;
use desk_ports::{Session, SessionChange};

/// A session that says nothing.
#[derive(Debug, Default)]
pub struct NativeSession;

impl NativeSession {
    /// The session of this process.
    #[must_use]
    pub fn new() -> Self {
        Self
    }
}

#[async_trait]
impl Session for NativeSession {
    async fn next_change(&self) -> SessionChange {
        std::future::pending().await
    }

    async fn is_locked(&self) -> Option<bool> {
        None
    }
}
