//! Setting a priority: it is sent to the help desk, with the answers as an internal note.

use std::collections::BTreeMap;

use desk_contract::triage::{AnswerText, FieldProblem, TriageCommitRequest, TriageNowRequest, TriageOutcome, WhatIf};
use desk_domain::event::EventKind;
use desk_domain::priority::Priority;
use desk_domain::triage::{self, Answers, NOT_ANSWERED, NOT_ASKED, Triage};
use desk_store::desk::draft::DraftKind;
use desk_store::desk::outbox::Carries;
use desk_store::desk::triage as kept;

use super::form::{answers_of, incident_said};
use super::what_if::one_if;
use crate::desk::{Answer, Desk, InForce, error};
use crate::outbox::{Target, finish, queue, record};
use crate::ticket;
use crate::words::priority_of;

/// The answers that an earlier triage at the same priority did not have, each with its question.
fn more_than<'a>(put: &Triage<'a>, before: &kept::Triage) -> Vec<(&'a str, String)> {
    let earlier = Triage {
        answers: &before.answers,
        ..*put
    }
    .record(before.priority);
    let mut more = put.record(before.priority);
    more.retain(|answer| !earlier.contains(answer));
    more
}

/// The questions that stay open, one line; empty if there are none.
fn still_open(put: &Triage<'_>, priority: Priority) -> Option<String> {
    let open = put.open_questions(priority);
    let questions: Vec<&str> = open.iter().map(|asked| asked.text.as_str()).collect();
    (!questions.is_empty()).then(|| format!("Still to answer: {}", questions.join(" · ")))
}

/// Each answer with its question, and one line for the questions that were not asked (rule 19).
fn recorded(record: &[(&str, String)]) -> Vec<String> {
    let (not_asked, answered): (Vec<_>, Vec<_>) = record.iter().partition(|(_, answer)| answer == NOT_ASKED);
    let mut lines: Vec<String> = answered
        .iter()
        .map(|(question, answer)| format!("{question} {answer}"))
        .collect();
    if !not_asked.is_empty() {
        let questions: Vec<&str> = not_asked.iter().map(|(question, _)| *question).collect();
        lines.push(format!("Not asked: {}", questions.join(" · ")));
    }
    lines
}

/// Sets the priority: to the help desk, with the answers as an internal note; the clocks start.
///
/// # Errors
/// When the ticket is closed, a question is unknown, or nothing can be saved. The outcome lists missing answers.
pub async fn triage_commit(desk: &Desk, request: TriageCommitRequest) -> Answer<TriageOutcome> {
    let TriageCommitRequest {
        ticket,
        answers,
        priority,
    } = request;
    set(desk, &ticket, &answers, priority, false).await
}

/// Sets the priority at once: no question comes before the clock may start. Those without an answer stay open, and the
/// next call says what was answered since (rule 19).
///
/// # Errors
/// When the ticket is closed, a question is unknown, there is nothing new, or nothing can be saved.
pub async fn triage_now(desk: &Desk, request: TriageNowRequest) -> Answer<TriageOutcome> {
    let TriageNowRequest {
        ticket,
        answers,
        priority,
    } = request;
    set(desk, &ticket, &answers, priority, true).await
}

async fn set(
    desk: &Desk,
    ticket: &str,
    answers: &BTreeMap<String, AnswerText>,
    chosen: desk_contract::clocks::Priority,
    at_once: bool,
) -> Answer<TriageOutcome> {
    let target = Target::named(desk, ticket).await?;
    if target.folded.is_resolved() {
        return Err(error::not_now(
            "This ticket is closed. Reopen it first, then triage it.",
        ));
    }
    let answers = answers_of(answers)?;
    let priority = priority_of(chosen);
    let policy = desk.policy();
    let rules = &*policy.rules;
    let put = Triage {
        form: &rules.policy.triage,
        answers: &answers,
        asks_scope: triage::asks_scope(rules, target.folded.raised_at()),
    };
    let problems = if at_once {
        put.problems_now(priority)
    } else {
        put.problems(priority)
    };
    if !problems.is_empty() {
        return Ok(TriageOutcome::Incomplete {
            problems: problems.iter().map(field_problem).collect(),
        });
    }
    let before = before(desk, &target)
        .await?
        .filter(|before| before.priority == priority);
    let more = before.as_ref().map(|before| more_than(&put, before));
    if at_once && more.as_ref().is_some_and(Vec::is_empty) {
        return Err(error::not_now(format!(
            "{priority} is already set, and no new answer was given."
        )));
    }
    let incident = put.is_incident(priority);
    let act = Commit::of(&policy, &target, &put, priority, more.filter(|_| at_once));
    let then = one_if(&policy, &target, priority, act.triage.in_scope, target.now);
    let mut sentence = set_said(priority, &then);
    if !put.open_questions(priority).is_empty() {
        sentence.push_str(&format!(" Still to answer: {}.", put.open_questions(priority).len()));
    }
    let id = target.id.clone();
    act.carry_out(desk, target).await?;
    finish(desk, &id).await?;
    Ok(TriageOutcome::Set {
        priority: chosen,
        incident,
        sentence,
    })
}

