//! An error in a policy file: what is wrong, where, and what to do about it.

use std::fmt;
use std::ops::Range;

/// One thing that is wrong with a policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// The file, as the caller named it.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to write instead, where that can be said.
    pub hint: Option<String>,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}: {}", self.file, self.line, self.column, self.message)?;
        match &self.hint {
            Some(hint) => write!(f, " ({hint})"),
            None => Ok(()),
        }
    }
}

/// What helps with any line that is not TOML.
const LINES: &str = "a line is `key = value` with text in quotes, or `[table]`; the slip may be just before";

/// Nobody reads more at once. To find the place of each costs a look through the file.
const MOST: usize = 100;

/// What is longer is not quoted: an open quote may reach to the end of the file.
const LONGEST_QUOTE: usize = 60;

/// Collects diagnostics about one text.
pub(crate) struct Findings<'a> {
    file: &'a str,
    text: &'a str,
    /// Each with its offset in the text.
    list: Vec<(usize, Diagnostic)>,
    /// What is no error, but is hardly meant.
    warnings: Vec<(usize, Diagnostic)>,
}

impl<'a> Findings<'a> {
    pub(crate) fn new(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            text,
            list: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Something is wrong at `span`. An empty `hint` is none.
    pub(crate) fn error(&mut self, span: &Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        if self.list.len() < MOST {
            let diagnostic = self.diagnostic(span, message.into(), hint.into());
            self.list.push((span.start, diagnostic));
        }
    }

    /// What stands at `span` is allowed, and hardly meant. The policy can be used.
    pub(crate) fn warning(&mut self, span: &Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        if self.warnings.len() < MOST {
            let diagnostic = self.diagnostic(span, message.into(), hint.into());
            self.warnings.push((span.start, diagnostic));
        }
    }

    fn diagnostic(&self, span: &Range<usize>, message: String, hint: String) -> Diagnostic {
        let (line, column) = self.position(span.start);
        Diagnostic {
            file: self.file.to_owned(),
            line,
            column,
            message,
            hint: Some(hint).filter(|hint| !hint.is_empty()),
        }
    }

    /// What the TOML reader says: its sentence whole, for it may be worded anew with any version, and the file's own
    /// characters that it is about.
    pub(crate) fn syntax(&mut self, error: &toml::de::Error) {
        let span = error.span().unwrap_or(0..0);
        let at = self.raw(&span).trim();
        let at = match at.len() {
            1..LONGEST_QUOTE if !at.contains('\n') => format!("`{at}`: "),
            _ => String::new(),
        };
        self.error(&span, format!("this isn’t valid TOML: {at}{}", error.message()), LINES);
    }

    /// The file's own characters at `span`.
    pub(crate) fn raw(&self, span: &Range<usize>) -> &'a str {
        self.text.get(span.clone()).unwrap_or_default()
    }

    /// Whether something inside `span` is wrong already.
    pub(crate) fn has_any_within(&self, span: &Range<usize>) -> bool {
        self.list.iter().any(|(offset, _)| span.contains(offset))
    }

    /// All of them, in the order of the file; what the reader said twice, once.
    pub(crate) fn into_sorted(self) -> Vec<Diagnostic> {
        sorted(self.list)
    }

    /// The warnings, in the same order.
    pub(crate) fn warnings(&self) -> Vec<Diagnostic> {
        sorted(self.warnings.clone())
    }

    fn position(&self, offset: usize) -> (usize, usize) {
        let before = &self.text.as_bytes()[..offset.min(self.text.len())];
        let line_start = before
            .iter()
            .rposition(|byte| *byte == b'\n')
            .map_or(0, |newline| newline + 1);
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        // Continuation bytes of UTF-8 do not start a character.
        let column = before[line_start..].iter().filter(|byte| **byte & 0xC0 != 0x80).count() + 1;
        (line, column)
    }
}

fn sorted(mut list: Vec<(usize, Diagnostic)>) -> Vec<Diagnostic> {
    list.sort_by_key(|(offset, _)| *offset);
    list.dedup();
    list.into_iter().map(|(_, diagnostic)| diagnostic).collect()
}

/// The word of `known` that `typed` most likely means, or nothing when none is near.
pub(crate) fn nearest<'k>(typed: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    const NEAR: f64 = 0.6;
    // Comparing costs the product of both lengths, and no word that is known is half as long.
    const LONGEST: usize = 64;
    if typed.len() > LONGEST {
        return None;
    }
    known
        .into_iter()
        .map(|word| {
            (
                strsim::normalized_damerau_levenshtein(&typed.to_lowercase(), &word.to_lowercase()),
                word,
            )
        })
        .filter(|(likeness, _)| *likeness >= NEAR)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, word)| word)
}

/// `did you mean …?`, or else all that may be written.
pub(crate) fn suggest(typed: &str, known: &[&str]) -> String {
    match nearest(typed, known.iter().copied()) {
        Some(word) => format!("did you mean `{word}`?"),
        None => format!("known here: {}", known.join(", ")),
    }
}
