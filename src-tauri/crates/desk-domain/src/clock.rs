//! Folds a ticket's history into clocks (rules 1 to 19). Folding reads no time: you ask for the state of a clock
//! afterwards, at an instant. A history can be folded in parts, and the [`Ticket`] holds the state between them.

use crate::calendar::HoursClass;
use crate::deadline::{Landing, Pause, Paused, Rules, Silent, Step, after_pause, between, walk};
use crate::event::{EventKind, Gone, Route, TicketEvent};
use crate::policy::{Clock, Target};
use crate::priority::Priority;
use crate::time::{Allowed, ElapsedTime, Instant, Millis, instant, millis};

/// The state of an open clock, or how a finished one ended (rule 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Standing {
    /// Open; less than four fifths of the target are used.
    Running,
    /// Open; four fifths or more are used.
    AtRisk,
    /// Open and late.
    Breached,
    /// Open; we wait for the tenant, or its incident is paused.
    Paused,
    /// Ended at or before the deadline.
    Met,
    /// Ended late.
    Missed,
    /// Ended without being needed any more, and not late.
    Stopped,
}

impl Standing {
    /// Whether the clock is still open.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Running | Self::AtRisk | Self::Breached | Self::Paused)
    }
}

/// How a cycle was ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// What was owed was given.
    Answered,
    /// It is not owed any more.
    NotOwed,
    /// The ticket is no longer where we look: nobody here can give it.
    Gone,
}

/// A finished cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ended {
    at: Millis,
    ending: Ending,
    /// The deadline when it ended.
    due: Option<Millis>,
    result: Standing,
    /// What it was judged by; `None` while no priority says what the target was: the first one set after it judges again
    /// (rule 14).
    judged: Option<Basis>,
}

/// What a target is chosen by, besides the hours class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Basis {
    priority: Option<Priority>,
    out_of_scope: bool,
}

/// One cycle of a clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cycle {
    clock: Clock,
    number: u32,
    /// The raised instant or the message, never an opening: priorities are recomputed from here (rule 14).
    origin: Millis,
    /// When its deadline last moved: stages before that are past (rule 14).
    moved: Millis,
    /// The time of the next update that the tenant was told.
    promised: Option<Millis>,
    pauses: Vec<Pause>,
    /// The deadline that passed while it was open, under the priority of that moment.
    breached: Option<Millis>,
    ended: Option<Ended>,
}

/// The state of a clock at an instant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// Which clock.
    pub clock: Clock,
    /// Counts from 1 within its clock.
    pub cycle: u32,
    /// Its state, or how it ended.
    pub standing: Standing,
    /// When it started; out of the out-of-hours scope that is the opening (rule 16).
    pub started_at: Instant,
    /// `None` while we wait for the tenant, before a priority, or where the policy has no target. While its incident is
    /// paused it is the time that the tenant was told.
    pub due_at: Option<Instant>,
    /// When it ended.
    pub ended_at: Option<Instant>,
    /// The deadline that passed while it was open.
    pub breached_at: Option<Instant>,
    /// In the clock's own time, floored, negative when late; `None` when ended or without a target.
    pub remaining_minutes: Option<i64>,
    /// Used part of the target in the clock's own time; 1 is the deadline. `None` when ended or without a target.
    pub used: Option<f64>,
}

/// What a history comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ticket {
    raised: Option<Millis>,
    tenant: bool,
    /// When the emergency route raised it first.
    emergency: Option<Millis>,
    /// From when on which priority was in force, and whether out of scope.
    priorities: Vec<(Millis, Basis)>,
    priority: Option<Priority>,
    out_of_scope: bool,
    resolved: bool,
    started: Option<Millis>,
    waiting_since: Option<Millis>,
    /// The tenant's messages since our last public one, without the one that raised it.
    unanswered: Vec<Written>,
    last_written: Option<Millis>,
    last_public: Option<Millis>,
    pause: Option<Waiting>,
    /// While its incident is paused: when work resumes.
    incident_continues: Option<Millis>,
    /// The help desk opened it in answer to automatic email.
    reopened_automatically: bool,
    /// It is gone: what it would be if it were still there.
    gone: Option<Box<Absent>>,
    cycles: Vec<Cycle>,
}

/// A message of the tenant that nobody has answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// When.
    pub at: Instant,
    /// The priority that was in force then; `None` while untriaged.
    pub priority: Option<Priority>,
}

/// A ticket that is no longer where we look.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Absent {
    why: Gone,
    /// Folded on, so that its clocks are right if it returns.
    meanwhile: Ticket,
}

/// Why an update is paused, and when to chase.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Waiting {
    reason: String,
    chase: Option<Millis>,
}

/// What a cycle is measured with at this moment.
struct Measure<'r> {
    start: Millis,
    allowed: Allowed,
    target: &'r Target,
}

