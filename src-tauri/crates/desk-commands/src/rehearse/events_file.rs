//! The events file of `duty clock` and `duty rehearse`: a JSON list, one object per event. Reading is strict, because a
//! slip in a history would otherwise become a wrong deadline; a refusal says which event it is about and shows one that
//! is right.
//!
//! Instants as people and files write them are read here too.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::clocks::Priority;
use desk_domain::event::{EventKind, Gone, Route, TicketEvent};
use desk_domain::ids::TicketId;
use desk_domain::priority;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::story::Story;
use crate::words::{instant, json, priority_of};

const EXAMPLE: &str = r#"[{"at":"2017-05-24T10:00:00Z","kind":"raised","route":"normal"}]"#;

/// How long a snooze holds that does not say, and what it may say, in minutes.
const SNOOZE_MINUTES: u32 = 10;
const SNOOZE_RANGE: std::ops::RangeInclusive<u32> = 1..=1440;

/// Reads the events of one ticket, in the order of the file.
///
/// # Errors
/// A sentence that names the event, says what is wrong with it and shows a right one.
pub fn parse(json: &str) -> Result<Vec<TicketEvent>, String> {
    let events: Vec<TicketEvent> = (1..)
        .zip(read(json)?)
        .map(|(number, happening)| {
            let event = happening.event();
            event.map_err(|word| unreadable(&format!("event {number}: only `duty rehearse` reads `{word}`")))
        })
        .collect::<Result<_, _>>()?;
    if events.iter().any(is_raised) {
        Ok(events)
    } else {
        Err(format!(
            "There is no `raised` among the events, so no clock starts. They look like {EXAMPLE}"
        ))
    }
}

/// Reads the events of several tickets and what was done about their notices: a story for each ticket, in the order in
/// which they first appear. Events without a `ticket` belong to one that has no name.
///
/// # Errors
/// A sentence that names the event, says what is wrong with it and shows a right one.
pub fn parse_stories(json: &str) -> Result<Vec<Story>, String> {
    let mut stories: Vec<(usize, Story)> = Vec::new();
    let mut places: HashMap<Option<String>, usize> = HashMap::new();
    for (number, happening) in (1..).zip(read(json)?) {
        let place = *places.entry(happening.ticket.clone()).or_insert_with(|| {
            stories.push((number, Story::new(happening.ticket.clone())));
            stories.len() - 1
        });
        happening.add_to(&mut stories[place].1);
    }
    let never_raised = |(_, story): &&(usize, Story)| !story.events.iter().any(is_raised);
    match stories.iter().find(never_raised) {
        Some((number, story)) => Err(unknown(*number, story.ticket.as_deref())),
        None => Ok(stories.into_iter().map(|(_, story)| story).collect()),
    }
}

fn is_raised(event: &TicketEvent) -> bool {
    matches!(event.kind, EventKind::Raised { .. })
}

fn unreadable(why: &str) -> String {
    format!("The events can’t be read: {why}. They look like {EXAMPLE}")
}

