//! The numbers and words of the built-in policies.

use chrono::NaiveDate;
use desk_domain::calendar::HoursClass;
use desk_domain::form::{Form, Meaning, Question};
use desk_domain::policy::Policy;
use desk_domain::priority::Priority;
use desk_policy::{BUILTIN, DEFAULT, Feed, Loaded, Occasion, Placeholder, builtin, load};
use rstest::rstest;

use crate::{due, instant};

fn default_policy() -> Loaded {
    builtin(DEFAULT).unwrap()
}

#[test]
fn each_loads_under_its_own_name() {
    for name in BUILTIN {
        let loaded = builtin(name).unwrap();
        assert_eq!(loaded.policy.name, name);
        let again = load(&loaded.source_name, &loaded.source_text, None).unwrap();
        assert_eq!((again.policy, again.handbook), (loaded.policy, loaded.handbook));
    }
    assert!(builtin("govuk-paas-2031").is_none());
}

/// The support manual's cases, Europe/London.
#[rstest]
#[case("P2 respond", "2017-04-13T16:45:00+01:00", "2017-04-18T09:15:00+01:00")]
#[case("P2 respond", "2017-05-30T02:00:00+01:00", "2017-05-30T09:30:00+01:00")]
#[case("P3 respond", "2017-05-30T02:00:00+01:00", "2017-05-30T11:00:00+01:00")]
#[case("P3 respond", "2020-05-07T16:30:00+01:00", "2020-05-11T10:30:00+01:00")]
#[case("P2 respond", "2020-12-24T16:50:00+00:00", "2020-12-29T09:20:00+00:00")]
#[case("P1 respond", "2017-04-17T10:00:00+01:00", "2017-04-17T10:40:00+01:00")]
#[case("P1 respond", "2017-05-23T08:50:00+01:00", "2017-05-23T09:30:00+01:00")]
#[case("P1 respond", "2017-05-23T16:55:00+01:00", "2017-05-23T17:15:00+01:00")]
#[case("P1 update", "2017-05-23T23:00:00+01:00", "2017-05-24T00:00:00+01:00")]
#[case("P2 update", "2017-05-24T16:00:00+01:00", "2017-05-25T10:00:00+01:00")]
#[case("P3 update", "2017-05-24T11:00:00+01:00", "2017-05-24T15:00:00+01:00")]
#[case("P4 respond", "2017-05-24T11:00:00+01:00", "2017-05-25T11:00:00+01:00")]
#[case("P4 update", "2017-05-24T11:00:00+01:00", "2017-05-26T11:00:00+01:00")]
#[case("P4 respond", "2017-05-20T12:00:00+01:00", "2017-05-22T17:00:00+01:00")]
fn the_manual_of_2016_is_due(#[case] clock: &str, #[case] since: &str, #[case] expected: &str) {
    assert_eq!(due(&default_policy().policy, clock, since), Some(instant(expected)));
}

#[rstest]
#[case("P1 respond", "2023-05-08T10:00:00+01:00", "2023-05-09T09:20:00+01:00")] // the Coronation
#[case("P1 respond", "2023-05-09T16:50:00+01:00", "2023-05-10T09:10:00+01:00")]
#[case("P1 update", "2023-05-09T16:30:00+01:00", "2023-05-10T09:30:00+01:00")]
#[case("P4 update", "2023-05-10T11:00:00+01:00", "2023-05-12T11:00:00+01:00")]
fn in_2023_every_clock_waits_for_the_opening(#[case] clock: &str, #[case] since: &str, #[case] expected: &str) {
    assert_eq!(
        due(&builtin("govuk-paas-2023").unwrap().policy, clock, since),
        Some(instant(expected))
    );
}

#[rstest]
#[case(Priority::P1, "20 min", "1 h, day and night")]
#[case(Priority::P2, "30 min in hours", "2 h in hours")]
#[case(Priority::P3, "2 h in hours", "4 h in hours")]
#[case(Priority::P4, "1 business day", "2 business days")]
fn targets_are_said_as_people_say_them(#[case] priority: Priority, #[case] respond: &str, #[case] update: &str) {
    let policy = default_policy().policy;
    let rules = policy.rules(priority);
    assert_eq!(rules.respond.at(HoursClass::InHours).unwrap().said, respond);
    assert_eq!(rules.update.at(HoursClass::InHours).unwrap().said, update);
}

