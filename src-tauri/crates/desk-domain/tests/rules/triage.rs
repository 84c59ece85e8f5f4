//! Triage: what the answers propose, what must be answered, what is recorded (rules 16 to 19).

use desk_domain::form::{Asked, Choice, Form, Meaning, ProposalRule, Question};
use desk_domain::priority::Priority;
use desk_domain::triage::{Answer, Answers, IncidentBecause, Triage, asks_scope};
use rstest::rstest;

use crate::team::{at, manual, manual_rules, rules};

use Priority::{P1, P2, P3, P4};

fn choice(id: &str, label: &str, meaning: Meaning) -> Choice {
    Choice {
        id: id.to_owned(),
        label: label.to_owned(),
        meaning,
        reason_required: label.ends_with('…'),
    }
}

fn asked(question: Question, text: &str, words: bool, choices: &[(&str, &str, Meaning)]) -> Asked {
    Asked {
        question,
        text: text.to_owned(),
        hint: String::new(),
        choices: choices
            .iter()
            .map(|(id, label, meaning)| choice(id, label, *meaning))
            .collect(),
        words,
    }
}

const UNKNOWN: (&str, &str, Meaning) = ("unknown", "I do not know", Meaning::Unknown);

/// The manual's questions, shortened.
fn form() -> Form {
    use Meaning::{AskFinalCall, ContainFirst, DecideAlone, ManyUsers, OutOfScope, Plain, Redirect};
    use Question::{Exception, Extent, FinalCall, Impact, Known, Ours, Scope, Urgency};
    let questions = vec![
        asked(
            Ours,
            "Is it ours?",
            false,
            &[
                ("yes", "Yes, the platform", Plain),
                ("help", "No, but we help because…", Plain),
                ("no", "No: redirect and close", Redirect),
            ],
        ),
        asked(
            Scope,
            "Which of these is it?",
            false,
            &[
                ("apps_down", "Apps no longer served", Plain),
                ("none", "None of them", OutOfScope),
                UNKNOWN,
            ],
        ),
        asked(
            Urgency,
            "What is the urgency, and why?",
            true,
            &[("now", "Now", Plain), ("today", "Today", Plain), UNKNOWN],
        ),
        asked(
            Impact,
            "What is the impact?",
            false,
            &[
                ("down", "Live service down", Plain),
                ("push", "Cannot push apps", Plain),
                UNKNOWN,
            ],
        ),
        asked(
            Extent,
            "What is the extent?",
            false,
            &[
                ("several", "Several tenants", Plain),
                ("many", "Many platform users", ManyUsers),
                UNKNOWN,
            ],
        ),
        asked(Known, "Is it known, with a workaround?", true, &[]),
        asked(
            Exception,
            "Does one of these apply?",
            false,
            &[
                ("breach", "Security breach or vulnerability", ContainFirst),
                ("neither", "Neither", Plain),
                UNKNOWN,
            ],
        ),
        asked(
            FinalCall,
            "Who makes the final call?",
            false,
            &[
                ("certain", "I am certain", Plain),
                ("ask", "Ask: manager, architect or tech lead", AskFinalCall),
                ("alone", "Nobody answers: I decide", DecideAlone),
            ],
        ),
    ];
    let proposal = |when: &[(Question, &str)], propose, example| ProposalRule {
        when: when
            .iter()
            .map(|(question, id)| (*question, (*id).to_owned()))
            .collect(),
        propose,
        example,
    };
    Form {
        questions,
        proposals: vec![
            proposal(&[(Impact, "down")], P1, Some(0)),
            proposal(&[(Impact, "push"), (Urgency, "now")], P2, Some(0)),
            proposal(&[(Impact, "push")], P3, None),
        ],
        one_sentence_for: vec![P3, P4],
    }
}

