//! Which notification comes when (rules 20 to 23): a pure decision over folded clocks, the ledger and `now`. In code, a
//! notification is a notice.
//!
//! It is level-triggered: each check works out which notifications should exist by now, and compares them with the
//! ledger. There is no "last checked at", so nothing is lost if a ticket is learned late, a clock ran ahead, or the
//! program crashed. A second check at the same instant finds nothing.
//!
//! A clock brings at most one notification per check: its latest stage that has passed. The stages before it are in
//! [`Decision::skipped`]; they are recorded as covered and never come later.

use std::cmp::{Ordering, Reverse};

use chrono::TimeDelta;

use crate::calendar::HoursClass;
use crate::clock::{Cycle, Ticket, Written};
use crate::deadline::Rules;
use crate::ids::TicketId;
use crate::policy::{Clock, NoticeRules, Stage};
use crate::priority::Priority;
use crate::time::{Instant, Millis, instant, millis};

/// What is looked at later than this after its instant goes into a digest (rule 22).
const FRESH: TimeDelta = TimeDelta::minutes(1);

/// The fractions of a target at which a notification can come, besides the deadline.
const FRACTIONS: [(Stage, i64, i64); 2] = [(Stage::Half, 1, 2), (Stage::FourFifths, 4, 5)];

/// Which notification of a subject. Together with the subject's id it is the key of rule 22: claimed at most once,
/// ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mark {
    /// Which clock. [`Stage::Arrived`] belongs to Respond, [`Stage::Chase`] and [`Stage::TenantMessage`] to Update.
    pub clock: Clock,
    /// The cycle of that clock; 0 for [`Stage::TenantMessage`], which belongs to none.
    pub cycle: u32,
    /// [`Stage::Digest`] is the line in the opening digest of the day something is due.
    pub stage: Stage,
    /// Counts repeats of a late clock from 1. For another stage: how often it came again after a snooze.
    pub n: u32,
    /// The deadline, or the chase date of [`Stage::Chase`], or when the message of [`Stage::TenantMessage`] was written;
    /// `None` for [`Stage::Arrived`]. A moved deadline makes other marks, which is what re-arms the stages still ahead.
    pub due_at: Option<Instant>,
}

/// A mark and whose it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// Our own id of the ticket.
    pub subject: TicketId,
    /// Which notification of it.
    pub mark: Mark,
}

/// A row of the ledger: claimed, no matter what happened to it (shown, quiet, in a summary, covered by a later stage,
/// failed).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Told {
    /// What was claimed.
    pub mark: Mark,
    /// When it was claimed.
    pub at: Instant,
    /// Whether it is on the screen, alone or in a summary, or waits to be shown.
    pub on_screen: bool,
}

/// A person has seen the notifications of a subject so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acknowledged {
    /// When, by the wall clock of that moment.
    pub at: Instant,
    /// How many rows of [`Subject::told`] it covers: those that were claimed before it. Instants can't decide this,
    /// because the clock may have been set back in between.
    pub covers: usize,
}

/// The notifications of a subject are silenced for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snooze {
    /// When it was asked for, by the wall clock of that moment.
    pub at: Instant,
    /// Until when.
    pub until: Instant,
    /// How many rows of [`Subject::told`] were claimed before it.
    pub covers: usize,
}

/// A ticket that may need a notification, with its part of the ledger.
///
/// The caller may leave out tickets, but must pass those with an open clock that has a stage, an end of snooze or a
/// chase date passed or next, and those with something on the screen. Leaving out others only changes
/// [`Decision::look_again_at`].
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// Our own id.
    pub id: &'a TicketId,
    /// The folded history.
    pub ticket: &'a Ticket,
    /// Belongs to *Before Dutydesk*: no notifications until somebody triages it or writes to it (rule 23).
    pub before_dutydesk: bool,
    /// When Dutydesk first knew about it; `None` if it came with the first sync, which brings no notifications about
    /// new tickets.
    pub seen_at: Option<Instant>,
    /// When Dutydesk first read its history: the messages that were there then bring no notification. `None`: none do.
    pub known_since: Option<Instant>,
    /// Assigned to me while my shift ran, or a page while the schedule names me: pops up off support too.
    pub mine: bool,
    /// In front of me in the window, which says it without a pop-up.
    pub in_front: bool,
    /// My latest act on it: what that act itself brings about raises no pop-up.
    pub my_act_at: Option<Instant>,
    /// All rows of the ledger for it, in the order they were claimed.
    pub told: &'a [Told],
    /// All acknowledgements of it, in the order they were made.
    pub acknowledged: &'a [Acknowledged],
    /// All snoozes of it. Any order.
    pub snoozed: &'a [Snooze],
}

