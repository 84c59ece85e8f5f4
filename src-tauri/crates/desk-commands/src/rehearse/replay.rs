//! The replay itself: the decision with a ledger in memory, check after check like the real loop, without a clock and
//! without a store.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use desk_contract::rehearsal::{RehearsedDigest, RehearsedLine, RehearsedNotice};
use desk_domain::clock::Ticket;
use desk_domain::deadline::Rules;
use desk_domain::event::TicketEvent;
use desk_domain::ids::{Series, TicketId};
use desk_domain::notice::{
    Acknowledged, Decision, Mark, Notice, Shift, Snooze, Subject, Told, decide, most_pressing_first,
};
use desk_domain::policy::Stage;
use desk_domain::set_clock::ClockSet;
use desk_domain::time::Instant;

use super::course::{Course, Stretch};
use super::reason;
use super::story::Story;
use crate::notices::stage_word;
use crate::words::clock_word;

/// How many repeats and acknowledgements of a ticket the decision looks at: those of half a day, as in the real ledger.
const RECENT: usize = 64;

/// What one check brings: one notification, or a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When, by the wall clock of that moment.
    pub at: Instant,
    /// Whether it is a digest, even if of one.
    pub digest: bool,
    /// Its items; only one if it isn't a summary.
    pub items: Vec<Item>,
}

/// One notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Which of the stories, by its place.
    pub story: usize,
    /// The decision about it.
    pub notice: Notice,
    /// Why, in words.
    pub reason: String,
}

/// Tells every notification during a course of time, in the order in which they come, each when it comes: a late P1
/// that nobody answers for months brings more than fit into memory. Notifications that an awake computer would have
/// shown before it begins count as shown.
///
/// # Errors
/// The first one of `told`.
pub fn replay<E>(
    rules: &Rules,
    stories: &[Story],
    course: &Course,
    mut told: impl FnMut(Line) -> Result<(), E>,
) -> Result<(), E> {
    let mut replay = Replay {
        players: players(rules, stories),
        looks: BTreeSet::new(),
        clock_sets: Vec::new(),
        lines: Vec::new(),
    };
    if let Some(before) = replay.stretch_before(course.begins()) {
        replay.play(&before, &mut |_| Ok(()))?;
    }
    for stretch in course.stretches() {
        replay.play(stretch, &mut told)?;
    }
    Ok(())
}

/// If two are equally urgent, the one whose name comes first is shown first.
fn players<'a>(rules: &'a Rules, stories: &[Story]) -> Vec<Player<'a>> {
    let names: BTreeSet<&Option<String>> = stories.iter().map(|story| &story.ticket).collect();
    let ids: BTreeMap<_, _> = names
        .into_iter()
        .zip((1..).map(|number| TicketId::of_own(Series::Local, number)))
        .collect();
    let player = |story: &Story| Player::new(rules, story, ids[&story.ticket].clone());
    stories.iter().map(player).collect()
}

struct Replay<'a> {
    players: Vec<Player<'a>>,
    /// When which player wants to look next.
    looks: BTreeSet<(Instant, usize)>,
    clock_sets: Vec<ClockSet>,
    /// Of the look under way.
    lines: Vec<Line>,
}

