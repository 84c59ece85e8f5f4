//! A server, or something in its place, that doesn't do what it says (report 23).

use chrono::{DateTime, Utc};
use serde_json::json;

use super::*;

const JSON: &str = "Content-Type: application/json\r\n";

fn hello() -> Outgoing {
    Outgoing {
        body: "We are on it".to_owned(),
        attachments: Vec::new(),
    }
}

/// What a note comes to that gets this answer, and how many requests it took.
async fn note_answered(
    status: &'static str,
    headers: &'static str,
    body: &'static [u8],
) -> (Result<Delivered, DeskError>, usize) {
    let server = FaultServer::start(move |_| Reply::with(status, headers, body)).await;
    let outcome = desk(&server).comment(&remote("41"), &hello()).await;
    (outcome, server.count())
}

#[tokio::test]
async fn r23_01_only_a_201_that_names_its_transaction_is_taken() {
    const NAMED: &str = "Content-Type: application/json\r\nLocation: /REST/2.0/transaction/77\r\n";
    for (status, headers, body) in [
        ("200 OK", JSON, &br#"{"message":"blocked"}"#[..]),
        ("200 OK", NAMED, b"[\"Comments added\"]"),
        ("201 Created", JSON, b"[\"Comments added\"]"),
        (
            "201 Created",
            "Content-Type: application/json\r\nLocation: /login\r\n",
            b"[]",
        ),
        (
            "201 Created",
            "Content-Type: application/json\r\nLocation: /\r\n",
            b"[]",
        ),
        (
            "201 Created",
            "Content-Type: application/json\r\nLocation: /REST/2.0/ticket/41\r\n",
            b"[]",
        ),
        (
            "201 Created",
            "Content-Type: application/json\r\nLocation: /REST/2.0/transaction/x\r\n",
            b"[]",
        ),
        ("201 Created", "Content-Type: text/html\r\n", b"<html>Welcome</html>"),
        ("203 Changed", NAMED, b"[]"),
        ("204 No Content", "", b""),
        ("206 Partial Content", NAMED, b"["),
        ("299 Whatever", JSON, b"1"),
    ] {
        let outcome = note_answered(status, headers, body).await;
        assert_eq!(outcome, (Err(DeskError::Unproven), 1), "{status} {headers}");
    }
    // It will be done later, or not at all: what isn't there now may still come.
    assert_eq!(
        note_answered("202 Accepted", NAMED, b"[]").await,
        (Err(DeskError::Unknown), 1)
    );
    for (headers, body) in [
        (NAMED, &b"[\"Comments added\"]"[..]),
        (NAMED, b"not JSON"),
        ("Location: https://rt.example/rt/REST/2.0/transaction/77\r\n", b""),
    ] {
        let taken = Delivered {
            remote_transaction: Some("77".to_owned()),
        };
        assert_eq!(note_answered("201 Created", headers, body).await, (Ok(taken), 1));
    }
}

#[tokio::test]
async fn r23_01_a_change_that_a_gateway_answered_is_read_again() {
    for status in ["200 OK", "201 Created", "204 No Content", "302 Found"] {
        let server = FaultServer::start(move |request| {
            if request.is("PUT ") {
                Reply::with(status, "Location: /login\r\n", b"")
            } else {
                list(&[ticket(41, "2017-05-23T12:00:00Z")], 1, json!(1))
            }
        })
        .await;
        let desk = desk(&server);
        assert!(
            desk.set_priority(&remote("41"), "50").await.is_ok(),
            "{status}: it is so"
        );
        let error = desk.set_priority(&remote("41"), "80").await.unwrap_err();
        assert!(error.may_have_arrived(), "{status}: {error:?}");
    }
}

#[tokio::test]
async fn r23_15_a_redirect_may_have_stored_it_first() {
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "304 Not Modified",
        "307 Temporary Redirect",
        "308 Permanent",
    ] {
        for location in ["Location: /login\r\n", "Location: https://portal.example/\r\n", ""] {
            let outcome = note_answered(status, location, b"").await;
            assert_eq!(outcome, (Err(DeskError::Unproven), 1), "{status} {location}");
        }
    }
}

/// A history in which alex wrote the same words at this instant, on a server whose clock is so far ahead.
async fn looked_up(written_at: &str, first_attempt_at: DateTime<Utc>, ahead: Option<i64>) -> LookedUp {
    let mut row = history_row(60, "Comment", "alex", &[1]);
    row["Created"] = json!(written_at);
    let rows = vec![row, history_row(39, "Create", "ama", &[])];
    let server = with_history(vec![rows], |_| {
        list(&[words(1, 60, "Called, no answer.")], 1, json!(null))
    })
    .await;
    let sought = ReadBack {
        kind: MessageKind::Internal,
        body: "Called, no answer.".to_owned(),
        first_attempt_at,
        ahead: ahead.map(TimeDelta::seconds),
        known: Vec::new(),
    };
    desk(&server).find_delivered(&remote("41"), &sought).await.unwrap()
}

