//! A minimal Dutydesk in that world: it decides, claims in a ledger in memory, hands over to a server and commits the
//! result, dies when it is told to, and starts again. It checks when the decision asked for it, when something happens,
//! when the computer wakes up, when its clock is set, and at no other time.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use desk_domain::clock::Ticket;
use desk_domain::notice::{Acknowledged, Key, Mark, Notice, Shift, Snooze, Subject, Told, decide};
use desk_domain::set_clock::{ClockSet, ClockSets};
use desk_domain::time::Instant;

use super::world::{Act, Step, World};
use crate::team::{ONE, manual_rules};

/// A stretch of real time in which the program ran with one setting of the clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) from: Instant,
    pub(super) until: Instant,
    /// The wall clock less the real time.
    pub(super) ahead: TimeDelta,
    pub(super) end: End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// The computer falls asleep, or its clock is set: `until` is not in the span.
    Rests,
    /// The program dies in its look at `until`, which has been claimed or not.
    Dies { claimed: bool },
}

/// What was shown.
#[derive(Debug)]
pub(super) struct Claim {
    pub(super) ticket: usize,
    pub(super) mark: Mark,
    /// The stage's own instant.
    pub(super) at: Instant,
    pub(super) digest: bool,
    /// Real time.
    pub(super) real: Instant,
    pub(super) wall: Instant,
    /// How often it was put on a screen.
    pub(super) shown: u32,
    /// It no longer applies: its clock ended or moved, or a later one came.
    pub(super) over: bool,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Intended,
    HandedOver,
    NotTold,
}

/// What was seen from outside.
#[derive(Debug, Default)]
pub(super) struct Log {
    pub(super) spans: Vec<Span>,
    pub(super) claims: Vec<Claim>,
    /// Keys that were claimed twice.
    pub(super) doubled: usize,
    /// Pop-ups that were shown a second time.
    pub(super) shown_again: usize,
    /// In the order of [`Step::ALL`].
    pub(super) crashes: [usize; 4],
}

struct Player {
    ticket: Ticket,
    known: usize,
    done: usize,
    /// When it was first known, and by which clock.
    seen: Option<(Instant, i64)>,
    told: Vec<Told>,
    acknowledged: Vec<Acknowledged>,
    snoozed: Vec<Snooze>,
}

pub(super) struct Engine<'a> {
    world: &'a World,
    players: Vec<Player>,
    /// Everything that happens, in real time.
    happens: Vec<(Instant, usize)>,
    happened: usize,
    /// Raised and not over.
    active: BTreeSet<usize>,
    looks: BTreeSet<(Instant, usize)>,
    /// Every time that the clock was set, as far as the program knows.
    sets: Vec<ClockSet>,
    /// What it showed when the last process died.
    died_at: Option<Instant>,
    now: Instant,
    ahead: TimeDelta,
    sleeps: usize,
    jumps: usize,
    crashes: usize,
    began: Instant,
    log: Log,
}

impl<'a> Engine<'a> {
    pub(super) fn new(world: &'a World) -> Self {
        let mut happens = Vec::new();
        for (ticket, script) in world.scripts.iter().enumerate() {
            happens.extend(script.events.iter().map(|event| (event.at, ticket)));
            happens.extend(script.acts.iter().map(|(at, _)| (*at, ticket)));
        }
        happens.sort_unstable();
        let player = || Player {
            ticket: Ticket::default(),
            known: 0,
            done: 0,
            seen: None,
            told: Vec::new(),
            acknowledged: Vec::new(),
            snoozed: Vec::new(),
        };
        Self {
            world,
            players: world.scripts.iter().map(|_| player()).collect(),
            happens,
            happened: 0,
            active: BTreeSet::new(),
            looks: BTreeSet::new(),
            sets: Vec::new(),
            died_at: None,
            now: world.span.start,
            ahead: TimeDelta::zero(),
            sleeps: 0,
            jumps: 0,
            crashes: 0,
            began: world.span.start,
            log: Log::default(),
        }
    }

