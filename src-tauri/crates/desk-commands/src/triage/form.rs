//! The triage form: what it asks, what the answers propose, and what each priority would mean.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use desk_contract::ticket::TicketRequest;
use desk_contract::triage::{
    AnswerText, ChoiceView, Contact, Proposal, QuestionView, TriageDraftReply, TriageDraftRequest, TriageForm,
};
use desk_domain::form::{Asked, Meaning, Question};
use desk_domain::ids::TicketId;
use desk_domain::policy::Clock;
use desk_domain::triage::{self, Answer as Given, Answers, IncidentBecause, Triage};
use desk_domain::who::Side;
use desk_store::cache::message::Message;
use desk_store::desk::draft::{Draft, DraftKind};
use desk_store::desk::outbox::Act;
use desk_store::desk::tenant::TenantKind;
use desk_store::{Reader, StoreError};

use super::what_if::what_if;
use crate::desk::{Answer, Desk, InForce, error};
use crate::outbox::Target;
use crate::words::{moment, priority_word, priority_words};
use crate::{ticket, words};

/// The tenant's words in sight are shortened beyond this.
const LONGEST_QUOTE: usize = 4_000;

/// The triage form.
///
/// # Errors
/// When there is no such ticket, or the store cannot be read.
pub async fn triage_form(desk: &Desk, request: TicketRequest) -> Answer<TriageForm> {
    let target = Target::named(desk, &request.ticket).await?;
    let policy = desk.policy();
    let (id, tenant) = (target.id.clone(), target.folded.tenant().unwrap_or_default().to_owned());
    let written = desk.read(move |read| Written::read(read, &id, &tenant)).await?;
    Ok(form(&policy, &target, written))
}

/// What is written down of a ticket that its form needs.
struct Written {
    /// The answers that are not committed yet.
    draft: Option<Draft>,
    newest: Option<desk_store::desk::triage::Triage>,
    messages: Vec<Message>,
    /// Whose words they are, by transaction.
    sides: BTreeMap<String, Side>,
    /// What was written down when a ticket was logged here: there is no message of the tenant.
    logged: Option<String>,
    tenant_kind: Option<TenantKind>,
}

impl Written {
    fn read(read: &Reader, id: &TicketId, tenant: &str) -> Result<Self, StoreError> {
        Ok(Self {
            draft: read.desk().draft(id, DraftKind::Triage)?,
            newest: read.desk().newest_triage(id)?,
            messages: read.cache().messages(id)?,
            sides: read.desk().sides(id)?,
            logged: read
                .desk()
                .acts_of(id)?
                .first()
                .filter(|act| act.account.is_none())
                .and_then(Act::note)
                .map(|note| note.text.clone()),
            tenant_kind: read.desk().tenant_kind(tenant)?,
        })
    }

    /// The tenant's first words.
    fn quote(&self) -> Option<&Message> {
        let is_tenants = |message: &&Message| message.public && ticket::side_of(message, &self.sides) != Side::Us;
        self.messages.iter().find(is_tenants)
    }
}

