//! Notifications with kinds of servers other than dunst. This file plays them on a private bus.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use desk_platform::NativeNotifier;
use desk_ports::{Action, CloseReason, Notice, NoticeSignal, Notifier, NotifyError, ServerId, SignalKind, Urgency};
use zbus::message::Header;
use zbus::zvariant::OwnedValue;
use zbus::{Connection, fdo, interface};

use crate::desktop::{Desktop, desktop_test};
use crate::signal;

const NAME: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";

/// One call of `Notify`, and who made it.
#[derive(Debug, Clone)]
struct Taken {
    sender: String,
    replaces: u32,
    title: String,
    body: String,
    actions: Vec<String>,
    hints: Vec<String>,
    time_limit: i32,
}

/// A notification server that a test controls.
#[derive(Default)]
struct Played {
    capabilities: Vec<String>,
    refuses: bool,
    /// A person closes each notification before the call of its sender is answered.
    closes_at_once: bool,
    /// What it says of *do not disturb*; `None`: it has no such word.
    inhibited: Option<bool>,
    taken: Arc<Mutex<Vec<Taken>>>,
}

#[interface(name = "org.freedesktop.Notifications")]
impl Played {
    fn get_capabilities(&self) -> Vec<String> {
        self.capabilities.clone()
    }

    #[allow(
        clippy::too_many_arguments,
        clippy::needless_pass_by_value,
        reason = "the protocol's own"
    )]
    async fn notify(
        &self,
        #[zbus(header)] header: Header<'_>,
        #[zbus(connection)] connection: &Connection,
        _program: &str,
        replaces: u32,
        _icon: &str,
        title: String,
        body: String,
        actions: Vec<String>,
        hints: HashMap<String, OwnedValue>,
        time_limit: i32,
    ) -> fdo::Result<u32> {
        if self.refuses {
            return Err(fdo::Error::LimitsExceeded("too many".to_owned()));
        }
        let sender = header.sender().unwrap().to_string();
        let to = sender.clone();
        let mut hints: Vec<String> = hints.iter().map(|(name, value)| format!("{name}={value:?}")).collect();
        hints.sort();
        let taken = Taken {
            sender,
            replaces,
            title,
            body,
            actions,
            hints,
            time_limit,
        };
        let id = self.takes(taken);
        if self.closes_at_once {
            tells(connection, &to, "NotificationClosed", &(id, 2_u32)).await;
        }
        Ok(id)
    }

    fn close_notification(&self, _id: u32) {}

    #[zbus(property)]
    fn inhibited(&self) -> fdo::Result<bool> {
        let none = || fdo::Error::UnknownProperty("Inhibited".to_owned());
        self.inhibited.ok_or_else(none)
    }
}

impl Played {
    fn takes(&self, notice: Taken) -> u32 {
        let mut taken = self.taken.lock().unwrap();
        let replaces = notice.replaces;
        taken.push(notice);
        match replaces {
            0 => u32::try_from(taken.len()).unwrap(),
            id => id,
        }
    }
}

/// Tells one program only, as dunst and GNOME do.
async fn tells(
    connection: &Connection,
    to: &str,
    signal: &str,
    body: &(impl zbus::export::serde::Serialize + zbus::zvariant::DynamicType + Sync),
) {
    connection
        .emit_signal(Some(to), PATH, NAME, signal, body)
        .await
        .unwrap();
}

/// A server that runs, until it is dropped.
struct Server {
    connection: Connection,
    taken: Arc<Mutex<Vec<Taken>>>,
}

impl Server {
    async fn start(capabilities: &[&str], refuses: bool) -> Self {
        let capabilities = capabilities.iter().map(|name| (*name).to_owned()).collect();
        Self::play(Played {
            capabilities,
            refuses,
            ..Played::default()
        })
        .await
    }

    async fn play(played: Played) -> Self {
        let taken = Arc::clone(&played.taken);
        let builder = zbus::connection::Builder::session()
            .unwrap()
            .serve_at(PATH, played)
            .unwrap();
        let connection = builder.name(NAME).unwrap().build().await.unwrap();
        Self { connection, taken }
    }

    fn taken(&self) -> Vec<Taken> {
        self.taken.lock().unwrap().clone()
    }

    /// Tells everybody, as KDE does.
    async fn closes(&self, id: u32) {
        self.connection
            .emit_signal(None::<&str>, PATH, NAME, "NotificationClosed", &(id, 2_u32))
            .await
            .unwrap();
    }

    /// Tells the sender of a notification only that it was pressed.
    async fn tells(&self, sender: &str, id: u32, pressed: &str) {
        tells(&self.connection, sender, "ActionInvoked", &(id, pressed)).await;
    }
}

fn late() -> Notice {
    Notice {
        title: "P1 respond late".to_owned(),
        body: "<b>Disk</b> full\nsince 09:10".to_owned(),
        urgency: Urgency::Critical,
        actions: true,
        sound: Some("alarm-clock-elapsed".to_owned()),
        replaces: None,
        expires_after: None,
    }
}

