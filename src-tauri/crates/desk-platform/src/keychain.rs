//! Access tokens in the system's keychain: the Secret Service, the Keychain, the Credential Manager.
//!
//! A keychain call can wait for a person for ever. So each call runs on its own thread, and the caller waits for a
//! limited time. An error of the keychain crate can contain the secret itself (its `Debug` prints the bytes it read),
//! so no such error leaves this file.

use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use desk_ports::{AccountKey, SecretError, SecretStore};
use keyring_core::{CredentialStore, Entry, Error};
use secrecy::zeroize::Zeroize;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::oneshot;

/// What our items are filed under.
const SERVICE: &str = "dutydesk";
/// How long the caller of one call waits.
const LIMIT: Duration = Duration::from_secs(5);
/// How long one unanswered call keeps others from asking: long enough to type a password once.
const PATIENCE: Duration = Duration::from_secs(60);
/// Calls that stood behind one whose question was dismissed do not ask the person again.
const QUIET: Duration = Duration::from_secs(3);

type Store = Arc<CredentialStore>;
type OpenStore = Arc<dyn Fn() -> keyring_core::Result<Store> + Send + Sync>;
/// Whether the keychain is locked, as far as it can be asked without a question to a person.
type Peek = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = Option<bool>> + Send>> + Send + Sync>;

/// The system's keychain, one item per account, filed under `dutydesk` and the account's name.
pub struct Keychain {
    open: OpenStore,
    peek: Peek,
    limit: Duration,
    line: Mutex<Line>,
}

/// The state of the calls.
struct Line {
    desk: Arc<Mutex<Desk>>,
    /// The call that was given up and may still be waiting for a person, and since when.
    hanging: Option<(Weak<Ticket>, Instant)>,
    last: Option<Result<(), SecretError>>,
}

/// Held by the thread of a call for as long as it runs.
struct Ticket;

/// Where one call at a time is served.
struct Desk {
    open: OpenStore,
    store: Option<Store>,
    locked_at: Option<Instant>,
}

impl Keychain {
    /// The system's keychain, with the usual limit of 5 s per call.
    #[must_use]
    pub fn new() -> Self {
        Self::with_limit(LIMIT)
    }

    /// The same with another limit per call.
    #[must_use]
    pub fn with_limit(limit: Duration) -> Self {
        Self::over(Arc::new(open_store), Arc::new(|| Box::pin(is_locked())), limit)
    }

    fn over(open: OpenStore, peek: Peek, limit: Duration) -> Self {
        let line = Line {
            desk: Desk::new(&open),
            hanging: None,
            last: None,
        };
        Self {
            open,
            peek,
            limit,
            line: Mutex::new(line),
        }
    }

    async fn on_entry<T: Send + 'static>(
        &self,
        account: &AccountKey,
        job: impl Fn(&Entry) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T, SecretError> {
        let account = account.clone();
        self.call(move |store| {
            store
                .build(SERVICE, account.as_str(), None)
                .and_then(|entry| job(&entry))
        })
        .await
    }

    async fn call<T: Send + 'static>(
        &self,
        job: impl Fn(&Store) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T, SecretError> {
        let outcome = self.limited(job).await;
        let told = outcome.as_ref().map(|_| ()).map_err(|error| *error);
        lock(&self.line).last = Some(if told == Err(SecretError::NoEntry) {
            Ok(())
        } else {
            told
        });
        outcome
    }

    async fn limited<T: Send + 'static>(
        &self,
        job: impl Fn(&Store) -> keyring_core::Result<T> + Send + 'static,
    ) -> Result<T, SecretError> {
        let desk = self.place_in_line().ok_or(SecretError::TimedOut)?;
        let (answer, answered) = oneshot::channel();
        let ticket = Arc::new(Ticket);
        let running = Arc::downgrade(&ticket);
        let work = move || {
            let mut desk = lock(&desk);
            // The caller went away while others were served: nobody is to be asked for its sake.
            if !answer.is_closed() {
                let _ = answer.send(desk.serve(&job));
            }
            drop(ticket);
        };
        let thread = std::thread::Builder::new().name("keychain".to_owned());
        thread.spawn(work).map_err(|_| SecretError::TimedOut)?;
        match tokio::time::timeout(self.limit, answered).await {
            Ok(Ok(outcome)) => outcome,
            // The thread ended without an answer: the store's own code panicked.
            Ok(Err(_)) => Err(SecretError::Absent),
            Err(_) => {
                lock(&self.line).hanging.get_or_insert((running, Instant::now()));
                Err(SecretError::TimedOut)
            }
        }
    }

    /// Where to queue, or `None` while an earlier call still waits for a person.
    fn place_in_line(&self) -> Option<Arc<Mutex<Desk>>> {
        let mut line = lock(&self.line);
        if let Some((ticket, since)) = &line.hanging {
            let answered = ticket.strong_count() == 0;
            if !answered && since.elapsed() < PATIENCE {
                return None;
            }
            if !answered {
                line.desk = Desk::new(&self.open);
            }
            line.hanging = None;
        }
        Some(line.desk.clone())
    }
}

