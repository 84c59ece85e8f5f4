//! A session that a story locks, unlocks, and puts to sleep.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

use async_trait::async_trait;
use desk_ports::{Session, SessionChange};
use tokio::sync::Notify;

/// The session. Its state is unknown until a story sets it.
#[derive(Debug, Default)]
pub struct PlayedSession {
    state: Mutex<State>,
    news: Notify,
}

#[derive(Debug, Default)]
struct State {
    is_locked: Option<bool>,
    changes: VecDeque<SessionChange>,
}

impl PlayedSession {
    /// The person locks the screen.
    pub fn lock(&self) {
        self.tell(Some(true), SessionChange::Locked);
    }

    /// The person is back.
    pub fn unlock(&self) {
        self.tell(Some(false), SessionChange::Unlocked);
    }

    /// The lid is closed.
    pub fn goes_to_sleep(&self) {
        self.tell(None, SessionChange::GoingToSleep);
    }

    /// The computer is awake again. Move the clock first.
    pub fn resumes(&self) {
        self.tell(None, SessionChange::Resumed);
    }

    /// Whether every change has been taken up.
    #[must_use]
    pub fn is_quiet(&self) -> bool {
        self.state().changes.is_empty()
    }

    fn tell(&self, is_locked: Option<bool>, change: SessionChange) {
        let mut state = self.state();
        state.is_locked = is_locked.or(state.is_locked);
        state.changes.push_back(change);
        self.news.notify_one();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

#[async_trait]
impl Session for PlayedSession {
    async fn next_change(&self) -> SessionChange {
        loop {
            if let Some(change) = self.state().changes.pop_front() {
                return change;
            }
            self.news.notified().await;
        }
    }

    async fn is_locked(&self) -> Option<bool> {
        self.state().is_locked
    }
}
