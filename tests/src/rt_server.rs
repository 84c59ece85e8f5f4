//! A Request Tracker in memory on a real socket, with as much of its REST interface as the connector uses. It handles
//! one request after the other: when a request is answered, all earlier ones are finished.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::dice::Dice;

/// A token of the one agent that this server knows. Its second part is that agent's id.
pub const RT_TOKEN: &str = "1-14-0123456789abcdef";
/// The agent.
const AGENT: &str = "alex";
/// Rows of a page, as RT has it.
const PER_PAGE: usize = 100;
/// Longest pause of a write, before it is kept and before it is answered, in microseconds.
const PAUSE_US: u64 = 6_000;
/// A client that says nothing for so long is gone.
const UNHEARD: Duration = Duration::from_secs(10);

/// What happened to a message that an agent sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its words.
    pub text: String,
    /// Whether the connection was cut in place of an answer.
    pub is_cut: bool,
    /// What [`RtServer::new_client`] said last before it came.
    pub client: u32,
}

/// The server. It ends with the process.
pub struct RtServer {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
    writes: Receiver<()>,
}

struct State {
    dice: Dice,
    cuts: bool,
    client: u32,
    tickets: Vec<Ticket>,
    rows: u64,
    writes: Sender<()>,
}

struct Ticket {
    queue: String,
    requestor: String,
    created: DateTime<Utc>,
    updated: DateTime<Utc>,
    history: Vec<Row>,
}

/// A row of a ticket's history, and the one part of its message, which has the same number.
struct Row {
    id: u64,
    kind: &'static str,
    by: String,
    at: DateTime<Utc>,
    kept: Kept,
}

struct Request {
    method: String,
    path: String,
    query: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What is done with a request.
enum Reply {
    Ok(Value),
    Created(u64),
    NotFound,
    /// Nothing more is said.
    Cut,
}

impl RtServer {
    /// Starts it. The seed decides when it is slow, and which connections it cuts once [`RtServer::set_cuts`] lets it.
    #[must_use]
    pub fn start(seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (heard, writes) = channel();
        let state = Arc::new(Mutex::new(State {
            dice: Dice(seed),
            cuts: false,
            client: 0,
            tickets: Vec::new(),
            rows: 0,
            writes: heard,
        }));
        let served = Arc::clone(&state);
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                // A client that was killed is no trouble of the server's.
                let _ = serve(&stream.unwrap(), &served);
            }
        });
        Self { address, state, writes }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A tenant writes to a queue; the number of the ticket.
    pub fn raise(&self, queue: &str, requestor: &str) -> usize {
        let mut state = self.state();
        let (now, row) = (Utc::now(), state.next_row());
        let opening = Row {
            id: row,
            kind: "Create",
            by: requestor.to_owned(),
            at: now,
            kept: Kept {
                text: "It says 500.".to_owned(),
                is_cut: false,
                client: state.client,
            },
        };
        state.tickets.push(Ticket {
            queue: queue.to_owned(),
            requestor: requestor.to_owned(),
            created: now,
            updated: now,
            history: vec![opening],
        });
        state.tickets.len()
    }

    /// Whether some writes are cut off from now on, before or after they are kept.
    pub fn set_cuts(&self, cuts: bool) {
        self.state().cuts = cuts;
    }

    /// Another client starts. Requests of an earlier one have arrived, or never will.
    pub fn new_client(&self, client: u32) {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.write_all(b"GET /REST/2.0/rt HTTP/1.1\r\n\r\n").unwrap();
        stream.read_to_end(&mut Vec::new()).unwrap();
        self.state().client = client;
        while self.writes.try_recv().is_ok() {}
    }

    /// Waits until a write has come, at most so long; whether one did.
    pub fn hears_a_write(&self, within: Duration) -> bool {
        self.writes.recv_timeout(within).is_ok()
    }

    /// What the agent wrote on a ticket, in the order in which it came.
    #[must_use]
    pub fn written(&self, ticket: usize) -> Vec<Kept> {
        let state = self.state();
        let rows = &state.tickets[ticket - 1].history;
        rows.iter()
            .filter(|row| row.by == AGENT)
            .map(|row| row.kept.clone())
            .collect()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

fn serve(stream: &TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    stream.set_read_timeout(Some(UNHEARD))?;
    let Some(request) = receive(stream)? else { return Ok(()) };
    match answer(state, &request) {
        Reply::Ok(body) => send(stream, "200 OK", "", &body),
        Reply::Created(row) => {
            let location = format!("Location: /REST/2.0/transaction/{row}\r\n");
            send(stream, "201 Created", &location, &json!(["Message recorded"]))
        }
        Reply::NotFound => send(stream, "404 Not Found", "", &json!({"message": "Not Found"})),
        Reply::Cut => Ok(()),
    }
}

/// A whole request; `None` if the client ended before the request was complete.
fn receive(stream: &TcpStream) -> std::io::Result<Option<Request>> {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let mut length = 0;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        match line.trim_end().split_once(':') {
            Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                length = value.trim().parse().unwrap();
            }
            Some(_) => {}
            None => break,
        }
    }
    let mut body = vec![0; length];
    if reader.read_exact(&mut body).is_err() {
        return Ok(None);
    }
    let mut words = first.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    Ok(Some(Request {
        method: method.to_owned(),
        path: path.trim_start_matches("/REST/2.0/").to_owned(),
        query: pairs.map(|(name, value)| (decoded(name), decoded(value))).collect(),
        body,
    }))
}

