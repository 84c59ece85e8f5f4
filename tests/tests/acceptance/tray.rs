//! What the tray shows, tested without a tray.

use desk_commands::{calls, tray};
use desk_contract::clocks::Priority;
use desk_contract::notices::{NoticesPauseRequest, OnSupportRequest};
use desk_contract::ticket::SnoozeRequest;
use desk_tests::Shift;

#[tokio::test]
async fn the_count_leaves_out_what_is_snoozed_or_due_much_later() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let soon = shift.log_from_slack("Cannot push", "notify-api").await;
    shift.triage(&soon, Priority::P2).await;
    let later = shift.log_from_slack("Typo in the docs", "dm-frontend").await;
    shift.triage(&later, Priority::P4).await;
    let untriaged = shift.log_from_slack("Deploys hang", "pay-api").await;
    let count = async || tray::view(&shift.desk).await.unwrap().count;
    assert_eq!(count().await, 2);
    for ticket in [&untriaged, &later] {
        let snooze = SnoozeRequest {
            ticket: ticket.clone(),
            minutes: 10,
        };
        calls::snooze(&shift.desk, snooze).await.unwrap();
    }
    assert_eq!(count().await, 1);
    shift.clock_shows("2017-05-23T09:10:00+01:00");
    assert_eq!(count().await, 2, "a snooze that is over hides nothing");
}

#[tokio::test]
async fn it_names_the_next_promise_and_how_the_engineer_stands() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let empty = tray::view(&shift.desk).await.unwrap();
    assert!(empty.next.is_none() && empty.on_support.is_none() && empty.paused_until.is_none());
    let ticket = shift.log_from_slack("Cannot push", "notify-api").await;
    shift.triage(&ticket, Priority::P2).await;
    calls::on_support(&shift.desk, OnSupportRequest { on: true })
        .await
        .unwrap();
    let pause = NoticesPauseRequest::Minutes { minutes: 30 };
    calls::notices_pause(&shift.desk, pause).await.unwrap();
    let view = tray::view(&shift.desk).await.unwrap();
    let next = view.next.unwrap();
    assert_eq!(
        (next.ticket, next.sentence.as_str()),
        (ticket, "P2: Respond to notify-api by 09:30")
    );
    assert_eq!(
        (view.on_support, view.paused_until.as_deref()),
        (Some(true), Some("09:30"))
    );
}

#[tokio::test]
async fn that_closing_leaves_it_in_the_tray_is_said_once() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    tray::explain_once(&shift.desk).await.unwrap();
    tray::explain_once(&shift.desk).await.unwrap();
    shift
        .host
        .notifier
        .expect(&[("2017-05-23T09:00:00+01:00", "Dutydesk stays in the tray")]);
}
