//! The trait [`HelpDesk`] and its neutral types. They fit Request Tracker today, Deskpro and Zendesk later; a field
//! that only one system knows does not belong here.

use std::fmt;

use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use desk_domain::ids::RemoteId;
use desk_domain::who::Role;

use crate::DeskError;

/// A help desk with one account signed in.
///
/// Reads may be repeated freely. Writes are never repeated by a connector: a write whose outcome cannot be known ends
/// in [`DeskError::Unknown`] or [`DeskError::Unproven`], and [`HelpDesk::find_delivered`] looks for it afterwards.
#[async_trait]
pub trait HelpDesk: Send + Sync {
    /// Who the token belongs to, which version answers, and which queues it may see. Forgets an earlier refusal of
    /// the token, so that a person can try again.
    ///
    /// # Errors
    /// Whatever is wrong with address, token or network, told apart by [`DeskError`].
    async fn test(&self) -> Result<Reach, DeskError>;

    /// The queues that the token may see, by name.
    ///
    /// # Errors
    /// As every read: see [`DeskError`].
    async fn queues(&self) -> Result<Vec<Queue>, DeskError>;

    /// One page of tickets in `scope` that changed since `since`, newest change first; the first sync passes `None`
    /// and gets every open ticket. Call again with [`Changes::next`] until it is `None`, then keep
    /// [`Changes::cursor`]. Tickets may come twice: the newest [`RemoteTicket::updated_at`] wins. A ticket that does
    /// not come was not deleted.
    ///
    /// # Errors
    /// As every read. A page that fails changes nothing: ask for the same page again.
    async fn changed_since(
        &self,
        scope: &Scope,
        since: Option<&Cursor>,
        page: Option<&NextPage>,
    ) -> Result<Changes, DeskError>;

    /// A ticket as it is now, with all messages and changes that the token may see, oldest first.
    ///
    /// # Errors
    /// [`DeskError::Gone`] when the ticket was deleted, merged or hidden from us; else as every read.
    async fn thread(&self, ticket: &RemoteId) -> Result<RemoteThread, DeskError>;

    /// Where these tickets are now, whatever their queue: one that stopped coming is not one that nothing happens to
    /// (rule 13). One that is missing in the answer isn't known about. Takes at most [`ASKED_AT_ONCE`].
    ///
    /// # Errors
    /// As every read: then nothing is known of any of them.
    async fn whereabouts(&self, tickets: &[RemoteId]) -> Result<Vec<(RemoteId, Whereabouts)>, DeskError>;

    /// The bytes of an attachment.
    ///
    /// # Errors
    /// [`DeskError::TooLarge`] beyond the body cap, [`DeskError::Gone`] when it is not there; else as every read.
    async fn attachment(&self, id: &str) -> Result<Vec<u8>, DeskError>;

    /// Writes an internal note. Tenants never see it.
    ///
    /// # Errors
    /// As every write: [`DeskError::Unknown`] or [`DeskError::Unproven`] when it may or may not have arrived.
    async fn comment(&self, ticket: &RemoteId, note: &Outgoing) -> Result<Delivered, DeskError>;

    /// Answers the tenant. Whom it reaches is [`RemoteTicket::requestors`] (To) and [`RemoteTicket::cc`].
    ///
    /// # Errors
    /// As every write.
    async fn reply(&self, ticket: &RemoteId, message: &Outgoing) -> Result<Delivered, DeskError>;

    /// Renames the ticket.
    ///
    /// # Errors
    /// As every write; [`DeskError::Refused`] when the subject is the old one afterwards.
    async fn set_subject(&self, ticket: &RemoteId, subject: &str) -> Result<Delivered, DeskError>;

    /// Sets the help desk's own priority field. The policy says which value means which of our priorities.
    ///
    /// # Errors
    /// As every write; [`DeskError::Refused`] when the value is another one afterwards.
    async fn set_priority(&self, ticket: &RemoteId, priority: &str) -> Result<Delivered, DeskError>;

    /// Moves the ticket to another status. For [`NewStatus::Resolved`] it is one that this ticket may take.
    ///
    /// # Errors
    /// As every write; [`DeskError::Refused`] when the status is another one afterwards.
    async fn set_status(&self, ticket: &RemoteId, status: &NewStatus) -> Result<Delivered, DeskError>;

    /// Gives the ticket to somebody, or to nobody.
    ///
    /// # Errors
    /// As every write; [`DeskError::Refused`] when somebody else owns it afterwards.
    async fn assign(&self, ticket: &RemoteId, to: &Assignee) -> Result<Delivered, DeskError>;

    /// Looks for a note or reply whose outcome was unknown: among the newest messages of the ticket, one by our own
    /// account with the same words, not older than the first attempt by more than the clocks are known to differ.
    ///
    /// # Errors
    /// As every read.
    async fn find_delivered(&self, ticket: &RemoteId, sought: &ReadBack) -> Result<LookedUp, DeskError>;

    /// How far the server's clock is ahead of ours, by its last answer that makes sense; `None` before the first one.
    fn clock_offset(&self) -> Option<TimeDelta>;
}