/// The places in a history of *started* that were undone later. Each undoing takes back the newest start before it, as if
/// that had never happened: a respond clock that it ended runs on.
fn starts_undone(history: &[TicketEvent]) -> Vec<usize> {
    let (mut started, mut undone) = (Vec::new(), Vec::new());
    for (at, event) in history.iter().enumerate() {
        match event.kind {
            EventKind::Started => started.push(at),
            EventKind::NotStarted => undone.extend(started.pop()),
            _ => {}
        }
    }
    undone
}

impl Ticket {
    /// Folds a history that is sorted by instant.
    #[must_use]
    pub fn fold(rules: &Rules, history: &[TicketEvent]) -> Self {
        let mut ticket = Self::default();
        let undone = starts_undone(history);
        for (at, event) in history.iter().enumerate() {
            if !undone.contains(&at) {
                ticket.apply(rules, event);
            }
        }
        ticket
    }

    /// Folds one more event, not earlier than those before it.
    pub fn apply(&mut self, rules: &Rules, event: &TicketEvent) {
        let at = millis(event.at);
        match (&mut self.gone, &event.kind) {
            (Some(absent), EventKind::Gone { why }) => return absent.why = why.clone(),
            (Some(_), EventKind::Returned) => return self.come_back(at),
            (Some(absent), _) => return absent.meanwhile.apply(rules, event),
            (None, _) => {}
        }
        match &event.kind {
            EventKind::Raised { route, tenant } => self.raise(rules, at, *route, *tenant),
            EventKind::Priority { priority, in_scope } => self.prioritise(rules, at, *priority, *in_scope),
            EventKind::PublicReply { next_update_at } | EventKind::Told { next_update_at } => {
                self.public_message(rules, at, next_update_at.map(millis));
            }
            EventKind::TenantMessage { automatic: false } => self.tenant_message(at),
            EventKind::TenantMessage { automatic: true }
            | EventKind::Note
            | EventKind::Linked { .. }
            | EventKind::Unlinked
            | EventKind::Assigned { .. }
            // What it undoes was left out of the fold.
            | EventKind::NotStarted
            | EventKind::Returned => {}
            EventKind::ReopenedAutomatically => self.reopened_automatically = self.resolved,
            EventKind::Gone { why } => self.go(rules, at, why),
            EventKind::Started => self.start(rules, at),
            EventKind::Paused { reason, chase_at } => self.pause(rules, at, reason, chase_at.map(millis)),
            EventKind::Resumed => self.resume(at),
            EventKind::Resolved => self.resolve(rules, at),
            EventKind::Reopened => self.reopen(at),
            EventKind::NotNeeded { .. } => self.not_needed(rules, at),
            EventKind::IncidentPaused { continues_at } => self.incident_continues = Some(millis(*continues_at)),
            EventKind::IncidentContinued => self.continue_incident(at),
        }
    }

    // What happens.

    fn raise(&mut self, rules: &Rules, at: Millis, route: Route, tenant: bool) {
        let linked = self.raised.is_some();
        self.tenant |= tenant;
        if !linked {
            self.raised = Some(at);
            self.open(Clock::Respond, at);
        }
        match route {
            Route::Emergency => {
                self.emergency.get_or_insert(at);
                if self.priority.is_none() {
                    self.prioritise(rules, at, rules.policy.emergency_priority, None);
                }
            }
            Route::Normal if !linked && self.priority.is_none() && rules.policy.triage_within.is_some() => {
                self.open(Clock::Triage, at);
            }
            Route::Normal => {}
        }
    }

    fn prioritise(&mut self, rules: &Rules, at: Millis, priority: Priority, in_scope: Option<bool>) {
        self.note_breaches(rules, at);
        let before = self.landings(rules);
        let first = self.priority.is_none();
        self.priority = Some(priority);
        self.out_of_scope = in_scope == Some(false);
        self.priorities.push((at, self.basis()));
        if first {
            self.judge_pending(rules);
            self.end(rules, Clock::Triage, at, Ending::Answered);
        }
        if self.pause_began_late(rules) {
            self.resume(at);
        }
        let after = self.landings(rules);
        for ((cycle, before), after) in self.cycles.iter_mut().zip(before).zip(after) {
            if before != after {
                cycle.moved = at;
            }
        }
    }

    fn public_message(&mut self, rules: &Rules, at: Millis, promised: Option<Millis>) {
        let promised = promised.or_else(|| self.kept_promise(rules, at));
        self.message(rules, at, promised);
    }

    /// A public message that promises this time, or the policy's.
    fn message(&mut self, rules: &Rules, at: Millis, promised: Option<Millis>) {
        self.nobody_waits();
        self.last_public = Some(at);
        self.end(rules, Clock::Respond, at, Ending::Answered);
        self.end(rules, Clock::Update, at, Ending::Answered);
        if self.resolved || self.raised.is_none() {
            return;
        }
        let cycle = self.open(Clock::Update, at);
        if let Some(waiting) = &mut self.pause {
            // What we said may be the chase itself: the next one is as long after it (rule 10).
            waiting.chase = chase_after(rules, at);
            self.cycles[cycle].pauses.push(waiting_since(at));
        }
        if let Some(told) = promised.filter(|told| *told > at) {
            self.promise(rules, cycle, told);
        }
    }