    pub(super) fn run(mut self) -> Log {
        while self.now < self.world.span.end {
            let sleep = self.world.sleeps.get(self.sleeps).map(|sleep| sleep.start);
            let jump = self.world.jumps.get(self.jumps).map(|(at, _)| *at);
            let happens = self.happens.get(self.happened).map(|(at, _)| *at);
            let look = self.looks.first().map(|(at, _)| *at);
            let server = self.server_back();
            let next = [sleep, jump, happens, look, server].into_iter().flatten().min();
            self.now = next.unwrap_or(self.world.span.end).min(self.world.span.end);
            if sleep.is_some_and(|sleep| sleep <= self.now) {
                let end = self.world.sleeps[self.sleeps].end;
                self.rests_until(end);
            } else if jump.is_some_and(|jump| jump <= self.now) {
                self.rests_until(self.now);
            } else {
                let mut who = self.learn();
                while let Some((at, ticket)) = self.looks.first().copied().filter(|(at, _)| *at <= self.now) {
                    self.looks.remove(&(at, ticket));
                    who.insert(ticket);
                }
                self.look(who);
            }
        }
        self.ends(End::Rests);
        self.log
    }

    fn wall(&self) -> Instant {
        self.now + self.ahead
    }

    fn ends(&mut self, end: End) {
        self.log.spans.push(Span {
            from: self.began,
            until: self.now,
            ahead: self.ahead,
            end,
        });
    }

    fn rests_until(&mut self, end: Instant) {
        self.ends(End::Rests);
        self.now = end;
        self.wakes();
    }

    /// Everything is looked at: the clock may show anything by now.
    fn wakes(&mut self) {
        while let Some(sleep) = self
            .world
            .sleeps
            .get(self.sleeps)
            .filter(|sleep| sleep.start <= self.now)
        {
            self.now = self.now.max(sleep.end);
            self.sleeps += 1;
        }
        let before = self.ahead;
        while let Some((_, ahead)) = self.world.jumps.get(self.jumps).filter(|(at, _)| *at <= self.now) {
            self.ahead = *ahead;
            self.jumps += 1;
        }
        self.note_clock(before);
        self.began = self.now;
        self.looks.clear();
        self.learn();
        self.look(self.active.clone());
    }

    /// A running program sees how far the clock is set. A new one only sees that it shows less than the last one saw.
    fn note_clock(&mut self, before: TimeDelta) {
        let now = self.wall();
        let was = self.now + before;
        let set = match self.died_at.take() {
            None if was != now => Some(Some(was)),
            Some(died) if now < died => Some(None),
            _ => None,
        };
        self.sets.extend(set.map(|was| ClockSet {
            number: self.sets.last().map_or(1, |last| last.number + 1),
            was,
            now,
        }));
    }

    /// Takes in an event. Returns its ticket.
    fn learn(&mut self) -> BTreeSet<usize> {
        let mut who = BTreeSet::new();
        while let Some((_, ticket)) = self.happens.get(self.happened).filter(|(at, _)| *at <= self.now) {
            who.insert(*ticket);
            self.happened += 1;
        }
        let (now, wall) = (self.now, self.wall());
        let clock = self.sets.last().map_or(0, |set| set.number);
        for ticket in &who {
            let (player, script) = (&mut self.players[*ticket], &self.world.scripts[*ticket]);
            while let Some(event) = script.events.get(player.known).filter(|event| event.at <= now) {
                player.ticket.apply(manual_rules(), event);
                player.known += 1;
                player.seen.get_or_insert((wall, clock));
                self.active.insert(*ticket);
            }
            while let Some((at, act)) = script.acts.get(player.done).filter(|(at, _)| *at <= now) {
                player.done += 1;
                let at_wall = *at + self.ahead;
                let covers = player.told.last().map_or(0, |told| told.id);
                match act {
                    _ if *at < self.began => {}
                    Act::Acknowledge => player.acknowledged.push(Acknowledged {
                        at: at_wall,
                        clock,
                        covers,
                    }),
                    Act::Snooze(length) => player.snoozed.push(Snooze {
                        at: at_wall,
                        clock,
                        until: at_wall + *length,
                        covers,
                    }),
                }
            }
        }
        who
    }

