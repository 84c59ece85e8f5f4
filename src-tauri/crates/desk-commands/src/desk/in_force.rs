//! The policy in use: a built-in one or a file. If a file has errors, the last good policy stays in use.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::SystemTime;

use desk_contract::policy::PolicyProblem;
use desk_domain::deadline::Rules;
use desk_domain::priority::Priority;
use desk_policy::{BUILTIN, DEFAULT, Diagnostic, Feed, Handbook, Loaded, PriorityFields};
use desk_store::Store;
use serde::{Deserialize, Serialize};

use super::error::Answer;
use super::{bounded_file, error};

pub(crate) const CHOSEN: &str = "policy";

/// A policy with its calendar.
#[derive(Debug)]
pub struct InForce {
    /// What the rules are asked with.
    pub rules: Arc<Rules>,
    /// The part that people read.
    pub handbook: Handbook,
    /// What the help desk's own priority field holds.
    pub priority_fields: PriorityFields,
    /// `built in`, or the file.
    pub source: String,
    /// The errors of the chosen file, while an older version of it is in use.
    pub problems: Vec<PolicyProblem>,
    /// The file as it was when it was read, to notification that it was edited; `None` for a built-in policy.
    pub(crate) edited: Option<(String, Option<SystemTime>)>,
    /// Changes with the policy and its bank holidays: results computed under another value are out of date.
    pub fingerprint: String,
}

/// What was chosen in settings.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Chosen {
    pub name_or_file: String,
    /// The last text of the file that passed every check.
    pub good_text: Option<String>,
}

/// Why a policy cannot be used.
#[derive(Debug)]
pub enum PolicyFailure {
    /// The file cannot be read.
    Unreadable(String),
    /// Everything that is wrong with it.
    Wrong(Vec<PolicyProblem>),
}

impl PolicyFailure {
    /// The problems as lines `file:line:column: message (hint)`.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        match self {
            Self::Unreadable(sentence) => vec![sentence.clone()],
            Self::Wrong(problems) => problems.iter().map(problem_line).collect(),
        }
    }
}

fn problem_line(problem: &PolicyProblem) -> String {
    let PolicyProblem {
        file,
        line,
        column,
        message,
        hint,
    } = problem;
    if hint.is_empty() {
        format!("{file}:{line}:{column}: {message}")
    } else {
        format!("{file}:{line}:{column}: {message} ({hint})")
    }
}

/// Loads a policy by built-in name or by file, with bundled bank holidays and the policy's own days.
///
/// # Errors
/// [`PolicyFailure`] with everything that is wrong.
pub fn named(name_or_file: &str) -> Result<InForce, PolicyFailure> {
    load(name_or_file, None)
}

/// Checks a policy file, or a built-in policy, without using it. What is allowed and hardly meant.
///
/// # Errors
/// [`PolicyFailure`] with everything that is wrong.
pub fn check(file: &str) -> Result<Vec<PolicyProblem>, PolicyFailure> {
    let text = text(file)?;
    let loaded = desk_policy::load(file, &text, None).map_err(wrong)?;
    Ok(loaded.warnings.into_iter().map(problem).collect())
}

/// The text of a built-in policy or a file, unchanged.
///
/// # Errors
/// [`PolicyFailure::Unreadable`] when there is no such file.
pub fn text(name_or_file: &str) -> Result<String, PolicyFailure> {
    match desk_policy::builtin(name_or_file) {
        Some(loaded) => Ok(loaded.source_text),
        None => read_file(name_or_file),
    }
}

/// The JSON Schema of policy files.
#[must_use]
pub fn schema() -> serde_json::Value {
    desk_policy::schema()
}

/// Names of the built-in policies, the default first.
#[must_use]
pub fn built_in() -> Vec<String> {
    BUILTIN.iter().map(ToString::to_string).collect()
}

pub(crate) fn load(name_or_file: &str, feed: Option<&Feed>) -> Result<InForce, PolicyFailure> {
    if let Some(loaded) = desk_policy::builtin(name_or_file) {
        let loaded = match feed {
            Some(_) => desk_policy::load(&loaded.source_name, &loaded.source_text, feed).map_err(wrong)?,
            None => loaded,
        };
        return in_force(loaded, "built in".to_owned());
    }
    let edited = Some((name_or_file.to_owned(), edited_at(name_or_file)));
    let text = read_file(name_or_file)?;
    let loaded = desk_policy::load(name_or_file, &text, feed).map_err(wrong)?;
    Ok(InForce {
        edited,
        ..in_force(loaded, name_or_file.to_owned())?
    })
}

pub(crate) fn edited_at(file: &str) -> Option<SystemTime> {
    let path = path(file);
    bounded_file::in_time(bounded_file::LONGEST, move || std::fs::metadata(path)?.modified()).ok()
}