/// `"impact=push urgency=now:release blocked"`: choice and words, `_` for a space in words.
fn answers(said: &str) -> Answers {
    said.split_whitespace()
        .map(|answer| {
            let (question, rest) = answer.split_once('=').unwrap();
            let (choice, words) = rest.split_once(':').unwrap_or((rest, ""));
            let answer = Answer {
                choice: (!choice.is_empty()).then(|| choice.to_owned()),
                words: words.replace('_', " "),
            };
            (Question::from_word(question).unwrap(), answer)
        })
        .collect()
}

const ALL_ANSWERED: &str =
    "ours=yes urgency=now:release_blocked impact=push extent=several known=:no exception=neither final_call=certain";

#[rstest]
#[case::nothing_yet("", None, None)]
#[case::first_match_wins("impact=down urgency=now", Some(P1), Some((P1, 0)))]
#[case::all_conditions("impact=push urgency=now", Some(P2), Some((P2, 0)))]
#[case::next_rule("impact=push urgency=today", Some(P3), None)]
#[case::not_ours_gets_no_priority("ours=no impact=down", None, None)]
#[case::an_unknown_choice_matches_nothing("impact=meteor", None, None)]
fn proposed(#[case] said: &str, #[case] priority: Option<Priority>, #[case] example: Option<(Priority, usize)>) {
    let (form, answers) = (form(), answers(said));
    let proposal = triage(&form, &answers).propose();
    assert_eq!((proposal.priority, proposal.example), (priority, example));
    assert_eq!(proposal.redirect, said.starts_with("ours=no"));
}

fn triage<'a>(form: &'a Form, answers: &'a Answers) -> Triage<'a> {
    Triage {
        form,
        answers,
        asks_scope: false,
    }
}

#[rstest]
#[case("", P1, IncidentBecause::EveryP1, true)]
#[case("extent=many", P2, IncidentBecause::ManyUsers, true)]
#[case("extent=several", P2, IncidentBecause::NotManyUsers, false)]
#[case("extent=unknown", P2, IncidentBecause::ExtentUnknown, false)]
#[case("", P2, IncidentBecause::ExtentUnknown, false)]
#[case("extent=many", P3, IncidentBecause::TooMinor, false)]
fn incident(#[case] said: &str, #[case] priority: Priority, #[case] because: IncidentBecause, #[case] is: bool) {
    let (form, answers) = (form(), answers(said));
    let triage = triage(&form, &answers);
    assert_eq!(triage.incident_because(Some(priority)), because);
    assert_eq!(triage.is_incident(priority), is);
}

#[test]
fn a_breach_may_have_to_be_contained_first() {
    let (form, breach, neither) = (form(), answers("exception=breach"), answers("exception=neither"));
    assert!(triage(&form, &breach).propose().contain_first);
    assert!(!triage(&form, &neither).propose().contain_first);
}

#[rstest]
#[case::in_hours("Mon 2017-05-22 10:00", false)]
#[case::overnight("Mon 2017-05-22 17:00", true)]
#[case::bank_holiday("Mon 2017-05-29 10:00", true)]
fn scope_is_asked_about_what_was_raised_out_of_hours(#[case] raised: &str, #[case] asks: bool) {
    assert_eq!(asks_scope(manual_rules(), at(raised)), asks);
    let mut no_cover = manual();
    no_cover.out_of_hours_scope = false;
    assert!(!asks_scope(&rules(no_cover), at(raised)));
}

#[rstest]
#[case("scope=none", true, Some(false))]
#[case("scope=apps_down", true, Some(true))]
#[case::not_known_counts_as_yes("scope=unknown", true, None)]
#[case::not_answered("", true, None)]
#[case::not_asked("scope=none", false, None)]
fn scope(#[case] said: &str, #[case] asks_scope: bool, #[case] expected: Option<bool>) {
    let (form, answers) = (form(), answers(said));
    let triage = Triage {
        asks_scope,
        ..triage(&form, &answers)
    };
    assert_eq!(triage.propose().in_scope, expected);
    assert_eq!(
        triage.questions().any(|asked| asked.question == Question::Scope),
        asks_scope
    );
}

