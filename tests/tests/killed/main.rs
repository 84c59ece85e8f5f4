//! Dutydesk against a help desk on a real socket, killed at random instants and started again, over and over: what was
//! confirmed arrives once and in order, and what is due is notified.
#![allow(clippy::unwrap_used)]

mod watch;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use desk_tests::life::{self, Birth, Life, Word};
use desk_tests::{Dice, RT_TOKEN, RtServer};

use crate::watch::{Watch, ours};

const TEST: &str = "f30_killed_at_random_with_a_live_server_nothing_is_lost_and_nothing_is_doubled";
/// How long a machine under load may take for what takes a moment.
const PATIENCE: Duration = Duration::from_secs(120);
/// Lives on one data folder. A start looks at every ticket there is, so that more of them would be spent on starting.
const LIVES: u32 = 250;
/// Lives until other tickets are written on.
const LIVES_OF_A_TICKET: u32 = 12;
/// Lives until another tenant waits for an answer that does not come.
const LIVES_UNTIL_ANOTHER: u32 = 4;

/// When a life ends.
enum Death {
    /// Whatever it does then.
    AfterBirth(Duration),
    /// While its jobs run.
    AfterUp(Duration),
    /// While its so-manyth message is under way, or a moment later.
    AtWrite(u64, Duration),
}

impl Death {
    fn by_chance(dice: &mut Dice) -> Self {
        let ms = |limit: u64, dice: &mut Dice| Duration::from_micros(dice.throw(limit * 1_000));
        match dice.throw(4) {
            0 => Self::AfterBirth(ms(500, dice)),
            1 => Self::AfterUp(ms(300, dice)),
            _ => Self::AtWrite(1 + dice.throw(3), ms(12, dice)),
        }
    }
}

/// A data folder and its help desk, through many lives.
struct Course {
    server: RtServer,
    dice: Dice,
    birth: Birth,
    watch: Watch,
    /// Keeps the data folder until all was looked at.
    _folder: tempfile::TempDir,
}

impl Course {
    fn begin(seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let server = RtServer::start(seed);
        let birth = Birth {
            data: folder.path().join("data"),
            policy: hasty_policy(folder.path()),
            token: RT_TOKEN.to_owned(),
            number: 0,
            tickets: Vec::new(),
            seed,
        };
        life::add_help_desk(&birth, &server.url(), &[]);
        // The help desk only has whole seconds: a ticket that is raised in the same second as the account counts as
        // older.
        std::thread::sleep(Duration::from_millis(1_100));
        server.set_cuts(true);
        Self {
            server,
            dice: Dice(seed),
            birth,
            watch: Watch::default(),
            _folder: folder,
        }
    }

    fn through(&mut self, lives: u32) {
        for number in 0..lives {
            if number % LIVES_OF_A_TICKET == 0 {
                let queues = ["Platform", "Emergency", "Platform"];
                let raised = queues.map(|queue| self.server.raise(queue, "kim@notify-api.example"));
                self.birth.tickets = raised.map(ours).to_vec();
            }
            if number % LIVES_UNTIL_ANOTHER == 0 {
                self.watch.waits(&self.server, number % (2 * LIVES_UNTIL_ANOTHER) == 0);
            }
            let death = Death::by_chance(&mut self.dice);
            self.lives_until(&death);
            if number % 10 == 9 {
                self.watch.looks(&self.server, &self.birth.data);
            }
        }
    }

    fn is_born(&mut self) -> Life {
        self.birth.number += 1;
        self.birth.seed = self.dice.throw(u64::MAX >> 33);
        self.server.new_client(self.birth.number);
        Life::begin(TEST, &self.birth)
    }

    fn lives_until(&mut self, death: &Death) {
        let mut life = self.is_born();
        match *death {
            Death::AfterBirth(then) => self.hears(&mut life, then),
            Death::AfterUp(then) => {
                self.is_up(&mut life);
                self.hears(&mut life, then);
            }
            Death::AtWrite(nth, then) => {
                self.is_up(&mut life);
                for _ in 0..nth {
                    self.writes(&mut life);
                }
                std::thread::sleep(then);
            }
        }
        let last_words = life.kill();
        self.server.new_client(self.birth.number);
        self.watch.killed += 1;
        // Nobody is there any more to be answered.
        for word in last_words {
            self.watch.notes(word);
        }
    }

    /// Listens for so long.
    fn hears(&mut self, life: &mut Life, long: Duration) {
        let end = Instant::now() + long;
        while let Some(word) = life.hears_until(end) {
            self.hear(life, word);
        }
    }

