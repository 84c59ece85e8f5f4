//! Would I be notified? The clock, the heartbeat, what starts Dutydesk, and the doctor that checks all of it.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::TimeDelta;
use desk_commands::calls;
use desk_contract::doctor::{DoctorReport, DoctorState};
use desk_contract::error::ErrorCode;
use desk_contract::list::{AppStatus, BannerKind, Nothing};
use desk_contract::standby::{AutostartRequest, HeartbeatRequest, StandbyView};
use desk_tests::{Shift, at};

const TUESDAY: &str = "2017-05-23T09:00:00+01:00";

async fn status(shift: &Shift) -> AppStatus {
    calls::app_status(&shift.desk, Nothing {}).await.unwrap()
}

async fn standby(shift: &Shift) -> StandbyView {
    calls::settings(&shift.desk, Nothing {}).await.unwrap().standby
}

async fn doctor(shift: &Shift) -> DoctorReport {
    calls::doctor(&shift.desk, Nothing {}).await.unwrap()
}

/// What needs attention.
fn troubles(report: &DoctorReport) -> Vec<&str> {
    let bad = report.lines.iter().filter(|line| line.state == DoctorState::Attention);
    bad.map(|line| line.subject.as_str()).collect()
}

/// Waits for something that a job does in the background.
pub(crate) async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    for _ in 0..1000 {
        if is_so().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("waited in vain: {what}");
}

/// Why the computer's clock is not believed, as the frame says it.
async fn clock_warning(shift: &Shift) -> Option<String> {
    let banners = status(shift).await.banners;
    let mut warnings = banners.into_iter().filter(|banner| banner.kind == BannerKind::Clock);
    warnings.next().map(|banner| banner.sentence)
}

/// The last instant at which the clock was believed is written down.
async fn seen(shift: &Shift) {
    let dir = shift.data_dir();
    until("a heartbeat", async || dir.join("heartbeat").exists()).await;
    tokio::time::sleep(Duration::from_millis(50)).await;
}

#[tokio::test]
async fn f50_a_clock_that_ran_back_is_said_and_the_help_desks_time_counts_meanwhile() {
    let shift = Shift::starts_at(TUESDAY);
    shift.add_help_desk().await;
    let running = shift.begin().await;
    seen(&shift).await;
    drop(running);
    assert_eq!(clock_warning(&shift).await, None);

    shift.clock_shows("2017-05-23T08:56:00+01:00");
    assert_eq!(
        clock_warning(&shift).await,
        None,
        "four minutes are within what clocks do"
    );

    shift.clock_shows("2017-05-21T09:01:00+01:00");
    let warning = clock_warning(&shift).await.unwrap();
    assert!(
        warning.contains("Sun 21 May 2017, 09:01 BST") && warning.contains("Tue 23 May 2017, 09:00 BST"),
        "{warning}"
    );
    shift.host.fake_desk.set_ahead(TimeDelta::days(2));
    shift.sync().await;
    assert_eq!(shift.desk.now(), at("2017-05-23T09:01:00+01:00"));
    let warning = clock_warning(&shift).await.unwrap();
    assert!(
        warning.contains("Dutydesk uses the help desk’s time: Tue 23 May 2017, 09:01 BST"),
        "{warning}"
    );
    assert!(troubles(&doctor(&shift).await).contains(&"clock"));

    // Somebody sets it right.
    shift.clock_shows("2017-05-23T09:02:00+01:00");
    shift.host.fake_desk.set_ahead(TimeDelta::zero());
    assert_eq!(clock_warning(&shift).await, None);
    assert_eq!(shift.desk.now(), at("2017-05-23T09:02:00+01:00"));
}

#[tokio::test]
async fn f50_a_person_can_say_that_a_clock_is_right_but_not_in_a_year_that_cannot_be() {
    let shift = Shift::starts_at("2018-05-23T09:00:00+01:00");
    let running = shift.begin().await;
    seen(&shift).await;
    drop(running);
    let shift = shift.again();
    shift.clock_shows(TUESDAY);
    assert!(
        clock_warning(&shift).await.is_some(),
        "it is remembered through a restart"
    );
    calls::clock_confirm(&shift.desk, Nothing {}).await.unwrap();
    assert_eq!(clock_warning(&shift).await, None);

    shift.clock_shows("1970-01-01T00:10:00Z");
    assert!(clock_warning(&shift).await.unwrap().contains("which can’t be right"));
    let refused = calls::clock_confirm(&shift.desk, Nothing {}).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotNow);
}

