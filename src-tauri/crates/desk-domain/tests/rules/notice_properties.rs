//! Properties of notifications that hold whatever happens and whenever a check runs.

use chrono::TimeDelta;
use desk_domain::calendar::HoursClass;
use desk_domain::clock::Ticket;
use desk_domain::deadline::{Rules, due};
use desk_domain::event::{EventKind, Route, TicketEvent};
use desk_domain::ids::TicketId;
use desk_domain::notice::{Acknowledged, Decision, Mark, Notice, Shift, Snooze, Subject, Told, decide};
use desk_domain::policy::{Clock, Stage};
use desk_domain::priority::Priority;
use desk_domain::set_clock::{ClockSet, ClockSets};
use desk_domain::time::Instant;
use proptest::prelude::*;

use crate::history::{any_history, any_instant, any_priority};
use crate::team::{HOUR, ONE, at, manual_rules, own};

const MINUTE: i64 = 60_000;

/// The ledger of one ticket.
#[derive(Default)]
struct Ledger {
    told: Vec<Told>,
    acknowledged: Vec<Acknowledged>,
    snoozed: Vec<Snooze>,
    clock_sets: Vec<ClockSet>,
}

impl Ledger {
    fn decide(&self, ticket: &Ticket, now: Instant) -> Decision {
        let subject = Subject {
            told: &self.told,
            acknowledged: &self.acknowledged,
            snoozed: &self.snoozed,
            clock_sets: &self.clock_sets,
            ..Subject::new(&ONE, ticket)
        };
        decide(manual_rules(), [subject], Shift::On, now)
    }

    /// Decides, claims and returns the notifications.
    fn look(&mut self, ticket: &Ticket, now: Instant) -> Vec<Notice> {
        let decision = self.decide(ticket, now);
        for shown in &decision.withdraw {
            let told = self.told.iter_mut().find(|told| told.id == shown.id);
            told.expect("only what was told is withdrawn").on_screen = false;
        }
        for key in &decision.skipped {
            self.claim(key.mark, now, false);
        }
        let notices: Vec<Notice> = all_told(&decision).cloned().collect();
        for notice in &notices {
            self.claim_at(notice.key.mark, Some(notice.at), now, true);
        }
        notices
    }

    fn claim(&mut self, mark: Mark, at: Instant, on_screen: bool) {
        self.claim_at(mark, None, at, on_screen);
    }

    fn claim_at(&mut self, mark: Mark, stage_at: Option<Instant>, at: Instant, on_screen: bool) {
        let ahead = |told: &Told| !ClockSets(&self.clock_sets).counts(told.at, told.clock);
        assert!(
            self.told.iter().all(|told| told.mark != mark || ahead(told)),
            "claimed twice: {mark:?}"
        );
        self.told.push(Told {
            id: self.last() + 1,
            mark,
            stage_at,
            at,
            clock: self.clock(),
            on_screen,
        });
    }

    fn last(&self) -> i64 {
        self.told.last().map_or(0, |told| told.id)
    }

    fn clock(&self) -> i64 {
        self.clock_sets.last().map_or(0, |set| set.number)
    }

    /// The clock, which shows `was`, is set to `now`.
    fn set_clock(&mut self, was: Instant, now: Instant) {
        let number = self.clock() + 1;
        self.clock_sets.push(ClockSet {
            number,
            was: Some(was),
            now,
        });
    }

    fn acknowledge(&mut self, at: Instant) {
        let (clock, covers) = (self.clock(), self.last());
        self.acknowledged.push(Acknowledged { at, clock, covers });
    }

    fn snooze(&mut self, at: Instant, until: Instant) {
        let (clock, covers) = (self.clock(), self.last());
        self.snoozed.push(Snooze {
            at,
            clock,
            until,
            covers,
        });
    }
}

fn all_told(decision: &Decision) -> impl Iterator<Item = &Notice> {
    let items = decision.digest.iter().flat_map(|digest| &digest.items);
    decision.raise.iter().chain(items)
}

fn says_nothing(decision: &Decision) -> bool {
    all_told(decision).next().is_none() && decision.skipped.is_empty() && decision.withdraw.is_empty()
}