/// Somebody on the help desk.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Person {
    /// The login or other unique name.
    pub name: String,
    /// What to call them on screen; falls back to `name`.
    pub display: String,
    /// Their address, if the help desk gives it.
    pub email: Option<String>,
}

/// Whom the token belongs to.
#[derive(Clone, PartialEq, Eq)]
pub struct Me {
    /// The help desk's id of the account.
    pub id: String,
    /// The login.
    pub name: String,
    /// What to call them on screen.
    pub display: String,
}

/// A queue, department or group that tickets lie in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Queue {
    /// The help desk's id.
    pub id: String,
    /// The name that [`Scope::queues`] takes.
    pub name: String,
}

/// What a successful connection test found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// Whom the token belongs to.
    pub me: Me,
    /// The version that the server reports.
    pub version: String,
    /// The queues that the token may see.
    pub queues: Vec<Queue>,
}

/// Which tickets a sync is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scope {
    /// Names of queues; empty means every queue that the token may see.
    pub queues: Vec<String>,
    /// The first sync also brings closed tickets that changed since then; `None` brings open ones only.
    pub closed_since: Option<DateTime<Utc>>,
}

/// How far a finished sync saw. Opaque: only the connector that made it reads it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(pub(crate) String);

impl Cursor {
    /// Restores a stored value.
    pub fn from_stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a sync continues. Opaque, and can be stored: an interrupted first sync resumes with it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextPage(pub(crate) String);

impl NextPage {
    /// Restores a stored value.
    pub fn from_stored(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text to store.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One page of a sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The tickets, each once.
    pub tickets: Vec<RemoteTicket>,
    /// Rows that made no sense and were left out.
    pub unread: Unread,
    /// Where to go on; `None` when this was the last page.
    pub next: Option<NextPage>,
    /// What to pass as `since` next time; only on the last page.
    pub cursor: Option<Cursor>,
}

/// Rows of a list that made no sense.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unread {
    /// The ids of those that have one, each once: they can be asked for by it.
    pub ids: Vec<RemoteId>,
    /// How many have none.
    pub nameless: usize,
}

impl Unread {
    /// How many rows.
    #[must_use]
    pub fn count(&self) -> usize {
        self.ids.len() + self.nameless
    }
}

/// A status, as far as our clocks care.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RemoteStatus {
    /// With us.
    Open,
    /// Waiting for somebody else.
    Waiting,
    /// Whatever the help desk counts as finished (rule 13): done, refused, deleted or a word of the site's own.
    Resolved,
    /// A status of this site's own that isn't finished; its text says more.
    Other,
}

/// A ticket as the help desk lists it.
#[derive(Clone, PartialEq, Eq)]
pub struct RemoteTicket {
    /// The help desk's id: opaque text, never part of a file name.
    pub id: RemoteId,
    /// The subject as it came, without control characters; [`crate::text::title`] makes it fit to show.
    pub subject: String,
    /// What the status means.
    pub status: RemoteStatus,
    /// The help desk's own word for the status.
    pub status_text: String,
    /// The name of the queue.
    pub queue: String,
    /// Who owns it; `None` for nobody.
    pub owner: Option<Person>,
    /// Who asked: a reply goes to them.
    pub requestors: Vec<Person>,
    /// Who gets a copy of a reply.
    pub cc: Vec<Person>,
    /// The help desk's priority field: a hint, not a triage (rule 15).
    pub priority_hint: Option<String>,
    /// When it was raised.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
    /// The organisation of the first requestor, else the domain of their address.
    pub tenant_hint: Option<String>,
    /// The page that a person opens.
    pub web_url: String,
}

/// The most tickets that are asked for by id with one call.
pub const ASKED_AT_ONCE: usize = 50;

/// Where a ticket is that was asked for by its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whereabouts {
    /// There, perhaps in a queue that we don't read.
    Here(Box<RemoteTicket>),
    /// It was deleted.
    Deleted,
    /// It was merged into this one.
    Merged(RemoteId),
    /// The help desk doesn't show it to us any more, and doesn't say why.
    Hidden,
}

/// Who may read a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MessageKind {
    /// The tenant reads it.
    Public,
    /// Only agents read it.
    Internal,
}

/// A message of a ticket's thread.
#[derive(Clone, PartialEq, Eq)]
pub struct RemoteMessage {
    /// The help desk's id of the act that wrote it; unique per account.
    pub transaction: String,
    /// When the help desk accepted it.
    pub at: DateTime<Utc>,
    /// Who wrote it.
    pub author: Person,
    /// Who may read it.
    pub kind: MessageKind,
    /// What the help desk says of the author. Whose words these are follows from it (rule 6), but not here.
    pub role: Role,
    /// The text that the ticket was opened with.
    pub opens: bool,
    /// Written by a machine: an automatic answer, an absence note, a delivery report (rule 11).
    pub automatic: bool,
    /// The addresses that the email was sent to; the emergency route reads them.
    pub to: Vec<String>,
    /// The addresses that the email was copied to.
    pub cc: Vec<String>,
    /// Plain text, line breaks kept.
    pub body: String,
    /// The body was longer than we keep, or its HTML could not be read as such.
    pub shortened: bool,
    /// What is attached, to be fetched on demand.
    pub attachments: Vec<RemoteAttachment>,
}