    fn look(&mut self, who: BTreeSet<usize>) {
        let wall = self.wall();
        let (mut single, mut missed, mut skipped, mut withdrawn) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for ticket in who {
            let player = &self.players[ticket];
            let sets = ClockSets(&self.sets);
            let seen_at = player.seen.map(|(at, clock)| sets.on_this_clock(at, clock));
            let subject = Subject {
                seen_at,
                known_since: seen_at,
                told: &player.told,
                acknowledged: &player.acknowledged,
                snoozed: &player.snoozed,
                clock_sets: &self.sets,
                ..Subject::new(&ONE, &player.ticket)
            };
            let decision = decide(manual_rules(), [subject], Shift::Unsaid, wall);
            let next = decision.look_again_at.map(|next| (next - self.ahead, ticket));
            self.looks.extend(next);
            let whole = player.known == self.world.scripts[ticket].events.len();
            if whole && next.is_none() && !player.ticket.cycles().iter().any(desk_domain::clock::Cycle::is_open) {
                self.active.remove(&ticket);
            }
            single.extend(decision.raise.into_iter().map(|notice| vec![(ticket, notice)]));
            missed.extend(
                decision
                    .digest
                    .into_iter()
                    .flat_map(|digest| digest.items)
                    .map(|item| (ticket, item)),
            );
            skipped.extend(decision.skipped.into_iter().map(|key| (ticket, key)));
            withdrawn.extend(decision.withdraw.into_iter().map(|shown| (ticket, shown.id)));
        }
        self.tell(single, missed, &skipped, &withdrawn);
    }

    /// Shows the notifications of one check, step by step like `desk-commands`; it can be cut off at any step.
    fn tell(
        &mut self,
        single: Vec<Vec<(usize, Notice)>>,
        missed: Vec<(usize, Notice)>,
        skipped: &[(usize, Key)],
        withdrawn: &[(usize, i64)],
    ) {
        let crash = self.crash().filter(|_| !single.is_empty() || !missed.is_empty());
        if crash == Some(Step::Claim) {
            return self.dies(false);
        }
        for (ticket, key) in skipped {
            self.claim(*ticket, key.mark, None);
        }
        let mut pop_ups: Vec<Vec<usize>> = single.into_iter().map(|one| self.claim_all(one, false)).collect();
        if !missed.is_empty() {
            pop_ups.push(self.claim_all(missed, true));
        }
        if crash == Some(Step::HandOver) {
            return self.dies(true);
        }
        for pop_up in &pop_ups {
            let shown = self.hand_over(pop_up);
            if crash == Some(Step::Commit) {
                return self.dies(true);
            }
            self.commit(pop_up, shown);
        }
        if crash == Some(Step::TheRest) {
            return self.dies(true);
        }
        for (ticket, id) in withdrawn {
            let told = self.players[*ticket].told.iter_mut().find(|told| told.id == *id);
            told.expect("only what was told is withdrawn").on_screen = false;
        }
        self.show_what_waits();
    }

    fn crash(&mut self) -> Option<Step> {
        let crash = self.world.crashes.get(self.crashes)?;
        (crash.from <= self.now).then_some(crash.step)
    }

