//! Who gets a message of ours, and which time for the next update stands after it (rules 9 and 14).

use desk_commands::calls;
use desk_contract::clocks::{Clock, Priority, Standing};
use desk_contract::policy::PolicyChooseRequest;
use desk_contract::ticket::PromiseRequest;
use desk_contract::ticket::{LinkRequest, PauseRequest};
use desk_contract::ticket::{Person, RenameRequest, RepliedElsewhereRequest, ReplySendRequest, TicketRequest};
use desk_contract::triage::{TriageCommitRequest, TriageNowRequest};
use desk_tests::{Shift, answers, at, reply};

const TICKET: &str = "rt:work/1";

fn this() -> TicketRequest {
    TicketRequest {
        ticket: TICKET.to_owned(),
    }
}

fn names(people: &[Person]) -> Vec<&str> {
    people.iter().map(|person| person.name.as_str()).collect()
}

#[tokio::test]
async fn r22_02_everybody_who_asked_is_shown_and_answered() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    let desk = &shift.host.fake_desk;
    desk.add_people(
        1,
        &["chidi@dm-frontend.example", "ade@dm-frontend.example"],
        &["lead@dm-frontend.example", "boss@dm-frontend.example"],
    );
    shift.sync().await;

    let form = calls::reply_form(&shift.desk, this()).await.unwrap();
    assert_eq!(names(&form.to), ["Kim", "Chidi", "Ade"]);
    assert_eq!(names(&form.cc), ["Lead", "Boss"]);
    assert_eq!(form.cc[0].address, "lead@dm-frontend.example");
    let view = shift.ticket(TICKET).await;
    assert_eq!((names(&view.to), names(&view.cc)), (names(&form.to), names(&form.cc)));
    assert!(
        form.templates[0].text.starts_with("Hello Kim, Chidi and Ade,"),
        "{}",
        form.templates[0].text
    );

    // Everybody is greeted by what an act writes too.
    let rename = RenameRequest {
        ticket: TICKET.to_owned(),
        subject: "Failure pushing app: 500".to_owned(),
        reason: "it names the error".to_owned(),
    };
    calls::rename(&shift.desk, rename).await.unwrap();
    shift.clock_shows("2017-05-23T09:00:11+01:00");
    shift.sync().await;
    let sent = desk.take_sent();
    assert!(sent[0].text.starts_with("Hello Kim, Chidi and Ade,"), "{sent:?}");

    // Too many for a greeting are still all shown.
    desk.add_people(1, &["zoe@dm-frontend.example"], &[]);
    shift.sync().await;
    let form = calls::reply_form(&shift.desk, this()).await.unwrap();
    assert_eq!(names(&form.to), ["Kim", "Chidi", "Ade", "Zoe"]);
    assert!(
        form.templates[0].text.starts_with("Hello all,"),
        "{}",
        form.templates[0].text
    );
    // Who wrote it, not who is first in the list.
    let triage = calls::triage_form(&shift.desk, this()).await.unwrap();
    assert_eq!(triage.quote_by, "Kim, dm-frontend.example");
}

/// A ticket, and a colleague whose own Dutydesk has it too.
async fn with_a_colleague(now: &str) -> (Shift, Shift) {
    let shift = Shift::starts_at(now);
    let colleague = shift.colleague();
    shift.add_help_desk().await;
    colleague.add_help_desk().await;
    let desk = &shift.host.fake_desk;
    desk.raise("Cannot push", "kim@dm-frontend.example", "It says 500.");
    shift.sync().await;
    shift.triage(TICKET, Priority::P3).await;
    (shift, colleague)
}

