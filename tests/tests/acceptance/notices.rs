//! Which notification comes when: a story expects every notification at its instant, and no other comes.

use desk_commands::{calls, jobs};
use desk_contract::clocks::Priority;
use desk_contract::error::ErrorCode;
use desk_contract::list::Nothing;
use desk_contract::notices::OnSupportRequest;
use desk_contract::rehearsal::RehearsalRequest;
use desk_contract::ticket::{ReasonRequest, RepliedElsewhereRequest, SnoozeRequest, TicketRequest};
use desk_ports::Action;
use desk_tests::{Shift, at};

#[tokio::test]
async fn a_late_p1_repeats_until_acknowledged_and_again_half_an_hour_later() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let running = shift.begin().await;
    let ticket = shift.log_from_slack("Apps are down", "notify-api").await;
    running.settled().await;
    // To log it was my own act.
    shift.host.notifier.expect(&[]);
    running.until("2017-05-23T09:02:00+01:00").await;
    shift.triage(&ticket, Priority::P1).await;
    running.until("2017-05-23T09:31:00+01:00").await;
    shift.host.notifier.expect(&[
        ("2017-05-23T09:10:00+01:00", "P1: respond to notify-api by 09:20"),
        ("2017-05-23T09:16:00+01:00", "P1: respond to notify-api by 09:20"),
        ("2017-05-23T09:20:00+01:00", "P1: respond to notify-api by 09:20"),
        ("2017-05-23T09:30:00+01:00", "P1, 10 min late: respond to notify-api"),
    ]);
    assert_eq!(
        shift.host.notifier.on_screen().len(),
        1,
        "a later stage takes the place of the earlier ones"
    );

    shift.host.notifier.press(Action::Acknowledge);
    running.until("2017-05-23T10:00:59+01:00").await;
    shift.host.notifier.expect(&[]);
    running.until("2017-05-23T10:12:00+01:00").await;
    shift.host.notifier.expect(&[
        ("2017-05-23T10:01:00+01:00", "P1, 41 min late: respond to notify-api"),
        ("2017-05-23T10:11:00+01:00", "P1, 51 min late: respond to notify-api"),
    ]);
    let ledger = calls::notices(&shift.desk, Nothing {}).await.unwrap().notices;
    assert!(
        ledger
            .iter()
            .any(|row| row.state == "acted" && row.stage == "repeat" && row.n == 1),
        "{ledger:#?}"
    );
}

#[tokio::test]
async fn the_ledger_says_of_an_earlier_stage_that_a_later_one_took_its_place() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let ticket = shift.log_from_slack("Apps are down", "notify-api").await;
    shift.triage(&ticket, Priority::P1).await;
    // Nobody looked while half and four fifths passed.
    shift.clock_shows("2017-05-23T09:21:00+01:00");
    shift.host.notifier.set_absent(true);
    jobs::tick(&shift.desk, std::future::ready(())).await.unwrap();
    let ledger = calls::notices(&shift.desk, Nothing {}).await.unwrap().notices;
    let half = ledger.iter().find(|row| row.stage == "half").unwrap();
    assert_eq!(half.error, "a later stage took its place", "{ledger:#?}");
}

#[tokio::test]
async fn a_dry_run_says_what_would_pop_up_and_no_more() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let plan = || jobs::plan(&shift.desk);
    let in_front = |ticket: &str| TicketRequest {
        ticket: ticket.to_owned(),
    };
    let ticket = shift.log_from_slack("Apps are down", "notify-api").await;
    shift.triage(&ticket, Priority::P1).await;
    shift.clock_shows("2017-05-23T09:10:00+01:00");
    calls::ticket_in_front(&shift.desk, in_front(&ticket)).await.unwrap();
    assert!(plan().await.unwrap().is_empty(), "it is in front of me");
    calls::ticket_in_front(&shift.desk, in_front("")).await.unwrap();
    let half = ["P1: respond to notify-api by 09:20"];
    assert_eq!(plan().await.unwrap(), half);

    shift.host.notifier.set_absent(true);
    let ticked = jobs::tick(&shift.desk, std::future::ready(())).await.unwrap();
    assert_eq!((ticked.shown, ticked.not_told), (0, 1));
    assert_eq!(plan().await.unwrap(), half, "it waits for a server");

    let told = RepliedElsewhereRequest {
        ticket,
        via: "slack".to_owned(),
        at: None,
        words: String::new(),
        next_update_at: None,
    };
    calls::replied_elsewhere(&shift.desk, told).await.unwrap();
    assert!(plan().await.unwrap().is_empty(), "it was met meanwhile");
}

