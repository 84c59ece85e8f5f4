//! The session as logind reports it on the system bus
//! (<https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.login1.html>).
//!
//! A computer without logind, or a container without a system bus, is normal: Dutydesk asks again from time to time,
//! and logs nothing above debug.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use desk_ports::{Session, SessionChange};
use futures_util::stream::{BoxStream, select};
use futures_util::{Stream, StreamExt};
use tokio::time::{Instant, timeout};
use zbus::message::Type;
use zbus::zvariant::{OwnedObjectPath, OwnedValue};
use zbus::{Connection, MatchRule, Message, MessageStream};

const NAME: &str = "org.freedesktop.login1";
const PATH: &str = "/org/freedesktop/login1";
const SESSION: &str = "org.freedesktop.login1.Session";
const PROPERTIES: &str = "org.freedesktop.DBus.Properties";
/// How long one question may take.
const LIMIT: Duration = Duration::from_secs(1);
/// Between attempts to reach a logind that was not there.
const RETRY: Duration = Duration::from_secs(60);
/// How long a request to lock counts as locked before `LockedHint` has to say so: a locker takes its time, and some
/// never say it.
const LOCKING: Duration = Duration::from_secs(10);

/// The session of this person, as logind knows it. Nothing is reached for before it is asked.
#[derive(Default)]
pub struct NativeSession {
    link: tokio::sync::Mutex<Link>,
    /// What is heard, from the first wait on.
    heard: tokio::sync::Mutex<Option<BoxStream<'static, Message>>>,
    lock_asked_at: Mutex<Option<Instant>>,
    /// Whether the last reported change was *locked*: the request and the hint are one change.
    told_locked: Mutex<Option<bool>>,
}

#[derive(Default)]
enum Link {
    #[default]
    Untried,
    Absent {
        since: Instant,
    },
    Reached(Logind),
}

/// The connection, and the person's session there; `None` for a process outside of any.
#[derive(Clone)]
struct Logind {
    bus: Connection,
    session: Option<OwnedObjectPath>,
}

impl NativeSession {
    /// The session of this process. If it has none (for example under a systemd timer), the person's own session at a
    /// seat.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// logind, unless it was found absent a short while ago.
    async fn logind(&self) -> Option<Logind> {
        let mut link = self.link.lock().await;
        match &*link {
            Link::Reached(logind) => return Some(logind.clone()),
            Link::Absent { since } if since.elapsed() < RETRY => return None,
            Link::Absent { .. } | Link::Untried => {}
        }
        let reached = match timeout(LIMIT, Logind::reach()).await {
            Ok(Ok(logind)) => Some(logind),
            Ok(Err(error)) => {
                tracing::debug!(%error, "logind is not there");
                None
            }
            Err(_) => None,
        };
        *link = match &reached {
            Some(logind) => Link::Reached(logind.clone()),
            None => Link::Absent { since: Instant::now() },
        };
        reached
    }

    /// The link is no good any more: the next question makes another.
    async fn forget(&self) {
        *self.link.lock().await = Link::Untried;
    }

    /// What concerns the computer and this session, from now on; `None` without a logind.
    async fn listen(&self) -> Option<BoxStream<'static, Message>> {
        let logind = self.logind().await?;
        match logind.changes().await {
            Ok(changes) => Some(changes),
            Err(error) => {
                tracing::debug!(%error, "logind is not heard");
                self.forget().await;
                None
            }
        }
    }

    /// What a message of logind means for the person's session, if it is new.
    fn change(&self, message: &Message) -> Option<SessionChange> {
        let change = meaning(message)?;
        let is_locked = match change {
            SessionChange::GoingToSleep | SessionChange::Resumed => return Some(change),
            SessionChange::Locked => true,
            SessionChange::Unlocked => false,
        };
        let header = message.header();
        let is_request = header.interface().is_some_and(|interface| *interface == SESSION);
        *lock(&self.lock_asked_at) = (is_locked && is_request).then(Instant::now);
        (lock(&self.told_locked).replace(is_locked) != Some(is_locked)).then_some(change)
    }

    fn was_just_asked_to_lock(&self) -> bool {
        lock(&self.lock_asked_at).is_some_and(|at| at.elapsed() < LOCKING)
    }
}

