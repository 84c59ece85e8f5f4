//! The person's session, reported by a logind that python3-dbusmock plays on a separate system bus.

use std::process::Command;
use std::time::Duration;

use desk_platform::NativeSession;
use desk_ports::{Session, SessionChange};
use zbus::Connection;

use crate::desktop::{Desktop, Program, desktop_test, run, until};

const NAME: &str = "org.freedesktop.login1";
const PATH: &str = "/org/freedesktop/login1";
const MOCK: &str = "org.freedesktop.DBus.Mock";
const SESSION: &str = "org.freedesktop.login1.Session";

/// A played logind, with one session of ours.
pub(crate) struct Logind {
    bus: Connection,
    session: String,
    _program: Program,
}

impl Logind {
    pub(crate) async fn start() -> Self {
        let mut command = Command::new("/usr/bin/python3");
        command.args(["-m", "dbusmock", "--system", "--template", "logind"]);
        let program = Program::start(&mut command);
        let bus = Connection::system().await.unwrap();
        until("logind has its name", || {
            let asked = ["--system", "--print-reply", "--dest=org.freedesktop.DBus", "/"];
            let question = ["org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.login1"];
            run("dbus-send", &[&asked[..], &question].concat()).contains("true")
        });
        let logind = Self {
            bus,
            session: format!("{PATH}/session/c1"),
            _program: program,
        };
        let me: u32 = run("id", &["-u"]).trim().parse().unwrap();
        logind
            .call(PATH, MOCK, "AddSession", &("c1", "seat0", me, "alice", true))
            .await;
        logind
            .call(PATH, MOCK, "AddSession", &("c2", "seat0", me + 1, "bob", true))
            .await;
        logind
    }

    async fn call(
        &self,
        path: &str,
        interface: &str,
        method: &str,
        body: &(impl zbus::export::serde::Serialize + zbus::zvariant::DynamicType + Sync),
    ) {
        self.bus
            .call_method(Some(NAME), path, Some(interface), method, body)
            .await
            .unwrap();
    }

    /// The computer goes to sleep, or is awake again.
    pub(crate) async fn sleeps(&self, begins: bool) {
        let arguments = vec![zbus::zvariant::Value::from(begins)];
        let signal = ("org.freedesktop.login1.Manager", "PrepareForSleep", "b", arguments);
        self.call(PATH, MOCK, "EmitSignal", &signal).await;
    }

    async fn asks(&self, session: &str, what: &str) {
        self.call(session, SESSION, what, &()).await;
    }

    async fn hints(&self, session: &str, is_locked: bool) {
        self.call(session, SESSION, "SetLockedHint", &is_locked).await;
    }
}

async fn change(session: &NativeSession) -> Option<SessionChange> {
    tokio::time::timeout(Duration::from_secs(3), session.next_change())
        .await
        .ok()
}

/// Lets the session listen, so that it hears what happens next; up to now nothing did that concerns it.
async fn listening(session: &NativeSession) {
    let heard = tokio::time::timeout(Duration::from_millis(500), session.next_change()).await;
    assert!(heard.is_err(), "nothing has happened: {heard:?}");
}

desktop_test!(
    #[ignore = "needs python3-dbusmock"]
    f48_logind_tells_of_sleep_and_of_waking,
    async |desktop: Desktop| {
        let _bus = desktop.system_bus();
        let (logind, session) = (Logind::start().await, NativeSession::new());
        listening(&session).await;
        logind.sleeps(true).await;
        logind.sleeps(false).await;
        assert_eq!(change(&session).await, Some(SessionChange::GoingToSleep));
        assert_eq!(change(&session).await, Some(SessionChange::Resumed));
    }
);

desktop_test!(
    #[ignore = "needs python3-dbusmock"]
    a_locked_screen_is_known_told_once_and_nobody_elses_counts,
    async |desktop: Desktop| {
        let _bus = desktop.system_bus();
        let (logind, session) = (Logind::start().await, NativeSession::new());
        assert_eq!(session.is_locked().await, Some(false));
        listening(&session).await;
        let bobs = format!("{PATH}/session/c2");
        logind.asks(&bobs, "Lock").await;
        logind.hints(&bobs, true).await;
        listening(&session).await;
        assert_eq!(session.is_locked().await, Some(false));

        logind.asks(&logind.session, "Lock").await;
        assert_eq!(change(&session).await, Some(SessionChange::Locked));
        assert_eq!(
            session.is_locked().await,
            Some(true),
            "asked for, before the locker has said so"
        );
        logind.hints(&logind.session, true).await;
        logind.asks(&logind.session, "Unlock").await;
        assert_eq!(
            change(&session).await,
            Some(SessionChange::Unlocked),
            "the hint was the same change"
        );
        logind.hints(&logind.session, false).await;
        assert_eq!(session.is_locked().await, Some(false));
    }
);

desktop_test!(
    #[ignore = "needs python3-dbusmock"]
    a_logind_that_ends_leaves_the_lock_unknown_and_one_that_is_absent_does_no_harm,
    async |desktop: Desktop| {
        let session = NativeSession::new();
        assert_eq!(session.is_locked().await, None, "there is no system bus at all");
        let _bus = desktop.system_bus();
        let session = NativeSession::new();
        assert_eq!(session.is_locked().await, None, "a bus, but nobody on it");
        let logind = Logind::start().await;
        assert_eq!(session.is_locked().await, None, "it is not asked again at once");
        let session = NativeSession::new();
        assert_eq!(session.is_locked().await, Some(false));
        drop(logind);
        assert_eq!(session.is_locked().await, None);
    }
);
