//! A help desk in memory, with tenants who write and a network that breaks.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use desk_connect::{
    Assignee, Change, Changes, Cursor, Delivered, DeskError, HelpDesk, LookedUp, Me, MessageKind, NewStatus, NextPage,
    Outgoing, Person, Queue, Reach, ReadBack, RemoteAttachment, RemoteChange, RemoteMessage, RemoteStatus,
    RemoteThread, RemoteTicket, Scope, Unread, Whereabouts,
};
use desk_domain::ids::RemoteId;
use desk_domain::who::Role;
use desk_ports::Clock;

use crate::time::HandClock;

/// The one token that it takes.
pub const TOKEN: &str = "token-of-alex";
const PAGE: usize = 100;
const QUEUE: &str = "Platform";

/// The server. Its copies are the same server.
#[derive(Debug, Clone)]
pub struct FakeDesk(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    clock: HandClock,
    state: Mutex<State>,
}

/// Something that reached the server, in order: what it is, and its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// `note`, `reply`, `priority`, `status`, `subject`, `owner`.
    pub act: &'static str,
    /// The words, or the value.
    pub text: String,
}

/// What becomes of the next write.
#[derive(Debug)]
struct Mishap {
    error: DeskError,
    arrives: bool,
}

#[derive(Debug, Default)]
struct State {
    tickets: BTreeMap<u32, Held>,
    last_transaction: u32,
    serial: u64,
    down: Option<DeskError>,
    mishaps: VecDeque<Mishap>,
    unread: BTreeMap<u32, DeskError>,
    gone: BTreeMap<u32, Whereabouts>,
    roles: BTreeMap<String, Role>,
    asked: Vec<u32>,
    frozen: bool,
    unclear: bool,
    unreadable: Vec<u32>,
    nameless: usize,
    sent: Vec<Sent>,
    files: BTreeMap<String, Vec<u8>>,
    ahead: TimeDelta,
}

#[derive(Debug)]
struct Held {
    thread: RemoteThread,
    serial: u64,
}

impl FakeDesk {
    /// An empty help desk whose clock is this one.
    #[must_use]
    pub fn new(clock: HandClock) -> Self {
        Self(Arc::new(Inner {
            clock,
            state: Mutex::default(),
        }))
    }

    /// A tenant raises a ticket now; its number.
    pub fn raise(&self, subject: &str, requestor: &str, text: &str) -> u32 {
        self.raise_at(self.now(), subject, requestor, text)
    }

    /// A ticket that was raised at another time; its number.
    pub fn raise_at(&self, at: DateTime<Utc>, subject: &str, requestor: &str, text: &str) -> u32 {
        let mut state = self.state();
        let number = u32::try_from(state.tickets.len()).unwrap() + 1;
        let tenant = tenant(requestor);
        let ticket = RemoteTicket {
            id: RemoteId::parse(&number.to_string()).unwrap(),
            subject: subject.to_owned(),
            status: RemoteStatus::Open,
            status_text: "new".to_owned(),
            queue: QUEUE.to_owned(),
            owner: None,
            requestors: vec![tenant.clone()],
            cc: Vec::new(),
            priority_hint: None,
            created_at: at,
            updated_at: at,
            tenant_hint: requestor.rsplit('@').next().map(str::to_owned),
            web_url: format!("https://help.example.org/Ticket/Display.html?id={number}"),
        };
        let transaction = state.transaction();
        let mut opening = message(transaction, at, tenant, MessageKind::Public, text);
        opening.opens = true;
        let thread = RemoteThread {
            ticket,
            messages: vec![opening],
            changes: Vec::new(),
            skipped: 0,
        };
        state.tickets.insert(number, Held { thread, serial: 0 });
        state.touch(number, at);
        number
    }

    /// The tenant of a ticket writes now.
    pub fn tenant_writes(&self, ticket: u32, text: &str) {
        let author = self.state().thread(ticket).ticket.requestors[0].clone();
        self.writes(ticket, MessageKind::Public, author, text);
    }

