//! A person at work: the commands opened in a new folder, with a clock that the test sets.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use desk_commands::{Desk, Options, calls, jobs};
use desk_contract::account::{AccountAdded, AccountRequest};
use desk_contract::clocks::{Clock, ClockReading, Priority};
use desk_contract::list::{ListKind, Nothing, OwnerFilter, Row, RowsRequest};
use desk_contract::settings::{SyncReport, SyncRequest};
use desk_contract::ticket::{LogTicketRequest, LoggedFrom, ReplySendRequest, SendReply, TicketRequest, TicketView};
use desk_contract::triage::{AnswerText, TriageCommitRequest, TriageOutcome};
use desk_ports::Clock as _;

use crate::fake_desk::{FakeDesk, TOKEN};
use crate::host::TestHost;
use crate::notifier::NothingElseShown;
use crate::time::{HandClock, at};

/// How long a background job may take to come to rest before a test gives up.
const PATIENCE: Duration = Duration::from_secs(20);

/// A person at work.
pub struct Shift {
    /// The program around.
    pub host: Arc<TestHost>,
    /// The commands.
    pub desk: Desk,
    folder: Arc<tempfile::TempDir>,
    policy: Option<String>,
    nothing_else_shown: NothingElseShown,
}

impl Shift {
    /// Starts with an empty folder at this instant.
    #[must_use]
    pub fn starts_at(now: &str) -> Self {
        Self::with_policy(now, None)
    }

    /// The same with the help desk added and read, and one ticket raised on it since: `rt:work/1`.
    pub async fn with_a_ticket(now: &str) -> Self {
        let shift = Self::starts_at(now);
        shift.add_help_desk().await;
        shift
            .host
            .fake_desk
            .raise("Cannot push", "kim@dm-frontend.example", "It says 500.");
        shift.sync().await;
        shift
    }

    /// The same under a policy by name or file.
    #[must_use]
    pub fn with_policy(now: &str, policy: Option<&str>) -> Self {
        let clock = HandClock::at(now);
        let fake_desk = FakeDesk::new(clock.clone());
        Self::open(
            Arc::new(tempfile::tempdir().unwrap()),
            clock,
            fake_desk,
            policy.map(str::to_owned),
        )
    }

    fn open(folder: Arc<tempfile::TempDir>, clock: HandClock, fake_desk: FakeDesk, policy: Option<String>) -> Self {
        let downloads = folder.path().join("downloads");
        std::fs::create_dir_all(&downloads).unwrap();
        let host = Arc::new(TestHost::new(clock, fake_desk, downloads));
        Self {
            desk: opened(&host, &folder, policy.clone()),
            nothing_else_shown: NothingElseShown(host.notifier.clone()),
            host,
            folder,
            policy,
        }
    }

    /// The folder that the data is kept in.
    #[must_use]
    pub fn data_dir(&self) -> std::path::PathBuf {
        self.folder.path().join("data")
    }

    /// The folder that attachments are saved into.
    #[must_use]
    pub fn downloads(&self) -> std::path::PathBuf {
        self.host.downloads.clone()
    }

    /// The program ends and starts again: only what is on disk, in the keychain and on the help desk is left.
    #[must_use]
    pub fn again(self) -> Self {
        let Self {
            host,
            desk,
            folder,
            policy,
            nothing_else_shown,
        } = self;
        drop(desk);
        Self {
            desk: opened(&host, &folder, policy.clone()),
            host,
            folder,
            policy,
            nothing_else_shown,
        }
    }

    /// The same with something done to the folder while the program is not running.
    #[must_use]
    pub fn again_after(self, meanwhile: impl FnOnce(&std::path::Path)) -> Self {
        let Self {
            host,
            desk,
            folder,
            policy,
            nothing_else_shown,
        } = self;
        drop(desk);
        meanwhile(&folder.path().join("data"));
        Self {
            desk: opened(&host, &folder, policy.clone()),
            host,
            folder,
            policy,
            nothing_else_shown,
        }
    }

    /// Another process on the same folder, which does not own it.
    #[must_use]
    pub fn beside(&self) -> Self {
        let host = TestHost::new(self.host.clock.clone(), self.host.fake_desk.clone(), self.downloads());
        let host = Arc::new(host.beside_an_owner());
        Self {
            desk: opened(&host, &self.folder, self.policy.clone()),
            nothing_else_shown: NothingElseShown(host.notifier.clone()),
            host,
            folder: Arc::clone(&self.folder),
            policy: self.policy.clone(),
        }
    }

    /// A colleague's Dutydesk: a folder of its own, the same help desk, the same time.
    #[must_use]
    pub fn colleague(&self) -> Self {
        let folder = Arc::new(tempfile::tempdir().unwrap());
        Self::open(
            folder,
            self.host.clock.clone(),
            self.host.fake_desk.clone(),
            self.policy.clone(),
        )
    }

