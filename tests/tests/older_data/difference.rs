//! Lists what was said then and isn't said any more, in lines that a person can read.

use serde_json::Value;

/// More lines than this don't help.
const LINES: usize = 40;

/// Everything in `then` that `now` lacks or says differently, each with its place. An additional field is no loss. A
/// missing field is no loss if it was null.
pub(crate) fn lost(then: &Value, now: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    compare("", then, now, &mut lines);
    let more = lines.len().saturating_sub(LINES);
    if more > 0 {
        lines.truncate(LINES);
        lines.push(format!("… and {more} more"));
    }
    lines
}

/// Whether any text of a view holds these words.
pub(crate) fn says(view: &Value, words: &str) -> bool {
    match view {
        Value::String(text) => text.contains(words),
        Value::Array(items) => items.iter().any(|item| says(item, words)),
        Value::Object(fields) => fields.values().any(|value| says(value, words)),
        _ => false,
    }
}

/// The line at the end of a note that only Dutydesks read is no longer shown to people.
fn only_machine_words_left(then: &str, now: &str) -> bool {
    then.strip_prefix(now)
        .is_some_and(|rest| rest.starts_with("\n\n[dutydesk/1 ") && rest.ends_with(']'))
}

/// What is taken back no longer overwrites what was typed meanwhile: that stands below it.
fn goes_on(then: &str, now: &str) -> bool {
    now.strip_prefix(then).is_some_and(|rest| rest.starts_with("\n\n"))
}

fn compare(place: &str, then: &Value, now: &Value, lines: &mut Vec<String>) {
    match (then, now) {
        (Value::Object(then), Value::Object(now)) => {
            for (name, value) in then {
                compare(
                    &format!("{place}/{name}"),
                    value,
                    now.get(name).unwrap_or(&Value::Null),
                    lines,
                );
            }
        }
        (Value::Array(then), Value::Array(now)) if then.len() == now.len() => {
            for (number, (then, now)) in then.iter().zip(now).enumerate() {
                compare(&format!("{place}[{number}]"), then, now, lines);
            }
        }
        (Value::Array(then), Value::Array(now)) => {
            let is_in = |list: &[Value], then: &Value| list.iter().any(|now| lost(then, now).is_empty());
            let gone = then.iter().filter(|then| !is_in(now, then));
            lines.extend(gone.map(|gone| format!("{place}: lost {gone}")));
            lines.push(format!("{place}: there were {}, there are {}", then.len(), now.len()));
        }
        (then, now) if then == now => {}
        (Value::String(then), Value::String(now)) if only_machine_words_left(then, now) || goes_on(then, now) => {}
        (then, now) => lines.push(format!("{place}: was {then}, is {now}")),
    }
}
