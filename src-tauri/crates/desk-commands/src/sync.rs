//! Reading the help desks into the store. Each page is kept whole or not at all; the cursor moves only after the last.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use desk_connect::{Cursor, DeskError, HelpDesk, RemoteAttachment, RemoteMessage, RemoteThread, RemoteTicket, Scope};
use desk_contract::events::DeskEvent;
use desk_contract::settings::{SyncReport, SyncRequest};
use desk_domain::event::Route;
use desk_policy::PriorityFields;
use desk_store::cache::attachment::Attachment;
use desk_store::cache::message::Message;
use desk_store::cache::remote_ticket;
use desk_store::desk::account::Account;
use desk_store::desk::ticket::{Remote, Ticket};

use crate::desk::Desk;
use crate::error::{self, Answer};
use crate::outbox;
use crate::sources::{self, Trouble};
use crate::thread_events::{self, Reading};

/// Closed tickets that changed so lately are read on the first sync too: known issues are found among them.
const CLOSED_WITHIN: TimeDelta = TimeDelta::days(30);

/// Reads the help desks now, and sends what waits.
///
/// # Errors
/// When the store cannot be read. What is wrong with an account is in the report.
pub async fn sync_now(desk: &Desk, request: SyncRequest) -> Answer<SyncReport> {
    let mut accounts = desk.read(|read| read.desk().accounts()).await?;
    if let Some(wanted) = &request.account {
        accounts.retain(|account| account.key == *wanted || account.name == *wanted);
        if accounts.is_empty() {
            return Err(error::not_found(format!(
                "There is no account {wanted}. `duty account list` and the settings show those there are."
            )));
        }
    }
    let mut report = SyncReport {
        sent: outbox::send_waiting(desk).await?,
        ..SyncReport::default()
    };
    for account in &accounts {
        match read_account(desk, account).await {
            Ok(read) => {
                report.new += read.new;
                report.changed += read.changed;
            }
            Err(Failure::Source(trouble)) => report
                .problems
                .push(format!("{}: {}", account.name, trouble.sentence())),
            Err(Failure::Store(problem)) => return Err(problem),
        }
    }
    Ok(report)
}

/// What a pass over an account brought.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Read {
    pub(crate) new: u32,
    pub(crate) changed: u32,
}

/// Why a pass over an account ended early.
pub(crate) enum Failure {
    /// The help desk or the keychain.
    Source(Trouble),
    /// Our own store.
    Store(desk_contract::error::CallError),
}

impl From<DeskError> for Failure {
    fn from(error: DeskError) -> Self {
        Self::Source(Trouble::HelpDesk(error))
    }
}

impl From<desk_contract::error::CallError> for Failure {
    fn from(error: desk_contract::error::CallError) -> Self {
        Self::Store(error)
    }
}

/// One pass over an account; how it went is remembered for the status bar.
pub(crate) async fn read_account(desk: &Desk, account: &Account) -> Result<Read, Failure> {
    let outcome = pass(desk, account).await;
    let now = desk.now();
    let key = account.key.clone();
    let news = match &outcome {
        Ok(_) => desk.sources().fine(&key),
        Err(Failure::Source(trouble)) => {
            let sentence = trouble.sentence();
            desk.write(move |store| store.cache.write(|cache| cache.sync_failed(&key, &sentence, now)))
                .await?;
            desk.sources().trouble(&account.key, trouble)
        }
        Err(Failure::Store(_)) => false,
    };
    let brought = matches!(&outcome, Ok(read) if read.new + read.changed > 0);
    if news || brought {
        desk.host().tell(DeskEvent::Changed);
    }
    if brought {
        desk.committed();
    }
    outcome
}

