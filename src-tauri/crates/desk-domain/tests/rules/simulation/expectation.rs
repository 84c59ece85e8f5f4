//! Which notification must come, and when: for each ticket alone, from its folded clocks and the table of the manual,
//! by listing every stage. It shares no code with the decision that it judges.

use std::collections::HashSet;

use chrono::TimeDelta;
use desk_domain::clock::{Cycle, Ticket};
use desk_domain::deadline::Rules;
use desk_domain::notice::Mark;
use desk_domain::policy::{Clock, Stage};
use desk_domain::priority::Priority;
use desk_domain::time::Instant;

use super::engine::{End, Span};
use super::world::{Act, Script};
use crate::oracle::Oracle;

/// A notification that must come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Expected {
    /// In real time.
    pub(super) real: Instant,
    pub(super) mark: Mark,
    pub(super) digest: bool,
}

/// A stage with its instant, and from when it can come.
#[derive(Debug, Clone, Copy)]
struct Listed {
    mark: Mark,
    at: Instant,
    from: Instant,
    any_hour: bool,
}

#[derive(Debug, Clone, Copy)]
struct Answered {
    at: Instant,
    until: Option<Instant>,
    /// How many notifications there were before it.
    after: usize,
}

/// The notifications of one ticket.
pub(super) struct Expecting<'a> {
    rules: &'a Rules,
    calendar: &'a Oracle<'a>,
    script: &'a Script,
    ticket: Ticket,
    known: usize,
    done: usize,
    seen: Option<Instant>,
    /// Acknowledged (without an end) and snoozed, in the order it was done.
    answers: Vec<Answered>,
    passed: HashSet<Mark>,
    /// In the order in which they came.
    told: Vec<Mark>,
    expected: Vec<Expected>,
    /// Every deadline that was ever armed.
    pub(super) deadlines: HashSet<(Clock, u32, Instant)>,
}

impl<'a> Expecting<'a> {
    pub(super) fn new(rules: &'a Rules, calendar: &'a Oracle<'a>, script: &'a Script) -> Self {
        Self {
            rules,
            calendar,
            script,
            ticket: Ticket::default(),
            known: 0,
            done: 0,
            seen: None,
            answers: Vec::new(),
            passed: HashSet::new(),
            told: Vec::new(),
            expected: Vec::new(),
            deadlines: HashSet::new(),
        }
    }

    /// Every notification that must come in these stretches of time.
    pub(super) fn in_spans(&mut self, spans: &[Span]) -> &[Expected] {
        for span in spans {
            let mut now = span.from;
            loop {
                let dies = span.end == End::Dies { claimed: false } && now == span.until;
                self.learn(now, span);
                if !dies {
                    self.tell(now, now + span.ahead);
                }
                let reached = |at: &Instant| *at < span.until || (*at == span.until && span.end != End::Rests);
                match self.next(now, span).filter(reached) {
                    Some(next) => now = next,
                    None => break,
                }
            }
            if self.known == self.script.events.len() && !self.ticket.cycles().iter().any(Cycle::is_open) {
                break;
            }
        }
        &self.expected
    }

    fn learn(&mut self, now: Instant, span: &Span) {
        while let Some(event) = self.script.events.get(self.known).filter(|event| event.at <= now) {
            self.ticket.apply(self.rules, event);
            self.known += 1;
            self.seen.get_or_insert(now + span.ahead);
        }
        while let Some((at, act)) = self.script.acts.get(self.done).filter(|(at, _)| *at <= now) {
            self.done += 1;
            if *at < span.from {
                continue;
            }
            let wall = *at + span.ahead;
            self.answers.push(Answered {
                at: wall,
                until: match act {
                    Act::Acknowledge => None,
                    Act::Snooze(length) => Some(wall + *length),
                },
                after: self.told.len(),
            });
        }
    }

    /// The next moment of the span at which a notification may come.
    fn next(&self, now: Instant, span: &Span) -> Option<Instant> {
        let wall = now + span.ahead;
        let known = [
            self.script.events.get(self.known).map(|event| event.at),
            self.script.acts.get(self.done).map(|(at, _)| *at),
        ];
        let listed = self
            .open()
            .flat_map(|cycle| self.listed(cycle, span.until + span.ahead));
        let written = self.ticket.unanswered().iter().map(|written| written.at);
        let stages = listed.map(|stage| stage.from).chain(written);
        let snoozes = self.answers.iter().filter_map(|answer| answer.until);
        let opening = self.rules.hours.next_opening(wall);
        let by_wall = stages.chain(snoozes).chain(opening).filter(|at| *at > wall).min();
        known
            .into_iter()
            .flatten()
            .chain(by_wall.map(|at| at - span.ahead))
            .min()
    }

    fn open(&self) -> impl Iterator<Item = &Cycle> {
        self.ticket.cycles().iter().filter(|cycle| cycle.is_open())
    }