#[test]
fn what_is_supported_out_of_hours_is_the_manuals_list() {
    let things = [
        "Apps no longer being served due to an issue with our platform",
        "Serious security breach on the platform",
        "Tenants are unable to push an emergency fix to an app due to the PaaS API not being available",
        "A Tenant’s live production app has a P1 issue which cannot be resolved without us",
    ];
    let Loaded { policy, handbook, .. } = default_policy();
    assert_eq!(handbook.out_of_hours, things);
    let scope = policy
        .triage
        .questions
        .iter()
        .find(|asked| asked.question == Question::Scope)
        .unwrap();
    let labels: Vec<&str> = scope.choices.iter().map(|choice| choice.label.as_str()).collect();
    assert_eq!(labels, [things[0], things[1], things[2], things[3], "None of these"]);
    assert_eq!(scope.choices[4].meaning, Meaning::OutOfScope);
    assert!(policy.out_of_hours_scope);
}

#[test]
fn without_cover_out_of_hours_nothing_is_told_or_asked_then() {
    let policy = builtin("govuk-paas-2023").unwrap().policy;
    assert!(!policy.out_of_hours_scope);
    assert!(
        policy
            .triage
            .questions
            .iter()
            .all(|asked| asked.question != Question::Scope)
    );
    assert!(policy.notices.at_any_hour.is_empty());
}

#[test]
fn the_final_call_is_made_by() {
    let roles = |name: &str| -> Vec<String> {
        builtin(name)
            .unwrap()
            .handbook
            .final_call
            .contacts
            .into_iter()
            .map(|contact| contact.role)
            .collect()
    };
    assert_eq!(
        roles("govuk-paas-2016"),
        ["Product manager", "Technical architect", "Tech lead"]
    );
    assert_eq!(roles("govuk-paas-2023"), ["Tech lead"]);
}

#[test]
fn notices_that_a_policy_leaves_out_are_the_usual_ones() {
    let Loaded {
        policy, source_text, ..
    } = default_policy();
    let from = source_text.find("[notices]").unwrap();
    let to = source_text.find("# --- Roles").unwrap();
    let without = format!("{}{}", &source_text[..from], &source_text[to..]);
    assert_eq!(load("x.toml", &without, None).unwrap().policy.notices, policy.notices);
}

#[test]
fn a_bank_holiday_proclaimed_later_moves_a_deadline() {
    let proclaimed = r#"{"england-and-wales":{"events":[{"title":"A wedding","date":"2027-06-14"}]}}"#;
    let feed = Feed::parse(proclaimed).unwrap();
    let before = default_policy();
    let after = load(&before.source_name, &before.source_text, Some(&feed)).unwrap();
    let friday = "2027-06-11T16:50:00+01:00";
    let monday = instant("2027-06-14T09:20:00+01:00");
    let tuesday = instant("2027-06-15T09:20:00+01:00");
    assert_eq!(due(&before.policy, "P2 respond", friday), Some(monday));
    assert_eq!(due(&after.policy, "P2 respond", friday), Some(tuesday));
    assert_eq!(
        before.policy.hours.holidays_known_until,
        NaiveDate::from_ymd_opt(2028, 12, 31)
    );
}

/// What the form proposes, and the example that it quotes.
fn proposed(policy: &Policy, answers: &str) -> Option<(Priority, Option<String>)> {
    let answers: Vec<(&str, &str)> = answers
        .split_whitespace()
        .map(|pair| pair.split_once('=').unwrap())
        .collect();
    for (question, choice) in &answers {
        assert!(offers(&policy.triage, question, choice), "{question} offers {choice}");
    }
    let rule = policy.triage.proposals.iter().find(|rule| {
        rule.when
            .iter()
            .all(|(question, choice)| answers.contains(&(question.word(), choice)))
    })?;
    let examples = &policy.rules(rule.propose).examples;
    Some((rule.propose, rule.example.map(|index| examples[index].clone())))
}

