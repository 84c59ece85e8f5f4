//! Hours, deadlines and clocks: questions about the policy alone, answered in a few milliseconds without a store.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use desk_commands::clocks::{clock_of, clocks_at, deadline as deadline_of, priority_of};
use desk_commands::policy::InForce;
use desk_commands::words::{self, json};
use desk_commands::{bounded_file, events_file};
use desk_contract::clocks::{Clock, ClockReading, ClockReadings, Deadline, Priority, Standing, WhyStep};
use desk_contract::time::{HoursClass, HoursNow};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::answer::{Answer, Exit, Failure, Told};
use crate::args::{Common, DeadlineArgs};
use crate::now::now;
use crate::policies;
use crate::terminal::{self, Lines};
use crate::text::{indented, table};

/// In bytes, with its line break: a case has some hundred. A device that never breaks a line is no list of cases.
const LONGEST_LINE: u64 = 1024 * 1024;
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();
const CASE: &str = r#"{"id":1,"priority":"P2","clock":"respond","since":"2017-04-13T16:45:00+01:00"}"#;

/// `duty hours`.
pub(crate) fn hours(common: &Common, at: Option<DateTime<Utc>>) -> Told {
    let at = at.map_or_else(now, Ok)?;
    let policy = policies::in_force(common)?;
    let hours = words::hours_now(&policy.rules.hours, at);
    let words = hours_words(&hours);
    Answer::new(&hours, words)
}

fn hours_words(hours: &HoursNow) -> String {
    let never = || "never".to_owned();
    let mut rows = vec![
        ["At".to_owned(), hours.today.clone()],
        ["Cover".to_owned(), class(hours.class).to_owned()],
        [
            "Until".to_owned(),
            hours.until.as_ref().map_or_else(never, |until| until.long.clone()),
        ],
        [
            "Next opening".to_owned(),
            hours
                .next_opening
                .as_ref()
                .map_or_else(never, |opening| opening.long.clone()),
        ],
    ];
    rows.extend(
        hours
            .holiday
            .iter()
            .map(|holiday| ["Holiday".to_owned(), holiday.clone()]),
    );
    if !hours.calendar_known {
        rows.push(["Calendar".to_owned(), NOT_KNOWN.to_owned()]);
    }
    table(&rows)
}

const NOT_KNOWN: &str = "bank holidays aren’t known, so weekdays count as working days";

fn class(class: HoursClass) -> &'static str {
    match class {
        HoursClass::InHours => "in hours",
        HoursClass::Waking => "waking",
        HoursClass::Overnight => "overnight",
    }
}

/// `duty deadline`.
pub(crate) fn deadline(common: &Common, case: &DeadlineArgs) -> Told {
    let policy = policies::in_force(common)?;
    match (case.priority, case.clock, case.since) {
        (Some(priority), Some(clock), Some(since)) => {
            let deadline = due(&policy, priority, clock, since);
            let words = deadline_words(&deadline);
            Answer::new(&deadline, words)
        }
        _ => batch(&policy, io::stdin().lock(), terminal::json_lines()),
    }
}

fn due(policy: &InForce, priority: Priority, clock: Clock, since: DateTime<Utc>) -> Deadline {
    deadline_of(&policy.rules, priority_of(priority), clock_of(clock), since)
}

fn deadline_words(deadline: &Deadline) -> String {
    let mut words = why_words(&deadline.why);
    if deadline.due_at.is_none() {
        words.push_str("\nNo deadline: the policy has no target here.");
    }
    if !deadline.calendar_known {
        words.push_str("\nCalendar: ");
        words.push_str(NOT_KNOWN);
    }
    words
}

fn why_words(why: &[WhyStep]) -> String {
    let rows: Vec<_> = why.iter().map(|step| [step.label.clone(), step.text.clone()]).collect();
    table(&rows)
}

/// A case of `duty deadline --batch`; further fields are the caller's own.
#[derive(Deserialize)]
struct Case {
    id: Value,
    priority: Priority,
    clock: Clock,
    since: String,
}

/// Its answer.
#[derive(Serialize)]
#[serde(untagged)]
enum CaseAnswer {
    Due { id: Value, due_at: Option<DateTime<Utc>> },
    Refused { id: Value, error: String },
}

