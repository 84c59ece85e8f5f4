//! What a help desk says about its tickets: everything that is shown of a ticket besides its messages.

use desk_domain::ids::{AccountKey, TicketId};
use desk_domain::priority::Priority;
use desk_domain::time::Instant;
use rusqlite::{Row, params};
use serde::{Deserialize, Serialize};

use super::search::{Document, DocumentKind};
use super::{CacheRead, CacheWrite};
use crate::StoreError;
use crate::sql::{At, Id, Json, Word, all, first, run, worded};

pub(crate) const V1: &str = "
CREATE TABLE remote_ticket (
    ticket            TEXT NOT NULL PRIMARY KEY,
    account           TEXT NOT NULL,
    subject           TEXT NOT NULL,
    status            TEXT NOT NULL,
    raw_status        TEXT NOT NULL,
    queue             TEXT NOT NULL,
    tenant            TEXT,
    owner             TEXT,
    requestor_name    TEXT,
    requestor_address TEXT,
    cc                TEXT NOT NULL CHECK (json_valid(cc)),
    priority_hint     TEXT CHECK (priority_hint IN ('P1', 'P2', 'P3', 'P4')),
    created_at        INTEGER NOT NULL,
    updated_at        INTEGER NOT NULL,
    web_url           TEXT,
    fetched_at        INTEGER NOT NULL
) STRICT;
CREATE INDEX remote_ticket_account ON remote_ticket (account, ticket);
";

/// Version 3: everybody whom a reply reaches, with name and address. Until then only the first requestor was saved, so
/// every ticket is read again.
pub(crate) const V3: &str = "
ALTER TABLE remote_ticket ADD COLUMN requestors TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(requestors));
ALTER TABLE remote_ticket ADD COLUMN copies TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(copies));
UPDATE remote_ticket SET
    requestors = CASE WHEN coalesce(requestor_name, requestor_address) IS NULL THEN '[]' ELSE json_array(json_object(
        'name', coalesce(requestor_name, requestor_address), 'address', coalesce(requestor_address, ''))) END,
    copies = (SELECT json_group_array(json_object('name', each.value, 'address', each.value))
              FROM json_each(remote_ticket.cc) AS each);
ALTER TABLE remote_ticket DROP COLUMN requestor_name;
ALTER TABLE remote_ticket DROP COLUMN requestor_address;
ALTER TABLE remote_ticket DROP COLUMN cc;
UPDATE remote_ticket SET updated_at = 0 WHERE account <> 'practice';
UPDATE sync_cursor SET cursor = NULL;
";

/// Somebody whom a reply reaches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// What to call them on screen; their address where the help desk has no name.
    pub name: String,
    /// Their address; empty where the help desk doesn't give it.
    pub address: String,
}

/// The status of a ticket on its help desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RemoteStatus {
    /// Open.
    Open,
    /// Waits for the tenant, or for somebody else.
    Waiting,
    /// Finished.
    Resolved,
    /// None of these.
    Other,
}

worded!(RemoteStatus { Open = "open", Waiting = "waiting", Resolved = "resolved", Other = "other" });

/// A ticket as its help desk had it at `fetched_at`. The tickets of the practice shift are here too, with the account
/// `practice`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RemoteTicket {
    /// Our own id.
    pub ticket: TicketId,
    /// The account; `None` for a ticket of the practice shift.
    pub account: Option<AccountKey>,
    /// The subject.
    pub subject: String,
    /// The status in our words.
    pub status: RemoteStatus,
    /// The status in the help desk's words.
    pub raw_status: String,
    /// The queue or department.
    pub queue: String,
    /// The tenant's name, where the help desk knows it.
    pub tenant: Option<String>,
    /// Who has it; `None`: nobody.
    pub owner: Option<String>,
    /// Who asked: a reply is to all of them.
    pub requestors: Vec<Recipient>,
    /// Who reads along: they get a copy of every reply.
    pub cc: Vec<Recipient>,
    /// The priority on the help desk: a hint, not a triage (rule 15).
    pub priority_hint: Option<Priority>,
    /// When it was created there.
    pub created_at: Instant,
    /// When it was changed there last.
    pub updated_at: Instant,
    /// Where it is read in a browser.
    pub web_url: Option<String>,
    /// When we read it.
    pub fetched_at: Instant,
}

/// What is in `account` for tickets of the practice shift.
const PRACTICE: &str = "practice";

const COLUMNS: &str = "SELECT ticket, account, subject, status, raw_status, queue, tenant, owner, requestors, \
                       copies, priority_hint, created_at, updated_at, web_url, fetched_at FROM remote_ticket";

