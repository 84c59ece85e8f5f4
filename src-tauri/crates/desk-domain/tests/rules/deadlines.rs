//! Properties of a single deadline and of folding, each compared with an independent way to get the same result.

use chrono::{DateTime, TimeDelta};
use desk_domain::calendar::{Days, Frame, Hours};
use desk_domain::clock::{Standing, Ticket};
use desk_domain::deadline::{Paused, Step, due, explain};
use desk_domain::event::sort;
use desk_domain::policy::Clock;
use desk_domain::priority::Priority;
use desk_domain::support_hours::SupportHours;
use desk_domain::time::{Allowed, ElapsedTime, Instant, WorkingTime};
use proptest::prelude::*;

use crate::history::{any_history, any_instant, events};
use crate::oracle::Oracle;
use crate::team::{HOUR, LONDON, at, every_weekday, frame, manual_hours, manual_rules, said, zone};

fn any_allowed() -> impl Strategy<Value = Allowed> {
    (0..40 * HOUR, any::<bool>()).prop_map(|(millis, working)| {
        if working {
            Allowed::Working(WorkingTime::from_millis(millis))
        } else {
            Allowed::Elapsed(ElapsedTime::from_millis(millis))
        }
    })
}

/// One to three frames a day on some weekdays, among them such that cross midnight, overlap, or end at 24:00.
fn any_hours() -> impl Strategy<Value = Hours> {
    let weekdays = proptest::sample::subsequence(every_weekday(), 1..=7);
    let frame = (weekdays, 0..1440_u16, 1..=1440_u16).prop_map(|(days, from_minute, to_minute)| Frame {
        days: Days::Working(days),
        from_minute,
        to_minute,
    });
    proptest::collection::vec(frame, 1..=3).prop_map(|in_hours| Hours {
        // No clock changes, so that frames may begin and end anywhere.
        zone: "UTC".to_owned(),
        in_hours,
        waking: vec![],
        ..manual_hours()
    })
}

proptest! {
    #[test]
    fn due_never_moves_back_when_the_start_or_the_target_grows(
        start in any_instant(), allowed in any_allowed(), later in 0..100 * HOUR, more in 0..10 * HOUR,
    ) {
        let first = due(&manual_rules().hours, start, allowed).unwrap();
        let started_later = due(&manual_rules().hours, start + TimeDelta::milliseconds(later), allowed).unwrap();
        let longer = due(&manual_rules().hours, start, allowed.with_millis(allowed.millis() + more)).unwrap();
        prop_assert!(first <= started_later);
        prop_assert!(first <= longer);
    }

    #[test]
    fn the_working_time_until_due_is_the_target(start in any_instant(), millis in 0..40 * HOUR) {
        let target = WorkingTime::from_millis(millis);
        let due = manual_rules().hours.add_working(start, target).unwrap();
        prop_assert_eq!(manual_rules().hours.working_between(start, due), target);
    }

    #[test]
    fn the_explanation_sums_to_the_target_and_lands_on_the_deadline(start in any_instant(), allowed in any_allowed()) {
        let mut sum = 0;
        let mut reached = start;
        let mut lands = None;
        for step in explain(&manual_rules().hours, start, allowed) {
            match step {
                Step::Frame { from, to } | Step::Elapsed { from, to } => {
                    prop_assert!(reached <= from && from < to);
                    sum += (to - from).num_milliseconds();
                    reached = to;
                }
                Step::Skipped { date, .. } => prop_assert!(manual_rules().hours.day_off(date).is_some()),
                Step::Lands { at } => lands = Some(at),
                other => prop_assert!(false, "not a step of a single sum: {other:?}"),
            }
        }
        prop_assert_eq!(sum, allowed.millis());
        prop_assert_eq!(lands, due(&manual_rules().hours, start, allowed));
    }

    #[test]
    fn the_oracle_finds_the_same_deadline(start in any_instant(), millis in 1..20 * HOUR) {
        let hours = manual_hours();
        let found = manual_rules().hours.add_working(start, WorkingTime::from_millis(millis)).unwrap();
        let expected = Oracle::new(&hours).add_working(start, millis);
        prop_assert_eq!(found, expected, "{} is not {}", said(found), said(expected));
    }

    #[test]
    fn the_oracle_agrees_on_frames_of_every_shape(
        hours in any_hours(), start in any_instant(), millis in 1..12 * HOUR,
    ) {
        let calendar = SupportHours::new(&hours).unwrap();
        let oracle = Oracle::new(&hours);
        let end = start + TimeDelta::days(2);
        prop_assert_eq!(
            calendar.working_between(start, end).millis(),
            oracle.working_between(start, end)
        );
        prop_assert_eq!(
            calendar.add_working(start, WorkingTime::from_millis(millis)).unwrap(),
            oracle.add_working(start, millis)
        );
    }

    #[test]
    fn the_oracle_agrees_in_other_zones(
        name in proptest::sample::select(vec![
            "Australia/Lord_Howe", "Pacific/Apia", "Europe/Dublin", "America/New_York", "Africa/Casablanca",
        ]),
        start in any_instant(),
        millis in 1..12 * HOUR,
    ) {
        let hours = Hours { zone: name.to_owned(), ..manual_hours() };
        let calendar = SupportHours::new(&hours).unwrap();
        prop_assert_eq!(
            calendar.add_working(start, WorkingTime::from_millis(millis)).unwrap(),
            Oracle::new(&hours).add_working(start, millis)
        );
    }
}

