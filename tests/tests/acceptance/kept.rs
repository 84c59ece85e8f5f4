//! What survives a crash, a lost cache, a broken policy file and a second program.

use std::collections::BTreeMap;

use desk_commands::calls;
use desk_contract::clocks::{Clock, Priority};
use desk_contract::list::{BannerKind, Nothing};
use desk_contract::policy::PolicyChooseRequest;
use desk_contract::ticket::{DraftKind, DraftSaveRequest, TicketRequest};
use desk_contract::triage::{AnswerText, TriageDraftRequest};
use desk_tests::{Shift, at};

#[tokio::test]
async fn f77_answers_and_drafts_outlive_a_crash() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let ticket = shift.log_from_slack("Cannot push", "notify-api").await;
    let half = BTreeMap::from([(
        "impact".to_owned(),
        AnswerText {
            choice: Some("cannot_push".to_owned()),
            words: String::new(),
        },
    )]);
    let draft = TriageDraftRequest {
        ticket: ticket.clone(),
        answers: half.clone(),
    };
    let proposed = calls::triage_draft(&shift.desk, draft).await.unwrap().proposal;
    assert_eq!(proposed.priority, Some(Priority::P2));
    let words = DraftSaveRequest {
        ticket: ticket.clone(),
        kind: DraftKind::Note,
        text: "The router says".to_owned(),
    };
    calls::draft_save(&shift.desk, words).await.unwrap();

    let shift = shift.again();
    let form = calls::triage_form(&shift.desk, TicketRequest { ticket: ticket.clone() })
        .await
        .unwrap();
    assert_eq!(form.answers, half);
    assert!(form.saved.is_some());
    assert_eq!(shift.ticket(&ticket).await.drafts[0].text, "The router says");
}

#[tokio::test]
async fn a_lost_cache_loses_no_deadline_and_is_read_again() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.triage("rt:work/1", Priority::P2).await;
    shift.sync().await;
    let due = shift.clock("rt:work/1", Clock::Respond).await.due_at;
    assert_eq!(due, Some(at("2017-05-23T09:30:00+01:00")));

    let shift = shift.again_after(|data| {
        for name in ["cache.db", "cache.db-wal", "cache.db-shm"] {
            let _ = std::fs::remove_file(data.join(name));
        }
    });
    assert_eq!(shift.clock("rt:work/1", Clock::Respond).await.due_at, due);
    assert_eq!(shift.now_rows().await.len(), 1);
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    assert!(
        status.banners.iter().any(|banner| banner.kind == BannerKind::Cache),
        "{:?}",
        status.banners
    );
    let running = shift.begin().await;
    running.until("2017-05-23T09:16:00+01:00").await;
    let told: Vec<String> = shift
        .host
        .notifier
        .take_told()
        .into_iter()
        .map(|told| told.title)
        .collect();
    assert_eq!(told.len(), 1, "{told:?}");
    drop(running);

    shift.sync().await;
    let view = shift.ticket("rt:work/1").await;
    assert_eq!(view.subject, "Cannot push");
    assert!(!view.thread[0].parts.is_empty());
}

#[tokio::test]
async fn a_policy_file_with_errors_is_shown_and_the_last_good_one_stays() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let file = shift.downloads().join("team.toml");
    let good = desk_commands::policy::text("govuk-paas-2016")
        .unwrap()
        .replace("\"20 min\"", "\"15 min\"");
    std::fs::write(&file, &good).unwrap();
    let choose = |file: &std::path::Path| PolicyChooseRequest {
        name_or_file: file.display().to_string(),
    };
    let view = calls::policy_choose(&shift.desk, choose(&file)).await.unwrap();
    assert!(view.problems.is_empty(), "{:?}", view.problems);
    let ticket = shift.log_from_slack("Apps are down", "notify-api").await;
    assert_eq!(shift.triage(&ticket, Priority::P1).await, "P1 set. Respond by 09:15.");

    let broken = good
        .replace("zone = \"Europe/London\"", "zone = \"Europe/Londn\"")
        .replace("\"30 min\"", "\"half\"");
    std::fs::write(&file, broken).unwrap();
    let shift = shift.again();
    let view = calls::policy(&shift.desk, Nothing {}).await.unwrap();
    assert!(view.problems.len() >= 2, "every error at once: {:?}", view.problems);
    assert!(
        view.problems.iter().all(|problem| problem.line > 1),
        "{:?}",
        view.problems
    );
    assert!(
        view.priorities[0].respond.contains("15 min"),
        "{}",
        view.priorities[0].respond
    );
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    assert!(status.banners.iter().any(|banner| banner.kind == BannerKind::Policy));
    assert_eq!(
        shift.clock(&ticket, Clock::Respond).await.due_at,
        Some(at("2017-05-23T09:15:00+01:00"))
    );
}