async fn pass(desk: &Desk, account: &Account) -> Result<Read, Failure> {
    let help_desk = desk.connections().to(desk, account).await.map_err(Failure::Source)?;
    let key = account.key.clone();
    let kept = desk.read(move |read| read.cache().cursor(&key)).await?;
    let since = kept.and_then(|kept| kept.cursor).map(Cursor::from_stored);
    let scope = Scope {
        queues: account.queues.clone(),
        closed_since: Some(account.watch_from - CLOSED_WITHIN),
    };
    let mut brought = Read::default();
    let mut page = None;
    loop {
        let changes = help_desk.changed_since(&scope, since.as_ref(), page.as_ref()).await?;
        if let Some(ahead) = help_desk.clock_offset() {
            desk.clock_watch().heard(desk.host().clock(), ahead);
        }
        let first = since.is_none();
        let read = keep_page(desk, account, &*help_desk, changes.tickets, first).await?;
        brought.new += read.new;
        brought.changed += read.changed;
        page = changes.next;
        if page.is_none() {
            let (key, now) = (account.key.clone(), desk.now());
            desk.write(move |store| {
                let cursor = changes.cursor.as_ref().map(Cursor::as_str);
                store.cache.write(|cache| cache.sync_went_well(&key, cursor, now))
            })
            .await?;
            return Ok(brought);
        }
    }
}

/// Keeps a page of tickets, and the threads of those that have clocks.
async fn keep_page(
    desk: &Desk,
    account: &Account,
    help_desk: &dyn HelpDesk,
    tickets: Vec<RemoteTicket>,
    first: bool,
) -> Result<Read, Failure> {
    let known = known_tickets(desk, account, &tickets).await?;
    let changed: Vec<RemoteTicket> = tickets
        .into_iter()
        .filter(|ticket| {
            known
                .get(&ticket.id)
                .is_none_or(|known| known.updated_at != Some(ticket.updated_at))
        })
        .collect();
    let read = Read {
        new: count(changed.iter().filter(|ticket| !known.contains_key(&ticket.id))),
        changed: count(changed.iter().filter(|ticket| known.contains_key(&ticket.id))),
    };
    let rows = changed.iter().map(|ticket| own_id(&account.key, &ticket.id)).collect();
    // What is older than our beginning has no clocks; its thread is read when somebody opens it.
    let has_clocks = |ticket: &RemoteTicket| {
        let adopted = known.get(&ticket.id).is_some_and(|known| known.adopted);
        !first || adopted || is_ours(account, ticket)
    };
    let (with_clocks, plain): (Vec<_>, Vec<_>) = changed.into_iter().partition(has_clocks);
    keep_tickets(desk, account, &plain).await?;
    let outcome = keep_threads(desk, account, help_desk, &with_clocks).await;
    // What was kept before a pass broke off is known to the next one: it has to be looked at now.
    desk.refresh_rows(rows).await?;
    outcome.map(|()| read)
}

fn count<'t>(tickets: impl Iterator<Item = &'t RemoteTicket>) -> u32 {
    u32::try_from(tickets.count()).unwrap_or(u32::MAX)
}

/// Keeps tickets with their threads. A ticket's version is kept with its thread and not before: a process that dies in
/// between, or a connection that breaks, leaves a ticket that the next pass reads. Otherwise it would pass for known, and
/// its clocks would never begin.
async fn keep_threads(
    desk: &Desk,
    account: &Account,
    help_desk: &dyn HelpDesk,
    tickets: &[RemoteTicket],
) -> Result<(), Failure> {
    let mut own_trouble = None;
    for ticket in tickets {
        match help_desk.thread(&ticket.id).await {
            Ok(thread) => {
                keep_thread(desk, account, &thread).await?;
                follow_link(desk, account, help_desk, &own_id(&account.key, &ticket.id)).await?;
            }
            Err(error) if outbox::waits(&error) => return Err(error.into()),
            // The trouble of this ticket alone: it is said once, and neither holds up another nor is asked for again
            // before it changes.
            Err(error) => {
                keep_tickets(desk, account, std::slice::from_ref(ticket)).await?;
                if !matches!(error, DeskError::Gone { .. }) {
                    own_trouble = own_trouble.or(Some(error));
                }
            }
        }
    }
    own_trouble.map_or(Ok(()), |error| Err(error.into()))
}

/// What is known of a ticket before a page is kept.
struct Known {
    updated_at: Option<DateTime<Utc>>,
    adopted: bool,
}

async fn known_tickets(desk: &Desk, account: &Account, tickets: &[RemoteTicket]) -> Answer<HashMap<String, Known>> {
    let ids: Vec<(String, String)> = tickets
        .iter()
        .map(|ticket| (ticket.id.clone(), own_id(&account.key, &ticket.id)))
        .collect();
    desk.read(move |read| {
        let mut known = HashMap::new();
        for (remote, own) in ids {
            if let Some(ticket) = read.desk().ticket(&own)? {
                let cached = read.cache().remote_ticket(&own)?;
                let updated_at = cached.map(|cached| cached.updated_at);
                known.insert(
                    remote,
                    Known {
                        updated_at,
                        adopted: ticket.adopted,
                    },
                );
            }
        }
        Ok(known)
    })
    .await
}

