//! What is wrong with a JSON text: by the kind of slip in our own words, with the reader's sentence whole where it says
//! more. Its sentences are never looked into: they are English for programmers, and may be worded anew any day.

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::error::Category;

/// Reads a text. Whether it is JSON at all comes first, so that a slip in its form is said as one, whatever was being
/// read when it was met.
///
/// # Errors
/// What is wrong, for [`said`].
pub fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, serde_json::Error> {
    serde_json::from_str::<IgnoredAny>(text)?;
    serde_json::from_str(text)
}

/// What is wrong, and where: ``missing field `kind` (line 3, column 12)``.
#[must_use]
pub fn said(problem: &serde_json::Error) -> String {
    let what = said_of_line(problem);
    match problem.line() {
        // A sentence of our own has its place in its words.
        0 => what,
        line => format!("{what} (line {line}, column {})", problem.column()),
    }
}

/// The same without where: for a line of its own.
#[must_use]
pub fn said_of_line(problem: &serde_json::Error) -> String {
    match problem.classify() {
        Category::Io => "it couldn’t be read".to_owned(),
        Category::Eof => "the text ends too early".to_owned(),
        Category::Syntax => format!("this isn’t valid JSON: {}", sentence(problem)),
        Category::Data => sentence(problem),
    }
}

/// The reader's sentence without the place, which it puts at the end and gives as numbers too.
fn sentence(problem: &serde_json::Error) -> String {
    let whole = problem.to_string();
    let place = format!(" at line {} column {}", problem.line(), problem.column());
    whole.strip_suffix(&place).unwrap_or(&whole).to_owned()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code, reason = "only what is wrong with it is looked at")]
    struct Letter {
        to: String,
        pages: Option<u32>,
        copies: Option<Vec<Self>>,
    }

    /// The words before the reader's own sentence, and something of the text that the sentence must name.
    const WRONG: [(&str, &str, &str); 11] = [
        ("", "the text ends too early", ""),
        (r#"{"to":"Kim""#, "the text ends too early", ""),
        (r#"{"to":"Kim","copies":[{"to":"#, "the text ends too early", ""),
        ("<html>", "this isn’t valid JSON: ", ""),
        (r#"{"to":"Kim"} x"#, "this isn’t valid JSON: ", ""),
        (r#"{"to":"Kim",}"#, "this isn’t valid JSON: ", ""),
        (
            r#"{"to":"Kim","copies":[{"to" "Alex"}]}"#,
            "this isn’t valid JSON: ",
            "",
        ),
        ("{}", "", "`to`"),
        (r#"{"to":"Kim","page":1}"#, "", "`page`"),
        (r#"{"to":"Kim","pages":"two"}"#, "", "\"two\""),
        (r#"{"to":7}"#, "", "`7`"),
    ];

    #[test]
    fn a_slip_is_said_by_its_kind_and_with_its_place() {
        for (text, ours, named) in WRONG {
            let problem = read::<Letter>(text).unwrap_err();
            let said_alone = said_of_line(&problem);
            assert!(
                said_alone.starts_with(ours) && said_alone.contains(named),
                "{text}: {said_alone}"
            );
            assert!(!said_alone.contains("line "), "{text}: {said_alone}");
            let place = format!(" (line {}, column {})", problem.line(), problem.column());
            assert_eq!(said(&problem), format!("{said_alone}{place}"), "{text}");
        }
    }

    #[test]
    fn words_of_our_own_stay_as_they_are() {
        use serde::de::Error as _;
        let ours = serde_json::Error::custom("event 2: `7` is not an instant. Write it at line ends.");
        assert_eq!(said(&ours), "event 2: `7` is not an instant. Write it at line ends.");
    }
}
