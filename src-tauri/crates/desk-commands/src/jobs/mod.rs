//! What runs in the background: fetching, sending, notifying. Only the owner of the data directory does it.
//!
//! Not here: how something is fetched, sent or shown. A loop only decides when.

mod sync_now;

pub use sync_now::sync_now;

use std::collections::HashMap;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use desk_connect::kind::Limits;
use desk_domain::ids::AccountKey;
use desk_ports::SessionChange;
use desk_store::desk::account::Account;
use desk_store::{FileHealth, StoreError};
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::desk::{Answer, Desk, kind_of, off_thread};
use crate::health::{backup, heartbeat, wall_clock};
use crate::reading::{self, Failure};
use crate::settings::policy;
use crate::ticket::mend_at_once;
use crate::{notices, outbox};

/// Between two looks at whether there is an account to read.
const ACCOUNTS_EVERY: Duration = Duration::from_secs(30);

/// Between two threads that are read in the background: the help desk and the window come first.
const BETWEEN_THREADS: Duration = Duration::from_millis(500);

/// Between looks at the outbox when nothing calls.
const SEND_EVERY: TimeDelta = TimeDelta::seconds(15);

/// Between looks at whether the policy file was edited: a look is one question to the file system.
const POLICY_EVERY: Duration = Duration::from_secs(5);

/// The feed is not urgent: anything that a person waits for comes first.
const HOLIDAYS_FIRST: Duration = Duration::from_secs(120);

/// Between two reads of the bank holidays.
const HOLIDAYS_EVERY: Duration = Duration::from_secs(24 * 3600);

/// Between two times of keeping the write-ahead logs small.
const TIDY_EVERY: Duration = Duration::from_secs(600);

/// Between looks at whether something has to be mended: a look costs nothing.
const MEND_EVERY: Duration = Duration::from_secs(5);

/// How often old notifications are deleted.
const PRUNE_EVERY: Duration = Duration::from_secs(24 * 3600);

/// Between two heartbeats of a `tick` that stays. A look comes every 15 s.
const BEAT_EVERY: Duration = Duration::from_secs(45);

/// How often `tick` checks whether its pop-ups are still there.
const STAYING: Duration = Duration::from_millis(200);

/// Fetches, sends and notifies until the program ends.
pub async fn run(desk: Desk) {
    tokio::join!(
        tell(&desk),
        read(&desk),
        send(&desk),
        watch_policy(&desk),
        holidays(&desk),
        tidy(&desk),
        notices::at_each_shift(&desk),
        follow_session(&desk),
        wall_clock::watch(&desk),
        heartbeat::run(&desk),
        mend(&desk),
        forget(&desk)
    );
}

/// What one evaluation of the deadlines came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TickReport {
    /// Pop-ups that a server took.
    pub shown: u32,
    /// Notifications that no server would show.
    pub not_told: u32,
}

/// Checks the deadlines once, notifies of what is due, and stays for as long as a notification is on the screen: its
/// buttons only work while somebody listens, and some desktops take it away with its sender. In that time it does what
/// an owner does, but for reading the help desks: it notifies of what becomes due, hides words while the screen is
/// locked, sends what other programs queue, and has a heartbeat.
///
/// When `leave` ends it leaves at once: what is still on the screen is taken off, for the next owner to show.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn tick(desk: &Desk, leave: impl Future<Output = ()>) -> Answer<TickReport> {
    wall_clock::look(desk).await;
    notices::begin(desk).await?;
    let mut report = TickReport::default();
    let again_at = look(desk, &mut report).await?;
    heartbeat::beat(desk).await?;
    let sending = Arc::new(Mutex::new(()));
    let sender = tokio::spawn(send_when_woken(desk.clone(), Arc::clone(&sending)));
    let stayed = stay(desk, again_at, &mut report, leave).await;
    // What is being sent is sent to its end.
    let _idle = sending.lock().await;
    sender.abort();
    stayed.map(|()| report)
}