/// A ticket with one open clock, Respond at a priority, and its stages found without the code under test.
#[derive(Debug, Clone)]
struct Single {
    ticket: Ticket,
    raised: Instant,
    priority: Priority,
}

impl Single {
    fn new(raised: Instant, triaged_after: i64, priority: Priority) -> Self {
        let history = [
            TicketEvent {
                at: raised,
                kind: EventKind::Raised {
                    route: Route::Normal,
                    tenant: true,
                },
            },
            TicketEvent {
                at: raised + TimeDelta::milliseconds(triaged_after),
                kind: EventKind::Priority {
                    priority,
                    in_scope: None,
                },
            },
        ];
        Self {
            ticket: Ticket::fold(manual_rules(), &history),
            raised,
            priority,
        }
    }

    /// A P1 by the emergency route.
    fn raised_at_any_hour(raised: Instant, rules: &Rules) -> Ticket {
        let kind = EventKind::Raised {
            route: Route::Emergency,
            tenant: true,
        };
        Ticket::fold(rules, &[TicketEvent { at: raised, kind }])
    }

    fn after(&self, part: i64, whole: i64) -> Instant {
        let target = manual_rules()
            .target(self.priority, Clock::Respond, self.raised)
            .unwrap();
        let share = target.allowed.with_millis(target.allowed.millis() * part / whole);
        due(&manual_rules().hours, self.raised, share).unwrap()
    }

    fn due(&self) -> Instant {
        self.after(1, 1)
    }

    /// Stage, number and instant of every notification until `end`, in order, without the morning line.
    fn stages(&self, end: Instant) -> Vec<(Stage, u32, Instant)> {
        let mut stages = Vec::new();
        if manual_rules().hours.in_frame(self.raised) {
            stages.push((Stage::Arrived, 0, self.raised));
        }
        if self.priority <= Priority::P2 {
            stages.push((Stage::Half, 0, self.after(1, 2)));
        }
        if self.priority <= Priority::P3 {
            stages.push((Stage::FourFifths, 0, self.after(4, 5)));
        }
        stages.push((Stage::Due, 0, self.due()));
        if self.priority == Priority::P1 {
            stages.extend((1..).map_while(|n: u32| {
                let at = self.due() + TimeDelta::minutes(10) * i32::try_from(n).unwrap();
                (at <= end).then_some((Stage::Repeat, n, at))
            }));
        }
        stages.retain(|(_, _, at)| *at <= end);
        stages
    }

    fn is_told_now(&self, now: Instant) -> bool {
        self.priority == Priority::P1 || manual_rules().hours.class_at(now) == HoursClass::InHours
    }
}

fn any_single() -> impl Strategy<Value = Single> {
    (any_instant(), 0..5 * MINUTE, any_priority())
        .prop_map(|(raised, triaged_after, priority)| Single::new(raised, triaged_after, priority))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn steps_of_at_most_a_minute_tell_each_stage_once_and_never_early(
        single in any_single(),
        steps in proptest::collection::vec(1..=MINUTE, 50),
    ) {
        let mut ledger = Ledger::default();
        let mut told = Vec::new();
        let end = single.due() + TimeDelta::minutes(35);
        let mut now = single.raised;
        for step in steps.iter().cycle() {
            for notice in ledger.look(&single.ticket, now) {
                prop_assert!(notice.at <= now && now - notice.at <= TimeDelta::minutes(1), "{notice:?} at {now}");
                told.push((notice.key.mark.stage, notice.key.mark.n, notice.at));
            }
            if now >= end {
                break;
            }
            now = (now + TimeDelta::milliseconds(*step)).min(end);
        }
        told.retain(|(stage, ..)| *stage != Stage::Digest);
        prop_assert_eq!(told, single.stages(end));
    }

    #[test]
    fn after_any_gap_the_latest_stage_is_told_or_waits_for_the_opening(
        single in any_single(),
        gaps in proptest::collection::vec(1..30 * HOUR, 1..12),
    ) {
        let mut ledger = Ledger::default();
        let mut now = single.raised;
        for gap in gaps {
            now += TimeDelta::milliseconds(gap);
            let told = ledger.look(&single.ticket, now);
            prop_assert!(told.len() <= 1, "one clock says at most one thing: {told:?}");
            let Some((stage, n, _)) = single.stages(now).pop() else { continue };
            let claimed = |told: &Told| told.mark.stage == stage && told.mark.n == n;
            if single.is_told_now(now) {
                prop_assert!(ledger.told.iter().any(claimed), "{stage:?} {n} is not told at {now}");
            }
            for notice in told.iter().filter(|notice| notice.key.mark.stage != Stage::Digest) {
                prop_assert_eq!((notice.key.mark.stage, notice.key.mark.n), (stage, n));
            }
        }
    }

    #[test]
    fn the_next_look_is_when_something_is_to_be_told_and_not_later(single in any_single(), looks in 1..20) {
        let mut ledger = Ledger::default();
        let mut now = single.raised;
        for _ in 0..looks {
            ledger.look(&single.ticket, now);
            let Some(next) = ledger.decide(&single.ticket, now).look_again_at else { break };
            prop_assert!(next > now);
            let just_before = ledger.decide(&single.ticket, next - TimeDelta::milliseconds(1));
            prop_assert!(says_nothing(&just_before), "missed before {next}: {just_before:?}");
            prop_assert!(!says_nothing(&ledger.decide(&single.ticket, next)), "nothing to tell at {next}");
            now = next;
        }
    }
}

