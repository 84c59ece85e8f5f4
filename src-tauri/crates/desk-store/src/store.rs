//! Both files together: opening them, and the few acts that need both.

use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use desk_domain::ids::TicketId;
use desk_domain::time::Instant;
use rusqlite::Connection;

use crate::cache::CACHE;
use crate::cache::search::{self, Document, DocumentKind};
use crate::desk::DESK;
use crate::desk::incident::{self, LineKind};
use crate::desk::outbox::{Act, Carries};
use crate::desk::ticket::Ticket;
use crate::file::{self, Opening};
use crate::{Cache, CacheRead, Desk, DeskRead, StoreError};

/// How old the last backup of `desk.db` may be before a start makes another.
const BACKUP_EVERY: TimeDelta = TimeDelta::days(1);

/// The store of one data directory. `Send`: give it a thread of its own.
#[derive(Debug)]
pub struct Store {
    /// What is kept.
    pub desk: Desk,
    /// What may be lost.
    pub cache: Cache,
}

/// What happened when the store was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// `desk.db`. If it was set aside, people must be told, with the names of the files.
    pub desk: Opening,
    /// `cache.db`.
    pub cache: Opening,
    /// How many acts of the outbox may have been sent and need a look: a process died while sending, or an older copy
    /// was restored.
    pub doubtful_acts: usize,
}

impl Opened {
    /// Whether the cache is empty though the desk is not: deadlines and lists must be computed anew from the desk, and
    /// the next sync reads everything, because the cursors are gone too.
    #[must_use]
    pub fn cache_lost(&self) -> bool {
        self.desk != Opening::Fresh && matches!(self.cache, Opening::Fresh | Opening::SetAside { .. })
    }
}

/// Both files for reading, on connections of their own, so that the screen never waits for a writer.
#[derive(Debug)]
pub struct Reader {
    pub(crate) desk: Connection,
    pub(crate) cache: Connection,
    /// Where they are: `desk.db`, `cache.db`.
    pub(crate) paths: [PathBuf; 2],
}

impl Reader {
    /// What is kept.
    #[must_use]
    pub const fn desk(&self) -> DeskRead<'_> {
        DeskRead { connection: &self.desk }
    }

    /// What may be lost.
    #[must_use]
    pub const fn cache(&self) -> CacheRead<'_> {
        CacheRead {
            connection: &self.cache,
        }
    }
}

impl Store {
    /// Opens the store as the owner of the data directory: creates missing files, checks, upgrades and repairs. The
    /// caller holds the directory's owner lock.
    ///
    /// # Errors
    /// When `desk.db` is newer than this program or isn't a Dutydesk file (it stays unchanged), or the disk fails.
    pub fn open(dir: &Path, now: Instant) -> Result<(Self, Opened), StoreError> {
        let dir = file::ready_directory(dir)?;
        let (desk, desk_opening) = file::open_kept(&dir, &DESK, now)?;
        let (cache, cache_opening) = file::open_refillable(&dir, &CACHE, now)?;
        let mut store = Self {
            desk: Desk { pair: desk },
            cache: Cache { pair: cache },
        };
        let doubtful_acts = store.doubt_acts(&desk_opening)?;
        let cache_opening = store.fit_cache(&desk_opening, cache_opening, now)?;
        store.back_up_if_old(now)?;
        Ok((
            store,
            Opened {
                desk: desk_opening,
                cache: cache_opening,
                doubtful_acts,
            },
        ))
    }

    /// Opens the store beside a running owner, for a command that reads, or commits a row and wakes the owner.
    ///
    /// # Errors
    /// When a file is missing, is of another version, or cannot be read.
    pub fn open_beside(dir: &Path) -> Result<Self, StoreError> {
        let dir = file::real_directory(dir)?;
        Ok(Self {
            desk: Desk {
                pair: file::open_beside(&dir, &DESK)?,
            },
            cache: Cache {
                pair: file::open_beside(&dir, &CACHE)?,
            },
        })
    }

    /// What a dead process was sending may have been sent; what an older copy believes unsent, too. How many.
    fn doubt_acts(&mut self, desk: &Opening) -> Result<usize, StoreError> {
        self.desk.write(|write| match desk {
            Opening::SetAside { .. } => write.doubt_unsent(),
            _ => write.doubt_sending(),
        })
    }