#[track_caller]
fn check_problems(said: &str, priority: Priority, expected: &[(Question, &str)]) {
    let (form, answers) = (form(), answers(said));
    let found: Vec<_> = triage(&form, &answers)
        .problems(priority)
        .iter()
        .map(|problem| (problem.question, problem.sentence()))
        .collect();
    let expected: Vec<_> = expected
        .iter()
        .map(|(question, sentence)| (*question, (*sentence).to_owned()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn p1_and_p2_answer_every_question() {
    check_problems(ALL_ANSWERED, P1, &[]);
    check_problems(ALL_ANSWERED, P2, &[]);
    check_problems(
        "ours=yes impact=push",
        P2,
        &[
            (Question::Urgency, "Say what the urgency is, and why"),
            (Question::Extent, "Say how many systems and users are affected"),
            (
                Question::Known,
                "Say whether it’s a known issue, and whether there’s a workaround",
            ),
            (
                Question::Exception,
                "Say whether it’s a security breach or vulnerability, or a risk of data corruption",
            ),
            (Question::FinalCall, "Say who makes the final call"),
        ],
    );
}

#[test]
fn i_do_not_know_is_an_answer() {
    let unsure = "ours=yes urgency=unknown impact=unknown extent=unknown known=:no exception=unknown final_call=ask";
    check_problems(unsure, P1, &[]);
}

#[test]
fn p3_and_p4_need_one_sentence_anywhere() {
    check_problems("known=:just_a_typo", P3, &[]);
    check_problems("impact=push:slow", P4, &[]);
    let missing = [(
        Question::Urgency,
        "Write one sentence: what the issue is, and why it can wait",
    )];
    check_problems("ours=yes impact=push", P4, &missing);
    check_problems("urgency=today:4_!", P3, &missing);
}

#[test]
fn an_answer_that_needs_a_reason_needs_it_at_every_priority() {
    check_problems(
        "ours=help known=:a_typo",
        P4,
        &[(Question::Ours, "Say why: “No, but we help because…” needs a reason")],
    );
    let alone = ALL_ANSWERED.replace("certain", "alone");
    check_problems(
        &alone,
        P1,
        &[(
            Question::FinalCall,
            "Say why: “Nobody answers: I decide” needs a reason",
        )],
    );
    check_problems(&format!("{alone}:all_three_are_on_a_plane"), P1, &[]);
}

#[test]
fn an_unknown_choice_is_a_problem_at_every_priority() {
    let meteor = [(
        Question::Impact,
        "Choose again: “meteor” isn’t an answer to this question",
    )];
    check_problems(&ALL_ANSWERED.replace("push", "meteor"), P1, &meteor);
    check_problems(&ALL_ANSWERED.replace("push", "meteor"), P4, &meteor);
}

#[test]
fn the_record_says_what_was_not_asked_and_keeps_each_answer_on_one_line() {
    let form = form();
    let mut answers = answers("ours=help urgency=today impact=push");
    answers.get_mut(&Question::Ours).unwrap().words = "it is our\n\nown build pack".to_owned();
    answers.get_mut(&Question::Urgency).unwrap().words = "they ship at four\n[dutydesk v1 forged]".to_owned();
    let record = triage(&form, &answers).record(P3);
    let told: Vec<(&str, &str)> = record.iter().map(|(text, answer)| (*text, answer.as_str())).collect();
    assert_eq!(
        told,
        [
            ("Is it ours?", "No, but we help because it is our own build pack"),
            (
                "What is the urgency, and why?",
                "Today: they ship at four [dutydesk v1 forged]"
            ),
            ("What is the impact?", "Cannot push apps"),
            ("What is the extent?", "not asked"),
            ("Is it known, with a workaround?", "not asked"),
            ("Does one of these apply?", "not asked"),
            ("Who makes the final call?", "not asked"),
        ]
    );
}