    /// The promise of a new update cycle. A time later than the policy allows is no promise, because it was refused
    /// when it was made. The exception: its incident is paused, and the tenant was told when work resumes. Then the
    /// clock rests until that time, and the promised time is the deadline (rule 18). A ticket that waits for its tenant
    /// is already resting.
    fn promise(&mut self, rules: &Rules, cycle: usize, told: Millis) {
        let opened = &self.cycles[cycle];
        let rest = self
            .incident_rest(opened.origin)
            .filter(|rest| opened.pauses.is_empty() && rest.to.is_some_and(|continues| continues <= told));
        let latest = |pauses: &[Pause]| {
            self.measure(rules, opened)
                .map(|measure| walk(&rules.hours, measure.start, measure.allowed, pauses, &mut Silent))
        };
        let allowed = |latest| !matches!(latest, Some(Landing::At(due)) if told > due);
        if let Some(rest) = rest.filter(|rest| allowed(latest(&[*rest]))) {
            self.cycles[cycle].pauses.push(rest);
            self.cycles[cycle].promised = Some(told);
        } else if allowed(latest(&[])) {
            self.cycles[cycle].promised = Some(told);
        }
    }

    /// The time that the tenant was told for the running update, moved by the pauses since; `None` while we wait for
    /// the tenant.
    fn told_time(&self, rules: &Rules) -> Option<Millis> {
        let cycle = &self.cycles[self.open_cycle(Clock::Update)?];
        let landing = promise_landing(rules, cycle, self.measure(rules, cycle).as_ref(), cycle.promised?);
        match landing {
            Landing::At(due) => Some(due),
            Landing::Held { .. } | Landing::Beyond => None,
        }
    }

    /// The promise that stays in force after a message at `at` that says no time (rule 9). The policy's own time, which
    /// replies say to the minute, begins again with every message: in the thread it looks like no promise, and every
    /// Dutydesk has to come to the same deadline.
    fn kept_promise(&self, rules: &Rules, at: Millis) -> Option<Millis> {
        let told = self.told_time(rules).filter(|told| *told > at)?;
        let cycle = &self.cycles[self.open_cycle(Clock::Update)?];
        let by_policy = self
            .measure(rules, cycle)
            .map(|measure| walk(&rules.hours, measure.start, measure.allowed, &cycle.pauses, &mut Silent));
        let is_policys = matches!(by_policy, Some(Landing::At(due)) if told >= due - due.rem_euclid(60_000));
        (!is_policys).then_some(told)
    }

    /// The pause that an update clock starting at `at` rests for, once the tenant was told.
    fn incident_rest(&self, at: Millis) -> Option<Pause> {
        let continues = self.incident_continues.filter(|continues| *continues > at)?;
        Some(Pause {
            from: at,
            to: Some(continues),
            of: Paused::Incident,
        })
    }

    fn continue_incident(&mut self, at: Millis) {
        self.incident_continues = None;
        for cycle in self.cycles.iter_mut().filter(|cycle| cycle.is_open()) {
            cycle.end_rest(at);
        }
    }

    fn tenant_message(&mut self, at: Millis) {
        if self.raised.is_none() {
            return;
        }
        self.waiting_since.get_or_insert(at);
        self.last_written = Some(at);
        self.unanswered.push(Written {
            at: instant(at),
            priority: self.priority,
        });
        self.reopened_automatically = false;
        if self.resolved {
            self.resolved = false;
            self.open(Clock::Respond, at);
        } else {
            self.resume(at);
        }
    }

    fn start(&mut self, rules: &Rules, at: Millis) {
        self.started.get_or_insert(at);
        if !self.tenant {
            self.end(rules, Clock::Respond, at, Ending::Answered);
        }
    }

    fn pause(&mut self, rules: &Rules, at: Millis, reason: &str, chase: Option<Millis>) {
        let already = self.pause.is_some();
        if !already && !self.may_pause_at(rules, at) {
            return;
        }
        self.pause = Some(Waiting {
            reason: reason.to_owned(),
            chase: chase.or_else(|| chase_after(rules, at)),
        });
        if !already && let Some(cycle) = self.open_cycle(Clock::Update) {
            // One pause at a time: from here on it waits for the tenant.
            self.cycles[cycle].end_rest(at);
            self.cycles[cycle].pauses.push(waiting_since(at));
        }
    }

    /// A pause that began after the deadline, as it is under the priority of now, is none: it would have been refused
    /// (rule 14).
    fn pause_began_late(&self, rules: &Rules) -> bool {
        let update = self.open_cycle(Clock::Update).filter(|_| self.pause.is_some());
        update.is_some_and(|cycle| self.due(rules, &self.cycles[cycle]).is_some())
    }