    /// Somebody of this address writes to a ticket by email now.
    pub fn somebody_writes(&self, ticket: u32, address: &str, text: &str) {
        self.writes(ticket, MessageKind::Public, tenant(address), text);
    }

    /// The tenant's mail program answers now: an absence note.
    pub fn tenant_is_away(&self, ticket: u32) {
        self.tenant_writes(ticket, "I am away.");
        self.state().thread(ticket).messages.last_mut().unwrap().automatic = true;
    }

    /// The help desk opens a ticket by itself now, as Request Tracker does after any email.
    pub fn reopens_by_itself(&self, ticket: u32) {
        self.turns(ticket, person("RT_System", "RT"), Change::Reopened("open".to_owned()));
    }

    /// Another agent closes a ticket now.
    pub fn colleague_closes(&self, ticket: u32) {
        self.turns(
            ticket,
            person("sam", "Sam Second"),
            Change::Resolved("resolved".to_owned()),
        );
    }

    fn turns(&self, ticket: u32, author: Person, what: Change) {
        let now = self.now();
        let mut state = self.state();
        let transaction = state.transaction();
        let role = state.role(&author);
        let thread = state.thread(ticket);
        apply(&mut thread.ticket, &what);
        thread.changes.push(RemoteChange {
            transaction,
            at: now,
            author,
            role,
            what,
        });
        state.touch(ticket, now);
    }

    /// The people of a ticket are others from now on.
    pub fn set_people(&self, ticket: u32, requestors: &[&str], cc: &[&str]) {
        let now = self.now();
        let mut state = self.state();
        let people = |addresses: &[&str]| addresses.iter().map(|address| tenant(address)).collect();
        let held = &mut state.thread(ticket).ticket;
        (held.requestors, held.cc) = (people(requestors), people(cc));
        state.touch(ticket, now);
    }

    /// What the help desk says of the user of this name from now on, if they write again.
    pub fn set_role(&self, name: &str, role: Role) {
        self.state().roles.insert(name.to_owned(), role);
    }

    /// A ticket is deleted.
    pub fn delete(&self, ticket: u32) {
        self.state().gone.insert(ticket, Whereabouts::Deleted);
    }

    /// The account may not see a ticket any more.
    pub fn hide(&self, ticket: u32) {
        self.state().gone.insert(ticket, Whereabouts::Hidden);
    }

    /// A ticket that was gone is back.
    pub fn bring_back(&self, ticket: u32) {
        let now = self.now();
        let mut state = self.state();
        state.gone.remove(&ticket);
        state.touch(ticket, now);
    }

    /// A ticket is moved to another queue.
    pub fn move_to(&self, ticket: u32, queue: &str) {
        let now = self.now();
        let mut state = self.state();
        queue.clone_into(&mut state.thread(ticket).ticket.queue);
        state.touch(ticket, now);
    }

    /// A ticket is merged into another, which gets its messages and changes.
    pub fn merge(&self, ticket: u32, into: u32) {
        let now = self.now();
        let mut state = self.state();
        let mut merged = state.thread(ticket).clone();
        merged.messages.iter_mut().for_each(|message| message.opens = false);
        let stands = state.thread(into);
        stands.messages.extend(merged.messages);
        stands.messages.sort_by_key(|message| message.at);
        stands.changes.extend(merged.changes);
        let place = Whereabouts::Merged(RemoteId::parse(&into.to_string()).unwrap());
        state.gone.insert(ticket, place);
        state.touch(into, now);
    }

    /// The tickets that were asked for by id since the last call.
    pub fn take_asked(&self) -> Vec<u32> {
        std::mem::take(&mut self.state().asked)
    }

    /// Another agent writes an internal note now, perhaps from another Dutydesk.
    pub fn colleague_notes(&self, ticket: u32, text: &str) {
        self.writes(ticket, MessageKind::Internal, person("sam", "Sam Second"), text);
    }

    /// Another agent answers the tenant now.
    pub fn colleague_replies(&self, ticket: u32, text: &str) {
        self.writes(ticket, MessageKind::Public, person("sam", "Sam Second"), text);
    }

