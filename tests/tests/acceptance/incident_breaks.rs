//! Pausing an incident (rule 18): the tenants are told when work resumes, and that time is the deadline.

use desk_commands::calls;
use desk_contract::clocks::{Clock, Priority, Standing};
use desk_contract::error::ErrorCode;
use desk_contract::incident::{IncidentOpenRequest, IncidentPauseRequest, IncidentRequest, IncidentView};
use desk_contract::list::{BannerKind, Nothing};
use desk_contract::ticket::{ReplySendRequest, TicketRequest};
use desk_tests::{Shift, at, reply};

const TICKET: &str = "rt:work/1";

/// Monday 16:00: a P1, answered at 16:05, with notes open.
async fn incident() -> (Shift, String) {
    let shift = Shift::with_a_ticket("2017-05-22T16:00:00+01:00").await;
    let incident = made_of_the_ticket(&shift).await;
    (shift, incident)
}

async fn made_of_the_ticket(shift: &Shift) -> String {
    shift.triage(TICKET, Priority::P1).await;
    shift.clock_shows("2017-05-22T16:05:00+01:00");
    shift.reply(TICKET, "We are looking into it.").await;
    shift.sync().await;
    let request = IncidentOpenRequest {
        ticket: Some(TICKET.to_owned()),
        title: String::new(),
    };
    calls::incident_open(&shift.desk, request).await.unwrap().row.id
}

async fn pause(shift: &Shift, incident: &str, until: Option<&str>, why: &str) -> Result<IncidentView, ErrorCode> {
    let request = IncidentPauseRequest {
        incident: incident.to_owned(),
        continues_at: until.map(at),
        why: why.to_owned(),
    };
    let paused = calls::incident_pause(&shift.desk, request).await;
    paused.map_err(|refused| refused.code)
}

async fn go_on(shift: &Shift, incident: &str) -> Result<IncidentView, ErrorCode> {
    let request = IncidentRequest {
        incident: incident.to_owned(),
    };
    let view = calls::incident_continue(&shift.desk, request).await;
    view.map_err(|refused| refused.code)
}

async fn update(shift: &Shift) -> (Standing, Option<String>) {
    let clock = shift.clock(TICKET, Clock::Update).await;
    let london = |at: chrono::DateTime<chrono::Utc>| (at + chrono::TimeDelta::hours(1)).format("%a %H:%M").to_string();
    (clock.standing, clock.due_at.map(london))
}

#[tokio::test]
async fn at_17_00_the_lead_says_why_and_the_tenant_hears_when_it_goes_on() {
    let (shift, incident) = incident().await;
    shift.clock_shows("2017-05-22T17:00:00+01:00");
    assert_eq!(
        pause(&shift, &incident, None, " ").await.unwrap_err(),
        ErrorCode::Invalid,
        "with out-of-hours cover nobody pauses without a reason"
    );
    let view = pause(&shift, &incident, None, "Traffic is moved, the rest can wait.")
        .await
        .unwrap();
    let course = view.course.unwrap();
    assert!(course.paused);
    assert_eq!(course.sentence, "Paused since 17:00 BST, resumes Tue 09:00 BST");
    assert!(
        view.headline.contains("paused until Tue 09:00 BST"),
        "{}",
        view.headline
    );
    assert_eq!(
        view.lines.last().unwrap().text,
        "Paused until Tue 09:00 BST: Traffic is moved, the rest can wait."
    );
    assert!(view.tickets[0].to_tell);
    // Nobody was told yet: the clock keeps running.
    assert_eq!(update(&shift).await, (Standing::AtRisk, Some("Mon 17:05".to_owned())));

    let form = calls::reply_form(
        &shift.desk,
        TicketRequest {
            ticket: TICKET.to_owned(),
        },
    )
    .await
    .unwrap();
    assert_eq!(form.next_update_said.as_deref(), Some("Tue 23 May 09:00 BST"));
    shift.reply(TICKET, "Traffic is moved. We go on tomorrow at 9.").await;
    shift.sync().await;
    assert_eq!(update(&shift).await, (Standing::Paused, Some("Tue 09:00".to_owned())));
    let request = IncidentRequest {
        incident: incident.clone(),
    };
    let told = &calls::incident(&shift.desk, request).await.unwrap().tickets[0];
    assert_eq!(told.told.as_deref(), Some("Tenant told: next update by Tue 09:00 BST"));
    assert!(!told.to_tell);
    assert_eq!(shift.now_rows().await[0].left, "paused");

    shift.clock_shows("2017-05-23T09:00:01+01:00");
    assert_eq!(update(&shift).await, (Standing::Breached, Some("Tue 09:00".to_owned())));
}