impl<'a> Subject<'a> {
    /// Known since it was raised, without an owner, not in front, and without notifications yet.
    #[must_use]
    pub fn new(id: &'a TicketId, ticket: &'a Ticket) -> Self {
        Self {
            id,
            ticket,
            before_dutydesk: false,
            seen_at: ticket.raised_at(),
            known_since: ticket.raised_at(),
            mine: false,
            in_front: false,
            my_act_at: None,
            told: &[],
            acknowledged: &[],
            snoozed: &[],
        }
    }
}

/// What the engineer said about being on support.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Shift {
    /// Nobody has started or ended a shift yet: everything pops up.
    #[default]
    Unsaid,
    /// On support: everything pops up.
    On,
    /// Off support: only my tickets pop up; the rest is counted in the tray.
    Off,
}

/// How much a notification presses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Urgency {
    /// For information: a new issue, a line of the opening digest.
    Low,
    /// Something is asked of somebody.
    Normal,
    /// A priority that notifies at any hour.
    Critical,
}

/// Why a notification raises no pop-up. It is claimed all the same: it does not come later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quiet {
    /// The ticket is in front of me.
    InFront,
    /// I have done what it asks for.
    OwnAct,
    /// I am off support, and it is not mine.
    OffShift,
}

/// One notification, to be claimed before it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// The key to claim.
    pub key: Key,
    /// The stage's own instant; of a repeat, that of the repeat. Late on arrival: when the deadline was set.
    pub at: Instant,
    /// The current priority; `None` if untriaged.
    pub priority: Option<Priority>,
    /// The deadline, or the chase date; `None` when there is none yet.
    pub due_at: Option<Instant>,
    /// The deadline had passed when it was set (rule 14).
    pub late_on_arrival: bool,
    /// How much it presses.
    pub urgency: Urgency,
    /// `Some`: claim it, but raise no pop-up.
    pub quiet: Option<Quiet>,
}

/// What was missed, as one summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// An item per clock, most pressing first; at least one.
    pub items: Vec<Notice>,
}

impl Digest {
    /// Whether any item is meant to pop up.
    #[must_use]
    pub fn pops_up(&self) -> bool {
        self.items.iter().any(|item| item.quiet.is_none())
    }
}

/// What to do at one look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decision {
    /// To show one by one, the most urgent first.
    pub raise: Vec<Notice>,
    /// To show as one summary.
    pub digest: Option<Digest>,
    /// On the screen, but no longer the thing to say. A digest goes when all its items are named here.
    pub withdraw: Vec<Key>,
    /// To be claimed as covered by a later stage that comes now.
    pub skipped: Vec<Key>,
    /// When the next check will find a notification if nothing else happens; `None` if nothing is ahead.
    pub look_again_at: Option<Instant>,
}

/// How urgent a stage of a ticket is, by its state now.
#[must_use]
pub fn urgency(rules: &Rules, ticket: &Ticket, stage: Stage) -> Urgency {
    match stage {
        _ if is_told_at_any_hour(rules, ticket, stage) => Urgency::Critical,
        Stage::Arrived | Stage::Digest => Urgency::Low,
        _ => Urgency::Normal,
    }
}

/// The priorities that the policy names, and the arrival of an emergency; nothing that is out of scope.
fn is_told_at_any_hour(rules: &Rules, ticket: &Ticket, stage: Stage) -> bool {
    let of_priority = |priority| rules.policy.notices.at_any_hour.contains(&priority);
    let emergency = stage == Stage::Arrived && ticket.is_emergency();
    !ticket.is_out_of_scope() && (emergency || ticket.priority().is_some_and(of_priority))
}

