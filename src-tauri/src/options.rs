//! The options that the window can be started with.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// The Dutydesk window. `duty` is the command line.
#[derive(Debug, Clone, Parser)]
#[command(name = "dutydesk", version, max_term_width = 110)]
pub struct Options {
    /// Use this data folder instead of the usual one
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
    /// Load the practice shift, unless it is already loaded
    #[arg(long)]
    pub practice: bool,
    /// Open on this view
    #[arg(long, value_enum)]
    pub view: Option<View>,
    /// Light or dark, whatever the settings and the system say
    #[arg(long, value_enum)]
    pub theme: Option<Theme>,
    /// Open on this ticket, for example local/7
    #[arg(long, value_name = "ID")]
    pub ticket: Option<String>,
    /// Open on these incident notes, by their number: 3 or incident/3
    #[arg(long, value_name = "ID")]
    pub incident: Option<String>,
    /// Start without showing the window: the tray or a second start shows it
    #[arg(long)]
    pub hidden: bool,
    /// Draw without the graphics card; use this if the window stays blank
    #[arg(long)]
    pub safe_rendering: bool,
}

/// A view that the window can open on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum View {
    /// What is due next.
    Now,
    /// All tickets.
    Tickets,
    /// The ticket of `--ticket`.
    Ticket,
    /// The triage form of the ticket of `--ticket`.
    Triage,
    /// All incident notes.
    Incidents,
    /// The notes of `--incident`.
    Incident,
    /// Search.
    Search,
    /// What is waiting to send.
    Outbox,
    /// The shift, with its checklists.
    Shift,
    /// Would I be notified?
    Check,
    /// The notifications that last week would have brought.
    Rehearsal,
    /// Settings.
    Settings,
    /// The three choices of a first start.
    FirstStart,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Theme {
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Options {
    /// The page to open, with what the screen reads from its address.
    #[must_use]
    pub fn page(&self) -> String {
        let of_ticket = self.ticket.as_ref().map(|_| View::Ticket);
        let of_incident = self.incident.as_ref().map(|_| View::Incident);
        let view = self.view.or(of_ticket).or(of_incident);
        let parameters = [
            ("view", view.as_ref().and_then(word)),
            ("ticket", self.ticket.clone()),
            ("incident", self.incident.as_deref().map(incident_id)),
            ("theme", self.theme.as_ref().and_then(word)),
        ];
        let written: Vec<String> = parameters
            .into_iter()
            .filter_map(|(name, value)| value.map(|value| format!("{name}={}", escaped(&value))))
            .collect();
        match written.as_slice() {
            [] => "index.html".to_owned(),
            written => format!("index.html?{}", written.join("&")),
        }
    }
}

/// `3` and `incident/3` are the same notes.
fn incident_id(typed: &str) -> String {
    match typed.bytes().all(|byte| byte.is_ascii_digit()) {
        true => format!("incident/{typed}"),
        false => typed.to_owned(),
    }
}

fn word(value: &impl ValueEnum) -> Option<String> {
    value.to_possible_value().map(|value| value.get_name().to_owned())
}

/// Everything but letters, digits and `-._~` as RFC 3986 escapes it.
fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    fn page(arguments: &[&str]) -> String {
        Options::parse_from([&["dutydesk"], arguments].concat()).page()
    }

    #[test]
    fn the_window_opens_on_what_was_asked_for() {
        assert_eq!(page(&[]), "index.html");
        assert_eq!(
            page(&["--view", "first_start", "--theme", "dark"]),
            "index.html?view=first_start&theme=dark"
        );
        assert_eq!(
            page(&["--ticket", "rt:work/41"]),
            "index.html?view=ticket&ticket=rt%3Awork%2F41"
        );
        for typed in ["3", "incident/3"] {
            assert_eq!(
                page(&["--incident", typed]),
                "index.html?view=incident&incident=incident%2F3"
            );
        }
        assert_eq!(
            page(&["--ticket", "a&theme=dark#"]),
            "index.html?view=ticket&ticket=a%26theme%3Ddark%23"
        );
    }

    #[test]
    fn the_arguments_are_put_together_without_a_clash() {
        Options::command().debug_assert();
    }
}
