#![allow(clippy::unwrap_used)]

mod untrustworthy;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::Utc;
use desk_domain::who::Role;
use serde_json::json;

use super::sync::ticket_sql;
use super::*;
use crate::MessageKind;
use crate::fault_server::{FaultServer, Reply, Request};

fn remote(id: &str) -> RemoteId {
    RemoteId::parse(id).unwrap()
}

fn desk(server: &FaultServer) -> RequestTracker {
    let limits = HttpLimits {
        retries: 0,
        whole: Duration::from_secs(5),
        body: 64 * 1024,
        ..HttpLimits::default()
    };
    RequestTracker::new(&server.url(), &SecretString::from("1-14-canary"), limits).unwrap()
}

fn user(name: &str) -> Value {
    json!({"id": name, "Name": name, "EmailAddress": format!("{name}@platform.example"), "RealName": ""})
}

fn ticket(id: u32, updated: &str) -> Value {
    json!({
        "id": id.to_string(), "Subject": format!("Ticket {id}"), "Status": "open", "Priority": "50",
        "Created": "2017-05-23T09:00:00Z", "LastUpdated": updated, "Queue": {"id": "3", "Name": "Platform"},
        "Owner": user("Nobody"), "Requestor": [user("ama")], "Cc": [],
    })
}

#[allow(clippy::needless_pass_by_value)] // so that callers write `json!(..)`
fn list(items: &[Value], page: u64, pages: Value) -> Reply {
    Reply::json(&json!({
        "items": items, "page": page, "pages": pages, "total": null, "count": items.len(), "per_page": 100,
    }))
}

fn not_found() -> Reply {
    Reply::with(
        "404 Not Found",
        "Content-Type: application/json\r\n",
        b"{\"message\":\"Not Found\"}",
    )
}

fn page_of(request: &Request) -> u64 {
    request.line().rsplit_once("page=").unwrap().1.parse().unwrap()
}

fn everything() -> Scope {
    Scope::default()
}

fn cursor(text: &str) -> Cursor {
    Cursor::from_stored(text)
}

#[tokio::test]
async fn a_first_sync_brings_open_tickets_and_then_the_closed_ones_that_are_young_enough() {
    let server = FaultServer::start(|request| {
        let open = request.has("__Active__");
        match (open, page_of(request)) {
            (true, 1) => list(
                &[ticket(3, "2017-05-23T12:00:00Z"), ticket(2, "2017-05-20T12:00:00Z")],
                1,
                json!(2),
            ),
            (true, 2) => list(&[ticket(1, "2015-01-01T12:00:00Z")], 2, json!(2)),
            (false, 1) => list(
                &[ticket(4, "2017-05-22T12:00:00Z"), ticket(5, "2017-04-01T12:00:00Z")],
                1,
                json!("9"),
            ),
            _ => not_found(),
        }
    })
    .await;
    let desk = desk(&server);
    let scope = Scope {
        queues: vec!["Platform".to_owned(), "It's".to_owned()],
        closed_since: map::instant("2017-05-01T00:00:00Z"),
    };
    let (mut ids, mut next, mut pages) = (Vec::new(), None, 0);
    let cursor = loop {
        let changes = desk.changed_since(&scope, None, next.as_ref()).await.unwrap();
        ids.extend(changes.tickets.into_iter().map(|ticket| ticket.id));
        // As stored over a restart.
        next = changes.next.map(|next| NextPage::from_stored(next.as_str()));
        pages += 1;
        if next.is_none() {
            break changes.cursor.unwrap();
        }
        assert_eq!(changes.cursor, None);
    };
    assert_eq!((ids, pages), (["3", "2", "1", "4"].map(remote).to_vec(), 3));
    assert_eq!(cursor.as_str(), "2017-05-23T12:00:00Z");
    let asked = server.seen().remove(0);
    assert!(asked.has(
        "query=(Queue = 'Platform' OR Queue = 'It\\'s') AND Status = '__Active__'&orderby=LastUpdated&order=DESC"
    ));
    assert!(
        server.seen().iter().all(|request| !request.has("2017")),
        "no date goes into a search"
    );
}

