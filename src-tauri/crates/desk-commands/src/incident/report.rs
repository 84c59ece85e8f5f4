//! The notes of an incident as Markdown.

use std::fmt::Write as _;

use desk_contract::incident::{IncidentMarkdown, IncidentRequest};

use super::found::number;
use super::markdown::{Place, markdown};
use super::view::show;
use crate::desk::{Answer, Desk};

/// The notes as Markdown. What was typed is text: nothing in it becomes a heading or a link, and GitHub shows exactly
/// these words.
///
/// # Errors
/// When there is no such incident.
pub async fn incident_markdown(desk: &Desk, request: IncidentRequest) -> Answer<IncidentMarkdown> {
    let view = show(desk, number(&request.incident)?).await?;
    let line = |words: &str| markdown(words.trim_start(), Place::Line);
    let mut text = format!("# {}\n\n{}\n\n", line(&view.row.title), line(&view.headline));
    text.push_str("| When | Kind | Words |\n| --- | --- | --- |\n");
    for line in &view.lines {
        let words = markdown(&line.text, Place::Cell);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| {} | {} | {words} |", line.at.long, line.kind);
    }
    let file_name = format!("{}.md", view.row.name.to_lowercase().replace(' ', "-"));
    Ok(IncidentMarkdown { file_name, text })
}