    fn may_pause_at(&self, rules: &Rules, at: Millis) -> bool {
        self.open_cycle(Clock::Update).is_some_and(|cycle| {
            let late = matches!(self.landing(rules, &self.cycles[cycle]), Some(Landing::At(due)) if at > due);
            !late
        })
    }

    fn resume(&mut self, at: Millis) {
        if self.pause.take().is_none() {
            return;
        }
        for cycle in &mut self.cycles {
            if let Some(pause) = cycle.pauses.last_mut()
                && pause.to.is_none()
            {
                pause.to = Some(at);
                cycle.moved = at;
            }
        }
    }

    fn resolve(&mut self, rules: &Rules, at: Millis) {
        self.reopened_automatically = false;
        if self.resolved || self.raised.is_none() {
            return;
        }
        for clock in [Clock::Respond, Clock::Update, Clock::Triage] {
            self.end(rules, clock, at, Ending::NotOwed);
        }
        self.resolved = true;
        self.nobody_waits();
        self.resume(at);
    }

    fn nobody_waits(&mut self) {
        self.waiting_since = None;
        self.unanswered.clear();
    }

    fn go(&mut self, rules: &Rules, at: Millis, why: &Gone) {
        let meanwhile = self.clone();
        for clock in [Clock::Respond, Clock::Update, Clock::Triage] {
            self.end(rules, clock, at, Ending::Gone);
        }
        self.nobody_waits();
        self.resume(at);
        self.gone = Some(Box::new(Absent {
            why: why.clone(),
            meanwhile,
        }));
    }

    /// Stages that would have come while it was gone have passed.
    fn come_back(&mut self, at: Millis) {
        if let Some(absent) = self.gone.take() {
            *self = absent.meanwhile;
            for cycle in self.cycles.iter_mut().filter(|cycle| cycle.is_open()) {
                cycle.moved = at;
            }
        }
    }

    fn reopen(&mut self, at: Millis) {
        self.reopened_automatically = false;
        if self.resolved {
            self.resolved = false;
            self.open(Clock::Update, at);
        }
    }

    fn not_needed(&mut self, rules: &Rules, at: Millis) {
        let again = self
            .open_cycle(Clock::Respond)
            .is_some_and(|cycle| self.cycles[cycle].number > 1);
        if again {
            self.end(rules, Clock::Respond, at, Ending::NotOwed);
            self.resolved = true;
            self.nobody_waits();
        }
    }

    // Cycles.

    fn open(&mut self, clock: Clock, at: Millis) -> usize {
        let number = 1 + self.cycles.iter().filter(|cycle| cycle.clock == clock).count();
        self.cycles.push(Cycle {
            clock,
            number: u32::try_from(number).unwrap_or(u32::MAX),
            origin: at,
            moved: at,
            promised: None,
            pauses: Vec::new(),
            breached: None,
            ended: None,
        });
        self.cycles.len() - 1
    }

    fn open_cycle(&self, clock: Clock) -> Option<usize> {
        self.cycles
            .iter()
            .rposition(|cycle| cycle.clock == clock && cycle.ended.is_none())
    }

    fn end(&mut self, rules: &Rules, clock: Clock, at: Millis, ending: Ending) {
        let Some(index) = self.open_cycle(clock) else { return };
        let due = self.due(rules, &self.cycles[index]);
        let judged = clock == Clock::Triage || self.priority.is_some();
        let basis = judged.then(|| self.basis());
        self.cycles[index].finish(at, ending, due, basis);
    }

    /// What targets are chosen by now.
    const fn basis(&self) -> Basis {
        Basis {
            priority: self.priority,
            out_of_scope: self.out_of_scope,
        }
    }

    /// A cycle that is late under the priority of this moment stays so, whatever comes later (rule 14).
    fn note_breaches(&mut self, rules: &Rules, at: Millis) {
        for index in 0..self.cycles.len() {
            let cycle = &self.cycles[index];
            if cycle.ended.is_none()
                && cycle.breached.is_none()
                && let Some(due) = self.due(rules, cycle)
                && at > due
            {
                self.cycles[index].breached = Some(due);
            }
        }
    }

    /// Cycles that ended before there was a priority get their result from the first one (rule 14).
    fn judge_pending(&mut self, rules: &Rules) {
        for index in 0..self.cycles.len() {
            let cycle = &self.cycles[index];
            if let Some(ended) = cycle.ended.filter(|ended| ended.judged.is_none()) {
                let (due, basis) = (self.due(rules, cycle), self.basis());
                self.cycles[index].finish(ended.at, ended.ending, due, Some(basis));
            }
        }
    }

    // Sums.

