//! The notes of an incident as Markdown.

use std::fmt::Write as _;

use desk_contract::incident::{IncidentMarkdown, IncidentRequest};

use super::found::number;
use super::view::show;
use crate::desk::{Answer, Desk};

/// The notes as Markdown. What was typed is text: nothing in it becomes a heading or a link.
///
/// # Errors
/// When there is no such incident.
pub async fn incident_markdown(desk: &Desk, request: IncidentRequest) -> Answer<IncidentMarkdown> {
    let view = show(desk, number(&request.incident)?).await?;
    let mut text = format!("# {}\n\n{}\n\n", escaped(&view.row.title), escaped(&view.headline));
    text.push_str("| When | Kind | Words |\n| --- | --- | --- |\n");
    for line in &view.lines {
        let words = escaped(&line.text).replace('\n', "<br>");
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| {} | {} | {words} |", line.at.long, line.kind);
    }
    let file_name = format!("{}.md", view.row.name.to_lowercase().replace(' ', "-"));
    Ok(IncidentMarkdown { file_name, text })
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '!') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}