/// Answers case by case, so that it works in a pipe: each answer is written before the next case is read.
fn batch(policy: &Arc<InForce>, cases: impl Read, mut out: Lines) -> Told {
    let mut cases = BufReader::new(cases);
    let mut exit = Exit::Done;
    let mut line = Vec::new();
    while cases.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? > 0 {
        if line.len() as u64 == LONGEST_LINE {
            return Err(Failure::typed(format!(
                "This line is too long for a case. A case looks like {CASE}"
            )));
        }
        if !line.trim_ascii().is_empty() {
            let answer = answer_case(policy, &line);
            if matches!(answer, CaseAnswer::Refused { .. }) {
                exit = Exit::CannotBeTaken;
            }
            out.line(&serde_json::to_string(&answer).map_err(io::Error::from)?)?;
        }
        if cases.buffer().is_empty() {
            out.flush()?;
        }
        line.clear();
    }
    out.flush()?;
    Ok(Answer::text("").ending(exit))
}

fn answer_case(policy: &InForce, line: &[u8]) -> CaseAnswer {
    // Before the first case of a file that an editor wrote.
    let line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line);
    let refused = |why: String| CaseAnswer::Refused {
        id: id_of(line),
        error: format!("{why} A case looks like {CASE}"),
    };
    // A list would be read by the places of its items.
    if line.trim_ascii_start().starts_with(b"[") {
        return refused("This line is a list, but a case is written in braces.".to_owned());
    }
    let case: Case = match serde_json::from_slice(line) {
        Ok(case) => case,
        Err(problem) => {
            return refused(format!("This line couldn’t be read: {}.", json::said_of_line(&problem)));
        }
    };
    if case.clock == Clock::Triage {
        return refused("The clock is `respond` or `update`.".to_owned());
    }
    match words::instant(&case.since) {
        Ok(since) => CaseAnswer::Due {
            due_at: due(policy, case.priority, case.clock, since).due_at,
            id: case.id,
        },
        Err(why) => refused(why),
    }
}

/// The id of a line that can't be used, if it has one.
fn id_of(line: &[u8]) -> Value {
    let line: Option<Value> = serde_json::from_slice(line).ok();
    line.and_then(|mut line| line.get_mut("id").map(Value::take))
        .unwrap_or(Value::Null)
}

/// `duty clock`.
pub(crate) fn clock(common: &Common, events: &Path, now: DateTime<Utc>) -> Told {
    let history = events_file::parse(&read_input(events, "The events")?).map_err(Failure::typed)?;
    let policy = policies::in_force(common)?;
    let readings = clocks_at(&policy.rules, history, now);
    let words = readings_words(&policy, &readings);
    Answer::new(&readings, words)
}

/// Reads a file that was named on the command line; `-` is standard input.
pub(crate) fn read_input(file: &Path, what: &str) -> Result<String, Failure> {
    let text = if file == Path::new("-") {
        bounded_file::read_from(io::stdin().lock())
    } else {
        bounded_file::read(file)
    };
    text.map_err(|failure| {
        let why = bounded_file::why(&failure);
        Failure::typed(format!(
            "{what} in {} couldn’t be read: {why}. Use the path of a file, or - for standard input.",
            file.display()
        ))
    })
}

fn readings_words(policy: &InForce, readings: &ClockReadings) -> String {
    if readings.clocks.is_empty() {
        return "No clock has started by then.".to_owned();
    }
    let clocks: Vec<String> = readings
        .clocks
        .iter()
        .map(|reading| {
            format!(
                "{}\n{}",
                headline(policy, reading, readings.now),
                indented(&why_words(&reading.why))
            )
        })
        .collect();
    clocks.join("\n\n")
}

/// `update 2: at risk, due Mon 23 Nov 2026, 14:12 GMT, 6 min left`.
fn headline(policy: &InForce, reading: &ClockReading, now: DateTime<Utc>) -> String {
    let long = |at| words::moment(&policy.rules.hours, at, now).long;
    let mut line = format!(
        "{} {}: {}",
        name(reading.clock),
        reading.cycle,
        standing(reading.standing)
    );
    if let Some(due) = reading.due_at {
        line.push_str(&format!(", due {}", long(due)));
    }
    if let Some(ended) = reading.ended_at {
        line.push_str(&format!(", ended {}", long(ended)));
    }
    if reading.ended_at.is_none() {
        for said in words::left_in_words(reading, now) {
            line.push_str(&format!(", {said}"));
        }
    }
    line
}

fn name(clock: Clock) -> &'static str {
    match clock {
        Clock::Respond => "respond",
        Clock::Update => "update",
        Clock::Triage => "triage",
    }
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Running => "running",
        Standing::AtRisk => "at risk",
        Standing::Breached => "late",
        Standing::Paused => "paused",
        Standing::Met => "met",
        Standing::Missed => "missed",
        Standing::Stopped => "stopped",
    }
}