    fn tell(&mut self, real: Instant, wall: Instant) {
        let cycles: Vec<Cycle> = self.open().cloned().collect();
        for cycle in &cycles {
            let due = self.ticket.reading(self.rules, cycle, wall).due_at;
            self.deadlines
                .extend(due.map(|due| (cycle.clock(), cycle.number(), due)));
            self.tell_cycle(cycle, real, wall);
        }
        self.tell_messages(real, wall);
    }

    /// Each message on a P1 or P2 that nobody has answered, once.
    fn tell_messages(&mut self, real: Instant, wall: Instant) {
        let urgent = |priority: Option<Priority>| matches!(priority, Some(Priority::P1 | Priority::P2));
        let written = self.ticket.unanswered().iter().copied();
        let news = written.filter(|one| urgent(one.priority) && one.at <= wall && Some(one.at) > self.seen);
        for one in news.collect::<Vec<_>>() {
            let mark = Mark {
                clock: Clock::Update,
                cycle: 0,
                stage: Stage::TenantMessage,
                n: 0,
                due_at: Some(one.at),
            };
            let snoozes = || self.answers.iter().filter_map(|answer| Some((answer, answer.until?)));
            let held = snoozes().any(|(answer, until)| (answer.at..until).contains(&wall));
            if self.passed.contains(&mark) || held {
                continue;
            }
            let ended = snoozes().map(|(_, until)| until).filter(|until| *until <= wall).max();
            let from = ended.map_or(one.at, |ended| ended.max(one.at));
            let any_hour = one.priority == Some(Priority::P1) && !self.ticket.is_out_of_scope();
            let covered = |at| self.is_open_at(at) || self.is_open_at(at - TimeDelta::milliseconds(1));
            let single = wall - from <= TimeDelta::minutes(1) && (any_hour || (covered(one.at) && covered(from)));
            if !single && !any_hour && !self.is_open_at(wall) {
                continue;
            }
            self.told.push(mark);
            self.passed.insert(mark);
            self.expected.push(Expected {
                real,
                mark,
                digest: !single,
            });
        }
    }

    fn tell_cycle(&mut self, cycle: &Cycle, real: Instant, wall: Instant) {
        let passed: Vec<Listed> = self
            .listed(cycle, wall)
            .into_iter()
            .filter(|stage| stage.from <= wall)
            .collect();
        let Some(latest) = passed
            .iter()
            .max_by_key(|stage| (stage.at, stage.mark.stage, stage.mark.n))
            .copied()
        else {
            return;
        };
        let snoozes = || self.answers.iter().filter_map(|answer| Some((answer, answer.until?)));
        if snoozes().any(|(answer, until)| (answer.at..until).contains(&wall)) {
            return;
        }
        let stage = if self.passed.contains(&latest.mark) {
            self.again(&latest, wall)
        } else {
            let released = snoozes().map(|(_, until)| until).filter(|until| *until <= wall).max();
            Some(Listed {
                from: released.map_or(latest.from, |released| released.max(latest.from)),
                ..latest
            })
        };
        let Some(stage) = stage else { return };
        let covered = |at| self.is_open_at(at) || self.is_open_at(at - TimeDelta::milliseconds(1));
        // What a snooze held is judged by its end as well.
        let in_frame = covered(stage.at) && (stage.from <= latest.from || covered(stage.from));
        let single = wall - stage.from <= TimeDelta::minutes(1)
            && (stage.any_hour || in_frame)
            && stage.mark.stage != Stage::Digest;
        if !single && !stage.any_hour && !self.is_open_at(wall) {
            return;
        }
        self.told.push(stage.mark);
        self.passed.insert(stage.mark);
        self.passed.extend(passed.iter().map(|stage| stage.mark));
        // After any notification about a clock, the issue is no longer new, also if it was learned while the clock ran
        // ahead.
        self.passed.insert(Mark {
            stage: Stage::Arrived,
            n: 0,
            due_at: None,
            ..stage.mark
        });
        self.expected.push(Expected {
            real,
            mark: stage.mark,
            digest: !single,
        });
    }

    fn is_open_at(&self, at: Instant) -> bool {
        self.calendar.is_in_hours(at.timestamp_millis())
    }

