//! Triaging several tickets of *Before Dutydesk* with one sentence.

use std::collections::BTreeMap;

use desk_contract::ticket::{ManyDone, TriageManyRequest};
use desk_contract::triage::{AnswerText, TriageCommitRequest, TriageOutcome};
use desk_domain::form::Question;

use super::commit::triage_commit;
use crate::desk::{Answer, Desk, error};
use crate::words::priority_of;

/// Triages many of *Before Dutydesk* at once with one sentence for all, where the policy says that it is enough.
///
/// # Errors
/// When the priority needs all answers, or the sentence is missing.
pub async fn triage_many(desk: &Desk, request: TriageManyRequest) -> Answer<ManyDone> {
    let priority = priority_of(request.priority);
    if !desk.rules().policy.triage.one_sentence_for.contains(&priority) {
        return Err(error::invalid(format!(
            "{priority} needs an answer to every question. Triage those one at a time."
        )));
    }
    let sentence = AnswerText {
        choice: None,
        words: request.sentence.clone(),
    };
    let answers = BTreeMap::from([(Question::Urgency.word().to_owned(), sentence)]);
    let mut done = ManyDone {
        done: 0,
        problems: Vec::new(),
    };
    for ticket in request.tickets {
        let commit = TriageCommitRequest {
            ticket: ticket.clone(),
            answers: answers.clone(),
            priority: request.priority,
        };
        match triage_commit(desk, commit).await {
            Ok(TriageOutcome::Set { .. }) => done.done += 1,
            Ok(TriageOutcome::Incomplete { problems }) => {
                return Err(error::invalid(
                    problems
                        .into_iter()
                        .map(|problem| problem.message)
                        .collect::<Vec<_>>()
                        .join(". "),
                ));
            }
            Err(problem) => done.problems.push(format!("{ticket}: {}", problem.message)),
        }
    }
    done.problems.truncate(5);
    Ok(done)
}