desktop_test!(
    a_server_is_sent_what_it_can_show_and_no_more,
    async |desktop: Desktop| {
        let _bus = desktop.bus();
        let plain = Server::start(&["body"], false).await;
        let notifier = NativeNotifier::new();
        notifier.show(&late()).await.unwrap();
        let sent = plain.taken().remove(0);
        assert_eq!(
            (sent.title.as_str(), sent.body.as_str()),
            ("P1 respond late", "<b>Disk</b> full\nsince 09:10")
        );
        assert_eq!((sent.replaces, sent.time_limit, sent.actions.len()), (0, 0, 0));
        let hints = ["category=", "desktop-entry=", "urgency="];
        assert!(
            sent.hints.iter().zip(hints).all(|(hint, name)| hint.starts_with(name)),
            "{:?}",
            sent.hints
        );
        assert!(
            sent.hints[1].contains("\"dutydesk\"") && sent.hints[2].contains('2'),
            "{:?}",
            sent.hints
        );

        // Another server takes its place: what it can do is asked anew, before outside text reaches it.
        drop(plain);
        assert_eq!(
            signal(&notifier).await.unwrap().kind,
            SignalKind::Closed(CloseReason::ServerGone)
        );
        let able = Server::start(&["body", "body-markup", "actions", "sound"], false).await;
        notifier.show(&late()).await.unwrap();
        let sent = able.taken().remove(0);
        assert_eq!(sent.body, "&lt;b&gt;Disk&lt;/b&gt; full\nsince 09:10");
        assert_eq!(sent.actions.len(), 8);
        assert!(
            sent.hints.iter().any(|hint| hint.starts_with("sound-name=")),
            "{:?}",
            sent.hints
        );
    }
);

desktop_test!(
    f53_of_twenty_notices_closed_in_one_go_none_is_missed,
    async |desktop: Desktop| {
        let _bus = desktop.bus();
        let server = Server::start(&["body"], false).await;
        let notifier = NativeNotifier::new();
        for _ in 0..20 {
            notifier.show(&late()).await.unwrap();
        }
        for id in 1..=20 {
            server.closes(id).await;
        }
        let mut heard = Vec::new();
        while heard.len() < 20 {
            heard.push(
                signal(&notifier)
                    .await
                    .unwrap_or_else(|| panic!("only {} were heard of", heard.len()))
                    .id
                    .0,
            );
        }
        heard.sort_unstable();
        assert_eq!(heard, (1..=20).collect::<Vec<_>>());
    }
);

desktop_test!(
    a_notice_that_is_closed_the_moment_it_appears_is_heard_of_though_only_its_sender_is_told,
    async |desktop: Desktop| {
        let _bus = desktop.bus();
        let _server = Server::play(Played {
            closes_at_once: true,
            ..Played::default()
        })
        .await;
        let notifier = NativeNotifier::new();
        let id = notifier.show(&late()).await.unwrap();
        let closed = NoticeSignal {
            id,
            kind: SignalKind::Closed(CloseReason::Dismissed),
        };
        assert_eq!(signal(&notifier).await, Some(closed));
    }
);

desktop_test!(
    a_server_that_tells_only_the_sender_is_heard_even_after_a_replacement,
    async |desktop: Desktop| {
        let _bus = desktop.bus();
        let server = Server::start(&["body", "actions"], false).await;
        let notifier = NativeNotifier::new();
        let id = notifier.show(&late()).await.unwrap();
        for _ in 0..3 {
            assert_eq!(
                notifier
                    .show(&Notice {
                        replaces: Some(id),
                        ..late()
                    })
                    .await
                    .unwrap(),
                id
            );
        }
        let taken = server.taken();
        assert_eq!(taken.iter().map(|it| it.replaces).collect::<Vec<_>>(), [0, 1, 1, 1]);
        server.tells(&taken[0].sender, id.0, "acknowledge").await;
        let pressed = NoticeSignal {
            id,
            kind: SignalKind::Acted(Action::Acknowledge),
        };
        assert_eq!(signal(&notifier).await, Some(pressed));
    }
);

desktop_test!(
    f61_do_not_disturb_is_read_as_kde_and_the_specification_say_it,
    async |desktop: Desktop| {
        let _bus = desktop.bus();
        let notifier = NativeNotifier::new();
        for said in [None, Some(false), Some(true)] {
            let _server = Server::play(Played {
                inhibited: said,
                ..Played::default()
            })
            .await;
            assert_eq!(notifier.do_not_disturb().await, said);
        }
    }
);

desktop_test!(f57_a_refused_notice_counts_as_not_told, async |desktop: Desktop| {
    let _bus = desktop.bus();
    let notifier = NativeNotifier::new();
    let refusing = Server::start(&["body"], true).await;
    assert_eq!(notifier.show(&late()).await, Err(NotifyError::Refused));
    drop(refusing);
    assert_eq!(notifier.show(&late()).await, Err(NotifyError::NoServer));
    let _server = Server::start(&["body"], false).await;
    assert_eq!(notifier.show(&late()).await, Ok(ServerId(1)));
});

desktop_test!(
    a_number_of_an_ended_server_replaces_nothing,
    async |desktop: Desktop| {
        let _bus = desktop.bus();
        let server = Server::start(&["body"], false).await;
        let notifier = NativeNotifier::new();
        notifier
            .show(&Notice {
                replaces: Some(ServerId(41)),
                ..late()
            })
            .await
            .unwrap();
        assert_eq!(server.taken()[0].replaces, 0, "41 may be another program's notice");
        assert_eq!(notifier.close(ServerId(41)).await, Ok(()));
    }
);