/// What somebody does between two looks.
#[derive(Debug, Clone, Copy)]
enum Act {
    Nothing,
    Acknowledge,
    Snooze(i64),
}

fn any_looks() -> impl Strategy<Value = Vec<(i64, Act)>> {
    let act = prop_oneof![
        6 => Just(Act::Nothing),
        1 => Just(Act::Acknowledge),
        1 => (1..90_i64).prop_map(Act::Snooze),
    ];
    proptest::collection::vec((prop_oneof![1..5 * MINUTE, 1..20 * HOUR], act), 1..40)
}

proptest! {
    #[test]
    fn whatever_happens_nothing_is_told_twice_early_or_of_a_finished_clock(
        history in any_history(), looks in any_looks(),
    ) {
        let mut ledger = Ledger::default();
        let mut now = history[0].at;
        for (gap, act) in looks {
            now += TimeDelta::milliseconds(gap);
            let known: Vec<_> = history.iter().filter(|event| event.at <= now).cloned().collect();
            let ticket = Ticket::fold(manual_rules(), &known);
            // `look` asserts that nothing is claimed twice.
            for notice in ledger.look(&ticket, now) {
                let mark = notice.key.mark;
                prop_assert!(notice.at <= now, "early: {notice:?}");
                let runs = ticket.cycles().iter().any(|cycle| {
                    cycle.is_open() && cycle.clock() == mark.clock && cycle.number() == mark.cycle
                });
                let waits = ticket.unanswered().iter().any(|written| Some(written.at) == mark.due_at);
                let stands = if mark.stage == Stage::TenantMessage { waits } else { runs };
                prop_assert!(stands, "not running, or answered: {notice:?}");
            }
            let again = ledger.decide(&ticket, now);
            prop_assert!(says_nothing(&again), "told twice at one instant: {again:?}");
            match act {
                Act::Nothing => {}
                Act::Acknowledge => ledger.acknowledge(now),
                Act::Snooze(minutes) => ledger.snooze(now, now + TimeDelta::minutes(minutes)),
            }
        }
    }

    #[test]
    fn f50_whatever_a_clock_shows_nothing_that_counts_is_claimed_again(history in any_history(), looks in any_looks()) {
        let ticket = Ticket::fold(manual_rules(), &history);
        let mut ledger = Ledger::default();
        let start = history.last().unwrap().at;
        let mut now = start;
        for (number, (gap, _)) in looks.into_iter().enumerate() {
            // Two steps forward, one back.
            let direction = if number % 3 == 2 { -1 } else { 1 };
            let was = now;
            now = (now + TimeDelta::milliseconds(gap * direction)).max(start);
            if now < was {
                ledger.set_clock(was, now);
            }
            ledger.look(&ticket, now);
            let again = ledger.decide(&ticket, now);
            prop_assert!(says_nothing(&again), "told twice at one instant: {again:?}");
        }
    }
}