#[test]
fn f51_both_clock_changes_of_every_year_until_2037() {
    let hours = manual_hours();
    let oracle = Oracle::new(&hours);
    let mut changes = 0;
    for change in clock_changes(LONDON) {
        changes += 1;
        // From two days before the change to one after it, at odd minutes; the targets reach across it.
        for step in 0..24 {
            let start = change - TimeDelta::days(2) + TimeDelta::minutes(step * 181);
            for minutes in [30, 120, 480] {
                let found = manual_rules()
                    .hours
                    .add_working(start, WorkingTime::from_minutes(minutes))
                    .unwrap();
                assert_eq!(
                    found,
                    oracle.add_working(start, minutes * 60_000),
                    "from {}",
                    said(start)
                );
            }
        }
    }
    assert_eq!(changes, 2 * 21);
}

#[test]
fn f51_frames_right_around_the_change_lose_and_gain_the_hour() {
    // Cover on every night from 23:00 to 04:00: four hours when the clocks go forward, six when they go back.
    let hours = Hours {
        in_hours: vec![frame(Days::Every, "23:00", "04:00")],
        ..manual_hours()
    };
    let calendar = SupportHours::new(&hours).unwrap();
    for (number, change) in clock_changes(LONDON).enumerate() {
        let worked = calendar.working_between(change - TimeDelta::hours(12), change + TimeDelta::hours(12));
        let expected = if number % 2 == 0 { 4 } else { 6 };
        assert_eq!(worked.millis(), expected * HOUR, "around {}", said(change));
    }
}

/// The instants from 2017 to 2037 at which the zone's clocks change, in order.
fn clock_changes(name: &str) -> impl Iterator<Item = Instant> {
    let zone = zone(name);
    let first: jiff::Timestamp = "2017-01-01T00:00:00Z".parse().unwrap();
    let end: jiff::Timestamp = "2038-01-01T00:00:00Z".parse().unwrap();
    let changes: Vec<Instant> = zone
        .following(first)
        .map(|transition| transition.timestamp())
        .take_while(|change| *change < end)
        .map(|change| DateTime::from_timestamp_millis(change.as_millisecond()).unwrap())
        .collect();
    changes.into_iter()
}

// Folding.

