//! The help desk's thread as the shared log (rule 24): an act that moves a clock is an internal note in plain words
//! that ends with one short, versioned line. Any Dutydesk writes it and reads it back.
//!
//! ```text
//! Triaged P2: elevated error rates. …
//! [dutydesk/1 op=7f1c… act=priority priority=P2 in_scope=yes]
//! ```
//!
//! Only notes by agents are read. An unknown version or a malformed line is text and nothing else; the same act read
//! twice counts once, because it carries the operation id.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};
use desk_domain::event::EventKind;
use desk_domain::ids::{OperationId, RemoteId};
use desk_domain::priority::Priority;

const OPENING: &str = "[dutydesk/1 ";

/// Every act that has a line, with its word there. A word is never given another meaning: older Dutydesks read it.
macro_rules! acts {
    ($($act:ident = $word:literal),+ $(,)?) => {
        #[derive(Clone, Copy, PartialEq, Eq)]
        enum ActWord {
            $($act),+
        }

        impl ActWord {
            const fn word(self) -> &'static str {
                match self {
                    $(Self::$act => $word),+
                }
            }

            fn read(word: &str) -> Option<Self> {
                match word {
                    $($word => Some(Self::$act),)+
                    _ => None,
                }
            }
        }
    };
}
acts! {
    Priority = "priority",
    RepliedElsewhere = "told",
    Started = "started",
    NotStarted = "not_started",
    Paused = "paused",
    Resumed = "resumed",
    NotNeeded = "not_needed",
    IncidentPaused = "incident_paused",
    IncidentContinued = "incident_continued",
    Promise = "promise",
    Linked = "linked",
    Unlinked = "unlinked",
}

impl ActWord {
    /// Its word in the line, with what comes after it.
    fn with(self, more: impl IntoIterator<Item = String>) -> Vec<String> {
        let word = format!("act={}", self.word());
        std::iter::once(word).chain(more).collect()
    }
}

/// In bytes. The longest that is written has a reason of two hundred letters of four bytes each, and stays under three
/// thousand; what is longer was written by nobody's Dutydesk and is text.
const LONGEST_LINE: usize = 4_096;
/// A reason in the line is a hint for the reader's fold; the words above it are the whole of it.
const LONGEST_REASON: usize = 200;

/// An act that was read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SharedAct {
    /// The operation, unique over all Dutydesks.
    pub op_id: OperationId,
    /// What it does to the clocks.
    pub kind: EventKind,
    /// When it happened, where that is not when the note was written.
    pub at: Option<DateTime<Utc>>,
}

/// The line of an operation.
fn line(op_id: &OperationId, words: Vec<String>) -> String {
    let op = format!("op={op_id}");
    let words: Vec<_> = std::iter::once(op).chain(words).collect();
    format!("{OPENING}{}]", words.join(" "))
}

/// The note that goes with a reply which promises an earlier time than the policy: without it, another Dutydesk would
/// count by the policy (rule 9). It carries the operation of the reply, which is what the promise belongs to.
pub(crate) fn promise_note(words: &str, op_id: &OperationId, reply: &str, next: DateTime<Utc>) -> String {
    let promise = ActWord::Promise.with([format!("reply={}", packed(reply)), format!("next={}", stamp(next))]);
    format!("{words}\n\n{}", line(op_id, promise))
}

/// A promise that was read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SharedPromise {
    /// The operation of the reply.
    pub op_id: OperationId,
    /// The help desk's transaction of the reply.
    pub reply: String,
    /// The time of the next update that it told.
    pub next: DateTime<Utc>,
}

/// Reads the line of a promise, if a note by an agent ends with one.
pub(super) fn read_promise(note: &str) -> Option<SharedPromise> {
    let fields = fields_of(note)?;
    (word_of(&fields)? == ActWord::Promise).then_some(())?;
    Some(SharedPromise {
        op_id: OperationId::parse(fields.get("op")?).ok()?,
        reply: unpacked(fields.get("reply")?)?,
        next: parse(fields.get("next")?)?,
    })
}

/// The note that links a ticket with another of the same account, or with `None` ends its link (rule 8). The other is
/// named by the help desk's own id: what an account is called differs from one Dutydesk to the next.
pub(crate) fn link_note(words: &str, op_id: &OperationId, to: Option<&RemoteId>) -> String {
    let link = match to {
        Some(to) => ActWord::Linked.with([format!("ticket={to}")]),
        None => ActWord::Unlinked.with(None),
    };
    format!("{words}\n\n{}", line(op_id, link))
}

/// A link that was read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct SharedLink {
    /// The operation, unique over all Dutydesks.
    pub op_id: OperationId,
    /// The help desk's id of the ticket that stands for both; `None`: the link was ended.
    pub to: Option<RemoteId>,
}

