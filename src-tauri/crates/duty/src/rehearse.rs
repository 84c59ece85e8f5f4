//! `duty rehearse`: a shift in virtual time, with a line for every notification.

use std::io;

use chrono::{DateTime, Utc};
use desk_commands::events_file;
use desk_commands::policy::InForce;
use desk_commands::rehearse::{Course, Line, Story, replay};
use desk_commands::words;

use crate::answer::{Answer, Failure, Told};
use crate::args::{Common, RehearseArgs};
use crate::clocks::read_input;
use crate::policies;
use crate::terminal;
use crate::text::Columns;

/// `duty rehearse`. Each line is written when it comes: a P1 that stays late for months brings more than fit into
/// memory.
pub(crate) fn rehearse(common: &Common, args: RehearseArgs) -> Told {
    let course = Course::new(args.from, args.to, args.sleeps, args.jumps).map_err(Failure::typed)?;
    let text = read_input(&args.events, "The events")?;
    let stories = events_file::parse_stories(&text).map_err(Failure::typed)?;
    let policy = policies::in_force(common)?;
    let any = if common.json {
        write_json(&policy, &stories, &course)?
    } else {
        write_words(&policy, &stories, &course)?
    };
    Ok(match any || common.json {
        true => Answer::text(""),
        false => Answer::text("No notifications."),
    })
}

/// Returns whether there was any.
fn write_json(policy: &InForce, stories: &[Story], course: &Course) -> io::Result<bool> {
    let mut out = terminal::json_lines();
    let mut any = false;
    replay(&policy.rules, stories, course, |line| {
        any = true;
        out.line(&serde_json::to_string(&line.said(stories))?)
    })?;
    out.flush()?;
    Ok(any)
}

/// The first time it is only measured how wide the columns are. Returns whether there was any.
fn write_words(policy: &InForce, stories: &[Story], course: &Course) -> io::Result<bool> {
    let mut out = terminal::word_lines();
    let mut columns = Columns::default();
    let rows = |line: &Line| rows(policy, stories, line);
    replay(&policy.rules, stories, course, |line| {
        rows(&line).iter().for_each(|row| columns.measure(row));
        Ok::<(), io::Error>(())
    })?;
    let mut any = false;
    replay(&policy.rules, stories, course, |line| {
        any = true;
        rows(&line).iter().try_for_each(|row| out.line(&columns.line(row)))
    })?;
    out.flush()?;
    Ok(any)
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