    fn writes(&self, ticket: u32, kind: MessageKind, author: Person, text: &str) {
        let now = self.now();
        let mut state = self.state();
        let transaction = state.transaction();
        let role = state.role(&author);
        let mut written = message(transaction, now, author, kind, text);
        written.role = role;
        state.thread(ticket).messages.push(written);
        state.touch(ticket, now);
    }

    /// These people asked too, and these get a copy.
    pub fn add_people(&self, ticket: u32, requestors: &[&str], copies: &[&str]) {
        let now = self.now();
        let mut state = self.state();
        let held = &mut state.thread(ticket).ticket;
        held.requestors.extend(requestors.iter().map(|address| tenant(address)));
        held.cc.extend(copies.iter().map(|address| tenant(address)));
        state.touch(ticket, now);
    }

    /// The ticket is given to the agent of this name.
    pub fn give_to(&self, ticket: u32, name: &str) {
        let now = self.now();
        let mut state = self.state();
        state.thread(ticket).ticket.owner = Some(person(name, name));
        state.touch(ticket, now);
    }

    /// The tenant attaches a file to their first message.
    pub fn attach(&self, ticket: u32, name: &str, content_type: &str, content: &[u8]) -> String {
        let now = self.now();
        let mut state = self.state();
        let id = format!("file-{}", state.files.len() + 1);
        let size = content.len() as u64;
        let file = RemoteAttachment {
            id: id.clone(),
            name: name.to_owned(),
            content_type: content_type.to_owned(),
            size,
        };
        state.thread(ticket).messages[0].attachments.push(file);
        state.files.insert(id.clone(), content.to_vec());
        state.touch(ticket, now);
        id
    }

    /// Every call fails with this from now on; `None`: all is well again.
    pub fn set_down(&self, error: Option<DeskError>) {
        self.state().down = error;
    }

    /// The next write fails with this; `arrives`: it reached the server all the same.
    pub fn next_write_fails(&self, error: DeskError, arrives: bool) {
        self.state().mishaps.push_back(Mishap { error, arrives });
    }

    /// Reading the thread of this ticket fails with this from now on; `None`: all is well again.
    pub fn set_thread_fails(&self, ticket: u32, error: Option<DeskError>) {
        let mut state = self.state();
        match error {
            Some(error) => drop(state.unread.insert(ticket, error)),
            None => drop(state.unread.remove(&ticket)),
        }
    }

    /// From now on a look for a message can't tell whether it is there.
    pub fn set_unclear(&self, unclear: bool) {
        self.state().unclear = unclear;
    }

    /// The account's own user writes on the help desk's own page, or what they sent arrives late.
    pub fn i_write(&self, ticket: u32, kind: MessageKind, text: &str) {
        self.writes(ticket, kind, person("alex", "Alex Agent"), text);
    }

    /// From now on lists have these rows that can't be read: tickets by number, and rows without an id.
    pub fn set_unread(&self, tickets: &[u32], nameless: usize) {
        let mut state = self.state();
        state.unreadable = tickets.to_vec();
        state.nameless = nameless;
    }

    /// From now on the thread of this ticket has so many rows that can't be read.
    pub fn set_skipped(&self, ticket: u32, rows: usize) {
        self.state().thread(ticket).skipped = rows;
    }

    /// Reading a thread gets no answer from now on: the server is frozen.
    pub fn set_frozen(&self, frozen: bool) {
        self.state().frozen = frozen;
    }

    /// How far the server's clock is ahead of ours.
    pub fn set_ahead(&self, ahead: TimeDelta) {
        self.state().ahead = ahead;
    }

    /// Everything that reached the server since the last call, in order.
    pub fn take_sent(&self) -> Vec<Sent> {
        std::mem::take(&mut self.state().sent)
    }

    /// The handle that a token opens.
    pub(crate) fn signed_in(&self, token: &str) -> SignedIn {
        SignedIn {
            desk: self.clone(),
            known: token == TOKEN,
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.0.clock.now() + self.state().ahead
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap()
    }
}

impl State {
    /// Agents are those whose address is the team's, unless a test says something else.
    fn role(&self, person: &Person) -> Role {
        let ours = person
            .email
            .as_ref()
            .is_some_and(|email| email.ends_with("@platform.example"));
        let usual = match person.name.as_str() {
            "RT_System" => Role::HelpDesk,
            _ if ours => Role::Agent,
            _ => Role::Outsider,
        };
        self.roles.get(&person.name).copied().unwrap_or(usual)
    }