/// Friday before the late May bank holiday: P3 at 16:00, and at 16:10 the tenant was promised an update by 18:00, beyond
/// closing time. The policy's own time would be on Tuesday.
async fn promised() -> (Shift, Shift) {
    let (shift, colleague) = with_a_colleague("2017-05-26T16:00:00+01:00").await;
    shift.clock_shows("2017-05-26T16:10:00+01:00");
    let promising = ReplySendRequest {
        next_update_at: Some(at(SIX)),
        ..reply(TICKET, "We look into it.")
    };
    calls::reply_send(&shift.desk, promising).await.unwrap();
    sends(&shift, "2017-05-26T16:10:11+01:00").await;
    (shift, colleague)
}

const SIX: &str = "2017-05-26T18:00:00+01:00";

async fn sends(shift: &Shift, now: &str) {
    shift.clock_shows(now);
    // The second time brings what follows from the first.
    shift.sync().await;
    shift.sync().await;
}

async fn due(shift: &Shift) -> Option<chrono::DateTime<chrono::Utc>> {
    shift.clock(TICKET, Clock::Update).await.due_at
}

fn new_name() -> RenameRequest {
    RenameRequest {
        ticket: TICKET.to_owned(),
        subject: "Failure pushing app: 500".to_owned(),
        reason: "it names the error".to_owned(),
    }
}

#[tokio::test]
async fn r22_hard_12_a_promise_out_of_hours_says_that_nobody_is_notified_then() {
    let shift = Shift::with_a_ticket("2017-05-26T16:00:00+01:00").await;
    shift.triage(TICKET, Priority::P3).await;
    let saturday = at("2017-05-27T10:00:00+01:00");
    let means = |at| {
        let ticket = TICKET.to_owned();
        calls::promise_means(&shift.desk, PromiseRequest { ticket, at })
    };
    let warning = "Sat 10:00 BST is out of hours. You won’t be notified about a P3 before Tue 09:00 BST.";
    assert_eq!(means(saturday).await.unwrap().warning, warning);
    assert_eq!(means(at("2017-05-26T16:40:00+01:00")).await.unwrap().warning, "");
    assert_eq!(
        means(at("2017-05-26T17:00:00+01:00")).await.unwrap().warning,
        "",
        "the end of a frame is told"
    );
    // Sending says it once more, for those who did not see it.
    let promising = ReplySendRequest {
        next_update_at: Some(saturday),
        ..reply(TICKET, "We look into it.")
    };
    let sent = calls::reply_send(&shift.desk, promising).await.unwrap();
    assert!(format!("{sent:?}").contains(warning), "{sent:?}");
    // A P1 is notified about at any hour.
    let now = TriageNowRequest {
        ticket: TICKET.to_owned(),
        answers: answers(Priority::P1),
        priority: Priority::P1,
    };
    calls::triage_now(&shift.desk, now).await.unwrap();
    assert_eq!(means(saturday).await.unwrap().warning, "");
}

#[tokio::test]
async fn r22_04_a_promise_beyond_closing_time_has_the_walls_time_left() {
    let (shift, _) = promised().await;
    shift.clock_shows("2017-05-26T17:02:00+01:00");
    assert_eq!(shift.now_rows().await[0].left, "58 min");
    let card = shift.ticket(TICKET).await.main_clock.unwrap();
    assert_eq!(card.headline, "58 min left");
    assert_eq!(card.detail, "due 18:00 BST, 0 min left (in hours)");
    let hero = calls::now_view(&shift.desk, desk_contract::list::Nothing {})
        .await
        .unwrap()
        .hero
        .unwrap();
    assert_eq!((hero.number.as_str(), hero.unit.as_str()), ("58", "min"));
    assert!(hero.spoken.starts_with("Update due in 58 minutes"), "{}", hero.spoken);

    shift.clock_shows("2017-05-26T19:24:00+01:00");
    assert_eq!(shift.now_rows().await[0].left, "1 h 24 min late");
    assert_eq!(
        shift.ticket(TICKET).await.main_clock.unwrap().headline,
        "1 h 24 min late"
    );
}

