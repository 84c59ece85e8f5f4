//! Linked tickets (rule 8): one row, one clock from the earliest, and the same in every Dutydesk.

use desk_commands::calls;
use desk_contract::clocks::{Clock, Priority, Standing};
use desk_contract::error::ErrorCode;
use desk_contract::list::Nothing;
use desk_contract::ticket::{LinkRequest, ReasonRequest, TicketRequest};
use desk_tests::{Shift, at};

fn this(ticket: &str) -> TicketRequest {
    TicketRequest {
        ticket: ticket.to_owned(),
    }
}

/// Tuesday 09:00: ticket 1 of the tenant; 09:20: ticket 2, the same by another way. Both are here.
async fn two_tickets() -> Shift {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    shift.add_help_desk().await;
    let desk = &shift.host.fake_desk;
    desk.raise("Cannot push", "kim@dm-frontend.example", "It says 500.");
    shift.sync().await;
    shift.clock_shows("2017-05-23T09:20:00+01:00");
    desk.raise("ALERT router 502", "alerts@example.org", "502 above 5 %.");
    shift.sync().await;
    assert_eq!(shift.now_rows().await.len(), 2);
    shift
}

async fn link(shift: &Shift, ticket: &str, other: &str) -> Result<String, ErrorCode> {
    let request = LinkRequest {
        ticket: ticket.to_owned(),
        other: other.to_owned(),
    };
    let linked = calls::link_tickets(&shift.desk, request).await;
    linked.map(|linked| linked.ticket).map_err(|refused| refused.code)
}

const FIRST: &str = "rt:work/1";
const LATER: &str = "rt:work/2";

#[tokio::test]
async fn linked_tickets_share_one_row_and_the_clock_of_the_earliest() {
    let shift = two_tickets().await;
    shift.triage(LATER, Priority::P2).await;
    assert_eq!(
        link(&shift, LATER, FIRST).await,
        Ok(FIRST.to_owned()),
        "whichever was named first"
    );
    let rows = shift.now_rows().await;
    let of: Vec<(&str, &str)> = rows
        .iter()
        .map(|row| (row.ticket.as_str(), row.from.as_str()))
        .collect();
    assert_eq!(of, [(FIRST, "RT 1 + RT 2")]);
    // P2 of 09:00, though it was said on the ticket of 09:20; both tickets show the same clock.
    for ticket in [FIRST, LATER] {
        let respond = shift.clock(ticket, Clock::Respond).await;
        assert_eq!(respond.due_at, Some(at("2017-05-23T09:30:00+01:00")), "{ticket}");
    }
    let linked = shift.ticket(LATER).await.linked;
    assert_eq!((linked[0].ticket.as_str(), linked[0].stands_for_all), (FIRST, true));
    assert_eq!(link(&shift, FIRST, LATER).await, Err(ErrorCode::NotNow));

    // Answered on either of them is answered.
    shift.clock_shows("2017-05-23T09:25:00+01:00");
    shift.reply(LATER, "We look into it.").await;
    shift.sync().await;
    assert_eq!(shift.clock(FIRST, Clock::Respond).await.standing, Standing::Met);
}

#[tokio::test]
async fn a_colleague_sees_the_link_and_its_end_through_the_help_desk() {
    let shift = two_tickets().await;
    let colleague = shift.colleague();
    colleague.add_help_desk().await;
    link(&shift, FIRST, LATER).await.unwrap();
    shift.sync().await;
    colleague.sync().await;
    assert_eq!(colleague.now_rows().await.len(), 1);
    assert_eq!(colleague.ticket(FIRST).await.linked[0].ticket, LATER);

    calls::unlink_ticket(&colleague.desk, this(LATER)).await.unwrap();
    colleague.sync().await;
    shift.sync().await;
    assert_eq!(shift.now_rows().await.len(), 2);
    assert_eq!(
        shift.clock(LATER, Clock::Triage).await.started_at,
        at("2017-05-23T09:20:00+01:00"),
        "its own clock, from its own beginning"
    );
}

#[tokio::test]
async fn a_link_to_a_ticket_of_a_later_page_brings_it_along() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    shift.add_help_desk().await;
    let desk = &shift.host.fake_desk;
    let raise = |subject: &str| desk.raise(subject, "kim@dm-frontend.example", "It says 500.");
    let main = raise("Cannot push");
    for n in 0..110 {
        raise(&format!("Something else {n}"));
    }
    let later = raise("ALERT router 502");
    let line = format!("[dutydesk/1 op=7f act=linked ticket={main}]");
    desk.colleague_notes(later, &format!("The same issue.\n\n{line}"));
    shift.sync().await;
    let linked = shift.ticket(&format!("rt:work/{later}")).await.linked;
    assert_eq!(linked[0].ticket, format!("rt:work/{main}"));
}

#[tokio::test]
async fn closing_a_duplicate_does_not_end_the_clocks_of_the_issue() {
    let shift = two_tickets().await;
    link(&shift, FIRST, LATER).await.unwrap();
    shift.triage(FIRST, Priority::P3).await;
    let close = ReasonRequest {
        ticket: LATER.to_owned(),
        reason: "A duplicate of ticket 1.".to_owned(),
    };
    calls::close_ticket(&shift.desk, close).await.unwrap();
    shift.sync().await;
    shift.sync().await;
    assert_eq!(shift.now_rows().await.len(), 1, "ticket 1 is still open");
    assert_eq!(shift.clock(FIRST, Clock::Update).await.standing, Standing::Running);
}

#[tokio::test]
async fn only_the_ticket_that_stands_for_all_is_told() {
    let shift = two_tickets().await;
    link(&shift, FIRST, LATER).await.unwrap();
    shift.triage(FIRST, Priority::P2).await;
    let running = shift.begin().await;
    running.until("2017-05-23T09:31:00+01:00").await;
    shift.host.notifier.expect(&[
        (
            "2017-05-23T09:24:00+01:00",
            "P2: respond to dm-frontend.example by 09:30",
        ),
        (
            "2017-05-23T09:30:00+01:00",
            "P2: respond to dm-frontend.example by 09:30",
        ),
    ]);
    let told = calls::notices(&shift.desk, Nothing {}).await.unwrap().notices;
    // Notifications of ticket 2 from before it was linked stay in the ledger.
    let after = |subject| {
        told.iter()
            .filter(|notice| notice.subject == subject && notice.stage != "arrived")
            .count()
    };
    assert_eq!((after(FIRST) > 0, after(LATER)), (true, 0), "{told:?}");
}

#[tokio::test]
async fn a_ticket_of_our_own_is_linked_here_and_practice_stays_among_itself() {
    let shift = two_tickets().await;
    shift.clock_shows("2017-05-23T09:25:00+01:00");
    let slack = shift.log_from_slack("Pushes fail", "dm-frontend").await;
    assert_eq!(link(&shift, &slack, FIRST).await, Ok(FIRST.to_owned()));
    assert_eq!(shift.now_rows().await.len(), 2);
    let refused = calls::unlink_ticket(&shift.desk, this(FIRST)).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotNow);
    calls::practice_start(&shift.desk, Nothing {}).await.unwrap();
    assert_eq!(link(&shift, "practice/1", FIRST).await, Err(ErrorCode::NotNow));
}
