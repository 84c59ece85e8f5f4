//! What the command line gives to the commands: the real outside, and no screen.

use std::sync::atomic::{AtomicBool, Ordering};

use chrono::TimeDelta;
use desk_commands::Host;
use desk_contract::events::DeskEvent;
use desk_platform::{Native, Places};
use desk_ports::Outside;

/// This process, as the commands see it.
pub(crate) struct CommandLine {
    native: Native,
    is_owner: bool,
    committed: AtomicBool,
}

impl CommandLine {
    pub(crate) fn new(places: &Places, is_owner: bool) -> Self {
        Self {
            native: Native::new(places),
            is_owner,
            committed: AtomicBool::new(false),
        }
    }

    /// Whether something was committed that the owner has to act on.
    pub(crate) fn has_committed(&self) -> bool {
        self.committed.load(Ordering::Relaxed)
    }
}

impl Host for CommandLine {
    fn outside(&self) -> &dyn Outside {
        &self.native
    }

    /// What is typed at a prompt is meant; there is nobody to press *undo*.
    fn undo_time(&self) -> TimeDelta {
        TimeDelta::zero()
    }

    /// There is no screen.
    fn tell(&self, _: DeskEvent) {}

    /// Another owner is woken once, when the command ends: see [`crate::session`].
    fn committed(&self) {
        self.committed.store(true, Ordering::Relaxed);
    }

    fn is_owner(&self) -> bool {
        self.is_owner
    }
}