#[test]
fn r24_09_after_a_clock_was_set_back_what_it_claimed_ahead_comes_at_its_instant() {
    // Asleep until the third repeat (10:50); then the clock is set back to before the second.
    let single = Single::new(at("Mon 2017-05-22 10:00"), 0, Priority::P1);
    let mut ledger = Ledger::default();
    let told = ledger.look(&single.ticket, at("Mon 2017-05-22 10:55"));
    assert_eq!((told[0].key.mark.stage, told[0].key.mark.n), (Stage::Repeat, 3));
    // Nobody has written down that it was set: what lies ahead of it doesn't count all the same.
    let found = ledger.decide(&single.ticket, at("Mon 2017-05-22 10:35"));
    assert_eq!(all_told(&found).next().unwrap().key.mark.n, 1);
    ledger.set_clock(at("Mon 2017-05-22 10:56"), at("Mon 2017-05-22 10:35"));
    for (now, n) in [("10:35", 1), ("10:40", 2), ("10:50", 3), ("11:00", 4)] {
        let told = ledger.look(&single.ticket, at(&format!("Mon 2017-05-22 {now}")));
        assert_eq!(
            told.iter().map(|notice| notice.key.mark.n).collect::<Vec<_>>(),
            [n],
            "{now}"
        );
    }
}

#[test]
fn r24_09_a_clock_that_was_behind_for_a_moment_tells_nothing_again() {
    // A start with the wrong clock, five hours behind, until the network's time sets it right.
    let single = Single::new(at("Mon 2017-05-22 10:00"), 0, Priority::P2);
    let mut ledger = Ledger::default();
    assert_eq!(ledger.look(&single.ticket, at("Mon 2017-05-22 10:30")).len(), 1);
    ledger.set_clock(at("Mon 2017-05-22 15:00"), at("Mon 2017-05-22 10:00"));
    let behind = ledger.decide(&single.ticket, at("Mon 2017-05-22 10:00:20"));
    assert_eq!(behind.withdraw.len(), 1, "it says what is not yet true");
    ledger.set_clock(at("Mon 2017-05-22 10:00:30"), at("Mon 2017-05-22 15:00:30"));
    assert_eq!(ledger.look(&single.ticket, at("Mon 2017-05-22 15:00:30")), []);
}

#[test]
fn r24_09_a_step_of_the_networks_time_tells_nothing_again() {
    let single = Single::new(at("Mon 2017-05-22 10:00"), 0, Priority::P1);
    let mut ledger = Ledger::default();
    assert_eq!(ledger.look(&single.ticket, at("Mon 2017-05-22 10:20")).len(), 1);
    ledger.set_clock(at("Mon 2017-05-22 10:20:02"), at("Mon 2017-05-22 10:19:30"));
    assert_eq!(ledger.look(&single.ticket, at("Mon 2017-05-22 10:20")), []);
    assert_eq!(ledger.look(&single.ticket, at("Mon 2017-05-22 10:30"))[0].key.mark.n, 1);
}

#[test]
fn f50_an_acknowledgement_after_the_clock_was_set_back_rests_the_repeats_for_half_an_hour_and_no_longer() {
    // The clock ran two hours ahead, so repeat 12 was shown. Then the clock was corrected, repeat 2 came, and the P1 was
    // acknowledged.
    let single = Single::new(at("Mon 2017-05-22 10:00"), 0, Priority::P1);
    let mut ledger = Ledger::default();
    let ahead = ledger.look(&single.ticket, at("Mon 2017-05-22 12:25"));
    assert_eq!((ahead[0].key.mark.stage, ahead[0].key.mark.n), (Stage::Repeat, 12));
    ledger.set_clock(at("Mon 2017-05-22 12:25"), at("Mon 2017-05-22 10:40"));
    ledger.look(&single.ticket, at("Mon 2017-05-22 10:40"));
    ledger.acknowledge(at("Mon 2017-05-22 10:40"));
    let rests = ledger.decide(&single.ticket, at("Mon 2017-05-22 10:41"));
    assert_eq!(rests.look_again_at, Some(at("Mon 2017-05-22 11:10")));
    assert_eq!(rests.withdraw.len(), 1, "what it covers is taken off the screen");
    let again = ledger.look(&single.ticket, at("Mon 2017-05-22 11:10"));
    assert_eq!((again[0].key.mark.stage, again[0].key.mark.n), (Stage::Repeat, 3));
}

