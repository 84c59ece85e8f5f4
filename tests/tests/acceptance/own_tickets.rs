//! Without a help desk: issues from Slack and the phone, the practice shift, the search.

use desk_commands::calls;
use desk_contract::clocks::{Clock, Priority, Standing};
use desk_contract::error::ErrorCode;
use desk_contract::list::{Nothing, SearchRequest, Section};
use desk_contract::ticket::{LogTicketRequest, LoggedFrom, RepliedElsewhereRequest, TicketRequest};
use desk_contract::triage::{TriageCommitRequest, TriageOutcome};
use desk_tests::{Shift, at, reply};

#[tokio::test]
async fn a_first_start_has_nothing_and_a_logged_issue_ends_it() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    assert!(status.first_start);
    assert_eq!(status.hours.sentence, "In hours until 17:00");

    let ticket = shift.log_from_slack("Pushes are slow", "notify-api").await;
    assert_eq!(ticket, "local/1");
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    assert!(!status.first_start);
    assert_eq!(status.counts.now, 1);
}

#[tokio::test]
async fn after_a_second_triage_the_ticket_and_the_form_show_its_answers() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let ticket = shift.log_from_slack("Pushes are slow", "notify-api").await;
    shift.triage(&ticket, Priority::P1).await;
    assert_eq!(shift.ticket(&ticket).await.priority_story, "set 09:00");

    shift.clock_shows("2017-05-23T09:05:00+01:00");
    shift.triage(&ticket, Priority::P3).await;
    let view = shift.ticket(&ticket).await;
    assert_eq!(view.priority_story, "set 09:05");
    let newest = "Pushes are slow for one app, retrying helps.";
    assert!(
        view.answers.iter().any(|answered| answered.answer == newest),
        "{:?}",
        view.answers
    );
    let form = calls::triage_form(&shift.desk, TicketRequest { ticket }).await.unwrap();
    assert_eq!(form.answers["urgency"].words, newest);
}

#[tokio::test]
async fn p3_takes_one_sentence_and_the_clocks_count_from_the_raising() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let ticket = shift.log_from_slack("Pushes are slow", "notify-api").await;
    let row = &shift.now_rows().await[0];
    assert_eq!(
        (row.section, row.clock, row.left.as_str()),
        (Section::Untriaged, Some(Clock::Triage), "10 min")
    );

    shift.clock_shows("2017-05-23T09:05:00+01:00");
    assert_eq!(shift.triage(&ticket, Priority::P3).await, "P3 set. Respond by 11:00.");
    let triage = shift.clock(&ticket, Clock::Triage).await;
    assert_eq!(
        (triage.standing, triage.ended_at),
        (Standing::Met, Some(at("2017-05-23T09:05:00+01:00")))
    );
    let respond = shift.clock(&ticket, Clock::Respond).await;
    assert_eq!(respond.due_at, Some(at("2017-05-23T11:00:00+01:00")));
    assert_eq!(respond.remaining_minutes, Some(115));
    // The note has the answers, and one line for the questions that were not asked.
    let thread = shift.ticket(&ticket).await.thread;
    let parts = thread.iter().flat_map(|entry| &entry.parts);
    let note: String = parts.flat_map(|part| &part.runs).map(|run| run.text.as_str()).collect();
    let lines: Vec<&str> = note.lines().collect();
    assert_eq!(lines[0], "Triaged P3 Significant.");
    assert!(
        lines[1].ends_with("Pushes are slow for one app, retrying helps."),
        "{lines:#?}"
    );
    assert!(
        lines[2].starts_with("Not asked: ") && lines[2].contains(" · "),
        "{lines:#?}"
    );
    assert_eq!(lines.len(), 3, "{lines:#?}");
}

#[tokio::test]
async fn a_p1_answers_every_question_and_nothing_changes_until_it_does() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let ticket = shift.log_from_slack("Apps are down", "notify-api").await;
    let hasty = TriageCommitRequest {
        ticket: ticket.clone(),
        answers: desk_tests::answers(Priority::P3),
        priority: Priority::P1,
    };
    let outcome = calls::triage_commit(&shift.desk, hasty).await.unwrap();
    let TriageOutcome::Incomplete { problems } = outcome else {
        panic!("{outcome:?}")
    };
    let fields: Vec<&str> = problems.iter().map(|problem| problem.field.as_str()).collect();
    assert!(
        fields.starts_with(&["ours"]) && fields.contains(&"final_call"),
        "{fields:?}"
    );
    assert_eq!(shift.ticket(&ticket).await.priority, None);

    assert_eq!(shift.triage(&ticket, Priority::P1).await, "P1 set. Respond by 09:20.");
}