/// Decides which notifications come at `now`. Claim [`Decision::raise`], the items of the digest and
/// [`Decision::skipped`] before you show anything. With them in the ledger, the same question finds nothing.
#[must_use]
pub fn decide<'a>(
    rules: &Rules,
    subjects: impl IntoIterator<Item = Subject<'a>>,
    shift: Shift,
    now: Instant,
) -> Decision {
    let mut look = Look {
        rules,
        shift,
        now,
        items: Vec::new(),
        decision: Decision::default(),
    };
    for subject in subjects {
        look.at_subject(&subject);
    }
    look.finish()
}

/// A stage of an open clock with its instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Point {
    mark: Mark,
    /// The instant of the stage, which decides about silence (rule 21).
    at: Instant,
    /// From when it can come: later than `at` for an issue that was learned late, or that is snoozed.
    from: Instant,
    /// When a snooze that held it ended.
    released: Option<Instant>,
    at_any_hour: bool,
    late_on_arrival: bool,
}

/// An open clock of a subject, in the form that the decision needs. Later this can also describe other things than
/// tickets.
struct Armed {
    clock: Clock,
    cycle: u32,
    priority: Option<Priority>,
    due: Option<Instant>,
    chase: Option<Instant>,
    /// Passed and ahead, in no order; of the repeats only the latest passed and the next.
    points: Vec<Point>,
}

/// Finds the stages of one open cycle.
struct Arming<'a> {
    rules: &'a Rules,
    subject: &'a Subject<'a>,
    cycle: &'a Cycle,
    priority: Option<Priority>,
    now: Instant,
}

fn arm(rules: &Rules, subject: &Subject, now: Instant) -> Vec<Armed> {
    if subject.before_dutydesk {
        return Vec::new();
    }
    let ticket = subject.ticket;
    let priority = ticket.priority();
    let open = ticket.cycles().iter().filter(|cycle| cycle.is_open());
    open.map(|cycle| {
        Arming {
            rules,
            subject,
            cycle,
            priority,
            now,
        }
        .armed()
    })
    .collect()
}