/// Reads the line of a link, if a note by an agent ends with one.
pub(super) fn read_link(note: &str) -> Option<SharedLink> {
    let fields = fields_of(note)?;
    let to = match word_of(&fields)? {
        ActWord::Linked => Some(RemoteId::parse(fields.get("ticket")?).ok()?),
        ActWord::Unlinked => None,
        _ => return None,
    };
    let op_id = OperationId::parse(fields.get("op")?).ok()?;
    Some(SharedLink { op_id, to })
}

/// A note's words with the line of its act below.
#[must_use]
pub(crate) fn note(words: &str, op_id: &OperationId, kind: &EventKind, at: Option<DateTime<Utc>>) -> String {
    let Some(mut act) = words_of(kind) else {
        return words.to_owned();
    };
    act.extend(at.map(|at| format!("at={}", stamp(at))));
    format!("{}\n\n{}", words.trim_end(), line(op_id, act))
}

/// What the line says of an act; `None` for what the help desk shows by itself, or what has a line of another form.
fn words_of(kind: &EventKind) -> Option<Vec<String>> {
    let optional = |key: &str, at: &Option<DateTime<Utc>>| at.map(|at| format!("{key}={}", stamp(at)));
    Some(match kind {
        EventKind::Priority { priority, in_scope } => {
            let in_scope = in_scope.map(|yes| format!("in_scope={}", if yes { "yes" } else { "no" }));
            ActWord::Priority.with([Some(format!("priority={priority}")), in_scope].into_iter().flatten())
        }
        EventKind::Told { next_update_at } => ActWord::RepliedElsewhere.with(optional("next", next_update_at)),
        EventKind::Started => ActWord::Started.with(None),
        EventKind::NotStarted => ActWord::NotStarted.with(None),
        EventKind::Paused { reason, chase_at } => {
            let reason = Some(format!("reason={}", packed(reason)));
            ActWord::Paused.with([reason, optional("chase", chase_at)].into_iter().flatten())
        }
        EventKind::Resumed => ActWord::Resumed.with(None),
        EventKind::NotNeeded { reason } => ActWord::NotNeeded.with([format!("reason={}", packed(reason))]),
        EventKind::IncidentPaused { continues_at } => {
            ActWord::IncidentPaused.with([format!("continues={}", stamp(*continues_at))])
        }
        EventKind::IncidentContinued => ActWord::IncidentContinued.with(None),
        EventKind::Raised { .. }
        | EventKind::PublicReply { .. }
        | EventKind::TenantMessage { .. }
        | EventKind::Note
        | EventKind::Resolved
        | EventKind::Reopened
        | EventKind::ReopenedAutomatically
        | EventKind::Assigned { .. }
        // Every Dutydesk asks for it itself.
        | EventKind::Gone { .. }
        | EventKind::Returned
        // `link_note` has the help desk's id of the other ticket.
        | EventKind::Linked { .. }
        | EventKind::Unlinked => return None,
    })
}

/// Reads the line of a note by an agent, if it ends with one.
#[must_use]
pub(crate) fn read(note: &str) -> Option<SharedAct> {
    let fields = fields_of(note)?;
    let instant = |key: &str| fields.get(key).map(|text| parse(text));
    Some(SharedAct {
        op_id: OperationId::parse(fields.get("op")?).ok()?,
        kind: act(&fields)?,
        at: instant("at").map_or(Some(None), |at| at.map(Some))?,
    })
}

/// A note as people read it: without the line, if it ends with one that Dutydesk understands. A malformed line is text.
#[must_use]
pub(crate) fn without_line(note: &str) -> &str {
    if fields_of(note).as_ref().and_then(word_of).is_none() {
        return note;
    }
    let text = note.trim_end();
    text.rfind('\n').map_or("", |end| text[..end].trim_end())
}

/// The words of the line; none of them twice.
fn fields_of(note: &str) -> Option<BTreeMap<&str, &str>> {
    let last = note.trim_end().lines().last()?.trim();
    let inside = last.strip_prefix(OPENING)?.strip_suffix(']')?;
    if inside.len() > LONGEST_LINE {
        return None;
    }
    let mut fields = BTreeMap::new();
    for word in inside.split(' ') {
        let (key, value) = word.split_once('=')?;
        if fields.insert(key, value).is_some() {
            return None;
        }
    }
    Some(fields)
}

fn word_of(fields: &BTreeMap<&str, &str>) -> Option<ActWord> {
    ActWord::read(fields.get("act")?)
}

