//! Fetching one ticket: its row, its history with gaps, and the words of its messages. Also finding a message again.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use desk_domain::ids::RemoteId;

use super::client::{PER_PAGE, Rows};
use super::{RequestTracker, body, is_id, locked, map, wire};
use crate::{
    Delivered, DeskError, HelpDesk, LookedUp, Person, ReadBack, RemoteMessage, RemoteThread, RemoteTicket, Whereabouts,
};

/// How far the clocks of two machines may differ as long as the server has not said what time it is.
const SLACK: TimeDelta = TimeDelta::minutes(2);
/// Time for the HTML of all messages of a ticket together. What is left after it is read the crude way, so that one
/// ticket with many slow messages doesn't hold up the others.
const HTML_OF_A_THREAD: Duration = Duration::from_secs(3);
/// `Date` and `Created` are cut to whole seconds, and an answer takes its time.
const TICK: TimeDelta = TimeDelta::seconds(2);
/// A history that has more pages than this is none.
const PAGES: u64 = 500;
/// Empty pages of a history with holes before it counts as read to its end.
pub(super) const EMPTY_PAGES: u64 = 3;

impl RequestTracker {
    pub(super) async fn read_thread(&self, ticket: &RemoteId) -> Result<RemoteThread, DeskError> {
        let (ticket, lifecycle) = self.ticket_and_lifecycle(ticket).await?;
        let history = self.history(&ticket.id, |_| false).await?;
        let mut skipped = history.skipped;
        let mut rows = history.rows;
        rows.reverse();
        let parts = self.parts(&ticket.id, &rows).await?;
        let owners = self.owners(&rows).await?;
        let owner = |id: &str| owners.get(id).filter(|person| person.name != map::NOBODY).cloned();
        let owned: Vec<Person> = owners.values().chain(&ticket.owner).cloned().collect();
        let roles = self.roles(&rows, &owned).await?;
        let statuses = rows.iter().filter_map(wire::Transaction::statuses);
        let pairs = statuses
            .flat_map(|(before, now)| [before, now])
            .map(|word| (lifecycle.as_str(), word));
        let lifecycles = self.learned(pairs.collect()).await?;
        let change = |row| map::change(row, (&lifecycles, &lifecycle), &roles, owner);
        let changes = rows.iter().filter_map(change).collect();
        // A message or a change without a time can't be placed.
        let is_placed = |row: &wire::Transaction| map::instant(&row.created.0).is_some();
        let concerns_us = |row: &wire::Transaction| map::message_kind(row).is_some() || map::is_change(row);
        skipped += rows.iter().filter(|row| concerns_us(row) && !is_placed(row)).count();
        let messages = self.messages(rows, parts, roles).await?;
        Ok(RemoteThread {
            ticket,
            messages,
            changes,
            skipped,
        })
    }

    pub(super) async fn find(&self, ticket: &RemoteId, sought: &ReadBack) -> Result<LookedUp, DeskError> {
        let me = self.me().await?;
        let since = Since::of(sought, self.clock_offset());
        let in_question = |row: &wire::Transaction| since.judge(row) != Age::Older;
        let mut history = self.history(ticket, |page| !page.iter().all(in_question)).await?;
        history.rows.retain(|row| {
            let mine = row
                .creator
                .as_ref()
                .is_some_and(|who| map::person(who).name.eq_ignore_ascii_case(&me.name));
            let kind = map::message_kind(row) == Some(sought.kind) && row.kind.0 != "Create";
            mine && kind && in_question(row) && !sought.known.contains(&row.id.0)
        });
        let parts = self.parts(ticket, &history.rows).await?;
        let says_it = |row: &&wire::Transaction| {
            let parts = parts.of(row);
            let mut words = parts.iter().filter_map(|part| part.content.as_ref());
            words.any(|words| map::same_words(&words.0, &sought.body))
        };
        let has_unread_words = |row: &wire::Transaction| {
            let parts = parts.of(row);
            row.attachments().count() > parts.len() || parts.iter().any(body::has_unread_words)
        };
        // The newest rows come first; the oldest that matches is the one that was tried first.
        let found = history
            .rows
            .iter()
            .rfind(|row| since.judge(row) == Age::Since && says_it(row));
        if let Some(row) = found {
            return Ok(LookedUp::There(Delivered {
                remote_transaction: Some(row.id.0.clone()),
            }));
        }
        let is_unclear = history.skipped > 0
            || history.rows.iter().any(|row| says_it(&row))
            || history.rows.iter().any(has_unread_words);
        Ok(if is_unclear {
            LookedUp::Unclear
        } else {
            LookedUp::NotThere
        })
    }

    /// A ticket as it is now.
    pub(super) async fn ticket(&self, id: &RemoteId) -> Result<RemoteTicket, DeskError> {
        Ok(self.ticket_and_lifecycle(id).await?.0)
    }

