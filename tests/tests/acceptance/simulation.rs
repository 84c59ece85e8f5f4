//! P1 tickets, one after the other, on a real store: the computer sleeps, its clock is set, the program dies at every
//! step of notifying and starts again, the notification server goes away. What was shown is compared, instant by
//! instant, with the twenty minutes of the manual and the repeats every ten minutes. (`simulation.rs` of desk-domain
//! does the same for the decision alone, with all priorities and 100,000 deadlines.)

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use desk_commands::calls;
use desk_contract::clocks::Priority;
use desk_contract::list::Nothing;
use desk_contract::ticket::ReasonRequest;
use desk_tests::{Death, Shift, at};

/// Half, four fifths and due of a P1, then its repeats, in minutes after it was raised.
const STAGES: [i64; 9] = [10, 16, 20, 30, 40, 50, 60, 70, 80];

/// What happens on the way to a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    None,
    Sleep,
    ClockSetBack,
    Restart,
    DiesBeforeHandOver,
    DiesAfterHandOver,
    NoServer,
}

const TROUBLES: [Trouble; 7] = [
    Trouble::None,
    Trouble::Sleep,
    Trouble::ClockSetBack,
    Trouble::Restart,
    Trouble::DiesBeforeHandOver,
    Trouble::DiesAfterHandOver,
    Trouble::NoServer,
];

/// Numbers from a seed: good enough to choose troubles with (Knuth's MMIX generator).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn seconds(&mut self, below: u64) -> TimeDelta {
        TimeDelta::seconds(i64::try_from(self.below(below)).unwrap())
    }
}

#[derive(Debug, Default)]
struct Sum {
    tickets: usize,
    told: usize,
    shown_again: usize,
    deaths_after_hand_over: usize,
}

/// One ticket and the notifications that it must have: from when, and until when at the latest.
struct Play {
    raised: DateTime<Utc>,
    ticket: String,
    /// How many stages have passed and were shown, or covered by a later one.
    told: usize,
    /// What the clock showed when, and how many it were then.
    claims: Vec<(DateTime<Utc>, usize)>,
    shown: Vec<(DateTime<Utc>, DateTime<Utc>)>,
}

impl Play {
    fn stage_at(&self, stage: usize) -> DateTime<Utc> {
        self.raised + TimeDelta::minutes(STAGES[stage])
    }

    /// Somebody looks: the latest stage that has passed is shown, if it was not yet.
    fn look(&mut self, now: DateTime<Utc>) {
        let passed = (0..STAGES.len()).filter(|stage| self.stage_at(*stage) <= now).count();
        if passed > self.told {
            self.shown.push((now, now));
            self.told = passed;
            self.claims.push((now, passed));
        }
    }

    /// What was claimed at an instant that the clock has not come to again counts for nothing.
    fn clock_is_set_back_to(&mut self, now: DateTime<Utc>) {
        self.claims.retain(|(at, _)| *at <= now + TimeDelta::minutes(1));
        self.told = self.claims.last().map_or(0, |(_, told)| *told);
        self.look(now);
    }

    fn looks_until(&mut self, then: DateTime<Utc>) {
        while self.told < STAGES.len() && self.stage_at(self.told) <= then {
            self.look(self.stage_at(self.told));
        }
    }

    /// Brings the ticket to its next stage and past it, through a trouble.
    async fn next_stage(&mut self, shift: Shift, trouble: Trouble, dice: &mut Dice) -> Shift {
        let due = self.stage_at(self.told);
        let running = shift.begin().await;
        match trouble {
            Trouble::None => {
                running.until_instant(due).await;
                self.looks_until(due);
                drop(running);
                shift
            }
            Trouble::Sleep => {
                let wakes = due + dice.seconds(25 * 60);
                running.wakes_up_at_instant(wakes).await;
                self.look(wakes);
                drop(running);
                shift
            }
            Trouble::ClockSetBack => {
                running.until_instant(due).await;
                self.looks_until(due);
                let back = due - dice.seconds(8 * 60);
                running.wakes_up_at_instant(back).await;
                self.clock_is_set_back_to(back);
                running.until_instant(due + TimeDelta::seconds(1)).await;
                self.looks_until(due + TimeDelta::seconds(1));
                drop(running);
                shift
            }
            Trouble::Restart => {
                running.until_instant(due - TimeDelta::seconds(30)).await;
                drop(running);
                let starts = due - TimeDelta::seconds(20) + dice.seconds(120);
                shift.host.clock.set(starts);
                let shift = shift.again();
                drop(shift.begin().await);
                self.look(starts);
                shift
            }
            Trouble::DiesBeforeHandOver | Trouble::DiesAfterHandOver => {
                let (death, seen) = match trouble {
                    Trouble::DiesBeforeHandOver => (Death::BeforeHandOver, None),
                    _ => (Death::AfterHandOver, Some((due, due))),
                };
                running.until_instant(due - TimeDelta::seconds(1)).await;
                shift.host.notifier.dies_at_the_next(death);
                running.dies_telling_at(due).await;
                let starts = due + TimeDelta::seconds(1) + dice.seconds(60);
                shift.host.clock.set(starts);
                let shift = shift.again();
                drop(shift.begin().await);
                self.shown.extend(seen);
                self.shown.push((starts, starts));
                self.told += 1;
                self.claims.push((due, self.told));
                shift
            }
            Trouble::NoServer => {
                shift.host.notifier.set_absent(true);
                running.until_instant(due + TimeDelta::seconds(1)).await;
                shift.host.notifier.set_absent(false);
                // Tried again at a later look, of which there is one every 15 s.
                let latest = due + TimeDelta::seconds(17);
                running.until_instant(latest).await;
                self.shown.push((due, latest));
                self.told += 1;
                self.claims.push((due, self.told));
                drop(running);
                shift
            }
        }
    }
}

