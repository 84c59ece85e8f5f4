#![allow(clippy::unwrap_used)]
use std::io::Write as _;
use std::sync::atomic::AtomicUsize;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::fault_server::{FaultServer, Reply};

const TOKEN: &str = "1-14-canary";

fn quick() -> HttpLimits {
    HttpLimits {
        connect: Duration::from_millis(500),
        unheard: Duration::from_millis(500),
        idle: Duration::from_millis(200),
        whole: Duration::from_millis(600),
        body: 64 * 1024,
        retries: 0,
        first_wait: Duration::from_millis(1),
        longest_wait: Duration::from_millis(20),
        shortest_pause: Duration::from_millis(30),
        longest_pause: Duration::from_secs(900),
    }
}

fn client(url: &str, limits: HttpLimits) -> Http {
    Http::new(Base::parse(url).unwrap(), "token", &SecretString::from(TOKEN), limits).unwrap()
}

async fn read(server: &FaultServer, limits: HttpLimits) -> Result<Vec<u8>, DeskError> {
    client(&server.url(), limits)
        .get("list", &[])
        .await
        .map(|answer| answer.body)
}

/// A server's only answer, and the result of a read.
async fn read_of(answer: impl Fn() -> Reply + Send + Sync + 'static) -> Result<Vec<u8>, DeskError> {
    read(&FaultServer::start(move |_| answer()).await, quick()).await
}

/// A server's only answer, the result of a write, and how many requests the server saw.
async fn write_of(answer: impl Fn() -> Reply + Send + Sync + 'static) -> (Result<Answer, DeskError>, usize) {
    let server = FaultServer::start(move |_| answer()).await;
    let limits = HttpLimits { retries: 3, ..quick() };
    let outcome = client(&server.url(), limits)
        .post("ticket/1/comment", &json!({"Content": "hello"}))
        .await;
    (outcome, server.count())
}

#[tokio::test]
async fn f01_an_answer_cut_at_any_byte_is_never_taken_for_a_whole_one() {
    let Reply::Bytes(whole) = Reply::json(&json!({"items": [{"id": 1}], "pages": 1})) else {
        unreachable!()
    };
    for end in 0..whole.len() {
        let part = whole[..end].to_vec();
        let cut = read_of(move || Reply::Bytes(part.clone())).await;
        assert_eq!(cut, Err(DeskError::Unavailable), "cut at {end} of {}", whole.len());
    }
    assert!(read_of(move || Reply::Bytes(whole.clone())).await.is_ok());
}

