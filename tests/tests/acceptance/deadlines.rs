//! Pauses, promises, closing and reopening: what moves a clock, and what doesn't.

use desk_commands::calls;
use desk_contract::clocks::{Clock, Priority, Standing};
use desk_contract::error::ErrorCode;
use desk_contract::list::Section;
use desk_contract::ticket::{
    PauseRequest, ReasonRequest, RepliedElsewhereRequest, ReplySendRequest, SendReply, TicketRequest,
};
use desk_tests::{Shift, at, reply};

fn this(ticket: &str) -> TicketRequest {
    TicketRequest {
        ticket: ticket.to_owned(),
    }
}

fn pause(ticket: &str) -> PauseRequest {
    PauseRequest {
        ticket: ticket.to_owned(),
        reason: "waiting for the logs".to_owned(),
        chase_at: None,
    }
}

/// A P2 of Tuesday 09:00 that was answered at 09:10: its update is due at 11:10.
async fn answered_p2(shift: &Shift) -> String {
    let number = shift
        .host
        .fake_desk
        .raise("Cannot push", "kim@dm-frontend.example", "It says 500.");
    shift.sync().await;
    let ticket = format!("rt:work/{number}");
    shift.triage(&ticket, Priority::P2).await;
    shift.clock_shows("2017-05-23T09:10:00+01:00");
    shift.reply(&ticket, "We look into it.").await;
    shift.sync().await;
    assert_eq!(
        shift.clock(&ticket, Clock::Update).await.due_at,
        Some(at("2017-05-23T11:10:00+01:00"))
    );
    ticket
}

async fn on_shift() -> Shift {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    shift.add_help_desk().await;
    shift
}

#[tokio::test]
async fn a_pause_keeps_the_time_that_was_left_for_the_tenants_answer() {
    let shift = on_shift().await;
    let ticket = answered_p2(&shift).await;
    shift.clock_shows("2017-05-23T09:40:00+01:00");
    calls::pause(&shift.desk, pause(&ticket)).await.unwrap();
    let update = shift.clock(&ticket, Clock::Update).await;
    assert_eq!((update.standing, update.due_at), (Standing::Paused, None));
    let row = &shift.now_rows().await[0];
    assert_eq!(row.section, Section::Paused);
    // Two business days after a Tuesday 09:40.
    assert_eq!(
        shift.ticket(&ticket).await.chase.unwrap().at,
        at("2017-05-25T09:40:00+01:00")
    );

    shift.clock_shows("2017-05-23T14:00:00+01:00");
    shift.host.fake_desk.tenant_writes(1, "Here they are.");
    shift.sync().await;
    let update = shift.clock(&ticket, Clock::Update).await;
    assert_eq!(
        (update.standing, update.due_at),
        (Standing::Running, Some(at("2017-05-23T15:30:00+01:00")))
    );
}

#[tokio::test]
async fn a_late_update_cannot_be_paused_before_the_tenant_was_told() {
    let shift = on_shift().await;
    let ticket = answered_p2(&shift).await;
    shift.clock_shows("2017-05-23T11:11:00+01:00");
    let refused = calls::pause(&shift.desk, pause(&ticket)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotNow);
    assert!(
        refused.message.starts_with("Reply to the tenant first"),
        "{}",
        refused.message
    );
    assert_eq!(shift.clock(&ticket, Clock::Update).await.standing, Standing::Breached);
}

#[tokio::test]
async fn our_own_resume_goes_on_where_it_stood() {
    let shift = on_shift().await;
    let ticket = answered_p2(&shift).await;
    shift.clock_shows("2017-05-23T10:10:00+01:00");
    calls::pause(&shift.desk, pause(&ticket)).await.unwrap();
    shift.clock_shows("2017-05-23T12:10:00+01:00");
    calls::resume(&shift.desk, this(&ticket)).await.unwrap();
    assert_eq!(
        shift.clock(&ticket, Clock::Update).await.due_at,
        Some(at("2017-05-23T13:10:00+01:00"))
    );
    assert_eq!(
        calls::resume(&shift.desk, this(&ticket)).await.unwrap_err().code,
        ErrorCode::NotNow
    );
}

#[tokio::test]
async fn every_reply_ends_with_the_next_update_and_that_time_is_the_clock() {
    let shift = on_shift().await;
    let ticket = answered_p2(&shift).await;
    shift.host.fake_desk.take_sent();
    shift.clock_shows("2017-05-23T10:00:30+01:00");
    shift.reply(&ticket, "Still looking.").await;
    // The network is slow: it is sent four minutes later, with the same words.
    shift.clock_shows("2017-05-23T10:04:00+01:00");
    shift.sync().await;
    let sent = shift.host.fake_desk.take_sent();
    assert_eq!(sent[0].text, "Still looking.\n\nNext update by 12:00 BST");
    // A colleague's Dutydesk counts the same.
    assert!(
        sent[1]
            .text
            .starts_with("The reply promised the next update by 12:00 BST."),
        "{sent:?}"
    );
    assert_eq!(
        shift.clock(&ticket, Clock::Update).await.due_at,
        Some(at("2017-05-23T12:00:00+01:00"))
    );
}