    /// Makes the cache fit the desk. A cache with damage that the check did not see, but that shows now, is set aside.
    fn fit_cache(&mut self, desk: &Opening, cache: Opening, now: Instant) -> Result<Opening, StoreError> {
        // What is wrong with desk.db is no fault of the cache.
        self.desk.read().incidents()?;
        match self
            .forget_what_the_desk_lacks(desk)
            .and_then(|()| self.make_new_searchable(&cache))
        {
            Ok(()) => Ok(cache),
            Err(error @ (StoreError::Damaged | StoreError::Other(_))) => {
                let kept_as = self.set_cache_aside(now)?;
                Ok(Opening::SetAside {
                    kept_as,
                    why: error.to_string(),
                    restored_from: None,
                })
            }
            Err(error) => Err(error),
        }
    }

    /// A desk that is not the one the cache was filled with needs everything read again, for its events.
    fn forget_what_the_desk_lacks(&mut self, desk: &Opening) -> Result<(), StoreError> {
        match desk {
            Opening::Fresh | Opening::SetAside { .. } => self.cache.write(|cache| cache.remove_cursors()),
            _ => Ok(()),
        }
    }

    /// All that only `desk.db` has, if the cache is new; otherwise what came last, in case a process died before it
    /// was added. A ticket is among the changes by then.
    fn make_new_searchable(&mut self, cache: &Opening) -> Result<(), StoreError> {
        match cache {
            Opening::Fresh | Opening::SetAside { .. } => self.make_own_searchable(),
            Opening::Sound | Opening::Migrated { .. } => {
                let mut documents = incident_documents(self.desk.read(), self.cache.read())?;
                documents.extend(own_words(self.desk.read(), self.cache.read())?);
                self.put_documents(documents)
            }
        }
    }

    /// Both files for reading, on connections of their own.
    ///
    /// # Errors
    /// When a file cannot be opened.
    pub fn reader(&self) -> Result<Reader, StoreError> {
        Ok(Reader {
            desk: file::another_reader(&self.desk.pair)?,
            cache: file::another_reader(&self.cache.pair)?,
            paths: [self.desk.pair.path().to_owned(), self.cache.pair.path().to_owned()],
        })
    }

    /// Adds a line to an incident's timeline and makes it searchable; its number.
    ///
    /// # Errors
    /// When the incident does not exist or the disk does not let us.
    pub fn add_incident_line(
        &mut self,
        incident: i64,
        kind: LineKind,
        text: &str,
        at: Instant,
    ) -> Result<i64, StoreError> {
        let id = self.desk.write(|desk| desk.add_line(incident, kind, text, at))?;
        self.make_own_searchable()?;
        Ok(id)
    }

    /// Adds to the search what only `desk.db` has: local tickets and what was written on them, incidents and their
    /// lines. Call it after one was added. Opening the store does it too, so nothing is lost with the cache.
    ///
    /// # Errors
    /// When the disk does not let us.
    pub fn make_own_searchable(&mut self) -> Result<(), StoreError> {
        let (desk, cache) = (self.desk.read(), self.cache.read());
        let mut documents = ticket_documents(cache, desk.own_tickets()?)?;
        documents.extend(incident_documents(desk, cache)?);
        documents.extend(own_words(desk, cache)?);
        self.put_documents(documents)
    }

    /// The same for these tickets alone; those of a help desk among them are found by what the cache has of them.
    ///
    /// # Errors
    /// When the disk does not let us.
    pub fn make_tickets_searchable(&mut self, tickets: &[TicketId]) -> Result<(), StoreError> {
        let desk = self.desk.read();
        let mut own = Vec::new();
        for ticket in tickets {
            own.extend(desk.ticket(ticket)?.filter(|ticket| ticket.remote.is_none()));
        }
        let documents = ticket_documents(self.cache.read(), own)?;
        self.put_documents(documents)
    }

    /// The same for what was written on local tickets alone, which is new after every act.
    ///
    /// # Errors
    /// When the disk does not let us.
    pub fn make_own_words_searchable(&mut self) -> Result<(), StoreError> {
        let documents = own_words(self.desk.read(), self.cache.read())?;
        self.put_documents(documents)
    }

    fn put_documents(&mut self, documents: Vec<Document>) -> Result<(), StoreError> {
        if documents.is_empty() {
            return Ok(());
        }
        self.cache.write(|cache| cache.put_documents(documents))
    }

    /// Checks that the search index fits its text, and builds it anew if not; whether it had to. Call it once after the
    /// start, when the first screen is there: it reads everything that can be found.
    ///
    /// # Errors
    /// [`StoreError::Damaged`] when more than the index is; or the disk does not let us.
    pub fn check_search(&mut self) -> Result<bool, StoreError> {
        if self.cache.pair.search_is_sound()? {
            return Ok(false);
        }
        tracing::warn!("the search index was damaged and is built anew");
        self.cache.write(|cache| cache.rebuild_search())?;
        Ok(true)
    }