    /// A ticket as it is now, with the name of its lifecycle.
    pub(super) async fn ticket_and_lifecycle(&self, id: &RemoteId) -> Result<(RemoteTicket, String), DeskError> {
        if !is_id(id.as_str()) {
            return Err(DeskError::Gone { merged_into: None });
        }
        let rows = self.client.tickets(&format!("id = {id}"), 1).await?;
        let lifecycle = rows
            .rows
            .first()
            .map(|row| row.lifecycle().to_owned())
            .unwrap_or_default();
        let (tickets, unread) = self.mapped(rows).await?;
        match tickets.into_iter().find(|ticket| ticket.id == *id) {
            Some(ticket) => Ok((ticket, lifecycle)),
            None if unread.ids.contains(id) => Err(DeskError::Malformed),
            None => Err(match self.missing(id).await? {
                Some(Whereabouts::Merged(into)) => DeskError::Gone {
                    merged_into: Some(into),
                },
                _ => DeskError::Gone { merged_into: None },
            }),
        }
    }

    pub(super) async fn places(&self, ids: &[RemoteId]) -> Result<Vec<(RemoteId, Whereabouts)>, DeskError> {
        let asked: Vec<String> = ids
            .iter()
            .filter(|id| is_id(id.as_str()))
            .map(|id| format!("id = {id}"))
            .collect();
        if asked.is_empty() {
            return Ok(Vec::new());
        }
        let (tickets, unread) = self.mapped(self.client.tickets(&asked.join(" OR "), 1).await?).await?;
        let mut found: HashMap<RemoteId, RemoteTicket> =
            tickets.into_iter().map(|ticket| (ticket.id.clone(), ticket)).collect();
        let mut places = Vec::with_capacity(ids.len());
        for id in ids {
            let place = match found.remove(id) {
                Some(ticket) => Some(Whereabouts::Here(Box::new(ticket))),
                None if unread.ids.contains(id) => None,
                None => self.missing(id).await?,
            };
            places.extend(place.map(|place| (id.clone(), place)));
        }
        Ok(places)
    }

    /// Where a ticket is that no search finds; `None`: RT says that it is there all the same.
    async fn missing(&self, id: &RemoteId) -> Result<Option<Whereabouts>, DeskError> {
        let standing = match self.client.standing(id).await {
            Ok(standing) => standing,
            Err(DeskError::Gone { .. } | DeskError::NotAllowed) => return Ok(Some(Whereabouts::Hidden)),
            Err(error) => return Err(error),
        };
        let named = standing.effective.map_or(standing.id, |ticket| ticket.id);
        let into = RemoteId::parse(&named.0)
            .ok()
            .filter(|into| is_id(into.as_str()) && into != id);
        Ok(match into {
            Some(into) => Some(Whereabouts::Merged(into)),
            None if standing.status.0.eq_ignore_ascii_case("deleted") => Some(Whereabouts::Deleted),
            None => None,
        })
    }

    /// The rows of a ticket's history, newest first, until `enough` accepts a page or the ticket's first row came.
    async fn history(
        &self,
        ticket: &RemoteId,
        enough: impl Fn(&[wire::Transaction]) -> bool,
    ) -> Result<History, DeskError> {
        let mut history = History::default();
        let mut empty_pages = 0;
        for number in 1..=PAGES {
            let page = self.client.history(ticket, number).await?;
            empty_pages = if page.count == 0 { empty_pages + 1 } else { 0 };
            let (pages, stop) = (page.pages, enough(&page.rows));
            let grew = history.take(page);
            let at_end = match pages {
                Some(pages) => number >= pages,
                None => history.is_whole(ticket) || empty_pages >= EMPTY_PAGES,
            };
            if stop || at_end {
                return Ok(history);
            }
            if !grew && empty_pages == 0 {
                return Err(DeskError::Malformed);
            }
        }
        Err(DeskError::Malformed)
    }

    /// All parts of the messages among `rows`, by transaction, in order. Text comes with its words, files without
    /// their content; text larger than the body cap comes without words.
    async fn parts(&self, ticket: &RemoteId, rows: &[wire::Transaction]) -> Result<Parts, DeskError> {
        let messages = rows.iter().filter(|row| map::message_kind(row).is_some());
        let ids: Vec<&str> = messages.flat_map(wire::Transaction::attachments).collect();
        let mut parts = HashMap::new();
        for chunk in ids.chunks(PER_PAGE) {
            self.gather(ticket, chunk, true, &mut parts).await?;
            let rest: Vec<&str> = chunk.iter().copied().filter(|id| !parts.contains_key(*id)).collect();
            self.gather(ticket, &rest, false, &mut parts).await?;
        }
        for part in parts.values_mut().filter(|part| body::is_unnamed(part)) {
            self.read_unnamed(part).await?;
        }
        Ok(Parts(parts))
    }