impl Default for Keychain {
    fn default() -> Self {
        Self::new()
    }
}

impl Desk {
    fn new(open: &OpenStore) -> Arc<Mutex<Self>> {
        Arc::new(Mutex::new(Self {
            open: open.clone(),
            store: None,
            locked_at: None,
        }))
    }

    fn serve<T>(&mut self, job: impl Fn(&Store) -> keyring_core::Result<T>) -> Result<T, SecretError> {
        if self.locked_at.is_some_and(|at| at.elapsed() < QUIET) {
            return Err(SecretError::Locked);
        }
        let had_store = self.store.is_some();
        let outcome = match self.attempt(&job) {
            // The keychain may have been restarted since the store was opened.
            Err(Error::PlatformFailure(_)) if had_store => self.attempt(&job),
            first => first,
        };
        let outcome = outcome.map_err(explained);
        self.locked_at = matches!(outcome, Err(SecretError::Locked)).then(Instant::now);
        outcome
    }

    fn attempt<T>(&mut self, job: impl Fn(&Store) -> keyring_core::Result<T>) -> keyring_core::Result<T> {
        let store = match &self.store {
            Some(store) => store.clone(),
            None => self.store.insert((self.open)()?).clone(),
        };
        let outcome = job(&store);
        if matches!(outcome, Err(Error::PlatformFailure(_))) {
            self.store = None;
        }
        outcome
    }
}