    /// Takes up a word, and answers it as a person who looks at the help desk.
    fn hear(&mut self, life: &mut Life, word: Word) {
        if let Word::Doubts { id, ticket, text } = &word {
            let is_there = self.watch.finds(&self.server, self.birth.number, ticket, text);
            life.answer(*id, is_there);
        }
        self.watch.notes(word);
    }

    fn is_up(&mut self, life: &mut Life) {
        let end = Instant::now() + PATIENCE;
        loop {
            let word = life.hears_until(end).expect("it never came up");
            let is_up = word == Word::Up;
            self.hear(life, word);
            if is_up {
                return;
            }
        }
    }

    /// Listens until its next message reaches the help desk.
    fn writes(&mut self, life: &mut Life) {
        let end = Instant::now() + PATIENCE;
        while !self.server.hears_a_write(Duration::from_millis(1)) {
            assert!(Instant::now() < end, "nothing is sent");
            while let Some(word) = life.hears_until(Instant::now()) {
                self.hear(life, word);
            }
        }
    }

    /// A last life, which finishes what was started. Then everything is checked.
    fn ends(mut self) -> Watch {
        self.server.set_cuts(false);
        self.birth.tickets = Vec::new();
        let mut life = self.is_born();
        let end = Instant::now() + PATIENCE;
        let mut rests = false;
        while !(rests && self.watch.all_is_told(&self.birth.data)) {
            let why = || format!("not finished: rests {rests}, {}", self.watch.untold(&self.birth.data));
            assert!(Instant::now() < end, "{}", why());
            self.hears_a_while(&mut life, &mut rests);
        }
        for word in life.kill() {
            self.watch.notes(word);
        }
        self.watch.looks_at_everything(&self.server, &self.birth.data);
        self.watch
    }

    fn hears_a_while(&mut self, life: &mut Life, rests: &mut bool) {
        let end = Instant::now() + Duration::from_millis(300);
        while let Some(word) = life.hears_until(end) {
            *rests = word == Word::Rests || *rests && matches!(word, Word::Told(_));
            self.hear(life, word);
        }
    }
}

/// The default policy at all hours, with seconds instead of minutes, without repeats.
fn hasty_policy(folder: &Path) -> PathBuf {
    let text = desk_commands::policy::text("govuk-paas-2016").unwrap();
    let every_day =
        r#"in_hours = [{ days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], from = "00:00", to = "24:00" }]"#;
    let hasty = text.lines().map(|line| match line {
        _ if line.starts_with("in_hours = [") => every_day,
        _ if line.starts_with("waking = [") => "waking = []",
        _ if line.starts_with("region = ") => "region = \"none\"",
        _ if line.starts_with("feed = ") => "feed = \"\"",
        _ if line.starts_with("triage_within = ") => "triage_within = \"4 s\"",
        _ if line.starts_with("respond = { in_hours = \"20 min\"") => {
            "respond = { all = \"5 s\", counted = \"elapsed\" }"
        }
        _ if line.starts_with("repeated = ") => "repeated = []",
        _ => line,
    });
    let file = folder.join("hasty.toml");
    std::fs::write(&file, hasty.collect::<Vec<_>>().join("\n")).unwrap();
    file
}

fn kills() -> u32 {
    let given = std::env::var("DUTYDESK_KILLS")
        .ok()
        .and_then(|kills| kills.parse().ok());
    let usual = if std::env::var_os("DUTYDESK_SOAK").is_some() {
        10_000
    } else {
        40
    };
    given.unwrap_or(usual)
}

fn seed() -> u64 {
    let given = std::env::var("DUTYDESK_SEED").ok().and_then(|seed| seed.parse().ok());
    given.unwrap_or(20_261_126)
}

#[test]
fn f30_killed_at_random_with_a_live_server_nothing_is_lost_and_nothing_is_doubled() {
    life::live_if_asked();
    let (kills, seed) = (kills(), seed());
    println!("seed {seed}");
    let mut seeds = Dice(seed);
    let mut sum = Watch::default();
    while sum.killed < kills {
        let mut course = Course::begin(seeds.throw(1 << 30));
        course.through(LIVES.min(kills - sum.killed));
        sum.add(&course.ends());
    }
    println!("counts: killed with a live server, seed {seed}: {sum}");
    assert!(sum.confirmed() > 0 && sum.doubted() > 0, "the kills met nothing: {sum}");
}