#[tokio::test]
async fn r23_07_the_same_words_of_a_minute_before_are_another_message() {
    let tried = map::instant("2017-05-23T09:10:00Z").unwrap();
    let mine = LookedUp::There(Delivered {
        remote_transaction: Some("60".to_owned()),
    });
    for (written_at, ahead, comes_to) in [
        // Both clocks are known to agree.
        ("2017-05-23T09:09:00Z", Some(0), LookedUp::NotThere),
        ("2017-05-23T09:09:57Z", Some(0), LookedUp::NotThere),
        ("2017-05-23T09:09:59Z", Some(0), mine.clone()),
        ("2017-05-23T09:10:00Z", Some(0), mine.clone()),
        // The server is ten minutes behind, or ahead.
        ("2017-05-23T09:00:00Z", Some(-600), mine.clone()),
        ("2017-05-23T08:59:00Z", Some(-600), LookedUp::NotThere),
        ("2017-05-23T09:20:00Z", Some(600), mine.clone()),
        ("2017-05-23T09:19:00Z", Some(600), LookedUp::Unclear),
        ("2017-05-23T08:59:00Z", Some(600), LookedUp::NotThere),
        // Nobody knows how far the clocks are apart: a person decides.
        ("2017-05-23T09:09:00Z", None, LookedUp::Unclear),
        ("2017-05-23T09:07:00Z", None, LookedUp::NotThere),
        ("2017-05-23T09:10:00Z", None, mine.clone()),
    ] {
        assert_eq!(
            looked_up(written_at, tried, ahead).await,
            comes_to,
            "{written_at} {ahead:?}"
        );
    }
}

#[tokio::test]
async fn r23_14_what_cannot_be_read_proves_nothing() {
    let unreadable = looked_up("no time", map::instant("2017-05-23T09:10:00Z").unwrap(), Some(0)).await;
    assert_eq!(unreadable, LookedUp::Unclear);
}

/// A server with one ticket that changed at this instant, and answers with this date.
async fn dated(date: &'static str, updated: String) -> FaultServer {
    FaultServer::start(move |request| {
        let rows = if request.is("GET /REST/2.0/tickets?") {
            vec![ticket(1, &updated)]
        } else {
            Vec::new()
        };
        let page = json!({"items": rows, "page": 1, "pages": 1, "count": rows.len()});
        Reply::with(
            "200 OK",
            &format!("{JSON}Date: {date}\r\n"),
            page.to_string().as_bytes(),
        )
    })
    .await
}

#[tokio::test]
async fn r23_04_a_date_that_is_far_from_our_clock_and_from_the_tickets_is_not_used() {
    let now = Utc::now();
    let newest = (now - TimeDelta::minutes(5)).format("%Y-%m-%dT%H:%M:%SZ").to_string();
    for date in [
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Thu, 01 Jan 1970 00:00:07 GMT",
        "Sat, 01 Jan 2000 00:00:00 GMT",
        "Mon, 01 Jan 0001 00:00:00 GMT",
        "Wed, 31 Dec 1969 23:59:59 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Tue, 19 Jan 2038 03:14:07 GMT",
        "yesterday",
    ] {
        let server = dated(date, newest.clone()).await;
        let desk = desk(&server);
        let changes = desk.changed_since(&everything(), None, None).await.unwrap();
        let cursor = changes.cursor.unwrap();
        assert_eq!(cursor.as_str(), newest, "{date}");
        assert_eq!(desk.clock_offset(), None, "{date}");
        // And the next sync goes on from there.
        assert!(desk.changed_since(&everything(), Some(&cursor), None).await.is_ok());
    }
}

#[tokio::test]
async fn r23_04_a_far_date_that_the_tickets_agree_with_says_that_our_clock_is_wrong() {
    let server = dated("Tue, 23 May 2017 12:00:30 GMT", "2017-05-23T12:00:00Z".to_owned()).await;
    let desk = desk(&server);
    let changes = desk.changed_since(&everything(), None, None).await.unwrap();
    assert_eq!(changes.cursor.unwrap().as_str(), "2017-05-23T12:00:00Z");
    let ahead = desk.clock_offset().unwrap();
    assert!((Utc::now() + ahead - map::instant("2017-05-23T12:00:30Z").unwrap()).abs() < TimeDelta::seconds(10));
}