    /// Whether a search in these queues finds it.
    fn finds(&self, number: u32, scope: &Scope) -> bool {
        let queue = &self.tickets[&number].thread.ticket.queue;
        !self.gone.contains_key(&number) && (scope.queues.is_empty() || scope.queues.contains(queue))
    }

    fn transaction(&mut self) -> String {
        self.last_transaction += 1;
        self.last_transaction.to_string()
    }

    fn touch(&mut self, ticket: u32, now: DateTime<Utc>) {
        self.serial += 1;
        let serial = self.serial;
        let held = self.tickets.get_mut(&ticket).unwrap();
        held.serial = serial;
        // A server gives every change a different instant, so that changed tickets can be recognised.
        held.thread.ticket.updated_at = now + TimeDelta::milliseconds(i64::try_from(serial).unwrap());
    }

    fn thread(&mut self, ticket: u32) -> &mut RemoteThread {
        &mut self
            .tickets
            .get_mut(&ticket)
            .expect("no such ticket on the help desk")
            .thread
    }
}

fn number_of(held: &Held) -> u32 {
    held.thread.ticket.id.as_str().parse().unwrap()
}

fn person(name: &str, display: &str) -> Person {
    Person {
        name: name.to_owned(),
        display: display.to_owned(),
        email: Some(format!("{name}@platform.example")),
    }
}

fn tenant(address: &str) -> Person {
    let name = address.split('@').next().unwrap();
    let mut letters = name.chars();
    let display = letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect());
    Person {
        name: address.to_owned(),
        display,
        email: Some(address.to_owned()),
    }
}

fn message(transaction: String, at: DateTime<Utc>, author: Person, kind: MessageKind, text: &str) -> RemoteMessage {
    RemoteMessage {
        transaction,
        at,
        author,
        kind,
        role: Role::Outsider,
        opens: false,
        automatic: false,
        to: Vec::new(),
        cc: Vec::new(),
        body: text.to_owned(),
        shortened: false,
        attachments: Vec::new(),
    }
}

/// The help desk as an account sees it.
#[derive(Debug)]
pub(crate) struct SignedIn {
    desk: FakeDesk,
    known: bool,
}

impl SignedIn {
    fn reached(&self) -> Result<MutexGuard<'_, State>, DeskError> {
        let state = self.desk.state();
        match &state.down {
            Some(error) => Err(error.clone()),
            None if !self.known => Err(DeskError::TokenRefused),
            None => Ok(state),
        }
    }

    /// One write: it may fail, and it may arrive all the same.
    fn write(
        &self,
        ticket: &RemoteId,
        act: &'static str,
        text: &str,
        change: impl FnOnce(&mut State, u32, &str, DateTime<Utc>),
    ) -> Result<Delivered, DeskError> {
        let now = self.desk.now();
        let mut state = self.reached()?;
        let mishap = state.mishaps.pop_front();
        if mishap.as_ref().is_some_and(|mishap| !mishap.arrives) {
            return Err(mishap.unwrap().error);
        }
        let number: u32 = ticket
            .as_str()
            .parse()
            .map_err(|_| DeskError::Gone { merged_into: None })?;
        let transaction = state.transaction();
        change(&mut state, number, &transaction, now);
        state.touch(number, now);
        state.sent.push(Sent {
            act,
            text: text.to_owned(),
        });
        match mishap {
            Some(mishap) => Err(mishap.error),
            None => Ok(Delivered {
                remote_transaction: Some(transaction),
            }),
        }
    }

    fn says(&self, ticket: &RemoteId, kind: MessageKind, words: &Outgoing) -> Result<Delivered, DeskError> {
        let act = if kind == MessageKind::Public { "reply" } else { "note" };
        self.write(ticket, act, &words.body, |state, number, transaction, now| {
            let mut said = message(
                transaction.to_owned(),
                now,
                person("alex", "Alex Agent"),
                kind,
                &words.body,
            );
            said.role = Role::Agent;
            state.thread(number).messages.push(said);
        })
    }

    fn changes(&self, ticket: &RemoteId, act: &'static str, value: &str, what: Change) -> Result<Delivered, DeskError> {
        self.write(ticket, act, value, |state, number, transaction, now| {
            let thread = state.thread(number);
            apply(&mut thread.ticket, &what);
            let author = person("alex", "Alex Agent");
            let transaction = transaction.to_owned();
            thread.changes.push(RemoteChange {
                transaction,
                at: now,
                author,
                role: Role::Agent,
                what,
            });
        })
    }
}

