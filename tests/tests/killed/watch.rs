//! Keeps count: what was confirmed, what the help desk has, what is in the outbox and in the ledger.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

use desk_domain::ids::TicketId;
use desk_domain::policy::{Clock, Stage};
use desk_store::Store;
use desk_store::desk::notice::{Notice, NoticeState};
use desk_store::desk::outbox::{Act, ActState};
use desk_tests::life::Word;
use desk_tests::{Kept, RtServer};

/// Our own id of a ticket of the help desk.
pub(crate) fn ours(ticket: usize) -> String {
    format!("rt:work/{ticket}")
}

fn theirs(ticket: &str) -> usize {
    ticket.rsplit('/').next().unwrap().parse().unwrap()
}

/// The line that only one act has.
fn mark(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// What happened so far.
#[derive(Default)]
pub(crate) struct Watch {
    /// Lives that were killed.
    pub(crate) killed: u32,
    /// The marks that were confirmed as queued, by ticket, in their order.
    confirmed: BTreeMap<String, Vec<String>>,
    /// Tickets with news since the last look.
    fresh: BTreeSet<String>,
    /// Tickets that nobody answers, with the notifications that must come.
    waiting: BTreeMap<String, Vec<(Clock, Stage)>>,
    /// The numbers that the notification server gave.
    told: BTreeSet<u32>,
    /// Acts that a person was asked about and found on the help desk, and those that were not there.
    found: u32,
    not_there: u32,
    /// Connections that were cut after the server had kept the message.
    cut: u32,
    sent: u32,
    stages: u32,
    told_again: u32,
}

impl Watch {
    /// A tenant writes, and nobody will answer.
    pub(crate) fn waits(&mut self, server: &RtServer, is_emergency: bool) {
        let number = server.raise(if is_emergency { "Emergency" } else { "Platform" }, "sam@pay.example");
        let stages = if is_emergency {
            [Stage::Half, Stage::FourFifths, Stage::Due]
                .map(|stage| (Clock::Respond, stage))
                .to_vec()
        } else {
            vec![(Clock::Triage, Stage::Due)]
        };
        self.waiting.insert(ours(number), stages);
    }

    pub(crate) fn notes(&mut self, word: Word) {
        match word {
            Word::Queued { ticket, mark } => {
                self.fresh.insert(ticket.clone());
                self.confirmed.entry(ticket).or_default().push(mark);
            }
            Word::Told(number) => drop(self.told.insert(number)),
            Word::Up | Word::Rests | Word::Doubts { .. } => {}
        }
    }

    /// Whether the help desk has these words. Nobody should have been asked about a message that came in this very life:
    /// Dutydesk itself was there to look for it.
    pub(crate) fn finds(&mut self, server: &RtServer, life: u32, ticket: &str, text: &str) -> bool {
        let kept = server
            .written(theirs(ticket))
            .into_iter()
            .find(|kept| kept.text.trim() == text.trim());
        if let Some(Kept { client, is_cut, .. }) = kept {
            assert_ne!(client, life, "not looked for (cut: {is_cut}): {text}");
            self.found += 1;
            return true;
        }
        self.not_there += 1;
        false
    }

    /// Compares outbox and help desk, for tickets with news.
    pub(crate) fn looks(&mut self, server: &RtServer, data: &Path) {
        let Ok(store) = Store::open_beside(data) else {
            // Killed before it had made its files.
            assert!(self.confirmed.is_empty());
            return;
        };
        for ticket in std::mem::take(&mut self.fresh) {
            let acts = store.desk.read().acts_of(&id(&ticket)).unwrap();
            self.compare(&ticket, &acts, &server.written(theirs(&ticket)));
        }
    }

    fn compare(&self, ticket: &str, acts: &[Act], written: &[Kept]) {
        let text = |act: &Act| act.carries.as_ref().unwrap().text().unwrap().trim().to_owned();
        let queued: Vec<String> = acts.iter().map(text).collect();
        let there: Vec<&str> = written.iter().map(|kept| kept.text.trim()).collect();
        for confirmed in self.confirmed.get(ticket).into_iter().flatten() {
            let rows = queued.iter().filter(|text| mark(text) == confirmed).count();
            assert_eq!(
                rows, 1,
                "{ticket}: rows of {confirmed:?}, which was confirmed as queued"
            );
        }
        for (act, text) in acts.iter().zip(&queued) {
            let copies = there.iter().filter(|there| *there == text).count();
            let may_be = match act.state {
                ActState::Sent => 1..=1,
                ActState::Queued => 0..=0,
                ActState::Sending | ActState::Unknown => 0..=1,
                ActState::Refused | ActState::Cancelled => panic!("{ticket}: {act:?}"),
            };
            assert!(
                may_be.contains(&copies),
                "{ticket}: {copies} on the help desk of {act:?}"
            );
        }
        let place = |there: &&str| {
            let found = queued.iter().position(|text| text == there);
            found.unwrap_or_else(|| panic!("{ticket}: {there:?} is on the help desk, and in no outbox"))
        };
        let places: Vec<usize> = there.iter().map(place).collect();
        assert!(places.is_sorted(), "{ticket}: out of order: {there:?}");
    }

    /// Whether every notification that was due has come. The next ones are seconds away.
    pub(crate) fn all_is_told(&self, data: &Path) -> bool {
        self.untold(data).is_empty()
    }

    /// Notifications that have not come yet.
    pub(crate) fn untold(&self, data: &Path) -> String {
        let store = Store::open_beside(data).unwrap();
        let mut untold = String::new();
        for (ticket, stages) in &self.waiting {
            let ledger = store.desk.read().ledger([&id(ticket)]).unwrap().notices;
            for stage in stages {
                let is_told =
                    |row: &&Notice| row.key.clock == Some(stage.0) && row.key.stage == stage.1 && is_over(row);
                if !ledger.iter().any(|row| is_told(&row)) {
                    untold.push_str(&format!("{ticket} {stage:?} "));
                }
            }
        }
        untold
    }

    /// After the last life: everything is on the help desk and in the ledger, once.
    pub(crate) fn looks_at_everything(&mut self, server: &RtServer, data: &Path) {
        self.fresh.extend(self.confirmed.keys().cloned());
        self.looks(server, data);
        let store = Store::open_beside(data).unwrap();
        let desk = store.desk.read();
        let open = desk.unsettled_acts().unwrap();
        assert!(open.is_empty(), "{open:?}");
        for ticket in self.confirmed.keys() {
            let written = server.written(theirs(ticket));
            self.sent += u32::try_from(written.len()).unwrap();
            self.cut += u32::try_from(written.iter().filter(|kept| kept.is_cut).count()).unwrap();
        }
        let mut given = BTreeSet::new();
        for (ticket, stages) in &self.waiting {
            let ledger = desk.ledger([&id(ticket)]).unwrap().notices;
            self.stages += u32::try_from(stages.len()).unwrap();
            assert_told_once(ticket, stages, &ledger, &self.told);
            let line = store.cache.read().row(&id(ticket)).unwrap();
            assert!(line.is_some(), "{ticket} is told, and is in no list");
        }
        for ticket in desk.tickets().unwrap() {
            let ledger = desk.ledger([&ticket.id]).unwrap().notices;
            given.extend(ledger.iter().filter_map(|row| row.server_id));
        }
        // A pop-up that no row of the ledger knows was shown by a life that did not live to write it down.
        self.told_again += u32::try_from(self.told.difference(&given).count()).unwrap();
        assert!(self.told_again <= self.killed, "{} told again", self.told_again);
        drop(store);
        assert_sound(&data.join("desk.db"));
        assert_sound(&data.join("cache.db"));
    }

    pub(crate) fn confirmed(&self) -> usize {
        self.confirmed.values().map(Vec::len).sum()
    }

    pub(crate) fn doubted(&self) -> u32 {
        self.found + self.not_there
    }

    /// Adds what happened on another data folder.
    pub(crate) fn add(&mut self, other: &Self) {
        self.killed += other.killed;
        self.found += other.found;
        self.not_there += other.not_there;
        self.cut += other.cut;
        self.sent += other.sent;
        self.stages += other.stages;
        self.told_again += other.told_again;
        // Only how many there are counts from here on.
        let marks = other.confirmed.values().flatten().cloned();
        self.confirmed.entry(String::new()).or_default().extend(marks);
    }
}

impl fmt::Display for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} kills; {} acts confirmed, {} on the help desk, 0 lost, 0 doubled, {} of unknown outcome ({} were there), \
             {} cut off and found; {} stages due, 0 lost, 0 twice in the ledger, {} pop-ups told again",
            self.killed,
            self.confirmed(),
            self.sent,
            self.doubted(),
            self.found,
            self.cut,
            self.stages,
            self.told_again
        )
    }
}