fn remote_ticket(row: &Row<'_>) -> rusqlite::Result<RemoteTicket> {
    Ok(RemoteTicket {
        ticket: row.get::<_, Id<_>>(0)?.0,
        account: match row.get_ref(1)?.as_str()? {
            PRACTICE => None,
            _ => Some(row.get::<_, Id<_>>(1)?.0),
        },
        subject: row.get(2)?,
        status: row.get::<_, Word<_>>(3)?.0,
        raw_status: row.get(4)?,
        queue: row.get(5)?,
        tenant: row.get(6)?,
        owner: row.get(7)?,
        requestors: row.get::<_, Json<_>>(8)?.0,
        cc: row.get::<_, Json<_>>(9)?.0,
        priority_hint: row.get::<_, Option<Word<_>>>(10)?.map(|word| word.0),
        created_at: row.get::<_, At>(11)?.0,
        updated_at: row.get::<_, At>(12)?.0,
        web_url: row.get(13)?,
        fetched_at: row.get::<_, At>(14)?.0,
    })
}

impl RemoteTicket {
    fn document(&self) -> Document {
        let people = self
            .requestors
            .iter()
            .flat_map(|person| [&person.name, &person.address]);
        let who = self.tenant.iter().chain(people).filter(|word| !word.is_empty());
        let mut body = self.ticket.to_string();
        for word in who {
            body.push('\n');
            body.push_str(word);
        }
        Document {
            kind: DocumentKind::Ticket,
            key: self.ticket.to_string(),
            subject: self.ticket.to_string(),
            at: self.created_at,
            title: self.subject.clone(),
            body,
        }
    }
}

impl CacheRead<'_> {
    /// One ticket.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn remote_ticket(&self, ticket: &TicketId) -> Result<Option<RemoteTicket>, StoreError> {
        first(
            self.connection,
            &format!("{COLUMNS} WHERE ticket = ?1"),
            [Id(ticket)],
            remote_ticket,
        )
    }

    /// All tickets, by id.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn remote_tickets(&self) -> Result<Vec<RemoteTicket>, StoreError> {
        all(
            self.connection,
            &format!("{COLUMNS} ORDER BY ticket"),
            [],
            remote_ticket,
        )
    }

    /// Everybody who owns a ticket of an account, by name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn owners(&self, account: &AccountKey) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT DISTINCT owner FROM remote_ticket WHERE account = ?1 AND owner <> ''
                   ORDER BY owner COLLATE NOCASE";
        all(self.connection, sql, [Id(account)], |row| row.get(0))
    }

    pub(super) fn cached_ids(&self, account: &AccountKey) -> Result<Vec<TicketId>, StoreError> {
        let sql = "SELECT ticket FROM remote_ticket WHERE account = ?1 ORDER BY ticket";
        all(self.connection, sql, [Id(account)], |row| Ok(row.get::<_, Id<_>>(0)?.0))
    }
}

impl CacheWrite<'_> {
    /// Adds tickets, or changes those that are not newer already (pages may overlap and come out of order), and makes
    /// their subjects, tenants and requestors searchable.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put_remote_tickets(&mut self, tickets: &[RemoteTicket]) -> Result<(), StoreError> {
        let mut documents = Vec::with_capacity(tickets.len());
        for ticket in tickets {
            if self.put_remote_ticket(ticket)? {
                documents.push(ticket.document());
            }
        }
        self.put_documents(documents)
    }

    /// Whether it was taken.
    fn put_remote_ticket(&mut self, ticket: &RemoteTicket) -> Result<bool, StoreError> {
        let changed = run(
            self.connection,
            "INSERT INTO remote_ticket (ticket, account, subject, status, raw_status, queue, tenant, owner,
                 requestors, copies, priority_hint, created_at, updated_at, web_url, fetched_at)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
             ON CONFLICT (ticket) DO UPDATE SET subject = excluded.subject, status = excluded.status,
                 raw_status = excluded.raw_status, queue = excluded.queue, tenant = excluded.tenant,
                 owner = excluded.owner, requestors = excluded.requestors, copies = excluded.copies,
                 priority_hint = excluded.priority_hint, created_at = excluded.created_at,
                 updated_at = excluded.updated_at, web_url = excluded.web_url, fetched_at = excluded.fetched_at
             WHERE excluded.updated_at >= remote_ticket.updated_at",
            params![
                Id(&ticket.ticket),
                ticket.account.as_ref().map_or(PRACTICE, AccountKey::as_str),
                ticket.subject,
                Word(ticket.status),
                ticket.raw_status,
                ticket.queue,
                ticket.tenant,
                ticket.owner,
                Json(&ticket.requestors),
                Json(&ticket.cc),
                ticket.priority_hint.map(Word),
                At(ticket.created_at),
                At(ticket.updated_at),
                ticket.web_url,
                At(ticket.fetched_at)
            ],
        )?;
        Ok(changed > 0)
    }
}
