//! What happens in ten years: tickets and what people do about them, a computer that sleeps, a clock that is set, a
//! program that dies, a notification server that goes away. Everything comes from one seed.

use std::ops::Range;

use chrono::TimeDelta;
use desk_domain::event::{EventKind, Route, TicketEvent};
use desk_domain::priority::Priority;
use desk_domain::time::Instant;

use crate::team::at;

/// Numbers from a seed (SplitMix64, by Sebastiano Vigna, in the public domain).
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `range`, each as likely as the other.
    fn between(&mut self, range: Range<i64>) -> i64 {
        let width = u64::try_from(range.end - range.start).unwrap();
        range.start + i64::try_from(self.next() % width).unwrap()
    }

    fn one_in(&mut self, n: i64) -> bool {
        self.between(0..n) == 0
    }

    fn seconds(&mut self, range: Range<i64>) -> TimeDelta {
        TimeDelta::seconds(self.between(range))
    }
}

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// What a person does about the notifications of a ticket.
#[derive(Debug, Clone, Copy)]
pub(super) enum Act {
    Acknowledge,
    Snooze(TimeDelta),
}

/// One ticket: what happens to it, by the help desk's clock, which is right.
#[derive(Debug)]
pub(super) struct Script {
    pub(super) events: Vec<TicketEvent>,
    /// Nobody can do them while the program does not run; then they are not done.
    pub(super) acts: Vec<(Instant, Act)>,
}

/// The step of a look that the program does not live to take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Claim,
    HandOver,
    Commit,
    TheRest,
}

impl Step {
    pub(super) const ALL: [Self; 4] = [Self::Claim, Self::HandOver, Self::Commit, Self::TheRest];
}

/// The first check after `from` that finds a notification is the last one of its process.
#[derive(Debug)]
pub(super) struct Crash {
    pub(super) from: Instant,
    pub(super) step: Step,
    /// Until the next process has looked.
    pub(super) down: TimeDelta,
}

/// Ten years, in real time.
pub(super) struct World {
    pub(super) scripts: Vec<Script>,
    pub(super) span: Range<Instant>,
    /// When the computer sleeps, up to the first look after it.
    pub(super) sleeps: Vec<Range<Instant>>,
    /// When the clock is set, and what it shows from then on less the real time.
    pub(super) jumps: Vec<(Instant, TimeDelta)>,
    pub(super) crashes: Vec<Crash>,
    /// When there is no notification server.
    pub(super) outages: Vec<Range<Instant>>,
}

impl World {
    pub(super) fn new(dice: &mut Dice, tickets: usize) -> Self {
        let span = at("Fri 2027-01-01 00:00")..at("Thu 2037-01-01 00:00");
        Self {
            scripts: (0..tickets).map(|_| script(dice, &span)).collect(),
            sleeps: ranges(
                dice,
                &span,
                20 * HOUR,
                &[10..MINUTE, MINUTE..HOUR, HOUR..16 * HOUR, DAY..4 * DAY],
            ),
            jumps: jumps(dice, &span),
            crashes: crashes(dice, &span),
            outages: ranges(dice, &span, 4 * DAY, &[1..10, MINUTE..3 * HOUR]),
            span,
        }
    }
}

fn script(dice: &mut Dice, span: &Range<Instant>) -> Script {
    let length = (span.end - span.start).num_seconds() - 30 * DAY;
    let mut now = span.start + dice.seconds(0..length);
    if dice.one_in(2) {
        // Half of them on a working day, where most rules are.
        now = crate::team::manual_rules().hours.next_opening(now).unwrap() + dice.seconds(0..8 * HOUR);
    }
    let raised = EventKind::Raised {
        route: if dice.one_in(6) {
            Route::Emergency
        } else {
            Route::Normal
        },
        tenant: !dice.one_in(10),
    };
    let mut events = vec![TicketEvent { at: now, kind: raised }];
    let mut acts = Vec::new();
    let first = dice.seconds(10..25 * MINUTE);
    let mut triaged = false;
    for _ in 0..dice.between(1..9) {
        let gap = if triaged { pause(dice) } else { first };
        let acted = now + dice.seconds(0..gap.num_seconds());
        if dice.one_in(3) {
            acts.push((acted, act(dice)));
        }
        now += gap;
        let kind = if triaged { kind(dice, now) } else { set(dice) };
        triaged = triaged || !dice.one_in(12);
        events.push(TicketEvent { at: now, kind });
    }
    now += pause(dice);
    events.push(TicketEvent {
        at: now,
        kind: EventKind::Resolved,
    });
    Script { events, acts }
}

