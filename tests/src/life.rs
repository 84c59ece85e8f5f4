//! A Dutydesk that tests kill: a separate process with the real owner lock, store, jobs and connector, and with a
//! keychain in memory and a notification server that only counts. It reports what it did line by line, and asks about
//! acts of unknown outcome as the window asks a person.
//!
//! A test becomes such a process by calling [`live_if_asked`] first; [`Life::begin`] starts that test again.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use desk_commands::{Desk, Host, Options, calls, jobs};
use desk_contract::account::{AccountAdded, AccountRequest};
use desk_contract::error::ErrorCode;
use desk_contract::events::DeskEvent;
use desk_contract::list::Nothing;
use desk_contract::ticket::{NoteSendRequest, OutboxDecideRequest, OutboxDecision, OutboxRow, OutboxState, SendReply};
use desk_platform::{NativeAlarm, Owner, Places, WallClock};
use desk_ports::{
    AccountKey, Alarm, Capabilities, Clock, Notice, NoticeSignal, Notifier, NotifyError, Opener, Outside, SecretStore,
    ServerId, ServerWords, Session, Standby,
};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::dice::Dice;
use crate::host::{MemorySecrets, RecordingOpener};
use crate::session::PlayedSession;
use crate::shift::{account, fields, reply};
use crate::standby::PlayedStandby;

/// Set in the process that is a life: its instructions, in JSON.
const LIFE: &str = "DUTYDESK_TEST_LIFE";
/// An outbox with so many acts in it gets no more: a person waits too.
const ENOUGH: usize = 6;
/// Pop-ups of a life are numbered from here times its own number.
const POP_UPS: u32 = 1_000;

/// The instructions of a life.
#[derive(Debug, Clone)]
pub struct Birth {
    /// Where its data is.
    pub data: PathBuf,
    /// Its policy.
    pub policy: PathBuf,
    /// The token of its one account, `rt:work`.
    pub token: String,
    /// Its number, from 1.
    pub number: u32,
    /// The tickets that it writes on, by our own ids; without any, it only finishes what was started.
    pub tickets: Vec<String>,
    /// What chooses between them.
    pub seed: u64,
}

impl Birth {
    fn to_json(&self) -> Value {
        json!({
            "data": self.data, "policy": self.policy, "token": self.token, "number": self.number,
            "tickets": self.tickets, "seed": self.seed,
        })
    }

    fn from_json(told: &Value) -> Self {
        let text = |name: &str| told[name].as_str().unwrap().to_owned();
        let tickets = told["tickets"].as_array().unwrap().iter();
        Self {
            data: text("data").into(),
            policy: text("policy").into(),
            token: text("token"),
            number: u32::try_from(told["number"].as_u64().unwrap()).unwrap(),
            tickets: tickets.map(|ticket| ticket.as_str().unwrap().to_owned()).collect(),
            seed: told["seed"].as_u64().unwrap(),
        }
    }
}

/// What a life says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Word {
    /// Its store is open and its jobs run.
    Up,
    /// "Queued" was said of this act.
    Queued {
        /// The ticket by our own id.
        ticket: String,
        /// The words that only this act has.
        mark: String,
    },
    /// Nobody knows whether this act arrived; a person looks at the help desk and answers with [`Life::answer`].
    Doubts {
        /// The act.
        id: i64,
        /// Its ticket by our own id.
        ticket: String,
        /// Its words.
        text: String,
    },
    /// The notification server took a pop-up and gave it this number.
    Told(u32),
    /// Nothing waits in the outbox.
    Rests,
}

impl Word {
    fn to_json(&self) -> Value {
        match self {
            Self::Up => json!({"word": "up"}),
            Self::Queued { ticket, mark } => json!({"word": "queued", "ticket": ticket, "mark": mark}),
            Self::Doubts { id, ticket, text } => json!({"word": "doubts", "id": id, "ticket": ticket, "text": text}),
            Self::Told(number) => json!({"word": "told", "number": number}),
            Self::Rests => json!({"word": "rests"}),
        }
    }

