#![allow(clippy::unwrap_used)]
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn read<T: serde::de::DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

fn user(name: &str, email: &str) -> Value {
    json!({"id": name, "Name": name, "EmailAddress": email, "RealName": "", "type": "user"})
}

fn row() -> Value {
    json!({
        "id": "41", "Subject": "Deploy fails", "Status": "open", "Priority": "50",
        "Created": "2017-05-23T09:00:00Z", "LastUpdated": "2017-05-23T09:30:00Z",
        "Queue": {"id": "3", "Name": "Platform"}, "Owner": user("Nobody", ""),
        "Requestor": [user("ama@passports.example", "Ama@Passports.example")],
        "Cc": [user("bo@licences.example", "bo@licences.example")],
    })
}

fn mapped(row: Value) -> Option<RemoteTicket> {
    ticket(read(row), &Lifecycles::default(), |id| {
        format!("https://rt.example/{id}")
    })
}

fn with(mut row: Value, field: &str, value: Value) -> Value {
    row[field] = value;
    row
}

#[test]
fn a_ticket_keeps_what_the_list_says() {
    let ticket = mapped(row()).unwrap();
    assert_eq!(
        (ticket.id.as_str(), ticket.queue.as_str(), ticket.owner),
        ("41", "Platform", None)
    );
    assert_eq!(ticket.status, RemoteStatus::Open);
    assert_eq!(ticket.priority_hint.as_deref(), Some("50"));
    assert_eq!(ticket.tenant_hint.as_deref(), Some("passports.example"));
    assert_eq!(ticket.created_at.to_rfc3339(), "2017-05-23T09:00:00+00:00");
    assert_eq!(ticket.web_url, "https://rt.example/41");
}

#[test]
fn shapes_that_perl_sends_are_all_understood() {
    let owner = mapped(with(row(), "Owner", user("alex", "alex@platform.example")))
        .unwrap()
        .owner
        .unwrap();
    assert_eq!((owner.name.as_str(), owner.display.as_str()), ("alex", "alex"));
    assert_eq!(mapped(with(row(), "id", json!(41))).unwrap().id, "41");
    assert_eq!(
        mapped(with(row(), "Priority", json!(80)))
            .unwrap()
            .priority_hint
            .as_deref(),
        Some("80")
    );
    assert_eq!(
        mapped(with(row(), "Priority", json!(null))).unwrap().priority_hint,
        None
    );
    assert_eq!(mapped(with(row(), "Requestor", json!(null))).unwrap().requestors, []);
    assert_eq!(
        mapped(with(row(), "Requestor", user("bo", "bo@b.example")))
            .unwrap()
            .requestors
            .len(),
        1
    );
    assert_eq!(
        mapped(with(row(), "Queue", json!("Platform"))).unwrap().queue,
        "Platform"
    );
    assert_eq!(mapped(with(row(), "Subject", json!([]))).unwrap().subject, "");
}

#[test]
fn f22_a_ticket_without_a_proper_id_or_time_is_left_out() {
    for (field, value) in [
        ("id", json!("../../etc/passwd")),
        ("id", json!("41/../1")),
        ("id", json!(null)),
        ("id", json!("9".repeat(1_000_000))),
        ("id", json!(-1)),
        ("id", json!(1e300)),
        ("LastUpdated", json!("1970-01-01T00:00:00Z")),
        ("LastUpdated", json!("yesterday")),
        ("Created", json!(null)),
    ] {
        assert!(mapped(with(row(), field, value)).is_none(), "{field}");
    }
}

#[test]
fn f18_of_a_ticket_that_comes_twice_the_newest_stays() {
    let old = mapped(row()).unwrap();
    let new = mapped(with(row(), "LastUpdated", json!("2017-05-23T10:00:00Z"))).unwrap();
    let other = mapped(with(row(), "id", json!("42"))).unwrap();
    for tickets in [[&old, &new, &other], [&new, &other, &old], [&other, &old, &new]] {
        let kept = newest_of_each(tickets.into_iter().cloned().collect());
        assert_eq!(kept.len(), 2);
        assert!(kept.contains(&new) && kept.contains(&other));
    }
}

