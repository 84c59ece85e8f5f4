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
use crate::set_clock::{ClockSet, ClockSets, SLACK};
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
    /// Its number in the ledger, which grows.
    pub id: i64,
    /// What was claimed.
    pub mark: Mark,
    /// The stage's own instant, where it is known.
    pub stage_at: Option<Instant>,
    /// When it was claimed, as the clock showed it.
    pub at: Instant,
    /// By which clock: the number of the last [`ClockSet`] before it, or 0.
    pub clock: i64,
    /// Whether it is on the screen, alone or in a summary, or waits to be shown.
    pub on_screen: bool,
}

/// A person has seen the notifications of a subject so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Acknowledged {
    /// When, as the clock showed it.
    pub at: Instant,
    /// By which clock, as in [`Told::clock`].
    pub clock: i64,
    /// It covers the rows of [`Subject::told`] with this number or a lower one: those that were claimed before it.
    /// Instants can't decide this, because the clock may have been set back in between.
    pub covers: i64,
}

/// The notifications of a subject are silenced for a while.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Snooze {
    /// When it was asked for, as the clock showed it.
    pub at: Instant,
    /// By which clock, as in [`Told::clock`].
    pub clock: i64,
    /// Until when, by that clock.
    pub until: Instant,
    /// As in [`Acknowledged::covers`].
    pub covers: i64,
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
    /// The rows of the ledger for it, in the order they were claimed. Repeats may be left out, but for those on the
    /// screen and the last few.
    pub told: &'a [Told],
    /// The acknowledgements of it, in the order they were made. Those before the last repeat may be left out.
    pub acknowledged: &'a [Acknowledged],
    /// The snoozes of it, in the order they were said. All but the last may be left out.
    pub snoozed: &'a [Snooze],
    /// Every time that the clock was set since the first of them.
    pub clock_sets: &'a [ClockSet],
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
            clock_sets: &[],
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

/// A row of the ledger that is on the screen. Its key alone does not tell: one that a clock claimed that ran ahead may
/// be there beside the one that comes now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// [`Told::id`].
    pub id: i64,
    /// Which notification.
    pub key: Key,
}

/// What to do at one look.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decision {
    /// To show one by one, the most urgent first.
    pub raise: Vec<Notice>,
    /// To show as one summary.
    pub digest: Option<Digest>,
    /// On the screen, but no longer the thing to say. A digest goes when all its items are named here.
    pub withdraw: Vec<Shown>,
    /// To be claimed as covered by a later stage that comes now.
    pub skipped: Vec<Key>,
    /// When the next check will find a notification if nothing else happens; `None` if nothing is ahead.
    pub look_again_at: Option<Instant>,
}

/// How urgent a stage of a ticket is, by its state now.
#[must_use]
pub fn urgency(rules: &Rules, ticket: &Ticket, stage: Stage) -> Urgency {
    let emergency = stage == Stage::Arrived && ticket.is_emergency();
    match stage {
        _ if !ticket.is_out_of_scope() && (emergency || is_at_any_hour(rules, ticket.priority())) => Urgency::Critical,
        Stage::Arrived | Stage::Digest => Urgency::Low,
        _ => Urgency::Normal,
    }
}

/// A priority that the policy notifies of at any hour.
fn is_at_any_hour(rules: &Rules, priority: Option<Priority>) -> bool {
    priority.is_some_and(|priority| rules.policy.notices.at_any_hour.contains(&priority))
}

/// Whether a ticket may speak at `at` if that is out of hours: by the priority and the scope of that moment (rules 21
/// and 22).
fn may_speak_at(rules: &Rules, ticket: &Ticket, at: Instant) -> bool {
    let (priority, out_of_scope) = ticket.priority_at(at);
    !out_of_scope && is_at_any_hour(rules, priority)
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
        of_subject: 0,
    };
    for subject in subjects {
        look.at_subject(&subject);
    }
    look.finish()
}

/// The ledger of a subject as it is to be read now: without what a clock claimed that ran ahead, and with the instants
/// that the clock of now would have shown.
struct Heard<'a> {
    /// In the order they were claimed.
    told: Vec<&'a Told>,
    /// In the order they were made.
    acknowledged: Vec<Seen>,
    /// The last one said: it counts (rule 22).
    snooze: Option<Held>,
}

/// An acknowledgement by the clock of now.
#[derive(Debug, Clone, Copy)]
struct Seen {
    covers: i64,
    at: Instant,
    /// From when the repeats rest: never from an instant that has not come.
    rests_from: Instant,
}