    /// A finished cycle is measured by what it was judged by, whatever was said later (rule 14).
    fn measure<'r>(&self, rules: &'r Rules, cycle: &Cycle) -> Option<Measure<'r>> {
        let basis = cycle.ended.and_then(|ended| ended.judged).unwrap_or(self.basis());
        let started_in = rules.hours.class_at_millis(cycle.origin);
        let out = basis.out_of_scope && cycle.clock != Clock::Triage;
        let to_opening = out && cycle.clock == Clock::Respond && started_in != HoursClass::InHours;
        let (start, class) = if to_opening {
            (rules.hours.opening_from(cycle.origin)?, HoursClass::InHours)
        } else {
            (cycle.origin, started_in)
        };
        let target = match cycle.clock {
            Clock::Triage => rules.policy.triage_within.as_ref()?,
            clock => rules.target_in(basis.priority?, clock, class)?,
        };
        let allowed = if out && cycle.clock == Clock::Update {
            target.allowed.in_working_time()
        } else {
            target.allowed
        };
        Some(Measure { start, allowed, target })
    }

    /// The deadline of the cycle: by its target or by the time that the tenant was told, whichever is earlier.
    fn landing(&self, rules: &Rules, cycle: &Cycle) -> Option<Landing> {
        let measure = self.measure(rules, cycle);
        let by_policy = measure
            .as_ref()
            .map(|measure| walk(&rules.hours, measure.start, measure.allowed, &cycle.pauses, &mut Silent));
        let by_promise = cycle
            .promised
            .map(|told| promise_landing(rules, cycle, measure.as_ref(), told));
        match (by_policy, by_promise) {
            (Some(policy), Some(promise)) => Some(earlier(policy, promise)),
            (policy, promise) => policy.or(promise),
        }
    }

    fn landings(&self, rules: &Rules) -> Vec<Option<Landing>> {
        self.cycles.iter().map(|cycle| self.landing(rules, cycle)).collect()
    }

    fn due(&self, rules: &Rules, cycle: &Cycle) -> Option<Millis> {
        match self.landing(rules, cycle)? {
            Landing::At(due) => Some(due),
            Landing::Held { .. } | Landing::Beyond => None,
        }
    }

    /// The unit that the cycle runs in, and its whole length in it.
    fn length(&self, rules: &Rules, cycle: &Cycle) -> Option<(Millis, Allowed)> {
        let measure = self.measure(rules, cycle);
        let promised = cycle.promised.map(|told| {
            let (start, unit) = promise_unit(cycle, measure.as_ref());
            let rested: Millis = cycle
                .rests()
                .map(|(from, to)| between(&rules.hours, unit, from, to))
                .sum();
            (
                start,
                unit.with_millis(between(&rules.hours, unit, start, told) - rested),
            )
        });
        let by_policy = measure.map(|measure| (measure.start, measure.allowed));
        match (by_policy, promised) {
            (Some(policy), Some(promise)) if promise.1.millis() < policy.1.millis() => Some(promise),
            (policy, promise) => policy.or(promise),
        }
    }

    // Questions.

    /// When the issue was raised; `None` before any event of that kind.
    #[must_use]
    pub fn raised_at(&self) -> Option<Instant> {
        self.raised.map(instant)
    }

    /// Whether a tenant waits for words.
    #[must_use]
    pub fn has_tenant(&self) -> bool {
        self.tenant
    }

    /// Whether it came by the emergency route.
    #[must_use]
    pub fn is_emergency(&self) -> bool {
        self.emergency.is_some()
    }

    /// When the emergency route raised it first, which may be after it was raised by another one.
    #[must_use]
    pub fn emergency_at(&self) -> Option<Instant> {
        self.emergency.map(instant)
    }

    /// The priority in force at an instant, and whether it was outside the out-of-hours scope then.
    #[must_use]
    pub fn priority_at(&self, at: Instant) -> (Option<Priority>, bool) {
        let set = self.priorities.partition_point(|(from, _)| *from <= millis(at));
        let in_force = set.checked_sub(1).map(|last| self.priorities[last].1);
        in_force.map_or((None, false), |basis| (basis.priority, basis.out_of_scope))
    }

    /// The current priority.
    #[must_use]
    pub fn priority(&self) -> Option<Priority> {
        self.priority
    }

    /// Whether it is outside the out-of-hours scope (rule 16).
    #[must_use]
    pub fn is_out_of_scope(&self) -> bool {
        self.out_of_scope
    }

    /// Resolved or closed, and no tenant's message since.
    #[must_use]
    pub fn is_resolved(&self) -> bool {
        self.resolved
    }

    /// Whether it is closed here, and the help desk opened it by itself after automatic email (rule 11): nobody asked,
    /// so no clock runs.
    #[must_use]
    pub fn is_reopened_automatically(&self) -> bool {
        self.reopened_automatically
    }

    /// Why it is no longer where we look; `None`: it is (rule 13).
    #[must_use]
    pub fn gone(&self) -> Option<&Gone> {
        self.gone.as_ref().map(|absent| &absent.why)
    }

    /// The tenant's messages since our last public one, oldest first, without the one that raised it.
    #[must_use]
    pub fn unanswered(&self) -> &[Written] {
        &self.unanswered
    }

    /// When the tenant wrote last, answered or not; `None`: not since it was raised.
    #[must_use]
    pub fn last_written_at(&self) -> Option<Instant> {
        self.last_written.map(instant)
    }

    /// When work was started.
    #[must_use]
    pub fn started_at(&self) -> Option<Instant> {
        self.started.map(instant)
    }

    /// The oldest unanswered message of the tenant (rule 11).
    #[must_use]
    pub fn waiting_since(&self) -> Option<Instant> {
        self.waiting_since.map(instant)
    }

    /// The last public message by us.
    #[must_use]
    pub fn last_public_at(&self) -> Option<Instant> {
        self.last_public.map(instant)
    }

    /// Whether the update is paused.
    #[must_use]
    pub fn is_paused(&self) -> bool {
        self.pause.is_some()
    }

    /// Why it is paused.
    #[must_use]
    pub fn pause_reason(&self) -> Option<&str> {
        self.pause.as_ref().map(|waiting| waiting.reason.as_str())
    }

    /// While paused: when to chase.
    #[must_use]
    pub fn chase_at(&self) -> Option<Instant> {
        self.pause.as_ref()?.chase.map(instant)
    }

    /// Whether a pause would have an effect at `at`: an update clock is open and not late (rule 10).
    #[must_use]
    pub fn may_pause(&self, rules: &Rules, at: Instant) -> bool {
        self.pause.is_none() && self.may_pause_at(rules, millis(at))
    }

    /// When the running update is due; `None` while it is paused, or without a target.
    #[must_use]
    pub fn update_due(&self, rules: &Rules) -> Option<Instant> {
        let cycle = &self.cycles[self.open_cycle(Clock::Update)?];
        self.due(rules, cycle).map(instant)
    }

    /// The latest time of a next update that a public message at `at` may promise; `None` if there is no target.
    #[must_use]
    pub fn latest_promise(&self, rules: &Rules, at: Instant) -> Option<Instant> {
        let mut after = self.clone();
        after.message(rules, millis(at), None);
        let cycle = after.open_cycle(Clock::Update)?;
        let measure = after.measure(rules, &after.cycles[cycle])?;
        match walk(&rules.hours, measure.start, measure.allowed, &[], &mut Silent) {
            Landing::At(due) => Some(instant(due)),
            Landing::Held { .. } | Landing::Beyond => None,
        }
    }

    /// The other times that a public message at `at` may promise while the incident is paused, besides those up to
    /// [`Ticket::latest_promise`]: from when work resumes, up to one target later (rule 18).
    #[must_use]
    pub fn promise_after_incident(&self, rules: &Rules, at: Instant) -> Option<(Instant, Option<Instant>)> {
        let mut after = self.clone();
        after.message(rules, millis(at), None);
        let cycle = &after.cycles[after.open_cycle(Clock::Update)?];
        let rest = self.incident_rest(millis(at)).filter(|_| cycle.pauses.is_empty())?;
        let latest = after
            .measure(rules, cycle)
            .map(|measure| walk(&rules.hours, measure.start, measure.allowed, &[rest], &mut Silent));
        let latest = match latest {
            Some(Landing::At(due)) => Some(instant(due)),
            _ => None,
        };
        Some((instant(rest.to?), latest))
    }

    /// The time of the next update that the tenant was told, if it is still ahead at `at`: by the last message, and
    /// moved by the pauses since. `None` while we wait for the tenant.
    #[must_use]
    pub fn promise_ahead(&self, rules: &Rules, at: Instant) -> Option<Instant> {
        self.told_time(rules).filter(|told| *told > millis(at)).map(instant)
    }

    /// The promise that a message at `at` keeps if it says no time: one that is earlier than the policy's time (rule
    /// 9). Never later than [`Ticket::promise_ahead`].
    #[must_use]
    pub fn promise_kept(&self, rules: &Rules, at: Instant) -> Option<Instant> {
        self.kept_promise(rules, millis(at)).map(instant)
    }

    /// While its incident is paused at `at`: when work resumes.
    #[must_use]
    pub fn incident_continues_at(&self, at: Instant) -> Option<Instant> {
        self.incident_rest(millis(at))?.to.map(instant)
    }

    /// All cycles, in the order they started.
    #[must_use]
    pub fn cycles(&self) -> &[Cycle] {
        &self.cycles
    }

    /// The state of every cycle at `now`, in the order in which they started.
    #[must_use]
    pub fn readings(&self, rules: &Rules, now: Instant) -> Vec<Reading> {
        self.cycles
            .iter()
            .map(|cycle| self.reading(rules, cycle, now))
            .collect()
    }

    /// The state of one cycle of this ticket at `now`.
    #[must_use]
    pub fn reading(&self, rules: &Rules, cycle: &Cycle, now: Instant) -> Reading {
        let started = self.measure(rules, cycle).map_or(cycle.origin, |measure| measure.start);
        let open = Reading {
            clock: cycle.clock,
            cycle: cycle.number,
            standing: Standing::Running,
            started_at: instant(started),
            due_at: None,
            ended_at: None,
            breached_at: cycle.breached.map(instant),
            remaining_minutes: None,
            used: None,
        };
        match cycle.ended {
            Some(ended) => Reading {
                standing: ended.result,
                due_at: ended.due.map(instant),
                ended_at: Some(instant(ended.at)),
                ..open
            },
            None => self.open_reading(rules, cycle, millis(now), open),
        }
    }

    fn open_reading(&self, rules: &Rules, cycle: &Cycle, now: Millis, open: Reading) -> Reading {
        let paused = cycle.pauses.last().is_some_and(|pause| pause.to.is_none());
        let resting = if paused { Standing::Paused } else { Standing::Running };
        let (Some(landing), Some((_, length))) = (self.landing(rules, cycle), self.length(rules, cycle)) else {
            return Reading {
                standing: resting,
                ..open
            };
        };
        let whole = length.millis();
        match landing {
            Landing::Beyond => Reading {
                standing: resting,
                ..open
            },
            Landing::Held { left } => Reading {
                standing: Standing::Paused,
                remaining_minutes: Some(minutes(left)),
                used: Some(used(whole, left)),
                ..open
            },
            Landing::At(due) => {
                let resting = cycle.rests().find(|(from, to)| (*from..*to).contains(&now));
                let left = left_until(rules, length, resting.map_or(now, |(_, to)| to), due);
                let standing = if now > due {
                    Standing::Breached
                } else if resting.is_some() {
                    Standing::Paused
                } else if left * 5 <= whole {
                    Standing::AtRisk
                } else {
                    Standing::Running
                };
                let late = (now > due).then_some(instant(due));
                Reading {
                    standing,
                    due_at: Some(instant(due)),
                    breached_at: open.breached_at.or(late),
                    remaining_minutes: Some(minutes(left)),
                    used: Some(used(whole, left)),
                    ..open
                }
            }
        }
    }

    /// When an open cycle has used `part` of its length (of which `whole` make it up), pauses left out; `None` while
    /// that is held by a pause, without a target, or for a part of no time at all.
    #[must_use]
    pub fn stage_at(&self, rules: &Rules, cycle: &Cycle, part: i64, whole: i64) -> Option<Instant> {
        let Landing::At(due) = self.landing(rules, cycle)? else {
            return None;
        };
        if part >= whole {
            return Some(instant(due));
        }
        let (start, length) = self.length(rules, cycle)?;
        if length.millis() <= 0 {
            // A promise that leaves no working time (rule 22).
            return None;
        }
        let share = length.with_millis(length.millis() * part / whole);
        match walk(&rules.hours, start, share, &cycle.pauses, &mut Silent) {
            Landing::At(at) => Some(instant(at.min(due))),
            Landing::Held { .. } | Landing::Beyond => None,
        }
    }

    /// The sum that leads to the deadline of a cycle, step by step.
    #[must_use]
    pub fn explain(&self, rules: &Rules, cycle: &Cycle) -> Vec<Step> {
        let mut steps = vec![Step::Start {
            at: instant(cycle.origin),
            class: rules.hours.class_at_millis(cycle.origin),
        }];
        let measure = self.measure(rules, cycle);
        if let Some(measure) = &measure {
            if measure.start != cycle.origin {
                steps.push(Step::Opening {
                    at: instant(measure.start),
                });
            }
            steps.push(Step::Target { said: measure.said() });
            walk(&rules.hours, measure.start, measure.allowed, &cycle.pauses, &mut steps);
        }
        if let Some(told) = cycle.promised
            && let Landing::At(due) = promise_landing(rules, cycle, measure.as_ref(), told)
            && !matches!(steps.last(), Some(Step::Lands { at }) if *at <= instant(due))
        {
            steps.retain(|step| !matches!(step, Step::Lands { .. }));
            steps.push(Step::Promised { at: instant(told) });
            steps.push(Step::Lands { at: instant(due) });
        }
        steps
    }
}

