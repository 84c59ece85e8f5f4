//! Notifications on macOS and Windows: they are shown, but have no buttons, and nothing is heard of them afterwards.

use std::time::Duration;

use async_trait::async_trait;
use desk_ports::{Capabilities, Notice, NoticeSignal, Notifier, NotifyError, ServerId, ServerWords};

use super::{LIMIT, plain};

/// The system's own notifications.
#[derive(Debug)]
pub struct NativeNotifier {
    limit: Duration,
}

impl NativeNotifier {
    /// The system's notifications, with the usual limit of 3 s per call.
    #[must_use]
    pub fn new() -> Self {
        Self::with_limit(LIMIT)
    }

    /// The same with another limit per call.
    #[must_use]
    pub fn with_limit(limit: Duration) -> Self {
        Self { limit }
    }
}

impl Default for NativeNotifier {
    fn default() -> Self {
        Self::new()
    }
}

#[async_trait]
impl Notifier for NativeNotifier {
    async fn capabilities(&self) -> Result<Capabilities, NotifyError> {
        Ok(Capabilities {
            body: true,
            ..Capabilities::default()
        })
    }

    async fn server(&self) -> Result<ServerWords, NotifyError> {
        Ok(ServerWords {
            name: std::env::consts::OS.to_owned(),
            ..ServerWords::default()
        })
    }

    async fn do_not_disturb(&self) -> Option<bool> {
        None
    }

    async fn show(&self, notice: &Notice) -> Result<ServerId, NotifyError> {
        let plain = plain(notice);
        let (answer, answered) = tokio::sync::oneshot::channel();
        std::thread::spawn(move || answer.send(plain.show().map(|_| ())));
        match tokio::time::timeout(self.limit, answered).await {
            Ok(Ok(Ok(()))) => Ok(ServerId(0)),
            Ok(_) => Err(NotifyError::Refused),
            Err(_) => Err(NotifyError::TimedOut),
        }
    }

    async fn close(&self, _: ServerId) -> Result<(), NotifyError> {
        Ok(())
    }

    async fn next_signal(&self) -> NoticeSignal {
        std::future::pending().await
    }
}
