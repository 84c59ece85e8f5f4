//! How often the notices were looked at. The heartbeat follows it.

use tokio::sync::watch;

/// How often the notices were looked at.
#[derive(Debug, Default)]
pub(crate) struct Heart {
    looks: watch::Sender<u64>,
}

impl Heart {
    /// The notices were looked at.
    pub(crate) fn looked(&self) {
        self.looks.send_modify(|looks| *looks += 1);
    }

    /// Follows the looks from the first one on: it may have come before anybody followed.
    pub(crate) fn follow(&self) -> watch::Receiver<u64> {
        let mut looks = self.looks.subscribe();
        if *looks.borrow() > 0 {
            looks.mark_changed();
        }
        looks
    }
}