#[test]
fn r24_09_an_acknowledgement_made_while_the_clock_ran_ahead_rests_for_half_an_hour() {
    let single = Single::new(at("Mon 2017-05-22 10:00"), 0, Priority::P1);
    let mut ledger = Ledger::default();
    ledger.look(&single.ticket, at("Mon 2017-05-22 10:20"));
    ledger.set_clock(at("Mon 2017-05-22 10:22"), at("Tue 2017-05-23 10:22"));
    ledger.look(&single.ticket, at("Tue 2017-05-23 10:22"));
    ledger.acknowledge(at("Tue 2017-05-23 10:23"));
    ledger.set_clock(at("Tue 2017-05-23 10:25"), at("Mon 2017-05-22 10:25"));
    let rests = ledger.decide(&single.ticket, at("Mon 2017-05-22 10:25"));
    assert_eq!(
        (all_told(&rests).count(), rests.look_again_at),
        (0, Some(at("Mon 2017-05-22 10:53")))
    );
}

#[test]
fn r24_10_a_snooze_holds_for_the_minutes_asked_for_however_the_clock_is_set() {
    let told = |to: &str, seen: bool| {
        let single = Single::new(at("Mon 2017-05-22 10:00"), 0, Priority::P2);
        let mut ledger = Ledger::default();
        ledger.look(&single.ticket, at("Mon 2017-05-22 11:00"));
        ledger.snooze(at("Mon 2017-05-22 11:01"), at("Mon 2017-05-22 11:11"));
        let to = at(&format!("Mon 2017-05-22 {to}"));
        if seen {
            ledger.set_clock(at("Mon 2017-05-22 11:05"), to);
        }
        let decision = ledger.decide(&single.ticket, to);
        (all_told(&decision).count(), decision.look_again_at)
    };
    // Six of the ten minutes are left, whether the clock is set back or forward.
    let ends = |clock: &str| (0, Some(at(&format!("Mon 2017-05-22 {clock}"))));
    assert_eq!(told("10:40", true), ends("10:46"));
    assert_eq!(told("13:05", true), ends("13:11"));
    // Found set back after a restart: nobody knows how many are left. Rather too early than never.
    assert_eq!(told("10:40", false).0, 1);
}

#[test]
fn f50_in_1970_and_after_2038_nothing_comes_early_and_nothing_breaks() {
    let single = Single::new(at("Mon 2017-05-22 10:00"), 0, Priority::P1);
    let mut ledger = Ledger::default();
    ledger.look(&single.ticket, at("Mon 2017-05-22 10:16"));
    for never_set in ["1970-01-01T00:00:00Z", "2016-01-01T00:00:00Z"] {
        let decision = ledger.decide(&single.ticket, at(never_set));
        assert!(all_told(&decision).next().is_none(), "told in {never_set}");
        let due = at("Mon 2017-05-22 10:20");
        assert!(decision.look_again_at.is_some_and(|at| at <= due), "{decision:?}");
    }
    for far in ["2038-01-19T03:14:08Z", "2045-12-31T23:59:59Z", "2199-01-01T00:00:00Z"] {
        assert_eq!(ledger.look(&single.ticket, at(far)).len(), 1, "one digest in {far}");
        assert!(says_nothing(&ledger.decide(&single.ticket, at(far))));
    }
    // Corrected: what came in the wrong years counts for nothing.
    ledger.set_clock(at("2199-01-01T00:00:01Z"), at("Mon 2017-05-22 10:31"));
    let told = ledger.look(&single.ticket, at("Mon 2017-05-22 10:31"));
    assert_eq!((told[0].key.mark.stage, told[0].key.mark.n), (Stage::Repeat, 1));
}

