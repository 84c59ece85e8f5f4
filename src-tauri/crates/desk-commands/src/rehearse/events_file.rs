//! The events file of `duty clock` and `duty rehearse`: a JSON list, one object per event. Reading is strict, because a
//! slip in a history would otherwise become a wrong deadline; a refusal says which event it is about and shows one that
//! is right.
//!
//! Instants as people and files write them are read here too.

use std::collections::HashMap;
use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::clocks::Priority;
use desk_domain::event::{EventKind, Route, TicketEvent};
use serde::de::{DeserializeSeed, Error as _, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

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
    format!("The events cannot be read: {why}. They look like {EXAMPLE}")
}

fn unknown(number: usize, ticket: Option<&str>) -> String {
    let (whose, field) = match ticket {
        Some(ticket) => (format!("the ticket `{ticket}`"), format!(r#""ticket":"{ticket}","#)),
        None => ("a ticket without a name".to_owned(), String::new()),
    };
    format!(
        "The events cannot be read: event {number} is about {whose}, which no event says was raised. Write one like {{\"at\":\"2017-05-24T10:00:00Z\",{field}\"kind\":\"raised\"}}"
    )
}

fn read(json: &str) -> Result<Vec<Happening>, String> {
    if json.trim().is_empty() {
        return Err(unreadable("the file is empty"));
    }
    let List(happenings) = json::read(json).map_err(|problem| unreadable(&json::said(&problem)))?;
    Ok(happenings)
}

/// The whole file. Read event by event, so that a refusal can say which one it is about.
struct List(Vec<Happening>);

impl<'de> Deserialize<'de> for List {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(ListVisitor).map(Self)
    }
}

struct ListVisitor;

impl<'de> Visitor<'de> for ListVisitor {
    type Value = Vec<Happening>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of events")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut happenings = Vec::new();
        while let Some(happening) = list.next_element_seed(Numbered(happenings.len() + 1))? {
            happenings.push(happening);
        }
        Ok(happenings)
    }
}

/// The event with this number, counted from 1.
struct Numbered(usize);

impl<'de> DeserializeSeed<'de> for Numbered {
    type Value = Happening;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Happening, D::Error> {
        let number = self.0;
        Entry::deserialize(deserializer)
            .map_err(|problem| D::Error::custom(format!("event {number}: {problem}")))?
            .happening()
            .map_err(|problem| D::Error::custom(format!("event {number}: {problem}")))
    }
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

/// One event as it is written: every field that some kind has.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, expecting = "an event in braces")]
struct Entry {
    at: String,
    kind: Kind,
    ticket: Option<String>,
    minutes: Option<u32>,
    route: Option<RouteWord>,
    tenant: Option<bool>,
    priority: Option<Priority>,
    in_scope: Option<bool>,
    next_update_at: Option<String>,
    automatic: Option<bool>,
    reason: Option<String>,
    chase_at: Option<String>,
    continues_at: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Raised,
    Priority,
    PublicReply,
    Told,
    TenantMessage,
    Note,
    Started,
    Paused,
    Resumed,
    Resolved,
    Reopened,
    NotNeeded,
    IncidentPaused,
    IncidentContinued,
    Acknowledged,
    Snoozed,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RouteWord {
    Normal,
    Emergency,
}

impl Kind {
    /// An event of this kind, as it is written.
    const fn example(self) -> &'static str {
        match self {
            Self::Raised => r#"{"at":"2017-05-24T10:00:00Z","kind":"raised","route":"normal"}"#,
            Self::Priority => r#"{"at":"2017-05-24T10:05:00Z","kind":"priority","priority":"P2"}"#,
            Self::PublicReply => {
                r#"{"at":"2017-05-24T10:10:00Z","kind":"public_reply","next_update_at":"2017-05-24T11:00:00Z"}"#
            }
            Self::Told => r#"{"at":"2017-05-24T10:10:00Z","kind":"told"}"#,
            Self::TenantMessage => r#"{"at":"2017-05-24T10:20:00Z","kind":"tenant_message","automatic":true}"#,
            Self::Note => r#"{"at":"2017-05-24T10:20:00Z","kind":"note"}"#,
            Self::Started => r#"{"at":"2017-05-24T10:20:00Z","kind":"started"}"#,
            Self::Paused => {
                r#"{"at":"2017-05-24T10:30:00Z","kind":"paused","reason":"waiting for logs","chase_at":"2017-05-26T10:00:00Z"}"#
            }
            Self::Resumed => r#"{"at":"2017-05-24T11:00:00Z","kind":"resumed"}"#,
            Self::Resolved => r#"{"at":"2017-05-24T12:00:00Z","kind":"resolved"}"#,
            Self::Reopened => r#"{"at":"2017-05-24T13:00:00Z","kind":"reopened"}"#,
            Self::NotNeeded => r#"{"at":"2017-05-24T13:00:00Z","kind":"not_needed","reason":"thanks!"}"#,
            Self::IncidentPaused => {
                r#"{"at":"2017-05-24T16:00:00Z","kind":"incident_paused","continues_at":"2017-05-25T08:00:00Z"}"#
            }
            Self::IncidentContinued => r#"{"at":"2017-05-24T20:00:00Z","kind":"incident_continued"}"#,
            Self::Acknowledged => r#"{"at":"2017-05-24T10:35:00Z","kind":"acknowledged"}"#,
            Self::Snoozed => r#"{"at":"2017-05-24T10:35:00Z","kind":"snoozed","minutes":10}"#,
        }
    }