impl Arming<'_> {
    fn armed(&self) -> Armed {
        // Until there is a priority, only the triage clock (rule 15) and the arrival of a new issue notify.
        let told = self.priority.is_some() || self.cycle.clock() == Clock::Triage;
        let due = told.then(|| self.stage_at(1, 1)).flatten();
        let chase = (told && self.cycle.clock() == Clock::Update)
            .then(|| self.subject.ticket.chase_at())
            .flatten();
        let mut points = Vec::with_capacity(4);
        points.extend(self.arrived());
        if let Some(due) = due {
            points.extend(self.fractions(due));
            points.extend(self.opening_line(due));
            points.extend(self.due(due));
            self.add_repeats(due, &mut points);
        }
        points.extend(chase.map(|at| self.point(Stage::Chase, 0, at, Some(at))));
        Armed {
            clock: self.cycle.clock(),
            cycle: self.cycle.number(),
            priority: self.priority,
            due,
            chase,
            points,
        }
    }

    /// In hours any new issue, at any hour the emergency route (rule 20). It comes when we learn of the issue. Whether
    /// that counts as in hours depends on when it was raised, so it doesn't depend on whether anybody was checking.
    fn arrived(&self) -> Option<Point> {
        let ticket = self.subject.ticket;
        let (raised, seen) = (ticket.raised_at()?, self.subject.seen_at?);
        let first = self.cycle.clock() == Clock::Respond && self.cycle.number() == 1;
        let told = ticket.is_emergency() || (self.rules.policy.notices.arrived && self.rules.hours.in_frame(raised));
        (first && told).then(|| Point {
            from: seen.max(raised),
            ..self.point(Stage::Arrived, 0, raised, None)
        })
    }

    /// Those that were past when the deadline was set are skipped (rule 14).
    fn fractions(&self, due: Instant) -> impl Iterator<Item = Point> {
        FRACTIONS
            .into_iter()
            .filter(|(stage, ..)| self.is_told(*stage))
            .filter_map(move |(stage, part, whole)| Some((stage, self.stage_at(part, whole)?)))
            .filter(|(_, at)| *at >= self.cycle.moved_at())
            .map(move |(stage, at)| self.point(stage, 0, at, Some(due)))
    }

    /// A deadline that had already passed when it was set notifies once, at that instant (rule 14).
    fn due(&self, due: Instant) -> Option<Point> {
        let set = self.cycle.moved_at();
        self.is_told(Stage::Due).then(|| Point {
            late_on_arrival: due < set,
            ..self.point(Stage::Due, 0, due.max(set), Some(due))
        })
    }

    fn opening_line(&self, due: Instant) -> Option<Point> {
        let listed = &self.rules.policy.notices.in_opening_digest;
        self.priority.filter(|priority| listed.contains(priority))?;
        let opening = self.rules.hours.opening_of_day(due)?;
        (self.cycle.moved_at() <= opening && opening < due).then(|| self.point(Stage::Digest, 0, opening, Some(due)))
    }

    fn add_repeats(&self, due: Instant, points: &mut Vec<Point>) {
        let repeated = &self.rules.policy.notices.repeated;
        if !self.priority.is_some_and(|priority| repeated.contains(&priority)) {
            return;
        }
        let told_from = due.max(self.cycle.moved_at());
        if let Some(grid) = self.grid(due, told_from) {
            let around = grid.around(self.now);
            points.extend(around.map(|(n, at)| self.point(Stage::Repeat, n, at, Some(due))));
        }
    }

    /// The state of the repeats of a late clock. Acknowledgements before `told_from` were for something else: an
    /// earlier stage, or a deadline that has moved since.
    fn grid(&self, due: Instant, told_from: Instant) -> Option<Repeats> {
        let mut grid = Repeats::new(&self.rules.policy.notices, due, told_from)?;
        let told = self.subject.told;
        let of_due = |told: &&Told| {
            let mark = told.mark;
            mark.stage == Stage::Repeat
                && mark.due_at == Some(due)
                && (mark.clock, mark.cycle) == (self.cycle.clock(), self.cycle.number())
        };
        for acknowledged in self.subject.acknowledged.iter().filter(|one| one.at >= told_from) {
            let covered = &told[..acknowledged.covers.min(told.len())];
            let last = covered.iter().filter(of_due).map(|told| told.mark.n).max();
            grid.begin_again(millis(acknowledged.at), last.unwrap_or(0));
        }
        Some(grid)
    }

    fn is_told(&self, stage: Stage) -> bool {
        let clock = self.cycle.clock();
        self.rules.policy.notices.stages.iter().any(|rule| {
            rule.clock == clock
                && rule.stage == stage
                && (clock == Clock::Triage
                    || self
                        .priority
                        .is_some_and(|priority| rule.priorities.contains(&priority)))
        })
    }

    fn stage_at(&self, part: i64, whole: i64) -> Option<Instant> {
        self.subject.ticket.stage_at(self.rules, self.cycle, part, whole)
    }

    fn point(&self, stage: Stage, n: u32, at: Instant, due_at: Option<Instant>) -> Point {
        Point {
            mark: Mark {
                clock: self.cycle.clock(),
                cycle: self.cycle.number(),
                stage,
                n,
                due_at,
            },
            at,
            from: at,
            released: None,
            at_any_hour: is_told_at_any_hour(self.rules, self.subject.ticket, stage),
            late_on_arrival: false,
        }
    }
}

/// The instants at which a late clock repeats: on a grid from the deadline until an acknowledgement, and on a new grid
/// that begins a while after it (rule 20). The numbers continue from one grid to the next.
struct Repeats {
    every: Millis,
    /// From an acknowledgement to the first instant of the next grid.
    rests: Millis,
    /// The first instant of the last grid.
    first: Millis,
    /// How many instants the grids before it had.
    before: i64,
}

impl Repeats {
    /// `None` when the policy does not repeat.
    fn new(notices: &NoticeRules, due: Instant, told_from: Instant) -> Option<Self> {
        let every = notices.repeat_every.millis();
        let mut grid = Self {
            every,
            rests: notices.repeat_after_acknowledge.millis(),
            first: millis(due).checked_add(every)?,
            before: 0,
        };
        if every <= 0 {
            return None;
        }
        // Late on arrival: the earlier instants of the grid have passed and don't come. They still keep their numbers,
        // because the deadline may have been the same before, and may have used them.
        grid.before = grid.passed(millis(told_from));
        grid.first += every * grid.before;
        Some(grid)
    }

