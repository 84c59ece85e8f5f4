//! Counts the checks for due notifications. The heartbeat follows this count.

use tokio::sync::watch;

/// How many checks there were.
#[derive(Debug, Default)]
pub(crate) struct Heart {
    looks: watch::Sender<u64>,
}

impl Heart {
    /// Counts one more check.
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