    fn lacks(self, field: &str) -> String {
        format!("`{field}` is missing. Write it like {}", self.example())
    }
}

impl Entry {
    fn happening(mut self) -> Result<Happening, String> {
        if self.ticket.as_ref().is_some_and(|ticket| ticket.trim().is_empty()) {
            return Err("`ticket` is empty. Write its name, or leave `ticket` out".to_owned());
        }
        let happening = Happening {
            ticket: self.ticket.take(),
            at: instant(&self.at)?,
            what: self.take_what()?,
        };
        match self.left_over() {
            None => Ok(happening),
            Some(field) => Err(format!(
                "`{field}` does not belong to this kind. Write it like {}",
                self.kind.example()
            )),
        }
    }

    /// Takes the fields that belong to the kind.
    fn take_what(&mut self) -> Result<What, String> {
        let kind = self.kind;
        Ok(What::Event(match kind {
            Kind::Acknowledged => return Ok(What::Acknowledged),
            Kind::Snoozed => return self.take_minutes().map(|minutes| What::Snoozed { minutes }),
            Kind::Raised => EventKind::Raised {
                route: self.route.take().unwrap_or(RouteWord::Normal).route(),
                tenant: self.tenant.take().unwrap_or(true),
            },
            Kind::Priority => EventKind::Priority {
                priority: priority_of(self.priority.take().ok_or_else(|| kind.lacks("priority"))?),
                in_scope: self.in_scope.take(),
            },
            Kind::PublicReply => EventKind::PublicReply {
                next_update_at: self.take_next_update()?,
            },
            Kind::Told => EventKind::Told {
                next_update_at: self.take_next_update()?,
            },
            Kind::TenantMessage => EventKind::TenantMessage {
                automatic: self.automatic.take().unwrap_or(false),
            },
            Kind::Note => EventKind::Note,
            Kind::Started => EventKind::Started,
            Kind::Paused => EventKind::Paused {
                reason: self.take_reason(),
                chase_at: self.take_chase()?,
            },
            Kind::Resumed => EventKind::Resumed,
            Kind::Resolved => EventKind::Resolved,
            Kind::Reopened => EventKind::Reopened,
            Kind::NotNeeded => EventKind::NotNeeded {
                reason: self.take_reason(),
            },
            Kind::IncidentPaused => EventKind::IncidentPaused {
                continues_at: self.take_continuation()?,
            },
            Kind::IncidentContinued => EventKind::IncidentContinued,
        }))
    }

