//! The triage form: what it asks, what the answers propose, what each priority would mean, and setting one.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::clocks as contract;
use desk_contract::ticket::{ManyDone, TicketRequest, TriageManyRequest};
use desk_contract::triage::{
    AnswerText, ChoiceView, Contact, FieldProblem, Proposal, QuestionView, TriageCommitRequest, TriageDraftReply,
    TriageDraftRequest, TriageForm, TriageOutcome, WhatIf,
};
use desk_domain::clock::{self, Standing};
use desk_domain::event::{EventKind, TicketEvent};
use desk_domain::policy::{Clock, Priority};
use desk_domain::triage::{self, Answer as Given, Answers, IncidentBecause, Meaning, NOT_ASKED, Question, Triage};
use desk_store::desk::draft::{Draft, DraftKind};
use desk_store::desk::outbox::ActKind;
use desk_store::desk::triage as kept;

use crate::acts::{Target, finish, record};
use crate::clocks::{priority_of, priority_word};
use crate::desk::Desk;
use crate::error::{self, Answer};
use crate::outbox::{self, OWN, Payload};
use crate::policy::{InForce, targets};
use crate::words::moment;
use crate::{ticket, words};

/// The tenant's words in sight are shortened beyond this.
const LONGEST_QUOTE: usize = 4_000;

/// The triage form.
///
/// # Errors
/// When there is no such ticket, or the store cannot be read.
pub async fn triage_form(desk: &Desk, request: TicketRequest) -> Answer<TriageForm> {
    let target = Target::of(desk, &request.ticket).await?;
    let (policy, now) = (desk.policy(), target.now);
    let rules = &*policy.rules;
    let id = target.id.clone();
    let (draft, newest, messages, kind) = {
        let tenant = target.folded.tenant().unwrap_or_default().to_owned();
        desk.read(move |read| {
            let desk = read.desk();
            let kind = desk.tenant_kind(&tenant)?;
            Ok((
                desk.draft(&id, DraftKind::Triage)?,
                desk.newest_triage(&id)?,
                read.cache().messages(&id)?,
                kind,
            ))
        })
        .await?
    };
    let drafted = draft.as_ref().and_then(|draft| serde_json::from_str(&draft.body).ok());
    let answers: Answers = match (&drafted, newest) {
        (Some(texts), _) => answers_of(texts).unwrap_or_default(),
        (None, Some(triage)) => triage.answers,
        (None, None) => Answers::new(),
    };
    let asks_scope = triage::asks_scope(rules, raised_at(&target));
    let put = Triage {
        form: &rules.policy.triage,
        answers: &answers,
        asks_scope,
    };
    let quote = messages
        .iter()
        .find(|message| message.public && !message.by_us)
        .map_or("", |message| &message.body);
    let quote_by = [
        ticket::to(&target.folded).first().map(|person| person.name.clone()),
        target.folded.tenant().map(str::to_owned),
    ];
    Ok(TriageForm {
        ticket: target.id.clone(),
        headline: headline(rules, &target, kind, now),
        subject: target.folded.subject().to_owned(),
        quote: ticket::parts(shortened(quote)),
        quote_by: quote_by.into_iter().flatten().collect::<Vec<_>>().join(", "),
        questions: put.questions().map(question_view).collect(),
        answers: texts_of(&answers),
        saved: draft
            .filter(|_| drafted.is_some())
            .map(|draft| moment(&rules.hours, draft.saved_at, now)),
        proposal: proposal(&policy, &put),
        what_if: what_if(&policy, &target, put.propose().in_scope, now),
        consequence: consequence(rules, &target),
        final_call: contacts(&policy),
        current: target.folded.clocks.priority().map(priority_word),
        priority_hint: target
            .folded
            .cached
            .as_ref()
            .and_then(|cached| cached.priority_hint)
            .map(|hint| hint.to_string()),
    })
}

fn raised_at(target: &Target) -> DateTime<Utc> {
    target
        .folded
        .clocks
        .raised_at()
        .unwrap_or(target.folded.ticket.raised_at)
}

fn shortened(text: &str) -> &str {
    text.char_indices()
        .nth(LONGEST_QUOTE)
        .map_or(text, |(end, _)| &text[..end])
}

/// `RT 41 · dm-frontend · raised 14:16, 2 min ago · triage by 14:26`.
fn headline(
    rules: &desk_domain::deadline::Rules,
    target: &Target,
    kind: Option<desk_store::desk::tenant::TenantKind>,
    now: DateTime<Utc>,
) -> String {
    let head = ticket::headline(rules, &target.folded, kind.map(ticket::tenant_kind_word), now);
    let triage_by = target
        .folded
        .main_cycle(rules, now)
        .filter(|(cycle, _)| cycle.clock() == Clock::Triage)
        .and_then(|(_, reading)| reading.due_at)
        .map(|due| format!(" · triage by {}", moment(&rules.hours, due, now).short));
    format!(
        "{head}, {}{}",
        words::ago(raised_at(target), now),
        triage_by.unwrap_or_default()
    )
}

