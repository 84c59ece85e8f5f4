//! What the connector expects of Request Tracker, tested on a real one.
//!
//! `scripts/rt-up FOLDER cargo test -p desk-tests --test real_rt` starts one and puts its address into
//! `DUTYDESK_TEST_RT`. Without one, these tests say so and pass. Each makes its own tickets, so they can run in any
//! order.
#![allow(clippy::unwrap_used)]

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use desk_connect::rt::RequestTracker;
use desk_connect::{
    AddressProblem, Assignee, Change, Changes, Cursor, Delivered, DeskError, HelpDesk, HttpLimits, LookedUp,
    MessageKind, NewStatus, Outgoing, OutgoingFile, ReadBack, RemoteStatus, Scope, Whereabouts,
};
use desk_domain::ids::RemoteId;
use desk_domain::who::Role;
use desk_tests::life::{self, Birth, Life, Word};
use secrecy::SecretString;
use serde_json::{Value, json};

/// The server under test and the accounts on it.
struct Rt {
    url: String,
    queue: String,
    /// A queue whose statuses are the site's own.
    shop: String,
    /// Another queue that agents work.
    network: String,
    /// A queue that agents may not see.
    elsewhere: String,
    agent: Account,
    colleague: Account,
    admin: Account,
}

struct Account {
    name: String,
    email: String,
    token: String,
}

impl Rt {
    /// `None`, with a word about it, when no server was started.
    fn here() -> Option<Self> {
        let Some(path) = std::env::var_os("DUTYDESK_TEST_RT") else {
            eprintln!("skipped: no Request Tracker (start one with scripts/rt-up)");
            return None;
        };
        let told: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let account = |who: &str| Account {
            name: text(&told[who]["name"]),
            email: text(&told[who]["email"]),
            token: std::fs::read_to_string(text(&told[who]["token_file"])).unwrap(),
        };
        Some(Self {
            url: text(&told["url"]),
            queue: text(&told["queue"]),
            shop: text(&told["shop"]),
            network: text(&told["network"]),
            elsewhere: text(&told["elsewhere"]),
            admin: account("admin"),
            agent: account("agent"),
            colleague: account("colleague"),
        })
    }

    fn desk(&self) -> RequestTracker {
        self.desk_of(&self.agent)
    }

    fn desk_of(&self, account: &Account) -> RequestTracker {
        desk_at(&self.url, &account.token)
    }

    fn scope(&self) -> Scope {
        Scope {
            queues: vec![self.queue.clone()],
            closed_since: None,
        }
    }

    /// A ticket by `requestor`, made by our agent as if by phone; its id.
    fn ticket(&self, subject: &str, requestor: &str) -> RemoteId {
        self.ticket_in(&self.queue, subject, requestor)
    }

    fn ticket_in(&self, queue: &str, subject: &str, requestor: &str) -> RemoteId {
        let ticket = json!({
            "Queue": queue, "Subject": subject, "Requestor": requestor, "Cc": "bo@licences.example",
            "Content": "The app is down ✓\nsecond line", "ContentType": "text/plain", "Priority": 50,
        });
        let made = self.send("POST", "/REST/2.0/ticket", "application/json", &ticket.to_string());
        let made: Value = serde_json::from_str(&made).unwrap();
        RemoteId::parse(made["id"].as_str().unwrap()).unwrap()
    }

    /// Mail that comes in for a ticket.
    fn mail(&self, ticket: &RemoteId, from: &Account, headers: &str, words: &str) {
        self.mailed(&format!(
            "From: {} <{}>\nTo: Platform <platform@rt.test>, emergency@platform.example\nSubject: [rt.test #{ticket}] Re\n\
             Message-ID: <{ticket}.{}@x.example>\n{headers}Content-Type: text/plain; charset=utf-8\n\n{words}\n",
            from.name,
            from.email,
            words.len()
        ));
    }

    fn mailed(&self, mail: &str) {
        let form = [
            ("queue", self.queue.as_str()),
            ("action", "correspond"),
            ("message", mail),
        ]
        .map(|(name, value)| format!("{name}={}", escaped(value)))
        .join("&");
        let said = self.send(
            "POST",
            "/REST/1.0/NoAuth/mail-gateway",
            "application/x-www-form-urlencoded",
            &form,
        );
        assert!(said.starts_with("ok"), "the mail gateway said {said}");
    }

