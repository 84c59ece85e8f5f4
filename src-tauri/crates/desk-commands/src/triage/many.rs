//! Triaging several tickets with one sentence: those of *Before Dutydesk*, or the many that one cause has raised.

use std::collections::BTreeMap;

use desk_contract::ticket::{ManyDone, ManyOutcome, TicketRequest, TriageManyRequest};
use desk_contract::triage::{AnswerText, TriageCommitRequest, TriageNowRequest, TriageOutcome};
use desk_domain::form::Question;

use super::commit::{triage_commit, triage_now};
use super::form::triage_form;
use crate::desk::{Answer, Desk, error};
use crate::words::priority_of;

/// Triages each ticket with the same sentence. Where the policy wants more than that, the priority is set at once and the
/// other questions stay open on each (rule 19). What was already filled in on one of them stays its own.
///
/// # Errors
/// When the sentence is missing. What stands in the way of one ticket is in its outcome.
pub async fn triage_many(desk: &Desk, request: TriageManyRequest) -> Answer<ManyDone> {
    let sentence = request.sentence.trim();
    if sentence.is_empty() {
        return Err(error::invalid("Say in one sentence why."));
    }
    let mut outcomes = Vec::new();
    for ticket in request.tickets {
        let (done, sentence) = match triage_one(desk, &ticket, sentence, request.priority).await {
            Ok(TriageOutcome::Set { sentence, .. }) => (true, sentence),
            Ok(TriageOutcome::Incomplete { problems }) => {
                let each: Vec<String> = problems.into_iter().map(|problem| problem.message).collect();
                (false, each.join(". "))
            }
            Err(problem) => (false, problem.message),
        };
        outcomes.push(ManyOutcome { ticket, done, sentence });
    }
    Ok(ManyDone { outcomes })
}

async fn triage_one(
    desk: &Desk,
    ticket: &str,
    sentence: &str,
    priority: desk_contract::clocks::Priority,
) -> Answer<TriageOutcome> {
    let ticket = ticket.to_owned();
    let form = triage_form(desk, TicketRequest { ticket: ticket.clone() }).await?;
    let answers = with_sentence(form.answers, sentence);
    let enough = &desk.rules().policy.triage.one_sentence_for;
    if enough.contains(&priority_of(priority)) {
        let commit = TriageCommitRequest {
            ticket,
            answers,
            priority,
        };
        return triage_commit(desk, commit).await;
    }
    let now = TriageNowRequest {
        ticket,
        answers,
        priority,
    };
    triage_now(desk, now).await
}

/// The sentence is the answer to the first question, after what stands there.
fn with_sentence(mut answers: BTreeMap<String, AnswerText>, sentence: &str) -> BTreeMap<String, AnswerText> {
    let urgency = answers
        .entry(Question::Urgency.word().to_owned())
        .or_insert(AnswerText {
            choice: None,
            words: String::new(),
        });
    urgency.words = match urgency.words.trim() {
        "" => sentence.to_owned(),
        own => format!("{own} {sentence}"),
    };
    answers
}