#[test]
fn times_are_utc_and_1970_is_none() {
    for (text, time) in [
        ("2026-11-23T08:25:28Z", Some("2026-11-23T08:25:28+00:00")),
        ("2026-11-23T08:25:28+01:00", Some("2026-11-23T07:25:28+00:00")),
        ("2026-11-23 08:25:28", Some("2026-11-23T08:25:28+00:00")),
        ("1970-01-01T00:00:00Z", None),
        ("1970-01-01 00:00:00", None),
        ("", None),
        ("2026-13-45", None),
    ] {
        assert_eq!(
            instant(text).map(|at| at.to_rfc3339()),
            time.map(str::to_owned),
            "{text}"
        );
    }
}

fn transaction(kind: &str, author: &str, email: &str) -> wire::Transaction {
    read(json!({
        "id": "77", "Type": kind, "Created": "2017-05-23T09:10:00Z", "Creator": user(author, email), "ObjectId": "41",
    }))
}

fn part(content_type: &str, content: &str, headers: &str) -> wire::Attachment {
    read(json!({
        "id": "9", "TransactionId": "77", "ContentType": content_type, "Content": content, "Headers": headers,
        "Filename": "", "ContentLength": content.len().to_string(),
    }))
}

fn said(row: &wire::Transaction, parts: &[wire::Attachment]) -> RemoteMessage {
    let roles = Roles::from([("alex".to_owned(), Role::Agent), ("ama".to_owned(), Role::Outsider)]);
    message(row, parts, &roles, &HtmlLimits::default()).unwrap()
}

#[test]
fn r04_a_message_carries_what_rt_says_of_its_author() {
    let words = [part("text/plain", "words", "Subject: Re: Deploy fails\n")];
    for (author, role) in [
        ("alex", Role::Agent),
        ("ama", Role::Outsider),
        ("bo", Role::Untold),
        ("", Role::Untold),
    ] {
        assert_eq!(
            said(&transaction("Correspond", author, ""), &words).role,
            role,
            "{author}"
        );
    }
}

#[test]
fn rule_11_what_a_machine_wrote_is_known() {
    let answer = transaction("Correspond", "alex", "alex@platform.example");
    for (headers, automatic) in [
        ("Subject: Re: Deploy fails", false),
        ("Auto-Submitted: no", false),
        ("Subject: How do I write Auto-Submitted: auto-replied?", false),
        ("Auto-Submitted: auto-replied", true),
        ("X: 1\nauto-submitted: auto-generated (rejected)\nY: 2", true),
        ("Auto-Submitted:\n auto-notified", true),
        ("Precedence: auto_reply", true),
        ("Precedence: bulk", false),
        ("X-Autoreply: yes", true),
        ("Content-Type: multipart/report; report-type=delivery-status", true),
        ("Subject: Automatic reply: [rt.test #1] Deploy fails", true),
        ("Subject: Out of Office: Ama", true),
    ] {
        let message = said(&answer, &[part("text/plain", "I am away", headers)]);
        assert_eq!(message.automatic, automatic, "{headers}");
    }
}

#[test]
fn the_plain_words_are_taken_before_the_html() {
    let answer = transaction("Correspond", "alex", "");
    let wrapping = part("multipart/alternative", "", "");
    let plain = part("text/plain; charset=utf-8", "Hello\r\nthere", "");
    let html = part("text/html", "<p>Hello</p><p>in <b>bold</b></p>", "");
    assert_eq!(
        said(&answer, &[wrapping.clone(), plain.clone(), html.clone()]).body,
        "Hello\nthere"
    );
    assert_eq!(
        said(&answer, &[wrapping, part("text/plain", " \n", ""), html]).body,
        "Hello\n\nin bold"
    );
    assert_eq!(
        said(&answer, &[plain, part("text/plain", "footer", "")]).body,
        "Hello\nthere\n\nfooter"
    );
    assert_eq!(said(&answer, &[]).body, "");
}