    /// `None` for what the test harness says.
    fn from_line(line: &str) -> Option<Self> {
        let said: Value = serde_json::from_str(line).ok()?;
        let text = |name: &str| said[name].as_str().map(str::to_owned);
        match said["word"].as_str()? {
            "up" => Some(Self::Up),
            "queued" => Some(Self::Queued {
                ticket: text("ticket")?,
                mark: text("mark")?,
            }),
            "doubts" => Some(Self::Doubts {
                id: said["id"].as_i64()?,
                ticket: text("ticket")?,
                text: text("text")?,
            }),
            "told" => Some(Self::Told(u32::try_from(said["number"].as_u64()?).ok()?)),
            "rests" => Some(Self::Rests),
            _ => None,
        }
    }
}

/// A life, seen from outside.
pub struct Life {
    child: Child,
    words: Receiver<Word>,
}

impl Life {
    /// Starts the test of this name once more, as a life.
    #[must_use]
    pub fn begin(test: &str, birth: &Birth) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", test, "--include-ignored", "--nocapture"])
            .env(LIFE, birth.to_json().to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = child.stdout.take().unwrap();
        let (said, words) = channel();
        std::thread::spawn(move || {
            let lines = BufReader::new(out).lines().map_while(Result::ok);
            for word in lines.filter_map(|line| Word::from_line(&line)) {
                let _ = said.send(word);
            }
        });
        Self { child, words }
    }

    /// Its next word, if it comes before `end`.
    ///
    /// # Panics
    /// When it has ended by itself.
    pub fn hears_until(&mut self, end: Instant) -> Option<Word> {
        match self.words.recv_timeout(end.saturating_duration_since(Instant::now())) {
            Ok(word) => Some(word),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => panic!("it ended by itself: {:?}", self.child.wait()),
        }
    }

    /// The answer of a person who has looked at the help desk.
    pub fn answer(&mut self, act: i64, is_there: bool) {
        let answer = json!({"id": act, "is_there": is_there});
        // One line in one piece. It may have been killed meanwhile.
        let _ = self
            .child
            .stdin
            .as_mut()
            .unwrap()
            .write_all(format!("{answer}\n").as_bytes());
    }

    /// Kills it in its tracks; what it had said by then.
    pub fn kill(mut self) -> Vec<Word> {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
        self.words.iter().collect()
    }
}

/// Where this process was started as a life, it lives until it is killed.
pub fn live_if_asked() {
    let Ok(told) = std::env::var(LIFE) else { return };
    let birth = Birth::from_json(&serde_json::from_str(&told).unwrap());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(live(&birth));
}

/// Adds the help desk at this address to an empty data folder, before the first life.
pub fn add_help_desk(birth: &Birth, url: &str, queues: &[&str]) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let request = AccountRequest {
        fields: fields(url, queues),
        ..account(&birth.token)
    };
    let added = runtime.block_on(async { calls::account_add(&opened(birth).await, request).await });
    assert!(matches!(added, Ok(AccountAdded::Added { .. })), "{added:?}");
}

async fn live(birth: &Birth) {
    // The line that the test harness has begun ends here.
    println!();
    let places = places(&birth.data);
    let _owner = Owner::acquire(&places).unwrap();
    let desk = opened(birth).await;
    tokio::spawn(jobs::run(desk.clone()));
    say(&Word::Up);
    let mut dice = Dice(birth.seed);
    let mut acts = 0;
    loop {
        let rows = calls::outbox(&desk, Nothing {}).await.unwrap().rows;
        settle_doubts(&desk, &rows).await;
        let waiting = rows.iter().filter(|row| is_open(row)).count();
        if waiting == 0 {
            say(&Word::Rests);
        }
        if !birth.tickets.is_empty() && waiting < ENOUGH {
            acts += 1;
            let ticket = &birth.tickets[usize::try_from(dice.throw(birth.tickets.len() as u64)).unwrap()];
            act(
                &desk,
                ticket,
                &format!("life {} act {acts}.", birth.number),
                dice.throw(2) == 0,
            )
            .await;
        }
        tokio::time::sleep(Duration::from_millis(dice.throw(20))).await;
    }
}

fn is_open(row: &OutboxRow) -> bool {
    matches!(
        row.state,
        OutboxState::Queued | OutboxState::Sending | OutboxState::Unknown
    )
}

