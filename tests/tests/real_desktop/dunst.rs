//! Notifications against a real dunst.

use std::time::{Duration, Instant};

use desk_platform::NativeNotifier;
use desk_ports::{Action, CloseReason, Notice, NoticeSignal, Notifier, NotifyError, ServerId, SignalKind, Urgency};

use crate::desktop::{Desktop, desktop_test, run, until};
use crate::{AFTER_LIMIT, LIMIT, signal};

fn notice(title: &str) -> Notice {
    Notice {
        title: title.to_owned(),
        body: "Respond by 14:30".to_owned(),
        urgency: Urgency::Critical,
        actions: true,
        sound: None,
        replaces: None,
        expires_after: None,
    }
}

/// News that would have come by now.
async fn silence(notifier: &NativeNotifier) -> bool {
    tokio::time::timeout(Duration::from_millis(300), notifier.next_signal())
        .await
        .is_err()
}

fn acted(id: ServerId, action: Action) -> Option<NoticeSignal> {
    Some(NoticeSignal {
        id,
        kind: SignalKind::Acted(action),
    })
}

fn closed(id: ServerId, reason: CloseReason) -> Option<NoticeSignal> {
    Some(NoticeSignal {
        id,
        kind: SignalKind::Closed(reason),
    })
}

/// How many notifications dunst shows.
fn on_screen() -> usize {
    let count = |which| run("dunstctl", &["count", which]).trim().parse::<usize>().unwrap();
    count("displayed") + count("waiting")
}

desktop_test!(
    #[ignore = "needs the private desktop: gnome-keyring, dunst and a display"]
    a_notice_appears_and_a_click_opens_it,
    async |desktop: Desktop| {
        let (_bus, _dunst) = (desktop.bus(), desktop.dunst("Acknowledge"));
        let notifier = NativeNotifier::new();
        let able = notifier.capabilities().await.unwrap();
        assert!(able.actions && able.body && able.body_markup && !able.sound, "{able:?}");
        let id = notifier.show(&notice("P1 respond due 14:30")).await.unwrap();
        assert_eq!(on_screen(), 1);
        run("dunstctl", &["action", "0"]);
        assert_eq!(signal(&notifier).await, acted(id, Action::Open));
        until("it left the screen", || on_screen() == 0);
        assert!(run("dunstctl", &["history"]).contains("P1 respond due 14:30"));
        assert!(silence(&notifier).await, "one notice, one signal");
    }
);

desktop_test!(
    #[ignore = "needs the private desktop: gnome-keyring, dunst and a display"]
    each_button_arrives_as_its_action,
    async |desktop: Desktop| {
        let _bus = desktop.bus();
        for (label, action) in [("Acknowledge", Action::Acknowledge), ("Snooze", Action::Snooze10)] {
            let _dunst = desktop.dunst(label);
            let notifier = NativeNotifier::new();
            let id = notifier.show(&notice("P1 respond due 14:30")).await.unwrap();
            run("dunstctl", &["context"]);
            assert_eq!(signal(&notifier).await, acted(id, action));
            until("it left the screen", || on_screen() == 0);
        }
    }
);

desktop_test!(
    #[ignore = "needs the private desktop: gnome-keyring, dunst and a display"]
    a_replaced_notice_stays_one_and_answers,
    async |desktop: Desktop| {
        let (_bus, _dunst) = (desktop.bus(), desktop.dunst("Acknowledge"));
        let notifier = NativeNotifier::new();
        let first = notifier.show(&notice("P1 respond due 14:30")).await.unwrap();
        let mut last = first;
        for title in [
            "P1 respond late",
            "P1 respond late by 10 min",
            "P1 respond late by 20 min",
        ] {
            last = notifier
                .show(&Notice {
                    replaces: Some(last),
                    ..notice(title)
                })
                .await
                .unwrap();
        }
        assert_eq!((last, on_screen()), (first, 1));
        run("dunstctl", &["action", "0"]);
        assert_eq!(signal(&notifier).await, acted(first, Action::Open));
        assert!(silence(&notifier).await, "one notice, one signal");
    }
);

desktop_test!(
    #[ignore = "needs the private desktop: gnome-keyring, dunst and a display"]
    a_closed_notice_leaves_the_screen_without_a_signal,
    async |desktop: Desktop| {
        let (_bus, _dunst) = (desktop.bus(), desktop.dunst("Acknowledge"));
        let notifier = NativeNotifier::new();
        let (gone, stays) = (
            notifier.show(&notice("one")).await.unwrap(),
            notifier.show(&notice("two")).await.unwrap(),
        );
        notifier.close(gone).await.unwrap();
        notifier.close(gone).await.unwrap();
        until("one is left", || on_screen() == 1);
        assert!(silence(&notifier).await);
        run("dunstctl", &["close"]);
        assert_eq!(signal(&notifier).await, closed(stays, CloseReason::Dismissed));
    }
);

desktop_test!(
    #[ignore = "needs the private desktop: gnome-keyring, dunst and a display"]
    f73_markup_and_hidden_characters_are_shown_literally_or_not_at_all,
    async |desktop: Desktop| {
        let (_bus, _dunst) = (desktop.bus(), desktop.dunst("Acknowledge"));
        let notifier = NativeNotifier::new();
        let body = "<b>bold</b> & <img src='http://evil.example/x'>\u{202e}".to_owned();
        notifier
            .show(&Notice {
                body,
                ..notice("<i>P1</i>\u{200b}\nrespond")
            })
            .await
            .unwrap();
        run("dunstctl", &["close-all"]);
        until("it is in the history", || {
            run("dunstctl", &["count", "history"]).trim() == "1"
        });
        let history = run("dunstctl", &["history"]);
        assert!(
            history.contains("&lt;b&gt;bold&lt;/b&gt; &amp; &lt;img src="),
            "{history}"
        );
        assert!(
            history.contains("<i>P1</i> respond") && !history.contains('\u{202e}'),
            "{history}"
        );
    }
);