#[tokio::test]
async fn a_later_sync_stops_at_the_cursor_with_a_little_overlap() {
    let server = FaultServer::start(|request| {
        let rows = [
            ticket(9, "2017-05-23T12:00:05Z"),
            ticket(8, "2017-05-23T12:00:00Z"),
            ticket(7, "2017-05-23T11:59:50Z"),
            ticket(6, "2017-05-23T11:59:49Z"),
        ];
        list(&rows, page_of(request), json!(50))
    })
    .await;
    let changes = desk(&server)
        .changed_since(&everything(), Some(&cursor("2017-05-23T12:00:00Z")), None)
        .await
        .unwrap();
    let ids: Vec<&str> = changes.tickets.iter().map(|ticket| ticket.id.as_str()).collect();
    assert_eq!(ids, ["9", "8", "7"]);
    assert_eq!(
        (changes.next, changes.cursor),
        (None, Some(cursor("2017-05-23T12:00:05Z")))
    );
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn f14_broken_rows_are_counted_and_the_others_come() {
    let server = FaultServer::start(|_| {
        let rows = [
            json!(null),
            ticket(1, "2017-05-23T12:00:00Z"),
            json!("text"),
            json!({"id": {}, "Subject": 1}),
            json!({"Subject": "no id"}),
            ticket(2, "not a time"),
            json!([ticket(3, "2017-05-23T12:00:00Z")]),
        ];
        list(&rows, 1, json!(1.0))
    })
    .await;
    let changes = desk(&server).changed_since(&everything(), None, None).await.unwrap();
    assert_eq!((changes.tickets.len(), changes.unread.count()), (1, 6));
}

#[tokio::test]
async fn f14_a_broken_list_is_an_error_and_moves_no_cursor() {
    for body in [
        "",
        "[]",
        "{}",
        "{\"items\":null}",
        "{\"items\":{}}",
        "{\"items\":[",
        "7",
        "{\"items\":\"x\"}",
    ] {
        let server =
            FaultServer::start(move |_| Reply::with("200 OK", "Content-Type: application/json\r\n", body.as_bytes()))
                .await;
        let changes = desk(&server).changed_since(&everything(), None, None).await;
        assert_eq!(changes, Err(DeskError::Malformed), "{body}");
    }
}

#[tokio::test]
async fn f19_pages_that_go_round_in_circles_are_noticed() {
    let same =
        FaultServer::start(|request| list(&[ticket(1, "2017-05-23T12:00:00Z")], page_of(request), json!(1_000_000)))
            .await;
    let deaf = FaultServer::start(|_| list(&[ticket(1, "2017-05-23T12:00:00Z")], 1, json!(1_000_000))).await;
    for server in [same, deaf] {
        let desk = desk(&server);
        let first = desk.changed_since(&everything(), None, None).await.unwrap();
        let second = desk.changed_since(&everything(), None, first.next.as_ref()).await;
        assert_eq!(second, Err(DeskError::Malformed));
    }
}

#[tokio::test]
async fn f19_a_stored_place_that_makes_no_sense_is_refused_without_a_request() {
    let server = FaultServer::start(|_| not_found()).await;
    let desk = desk(&server);
    for text in [
        "",
        "all",
        "all 0 - -",
        "all 99999999 - -",
        "none 1 - -",
        "all 1 yesterday -",
        "all 1 - - -",
        "all 1 - x",
    ] {
        let place = NextPage::from_stored(text);
        assert_eq!(
            desk.changed_since(&everything(), None, Some(&place)).await,
            Err(DeskError::Malformed),
            "{text}"
        );
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn f20_an_empty_list_keeps_the_cursor() {
    let server = FaultServer::start(|_| list(&[], 1, json!(0.0))).await;
    let since = cursor("2017-05-23T12:00:00Z");
    let changes = desk(&server)
        .changed_since(&everything(), Some(&since), None)
        .await
        .unwrap();
    assert_eq!(
        (changes.tickets.len(), changes.next, changes.cursor),
        (0, None, Some(since))
    );
}

#[tokio::test]
async fn f21_a_ticket_from_the_future_does_not_hide_what_changes_until_then() {
    let server = FaultServer::start(|_| {
        list(
            &[ticket(1, "2099-01-01T00:00:00Z"), ticket(2, "2017-05-23T12:00:00Z")],
            1,
            json!(1),
        )
    })
    .await;
    let changes = desk(&server).changed_since(&everything(), None, None).await.unwrap();
    let until = map::instant(changes.cursor.unwrap().as_str()).unwrap();
    assert!(until <= Utc::now() && until > Utc::now() - TimeDelta::minutes(1));
    assert_eq!(changes.tickets.len(), 2);
}

#[tokio::test]
async fn f22_ids_that_are_none_never_reach_a_path() {
    let server = FaultServer::start(|_| not_found()).await;
    let desk = desk(&server);
    let note = Outgoing {
        body: "hello".to_owned(),
        attachments: Vec::new(),
    };
    for id in [
        "",
        "../user/1",
        "1/../2",
        "1?x",
        "1%2f",
        "-1",
        "１",
        " 1",
        "1 OR id > 0",
    ] {
        assert!(desk.attachment(id).await.is_err());
    }
    // What is no name at all is refused before it comes here; of the names RT has numbers only.
    for id in ["-1", "x", "1.5", "1:2", "~1", "12345678901234567890"] {
        assert_eq!(
            desk.thread(&remote(id)).await.err(),
            Some(DeskError::Gone { merged_into: None })
        );
        assert!(desk.comment(&remote(id), &note).await.is_err());
        assert!(desk.set_subject(&remote(id), "x").await.is_err());
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn f23_addresses_that_the_server_sends_are_not_followed() {
    let other = FaultServer::start(|_| list(&[], 1, json!(1))).await;
    let elsewhere = other.url();
    let server = FaultServer::start(move |request| {
        if request.is("GET /REST/2.0/tickets") {
            let page = page_of(request);
            Reply::json(&json!({
                "items": [ticket(page as u32, "2017-05-23T12:00:00Z")], "page": page, "pages": 2,
                "next_page": format!("{elsewhere}/REST/2.0/tickets?page=2"),
            }))
        } else {
            not_found()
        }
    })
    .await;
    let desk = desk(&server);
    let first = desk.changed_since(&everything(), None, None).await.unwrap();
    let second = desk
        .changed_since(&everything(), None, first.next.as_ref())
        .await
        .unwrap();
    assert_eq!(second.tickets[0].id, "2");
    assert_eq!(other.count(), 0);
}

fn history_row(id: u32, kind: &str, author: &str, parts: &[u32]) -> Value {
    let links: Vec<Value> = parts
        .iter()
        .map(|part| json!({"ref": "attachment", "_url": format!("http://elsewhere.example/attachment/{part}")}))
        .collect();
    json!({
        "id": id.to_string(), "Type": kind, "Created": "2017-05-23T09:10:00Z", "Creator": user(author), "ObjectId": "41",
        "Field": "", "OldValue": "", "NewValue": "", "_hyperlinks": links,
    })
}

fn words(id: u32, transaction: u32, content: &str) -> Value {
    json!({
        "id": id.to_string(), "TransactionId": transaction.to_string(), "ContentType": "text/plain", "Content": content,
        "Filename": "", "Headers": "", "ContentLength": content.len().to_string(),
    })
}

/// A ticket 41 whose history comes in the given pages, without counts; parts and users are what `parts` makes of a
/// request.
async fn with_history(
    pages: Vec<Vec<Value>>,
    parts: impl Fn(&Request) -> Reply + Send + Sync + 'static,
) -> FaultServer {
    FaultServer::start(move |request| {
        if request.is("GET /REST/2.0/tickets?") {
            list(&[ticket(41, "2017-05-23T12:00:00Z")], 1, json!(1))
        } else if request.is("GET /REST/2.0/ticket/41/history?") {
            let number = page_of(request);
            list(
                pages.get(number as usize - 1).map_or(&[][..], Vec::as_slice),
                number,
                json!(null),
            )
        } else if request.is("GET /REST/2.0/user/14") {
            Reply::json(&json!({"id": 14, "Name": "alex", "RealName": "Alex Agent"}))
        } else if request.is("GET /REST/2.0/ticket/41/attachments?") || request.is("GET /REST/2.0/user/") {
            parts(request)
        } else {
            not_found()
        }
    })
    .await
}

#[tokio::test]
async fn a_history_with_holes_is_read_to_the_row_that_created_the_ticket() {
    let pages = vec![
        vec![
            history_row(60, "EmailRecord", "RT_System", &[9]),
            history_row(59, "Correspond", "alex", &[3]),
        ],
        vec![],
        vec![history_row(41, "Comment", "alex", &[2])],
        vec![history_row(39, "Create", "ama", &[1])],
    ];
    let server = with_history(pages, |request| {
        if request.has("STARTSWITH") {
            list(
                &[words(1, 39, "Help"), words(2, 41, "Looking"), words(3, 59, "Fixed")],
                1,
                json!(null),
            )
        } else {
            list(&[], 1, json!(null))
        }
    })
    .await;
    let thread = desk(&server).thread(&remote("41")).await.unwrap();
    let told: Vec<(&str, MessageKind, Role)> = thread
        .messages
        .iter()
        .map(|message| (message.body.as_str(), message.kind, message.role))
        .collect();
    use MessageKind::{Internal, Public};
    assert_eq!(
        told,
        [
            ("Help", Public, Role::Untold),
            ("Looking", Internal, Role::Agent),
            ("Fixed", Public, Role::Agent),
        ]
    );
    let histories = server.seen().iter().filter(|request| request.has("/history?")).count();
    assert_eq!(histories, 4);
    let parts = server
        .seen()
        .into_iter()
        .find(|request| request.has("/attachments?"))
        .unwrap();
    assert!(!parts.has("\"9\""), "records of mail sent are not fetched");
}

#[tokio::test]
async fn f10_a_merged_ticket_says_where_it_went() {
    let server = FaultServer::start(|request| {
        if request.is("GET /REST/2.0/tickets?") {
            list(&[], 1, json!(0.0))
        } else if request.is("GET /REST/2.0/ticket/2") {
            Reply::json(&json!({"id": 3, "EffectiveId": {"id": "3", "type": "ticket"}}))
        } else {
            not_found()
        }
    })
    .await;
    let desk = desk(&server);
    assert_eq!(
        desk.thread(&remote("2")).await,
        Err(DeskError::Gone {
            merged_into: Some(remote("3"))
        })
    );
    assert_eq!(
        desk.thread(&remote("7")).await,
        Err(DeskError::Gone { merged_into: None })
    );
}

/// Who RT says that everybody of a history is, by the answers for `/user/LOGIN`.
async fn told_of(rows: Vec<Value>, user: impl Fn(&str) -> Reply + Send + Sync + 'static) -> Vec<Role> {
    let server = with_history(vec![rows], move |request| match request.line().split_once("/user/") {
        Some((_, login)) => user(login),
        None => list(&[], 1, json!(null)),
    })
    .await;
    let thread = desk(&server).thread(&remote("41")).await.unwrap();
    thread.messages.iter().map(|message| message.role).collect()
}

#[tokio::test]
async fn r04_who_is_an_agent_is_asked_for_by_login_and_never_guessed() {
    let rows = vec![
        history_row(63, "Correspond", "12", &[]),
        history_row(62, "Correspond", "RT_System", &[]),
        history_row(61, "Correspond", "../ticket/1", &[]),
        history_row(60, "Correspond", "robin@tenant-one.test", &[]),
        history_row(59, "Correspond", "alex", &[]),
        history_row(39, "Create", "sam", &[]),
    ];
    let roles = told_of(rows, |login| match login {
        "alex" => Reply::json(&json!({"id": 14, "Name": "Alex", "Privileged": 1})),
        // As RT answers an ordinary account: without an id.
        "robin@tenant-one.test" => Reply::json(&json!({"Name": login, "Privileged": "0"})),
        "sam" => Reply::json(&json!({"id": 31, "Name": "sam"})),
        // RT takes a number for an id, and this is somebody else.
        "12" => Reply::json(&json!({"id": 12, "Name": "root", "Privileged": 1})),
        _ => not_found(),
    })
    .await;
    use Role::{Agent, HelpDesk, Outsider, Untold};
    assert_eq!(roles, [Untold, Agent, Outsider, Untold, HelpDesk, Untold]);
}

#[tokio::test]
async fn r04_where_rt_refuses_to_say_whoever_wrote_a_note_is_an_agent() {
    let rows = vec![
        history_row(61, "Correspond", "robin", &[]),
        history_row(60, "Correspond", "alex", &[]),
        history_row(59, "Comment", "alex", &[]),
        history_row(39, "Create", "sam", &[]),
    ];
    let roles = told_of(rows, |_| {
        Reply::with(
            "403 Forbidden",
            "Content-Type: application/json\r\n",
            b"{\"message\":\"Forbidden\"}",
        )
    })
    .await;
    assert_eq!(roles, [Role::Untold, Role::Agent, Role::Agent, Role::Untold]);
}

/// A server with the lifecycle `shop`, whose only finished status is `closed`. It has ticket 41, which takes a status
/// that is one; with actions, RT offers them.
async fn shop(actions: Value) -> FaultServer {
    let status = std::sync::Mutex::new("on-hold".to_owned());
    FaultServer::start(move |request| {
        let mut status = status.lock().unwrap();
        if request.has("Status = 'closed' AND Status = '__Inactive__'")
            || (request.has("Status = '__Active__'") && !request.has("'closed'"))
        {
            list(&[json!({"id": 1})], 1, json!(1))
        } else if request.has("Lifecycle = ") {
            list(&[], 1, json!(0))
        } else if request.is("GET /REST/2.0/tickets?") {
            let mut row = ticket(41, "2017-05-23T12:00:00Z");
            row["Status"] = json!(*status);
            row["Queue"]["Lifecycle"] = json!("shop");
            list(&[row], 1, json!(1))
        } else if request.is("GET /REST/2.0/ticket/41") {
            Reply::json(&json!({"id": 41, "Status": *status, "_hyperlinks": actions}))
        } else if request.is("PUT /REST/2.0/ticket/41") {
            let asked: Value = serde_json::from_slice(&request.body).unwrap();
            let wanted = asked["Status"].as_str().unwrap();
            if wanted != "closed" {
                return Reply::json(&json!([format!("Ticket 41: '{wanted}' isn't a valid status")]));
            }
            wanted.clone_into(&mut status);
            Reply::json(&json!(["Ticket 41: Status changed"]))
        } else {
            not_found()
        }
    })
    .await
}

#[tokio::test]
async fn r01_rt_is_asked_once_which_statuses_are_finished() {
    let server = shop(json!([])).await;
    let desk = desk(&server);
    for _ in 0..2 {
        let changes = desk
            .changed_since(&everything(), Some(&cursor("2017-05-23T00:00:00Z")), None)
            .await
            .unwrap();
        assert_eq!(changes.tickets[0].status, RemoteStatus::Waiting);
    }
    let asked = server
        .seen()
        .iter()
        .filter(|request| request.has("Lifecycle = "))
        .count();
    assert_eq!(asked, 2, "finished? running?");
}

#[tokio::test]
async fn r01_a_status_that_no_ticket_had_is_asked_for_again_once_one_has_it() {
    let has_one = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    let answers = std::sync::Arc::clone(&has_one);
    let server = FaultServer::start(move |request| {
        let found = answers.load(Ordering::Relaxed) && request.has("__Inactive__");
        let rows = if found { vec![json!({"id": 5})] } else { Vec::new() };
        list(&rows, 1, json!(1))
    })
    .await;
    let desk = desk(&server);
    // Histories name it, and no ticket has it: asked for once.
    for _ in 0..2 {
        let learned = desk.learned([("shop", "verified")].into()).await.unwrap();
        assert_eq!(learned.status("shop", "verified"), RemoteStatus::Other);
    }
    assert_eq!(server.seen().len(), 2, "finished? running?");
    has_one.store(true, Ordering::Relaxed);
    let row: wire::Ticket = serde_json::from_value(json!({
        "id": 5, "Status": "verified", "Queue": {"id": 1, "Lifecycle": "shop"},
    }))
    .unwrap();
    let learned = desk.lifecycles_of(&[row]).await.unwrap();
    assert_eq!(learned.status("shop", "verified"), RemoteStatus::Resolved);
}

#[tokio::test]
async fn r01_closing_takes_a_status_that_the_ticket_may_take() {
    for actions in [
        json!([]),
        json!([{"ref": "lifecycle", "to": "closed", "label": "Close"}]),
    ] {
        let server = shop(actions.clone()).await;
        let desk = desk(&server);
        desk.set_status(&remote("41"), &NewStatus::Resolved).await.unwrap();
        let tried = server.seen().iter().filter(|request| request.is("PUT")).count();
        assert_eq!(
            tried,
            if actions == json!([]) { 2 } else { 1 },
            "resolved, which it has not, and closed"
        );
        assert_eq!(desk.ticket(&remote("41")).await.unwrap().status, RemoteStatus::Resolved);
    }
}

#[tokio::test]
async fn r02_r03_a_ticket_that_no_search_finds_says_where_it_went() {
    let server = FaultServer::start(|request| {
        if request.is("GET /REST/2.0/tickets?") {
            assert!(request.has("id = 41 OR id = 22 OR id = 21 OR id = 23 OR id = 24"));
            list(&[ticket(41, "2017-05-23T12:00:00Z")], 1, json!(1))
        } else if request.is("GET /REST/2.0/ticket/22") {
            Reply::json(&json!({"id": 22, "Status": "deleted", "EffectiveId": {"id": "22"}}))
        } else if request.is("GET /REST/2.0/ticket/21") {
            Reply::json(&json!({"id": 20, "Status": "open", "EffectiveId": {"id": "20"}}))
        } else if request.is("GET /REST/2.0/ticket/23") {
            Reply::with(
                "403 Forbidden",
                "Content-Type: application/json\r\n",
                b"{\"message\":\"Permission denied\"}",
            )
        } else {
            Reply::json(&json!({"id": 24, "Status": "open"}))
        }
    })
    .await;
    let places = desk(&server)
        .whereabouts(&["41", "22", "21", "23", "24"].map(remote))
        .await
        .unwrap();
    assert!(matches!(&places[0].1, Whereabouts::Here(ticket) if ticket.id == "41"));
    // Nothing is said of 24: it may have changed while it was asked for.
    assert_eq!(
        places[1..],
        [
            (remote("22"), Whereabouts::Deleted),
            (remote("21"), Whereabouts::Merged(remote("20"))),
            (remote("23"), Whereabouts::Hidden),
        ]
    );
}

#[tokio::test]
async fn f71_parts_that_are_too_large_together_are_read_in_halves() {
    let rows: Vec<Value> = (1..=4)
        .map(|id| history_row(id + 38, if id == 1 { "Create" } else { "Correspond" }, "ama", &[id]))
        .rev()
        .collect();
    let server = with_history(vec![rows], |request| {
        let asked: Vec<u32> = (1..=4).filter(|id| request.has(&format!("\"{id}\""))).collect();
        let with_words = request.has("STARTSWITH");
        let size = |id: u32| if id == 3 { 90_000 } else { 20_000 };
        let parts: Vec<Value> = asked
            .iter()
            .map(|id| {
                let mut part = words(*id, id + 38, &"x".repeat(size(*id)));
                if !with_words {
                    part.as_object_mut().unwrap().remove("Content");
                }
                part
            })
            .collect();
        list(&parts, 1, json!(null))
    })
    .await;
    let thread = desk(&server).thread(&remote("41")).await.unwrap();
    let sizes: Vec<(usize, bool)> = thread
        .messages
        .iter()
        .map(|message| (message.body.len(), message.shortened))
        .collect();
    assert_eq!(sizes, [(20_000, false), (20_000, false), (0, true), (20_000, false)]);
}

#[tokio::test]
async fn a_change_that_rt_calls_done_but_did_not_do_is_refused_with_its_words() {
    let server = FaultServer::start(|request| {
        if request.is("PUT ") {
            Reply::json(&json!([
                "Ticket 41: That user may not own tickets in that queue at /usr/share/rt/RT.pm line 7."
            ]))
        } else if request.is("GET /REST/2.0/user/14") {
            Reply::json(&json!({"id": 14, "Name": "alex"}))
        } else {
            list(&[ticket(41, "2017-05-23T12:00:00Z")], 1, json!(1))
        }
    })
    .await;
    let desk = desk(&server);
    let reason = "That user may not own tickets in that queue".to_owned();
    assert_eq!(
        desk.assign(&remote("41"), &Assignee::Me).await,
        Err(DeskError::Refused { reason })
    );
    let put = server.seen().into_iter().find(|request| request.is("PUT ")).unwrap();
    assert_eq!(put.body, br#"{"Owner":"alex"}"#);
    assert_eq!(
        desk.assign(&remote("41"), &Assignee::Nobody).await,
        Ok(Delivered {
            remote_transaction: None
        })
    );
    assert_eq!(
        desk.set_status(&remote("41"), &NewStatus::Open).await,
        Ok(Delivered {
            remote_transaction: None
        })
    );
    assert!(matches!(
        desk.assign(&remote("41"), &Assignee::Named("6".to_owned())).await,
        Err(DeskError::Refused { .. })
    ));
    assert!(matches!(
        desk.set_priority(&remote("41"), "high").await,
        Err(DeskError::Refused { .. })
    ));
    assert!(matches!(
        desk.set_subject(&remote("41"), " \n").await,
        Err(DeskError::Refused { .. })
    ));
}

#[tokio::test]
async fn f05_a_change_with_a_lost_answer_is_settled_by_reading_again() {
    let server = FaultServer::start(|request| {
        if request.is("PUT ") {
            Reply::with("504 Gateway Timeout", "", b"")
        } else {
            list(&[ticket(41, "2017-05-23T12:00:00Z")], 1, json!(1))
        }
    })
    .await;
    let desk = desk(&server);
    assert!(desk.set_priority(&remote("41"), "50").await.is_ok());
    assert_eq!(desk.set_priority(&remote("41"), "80").await, Err(DeskError::Unknown));
    assert_eq!(server.seen().iter().filter(|request| request.is("PUT ")).count(), 2);
}

#[tokio::test]
async fn f02_f03_a_lost_reply_is_found_by_author_words_and_time_or_not_at_all() {
    let first_attempt_at = map::instant("2017-05-23T09:10:00Z").unwrap();
    let old = {
        let mut row = history_row(50, "Correspond", "alex", &[5]);
        row["Created"] = json!("2017-05-23T09:00:00Z");
        row
    };
    let rows = vec![
        history_row(63, "Correspond", "sam", &[4]),
        history_row(62, "Comment", "alex", &[3]),
        history_row(61, "Correspond", "alex", &[2]),
        history_row(60, "Correspond", "alex", &[1]),
        old,
        history_row(39, "Create", "ama", &[]),
    ];
    let server = with_history(vec![rows], |_| {
        let parts: Vec<Value> = (1..=3)
            .map(|id| words(id, 59 + id, if id == 3 { "We are\non it" } else { "We are\r\non it\n" }))
            .collect();
        list(
            &[
                parts,
                vec![words(4, 63, "We are\non it"), words(5, 50, "We are\non it")],
            ]
            .concat(),
            1,
            json!(null),
        )
    })
    .await;
    let desk = desk(&server);
    let sought = |kind, body: &str, known: &[&str]| ReadBack {
        kind,
        body: body.to_owned(),
        first_attempt_at,
        ahead: None,
        known: known.iter().map(|id| (*id).to_owned()).collect(),
    };
    let found = |id: &str| {
        Ok(LookedUp::There(Delivered {
            remote_transaction: Some(id.to_owned()),
        }))
    };
    use MessageKind::{Internal, Public};
    assert_eq!(
        desk.find_delivered(&remote("41"), &sought(Public, "We are\non it", &[]))
            .await,
        found("60")
    );
    assert_eq!(
        desk.find_delivered(&remote("41"), &sought(Public, "We are\non it", &["60"]))
            .await,
        found("61")
    );
    assert_eq!(
        desk.find_delivered(&remote("41"), &sought(Public, "We are\non it", &["60", "61"]))
            .await,
        Ok(LookedUp::NotThere)
    );
    assert_eq!(
        desk.find_delivered(&remote("41"), &sought(Internal, "We are\non it", &[]))
            .await,
        found("62")
    );
    assert_eq!(
        desk.find_delivered(&remote("41"), &sought(Public, "Something else", &[]))
            .await,
        Ok(LookedUp::NotThere)
    );
}

#[tokio::test]
async fn a_reply_says_its_transaction_and_is_posted_once() {
    let posted = AtomicUsize::new(0);
    let server = FaultServer::start(move |request| {
        let refusals = [
            ("400 Bad Request", r#"{"message":"Permission Denied"}"#),
            ("400 Bad Request", r#"{"message":"Message could not be recorded"}"#),
            ("403 Forbidden", r#"{"message":"Forbidden"}"#),
            ("404 Not Found", r#"{"message":"Not Found"}"#),
        ];
        assert!(request.is("POST /REST/2.0/ticket/41/correspond"));
        match posted.fetch_add(1, Ordering::Relaxed) {
            0 => Reply::with(
                "201 Created",
                "Content-Type: application/json\r\nLocation: /REST/2.0/transaction/77\r\n",
                b"[\"Correspondence added\"]",
            ),
            n => Reply::with(
                refusals[n - 1].0,
                "Content-Type: application/json\r\n",
                refusals[n - 1].1.as_bytes(),
            ),
        }
    })
    .await;
    let desk = desk(&server);
    let message = Outgoing {
        body: "We are on it".to_owned(),
        attachments: Vec::new(),
    };
    assert_eq!(
        desk.reply(&remote("41"), &message).await,
        Ok(Delivered {
            remote_transaction: Some("77".to_owned())
        })
    );
    assert_eq!(desk.reply(&remote("41"), &message).await, Err(DeskError::NotAllowed));
    let reason = "Message could not be recorded".to_owned();
    assert_eq!(
        desk.reply(&remote("41"), &message).await,
        Err(DeskError::Refused { reason })
    );
    assert_eq!(desk.reply(&remote("41"), &message).await, Err(DeskError::NotAllowed));
    assert_eq!(
        desk.reply(&remote("41"), &message).await,
        Err(DeskError::Gone { merged_into: None })
    );
    assert_eq!(server.count(), 5);
}

#[tokio::test]
async fn f17_another_product_at_the_address_is_not_the_help_desk() {
    for reply in [
        ("404 Not Found", "{\"message\":\"Not Found\"}"),
        ("200 OK", "{\"hello\":1}"),
        ("200 OK", "[]"),
    ] {
        let server =
            FaultServer::start(move |_| Reply::with(reply.0, "Content-Type: application/json\r\n", reply.1.as_bytes()))
                .await;
        assert_eq!(
            desk(&server).test().await,
            Err(DeskError::NotThisHelpDesk),
            "{}",
            reply.1
        );
    }
}

#[test]
fn a_token_that_cannot_be_one_of_rts_is_refused_at_once() {
    for token in ["", "secret", "1--x", "1-root-x", "1-14-x\ny"] {
        let made = RequestTracker::new("https://rt.example", &SecretString::from(token), HttpLimits::default());
        assert_eq!(made.err(), Some(DeskError::TokenRefused), "{token}");
    }
}

#[test]
fn names_in_a_search_stay_names() {
    let scope = Scope {
        queues: vec!["a' OR id > 0 OR Queue = '\\".to_owned()],
        closed_since: None,
    };
    assert_eq!(
        ticket_sql(&scope, false),
        "(Queue = 'a\\' OR id > 0 OR Queue = \\'\\\\')"
    );
}

#[test]
fn nothing_that_is_printed_carries_words_or_names() {
    let row: wire::Ticket = serde_json::from_value(ticket(41, "2017-05-23T12:00:00Z")).unwrap();
    let ticket = map::ticket(row, &Lifecycles::default(), RemoteId::to_string).unwrap();
    let printed = format!("{ticket:?} {:?}", ticket.requestors);
    assert!(!printed.contains("ama") && !printed.contains("Ticket 41"));
}
