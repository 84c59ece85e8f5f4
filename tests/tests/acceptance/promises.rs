//! Who gets a message of ours, and which time for the next update stands after it (rules 9 and 14).

use desk_commands::calls;
use desk_contract::ticket::{Person, RenameRequest, TicketRequest};
use desk_tests::Shift;

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
