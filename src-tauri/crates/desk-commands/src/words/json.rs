//! What is wrong with a JSON text, in plain words. The reader says it for programmers ("invalid type: map, expected
//! u32"), and only as text: its sentences are taken apart here and said anew.

/// What the reader says, and what people are told.
const SYNTAX: [(&str, &str); 14] = [
    ("EOF while parsing", "the text ends too early"),
    ("trailing characters", "something follows after its end"),
    ("trailing comma", "there is a comma too many"),
    ("expected value", "what stands here cannot be read"),
    ("expected ident", "what stands here cannot be read"),
    ("expected `,` or `]`", "a comma or the closing bracket is missing"),
    ("expected `,` or `}`", "a comma or the closing brace is missing"),
    ("expected `:`", "a colon is missing"),
    ("key must be a string", "a name in quotes is missing"),
    ("control character", "there is a line break inside quotes"),
    ("invalid escape", "a `\\` in the text has no meaning"),
    ("invalid number", "this number cannot be read"),
    ("number out of range", "this number cannot be read"),
    (
        "recursion limit exceeded",
        "there are too many brackets inside each other",
    ),
];

/// What is wrong, and where: `` `kind` is missing (line 3, column 12) ``.
#[must_use]
pub fn said(problem: &serde_json::Error) -> String {
    let text = problem.to_string();
    match parted(&text) {
        (what, Some((line, column))) => format!("{} (line {line}, column {column})", plain(what)),
        (what, None) => plain(what),
    }
}

/// The same without where: for a line of its own.
#[must_use]
pub fn said_of_line(problem: &serde_json::Error) -> String {
    plain(parted(&problem.to_string()).0)
}

/// The same inside another error of the reader, which takes the place over in its own words.
pub(crate) fn said_within(problem: &impl std::fmt::Display) -> String {
    let text = problem.to_string();
    let (what, _) = parted(&text);
    format!("{}{}", plain(what), &text[what.len()..])
}

/// A sentence of the reader without its place, and the place.
fn parted(text: &str) -> (&str, Option<(&str, &str)>) {
    let place = text.rsplit_once(" at line ").and_then(|(what, place)| {
        let (line, column) = place.split_once(" column ")?;
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        (digits(line) && digits(column)).then_some((what, (line, column)))
    });
    place.map_or((text, None), |(what, place)| (what, Some(place)))
}

fn plain(what: &str) -> String {
    let syntax = SYNTAX.iter().find(|(theirs, _)| what.starts_with(theirs));
    if let Some((_, ours)) = syntax {
        return (*ours).to_owned();
    }
    of_field(what)
        .or_else(|| of_value(what))
        .unwrap_or_else(|| what.to_owned())
}

/// Names that are missing, twice there, or not known.
fn of_field(what: &str) -> Option<String> {
    if let Some(field) = what.strip_prefix("missing field ") {
        return Some(format!("{field} is missing"));
    }
    if let Some(field) = what.strip_prefix("duplicate field ") {
        return Some(format!("{field} is there twice"));
    }
    let unknown = what
        .strip_prefix("unknown field ")
        .or_else(|| what.strip_prefix("unknown variant "))?;
    // The last one: what was typed may hold the same words.
    let (typed, known) = unknown
        .rsplit_once(", expected one of ")
        .or_else(|| unknown.rsplit_once(", expected "))?;
    Some(format!(
        "{typed} is not known here (known: {})",
        known.replace(" or ", ", ")
    ))
}

/// Values of another kind than is needed.
fn of_value(what: &str) -> Option<String> {
    let (stands, needed) = match what.strip_prefix("invalid length ") {
        Some(of_list) => ("sequence", of_list.rsplit_once(", expected ")?.1),
        None => what
            .strip_prefix("invalid type: ")
            .or_else(|| what.strip_prefix("invalid value: "))?
            .rsplit_once(", expected ")?,
    };
    Some(format!(
        "{} stands here, and {} is needed",
        standing(stands),
        need(needed)
    ))
}

