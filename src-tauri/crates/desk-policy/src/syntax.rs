//! What the TOML reader says, in plain words: it names the parts of its grammar, and people know lines, quotes and
//! brackets. What is not known here is passed on.

/// What the reader's sentence begins with, what people are told, and what they can do.
const KNOWN: [(&str, &str, &str); 28] = [
    (
        "string values must be quoted",
        "a value is missing here, or text is not in quotes",
        "write it like `\"text\"`",
    ),
    (
        "invalid basic string",
        "text in quotes is not closed, or has a letter that cannot be seen",
        ONE_LINE,
    ),
    ("invalid literal string", "text in quotes is not closed", ONE_LINE),
    (
        "invalid multi-line",
        "text of several lines is not closed",
        "end it with the three quotes that it began with",
    ),
    (
        "missing opening quote",
        "a quote is missing",
        "text begins and ends with one",
    ),
    (
        "missing escaped value",
        "`\\` and this letter mean nothing",
        "write `\\\\` for a `\\` in text",
    ),
    (
        "too few unicode value digits",
        "this `\\u` has too few digits",
        "write the letter itself",
    ),
    ("key with no value", "`=` is missing after this key", KEY),
    ("invalid unquoted key", "this cannot stand in a key", KEY),
    ("unquoted keys cannot be empty", "a key is missing here", KEY),
    (
        "unexpected key or value",
        "the line goes on after its end",
        "begin a new line for the next key",
    ),
    (
        "unexpected content",
        "the line goes on after its end",
        "begin a new line for the next key",
    ),
    ("duplicate key", "this is here twice", "keep one of them"),
    ("unclosed table", "`]` is missing", "a table is `[name]`"),
    (
        "unclosed array table",
        "`]]` is missing",
        "one of several tables is `[[name]]`",
    ),
    (
        "unclosed inline table",
        "`}` is missing",
        "a table on one line is `{ key = value, key = value }`",
    ),
    ("unclosed array", "`]` is missing", "a list is `[\"one\", \"two\"]`"),
    (
        "missing comma between array elements",
        "a comma is missing",
        "a list is `[\"one\", \"two\"]`",
    ),
    (
        "missing comma between key-value pairs",
        "a comma is missing",
        "a table on one line is `{ key = value, key = value }`",
    ),
    ("extra comma", "there is a comma too many", "take it out"),
    ("extra `=`", "there is an `=` too many", "take it out"),
    (
        "extra assignment",
        "there is an `=` too many",
        "perhaps a comma is missing before",
    ),
    (
        "unexpected leading zero",
        "no number begins with 0",
        "put times and telephone numbers in quotes",
    ),
    (
        "invalid boolean",
        "this is no value",
        "write `true` or `false`, or put text in quotes",
    ),
    (
        "invalid date",
        "a bare date or time that cannot be read",
        "put dates and times in quotes",
    ),
    (
        "invalid time",
        "a bare date or time that cannot be read",
        "put dates and times in quotes",
    ),
    (
        "invalid type: integer",
        "this number is too large",
        "write a smaller one",
    ),
    (
        "invalid value: integer",
        "this number is too large",
        "write a smaller one",
    ),
];

const ONE_LINE: &str = "begin and end it with the same quote, on one line";
const KEY: &str = "a line is `key = value`, and a key has letters, digits, `_` and `-`";
/// Helps with the rest.
const ANY: &str = "a line is `key = value` with text in quotes, or `[table]`; the slip may be just before";

/// What is wrong, and what to write instead, for a sentence of the reader.
pub(crate) fn plain(reader_says: &str) -> (String, &'static str) {
    let known = KNOWN.iter().find(|(theirs, ..)| reader_says.starts_with(theirs));
    match known {
        Some((_, ours, hint)) => ((*ours).to_owned(), hint),
        None => (reader_says.replace(", expected nothing", ""), ANY),
    }
}