#[tokio::test]
async fn r23_04_a_cursor_that_cannot_be_read_is_none() {
    for kept in ["1970-01-01T00:00:00Z", "garbage", "", "0000-00-00T00:00:00Z"] {
        let server = FaultServer::start(|_| list(&[ticket(1, "2017-05-23T12:00:00Z")], 1, json!(1))).await;
        let changes = desk(&server)
            .changed_since(&everything(), Some(&cursor(kept)), None)
            .await
            .unwrap();
        assert_eq!(changes.cursor, Some(cursor("2017-05-23T12:00:00Z")), "{kept}");
        assert_eq!(changes.tickets.len(), 1);
        assert!(server.seen()[0].has("__Active__"), "as on a first sync");
    }
    let empty = FaultServer::start(|_| list(&[], 1, json!(0))).await;
    let changes = desk(&empty)
        .changed_since(&everything(), Some(&cursor("garbage")), None)
        .await
        .unwrap();
    assert_eq!(changes.cursor, None, "it isn't kept either");
}

#[tokio::test]
async fn r23_06_rows_that_cannot_be_read_are_named() {
    for (field, value) in [
        ("Created", json!(null)),
        ("Created", json!("1970-01-01T00:00:00Z")),
        ("LastUpdated", json!("soon")),
        ("LastUpdated", json!({})),
        ("LastUpdated", json!("Tue May 23 12:00:00 2017")),
    ] {
        let server = FaultServer::start(move |request| {
            let mut broken = ticket(7, "2017-05-23T12:00:00Z");
            broken[field] = value.clone();
            match request.is("GET /REST/2.0/ticket/7") {
                true => Reply::json(&json!({"id": 7, "Status": "open"})),
                false => list(
                    &[broken, json!({"id": "x y"}), ticket(1, "2017-05-23T12:00:00Z")],
                    1,
                    json!(1),
                ),
            }
        })
        .await;
        let desk = desk(&server);
        let changes = desk.changed_since(&everything(), None, None).await.unwrap();
        let named = Unread {
            ids: vec![remote("7")],
            nameless: 1,
        };
        assert_eq!((changes.tickets.len(), changes.unread), (1, named), "{field}");
        // It is there all the same: nothing says that it was deleted.
        assert_eq!(desk.thread(&remote("7")).await, Err(DeskError::Malformed));
        assert_eq!(desk.whereabouts(&[remote("7")]).await, Ok(Vec::new()));
    }
}

#[tokio::test]
async fn r23_06_a_message_or_a_change_without_a_time_is_counted() {
    let mut message = history_row(60, "Correspond", "alex", &[]);
    message["Created"] = json!(null);
    let mut change = history_row(61, "Status", "alex", &[]);
    change["Created"] = json!("1970-01-01T00:00:00Z");
    let mut nothing_to_us = history_row(62, "EmailRecord", "alex", &[]);
    nothing_to_us["Created"] = json!(null);
    let rows = vec![
        nothing_to_us,
        change,
        message,
        json!("no row"),
        history_row(39, "Create", "ama", &[]),
    ];
    let server = with_history(vec![rows], |_| list(&[], 1, json!(null))).await;
    assert_eq!(desk(&server).thread(&remote("41")).await.unwrap().skipped, 3);
}

#[tokio::test]
async fn r23_20_our_own_token_is_taken_out_of_what_a_server_says() {
    let server = FaultServer::start(|request| {
        let said = br#"{"message":"No user for token 1-14-canary, that is token 1-14-canary-2 or 1-1-1-14-canary"}"#;
        match request.is("POST ") {
            true => Reply::with("422 Unprocessable", JSON, said),
            false => list(
                &[
                    json!({"id": "1", "Subject": "1-14-canary", "Created": "2017-05-23T09:00:00Z",
                "LastUpdated": "2017-05-23T09:00:00Z"}),
                ],
                1,
                json!(1),
            ),
        }
    })
    .await;
    let desk = desk(&server);
    let refused = desk.comment(&remote("41"), &hello()).await.unwrap_err().sentence();
    assert!(
        refused.contains("(token)") && !refused.contains("canary ") && !refused.contains("14-canary"),
        "{refused}"
    );
    let changes = desk.changed_since(&everything(), None, None).await.unwrap();
    assert_eq!(changes.tickets[0].subject, "(token)");
}