fn pause(dice: &mut Dice) -> TimeDelta {
    match dice.between(0..6) {
        0..3 => dice.seconds(10..40 * MINUTE),
        3 | 4 => dice.seconds(HOUR..9 * HOUR),
        _ => dice.seconds(9 * HOUR..3 * DAY),
    }
}

fn act(dice: &mut Dice) -> Act {
    if dice.one_in(2) {
        Act::Acknowledge
    } else {
        Act::Snooze(TimeDelta::minutes(dice.between(1..40)))
    }
}

fn set(dice: &mut Dice) -> EventKind {
    let priority = Priority::ALL[usize::try_from(dice.between(0..4)).unwrap()];
    EventKind::Priority {
        priority,
        in_scope: dice.one_in(8).then_some(false),
    }
}

fn kind(dice: &mut Dice, now: Instant) -> EventKind {
    match dice.between(0..18) {
        0..2 => set(dice),
        2..7 => EventKind::PublicReply {
            next_update_at: dice.one_in(3).then(|| now + dice.seconds(10..5 * HOUR)),
        },
        7..10 => EventKind::TenantMessage {
            automatic: dice.one_in(5),
        },
        10 | 11 => EventKind::Paused {
            reason: "the tenant sends logs".to_owned(),
            chase_at: dice.one_in(2).then(|| now + dice.seconds(MINUTE..2 * DAY)),
        },
        12 => EventKind::Resumed,
        13 => EventKind::Started,
        14 => EventKind::Resolved,
        15 => EventKind::Reopened,
        16 => EventKind::Raised {
            route: if dice.one_in(4) {
                Route::Normal
            } else {
                Route::Emergency
            },
            tenant: dice.one_in(2),
        },
        _ => EventKind::Told { next_update_at: None },
    }
}

/// Stretches that do not touch, with about `apart` between them.
fn ranges(dice: &mut Dice, span: &Range<Instant>, apart: i64, lengths: &[Range<i64>]) -> Vec<Range<Instant>> {
    let mut ranges = Vec::new();
    let mut now = span.start;
    loop {
        let from = now + dice.seconds(10..2 * apart);
        let length = lengths[usize::try_from(dice.between(0..i64::try_from(lengths.len()).unwrap())).unwrap()].clone();
        now = from + dice.seconds(length);
        if now >= span.end {
            return ranges;
        }
        ranges.push(from..now);
    }
}

/// Every few days, by up to two days either way; every other time it is put right again.
fn jumps(dice: &mut Dice, span: &Range<Instant>) -> Vec<(Instant, TimeDelta)> {
    let mut jumps = Vec::new();
    let mut now = span.start + dice.seconds(0..5 * DAY);
    while now < span.end {
        let ahead = match dice.between(0..4) {
            0 | 1 => TimeDelta::zero(),
            2 => dice.seconds(-2 * HOUR..2 * HOUR),
            _ => dice.seconds(-DAY..DAY),
        };
        jumps.push((now, ahead));
        now += if dice.one_in(2) {
            dice.seconds(1..2 * HOUR)
        } else {
            dice.seconds(DAY..9 * DAY)
        };
    }
    jumps
}

fn crashes(dice: &mut Dice, span: &Range<Instant>) -> Vec<Crash> {
    let mut crashes = Vec::new();
    let mut from = span.start;
    while from < span.end {
        from += dice.seconds(HOUR..DAY);
        let step = Step::ALL[crashes.len() % 4];
        let down = if dice.one_in(3) {
            dice.seconds(MINUTE..8 * HOUR)
        } else {
            dice.seconds(1..20)
        };
        crashes.push(Crash { from, step, down });
    }
    crashes
}