/// Writes on a ticket, and says so once it is queued. A ticket that was not read yet takes nothing.
async fn act(desk: &Desk, ticket: &str, mark: &str, public: bool) {
    let queued = if public {
        let sent = calls::reply_send(desk, reply(ticket, mark)).await;
        sent.map(|sent| matches!(sent, SendReply::Queued { .. }))
    } else {
        let note = NoteSendRequest {
            ticket: ticket.to_owned(),
            text: mark.to_owned(),
            attachments: Vec::new(),
        };
        calls::note_send(desk, note).await.map(|_| true)
    };
    if queued == Ok(true) {
        let (ticket, mark) = (ticket.to_owned(), mark.to_owned());
        say(&Word::Queued { ticket, mark });
    }
}

/// Asks about each act of unknown outcome, and does what the answer says.
async fn settle_doubts(desk: &Desk, rows: &[OutboxRow]) {
    for row in rows.iter().filter(|row| row.state == OutboxState::Unknown) {
        say(&Word::Doubts {
            id: row.id,
            ticket: row.ticket.clone(),
            text: row.text.clone(),
        });
        let answer: Value = tokio::task::spawn_blocking(|| {
            let mut line = String::new();
            std::io::stdin().read_line(&mut line).unwrap();
            serde_json::from_str(&line).unwrap()
        })
        .await
        .unwrap();
        assert_eq!(answer["id"], row.id);
        let decision = match answer["is_there"] == true {
            true => OutboxDecision::MarkSent,
            false => OutboxDecision::Send,
        };
        // The owner looks too, and may have settled it in the meantime.
        let decided = calls::outbox_decide(desk, OutboxDecideRequest { id: row.id, decision }).await;
        assert!(decided.is_ok() || decided.is_err_and(|refusal| refusal.code == ErrorCode::NotNow));
    }
}

/// One line in one piece: a reader sees all of it or nothing.
fn say(word: &Word) {
    let line = format!("{}\n", word.to_json());
    std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
}

fn places(data: &Path) -> Places {
    Places {
        data: data.to_owned(),
        config: data.join("config"),
        state: data.join("state"),
        runtime: None,
    }
}

async fn opened(birth: &Birth) -> Desk {
    let secrets = MemorySecrets::default();
    let token = SecretString::from(birth.token.clone());
    secrets
        .set(&AccountKey::parse("rt:work").unwrap(), &token)
        .await
        .unwrap();
    let host = LifeHost {
        secrets,
        clock: WallClock,
        alarm: NativeAlarm::new(),
        notifier: CountingNotifier(AtomicU32::new(birth.number * POP_UPS)),
        session: PlayedSession::default(),
        standby: PlayedStandby::default(),
        opener: RecordingOpener::default(),
    };
    let options = Options {
        data_dir: birth.data.clone(),
        policy: Some(birth.policy.to_str().unwrap().to_owned()),
    };
    desk_commands::open(Arc::new(host), &options).unwrap()
}

/// The program around: real time, the real connector, and no desktop.
struct LifeHost {
    secrets: MemorySecrets,
    clock: WallClock,
    alarm: NativeAlarm,
    notifier: CountingNotifier,
    session: PlayedSession,
    standby: PlayedStandby,
    opener: RecordingOpener,
}

impl Outside for LifeHost {
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
        None
    }
}

impl Host for LifeHost {
    fn outside(&self) -> &dyn Outside {
        self
    }

    fn tell(&self, _: DeskEvent) {}

    fn committed(&self) {}

    fn is_owner(&self) -> bool {
        true
    }
}

/// A notification server that shows nothing and says which numbers it gave.
struct CountingNotifier(AtomicU32);

#[async_trait]
impl Notifier for CountingNotifier {
    async fn capabilities(&self) -> Result<Capabilities, NotifyError> {
        Ok(Capabilities::default())
    }

    async fn server(&self) -> Result<ServerWords, NotifyError> {
        Ok(ServerWords::default())
    }

    async fn do_not_disturb(&self) -> Option<bool> {
        None
    }

    async fn show(&self, notice: &Notice) -> Result<ServerId, NotifyError> {
        let number = match notice.replaces {
            Some(ServerId(number)) => number,
            None => self.0.fetch_add(1, Ordering::Relaxed),
        };
        say(&Word::Told(number));
        Ok(ServerId(number))
    }

    async fn close(&self, _: ServerId) -> Result<(), NotifyError> {
        Ok(())
    }

    async fn next_signal(&self) -> NoticeSignal {
        std::future::pending().await
    }
}