proptest! {
    #[test]
    fn folding_in_two_parts_changes_nothing(history in any_history(), part in 0.0..1.0_f64) {
        let cut = (history.len() as f64 * part) as usize;
        let mut parts = Ticket::fold(manual_rules(), &history[..cut]);
        for event in &history[cut..] {
            parts.apply(manual_rules(), event);
        }
        prop_assert_eq!(parts, Ticket::fold(manual_rules(), &history));
    }

    #[test]
    fn a_shuffled_and_sorted_history_changes_nothing(
        (history, shuffled) in any_history().prop_flat_map(|history| (Just(history.clone()), Just(history).prop_shuffle())),
    ) {
        let mut sorted = shuffled;
        sort(&mut sorted);
        prop_assert_eq!(Ticket::fold(manual_rules(), &sorted), Ticket::fold(manual_rules(), &history));
    }

    #[test]
    fn what_the_readings_say_fits_together(history in any_history(), later in 0..72 * HOUR) {
        let ticket = Ticket::fold(manual_rules(), &history);
        let now = history.last().unwrap().at + TimeDelta::milliseconds(later);
        for clock in [Clock::Respond, Clock::Update, Clock::Triage] {
            let open = ticket.cycles().iter().filter(|cycle| cycle.clock() == clock && cycle.is_open());
            prop_assert!(open.count() <= 1, "two open cycles of one clock");
        }
        for reading in ticket.readings(manual_rules(), now) {
            prop_assert_eq!(reading.standing.is_open(), reading.ended_at.is_none());
            match reading.standing {
                Standing::Breached => prop_assert!(reading.due_at.unwrap() < now && reading.breached_at.is_some()),
                Standing::AtRisk => prop_assert!(reading.due_at.unwrap() >= now && reading.used.unwrap() >= 0.8 - 1e-9),
                Standing::Running => prop_assert!(reading.used.is_none_or(|used| used < 0.8 + 1e-9)),
                Standing::Paused => prop_assert_eq!(reading.due_at, None),
                Standing::Met | Standing::Stopped => {
                    prop_assert_eq!(reading.breached_at, None);
                    prop_assert!(reading.due_at.is_none_or(|due| reading.ended_at.unwrap() <= due));
                }
                Standing::Missed => prop_assert!(reading.breached_at.is_some()),
            }
        }
    }

    #[test]
    fn what_the_engine_explains_it_also_computes(history in any_history()) {
        let ticket = Ticket::fold(manual_rules(), &history);
        for cycle in ticket.cycles().iter().filter(|cycle| cycle.is_open()) {
            let lands = ticket.explain(manual_rules(), cycle).into_iter().find_map(|step| match step {
                Step::Lands { at } => Some(at),
                _ => None,
            });
            prop_assert_eq!(lands, ticket.stage_at(manual_rules(), cycle, 1, 1));
        }
    }
}

// The explanation of one cycle as a reader sees it.

#[test]
fn the_sum_over_easter_names_every_day_left_out() {
    let steps = manual_rules().explain(Priority::P2, Clock::Respond, at("Thu 2017-04-13 16:45"));
    let told: Vec<String> = steps.iter().map(step_said).collect();
    assert_eq!(
        told,
        [
            "raised Thu 2017-04-13 16:45, in hours",
            "target 30 min in hours",
            "Thu 2017-04-13 16:45 to Thu 2017-04-13 17:00",
            "2017-04-14: Good Friday",
            "2017-04-15: no support hours that day of the week",
            "2017-04-16: no support hours that day of the week",
            "2017-04-17: Easter Monday",
            "Tue 2017-04-18 09:00 to Tue 2017-04-18 09:15",
            "due Tue 2017-04-18 09:15",
        ]
    );
}

#[test]
fn the_sum_of_an_update_takes_the_pause_out() {
    let history = events(
        "Mon 2017-05-22 10:00 raised
         10:02 P2
         10:10 replied
         11:10 paused
         15:00 tenant writes",
    );
    let ticket = Ticket::fold(manual_rules(), &history);
    let update = ticket.cycles().last().unwrap();
    let told: Vec<String> = ticket.explain(manual_rules(), update).iter().map(step_said).collect();
    assert_eq!(
        told,
        [
            "raised Mon 2017-05-22 10:10, in hours",
            "target 120 min in hours",
            "Mon 2017-05-22 10:10 to Mon 2017-05-22 11:10",
            "paused Mon 2017-05-22 11:10 to Mon 2017-05-22 15:00",
            "Mon 2017-05-22 15:00 to Mon 2017-05-22 16:00",
            "due Mon 2017-05-22 16:00",
        ]
    );
}