#[test]
fn r15_a_plain_part_that_says_nothing_hides_no_words() {
    let answer = transaction("Correspond", "alex", "");
    let body =
        |plain: &str, html: &str| said(&answer, &[part("text/plain", plain, ""), part("text/html", html, "")]).body;
    let html = "<p>The <b>login</b> page is down.</p>";
    for stub in [
        "This message is in HTML. Please use a viewer that can show it.",
        "Your email client does not support HTML messages.",
        "To view this message, please use an HTML compatible email viewer!",
        "This is a multi-part message in MIME format. HTML part follows.",
        "[HTML]",
        "Diese Nachricht ist im HTML-Format.",
        "Ce message est au format HTML.",
    ] {
        assert_eq!(body(stub, html), "The login page is down.", "{stub}");
    }
    assert_eq!(body("-", html), "The login page is down.");
    // A stub that does not say so stays beside the words.
    assert_eq!(
        body("View this email in your browser", html),
        "View this email in your browser\n\nThe login page is down."
    );
    // Half of the words: the HTML has them all.
    let whole = "<p>The login page is down since nine. Nobody in the office can work. Please call Ama.</p>";
    assert_eq!(
        body("The login page is down since nine.", whole),
        "The login page is down since nine. Nobody in the office can work. Please call Ama."
    );
    // The same words in other clothes: the plain part, as its writer laid it out.
    assert_eq!(body("The *login* page\nis down.", html), "The *login* page\nis down.");
    let link = "<p>The login page is down, see <a href='https://a.example/some/long/path'>here</a></p>";
    assert_eq!(
        body("The login page is down, see here", link),
        "The login page is down, see here"
    );
    assert_eq!(
        body("登录页面\n无法打开", "<p>登录页面无法打开</p>"),
        "登录页面\n无法打开"
    );
}

fn forwarded(parts: &[wire::Attachment]) -> RemoteMessage {
    said(&transaction("Create", "chidi", ""), parts)
}

#[test]
fn r20_a_forwarded_email_says_whose_words_it_holds_and_is_no_empty_file() {
    let own = part("text/plain", "Please see below.", "");
    let email = read(json!({
        "id": "57", "TransactionId": "77", "ContentType": "message/rfc822", "Filename": "", "ContentLength": "0", "Content": "",
    }));
    let headers = "From: \"Zoe\" <zoe@else.test>\nDate: Thu, 26 Nov 2026 10:00:00 +0000\nSubject: It is broken €\n";
    let root = part("multipart/alternative", "", headers);
    let (plain, html) = (
        part("text/plain", "Their words.", ""),
        part("text/html", "<p>Their words.</p>", ""),
    );
    let message = forwarded(&[own.clone(), wire::Attachment::clone(&email), root, plain, html]);
    let inside =
        "Forwarded email from Zoe <zoe@else.test>, Thu, 26 Nov 2026 10:00:00 +0000: It is broken €\n\nTheir words.";
    assert_eq!(message.body, format!("Please see below.\n\n{inside}"));
    assert_eq!(message.attachments, []);

    // One part, then a list's footer; and an email without words of the sender.
    let single = part("text/plain", "Their words.", headers);
    let footer = part("text/plain", "Sent by the list.", "");
    let message = forwarded(&[email, single, footer]);
    assert_eq!(
        message.body,
        format!("{inside}\n\n(End of the forwarded email)\n\nSent by the list.")
    );
}

#[test]
fn r11_the_encoding_that_the_server_went_by_is_asked_for() {
    let came = "caf\u{c3}\u{a9} \u{e2}\u{82}\u{ac}";
    let body = |headers: &str| {
        said(
            &transaction("Correspond", "alex", ""),
            &[part("text/plain", came, headers)],
        )
        .body
    };
    assert_eq!(body("X-RT-Original-Encoding: iso-8859-1"), "café €");
    assert_eq!(body("X-RT-Original-Encoding: utf-8"), "cafÃ© â‚¬");
    // An encoding that it doesn't know: the words came as bytes.
    let unnamed = part(
        "application/octet-stream",
        "caf\u{e9} \u{93}q\u{94}",
        "X-RT-Original-Content-Type: text/plain",
    );
    let message = said(&transaction("Correspond", "alex", ""), &[unnamed]);
    assert_eq!((message.body.as_str(), message.attachments.len()), ("café “q”", 0));
}