impl Measure<'_> {
    /// The target in words.
    fn said(&self) -> String {
        let said = &self.target.said;
        if self.target.allowed == self.allowed {
            said.clone()
        } else {
            format!("{said}, in working time: not supported out of hours")
        }
    }
}

impl Cycle {
    /// Late once the deadline has passed, or if it ever had (rules 5, 12 and 14).
    fn finish(&mut self, at: Millis, ending: Ending, due: Option<Millis>, judged: Option<Basis>) {
        let late = due.filter(|due| at > *due);
        self.breached = self.breached.or(late);
        let result = match self.breached {
            // Nobody here could give it any more (rule 13).
            Some(_) if ending != Ending::Gone => Standing::Missed,
            _ => ending.in_time(),
        };
        self.ended = Some(Ended {
            at,
            ending,
            due,
            result,
            judged,
        });
    }

    /// The incident resumes at `at`, or the clock no longer rests for it.
    fn end_rest(&mut self, at: Millis) {
        if let Some(rest) = self.pauses.last_mut().filter(|pause| pause.of == Paused::Incident)
            && rest.to.is_some_and(|to| to > at)
        {
            rest.to = Some(at);
            self.moved = at;
        }
    }

    /// The stretches for which its incident was, is or will be paused.
    fn rests(&self) -> impl Iterator<Item = (Millis, Millis)> {
        let of_incident = self.pauses.iter().filter(|pause| pause.of == Paused::Incident);
        of_incident.filter_map(|pause| Some((pause.from, pause.to?)))
    }