/// Opens the Secret Service anew each time: `keyring` itself tries once per process, and an app that
/// is started before the keychain would never find it.
#[cfg(all(unix, not(target_os = "macos")))]
fn open_store() -> keyring_core::Result<Store> {
    let store = zbus_secret_service_keyring_store::Store::new()?;
    Ok(store)
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
fn open_store() -> keyring_core::Result<Store> {
    // The details of a failure stay inside: the store is there or it is not.
    let _ = keyring::Entry::store_status();
    keyring_core::get_default_store().ok_or(Error::NoDefaultStore)
}

/// Whether the collection that holds our items is locked; `None` when there is none or it doesn't say.
#[cfg(all(unix, not(target_os = "macos")))]
async fn is_locked() -> Option<bool> {
    const SERVICE: &str = "org.freedesktop.secrets";
    const PATH: &str = "/org/freedesktop/secrets";
    let bus = zbus::Connection::session().await.ok()?;
    let service = Some("org.freedesktop.Secret.Service");
    let reply = bus
        .call_method(Some(SERVICE), PATH, service, "ReadAlias", &"default")
        .await
        .ok()?;
    let collection: zbus::zvariant::OwnedObjectPath = reply.body().deserialize().ok()?;
    if collection.as_str() == "/" {
        return None;
    }
    let properties = Some("org.freedesktop.DBus.Properties");
    let question = ("org.freedesktop.Secret.Collection", "Locked");
    let reply = bus
        .call_method(Some(SERVICE), &collection, properties, "Get", &question)
        .await
        .ok()?;
    let locked: zbus::zvariant::OwnedValue = reply.body().deserialize().ok()?;
    bool::try_from(locked).ok()
}

#[cfg(not(all(unix, not(target_os = "macos"))))]
async fn is_locked() -> Option<bool> {
    None
}

/// What an error means to a person. Its own text is never shown, logged or kept.
fn explained(error: Error) -> SecretError {
    match error {
        Error::NoEntry => SecretError::NoEntry,
        Error::NoStorageAccess(_) => SecretError::Locked,
        Error::BadEncoding(mut bytes) | Error::BadDataFormat(mut bytes, _) => {
            bytes.zeroize();
            SecretError::Unusable
        }
        Error::TooLong(..) | Error::Invalid(..) | Error::Ambiguous(_) => SecretError::Unusable,
        // A bus or a sandbox that forbids the call says so in the name of its error.
        Error::PlatformFailure(cause) if cause.to_string().contains("AccessDenied") => SecretError::Denied,
        _ => SecretError::Absent,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every change under these locks is one assignment: a panic leaves nothing half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[async_trait]
impl SecretStore for Keychain {
    async fn get(&self, account: &AccountKey) -> Result<SecretString, SecretError> {
        let secret = self
            .on_entry(account, |entry| entry.get_password().map(SecretString::from))
            .await?;
        if secret.expose_secret().is_empty() {
            Err(SecretError::Unusable)
        } else {
            Ok(secret)
        }
    }

    async fn set(&self, account: &AccountKey, secret: &SecretString) -> Result<(), SecretError> {
        if secret.expose_secret().is_empty() {
            return Err(SecretError::Unusable);
        }
        let secret = secret.clone();
        self.on_entry(account, move |entry| entry.set_password(secret.expose_secret()))
            .await
    }

    async fn delete(&self, account: &AccountKey) -> Result<(), SecretError> {
        match self.on_entry(account, Entry::delete_credential).await {
            Err(SecretError::NoEntry) => Ok(()),
            outcome => outcome,
        }
    }

    async fn status(&self) -> Result<(), SecretError> {
        let last = lock(&self.line).last;
        if last == Some(Err(SecretError::Denied)) {
            return Err(SecretError::Denied);
        }
        // What it says now, in whatever process; it asks nobody.
        match tokio::time::timeout(self.limit, (self.peek)()).await {
            Ok(Some(true)) => return Err(SecretError::Locked),
            Ok(Some(false)) => return Ok(()),
            Ok(None) => {}
            Err(_) => return Err(SecretError::TimedOut),
        }
        match last {
            Some(known @ (Ok(()) | Err(SecretError::Locked | SecretError::Denied))) => known,
            _ => self.call(|_| Ok(())).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::any::Any;
    use std::collections::HashMap;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use keyring_core::api::{Credential, CredentialApi, CredentialStoreApi};

    use super::*;

    const CANARY: &str = "c4nary";
    const SHORT: Duration = Duration::from_millis(60);

    type Answer = Arc<dyn Fn() -> keyring_core::Result<Vec<u8>> + Send + Sync>;

    /// A store whose every item answers in the same way.
    struct Fake(Answer);

    impl CredentialStoreApi for Fake {
        fn vendor(&self) -> String {
            "fake".to_owned()
        }
        fn id(&self) -> String {
            "fake".to_owned()
        }
        fn build(&self, _: &str, _: &str, _: Option<&HashMap<&str, &str>>) -> keyring_core::Result<Entry> {
            Ok(Entry::new_with_credential(Arc::new(Fake(self.0.clone()))))
        }
        fn as_any(&self) -> &dyn Any {
            self
        }
    }

    impl CredentialApi for Fake {
        fn set_secret(&self, _: &[u8]) -> keyring_core::Result<()> {
            (self.0)().map(|_| ())
        }
        fn get_secret(&self) -> keyring_core::Result<Vec<u8>> {
            (self.0)()
        }
        fn delete_credential(&self) -> keyring_core::Result<()> {
            (self.0)().map(|_| ())
        }
        fn get_credential(&self) -> keyring_core::Result<Option<Arc<Credential>>> {
            Ok(None)
        }
        fn get_specifiers(&self) -> Option<(String, String)> {
            None
        }
        fn as_any(&self) -> &dyn Any {
            self
        }
    }

    fn keychain(answer: impl Fn() -> keyring_core::Result<Vec<u8>> + Send + Sync + 'static) -> Keychain {
        let answer: Answer = Arc::new(answer);
        Keychain::over(
            Arc::new(move || Ok(Arc::new(Fake(answer.clone())) as Store)),
            silent(),
            SHORT,
        )
    }

    /// A keychain that doesn't say whether it is locked.
    fn silent() -> Peek {
        Arc::new(|| Box::pin(std::future::ready(None)))
    }

    fn work() -> AccountKey {
        AccountKey::parse("rt:work").expect("a good name")
    }

    fn failure(text: &str) -> Error {
        Error::PlatformFailure(text.to_owned().into())
    }

    #[tokio::test]
    async fn f69_what_cannot_be_a_token_is_refused_and_never_printed() {
        let odd = [CANARY.as_bytes(), &[0xff]].concat();
        let bad = keychain(move || Err(Error::BadEncoding(odd.clone())));
        let error = bad.get(&work()).await.expect_err("not text");
        assert_eq!(error, SecretError::Unusable);
        let printed = format!("{error:?} {error}");
        assert!(!printed.contains(CANARY) && !printed.contains("99, 52"), "{printed}");

        assert_eq!(
            keychain(|| Ok(vec![])).get(&work()).await.err(),
            Some(SecretError::Unusable)
        );
        assert_eq!(
            keychain(|| Err(Error::Ambiguous(vec![]))).get(&work()).await.err(),
            Some(SecretError::Unusable)
        );
        let kept = keychain(|| Ok(CANARY.into())).get(&work()).await.expect("a token");
        assert_eq!(kept.expose_secret(), CANARY);
        assert!(!format!("{kept:?}").contains(CANARY));
    }

    #[tokio::test]
    async fn an_empty_token_is_not_kept_and_a_missing_one_needs_no_removing() {
        let none = keychain(|| Err(Error::NoEntry));
        assert_eq!(none.set(&work(), &"".into()).await, Err(SecretError::Unusable));
        assert_eq!(none.get(&work()).await.err(), Some(SecretError::NoEntry));
        assert_eq!(none.delete(&work()).await, Ok(()));
        assert_eq!(none.status().await, Ok(()), "a store without this item works");
    }

    #[tokio::test]
    async fn f68_a_hanging_keychain_costs_one_limit_and_one_thread() {
        let asked = Arc::new(AtomicUsize::new(0));
        let (held, release) = std::sync::mpsc::channel::<()>();
        let (count, gate) = (asked.clone(), Mutex::new(release));
        let slow = keychain(move || {
            count.fetch_add(1, Ordering::SeqCst);
            let _opened = lock(&gate).recv();
            Ok(CANARY.into())
        });
        let began = Instant::now();
        for _ in 0..20 {
            assert_eq!(slow.get(&work()).await.err(), Some(SecretError::TimedOut));
        }
        assert!(began.elapsed() < SHORT * 10, "{:?}", began.elapsed());
        assert_eq!(asked.load(Ordering::SeqCst), 1, "the person is asked once");

        drop(held);
        for _ in 0..100 {
            if slow.get(&work()).await.is_ok() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("an answered keychain is used again");
    }

    #[tokio::test]
    async fn f66_a_dismissed_question_is_not_asked_again_for_each_account() {
        let asked = Arc::new(AtomicUsize::new(0));
        let count = asked.clone();
        let locked = keychain(move || {
            count.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep(SHORT / 4);
            Err(Error::NoStorageAccess("dismissed".into()))
        });
        let account = work();
        let all = tokio::join!(locked.get(&account), locked.get(&account), locked.get(&account));
        for outcome in [all.0, all.1, all.2] {
            assert_eq!(outcome.err(), Some(SecretError::Locked));
        }
        assert_eq!(asked.load(Ordering::SeqCst), 1);
        assert_eq!(locked.status().await, Err(SecretError::Locked));
    }

    #[tokio::test]
    async fn f67_a_keychain_that_comes_later_is_found() {
        let opened = Arc::new(AtomicUsize::new(0));
        let count = opened.clone();
        let late = Keychain::over(
            Arc::new(move || match count.fetch_add(1, Ordering::SeqCst) {
                0 | 1 => Err(failure("org.freedesktop.DBus.Error.ServiceUnknown")),
                _ => Ok(Arc::new(Fake(Arc::new(|| Ok(CANARY.into())))) as Store),
            }),
            silent(),
            SHORT,
        );
        assert_eq!(late.get(&work()).await.err(), Some(SecretError::Absent));
        assert_eq!(late.status().await, Err(SecretError::Absent));
        assert_eq!(late.status().await, Ok(()));
        assert!(late.get(&work()).await.is_ok());
    }

    #[tokio::test]
    async fn a_restarted_keychain_is_met_by_one_new_connection() {
        let calls = Arc::new(AtomicUsize::new(0));
        let count = calls.clone();
        let restarted = keychain(move || match count.fetch_add(1, Ordering::SeqCst) {
            1 => Err(failure("the session has ended")),
            _ => Ok(CANARY.into()),
        });
        assert!(restarted.get(&work()).await.is_ok());
        assert!(restarted.get(&work()).await.is_ok(), "asked again after the failure");
        assert_eq!(calls.load(Ordering::SeqCst), 3);
    }

    #[tokio::test]
    async fn a_bus_that_forbids_the_call_is_named_as_such() {
        let denied = keychain(|| Err(failure("org.freedesktop.DBus.Error.AccessDenied: no")));
        assert_eq!(denied.get(&work()).await.err(), Some(SecretError::Denied));
    }
}
