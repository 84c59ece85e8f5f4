//! Where known tickets are that a search may not find any more (rule 13): they are asked for by id. What the help desk
//! says of them ends their clocks, or brings them back. That it cannot be reached says nothing of them.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use desk_connect::kind::Kind;
use desk_connect::{ASKED_AT_ONCE, HelpDesk, RemoteTicket, Whereabouts};
use desk_domain::event::{EventKind, Gone, TicketEvent};
use desk_domain::ids::{AccountKey, RemoteId, TicketId};
use desk_store::cache::list_row::Place;
use desk_store::cache::remote_ticket::RemoteStatus;
use desk_store::desk::account::Account;
use desk_store::desk::ticket_event::NewEvent;

use super::keep::keep_thread;
use super::thread::{Failure, follow_link};
use crate::desk::{Answer, Desk, kind_of, waits};
use crate::ticket::refresh_rows;

/// A notification, or an act that is sent, waits no longer for what a help desk says of its ticket.
const LONGEST_WAIT: Duration = Duration::from_secs(3);

/// Asks for all tickets of an account that have clocks, and for some of those from before it was added: of them the
/// next ones each time.
pub(super) async fn look_for_open(desk: &Desk, account: &Account, help_desk: &dyn HelpDesk) -> Result<(), Failure> {
    let key = account.key.clone();
    let (mut asked, before) = desk
        .read(move |read| {
            let open = read
                .cache()
                .tickets_in(&[Place::Running, Place::Untriaged, Place::Paused])?;
            let mut linked = read.desk().linked_tickets(&key)?;
            linked.extend(read.desk().hidden_tickets(&key)?);
            let asked: Vec<TicketId> = open.into_iter().chain(linked).collect();
            Ok((asked, read.cache().tickets_in(&[Place::Before])?))
        })
        .await?;
    asked.extend(desk.sources().next_of(&account.key, &before, ASKED_AT_ONCE));
    ask(desk, account, help_desk, &asked, &AtomicBool::default()).await
}

/// Asks for tickets that are about to be notified about or sent to; whether any of them is another one now.
pub(crate) async fn still_there(desk: &Desk, tickets: &[TicketId]) -> Answer<bool> {
    let mut of_account: BTreeMap<AccountKey, Vec<TicketId>> = BTreeMap::new();
    for ticket in tickets {
        if let Some(account) = ticket.account() {
            of_account.entry(account).or_default().push(ticket.clone());
        }
    }
    if of_account.is_empty() {
        return Ok(false);
    }
    // Of those that were asked for before the time is up, too.
    let news = AtomicBool::new(false);
    let asking = async {
        for (key, tickets) in &of_account {
            let key = key.clone();
            let Some(account) = desk.read(move |read| read.desk().account(&key)).await? else {
                continue;
            };
            let Ok(help_desk) = desk.connections().to(desk.host(), &account).await else {
                continue;
            };
            match ask(desk, &account, &*help_desk, tickets, &news).await {
                // The next pass says what is wrong with it.
                Ok(()) | Err(Failure::Source(_)) => {}
                Err(Failure::Store(problem)) => return Err(problem),
            }
        }
        Ok(())
    };
    if let Ok(asked) = tokio::time::timeout(LONGEST_WAIT, asking).await {
        asked?;
    }
    Ok(news.into_inner())
}

/// `news` is set once a ticket is another one than we knew.
async fn ask(
    desk: &Desk,
    account: &Account,
    help_desk: &dyn HelpDesk,
    tickets: &[TicketId],
    news: &AtomicBool,
) -> Result<(), Failure> {
    let ids: Vec<RemoteId> = tickets
        .iter()
        .filter_map(|ticket| ticket.in_account(&account.key))
        .collect();
    for some in ids.chunks(ASKED_AT_ONCE) {
        for (remote, place) in help_desk.whereabouts(some).await? {
            let ticket = TicketId::of_remote(&account.key, &remote);
            if settle(desk, account, help_desk, &ticket, place).await? {
                news.store(true, Ordering::Relaxed);
                let linked = ticket.clone();
                let stands = desk.read(move |read| read.desk().standing_for(&linked)).await?;
                refresh_rows(desk, vec![ticket, stands]).await?;
            }
        }
    }
    Ok(())
}