    /// Acknowledged at `at`, after the repeat with the number `last`. If the clock ran ahead and was set back, that
    /// number is higher than the grid's at that time. Numbers continue after it, because each number is used once.
    fn begin_again(&mut self, at: Millis, last: u32) {
        self.before = (self.before + self.passed(at)).max(i64::from(last));
        self.first = at + self.rests;
    }

    /// How many instants of the last grid are not after `at`.
    fn passed(&self, at: Millis) -> i64 {
        if at < self.first {
            0
        } else {
            (at - self.first) / self.every + 1
        }
    }

    /// The latest that has passed at `now`, and the next: number and instant.
    fn around(&self, now: Instant) -> impl Iterator<Item = (u32, Instant)> {
        let passed = self.passed(millis(now));
        let nth = |nth: i64| {
            let number = u32::try_from(self.before + nth).unwrap_or(u32::MAX);
            (number, instant(self.first + self.every * (nth - 1)))
        };
        [(passed > 0).then(|| nth(passed)), Some(nth(passed + 1))]
            .into_iter()
            .flatten()
    }
}

/// One pass over all subjects.
struct Look<'a> {
    rules: &'a Rules,
    shift: Shift,
    now: Instant,
    items: Vec<Notice>,
    decision: Decision,
}

impl Look<'_> {
    fn at_subject(&mut self, subject: &Subject) {
        let armed = arm(self.rules, subject, self.now);
        let told: Vec<(Clock, u32)> = armed
            .iter()
            .filter(|clock| self.at_clock(subject, clock))
            .map(|clock| (clock.clock, clock.cycle))
            .collect();
        self.at_messages(subject);
        let on_screen = subject.told.iter().enumerate().filter(|(_, told)| told.on_screen);
        let gone = on_screen.filter(|(place, shown)| {
            told.contains(&(shown.mark.clock, shown.mark.cycle)) || !stands(subject, &armed, *place)
        });
        self.decision
            .withdraw
            .extend(gone.map(|(_, shown)| key(subject, shown.mark)));
    }

    /// Adds each message of the tenant that nobody has answered (rule 20).
    fn at_messages(&mut self, subject: &Subject) {
        if subject.before_dutydesk {
            return;
        }
        let held = held_until(subject, self.now);
        for written in subject.ticket.unanswered() {
            let mark = message_mark(written.at);
            let told = subject.told.iter().any(|told| told.mark == mark);
            let known = subject.known_since.is_none_or(|since| written.at <= since);
            let notifies = written
                .priority
                .is_some_and(|priority| self.rules.policy.notices.tenant_message.contains(&priority));
            if told || known || !notifies {
                continue;
            }
            if written.at > self.now {
                self.look_again(written.at);
            } else if let Some(until) = held {
                self.look_again(until);
            } else {
                self.tell_message(subject, written, mark);
            }
        }
    }

    fn tell_message(&mut self, subject: &Subject, written: &Written, mark: Mark) {
        let ended = subject
            .snoozed
            .iter()
            .map(|snooze| snooze.until)
            .filter(|until| *until <= self.now);
        let released = ended.max().filter(|released| *released > written.at);
        let of_priority = |priority| self.rules.policy.notices.at_any_hour.contains(&priority);
        let point = Point {
            mark,
            at: written.at,
            from: released.unwrap_or(written.at),
            released,
            at_any_hour: !subject.ticket.is_out_of_scope() && written.priority.is_some_and(of_priority),
            late_on_arrival: false,
        };
        let armed = Armed {
            clock: mark.clock,
            cycle: mark.cycle,
            priority: subject.ticket.priority(),
            due: None,
            chase: None,
            points: Vec::new(),
        };
        self.tell(subject, &armed, &point);
    }

    /// Adds the latest stage of a clock that has passed, if it comes now. Returns whether it does.
    fn at_clock(&mut self, subject: &Subject, armed: &Armed) -> bool {
        let now = self.now;
        if let Some(next) = armed
            .points
            .iter()
            .map(|point| point.from)
            .filter(|from| *from > now)
            .min()
        {
            self.look_again(next);
        }
        let passed = || armed.points.iter().filter(|point| point.from <= now);
        let Some(latest) = passed().max_by_key(|point| (point.at, point.mark.stage)) else {
            return false;
        };
        // Snoozed while the clock ran ahead: it does not hold yet, but its end is one all the same.
        for snooze in subject.snoozed.iter().filter(|snooze| snooze.at > now) {
            self.look_again(snooze.until);
        }
        if let Some(until) = held_until(subject, now) {
            self.look_again(until);
            return false;
        }
        let Some(point) = untold(subject, latest, now) else {
            return false;
        };
        if !self.tell(subject, armed, &point) {
            return false;
        }
        let skipped = passed().filter(|other| other.mark != latest.mark && !is_covered(subject.told, other.mark));
        self.decision
            .skipped
            .extend(skipped.map(|other| key(subject, other.mark)));
        true
    }

    /// By itself, in the digest, or not before the opening.
    fn tell(&mut self, subject: &Subject, armed: &Armed, point: &Point) -> bool {
        let fresh = self.now - point.from <= FRESH;
        // The end of a snooze is an instant too: what it held says nothing out of hours either.
        let in_frame = |at| self.rules.hours.in_frame(at);
        let covered = in_frame(point.at) && point.released.is_none_or(in_frame);
        let silent = !point.at_any_hour && !covered;
        let waits = !point.at_any_hour && self.rules.hours.class_at(self.now) != HoursClass::InHours;
        if fresh && !silent && point.mark.stage != Stage::Digest {
            let notice = self.notice(subject, armed, point);
            self.decision.raise.push(notice);
            return true;
        }
        if waits {
            if let Some(opening) = self.rules.hours.next_opening(self.now) {
                self.look_again(opening);
            }
            return false;
        }
        let item = self.notice(subject, armed, point);
        self.items.push(item);
        true
    }

    fn notice(&self, subject: &Subject, armed: &Armed, point: &Point) -> Notice {
        Notice {
            key: key(subject, point.mark),
            at: point.at,
            priority: armed.priority,
            due_at: point.mark.due_at.or(armed.due),
            late_on_arrival: point.late_on_arrival,
            urgency: urgency(self.rules, subject.ticket, point.mark.stage),
            quiet: self.quiet(subject, point),
        }
    }

    fn quiet(&self, subject: &Subject, point: &Point) -> Option<Quiet> {
        let of_an_act = point.late_on_arrival || point.mark.stage == Stage::Arrived;
        if subject.in_front {
            Some(Quiet::InFront)
        } else if of_an_act && subject.my_act_at.is_some_and(|act| act >= point.at) {
            Some(Quiet::OwnAct)
        } else if self.shift == Shift::Off && !subject.mine {
            Some(Quiet::OffShift)
        } else {
            None
        }
    }

    fn look_again(&mut self, at: Instant) {
        let next = &mut self.decision.look_again_at;
        *next = Some(next.map_or(at, |next| next.min(at)));
    }

    fn finish(mut self) -> Decision {
        self.decision.raise.sort_by(most_pressing_first);
        self.items.sort_by(most_pressing_first);
        self.decision.digest = (!self.items.is_empty()).then_some(Digest { items: self.items });
        self.decision
    }
}