fn unknown(number: usize, ticket: Option<&str>) -> String {
    let (whose, field) = match ticket {
        Some(ticket) => (format!("the ticket `{ticket}`"), format!(r#""ticket":"{ticket}","#)),
        None => ("a ticket without a name".to_owned(), String::new()),
    };
    format!(
        "The events can’t be read: event {number} is about {whose}, but no event says it was raised. Add one like {{\"at\":\"2017-05-24T10:00:00Z\",{field}\"kind\":\"raised\"}}"
    )
}

fn read(json: &str) -> Result<Vec<Happening>, String> {
    if json.trim().is_empty() {
        return Err(unreadable("the file is empty"));
    }
    let events: Vec<&RawValue> = json::read(json).map_err(|problem| match problem.classify() {
        Category::Data => unreadable("this isn’t a list of events"),
        Category::Io | Category::Syntax | Category::Eof => unreadable(&json::said(&problem)),
    })?;
    let numbered = (1..).zip(events);
    numbered
        .map(|(number, event)| {
            let wrong = |problem| {
                let wrong = unreadable(&format!("event {number}: {}", json::said_of_line(&problem)));
                format!("{wrong}{}", right_for(event.get()))
            };
            Happening::read(event.get()).map_err(wrong)
        })
        .collect()
}

/// How an event of the kind that was meant is written; empty where no kind can be told.
fn right_for(event: &str) -> String {
    let meant = kind_of(event);
    let right = meant.and_then(|meant| {
        EXAMPLES
            .iter()
            .chain(&ANSWERS)
            .find(|right| kind_of(right).as_ref() == Some(&meant))
    });
    right.map_or_else(String::new, |right| format!(". One of this kind: {right}"))
}

/// Something that happened to a ticket, or was done about its notices.
struct Happening {
    ticket: Option<String>,
    at: DateTime<Utc>,
    what: What,
}

enum What {
    Event(EventKind),
    Acknowledged,
    Snoozed { minutes: u32 },
}

impl Happening {
    /// As an event of the one ticket of `duty clock`.
    ///
    /// # Errors
    /// The word that is not read there.
    fn event(self) -> Result<TicketEvent, &'static str> {
        let at = self.at;
        match self.what {
            _ if self.ticket.is_some() => Err("ticket"),
            What::Event(kind) => Ok(TicketEvent { at, kind }),
            What::Acknowledged => Err("acknowledged"),
            What::Snoozed { .. } => Err("snoozed"),
        }
    }

    fn add_to(self, story: &mut Story) {
        let at = self.at;
        match self.what {
            What::Event(kind) => story.events.push(TicketEvent { at, kind }),
            What::Acknowledged => story.acknowledged.push(at),
            What::Snoozed { minutes } => story.snoozed.push((at, at + TimeDelta::minutes(minutes.into()))),
        }
    }
}

/// One event as it is written.
#[derive(Deserialize)]
#[serde(expecting = "an event in braces")]
struct Entry<T> {
    #[serde(deserialize_with = "stamp")]
    at: DateTime<Utc>,
    #[serde(default, deserialize_with = "ticket")]
    ticket: Option<String>,
    #[serde(flatten)]
    what: T,
}

/// What happened, as it is written. A mirror of [`EventKind`]: a kind or a field of one that is missing in the other
/// does not build. Nothing is written this way; `Serialize` is there because its match is whole. Each kind is in
/// braces, so that a field that does not belong to it is refused.
#[derive(Serialize, Deserialize)]
#[serde(remote = "EventKind", tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum Written {
    Raised {
        #[serde(default = "normal", deserialize_with = "route", skip_serializing)]
        route: Route,
        #[serde(default = "yes")]
        tenant: bool,
    },
    Priority {
        #[serde(deserialize_with = "priority", skip_serializing)]
        priority: priority::Priority,
        in_scope: Option<bool>,
    },
    PublicReply {
        #[serde(default, deserialize_with = "optional_stamp", skip_serializing)]
        next_update_at: Option<DateTime<Utc>>,
    },
    Told {
        #[serde(default, deserialize_with = "optional_stamp", skip_serializing)]
        next_update_at: Option<DateTime<Utc>>,
    },
    TenantMessage {
        #[serde(default)]
        automatic: bool,
    },
    Note {},
    Started {},
    NotStarted {},
    Paused {
        // A reason moves no clock, so a file may leave it out.
        #[serde(default)]
        reason: String,
        #[serde(default, deserialize_with = "optional_stamp", skip_serializing)]
        chase_at: Option<DateTime<Utc>>,
    },
    Resumed {},
    Resolved {},
    Reopened {},
    NotNeeded {
        #[serde(default)]
        reason: String,
    },
    IncidentPaused {
        #[serde(deserialize_with = "stamp", skip_serializing)]
        continues_at: DateTime<Utc>,
    },
    IncidentContinued {},
    // What only a help desk can say.
    #[serde(skip)]
    ReopenedAutomatically {},
    #[serde(skip)]
    Gone {
        why: Gone,
    },
    #[serde(skip)]
    Returned {},
    // A story is one ticket's, and knows no owners.
    #[serde(skip)]
    Linked {
        to: TicketId,
    },
    #[serde(skip)]
    Unlinked {},
    #[serde(skip)]
    Assigned {
        to: Option<String>,
    },
}