#[tokio::test]
async fn a_new_ticket_is_told_in_hours_and_never_on_the_first_read() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    shift
        .host
        .fake_desk
        .raise("Cannot push", "kim@dm-frontend.example", "It says 500.");
    shift.clock_shows("2017-05-23T09:00:30+01:00");
    shift.add_help_desk().await;
    let running = shift.begin().await;
    running.until("2017-05-23T09:01:00+01:00").await;
    shift.host.notifier.expect(&[]);

    shift
        .host
        .fake_desk
        .raise("Logs are gone", "sam@notify-api.example", "Since this morning.");
    shift.sync().await;
    running.settled().await;
    shift
        .host
        .notifier
        .expect(&[("2017-05-23T09:01:00+01:00", "New: Logs are gone")]);
    running.until("2017-05-23T09:11:00+01:00").await;
    // Ten working minutes for triage; the one from before the help desk was added has no clock.
    let triage = "Untriaged: triage notify-api.example by 09:11";
    shift.host.notifier.expect(&[("2017-05-23T09:11:00+01:00", triage)]);
}

#[tokio::test]
async fn p3_is_silent_overnight_and_a_laptop_that_slept_tells_one_digest() {
    let shift = Shift::starts_at("2017-05-23T16:30:00+01:00");
    let running = shift.begin().await;
    let ticket = shift.log_from_slack("Pushes are slow", "notify-api").await;
    shift.triage(&ticket, Priority::P3).await;
    running.until("2017-05-23T17:30:00+01:00").await;
    shift.host.notifier.expect(&[]);
    // Two working hours from 16:30 end at 10:30 on Wednesday; four fifths of them at 10:06.
    running.wakes_up_at("2017-05-24T10:20:00+01:00").await;
    shift
        .host
        .notifier
        .expect(&[("2017-05-24T10:20:00+01:00", "P3: respond to notify-api by 10:30")]);
    running.until("2017-05-24T10:31:00+01:00").await;
    shift
        .host
        .notifier
        .expect(&[("2017-05-24T10:30:00+01:00", "P3: respond to notify-api by 10:30")]);
}

#[tokio::test]
async fn a_snooze_holds_and_then_only_the_latest_stage_is_told() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let running = shift.begin().await;
    let ticket = shift.log_from_slack("Cannot push", "notify-api").await;
    shift.triage(&ticket, Priority::P2).await;
    running.until("2017-05-23T09:16:00+01:00").await;
    shift
        .host
        .notifier
        .expect(&[("2017-05-23T09:15:00+01:00", "P2: respond to notify-api by 09:30")]);
    calls::snooze(&shift.desk, SnoozeRequest { ticket, minutes: 20 })
        .await
        .unwrap();
    running.until("2017-05-23T09:35:59+01:00").await;
    shift.host.notifier.expect(&[]);
    running.until("2017-05-23T09:37:00+01:00").await;
    shift
        .host
        .notifier
        .expect(&[("2017-05-23T09:36:00+01:00", "P2, 6 min late: respond to notify-api")]);
}

#[tokio::test]
async fn f56_without_a_server_the_window_says_it_and_the_server_hears_it_later() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let running = shift.begin().await;
    shift.host.notifier.set_absent(true);
    let ticket = shift.log_from_slack("Cannot push", "notify-api").await;
    shift.triage(&ticket, Priority::P2).await;
    running.until("2017-05-23T09:16:00+01:00").await;
    shift.host.notifier.expect(&[]);
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    assert!(status.notices_problem.is_some());
    let said: Vec<&str> = status.notices.iter().map(|notice| notice.title.as_str()).collect();
    assert_eq!(said, ["P2: respond to notify-api by 09:30"]);

    shift.host.notifier.set_absent(false);
    running.until("2017-05-23T09:16:30+01:00").await;
    let told: Vec<String> = shift
        .host
        .notifier
        .take_told()
        .into_iter()
        .map(|told| told.title)
        .collect();
    assert_eq!(
        told,
        ["P2: respond to notify-api by 09:30"],
        "told once, when there is a server again"
    );
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    assert!(status.notices.is_empty() && status.notices_problem.is_none());
}

#[tokio::test]
async fn the_ticket_in_front_of_me_raises_no_pop_up_and_a_restart_tells_nothing_twice() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let ticket = shift.log_from_slack("Cannot push", "notify-api").await;
    shift.triage(&ticket, Priority::P2).await;
    let running = shift.begin().await;
    let front = |ticket: &str| {
        calls::ticket_in_front(
            &shift.desk,
            TicketRequest {
                ticket: ticket.to_owned(),
            },
        )
    };
    front(&ticket).await.unwrap();
    running.until("2017-05-23T09:16:00+01:00").await;
    shift.host.notifier.expect(&[]);
    front("").await.unwrap();
    running.until("2017-05-23T09:25:00+01:00").await;
    shift
        .host
        .notifier
        .expect(&[("2017-05-23T09:24:00+01:00", "P2: respond to notify-api by 09:30")]);
    drop(running);

    let shift = shift.again();
    let running = shift.begin().await;
    running.until("2017-05-23T09:29:00+01:00").await;
    shift.host.notifier.expect(&[]);
}