fn offers(form: &Form, question: &str, choice: &str) -> bool {
    let asked = form.questions.iter().find(|asked| asked.question.word() == question);
    asked.is_some_and(|asked| asked.choices.iter().any(|offered| offered.id == choice))
}

#[rstest]
// Three teams cannot bind a service to a new space; they want to release before four.
#[case(
    "ours=platform urgency=today impact=cannot_push extent=several exception=neither final_call=certain",
    "P2 Can’t update/push apps due to platform issue"
)]
#[case(
    "ours=platform urgency=now impact=live_down extent=many exception=neither",
    "P1 Apps no longer being served due to an issue with our platform"
)]
#[case(
    "ours=platform urgency=now impact=live_down extent=one exception=neither",
    "P1 your live production app has a P1 issue which cannot be resolved without us"
)]
#[case(
    "ours=help urgency=now impact=live_down extent=several",
    "P1 your live production app has a P1 issue which cannot be resolved without us"
)]
#[case(
    "ours=platform urgency=today impact=emergency_fix extent=one",
    "P1 You are unable to push an emergency fix to an app due to the PaaS API not being available"
)]
#[case(
    "exception=security urgency=now impact=none_yet",
    "P1 serious security breach on the platform"
)]
#[case(
    "exception=security urgency=today impact=live_down",
    "P1 serious security breach on the platform"
)]
#[case("exception=security urgency=today impact=none_yet", "P2 Upstream vulnerabilities")]
#[case("exception=corruption urgency=today impact=degraded extent=one", "P2")]
#[case(
    "impact=degraded extent=many exception=neither",
    "P2 substantial degradation of service"
)]
#[case(
    "impact=degraded extent=one exception=neither",
    "P3 Users (tenants or end users) experiencing intermittent or degraded service due to platform issue."
)]
#[case(
    "impact=degraded exception=neither",
    "P3 Users (tenants or end users) experiencing intermittent or degraded service due to platform issue."
)]
#[case(
    "impact=none_yet urgency=can_wait exception=neither",
    "P4 Component failure that is not immediately service impacting"
)]
#[case("ours=redirect impact=live_down urgency=now", "P4")]
#[case(
    "scope=tenant_p1",
    "P1 your live production app has a P1 issue which cannot be resolved without us"
)]
#[case(
    "scope=none impact=degraded",
    "P3 Users (tenants or end users) experiencing intermittent or degraded service due to platform issue."
)]
#[case("impact=unknown urgency=now", "P2")]
#[case("impact=unknown urgency=today extent=unknown exception=unknown", "nothing")]
fn these_answers_propose(#[case] answers: &str, #[case] expected: &str) {
    let said = match proposed(&default_policy().policy, answers) {
        Some((priority, example)) => format!("{priority} {}", example.unwrap_or_default()),
        None => "nothing".to_owned(),
    };
    assert_eq!(said.trim_end(), expected);
}

#[test]
fn every_message_is_signed_and_says_when_or_why() {
    for name in BUILTIN {
        let handbook = builtin(name).unwrap().handbook;
        for message in &handbook.messages {
            let holes = message.template.placeholders();
            assert!(holes.contains(&Placeholder::Engineer), "{name} {}", message.id);
            let when_or_why = [Placeholder::NextUpdate, Placeholder::Reason, Placeholder::Words];
            assert!(
                when_or_why.iter().any(|hole| holes.contains(hole)),
                "{name} {}",
                message.id
            );
        }
    }
}

#[test]
fn a_closing_message_says_that_it_can_be_reopened() {
    let handbook = default_policy().handbook;
    for occasion in [Occasion::Close, Occasion::Redirect, Occasion::Chase] {
        let text = handbook
            .message(occasion.id())
            .unwrap()
            .template
            .fill(&desk_policy::Values::new())
            .text;
        assert!(text.contains("reopen"), "{}", occasion.id());
    }
}