/// In hours: every two hours on Tuesdays to Thursdays from May on, which no bank holiday is before Christmas.
fn raised_at(number: i64, dice: &mut Dice) -> DateTime<Utc> {
    let day = TimeDelta::weeks(number / 12) + TimeDelta::days(number / 4 % 3);
    at("2017-05-23T09:00:00+01:00") + day + TimeDelta::hours(number % 4 * 2) + dice.seconds(10 * 60)
}

async fn play(shift: Shift, number: i64, dice: &mut Dice, sum: &mut Sum) -> Shift {
    let raised = raised_at(number, dice);
    shift.host.clock.set(raised);
    let ticket = shift.log_from_slack("Apps are down", "notify-api").await;
    shift.triage(&ticket, Priority::P1).await;
    let mut play = Play {
        raised,
        ticket,
        told: 0,
        claims: Vec::new(),
        shown: Vec::new(),
    };
    let mut shift = shift;
    let mut troubles = Vec::new();
    while play.told < STAGES.len() - 1 {
        let trouble = TROUBLES[usize::try_from(dice.below(7)).unwrap()];
        troubles.push(trouble);
        shift = play.next_stage(shift, trouble, dice).await;
    }
    let told: Vec<DateTime<Utc>> = shift
        .host
        .notifier
        .take_told()
        .into_iter()
        .map(|told| told.at)
        .collect();
    let as_expected = |(at, (from, to)): (&DateTime<Utc>, &(_, _))| from <= at && at <= to;
    assert!(
        told.len() == play.shown.len() && told.iter().zip(&play.shown).all(as_expected),
        "raised {raised}, {troubles:?}\nshown {told:#?}\nexpected {:#?}",
        play.shown
    );
    let deaths = troubles
        .iter()
        .filter(|trouble| **trouble == Trouble::DiesAfterHandOver)
        .count();
    sum.tickets += 1;
    sum.told += told.len() - deaths;
    sum.shown_again += deaths;
    sum.deaths_after_hand_over += deaths;
    if !troubles.contains(&Trouble::ClockSetBack) {
        no_key_twice(&shift, &play.ticket).await;
    }
    let closing = ReasonRequest {
        ticket: play.ticket,
        reason: String::new(),
    };
    calls::close_ticket(&shift.desk, closing).await.unwrap();
    shift
}

/// Unless the clock was set back: what it claimed ahead comes again.
async fn no_key_twice(shift: &Shift, ticket: &str) {
    let mut rows = calls::notices(&shift.desk, Nothing {}).await.unwrap().notices;
    rows.retain(|row| row.subject == ticket);
    let keys: Vec<_> = rows
        .iter()
        .map(|row| {
            (
                row.subject.clone(),
                format!("{:?}", row.clock),
                row.cycle,
                row.stage.clone(),
                row.n,
            )
        })
        .collect();
    let different: BTreeSet<_> = keys.iter().cloned().collect();
    assert_eq!(
        different.len(),
        keys.len(),
        "a key of the ledger stands there twice: {keys:#?}"
    );
    assert!(rows.iter().all(|row| row.state != "intended"), "{rows:#?}");
}

#[tokio::test]
async fn f29_f48_f50_f57_f60_whatever_happens_on_the_way_each_stage_is_shown_once() {
    let soak = std::env::var_os("DUTYDESK_SOAK").is_some();
    let asked = std::env::var("DUTYDESK_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed: u64 = asked.unwrap_or_else(|| match std::time::UNIX_EPOCH.elapsed() {
        Ok(since) if soak => since.as_secs(),
        _ => 1,
    });
    println!("seed {seed}: DUTYDESK_SEED={seed} plays it again");
    let mut dice = Dice(seed);
    let mut sum = Sum::default();
    let mut shift = Shift::starts_at("2017-05-22T09:00:00+01:00");
    for number in 0..if soak { 250 } else { 8 } {
        shift = play(shift, number, &mut dice, &mut sum).await;
    }
    println!(
        "counts: notices on a real store, seed {seed}: {} P1 tickets, {} stages told, 0 missed, 0 early, 0 doubled; {} shown again after {} deaths between hand-over and commit",
        sum.tickets, sum.told, sum.shown_again, sum.deaths_after_hand_over
    );
}
