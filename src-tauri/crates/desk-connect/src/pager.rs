//! The trait [`Pager`]: what PagerDuty and similar systems offer the engineer on support. There are only types so far;
//! a connector gets its own folder beside `rt`.

use async_trait::async_trait;
use chrono::{DateTime, Utc};

use crate::{Cursor, Delivered, DeskError, Me, Person};

/// A paging system with one account signed in. Writes are never repeated by a connector, as with
/// [`crate::HelpDesk`].
#[async_trait]
pub trait Pager: Send + Sync {
    /// Whom the token belongs to.
    ///
    /// # Errors
    /// Whatever is wrong with address, token or network, told apart by [`DeskError`].
    async fn test(&self) -> Result<Me, DeskError>;

    /// Every page that is triggered or acknowledged now. Resolution is absence from a list that was read to its end,
    /// never a failed read.
    ///
    /// # Errors
    /// As every read: see [`DeskError`].
    async fn open_pages(&self) -> Result<Vec<Page>, DeskError>;

    /// Pages that changed since `since`, closed ones included.
    ///
    /// # Errors
    /// As every read.
    async fn changed_since(&self, since: Option<&Cursor>) -> Result<PageChanges, DeskError>;

    /// Who is on call at `at`, by schedule.
    ///
    /// # Errors
    /// As every read.
    async fn on_call(&self, at: DateTime<Utc>) -> Result<Vec<OnCall>, DeskError>;

    /// Says "I have seen this" on the pager; a page that is already acknowledged counts as done.
    ///
    /// # Errors
    /// As every write: [`DeskError::Unknown`] when it may or may not have arrived.
    async fn acknowledge(&self, page: &str) -> Result<Delivered, DeskError>;

    /// Ends a page; one that is already resolved counts as done.
    ///
    /// # Errors
    /// As every write.
    async fn resolve(&self, page: &str) -> Result<Delivered, DeskError>;

    /// Adds a note to a page.
    ///
    /// # Errors
    /// As every write.
    async fn note(&self, page: &str, text: &str) -> Result<Delivered, DeskError>;
}

/// The state of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageState {
    /// Nobody has seen it.
    Triggered,
    /// Somebody has.
    Acknowledged,
    /// It is over.
    Resolved,
}

/// An alert that the pager sent to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// The pager's id: opaque text.
    pub id: String,
    /// What it says.
    pub title: String,
    /// Which service it is about.
    pub service: String,
    /// Its state.
    pub state: PageState,
    /// When it was triggered.
    pub triggered_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// When it was first acknowledged.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// Whom it is assigned to.
    pub assigned: Vec<Person>,
    /// The page that a person opens.
    pub web_url: String,
}

/// What changed on the pager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageChanges {
    /// The pages, each once, in their current state.
    pub pages: Vec<Page>,
    /// What to pass as `since` next time.
    pub cursor: Cursor,
}

/// Somebody's turn on a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnCall {
    /// Who.
    pub person: Person,
    /// On which schedule.
    pub schedule: String,
    /// 1 is paged first.
    pub level: u32,
    /// Since when; `None` for always.
    pub starts_at: Option<DateTime<Utc>>,
    /// Until when, that instant excluded; `None` for always.
    pub ends_at: Option<DateTime<Utc>>,
}