fn act(fields: &BTreeMap<&str, &str>) -> Option<EventKind> {
    let instant = |key: &str| match fields.get(key) {
        None => Some(None),
        Some(text) => parse(text).map(Some),
    };
    let reason = || fields.get("reason").and_then(|packed| unpacked(packed));
    Some(match word_of(fields)? {
        ActWord::Priority => EventKind::Priority {
            priority: Priority::from_word(fields.get("priority")?)?,
            in_scope: match fields.get("in_scope") {
                None => None,
                Some(&"yes") => Some(true),
                Some(&"no") => Some(false),
                Some(_) => return None,
            },
        },
        ActWord::RepliedElsewhere => EventKind::Told {
            next_update_at: instant("next")?,
        },
        ActWord::Started => EventKind::Started,
        ActWord::NotStarted => EventKind::NotStarted,
        ActWord::Paused => EventKind::Paused {
            reason: reason()?,
            chase_at: instant("chase")?,
        },
        ActWord::Resumed => EventKind::Resumed,
        ActWord::NotNeeded => EventKind::NotNeeded { reason: reason()? },
        ActWord::IncidentPaused => EventKind::IncidentPaused {
            continues_at: instant("continues")??,
        },
        ActWord::IncidentContinued => EventKind::IncidentContinued,
        // They have readers of their own.
        ActWord::Promise | ActWord::Linked | ActWord::Unlinked => return None,
    })
}

/// A note as each act that its line could be.
#[cfg(fuzzing)]
pub(crate) fn read_all(note: &str) {
    let _ = (read(note), read_promise(note), read_link(note), without_line(note));
}

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

fn parse(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc())
}

/// One word without blanks or brackets: percent signs stand for what would break the line.
fn packed(text: &str) -> String {
    let mut word = String::new();
    for c in text.chars().take(LONGEST_REASON) {
        match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '.' | ',' | '-' => word.push(c),
            other => {
                let mut bytes = [0; 4];
                for byte in other.encode_utf8(&mut bytes).bytes() {
                    word.push_str(&format!("%{byte:02X}"));
                }
            }
        }
    }
    word
}