/// Shown, or left out because a later stage came instead.
fn is_over(row: &Notice) -> bool {
    matches!(
        row.state,
        NoticeState::HandedOver | NoticeState::Expired | NoticeState::Withdrawn
    )
}

fn assert_told_once(ticket: &str, stages: &[(Clock, Stage)], ledger: &[Notice], told: &BTreeSet<u32>) {
    for (clock, stage) in stages {
        let is_it = |row: &&Notice| row.key.clock == Some(*clock) && row.key.stage == *stage;
        let rows: Vec<&Notice> = ledger.iter().filter(is_it).collect();
        assert_eq!(rows.len(), 1, "{ticket} {stage:?}: {ledger:#?}");
        let row = rows[0];
        let is_shown = row.server_id.is_some_and(|number| told.contains(&number));
        assert!(is_shown || row.state == NoticeState::Withdrawn, "{row:#?}");
    }
    // The last stage is covered by none.
    let last = ledger.iter().rfind(|row| row.key.stage == Stage::Due).unwrap();
    assert!(last.server_id.is_some(), "{last:#?}");
}

fn assert_sound(file: &Path) {
    let file = rusqlite::Connection::open(file).unwrap();
    let said: String = file.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(said, "ok");
}

fn id(ticket: &str) -> TicketId {
    TicketId::parse(ticket).unwrap()
}
