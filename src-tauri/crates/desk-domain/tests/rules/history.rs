//! Reads stories in words into events: one line each, such as `Mon 2017-05-22 10:00 raised`. The day can be left out if
//! it is the same as in the line before. Also generates random histories for properties.

use chrono::{DateTime, TimeDelta};
use desk_domain::event::{EventKind, Route, TicketEvent};
use desk_domain::priority::Priority;
use desk_domain::time::Instant;
use proptest::prelude::*;

use crate::team::{HOUR, at, priority};

/// What happened to a ticket, and what the engineer did about its notifications.
#[derive(Debug, Default)]
pub(crate) struct Story {
    pub(crate) events: Vec<TicketEvent>,
    pub(crate) acknowledged: Vec<Instant>,
    /// From, until.
    pub(crate) snoozed: Vec<(Instant, Instant)>,
}

/// Reads a story.
pub(crate) fn story(text: &str) -> Story {
    let mut story = Story::default();
    let mut day = String::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let (when, what) = split_time(line, &mut day);
        match what.split_whitespace().collect::<Vec<_>>().as_slice() {
            ["acknowledged"] => story.acknowledged.push(when),
            ["snoozed", minutes] => {
                let held = TimeDelta::minutes(minutes.parse().unwrap());
                story.snoozed.push((when, when + held));
            }
            _ => story.events.push(TicketEvent {
                at: when,
                kind: kind(&what, &day),
            }),
        }
    }
    story
}

pub(crate) fn events(text: &str) -> Vec<TicketEvent> {
    story(text).events
}

/// The lines of a block, trimmed, to compare the result of a story.
pub(crate) fn lines(text: &str) -> Vec<String> {
    text.lines()
        .map(|line| line.trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

fn split_time(line: &str, day: &mut String) -> (Instant, String) {
    let words: Vec<&str> = line.split_whitespace().collect();
    let rest = if words[0].contains(':') {
        words.as_slice()
    } else {
        *day = words[..2].join(" ");
        &words[2..]
    };
    let in_zone = matches!(rest.get(1), Some(&"GMT" | &"BST"));
    let (time, what) = rest.split_at(if in_zone { 2 } else { 1 });
    (at(&format!("{day} {}", time.join(" "))), what.join(" "))
}

fn kind(what: &str, day: &str) -> EventKind {
    let later = |when: &str| Some(split_time(when, &mut day.to_owned()).0);
    let raised = |route, tenant| EventKind::Raised { route, tenant };
    let set = |word: &str, in_scope| EventKind::Priority {
        priority: priority(word),
        in_scope,
    };
    match what {
        "raised" => raised(Route::Normal, true),
        "raised by emergency mail" => raised(Route::Emergency, true),
        "raised by a page" => raised(Route::Emergency, false),
        "raised by an alert" => raised(Route::Normal, false),
        "replied" => EventKind::PublicReply { next_update_at: None },
        "told on Slack" => EventKind::Told { next_update_at: None },
        "tenant writes" => EventKind::TenantMessage { automatic: false },
        "out-of-office mail" => EventKind::TenantMessage { automatic: true },
        "note" => EventKind::Note,
        "work started" => EventKind::Started,
        "work not started" => EventKind::NotStarted,
        "paused" => EventKind::Paused {
            reason: "the tenant sends logs".to_owned(),
            chase_at: None,
        },
        "resumed" => EventKind::Resumed,
        "resolved" => EventKind::Resolved,
        "reopened" => EventKind::Reopened,
        "nothing needed" => EventKind::NotNeeded {
            reason: "they said thanks".to_owned(),
        },
        "incident goes on" => EventKind::IncidentContinued,
        _ => {
            if let Some(when) = what.strip_prefix("replied, next update ") {
                EventKind::PublicReply {
                    next_update_at: later(when),
                }
            } else if let Some(when) = what.strip_prefix("incident paused until ") {
                EventKind::IncidentPaused {
                    continues_at: split_time(when, &mut day.to_owned()).0,
                }
            } else if let Some(when) = what.strip_prefix("paused until ") {
                EventKind::Paused {
                    reason: "the tenant is on leave".to_owned(),
                    chase_at: later(when),
                }
            } else if let Some(word) = what.strip_suffix(", out of scope") {
                set(word, Some(false))
            } else if let Some(word) = what.strip_suffix(", in scope") {
                set(word, Some(true))
            } else {
                set(what, None)
            }
        }
    }
}

pub(crate) fn any_instant() -> impl Strategy<Value = Instant> {
    let from = at("Sun 2017-01-01 00:00").timestamp_millis();
    let to = at("Thu 2037-12-31 00:00").timestamp_millis();
    (from..to).prop_map(|millis| DateTime::from_timestamp_millis(millis).unwrap())
}

pub(crate) fn any_priority() -> impl Strategy<Value = Priority> {
    proptest::sample::select(Priority::ALL.to_vec())
}

fn any_kind() -> impl Strategy<Value = EventKind> {
    prop_oneof![
        1 => (any::<bool>(), any::<bool>()).prop_map(|(emergency, tenant)| EventKind::Raised {
            route: if emergency { Route::Emergency } else { Route::Normal },
            tenant,
        }),
        3 => (any_priority(), proptest::option::of(any::<bool>()))
            .prop_map(|(priority, in_scope)| EventKind::Priority { priority, in_scope }),
        3 => proptest::option::of(any_instant()).prop_map(|next_update_at| EventKind::PublicReply { next_update_at }),
        1 => Just(EventKind::Told { next_update_at: None }),
        3 => any::<bool>().prop_map(|automatic| EventKind::TenantMessage { automatic }),
        1 => Just(EventKind::Note),
        1 => Just(EventKind::Started),
        3 => Just(EventKind::Paused { reason: "waiting".to_owned(), chase_at: None }),
        2 => Just(EventKind::Resumed),
        2 => Just(EventKind::Resolved),
        1 => Just(EventKind::Reopened),
        1 => Just(EventKind::NotNeeded { reason: "thanks".to_owned() }),
        1 => any_instant().prop_map(|continues_at| EventKind::IncidentPaused { continues_at }),
        1 => Just(EventKind::IncidentContinued),
    ]
}

/// A ticket's life: raised, then up to a dozen events with up to a day between them.
pub(crate) fn any_history() -> impl Strategy<Value = Vec<TicketEvent>> {
    let later = proptest::collection::vec((1..24 * HOUR, any_kind()), 0..12);
    (any_instant(), any::<bool>(), later).prop_map(|(raised, tenant, later)| {
        let mut at = raised;
        let mut history = vec![TicketEvent {
            at,
            kind: EventKind::Raised {
                route: Route::Normal,
                tenant,
            },
        }];
        for (gap, kind) in later {
            at += TimeDelta::milliseconds(gap);
            history.push(TicketEvent {
                at,
                kind: promised_soon(kind, at),
            });
        }
        history
    })
}

/// A promise within the next six hours, since any instant of twenty years would never be one.
fn promised_soon(kind: EventKind, at: Instant) -> EventKind {
    match kind {
        EventKind::PublicReply {
            next_update_at: Some(any),
        } => EventKind::PublicReply {
            next_update_at: Some(at + TimeDelta::milliseconds(any.timestamp_millis().rem_euclid(6 * HOUR))),
        },
        other => other,
    }
}
