//! The person's session on this computer: locked or not, asleep or awake.

use async_trait::async_trait;

/// What changed about the session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionChange {
    /// The computer is about to be suspended.
    GoingToSleep,
    /// The computer is awake again: the wall clock has jumped.
    Resumed,
    /// The screen is locked: what it shows may be read by others.
    Locked,
    /// The person is back.
    Unlocked,
}

/// The person's session.
#[async_trait]
pub trait Session: Send + Sync {
    /// Waits for a change. One caller at a time; a call that is dropped loses nothing. If nothing on this computer
    /// reports changes, it waits for ever.
    async fn next_change(&self) -> SessionChange;

    /// Whether the screen is locked now; `None` when nothing on this computer says so. Answers within a second.
    async fn is_locked(&self) -> Option<bool>;
}
