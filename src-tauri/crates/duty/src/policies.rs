//! Policies: which one is in use, the errors of a file, and its text.

use std::sync::Arc;

use desk_commands::policy::{self, InForce, PolicyFailure};

use crate::answer::{Answer, Exit, Failure, Told};
use crate::args::{Common, PolicyCommand};
use crate::now::now;
use crate::session::Session;

/// The policy that a question is answered by: the one asked for, with `--data-dir` the one chosen in settings, else
/// the default.
pub(crate) fn in_force(common: &Common) -> Result<Arc<InForce>, Failure> {
    // If the folder doesn't exist, nothing was chosen yet. Opening the store would create it, and a question must leave
    // nothing behind.
    if common.data_dir.as_ref().is_some_and(|folder| folder.is_dir()) {
        return Ok(Session::open(common)?.desk().policy());
    }
    let name = common.policy.clone().unwrap_or_else(default_name);
    policy::named(&name).map(Arc::new).map_err(|failure| refused(&failure))
}

fn default_name() -> String {
    policy::built_in().swap_remove(0)
}

fn refused(failure: &PolicyFailure) -> Failure {
    Failure::typed(failure.lines().join("\n"))
}

/// `duty policy …`.
pub(crate) fn run(common: &Common, what: PolicyCommand) -> Told {
    match what {
        PolicyCommand::Check { file } => check(&file),
        PolicyCommand::Show { name } => show(common, name),
        PolicyCommand::Schema => schema(),
    }
}

fn check(file: &str) -> Told {
    match policy::check(file) {
        Ok(warnings) => {
            let mut lines = vec![format!("{file}: no errors.")];
            // With --json the list has them, and the exit code says that the policy can be used.
            lines.extend(
                PolicyFailure::Wrong(warnings.clone())
                    .lines()
                    .iter()
                    .map(|line| format!("Warning: {line}")),
            );
            Answer::new(&warnings, lines.join("\n"))
        }
        Err(PolicyFailure::Wrong(problems)) => {
            let lines = PolicyFailure::Wrong(problems.clone()).lines().join("\n");
            Ok(Answer::new(&problems, lines)?.ending(Exit::CannotBeTaken))
        }
        Err(failure) => Err(refused(&failure)),
    }
}

fn show(common: &Common, name: Option<String>) -> Told {
    let name = name.or_else(|| common.policy.clone());
    let policy = match &name {
        Some(name) => Arc::new(policy::named(name).map_err(|failure| refused(&failure))?),
        None => in_force(common)?,
    };
    let source = name.unwrap_or_else(|| source_of(&policy));
    let text = policy::text(&source).map_err(|failure| refused(&failure))?;
    Answer::new(&policy::view(&policy, now()?), text.trim_end())
}

/// The name by which [`policy::text`] finds the policy in use.
fn source_of(policy: &InForce) -> String {
    let name = &policy.rules.policy.name;
    if policy::built_in().contains(name) {
        name.clone()
    } else {
        policy.source.clone()
    }
}

fn schema() -> Told {
    let schema = policy::schema();
    let pretty = serde_json::to_string_pretty(&schema).unwrap_or_else(|_| schema.to_string());
    Answer::new(&schema, pretty)
}