#[tokio::test]
async fn off_shift_only_what_is_mine_pops_up() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let running = shift.begin().await;
    calls::on_support(&shift.desk, OnSupportRequest { on: false })
        .await
        .unwrap();
    let ticket = shift.log_from_slack("Apps are down", "notify-api").await;
    shift.triage(&ticket, Priority::P1).await;
    running.until("2017-05-23T09:21:00+01:00").await;
    shift.host.notifier.expect(&[]);
    // The ledger knows of them all the same.
    let ledger = calls::notices(&shift.desk, Nothing {}).await.unwrap().notices;
    assert!(ledger.iter().any(|row| row.stage == "due"), "{ledger:#?}");
}

/// Wednesday 10:00: a P1 that I took at 10:00, when I said `on` before; off support from 10:05 on.
async fn taken_before_the_end_of_a_shift(on: bool) -> Shift {
    let shift = Shift::with_a_ticket("2017-05-24T10:00:00+01:00").await;
    let says = async |on| calls::on_support(&shift.desk, OnSupportRequest { on }).await.unwrap();
    says(on).await;
    let request = TicketRequest {
        ticket: "rt:work/1".to_owned(),
    };
    calls::assign_to_me(&shift.desk, request).await.unwrap();
    shift.triage("rt:work/1", Priority::P1).await;
    // What one sync sends, the next one reads back.
    shift.sync().await;
    shift.sync().await;
    shift.clock_shows("2017-05-24T10:05:00+01:00");
    says(false).await;
    shift
}

#[tokio::test]
async fn off_shift_what_was_assigned_to_me_while_my_shift_ran_pops_up_and_what_came_later_does_not() {
    let shift = taken_before_the_end_of_a_shift(true).await;
    let running = shift.begin().await;
    running.until("2017-05-24T10:20:00+01:00").await;
    shift.host.notifier.expect(&[
        (
            "2017-05-24T10:10:00+01:00",
            "P1: respond to dm-frontend.example by 10:20",
        ),
        (
            "2017-05-24T10:16:00+01:00",
            "P1: respond to dm-frontend.example by 10:20",
        ),
        (
            "2017-05-24T10:20:00+01:00",
            "P1: respond to dm-frontend.example by 10:20",
        ),
    ]);
    drop(running);

    let shift = taken_before_the_end_of_a_shift(false).await;
    assert_eq!(shift.ticket("rt:work/1").await.owner, "you");
    let running = shift.begin().await;
    running.until("2017-05-24T10:21:00+01:00").await;
    shift.host.notifier.expect(&[]);
}

#[tokio::test]
async fn the_last_days_are_rehearsed_with_what_was_acknowledged() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let ticket = shift.log_from_slack("Apps are down", "notify-api").await;
    shift.triage(&ticket, Priority::P1).await;
    shift.clock_shows("2017-05-23T09:33:00+01:00");
    let request = TicketRequest { ticket: ticket.clone() };
    calls::acknowledge(&shift.desk, request).await.unwrap();
    shift.clock_shows("2017-05-23T10:10:00+01:00");
    // Nobody was notified; the rehearsal shows which notifications would have come.
    let view = calls::rehearsal(&shift.desk, RehearsalRequest::default())
        .await
        .unwrap();
    assert_eq!(view.from.long, "Tue 16 May 2017, 10:10 BST");
    let told: Vec<(&str, &str, &str)> = view
        .rows
        .iter()
        .map(|row| {
            (
                row.at.time.as_str(),
                row.items[0].stage.as_str(),
                row.items[0].subject.as_str(),
            )
        })
        .collect();
    let due = |time, stage| (time, stage, "Apps are down");
    assert_eq!(
        told,
        [
            due("09:00", "arrived"),
            due("09:10", "half"),
            due("09:16", "four_fifths"),
            due("09:20", "due"),
            due("09:30", "repeat"),
            due("10:03", "repeat"),
        ]
    );
    assert_eq!(
        view.rows[5].items[0].reason,
        "P1 · first response: 43 min late, repeat 2"
    );
    assert_eq!(view.more, 0);

    let backwards = RehearsalRequest {
        from: Some(at("2017-05-23T10:00:00+01:00")),
        to: Some(at("2017-05-23T09:00:00+01:00")),
    };
    let refused = calls::rehearsal(&shift.desk, backwards).await.unwrap_err();
    assert!(refused.message.contains("before it begins"), "{}", refused.message);
}