/// Takes what a help desk says of a ticket; whether that is news.
async fn settle(
    desk: &Desk,
    account: &Account,
    help_desk: &dyn HelpDesk,
    ticket: &TicketId,
    place: Whereabouts,
) -> Result<bool, Failure> {
    let why = match place {
        Whereabouts::Here(remote) if !is_read(account, &remote) => Gone::Moved { to: remote.queue },
        Whereabouts::Here(remote) => return is_here(desk, account, help_desk, ticket, &remote).await,
        Whereabouts::Deleted => Gone::Deleted,
        Whereabouts::Hidden => Gone::Hidden,
        Whereabouts::Merged(into) => {
            let into = TicketId::of_remote(&account.key, &into);
            link(desk, account, help_desk, ticket, &into).await?;
            Gone::Merged { into }
        }
    };
    let id = ticket.clone();
    let known = desk.read(move |read| read.desk().gone(&id)).await?;
    if known.as_ref() == Some(&why) {
        return Ok(false);
    }
    record(desk, ticket, EventKind::Gone { why }).await?;
    Ok(true)
}

/// Whether it is in a queue that we read.
fn is_read(account: &Account, ticket: &RemoteTicket) -> bool {
    let queues = kind_of(&account.key).map_or(&[][..], |kind: &Kind| kind.queues(&account.fields));
    queues.is_empty() || queues.iter().any(|queue| queue.eq_ignore_ascii_case(&ticket.queue))
}

/// It is there: perhaps again, and perhaps another one than we know.
async fn is_here(
    desk: &Desk,
    account: &Account,
    help_desk: &dyn HelpDesk,
    ticket: &TicketId,
    remote: &RemoteTicket,
) -> Result<bool, Failure> {
    let id = ticket.clone();
    let (gone, cached) = desk
        .read(move |read| Ok((read.desk().gone(&id)?, read.cache().remote_ticket(&id)?)))
        .await?;
    if gone.is_some() {
        record(desk, ticket, EventKind::Returned).await?;
    }
    let is_finished = remote.status == desk_connect::RemoteStatus::Resolved;
    let as_known = cached.is_some_and(|cached| {
        cached.updated_at == remote.updated_at && (cached.status == RemoteStatus::Resolved) == is_finished
    });
    if as_known {
        return Ok(gone.is_some());
    }
    let thread = match help_desk.thread(&remote.id).await {
        Ok(thread) => thread,
        Err(error) if waits(&error) => return Err(error.into()),
        // The trouble of this ticket alone holds up no other.
        Err(_) => return Ok(gone.is_some()),
    };
    keep_thread(desk, account, &thread).await?;
    follow_link(desk, account, help_desk, ticket).await?;
    Ok(true)
}

/// A merged ticket shares everything with the one that stands (rule 8).
async fn link(
    desk: &Desk,
    account: &Account,
    help_desk: &dyn HelpDesk,
    ticket: &TicketId,
    into: &TicketId,
) -> Result<(), Failure> {
    let id = ticket.clone();
    let linked = desk.read(move |read| read.desk().last_link(&id)).await?;
    if linked.as_ref() != Some(into) {
        record(desk, ticket, EventKind::Linked { to: into.clone() }).await?;
    }
    follow_link(desk, account, help_desk, ticket).await
}

async fn record(desk: &Desk, ticket: &TicketId, kind: EventKind) -> Answer<()> {
    let now = desk.now();
    let event = NewEvent {
        ticket: ticket.clone(),
        event: TicketEvent { at: now, kind },
        recorded_at: now,
        transaction: None,
        op_id: None,
    };
    desk.keep(move |desk| desk.append_events(&[event]).map(drop)).await
}