fn standing(value: &str) -> String {
    let bare = |text: &str| text.trim_matches('`').to_owned();
    match value.split_once(' ') {
        Some(("string", text)) => format!("the text {text}"),
        Some(("integer", number)) => format!("the number {}", bare(number)),
        Some(("floating", number)) => format!("the number {}", bare(number.trim_start_matches("point "))),
        Some(("boolean", word)) => bare(word),
        _ => match value {
            "map" => "something in braces".to_owned(),
            "sequence" => "a list".to_owned(),
            "unit value" => "null".to_owned(),
            other => other.to_owned(),
        },
    }
}

fn need(expected: &str) -> &str {
    match expected {
        "a string" => "text in quotes",
        "a boolean" => "true or false",
        "u8" | "u16" | "u32" | "u64" | "usize" => "a whole number from 0 up",
        "i8" | "i16" | "i32" | "i64" | "isize" => "a whole number",
        "a sequence" => "a list",
        "a map" => "something in braces",
        // The name of a type of ours says nothing to people.
        other if other.starts_with("struct ") => "something in braces",
        other => other,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only what is wrong with it is looked at")]
    struct Letter {
        to: String,
        kind: Option<Kind>,
        pages: Option<u32>,
        sent: Option<bool>,
        more: Option<BTreeMap<String, String>>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Kind {
        Short,
        Long,
    }

    const WRONG: [(&str, &str); 21] = [
        ("", "the text ends too early"),
        (r#"{"to":"Kim""#, "the text ends too early"),
        (r#"{"to":"Kim"} x"#, "something follows after its end"),
        (r#"{"to":"Kim",}"#, "there is a comma too many"),
        (r#"{"to" "Kim"}"#, "a colon is missing"),
        (r#"{"to":"Kim" "pages":1}"#, "a comma or the closing brace is missing"),
        ("<html>", "what stands here cannot be read"),
        (r#"{"to":"Kim","kind":7}"#, "what stands here cannot be read"),
        ("{}", "`to` is missing"),
        (r#"{"to":"a","to":"b"}"#, "`to` is there twice"),
        (
            r#"{"to":"Kim","page":1}"#,
            "`page` is not known here (known: `to`, `kind`, `pages`, `sent`, `more`)",
        ),
        (
            r#"{"to":"Kim","kind":"a, expected b"}"#,
            "`a, expected b` is not known here (known: `short`, `long`)",
        ),
        (r#"{"to":7}"#, "the number 7 stands here, and text in quotes is needed"),
        (r#"{"to":null}"#, "null stands here, and text in quotes is needed"),
        (
            r#"{"to":"Kim","pages":-1}"#,
            "the number -1 stands here, and a whole number from 0 up is needed",
        ),
        (
            r#"{"to":"Kim","pages":1.5}"#,
            "the number 1.5 stands here, and a whole number from 0 up is needed",
        ),
        (
            r#"{"to":"Kim","sent":"yes"}"#,
            "the text \"yes\" stands here, and true or false is needed",
        ),
        (
            r#"{"to":"Kim","more":[1]}"#,
            "a list stands here, and something in braces is needed",
        ),
        (
            r#"{"to":{}}"#,
            "something in braces stands here, and text in quotes is needed",
        ),
        ("true", "true stands here, and something in braces is needed"),
        ("[]", "a list stands here, and something in braces is needed"),
    ];

    #[test]
    fn what_is_wrong_is_said_in_plain_words() {
        for (text, words) in WRONG {
            let problem = serde_json::from_str::<Letter>(text).unwrap_err();
            assert_eq!(said_of_line(&problem), words, "{text}");
            let place = format!(" (line {}, column {})", problem.line(), problem.column());
            assert_eq!(said(&problem), format!("{words}{place}"), "{text}");
        }
    }

    #[test]
    fn words_of_our_own_stay_as_they_are() {
        use serde::de::Error as _;
        let ours = serde_json::Error::custom("event 2: `7` is not an instant. Write it at line ends.");
        assert_eq!(said(&ours), "event 2: `7` is not an instant. Write it at line ends.");
    }
}