/// A file attached to a message.
#[derive(Clone, PartialEq, Eq)]
pub struct RemoteAttachment {
    /// The help desk's id, for [`HelpDesk::attachment`].
    pub id: String,
    /// The sender's name for it, made fit to show: never a path, never a file name to write to.
    pub name: String,
    /// The sender's word for its type; not to be trusted.
    pub content_type: String,
    /// Size in bytes, as the help desk reports it.
    pub size: u64,
}

/// Something that changed on a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteChange {
    /// The help desk's id of the act; unique per account.
    pub transaction: String,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it; the help desk itself for consequences of other acts.
    pub author: Person,
    /// What the help desk says of the author.
    pub role: Role,
    /// What changed.
    pub what: Change,
}

/// What changed.
#[derive(Clone, PartialEq, Eq)]
pub enum Change {
    /// The ticket was finished, in the help desk's word.
    Resolved(String),
    /// A finished ticket was opened again; the help desk's word for the new status.
    Reopened(String),
    /// Another change of status.
    Status(RemoteStatus, String),
    /// A new owner; `None` for nobody.
    Owner(Option<Person>),
    /// A new subject.
    Subject(String),
    /// A new value of the help desk's priority field.
    Priority(String),
}

/// A ticket with its thread.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteThread {
    /// The ticket as it is now.
    pub ticket: RemoteTicket,
    /// Messages, oldest first.
    pub messages: Vec<RemoteMessage>,
    /// Changes, oldest first.
    pub changes: Vec<RemoteChange>,
    /// Rows that made no sense and were left out: it is read again later.
    pub skipped: usize,
}

/// A note or reply to send: plain text.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Outgoing {
    /// The words.
    pub body: String,
    /// Files to attach.
    pub attachments: Vec<OutgoingFile>,
}

/// A file to send.
#[derive(Clone, PartialEq, Eq)]
pub struct OutgoingFile {
    /// The name that the receiver sees.
    pub name: String,
    /// Its media type.
    pub content_type: String,
    /// Its bytes.
    pub content: Vec<u8>,
}

/// A status to set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NewStatus {
    /// With us.
    Open,
    /// Waiting for somebody else.
    Waiting,
    /// Done.
    Resolved,
    /// One of the site's own, in its own word.
    Named(String),
}

/// Whom to give a ticket to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Assignee {
    /// The account that the token belongs to.
    Me,
    /// Somebody, by [`Person::name`].
    Named(String),
    /// Nobody.
    Nobody,
}

/// A write that the help desk accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// The help desk's id of the act, if it gives one. The same act comes back in the thread under this id.
    pub remote_transaction: Option<String>,
}

/// What a look for a write of unknown outcome came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LookedUp {
    /// It is there.
    There(Delivered),
    /// Everything in question was read, and it is not there now.
    NotThere,
    /// It can't be told: something like it is there, but it may be older, or a message could not be read.
    Unclear,
}

/// What to look for after an unknown outcome.
#[derive(Clone, PartialEq, Eq)]
pub struct ReadBack {
    /// Note or reply.
    pub kind: MessageKind,
    /// The words that were sent.
    pub body: String,
    /// When it was first tried, by our clock.
    pub first_attempt_at: DateTime<Utc>,
    /// How far the server's clock was ahead of ours then; `None`: it was not known.
    pub ahead: Option<TimeDelta>,
    /// Transactions already known to be another act: the same words sent twice on purpose are two acts.
    pub known: Vec<String>,
}

impl fmt::Debug for Person {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Person(..)")
    }
}

impl fmt::Debug for Me {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Me").field("id", &self.id).finish_non_exhaustive()
    }
}

impl fmt::Debug for RemoteTicket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteTicket")
            .field("id", &self.id)
            .field("status", &self.status)
            .field("updated_at", &self.updated_at)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RemoteMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteMessage")
            .field("transaction", &self.transaction)
            .field("at", &self.at)
            .field("kind", &self.kind)
            .field("role", &self.role)
            .field("automatic", &self.automatic)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for RemoteAttachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteAttachment")
            .field("id", &self.id)
            .field("size", &self.size)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resolved(_) => "Resolved",
            Self::Reopened(_) => "Reopened",
            Self::Status(..) => "Status",
            Self::Owner(_) => "Owner",
            Self::Subject(_) => "Subject",
            Self::Priority(_) => "Priority",
        })
    }
}

impl fmt::Debug for Outgoing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("bytes", &self.body.len())
            .field("attachments", &self.attachments)
            .finish()
    }
}

impl fmt::Debug for OutgoingFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OutgoingFile")
            .field("bytes", &self.content.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ReadBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadBack")
            .field("kind", &self.kind)
            .field("first_attempt_at", &self.first_attempt_at)
            .finish_non_exhaustive()
    }
}