/// The order of notifications: the most urgent, then what is due first, then by their keys.
#[must_use]
pub fn most_pressing_first(one: &Notice, other: &Notice) -> Ordering {
    let pressing = |notice: &Notice| (Reverse(notice.urgency), notice.due_at.unwrap_or(notice.at));
    pressing(one)
        .cmp(&pressing(other))
        .then_with(|| one.key.cmp(&other.key))
}

/// The mark of a message that the tenant wrote then.
const fn message_mark(at: Instant) -> Mark {
    Mark {
        clock: Clock::Update,
        cycle: 0,
        stage: Stage::TenantMessage,
        n: 0,
        due_at: Some(at),
    }
}

fn key(subject: &Subject, mark: Mark) -> Key {
    Key {
        subject: subject.id.clone(),
        mark,
    }
}

/// Whether a notification on the screen still applies: its clock runs, its deadline has not moved, there was no later
/// one about it, and it was neither acknowledged nor snoozed.
fn stands(subject: &Subject, armed: &[Armed], place: usize) -> bool {
    let shown = &subject.told[place];
    let mark = shown.mark;
    let acknowledged = subject.acknowledged.iter().any(|one| one.covers > place);
    let snoozed = subject.snoozed.iter().any(|snooze| snooze.covers > place);
    if mark.stage == Stage::TenantMessage {
        let unanswered = subject
            .ticket
            .unanswered()
            .iter()
            .any(|written| message_mark(written.at) == mark);
        return unanswered && !acknowledged && !snoozed;
    }
    let Some(clock) = armed
        .iter()
        .find(|armed| (armed.clock, armed.cycle) == (mark.clock, mark.cycle))
    else {
        return false;
    };
    let holds = match mark.stage {
        Stage::Arrived => true,
        Stage::Chase => mark.due_at == clock.chase,
        _ => mark.due_at == clock.due,
    };
    let superseded = subject
        .told
        .iter()
        .any(|told| same_cycle(told.mark, mark) && told.at > shown.at);
    holds && !superseded && !acknowledged && !snoozed
}