fn apply(ticket: &mut RemoteTicket, what: &Change) {
    match what {
        Change::Resolved(word) => (ticket.status, ticket.status_text) = (RemoteStatus::Resolved, word.clone()),
        Change::Reopened(word) => (ticket.status, ticket.status_text) = (RemoteStatus::Open, word.clone()),
        Change::Status(status, word) => (ticket.status, ticket.status_text) = (*status, word.clone()),
        Change::Owner(owner) => ticket.owner.clone_from(owner),
        Change::Subject(subject) => ticket.subject.clone_from(subject),
        Change::Priority(value) => ticket.priority_hint = Some(value.clone()),
    }
}

#[async_trait]
impl HelpDesk for SignedIn {
    async fn test(&self) -> Result<Reach, DeskError> {
        drop(self.reached()?);
        Ok(Reach {
            me: Me {
                id: "1".to_owned(),
                name: "alex".to_owned(),
                display: "Alex Agent".to_owned(),
            },
            version: "5.0.3".to_owned(),
            queues: self.queues().await?,
        })
    }

    async fn queues(&self) -> Result<Vec<Queue>, DeskError> {
        drop(self.reached()?);
        Ok(vec![Queue {
            id: "1".to_owned(),
            name: QUEUE.to_owned(),
        }])
    }

    async fn changed_since(
        &self,
        scope: &Scope,
        since: Option<&Cursor>,
        page: Option<&NextPage>,
    ) -> Result<Changes, DeskError> {
        let state = self.reached()?;
        let since: u64 = since.map_or(0, |cursor| cursor.as_str().parse().unwrap());
        let from: usize = page.map_or(0, |page| page.as_str().parse().unwrap());
        let here = state.tickets.iter().filter(|(number, _)| state.finds(**number, scope));
        let mut changed: Vec<&Held> = here.map(|(_, held)| held).filter(|held| held.serial > since).collect();
        changed.sort_by_key(|held| std::cmp::Reverse(held.serial));
        let is_read = |held: &&&Held| !state.unreadable.contains(&number_of(held));
        let unread = Unread {
            ids: changed
                .iter()
                .filter(|held| !is_read(held))
                .map(|held| held.thread.ticket.id.clone())
                .collect(),
            nameless: state.nameless,
        };
        let tickets = changed
            .iter()
            .skip(from)
            .take(PAGE)
            .filter(is_read)
            .map(|held| held.thread.ticket.clone())
            .collect();
        let more = changed.len() > from + PAGE;
        Ok(Changes {
            tickets,
            unread,
            next: more.then(|| NextPage::from_stored((from + PAGE).to_string())),
            cursor: (!more).then(|| Cursor::from_stored(state.serial.to_string())),
        })
    }

    async fn thread(&self, ticket: &RemoteId) -> Result<RemoteThread, DeskError> {
        if self.desk.state().frozen {
            std::future::pending::<()>().await;
        }
        let state = self.reached()?;
        let number: Option<u32> = ticket.as_str().parse().ok();
        if number.is_some_and(|number| state.unreadable.contains(&number)) {
            return Err(DeskError::Malformed);
        }
        if let Some(error) = number.and_then(|number| state.unread.get(&number)) {
            return Err(error.clone());
        }
        match number.and_then(|number| state.gone.get(&number)) {
            Some(Whereabouts::Merged(into)) => {
                let merged_into = Some(into.clone());
                return Err(DeskError::Gone { merged_into });
            }
            Some(_) => return Err(DeskError::Gone { merged_into: None }),
            None => {}
        }
        let held = number.and_then(|number| state.tickets.get(&number));
        held.map(|held| held.thread.clone())
            .ok_or(DeskError::Gone { merged_into: None })
    }

