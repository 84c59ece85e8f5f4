//! Fetches from the help desks into the store. Each page is saved as a whole or not at all, and the cursor only moves
//! after the last page.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use desk_connect::{Cursor, DeskError, HelpDesk, RemoteTicket, Scope};
use desk_contract::events::DeskEvent;
use desk_domain::ids::{RemoteId, TicketId};
use desk_store::desk::account::Account;

use super::keep::{is_ours, keep_thread, keep_tickets};
use super::places::look_for_open;
use super::thread::{Failure, follow_link};
use super::unread::{Gathered, ask_again};
use crate::desk::{Answer, Desk, kind_of, waits};
use crate::ticket::refresh_rows;

/// Closed tickets that changed so lately are read on the first sync too: known issues are found among them.
const CLOSED_WITHIN: TimeDelta = TimeDelta::days(30);

/// What a pass over an account brought.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Read {
    pub(crate) new: u32,
    pub(crate) changed: u32,
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
    let help_desk = desk
        .connections()
        .to(desk.host(), account)
        .await
        .map_err(Failure::Source)?;
    let key = account.key.clone();
    let kept = desk.read(move |read| read.cache().cursor(&key)).await?;
    let before = kept.as_ref().map(|kept| kept.unread.clone()).unwrap_or_default();
    let since = kept.and_then(|kept| kept.cursor).map(Cursor::from_stored);
    let mut gathered = Gathered::default();
    let scope = Scope {
        queues: kind_of(&account.key).map_or_else(Vec::new, |kind| kind.queues(&account.fields).to_vec()),
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
        gathered.page(changes.unread, changes.tickets.iter().map(|ticket| ticket.id.clone()));
        let read = keep_page(desk, account, &*help_desk, changes.tickets, first, &mut gathered).await?;
        brought.new += read.new;
        brought.changed += read.changed;
        page = changes.next;
        if page.is_none() {
            let (key, now) = (account.key.clone(), desk.now());
            let (unread, cursor_waits) = gathered.after(&before);
            // What has no id comes again only if the cursor doesn't pass it.
            let cursor = if cursor_waits { since } else { changes.cursor };
            desk.write(move |store| {
                store.cache.write(|cache| {
                    cache.sync_went_well(&key, cursor.as_ref().map(Cursor::as_str), now)?;
                    cache.put_unread(&key, &unread)
                })
            })
            .await?;
            if desk.sources().is_time_to_look(&account.key)
                && let Err(failure) = ask_by_id(desk, account, &*help_desk).await
            {
                desk.sources().look_again();
                return Err(failure);
            }
            return Ok(brought);
        }
    }
}

/// Asks for what no list brings again: what could not be read, and what isn't where it was.
async fn ask_by_id(desk: &Desk, account: &Account, help_desk: &dyn HelpDesk) -> Result<(), Failure> {
    ask_again(desk, account, help_desk).await?;
    look_for_open(desk, account, help_desk).await
}

/// Keeps a page of tickets, and the threads of those that have clocks.
async fn keep_page(
    desk: &Desk,
    account: &Account,
    help_desk: &dyn HelpDesk,
    tickets: Vec<RemoteTicket>,
    first: bool,
    gathered: &mut Gathered,
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
    let rows = changed
        .iter()
        .map(|ticket| TicketId::of_remote(&account.key, &ticket.id))
        .collect();
    // What is older than our beginning has no clocks; its thread is read when somebody opens it.
    let has_clocks = |ticket: &RemoteTicket| {
        let adopted = known.get(&ticket.id).is_some_and(|known| known.adopted);
        !first || adopted || is_ours(account, ticket)
    };
    let (with_clocks, plain): (Vec<_>, Vec<_>) = changed.into_iter().partition(has_clocks);
    keep_tickets(desk, account, &plain).await?;
    let outcome = keep_threads(desk, account, help_desk, &with_clocks, gathered).await;
    // What was kept before a pass broke off is known to the next one: it has to be looked at now.
    refresh_rows(desk, rows).await?;
    outcome.map(|()| read)
}

fn count<'t>(tickets: impl Iterator<Item = &'t RemoteTicket>) -> u32 {
    u32::try_from(tickets.count()).unwrap_or(u32::MAX)
}

/// Saves tickets with their threads. A ticket's version is saved together with its thread and not before. If the
/// process dies or the connection breaks in between, the next sync fetches the ticket again. Otherwise it would count
/// as known, and its clocks would never start.
async fn keep_threads(
    desk: &Desk,
    account: &Account,
    help_desk: &dyn HelpDesk,
    tickets: &[RemoteTicket],
    gathered: &mut Gathered,
) -> Result<(), Failure> {
    let mut own_trouble = None;
    for ticket in tickets {
        match help_desk.thread(&ticket.id).await {
            Ok(thread) => {
                keep_thread(desk, account, &thread).await?;
                if thread.skipped > 0 {
                    gathered.thread(ticket.id.clone());
                }
                follow_link(desk, account, help_desk, &TicketId::of_remote(&account.key, &ticket.id)).await?;
            }
            Err(error) if waits(&error) => return Err(error.into()),
            // The trouble of this ticket alone: it is said once, and neither holds up another nor is asked for again
            // before it changes.
            Err(error) => {
                keep_tickets(desk, account, std::slice::from_ref(ticket)).await?;
                desk.sources().look_again();
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

async fn known_tickets(desk: &Desk, account: &Account, tickets: &[RemoteTicket]) -> Answer<HashMap<RemoteId, Known>> {
    let ids: Vec<(RemoteId, TicketId)> = tickets
        .iter()
        .map(|ticket| (ticket.id.clone(), TicketId::of_remote(&account.key, &ticket.id)))
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
