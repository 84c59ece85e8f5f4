//! Policy files: what a team decided, written in TOML by a support lead, checked as a whole and turned into the plain
//! types that the rules of `desk-domain` use.
//!
//! A file goes through four steps. Each step adds to one list of [`Diagnostic`]s, so that you see every error at once:
//! TOML syntax, shape (the JSON Schema of the file types: unknown keys, missing keys, wrong kinds of value), meaning
//! (`compile`), and only then a [`Loaded`] policy.
//!
//! Knows nothing about disks, clocks, networks or windows: text comes in, types go out.

mod at;
mod builtin;
mod compile;
mod diagnostic;
mod duration;
mod file;
mod handbook;
mod holidays;
mod kinds;
mod priority_field;
mod shape;
mod template;

pub use builtin::{BUILTIN, DEFAULT, builtin};
pub use diagnostic::Diagnostic;
pub use duration::{Length, LengthError, Unit};
pub use handbook::{Checklist, Contact, FinalCall, Handbook, Link, Message, Occasion, Role};
pub use holidays::{Feed, FeedError};
pub use priority_field::PriorityFields;
pub use template::{Filled, Placeholder, Template, TemplateError, TemplateProblem, Values};

use std::ops::Range;

use desk_domain::policy::Policy;
use diagnostic::Findings;
use toml::Spanned;
use toml::de::DeValue;

/// A policy that passed every check.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// What the rules need.
    pub policy: Policy,
    /// What people read: messages, links, contacts, roles, checklists.
    pub handbook: Handbook,
    /// What the help desk's own priority field holds.
    pub priority_fields: PriorityFields,
    /// What is allowed and hardly meant, sorted by line and column.
    pub warnings: Vec<Diagnostic>,
    /// The name of the file, as it was given to [`load`].
    pub source_name: String,
    /// The text of the file, comments included.
    pub source_text: String,
}

/// The longest file that is read, in bytes: a policy is some hundred lines.
const LONGEST_FILE: usize = 1 << 20;
/// The most entries of a list or a table. Each is compared with the others of its list.
const LONGEST_LIST: usize = 1_000;

/// Reads a policy. `file_name` is only used to say where an error is; the caller reads the file. `feed` has refreshed
/// bank holidays; without it the bundled ones count.
///
/// # Errors
/// The errors of the file, sorted by line and column; never empty, and at most a hundred.
pub fn load(file_name: &str, text: &str, feed: Option<&Feed>) -> Result<Loaded, Vec<Diagnostic>> {
    let mut found = Findings::new(file_name, text);
    let compiled = read(text, &mut found).and_then(|file| compile::policy(&file, feed, &mut found));
    let warnings = found.warnings();
    let diagnostics = found.into_sorted();
    match compiled {
        Some(compile::Compiled {
            policy,
            handbook,
            priority_fields,
        }) if diagnostics.is_empty() => Ok(Loaded {
            policy,
            handbook,
            priority_fields,
            warnings,
            source_name: file_name.to_owned(),
            source_text: text.to_owned(),
        }),
        _ => Err(diagnostics),
    }
}

/// The JSON Schema of a policy file, for editors that complete and check TOML.
#[must_use]
pub fn schema() -> serde_json::Value {
    file::schema()
}

/// The place of the first list below `value` that is too long.
fn too_long(value: &Spanned<DeValue<'_>>) -> Option<Range<usize>> {
    let (length, below) = match value.get_ref() {
        DeValue::Array(list) => (list.len(), list.iter().find_map(too_long)),
        DeValue::Table(table) => (table.len(), table.values().find_map(too_long)),
        _ => (0, None),
    };
    below.or_else(|| (length > LONGEST_LIST).then(|| value.span()))
}

/// TOML text to file types; `None` when nothing can be made of it.
fn read(text: &str, found: &mut Findings<'_>) -> Option<file::PolicyFile> {
    if text.len() > LONGEST_FILE {
        found.error(
            &(0..0),
            "the file is larger than 1 MiB",
            "a policy is some hundred lines of text",
        );
        return None;
    }
    let (tree, syntax_errors) = toml::de::DeTable::parse_recoverable(text);
    for error in &syntax_errors {
        found.syntax(error);
    }
    // Half a tree would only yield echoes of the syntax error.
    if !syntax_errors.is_empty() {
        return None;
    }
    let too_long = tree.get_ref().values().find_map(too_long);
    if tree.get_ref().len() > LONGEST_LIST || too_long.is_some() {
        found.error(
            &too_long.unwrap_or(0..0),
            format!("this list has more than {LONGEST_LIST} entries"),
            "a policy is some hundred lines of text",
        );
        return None;
    }
    let tree = shape::keep_what_fits(tree, &schema(), found);
    serde::Deserialize::deserialize(toml::de::Deserializer::from(tree))
        .map_err(|error| found.syntax(&error))
        .ok()
}