async fn stay(
    desk: &Desk,
    mut again_at: Option<DateTime<Utc>>,
    report: &mut TickReport,
    leave: impl Future<Output = ()>,
) -> Answer<()> {
    let (mut leave, mut session) = (pin!(leave), pin!(follow_session(desk)));
    let mut beaten = Instant::now();
    while notices::any_on_screen(desk).await? {
        tokio::select! {
            signal = desk.host().notifier().next_signal() => notices::signal(desk, signal).await?,
            () = desk.sleep_until(again_at) => {
                wall_clock::look(desk).await;
                again_at = look(desk, report).await?;
                if beaten.elapsed() >= BEAT_EVERY {
                    beaten = Instant::now();
                    heartbeat::beat(desk).await?;
                }
            }
            () = &mut session => {}
            () = &mut leave => return notices::pass_on(desk).await,
            () = tokio::time::sleep(STAYING) => {}
        }
    }
    Ok(())
}

async fn send_when_woken(desk: Desk, sending: Arc<Mutex<()>>) {
    loop {
        desk.outbox_wake().notified().await;
        let _sending = sending.lock().await;
        note(outbox::send_waiting(&desk).await.map(drop));
    }
}

/// Looks once; when to look again.
async fn look(desk: &Desk, report: &mut TickReport) -> Answer<Option<DateTime<Utc>>> {
    let looked = notices::look(desk).await?;
    report.shown += looked.shown;
    report.not_told += looked.not_told;
    Ok(looked.again_at)
}

/// Sends everything that may leave now, for a program that is about to; how many acts arrived.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn send_waiting(desk: &Desk) -> Answer<u32> {
    outbox::send_waiting(desk).await
}

/// For a program that ends while it sends: what it was sending may have arrived, and is looked up by the next owner.
///
/// # Errors
/// When the store cannot be written.
pub async fn stop_sending(desk: &Desk) -> Answer<()> {
    outbox::doubt_sending(desk).await.map(drop)
}

/// Deletes the notifications of closed tickets that have had none for a year. Returns how many. The owner does so
/// daily.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn prune_notices(desk: &Desk) -> Answer<usize> {
    notices::prune_notices(desk).await
}

/// The notifications that would be shown now, in words.
///
/// # Errors
/// When the store cannot be read.
pub async fn plan(desk: &Desk) -> Answer<Vec<String>> {
    notices::plan(desk).await
}

async fn tell(desk: &Desk) {
    note(notices::begin(desk).await);
    loop {
        let again_at = match notices::look(desk).await {
            Ok(looked) => {
                desk.heart().looked();
                looked.again_at
            }
            Err(problem) => {
                note(Err(problem));
                Some(desk.now() + TimeDelta::seconds(5))
            }
        };
        tokio::select! {
            () = desk.sleep_until(again_at) => {}
            signal = desk.host().notifier().next_signal() => note(notices::signal(desk, signal).await),
        }
    }
}

/// A computer that wakes, and a person who comes back, look at once; a locked screen shows no words of tickets.
async fn follow_session(desk: &Desk) {
    loop {
        match desk.host().session().next_change().await {
            SessionChange::Resumed | SessionChange::Unlocked => desk.woken(),
            SessionChange::Locked => note(notices::hide(desk).await),
            SessionChange::GoingToSleep => {}
        }
    }
}

/// Each account has its own rhythm: one that needs a person is asked less often and keeps no other waiting.
async fn read(desk: &Desk) {
    let mut next: HashMap<AccountKey, Instant> = HashMap::new();
    loop {
        let accounts = match desk.read(|read| read.desk().accounts()).await {
            Ok(accounts) => accounts,
            Err(problem) => {
                note(Err(problem));
                Vec::new()
            }
        };
        for account in &accounts {
            if next.get(&account.key).is_none_or(|at| *at <= Instant::now()) {
                let pause = pause_after(account, reading::read_account(desk, account).await);
                next.insert(account.key.clone(), Instant::now() + pause);
            }
        }
        next.retain(|key, _| accounts.iter().any(|account| account.key == *key));
        let soonest = next
            .values()
            .min()
            .copied()
            .unwrap_or_else(|| Instant::now() + ACCOUNTS_EVERY);
        tokio::select! {
            () = tokio::time::sleep_until(soonest) => {}
            () = desk.sync_wake().notified() => next.clear(),
            () = catch_up(desk) => {}
        }
    }
}