    /// The words of a part whose encoding Request Tracker doesn't know: it hands them out as it hands out a file.
    async fn read_unnamed(&self, part: &mut wire::Attachment) -> Result<(), DeskError> {
        match self.client.content(&part.id.0).await {
            Ok(bytes) => part.content = Some(wire::Text(bytes.into_iter().map(char::from).collect())),
            Err(DeskError::TooLarge | DeskError::Gone { .. } | DeskError::Malformed) => {}
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// Reads `ids`, in halves where they are too large together.
    async fn gather(
        &self,
        ticket: &RemoteId,
        ids: &[&str],
        with_words: bool,
        into: &mut HashMap<String, wire::Attachment>,
    ) -> Result<(), DeskError> {
        let mut open = vec![ids];
        while let Some(ids) = open.pop() {
            if ids.is_empty() {
                continue;
            }
            match self.client.parts(ticket, ids, with_words).await {
                Ok(page) => {
                    into.extend(page.rows.into_iter().map(|part| (part.id.0.clone(), part)));
                }
                Err(DeskError::TooLarge) if ids.len() > 1 => {
                    let (left, right) = ids.split_at(ids.len() / 2);
                    open.extend([left, right]);
                }
                Err(DeskError::TooLarge) if with_words => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The names of owners that the history gives by id. If an owner can't be looked up, the name stays unknown.
    async fn owners(&self, rows: &[wire::Transaction]) -> Result<HashMap<String, Person>, DeskError> {
        let ids: HashSet<&str> = rows.iter().filter_map(map::owner_id).filter(|id| is_id(id)).collect();
        for id in ids {
            if locked(&self.people).contains_key(id) {
                continue;
            }
            match self.client.user(id).await {
                Ok(user) => {
                    locked(&self.people).insert(id.to_owned(), map::person(&user.into()));
                }
                Err(DeskError::Gone { .. } | DeskError::NotAllowed | DeskError::Malformed) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(locked(&self.people).clone())
    }

    /// Messages of `rows`, oldest first. HTML is read on a thread that may block.
    async fn messages(
        &self,
        rows: Vec<wire::Transaction>,
        parts: Parts,
        roles: map::Roles,
    ) -> Result<Vec<RemoteMessage>, DeskError> {
        let limits = self.html.all_within(HTML_OF_A_THREAD);
        let mapping = tokio::task::spawn_blocking(move || {
            let message = |row: &wire::Transaction| map::message(row, &parts.of(row), &roles, &limits);
            rows.iter().filter_map(message).collect()
        });
        mapping.await.map_err(|_| DeskError::Malformed)
    }
}

/// Since when a message can be the one that was tried.
struct Since {
    not_before: DateTime<Utc>,
    /// From here on it can't be told whether it is older.
    doubtful_from: DateTime<Utc>,
}

/// How a row is placed beside the first attempt.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Age {
    Older,
    Doubtful,
    Since,
}

impl Since {
    fn of(sought: &ReadBack, ahead_now: Option<TimeDelta>) -> Self {
        let known: Vec<TimeDelta> = [sought.ahead, ahead_now].into_iter().flatten().collect();
        let least = known.iter().min().copied().unwrap_or_default();
        let most_apart = known.iter().map(TimeDelta::abs).max().unwrap_or(SLACK);
        let first = sought.first_attempt_at;
        Self {
            not_before: first + least - TICK,
            doubtful_from: first - most_apart - TICK,
        }
    }

    fn judge(&self, row: &wire::Transaction) -> Age {
        match map::instant(&row.created.0) {
            Some(at) if at >= self.not_before => Age::Since,
            Some(at) if at < self.doubtful_from => Age::Older,
            _ => Age::Doubtful,
        }
    }
}

/// Rows read so far, newest first.
#[derive(Default)]
struct History {
    rows: Vec<wire::Transaction>,
    seen: HashSet<String>,
    skipped: usize,
}

impl History {
    /// Adds a page; whether it held anything new.
    fn take(&mut self, page: Rows<wire::Transaction>) -> bool {
        self.skipped += page.unread.len();
        let before = self.rows.len();
        self.rows
            .extend(page.rows.into_iter().filter(|row| self.seen.insert(row.id.0.clone())));
        self.rows.len() > before
    }

    /// The ticket's own first row came, and no row of another ticket that was merged into it, whose rows may be
    /// older.
    fn is_whole(&self, ticket: &RemoteId) -> bool {
        let created = |row: &wire::Transaction| row.kind.0 == "Create" && row.ticket.0 == ticket.as_str();
        self.rows.iter().any(created) && self.rows.iter().all(|row| row.ticket.0 == ticket.as_str())
    }
}

/// Parts of messages by their id.
struct Parts(HashMap<String, wire::Attachment>);

impl Parts {
    fn of(&self, row: &wire::Transaction) -> Vec<wire::Attachment> {
        row.attachments()
            .filter_map(|id| self.0.get(id))
            .filter(|part| part.transaction.0 == row.id.0)
            .cloned()
            .collect()
    }
}