fn is_ours(account: &Account, ticket: &RemoteTicket) -> bool {
    ticket.created_at >= account.watch_from
}

async fn keep_tickets(desk: &Desk, account: &Account, tickets: &[RemoteTicket]) -> Answer<()> {
    let now = desk.now();
    let own: Vec<Ticket> = tickets.iter().map(|ticket| own_ticket(account, ticket)).collect();
    let fields = desk.policy().priority_fields;
    let cached: Vec<_> = tickets
        .iter()
        .map(|ticket| cached_ticket(account, ticket, fields, now))
        .collect();
    desk.write(move |store| {
        store.desk.write(|desk| desk.put_tickets(&own))?;
        store.cache.write(|cache| cache.put_remote_tickets(&cached))
    })
    .await
}

fn own_ticket(account: &Account, ticket: &RemoteTicket) -> Ticket {
    Ticket {
        id: own_id(&account.key, &ticket.id),
        remote: Some(Remote {
            account: account.key.clone(),
            id: ticket.id.clone(),
        }),
        route: Route::Normal,
        adopted: is_ours(account, ticket),
        practice: false,
        tenant: ticket.tenant_hint.clone(),
        raised_at: ticket.created_at,
        subject: None,
        source: None,
        linked_to: None,
    }
}

fn cached_ticket(
    account: &Account,
    ticket: &RemoteTicket,
    fields: PriorityFields,
    now: DateTime<Utc>,
) -> remote_ticket::RemoteTicket {
    let requestor = ticket.requestors.first();
    remote_ticket::RemoteTicket {
        ticket: own_id(&account.key, &ticket.id),
        account: account.key.clone(),
        subject: desk_connect::text::title(&ticket.subject),
        status: status_word(ticket.status).to_owned(),
        raw_status: ticket.status_text.clone(),
        queue: ticket.queue.clone(),
        tenant: ticket.tenant_hint.clone(),
        owner: ticket.owner.as_ref().map(|owner| owner.name.clone()),
        requestor_name: requestor.map(|person| person.display.clone()),
        requestor_address: requestor.and_then(|person| person.email.clone()),
        cc: ticket
            .cc
            .iter()
            .map(|person| person.email.clone().unwrap_or_else(|| person.name.clone()))
            .collect(),
        priority_hint: ticket
            .priority_hint
            .as_deref()
            .and_then(|value| fields.read(&account.kind, value)),
        created_at: ticket.created_at,
        updated_at: ticket.updated_at,
        web_url: Some(ticket.web_url.clone()),
        fetched_at: now,
    }
}

/// The status in our words; also what the store keeps.
pub(crate) const fn status_word(status: desk_connect::RemoteStatus) -> &'static str {
    match status {
        desk_connect::RemoteStatus::Open => "open",
        desk_connect::RemoteStatus::Waiting => "waiting",
        desk_connect::RemoteStatus::Resolved => "resolved",
        desk_connect::RemoteStatus::Other => "other",
    }
}

/// Keeps a whole thread: events first, in the file that is kept; then bodies, in the one that may be lost.
pub(crate) async fn keep_thread(desk: &Desk, account: &Account, thread: &RemoteThread) -> Answer<()> {
    let now = desk.now();
    let id = own_id(&account.key, &thread.ticket.id);
    let policy = desk.policy();
    let emergency = &policy.rules.policy.emergency_route;
    let reading = Reading {
        ticket: &id,
        account: &account.key,
        now,
        emergency,
    };
    let events = thread_events::events(&reading, thread);
    let ticket = Ticket {
        route: thread_events::route(thread, emergency),
        ..own_ticket(account, &thread.ticket)
    };
    let cached = cached_ticket(account, &thread.ticket, desk.policy().priority_fields, now);
    let messages: Vec<Message> = thread
        .messages
        .iter()
        .map(|message| cached_message(&id, message))
        .collect();
    let attachments: Vec<Attachment> = thread
        .messages
        .iter()
        .flat_map(|message| {
            message
                .attachments
                .iter()
                .map(|file| cached_attachment(&id, message, file))
        })
        .collect();
    desk.write(move |store| {
        store.desk.write(|desk| {
            desk.put_tickets(std::slice::from_ref(&ticket))?;
            desk.append_events(&events)
        })?;
        store.cache.write(|cache| {
            cache.put_remote_tickets(std::slice::from_ref(&cached))?;
            cache.put_messages(&messages)?;
            cache.put_attachments(&attachments)
        })
    })
    .await
}

