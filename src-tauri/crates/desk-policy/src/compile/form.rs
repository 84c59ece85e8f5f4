//! The triage form: questions, choices, proposals.

use desk_domain::form::{Asked, Choice, Form, Meaning, ProposalRule, Question};
use desk_domain::priority::Priority;

use super::{all, id, no_word_twice, priority, said};
use crate::at::At;
use crate::diagnostic::{Findings, suggest};
use crate::file::{
    ChoiceTable, MeaningWord, OutOfHoursTable, PolicyFile, PriorityWord, ProposalTable, QuestionTable, QuestionWord,
    WhenTable,
};

/// The choice of the scope question when it is none of the things.
const NONE_OF_THESE: &str = "none";

pub(super) fn form(file: &PolicyFile, found: &mut Findings<'_>) -> Option<Form> {
    let table = file.triage.as_ref()?;
    let scope = scope_choices(file.out_of_hours.as_ref(), found);
    let rows = table.questions.as_ref()?;
    no_question_twice(&rows.value, found);
    every_question_is_asked(rows, file.out_of_hours.as_ref(), found);
    let questions: Vec<Option<Asked>> = rows
        .value
        .iter()
        .map(|row| asked(row, scope.as_deref(), found))
        .collect();
    let proposals = all(&table.proposals, |rule| proposal(rule, &questions, file, found));
    let one_sentence_for = all(&table.one_sentence_for, |word| one_sentence(word, found));
    Some(Form {
        questions: questions.into_iter().collect::<Option<_>>()?,
        proposals: proposals?,
        one_sentence_for: one_sentence_for?,
    })
}

/// Rule 19: P1 and P2 answer all questions, in every policy.
fn one_sentence(word: &At<PriorityWord>, found: &mut Findings<'_>) -> Option<Priority> {
    let priority = priority(word.value);
    if matches!(priority, Priority::P1 | Priority::P2) {
        let message = format!("one sentence isn’t enough for {priority}");
        found.error(
            &word.span,
            message,
            "P1 and P2 need an answer to every question: name `P3` and `P4` at most",
        );
        return None;
    }
    Some(priority)
}

/// The choices of the scope question; empty where cover is not limited. `None`: something in them is wrong.
fn scope_choices(table: Option<&OutOfHoursTable>, found: &mut Findings<'_>) -> Option<Vec<Choice>> {
    let Some(table) = table.filter(|table| !table.things.is_empty()) else {
        return Some(Vec::new());
    };
    let ids = table.things.iter().filter_map(|thing| thing.id.as_ref());
    no_word_twice(ids, found);
    let mut choices = all(&table.things, |thing| {
        let id = id(thing.id.as_ref(), found).and_then(|id| not_reserved(id, found));
        let label = said(thing.text.as_ref(), found);
        Some(Choice {
            id: id?,
            label: label?,
            meaning: Meaning::Plain,
            reason_required: false,
        })
    })?;
    let label = match &table.none_of_these {
        Some(label) => said(Some(label), found)?,
        None => "None of these".to_owned(),
    };
    choices.push(Choice {
        id: NONE_OF_THESE.to_owned(),
        label,
        meaning: Meaning::OutOfScope,
        reason_required: false,
    });
    Some(choices)
}

fn not_reserved(id: &At<String>, found: &mut Findings<'_>) -> Option<String> {
    if id.value == NONE_OF_THESE {
        found.error(
            &id.span,
            "`none` already means none of these things",
            "use another word",
        );
        return None;
    }
    Some(id.value.clone())
}

fn no_question_twice(questions: &[QuestionTable], found: &mut Findings<'_>) {
    let mut seen = Vec::new();
    for ask in questions.iter().filter_map(|question| question.ask.as_ref()) {
        if seen.contains(&ask.value) {
            found.error(
                &ask.span,
                format!("`{}` is asked twice", question(ask.value).word()),
                "ask it once",
            );
        }
        seen.push(ask.value);
    }
}

/// Rule 19: P1 and P2 answer all questions, so all are asked; scope only where cover is limited.
fn every_question_is_asked(rows: &At<Vec<QuestionTable>>, cover: Option<&OutOfHoursTable>, found: &mut Findings<'_>) {
    // A row whose question cannot be read may be any of them.
    let asked = |wanted: Question| {
        rows.value
            .iter()
            .any(|row| row.ask.as_ref().is_none_or(|ask| question(ask.value) == wanted))
    };
    let limited = cover.is_some_and(|cover| !cover.things.is_empty());
    for question in Question::ALL
        .into_iter()
        .filter(|question| limited || *question != Question::Scope)
    {
        if !asked(question) {
            let hint = format!("add a `[[triage.questions]]` with `ask = \"{}\"`", question.word());
            found.error(&rows.span, format!("triage doesn’t ask `{}`", question.word()), hint);
        }
    }
}

fn asked(table: &QuestionTable, scope: Option<&[Choice]>, found: &mut Findings<'_>) -> Option<Asked> {
    let text = said(table.text.as_ref(), found);
    let ids = table.choices.iter().filter_map(|choice| choice.id.as_ref());
    no_word_twice(ids, found);
    let own_choices = all(&table.choices, |row| choice(row, found));
    let ask = table.ask.as_ref()?;
    let choices = match ask.value {
        QuestionWord::Scope => scope_of(ask, table, scope, found),
        _ => own_choices,
    }?;
    if choices.is_empty() && !table.words {
        found.error(
            &ask.span,
            "this question can’t be answered",
            "give it `choices`, or `words = true`",
        );
    }
    Some(Asked {
        question: question(ask.value),
        text: text?,
        hint: table.hint.clone(),
        choices,
        words: table.words,
    })
}

