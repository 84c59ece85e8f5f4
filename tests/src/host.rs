//! The host that the tests give to the commands.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use chrono::TimeDelta;
use desk_commands::Host;
use desk_connect::{DeskError, HelpDesk};
use desk_contract::events::DeskEvent;
use desk_ports::{
    AccountKey, Alarm, Clock, FilePicker, Notifier, OpenError, Opener, Outside, SecretError, SecretStore, Session,
    Standby, WebAddress,
};
use desk_store::desk::account::Account;
use secrecy::{ExposeSecret, SecretString};

use crate::fake_desk::FakeDesk;
use crate::notifier::RecordingNotifier;
use crate::session::PlayedSession;
use crate::standby::PlayedStandby;
use crate::time::{HandAlarm, HandClock};

/// A keychain in memory.
#[derive(Debug, Default)]
pub struct MemorySecrets {
    kept: Mutex<BTreeMap<AccountKey, SecretString>>,
    locked: AtomicBool,
}

impl MemorySecrets {
    /// Locks or unlocks it.
    pub fn set_locked(&self, locked: bool) {
        self.locked.store(locked, Ordering::SeqCst);
    }

    fn open(&self) -> Result<std::sync::MutexGuard<'_, BTreeMap<AccountKey, SecretString>>, SecretError> {
        if self.locked.load(Ordering::SeqCst) {
            Err(SecretError::Locked)
        } else {
            Ok(self.kept.lock().unwrap())
        }
    }
}

#[async_trait]
impl SecretStore for MemorySecrets {
    async fn get(&self, account: &AccountKey) -> Result<SecretString, SecretError> {
        self.open()?.get(account).cloned().ok_or(SecretError::NoEntry)
    }

    async fn set(&self, account: &AccountKey, secret: &SecretString) -> Result<(), SecretError> {
        self.open()?.insert(account.clone(), secret.clone());
        Ok(())
    }

    async fn delete(&self, account: &AccountKey) -> Result<(), SecretError> {
        self.open()?.remove(account);
        Ok(())
    }

    async fn status(&self) -> Result<(), SecretError> {
        self.open().map(drop)
    }
}

/// A browser that only remembers what it was asked to open.
#[derive(Debug, Default)]
pub struct RecordingOpener(Mutex<Vec<String>>);

impl RecordingOpener {
    /// The addresses that were opened, in order.
    #[must_use]
    pub fn opened(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }
}

impl Opener for RecordingOpener {
    fn open(&self, address: &WebAddress) -> Result<(), OpenError> {
        self.0.lock().unwrap().push(address.as_str().to_owned());
        Ok(())
    }
}

/// A program around the commands; everything except its data directory is in memory.
#[derive(Debug)]
pub struct TestHost {
    /// The wall clock.
    pub clock: HandClock,
    /// The notification server.
    pub notifier: RecordingNotifier,
    /// The person's session.
    pub session: PlayedSession,
    /// What starts Dutydesk when it does not run.
    pub standby: PlayedStandby,
    /// The keychain.
    pub secrets: MemorySecrets,
    /// The browser.
    pub opener: RecordingOpener,
    /// The help desk that every account leads to.
    pub fake_desk: FakeDesk,
    pub(crate) alarm: HandAlarm,
    pub(crate) downloads: PathBuf,
    is_owner: AtomicBool,
    undo_seconds: AtomicU32,
    /// What the person chooses in the dialog for files.
    pub picks: Mutex<Option<PathBuf>>,
    commits: AtomicU32,
    events: Mutex<Vec<DeskEvent>>,
    tokens: Mutex<Vec<(String, String)>>,
}

impl TestHost {
    /// An owner of its data directory, at this instant.
    #[must_use]
    pub fn new(clock: HandClock, fake_desk: FakeDesk, downloads: PathBuf) -> Self {
        Self {
            notifier: RecordingNotifier::new(clock.clone()),
            alarm: HandAlarm::new(clock.clone()),
            session: PlayedSession::default(),
            standby: PlayedStandby::default(),
            secrets: MemorySecrets::default(),
            opener: RecordingOpener::default(),
            fake_desk,
            downloads,
            is_owner: AtomicBool::new(true),
            undo_seconds: AtomicU32::new(0),
            picks: Mutex::default(),
            commits: AtomicU32::new(0),
            events: Mutex::default(),
            tokens: Mutex::default(),
            clock,
        }
    }

    /// Somebody watches: messages are held for so long before they are sent.
    pub fn set_undo_seconds(&self, seconds: u32) {
        self.undo_seconds.store(seconds, Ordering::Relaxed);
    }

    /// The same beside another process that owns the data directory.
    #[must_use]
    pub fn beside_an_owner(self) -> Self {
        self.is_owner.store(false, Ordering::SeqCst);
        self
    }

    /// The events of the screen since the last call.
    pub fn take_events(&self) -> Vec<DeskEvent> {
        std::mem::take(&mut self.events.lock().unwrap())
    }

    /// To which address which token was given, since the last call.
    pub fn take_tokens(&self) -> Vec<(String, String)> {
        std::mem::take(&mut self.tokens.lock().unwrap())
    }

    /// How often the owner was woken because something was committed.
    pub fn commits(&self) -> u32 {
        self.commits.load(Ordering::SeqCst)
    }
}

impl Outside for TestHost {
    fn clock(&self) -> &dyn Clock {
        &self.clock
    }

    fn alarm(&self) -> &dyn Alarm {
        &self.alarm
    }

    fn secrets(&self) -> &dyn SecretStore {
        &self.secrets
    }

    fn notifier(&self) -> &dyn Notifier {
        &self.notifier
    }

    fn session(&self) -> &dyn Session {
        &self.session
    }

    fn standby(&self) -> &dyn Standby {
        &self.standby
    }

    fn opener(&self) -> &dyn Opener {
        &self.opener
    }

    fn downloads(&self) -> Option<&Path> {
        Some(&self.downloads)
    }
}

#[async_trait]
impl FilePicker for TestHost {
    async fn pick_file(&self, _title: &str, endings: &[&str]) -> Option<PathBuf> {
        assert_eq!(endings, ["toml"]);
        self.picks.lock().unwrap().clone()
    }
}

impl Host for TestHost {
    fn file_picker(&self) -> Option<&dyn FilePicker> {
        Some(self)
    }

    fn outside(&self) -> &dyn Outside {
        self
    }

    fn help_desk(&self, account: &Account, token: SecretString) -> Result<Box<dyn HelpDesk>, DeskError> {
        let sent = (account.fields["url"][0].clone(), token.expose_secret().to_owned());
        self.tokens.lock().unwrap().push(sent);
        Ok(Box::new(self.fake_desk.signed_in(token.expose_secret())))
    }

    fn undo_time(&self) -> TimeDelta {
        TimeDelta::seconds(self.undo_seconds.load(Ordering::Relaxed).into())
    }

    /// Short only where an answer is waited for in vain.
    fn proof_patience(&self) -> Duration {
        match self.notifier.swallows() {
            true => Duration::from_millis(300),
            false => Duration::from_secs(10),
        }
    }

    /// Stories are set in the years of the manual.
    fn build_year(&self) -> i32 {
        2017
    }

    fn tell(&self, event: DeskEvent) {
        self.events.lock().unwrap().push(event);
    }

    fn committed(&self) {
        self.commits.fetch_add(1, Ordering::SeqCst);
    }

    fn is_owner(&self) -> bool {
        self.is_owner.load(Ordering::SeqCst)
    }
}