#[tokio::test]
async fn f02_a_write_that_was_cut_off_is_unknown_and_never_repeated() {
    for bytes in [
        &b""[..],
        b"HTTP/1.1 201 Cre",
        b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n[\"Com",
    ] {
        let (outcome, requests) = write_of(move || Reply::Bytes(bytes.to_vec())).await;
        assert_eq!(outcome.err(), Some(DeskError::Unknown));
        assert_eq!(requests, 1);
    }
}

#[tokio::test]
async fn f02_a_write_that_the_server_named_before_the_cut_was_accepted() {
    let head = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nLocation: /REST/2.0/transaction/41\r\nContent-Length: 20\r\n\r\n[";
    let (outcome, _) = write_of(|| Reply::Bytes(head.to_vec())).await;
    assert_eq!(outcome.unwrap().location.as_deref(), Some("/REST/2.0/transaction/41"));
}

#[tokio::test]
async fn f04_a_write_that_gets_no_answer_in_time_is_unknown() {
    let (outcome, requests) = write_of(|| Reply::Hang(Vec::new())).await;
    assert_eq!((outcome.err(), requests), (Some(DeskError::Unknown), 1));
}

#[tokio::test]
async fn f05_a_gateway_error_after_a_write_is_unknown_and_never_repeated() {
    for status in ["500 Oops", "502 Bad Gateway", "503 Busy", "504 Gateway Timeout"] {
        let (outcome, requests) = write_of(move || Reply::with(status, "", b"")).await;
        assert_eq!((outcome.err(), requests), (Some(DeskError::Unknown), 1), "{status}");
    }
}

#[tokio::test]
async fn a_write_that_was_refused_is_known() {
    for (status, error) in [
        ("401 Unauthorized", DeskError::TokenRefused),
        ("403 Forbidden", DeskError::NotAllowed),
        ("423 Locked", DeskError::Unavailable),
        ("413 Too Large", DeskError::TooLarge),
    ] {
        assert_eq!(
            write_of(move || Reply::with(status, "", b"")).await.0.err(),
            Some(error)
        );
    }
    let closed = client("http://127.0.0.1:9", quick()).post("x", &json!({})).await;
    assert_eq!(
        closed.err(),
        Some(DeskError::WrongAddress(AddressProblem::NoConnection))
    );
}

#[test]
fn f06_retry_after_is_read_in_all_its_forms() {
    let now = http_date("Mon, 23 Nov 2026 08:25:28 GMT").unwrap();
    for (text, wait) in [
        ("7", Some(Duration::from_secs(7))),
        ("0", Some(Duration::ZERO)),
        ("Mon, 23 Nov 2026 08:26:28 GMT", Some(Duration::from_secs(60))),
        ("Mon, 23 Nov 2026 08:24:28 GMT", None),
        ("99999999999999999999999", Some(Duration::from_secs(u64::MAX))),
        ("-5", None),
        ("soon", None),
        ("", None),
    ] {
        assert_eq!(retry_after(text, now), wait, "{text}");
    }
}

#[tokio::test]
async fn f06_the_wait_is_between_a_second_and_a_quarter_of_an_hour() {
    for (header, seconds) in [
        ("Retry-After: 7\r\n", 7),
        ("Retry-After: 0\r\n", 1),
        ("Retry-After: -3\r\n", 1),
        ("Retry-After: 315360000\r\n", 900),
        ("Retry-After: Mon, 23 Nov 2099 08:25:28 GMT\r\n", 900),
        ("Retry-After: soon\r\n", 1),
        ("", 1),
    ] {
        let server = FaultServer::start(move |_| Reply::with("429 Slow down", header, b"")).await;
        let limits = HttpLimits {
            shortest_pause: Duration::from_secs(1),
            ..quick()
        };
        let wait = Duration::from_secs(seconds);
        assert_eq!(
            read(&server, limits).await,
            Err(DeskError::TooMany { retry_after: wait }),
            "{header}"
        );
    }
}

#[tokio::test]
async fn f06_the_whole_account_waits_and_not_one_request() {
    let server = FaultServer::start(|_| Reply::with("429 Slow down", "Retry-After: 60\r\n", b"")).await;
    let http = client(&server.url(), HttpLimits { retries: 3, ..quick() });
    for _ in 0..3 {
        assert!(matches!(http.get("list", &[]).await, Err(DeskError::TooMany { .. })));
    }
    assert!(matches!(
        http.post("other", &json!({})).await,
        Err(DeskError::TooMany { .. })
    ));
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn f06_a_short_wait_is_waited_for() {
    let asked = AtomicUsize::new(0);
    let server = FaultServer::start(move |_| match asked.fetch_add(1, Ordering::Relaxed) {
        0 => Reply::with("429 Slow down", "", b""),
        _ => Reply::json(&json!([])),
    })
    .await;
    let limits = HttpLimits {
        retries: 2,
        longest_wait: Duration::from_millis(60),
        ..quick()
    };
    let start = std::time::Instant::now();
    assert!(read(&server, limits).await.is_ok());
    assert!(start.elapsed() >= Duration::from_millis(30));
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn f07_f12_a_busy_server_is_asked_a_few_times_and_then_left_alone() {
    for status in ["500 Oops", "503 Busy", "423 Locked"] {
        let server = FaultServer::start(move |_| Reply::with(status, "", b"")).await;
        assert_eq!(
            read(&server, HttpLimits { retries: 3, ..quick() }).await,
            Err(DeskError::Unavailable)
        );
        assert_eq!(server.count(), 4, "{status}");
    }
}

#[tokio::test]
async fn f08_after_a_refused_token_nothing_more_is_sent_until_somebody_tests() {
    let server = FaultServer::start(|_| Reply::with("401 Unauthorized", "", b"")).await;
    let http = client(&server.url(), quick());
    for _ in 0..3 {
        assert_eq!(http.get("list", &[]).await.err(), Some(DeskError::TokenRefused));
    }
    assert_eq!(
        http.put("ticket/1", &json!({})).await.err(),
        Some(DeskError::TokenRefused)
    );
    assert_eq!(server.count(), 1);
    http.forget_refusal();
    assert_eq!(http.get("list", &[]).await.err(), Some(DeskError::TokenRefused));
    assert_eq!(server.count(), 2);
}

#[tokio::test]
async fn f16_a_body_without_end_is_cut_at_the_cap() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
    let endless = read_of(|| Reply::Endless(head.to_vec(), vec![b' '; 8192], Duration::ZERO)).await;
    assert_eq!(endless, Err(DeskError::TooLarge));
    let told = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 5000000000\r\n\r\n";
    assert_eq!(read_of(|| Reply::Hang(told.to_vec())).await, Err(DeskError::TooLarge));
}

#[tokio::test]
async fn f16_a_compressed_bomb_is_cut_at_the_cap() {
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(&vec![b' '; 20 * 1024 * 1024]).unwrap();
    let bomb = bomb.finish().unwrap();
    assert!(bomb.len() < 64 * 1024);
    let headers = "Content-Type: application/json\r\nContent-Encoding: gzip\r\n";
    assert_eq!(
        read_of(move || Reply::with("200 OK", headers, &bomb)).await,
        Err(DeskError::TooLarge)
    );
    assert!(
        read_of(move || Reply::with("200 OK", headers, b"not gzip"))
            .await
            .is_err()
    );
}

#[tokio::test]
async fn f16_a_byte_now_and_then_does_not_hold_us_for_ever() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n";
    let drip = read_of(|| Reply::Endless(head.to_vec(), b" ".to_vec(), Duration::from_millis(50))).await;
    assert_eq!(drip, Err(DeskError::TimedOut));
    assert_eq!(read_of(|| Reply::Hang(head.to_vec())).await, Err(DeskError::TimedOut));
    assert_eq!(read_of(|| Reply::Hang(Vec::new())).await, Err(DeskError::TimedOut));
}

#[tokio::test]
async fn f17_what_is_not_json_is_not_the_help_desk() {
    for (status, headers) in [
        ("200 OK", "Content-Type: text/html\r\n"),
        ("200 OK", ""),
        ("204 No Content", ""),
        ("404 Not Found", "Content-Type: text/html\r\n"),
        ("200 OK", "Content-Type: application/jsonp\r\n"),
    ] {
        let answer = read_of(move || Reply::with(status, headers, b"")).await;
        assert_eq!(answer, Err(DeskError::NotThisHelpDesk), "{status} {headers}");
    }
    assert!(
        read_of(|| Reply::with("200 OK", "Content-Type: Application/JSON;charset=latin1\r\n", b"[]"))
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn f21_the_offset_of_the_servers_clock_is_known() {
    let server = FaultServer::start(|_| {
        let ahead = (Utc::now() + TimeDelta::minutes(10)).format("%a, %d %b %Y %H:%M:%S GMT");
        Reply::with(
            "200 OK",
            &format!("Content-Type: application/json\r\nDate: {ahead}\r\n"),
            b"[]",
        )
    })
    .await;
    let http = client(&server.url(), quick());
    assert_eq!(http.clock_offset(), None);
    http.get("list", &[]).await.unwrap();
    let offset = http.clock_offset().unwrap();
    assert!((offset - TimeDelta::minutes(10)).abs() < TimeDelta::seconds(5));
}

#[tokio::test]
async fn f23_a_redirect_to_another_origin_is_not_followed_and_the_token_stays() {
    let other = FaultServer::start(|_| Reply::json(&json!([]))).await;
    let target = other.url();
    for status in [
        "301 Moved",
        "302 Found",
        "303 See Other",
        "307 Temporary",
        "308 Permanent",
    ] {
        let headers = format!("Location: {target}/REST/2.0/rt\r\n");
        let away = headers.clone();
        assert_eq!(
            read_of(move || Reply::with(status, &headers, b"")).await,
            Err(DeskError::ElsewhereRedirect)
        );
        assert_eq!(
            write_of(move || Reply::with(status, &away, b"")).await.0.err(),
            Some(DeskError::Unproven)
        );
    }
    assert_eq!(other.count(), 0);
}

#[tokio::test]
async fn f23_a_redirect_inside_the_origin_is_followed_a_few_times_and_only_by_reads() {
    let server = FaultServer::start(|request| {
        if request.is("GET /list") {
            Reply::with("302 Found", "Location: /there\r\n", b"")
        } else if request.is("GET /there") {
            Reply::json(&json!([]))
        } else {
            Reply::with("302 Found", "Location: /round\r\n", b"")
        }
    })
    .await;
    let http = client(&server.url(), quick());
    assert!(http.get("list", &[]).await.is_ok());
    assert_eq!(http.get("round", &[]).await.err(), Some(DeskError::NotThisHelpDesk));
    let before = server.count();
    assert_eq!(http.post("list", &json!({})).await.err(), Some(DeskError::Unproven));
    assert_eq!(server.count(), before + 1);
}

#[tokio::test]
async fn f24_no_server_and_no_such_name_are_told_apart() {
    let none = client("http://127.0.0.1:9", quick()).get("list", &[]).await;
    assert_eq!(none.err(), Some(DeskError::WrongAddress(AddressProblem::NoConnection)));
    let unnamed = client(
        "https://help.invalid",
        HttpLimits {
            connect: Duration::from_secs(20),
            ..quick()
        },
    );
    let unnamed = unnamed.get("list", &[]).await.err().unwrap();
    assert!(
        matches!(
            unnamed,
            DeskError::WrongAddress(AddressProblem::UnknownHost) | DeskError::TimedOut
        ),
        "{unnamed:?}"
    );
}

#[tokio::test]
async fn f25_without_a_safe_connection_no_byte_of_the_token_is_sent() {
    let server = FaultServer::start(|_| Reply::with("200 OK", "Content-Type: application/json\r\n", b"[]")).await;
    let https = server.url().replace("http://", "https://");
    // A busy machine answers late, which is another error.
    let patient = HttpLimits {
        connect: Duration::from_secs(20),
        whole: Duration::from_secs(20),
        ..quick()
    };
    assert_eq!(
        client(&https, patient).get("list", &[]).await.err(),
        Some(DeskError::Tls)
    );
    assert!(server.seen().iter().all(|request| !request.head.contains("canary")));
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn the_token_is_sent_where_it_belongs_and_printed_nowhere() {
    let server = FaultServer::start(|_| Reply::json(&json!([]))).await;
    let http = client(&server.url(), quick());
    http.get("list", &[("query", "a=b&c")]).await.unwrap();
    let request = server.seen().remove(0);
    assert!(request.head.to_lowercase().contains("authorization: token 1-14-canary"));
    assert_eq!(request.line(), "GET /list?query=a=b&c");
    assert!(!format!("{:?} {:?}", http.authorization, http.client).contains("canary"));
}

#[test]
fn every_error_tells_people_what_to_do() {
    let errors = [
        DeskError::WrongAddress(AddressProblem::NotAnAddress),
        DeskError::WrongAddress(AddressProblem::NotEncrypted),
        DeskError::WrongAddress(AddressProblem::UnknownHost),
        DeskError::WrongAddress(AddressProblem::NoConnection),
        DeskError::NotThisHelpDesk,
        DeskError::TokenRefused,
        DeskError::NotAllowed,
        DeskError::Gone { merged_into: None },
        DeskError::Gone {
            merged_into: Some(desk_domain::ids::RemoteId::parse("7").unwrap()),
        },
        DeskError::Refused { reason: String::new() },
        DeskError::TooMany {
            retry_after: Duration::from_secs(300),
        },
        DeskError::Unavailable,
        DeskError::TimedOut,
        DeskError::Unknown,
        DeskError::Unproven,
        DeskError::Tls,
        DeskError::TooLarge,
        DeskError::Malformed,
        DeskError::ElsewhereRedirect,
    ];
    let sentences: std::collections::HashSet<String> = errors.iter().map(DeskError::sentence).collect();
    assert_eq!(sentences.len(), errors.len());
    assert!(
        sentences
            .iter()
            .all(|sentence| sentence.ends_with('.') && !sentence.contains("  "))
    );
}

proptest! {
    #[test]
    fn f06_any_retry_after_is_a_wait_or_none(text in ".{0,40}") {
        let _ = retry_after(&text, Utc::now());
    }
}