    /// Moves the clock on without letting anybody look.
    pub fn clock_shows(&self, now: &str) {
        self.host.clock.set(at(now));
    }

    /// Lets notifications, sending and reading go on by themselves from here.
    pub async fn begin(&self) -> Running<'_> {
        let job = tokio::spawn(jobs::run(self.desk.clone()));
        let running = Running { shift: self, job };
        running.settled().await;
        running
    }

    /// Adds the help desk and reads it for the first time.
    pub async fn add_help_desk(&self) {
        let added = calls::account_add(&self.desk, account(TOKEN)).await.unwrap();
        assert!(matches!(added, AccountAdded::Added { .. }), "{added:?}");
        self.sync().await;
    }

    /// Reads and sends; what went wrong is in the report.
    pub async fn sync(&self) -> SyncReport {
        calls::sync_now(&self.desk, SyncRequest { account: None })
            .await
            .unwrap()
    }

    /// One step of the reading in the background; whether there was something to read.
    pub async fn read_behind(&self) -> bool {
        jobs::read_behind(&self.desk).await.unwrap()
    }

    /// Logs an issue from Slack; its id.
    pub async fn log_from_slack(&self, subject: &str, tenant: &str) -> String {
        let request = LogTicketRequest {
            subject: subject.to_owned(),
            from: LoggedFrom::Slack,
            tenant: tenant.to_owned(),
            text: String::new(),
            raised_at: None,
        };
        calls::log_ticket(&self.desk, request).await.unwrap().ticket
    }

    /// Sets P3 or P4 with one sentence, P1 or P2 with all answers. Returns the outcome.
    pub async fn triage(&self, ticket: &str, priority: Priority) -> String {
        let request = TriageCommitRequest {
            ticket: ticket.to_owned(),
            answers: answers(priority),
            priority,
        };
        match calls::triage_commit(&self.desk, request).await.unwrap() {
            TriageOutcome::Set { sentence, .. } => sentence,
            TriageOutcome::Incomplete { problems } => panic!("{problems:?}"),
        }
    }

    /// One ticket.
    pub async fn ticket(&self, ticket: &str) -> TicketView {
        calls::ticket(
            &self.desk,
            TicketRequest {
                ticket: ticket.to_owned(),
            },
        )
        .await
        .unwrap()
    }

    /// The latest cycle of one clock of a ticket.
    pub async fn clock(&self, ticket: &str, clock: Clock) -> ClockReading {
        let view = self.ticket(ticket).await;
        let cards = view.main_clock.into_iter().chain(view.clocks);
        let readings = cards.map(|card| card.reading).filter(|reading| reading.clock == clock);
        readings
            .max_by_key(|reading| reading.cycle)
            .unwrap_or_else(|| panic!("{ticket} has no {clock:?} clock"))
    }

    /// The rows of Now.
    pub async fn now_rows(&self) -> Vec<Row> {
        let request = RowsRequest {
            list: ListKind::Now,
            owner: OwnerFilter::All,
            offset: 0,
            limit: 500,
            narrow: desk_contract::list::Narrow::default(),
        };
        calls::rows(&self.desk, request).await.unwrap().rows
    }

    /// Sends a reply that promises what the policy says.
    pub async fn reply(&self, ticket: &str, text: &str) -> SendReply {
        calls::reply_send(&self.desk, reply(ticket, text)).await.unwrap()
    }

    /// How many acts wait to be sent, and how many need a person.
    pub async fn unsent(&self) -> (u32, u32) {
        let status = calls::app_status(&self.desk, Nothing {}).await.unwrap();
        (status.waiting_to_send, status.needs_a_decision)
    }
}

/// A reply that promises what the policy says.
#[must_use]
pub fn reply(ticket: &str, text: &str) -> ReplySendRequest {
    ReplySendRequest {
        ticket: ticket.to_owned(),
        text: text.to_owned(),
        next_update_at: None,
        attachments: Vec::new(),
        despite: None,
        resolve: false,
    }
}

/// The account that every story uses, with this token.
#[must_use]
pub fn account(token: &str) -> AccountRequest {
    AccountRequest {
        kind: "rt".to_owned(),
        name: "work".to_owned(),
        fields: fields("https://help.example.org", &[]),
        secret: token.to_owned(),
    }
}

/// The fields of an account at this address that reads these queues.
#[must_use]
pub fn fields(url: &str, queues: &[&str]) -> BTreeMap<String, Vec<String>> {
    let queues = queues.iter().map(|queue| (*queue).to_owned()).collect();
    [("url".to_owned(), vec![url.to_owned()]), ("queues".to_owned(), queues)].into()
}