#[tokio::test]
async fn a_later_promise_is_refused_with_the_sum_and_an_earlier_one_holds() {
    let shift = on_shift().await;
    let ticket = answered_p2(&shift).await;
    shift.clock_shows("2017-05-23T10:00:00+01:00");
    let promise = |when: &str| ReplySendRequest {
        next_update_at: Some(at(when)),
        ..reply(&ticket, "Nearly there.")
    };
    let refused = calls::reply_send(&shift.desk, promise("2017-05-23T15:00:00+01:00"))
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotNow);
    for word in ["2 h", "P2", "12:00 BST", "pause", "change the priority"] {
        assert!(refused.message.contains(word), "{word}: {}", refused.message);
    }
    assert_eq!(shift.unsent().await, (0, 0));

    calls::reply_send(&shift.desk, promise("2017-05-23T10:45:00+01:00"))
        .await
        .unwrap();
    shift.sync().await;
    assert_eq!(
        shift.clock(&ticket, Clock::Update).await.due_at,
        Some(at("2017-05-23T10:45:00+01:00"))
    );
}

#[tokio::test]
async fn a_reply_with_a_hole_of_a_template_does_not_leave() {
    let shift = on_shift().await;
    let ticket = answered_p2(&shift).await;
    let refused = calls::reply_send(&shift.desk, reply(&ticket, "Hello {name}, we are on it."))
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::Invalid);
    assert!(refused.message.contains("{name}"));
}

#[tokio::test]
async fn resolving_tells_the_tenant_first_and_a_thank_you_needs_nothing() {
    let shift = on_shift().await;
    let ticket = answered_p2(&shift).await;
    shift.host.fake_desk.take_sent();
    shift.clock_shows("2017-05-23T10:00:00+01:00");
    let closing = "It is fixed, so we close this. You can reopen it by replying.";
    let request = ReasonRequest {
        ticket: ticket.clone(),
        reason: closing.to_owned(),
    };
    calls::close_ticket(&shift.desk, request).await.unwrap();
    shift.sync().await;
    let sent: Vec<_> = shift
        .host
        .fake_desk
        .take_sent()
        .into_iter()
        .map(|sent| (sent.act, sent.text))
        .collect();
    assert_eq!(sent, [("reply", closing.to_owned()), ("status", "resolved".to_owned())]);
    shift.sync().await;
    assert!(shift.ticket(&ticket).await.resolved);
    assert_eq!(shift.clock(&ticket, Clock::Update).await.standing, Standing::Stopped);

    // The next day the tenant thanks us: a new respond cycle with the old priority, ended by one act.
    shift.clock_shows("2017-05-24T10:00:00+01:00");
    shift.host.fake_desk.tenant_writes(1, "Thanks!");
    shift.sync().await;
    let respond = shift.clock(&ticket, Clock::Respond).await;
    assert_eq!(
        (respond.cycle, respond.due_at),
        (2, Some(at("2017-05-24T10:30:00+01:00")))
    );
    let thanks = ReasonRequest {
        ticket: ticket.clone(),
        reason: "thanks!".to_owned(),
    };
    calls::nothing_needed(&shift.desk, thanks).await.unwrap();
    assert_eq!(shift.clock(&ticket, Clock::Respond).await.standing, Standing::Stopped);
}

#[tokio::test]
async fn told_elsewhere_counts_as_a_reply_on_a_help_desk_ticket_too() {
    let shift = on_shift().await;
    let ticket = answered_p2(&shift).await;
    shift.clock_shows("2017-05-23T10:30:00+01:00");
    let told = RepliedElsewhereRequest {
        ticket: ticket.clone(),
        via: "phone".to_owned(),
        at: None,
        words: "Called Kim.".to_owned(),
        next_update_at: None,
    };
    calls::replied_elsewhere(&shift.desk, told).await.unwrap();
    assert_eq!(
        shift.clock(&ticket, Clock::Update).await.due_at,
        Some(at("2017-05-23T12:30:00+01:00"))
    );
    // Read back from the thread, it is the same act.
    shift.sync().await;
    shift.sync().await;
    let update = shift.clock(&ticket, Clock::Update).await;
    assert_eq!(
        (update.cycle, update.due_at),
        (2, Some(at("2017-05-23T12:30:00+01:00")))
    );
}

#[tokio::test]
async fn somebody_who_answered_meanwhile_is_read_first_or_written_over_knowingly() {
    let shift = on_shift().await;
    let ticket = answered_p2(&shift).await;
    shift.clock_shows("2017-05-23T09:30:00+01:00");
    shift.host.fake_desk.colleague_replies(1, "I am on it too.");
    shift.clock_shows("2017-05-23T09:32:00+01:00");
    let SendReply::NewerMessage { sentence, message } = shift.reply(&ticket, "Fixed.").await else {
        panic!("the colleague's answer was not noticed")
    };
    assert_eq!(sentence, "Sam Second wrote 2 min ago. Read it, or send anyway");
    assert_eq!(shift.unsent().await, (0, 0));
    let anyway = ReplySendRequest {
        despite: Some(message),
        ..reply(&ticket, "Fixed.")
    };
    assert!(matches!(
        calls::reply_send(&shift.desk, anyway).await.unwrap(),
        SendReply::Queued { .. }
    ));
}