#[async_trait]
impl Session for NativeSession {
    async fn next_change(&self) -> SessionChange {
        let mut heard = self.heard.lock().await;
        loop {
            if heard.is_none() {
                *heard = self.listen().await;
            }
            let Some(changes) = &mut *heard else {
                tokio::time::sleep(RETRY).await;
                continue;
            };
            match changes.next().await {
                Some(message) => {
                    if let Some(change) = self.change(&message) {
                        return change;
                    }
                }
                None => {
                    // The bus has ended.
                    *heard = None;
                    self.forget().await;
                }
            }
        }
    }

    async fn is_locked(&self) -> Option<bool> {
        let logind = self.logind().await?;
        match timeout(LIMIT, logind.locked_hint()).await {
            Ok(Ok(hint)) => hint.map(|hint| hint || self.was_just_asked_to_lock()),
            Ok(Err(_)) | Err(_) => {
                self.forget().await;
                None
            }
        }
    }
}

impl Logind {
    async fn reach() -> zbus::Result<Self> {
        let bus = Connection::system().await?;
        let session = own_session(&bus).await?;
        Ok(Self { bus, session })
    }

    async fn locked_hint(&self) -> zbus::Result<Option<bool>> {
        let Some(session) = &self.session else {
            return Ok(None);
        };
        let question = (SESSION, "LockedHint");
        let reply = self
            .bus
            .call_method(Some(NAME), session, Some(PROPERTIES), "Get", &question)
            .await?;
        let hint: OwnedValue = reply.body().deserialize()?;
        Ok(Some(bool::try_from(hint)?))
    }

    async fn changes(&self) -> zbus::Result<BoxStream<'static, Message>> {
        let signals = || MatchRule::builder().msg_type(Type::Signal).sender(NAME);
        let sleep = signals()?.member("PrepareForSleep")?.build();
        let sleep = MessageStream::for_match_rule(sleep, &self.bus, None).await?;
        let Some(session) = &self.session else {
            return Ok(until_it_ends(sleep));
        };
        let lock = signals()?.path(session.as_ref())?.build();
        let lock = MessageStream::for_match_rule(lock, &self.bus, None).await?;
        Ok(until_it_ends(select(sleep, lock)))
    }
}

fn until_it_ends(messages: impl Stream<Item = zbus::Result<Message>> + Send + 'static) -> BoxStream<'static, Message> {
    messages
        .take_while(|message| std::future::ready(message.is_ok()))
        .filter_map(|message| std::future::ready(message.ok()))
        .boxed()
}

/// The session that this process was started in, else the person's first one at a seat.
async fn own_session(bus: &Connection) -> zbus::Result<Option<OwnedObjectPath>> {
    let reply = bus
        .call_method(
            Some(NAME),
            PATH,
            Some("org.freedesktop.login1.Manager"),
            "ListSessions",
            &(),
        )
        .await?;
    let sessions: Vec<(String, u32, String, String, OwnedObjectPath)> = reply.body().deserialize()?;
    let me = rustix::process::getuid().as_raw();
    let named = std::env::var("XDG_SESSION_ID").unwrap_or_default();
    let mut mine: Vec<_> = sessions.into_iter().filter(|session| session.1 == me).collect();
    mine.sort_by_key(|(id, _, _, seat, _)| (*id != named, seat.is_empty()));
    Ok(mine.into_iter().next().map(|(.., path)| path))
}

fn meaning(message: &Message) -> Option<SessionChange> {
    let header = message.header();
    match header.member()?.as_str() {
        "PrepareForSleep" => Some(if message.body().deserialize().ok()? {
            SessionChange::GoingToSleep
        } else {
            SessionChange::Resumed
        }),
        "Lock" => Some(SessionChange::Locked),
        "Unlock" => Some(SessionChange::Unlocked),
        "PropertiesChanged" => changed_hint(message).map(|locked| {
            if locked {
                SessionChange::Locked
            } else {
                SessionChange::Unlocked
            }
        }),
        _ => None,
    }
}

fn changed_hint(message: &Message) -> Option<bool> {
    type Changed = (String, std::collections::HashMap<String, OwnedValue>, Vec<String>);
    let (_, mut changed, _): Changed = message.body().deserialize().ok()?;
    bool::try_from(changed.remove("LockedHint")?).ok()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every change under these locks is one step: a panic leaves nothing half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
