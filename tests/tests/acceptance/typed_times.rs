//! Times as a person types them into the window. London's clocks go back on Sunday 29 October 2017 at 02:00 BST, and
//! forward on Sunday 26 March 2017 at 01:00 GMT.

use desk_commands::calls;
use desk_contract::clocks::{Clock, Priority};
use desk_contract::error::CallError;
use desk_contract::ticket::{RepliedElsewhereRequest, ReplySendRequest, TicketRequest};
use desk_contract::time::{Moment, TimeMeaning, TypedTimeRequest};
use desk_tests::{Shift, at, reply};

async fn typed(shift: &Shift, words: &str, meaning: TimeMeaning) -> Result<Moment, CallError> {
    let typed = words.to_owned();
    calls::typed_time(&shift.desk, TypedTimeRequest { typed, meaning }).await
}

#[tokio::test]
async fn told_on_the_other_side_of_a_clock_change_is_kept_at_the_time_on_the_wall() {
    let shift = Shift::starts_at("2017-10-27T15:00:00+01:00");
    let ticket = shift.log_from_slack("Pushes are slow", "notify-api").await;
    shift.clock_shows("2017-10-30T09:30:00Z");
    let when = typed(&shift, "Fri 15:10", TimeMeaning::Happened).await.unwrap();
    assert_eq!(when.at, at("2017-10-27T15:10:00+01:00"));
    let told = RepliedElsewhereRequest {
        ticket: ticket.clone(),
        via: "slack".to_owned(),
        at: Some(when.at),
        words: "We look into it.".to_owned(),
        next_update_at: None,
    };
    calls::replied_elsewhere(&shift.desk, told).await.unwrap();
    let respond = shift.clock(&ticket, Clock::Respond).await;
    assert_eq!(respond.ended_at, Some(at("2017-10-27T14:10:00Z")));
}

#[tokio::test]
async fn a_promise_across_the_change_to_summer_time_is_the_time_that_the_tenant_reads() {
    let shift = Shift::starts_at("2017-03-24T16:00:00Z");
    let number = shift
        .host
        .fake_desk
        .raise("Docs", "kim@dm-frontend.example", "A link is broken.");
    shift.add_help_desk().await;
    let ticket = format!("rt:work/{number}");
    shift.triage(&ticket, Priority::P4).await;
    let next = typed(&shift, "Mon 10:00", TimeMeaning::Promised).await.unwrap();
    assert_eq!(next.at, at("2017-03-27T10:00:00+01:00"));
    let request = ReplySendRequest {
        next_update_at: Some(next.at),
        ..reply(&ticket, "We look into it.")
    };
    calls::reply_send(&shift.desk, request).await.unwrap();
    shift.sync().await;
    let sent = shift.ticket(&ticket).await.thread;
    let said: String = sent
        .iter()
        .flat_map(|entry| &entry.parts)
        .flat_map(|part| &part.runs)
        .map(|run| run.text.as_str())
        .collect();
    assert!(said.contains("Mon 27 Mar 10:00 BST"), "{said}");
    assert_eq!(
        shift.clock(&ticket, Clock::Update).await.due_at,
        Some(at("2017-03-27T10:00:00+01:00"))
    );
}

#[tokio::test]
async fn the_time_in_the_line_of_a_reply_can_be_typed_back() {
    // Across a clock change, and across the new year: then the year is said too.
    for (now, words) in [
        ("2017-10-27T16:30:00+01:00", "Mon 30 Oct 12:30 GMT"),
        ("2017-12-29T16:30:00Z", "Tue 2 Jan 2018 12:30 GMT"),
    ] {
        let shift = Shift::starts_at(now);
        let number = shift
            .host
            .fake_desk
            .raise("Slow", "kim@dm-frontend.example", "Pushes are slow.");
        shift.add_help_desk().await;
        let ticket = format!("rt:work/{number}");
        shift.triage(&ticket, Priority::P3).await;
        let form = calls::reply_form(&shift.desk, TicketRequest { ticket }).await.unwrap();
        let said = form.next_update_said.unwrap();
        assert_eq!(said, words);
        assert!(form.next_update_line.unwrap().contains(&said));
        let read = typed(&shift, &said, TimeMeaning::Promised).await.unwrap();
        assert_eq!(read.at, form.next_update.unwrap().at);
    }
}

#[tokio::test]
async fn near_a_clock_change_the_words_carry_the_zone() {
    let shift = Shift::starts_at("2017-10-28T18:00:00+01:00");
    let short = |words| {
        let shift = &shift;
        async move { typed(shift, words, TimeMeaning::Promised).await.unwrap().short }
    };
    assert_eq!(short("01:30").await, "Sun 01:30 BST");
    assert_eq!(short("01:30 GMT").await, "Sun 01:30 GMT");
    assert_eq!(short("Wed 01:30").await, "Wed 01:30");
}

#[tokio::test]
async fn what_cannot_be_taken_is_told_with_an_example_or_with_what_was_understood() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let refused = |words, meaning| {
        let shift = &shift;
        async move { typed(shift, words, meaning).await.unwrap_err().message }
    };
    let unreadable = refused("tea time", TimeMeaning::Promised).await;
    assert!(unreadable.contains("Write it like 15:00"), "{unreadable}");
    assert_eq!(
        refused("2017-05-22 10:00", TimeMeaning::Promised).await,
        "Mon 10:00 BST has passed. Enter a later time."
    );
    assert_eq!(
        refused("tomorrow 10:00", TimeMeaning::Happened).await,
        "Wed 10:00 BST is in the future. Enter an earlier time."
    );
    let chase = typed(&shift, "Thu", TimeMeaning::Chase).await.unwrap();
    assert_eq!(chase.at, at("2017-05-25T12:00:00+01:00"));
    let day = refused("Thu", TimeMeaning::Promised).await;
    assert!(day.contains("Add a time, like 09:30"), "{day}");
}
