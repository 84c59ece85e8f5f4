//! Incremental sync: newest change first, page by page, until the cursor.

use std::collections::hash_map::DefaultHasher;
use std::fmt::Write as _;
use std::hash::{Hash, Hasher};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

use super::client::{PER_PAGE, Rows};
use super::lifecycle::quoted;
use super::{RequestTracker, locked, map, wire};
use crate::{Changes, Cursor, DeskError, HelpDesk, NextPage, RemoteTicket, Scope};

/// Tickets committed a little late are seen by looking this far behind the cursor again.
const OVERLAP: TimeDelta = TimeDelta::seconds(10);
/// A clock is far from another one when it differs by more than this.
const APART: TimeDelta = TimeDelta::days(1);
/// A help desk on which nothing changes for longer than this says nothing of its clock.
const QUIET: TimeDelta = TimeDelta::days(60);
/// A server that has more pages than this goes round in circles.
const PAGES: u64 = 5_000;

impl RequestTracker {
    pub(super) async fn changes(
        &self,
        scope: &Scope,
        since: Option<&Cursor>,
        page: Option<&NextPage>,
    ) -> Result<Changes, DeskError> {
        // One that can't be read is none: everything is read again, and nothing is lost.
        let since_at = since.and_then(|cursor| map::instant(&cursor.0));
        let place = match page {
            Some(page) => Place::parse(&page.0).ok_or(DeskError::Malformed)?,
            None => Place::first(since_at.is_some()),
        };
        let rows = self
            .client
            .tickets(&ticket_sql(scope, place.open_only), place.number)
            .await?;
        let fingerprint = place.check(&rows)?;
        let there_is_more = place.is_followed(&rows);

        let (mut tickets, unread) = self.mapped(rows).await?;
        let newest = tickets.iter().map(|ticket| ticket.updated_at).chain(place.newest).max();
        let stop = if place.open_only {
            None
        } else {
            since_at.map(|at| at - OVERLAP).or(scope.closed_since)
        };
        let stopped = drop_older(&mut tickets, stop);

        let next = place.next(there_is_more && !stopped, newest, fingerprint, scope);
        if let Some(newest) = newest {
            self.confirm_clock(newest);
        }
        let cursor = match (&next, newest) {
            (Some(_), _) => None,
            (None, Some(newest)) => Some(self.cursor(newest)),
            (None, None) => since_at.and(since.cloned()),
        };
        Ok(Changes {
            tickets,
            unread,
            next: next.map(|place| NextPage(place.to_text())),
            cursor,
        })
    }

    /// The server's clock may be far from ours if its own tickets changed lately by it: then ours is the wrong one.
    fn confirm_clock(&self, newest: DateTime<Utc>) {
        let Some(ahead) = self.client.http.clock_offset() else {
            return;
        };
        let since_then = Utc::now() + ahead - newest;
        if (-APART..=QUIET).contains(&since_then) {
            *locked(&self.far_ahead) = Some(ahead);
        }
    }

    /// How far the server's clock is ahead, if that is likely: a gateway or a machine whose clock was never set says
    /// anything in `Date`.
    pub(super) fn likely_ahead(&self) -> Option<TimeDelta> {
        let ahead = self.client.http.clock_offset()?;
        let is_near = |known: TimeDelta| (ahead - known).abs() <= APART;
        let far = *locked(&self.far_ahead);
        (is_near(TimeDelta::zero()) || far.is_some_and(is_near)).then_some(ahead)
    }

    /// A ticket from the future must not hide what changes until then.
    fn cursor(&self, newest: DateTime<Utc>) -> Cursor {
        let their_now = crate::http::now() + self.clock_offset().unwrap_or_default();
        Cursor(newest.min(their_now).to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}

/// Drops what changed before `stop`; whether there was any.
fn drop_older(tickets: &mut Vec<RemoteTicket>, stop: Option<DateTime<Utc>>) -> bool {
    let before = tickets.len();
    tickets.retain(|ticket| stop.is_none_or(|stop| ticket.updated_at >= stop));
    tickets.len() < before
}

/// The state of a sync: open tickets only or all, which page, and what it saw.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    open_only: bool,
    number: u64,
    newest: Option<DateTime<Utc>>,
    /// What the page before looked like: a server that sends it again goes round in circles.
    previous: Option<u64>,
}

impl Place {
    fn first(all: bool) -> Self {
        Self {
            open_only: !all,
            number: 1,
            newest: None,
            previous: None,
        }
    }

    /// What this page looks like; an error when it is not the page that was asked for.
    fn check(&self, rows: &Rows<wire::Ticket>) -> Result<u64, DeskError> {
        let fingerprint = fingerprint(rows);
        let other_page = rows.number.is_some_and(|number| number != self.number);
        if other_page || self.previous == Some(fingerprint) {
            Err(DeskError::Malformed)
        } else {
            Ok(fingerprint)
        }
    }

    fn is_followed(&self, rows: &Rows<wire::Ticket>) -> bool {
        let told = rows.pages.map(|pages| self.number < pages && rows.count > 0);
        self.number < PAGES && told.unwrap_or(rows.count >= PER_PAGE)
    }

    /// The page after this one, the first of the closed tickets after the last of the open ones, or the end.
    fn next(self, more: bool, newest: Option<DateTime<Utc>>, fingerprint: u64, scope: &Scope) -> Option<Self> {
        if more {
            Some(Self {
                number: self.number + 1,
                newest,
                previous: Some(fingerprint),
                ..self
            })
        } else if self.open_only && scope.closed_since.is_some() {
            Some(Self {
                newest,
                ..Self::first(true)
            })
        } else {
            None
        }
    }

    fn to_text(&self) -> String {
        let mut text = format!("{} {}", if self.open_only { "open" } else { "all" }, self.number);
        let newest = self
            .newest
            .map_or("-".to_owned(), |at| at.to_rfc3339_opts(SecondsFormat::Secs, true));
        let previous = self.previous.map_or("-".to_owned(), |print| print.to_string());
        // Writing to a string cannot fail.
        let _ = write!(text, " {newest} {previous}");
        text
    }

    fn parse(text: &str) -> Option<Self> {
        let mut words = text.split(' ');
        let open_only = match words.next()? {
            "open" => true,
            "all" => false,
            _ => return None,
        };
        let number = words
            .next()?
            .parse()
            .ok()
            .filter(|number| (1..=PAGES).contains(number))?;
        let newest = optional(words.next()?, map::instant)?;
        let previous = optional(words.next()?, |word| word.parse().ok())?;
        words.next().is_none().then_some(Self {
            open_only,
            number,
            newest,
            previous,
        })
    }
}

fn optional<T>(word: &str, read: impl Fn(&str) -> Option<T>) -> Option<Option<T>> {
    if word == "-" { Some(None) } else { read(word).map(Some) }
}

fn fingerprint(rows: &Rows<wire::Ticket>) -> u64 {
    let mut hasher = DefaultHasher::new();
    rows.rows.iter().for_each(|row| row.id.0.hash(&mut hasher));
    hasher.finish()
}

/// The search for a scope. No date goes in: RT would read it in the user's time zone.
pub(super) fn ticket_sql(scope: &Scope, open_only: bool) -> String {
    let queue = |name: &String| format!("Queue = {}", quoted(name));
    let queues = scope.queues.iter().map(queue).collect::<Vec<_>>().join(" OR ");
    match (queues.is_empty(), open_only) {
        (true, true) => "Status = '__Active__'".to_owned(),
        (true, false) => "id > 0".to_owned(),
        (false, true) => format!("({queues}) AND Status = '__Active__'"),
        (false, false) => format!("({queues})"),
    }
}
