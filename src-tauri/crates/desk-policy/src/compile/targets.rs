//! The severity table: lengths to allowed times.

use std::ops::Range;

use desk_domain::policy::{PriorityRules, Target, Targets};
use desk_domain::time::{Allowed, WorkingTime};

use super::{length, said};
use crate::at::At;
use crate::diagnostic::Findings;
use crate::duration::Length;
use crate::file::{CountedWord, PolicyFile, PriorityTable, TargetTable};

const NO_TARGET: &str = "none";

/// What a length is measured by.
pub(super) struct Measure {
    /// `None` if the file has none that can be read: that is reported at its place.
    business_day: Option<WorkingTime>,
    /// Whether the policy has in-hours frames, so that working time ever runs.
    working_time_runs: bool,
}

impl Measure {
    pub(super) fn of(file: &PolicyFile, business_day: Option<WorkingTime>) -> Self {
        let in_hours = file.hours.as_ref().and_then(|hours| hours.in_hours.as_ref());
        // Frames that are missing or wrong are reported at their place.
        Self {
            business_day,
            working_time_runs: in_hours.is_none_or(|frames| !frames.value.is_empty()),
        }
    }

    fn working(&self, length: Length, span: &Range<usize>, found: &mut Findings<'_>) -> Option<WorkingTime> {
        if !self.working_time_runs {
            let hint = "add a frame to `in_hours`, or count `elapsed`";
            found.error(
                span,
                "this counts working time, but the policy has no in-hours frames",
                hint,
            );
        }
        let time = length.working(self.business_day?);
        if time > Length::longest_working(self.business_day?) {
            found.error(
                span,
                "this is more than 52 weeks of working time",
                "a week has five business days",
            );
            return None;
        }
        Some(time)
    }
}

/// How the lengths of a table are counted that do not say so themselves.
#[derive(Clone, Copy)]
struct Counted {
    word: Option<CountedWord>,
    /// It is written, but could not be read.
    unreadable: bool,
}

pub(super) fn priorities(file: &PolicyFile, measure: &Measure, found: &mut Findings<'_>) -> Option<[PriorityRules; 4]> {
    let table = file.priorities.as_ref()?;
    let rows = [&table.P1, &table.P2, &table.P3, &table.P4];
    let [p1, p2, p3, p4] = rows.map(|row| row.as_ref().and_then(|row| rules(row, measure, found)));
    Some([p1?, p2?, p3?, p4?])
}

fn rules(row: &PriorityTable, measure: &Measure, found: &mut Findings<'_>) -> Option<PriorityRules> {
    let name = said(row.name.as_ref(), found);
    let respond = row.respond.as_ref().and_then(|table| targets(table, measure, found));
    let update = row.update.as_ref().and_then(|table| targets(table, measure, found));
    Some(PriorityRules {
        name: name?,
        examples: row.examples.clone(),
        respond: respond?,
        update: update?,
    })
}

fn targets(table: &At<TargetTable>, measure: &Measure, found: &mut Findings<'_>) -> Option<Targets> {
    let At { value: row, span } = table;
    let classes = [
        ("in_hours", &row.in_hours),
        ("waking", &row.waking),
        ("overnight", &row.overnight),
    ];
    let counted = row.counted.as_ref().map(|word| word.value);
    // `counted` itself may have been reported already. Then the lengths aren't reported for lacking it.
    let counted = Counted {
        word: counted,
        unreadable: counted.is_none() && found.has_any_within(span),
    };
    let Some(all) = &row.all else {
        let by_class = classes.map(|(class, text)| match text {
            Some(text) => target(text, counted, measure, found),
            None => {
                let hint = "write it, or `none`, or `all` for one length at any hour";
                found.error(span, format!("the target for `{class}` is missing"), hint);
                None
            }
        });
        let [in_hours, waking, overnight] = by_class;
        return Some(Targets::new([in_hours?, waking?, overnight?]));
    };
    for text in classes.iter().filter_map(|(_, text)| text.as_ref()) {
        found.error(
            &text.span,
            "this can’t be combined with `all`",
            "write either `all` or the three classes",
        );
    }
    let target = target(all, counted, measure, found)?;
    Some(Targets::new([0; 3].map(|_| target.clone().map(at_any_hour))))
}