    /// Which clock.
    #[must_use]
    pub const fn clock(&self) -> Clock {
        self.clock
    }

    /// Counts from 1 within its clock.
    #[must_use]
    pub const fn number(&self) -> u32 {
        self.number
    }

    /// Whether it is open.
    #[must_use]
    pub const fn is_open(&self) -> bool {
        self.ended.is_none()
    }

    /// The raised instant or the message that it counts from.
    #[must_use]
    pub fn origin_at(&self) -> Instant {
        instant(self.origin)
    }

    /// When its deadline last moved: opened, triaged, re-prioritised or resumed.
    #[must_use]
    pub fn moved_at(&self) -> Instant {
        instant(self.moved)
    }

    /// The time of the next update that the tenant was told.
    #[must_use]
    pub fn promised_at(&self) -> Option<Instant> {
        self.promised.map(instant)
    }
}

impl Ending {
    const fn in_time(self) -> Standing {
        match self {
            Self::Answered => Standing::Met,
            Self::NotOwed | Self::Gone => Standing::Stopped,
        }
    }
}

/// A promise runs in the unit of the target that it replaces; without one, in elapsed time.
fn promise_unit(cycle: &Cycle, measure: Option<&Measure<'_>>) -> (Millis, Allowed) {
    measure.map_or((cycle.origin, Allowed::Elapsed(ElapsedTime::default())), |measure| {
        (measure.start, measure.allowed)
    })
}

