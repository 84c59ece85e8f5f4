//! What the tests of the store share: instants, tickets, a store with some data.
#![allow(clippy::unwrap_used, dead_code, unreachable_pub, missing_docs)]

use std::path::Path;

use desk_domain::event::{EventKind, Route, TicketEvent};
use desk_domain::ids::{AccountKey, OperationId, RemoteId, TicketId};
use desk_domain::policy::{Clock, Stage};
use desk_domain::priority::Priority;
use desk_domain::time::Instant;
use desk_store::Store;
use desk_store::cache::attachment::Attachment;
use desk_store::cache::deadline::Deadline;
use desk_store::cache::list_row::{ListRow, Place, Whose};
use desk_store::cache::message::Message;
use desk_store::cache::remote_ticket::{Recipient, RemoteStatus, RemoteTicket};
use desk_store::desk::account::Account;
use desk_store::desk::notice::NoticeKey;
use desk_store::desk::outbox::{Carries, NewAct, Reply};
use desk_store::desk::ticket::{Remote, Ticket};
use desk_store::desk::ticket_event::{NewEvent, Transaction};

pub fn at(text: &str) -> Instant {
    chrono::DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

/// A Monday in hours.
pub fn monday() -> Instant {
    at("2026-11-23T10:00:00Z")
}

pub fn ticket_id(text: &str) -> TicketId {
    TicketId::parse(text).unwrap()
}

/// The id of a ticket; all tickets here belong to the same account.
pub fn numbered(number: u32) -> TicketId {
    ticket_id(&format!("rt:work/{number}"))
}

pub fn account_key(text: &str) -> AccountKey {
    AccountKey::parse(text).unwrap()
}

pub fn op(text: &str) -> OperationId {
    OperationId::parse(text).unwrap()
}

pub fn minutes(n: i64) -> chrono::TimeDelta {
    chrono::TimeDelta::minutes(n)
}

pub fn open(dir: &Path) -> Store {
    Store::open(dir, monday()).unwrap().0
}

pub fn account() -> Account {
    Account {
        key: account_key("rt:work"),
        kind: "rt".into(),
        name: "work".into(),
        fields: [
            ("url".to_owned(), vec!["https://rt.example.org/".to_owned()]),
            ("queues".to_owned(), vec!["support".to_owned(), "alerts".to_owned()]),
        ]
        .into(),
        watch_from: monday(),
        me: None,
        created_at: monday(),
    }
}

pub fn ticket(number: u32) -> Ticket {
    Ticket {
        id: numbered(number),
        remote: Some(Remote {
            account: account_key("rt:work"),
            id: RemoteId::parse(&number.to_string()).unwrap(),
        }),
        route: Route::Normal,
        adopted: true,
        practice: false,
        tenant: Some("notify-api".into()),
        raised_at: monday(),
        subject: None,
        source: None,
        linked_to: None,
    }
}

pub fn own_ticket(id: &str, practice: bool, subject: &str) -> Ticket {
    Ticket {
        id: ticket_id(id),
        remote: None,
        practice,
        subject: Some(subject.into()),
        ..ticket(0)
    }
}

pub fn event(ticket: &str, at: Instant, kind: EventKind) -> NewEvent {
    NewEvent {
        ticket: ticket_id(ticket),
        event: TicketEvent { at, kind },
        recorded_at: at,
        transaction: None,
        op_id: None,
    }
}

pub fn transaction(id: u32) -> Option<Transaction> {
    Some(Transaction {
        account: account_key("rt:work"),
        id: id.to_string(),
    })
}

pub fn act(op_id: &str, ticket: &str) -> NewAct {
    NewAct {
        op_id: op(op_id),
        account: Some(account_key("rt:work")),
        ticket: ticket_id(ticket),
        carries: Carries::Reply(Reply {
            text: "We are looking into it.".into(),
            ..Reply::default()
        }),
        queued_at: monday(),
        hold_until: None,
    }
}

pub fn key(subject: &str, n: u32) -> NoticeKey {
    NoticeKey {
        subject: ticket_id(subject),
        clock: Some(Clock::Respond),
        cycle: 1,
        stage: Stage::Repeat,
        n,
        due_at: monday(),
    }
}

pub fn remote_ticket(number: u32, subject: &str) -> RemoteTicket {
    RemoteTicket {
        ticket: numbered(number),
        account: Some(account_key("rt:work")),
        subject: subject.into(),
        status: RemoteStatus::Open,
        raw_status: "open".into(),
        queue: "support".into(),
        tenant: Some("notify-api".into()),
        owner: None,
        requestors: vec![recipient("Sam", "sam@example.org")],
        cc: vec![recipient("Team", "team@example.org")],
        priority_hint: Some(Priority::P2),
        created_at: monday() + minutes(i64::from(number)),
        updated_at: monday() + minutes(i64::from(number)),
        web_url: None,
        fetched_at: monday(),
    }
}

pub fn recipient(name: &str, address: &str) -> Recipient {
    Recipient {
        name: name.into(),
        address: address.into(),
    }
}

pub fn message(number: u32, transaction: u32, body: &str) -> Message {
    Message {
        ticket: numbered(number),
        transaction: transaction.to_string(),
        at: monday() + minutes(i64::from(transaction)),
        author: "Sam".into(),
        by_us: false,
        public: true,
        automatic: false,
        body: body.into(),
    }
}

pub fn attachment(number: u32, remote_id: u32) -> Attachment {
    Attachment {
        ticket: numbered(number),
        remote_id: remote_id.to_string(),
        transaction: "1".into(),
        name: "app.log".into(),
        media_type: "text/plain".into(),
        size: 11,
        fetched_at: None,
    }
}

pub fn deadline(number: u32, due_at: Instant) -> Deadline {
    Deadline {
        ticket: numbered(number),
        clock: Clock::Respond,
        cycle: 1,
        due_at: Some(due_at),
        at_risk_at: None,
        started_at: monday(),
        ended_at: None,
        paused: false,
        priority: Some(Priority::P2),
        in_scope: None,
    }
}

pub fn row(number: u32, place: Place, whose: Whose, priority: Option<Priority>, due_at: Option<Instant>) -> ListRow {
    ListRow {
        ticket: numbered(number),
        place,
        whose,
        priority,
        clock: due_at.map(|_| Clock::Respond),
        due_at,
        at_risk_at: None,
        chase_at: None,
        waiting_since: None,
        raised_at: monday(),
        subject: format!("Issue {number}"),
        tenant: Some("notify-api".into()),
        owner: None,
        source: format!("RT {number}"),
        status: "open".into(),
        incident: false,
        practice: false,
    }
}

/// A ticket with a thread, a deadline and a line; an incident; an act in the outbox; a claimed notification.
pub fn fill(store: &mut Store) {
    store
        .desk
        .write(|desk| {
            desk.put_tickets(&[ticket(41), ticket(42)])?;
            let raised = EventKind::Raised {
                route: Route::Normal,
                tenant: true,
            };
            desk.append_events(&[event("rt:work/41", monday(), raised)])?;
            desk.queue(&act("op-1", "rt:work/41"))?;
            desk.claim([key("rt:work/41", 0)], monday())?;
            desk.open_incident("Routers drop connections", Some(&numbered(41)), monday())
        })
        .unwrap();
    store
        .add_incident_line(
            1,
            desk_store::desk::incident::LineKind::Decision,
            "Roll the gorouter back",
            monday(),
        )
        .unwrap();
    store
        .cache
        .write(|cache| {
            cache.put_remote_tickets(&[
                remote_ticket(41, "Elevated 502 rate"),
                remote_ticket(42, "Log drain drops"),
            ])?;
            cache.put_messages(&[
                message(41, 1, "Since lunch the router answers 502"),
                message(41, 2, "Any news?"),
            ])?;
            cache.put_attachments(&[attachment(41, 7)])?;
            cache.keep_content(&numbered(41), "7", b"hello world", monday())?;
            cache.replace_deadlines(&numbered(41), &[deadline(41, monday() + minutes(30))])?;
            let due = Some(monday() + minutes(30));
            cache.put_rows(&[row(41, Place::Running, Whose::Nobody, Some(Priority::P2), due)])?;
            cache.sync_went_well(&account_key("rt:work"), Some("2026-11-23 10:00:00"), monday())
        })
        .unwrap();
}

/// What another program writes into one of the files: foreign keys are no business of its own.
pub fn write_raw(dir: &Path, file: &str, sql: &str, params: impl rusqlite::Params) {
    let other = rusqlite::Connection::open(dir.join(file)).unwrap();
    other.pragma_update(None, "foreign_keys", false).unwrap();
    other.execute(sql, params).unwrap();
}

/// How often a loop of random faults runs: few times, unless a soak is asked for. The number is printed.
pub fn rounds(what: &str, few: u32, soak: u32) -> u32 {
    let rounds = if std::env::var_os("DUTYDESK_SOAK").is_some() {
        soak
    } else {
        few
    };
    println!("{what}: {rounds} rounds");
    rounds
}

/// The history of every ticket.
pub fn histories(store: &Store) -> Vec<(TicketId, Vec<TicketEvent>)> {
    let desk = store.desk.read();
    let tickets = desk.tickets().unwrap();
    let history = |ticket: Ticket| (desk.history(&ticket.id).unwrap(), ticket.id);
    tickets
        .into_iter()
        .map(|ticket| {
            let (history, id) = history(ticket);
            (id, history)
        })
        .collect()
}