/// Both Dutydesks know the ticket since it was raised. Its incident is paused at 16:50 until 10:00, and its tenant is
/// told, with that time or another. Also returns the incident.
async fn told_of_a_pause(next_update_at: Option<&str>) -> (Shift, Shift, String) {
    let shift = Shift::starts_at("2017-05-22T15:55:00+01:00");
    shift.add_help_desk().await;
    let colleague = shift.colleague();
    colleague.add_help_desk().await;
    shift.clock_shows("2017-05-22T16:00:00+01:00");
    let desk = &shift.host.fake_desk;
    desk.raise("Apps are down", "kim@dm-frontend.example", "It says 502.");
    shift.sync().await;
    let incident = made_of_the_ticket(&shift).await;
    shift.clock_shows("2017-05-22T16:50:00+01:00");
    let until = Some("2017-05-23T10:00:00+01:00");
    pause(&shift, &incident, until, "Waiting for the upstream fix.")
        .await
        .unwrap();
    shift.sync().await;
    let told = ReplySendRequest {
        next_update_at: next_update_at.map(at),
        ..reply(TICKET, "We go on tomorrow.")
    };
    calls::reply_send(&shift.desk, told).await.unwrap();
    // What one sync sends, the next one reads back.
    shift.sync().await;
    shift.sync().await;
    colleague.sync().await;
    (shift, colleague, incident)
}

#[tokio::test]
async fn a_colleague_counts_the_same_from_the_help_desks_thread() {
    let half_past = "2017-05-23T10:30:00+01:00";
    for (told, due, left) in [(None, "2017-05-23T10:00:00+01:00", 0), (Some(half_past), half_past, 30)] {
        let (shift, colleague, _) = told_of_a_pause(told).await;
        for desk in [&shift, &colleague] {
            let clock = desk.clock(TICKET, Clock::Update).await;
            assert_eq!(clock.due_at, Some(at(due)));
            assert_eq!(
                (clock.standing, clock.remaining_minutes),
                (Standing::Paused, Some(left))
            );
        }
    }
}

#[tokio::test]
async fn an_incident_that_goes_on_early_lets_the_clock_run_for_a_colleague_too() {
    let (shift, colleague, incident) = told_of_a_pause(None).await;
    shift.clock_shows("2017-05-22T19:00:00+01:00");
    go_on(&shift, &incident).await.unwrap();
    shift.sync().await;
    colleague.sync().await;
    for desk in [&shift, &colleague] {
        let clock = desk.clock(TICKET, Clock::Update).await;
        assert_eq!(
            clock.due_at,
            Some(at("2017-05-22T20:00:00+01:00")),
            "an hour from where it went on"
        );
    }
    assert_eq!(go_on(&shift, &incident).await.unwrap_err(), ErrorCode::NotNow);
}

#[tokio::test]
async fn what_may_be_promised_while_it_is_paused_is_said_and_the_rest_is_refused() {
    let (shift, incident) = incident().await;
    pause(&shift, &incident, None, "Enough for today.").await.unwrap();
    let promise = |when: &str| ReplySendRequest {
        next_update_at: Some(at(when)),
        ..reply(TICKET, "We go on tomorrow.")
    };
    for when in ["2017-05-22T20:00:00+01:00", "2017-05-23T10:05:00+01:00"] {
        let refused = calls::reply_send(&shift.desk, promise(when)).await.unwrap_err();
        assert_eq!(
            refused.message,
            "The incident is paused until Tue 09:00 BST. Promise a time from then on (Tue 10:00 BST at the latest), or \
             one by 17:05 BST."
        );
    }
    calls::reply_send(&shift.desk, promise("2017-05-23T10:00:00+01:00"))
        .await
        .unwrap();
}

#[tokio::test]
async fn after_six_hours_on_end_the_frame_says_so_and_no_reason_is_needed() {
    let (shift, incident) = incident().await;
    shift.clock_shows("2017-05-22T22:10:00+01:00");
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    let warned = status.banners.iter().find(|banner| banner.kind == BannerKind::Incident);
    assert_eq!(
        warned.map(|banner| banner.sentence.as_str()),
        Some(
            "Incident 2017-05-22-1: 6 h 5 min without a break. Pause it and write down the current state, or close its \
             notes."
        )
    );
    let view = pause(&shift, &incident, None, "").await.unwrap();
    assert_eq!(view.row.paused_until.unwrap().short, "Tue 09:00");
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    assert!(status.banners.iter().all(|banner| banner.kind != BannerKind::Incident));
}

#[tokio::test]
async fn a_time_that_has_passed_closed_notes_and_an_unknown_incident_are_refused_in_words() {
    let (shift, incident) = incident().await;
    let past = pause(&shift, &incident, Some("2017-05-22T15:00:00+01:00"), "It can wait.").await;
    assert_eq!(past.unwrap_err(), ErrorCode::Invalid);
    assert_eq!(
        pause(&shift, "incident/9", None, "It can wait.").await.unwrap_err(),
        ErrorCode::NotFound
    );
    let request = IncidentRequest {
        incident: incident.clone(),
    };
    calls::incident_close(&shift.desk, request).await.unwrap();
    assert_eq!(
        pause(&shift, &incident, None, "It can wait.").await.unwrap_err(),
        ErrorCode::NotNow
    );
}