#[test]
fn f48_eight_hours_of_suspend_across_thirty_deadlines_are_one_digest() {
    // Raised every ten minutes from 09:00; as P2 they are due from 09:30 to 14:20.
    let raised = |number: i32| at("Mon 2017-05-22 09:00") + TimeDelta::minutes(10) * number;
    let tickets: Vec<Ticket> = (0..30)
        .map(|number| Single::new(raised(number), 0, Priority::P2).ticket)
        .collect();
    let ids: Vec<TicketId> = (0..30).map(own).collect();
    let subjects = || ids.iter().zip(&tickets).map(|(id, ticket)| Subject::new(id, ticket));
    let woken = decide(manual_rules(), subjects(), Shift::On, at("Mon 2017-05-22 16:30"));
    assert_eq!(woken.raise, []);
    let items = woken.digest.unwrap().items;
    let told: Vec<TicketId> = items.iter().map(|item| item.key.subject.clone()).collect();
    assert_eq!(told, ids, "each once, the longest late first");
    assert!(items.iter().all(|item| item.key.mark.stage == Stage::Due));
}

#[test]
fn f51_a_p1_over_the_clock_changes_of_every_zone_is_told_by_the_instant() {
    let mut changes = 0;
    for name in jiff::tz::TimeZoneDatabase::bundled().available() {
        let mut policy = crate::team::manual();
        policy.hours.zone = name.as_str().to_owned();
        let rules = crate::team::rules(policy);
        let from: jiff::Timestamp = "2027-01-01T00:00:00Z".parse().unwrap();
        let zone = crate::team::zone(name.as_str());
        for change in zone
            .following(from)
            .take_while(|change| change.timestamp().as_second() < 1_830_297_600)
        {
            changes += 1;
            let change = at(&change.timestamp().to_string());
            let raised = change - TimeDelta::minutes(15);
            let ticket = Single::raised_at_any_hour(raised, &rules);
            let told = told_by_the_minute(&rules, &ticket, raised);
            let target = if rules.hours.class_at(raised) == HoursClass::InHours {
                20
            } else {
                40
            };
            let due = raised + TimeDelta::minutes(target);
            let half = raised + TimeDelta::minutes(target / 2);
            assert_eq!(
                told,
                [(Stage::Arrived, raised), (Stage::Half, half), (Stage::Due, due)],
                "{name:?} {change}"
            );
        }
    }
    assert!(changes > 200, "{changes}");
}

/// Which of three stages comes when, with a check every two minutes.
fn told_by_the_minute(rules: &Rules, ticket: &Ticket, raised: Instant) -> Vec<(Stage, Instant)> {
    let mut ledger = Ledger::default();
    let mut told = Vec::new();
    for minute in 0..=42 {
        let now = raised + TimeDelta::minutes(minute);
        let subject = Subject {
            told: &ledger.told,
            ..Subject::new(&ONE, ticket)
        };
        for notice in decide(rules, [subject], Shift::On, now).raise {
            ledger.claim(notice.key.mark, now, false);
            told.push((notice.key.mark.stage, now));
        }
    }
    told.retain(|(stage, _)| matches!(stage, Stage::Arrived | Stage::Half | Stage::Due));
    told
}