/// Until when a snooze silences the subject.
fn held_until(subject: &Subject, now: Instant) -> Option<Instant> {
    let holding = subject
        .snoozed
        .iter()
        .filter(|snooze| snooze.at <= now && snooze.until > now);
    holding.map(|snooze| snooze.until).max()
}

/// The notification of a clock whose latest passed stage is `latest`: that stage, if nothing covers it; the same once
/// more, if it was snoozed since; otherwise none.
fn untold(subject: &Subject, latest: &Point, now: Instant) -> Option<Point> {
    let ended = || subject.snoozed.iter().filter(|snooze| snooze.until <= now);
    if !is_covered(subject.told, latest.mark) {
        let released = ended().map(|snooze| snooze.until).max();
        let released = released.filter(|released| *released > latest.from);
        return Some(Point {
            from: released.unwrap_or(latest.from),
            released,
            ..*latest
        });
    }
    let of_cycle = || subject.told.iter().filter(|told| same_cycle(told.mark, latest.mark));
    let last = subject
        .told
        .iter()
        .rposition(|told| same_cycle(told.mark, latest.mark))?;
    let snooze = ended()
        .filter(|snooze| snooze.covers > last)
        .max_by_key(|snooze| snooze.until)?;
    let since = |one: &Acknowledged| (one.covers, one.at) >= (snooze.covers, snooze.at);
    if subject.acknowledged.iter().any(since) {
        return None;
    }
    let stage = match latest.mark.stage {
        // Repeats have their own numbers; after a snooze the deadline comes once more.
        Stage::Repeat => Stage::Due,
        stage => stage,
    };
    let before = of_cycle().filter(|told| told.mark.stage == stage && told.mark.due_at == latest.mark.due_at);
    Some(Point {
        mark: Mark {
            stage,
            n: before.map(|told| told.mark.n + 1).max().unwrap_or(1),
            ..latest.mark
        },
        from: snooze.until,
        released: Some(snooze.until),
        ..*latest
    })
}

/// Whether a mark, or one that says more about the same deadline, was claimed.
fn is_covered(told: &[Told], mark: Mark) -> bool {
    told.iter().any(|told| covers(told.mark, mark))
}

fn covers(told: Mark, mark: Mark) -> bool {
    if !same_cycle(told, mark) {
        return false;
    }
    let same_due = told.due_at == mark.due_at;
    match mark.stage {
        // After any notification about a clock, the issue is no longer new.
        Stage::Arrived => true,
        Stage::Digest => same_due && matches!(told.stage, Stage::Digest | Stage::Due | Stage::Repeat),
        Stage::Chase | Stage::TenantMessage => same_due && told.stage == mark.stage,
        Stage::Half | Stage::FourFifths | Stage::Due | Stage::Repeat => {
            let of_due = !matches!(told.stage, Stage::Chase | Stage::Digest);
            same_due && of_due && (told.stage, told.n) >= (mark.stage, mark.n)
        }
    }
}

fn same_cycle(one: Mark, other: Mark) -> bool {
    (one.clock, one.cycle) == (other.clock, other.cycle)
}