    async fn whereabouts(&self, tickets: &[RemoteId]) -> Result<Vec<(RemoteId, Whereabouts)>, DeskError> {
        let mut state = self.reached()?;
        let place = |id: &RemoteId| {
            let number: u32 = id.as_str().parse().unwrap();
            state.asked.push(number);
            let here = || Whereabouts::Here(Box::new(state.tickets[&number].thread.ticket.clone()));
            let is_read = !state.unreadable.contains(&number);
            is_read.then(|| (id.clone(), state.gone.get(&number).cloned().unwrap_or_else(here)))
        };
        Ok(tickets.iter().filter_map(place).collect())
    }

    async fn attachment(&self, id: &str) -> Result<Vec<u8>, DeskError> {
        self.reached()?
            .files
            .get(id)
            .cloned()
            .ok_or(DeskError::Gone { merged_into: None })
    }

    async fn comment(&self, ticket: &RemoteId, note: &Outgoing) -> Result<Delivered, DeskError> {
        self.says(ticket, MessageKind::Internal, note)
    }

    async fn reply(&self, ticket: &RemoteId, words: &Outgoing) -> Result<Delivered, DeskError> {
        self.says(ticket, MessageKind::Public, words)
    }

    async fn set_subject(&self, ticket: &RemoteId, subject: &str) -> Result<Delivered, DeskError> {
        self.changes(ticket, "subject", subject, Change::Subject(subject.to_owned()))
    }

    async fn set_priority(&self, ticket: &RemoteId, priority: &str) -> Result<Delivered, DeskError> {
        self.changes(ticket, "priority", priority, Change::Priority(priority.to_owned()))
    }

    async fn set_status(&self, ticket: &RemoteId, status: &NewStatus) -> Result<Delivered, DeskError> {
        let (word, what) = match status {
            NewStatus::Resolved => ("resolved", Change::Resolved("resolved".to_owned())),
            NewStatus::Open => ("open", Change::Reopened("open".to_owned())),
            NewStatus::Waiting => ("stalled", Change::Status(RemoteStatus::Waiting, "stalled".to_owned())),
            NewStatus::Named(word) => (word.as_str(), Change::Status(RemoteStatus::Other, word.clone())),
        };
        self.changes(ticket, "status", word, what)
    }

    async fn assign(&self, ticket: &RemoteId, to: &Assignee) -> Result<Delivered, DeskError> {
        let owner = match to {
            Assignee::Me => Some(person("alex", "Alex Agent")),
            Assignee::Named(name) => Some(person(name, name)),
            Assignee::Nobody => None,
        };
        let name = owner.as_ref().map(|owner| owner.name.clone()).unwrap_or_default();
        self.changes(ticket, "owner", &name, Change::Owner(owner))
    }

    async fn find_delivered(&self, ticket: &RemoteId, sought: &ReadBack) -> Result<LookedUp, DeskError> {
        let thread = self.thread(ticket).await?;
        let ahead = self.desk.state().ahead;
        let not_before = sought.first_attempt_at + sought.ahead.map_or(ahead, |then| then.min(ahead));
        let same = |said: &&RemoteMessage| {
            said.kind == sought.kind
                && said.body == sought.body
                && said.author.name == "alex"
                && said.at >= not_before
                && !sought.known.contains(&said.transaction)
        };
        if self.desk.state().unclear {
            return Ok(LookedUp::Unclear);
        }
        Ok(match thread.messages.iter().rev().find(same) {
            Some(said) => LookedUp::There(Delivered {
                remote_transaction: Some(said.transaction.clone()),
            }),
            None => LookedUp::NotThere,
        })
    }

    fn clock_offset(&self) -> Option<TimeDelta> {
        Some(self.desk.state().ahead)
    }
}
