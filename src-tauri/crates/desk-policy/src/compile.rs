//! The meaning of a policy file: file types to domain types. Each part reports all its errors, and gives no result if
//! there are any. The parts are put together at the end, so that one error never hides another.

mod fields;
mod form;
mod hours;
mod notices;
mod people;
mod targets;

use desk_domain::policy::Policy;
use desk_domain::priority::Priority;
use desk_domain::time::{ElapsedTime, WorkingTime};

use crate::at::At;
use crate::diagnostic::Findings;
use crate::duration::{Length, LengthError};
use crate::file::{PolicyFile, PriorityWord};
use crate::handbook::Handbook;
use crate::holidays::Feed;
use crate::priority_field::PriorityFields;

/// The manual's: "at 17:00, or after 6 hours without a break".
const BREAK_AFTER: ElapsedTime = ElapsedTime::from_minutes(6 * 60);

/// What a policy file means.
pub(crate) struct Compiled {
    pub(crate) policy: Policy,
    pub(crate) handbook: Handbook,
    pub(crate) priority_fields: PriorityFields,
}

/// The meaning of a file, or nothing when something is wrong.
pub(crate) fn policy(file: &PolicyFile, feed: Option<&Feed>, found: &mut Findings<'_>) -> Option<Compiled> {
    let name = file.name.as_ref().and_then(|name| stable_name(name, found));
    let hours = hours::hours(file, feed, found);
    let business_day = file.business_day.as_ref().and_then(|text| business_day(text, found));
    let measure = targets::Measure::of(file, business_day);
    let priorities = targets::priorities(file, &measure, found);
    let triage_within = targets::triage_within(file, &measure, found);
    let chase_after = targets::chase_after(file, &measure, found);
    let incident_break_after = on_the_wall(file.incident_break_after.as_ref(), BREAK_AFTER, found);
    let triage = form::form(file, found);
    let notices = notices::notices(file.notices.as_ref(), found);
    let emergency_route = notices::emergency_route(file.emergency.as_ref(), found);
    let priority_fields = fields::priority_fields(file.priority_field.as_ref(), found);
    let handbook = people::handbook(file, found);
    let policy = Policy {
        name: name?,
        hours: hours?,
        business_day: business_day?,
        priorities: priorities?,
        triage_within: triage_within?,
        chase_after: chase_after?,
        incident_break_after: incident_break_after?,
        out_of_hours_scope: file.out_of_hours.as_ref().is_some_and(|cover| !cover.things.is_empty()),
        emergency_priority: file
            .emergency
            .as_ref()
            .and_then(|route| route.priority)
            .map_or(Priority::P1, priority),
        emergency_route: emergency_route?,
        notices: notices?,
        triage: triage?,
    };
    Some(Compiled {
        policy,
        handbook: handbook?,
        priority_fields: priority_fields?,
    })
}

fn stable_name(name: &At<String>, found: &mut Findings<'_>) -> Option<String> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !name.value.is_empty() && name.value.chars().all(plain) {
        return Some(name.value.clone());
    }
    let hint = "use small letters, digits and hyphens, for example `my-team-2026`";
    found.error(
        &name.span,
        format!("`{}` can’t be the name of a policy", name.value),
        hint,
    );
    None
}

fn business_day(text: &At<String>, found: &mut Findings<'_>) -> Option<WorkingTime> {
    const LONGEST: WorkingTime = WorkingTime::from_minutes(24 * 60);
    let hint = "write it in hours or minutes, for example `8 h`";
    let Some(time) = length(text, found)?.elapsed() else {
        found.error(
            &text.span,
            "a business day can’t be given in business days or weeks",
            hint,
        );
        return None;
    };
    let day = WorkingTime::from_millis(time.millis());
    if day > LONGEST {
        found.error(&text.span, "a business day is at most 24 hours of working time", hint);
        return None;
    }
    Some(day)
}

fn length(text: &At<String>, found: &mut Findings<'_>) -> Option<Length> {
    let length: Result<Length, LengthError> = text.value.parse();
    if let Err(error) = &length {
        let message = format!("`{}`: {error}", text.value);
        found.error(&text.span, message, error.hint());
    }
    length.ok()
}

/// A length of elapsed time, or the usual one.
fn on_the_wall(text: Option<&At<String>>, usual: ElapsedTime, found: &mut Findings<'_>) -> Option<ElapsedTime> {
    let Some(text) = text else {
        return Some(usual);
    };
    let span = length(text, found)?.elapsed();
    if span.is_none() {
        found.error(
            &text.span,
            "this must be elapsed time",
            "write minutes or hours, for example `10 min`",
        );
    }
    span
}

/// Text that says something; empty text is reported.
fn said(text: Option<&At<String>>, found: &mut Findings<'_>) -> Option<String> {
    let text = text?;
    let words = text.value.trim();
    if words.is_empty() {
        found.error(&text.span, "this is empty", "write the text that people will read");
        return None;
    }
    Some(words.to_owned())
}

/// An id: small letters, digits and underscores.
fn id<'a>(word: Option<&'a At<String>>, found: &mut Findings<'_>) -> Option<&'a At<String>> {
    let word = word?;
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if !word.value.is_empty() && word.value.chars().all(plain) {
        return Some(word);
    }
    found.error(
        &word.span,
        format!("`{}` can’t be used as an id", word.value),
        "use small letters, digits and `_`",
    );
    None
}

/// Reports each word that appears in a list for the second time.
fn no_word_twice<'a>(words: impl IntoIterator<Item = &'a At<String>>, found: &mut Findings<'_>) {
    let mut seen = Vec::new();
    for word in words {
        if seen.contains(&&word.value) {
            found.error(
                &word.span,
                format!("`{}` appears twice", word.value),
                "give each one a different name",
            );
        }
        seen.push(&word.value);
    }
}

/// All, or nothing when one of them is wrong; every one is looked at.
fn all<T, U>(items: impl IntoIterator<Item = T>, check: impl FnMut(T) -> Option<U>) -> Option<Vec<U>> {
    let checked: Vec<Option<U>> = items.into_iter().map(check).collect();
    checked.into_iter().collect()
}

const fn priority(word: PriorityWord) -> Priority {
    match word {
        PriorityWord::P1 => Priority::P1,
        PriorityWord::P2 => Priority::P2,
        PriorityWord::P3 => Priority::P3,
        PriorityWord::P4 => Priority::P4,
    }
}

fn priorities(words: &[PriorityWord]) -> Vec<Priority> {
    words.iter().copied().map(priority).collect()
}
