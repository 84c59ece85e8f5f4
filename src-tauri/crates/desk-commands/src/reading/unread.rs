//! Rows of a help desk that can't be read: which they are, asking for them again, and saying so. They are said for the
//! account until they can be read, in the window, by the doctor and by `duty sync`.

use std::collections::{BTreeMap, BTreeSet};

use desk_connect::{DeskError, HelpDesk, Unread, Whereabouts};
use desk_domain::ids::{AccountKey, RemoteId, TicketId};
use desk_store::cache::sync_cursor::UnreadRows;
use desk_store::desk::account::Account;

use super::keep::keep_thread;
use super::thread::{Failure, follow_link};
use crate::desk::{Answer, Desk, waits};
use crate::ticket::refresh_rows;

/// So many are asked for at a time; the others have their turn later.
const AT_A_TIME: usize = 20;
/// The most that are known by name; more are counted as rows without one.
const MOST: usize = 500;
/// For so many passes the cursor waits for rows that have no id: nothing else brings them again.
const PASSES: u32 = 10;
/// The most that a sentence names.
const NAMED: usize = 5;

/// What one pass could and could not read.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    unread: BTreeSet<RemoteId>,
    read: BTreeSet<RemoteId>,
    nameless: usize,
}

impl Gathered {
    /// A page of a list.
    pub(super) fn page(&mut self, unread: Unread, read: impl Iterator<Item = RemoteId>) {
        self.nameless += unread.nameless;
        self.unread.extend(unread.ids);
        self.read.extend(read);
    }

    /// A ticket whose thread could not be read as a whole.
    pub(super) fn thread(&mut self, ticket: RemoteId) {
        self.unread.insert(ticket);
    }

    /// What can't be read now, and whether the cursor waits for it.
    pub(super) fn after(self, before: &UnreadRows) -> (UnreadRows, bool) {
        let mut tickets = before.tickets.clone();
        tickets.retain(|ticket| !self.read.contains(ticket) && !self.unread.contains(ticket));
        tickets.extend(self.unread);
        let beyond = tickets.len().saturating_sub(MOST);
        tickets.truncate(MOST);
        let waits = self.nameless > 0 && before.waited < PASSES;
        let unread = UnreadRows {
            tickets,
            nameless: u32::try_from(self.nameless + beyond).unwrap_or(u32::MAX),
            waited: match self.nameless {
                0 => 0,
                _ => (before.waited + 1).min(PASSES),
            },
        };
        (unread, waits)
    }
}

/// Asks for some of those that have an id, the ones that have waited longest first.
pub(super) async fn ask_again(desk: &Desk, account: &Account, help_desk: &dyn HelpDesk) -> Result<(), Failure> {
    let mut unread = unread_of(desk, &account.key).await?;
    let asked: Vec<RemoteId> = unread.tickets.iter().take(AT_A_TIME).cloned().collect();
    if asked.is_empty() {
        return Ok(());
    }
    let places: BTreeMap<RemoteId, Whereabouts> = help_desk.whereabouts(&asked).await?.into_iter().collect();
    for id in asked {
        let is_settled = match places.get(&id) {
            Some(Whereabouts::Here(_)) => read_whole(desk, account, help_desk, &id).await?,
            Some(Whereabouts::Deleted | Whereabouts::Merged(_) | Whereabouts::Hidden) => true,
            None => false,
        };
        unread.tickets.retain(|ticket| *ticket != id);
        if !is_settled {
            unread.tickets.push(id);
        }
    }
    let key = account.key.clone();
    desk.write(move |store| store.cache.write(|cache| cache.put_unread(&key, &unread)))
        .await?;
    Ok(())
}

/// Reads a ticket with its thread; whether nothing of it was left out.
async fn read_whole(desk: &Desk, account: &Account, help_desk: &dyn HelpDesk, id: &RemoteId) -> Result<bool, Failure> {
    let thread = match help_desk.thread(id).await {
        Ok(thread) => thread,
        Err(error) if waits(&error) => return Err(error.into()),
        Err(error) => return Ok(matches!(error, DeskError::Gone { .. })),
    };
    let ticket = TicketId::of_remote(&account.key, id);
    keep_thread(desk, account, &thread).await?;
    follow_link(desk, account, help_desk, &ticket).await?;
    refresh_rows(desk, vec![ticket.clone()]).await?;
    desk.changed(&ticket);
    Ok(thread.skipped == 0)
}

/// What of an account can't be read now.
pub(crate) async fn unread_of(desk: &Desk, account: &AccountKey) -> Answer<UnreadRows> {
    let key = account.clone();
    let cursor = desk.read(move |read| read.cache().cursor(&key)).await?;
    Ok(cursor.map(|cursor| cursor.unread).unwrap_or_default())
}

/// What to say of it; empty: everything could be read.
pub(crate) fn unread_words(unread: &UnreadRows) -> String {
    let names: Vec<&str> = unread.tickets.iter().take(NAMED).map(RemoteId::as_str).collect();
    let more = if unread.tickets.len() > NAMED { " and more" } else { "" };
    let tickets = match unread.tickets.len() {
        0 => String::new(),
        1 => format!(
            "Couldn’t read all of ticket {}. Look at it on the help desk. Dutydesk asks for it again every 5 minutes.",
            names[0]
        ),
        count => format!(
            "Couldn’t read all of {count} tickets: {}{more}. Look at them on the help desk. Dutydesk asks for them \
             again every 5 minutes.",
            names.join(", ")
        ),
    };
    let rows = match unread.nameless {
        0 => String::new(),
        1 => "Couldn’t read 1 row of its list, which doesn’t say which ticket it is. Compare your list with the help \
              desk’s."
            .to_owned(),
        count => format!(
            "Couldn’t read {count} rows of its list, which don’t say which tickets they are. Compare your list with the \
             help desk’s."
        ),
    };
    [tickets, rows].join(" ").trim().to_owned()
}