/// A snooze by the clock of now: it holds for the minutes asked for, however the clock was set.
#[derive(Debug, Clone, Copy)]
struct Held {
    covers: i64,
    at: Instant,
    until: Instant,
}

impl<'a> Heard<'a> {
    fn read(subject: &Subject<'a>, now: Instant) -> Self {
        let known = Self::by(subject, ClockSets(subject.clock_sets));
        if !known.is_ahead_of(now) {
            return known;
        }
        // Nobody has written down yet that the clock was set back.
        let set_back = ClockSet {
            number: i64::MAX,
            was: None,
            now,
        };
        let sets: Vec<ClockSet> = subject.clock_sets.iter().copied().chain([set_back]).collect();
        Self::by(subject, ClockSets(&sets))
    }

    fn by(subject: &Subject<'a>, sets: ClockSets) -> Self {
        let seen = |one: &Acknowledged| Seen {
            covers: one.covers,
            at: sets.on_this_clock(one.at, one.clock),
            rests_from: sets.not_ahead(one.at, one.clock),
        };
        Self {
            told: subject
                .told
                .iter()
                .filter(|told| sets.counts(told.at, told.clock))
                .collect(),
            acknowledged: subject.acknowledged.iter().map(seen).collect(),
            snooze: subject.snoozed.last().map(|snooze| Held {
                covers: snooze.covers,
                at: sets.on_this_clock(snooze.at, snooze.clock),
                until: sets.on_this_clock(snooze.until, snooze.clock),
            }),
        }
    }

    fn is_ahead_of(&self, now: Instant) -> bool {
        let told = self.told.iter().map(|told| told.at);
        let seen = self.acknowledged.last().map(|one| one.rests_from);
        let snoozed = self.snooze.map(|snooze| snooze.at);
        told.chain(seen).chain(snoozed).any(|at| at > now + SLACK)
    }

    /// Until when a snooze silences the subject.
    fn held_until(&self, now: Instant) -> Option<Instant> {
        self.snooze.map(|snooze| snooze.until).filter(|until| *until > now)
    }

    /// The snooze that has ended, and whose end nothing has been told at yet.
    fn ended(&self, now: Instant) -> Option<Held> {
        let spoken = |snooze: &Held| self.told.last().is_some_and(|told| told.id > snooze.covers);
        self.snooze.filter(|snooze| snooze.until <= now && !spoken(snooze))
    }

    /// Whether a person has acknowledged since that snooze.
    fn acknowledged_since(&self, snooze: Held) -> bool {
        let last = self.acknowledged.last();
        last.is_some_and(|one| (one.covers, one.at) >= (snooze.covers, snooze.at))
    }

    fn of_cycle(&self, mark: Mark) -> impl Iterator<Item = &'a Told> {
        let same = move |told: &&Told| same_cycle(told.mark, mark);
        self.told.iter().copied().filter(same)
    }

    /// Whether a mark, or one that says more about the same deadline, was claimed.
    fn has(&self, mark: Mark) -> bool {
        self.of_cycle(mark).any(|told| covers(told.mark, mark))
    }
}

/// A stage of an open clock with its instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Point {
    mark: Mark,
    /// The instant of the stage, which decides about silence (rule 21).
    at: Instant,
    /// From when it can come: later than `at` for an issue that was learned late, or at the end of a snooze.
    from: Instant,
    /// When a snooze that held it ended: that instant decides about silence then.
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

impl Armed {
    /// The stages that can come by now.
    fn passed(&self, now: Instant) -> impl Iterator<Item = &Point> {
        self.points.iter().filter(move |point| point.from <= now)
    }

    /// The messages of the tenant, which belong to no cycle.
    const fn is_of_messages(&self) -> bool {
        self.cycle == 0
    }
}

/// Finds the stages of one open cycle.
struct Arming<'a> {
    rules: &'a Rules,
    subject: &'a Subject<'a>,
    heard: &'a Heard<'a>,
    cycle: &'a Cycle,
    priority: Option<Priority>,
    now: Instant,
}