#[tokio::test]
async fn an_issue_from_slack_is_answered_there_and_told_here() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let ticket = shift.log_from_slack("Pushes are slow", "notify-api").await;
    shift.triage(&ticket, Priority::P2).await;

    shift.clock_shows("2017-05-23T09:20:00+01:00");
    let refused = calls::reply_send(&shift.desk, reply(&ticket, "We look into it."))
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotNow);
    let told = RepliedElsewhereRequest {
        ticket: ticket.clone(),
        via: "slack".to_owned(),
        at: Some(at("2017-05-23T09:15:00+01:00")),
        words: "We look into it.".to_owned(),
        next_update_at: None,
    };
    calls::replied_elsewhere(&shift.desk, told).await.unwrap();

    let respond = shift.clock(&ticket, Clock::Respond).await;
    assert_eq!(
        (respond.standing, respond.ended_at),
        (Standing::Met, Some(at("2017-05-23T09:15:00+01:00")))
    );
    let thread = shift.ticket(&ticket).await.thread;
    assert!(
        thread
            .iter()
            .any(|entry| entry.sentence == "Replied elsewhere, via slack"),
        "{thread:?}"
    );
    assert_eq!(
        shift.clock(&ticket, Clock::Update).await.due_at,
        Some(at("2017-05-23T11:15:00+01:00"))
    );
    assert_eq!(shift.now_rows().await[0].remark, "answered, work not started");
    calls::start_work(&shift.desk, TicketRequest { ticket: ticket.clone() })
        .await
        .unwrap();
    assert_eq!(shift.now_rows().await[0].remark, "");
}

#[tokio::test]
async fn what_is_still_to_come_is_neither_logged_nor_told() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let tomorrow = LogTicketRequest {
        subject: "Tomorrow".to_owned(),
        from: LoggedFrom::Phone,
        tenant: String::new(),
        text: String::new(),
        raised_at: Some(at("2017-05-24T09:00:00+01:00")),
    };
    assert_eq!(
        calls::log_ticket(&shift.desk, tomorrow).await.unwrap_err().code,
        ErrorCode::Invalid
    );
    assert!(shift.now_rows().await.is_empty());
}

#[tokio::test]
async fn the_story_of_a_priority_says_what_the_emergency_route_gave_and_what_was_set() {
    let shift = Shift::starts_at("2017-05-23T11:00:00+01:00");
    calls::practice_start(&shift.desk, Nothing {}).await.unwrap();
    let emergency = "practice/1";
    let story = async || shift.ticket(emergency).await.priority_story;
    let by_route = story().await;
    assert_eq!(by_route, "by the emergency route 09:30");

    shift.triage(emergency, Priority::P1).await;
    assert_eq!(story().await, format!("{by_route}, confirmed 11:00"));
    shift.clock_shows("2017-05-23T11:05:00+01:00");
    shift.triage(emergency, Priority::P3).await;
    assert_eq!(story().await, format!("P1 {by_route}, set 11:05"));
}

#[tokio::test]
async fn the_practice_shift_comes_and_goes_without_a_trace() {
    let shift = Shift::starts_at("2017-05-23T11:00:00+01:00");
    let mine = shift.log_from_slack("Pushes are slow", "notify-api").await;

    let started = calls::practice_start(&shift.desk, Nothing {}).await.unwrap();
    let again = calls::practice_start(&shift.desk, Nothing {}).await.unwrap_err();
    assert!(again.message.contains("`duty practice end`"), "{}", again.message);
    assert!((12..=20).contains(&started.tickets), "{started:?}");
    let rows = shift.now_rows().await;
    assert!(rows.len() > 10);
    let practised = rows.iter().find(|row| row.ticket.starts_with("practice/")).unwrap();
    assert!(shift.ticket(&practised.ticket).await.practice);
    assert!(calls::app_status(&shift.desk, Nothing {}).await.unwrap().practice);

    calls::practice_end(&shift.desk, Nothing {}).await.unwrap();
    let left: Vec<String> = shift.now_rows().await.into_iter().map(|row| row.ticket).collect();
    assert_eq!(left, [mine]);
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    assert!(!status.practice && !status.first_start);
    let words = SearchRequest {
        words: practised.subject.clone(),
        limit: 20,
        except: None,
    };
    let found = calls::search(&shift.desk, words).await.unwrap().hits;
    assert!(found.iter().all(|hit| !hit.id.starts_with("practice/")), "{found:?}");
}

#[tokio::test]
async fn the_search_finds_while_typing_newest_first() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let older = shift.log_from_slack("Router certificate expired", "dm-frontend").await;
    shift.clock_shows("2017-05-23T10:00:00+01:00");
    let newer = shift.log_from_slack("Certificates of the broker", "notify-api").await;
    let search = async |words: &str, except: Option<&String>| {
        let request = SearchRequest {
            words: words.to_owned(),
            limit: 20,
            except: except.cloned(),
        };
        let hits = calls::search(&shift.desk, request).await.unwrap().hits;
        hits.into_iter().map(|hit| hit.id).collect::<Vec<_>>()
    };
    assert_eq!(search("certif", None).await, [newer.clone(), older.clone()]);
    assert_eq!(search("certificate rou", None).await, [older.as_str()]);
    assert_eq!(search("certif", Some(&newer)).await, [older]);
    assert!(
        search("\" OR * NEAR(", None).await.is_empty(),
        "what is typed is words, never a query language"
    );
}