/// When to chase, counted from `at`, unless somebody says when.
fn chase_after(rules: &Rules, at: Millis) -> Option<Millis> {
    rules.hours.add_working_millis(at, rules.policy.chase_after.millis())
}

/// We wait for the tenant; nobody knows until when.
const fn waiting_since(at: Millis) -> Pause {
    Pause {
        from: at,
        to: None,
        of: Paused::Ticket,
    }
}

/// A promise is exact to the second. After we waited for the tenant, the time that was left until the promise
/// continues. For the pause of an incident, the promise already includes the pause.
fn promise_landing(rules: &Rules, cycle: &Cycle, measure: Option<&Measure<'_>>, told: Millis) -> Landing {
    let (_, unit) = promise_unit(cycle, measure);
    let mut due = told;
    for pause in cycle.pauses.iter().filter(|pause| pause.of == Paused::Ticket) {
        if due < pause.from {
            break;
        }
        let left = between(&rules.hours, unit, pause.from, due);
        let Some(to) = pause.to else {
            return Landing::Held { left };
        };
        match after_pause(&rules.hours, to, unit.with_millis(left)) {
            Some(at) => due = at,
            None => return Landing::Beyond,
        }
    }
    Landing::At(due)
}

fn earlier(one: Landing, other: Landing) -> Landing {
    match (one, other) {
        (Landing::At(one), Landing::At(other)) => Landing::At(one.min(other)),
        (Landing::Held { left: one }, Landing::Held { left: other }) => Landing::Held { left: one.min(other) },
        // A deadline that passed before the pause began outlives the pause.
        (Landing::At(at), _) | (_, Landing::At(at)) => Landing::At(at),
        (Landing::Held { left }, Landing::Beyond) | (Landing::Beyond, Landing::Held { left }) => Landing::Held { left },
        (Landing::Beyond, Landing::Beyond) => Landing::Beyond,
    }
}

/// Own time left until the deadline, negative when late.
fn left_until(rules: &Rules, unit: Allowed, now: Millis, due: Millis) -> Millis {
    if now <= due {
        between(&rules.hours, unit, now, due)
    } else {
        -between(&rules.hours, unit, due, now)
    }
}

const fn minutes(millis: Millis) -> i64 {
    millis.div_euclid(60_000)
}

/// Millisecond counts of a few years are exact in a double.
#[allow(clippy::cast_precision_loss)]
fn used(whole: Millis, left: Millis) -> f64 {
    if whole <= 0 {
        1.0
    } else {
        1.0 - left as f64 / whole as f64
    }
}