fn arm(rules: &Rules, subject: &Subject, heard: &Heard, now: Instant) -> Vec<Armed> {
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
            heard,
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
    /// that counts as in hours depends on when it was raised, so it doesn't depend on whether anybody was checking. An
    /// issue that the emergency route raises again speaks once more, at that instant (rule 22).
    fn arrived(&self) -> impl Iterator<Item = Point> {
        let ticket = self.subject.ticket;
        let first = self.cycle.clock() == Clock::Respond && self.cycle.number() == 1;
        let seen = self.subject.seen_at.filter(|_| first);
        let raised = ticket.raised_at();
        let any = self.rules.policy.notices.arrived;
        let emergency = ticket.emergency_at();
        let raised_first = raised.filter(|at| emergency == raised || (any && self.rules.hours.in_frame(*at)));
        let again = emergency.filter(|_| emergency != raised);
        let point = move |at: Instant, due_at| {
            Some(Point {
                from: seen?.max(at),
                at_any_hour: emergency == Some(at) && !ticket.priority_at(at).1,
                ..self.point(Stage::Arrived, 0, at, due_at)
            })
        };
        let raised_first = raised_first.and_then(|at| point(at, None));
        raised_first.into_iter().chain(again.and_then(|at| point(at, Some(at))))
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
        // Late on arrival: the earlier instants of the grid have passed and don't come. They still keep their numbers.
        let told_from = due.max(self.cycle.moved_at());
        if let Some(grid) = self.grid(due) {
            let around = grid.around(self.now, told_from);
            // What a snooze held is the latest by its end.
            let held = self.heard.ended(self.now).map(|snooze| snooze.until);
            let held = held.and_then(|until| grid.around(until, told_from).find(|(_, at)| *at <= until));
            let mut repeats: Vec<(u32, Instant)> = around.chain(held).collect();
            repeats.dedup_by_key(|(n, _)| *n);
            points.extend(
                repeats
                    .into_iter()
                    .map(|(n, at)| self.point(Stage::Repeat, n, at, Some(due))),
            );
        }
    }

    /// The state of the repeats of a late clock. An acknowledgement moves them if it covers something that was told
    /// about this deadline: before that it was for something else (rule 22).
    fn grid(&self, due: Instant) -> Option<Repeats> {
        let mut grid = Repeats::new(&self.rules.policy.notices, due)?;
        let mark = self.point(Stage::Due, 0, due, Some(due)).mark;
        let of_due =
            |told: &&Told| told.mark.due_at == Some(due) && matches!(told.mark.stage, Stage::Due | Stage::Repeat);
        let mut told = self.heard.of_cycle(mark).filter(of_due).peekable();
        let (mut is_told, mut last) = (false, 0);
        for acknowledged in &self.heard.acknowledged {
            while let Some(one) = told.next_if(|told| told.id <= acknowledged.covers) {
                is_told = true;
                last = grid.has_told(one).max(last);
            }
            if is_told {
                grid.begin_again(millis(acknowledged.rests_from), last);
            }
        }
        told.for_each(|one| {
            grid.has_told(one);
        });
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
            at_any_hour: may_speak_at(self.rules, self.subject.ticket, at),
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
    fn new(notices: &NoticeRules, due: Instant) -> Option<Self> {
        let every = notices.repeat_every.millis();
        let grid = Self {
            every,
            rests: notices.repeat_after_acknowledge.millis(),
            first: millis(due).checked_add(every)?,
            before: 0,
        };
        (every > 0).then_some(grid)
    }

    /// A row about this deadline. The number of a repeat says how many instants the grids before had: older ones need not
    /// be known. Returns that number, 0 for another stage.
    fn has_told(&mut self, told: &Told) -> u32 {
        if told.mark.stage != Stage::Repeat {
            return 0;
        }
        if let Some(at) = told.stage_at {
            // Not later than it was: after the clock was set the grid may lie between its instants.
            let place = (millis(at) - self.first).div_euclid(self.every);
            self.before = i64::from(told.mark.n) - 1 - place;
        }
        told.mark.n
    }

    /// Acknowledged at `at`, after the repeat with the number `last`. Numbers continue after both.
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

    /// The latest that has passed at `now`, and the next: number and instant. None of them is before `told_from`.
    fn around(&self, now: Instant, told_from: Instant) -> impl Iterator<Item = (u32, Instant)> {
        let now = now.max(told_from);
        let passed = self.passed(millis(now));
        let nth = |nth: i64| {
            let number = u32::try_from(self.before + nth).unwrap_or(u32::MAX);
            (number, instant(self.first + self.every * (nth - 1)))
        };
        let latest = (passed > 0).then(|| nth(passed)).filter(|(_, at)| *at > told_from);
        latest.into_iter().chain([nth(passed + 1)])
    }
}

/// One pass over all subjects.
struct Look<'a> {
    rules: &'a Rules,
    shift: Shift,
    now: Instant,
    items: Vec<Notice>,
    decision: Decision,
    /// From where on [`Decision::skipped`] is of this subject.
    of_subject: usize,
}

