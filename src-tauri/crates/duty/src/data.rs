//! Dutydesk's own data: what went wrong with it, its backups, and putting one back.

use std::path::{Path, PathBuf};

use desk_commands::{backup, calls};
use desk_contract::list::{Done, Nothing};
use desk_contract::problems::ProblemsSeenRequest;
use desk_platform::{AcquireError, Owner, Places};

use crate::answer::{Answer, Exit, Failure, Told};
use crate::args::Common;
use crate::now::now;
use crate::session::Session;
use crate::text::one_line;

/// `duty seen`.
pub(crate) async fn seen(common: &Common) -> Told {
    let session = Session::open(common)?;
    let found = calls::problems(session.desk(), Nothing {}).await?;
    let (seen, left): (Vec<_>, Vec<_>) = found.problems.iter().partition(|problem| problem.id.is_some());
    let ids = seen.iter().filter_map(|problem| problem.id).collect();
    calls::problems_seen(session.desk(), ProblemsSeenRequest { ids }).await?;
    session.wake_owner().await;
    let mut words = match seen.len() {
        0 => "Nothing new went wrong.".to_owned(),
        1 => "Marked as seen:".to_owned(),
        many => format!("{many} marked as seen:"),
    };
    for problem in seen {
        words.push_str(&format!("\n{}  {}", problem.at.short, one_line(&problem.sentence)));
    }
    if !left.is_empty() {
        words.push_str("\nWhat is left needs a decision, or goes away by itself.");
    }
    Answer::new(&found, words)
}

/// `duty backup`.
pub(crate) async fn make(common: &Common, file: Option<PathBuf>) -> Told {
    let session = Session::open(common)?;
    let path = backup::make(session.desk(), file).await?;
    let words = format!("Backed up to {}.", one_line(&path.display().to_string()));
    Answer::new(&serde_json::json!({ "path": path }), words)
}

/// `duty restore`. The store stays closed, because the file that it opens is replaced.
pub(crate) fn restore(common: &Common, file: &Path) -> Told {
    let now = now()?;
    let did_not_work = |sentence: String| Failure::new(Exit::DidNotWork, sentence);
    let places = Places::find(common.data_dir.clone()).map_err(|error| did_not_work(error.to_string()))?;
    let _owner = Owner::acquire(&places).map_err(|error| match error {
        AcquireError::Busy => Failure::new(
            Exit::NotNow,
            "Dutydesk is running with this data folder. Quit it, then try again.",
        ),
        unusable @ AcquireError::Unusable { .. } => did_not_work(unusable.to_string()),
    })?;
    backup::put_back(&places.data, file, now)?;
    let words = format!(
        "Restored {}. What was in desk.db before is now its newest backup. Messages that were waiting to send are looked \
         up first, because they may have been sent since.",
        one_line(&file.display().to_string())
    );
    Answer::new(&Done {}, words)
}