    /// Sets `cache.db` aside and continues with an empty one, after [`StoreError::Damaged`] from the cache while
    /// running. Returns where the old file is now. The caller then does what [`Opened::cache_lost`] asks for, and makes
    /// new readers.
    ///
    /// # Errors
    /// When the disk does not let us.
    pub fn set_cache_aside(&mut self, now: Instant) -> Result<PathBuf, StoreError> {
        let path = self.cache.pair.path().to_owned();
        self.cache.pair.close()?;
        let kept_as = file::set_aside(&path, now)?;
        let dir = path.parent().unwrap_or(Path::new("."));
        self.cache.pair = file::open_refillable(dir, &CACHE, now)?.0;
        self.make_own_searchable()?;
        Ok(kept_as)
    }

    /// Keeps the write-ahead logs small. Call it when idle; it does nothing while somebody reads.
    ///
    /// # Errors
    /// When the disk does not let us.
    pub fn tidy(&self) -> Result<(), StoreError> {
        self.desk.pair.checkpoint()?;
        self.cache.pair.checkpoint()
    }

    /// Copies `desk.db` to `desk.db.backup`, which takes its place should it be damaged. Where it is.
    ///
    /// # Errors
    /// When the disk does not let us; the copy before stays.
    pub fn back_up(&self) -> Result<PathBuf, StoreError> {
        let backup = self.backup_path();
        self.desk.pair.back_up(&backup)?;
        Ok(backup)
    }

    fn backup_path(&self) -> PathBuf {
        self.desk.pair.path().with_extension("db.backup")
    }

    fn back_up_if_old(&self, now: Instant) -> Result<(), StoreError> {
        let made = std::fs::metadata(self.backup_path())
            .and_then(|file| file.modified())
            .map(Instant::from);
        if made.is_ok_and(|made| (now - made).abs() < BACKUP_EVERY) {
            return Ok(());
        }
        self.back_up().map(drop)
    }
}

/// Notes, replies and the words of acts on tickets without a help desk, which has no thread of them. Each is indexed
/// once: what was written here never changes.
fn own_words(desk: DeskRead<'_>, cache: CacheRead<'_>) -> Result<Vec<Document>, StoreError> {
    let acts = desk.own_acts_after(cache.last_act()?)?;
    let document = |act: Act| {
        let text = match &act.carries {
            Ok(Carries::Reply(reply)) => reply.text.clone(),
            Ok(Carries::Note(note)) => note.text.clone(),
            _ => return None,
        };
        Some(Document {
            kind: DocumentKind::Message,
            key: search::act_key(act.id),
            subject: act.ticket.to_string(),
            at: act.sent_at.unwrap_or(act.queued_at),
            title: String::new(),
            body: text,
        })
    };
    Ok(acts.into_iter().filter_map(document).collect())
}

fn ticket_documents(cache: CacheRead<'_>, own: Vec<Ticket>) -> Result<Vec<Document>, StoreError> {
    let mut documents = Vec::new();
    for ticket in own {
        let Some(title) = ticket.subject else {
            continue;
        };
        // Documents that are also in the cache are found there, with more words.
        if cache.remote_ticket(&ticket.id)?.is_none() {
            let body = format!("{}\n{}", ticket.id, ticket.tenant.unwrap_or_default());
            let (kind, key, subject) = (DocumentKind::Ticket, ticket.id.to_string(), ticket.id.to_string());
            documents.push(Document {
                kind,
                key,
                subject,
                at: ticket.raised_at,
                title,
                body,
            });
        }
    }
    Ok(documents)
}

fn incident_documents(desk: DeskRead<'_>, cache: CacheRead<'_>) -> Result<Vec<Document>, StoreError> {
    let mut documents = Vec::new();
    for incident in desk.incidents()? {
        let (kind, key, subject) = (DocumentKind::Incident, incident.subject(), incident.subject());
        documents.push(Document {
            kind,
            key,
            subject,
            at: incident.opened_at,
            title: incident.title,
            body: String::new(),
        });
    }
    for line in desk.lines_after(cache.last_line()?)? {
        let (kind, key, subject) = (
            DocumentKind::Line,
            line.id.to_string(),
            incident::subject(line.incident),
        );
        documents.push(Document {
            kind,
            key,
            subject,
            at: line.at,
            title: String::new(),
            body: line.text,
        });
    }
    Ok(documents)
}