#[test]
fn f75_files_are_listed_with_names_fit_to_show() {
    let answer = transaction("Correspond", "alex", "");
    let named = |name: &str, content_type: &str| -> wire::Attachment {
        read(
            json!({"id": 12, "TransactionId": 77, "ContentType": content_type, "Filename": name, "ContentLength": "27"}),
        )
    };
    let parts = [
        part("text/plain", "See attached", ""),
        named("f.log", "text/plain"),
        named("in\u{202e}fdp.exe", "application/pdf"),
        named("", "image/png"),
        named("", "multipart/mixed"),
    ];
    let message = said(&answer, &parts);
    let names: Vec<&str> = message.attachments.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["f.log", "infdp.exe", "attachment 12"]);
    assert_eq!(
        (message.attachments[0].size, message.body.as_str()),
        (27, "See attached")
    );
}

#[test]
fn f71_words_that_were_too_large_to_fetch_are_told() {
    let unread: wire::Attachment =
        read(json!({"id": 9, "TransactionId": 77, "ContentType": "text/plain", "ContentLength": "90000000"}));
    let message = said(&transaction("Correspond", "alex", ""), &[unread]);
    assert!(message.shortened && message.body.is_empty());
}

#[test]
fn the_addresses_of_a_mail_are_there_for_the_emergency_route() {
    let headers =
        "To: Platform <platform@rt.example>,\n \"Mensah, Ama\" <Emergency@platform.example>\nCc: bo@licences.example\n";
    let message = said(
        &transaction("Create", "ama", ""),
        &[part("text/plain", "help", headers)],
    );
    assert_eq!(message.to, ["platform@rt.example", "emergency@platform.example"]);
    assert_eq!(message.cc, ["bo@licences.example"]);
    assert!(message.opens);
}

fn changed(kind: &str, field: &str, old: &str, new: &str) -> Option<Change> {
    let row: wire::Transaction = read(json!({
        "id": 50, "Type": kind, "Field": field, "OldValue": old, "NewValue": new, "ObjectId": 41,
        "Created": "2017-05-23T09:10:00Z", "Creator": user("alex", "alex@platform.example"),
    }));
    let alex = |id: &str| {
        (id == "39").then(|| Person {
            name: "alex".to_owned(),
            ..Person::default()
        })
    };
    let lifecycles = (&Lifecycles::default(), "default");
    change(&row, lifecycles, &Roles::default(), alex).map(|change| change.what)
}

#[test]
fn changes_are_told_apart() {
    let text = str::to_owned;
    let alex = Person {
        name: text("alex"),
        ..Person::default()
    };
    for (kind, field, old, new, what) in [
        (
            "Status",
            "Status",
            "new",
            "open",
            Some(Change::Status(RemoteStatus::Open, text("open"))),
        ),
        (
            "Status",
            "Status",
            "open",
            "stalled",
            Some(Change::Status(RemoteStatus::Waiting, text("stalled"))),
        ),
        (
            "Status",
            "Status",
            "open",
            "parked",
            Some(Change::Status(RemoteStatus::Other, text("parked"))),
        ),
        (
            "Status",
            "Status",
            "open",
            "resolved",
            Some(Change::Resolved(text("resolved"))),
        ),
        (
            "Status",
            "Status",
            "resolved",
            "open",
            Some(Change::Reopened(text("open"))),
        ),
        (
            "Status",
            "Status",
            "rejected",
            "stalled",
            Some(Change::Reopened(text("stalled"))),
        ),
        ("Set", "Subject", "a", "b", Some(Change::Subject(text("b")))),
        ("Set", "Priority", "50", "80", Some(Change::Priority(text("80")))),
        ("Set", "Owner", "6", "39", Some(Change::Owner(Some(alex.clone())))),
        ("Take", "Owner", "6", "39", Some(Change::Owner(Some(alex)))),
        ("Untake", "Owner", "39", "6", Some(Change::Owner(None))),
        ("SetWatcher", "Owner", "6", "39", None),
        ("Set", "Due", "", "2017-05-24 10:00:00", None),
        ("EmailRecord", "", "", "", None),
        ("CommentEmailRecord", "", "", "", None),
        ("AddLink", "MergedInto", "", "", None),
    ] {
        assert_eq!(changed(kind, field, old, new), what, "{kind} {field}");
    }
}