/// The outer `None`: an error. The inner one: no target.
fn target(text: &At<String>, counted: Counted, measure: &Measure, found: &mut Findings<'_>) -> Option<Option<Target>> {
    if text.value.trim() == NO_TARGET {
        return Some(None);
    }
    let (bare, own) = split_counted(text);
    let length = length(&bare, found)?;
    let allowed = match (length.elapsed(), own.or(counted.word), own) {
        (Some(time), Some(CountedWord::Elapsed), _) => Allowed::Elapsed(time),
        (Some(_), Some(CountedWord::Working), _) | (None, _, None | Some(CountedWord::Working)) => {
            Allowed::Working(measure.working(length, &text.span, found)?)
        }
        (Some(_), None, _) if counted.unreadable => return None,
        (Some(_), None, _) => {
            let hint = "add `counted = \"elapsed\"` (at any hour) or `counted = \"working\"` (in hours)";
            found.error(
                &text.span,
                format!("`{}` doesn’t say how it’s counted", text.value),
                hint,
            );
            return None;
        }
        (None, _, Some(CountedWord::Elapsed)) => {
            let hint = "write hours, for example `24 h elapsed`";
            found.error(&text.span, "business days and weeks are working time", hint);
            return None;
        }
    };
    Some(Some(Target {
        allowed,
        said: said_of(length, allowed),
    }))
}

/// A length without its own `elapsed` or `working`, and that word.
fn split_counted(text: &At<String>) -> (At<String>, Option<CountedWord>) {
    let words = [("elapsed", CountedWord::Elapsed), ("working", CountedWord::Working)];
    let own = words.into_iter().find_map(|(word, counted)| {
        let bare = text.value.trim_end().strip_suffix(word)?;
        bare.ends_with(' ').then_some((bare, counted))
    });
    let (bare, counted) = own.map_or((text.value.as_str(), None), |(bare, counted)| (bare, Some(counted)));
    (
        At {
            value: bare.trim().to_owned(),
            span: text.span.clone(),
        },
        counted,
    )
}

fn said_of(length: Length, allowed: Allowed) -> String {
    match allowed {
        Allowed::Working(_) if length.elapsed().is_some() => format!("{length} in hours"),
        Allowed::Working(_) | Allowed::Elapsed(_) => length.to_string(),
    }
}

/// One length for all classes, counted on the wall, is kept day and night.
fn at_any_hour(target: Target) -> Target {
    match target.allowed {
        Allowed::Elapsed(_) => Target {
            said: format!("{}, day and night", target.said),
            ..target
        },
        Allowed::Working(_) => target,
    }
}

/// The outer `None`: an error. The inner one: no triage clock.
pub(super) fn triage_within(file: &PolicyFile, measure: &Measure, found: &mut Findings<'_>) -> Option<Option<Target>> {
    let text = file.triage_within.clone().unwrap_or_else(|| usual("10 min"));
    let counted = Counted {
        word: Some(CountedWord::Working),
        unreadable: false,
    };
    target(&text, counted, measure, found)
}

pub(super) fn chase_after(file: &PolicyFile, measure: &Measure, found: &mut Findings<'_>) -> Option<WorkingTime> {
    let text = file.chase_after.clone().unwrap_or_else(|| usual("2 business days"));
    let length = length(&text, found)?;
    measure.working(length, &text.span, found)
}

/// What a key means that is left out.
fn usual(text: &str) -> At<String> {
    At {
        value: text.to_owned(),
        span: 0..0,
    }
}
