//! A line of incident notes gets the time that it begins with.

use desk_commands::calls;
use desk_contract::incident::{IncidentAddRequest, IncidentOpenRequest};
use desk_tests::{Shift, at};

#[tokio::test]
async fn r22_11_a_line_with_a_time_in_front_is_recorded_at_that_time() {
    let shift = Shift::starts_at("2017-05-22T16:54:00+01:00");
    let open = IncidentOpenRequest {
        ticket: None,
        title: "Router 3".to_owned(),
    };
    let incident = calls::incident_open(&shift.desk, open).await.unwrap().row.id;
    let now = "2017-05-22T16:54:00+01:00";
    for (typed, when, text, kind) in [
        (
            "16:10 Router 3 restarted",
            "2017-05-22T16:10:00+01:00",
            "Router 3 restarted",
            "line",
        ),
        ("9:05: first alert", "2017-05-22T09:05:00+01:00", "first alert", "line"),
        (
            "16:20 BST - it is back",
            "2017-05-22T16:20:00+01:00",
            "it is back",
            "line",
        ),
        (
            "/action 16:30 restart router 4",
            "2017-05-22T16:30:00+01:00",
            "restart router 4",
            "action",
        ),
        (
            "yesterday 22:15 deployed",
            "2017-05-21T22:15:00+01:00",
            "deployed",
            "line",
        ),
        // Something that is still to come, a stretch, a number, and words alone are words.
        ("18:00 we pause", now, "18:00 we pause", "line"),
        ("16:10–16:20 errors", now, "16:10–16:20 errors", "line"),
        ("502 above 5 %", now, "502 above 5 %", "line"),
        ("16:10", now, "16:10", "line"),
        ("restarted at 16:10 by Sam", now, "restarted at 16:10 by Sam", "line"),
    ] {
        let request = IncidentAddRequest {
            incident: incident.clone(),
            text: typed.to_owned(),
            at: None,
        };
        let view = calls::incident_add(&shift.desk, request).await.unwrap();
        let line = view.lines.iter().max_by_key(|line| line.id).unwrap();
        let found = (line.at.at, line.text.as_str(), line.kind.as_str());
        assert_eq!(found, (at(when), text, kind), "{typed}");
    }
    // A time in the field of its own counts, and the words stay.
    let request = IncidentAddRequest {
        incident,
        text: "16:10 is when it began".to_owned(),
        at: Some(at("2017-05-22T16:40:00+01:00")),
    };
    let view = calls::incident_add(&shift.desk, request).await.unwrap();
    let line = view.lines.iter().max_by_key(|line| line.id).unwrap();
    assert_eq!(line.text, "16:10 is when it began");
}