fn question_view(asked: &triage::Asked) -> QuestionView {
    QuestionView {
        id: asked.question.word().to_owned(),
        text: asked.text.clone(),
        hint: asked.hint.clone(),
        choices: asked
            .choices
            .iter()
            .map(|choice| ChoiceView {
                id: choice.id.clone(),
                label: choice.label.clone(),
                unknown: choice.meaning == Meaning::Unknown,
                reason_required: choice.reason_required,
            })
            .collect(),
        words: asked.words,
    }
}

fn texts_of(answers: &Answers) -> BTreeMap<String, AnswerText> {
    let text = |given: &Given| AnswerText {
        choice: given.choice.clone(),
        words: given.words.clone(),
    };
    answers
        .iter()
        .map(|(question, given)| (question.word().to_owned(), text(given)))
        .collect()
}

fn answers_of(texts: &BTreeMap<String, AnswerText>) -> Answer<Answers> {
    texts
        .iter()
        .map(|(word, text)| {
            let question = Question::from_word(word).ok_or_else(|| {
                let known: Vec<&str> = Question::ALL.iter().map(|question| question.word()).collect();
                error::invalid(format!(
                    "There is no question `{word}`. The questions are {}.",
                    known.join(", ")
                ))
            })?;
            let given = Given {
                choice: text.choice.clone().filter(|choice| !choice.is_empty()),
                words: text.words.clone(),
            };
            Ok((question, given))
        })
        .collect()
}

fn proposal(policy: &InForce, put: &Triage<'_>) -> Proposal {
    let proposed = put.propose();
    let example = proposed
        .example
        .and_then(|(priority, index)| policy.rules.policy.rules(priority).examples.get(index));
    Proposal {
        priority: proposed.priority.map(priority_word),
        name: proposed
            .priority
            .map(|priority| policy.name_of(priority).to_owned())
            .unwrap_or_default(),
        because: example
            .map(|example| format!("“{example}”, from the manual."))
            .unwrap_or_default(),
        incident: proposed.incident,
        incident_because: incident_said(proposed.incident_because).to_owned(),
        contain_first: contain_first(policy, proposed.contain_first),
        redirect: proposed.redirect,
    }
}

/// Each answer with its question, and what was not asked in one line (rule 19).
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

const fn incident_said(because: IncidentBecause) -> &'static str {
    match because {
        IncidentBecause::NoPriority => "",
        IncidentBecause::EveryP1 => "An incident: every P1 is one.",
        IncidentBecause::ManyUsers => "An incident: many platform users have significant problems.",
        IncidentBecause::NotManyUsers => "No incident: not many platform users are affected.",
        IncidentBecause::ExtentUnknown => "An incident if many platform users are affected: find that out.",
        IncidentBecause::TooMinor => "No incident.",
    }
}

fn contain_first(policy: &InForce, applies: bool) -> String {
    if !applies {
        return String::new();
    }
    let who: Vec<String> = policy
        .handbook
        .final_call
        .contacts
        .iter()
        .map(|contact| contact.role.clone())
        .collect();
    format!(
        "Contain first? Restoring may make it worse. {} makes the final call; write down what was decided.",
        or(&who)
    )
}

fn or(items: &[String]) -> String {
    match items {
        [many @ .., last] if !many.is_empty() => format!("{} or {last}", many.join(", ")),
        items => items.concat(),
    }
}