#[derive(Serialize, Deserialize)]
#[serde(transparent)]
struct Event(#[serde(with = "Written")] EventKind);

/// What was done about notifications, as it is written.
#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum Answer {
    Acknowledged {},
    Snoozed {
        #[serde(default = "usual_snooze", deserialize_with = "minutes")]
        minutes: u32,
    },
}

/// One event of each kind, as it is written, with every field that it may have.
pub const EXAMPLES: [&str; 14] = [
    r#"{"at":"2017-05-24T10:00:00Z","kind":"raised","route":"emergency","tenant":false}"#,
    r#"{"at":"2017-05-24T10:05:00Z","kind":"priority","priority":"P2","in_scope":true}"#,
    r#"{"at":"2017-05-24T10:10:00Z","kind":"public_reply","next_update_at":"2017-05-24T11:00:00Z"}"#,
    r#"{"at":"2017-05-24T10:10:00Z","kind":"told","next_update_at":"2017-05-24T11:00:00Z"}"#,
    r#"{"at":"2017-05-24T10:20:00Z","kind":"tenant_message","automatic":true}"#,
    r#"{"at":"2017-05-24T10:20:00Z","kind":"note"}"#,
    r#"{"at":"2017-05-24T10:20:00Z","kind":"started"}"#,
    r#"{"at":"2017-05-24T10:30:00Z","kind":"paused","reason":"waiting for logs","chase_at":"2017-05-26T10:00:00Z"}"#,
    r#"{"at":"2017-05-24T11:00:00Z","kind":"resumed"}"#,
    r#"{"at":"2017-05-24T12:00:00Z","kind":"resolved"}"#,
    r#"{"at":"2017-05-24T13:00:00Z","kind":"reopened"}"#,
    r#"{"at":"2017-05-24T13:00:00Z","kind":"not_needed","reason":"thanks!"}"#,
    r#"{"at":"2017-05-24T16:00:00Z","kind":"incident_paused","continues_at":"2017-05-25T08:00:00Z"}"#,
    r#"{"at":"2017-05-24T20:00:00Z","kind":"incident_continued"}"#,
];

/// The same for what was done about notifications.
const ANSWERS: [&str; 2] = [
    r#"{"at":"2017-05-24T10:35:00Z","kind":"acknowledged"}"#,
    r#"{"at":"2017-05-24T10:35:00Z","kind":"snoozed","minutes":10}"#,
];

impl Happening {
    fn read(event: &str) -> Result<Self, serde_json::Error> {
        match kind_of(event).as_deref() {
            Some("acknowledged" | "snoozed") => serde_json::from_str(event).map(Self::answered),
            _ => serde_json::from_str(event).map(Self::happened),
        }
    }

    fn happened(entry: Entry<Event>) -> Self {
        let Event(kind) = entry.what;
        Self {
            ticket: entry.ticket,
            at: entry.at,
            what: What::Event(kind),
        }
    }

    fn answered(entry: Entry<Answer>) -> Self {
        Self {
            ticket: entry.ticket,
            at: entry.at,
            what: match entry.what {
                Answer::Acknowledged {} => What::Acknowledged,
                Answer::Snoozed { minutes } => What::Snoozed { minutes },
            },
        }
    }
}

/// The kind of an event; `None` where it has none.
fn kind_of(event: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Kind {
        kind: String,
    }
    serde_json::from_str(event).map(|Kind { kind }| kind).ok()
}

const fn normal() -> Route {
    Route::Normal
}

const fn yes() -> bool {
    true
}

