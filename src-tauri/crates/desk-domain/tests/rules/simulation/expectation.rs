//! Which notification must come, and when: for each ticket alone, from its folded clocks and the table of the manual,
//! by listing every stage. It shares no code with the decision that it judges.

use std::collections::HashSet;

use chrono::TimeDelta;
use desk_domain::clock::{Cycle, Ticket};
use desk_domain::deadline::Rules;
use desk_domain::event::{EventKind, Route, TicketEvent};
use desk_domain::notice::Mark;
use desk_domain::policy::{Clock, Stage};
use desk_domain::priority::Priority;
use desk_domain::time::Instant;

use super::engine::{End, Span};
use super::world::{Act, Script};
use crate::oracle::Oracle;
use crate::team::HOUR;

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

/// A row of the ledger: what came, and what it covered.
#[derive(Debug, Clone, Copy)]
struct Row {
    mark: Mark,
    /// What the clock showed.
    wall: Instant,
    /// The clock was set back to before it: it ran ahead.
    void: bool,
}

/// An acknowledgement, or a snooze with its end.
#[derive(Debug, Clone, Copy)]
struct Answered {
    /// By the clock of now; of two, the later one was made later.
    at: Instant,
    /// From when repeats rest.
    rests: Instant,
    until: Option<Instant>,
    /// How many rows there were before it.
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
    /// In the order it was done.
    answers: Vec<Answered>,
    /// From when which priority was in force, and whether out of scope.
    in_force: Vec<(Instant, Priority, bool)>,
    /// When the emergency route raised it first.
    emergency: Option<Instant>,
    /// While it waits for its tenant: since when, and when to chase.
    pause: Option<(Instant, Instant)>,
    /// When it last went on after a pause.
    resumed: Option<Instant>,
    rows: Vec<Row>,
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
            in_force: Vec::new(),
            emergency: None,
            pause: None,
            resumed: None,
            rows: Vec::new(),
            expected: Vec::new(),
            deadlines: HashSet::new(),
        }
    }

    /// Every notification that must come in these stretches of time.
    pub(super) fn in_spans(&mut self, spans: &[Span]) -> &[Expected] {
        let mut before: Option<&Span> = None;
        for span in spans {
            if let Some(before) = before.replace(span) {
                self.clock_was_set(before, span);
            }
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

    /// Between two stretches somebody may have set the clock. A program that ran on knows by how much. A new one knows
    /// only that the clock shows less than it did.
    fn clock_was_set(&mut self, before: &Span, span: &Span) {
        let by = span.ahead - before.ahead;
        let (shown, shows) = (before.until + before.ahead, span.from + span.ahead);
        let died = matches!(before.end, End::Dies { .. });
        if by.is_zero() || (died && shows >= shown) {
            return;
        }
        for row in &mut self.rows {
            // What a wrong clock told counts for nothing; network time may move it by a minute.
            if row.wall > shows + TimeDelta::minutes(1) {
                row.void = true;
            } else if !died && by > TimeDelta::zero() && row.wall <= shows {
                row.void = false;
            }
        }
        let moved = |at: Instant| if died { at.min(shows) } else { at + by };
        for answer in &mut self.answers {
            answer.at = moved(answer.at);
            if answer.rests > shows {
                answer.rests = moved(answer.rests).min(shows);
            }
            answer.until = answer.until.map(moved);
        }
        self.seen = self.seen.map(moved);
    }

    fn learn(&mut self, now: Instant, span: &Span) {
        while let Some(event) = self.script.events.get(self.known).filter(|event| event.at <= now) {
            self.ticket.apply(self.rules, event);
            self.known += 1;
            self.seen.get_or_insert(now + span.ahead);
            self.note(event);
        }
        while let Some((at, act)) = self.script.acts.get(self.done).filter(|(at, _)| *at <= now) {
            self.done += 1;
            if *at < span.from {
                continue;
            }
            let wall = *at + span.ahead;
            self.answers.push(Answered {
                at: wall,
                rests: wall,
                until: match act {
                    Act::Acknowledge => None,
                    Act::Snooze(length) => Some(wall + *length),
                },
                after: self.rows.len(),
            });
        }
    }

    /// Keeps what the rules ask about later, beside the fold.
    fn note(&mut self, event: &TicketEvent) {
        let at = event.at;
        let two_days = |at| self.calendar.add_working(at, 2 * 8 * HOUR);
        match &event.kind {
            EventKind::Raised {
                route: Route::Emergency,
                ..
            } => {
                if self.in_force.is_empty() {
                    self.in_force.push((at, Priority::P1, false));
                }
                self.emergency.get_or_insert(at);
            }
            EventKind::Priority { priority, in_scope } => {
                self.in_force.push((at, *priority, *in_scope == Some(false)));
                self.check_pause();
            }
            EventKind::Paused { chase_at, .. } if self.ticket.is_paused() => {
                let since = self.pause.map_or(at, |(since, _)| since);
                self.pause = Some((since, chase_at.unwrap_or_else(|| two_days(at))));
            }
            // Our message may be the chase: the next one is as long after it as the policy says.
            EventKind::PublicReply { .. } | EventKind::Told { .. } => {
                self.pause = self.pause.map(|_| (at, two_days(at)));
            }
            _ => {}
        }
        if self.pause.is_some() && !self.ticket.is_paused() {
            self.pause = None;
            self.resumed = Some(at);
        }
    }

    /// A pause that began after the deadline under the priority of now is over with that priority.
    fn check_pause(&self) {
        let update = self.open().find(|cycle| cycle.clock() == Clock::Update);
        let (Some((since, _)), Some(cycle), Some((_, priority, out))) = (self.pause, update, self.in_force.last())
        else {
            return;
        };
        let working = match priority {
            Priority::P1 => 1,
            Priority::P2 => 2,
            Priority::P3 => 4,
            Priority::P4 => 16,
        } * HOUR;
        let due = if *priority == Priority::P1 && !out {
            cycle.origin_at() + TimeDelta::hours(1)
        } else {
            self.calendar.add_working(cycle.origin_at(), working)
        };
        let began_late = since > due && since >= cycle.origin_at();
        assert!(
            !(began_late && self.ticket.is_paused() && self.resumed < Some(cycle.origin_at())),
            "still paused"
        );
    }

    fn in_force_at(&self, at: Instant) -> Option<(Priority, bool)> {
        let set = self.in_force.iter().rev().find(|(from, ..)| *from <= at);
        set.map(|(_, priority, out)| (*priority, *out))
    }

    /// P1 in scope, by the priority of that moment.
    fn may_speak_at_night(&self, at: Instant) -> bool {
        self.in_force_at(at) == Some((Priority::P1, false))
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
        let snoozes = self.snooze().and_then(|snooze| snooze.until);
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
        }

        let held = self.snooze().is_some_and(|snooze| snooze.until > Some(wall));
        if held {
            return;
        }
        let released = self.tell_at_the_end_of_a_snooze(&cycles, real, wall);
        for cycle in &cycles {
            let passed = self.passed(cycle, wall);
            let latest = passed.iter().copied().max_by_key(Listed::order);
            if let Some(latest) = latest.filter(|latest| !self.is_covered(latest.mark))
                && released.is_none_or(|(end, _)| latest.at > end)
                && self.comes(&latest, false, real, wall)
            {
                let others = passed.iter().filter(|other| other.mark.stage != Stage::Repeat);
                self.cover(others.filter(|other| other.mark != latest.mark), wall);
            }
        }
        for message in self.messages(wall) {
            if !self.is_covered(message.mark) && released.is_none_or(|(end, _)| message.at > end) {
                self.comes(&message, false, real, wall);
            }
        }
    }

    /// The last one said.
    fn snooze(&self) -> Option<&Answered> {
        self.answers.iter().rev().find(|answer| answer.until.is_some())
    }

    fn passed(&self, cycle: &Cycle, wall: Instant) -> Vec<Listed> {
        let mut listed = self.listed(cycle, wall);
        listed.retain(|stage| stage.from <= wall);
        listed
    }

    /// Each message on a P1 or P2 that nobody has answered.
    fn messages(&self, wall: Instant) -> Vec<Listed> {
        let urgent = |priority: Option<Priority>| matches!(priority, Some(Priority::P1 | Priority::P2));
        let written = self.ticket.unanswered().iter();
        let news = written.filter(|one| urgent(one.priority) && one.at <= wall && Some(one.at) > self.seen);
        let listed = news.map(|one| Listed {
            mark: Mark {
                clock: Clock::Update,
                cycle: 0,
                stage: Stage::TenantMessage,
                n: 0,
                due_at: Some(one.at),
            },
            at: one.at,
            from: one.at,
            any_hour: self.may_speak_at_night(one.at),
        });
        listed.collect()
    }

    /// Whether this was told, or something that says more.
    fn is_covered(&self, mark: Mark) -> bool {
        let told = self.rows.iter().filter(|row| !row.void && same_cycle(row.mark, mark));
        told.map(|row| row.mark).any(|told| match mark.stage {
            Stage::Arrived if mark.due_at.is_none() => true,
            Stage::Arrived | Stage::Chase | Stage::TenantMessage => {
                (told.stage, told.due_at) == (mark.stage, mark.due_at)
            }
            Stage::Digest => {
                told.due_at == mark.due_at && matches!(told.stage, Stage::Digest | Stage::Due | Stage::Repeat)
            }
            _ => {
                let of_deadline = matches!(told.stage, Stage::Half | Stage::FourFifths | Stage::Due | Stage::Repeat);
                of_deadline && told.due_at == mark.due_at && (told.stage, told.n) >= (mark.stage, mark.n)
            }
        })
    }

    /// At the end of a snooze one notice: the latest of everything that had passed by then, told before or not. Returns
    /// the end of the snooze if it has come.
    fn tell_at_the_end_of_a_snooze(
        &mut self,
        cycles: &[Cycle],
        real: Instant,
        wall: Instant,
    ) -> Option<(Instant, Mark)> {
        let snooze = *self.snooze()?;
        let end = snooze.until?;
        let spoken = self.rows[snooze.after..].iter().any(|row| !row.void);
        if spoken {
            return None;
        }
        let mut pool: Vec<Listed> = cycles.iter().flat_map(|cycle| self.passed(cycle, wall)).collect();
        pool.extend(self.messages(wall));
        let newer: Vec<Mark> = pool
            .iter()
            .filter(|stage| stage.at > end && !self.is_covered(stage.mark))
            .map(|stage| stage.mark)
            .collect();
        pool.retain(|stage| stage.at <= end);
        // The last repeat says what those before it said.
        let last = pool
            .iter()
            .filter(|stage| stage.mark.stage == Stage::Repeat)
            .map(Listed::order)
            .max();
        pool.retain(|stage| stage.mark.stage != Stage::Repeat || Some(stage.order()) == last);
        let latest = *pool.iter().max_by_key(|stage| stage.order())?;
        if newer.iter().any(|newer| same_cycle(*newer, latest.mark)) {
            return None;
        }
        let mut one = Listed {
            from: end,
            any_hour: self.may_speak_at_night(end),
            ..latest
        };
        if self.is_covered(latest.mark) {
            let since = |answer: &&Answered| (answer.after, answer.at) >= (snooze.after, snooze.at);
            if self.answers.iter().filter(since).any(|answer| answer.until.is_none()) {
                return None;
            }
            one.mark = self.once_more(latest.mark);
        }
        if !self.comes(&one, true, real, wall) {
            return None;
        }
        self.cover(pool.iter().filter(|other| other.mark != latest.mark), wall);
        Some((end, one.mark))
    }

    fn once_more(&self, mark: Mark) -> Mark {
        let stage = if mark.stage == Stage::Repeat {
            Stage::Due
        } else {
            mark.stage
        };
        let same = self.rows.iter().filter(|row| {
            !row.void && same_cycle(row.mark, mark) && (row.mark.stage, row.mark.due_at) == (stage, mark.due_at)
        });
        let n = same.map(|row| row.mark.n + 1).max().unwrap_or(1);
        Mark { stage, n, ..mark }
    }

    /// By itself within a minute of its instant, in a digest later; at night only what may speak then.
    fn comes(&mut self, stage: &Listed, released: bool, real: Instant, wall: Instant) -> bool {
        let own = if released { stage.from } else { stage.at };
        let in_frame = self.is_open_at(own) || self.is_open_at(own - TimeDelta::milliseconds(1));
        let single = wall - stage.from <= TimeDelta::minutes(1)
            && (stage.any_hour || in_frame)
            && stage.mark.stage != Stage::Digest;
        if !single && !stage.any_hour && !self.is_open_at(wall) {
            return false;
        }
        self.cover(std::iter::once(stage), wall);
        self.expected.push(Expected {
            real,
            mark: stage.mark,
            digest: !single,
        });
        true
    }

    fn cover<'l>(&mut self, stages: impl Iterator<Item = &'l Listed>, wall: Instant) {
        for stage in stages {
            if !self.is_covered(stage.mark) || stage.mark.n > 0 {
                self.rows.push(Row {
                    mark: stage.mark,
                    wall,
                    void: false,
                });
            }
        }
    }

    fn is_open_at(&self, at: Instant) -> bool {
        self.calendar.is_in_hours(at.timestamp_millis())
    }

    /// Every stage of an open clock up to `end`, and one repeat more.
    fn listed(&self, cycle: &Cycle, end: Instant) -> Vec<Listed> {
        let priority = self.ticket.priority();
        let mut listed = Vec::new();
        let mut add = |stage, n, at: Instant, from: Instant, due_at| {
            let emergency = stage == Stage::Arrived && self.emergency == Some(at);
            let any_hour = self.may_speak_at_night(at)
                || (emergency && self.in_force_at(at).is_some_and(|(_, out_of_scope)| !out_of_scope));
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
            let in_hours = self.is_open_at(raised) || self.is_open_at(raised - TimeDelta::milliseconds(1));
            if in_hours || self.emergency == Some(raised) {
                add(Stage::Arrived, 0, raised, raised.max(seen), None);
            }
            // The emergency route raised it once more: that speaks at its own instant.
            if let Some(again) = self.emergency.filter(|at| *at != raised) {
                add(Stage::Arrived, 0, again, again.max(seen), Some(again));
            }
        }
        if priority.is_none() && cycle.clock() != Clock::Triage {
            return listed;
        }
        if let (Clock::Update, Some((_, chase))) = (cycle.clock(), self.pause) {
            add(Stage::Chase, 0, chase, chase, Some(chase));
        }
        let Some(due) = self.due(cycle) else {
            return listed;
        };
        let set = cycle.moved_at();
        let told_from = due.max(set);
        add(Stage::Due, 0, told_from, told_from, Some(due));
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
            if let Some(at) = at.filter(|_| !self.leaves_no_working_time(cycle)) {
                add(stage, 0, at, at, Some(due));
            }
        }
        if priority == Priority::P4
            && let Some(opening) = self.rules.hours.opening_of_day(due)
            && set <= opening
            && opening < due
        {
            add(Stage::Digest, 0, opening, opening, Some(due));
        }
        if priority == Priority::P1 {
            for (n, at) in self.repeats(cycle, due, told_from, end) {
                add(Stage::Repeat, n, at, at, Some(due));
            }
        }
        listed
    }

    /// The deadline of the fold, but for what is left after a pause that ended out of hours: it is due from the next
    /// opening.
    fn due(&self, cycle: &Cycle) -> Option<Instant> {
        let due = self.ticket.stage_at(self.rules, cycle, 1, 1)?;
        let at_night = self.resumed == Some(due) && self.is_in_working_time(cycle) && !self.is_open_at(due);
        if at_night {
            return self.rules.hours.next_opening(due);
        }
        Some(due)
    }

    fn is_in_working_time(&self, cycle: &Cycle) -> bool {
        let of_p1 = self.ticket.priority() == Some(Priority::P1);
        let out_of_scope_update = self.ticket.is_out_of_scope() && cycle.clock() == Clock::Update;
        cycle.clock() != Clock::Triage && (!of_p1 || out_of_scope_update)
    }

    fn leaves_no_working_time(&self, cycle: &Cycle) -> bool {
        let origin = cycle.origin_at();
        if self.is_open_at(origin) || !self.is_in_working_time(cycle) {
            return false;
        }
        let told = cycle.promised_at();
        told.is_some_and(|told| self.calendar.working_between(origin, told) == 0)
    }

    /// Every ten minutes from the deadline, numbered from it; after an acknowledgement of something that was told about
    /// this deadline, starting half an hour later. Numbers continue after those already used.
    fn repeats(&self, cycle: &Cycle, due: Instant, told_from: Instant, end: Instant) -> Vec<(u32, Instant)> {
        let every = TimeDelta::minutes(10);
        let mut first = due + every;
        let mut number = 0;
        for answer in self.answers.iter().filter(|answer| answer.until.is_none()) {
            let told = self.rows[..answer.after].iter().filter(|row| {
                let mark = row.mark;
                let late = matches!(mark.stage, Stage::Due | Stage::Repeat);
                late && !row.void && (mark.clock, mark.cycle, mark.due_at) == (cycle.clock(), cycle.number(), Some(due))
            });
            let told: Vec<Mark> = told.map(|row| row.mark).collect();
            if told.is_empty() {
                continue;
            }
            while first <= answer.rests {
                first += every;
                number += 1;
            }
            let repeats = told.iter().filter(|mark| mark.stage == Stage::Repeat);
            number = repeats.map(|mark| mark.n).max().unwrap_or(0).max(number);
            first = answer.rests + TimeDelta::minutes(30);
        }
        let mut repeats = Vec::new();
        loop {
            number += 1;
            if first > told_from {
                repeats.push((number, first));
            }
            if first > end.max(told_from) {
                return repeats;
            }
            first += every;
        }
    }
}

fn same_cycle(one: Mark, other: Mark) -> bool {
    (one.clock, one.cycle) == (other.clock, other.cycle)
}

impl Listed {
    fn order(&self) -> (Instant, Stage, u32) {
        (self.at, self.mark.stage, self.mark.n)
    }
}