desktop_test!(
    #[ignore = "needs the private desktop: gnome-keyring, dunst and a display"]
    f53_twenty_notices_closed_at_once_are_all_heard_of,
    async |desktop: Desktop| {
        let (_bus, _dunst) = (desktop.bus(), desktop.dunst("Acknowledge"));
        let notifier = NativeNotifier::new();
        for n in 0..20 {
            notifier.show(&notice(&format!("Ticket {n}"))).await.unwrap();
        }
        assert_eq!(on_screen(), 20);
        run("dunstctl", &["close-all"]);
        for n in 0..20 {
            assert!(signal(&notifier).await.is_some(), "only {n} were heard of");
        }
        assert!(silence(&notifier).await);
    }
);

desktop_test!(
    #[ignore = "needs the private desktop: gnome-keyring, dunst and a display"]
    f56_f57_an_absent_or_killed_server_is_found_when_it_comes_back,
    async |desktop: Desktop| {
        let notifier = NativeNotifier::new();
        assert_eq!(
            notifier.show(&notice("early")).await,
            Err(NotifyError::NoServer),
            "no session bus at all"
        );
        let _bus = desktop.bus();
        assert_eq!(notifier.show(&notice("early")).await, Err(NotifyError::NoServer));
        let dunst = desktop.dunst("Acknowledge");
        let id = notifier.show(&notice("P1")).await.unwrap();
        dunst.kill();
        assert_eq!(signal(&notifier).await, closed(id, CloseReason::ServerGone));
        assert_eq!(notifier.show(&notice("P1")).await, Err(NotifyError::NoServer));

        let _dunst = desktop.dunst("Acknowledge");
        let again = notifier
            .show(&Notice {
                replaces: Some(id),
                ..notice("P1")
            })
            .await
            .unwrap();
        assert_eq!(on_screen(), 1);
        run("dunstctl", &["action", "0"]);
        assert_eq!(signal(&notifier).await, acted(again, Action::Open));
    }
);

desktop_test!(
    #[ignore = "needs the private desktop: gnome-keyring, dunst and a display"]
    f58_a_hanging_server_costs_one_limit_and_shows_nothing_twice,
    async |desktop: Desktop| {
        let (_bus, dunst) = (desktop.bus(), desktop.dunst("Acknowledge"));
        let notifier = NativeNotifier::with_limit(LIMIT);
        notifier.capabilities().await.unwrap();
        dunst.freeze();
        let began = Instant::now();
        let (first, second) = (notice("first"), notice("second"));
        let outcome = tokio::join!(notifier.show(&first), notifier.show(&second));
        assert_eq!(outcome, (Err(NotifyError::TimedOut), Err(NotifyError::TimedOut)));
        assert!(began.elapsed() < AFTER_LIMIT, "{:?}", began.elapsed());
        dunst.thaw();
        until("dunst has withdrawn both", || {
            run("dunstctl", &["count", "history"]).trim() == "2" && on_screen() == 0
        });
        notifier.show(&first).await.unwrap();
        assert_eq!(on_screen(), 1);
    }
);

desktop_test!(
    #[ignore = "needs the private desktop: gnome-keyring, dunst and a display"]
    f59_a_session_bus_that_dies_and_comes_back_is_met_anew,
    async |desktop: Desktop| {
        let (bus, dunst) = (desktop.bus(), desktop.dunst("Acknowledge"));
        let notifier = NativeNotifier::new();
        let id = notifier.show(&notice("P1")).await.unwrap();
        bus.kill();
        dunst.kill();
        assert_eq!(signal(&notifier).await, closed(id, CloseReason::ServerGone));
        assert_eq!(notifier.show(&notice("P1")).await, Err(NotifyError::NoServer));
        let (_bus, _dunst) = (desktop.bus(), desktop.dunst("Acknowledge"));
        let again = notifier.show(&notice("P1")).await.unwrap();
        run("dunstctl", &["action", "0"]);
        assert_eq!(signal(&notifier).await, acted(again, Action::Open));
    }
);

desktop_test!(
    #[ignore = "needs the private desktop: gnome-keyring, dunst and a display"]
    f61_do_not_disturb_is_read_from_the_server_and_its_name_too,
    async |desktop: Desktop| {
        let _bus = desktop.bus();
        let notifier = NativeNotifier::new();
        assert_eq!(notifier.do_not_disturb().await, None, "nobody says it");
        assert_eq!(notifier.server().await, Err(NotifyError::NoServer));
        let _dunst = desktop.dunst("Acknowledge");
        let words = notifier.server().await.unwrap();
        assert_eq!((words.name.as_str(), words.vendor.as_str()), ("dunst", "knopwob"));
        assert!(!words.version.is_empty());
        assert_eq!(notifier.do_not_disturb().await, Some(false));
        run("dunstctl", &["set-paused", "true"]);
        assert_eq!(notifier.do_not_disturb().await, Some(true));
        run("dunstctl", &["set-paused", "false"]);
        assert_eq!(notifier.do_not_disturb().await, Some(false));
    }
);