const fn usual_snooze() -> u32 {
    SNOOZE_MINUTES
}

fn route<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Route, D::Error> {
    #[derive(Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Word {
        Normal,
        Emergency,
    }
    Ok(match Word::deserialize(deserializer)? {
        Word::Normal => Route::Normal,
        Word::Emergency => Route::Emergency,
    })
}

fn priority<'de, D: Deserializer<'de>>(deserializer: D) -> Result<priority::Priority, D::Error> {
    Priority::deserialize(deserializer).map(priority_of)
}

fn stamp<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
    instant(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

fn optional_stamp<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| instant(&text).map_err(D::Error::custom)).transpose()
}

fn ticket<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let ticket = Option::<String>::deserialize(deserializer)?;
    if ticket.as_ref().is_some_and(|ticket| ticket.trim().is_empty()) {
        return Err(D::Error::custom(
            "`ticket` is empty. Write its name, or leave `ticket` out",
        ));
    }
    Ok(ticket)
}

fn minutes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> {
    let minutes = u32::deserialize(deserializer)?;
    if SNOOZE_RANGE.contains(&minutes) {
        return Ok(minutes);
    }
    let (least, most) = (SNOOZE_RANGE.start(), SNOOZE_RANGE.end());
    let wrong = format!("`minutes` is {minutes}; a snooze holds for {least} to {most}");
    Err(D::Error::custom(wrong))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {

    use super::*;

    const RAISED: &str = r#"{"at":"2017-05-24T10:00:00+01:00","kind":"raised","route":"normal"}"#;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// Far above what a busy machine needs, and far below what a quadratic loop takes.
    #[test]
    fn r23_08_a_large_file_of_events_is_read_soon() {
        let many = |unit: &str| vec![unit; 4_000_000 / unit.len()].join(",");
        let note = r#"{"at":"2017-05-24T10:00:00+01:00","kind":"note"}"#;
        for text in [
            format!("[{RAISED},{}]", many(note)),
            format!("[{}]", many(RAISED)),
            format!("[{}]", many(r#"{"at":"x","kind":"note"}"#)),
            format!("[{}]", many("[]")),
            format!("[\"{}\"]", "\\\\".repeat(1_000_000)),
            format!("[{{\"at\":\"{}\"}}]", "2".repeat(1_000_000)),
            "[".repeat(1_000_000),
            "{\"a\":".repeat(100_000),
        ] {
            let started = std::time::Instant::now();
            let _ = (parse(&text), parse_stories(&text));
            let start: String = text.chars().take(60).collect();
            assert!(started.elapsed() < std::time::Duration::from_secs(20), "{start}");
        }
    }

    /// What a second event, after a plain `raised`, is read as.
    fn second(event: &str) -> Result<EventKind, String> {
        let mut events = parse(&format!("[{RAISED},{event}]"))?;
        Ok(events.remove(1).kind)
    }

    #[test]
    fn every_kind_is_read_with_its_fields() {
        let noon = Some(at("2017-05-24T12:00:00Z"));
        let cases = [
            (
                r#""kind":"raised""#,
                EventKind::Raised {
                    route: Route::Normal,
                    tenant: true,
                },
            ),
            (
                r#""kind":"raised","route":"emergency","tenant":false"#,
                EventKind::Raised {
                    route: Route::Emergency,
                    tenant: false,
                },
            ),
            (
                r#""kind":"priority","priority":"P1""#,
                EventKind::Priority {
                    priority: desk_domain::priority::Priority::P1,
                    in_scope: None,
                },
            ),
            (
                r#""kind":"priority","priority":"P4","in_scope":false"#,
                EventKind::Priority {
                    priority: desk_domain::priority::Priority::P4,
                    in_scope: Some(false),
                },
            ),
            (
                r#""kind":"public_reply""#,
                EventKind::PublicReply { next_update_at: None },
            ),
            (
                r#""kind":"public_reply","next_update_at":"2017-05-24T13:00:00+01:00""#,
                EventKind::PublicReply { next_update_at: noon },
            ),
            (
                r#""kind":"told","next_update_at":"2017-05-24T12:00:00Z""#,
                EventKind::Told { next_update_at: noon },
            ),
            (
                r#""kind":"tenant_message""#,
                EventKind::TenantMessage { automatic: false },
            ),
            (
                r#""kind":"tenant_message","automatic":true"#,
                EventKind::TenantMessage { automatic: true },
            ),
            (r#""kind":"note""#, EventKind::Note),
            (r#""kind":"started""#, EventKind::Started),
            (r#""kind":"not_started""#, EventKind::NotStarted),
            (
                r#""kind":"paused","reason":"waiting for logs","chase_at":"2017-05-24T12:00:00Z""#,
                EventKind::Paused {
                    reason: "waiting for logs".to_owned(),
                    chase_at: noon,
                },
            ),
            (
                r#""kind":"paused","chase_at":null"#,
                EventKind::Paused {
                    reason: String::new(),
                    chase_at: None,
                },
            ),
            (r#""kind":"resumed""#, EventKind::Resumed),
            (r#""kind":"resolved""#, EventKind::Resolved),
            (r#""kind":"reopened""#, EventKind::Reopened),
            (
                r#""kind":"not_needed","reason":"thanks!""#,
                EventKind::NotNeeded {
                    reason: "thanks!".to_owned(),
                },
            ),
        ];
        for (fields, kind) in cases {
            let event = format!(r#"{{"at":"2017-05-24T11:00:00Z",{fields}}}"#);
            assert_eq!(second(&event), Ok(kind), "{fields}");
        }
    }

    #[test]
    fn instants_become_utc_and_the_order_of_the_file_is_kept() {
        let text = format!(r#"[{{"at":"2017-05-24T09:30:00Z","kind":"note"}},{RAISED}]"#);
        let read: Vec<_> = parse(&text).unwrap().into_iter().map(|event| event.at).collect();
        assert_eq!(read, [at("2017-05-24T09:30:00Z"), at("2017-05-24T09:00:00Z")]);
    }

    #[test]
    fn each_example_in_a_refusal_is_itself_accepted() {
        for example in EXAMPLES.iter().chain(&ANSWERS) {
            let rest = parse_stories(&format!("[{RAISED},{example}]"));
            assert!(rest.is_ok(), "{example}: {rest:?}");
        }
        assert!(parse(EXAMPLE).is_ok());
    }

    #[test]
    fn a_wrong_event_is_refused_by_its_number_with_what_is_wrong() {
        let cases = [
            (r#"{"kind":"note"}"#, "missing field `at`"),
            (r#"{"at":"2017-05-24T11:00:00Z"}"#, "missing field `kind`"),
            (
                r#"{"at":"2017-05-24T11:00:00Z","kind":"closed"}"#,
                "unknown variant `closed`, expected one of `raised`, `priority`",
            ),
            (
                r#"{"at":"2017-05-24T11:00:00Z","kind":"note","text":"x"}"#,
                "unknown field `text`",
            ),
            (
                r#"{"at":"2017-05-24T11:00:00Z","kind":"note","kind":"note"}"#,
                "duplicate field `kind`",
            ),
            (
                r#"{"at":"2017-05-24T11:00:00Z","kind":"note","reason":"x"}"#,
                "unknown field `reason`",
            ),
            (
                r#"{"at":"2017-05-24T11:00:00Z","kind":"resolved","priority":"P1"}"#,
                "unknown field `priority`",
            ),
            (
                r#"{"at":"2017-05-24T11:00:00Z","kind":"raised","route":"pager"}"#,
                "unknown variant `pager`, expected `normal` or `emergency`",
            ),
            (
                r#"{"at":"2017-05-24T11:00:00Z","kind":"priority"}"#,
                "missing field `priority`",
            ),
            (
                r#"{"at":"2017-05-24T11:00:00Z","kind":"priority","priority":"p1"}"#,
                "unknown variant `p1`",
            ),
            (
                r#"{"at":"2017-05-24T11:00:00Z","kind":"priority","priority":"P5"}"#,
                "unknown variant `P5`",
            ),
            (r#"{"at":"2017-05-24T11:00:00","kind":"note"}"#, "with its offset"),
            (r#"{"at":"2017-05-24 11:00:00Z","kind":"note"}"#, "with its offset"),
            (r#"{"at":1495623600,"kind":"note"}"#, "integer `1495623600`"),
            (r#"{"at":"2015-12-31T23:59:59Z","kind":"note"}"#, "outside the calendar"),
            (r#"{"at":"2046-01-01T00:00:00Z","kind":"note"}"#, "outside the calendar"),
            (
                r#"{"at":"2017-05-24T11:00:00Z","kind":"told","next_update_at":"15:00"}"#,
                "`15:00` is not an instant",
            ),
            (
                r#"{"at":"2017-05-24T11:00:00Z","kind":"paused","chase_at":"tomorrow"}"#,
                "`tomorrow` is not an instant",
            ),
            (
                r#"{"at":"2017-05-24T11:00:00Z","kind":"tenant_message","automatic":"yes"}"#,
                "string \"yes\", expected a boolean",
            ),
            ("[]", "expected an event in braces"),
            (r#""note""#, "string \"note\", expected an event in braces"),
        ];
        for (event, wrong) in cases {
            let sentence = second(event).unwrap_err();
            assert!(
                sentence.contains("event 2: ") && sentence.contains(wrong),
                "{event}\n{sentence}"
            );
            assert!(sentence.contains(EXAMPLE), "{sentence}");
        }
    }

    #[test]
    fn what_is_no_list_of_events_is_refused_with_an_example() {
        let cases = [
            ("", "the file is empty"),
            ("{}", "this isn’t a list of events"),
            ("null", "this isn’t a list of events"),
            ("[", "the text ends too early (line 1, column 1)"),
            ("[] []", "this isn’t valid JSON"),
            ("<!doctype html>", "this isn’t valid JSON"),
            ("[]", "no `raised`"),
            (r#"[{"at":"2017-05-24T11:00:00Z","kind":"note"}]"#, "no `raised`"),
        ];
        for (text, wrong) in cases {
            let sentence = parse(text).unwrap_err();
            assert!(
                sentence.contains(wrong) && sentence.contains(EXAMPLE),
                "{text:?}: {sentence}"
            );
        }
    }

    #[test]
    fn stories_are_read_by_ticket_with_what_was_done_about_their_notices() {
        let stories = parse_stories(
            r#"[{"at":"2017-05-24T10:00:00Z","ticket":"b","kind":"raised"},
                {"at":"2017-05-24T10:01:00Z","kind":"raised"},
                {"at":"2017-05-24T10:02:00Z","ticket":"b","kind":"acknowledged"},
                {"at":"2017-05-24T10:03:00Z","ticket":"b","kind":"snoozed"},
                {"at":"2017-05-24T10:04:00Z","kind":"snoozed","minutes":45},
                {"at":"2017-05-24T09:00:00Z","ticket":"b","kind":"note"}]"#,
        )
        .unwrap();
        let [named, nameless] = stories.as_slice() else {
            panic!("{stories:?}");
        };
        assert_eq!((named.ticket.as_deref(), nameless.ticket.as_deref()), (Some("b"), None));
        assert_eq!((named.events.len(), nameless.events.len()), (2, 1));
        assert_eq!(named.acknowledged, [at("2017-05-24T10:02:00Z")]);
        assert_eq!(
            named.snoozed,
            [(at("2017-05-24T10:03:00Z"), at("2017-05-24T10:13:00Z"))]
        );
        assert_eq!(
            nameless.snoozed,
            [(at("2017-05-24T10:04:00Z"), at("2017-05-24T10:49:00Z"))]
        );
        assert_eq!(parse_stories("[]"), Ok(Vec::new()));
    }

    #[test]
    fn a_story_that_cannot_be_played_is_refused_by_the_number_of_its_event() {
        let raised = r#"{"at":"2017-05-24T10:00:00Z","ticket":"a","kind":"raised"}"#;
        for (event, wrong) in [
            (
                r#""ticket":"b","kind":"acknowledged""#,
                "event 2 is about the ticket `b`, but no event says it was raised",
            ),
            (r#""kind":"snoozed""#, "event 2 is about a ticket without a name"),
            (
                r#""ticket":"a","kind":"snoozed","minutes":0"#,
                "event 2: `minutes` is 0; a snooze holds for 1 to 1440",
            ),
            (
                r#""ticket":"a","kind":"snoozed","minutes":1441"#,
                "event 2: `minutes` is 1441",
            ),
            (
                r#""ticket":"a","kind":"snoozed","minutes":-1"#,
                "event 2: invalid value: integer `-1`",
            ),
            (
                r#""ticket":"a","kind":"acknowledged","minutes":5"#,
                "event 2: unknown field `minutes`",
            ),
            (
                r#""ticket":"a","kind":"note","minutes":5"#,
                "event 2: unknown field `minutes`",
            ),
            (r#""ticket":7,"kind":"note""#, "event 2: invalid type: integer `7`"),
            (r#""ticket":" ","kind":"note""#, "event 2: `ticket` is empty"),
            (r#""ticket":"a","kind":"acked""#, "event 2: unknown variant `acked`"),
        ] {
            let sentence =
                parse_stories(&format!(r#"[{raised},{{"at":"2017-05-24T11:00:00Z",{event}}}]"#)).unwrap_err();
            assert!(sentence.contains(wrong), "{event}\n{sentence}");
            assert!(sentence.contains(r#""kind":"raised""#), "an example: {sentence}");
        }
    }

    #[test]
    fn what_only_a_rehearsal_reads_is_no_event_of_one_ticket() {
        for (event, word) in [
            (
                r#"{"at":"2017-05-24T11:00:00Z","ticket":"a","kind":"note"}"#,
                "`ticket`",
            ),
            (
                r#"{"at":"2017-05-24T11:00:00Z","kind":"acknowledged"}"#,
                "`acknowledged`",
            ),
            (r#"{"at":"2017-05-24T11:00:00Z","kind":"snoozed"}"#, "`snoozed`"),
        ] {
            let sentence = second(event).unwrap_err();
            assert!(
                sentence.contains(&format!("event 2: only `duty rehearse` reads {word}")) && sentence.contains(EXAMPLE),
                "{sentence}"
            );
        }
    }

    #[test]
    fn an_instant_needs_its_offset_and_the_calendar() {
        for (text, utc) in [
            ("2017-04-13T16:45:00+01:00", "2017-04-13T15:45:00Z"),
            ("2017-04-13T15:45:00Z", "2017-04-13T15:45:00Z"),
            ("2017-04-13t15:45:00.250z", "2017-04-13T15:45:00.250Z"),
            ("2016-01-01T00:00:00Z", "2016-01-01T00:00:00Z"),
            ("2045-12-31T23:59:59Z", "2045-12-31T23:59:59Z"),
        ] {
            assert_eq!(instant(text), Ok(at(utc)), "{text}");
        }
        for text in [
            "",
            "now",
            "2017-04-13",
            "2017-04-13T16:45",
            "2017-04-13T16:45:00",
            "2017-04-13 16:45:00Z",
            " 2017-04-13T16:45:00Z",
            "2017-02-29T16:45:00Z",
            "2017-04-13T24:00:00Z",
            "13/04/2017 16:45",
            "1492098300",
            "2015-12-31T23:59:59Z",
            "2046-01-01T00:00:00Z",
            "+12017-04-13T16:45:00Z",
        ] {
            let sentence = instant(text).unwrap_err();
            assert!(sentence.contains("2017-04-13T16:45:00+01:00"), "{sentence}");
        }
    }
}
