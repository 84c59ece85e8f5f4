//! A notification server in memory. The story has to expect every notification that it shows, at its instant.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use chrono::{DateTime, Utc};
use desk_ports::{
    Action, Capabilities, Clock, CloseReason, Notice, NoticeSignal, Notifier, NotifyError, ServerId, ServerWords,
    SignalKind,
};
use tokio::sync::Notify;

use crate::time::{HandClock, at};

/// A notification that was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// When.
    pub at: DateTime<Utc>,
    /// What it says first.
    pub title: String,
}

/// The server. Its copies are the same server.
#[derive(Debug, Clone)]
pub struct RecordingNotifier(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: HandClock,
    state: Mutex<State>,
    news: Notify,
}

/// Where the program dies while it hands a notification over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Death {
    /// Before the server has it.
    BeforeHandOver,
    /// The server shows it, and its answer is not heard any more.
    AfterHandOver,
}

#[derive(Debug, Default)]
struct State {
    absent: bool,
    do_not_disturb: Option<bool>,
    swallows: bool,
    holds: bool,
    death: Option<Death>,
    dying: bool,
    last: u32,
    shown: BTreeMap<ServerId, Notice>,
    unexpected: Vec<Told>,
    signals: VecDeque<NoticeSignal>,
}

impl RecordingNotifier {
    pub(crate) fn new(clock: HandClock) -> Self {
        Self(Arc::new(Inner {
            clock,
            state: Mutex::default(),
            news: Notify::new(),
        }))
    }

    /// Ends the server, or starts it again with an empty screen.
    pub fn set_absent(&self, absent: bool) {
        let mut state = self.state();
        state.absent = absent;
        state.shown.clear();
    }

    /// Ends the server. The program gets a signal for each notification that was on the screen.
    pub fn ends(&self) {
        let mut state = self.state();
        state.absent = true;
        for id in std::mem::take(&mut state.shown).into_keys() {
            let kind = SignalKind::Closed(CloseReason::ServerGone);
            state.signals.push_back(NoticeSignal { id, kind });
        }
        self.0.news.notify_one();
    }

    /// What the server says about *do not disturb* from now on. It still shows notifications; a real server also
    /// accepts them, and holds them back.
    pub fn set_do_not_disturb(&self, said: Option<bool>) {
        self.state().do_not_disturb = said;
    }

    /// Accepts every notification from now on, and never says what happened to it.
    pub fn set_swallows(&self, swallows: bool) {
        self.state().swallows = swallows;
    }

    pub(crate) fn swallows(&self) -> bool {
        self.state().swallows
    }

    /// Keeps every notification on the screen from now on, as long as it runs: none closes by itself.
    pub fn set_holds(&self, holds: bool) {
        self.state().holds = holds;
    }

    /// At the next notification the program dies: the call never comes back.
    pub fn dies_at_the_next(&self, death: Death) {
        self.state().death = Some(death);
    }

    /// Whether a call waits for a program that is about to be ended. Asked once, it is forgotten.
    pub(crate) fn take_dying(&self) -> bool {
        std::mem::take(&mut self.state().dying)
    }

    /// Everything that was shown since the last call, in order.
    pub fn take_told(&self) -> Vec<Told> {
        std::mem::take(&mut self.state().unexpected)
    }

    /// Exactly this was shown since the last call: the instant, and the title.
    #[track_caller]
    pub fn expect(&self, told: &[(&str, &str)]) {
        let wanted: Vec<Told> = told
            .iter()
            .map(|(when, title)| Told {
                at: at(when),
                title: (*title).to_owned(),
            })
            .collect();
        assert_eq!(
            self.take_told(),
            wanted,
            "what was shown (left) is not what was to be told (right)"
        );
    }

    /// Titles of the notifications on the screen, oldest first.
    #[must_use]
    pub fn on_screen(&self) -> Vec<String> {
        self.state().shown.values().map(|notice| notice.title.clone()).collect()
    }

    /// All words on the screen, oldest first: titles and bodies.
    #[must_use]
    pub fn words_on_screen(&self) -> Vec<String> {
        let words = |notice: &Notice| format!("{}\n{}", notice.title, notice.body);
        self.state().shown.values().map(words).collect()
    }

    /// A person presses a button of the newest notification.
    pub fn press(&self, action: Action) {
        let newest = self.state().shown.pop_last();
        let (id, _) = newest.expect("there is no notice on the screen to press a button of");
        self.state().signals.push_back(NoticeSignal {
            id,
            kind: SignalKind::Acted(action),
        });
        self.0.news.notify_one();
    }

    /// Whether the program has handled what a person did.
    pub(crate) fn is_quiet(&self) -> bool {
        self.state().signals.is_empty()
    }

    fn put_on_screen(&self, notice: &Notice) -> Result<ServerId, NotifyError> {
        let now = self.0.clock.now();
        let mut state = self.state();
        if state.absent {
            return Err(NotifyError::NoServer);
        }
        let replaced = notice.replaces.filter(|id| state.shown.contains_key(id));
        let id = replaced.unwrap_or_else(|| {
            state.last += 1;
            ServerId(state.last)
        });
        state.unexpected.push(Told {
            at: now,
            title: notice.title.clone(),
        });
        // A notification that closes by itself does so at once, because the time of a story doesn't move.
        if notice.expires_after.is_some() && !state.swallows && !state.holds {
            let kind = SignalKind::Closed(CloseReason::Expired);
            state.signals.push_back(NoticeSignal { id, kind });
            self.0.news.notify_one();
        } else {
            state.shown.insert(id, notice.clone());
        }
        Ok(id)
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.0.state.lock().unwrap()
    }
}

/// Held by a story: at its end, on the thread of its test, nothing may be left that it did not expect. The server
/// itself outlives the story on the threads of the jobs, where a panic is heard by nobody.
#[derive(Debug)]
pub(crate) struct NothingElseShown(pub(crate) RecordingNotifier);

impl Drop for NothingElseShown {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let left = self.0.take_told();
            assert!(left.is_empty(), "notices that the story did not expect: {left:#?}");
        }
    }
}

#[async_trait]
impl Notifier for RecordingNotifier {
    async fn capabilities(&self) -> Result<Capabilities, NotifyError> {
        if self.state().absent {
            return Err(NotifyError::NoServer);
        }
        Ok(Capabilities {
            actions: true,
            body: true,
            body_markup: true,
            persistence: true,
            sound: false,
        })
    }

    async fn server(&self) -> Result<ServerWords, NotifyError> {
        if self.state().absent {
            return Err(NotifyError::NoServer);
        }
        Ok(ServerWords {
            name: "played".to_owned(),
            vendor: "desk-tests".to_owned(),
            version: "1".to_owned(),
        })
    }

    async fn do_not_disturb(&self) -> Option<bool> {
        let state = self.state();
        state.do_not_disturb.filter(|_| !state.absent)
    }

    async fn show(&self, notice: &Notice) -> Result<ServerId, NotifyError> {
        let death = self.state().death.take();
        let shown = match death {
            Some(Death::BeforeHandOver) => Err(NotifyError::NoServer),
            Some(Death::AfterHandOver) | None => self.put_on_screen(notice),
        };
        if death.is_some() {
            self.state().dying = true;
            std::future::pending::<()>().await;
        }
        shown
    }

    async fn close(&self, id: ServerId) -> Result<(), NotifyError> {
        self.state().shown.remove(&id);
        Ok(())
    }

    async fn next_signal(&self) -> NoticeSignal {
        loop {
            if let Some(signal) = self.state().signals.pop_front() {
                return signal;
            }
            self.0.news.notified().await;
        }
    }
}
