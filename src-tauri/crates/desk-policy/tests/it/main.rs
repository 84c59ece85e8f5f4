//! The built-in policies, one that is not built in, and files with errors.
#![allow(clippy::unwrap_used)]

mod builtin;
mod diagnostics;
mod growth;
mod half_days;
mod schema;
mod sister_team;

use chrono::{DateTime, Utc};
use desk_domain::deadline::Rules;
use desk_domain::policy::{Clock, Policy};
use desk_domain::priority::Priority;

/// The due instant of `words` such as `P2 respond`, since a time with its offset.
fn due(policy: &Policy, words: &str, since: &str) -> Option<DateTime<Utc>> {
    let (priority, clock) = words.split_once(' ').unwrap();
    let clock = if clock == "respond" {
        Clock::Respond
    } else {
        Clock::Update
    };
    Rules::new(policy.clone())
        .unwrap()
        .due(Priority::from_word(priority).unwrap(), clock, instant(since))
}

fn instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}