    /// A stage that was snoozed after it was shown, and not acknowledged since, comes once more.
    fn again(&self, latest: &Listed, wall: Instant) -> Option<Listed> {
        let of_cycle = |mark: &Mark| (mark.clock, mark.cycle) == (latest.mark.clock, latest.mark.cycle);
        let last = self.told.iter().rposition(of_cycle)?;
        let snoozed = self.answers.iter().filter(|answer| answer.after > last);
        let (snooze, until) = snoozed
            .filter_map(|answer| Some((answer, answer.until.filter(|until| *until <= wall)?)))
            .max_by_key(|(_, until)| *until)?;
        // Without a notification in between, instants decide what came first.
        let since = |answer: &&Answered| (answer.after, answer.at) >= (snooze.after, snooze.at);
        if self.answers.iter().filter(since).any(|answer| answer.until.is_none()) {
            return None;
        }
        let stage = match latest.mark.stage {
            Stage::Repeat => Stage::Due,
            stage => stage,
        };
        let same = |mark: &&Mark| of_cycle(mark) && mark.stage == stage && mark.due_at == latest.mark.due_at;
        let n = self
            .passed
            .iter()
            .filter(same)
            .map(|mark| mark.n + 1)
            .max()
            .unwrap_or(1);
        Some(Listed {
            mark: Mark {
                stage,
                n,
                ..latest.mark
            },
            from: until,
            ..*latest
        })
    }

    /// Every stage of an open clock up to `end`, and one repeat more.
    fn listed(&self, cycle: &Cycle, end: Instant) -> Vec<Listed> {
        let priority = self.ticket.priority();
        let scope = !self.ticket.is_out_of_scope();
        let any_hour = scope && priority == Some(Priority::P1);
        let mut listed = Vec::new();
        let mut add = |stage, n, at: Instant, from: Instant, due_at, any_hour| {
            listed.push(Listed {
                mark: Mark {
                    clock: cycle.clock(),
                    cycle: cycle.number(),
                    stage,
                    n,
                    due_at,
                },
                at,
                from,
                any_hour,
            });
        };
        if let (Some(raised), Some(seen)) = (self.ticket.raised_at(), self.seen)
            && (cycle.clock(), cycle.number()) == (Clock::Respond, 1)
        {
            let emergency = self.ticket.is_emergency();
            let in_hours = self.is_open_at(raised) || self.is_open_at(raised - TimeDelta::milliseconds(1));
            if emergency || in_hours {
                add(
                    Stage::Arrived,
                    0,
                    raised,
                    raised.max(seen),
                    None,
                    any_hour || (emergency && scope),
                );
            }
        }
        if priority.is_none() && cycle.clock() != Clock::Triage {
            return listed;
        }
        if let (Clock::Update, Some(chase)) = (cycle.clock(), self.ticket.chase_at()) {
            add(Stage::Chase, 0, chase, chase, Some(chase), any_hour);
        }
        let Some(due) = self.ticket.stage_at(self.rules, cycle, 1, 1) else {
            return listed;
        };
        let set = cycle.moved_at();
        let told_from = due.max(set);
        add(Stage::Due, 0, told_from, told_from, Some(due), any_hour);
        let Some(priority) = priority.filter(|_| cycle.clock() != Clock::Triage) else {
            return listed;
        };
        for (stage, part, whole, told) in [
            (
                Stage::Half,
                1,
                2,
                cycle.clock() == Clock::Respond && priority <= Priority::P2,
            ),
            (Stage::FourFifths, 4, 5, priority <= Priority::P3),
        ] {
            let at = self
                .ticket
                .stage_at(self.rules, cycle, part, whole)
                .filter(|at| told && *at >= set);
            if let Some(at) = at {
                add(stage, 0, at, at, Some(due), any_hour);
            }
        }
        if priority == Priority::P4
            && let Some(opening) = self.rules.hours.opening_of_day(due)
            && set <= opening
            && opening < due
        {
            add(Stage::Digest, 0, opening, opening, Some(due), any_hour);
        }
        if priority == Priority::P1 {
            for (n, at) in self.repeats(cycle, due, told_from, end) {
                add(Stage::Repeat, n, at, at, Some(due), any_hour);
            }
        }
        listed
    }

    /// Every ten minutes from the deadline, numbered from it; after an acknowledgement, starting half an hour later.
    /// Numbers continue after those already used.
    fn repeats(&self, cycle: &Cycle, due: Instant, told_from: Instant, end: Instant) -> Vec<(u32, Instant)> {
        let every = TimeDelta::minutes(10);
        let mut first = due + every;
        let mut number = 0;
        while first <= told_from {
            first += every;
            number += 1;
        }
        for answer in self
            .answers
            .iter()
            .filter(|answer| answer.until.is_none() && answer.at >= told_from)
        {
            while first <= answer.at {
                first += every;
                number += 1;
            }
            let told = self.told[..answer.after].iter().filter(|mark| {
                (mark.clock, mark.cycle, mark.stage, mark.due_at)
                    == (cycle.clock(), cycle.number(), Stage::Repeat, Some(due))
            });
            number = told.map(|mark| mark.n).max().unwrap_or(0).max(number);
            first = answer.at + TimeDelta::minutes(30);
        }
        let mut repeats = Vec::new();
        loop {
            number += 1;
            repeats.push((number, first));
            if first > end {
                return repeats;
            }
            first += every;
        }
    }
}