#[tokio::test]
async fn r23_23_json_of_something_else_is_no_request_tracker() {
    const USER: &str = r#"{"id":14,"Name":"alex"}"#;
    const SERVER: &str = r#"{"Version":"5.0.3"}"#;
    for (server, user, works) in [
        (SERVER, USER, true),
        (r#"{"Version":5.0}"#, USER, true),
        ("[1]", USER, false),
        (r#"["5.0.3"]"#, USER, false),
        (r#"{"Version":""}"#, USER, false),
        (r#"{"Version":null}"#, USER, false),
        (r#"{"Version":"nginx"}"#, USER, false),
        (r#"{"version":"5.0.3"}"#, USER, false),
        ("\"5.0.3\"", USER, false),
        (SERVER, "[14,\"alex\"]", false),
        (SERVER, "[1]", false),
        (SERVER, "{}", false),
        (SERVER, r#"{"id":14}"#, false),
        (SERVER, r#"{"id":14,"Name":"  "}"#, false),
        (SERVER, r#"{"id":15,"Name":"sam"}"#, false),
    ] {
        let there = FaultServer::start(move |request| {
            let body = match () {
                () if request.is("GET /REST/2.0/rt") => server,
                () if request.is("GET /REST/2.0/user/") => user,
                () => r#"{"items":[],"page":1,"pages":1}"#,
            };
            Reply::with("200 OK", JSON, body.as_bytes())
        })
        .await;
        let tested = desk(&there).test().await;
        assert_eq!(
            tested.is_ok(),
            works,
            "{server} {user}: {tested:?}",
            tested = tested.err()
        );
    }
}

/// The peak of this process so far, in MB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

const BOMB: &str = "R23_13_BOMB";

/// The n-th answer: some 8 MB of JSON, a quarter of what an answer may have.
fn bomb(number: usize) -> Option<String> {
    const MOST: usize = 8_000_000;
    let rows = |row: &str| format!("{{\"items\":[{}0]}}", row.repeat(MOST / row.len()));
    let inside = |field: &str, item: &str| {
        let row = r#"{"id":"1","Created":"2017-05-23T09:00:00Z","LastUpdated":"2017-05-23T09:00:00Z""#;
        let many = item.repeat(MOST / item.len());
        format!("{{\"items\":[{row},\"{field}\":[{many}0]}}]}}")
    };
    Some(match number {
        0 => rows("{\"a\":0},"),
        1 => rows("[[],[]],"),
        2 => rows("0,"),
        3 => rows("{},"),
        4 => rows(&format!("{}{},", "[".repeat(100), "]".repeat(100))),
        5 => inside("Requestor", "{},"),
        6 => inside("Requestor", "\"a\","),
        7 => inside("Requestor", "[[]],"),
        8 => inside("Cc", "{\"Name\":1},"),
        9 => inside("Queue", "[],"),
        10 => inside("_hyperlinks", "{},"),
        11 => inside("Subject", "{},"),
        12 => format!("{{\"items\":[{{\"id\":\"1\",\"Subject\":\"{}\"}}]}}", "x".repeat(MOST)),
        13 => format!("[{}0]", "\"a\",".repeat(MOST / 4)),
        14 => format!("{{\"message\":[{}0]}}", "{\"message\":\"a\"},".repeat(MOST / 16)),
        _ => return None,
    })
}

/// 300 MB for an answer of 32 MB (F16) is 75 MB for one of 8 MB. Each is read in a process of its own, whose peak is what
/// it costs.
#[test]
fn r23_13_no_answer_takes_three_hundred_megabytes() {
    if let Ok(number) = std::env::var(BOMB) {
        read_a_bomb(bomb(number.parse().unwrap()).unwrap());
        println!("peak {} MB", peak());
        return;
    }
    for number in 0..15 {
        let child = std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "rt::tests::untrustworthy::r23_13_no_answer_takes_three_hundred_megabytes",
                "--nocapture",
            ])
            .env(BOMB, number.to_string())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&child.stdout).into_owned();
        let peak = said.split("peak ").nth(1).and_then(|rest| rest.split(' ').next());
        let peak: u64 = peak.unwrap_or_else(|| panic!("bomb {number}: {said}")).parse().unwrap();
        println!("bomb {number}: {peak} MB");
        assert!(peak < 75, "bomb {number}: {peak} MB");
    }
}

fn read_a_bomb(bomb: String) {
    use std::io::Write as _;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bomb.as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    drop(bomb);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async move {
        let headers = "Content-Type: application/json\r\nContent-Encoding: gzip\r\n";
        let server = FaultServer::start(move |request| {
            let status = if request.is("POST ") { "400 Bad" } else { "200 OK" };
            Reply::with(status, headers, &packed)
        })
        .await;
        let limits = HttpLimits {
            retries: 0,
            ..HttpLimits::default()
        };
        let desk = RequestTracker::new(&server.url(), &SecretString::from("1-14-canary"), limits).unwrap();
        let _ = desk.changed_since(&everything(), None, None).await;
        let _ = desk.comment(&remote("41"), &hello()).await;
    });
}