/// Answers that suffice for a priority.
#[must_use]
pub fn answers(priority: Priority) -> BTreeMap<String, AnswerText> {
    let chosen = |choice: &str| AnswerText {
        choice: Some(choice.to_owned()),
        words: String::new(),
    };
    let written = |words: &str| AnswerText {
        choice: None,
        words: words.to_owned(),
    };
    let (impact, extent) = match priority {
        Priority::P1 => ("live_down", "one"),
        _ => ("cannot_push", "several"),
    };
    match priority {
        Priority::P3 | Priority::P4 => [("urgency", written("Pushes are slow for one app, retrying helps."))]
            .map(|(question, answer)| (question.to_owned(), answer))
            .into(),
        Priority::P1 | Priority::P2 => [
            ("ours", chosen("platform")),
            ("scope", chosen("apps_not_served")),
            ("urgency", chosen("now")),
            ("impact", chosen(impact)),
            ("extent", chosen(extent)),
            ("known", written("not known")),
            ("exception", chosen("neither")),
            ("final_call", chosen("certain")),
        ]
        .map(|(question, answer)| (question.to_owned(), answer))
        .into(),
    }
}

fn opened(host: &Arc<TestHost>, folder: &tempfile::TempDir, policy: Option<String>) -> Desk {
    let options = Options {
        data_dir: folder.path().join("data"),
        policy,
    };
    desk_commands::open(Arc::clone(host) as Arc<dyn desk_commands::Host>, &options)
        .unwrap_or_else(|why| panic!("{why}"))
}

/// A shift on which notifications come and acts are sent automatically. It ends when it is dropped.
pub struct Running<'a> {
    shift: &'a Shift,
    job: tokio::task::JoinHandle<()>,
}

impl Running<'_> {
    /// Moves the clock to this instant, stopping wherever Dutydesk wants to look.
    pub async fn until(&self, then: &str) {
        self.until_instant(at(then)).await;
    }

    /// The same, for an instant that was worked out.
    pub async fn until_instant(&self, then: DateTime<Utc>) {
        self.settled().await;
        while self.shift.host.clock.now() < then {
            let looks_at = self.shift.host.alarm.asleep_until().flatten();
            self.shift
                .host
                .clock
                .set(looks_at.map_or(then, |looks_at| looks_at.min(then)));
            self.looks().await;
        }
    }

    /// Moves the clock to this instant in one jump, as a suspended computer does.
    pub async fn wakes_up_at(&self, then: &str) {
        self.wakes_up_at_instant(at(then)).await;
    }

    /// The same, for an instant that was worked out; or the clock is set, forwards or back.
    pub async fn wakes_up_at_instant(&self, then: DateTime<Utc>) {
        self.settled().await;
        self.shift.host.clock.set(then);
        self.looks().await;
    }

    /// Somebody sets the clock to this instant, and no time passes.
    pub async fn clock_is_set_to(&self, then: &str) {
        self.settled().await;
        self.shift.host.clock.is_set_to(at(then));
        self.looks().await;
    }

    /// Moves the clock to this instant, at which a notification comes, and ends the program while it shows it, at the
    /// step that [`crate::RecordingNotifier::dies_at_the_next`] says.
    pub async fn dies_telling_at(self, then: DateTime<Utc>) {
        let host = &self.shift.host;
        host.clock.set(then);
        host.alarm.ring();
        let dying = async {
            while !host.notifier.take_dying() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(PATIENCE, dying).await.expect("nothing was told");
    }

    /// Waits until everything is finished: checks have run, and their notifications are shown.
    pub async fn settled(&self) {
        self.rests_after(0).await;
    }

    /// Waits for what no clock of the story brings: something that a task of the background does by itself.
    pub async fn sees(&self, what: impl Fn() -> bool) {
        let seen = async {
            while !what() {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(PATIENCE, seen).await.expect("it was never seen");
    }

    async fn looks(&self) {
        let alarm = &self.shift.host.alarm;
        let before = if alarm.asleep_until().is_none() {
            alarm.sleeps() + 1
        } else {
            0
        };
        alarm.ring();
        self.rests_after(before).await;
    }

    async fn rests_after(&self, sleeps: u64) {
        let host = &self.shift.host;
        let rests = async {
            while host.alarm.asleep_until().is_none() || host.alarm.sleeps() < sleeps || !host.notifier.is_quiet() {
                assert!(!self.job.is_finished(), "the jobs have ended");
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        };
        tokio::time::timeout(PATIENCE, rests)
            .await
            .expect("the jobs did not come to rest");
    }

    /// When Dutydesk wants to look next.
    #[must_use]
    pub fn looks_at(&self) -> Option<DateTime<Utc>> {
        self.shift.host.alarm.asleep_until().flatten()
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.job.abort();
    }
}