    fn take_minutes(&mut self) -> Result<u32, String> {
        let minutes = self.minutes.take().unwrap_or(SNOOZE_MINUTES);
        if SNOOZE_RANGE.contains(&minutes) {
            return Ok(minutes);
        }
        Err(format!(
            "`minutes` is {minutes}; a snooze holds for {} to {}. Write it like {}",
            SNOOZE_RANGE.start(),
            SNOOZE_RANGE.end(),
            self.kind.example()
        ))
    }

    /// A reason moves no clock, so a file may leave it out.
    fn take_reason(&mut self) -> String {
        self.reason.take().unwrap_or_default()
    }

    fn take_next_update(&mut self) -> Result<Option<DateTime<Utc>>, String> {
        self.next_update_at.take().map(|text| instant(&text)).transpose()
    }

    fn take_chase(&mut self) -> Result<Option<DateTime<Utc>>, String> {
        self.chase_at.take().map(|text| instant(&text)).transpose()
    }

    fn take_continuation(&mut self) -> Result<DateTime<Utc>, String> {
        let text = self.continues_at.take();
        instant(&text.ok_or_else(|| self.kind.lacks("continues_at"))?)
    }

    /// A field that was written and that the kind has no use for.
    fn left_over(&self) -> Option<&'static str> {
        [
            (self.route.is_some(), "route"),
            (self.tenant.is_some(), "tenant"),
            (self.priority.is_some(), "priority"),
            (self.in_scope.is_some(), "in_scope"),
            (self.next_update_at.is_some(), "next_update_at"),
            (self.automatic.is_some(), "automatic"),
            (self.reason.is_some(), "reason"),
            (self.chase_at.is_some(), "chase_at"),
            (self.continues_at.is_some(), "continues_at"),
            (self.minutes.is_some(), "minutes"),
        ]
        .into_iter()
        .find_map(|(written, field)| written.then_some(field))
    }
}

impl RouteWord {
    const fn route(self) -> Route {
        match self {
            Self::Normal => Route::Normal,
            Self::Emergency => Route::Emergency,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {

    use super::*;

    const RAISED: &str = r#"{"at":"2017-05-24T10:00:00+01:00","kind":"raised","route":"normal"}"#;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
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
        let kinds = [
            Kind::Raised,
            Kind::Priority,
            Kind::PublicReply,
            Kind::Told,
            Kind::TenantMessage,
            Kind::Note,
            Kind::Started,
            Kind::Paused,
            Kind::IncidentPaused,
            Kind::IncidentContinued,
            Kind::Resumed,
            Kind::Resolved,
            Kind::Reopened,
            Kind::NotNeeded,
        ];
        for kind in kinds {
            assert!(second(kind.example()).is_ok(), "{kind:?}");
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
                "`reason` does not belong",
            ),
            (
                r#"{"at":"2017-05-24T11:00:00Z","kind":"resolved","priority":"P1"}"#,
                "`priority` does not belong",
            ),
            (
                r#"{"at":"2017-05-24T11:00:00Z","kind":"raised","route":"pager"}"#,
                "unknown variant `pager`, expected `normal` or `emergency`",
            ),
            (
                r#"{"at":"2017-05-24T11:00:00Z","kind":"priority"}"#,
                "`priority` is missing",
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
            ("{}", "expected a list of events"),
            ("null", "expected a list of events"),
            ("[", "the text ends too early (line 1, column 1)"),
            ("[] []", "this isn't valid JSON"),
            ("<!doctype html>", "this isn't valid JSON"),
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
                "event 2 is about the ticket `b`, which no event says was raised",
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
                "event 2: `minutes` does not belong",
            ),
            (
                r#""ticket":"a","kind":"note","minutes":5"#,
                "event 2: `minutes` does not belong",
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