fn scope_of(
    ask: &At<QuestionWord>,
    table: &QuestionTable,
    scope: Option<&[Choice]>,
    found: &mut Findings<'_>,
) -> Option<Vec<Choice>> {
    if !table.choices.is_empty() {
        found.error(
            &ask.span,
            "`scope` takes its choices from `[out_of_hours]`",
            "write them there, as `things`",
        );
        return None;
    }
    let scope = scope?;
    if scope.is_empty() {
        let hint = "list `things` in `[out_of_hours]`, or leave the question out";
        found.error(&ask.span, "`scope` is asked, but nothing is listed", hint);
        return None;
    }
    Some(scope.to_vec())
}

fn choice(table: &ChoiceTable, found: &mut Findings<'_>) -> Option<Choice> {
    let id = id(table.id.as_ref(), found);
    let label = said(table.label.as_ref(), found);
    Some(Choice {
        id: id?.value.clone(),
        label: label?,
        meaning: table.means.map_or(Meaning::Plain, meaning),
        reason_required: table.because,
    })
}

fn proposal(
    table: &ProposalTable,
    questions: &[Option<Asked>],
    file: &PolicyFile,
    found: &mut Findings<'_>,
) -> Option<ProposalRule> {
    let when = table.when.as_ref().and_then(|when| conditions(when, questions, found));
    let propose = table.propose.as_ref()?.value;
    let example = match &table.example {
        Some(number) => Some(example(number, propose, file, found)?),
        None => None,
    };
    Some(ProposalRule {
        when: when?,
        propose: priority(propose),
        example,
    })
}

fn conditions(
    when: &At<WhenTable>,
    questions: &[Option<Asked>],
    found: &mut Findings<'_>,
) -> Option<Vec<(Question, String)>> {
    let chosen = chosen(&when.value);
    if chosen.is_empty() {
        found.error(
            &when.span,
            "this proposal has no condition",
            "name a question and its answer",
        );
        return None;
    }
    all(chosen, |(question, choice)| {
        known_choice(question, choice, questions, found)
    })
}

fn chosen(when: &WhenTable) -> Vec<(Question, &At<String>)> {
    let WhenTable {
        ours,
        scope,
        urgency,
        impact,
        extent,
        known,
        exception,
        final_call,
    } = when;
    let in_order = [ours, scope, urgency, impact, extent, known, exception, final_call];
    let pairs = Question::ALL.into_iter().zip(in_order);
    pairs
        .filter_map(|(question, choice)| Some((question, choice.as_ref()?)))
        .collect()
}

fn known_choice(
    question: Question,
    choice: &At<String>,
    questions: &[Option<Asked>],
    found: &mut Findings<'_>,
) -> Option<(Question, String)> {
    let mut readable = questions.iter().flatten();
    let asked = readable.find(|asked| asked.question == question);
    // It may be the one that could not be read, which is reported at its place.
    if asked.is_none() && questions.contains(&None) {
        return None;
    }
    let choices = asked.into_iter().flat_map(|asked| &asked.choices);
    let known: Vec<&str> = choices.map(|choice| choice.id.as_str()).collect();
    if known.contains(&choice.value.as_str()) {
        return Some((question, choice.value.clone()));
    }
    let hint = if known.is_empty() {
        "it has no choices".to_owned()
    } else {
        suggest(&choice.value, &known)
    };
    let message = format!("`{}` isn’t an answer to `{}`", choice.value, question.word());
    found.error(&choice.span, message, hint);
    None
}

/// The index of an example that the file counts from 1.
fn example(number: &At<i64>, of: PriorityWord, file: &PolicyFile, found: &mut Findings<'_>) -> Option<usize> {
    let table = file.priorities.as_ref()?;
    let row = match of {
        PriorityWord::P1 => &table.P1,
        PriorityWord::P2 => &table.P2,
        PriorityWord::P3 => &table.P3,
        PriorityWord::P4 => &table.P4,
    };
    let count = row.as_ref()?.examples.len();
    let index = usize::try_from(number.value)
        .ok()
        .and_then(|number| number.checked_sub(1));
    let index = index.filter(|index| *index < count);
    if index.is_none() {
        let message = format!("{} has no example number {}", priority(of), number.value);
        let hint = match count {
            0 => "it has no examples".to_owned(),
            _ => format!("its examples are numbered 1 to {count}"),
        };
        found.error(&number.span, message, hint);
    }
    index
}

const fn question(word: QuestionWord) -> Question {
    match word {
        QuestionWord::Ours => Question::Ours,
        QuestionWord::Scope => Question::Scope,
        QuestionWord::Urgency => Question::Urgency,
        QuestionWord::Impact => Question::Impact,
        QuestionWord::Extent => Question::Extent,
        QuestionWord::Known => Question::Known,
        QuestionWord::Exception => Question::Exception,
        QuestionWord::FinalCall => Question::FinalCall,
    }
}

const fn meaning(word: MeaningWord) -> Meaning {
    match word {
        MeaningWord::Unknown => Meaning::Unknown,
        MeaningWord::Redirect => Meaning::Redirect,
        MeaningWord::ManyUsers => Meaning::ManyUsers,
        MeaningWord::ContainFirst => Meaning::ContainFirst,
        MeaningWord::AskFinalCall => Meaning::AskFinalCall,
        MeaningWord::DecideAlone => Meaning::DecideAlone,
    }
}