impl Replay<'_> {
    /// From the first thing that happens until the course begins.
    fn stretch_before(&self, begins: Instant) -> Option<Stretch> {
        let first = self.players.iter().filter_map(Player::next_happening).min()?;
        (first < begins).then_some(Stretch {
            from: first,
            until: begins,
            set_by: TimeDelta::zero(),
        })
    }

    /// Everybody looks when the computer wakes or its clock was set; then whoever has something ahead.
    fn play<E>(&mut self, stretch: &Stretch, told: &mut impl FnMut(Line) -> Result<(), E>) -> Result<(), E> {
        self.looks.clear();
        if !stretch.set_by.is_zero() {
            self.clock_sets.push(ClockSet {
                number: 1 + self.clock_sets.last().map_or(0, |set| set.number),
                was: Some(stretch.from - stretch.set_by),
                now: stretch.from,
            });
        }
        self.look(stretch.from, 0..self.players.len());
        self.lines.drain(..).try_for_each(&mut *told)?;
        while let Some((at, _)) = self.looks.first().copied().filter(|(at, _)| *at < stretch.until) {
            let mut who = Vec::new();
            while let Some((_, player)) = self.looks.first().copied().filter(|(next, _)| *next == at) {
                self.looks.pop_first();
                who.push(player);
            }
            self.look(at, who);
            self.lines.drain(..).try_for_each(&mut *told)?;
        }
        Ok(())
    }

    fn look(&mut self, now: Instant, who: impl IntoIterator<Item = usize>) {
        let (mut single, mut missed) = (Vec::new(), Vec::new());
        for story in who {
            let player = &mut self.players[story];
            let (decision, next) = player.look(now, &self.clock_sets);
            self.looks.extend(next.map(|next| (next, story)));
            let item = |notice| Item {
                story,
                reason: reason::of(player.rules, &player.ticket, &notice),
                notice,
            };
            single.extend(decision.raise.into_iter().map(item));
            missed.extend(decision.digest.into_iter().flat_map(|digest| digest.items).map(item));
        }
        single.sort_by(|one, other| most_pressing_first(&one.notice, &other.notice));
        missed.sort_by(|one, other| most_pressing_first(&one.notice, &other.notice));
        self.lines.extend(single.into_iter().map(|item| Line {
            at: now,
            digest: false,
            items: vec![item],
        }));
        if !missed.is_empty() {
            self.lines.push(Line {
                at: now,
                digest: true,
                items: missed,
            });
        }
    }
}

/// One ticket with its ledger. What was known once stays known when the clock is set back.
struct Player<'a> {
    rules: &'a Rules,
    id: TicketId,
    on_first_sync: bool,
    ticket: Ticket,
    events: Ahead<TicketEvent>,
    acknowledging: Ahead<Instant>,
    snoozing: Ahead<(Instant, Instant)>,
    acknowledged: Vec<Acknowledged>,
    snoozed: Vec<Snooze>,
    told: Vec<Told>,
    /// The number of the last one claimed.
    last: i64,
    /// How many of `told` are repeats.
    repeats: usize,
}

impl<'a> Player<'a> {
    fn new(rules: &'a Rules, story: &Story, id: TicketId) -> Self {
        Self {
            rules,
            id,
            on_first_sync: story.on_first_sync,
            ticket: Ticket::default(),
            events: Ahead::new(story.events.clone(), |event| event.at),
            acknowledging: Ahead::new(story.acknowledged.clone(), |at| *at),
            snoozing: Ahead::new(story.snoozed.clone(), |(at, _)| *at),
            acknowledged: Vec::new(),
            snoozed: Vec::new(),
            told: Vec::new(),
            last: 0,
            repeats: 0,
        }
    }

    /// Decides and claims; and when to look again.
    fn look(&mut self, now: Instant, clock_sets: &[ClockSet]) -> (Decision, Option<Instant>) {
        let clock = clock_sets.last().map_or(0, |set| set.number);
        self.learn(now, clock);
        let subject = Subject {
            seen_at: self.ticket.raised_at().filter(|_| !self.on_first_sync),
            told: &self.told,
            acknowledged: &self.acknowledged,
            snoozed: &self.snoozed,
            clock_sets,
            ..Subject::new(&self.id, &self.ticket)
        };
        let decision = decide(self.rules, [subject], Shift::Unsaid, now);
        for key in &decision.skipped {
            self.claim(key.mark, None, now, clock);
        }
        let items = decision.digest.iter().flat_map(|digest| &digest.items);
        for notice in decision.raise.iter().chain(items) {
            self.claim(notice.key.mark, Some(notice.at), now, clock);
        }
        let next = decision.look_again_at.into_iter().chain(self.next_happening()).min();
        (decision, next)
    }