#[cfg(unix)]
#[tokio::test]
async fn r23_11_a_chosen_policy_that_became_a_pipe_is_said_and_the_last_good_one_is_used() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let file = shift.downloads().join("team.toml");
    let good = desk_commands::policy::text("govuk-paas-2016")
        .unwrap()
        .replace("\"20 min\"", "\"15 min\"");
    std::fs::write(&file, &good).unwrap();
    let choose = PolicyChooseRequest {
        name_or_file: file.display().to_string(),
    };
    let chosen = calls::policy_choose(&shift.desk, choose).await.unwrap();
    assert!(chosen.problems.is_empty(), "{:?}", chosen.problems);
    std::fs::remove_file(&file).unwrap();
    let made = std::process::Command::new("mkfifo").arg(&file).status().unwrap();
    assert!(made.success());
    let started = std::time::Instant::now();
    let shift = shift.again();
    assert!(started.elapsed() < std::time::Duration::from_secs(20));
    let policy = calls::policy(&shift.desk, Nothing {}).await.unwrap();
    assert!(
        policy.priorities[0].respond.contains("15 min"),
        "{}",
        policy.priorities[0].respond
    );
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    assert!(status.banners.iter().any(|banner| banner.kind == BannerKind::Policy));
    assert!(
        policy.problems[0]
            .message
            .contains("it’s a pipe or a device, not a file"),
        "{:?}",
        policy.problems
    );
}

#[tokio::test]
async fn a_second_program_shows_and_acts_but_neither_tells_nor_sends() {
    let owner = Shift::starts_at("2017-05-23T09:00:00+01:00");
    owner.add_help_desk().await;
    owner
        .host
        .fake_desk
        .raise("Cannot push", "kim@dm-frontend.example", "It says 500.");
    owner.sync().await;
    let second = owner.beside();
    let status = calls::app_status(&second.desk, Nothing {}).await.unwrap();
    assert!(status.banners.iter().any(|banner| banner.kind == BannerKind::NotOwner));
    second.triage("rt:work/1", Priority::P2).await;
    assert!(second.host.commits() > 0, "the owner is woken");
    desk_commands::jobs::send_waiting(&second.desk).await.unwrap();
    assert!(owner.host.fake_desk.take_sent().is_empty());

    // The owner finds what the other has committed.
    owner.desk.woken();
    assert_eq!(owner.ticket("rt:work/1").await.priority, Some(Priority::P2));
    assert_eq!(owner.sync().await.sent, 2);
}

#[tokio::test]
async fn a_clock_before_2017_and_a_year_without_bank_holidays_are_said() {
    let shift = Shift::starts_at("2001-05-23T09:00:00+01:00");
    let banners = calls::app_status(&shift.desk, Nothing {}).await.unwrap().banners;
    assert!(
        banners.iter().any(|banner| banner.kind == BannerKind::Clock),
        "{banners:?}"
    );
    shift.clock_shows("2045-05-23T09:00:00+01:00");
    let banners = calls::app_status(&shift.desk, Nothing {}).await.unwrap().banners;
    assert!(
        banners.iter().any(|banner| banner.kind == BannerKind::Calendar),
        "{banners:?}"
    );
}