    /// The administrator changes a ticket.
    fn admin_puts(&self, ticket: &RemoteId, fields: &Value) {
        let path = format!("/REST/2.0/ticket/{ticket}");
        let said = self.send_as(&self.admin, "PUT", &path, "application/json", &fields.to_string());
        assert!(said.contains("Ticket") || said.contains("Merge"), "{said}");
    }

    fn send(&self, method: &str, path: &str, content_type: &str, body: &str) -> String {
        self.send_as(&self.agent, method, path, content_type, body)
    }

    /// One request as plain bytes: the connector under test must not help to prepare its own test.
    fn send_as(&self, account: &Account, method: &str, path: &str, content_type: &str, body: &str) -> String {
        let host = self.url.strip_prefix("http://").unwrap();
        let mut stream = TcpStream::connect(host).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let (token, length) = (account.token.trim(), body.len());
        write!(
            stream,
            "{method} {path} HTTP/1.0\r\nHost: {host}\r\nAuthorization: token {token}\r\nContent-Type: {content_type}\r\n\
             Content-Length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    }
}

fn desk_at(url: &str, token: &str) -> RequestTracker {
    RequestTracker::new(url, &SecretString::from(token.to_owned()), HttpLimits::default()).unwrap()
}

fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn words(body: &str) -> Outgoing {
    Outgoing {
        body: body.to_owned(),
        attachments: Vec::new(),
    }
}

/// A whole sync: every ticket, and the cursor after it.
async fn sync(desk: &RequestTracker, scope: &Scope, since: Option<&Cursor>) -> (Changes, Cursor) {
    let mut all = desk.changed_since(scope, since, None).await.unwrap();
    while let Some(next) = all.next.take() {
        let more = desk.changed_since(scope, since, Some(&next)).await.unwrap();
        all.tickets.extend(more.tickets);
        (all.next, all.cursor) = (more.next, more.cursor);
    }
    let cursor = all.cursor.clone().unwrap();
    (all, cursor)
}

#[tokio::test]
async fn the_test_of_a_connection_says_who_what_and_where() {
    let Some(rt) = Rt::here() else { return };
    let reach = rt.desk().test().await.unwrap();
    assert_eq!(reach.me.name, rt.agent.name);
    assert!(reach.version.starts_with("5."), "{}", reach.version);
    assert!(reach.queues.iter().any(|queue| queue.name == rt.queue));
    let offset = rt.desk();
    assert_eq!(offset.clock_offset(), None);
    offset.queues().await.unwrap();
    assert!(offset.clock_offset().unwrap().abs() < TimeDelta::seconds(5));
}

#[tokio::test]
async fn what_is_wrong_with_an_account_is_said_exactly() {
    let Some(rt) = Rt::here() else { return };
    let error = async |url: &str, token: &str| desk_at(url, token).test().await.unwrap_err();
    assert_eq!(
        error(&rt.url, "1-14-00000000000000000000000000000000").await,
        DeskError::TokenRefused
    );
    assert_eq!(
        error(&format!("{}/rt", rt.url), &rt.agent.token).await,
        DeskError::NotThisHelpDesk
    );
    let closed = error("http://127.0.0.1:9", &rt.agent.token).await;
    assert_eq!(closed, DeskError::WrongAddress(AddressProblem::NoConnection));
    // With the path that people copy along.
    assert!(
        desk_at(&format!("{}/REST/2.0/", rt.url), &rt.agent.token)
            .test()
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_sync_sees_all_open_tickets_and_the_next_one_only_what_changed() {
    let Some(rt) = Rt::here() else { return };
    let (desk, scope) = (rt.desk(), rt.scope());
    let (first, second) = (
        rt.ticket("Sync: first", "ama@passports.example"),
        rt.ticket("Sync: second", "ama@passports.example"),
    );
    let (all, _) = sync(&desk, &scope, None).await;
    let ticket = all.tickets.iter().find(|ticket| ticket.id == first).unwrap();
    assert_eq!(
        (ticket.subject.as_str(), ticket.queue.as_str()),
        ("Sync: first", rt.queue.as_str())
    );
    assert_eq!((ticket.status, ticket.owner.as_ref()), (RemoteStatus::Open, None));
    assert_eq!(ticket.requestors[0].email.as_deref(), Some("ama@passports.example"));
    assert_eq!(ticket.cc[0].email.as_deref(), Some("bo@licences.example"));
    assert_eq!(ticket.tenant_hint.as_deref(), Some("passports.example"));
    assert_eq!(ticket.priority_hint.as_deref(), Some("50"));
    assert!(ticket.web_url.ends_with(&format!("/Ticket/Display.html?id={first}")));

    // The connector looks ten seconds back: a cursor later than that makes the two tickets old.
    let later = Cursor::from_stored((Utc::now() + TimeDelta::seconds(11)).to_rfc3339());
    tokio::time::sleep(Duration::from_secs(3)).await;
    desk.set_subject(&second, "Sync: second, renamed").await.unwrap();
    let (changed, _) = sync(&desk, &scope, Some(&later)).await;
    let ids: Vec<&RemoteId> = changed.tickets.iter().map(|ticket| &ticket.id).collect();
    assert!(ids.contains(&&second) && !ids.contains(&&first), "{ids:?}");
}

#[tokio::test]
async fn a_comment_is_internal_and_a_reply_is_public() {
    let Some(rt) = Rt::here() else { return };
    let desk = rt.desk();
    let id = rt.ticket("Messages", "ama@passports.example");
    let note = desk.comment(&id, &words("For us only: ü ✓")).await.unwrap();
    let reply = desk
        .reply(&id, &words("We are on it.\nNext update by 15:00."))
        .await
        .unwrap();
    let thread = desk.thread(&id).await.unwrap();
    let [opening, internal, public] = &thread.messages[..] else {
        panic!("{:?}", thread.messages)
    };
    assert_eq!(opening.body, "The app is down ✓\nsecond line");
    assert!(opening.opens && opening.kind == MessageKind::Public);
    assert_eq!(
        (internal.kind, internal.body.as_str(), internal.role),
        (MessageKind::Internal, "For us only: ü ✓", Role::Agent)
    );
    assert_eq!(Some(&internal.transaction), note.remote_transaction.as_ref());
    assert_eq!(
        (public.kind, public.body.as_str(), public.role),
        (MessageKind::Public, "We are on it.\nNext update by 15:00.", Role::Agent)
    );
    assert_eq!(Some(&public.transaction), reply.remote_transaction.as_ref());
    assert!(public.at >= thread.ticket.created_at && public.author.name == rt.agent.name);
}

#[tokio::test]
async fn changes_arrive_and_are_read_again() {
    let Some(rt) = Rt::here() else { return };
    let desk = rt.desk();
    let id = rt.ticket("Changes", "ama@passports.example");
    let done = Ok(Delivered {
        remote_transaction: None,
    });
    assert_eq!(desk.set_subject(&id, "Passports: 502 from all routes").await, done);
    assert_eq!(desk.set_priority(&id, "80").await, done);
    assert_eq!(desk.set_status(&id, &NewStatus::Waiting).await, done);
    assert_eq!(desk.assign(&id, &Assignee::Me).await, done);
    assert_eq!(desk.assign(&id, &Assignee::Me).await, done, "twice is no refusal");
    let ticket = desk.thread(&id).await.unwrap().ticket;
    assert_eq!(
        (ticket.subject.as_str(), ticket.status),
        ("Passports: 502 from all routes", RemoteStatus::Waiting)
    );
    assert_eq!(
        (ticket.priority_hint.as_deref(), ticket.owner.unwrap().name),
        (Some("80"), rt.agent.name.clone())
    );
    assert_eq!(desk.set_status(&id, &NewStatus::Resolved).await, done);
    assert_eq!(desk.set_status(&id, &NewStatus::Open).await, done);
    assert_eq!(desk.assign(&id, &Assignee::Nobody).await, done);

    let thread = desk.thread(&id).await.unwrap();
    assert!(
        thread
            .changes
            .iter()
            .all(|change| change.role == Role::Agent && change.author.name == rt.agent.name)
    );
    let owner = |change: &Change| match change {
        Change::Owner(owner) => Some(owner.as_ref().map(|owner| owner.name.clone())),
        _ => None,
    };
    let owners: Vec<_> = thread.changes.iter().filter_map(|change| owner(&change.what)).collect();
    assert_eq!(owners, [Some(rt.agent.name.clone()), None]);
    let told: Vec<&Change> = thread
        .changes
        .iter()
        .map(|change| &change.what)
        .filter(|what| owner(what).is_none())
        .collect();
    let expected = [
        Change::Subject("Passports: 502 from all routes".to_owned()),
        Change::Priority("80".to_owned()),
        Change::Status(RemoteStatus::Waiting, "stalled".to_owned()),
        Change::Resolved("resolved".to_owned()),
        Change::Reopened("open".to_owned()),
    ];
    assert_eq!(told, expected.iter().collect::<Vec<_>>());
}

#[tokio::test]
async fn what_rt_refuses_under_a_200_is_refused_with_its_reason() {
    let Some(rt) = Rt::here() else { return };
    let desk = rt.desk();
    let id = rt.ticket("Refusals", "ama@passports.example");
    let refused = desk.set_status(&id, &NewStatus::Named("nonsense".to_owned())).await;
    let reason = "Status 'nonsense' isn't a valid status for this ticket.".to_owned();
    assert_eq!(refused, Err(DeskError::Refused { reason }));
    let refused = desk
        .assign(&id, &Assignee::Named("ama@passports.example".to_owned()))
        .await;
    let reason = "That user may not own tickets in that queue".to_owned();
    assert_eq!(refused, Err(DeskError::Refused { reason }));
    assert_eq!(
        desk.thread(&RemoteId::parse("99999999").unwrap()).await.err(),
        Some(DeskError::Gone { merged_into: None })
    );
}

#[tokio::test]
async fn r22_a_ticket_is_handed_over_to_a_colleague_and_rt_says_why_not() {
    let Some(rt) = Rt::here() else { return };
    let desk = rt.desk();
    let id = rt.ticket("Handed over", "ama@passports.example");
    let to = |name: &str| Assignee::Named(name.to_owned());
    let done = Ok(Delivered {
        remote_transaction: None,
    });
    assert_eq!(desk.assign(&id, &Assignee::Me).await, done);
    assert_eq!(desk.assign(&id, &to(&rt.colleague.name)).await, done);
    let thread = desk.thread(&id).await.unwrap();
    assert_eq!(thread.ticket.owner.unwrap().name, rt.colleague.name);
    let last = thread.changes.last().unwrap();
    assert!(
        matches!(&last.what, Change::Owner(Some(owner)) if owner.name == rt.colleague.name),
        "{:?}",
        last.what
    );

    // 6 is the id of RT's Nobody: a number would give the ticket to somebody else.
    for (name, why) in [("nobody.here", "does not exist"), ("6", "a number")] {
        match desk.assign(&id, &to(name)).await {
            Err(DeskError::Refused { reason }) => assert!(reason.contains(why), "{name}: {reason}"),
            outcome => panic!("{name}: {outcome:?}"),
        }
    }
    let owner = desk.thread(&id).await.unwrap().ticket.owner.unwrap();
    assert_eq!(owner.name, rt.colleague.name, "a refusal changes nothing");
}

#[tokio::test]
async fn attachments_go_both_ways() {
    let Some(rt) = Rt::here() else { return };
    let desk = rt.desk();
    let id = rt.ticket("Attachments", "ama@passports.example");
    let picture: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    let file = |name: &str, content_type: &str, content: &[u8]| OutgoingFile {
        name: name.to_owned(),
        content_type: content_type.to_owned(),
        content: content.to_vec(),
    };
    let attachments = vec![
        file("shot.png", "image/png", &picture),
        file("app.log", "text/plain", b"one\ntwo\n"),
    ];
    desk.reply(
        &id,
        &Outgoing {
            body: "See attached".to_owned(),
            attachments,
        },
    )
    .await
    .unwrap();
    let message = desk.thread(&id).await.unwrap().messages.pop().unwrap();
    assert_eq!(message.body, "See attached");
    let [shot, log] = &message.attachments[..] else {
        panic!("{:?}", message.attachments)
    };
    assert_eq!((shot.name.as_str(), shot.size), ("shot.png", picture.len() as u64));
    assert_eq!(desk.attachment(&shot.id).await.unwrap(), picture);
    assert_eq!(
        (log.name.as_str(), desk.attachment(&log.id).await.unwrap()),
        ("app.log", b"one\ntwo\n".to_vec())
    );
    assert!(desk.attachment("99999999").await.is_err());
}

#[tokio::test]
async fn r04_r05_rt_says_who_is_an_agent_and_who_is_away() {
    let Some(rt) = Rt::here() else { return };
    let outsider = |name: &str, email: &str| Account {
        name: name.to_owned(),
        email: email.to_owned(),
        token: String::new(),
    };
    let (sam, robin) = (
        outsider("Sam", "sam@tenant-one.test"),
        outsider("Robin", "robin@tenant-one.test"),
    );
    let id = rt.ticket("Who is us", &sam.email);
    rt.desk_of(&rt.colleague).reply(&id, &words("Any news?")).await.unwrap();
    rt.mail(&id, &robin, "", "I see it too");
    rt.mail(&id, &sam, "Auto-Submitted: auto-replied\n", "I am away");
    rt.mail(&id, &sam, "Return-Path: <>\n", "I am away too");
    rt.mail(&id, &rt.agent, "", "Looking now, by mail");
    let thread = rt.desk().thread(&id).await.unwrap();
    let messages = thread.messages.iter().skip(1);
    let told: Vec<_> = messages.map(|m| (m.body.trim(), m.role, m.automatic)).collect();
    assert_eq!(
        told,
        [
            ("Any news?", Role::Agent, false),
            ("I see it too", Role::Outsider, false),
            ("I am away", Role::Outsider, true),
            ("I am away too", Role::Outsider, true),
            ("Looking now, by mail", Role::Agent, false),
        ]
    );
    assert_eq!(
        thread.messages[2].to,
        ["platform@rt.test", "emergency@platform.example"]
    );
}

#[tokio::test]
async fn r06_r10_an_absence_note_is_known_by_its_subject_and_rt_reopens_by_itself() {
    let Some(rt) = Rt::here() else { return };
    let desk = rt.desk();
    let id = rt.ticket("Absence", "ama@passports.example");
    desk.set_status(&id, &NewStatus::Resolved).await.unwrap();
    // "Réponse automatique :" as mail carries it.
    let subject = "=?utf-8?Q?R=C3=A9ponse_automatique_=3A?=";
    let mail = format!(
        "From: Ama <ama@passports.example>\nTo: Platform <platform@rt.test>\nSubject: {subject} [rt.test #{id}]\n\
         Message-ID: <{id}.away@x.example>\n\nJe suis absente.\n"
    );
    rt.mailed(&mail);
    let thread = desk.thread(&id).await.unwrap();
    assert!(thread.messages.last().unwrap().automatic);
    let reopened = thread.changes.last().unwrap();
    assert_eq!(
        (&reopened.what, reopened.role),
        (&Change::Reopened("open".to_owned()), Role::HelpDesk)
    );
}

#[tokio::test]
async fn r01_a_status_of_the_sites_own_is_finished_if_rt_says_so_and_closing_finds_it() {
    let Some(rt) = Rt::here() else { return };
    let (desk, open) = (rt.desk(), rt.ticket_in(&rt.shop, "Shop", "ama@passports.example"));
    assert_eq!(desk.thread(&open).await.unwrap().ticket.status, RemoteStatus::Open);
    let done = desk.set_status(&open, &NewStatus::Named("on-hold".to_owned())).await;
    assert!(done.is_ok(), "{done:?}");
    desk.set_status(&open, &NewStatus::Resolved).await.unwrap();
    let thread = desk.thread(&open).await.unwrap();
    assert_eq!(
        (thread.ticket.status, thread.ticket.status_text.as_str()),
        (RemoteStatus::Resolved, "closed")
    );
    assert_eq!(
        thread.changes.last().unwrap().what,
        Change::Resolved("closed".to_owned())
    );
    // To another connection, that knows nothing yet, too.
    let scope = Scope {
        queues: vec![rt.shop.clone()],
        closed_since: Some(Utc::now() - TimeDelta::hours(1)),
    };
    let (all, _) = sync(&rt.desk(), &scope, None).await;
    let seen = all.tickets.iter().find(|ticket| ticket.id == open).unwrap();
    assert_eq!(seen.status, RemoteStatus::Resolved);
}

#[tokio::test]
async fn r02_r03_rt_says_where_a_ticket_went_that_no_search_finds() {
    let Some(rt) = Rt::here() else { return };
    let [here, deleted, merged, moved, hidden] =
        ["Here", "Deleted", "Merged", "Moved", "Hidden"].map(|subject| rt.ticket(subject, "ama@passports.example"));
    rt.admin_puts(&deleted, &json!({"Status": "deleted"}));
    rt.admin_puts(&merged, &json!({"MergeInto": here.as_str()}));
    rt.admin_puts(&moved, &json!({"Queue": rt.network}));
    rt.admin_puts(&hidden, &json!({"Queue": rt.elsewhere}));
    let asked = [&here, &deleted, &merged, &moved, &hidden].map(Clone::clone);
    let places = rt.desk().whereabouts(&asked).await.unwrap();
    let places: Vec<Whereabouts> = places.into_iter().map(|(_, place)| place).collect();
    let [
        Whereabouts::Here(_),
        Whereabouts::Deleted,
        Whereabouts::Merged(into),
        Whereabouts::Here(moved),
        Whereabouts::Hidden,
    ] = &places[..]
    else {
        panic!("{places:?}")
    };
    assert_eq!((into, moved.queue.as_str()), (&here, rt.network.as_str()));
}

#[tokio::test]
async fn a_message_whose_outcome_was_unknown_is_found() {
    let Some(rt) = Rt::here() else { return };
    let desk = rt.desk();
    let id = rt.ticket("Read back", "ama@passports.example");
    let sought = |kind, body: &str, known: Vec<String>| ReadBack {
        kind,
        body: body.to_owned(),
        first_attempt_at: Utc::now(),
        ahead: None,
        known,
    };
    let public = sought(MessageKind::Public, "It is fixed.\nPlease check. ✓", Vec::new());
    assert_eq!(desk.find_delivered(&id, &public).await, Ok(LookedUp::NotThere));

    // Too short for RT to answer a write, long enough to send it.
    let impatient = HttpLimits {
        whole: Duration::from_millis(150),
        ..HttpLimits::default()
    };
    let token = SecretString::from(rt.agent.token.clone());
    let cut_off = RequestTracker::new(&rt.url, &token, impatient).unwrap();
    assert_eq!(cut_off.reply(&id, &words(&public.body)).await, Err(DeskError::Unknown));

    let LookedUp::There(found) = desk.find_delivered(&id, &public).await.unwrap() else {
        panic!("RT finished what it was sent")
    };
    let transaction = found.remote_transaction.unwrap();
    let thread = desk.thread(&id).await.unwrap();
    assert_eq!(thread.messages.last().unwrap().transaction, transaction);
    assert_eq!(
        desk.find_delivered(&id, &sought(MessageKind::Internal, &public.body, vec![]))
            .await,
        Ok(LookedUp::NotThere)
    );
    assert_eq!(
        desk.find_delivered(&id, &sought(MessageKind::Public, &public.body, vec![transaction]))
            .await,
        Ok(LookedUp::NotThere)
    );
    let colleague = rt.desk_of(&rt.colleague);
    assert_eq!(
        colleague.find_delivered(&id, &public).await,
        Ok(LookedUp::NotThere),
        "another author's words are not ours"
    );
}

/// A Dutydesk that writes on one ticket of the real server, and is killed.
struct Killed<'rt> {
    rt: &'rt Rt,
    runtime: tokio::runtime::Runtime,
    ticket: RemoteId,
    birth: Birth,
    confirmed: Vec<String>,
}

impl Killed<'_> {
    const TEST: &'static str = "f30_killed_while_it_writes_to_a_real_server_nothing_is_lost_and_nothing_is_doubled";
    const PATIENCE: Duration = Duration::from_secs(60);
    /// A request of a client that was killed comes to its end within this time.
    const COMES_TO_ITS_END: Duration = Duration::from_secs(3);

    /// One life, which is killed so long after it has queued something.
    fn lives(&mut self, long: Duration) {
        let mut life = self.is_born();
        let is_queued = |word: &Word| matches!(word, Word::Queued { .. });
        self.hears(&mut life, Instant::now() + Self::PATIENCE, is_queued);
        self.hears(&mut life, Instant::now() + long, |_| false);
        for word in life.kill() {
            self.notes(&word);
        }
    }

    /// Lives on until nothing waits any more.
    fn ends(&mut self) {
        self.birth.tickets.clear();
        let mut life = self.is_born();
        self.hears(&mut life, Instant::now() + Self::PATIENCE, |word| *word == Word::Rests);
        life.kill();
    }

    fn is_born(&mut self) -> Life {
        self.birth.number += 1;
        self.birth.seed = self.birth.number.into();
        Life::begin(Self::TEST, &self.birth)
    }

    fn hears(&mut self, life: &mut Life, end: Instant, is_enough: impl Fn(&Word) -> bool) {
        while let Some(word) = life.hears_until(end) {
            if let Word::Doubts { id, text, .. } = &word {
                life.answer(*id, self.is_there(text));
            }
            self.notes(&word);
            if is_enough(&word) {
                return;
            }
        }
    }

    fn notes(&mut self, word: &Word) {
        if let Word::Queued { mark, .. } = word {
            self.confirmed.push(mark.clone());
        }
    }

    /// What a person does who looks at the help desk, and once more where nothing is there.
    fn is_there(&self, text: &str) -> bool {
        let found = || self.written().iter().any(|written| written.trim() == text.trim());
        found() || {
            std::thread::sleep(Self::COMES_TO_ITS_END);
            found()
        }
    }

    /// What our agent wrote, in the order in which it came.
    fn written(&self) -> Vec<String> {
        let thread = self.runtime.block_on(self.rt.desk().thread(&self.ticket)).unwrap();
        let ours = thread
            .messages
            .into_iter()
            .filter(|message| message.author.name == self.rt.agent.name);
        ours.map(|message| message.body).collect()
    }
}

#[test]
fn f30_killed_while_it_writes_to_a_real_server_nothing_is_lost_and_nothing_is_doubled() {
    life::live_if_asked();
    let Some(rt) = Rt::here() else { return };
    let folder = tempfile::tempdir().unwrap();
    let birth = Birth {
        data: folder.path().join("data"),
        policy: "govuk-paas-2016".into(),
        token: rt.agent.token.trim().to_owned(),
        number: 0,
        tickets: Vec::new(),
        seed: 0,
    };
    life::add_help_desk(&birth, &rt.url, &[&rt.queue]);
    let ticket = rt.ticket("Killed", "ama@passports.example");
    let mut killed = Killed {
        rt: &rt,
        runtime: tokio::runtime::Runtime::new().unwrap(),
        birth: Birth {
            tickets: vec![format!("rt:work/{ticket}")],
            ..birth
        },
        ticket,
        confirmed: Vec::new(),
    };
    let kills = if std::env::var_os("DUTYDESK_SOAK").is_some() {
        200
    } else {
        3
    };
    for number in 1..=kills {
        killed.lives(Duration::from_millis(number * 137 % 700));
    }
    killed.ends();
    let written = killed.written();
    let there: Vec<&str> = written.iter().filter_map(|text| text.lines().next()).collect();
    for mark in &killed.confirmed {
        let copies = there.iter().filter(|there| *there == mark).count();
        assert_eq!(copies, 1, "{mark:?} of {there:#?}");
    }
    let acts: Vec<&&str> = there.iter().filter(|text| text.starts_with("life ")).collect();
    let place = |act: &&&str| {
        let numbers = act.split(|letter: char| !letter.is_ascii_digit());
        numbers.filter_map(|number| number.parse().ok()).collect::<Vec<u32>>()
    };
    assert!(acts.iter().map(place).is_sorted_by(|one, next| one < next), "{acts:#?}");
    println!(
        "counts: killed with a real Request Tracker: {kills} kills, {} acts confirmed, {} on the server, 0 lost, 0 doubled",
        killed.confirmed.len(),
        acts.len()
    );
    assert!(!killed.confirmed.is_empty());
}