/// Reads the threads that are left over, one after the other, until something else is to be done. Never returns.
async fn catch_up(desk: &Desk) {
    while read_behind(desk).await.unwrap_or_default() {
        tokio::time::sleep(BETWEEN_THREADS).await;
    }
    std::future::pending::<()>().await;
}

/// Reads one thread of each account that is not on this computer yet; whether there was one.
///
/// # Errors
/// When the store cannot be read or written.
pub async fn read_behind(desk: &Desk) -> Answer<bool> {
    let mut any = false;
    for account in desk.read(|read| read.desk().accounts()).await? {
        any |= reading::read_next(desk, &account).await?;
    }
    Ok(any)
}

fn pause_after(account: &Account, outcome: Result<reading::Read, Failure>) -> Duration {
    let limits = kind_of(&account.key).map_or(&Limits::HELP_DESK, |kind| &kind.limits);
    match outcome {
        Ok(_) => limits.read_every,
        Err(Failure::Source(trouble)) if trouble.is_passing() => limits.read_every,
        Err(Failure::Source(_)) => limits.after_trouble,
        Err(Failure::Store(problem)) => {
            note(Err(problem));
            limits.read_every
        }
    }
}

/// A policy file that is edited comes into force without being chosen again; with errors, the last good one stays.
async fn watch_policy(desk: &Desk) {
    loop {
        tokio::time::sleep(POLICY_EVERY).await;
        note(policy::reload_if_edited(desk).await);
    }
}

async fn send(desk: &Desk) {
    loop {
        note(outbox::send_waiting(desk).await.map(drop));
        let pause = until_next(desk).await;
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = desk.outbox_wake().notified() => {}
        }
    }
}

/// An act can wait for a few seconds so that it can be undone.
async fn until_next(desk: &Desk) -> Duration {
    let now = desk.now();
    let next: Option<DateTime<Utc>> = outbox::next_hold_ends(desk).await.unwrap_or_default();
    let pause = next.map_or(SEND_EVERY, |next| (next - now).clamp(TimeDelta::zero(), SEND_EVERY));
    pause.to_std().unwrap_or_default() + Duration::from_millis(50)
}

/// Bank holidays are refreshed from the address in the policy, once a day; they stay as they are without a network.
async fn holidays(desk: &Desk) {
    tokio::time::sleep(HOLIDAYS_FIRST).await;
    loop {
        note(policy::refresh_holidays(desk).await);
        tokio::time::sleep(HOLIDAYS_EVERY).await;
    }
}

/// Mends what was found to be damaged, soon after it was met.
async fn mend(desk: &Desk) {
    loop {
        tokio::time::sleep(MEND_EVERY).await;
        let state = desk.clone();
        let mended = off_thread(move || mend_at_once(&state)).await;
        note(mended.and_then(|mended| mended).map(drop));
    }
}

/// The files are read through, and the search index is checked, once the first screen is there; the write-ahead logs are kept small; a backup is made
/// when one is due.
async fn tidy(desk: &Desk) {
    if desk
        .read(|read| Ok(read.health()))
        .await
        .is_ok_and(|health| !is_sound(&health))
    {
        desk.a_page_is_damaged();
    }
    note(desk.write(desk_store::Store::check_search).await.map(drop));
    note(backup::if_due(desk).await);
    loop {
        tokio::time::sleep(TIDY_EVERY).await;
        note(desk.write(|store| store.tidy()).await);
        note(backup::if_due(desk).await);
    }
}

fn is_sound(health: &Result<[FileHealth; 2], StoreError>) -> bool {
    health
        .as_ref()
        .is_ok_and(|files| files.iter().all(|file| file.complaint.is_none()))
}

async fn forget(desk: &Desk) {
    loop {
        tokio::time::sleep(TIDY_EVERY).await;
        note(notices::prune_notices(desk).await.map(drop));
        tokio::time::sleep(PRUNE_EVERY).await;
    }
}

/// A job continues after a failure. The log gets its sentence, which names no person and no token.
fn note(outcome: Answer<()>) {
    if let Err(problem) = outcome {
        tracing::error!(code = ?problem.code, "{}", problem.message);
    }
}