#[test]
fn the_sum_of_a_promise_and_of_what_is_out_of_scope_say_so() {
    let promised = events("Mon 2017-05-22 10:00 raised\n 10:02 P2\n 10:10 replied, next update 11:00");
    let ticket = Ticket::fold(manual_rules(), &promised);
    let told: Vec<String> = ticket
        .explain(manual_rules(), ticket.cycles().last().unwrap())
        .iter()
        .map(step_said)
        .collect();
    assert_eq!(
        told.last_chunk::<2>().unwrap(),
        &["told Mon 2017-05-22 11:00", "due Mon 2017-05-22 11:00"]
    );

    let out = events("Sat 2017-05-20 12:00 raised\n 12:05 P1, out of scope\n 12:10 replied");
    let ticket = Ticket::fold(manual_rules(), &out);
    let told: Vec<String> = ticket
        .explain(manual_rules(), ticket.cycles().last().unwrap())
        .iter()
        .map(step_said)
        .collect();
    assert_eq!(
        told[1],
        "target 60 min at any hour, in working time: not supported out of hours"
    );
    assert_eq!(told.last().unwrap(), "due Mon 2017-05-22 10:00");
}

#[test]
fn the_sum_of_a_finished_clock_is_the_one_it_was_judged_by() {
    let rules = manual_rules();
    let first = |history: &str| {
        let ticket = Ticket::fold(rules, &events(history));
        let cycle = ticket.cycles().first().unwrap();
        let reading = ticket.reading(rules, cycle, at("Sun 2017-05-28 12:00"));
        let steps = ticket.explain(rules, cycle);
        let target = steps
            .iter()
            .find(|step| matches!(step, Step::Target { .. }))
            .map(step_said);
        let lands = steps.last().map(step_said);
        (
            said(reading.started_at),
            target.unwrap(),
            lands.unwrap(),
            reading.due_at.map(said).unwrap(),
        )
    };
    let (started, target, lands, due) = first("Wed 2017-05-24 10:00 raised\n 10:05 P2\n 10:10 replied\n 10:20 P4");
    assert_eq!(
        (started.as_str(), target.as_str()),
        ("Wed 2017-05-24 10:00", "target 30 min in hours")
    );
    assert_eq!((lands, due.as_str()), (format!("due {due}"), "Wed 2017-05-24 10:30"));
    // If a ticket is put out of scope afterwards, clocks that have ended keep their start.
    let scope = "Wed 2017-05-24 20:00 raised by emergency mail\n 20:10 replied\n 20:20 P1, out of scope";
    let (started, _, lands, due) = first(scope);
    assert_eq!(started, "Wed 2017-05-24 20:00");
    assert_eq!((lands, due.as_str()), (format!("due {due}"), "Wed 2017-05-24 20:40"));
    // Answered before there was a priority: judged by the first one set after it.
    let (_, target, lands, due) = first("Wed 2017-05-24 10:00 raised\n 10:10 replied\n 10:20 P2\n 10:30 P4");
    assert_eq!(target, "target 30 min in hours");
    assert_eq!((lands, due.as_str()), (format!("due {due}"), "Wed 2017-05-24 10:30"));
}

fn step_said(step: &Step) -> String {
    match step {
        Step::Start { at, class } => format!("raised {}, {}", said(*at), class.said()),
        Step::Opening { at } => format!("opening {}", said(*at)),
        Step::Target { said } => format!("target {said}"),
        Step::Frame { from, to } | Step::Elapsed { from, to } => format!("{} to {}", said(*from), said(*to)),
        Step::Skipped { date, why } => format!("{date}: {why}"),
        Step::Paused { from, to, of } => format!(
            "{} {} to {}",
            match of {
                Paused::Ticket => "paused",
                Paused::Incident => "incident paused",
            },
            said(*from),
            to.map_or("now".to_owned(), said)
        ),
        Step::Promised { at } => format!("told {}", said(*at)),
        Step::Lands { at } => format!("due {}", said(*at)),
    }
}
