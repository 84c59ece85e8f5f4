//! What a program gives to the commands: the outside, its connectors, and where events go. The window is one host,
//! `duty` is another, and the tests have a third.

use std::path::Path;
use std::time::Duration;

use chrono::TimeDelta;
use desk_connect::{DeskError, HelpDesk};
use desk_contract::events::DeskEvent;
use desk_ports::{Alarm, Clock, FilePicker, Notifier, Opener, Outside, SecretStore, Session, Standby};
use desk_store::desk::account::Account;
use secrecy::SecretString;

use super::connectors::connect;

/// A program that runs the commands.
pub trait Host: Send + Sync + 'static {
    /// The outside: the real one, or a test's.
    fn outside(&self) -> &dyn Outside;

    /// The wall clock.
    fn clock(&self) -> &dyn Clock {
        self.outside().clock()
    }

    /// The wait for the next notification.
    fn alarm(&self) -> &dyn Alarm {
        self.outside().alarm()
    }

    /// The keychain.
    fn secrets(&self) -> &dyn SecretStore {
        self.outside().secrets()
    }

    /// The notification server.
    fn notifier(&self) -> &dyn Notifier {
        self.outside().notifier()
    }

    /// The person's session.
    fn session(&self) -> &dyn Session {
        self.outside().session()
    }

    /// What starts Dutydesk when it does not run.
    fn standby(&self) -> &dyn Standby {
        self.outside().standby()
    }

    /// The browser.
    fn opener(&self) -> &dyn Opener {
        self.outside().opener()
    }

    /// Where a saved attachment goes; `None` when the person has no such folder.
    fn downloads(&self) -> Option<&Path> {
        self.outside().downloads()
    }

    /// A help desk signed in with a token.
    ///
    /// # Errors
    /// [`DeskError`] when the address is wrong. Nothing is sent yet.
    fn help_desk(&self, account: &Account, token: SecretString) -> Result<Box<dyn HelpDesk>, DeskError> {
        connect(account, token)
    }

    /// For how long you can undo a reply or note before it is sent; zero if nobody is watching.
    fn undo_time(&self) -> TimeDelta {
        TimeDelta::zero()
    }

    /// The dialog for files; `None` without a screen.
    fn file_picker(&self) -> Option<&dyn FilePicker> {
        None
    }

    /// Ends this program. Only a window can be asked to.
    fn quit(&self) {}

    /// How long a self-test waits for the notification server's word.
    fn proof_patience(&self) -> Duration {
        Duration::from_secs(8)
    }

    /// The year before which a clock cannot be right.
    fn build_year(&self) -> i32 {
        desk_domain::wall_clock::build_year()
    }

    /// Whether this process stays and shows a screen.
    fn is_window(&self) -> bool {
        false
    }

    /// Tells the screen.
    fn tell(&self, event: DeskEvent);

    /// Something was committed that the owner of the data directory has to act on: the owner wakes its own loops,
    /// another process wakes the owner.
    fn committed(&self);

    /// Whether this process owns the data directory: it alone notifies and sends.
    fn is_owner(&self) -> bool;
}
