//! The state that the commands share: the host, the store, the policy in use, how each account is doing. Nothing else
//! in this crate is global. These types hold state and decide nothing.
//!
//! Not here: anything about one ticket (`ticket`), and loops that run in the background (`jobs`).

pub mod bounded_file;
mod clock_watch;
mod connections;
mod connectors;
mod damage;
pub(crate) mod error;
mod heart;
mod host;
pub(crate) mod in_force;
mod lock;
mod proof;
mod secrets;
mod sources;

pub use connectors::connect_within;
pub use error::Answer;
pub use host::Host;
pub(crate) use in_force::InForce;

pub(crate) use clock_watch::LAST_SEEN;
pub(crate) use connectors::kind_of;
pub(crate) use damage::ToMend;
pub(crate) use heart::Heart;
pub(crate) use secrets::{keep_secret, origin_of, secret_of};
pub(crate) use sources::{Trouble, waits};

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use desk_contract::error::CallError;
use desk_contract::events::DeskEvent;
use desk_domain::deadline::Rules;
use desk_domain::ids::{AccountKey, TicketId};
use desk_domain::wall_clock::ClockJudgement;
use desk_ports::WebAddress;
use desk_store::{DeskWrite, Opened, Reader, Store, StoreError};
use tokio::sync::Notify;

use self::clock_watch::ClockWatch;
use self::connections::Connections;
use self::damage::Damage;
use self::lock::locked;
use self::proof::Proof;
use self::sources::Sources;

/// How long a start beside an owner waits for the owner's own start.
const STARTING: Duration = Duration::from_secs(4);
const STARTING_STEP: Duration = Duration::from_millis(40);

/// Dutydesk without a window.
#[derive(Clone)]
pub struct Desk {
    inner: Arc<Inner>,
}

struct Inner {
    host: Arc<dyn Host>,
    data_dir: PathBuf,
    opened: Option<Opened>,
    writer: Mutex<Store>,
    readers: Mutex<Vec<(u64, Reader)>>,
    damage: Damage,
    policy: RwLock<Arc<InForce>>,
    front: Mutex<Option<TicketId>>,
    sources: Sources,
    connections: Connections,
    proof: Proof,
    clock_watch: ClockWatch,
    heart: Heart,
    outbox_wake: Notify,
    sync_wake: Notify,
}

/// How to open.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Where the data is kept.
    pub data_dir: PathBuf,
    /// A policy by name or file for this run only; `None`: the one chosen in settings.
    pub policy: Option<String>,
}

impl Desk {
    /// Opens the store and the policy.
    ///
    /// # Errors
    /// A sentence for people when the data cannot be opened, for example because a newer version wrote it.
    pub(crate) fn open(host: Arc<dyn Host>, options: &Options) -> Answer<Self> {
        let now = host.clock().now();
        let (store, opened) = open_store(&*host, &options.data_dir, now)?;
        let policy = InForce::at_start(&store, options.policy.as_deref())?;
        let clock_watch = ClockWatch::at_start(&store, host.build_year()).map_err(|error| error::store(&error))?;
        Ok(Self {
            inner: Arc::new(Inner {
                host,
                data_dir: options.data_dir.clone(),
                opened,
                writer: Mutex::new(store),
                readers: Mutex::new(Vec::new()),
                damage: Damage::default(),
                policy: RwLock::new(Arc::new(policy)),
                front: Mutex::new(None),
                sources: Sources::default(),
                connections: Connections::default(),
                proof: Proof::default(),
                clock_watch,
                heart: Heart::default(),
                outbox_wake: Notify::new(),
                sync_wake: Notify::new(),
            }),
        })
    }

    /// The program around.
    #[must_use]
    pub fn host(&self) -> &dyn Host {
        &*self.inner.host
    }