fn cached_message(ticket: &str, message: &RemoteMessage) -> Message {
    Message {
        ticket: ticket.to_owned(),
        transaction: message.transaction.clone(),
        at: message.at,
        author: message.author.display.clone(),
        by_us: message.by_us,
        public: message.kind == desk_connect::MessageKind::Public,
        automatic: message.automatic,
        body: message.body.clone(),
    }
}

fn cached_attachment(ticket: &str, message: &RemoteMessage, file: &RemoteAttachment) -> Attachment {
    Attachment {
        ticket: ticket.to_owned(),
        remote_id: file.id.clone(),
        transaction: message.transaction.clone(),
        name: file.name.clone(),
        media_type: file.content_type.clone(),
        size: file.size,
        fetched_at: None,
    }
}

/// Our own stable id of a help desk's ticket.
pub(crate) fn own_id(account: &str, remote: &str) -> String {
    format!("{account}/{remote}")
}

/// A link may lead to a ticket that was not read (rule 8): it is read now, so that both share one row.
async fn follow_link(desk: &Desk, account: &Account, help_desk: &dyn HelpDesk, ticket: &str) -> Result<(), Failure> {
    let id = ticket.to_owned();
    let to = desk
        .read(move |read| match read.desk().last_link(&id)? {
            Some(to) if read.desk().ticket(&to)?.is_none() => Ok(Some(to)),
            _ => Ok(None),
        })
        .await?;
    let of_account = format!("{}/", account.key);
    let Some(remote) = to.as_deref().and_then(|to| to.strip_prefix(&of_account)) else {
        return Ok(());
    };
    match help_desk.thread(remote).await {
        Ok(thread) => keep_thread(desk, account, &thread).await?,
        Err(DeskError::Gone { .. }) => return Ok(()),
        Err(error) => return Err(error.into()),
    }
    let id = ticket.to_owned();
    Ok(desk.keep(move |desk| desk.settle_link(&id)).await?)
}

/// Reads one ticket's thread again: it is on screen, or a reply is about to leave. That the help desk cannot be reached
/// is remembered at once, so that the screen says so.
pub(crate) async fn refresh_ticket(desk: &Desk, ticket: &str) -> Result<(), Failure> {
    let Some((account, remote)) = account_of(desk, ticket).await? else {
        return Ok(());
    };
    let outcome = read_thread(desk, &account, &remote).await;
    match &outcome {
        Ok(()) => sources::went_well(desk, &account.key),
        Err(Failure::Source(trouble)) if trouble.is_passing() => sources::failed(desk, &account.key, trouble),
        Err(_) => {}
    }
    outcome?;
    desk.refresh_rows(vec![ticket.to_owned()]).await?;
    desk.host().tell(DeskEvent::TicketChanged {
        ticket: ticket.to_owned(),
    });
    Ok(())
}

async fn read_thread(desk: &Desk, account: &Account, remote: &str) -> Result<(), Failure> {
    let help_desk = desk.connections().to(desk, account).await.map_err(Failure::Source)?;
    let thread = help_desk.thread(remote).await?;
    keep_thread(desk, account, &thread).await?;
    follow_link(desk, account, &*help_desk, &own_id(&account.key, remote)).await
}

/// The account of a ticket and the help desk's id of it; `None` for a ticket of our own or of a removed account.
pub(crate) async fn account_of(desk: &Desk, ticket: &str) -> Answer<Option<(Account, String)>> {
    let id = ticket.to_owned();
    desk.read(move |read| {
        let desk = read.desk();
        let Some(remote) = desk.ticket(&id)?.and_then(|ticket| ticket.remote) else {
            return Ok(None);
        };
        Ok(desk.account(&remote.account)?.map(|account| (account, remote.id)))
    })
    .await
}