/// The triage that counts now, if the priority that it set is in force.
async fn before(desk: &Desk, target: &Target) -> Answer<Option<kept::Triage>> {
    let (id, now) = (target.id.clone(), target.folded.clocks.priority());
    let newest = desk.read(move |read| read.desk().newest_triage(&id)).await?;
    Ok(newest.filter(|newest| Some(newest.priority) == now))
}

/// What was set, and what follows at once.
fn set_said(priority: Priority, then: &WhatIf) -> String {
    let mut said = format!("{priority} set.");
    if let Some(by) = &then.respond_by {
        said.push_str(&format!(" Respond by {}.", by.short));
    }
    if !then.pause_over.is_empty() {
        said.push(' ');
        said.push_str(&then.pause_over);
    }
    said
}

fn field_problem(problem: &triage::Problem) -> FieldProblem {
    FieldProblem {
        field: problem.question.word().to_owned(),
        message: problem.sentence(),
    }
}

/// A triage that can be committed.
struct Commit {
    triage: kept::Triage,
    note: String,
}

impl Commit {
    /// `more`: the priority stays, and these answers have come since it was set.
    fn of(
        policy: &InForce,
        target: &Target,
        put: &Triage<'_>,
        priority: Priority,
        more: Option<Vec<(&str, String)>>,
    ) -> Self {
        let proposed = put.propose();
        let is_new = more.is_none();
        let open = still_open(put, priority);
        let named = ticket::named(policy, priority);
        let mut lines = vec![match is_new {
            true => format!("Triaged {named}."),
            false => format!("More answers to the triage as {named}."),
        }];
        let mut record = more.unwrap_or_else(|| put.record(priority));
        if open.is_some() {
            record.retain(|(_, answer)| answer != NOT_ANSWERED);
        }
        lines.extend(recorded(&record));
        lines.extend(open);
        if is_new && put.is_incident(priority) {
            lines.push(incident_said(put.incident_because(Some(priority))).to_owned());
        }
        Self {
            note: lines.join("\n"),
            triage: kept::Triage {
                ticket: target.id.clone(),
                at: target.now,
                answers: put.answers.clone(),
                priority,
                proposed: proposed.priority,
                in_scope: proposed.in_scope,
                incident: put.is_incident(priority),
            },
        }
    }

    async fn carry_out(self, desk: &Desk, target: Target) -> Answer<()> {
        desk.keep(move |desk| {
            let Self { triage, note } = self;
            let kind = EventKind::Priority {
                priority: triage.priority,
                in_scope: triage.in_scope,
            };
            record(desk, &target, kind, target.now, &note)?;
            if !target.is_own() {
                let priority = triage.priority;
                queue(desk, &target.act(Carries::Priority { priority }))?;
            }
            desk.add_triage(&triage)?;
            desk.drop_draft(&target.id, DraftKind::Triage).map(drop)
        })
        .await
    }
}

/// A ticket that is closed out of the form (not ours: redirect and close) keeps its answers as an internal note.
pub(crate) async fn keep_answers(desk: &Desk, target: &Target) -> Answer<()> {
    let id = target.id.clone();
    let Some(draft) = desk.read(move |read| read.desk().draft(&id, DraftKind::Triage)).await? else {
        return Ok(());
    };
    let answers = serde_json::from_str(&draft.body)
        .map(|texts| answers_of(&texts))
        .unwrap_or_else(|_| Ok(Answers::new()))?;
    let policy = desk.policy();
    let rules = &*policy.rules;
    let asks_scope = triage::asks_scope(rules, target.folded.raised_at());
    let put = Triage {
        form: &rules.policy.triage,
        answers: &answers,
        asks_scope,
    };
    // Nobody had to answer everything: no priority was set.
    let record = put.record(Priority::P4);
    let text = std::iter::once("Closed during triage.".to_owned())
        .chain(recorded(&record))
        .collect::<Vec<_>>()
        .join("\n");
    let note = target.note(text);
    let id = target.id.clone();
    desk.keep(move |desk| {
        queue(desk, &note)?;
        desk.drop_draft(&id, DraftKind::Triage).map(drop)
    })
    .await
}
