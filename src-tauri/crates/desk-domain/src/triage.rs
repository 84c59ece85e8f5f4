//! Triage: the manual's fixed questions, what an answer proposes, and what must be answered before a priority is set.

use std::collections::BTreeMap;

use crate::calendar::HoursClass;
use crate::deadline::Rules;
use crate::form::{Asked, Choice, Form, Meaning, ProposalRule, Question};
use crate::priority::Priority;
use crate::time::Instant;

/// The answer to one question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// The chosen answer, by [`Choice::id`].
    pub choice: Option<String>,
    /// What was written.
    pub words: String,
}

/// All answers so far.
pub type Answers = BTreeMap<Question, Answer>;

/// Letters that make a sentence, for the priorities for which one sentence is enough (rule 19).
const SENTENCE_LETTERS: usize = 3;

/// What the record says of a question that nobody had to answer.
pub const NOT_ASKED: &str = "not asked";

/// What the record says of a question that is still open.
pub const NOT_ANSWERED: &str = "not answered";

/// Whether triage of an issue raised at `raised_at` asks which of the things supported out of hours it is (rule 16).
#[must_use]
pub fn asks_scope(rules: &Rules, raised_at: Instant) -> bool {
    rules.policy.out_of_hours_scope && rules.hours.class_at(raised_at) != HoursClass::InHours
}

/// A form as it is put for one issue, with the answers so far.
#[derive(Debug, Clone, Copy)]
pub struct Triage<'a> {
    /// The form of the policy.
    pub form: &'a Form,
    /// The answers so far; those to questions that are not put are left alone and mean nothing.
    pub answers: &'a Answers,
    /// Whether the scope question is put: see [`asks_scope`].
    pub asks_scope: bool,
}

/// What the answers so far come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// `None`: the answers do not suffice yet, or the issue is redirected.
    pub priority: Option<Priority>,
    /// The sentence of the manual that it rests on: the priority and the index into its examples.
    pub example: Option<(Priority, usize)>,
    /// Whether it would be an incident.
    pub incident: bool,
    /// Why, or why not.
    pub incident_because: IncidentBecause,
    /// Containing may have to come before restoring (rule 18).
    pub contain_first: bool,
    /// Not ours: redirect and close instead of a priority (rule 17).
    pub redirect: bool,
    /// `None` if it was not asked, not answered or not known: counts as in scope (rule 16).
    pub in_scope: Option<bool>,
}

/// Why something is an incident, or not (rule 18).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IncidentBecause {
    /// There is no priority to judge by.
    NoPriority,
    /// Every P1 is one.
    EveryP1,
    /// A P2, and many platform users have significant problems.
    ManyUsers,
    /// A P2, and an answer says how far it goes: not to many platform users.
    NotManyUsers,
    /// A P2, and nobody knows or has said how far it goes.
    ExtentUnknown,
    /// No P3 or P4 is one.
    TooMinor,
}

impl IncidentBecause {
    /// Whether it is an incident.
    #[must_use]
    pub const fn is_incident(self) -> bool {
        matches!(self, Self::EveryP1 | Self::ManyUsers)
    }
}

/// What keeps a priority from being set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The question it belongs to.
    pub question: Question,
    /// What is wrong.
    pub kind: ProblemKind,
}

/// What is wrong with an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProblemKind {
    /// There is none, and this priority needs all (rule 19).
    NotAnswered,
    /// The chosen answer must come with words.
    ReasonMissing {
        /// The choice as the button says it.
        label: String,
    },
    /// No such choice, for example from a file or an older policy.
    UnknownChoice {
        /// As it was given.
        id: String,
    },
    /// Nothing was written at all, and this priority needs one sentence.
    NoSentence,
}

impl Problem {
    /// What to do, for the summary and the field alike.
    #[must_use]
    pub fn sentence(&self) -> String {
        match &self.kind {
            ProblemKind::NotAnswered => self.question.say().to_owned(),
            ProblemKind::ReasonMissing { label } => format!("Say why: “{label}” needs a reason"),
            ProblemKind::UnknownChoice { id } => {
                format!("Choose again: “{id}” isn’t an answer to this question")
            }
            ProblemKind::NoSentence => "Write one sentence: what the issue is, and why it can wait".to_owned(),
        }
    }
}

impl<'a> Triage<'a> {
    /// The questions that are put, in order.
    pub fn questions(&self) -> impl Iterator<Item = &'a Asked> + use<'a> {
        let asks_scope = self.asks_scope;
        self.form
            .questions
            .iter()
            .filter(move |asked| asked.question != Question::Scope || asks_scope)
    }

    /// What the answers so far come to.
    #[must_use]
    pub fn propose(&self) -> Proposal {
        let redirect = self.means(Meaning::Redirect);
        let rule = self.form.proposals.iter().find(|rule| !redirect && self.matches(rule));
        let priority = rule.map(|rule| rule.propose);
        let incident_because = self.incident_because(priority);
        Proposal {
            priority,
            example: rule.and_then(|rule| Some((rule.propose, rule.example?))),
            incident: incident_because.is_incident(),
            incident_because,
            contain_first: self.means(Meaning::ContainFirst),
            redirect,
            in_scope: self.in_scope(),
        }
    }

    /// Whether it would be an incident at `priority`, and why: the engineer may set another one than was proposed.
    #[must_use]
    pub fn incident_because(&self, priority: Option<Priority>) -> IncidentBecause {
        match priority {
            None => IncidentBecause::NoPriority,
            Some(Priority::P1) => IncidentBecause::EveryP1,
            Some(Priority::P3 | Priority::P4) => IncidentBecause::TooMinor,
            Some(Priority::P2) if self.means(Meaning::ManyUsers) => IncidentBecause::ManyUsers,
            Some(Priority::P2) => match self.chosen(Question::Extent) {
                None => IncidentBecause::ExtentUnknown,
                Some(choice) if choice.meaning == Meaning::Unknown => IncidentBecause::ExtentUnknown,
                Some(_) => IncidentBecause::NotManyUsers,
            },
        }
    }