    fn claim(&mut self, ticket: usize, mark: Mark, stage_at: Option<Instant>) {
        let (at, clock) = (self.wall(), self.sets.last().map_or(0, |set| set.number));
        let sets = ClockSets(&self.sets);
        let told = &mut self.players[ticket].told;
        let counts = |told: &&Told| told.mark == mark && sets.counts(told.at, told.clock);
        self.log.doubled += usize::from(told.iter().any(|one| counts(&one)));
        told.push(Told {
            id: told.last().map_or(1, |last| last.id + 1),
            mark,
            stage_at,
            at,
            clock,
            on_screen: false,
        });
    }

    fn claim_all(&mut self, notices: Vec<(usize, Notice)>, digest: bool) -> Vec<usize> {
        let mut rows = Vec::new();
        for (ticket, notice) in notices {
            self.claim(ticket, notice.key.mark, Some(notice.at));
            rows.push(self.log.claims.len());
            self.log.claims.push(Claim {
                ticket,
                mark: notice.key.mark,
                at: notice.at,
                digest,
                real: self.now,
                wall: self.wall(),
                shown: 0,
                over: false,
                state: State::Intended,
            });
        }
        rows
    }

    fn hand_over(&mut self, pop_up: &[usize]) -> bool {
        let there = !self.world.outages.iter().any(|outage| outage.contains(&self.now));
        if there {
            let again = pop_up.iter().any(|row| self.log.claims[*row].shown > 0);
            self.log.shown_again += usize::from(again);
            for row in pop_up {
                self.log.claims[*row].shown += 1;
            }
        }
        there
    }

    fn commit(&mut self, pop_up: &[usize], shown: bool) {
        for row in pop_up {
            let claim = &mut self.log.claims[*row];
            claim.state = if shown { State::HandedOver } else { State::NotTold };
            let told = &mut self.players[claim.ticket].told;
            let told = told.iter_mut().rev().find(|told| told.mark == claim.mark);
            told.expect("a row of the ledger").on_screen = shown;
        }
    }

    /// The process is gone, and so is its memory; the next one continues with the ledger.
    fn dies(&mut self, claimed: bool) {
        let crash = &self.world.crashes[self.crashes];
        let step = Step::ALL.iter().position(|step| *step == crash.step).unwrap();
        self.log.crashes[step] += 1;
        self.ends(End::Dies { claimed });
        self.died_at = Some(self.wall());
        self.now += crash.down;
        while self
            .world
            .crashes
            .get(self.crashes)
            .is_some_and(|crash| crash.from <= self.now)
        {
            self.crashes += 1;
        }
        for ticket in &self.active {
            self.players[*ticket]
                .told
                .iter_mut()
                .for_each(|told| told.on_screen = false);
        }
        self.wakes();
        self.show_what_waits();
    }

    fn waiting(&self) -> Vec<usize> {
        let waits = |claim: &Claim| !claim.over && claim.state != State::HandedOver;
        // Nothing waits for longer than the longest outage and the longest sleep.
        let recent = self.log.claims.len().saturating_sub(500);
        (recent..self.log.claims.len())
            .filter(|row| waits(&self.log.claims[*row]))
            .collect()
    }

    fn server_back(&self) -> Option<Instant> {
        let outage = self.world.outages.iter().find(|outage| outage.contains(&self.now))?;
        (!self.waiting().is_empty()).then_some(outage.end)
    }

    fn show_what_waits(&mut self) {
        for row in self.waiting() {
            if self.still_stands(row) {
                let shown = self.hand_over(&[row]);
                self.commit(&[row], shown);
            } else {
                self.log.claims[row].over = true;
            }
        }
    }

    fn still_stands(&self, row: usize) -> bool {
        let Claim { ticket, mark, .. } = self.log.claims[row];
        let later = self.log.claims[row + 1..]
            .iter()
            .any(|other| other.ticket == ticket && (other.mark.clock, other.mark.cycle) == (mark.clock, mark.cycle));
        let cycles = self.players[ticket].ticket.cycles();
        let open = cycles
            .iter()
            .any(|cycle| cycle.is_open() && (cycle.clock(), cycle.number()) == (mark.clock, mark.cycle));
        open && !later
    }
}