#[tokio::test]
async fn the_doctor_names_everything_that_stands_in_the_way() {
    let shift = Shift::starts_at(TUESDAY);
    let host = &shift.host;
    host.session.unlock();
    host.notifier.set_do_not_disturb(Some(false));
    calls::autostart_set(&shift.desk, AutostartRequest { on: true })
        .await
        .unwrap();
    desk_ports::Standby::set_timer(&host.standby, true).await.unwrap();
    assert_eq!(
        troubles(&doctor(&shift).await),
        ["proof", "heartbeat"],
        "nothing was told yet"
    );
    let running = shift.begin().await;
    seen(&shift).await;
    assert_eq!(troubles(&doctor(&shift).await), ["proof"]);
    drop(running);

    host.notifier.set_do_not_disturb(Some(true));
    host.secrets.set_locked(true);
    shift.clock_shows("2017-05-23T09:10:00+01:00");
    let report = doctor(&shift).await;
    assert_eq!(troubles(&report), ["do_not_disturb", "keychain", "proof", "heartbeat"]);
    assert!(!report.all_fine);
    for line in report.lines.iter().filter(|line| line.state == DoctorState::Attention) {
        assert!(!line.advice.is_empty(), "{}: nothing to do?", line.subject);
    }
    host.notifier.set_absent(true);
    assert!(troubles(&doctor(&shift).await).contains(&"notifications"));
}

#[tokio::test]
async fn nobody_runs_and_no_timer_is_installed() {
    let shift = Shift::starts_at(TUESDAY);
    assert!(troubles(&doctor(&shift).await).contains(&"owner"));
    let beside = shift.beside();
    assert!(
        !troubles(&doctor(&beside).await).contains(&"owner"),
        "somebody else is the owner"
    );
}

#[tokio::test]
async fn autostart_shows_what_the_system_has() {
    let shift = Shift::starts_at(TUESDAY);
    assert!(!standby(&shift).await.autostart.on);
    calls::autostart_set(&shift.desk, AutostartRequest { on: true })
        .await
        .unwrap();
    assert!(standby(&shift).await.autostart.on);
    shift.host.standby.refuse();
    let refused = calls::autostart_set(&shift.desk, AutostartRequest { on: false })
        .await
        .unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotNow);
    assert!(standby(&shift).await.autostart.on, "nothing was changed");
}

/// A service that counts beats and answers with this status.
fn watcher(status: &'static str) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/ping/5f1c", listener.local_addr().unwrap());
    let beats = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&beats);
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let mut connection = connection.unwrap();
            let _ = connection.read(&mut [0; 2048]);
            counted.fetch_add(1, Ordering::SeqCst);
            let _ = write!(
                connection,
                "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            );
        }
    });
    (url, beats)
}

#[tokio::test]
async fn f62_the_heart_beats_where_somebody_listens_once_the_notices_were_looked_at() {
    let shift = Shift::starts_at(TUESDAY);
    let (url, beats) = watcher("200 OK");
    calls::heartbeat_set(&shift.desk, HeartbeatRequest { url: url.clone() })
        .await
        .unwrap();
    let _running = shift.begin().await;
    until("a beat", async || beats.load(Ordering::SeqCst) == 1).await;
    let heartbeat = standby(&shift).await.heartbeat;
    assert_eq!((heartbeat.url, heartbeat.problem.as_str()), (url, ""));
    let written = std::fs::read_to_string(heartbeat.file).unwrap();
    assert_eq!(written, "2017-05-23T08:00:00Z\n");
}

#[tokio::test]
async fn a_heartbeat_that_does_not_arrive_is_shown_and_keeps_nothing_back() {
    let shift = Shift::starts_at(TUESDAY);
    let (url, _) = watcher("404 Not Found");
    calls::heartbeat_set(&shift.desk, HeartbeatRequest { url })
        .await
        .unwrap();
    let running = shift.begin().await;
    until("it is shown", async || {
        standby(&shift).await.heartbeat.problem.contains("404")
    })
    .await;
    assert!(troubles(&doctor(&shift).await).contains(&"heartbeat_address"));
    running.settled().await;

    for url in [
        "http://hc.example.org/x",
        "nonsense://x",
        "https://me:pw@hc.example.org/",
    ] {
        let request = HeartbeatRequest { url: url.to_owned() };
        let refused = calls::heartbeat_set(&shift.desk, request).await.unwrap_err();
        assert_eq!(refused.code, ErrorCode::Invalid, "{url}");
    }
    let none = HeartbeatRequest { url: String::new() };
    calls::heartbeat_set(&shift.desk, none).await.unwrap();
    let heartbeat = standby(&shift).await.heartbeat;
    assert_eq!((heartbeat.url.as_str(), heartbeat.problem.as_str()), ("", ""));
}