fn unpacked(word: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(word.len());
    let mut rest = word.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn op() -> OperationId {
        OperationId::parse("7f1c-22").unwrap()
    }

    fn at(text: &str) -> DateTime<Utc> {
        parse(text).unwrap()
    }

    #[test]
    fn r23_12_a_line_longer_than_any_that_is_written_is_text() {
        let longest = EventKind::Paused {
            reason: "🙂".repeat(70_000),
            chase_at: Some(at("2017-05-25T16:00:00Z")),
        };
        let note = note("Words.", &op(), &longest, Some(at("2017-05-23T09:00:00Z")));
        let EventKind::Paused { reason, .. } = read(&note).unwrap().kind else {
            panic!("a pause")
        };
        assert_eq!(reason.chars().count(), LONGEST_REASON);
        let forged = format!("[dutydesk/1 op=7f act=paused reason={}]", "A".repeat(70_000));
        assert_eq!(read(&forged), None);
        assert_eq!(without_line(&forged), forged);
    }

    /// Whoever may write a note chooses its last line.
    #[test]
    fn r23_08_large_notes_are_read_soon() {
        for unit in ["a=b ", "[dutydesk/1 ", "\n", " ", "%41", "]", "op=1 op=1 "] {
            let words = unit.repeat(1024 * 1024 / unit.len());
            for note in [
                format!("[dutydesk/1 {words}]"),
                words.clone(),
                format!("{words}\n[dutydesk/1 op=7f act=resumed]"),
            ] {
                let started = std::time::Instant::now();
                let _ = (
                    read(&note),
                    read_promise(&note),
                    read_link(&note),
                    without_line(&note).len(),
                );
                assert!(started.elapsed() < std::time::Duration::from_secs(10), "{unit:?}");
            }
        }
    }

    #[test]
    fn what_one_dutydesk_writes_another_reads() {
        let acts = [
            EventKind::Priority {
                priority: Priority::P2,
                in_scope: None,
            },
            EventKind::Priority {
                priority: Priority::P1,
                in_scope: Some(false),
            },
            EventKind::Told {
                next_update_at: Some(at("2017-05-23T14:00:00Z")),
            },
            EventKind::Started,
            EventKind::NotStarted,
            EventKind::Paused {
                reason: "waiting for Sam’s logs ] act=resumed".to_owned(),
                chase_at: Some(at("2017-05-25T16:00:00Z")),
            },
            EventKind::Resumed,
            EventKind::NotNeeded {
                reason: "thanks!".to_owned(),
            },
            EventKind::IncidentPaused {
                continues_at: at("2017-05-24T08:00:00Z"),
            },
            EventKind::IncidentContinued,
        ];
        for kind in acts {
            let note = note("In plain words.", &op(), &kind, Some(at("2017-05-23T09:00:00Z")));
            let read = read(&note).unwrap();
            assert_eq!((read.kind, read.op_id.as_str()), (kind, "7f1c-22"));
            assert_eq!(read.at, Some(at("2017-05-23T09:00:00Z")));
        }
    }

    #[test]
    fn the_line_is_what_every_earlier_dutydesk_wrote() {
        let next = at("2017-05-23T14:00:00Z");
        for (kind, line) in [
            (
                EventKind::Priority {
                    priority: Priority::P1,
                    in_scope: Some(false),
                },
                "act=priority priority=P1 in_scope=no",
            ),
            (
                EventKind::Told {
                    next_update_at: Some(next),
                },
                "act=told next=2017-05-23T14:00:00Z",
            ),
            (EventKind::Started, "act=started"),
            (EventKind::NotStarted, "act=not_started"),
            (
                EventKind::Paused {
                    reason: "their log".to_owned(),
                    chase_at: Some(next),
                },
                "act=paused reason=their%20log chase=2017-05-23T14:00:00Z",
            ),
            (EventKind::Resumed, "act=resumed"),
            (
                EventKind::NotNeeded {
                    reason: "thanks".to_owned(),
                },
                "act=not_needed reason=thanks",
            ),
            (
                EventKind::IncidentPaused { continues_at: next },
                "act=incident_paused continues=2017-05-23T14:00:00Z",
            ),
            (EventKind::IncidentContinued, "act=incident_continued"),
        ] {
            let written = note("Words.", &op(), &kind, Some(next));
            let expected = format!("Words.\n\n[dutydesk/1 op=7f1c-22 {line} at=2017-05-23T14:00:00Z]");
            assert_eq!(written, expected);
        }
        assert_eq!(
            promise_note("Words.", &op(), "412", next),
            "Words.\n\n[dutydesk/1 op=7f1c-22 act=promise reply=412 next=2017-05-23T14:00:00Z]"
        );
        let other = RemoteId::parse("41").ok();
        assert_eq!(
            link_note("Words.", &op(), other.as_ref()),
            "Words.\n\n[dutydesk/1 op=7f1c-22 act=linked ticket=41]"
        );
        assert_eq!(
            link_note("Words.", &op(), None),
            "Words.\n\n[dutydesk/1 op=7f1c-22 act=unlinked]"
        );
    }

    #[test]
    fn a_line_that_is_not_ours_is_text() {
        for text in [
            "",
            "Just words",
            "[dutydesk/2 op=7f act=resumed]",
            "[dutydesk/1 op=7f act=resumed",
            "[dutydesk/1 act=resumed]",
            "[dutydesk/1 op=7f act=explode]",
            "[dutydesk/1 op=7f op=8f act=resumed]",
            "[dutydesk/1 op=../x act=resumed]",
            "[dutydesk/1 op=7f act=priority priority=P9]",
            "[dutydesk/1 op=7f act=paused reason=%ZZ]",
            "[dutydesk/1 op=7f act=told next=soon]",
            "[dutydesk/1 op=7f act=incident_paused]",
            "[dutydesk/1 op=7f act=resumed]\nwords after it",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_promise_is_read_back_with_the_reply_it_belongs_to() {
        let next = at("2017-05-23T14:00:00Z");
        let note = promise_note("Promised 15:00.", &op(), "412", next);
        let promise = SharedPromise {
            op_id: op(),
            reply: "412".to_owned(),
            next,
        };
        assert_eq!(read_promise(&note), Some(promise));
        assert_eq!(read(&note), None, "it is no act of its own");
        assert_eq!(read_promise("[dutydesk/1 op=7f act=resumed]"), None);
    }

    #[test]
    fn a_link_is_read_back_with_the_help_desks_id_of_the_other_ticket() {
        for to in [RemoteId::parse("41").ok(), None] {
            let note = link_note("In plain words.", &op(), to.as_ref());
            let link = SharedLink { op_id: op(), to };
            assert_eq!(read_link(&note), Some(link));
            assert_eq!(read(&note), None, "it moves no clock by itself");
        }
        for text in [
            "[dutydesk/1 op=7f act=linked]",
            "[dutydesk/1 op=7f act=linked ticket=]",
            "[dutydesk/1 op=7f act=linked ticket=../41]",
            "[dutydesk/1 act=linked ticket=41]",
            "[dutydesk/2 op=7f act=linked ticket=41]",
            "[dutydesk/1 op=7f act=linked ticket=41]\nwords after it",
        ] {
            assert_eq!(read_link(text), None, "{text:?}");
        }
    }

    #[test]
    fn a_reply_needs_no_line() {
        assert_eq!(note("Closed.", &op(), &EventKind::Resolved, None), "Closed.");
    }
}
