//! A shift: being on support, and the checklists of the policy.

use desk_commands::calls;
use desk_contract::error::ErrorCode;
use desk_contract::incident::{IncidentOpenRequest, IncidentRequest};
use desk_contract::list::Nothing;
use desk_contract::notices::OnSupportRequest;
use desk_contract::shift::{ChecklistTickRequest, ChecklistView};
use desk_tests::Shift;

async fn asks(shift: &Shift) -> bool {
    calls::app_status(&shift.desk, Nothing {}).await.unwrap().ask_on_support
}

async fn says(shift: &Shift, on: bool) {
    calls::on_support(&shift.desk, OnSupportRequest { on }).await.unwrap();
}

#[tokio::test]
async fn it_asks_once_a_day_in_hours_whether_somebody_is_on_support() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    assert!(!asks(&shift).await, "not on a first start");
    shift.log_from_slack("Pushes are slow", "notify-api").await;
    assert!(asks(&shift).await);
    says(&shift, false).await;
    assert!(!asks(&shift).await, "either answer is one");

    shift.clock_shows("2017-05-23T17:00:00+01:00");
    let shift = shift.again();
    assert!(!asks(&shift).await);
    shift.clock_shows("2017-05-24T08:59:00+01:00");
    assert!(!asks(&shift).await, "not out of hours");
    shift.clock_shows("2017-05-24T09:00:00+01:00");
    assert!(asks(&shift).await, "another day");
}

fn tick(checklist: &ChecklistView, item: usize, incident: Option<&str>) -> ChecklistTickRequest {
    ChecklistTickRequest {
        incident: incident.map(str::to_owned),
        checklist: checklist.id.clone(),
        item: checklist.items[item].text.clone(),
        ticked: true,
    }
}

fn ticked(checklists: &[ChecklistView]) -> Vec<usize> {
    let items = checklists.iter().flat_map(|checklist| &checklist.items);
    items
        .enumerate()
        .filter(|(_, item)| item.ticked)
        .map(|(n, _)| n)
        .collect()
}

#[tokio::test]
async fn ticks_of_a_shift_survive_a_restart_and_end_with_the_day() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let view = calls::shift_view(&shift.desk, Nothing {}).await.unwrap();
    let ids: Vec<&str> = view.checklists.iter().map(|checklist| checklist.id.as_str()).collect();
    assert_eq!(ids, ["start_of_shift", "during_shift", "end_of_shift"]);
    assert_eq!((view.day.as_str(), view.roles.len()), ("Tue 23 May", 3));
    calls::checklist_tick(&shift.desk, tick(&view.checklists[0], 1, None))
        .await
        .unwrap();

    let shift = shift.again();
    let view = calls::shift_view(&shift.desk, Nothing {}).await.unwrap();
    assert_eq!(ticked(&view.checklists), [1]);
    let mut back = tick(&view.checklists[0], 1, None);
    back.ticked = false;
    calls::checklist_tick(&shift.desk, back).await.unwrap();
    calls::checklist_tick(&shift.desk, tick(&view.checklists[0], 0, None))
        .await
        .unwrap();
    let view = calls::shift_view(&shift.desk, Nothing {}).await.unwrap();
    assert_eq!(ticked(&view.checklists), [0]);

    shift.clock_shows("2017-05-24T09:00:00+01:00");
    let view = calls::shift_view(&shift.desk, Nothing {}).await.unwrap();
    assert_eq!(ticked(&view.checklists), [0_usize; 0]);
}

#[tokio::test]
async fn what_is_ticked_in_an_incident_stays_with_it_and_its_end_brings_what_is_left_to_do() {
    let shift = Shift::starts_at("2017-05-23T16:00:00+01:00");
    let open = |title: &str| IncidentOpenRequest {
        ticket: None,
        title: title.to_owned(),
    };
    let one = calls::incident_open(&shift.desk, open("Routers drop connections"))
        .await
        .unwrap();
    let other = calls::incident_open(&shift.desk, open("Another one")).await.unwrap();
    let titles: Vec<&str> = one.roles.iter().map(|role| role.title.as_str()).collect();
    assert_eq!(titles, ["Incident lead", "Comms lead"]);
    calls::checklist_tick(&shift.desk, tick(&one.checklists[0], 1, Some(&one.row.id)))
        .await
        .unwrap();

    shift.clock_shows("2017-05-24T09:00:00+01:00");
    let this = |id: &str| IncidentRequest {
        incident: id.to_owned(),
    };
    let closed = calls::incident_close(&shift.desk, this(&one.row.id)).await.unwrap();
    assert_eq!(ticked(&closed.checklists), [1], "also on the next day");
    assert_eq!(closed.checklists.last().unwrap().id, "after_incident");
    let other = calls::incident(&shift.desk, this(&other.row.id)).await.unwrap();
    assert_eq!(ticked(&other.checklists), [0_usize; 0]);
}

#[tokio::test]
async fn a_line_that_the_policy_does_not_have_is_not_ticked() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let view = calls::shift_view(&shift.desk, Nothing {}).await.unwrap();
    let mut gone = tick(&view.checklists[0], 0, None);
    gone.item = "Water the plants".to_owned();
    let refused = calls::checklist_tick(&shift.desk, gone).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
}