fn form(policy: &InForce, target: &Target, written: Written) -> TriageForm {
    let (rules, now, folded) = (&*policy.rules, target.now, &target.folded);
    let quoted = written.quote();
    let said = quoted
        .map(|message| message.body.as_str())
        .or(written.logged.as_deref());
    let quote = ticket::parts(shortened(said.unwrap_or_default()), &mut ticket::Effort::whole());
    let quote_by = quote_by(target, quoted);
    let drafted = written
        .draft
        .as_ref()
        .and_then(|draft| serde_json::from_str(&draft.body).ok());
    let answers: Answers = match (&drafted, written.newest) {
        (Some(texts), _) => answers_of(texts).unwrap_or_default(),
        (None, Some(triage)) => triage.answers,
        (None, None) => Answers::new(),
    };
    let put = Triage {
        form: &rules.policy.triage,
        answers: &answers,
        asks_scope: triage::asks_scope(rules, folded.raised_at()),
    };
    let priority_hint = folded.cached.as_ref().and_then(|cached| cached.priority_hint);
    TriageForm {
        ticket: target.id.to_string(),
        headline: headline(rules, target, written.tenant_kind, now),
        subject: folded.subject().to_owned(),
        quote,
        quote_by,
        questions: put.questions().map(question_view).collect(),
        answers: texts_of(&answers),
        saved: written
            .draft
            .filter(|_| drafted.is_some())
            .map(|draft| moment(&rules.hours, draft.saved_at, now)),
        proposal: proposal(policy, &put),
        what_if: what_if(policy, target, put.propose().in_scope, now),
        one_sentence_for: priority_words(&rules.policy.triage.one_sentence_for),
        consequence: consequence(rules, target),
        final_call: contacts(policy),
        current: folded.clocks.priority().map(priority_word),
        priority_hint: priority_hint.map(|hint| hint.to_string()),
    }
}

/// Who said it: a person, and the tenant. Of several who asked, the one who wrote.
fn quote_by(target: &Target, quoted: Option<&Message>) -> String {
    let asked = ticket::to(&target.folded).first().map(|person| person.name.clone());
    let person = quoted.map(|message| message.author.clone()).or(asked);
    let tenant = target.folded.tenant().map(str::to_owned);
    [person, tenant].into_iter().flatten().collect::<Vec<_>>().join(", ")
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
    kind: Option<TenantKind>,
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
        words::ago(target.folded.raised_at(), now),
        triage_by.unwrap_or_default()
    )
}

fn question_view(asked: &Asked) -> QuestionView {
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

pub(super) fn answers_of(texts: &BTreeMap<String, AnswerText>) -> Answer<Answers> {
    texts
        .iter()
        .map(|(word, text)| {
            let question = Question::from_word(word).ok_or_else(|| {
                let known: Vec<&str> = Question::ALL.iter().map(|question| question.word()).collect();
                error::invalid(format!(
                    "There’s no question `{word}`. The questions are {}.",
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

pub(super) const fn incident_said(because: IncidentBecause) -> &'static str {
    match because {
        IncidentBecause::NoPriority => "",
        IncidentBecause::EveryP1 => "This is an incident: every P1 is one.",
        IncidentBecause::ManyUsers => "This is an incident: many platform users have significant problems.",
        IncidentBecause::NotManyUsers => "Not an incident: not many platform users are affected.",
        IncidentBecause::ExtentUnknown => "This is an incident if many platform users are affected. Find out how many.",
        IncidentBecause::TooMinor => "Not an incident.",
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
        "Contain first? Restoring may make it worse. {} makes the final call. Write down the decision.",
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

fn consequence(rules: &desk_domain::deadline::Rules, target: &Target) -> String {
    let raised = moment(&rules.hours, target.folded.raised_at(), target.now).short;
    match target.is_own() {
        true => format!("Your answers are saved with the ticket, and the clocks start from {raised}."),
        false => format!(
            "The priority is sent to the help desk, your answers become an internal note, and the clocks start from \
             {raised}."
        ),
    }
}

/// Keeps the answers so far, and says what they propose.
///
/// # Errors
/// When a question is unknown, or nothing can be saved.
pub async fn triage_draft(desk: &Desk, request: TriageDraftRequest) -> Answer<TriageDraftReply> {
    let target = Target::named(desk, &request.ticket).await?;
    let answers = answers_of(&request.answers)?;
    let (policy, now) = (desk.policy(), target.now);
    let rules = &*policy.rules;
    let id = target.id.clone();
    let body =
        serde_json::to_string(&request.answers).map_err(|_| error::internal("The answers couldn’t be saved."))?;
    desk.keep(move |desk| {
        desk.save_draft(&Draft {
            ticket: id,
            kind: DraftKind::Triage,
            body,
            saved_at: now,
        })
    })
    .await?;
    let asks_scope = triage::asks_scope(rules, target.folded.raised_at());
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