/// Where a file is that somebody typed the path of: `~` is the home folder, as in a shell, and quotes around a path
/// that was copied are none of it.
fn path(typed: &str) -> PathBuf {
    let typed = typed.trim();
    let bare = ['"', '\'']
        .into_iter()
        .find_map(|mark| typed.strip_prefix(mark)?.strip_suffix(mark))
        .unwrap_or(typed);
    let in_home = match bare.strip_prefix('~') {
        Some("") => Some(""),
        Some(rest) => rest.strip_prefix('/'),
        None => None,
    };
    match (in_home, std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(bare),
    }
}

fn in_force(loaded: Loaded, source: String) -> Result<InForce, PolicyFailure> {
    let mut hasher = DefaultHasher::new();
    loaded.source_text.hash(&mut hasher);
    for holiday in &loaded.policy.hours.holidays {
        (holiday.date, &holiday.name).hash(&mut hasher);
    }
    let rules = Rules::new(loaded.policy).map_err(|zone| PolicyFailure::Unreadable(zone.to_string()))?;
    Ok(InForce {
        rules: Arc::new(rules),
        handbook: loaded.handbook,
        priority_fields: loaded.priority_fields,
        source,
        edited: None,
        problems: Vec::new(),
        fingerprint: format!("{:016x}", hasher.finish()),
    })
}

fn read_file(file: &str) -> Result<String, PolicyFailure> {
    let text = bounded_file::read(&path(file)).map_err(|failure| {
        let why = bounded_file::why(&failure);
        let advice = match failure.kind() {
            std::io::ErrorKind::InvalidData => "Save it as UTF-8 in your editor.".to_owned(),
            _ => format!("Use the path of a policy file, or one of {}.", BUILTIN.join(", ")),
        };
        PolicyFailure::Unreadable(format!("The policy {file} couldn’t be used: {why}. {advice}"))
    })?;
    // Some old editors end lines with a carriage return alone, which TOML does not know.
    Ok(if text.replace("\r\n", "").contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    })
}

fn wrong(diagnostics: Vec<Diagnostic>) -> PolicyFailure {
    PolicyFailure::Wrong(diagnostics.into_iter().map(problem).collect())
}

fn problem(diagnostic: Diagnostic) -> PolicyProblem {
    PolicyProblem {
        file: diagnostic.file,
        line: u32::try_from(diagnostic.line).unwrap_or(u32::MAX),
        column: u32::try_from(diagnostic.column).unwrap_or(u32::MAX),
        message: diagnostic.message,
        hint: diagnostic.hint.unwrap_or_default(),
    }
}

impl InForce {
    /// The policy for this start: the one asked for, else the one chosen in settings, else the default.
    pub(crate) fn at_start(store: &Store, asked: Option<&str>) -> Answer<Self> {
        if let Some(asked) = asked {
            return named(asked).map_err(|failure| error::invalid(failure.lines().join("\n")));
        }
        let desk = store.desk.read();
        let chosen: Option<Chosen> = desk.setting(CHOSEN).map_err(|failure| error::store(&failure))?;
        let feed: Option<String> = desk.setting(FEED).map_err(|failure| error::store(&failure))?;
        let feed = feed.and_then(|text| Feed::parse(&text).ok());
        chosen_or_default(chosen, feed.as_ref())
    }

    /// The first name of a priority in the table: `Critical`.
    #[must_use]
    pub fn name_of(&self, priority: Priority) -> &str {
        &self.rules.policy.rules(priority).name
    }
}

/// The refreshed bank holidays, as the feed gave them.
pub(crate) const FEED: &str = "holiday_feed";

pub(crate) fn chosen_or_default(chosen: Option<Chosen>, feed: Option<&Feed>) -> Answer<InForce> {
    let Some(chosen) = chosen else { return fallback(feed) };
    let edited = Some((chosen.name_or_file.clone(), edited_at(&chosen.name_or_file)));
    let failure = match load(&chosen.name_or_file, feed) {
        Ok(policy) => return Ok(policy),
        Err(failure) => failure,
    };
    let problems = problems_of(&chosen.name_or_file, failure);
    let last_good = chosen
        .good_text
        .and_then(|text| desk_policy::load(&chosen.name_or_file, &text, feed).ok())
        .and_then(|loaded| in_force(loaded, format!("{}, last version without errors", chosen.name_or_file)).ok());
    let policy = match last_good {
        Some(policy) => policy,
        None => fallback(feed)?,
    };
    Ok(InForce {
        problems,
        edited,
        ..policy
    })
}

fn fallback(feed: Option<&Feed>) -> Answer<InForce> {
    load(DEFAULT, feed).map_err(|failure| error::internal(failure.lines().join("\n")))
}

pub(crate) fn problems_of(file: &str, failure: PolicyFailure) -> Vec<PolicyProblem> {
    match failure {
        PolicyFailure::Wrong(problems) => problems,
        PolicyFailure::Unreadable(message) => vec![PolicyProblem {
            file: file.to_owned(),
            line: 1,
            column: 1,
            message,
            hint: String::new(),
        }],
    }
}