#[test]
fn the_same_words_are_known_after_a_mail_system_touched_them() {
    assert!(same_words("Hello \r\nthere\r\n", "Hello\nthere"));
    assert!(!same_words("Hello\nthere", "Hello there"));
    assert!(!same_words("Hello", "Hello again"));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "[0-9]{1,4}|2017-05-23T09:00:00Z|Correspond|Create".prop_map(Value::from),
    ];
    let key = "id|Subject|Status|Queue|Owner|Requestor|Cc|Created|LastUpdated|Name|Type|Creator|_hyperlinks|ref|_url|\
        ContentType|Content|Headers|Filename|items|page|pages";
    leaf.prop_recursive(4, 40, 8, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            proptest::collection::vec((key, inner), 0..8).prop_map(|fields| fields.into_iter().collect()),
        ]
    })
}

#[test]
fn r23_08_long_headers_and_messages_of_many_parts_are_read_soon() {
    let part = |kind: &str, headers: &str, content: &str| {
        read::<wire::Attachment>(json!({
            "id": "5", "TransactionId": "9", "ContentType": kind, "Headers": headers, "Content": content,
            "ContentLength": content.len().to_string(), "Filename": "",
        }))
    };
    let transaction: wire::Transaction =
        read(json!({"id": "9", "Type": "Correspond", "Created": "2017-05-23T09:00:00Z", "Creator": "ama"}));
    let soon = |what: &str, parts: &[wire::Attachment]| {
        let started = std::time::Instant::now();
        let limits = HtmlLimits::default().all_within(std::time::Duration::from_secs(1));
        let _ = message(&transaction, parts, &Roles::new(), &limits).unwrap();
        let took = started.elapsed();
        assert!(took < std::time::Duration::from_secs(20), "{what:?} took {took:?}");
    };
    for unit in [
        "Subject: x\n",
        "To: a@b,\n",
        " folded\n",
        "To: a@b.example, ",
        ":",
        "\n",
        "x: y\r",
        "<a@b>",
    ] {
        let headers = "To: x\n".to_owned() + &unit.repeat(1024 * 1024 / unit.len());
        soon(unit, &[part("text/plain", &headers, "words")]);
    }
    for kind in [
        "message/rfc822",
        "text/plain",
        "multipart/alternative",
        "image/png",
        ";",
    ] {
        let parts: Vec<_> = (0..20_000).map(|_| part(kind, "From: x\n", "")).collect();
        soon(kind, &parts);
        let emails = parts.into_iter().flat_map(|one| [part("message/rfc822", "", ""), one]);
        soon(kind, &emails.collect::<Vec<_>>());
    }
}

proptest! {
    #[test]
    fn f14_any_json_is_a_ticket_a_row_a_part_or_left_out(value in any_json()) {
        if let Ok(row) = serde_json::from_value::<wire::Ticket>(value.clone()) {
            let id = row.id.0.clone();
            let ticket = ticket(row, &Lifecycles::default(), RemoteId::to_string);
            prop_assert!(ticket.is_none_or(|ticket| ticket.id.as_str() == id && ticket.web_url == id));
        }
        if let Ok(row) = serde_json::from_value::<wire::Transaction>(value.clone()) {
            let parts: Vec<wire::Attachment> = serde_json::from_value(value.clone()).into_iter().collect();
            let message = message(&row, &parts, &Roles::default(), &HtmlLimits::default());
            prop_assert!(message.is_none_or(|message| !message.body.contains('\0')));
            let _ = change(&row, (&Lifecycles::default(), ""), &Roles::default(), |_| None);
        }
        let _ = serde_json::from_value::<wire::Page>(value.clone()).map(|page| (page.number(), page.pages()));
        let _: Result<wire::Sentences, _> = serde_json::from_value(value);
    }
}