fn contacts(policy: &InForce) -> Vec<Contact> {
    let reach = |contact: &desk_policy::Contact| {
        [&contact.phone, &contact.slack, &contact.email]
            .into_iter()
            .filter(|way| !way.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(", ")
    };
    let contact = |contact: &desk_policy::Contact| Contact {
        role: contact.role.clone(),
        name: contact.name.clone(),
        reach: reach(contact),
    };
    policy.handbook.final_call.contacts.iter().map(contact).collect()
}

/// P1 to P4 side by side: the ticket folded once more with each of them.
fn what_if(policy: &InForce, target: &Target, in_scope: Option<bool>, now: DateTime<Utc>) -> Vec<WhatIf> {
    Priority::ALL
        .map(|priority| one_if(policy, target, priority, in_scope, now))
        .to_vec()
}

fn one_if(policy: &InForce, target: &Target, priority: Priority, in_scope: Option<bool>, now: DateTime<Utc>) -> WhatIf {
    let rules = &*policy.rules;
    let mut clocks: clock::Ticket = target.folded.clocks.clone();
    for event in target.raised_event().into_iter().map(|new| new.event) {
        clocks.apply(rules, &event);
    }
    clocks.apply(
        rules,
        &TicketEvent {
            at: now,
            kind: EventKind::Priority { priority, in_scope },
        },
    );
    let respond = clocks
        .readings(rules, now)
        .into_iter()
        .rfind(|reading| reading.clock == Clock::Respond);
    let open = respond.as_ref().is_some_and(|reading| reading.standing.is_open());
    let due = respond.as_ref().and_then(|reading| reading.due_at).filter(|_| open);
    let late = respond
        .as_ref()
        .is_some_and(|reading| reading.standing == Standing::Breached);
    let respond_by = due.map(|due| moment(&rules.hours, due, now));
    WhatIf {
        priority: priority_word(priority),
        name: policy.name_of(priority).to_owned(),
        respond_said: match (&respond_by, open) {
            (Some(due), _) => due.short.clone(),
            (None, true) => "no deadline".to_owned(),
            (None, false) => "answered".to_owned(),
        },
        respond_by,
        update_said: targets(&rules.policy.rules(priority).update),
        late,
    }
}

fn consequence(rules: &desk_domain::deadline::Rules, target: &Target) -> String {
    let raised = moment(&rules.hours, raised_at(target), target.now).short;
    match target.account_key() {
        OWN => format!("Your answers are kept with the ticket, and the clocks start from {raised}."),
        _ => format!(
            "The priority goes to the help desk, your answers become an internal note, and the clocks start from {raised}."
        ),
    }
}

/// Keeps the answers so far, and says what they propose.
///
/// # Errors
/// When a question is unknown, or nothing can be saved.
pub async fn triage_draft(desk: &Desk, request: TriageDraftRequest) -> Answer<TriageDraftReply> {
    let target = Target::of(desk, &request.ticket).await?;
    let answers = answers_of(&request.answers)?;
    let (policy, now) = (desk.policy(), target.now);
    let rules = &*policy.rules;
    let body = serde_json::to_string(&request.answers).map_err(|_| error::internal("The answers have no form."))?;
    desk.keep(move |desk| {
        desk.save_draft(&Draft {
            subject: request.ticket,
            kind: DraftKind::Triage,
            body,
            next_update_at: None,
            saved_at: now,
        })
    })
    .await?;
    let asks_scope = triage::asks_scope(rules, raised_at(&target));
    let put = Triage {
        form: &rules.policy.triage,
        answers: &answers,
        asks_scope,
    };
    Ok(TriageDraftReply {
        proposal: proposal(&policy, &put),
        what_if: what_if(&policy, &target, put.propose().in_scope, now),
        saved: moment(&rules.hours, now, now),
    })
}

/// Sets the priority: to the help desk, with the answers as an internal note; the clocks start.
///
/// # Errors
/// When the ticket is resolved, a question is unknown, or nothing can be saved. What is missing is in the outcome.
pub async fn triage_commit(desk: &Desk, request: TriageCommitRequest) -> Answer<TriageOutcome> {
    let target = Target::of(desk, &request.ticket).await?;
    if target.folded.is_resolved() {
        return Err(error::not_now(
            "This ticket is resolved. Open it again first, then triage it.",
        ));
    }
    let answers = answers_of(&request.answers)?;
    let priority = priority_of(request.priority);
    let policy = desk.policy();
    let rules = &*policy.rules;
    let asks_scope = triage::asks_scope(rules, raised_at(&target));
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
    let respond = one_if(&policy, &target, priority, act.triage.in_scope, target.now).respond_by;
    act.carry_out(desk, target).await?;
    finish(desk, &request.ticket).await?;
    Ok(TriageOutcome::Set {
        priority: request.priority,
        incident,
        sentence: match respond {
            Some(by) => format!("{priority} set. Respond by {}.", by.short),
            None => format!("{priority} set."),
        },
    })
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
        let because = put
            .answers
            .get(&Question::FinalCall)
            .map(|given| given.words.trim().to_owned());
        let record = put.record(priority);
        let decided_by = record
            .iter()
            .zip(put.questions())
            .find(|(_, asked)| asked.question == Question::FinalCall)
            .map(|((_, answer), _)| answer.clone());
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
                decided_by,
                because: because.filter(|words| !words.is_empty()),
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
            if target.account_key() != OWN {
                let payload = Payload {
                    priority: Some(triage.priority.to_string()),
                    ..Payload::default()
                };
                outbox::queue(desk, target.queue(ActKind::Priority, payload, TimeDelta::zero()))?;
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
    let asks_scope = triage::asks_scope(rules, raised_at(target));
    let put = Triage {
        form: &rules.policy.triage,
        answers: &answers,
        asks_scope,
    };
    // Nobody had to answer everything: no priority was set.
    let record = put.record(Priority::P4);
    let text = std::iter::once("Closed out of triage.".to_owned())
        .chain(recorded(&record))
        .collect::<Vec<_>>()
        .join("\n");
    let note = target.queue(
        ActKind::Note,
        Payload {
            text: text.clone(),
            typed: text,
            ..Payload::default()
        },
        TimeDelta::zero(),
    );
    let id = target.id.clone();
    desk.keep(move |desk| {
        outbox::queue(desk, note)?;
        desk.drop_draft(&id, DraftKind::Triage).map(drop)
    })
    .await
}

/// Triages many of *Before Dutydesk* at once: P3 or P4, with one sentence for all.
///
/// # Errors
/// When the priority needs all answers, or the sentence is missing.
pub async fn triage_many(desk: &Desk, request: TriageManyRequest) -> Answer<ManyDone> {
    if !matches!(request.priority, contract::Priority::P3 | contract::Priority::P4) {
        return Err(error::invalid(
            "P1 and P2 answer every question: triage those one by one.",
        ));
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
