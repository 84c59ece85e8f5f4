//! The cost of a deadline, of a fold, and of a check for notifications.

use std::hint::black_box;

use chrono::TimeDelta;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use desk_domain::clock::Ticket;
use desk_domain::deadline::Rules;
use desk_domain::event::{EventKind, Route, TicketEvent};
use desk_domain::notice::{Mark, Shift, Subject, Told, decide};
use desk_domain::policy::{Clock, Stage};
use desk_domain::priority::Priority;
use desk_domain::time::Instant;

#[path = "../tests/rules/team.rs"]
#[allow(
    dead_code,
    clippy::unwrap_used,
    reason = "the tests' team; not all of it is measured"
)]
mod team;

use team::ONE;

const TICKETS: i32 = 100_000;

/// Every few minutes over ten years, so that the calendar is searched everywhere.
fn starts() -> Vec<Instant> {
    let first = team::at("Mon 2017-01-02 09:00");
    (0..TICKETS).map(|n| first + TimeDelta::minutes(52) * n).collect()
}

fn raised(at: Instant) -> TicketEvent {
    TicketEvent {
        at,
        kind: EventKind::Raised {
            route: Route::Normal,
            tenant: true,
        },
    }
}

/// Raised, triaged, then replies, messages and pauses: twenty events.
fn history() -> Vec<TicketEvent> {
    let start = team::at("Mon 2017-05-22 09:00");
    let kinds = (0..18).map(|n| match n % 4 {
        0 => EventKind::PublicReply { next_update_at: None },
        1 => EventKind::Paused {
            reason: "the tenant sends logs".to_owned(),
            chase_at: None,
        },
        2 => EventKind::TenantMessage { automatic: false },
        _ => EventKind::Note,
    });
    let mut history = vec![raised(start), priority(start, Priority::P2)];
    history.extend(kinds.enumerate().map(|(n, kind)| TicketEvent {
        at: start + TimeDelta::minutes(17) * i32::try_from(n).unwrap_or(0),
        kind,
    }));
    history
}

fn priority(at: Instant, priority: Priority) -> TicketEvent {
    TicketEvent {
        at,
        kind: EventKind::Priority {
            priority,
            in_scope: None,
        },
    }
}

fn tickets(rules: &Rules) -> Vec<Ticket> {
    let ticket = |(n, at): (usize, Instant)| Ticket::fold(rules, &[raised(at), priority(at, Priority::ALL[n % 4])]);
    starts().into_iter().enumerate().map(ticket).collect()
}

fn deadlines(criterion: &mut Criterion) {
    let rules = team::manual_rules();
    let starts = starts();
    criterion.bench_function("one deadline", |bencher| {
        let since = team::at("Thu 2017-04-13 16:45");
        bencher.iter(|| rules.due(black_box(Priority::P2), Clock::Respond, black_box(since)));
    });
    criterion.bench_function("100,000 deadlines over ten years", |bencher| {
        bencher.iter(|| {
            let due = starts
                .iter()
                .map(|since| rules.due(Priority::P2, Clock::Respond, *since));
            due.flatten()
                .map(|due| due.timestamp_millis())
                .fold(0, i64::wrapping_add)
        });
    });
    criterion.bench_function("lay out a calendar", |bencher| {
        bencher.iter_batched(team::manual, team::rules, BatchSize::SmallInput);
    });
}

fn folds(criterion: &mut Criterion) {
    let rules = team::manual_rules();
    let history = history();
    criterion.bench_function("fold 20 events", |bencher| {
        bencher.iter(|| Ticket::fold(rules, black_box(&history)));
    });
}

fn notices(criterion: &mut Criterion) {
    let rules = team::manual_rules();
    let tickets = tickets(rules);
    let now = team::at("Mon 2026-11-23 14:12");
    criterion.bench_function("notices of one ticket", |bencher| {
        bencher.iter(|| decide(rules, [Subject::new(&ONE, black_box(&tickets[2]))], Shift::On, now));
    });
    criterion.bench_function("notices of 100,000 tickets, all late", |bencher| {
        bencher.iter(|| {
            decide(
                rules,
                tickets.iter().map(|ticket| Subject::new(&ONE, ticket)),
                Shift::On,
                now,
            )
        });
    });
}

/// What the program does while nothing is due: every ticket has told that it arrived, and everything else lies ahead.
fn armed(criterion: &mut Criterion) {
    let rules = team::manual_rules();
    let now = team::at("Mon 2026-11-23 14:12");
    let raised_at = |n: i32| now - TimeDelta::milliseconds(10) * (n % 1_000);
    let tickets: Vec<Ticket> = (0..TICKETS)
        .zip(Priority::ALL.into_iter().cycle())
        .map(|(n, set)| Ticket::fold(rules, &[raised(raised_at(n)), priority(raised_at(n), set)]))
        .collect();
    let told = [Told {
        id: 1,
        stage_at: None,
        clock: 0,
        mark: Mark {
            clock: Clock::Respond,
            cycle: 1,
            stage: Stage::Arrived,
            n: 0,
            due_at: None,
        },
        at: now,
        on_screen: false,
    }];
    let look = || {
        let subjects = tickets.iter().map(|ticket| Subject {
            told: &told,
            ..Subject::new(&ONE, ticket)
        });
        decide(rules, subjects, Shift::On, now)
    };
    assert!(look().raise.is_empty() && look().digest.is_none(), "something is due");
    criterion.bench_function("a look at 100,000 armed deadlines, nothing due", |bencher| {
        bencher.iter(look);
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default().sample_size(20);
    targets = deadlines, folds, notices, armed
}
criterion_main!(benches);
