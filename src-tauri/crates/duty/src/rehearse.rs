//! `duty rehearse`: a shift in virtual time, with a line for every notification.

use chrono::{DateTime, Utc};
use desk_commands::events_file;
use desk_commands::policy::InForce;
use desk_commands::rehearse::{Course, Line, Story, replay};
use desk_commands::words;

use crate::answer::{Answer, Failure, Told};
use crate::args::{Common, RehearseArgs};
use crate::clocks::read_input;
use crate::policies;
use crate::text::table;

/// `duty rehearse`.
pub(crate) fn rehearse(common: &Common, args: RehearseArgs) -> Told {
    let course = Course::new(args.from, args.to, args.sleeps, args.jumps).map_err(Failure::typed)?;
    let text = read_input(&args.events, "The events")?;
    let stories = events_file::parse_stories(&text).map_err(Failure::typed)?;
    let policy = policies::in_force(common)?;
    let lines = replay(&policy.rules, &stories, &course);
    let said: Vec<_> = lines.iter().map(|line| line.said(&stories)).collect();
    Answer::lines(&said, told_words(&policy, &stories, &lines))
}

fn told_words(policy: &InForce, stories: &[Story], lines: &[Line]) -> String {
    if lines.is_empty() {
        return "No notifications.".to_owned();
    }
    let rows: Vec<_> = lines.iter().flat_map(|line| rows(policy, stories, line)).collect();
    table(&rows)
}

/// When, whose, why; under a digest its items.
fn rows(policy: &InForce, stories: &[Story], line: &Line) -> Vec<[String; 3]> {
    let name = |story: usize| stories[story].ticket.clone().unwrap_or_default();
    let when = local(policy, line.at);
    match line.items.as_slice() {
        [only] if !line.digest => vec![[when, name(only.story), only.reason.clone()]],
        items => {
            let digest = [when, "digest".to_owned(), line.reason()];
            let items = items.iter().map(|item| {
                [
                    format!("  {}", local(policy, item.notice.at)),
                    name(item.story),
                    item.reason.clone(),
                ]
            });
            std::iter::once(digest).chain(items).collect()
        }
    }
}

/// `Mon 22 May 2017, 10:24 BST`, with seconds if there are any.
fn local(policy: &InForce, at: DateTime<Utc>) -> String {
    let moment = words::moment(&policy.rules.hours, at, at);
    match at.timestamp() % 60 {
        0 => moment.long,
        seconds => moment
            .long
            .replacen(&moment.time, &format!("{}:{seconds:02}", moment.time), 1),
    }
}