    /// Takes in everything that has happened by now. An acknowledgement or a snooze covers the notifications so far.
    fn learn(&mut self, now: Instant, clock: i64) {
        for event in self.events.learn(now) {
            self.ticket.apply(self.rules, event);
        }
        let covers = self.last;
        let acknowledged = self.acknowledging.learn(now).iter();
        self.acknowledged
            .extend(acknowledged.map(|&at| Acknowledged { at, clock, covers }));
        if self.acknowledged.len() > 2 * RECENT {
            self.acknowledged.drain(..RECENT);
        }
        // The last one said counts.
        if let Some(&(at, until)) = self.snoozing.learn(now).last() {
            self.snoozed = vec![Snooze {
                at,
                clock,
                until,
                covers,
            }];
        }
    }

    /// Of the repeats of a deadline that stays late the newest are enough, as for the real ledger.
    fn claim(&mut self, mark: Mark, stage_at: Option<Instant>, at: Instant, clock: i64) {
        self.last += 1;
        self.told.push(Told {
            id: self.last,
            mark,
            stage_at,
            at,
            clock,
            on_screen: false,
        });
        self.repeats += usize::from(mark.stage == Stage::Repeat);
        if self.repeats > 2 * RECENT {
            let mut old = self.repeats - RECENT;
            self.told.retain(|told| {
                let drop = told.mark.stage == Stage::Repeat && old > 0;
                old -= usize::from(drop);
                !drop
            });
            self.repeats = RECENT;
        }
    }

    /// When something happens that is not known yet.
    fn next_happening(&self) -> Option<Instant> {
        let happens = [self.events.next(), self.acknowledging.next(), self.snoozing.next()];
        happens.into_iter().flatten().min()
    }
}

/// Things in the order they happen, and how many of them are known.
struct Ahead<T> {
    things: Vec<T>,
    at: fn(&T) -> Instant,
    known: usize,
}

impl<T> Ahead<T> {
    fn new(mut things: Vec<T>, at: fn(&T) -> Instant) -> Self {
        things.sort_by_key(at);
        Self { things, at, known: 0 }
    }

    /// What has happened by now and was not known before.
    fn learn(&mut self, now: Instant) -> &[T] {
        let before = self.known;
        self.known += self.things[before..].partition_point(|thing| (self.at)(thing) <= now);
        &self.things[before..self.known]
    }

    fn next(&self) -> Option<Instant> {
        self.things.get(self.known).map(self.at)
    }
}

impl Line {
    /// As it crosses to scripts.
    #[must_use]
    pub fn said(&self, stories: &[Story]) -> RehearsedLine {
        match self.items.as_slice() {
            [only] if !self.digest => RehearsedLine::Notice(only.said(stories, self.at)),
            items => RehearsedLine::Digest(RehearsedDigest {
                at: self.at,
                ticket: None,
                cycle: 0,
                stage: stage_word(Stage::Digest).to_owned(),
                n: 0,
                due_at: None,
                items: items.iter().map(|item| item.said(stories, item.notice.at)).collect(),
                reason: self.reason(),
            }),
        }
    }

    /// Why these come as one summary, or why the one comes.
    #[must_use]
    pub fn reason(&self) -> String {
        match self.items.as_slice() {
            [only] if !self.digest => only.reason.clone(),
            items => reason::of_digest(items.iter().map(|item| &item.notice)),
        }
    }
}

impl Item {
    fn said(&self, stories: &[Story], at: Instant) -> RehearsedNotice {
        let mark = self.notice.key.mark;
        RehearsedNotice {
            at,
            ticket: stories[self.story].ticket.clone(),
            clock: clock_word(mark.clock),
            cycle: mark.cycle,
            stage: stage_word(mark.stage).to_owned(),
            n: mark.n,
            due_at: self.notice.due_at,
            reason: self.reason.clone(),
        }
    }
}