impl Look<'_> {
    fn at_subject(&mut self, subject: &Subject) {
        self.of_subject = self.decision.skipped.len();
        let heard = Heard::read(subject, self.now);
        let mut armed = arm(self.rules, subject, &heard, self.now);
        let messages = self.messages(subject);
        let told = match heard.held_until(self.now) {
            Some(until) => {
                self.hold(armed.iter().chain([&messages]), until);
                Vec::new()
            }
            None => {
                armed.push(messages);
                let told = self.speak(subject, &heard, &armed);
                armed.pop();
                told
            }
        };
        let on_screen = subject.told.iter().filter(|told| told.on_screen);
        let gone = on_screen.filter(|shown| {
            told.contains(&(shown.mark.clock, shown.mark.cycle)) || !stands(subject, &heard, &armed, shown)
        });
        self.decision.withdraw.extend(gone.map(|shown| Shown {
            id: shown.id,
            key: key(subject, shown.mark),
        }));
    }

    /// The messages of the tenant that nobody has answered and that notify (rule 20), told or not.
    fn messages(&self, subject: &Subject) -> Armed {
        let notifies = |written: &&Written| {
            let known = subject.known_since.is_none_or(|since| written.at <= since);
            let of_priority = |priority| self.rules.policy.notices.tenant_message.contains(&priority);
            !subject.before_dutydesk && !known && written.priority.is_some_and(of_priority)
        };
        let unanswered = subject.ticket.unanswered().iter().filter(notifies);
        let points = unanswered.map(|written| Point {
            mark: message_mark(written.at),
            at: written.at,
            from: written.at,
            released: None,
            at_any_hour: is_at_any_hour(self.rules, written.priority) && !subject.ticket.priority_at(written.at).1,
            late_on_arrival: false,
        });
        Armed {
            clock: Clock::Update,
            cycle: 0,
            priority: subject.ticket.priority(),
            due: None,
            chase: None,
            points: points.collect(),
        }
    }

    /// While a snooze holds, nothing comes before its end.
    fn hold<'p>(&mut self, armed: impl Iterator<Item = &'p Armed>, until: Instant) {
        for point in armed.flat_map(|armed| &armed.points) {
            self.look_again(point.from.max(until));
        }
    }

    /// Adds what comes now, and returns of which clocks: of each the latest stage that has passed, each message of the
    /// tenant, and the one notice at the end of a snooze.
    fn speak(&mut self, subject: &Subject, heard: &Heard, armed: &[Armed]) -> Vec<(Clock, u32)> {
        let now = self.now;
        let ahead = armed.iter().flat_map(|armed| &armed.points).map(|point| point.from);
        if let Some(next) = ahead.filter(|from| *from > now).min() {
            self.look_again(next);
        }
        let ended = heard.ended(now);
        let mut told = Vec::new();
        if let Some(snooze) = ended {
            told.extend(self.at_the_end_of(snooze, subject, heard, armed));
        }
        let is_released = |point: &Point| ended.is_some_and(|snooze| point.at <= snooze.until);
        let released = !told.is_empty();
        for clock in armed {
            // Of a clock the latest stage; of the messages each.
            let latest = clock.passed(now).max_by_key(|point| (point.at, point.mark.stage));
            let each = clock.is_of_messages();
            let news = clock.passed(now).filter(|point| each || Some(*point) == latest);
            let covered = |point: &Point| heard.has(point.mark) || (released && is_released(point));
            for point in news.filter(|point| !covered(point)) {
                if self.tell(subject, clock, point) && !each {
                    told.push((clock.clock, clock.cycle));
                    self.skip(subject, heard, point.mark, clock.passed(now));
                }
            }
        }
        told
    }

    /// The one notice at the end of a snooze: the subject's latest stage that had passed by then. Told before, it comes
    /// once more, unless it was acknowledged since. A stage of the same clock that has passed by now says it better.
    fn at_the_end_of(
        &mut self,
        snooze: Held,
        subject: &Subject,
        heard: &Heard,
        armed: &[Armed],
    ) -> Option<(Clock, u32)> {
        let passed = || {
            let passed = armed
                .iter()
                .flat_map(|clock| clock.passed(self.now).map(move |point| (clock, point)));
            passed.filter(|(_, point)| point.at <= snooze.until)
        };
        let (clock, latest) = passed().max_by_key(|(_, point)| (point.at, point.mark.stage))?;
        let later = |point: &Point| point.at > snooze.until && !heard.has(point.mark);
        let is_told = heard.has(latest.mark);
        if (is_told && heard.acknowledged_since(snooze)) || clock.passed(self.now).any(later) {
            return None;
        }
        let point = Point {
            mark: if is_told {
                again(heard, latest.mark)
            } else {
                latest.mark
            },
            from: snooze.until,
            released: Some(snooze.until),
            at_any_hour: may_speak_at(self.rules, subject.ticket, snooze.until),
            ..*latest
        };
        let others: Vec<Point> = passed()
            .map(|(_, other)| *other)
            .filter(|other| other.mark != latest.mark)
            .collect();
        self.tell(subject, clock, &point).then(|| {
            self.skip(subject, heard, point.mark, others.iter());
            (clock.clock, clock.cycle)
        })
    }

    /// What the notice that comes now covers. Of the repeats the last one says that by its number.
    fn skip<'p>(&mut self, subject: &Subject, heard: &Heard, told: Mark, passed: impl Iterator<Item = &'p Point>) {
        let said = |mark: Mark| mark == told || (mark.stage == Stage::Repeat && covers(told, mark));
        for point in passed.filter(|point| !said(point.mark) && !heard.has(point.mark)) {
            let skipped = key(subject, point.mark);
            if !self.decision.skipped[self.of_subject..].contains(&skipped) {
                self.decision.skipped.push(skipped);
            }
        }
    }

    /// By itself, in the digest, or not before the opening.
    fn tell(&mut self, subject: &Subject, armed: &Armed, point: &Point) -> bool {
        let fresh = self.now - point.from <= FRESH;
        // The end of a snooze is an instant of its own.
        let own = point.released.unwrap_or(point.at);
        let silent = !point.at_any_hour && !self.rules.hours.in_frame(own);
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
            due_at: match point.mark.stage {
                // Its mark has when the emergency route raised it.
                Stage::Arrived => armed.due,
                _ => point.mark.due_at.or(armed.due),
            },
            late_on_arrival: point.late_on_arrival,
            urgency: urgency(self.rules, subject.ticket, point.mark.stage),
            quiet: self.quiet(subject, point),
        }
    }

    fn quiet(&self, subject: &Subject, point: &Point) -> Option<Quiet> {
        let of_an_act = point.late_on_arrival || point.mark.stage == Stage::Arrived;
        if subject.in_front {
            Some(Quiet::InFront)
        } else if of_an_act
            && subject
                .my_act_at
                .is_some_and(|act| point.at <= act && act <= self.now + SLACK)
        {
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
/// one about it, it was neither acknowledged nor snoozed, and no clock claimed it that ran ahead.
fn stands(subject: &Subject, heard: &Heard, armed: &[Armed], shown: &Told) -> bool {
    let mark = shown.mark;
    let counts = heard.told.iter().any(|told| told.id == shown.id);
    let acknowledged = heard.acknowledged.last().is_some_and(|one| one.covers >= shown.id);
    let snoozed = heard.snooze.is_some_and(|snooze| snooze.covers >= shown.id);
    if !counts || acknowledged || snoozed {
        return false;
    }
    if mark.stage == Stage::TenantMessage {
        let mut unanswered = subject.ticket.unanswered().iter();
        return unanswered.any(|written| Some(written.at) == mark.due_at);
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
    // Rows that one look has claimed together don't supersede each other.
    holds
        && !heard
            .of_cycle(mark)
            .any(|told| told.id > shown.id && told.at != shown.at)
}

/// What was told and snoozed, once more. Repeats have their own numbers: of them the deadline comes.
fn again(heard: &Heard, mark: Mark) -> Mark {
    let stage = match mark.stage {
        Stage::Repeat => Stage::Due,
        stage => stage,
    };
    let before = heard
        .of_cycle(mark)
        .filter(|told| told.mark.stage == stage && told.mark.due_at == mark.due_at);
    Mark {
        stage,
        n: before.map(|told| told.mark.n + 1).max().unwrap_or(1),
        ..mark
    }
}

fn covers(told: Mark, mark: Mark) -> bool {
    if !same_cycle(told, mark) {
        return false;
    }
    let same_due = told.due_at == mark.due_at;
    match mark.stage {
        // After any notification about a clock, the issue is no longer new, unless the emergency route raises it.
        Stage::Arrived => mark.due_at.is_none() || (told.stage == Stage::Arrived && same_due),
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