#[tokio::test]
async fn r22_03_renaming_moves_no_promise_here_or_with_a_colleague() {
    let (shift, colleague) = promised().await;
    shift.host.fake_desk.take_sent();
    shift.clock_shows("2017-05-26T16:30:00+01:00");
    calls::rename(&shift.desk, new_name()).await.unwrap();
    sends(&shift, "2017-05-26T16:30:11+01:00").await;
    let sent = shift.host.fake_desk.take_sent();
    let message = sent.iter().find(|sent| sent.act == "reply").unwrap();
    assert!(message.text.contains("Nothing else has changed."), "{message:?}");
    assert!(!message.text.contains("Next update by"), "{message:?}");
    colleague.sync().await;
    for each in [&shift, &colleague] {
        let update = each.clock(TICKET, Clock::Update).await;
        assert_eq!((update.cycle, update.due_at), (2, Some(at(SIX))));
    }
}

#[tokio::test]
async fn r22_03_the_policys_time_that_was_told_is_a_promise_too() {
    let (shift, colleague) = with_a_colleague("2017-05-23T09:00:00+01:00").await;
    shift.reply(TICKET, "We look into it.").await;
    sends(&shift, "2017-05-23T09:00:11+01:00").await;
    shift.clock_shows("2017-05-23T11:00:00+01:00");
    calls::rename(&shift.desk, new_name()).await.unwrap();
    sends(&shift, "2017-05-23T11:00:11+01:00").await;
    colleague.sync().await;
    for each in [&shift, &colleague] {
        assert_eq!(due(each).await, Some(at("2017-05-23T13:00:00+01:00")));
    }
    // A reply that does say a time is the next promise, with a colleague too.
    shift.clock_shows("2017-05-23T12:00:00+01:00");
    shift.reply(TICKET, "It is the router.").await;
    sends(&shift, "2017-05-23T12:00:11+01:00").await;
    colleague.sync().await;
    for each in [&shift, &colleague] {
        assert_eq!(due(each).await, Some(at("2017-05-23T16:00:00+01:00")));
    }
}

#[tokio::test]
async fn r22_03_a_first_message_says_the_policys_time_whatever_it_is_about() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.triage(TICKET, Priority::P3).await;
    calls::rename(&shift.desk, new_name()).await.unwrap();
    shift.host.fake_desk.take_sent();
    sends(&shift, "2017-05-23T09:00:11+01:00").await;
    let sent = shift.host.fake_desk.take_sent();
    let message = sent.iter().find(|sent| sent.act == "reply").unwrap();
    assert!(message.text.ends_with("Next update by 13:00 BST"), "{message:?}");
    assert_eq!(due(&shift).await, Some(at("2017-05-23T13:00:00+01:00")));
}

#[tokio::test]
async fn r22_03_nothing_else_that_promises_nothing_new_moves_the_promise() {
    let (shift, _) = promised().await;
    shift.clock_shows("2017-05-26T16:30:00+01:00");
    let elsewhere = RepliedElsewhereRequest {
        ticket: TICKET.to_owned(),
        via: "slack".to_owned(),
        at: None,
        words: "Still on it.".to_owned(),
        next_update_at: None,
    };
    calls::replied_elsewhere(&shift.desk, elsewhere).await.unwrap();
    assert_eq!(due(&shift).await, Some(at(SIX)), "replied elsewhere");

    shift.triage(TICKET, Priority::P4).await;
    assert_eq!(due(&shift).await, Some(at(SIX)), "another priority");

    let desk = &shift.host.fake_desk;
    desk.raise("ALERT router 502", "sam@other.example", "502 above 5 %.");
    shift.sync().await;
    shift.reply("rt:work/2", "We are on it.").await;
    sends(&shift, "2017-05-26T16:31:00+01:00").await;
    let link = LinkRequest {
        ticket: TICKET.to_owned(),
        other: "rt:work/2".to_owned(),
    };
    calls::link_tickets(&shift.desk, link).await.unwrap();
    assert_eq!(due(&shift).await, Some(at(SIX)), "linked");

    desk.colleague_replies(1, "I know more on Tuesday.");
    sends(&shift, "2017-05-26T16:35:00+01:00").await;
    assert_eq!(due(&shift).await, Some(at(SIX)), "a colleague on the help desk itself");
    // The composer repeats it for a message of that kind.
    let form = calls::reply_form(&shift.desk, this()).await.unwrap();
    assert_eq!(form.promised_said.as_deref(), Some("18:00 BST"));
    let keeps: Vec<_> = form.templates.iter().filter(|each| each.keeps_promise).collect();
    let ids: Vec<&str> = keeps.iter().map(|each| each.id.as_str()).collect();
    assert_eq!(ids, ["rename", "told_elsewhere", "priority_changed"]);
}