#[test]
fn a_policy_that_moves_a_thousand_deadlines_tells_what_is_late_by_it_once_and_as_one() {
    // Two hours for a P3, until at 11:30 the team decides on one.
    let mut stricter = crate::team::manual();
    stricter.priorities[Priority::P3.index()].respond = crate::team::always(crate::team::working(60));
    let stricter = crate::team::rules(stricter);
    let history = |number: i64| {
        let raised = at("Mon 2017-05-22 10:00") + TimeDelta::milliseconds(number * 600);
        let kinds = [
            EventKind::Raised {
                route: Route::Normal,
                tenant: true,
            },
            EventKind::Priority {
                priority: Priority::P3,
                in_scope: None,
            },
        ];
        kinds.map(|kind| TicketEvent { at: raised, kind })
    };
    let ids: Vec<TicketId> = (0..1000).map(own).collect();
    let folded = |rules| {
        (0..1000)
            .map(|number| Ticket::fold(rules, &history(number)))
            .collect::<Vec<_>>()
    };
    let mut told: Vec<Vec<Told>> = vec![Vec::new(); 1000];
    let mut look = |rules, tickets: &[Ticket], now: Instant| {
        let subjects = ids.iter().zip(tickets).zip(&told);
        let subjects = subjects.map(|((id, ticket), told)| Subject {
            told,
            ..Subject::new(id, ticket)
        });
        let decision = decide(rules, subjects, Shift::On, now);
        for notice in all_told(&decision) {
            let place = ids.binary_search(&notice.key.subject).unwrap();
            let mark = notice.key.mark;
            assert!(told[place].iter().all(|told| told.mark != mark), "twice: {mark:?}");
            let id = told[place].last().map_or(1, |last| last.id + 1);
            told[place].push(Told {
                id,
                mark,
                stage_at: Some(notice.at),
                at: now,
                clock: 0,
                on_screen: false,
            });
        }
        (
            decision.raise.len(),
            decision.digest.map_or(0, |digest| digest.items.len()),
        )
    };
    let (before, after) = (folded(manual_rules()), folded(&stricter));
    let half_past = at("Mon 2017-05-22 11:30");
    assert_eq!(
        look(manual_rules(), &before, at("Mon 2017-05-22 10:10")),
        (100, 900),
        "they have arrived"
    );
    assert_eq!(look(manual_rules(), &before, half_past), (0, 0));
    assert_eq!(
        look(&stricter, &after, half_past),
        (0, 1000),
        "one digest of all that is late now"
    );
    assert_eq!(look(&stricter, &after, half_past), (0, 0));
    // Taken back: the stages that are still ahead come where they were.
    assert_eq!(look(manual_rules(), &before, half_past), (0, 0));
    assert_eq!(look(manual_rules(), &before, at("Mon 2017-05-22 12:10")), (100, 900));
}

#[test]
fn f53_five_hundred_due_in_the_same_second_are_all_told_once() {
    let single = Single::new(at("Mon 2017-05-22 10:00"), 0, Priority::P2);
    let ids: Vec<TicketId> = (0..500).map(own).collect();
    let subjects = || ids.iter().map(|id| Subject::new(id, &single.ticket));
    let at_once = decide(manual_rules(), subjects(), Shift::On, at("Mon 2017-05-22 10:30"));
    let told: std::collections::BTreeSet<&str> =
        at_once.raise.iter().map(|notice| notice.key.subject.as_str()).collect();
    assert_eq!((at_once.raise.len(), told.len()), (500, 500));
    assert!(at_once.raise.iter().all(|notice| notice.key.mark.stage == Stage::Due));
}

#[test]
fn of_several_tickets_the_most_pressing_comes_first_and_what_was_missed_is_one_digest() {
    let raised = at("Mon 2017-05-22 10:00");
    let tickets: Vec<(TicketId, Ticket)> = [Priority::P3, Priority::P2, Priority::P1, Priority::P2]
        .into_iter()
        .zip(0..)
        .map(|(priority, number)| (own(number), Single::new(raised, MINUTE, priority).ticket))
        .collect();
    let subjects = || tickets.iter().map(|(id, ticket)| Subject::new(id, ticket));
    let order = |notices: &[Notice]| {
        notices
            .iter()
            .map(|notice| notice.key.subject.clone())
            .collect::<Vec<_>>()
    };

    let missed = decide(manual_rules(), subjects(), Shift::On, at("Mon 2017-05-22 14:05"));
    assert_eq!(missed.raise, []);
    let digest = missed.digest.unwrap();
    assert!(digest.pops_up());
    assert_eq!(order(&digest.items), ["local/2", "local/1", "local/3", "local/0"]);

    // Nobody on shift and nothing mine: the digest is claimed, but nothing pops up.
    let off = decide(manual_rules(), subjects(), Shift::Off, at("Mon 2017-05-22 14:05"));
    assert!(!off.digest.unwrap().pops_up());

    let fresh = decide(manual_rules(), subjects(), Shift::On, at("Mon 2017-05-22 10:00:30"));
    assert_eq!(order(&fresh.raise), ["local/2", "local/1", "local/3", "local/0"]);
    assert_eq!(fresh.digest, None);
}