#[tokio::test]
async fn f65_the_ledger_forgets_closed_tickets_after_a_year_and_never_an_open_one() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let closed = shift.log_from_slack("Pushes are slow", "notify-api").await;
    let open = shift.log_from_slack("Apps are down", "notify-api").await;
    for ticket in [&closed, &open] {
        shift.triage(ticket, Priority::P2).await;
    }
    let running = shift.begin().await;
    running.until("2017-05-23T09:16:00+01:00").await;
    assert_eq!(shift.host.notifier.take_told().len(), 2);
    let closing = ReasonRequest {
        ticket: closed.clone(),
        reason: String::new(),
    };
    calls::close_ticket(&shift.desk, closing).await.unwrap();
    running.settled().await;
    drop(running);

    shift.clock_shows("2018-05-20T09:00:00+01:00");
    assert_eq!(jobs::prune_notices(&shift.desk).await.unwrap(), 0, "a year is not over");
    shift.clock_shows("2022-05-23T09:00:00+01:00");
    assert!(jobs::prune_notices(&shift.desk).await.unwrap() > 0);
    let ledger = calls::notices(&shift.desk, Nothing {}).await.unwrap().notices;
    assert!(
        !ledger.is_empty() && ledger.iter().all(|row| row.subject == open),
        "{ledger:#?}"
    );
}

#[tokio::test]
async fn a_snooze_of_a_closed_ticket_is_refused_and_one_that_is_closed_while_snoozed_says_nothing() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let running = shift.begin().await;
    let ticket = shift.log_from_slack("Cannot push", "notify-api").await;
    shift.triage(&ticket, Priority::P2).await;
    running.until("2017-05-23T09:16:00+01:00").await;
    assert_eq!(shift.host.notifier.take_told().len(), 1);
    let snooze = || SnoozeRequest {
        ticket: ticket.clone(),
        minutes: 10,
    };
    calls::snooze(&shift.desk, snooze()).await.unwrap();
    let closing = ReasonRequest {
        ticket: ticket.clone(),
        reason: String::new(),
    };
    calls::close_ticket(&shift.desk, closing).await.unwrap();
    let refused = calls::snooze(&shift.desk, snooze()).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotNow, "{}", refused.message);
    running.until("2017-05-23T09:40:00+01:00").await;
    shift.host.notifier.expect(&[]);
}

#[tokio::test]
async fn r22_hard_16_what_pops_up_about_the_practice_shift_says_so() {
    let shift = Shift::starts_at("2017-05-23T10:00:00+01:00");
    let running = shift.begin().await;
    calls::practice_start(&shift.desk, Nothing {}).await.unwrap();
    running.until("2017-05-23T10:40:00+01:00").await;
    let told = shift.host.notifier.take_told();
    assert!(!told.is_empty());
    for each in &told {
        assert!(each.title.starts_with("Practice: "), "{}", each.title);
    }
    // Several at once are a summary, which says it too.
    running.wakes_up_at("2017-05-23T14:00:00+01:00").await;
    let told = shift.host.notifier.take_told();
    let summary = told.iter().find(|each| each.title.contains("things"));
    assert!(
        summary.is_some_and(|each| each.title.starts_with("Practice: ")),
        "{told:?}"
    );
}

#[tokio::test]
async fn r22_hard_16_a_practice_reply_waits_and_can_be_undone_like_a_real_one() {
    let shift = Shift::starts_at("2017-05-23T10:00:00+01:00");
    calls::practice_start(&shift.desk, Nothing {}).await.unwrap();
    let rows = shift.now_rows().await;
    let replied = |view: &desk_contract::ticket::TicketView| view.thread.len();
    let mut answered = None;
    for row in &rows {
        let view = shift.ticket(&row.ticket).await;
        if view.can.contains(&"reply_send".to_owned()) {
            answered = Some(view);
            break;
        }
    }
    let before = answered.expect("a practice ticket with a tenant");
    shift.host.set_undo_seconds(10);
    shift.reply(&before.ticket, "We look into it.").await;
    let waiting = shift.ticket(&before.ticket).await;
    assert_eq!((waiting.unsent.len(), replied(&waiting)), (1, replied(&before)));
    assert_eq!(
        waiting.waiting_since.is_some(),
        before.waiting_since.is_some(),
        "not sent yet"
    );

    shift.clock_shows("2017-05-23T10:00:09+01:00");
    shift.sync().await;
    assert_eq!(shift.ticket(&before.ticket).await.unsent.len(), 1);
    shift.clock_shows("2017-05-23T10:00:11+01:00");
    shift.sync().await;
    let sent = shift.ticket(&before.ticket).await;
    assert_eq!((sent.unsent.len(), replied(&sent)), (0, replied(&before) + 1));
    assert!(sent.waiting_since.is_none());
}
