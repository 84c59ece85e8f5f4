//! Setting a priority: it is sent to the help desk, with the answers as an internal note.

use desk_contract::triage::{FieldProblem, TriageCommitRequest, TriageOutcome, WhatIf};
use desk_domain::event::EventKind;
use desk_domain::priority::Priority;
use desk_domain::triage::{self, Answers, NOT_ASKED, Triage};
use desk_store::desk::draft::DraftKind;
use desk_store::desk::outbox::Carries;
use desk_store::desk::triage as kept;

use super::form::{answers_of, incident_said};
use super::what_if::one_if;
use crate::desk::{Answer, Desk, InForce, error};
use crate::outbox::{Target, finish, queue, record};
use crate::ticket;
use crate::words::priority_of;

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
    let target = Target::named(desk, &request.ticket).await?;
    if target.folded.is_resolved() {
        return Err(error::not_now(
            "This ticket is closed. Reopen it first, then triage it.",
        ));
    }
    let answers = answers_of(&request.answers)?;
    let priority = priority_of(request.priority);
    let policy = desk.policy();
    let rules = &*policy.rules;
    let asks_scope = triage::asks_scope(rules, target.folded.raised_at());
    let put = Triage {
        form: &rules.policy.triage,
        answers: &answers,
        asks_scope,
    };
    let problems = put.problems(priority);
    if !problems.is_empty() {
        return Ok(TriageOutcome::Incomplete {
            problems: problems.iter().map(field_problem).collect(),
        });
    }
    let incident = put.is_incident(priority);
    let act = Commit::of(&policy, &target, &put, priority);
    let then = one_if(&policy, &target, priority, act.triage.in_scope, target.now);
    let id = target.id.clone();
    act.carry_out(desk, target).await?;
    finish(desk, &id).await?;
    Ok(TriageOutcome::Set {
        priority: request.priority,
        incident,
        sentence: set_said(priority, &then),
    })
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
    fn of(policy: &InForce, target: &Target, put: &Triage<'_>, priority: Priority) -> Self {
        let proposed = put.propose();
        let record = put.record(priority);
        let mut lines = vec![format!("Triaged {}.", ticket::named(policy, priority))];
        lines.extend(recorded(&record));
        if put.is_incident(priority) {
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