fn decoded(text: &str) -> String {
    let mut bytes = text.bytes();
    let mut plain = Vec::new();
    while let Some(byte) = bytes.next() {
        let mut digit = || char::from(bytes.next().unwrap()).to_digit(16).unwrap();
        match byte {
            b'%' => plain.push(u8::try_from(digit() * 16 + digit()).unwrap()),
            b'+' => plain.push(b' '),
            _ => plain.push(byte),
        }
    }
    String::from_utf8(plain).unwrap()
}

fn send(mut stream: &TcpStream, status: &str, headers: &str, body: &Value) -> std::io::Result<()> {
    let (date, body) = (Utc::now().format("%a, %d %b %Y %H:%M:%S GMT"), body.to_string());
    let length = body.len();
    let whole = format!(
        "HTTP/1.1 {status}\r\nDate: {date}\r\nContent-Type: application/json; charset=\"utf-8\"\r\n{headers}\
         Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    );
    stream.write_all(whole.as_bytes())
}

impl Request {
    fn asks(&self, name: &str) -> &str {
        let found = self.query.iter().find(|(asked, _)| asked == name);
        found.map_or("", |(_, value)| value)
    }
}

fn answer(state: &Mutex<State>, request: &Request) -> Reply {
    let parts: Vec<&str> = request.path.split('/').collect();
    let number = |part: &str| part.parse::<usize>().unwrap_or_default();
    match (request.method.as_str(), parts.as_slice()) {
        ("POST", ["ticket", ticket, how @ ("comment" | "correspond")]) => {
            let kind = if *how == "comment" { "Comment" } else { "Correspond" };
            write(state, number(ticket), kind, &request.body)
        }
        ("GET", parts) => {
            let state = state.lock().unwrap();
            match *parts {
                ["rt"] => Reply::Ok(json!({"Version": "5.0.3"})),
                ["user", _] => Reply::Ok(user(AGENT)),
                ["queues", "all"] => page(request, vec![json!({"id": "1", "Name": "Platform", "Disabled": "0"})]),
                ["tickets"] => page(request, state.found(request.asks("query"))),
                ["ticket", ticket, "history"] => page(request, state.history(number(ticket))),
                ["ticket", ticket, "attachments"] => page(request, state.parts(number(ticket), request.asks("query"))),
                _ => Reply::NotFound,
            }
        }
        _ => Reply::NotFound,
    }
}

/// Saves a message. It takes some time, so that other events can happen in every part of it.
fn write(state: &Mutex<State>, ticket: usize, kind: &'static str, body: &[u8]) -> Reply {
    let (before, after, cut) = {
        let mut state = state.lock().unwrap();
        let _ = state.writes.send(());
        let cut = if state.cuts { state.dice.throw(24) } else { u64::MAX };
        (state.dice.throw(PAUSE_US), state.dice.throw(PAUSE_US), cut)
    };
    std::thread::sleep(Duration::from_micros(before));
    if cut == 0 {
        return Reply::Cut;
    }
    let body: Value = serde_json::from_slice(body).unwrap();
    let text = body["Content"].as_str().unwrap().to_owned();
    let row = state.lock().unwrap().keep(ticket, kind, text, cut == 1);
    std::thread::sleep(Duration::from_micros(after));
    if cut == 1 { Reply::Cut } else { Reply::Created(row) }
}

/// A page of rows.
fn page(request: &Request, rows: Vec<Value>) -> Reply {
    let number: usize = request.asks("page").parse().unwrap_or(1);
    let pages = rows.len().div_ceil(PER_PAGE).max(1);
    let items: Vec<Value> = rows.into_iter().skip((number - 1) * PER_PAGE).take(PER_PAGE).collect();
    let count = items.len();
    Reply::Ok(json!({
        "items": items, "page": number, "pages": pages, "total": null, "count": count, "per_page": PER_PAGE,
    }))
}

fn user(name: &str) -> Value {
    let address = if name.contains('@') {
        name.to_owned()
    } else {
        format!("{name}@platform.example")
    };
    json!({"id": "14", "Name": name, "RealName": "", "EmailAddress": address})
}

/// RT's instants have whole seconds.
fn said(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

impl State {
    fn next_row(&mut self) -> u64 {
        self.rows += 1;
        self.rows
    }

    fn keep(&mut self, ticket: usize, kind: &'static str, text: String, is_cut: bool) -> u64 {
        let (id, client, now) = (self.next_row(), self.client, Utc::now());
        let kept = Kept { text, is_cut, client };
        let ticket = &mut self.tickets[ticket - 1];
        ticket.updated = now;
        ticket.history.push(Row {
            id,
            kind,
            by: AGENT.to_owned(),
            at: now,
            kept,
        });
        id
    }

    /// Tickets, newest change first. All of them are open.
    fn found(&self, query: &str) -> Vec<Value> {
        let wanted: Option<usize> = query.strip_prefix("id = ").and_then(|id| id.parse().ok());
        let mut found: Vec<(usize, &Ticket)> = (1..).zip(&self.tickets).collect();
        found.retain(|(number, _)| wanted.is_none_or(|wanted| wanted == *number));
        found.sort_by_key(|(number, ticket)| std::cmp::Reverse((ticket.updated.timestamp(), *number)));
        found
            .into_iter()
            .map(|(number, ticket)| ticket.listed(number))
            .collect()
    }

    fn history(&self, ticket: usize) -> Vec<Value> {
        let Some(rows) = self.tickets.get(ticket - 1) else {
            return Vec::new();
        };
        let row = |row: &Row| {
            json!({
                "id": row.id.to_string(), "Type": row.kind, "Field": "", "OldValue": "", "NewValue": "",
                "Created": said(row.at), "ObjectId": ticket.to_string(), "Creator": user(&row.by),
                "_hyperlinks": [{"ref": "attachment", "_url": format!("/REST/2.0/attachment/{}", row.id)}],
            })
        };
        rows.history.iter().rev().map(row).collect()
    }

    fn parts(&self, ticket: usize, query: &str) -> Vec<Value> {
        let query: Value = serde_json::from_str(query).unwrap();
        let wanted: Vec<&str> = query[0]["value"]
            .as_array()
            .unwrap()
            .iter()
            .filter_map(Value::as_str)
            .collect();
        let rows = self.tickets[ticket - 1].history.iter();
        rows.filter(|row| wanted.contains(&row.id.to_string().as_str()))
            .map(Row::part)
            .collect()
    }
}

impl Ticket {
    fn listed(&self, number: usize) -> Value {
        json!({
            "id": number.to_string(), "Subject": format!("Cannot push {number}"), "Status": "open", "Priority": "0",
            "Created": said(self.created), "LastUpdated": said(self.updated),
            "Queue": {"id": "1", "Name": self.queue}, "Owner": user("Nobody"),
            "Requestor": [user(&self.requestor)], "Cc": [],
        })
    }
}

impl Row {
    fn part(&self) -> Value {
        json!({
            "id": self.id.to_string(), "TransactionId": self.id.to_string(), "ContentType": "text/plain",
            "Filename": "", "ContentLength": self.kept.text.len().to_string(), "Headers": "",
            "Content": self.kept.text,
        })
    }
}