#[tokio::test]
async fn h10_triage_says_beforehand_that_a_priority_ends_the_pause() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.triage(TICKET, Priority::P3).await;
    shift.reply(TICKET, "We need your log.").await;
    sends(&shift, "2017-05-23T09:00:11+01:00").await;
    shift.clock_shows("2017-05-23T11:30:00+01:00");
    let pause = PauseRequest {
        ticket: TICKET.to_owned(),
        reason: "their log".to_owned(),
        chase_at: None,
    };
    calls::pause(&shift.desk, pause).await.unwrap();

    shift.clock_shows("2017-05-23T14:00:00+01:00");
    let form = calls::triage_form(&shift.desk, this()).await.unwrap();
    let said: Vec<&str> = form.what_if.iter().map(|row| row.pause_over.as_str()).collect();
    assert_eq!(
        said,
        [
            "This ends the pause: the update was due 10:00, before it began. Reply to the tenant.",
            "This ends the pause: the update was due 11:00, before it began. Reply to the tenant.",
            "",
            ""
        ]
    );
    let commit = TriageCommitRequest {
        ticket: TICKET.to_owned(),
        answers: answers(Priority::P2),
        priority: Priority::P2,
    };
    let outcome = calls::triage_commit(&shift.desk, commit).await.unwrap();
    assert!(format!("{outcome:?}").contains("This ends the pause"), "{outcome:?}");
    let view = shift.ticket(TICKET).await;
    assert_eq!((view.pause_reason, view.chase.is_none()), (None, true));
    assert_eq!(shift.clock(TICKET, Clock::Update).await.standing, Standing::Breached);
}

#[tokio::test]
async fn r22_hard_14_another_policy_says_which_deadlines_it_moves_before_it_is_chosen() {
    let shift = Shift::with_a_ticket("2017-05-27T10:00:00+01:00").await;
    let now = TriageNowRequest {
        ticket: TICKET.to_owned(),
        answers: answers(Priority::P1),
        priority: Priority::P1,
    };
    calls::triage_now(&shift.desk, now).await.unwrap();
    let look = |name: &str| {
        let name_or_file = name.to_owned();
        calls::policy_preview(&shift.desk, PolicyChooseRequest { name_or_file })
    };
    let preview = look("govuk-paas-2023").await.unwrap();
    assert_eq!((preview.total, preview.moved.len()), (1, 1));
    let moved = &preview.moved[0];
    assert_eq!(
        (moved.ticket.as_str(), moved.from.as_str(), moved.late),
        (TICKET, "RT 1", false)
    );
    assert_eq!(
        (moved.before.as_str(), moved.after.as_str()),
        ("Respond 10:40", "Respond Tue 09:20")
    );
    // Nothing changed yet.
    let respond = shift.clock(TICKET, Clock::Respond).await;
    assert_eq!(respond.due_at, Some(at("2017-05-27T10:40:00+01:00")));
    assert_eq!(look("govuk-paas-2016").await.unwrap().total, 0);
    assert_eq!(look("no-such-policy").await.unwrap().problems.len(), 1);
}