    /// Whether it is an incident at `priority` (rule 18).
    #[must_use]
    pub fn is_incident(&self, priority: Priority) -> bool {
        self.incident_because(Some(priority)).is_incident()
    }

    /// What keeps `priority` from being set, in the order of the questions (rule 19). "I do not know" is an answer.
    #[must_use]
    pub fn problems(&self, priority: Priority) -> Vec<Problem> {
        let one_sentence = self.form.one_sentence_for.contains(&priority);
        let mut problems: Vec<Problem> = self
            .questions()
            .filter_map(|asked| {
                let kind = self.problem(asked, one_sentence)?;
                let question = asked.question;
                Some(Problem { question, kind })
            })
            .collect();
        if one_sentence && !self.has_sentence() {
            problems.extend(self.where_to_write().map(|question| Problem {
                question,
                kind: ProblemKind::NoSentence,
            }));
        }
        problems
    }

    /// What keeps `priority` from being set at once, with questions still open: never that something is not answered yet
    /// (rule 19).
    #[must_use]
    pub fn problems_now(&self, priority: Priority) -> Vec<Problem> {
        let mut problems = self.problems(priority);
        problems.retain(|problem| problem.kind != ProblemKind::NotAnswered);
        problems
    }

    /// The questions that `priority` needs an answer to and that have none yet, in order (rule 19).
    #[must_use]
    pub fn open_questions(&self, priority: Priority) -> Vec<&'a Asked> {
        if self.form.one_sentence_for.contains(&priority) {
            return Vec::new();
        }
        self.questions()
            .filter(|asked| self.problem(asked, false) == Some(ProblemKind::NotAnswered))
            .collect()
    }

    /// The questions and the answers in words, for the internal note. Each answer is one line, so that nothing that
    /// was typed can pass for a line of its own.
    #[must_use]
    pub fn record(&self, priority: Priority) -> Vec<(&'a str, String)> {
        let missing = if self.form.one_sentence_for.contains(&priority) {
            NOT_ASKED
        } else {
            NOT_ANSWERED
        };
        self.questions()
            .map(|asked| {
                (
                    asked.text.as_str(),
                    self.in_words(asked).unwrap_or_else(|| missing.to_owned()),
                )
            })
            .collect()
    }

    fn matches(&self, rule: &ProposalRule) -> bool {
        rule.when
            .iter()
            .all(|(question, id)| self.chosen(*question).is_some_and(|choice| choice.id == *id))
    }

    /// Whether any chosen answer means this.
    fn means(&self, meaning: Meaning) -> bool {
        self.questions()
            .filter_map(|asked| self.choice(asked))
            .any(|choice| choice.meaning == meaning)
    }

    fn in_scope(&self) -> Option<bool> {
        match self.chosen(Question::Scope)?.meaning {
            Meaning::Unknown => None,
            meaning => Some(meaning != Meaning::OutOfScope),
        }
    }

    fn chosen(&self, question: Question) -> Option<&'a Choice> {
        let asked = self.questions().find(|asked| asked.question == question)?;
        self.choice(asked)
    }

    fn choice(&self, asked: &'a Asked) -> Option<&'a Choice> {
        let id = self.answers.get(&asked.question)?.choice.as_ref()?;
        asked.choices.iter().find(|choice| choice.id == *id)
    }

    fn words(&self, question: Question) -> &'a str {
        self.answers.get(&question).map_or("", |answer| answer.words.trim())
    }

    fn problem(&self, asked: &'a Asked, one_sentence: bool) -> Option<ProblemKind> {
        let words = self.words(asked.question);
        let answered_in_words = asked.words && !words.is_empty();
        let given = self
            .answers
            .get(&asked.question)
            .and_then(|answer| answer.choice.as_ref());
        match (given, self.choice(asked)) {
            (Some(id), None) => Some(ProblemKind::UnknownChoice { id: id.clone() }),
            (_, Some(choice)) if needs_reason(choice) && words.is_empty() => Some(ProblemKind::ReasonMissing {
                label: choice.label.clone(),
            }),
            (None, None) if !one_sentence && !answered_in_words => Some(ProblemKind::NotAnswered),
            _ => None,
        }
    }

    fn has_sentence(&self) -> bool {
        self.questions()
            .any(|asked| self.words(asked.question).chars().filter(|c| c.is_alphabetic()).count() >= SENTENCE_LETTERS)
    }

    /// The field to point at when nothing was written.
    fn where_to_write(&self) -> Option<Question> {
        let first = self
            .questions()
            .find(|asked| asked.words)
            .or_else(|| self.questions().next());
        first.map(|asked| asked.question)
    }

    /// `Today: they want to ship before 16:00`; a label that ends with … is a sentence that the words go on with.
    fn in_words(&self, asked: &'a Asked) -> Option<String> {
        let words = self
            .words(asked.question)
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        match (self.choice(asked), words.is_empty()) {
            (None, true) => None,
            (None, false) => Some(words),
            (Some(choice), true) => Some(choice.label.clone()),
            (Some(choice), false) => Some(match choice.label.strip_suffix('…') {
                Some(beginning) => format!("{} {words}", beginning.trim_end()),
                None => format!("{}: {words}", choice.label),
            }),
        }
    }
}

/// Whoever decides because nobody answers always writes down why (rule 19).
fn needs_reason(choice: &Choice) -> bool {
    choice.reason_required || choice.meaning == Meaning::DecideAlone
}