    /// Now: by the wall clock, or by the help desk's while that one is not believed.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.judge_clock().now(self.inner.host.clock().now())
    }

    /// Whether the wall clock can be trusted now.
    pub(crate) fn judge_clock(&self) -> ClockJudgement {
        self.inner.clock_watch.judge(self.inner.host.clock())
    }

    /// Waits for an instant as [`Desk::now`] counts them, or for a reason to look before.
    pub(crate) async fn sleep_until(&self, at: Option<DateTime<Utc>>) {
        let correction = self.judge_clock().correction();
        self.host().alarm().sleep_until(at.map(|at| at - correction)).await;
    }

    /// The policy in use, with its calendar and handbook.
    #[must_use]
    pub fn policy(&self) -> Arc<InForce> {
        Arc::clone(&self.inner.policy.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// The rules of the policy in use.
    #[must_use]
    pub fn rules(&self) -> Arc<Rules> {
        Arc::clone(&self.policy().rules)
    }

    pub(crate) fn set_policy(&self, policy: InForce) {
        *self.inner.policy.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(policy);
    }

    /// Where the data is kept.
    #[must_use]
    pub fn data_dir(&self) -> &Path {
        &self.inner.data_dir
    }

    /// What opening the store found; `None` beside an owner.
    #[must_use]
    pub fn opened(&self) -> Option<&Opened> {
        self.inner.opened.as_ref()
    }

    pub(crate) fn sources(&self) -> &Sources {
        &self.inner.sources
    }

    /// A request outside the regular syncs succeeded. If that is a change, an event tells the screen.
    pub(crate) fn source_went_well(&self, account: &AccountKey) {
        if self.inner.sources.fine(account) {
            self.host().tell(DeskEvent::Changed);
        }
    }

    /// A request outside the regular syncs failed. If that is a change, an event tells the screen at once, not at the
    /// next sync.
    pub(crate) fn source_failed(&self, account: &AccountKey, trouble: &Trouble) {
        if self.inner.sources.trouble(account, trouble) {
            self.host().tell(DeskEvent::Changed);
        }
    }

    pub(crate) fn connections(&self) -> &Connections {
        &self.inner.connections
    }

    /// Opens a page in the browser, off the async threads: the program that starts it may take its time.
    pub(crate) async fn open_page(&self, address: WebAddress) -> Answer<()> {
        let desk = self.clone();
        off_thread(move || desk.host().opener().open(&address))
            .await?
            .map_err(error::browser)
    }

    /// The ticket on screen, if any.
    pub(crate) fn in_front(&self) -> Option<TicketId> {
        locked(&self.inner.front).clone()
    }

    pub(crate) fn set_in_front(&self, ticket: Option<TicketId>) {
        *locked(&self.inner.front) = ticket;
    }

    /// Reads, off the async threads. Several reads run at once.
    pub(crate) async fn read<T, F>(&self, read: F) -> Answer<T>
    where
        T: Send + 'static,
        F: FnOnce(&Reader) -> Result<T, StoreError> + Send + 'static,
    {
        let desk = self.clone();
        off_thread(move || desk.read_at_once(read)).await?
    }

    /// The same at once, for a program that is about to end.
    pub(crate) fn read_at_once<T>(&self, read: impl FnOnce(&Reader) -> Result<T, StoreError>) -> Answer<T> {
        let (since, reader) = self.reader().map_err(|error| error::store_read(&error))?;
        let result = read(&reader);
        let (damage, left_out) = (&self.inner.damage, reader.left_out());
        damage.met(&result);
        locked(&self.inner.readers).push((since, reader));
        if damage.is_news(&left_out) {
            damage.note(&mut locked(&self.inner.writer), &left_out, self.now());
        }
        result.map_err(|error| error::store_read(&error))
    }

    /// A reader that has the files open as they are now.
    fn reader(&self) -> Result<(u64, Reader), StoreError> {
        let now = self.inner.damage.times_exchanged();
        let mut readers = locked(&self.inner.readers);
        readers.retain(|(since, _)| *since == now);
        match readers.pop() {
            Some(reader) => Ok(reader),
            None => Ok((now, locked(&self.inner.writer).reader()?)),
        }
    }

    /// Writes, off the async threads, one at a time.
    pub(crate) async fn write<T, F>(&self, write: F) -> Answer<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut Store) -> Result<T, StoreError> + Send + 'static,
    {
        let desk = self.clone();
        off_thread(move || desk.with_store(write)).await?
    }

    /// Writes to `desk.db` in one transaction.
    pub(crate) async fn keep<T, F>(&self, act: F) -> Answer<T>
    where
        T: Send + 'static,
        F: FnOnce(&mut DeskWrite<'_>) -> Result<T, StoreError> + Send + 'static,
    {
        self.write(move |store| store.desk.write(act)).await
    }

    /// For the start and the end, when there are no threads to wait for.
    pub(crate) fn with_store<T>(&self, act: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Answer<T> {
        let now = self.now();
        let mut store = locked(&self.inner.writer);
        let result = act(&mut store);
        self.inner.damage.met(&result);
        let left_out = store.left_out();
        self.inner.damage.note(&mut store, &left_out, now);
        result.map_err(|error| error::store(&error))
    }

    /// A file is damaged that nobody has met yet.
    pub(crate) fn a_page_is_damaged(&self) {
        self.inner.damage.a_page_is_damaged();
    }

    /// What the owner has to mend since this was last asked.
    pub(crate) fn to_mend(&self) -> Option<ToMend> {
        self.host().is_owner().then(|| self.inner.damage.take()).flatten()
    }

    /// Mends the files at once. Whether the cache has to be filled again.
    pub(crate) fn mend(&self, damage: ToMend) -> Answer<bool> {
        let now = self.now();
        let mended = self.with_store(|store| store.mend(damage.rows_of_the_cache, now));
        // Whatever came of it: a reader from before may have a file open that was moved.
        self.inner.damage.exchanged();
        Ok(mended?.cache)
    }

    /// Tells the screen that a ticket changed, and the owner that there may be something to do.
    pub(crate) fn changed(&self, ticket: &TicketId) {
        self.host().tell(DeskEvent::TicketChanged {
            ticket: ticket.to_string(),
        });
        self.committed();
    }

    /// Something was committed: the loops of this process look, or the owner's do.
    pub(crate) fn committed(&self) {
        self.host().committed();
        self.host().alarm().wake();
        self.inner.outbox_wake.notify_one();
    }

    /// Another process has committed something, or the computer has slept: look.
    pub fn woken(&self) {
        self.host().alarm().wake();
        self.inner.outbox_wake.notify_one();
        self.inner.sync_wake.notify_one();
        self.inner.proof.look();
        self.host().tell(DeskEvent::Changed);
    }

    /// Somebody looks at the window: the help desks are read now, not at the next turn.
    pub fn read_soon(&self) {
        self.inner.sync_wake.notify_one();
    }

    pub(crate) fn proof(&self) -> &Proof {
        &self.inner.proof
    }

    pub(crate) fn clock_watch(&self) -> &ClockWatch {
        &self.inner.clock_watch
    }

    pub(crate) fn heart(&self) -> &Heart {
        &self.inner.heart
    }

    pub(crate) fn outbox_wake(&self) -> &Notify {
        &self.inner.outbox_wake
    }

    pub(crate) fn sync_wake(&self) -> &Notify {
        &self.inner.sync_wake
    }
}

/// Beside an owner nothing is made, mended or upgraded.
fn open_store(host: &dyn Host, dir: &Path, now: DateTime<Utc>) -> Answer<(Store, Option<Opened>)> {
    let opened = if host.is_owner() {
        Store::open(dir, now).map(|(store, opened)| (store, Some(opened)))
    } else {
        open_beside(dir).map(|store| (store, None))
    };
    // Nothing was typed yet that could be "not saved".
    opened.map_err(|failure| error::internal(failure.sentence_of_opening(dir)))
}

/// An owner that starts at the same moment may still be making or upgrading the files.
fn open_beside(dir: &Path) -> Result<Store, StoreError> {
    let mut left = STARTING;
    loop {
        match Store::open_beside(dir) {
            Err(failure) if failure.may_be_starting() && !left.is_zero() => {
                std::thread::sleep(STARTING_STEP);
                left = left.saturating_sub(STARTING_STEP);
            }
            opened => return opened,
        }
    }
}

/// Work that waits for a disk, off the async threads.
pub(crate) async fn off_thread<T, F>(work: F) -> Answer<T>
where
    T: Send + 'static,
    F: FnOnce() -> T + Send + 'static,
{
    tokio::task::spawn_blocking(work).await.map_err(|_| worker_ended())
}

fn worker_ended() -> CallError {
    error::internal(
        "Something went wrong in Dutydesk while reading or saving. Everything saved before is safe. Try again.",
    )
}
