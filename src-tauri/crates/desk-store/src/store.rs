//! Both files together: opening them, and the few acts that need both.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use desk_domain::ids::TicketId;
use desk_domain::time::Instant;
use rusqlite::Connection;

use crate::cache::CACHE;
use crate::cache::search::{self, Document, DocumentKind};
use crate::desk::DESK;
use crate::desk::incident::{self, LineKind};
use crate::desk::mishap::Mishap;
use crate::desk::outbox::{Act, ActState, Carries};
use crate::desk::ticket::Ticket;
use crate::file::{self, Care, Opening};
use crate::restore::{name, set_aside_before};
use crate::sql::{LeftOut, Rows, Skipped};
use crate::{Cache, CacheRead, Desk, DeskRead, StoreError, backup, reserve, restore};

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
    /// `desk.db`.
    pub desk: Opening,
    /// `cache.db`.
    pub cache: Opening,
    /// How many acts of the outbox may have been sent and need a look: a process died while sending, or an older copy
    /// was restored.
    pub doubtful_acts: usize,
    /// What went wrong and could not be written down, because the disk is full: this process tells it, and the next
    /// start tries again.
    pub untold: Vec<Mishap>,
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
    skipped: [Skipped; 2],
    /// Where they are: `desk.db`, `cache.db`.
    pub(crate) paths: [PathBuf; 2],
}

impl Reader {
    /// What is kept.
    #[must_use]
    pub const fn desk(&self) -> DeskRead<'_> {
        DeskRead {
            connection: Rows::new(&self.desk, &self.skipped[0]),
        }
    }

    /// What may be lost.
    #[must_use]
    pub const fn cache(&self) -> CacheRead<'_> {
        CacheRead {
            connection: Rows::new(&self.cache, &self.skipped[1]),
        }
    }
}

impl Reader {
    /// The rows that were left out since this was last asked.
    #[must_use]
    pub fn left_out(&self) -> AllLeftOut {
        let [desk, cache] = &self.skipped;
        AllLeftOut {
            desk: desk.take(),
            cache: cache.take(),
        }
    }
}

/// Rows that were left out because they cannot be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AllLeftOut {
    /// Of `desk.db`: each is told of.
    pub desk: Vec<LeftOut>,
    /// Of `cache.db`, which is better filled anew.
    pub cache: Vec<LeftOut>,
}

/// What was mended while the store was open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mended {
    /// `desk.db` was put together again.
    pub desk: bool,
    /// `cache.db` was set aside, or has to be filled again.
    pub cache: bool,
}

impl Store {
    /// Opens the store as the owner of the data directory: creates missing files, checks, upgrades and repairs. The
    /// caller holds the directory's owner lock.
    ///
    /// # Errors
    /// When `desk.db` is newer than this program or isn't a Dutydesk file (it stays unchanged), or the disk fails.
    pub fn open(dir: &Path, now: Instant) -> Result<(Self, Opened), StoreError> {
        let dir = file::ready_directory(dir)?;
        match Self::open_in(&dir, now, Care::Usual) {
            // A big file is not read through first, and no check sees everything. This is how such damage shows.
            Err(StoreError::Damaged) => match Self::open_in(&dir, now, Care::Thorough) {
                Err(StoreError::Damaged) => Self::open_in(&dir, now, Care::GiveUp),
                opened => opened,
            },
            // Alarms ring with the last room that there is.
            Err(StoreError::DiskFull | StoreError::Disk) if reserve::give_up(&dir) => {
                Self::open_in(&dir, now, Care::Usual)
            }
            opened => opened,
        }
    }

    fn open_in(dir: &Path, now: Instant, care: Care) -> Result<(Self, Opened), StoreError> {
        let (desk, desk_opening) = file::open_kept(dir, &DESK, now, care)?;
        let (cache, cache_opening) = file::open_refillable(dir, &CACHE, now, care != Care::Usual)?;
        let mut store = Self {
            desk: Desk { pair: desk },
            cache: Cache { pair: cache },
        };
        let older_copy = store.is_older_copy(&desk_opening)?;
        let doubtful_acts = store.doubt_acts(&desk_opening, older_copy, now)?;
        let cache_opening = store.fit_cache(&desk_opening, cache_opening, now)?;
        let untold = store.note_what_was_set_aside(dir, now)?;
        Ok((
            store,
            Opened {
                desk: desk_opening,
                cache: cache_opening,
                doubtful_acts,
                untold,
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

    /// Whether the cache has seen more of the outbox than `desk.db` knows (F44).
    fn is_older_copy(&self, desk: &Opening) -> Result<bool, StoreError> {
        if matches!(desk, Opening::Fresh | Opening::Restored { .. }) {
            return Ok(false);
        }
        // A cache that can't be read says nothing.
        let seen = self.cache.read().outbox_steps().unwrap_or_default();
        Ok(seen > self.desk.read().outbox_steps()?)
    }

    /// What a dead process was sending may have been sent; what an older copy believes unsent, too. After a backup was
    /// put in place that was doubted then. How many.
    fn doubt_acts(&mut self, desk: &Opening, older_copy: bool, now: Instant) -> Result<usize, StoreError> {
        let seen = self.cache.read().outbox_steps().unwrap_or_default();
        let restored = matches!(desk, Opening::Restored { .. });
        let doubtful = self.desk.write(|write| {
            if restored || older_copy {
                let steps = write.read().outbox_steps()?.max(seen);
                write.put_outbox_steps(steps)?;
            }
            if restored {
                let acts = write.read().unsettled_acts()?;
                Ok(acts.iter().filter(|act| act.state == ActState::Unknown).count())
            } else if older_copy {
                write.note_restored(&Mishap::OlderCopy {}, now)?;
                write.doubt_unsent()
            } else {
                Ok(write.doubt_sending()? + write.doubt_long_queued(now)?)
            }
        })?;
        if older_copy {
            // It lacks the events that came in since.
            self.cache.write(|cache| cache.remove_cursors())?;
        }
        Ok(doubtful)
    }

    /// Lets the cache know how far the outbox has come, so that an older copy of `desk.db` is noticed.
    ///
    /// # Errors
    /// When the disk does not let us.
    pub fn note_outbox(&mut self) -> Result<(), StoreError> {
        let steps = self.desk.read().outbox_steps()?;
        if self.cache.read().outbox_steps()? < steps {
            self.cache.write(|cache| cache.put_outbox_steps(steps))?;
        }
        Ok(())
    }

    /// Makes the cache fit the desk. A cache with damage that the check did not see, but that shows now, is set aside.
    fn fit_cache(&mut self, desk: &Opening, cache: Opening, now: Instant) -> Result<Opening, StoreError> {
        // What is wrong with desk.db is no fault of the cache.
        self.desk.read().incidents()?;
        match self
            .forget_what_the_desk_lacks(desk)
            .and_then(|()| self.make_new_searchable(&cache))
        {
            Ok(()) if self.cache.pair.left_out().is_empty() => Ok(cache),
            Ok(()) | Err(StoreError::Damaged | StoreError::Other(_)) => {
                let kept_as = self.set_cache_aside(now)?;
                let why = StoreError::Damaged.to_string();
                Ok(Opening::SetAside { kept_as, why })
            }
            Err(error) => Err(error),
        }
    }

    /// A desk that is not the one the cache was filled with needs everything read again, for its events.
    fn forget_what_the_desk_lacks(&mut self, desk: &Opening) -> Result<(), StoreError> {
        let reads_again = self.desk.read().reads_again()?;
        if reads_again || *desk == Opening::Fresh {
            self.cache.write(|cache| cache.remove_cursors())?;
        }
        if reads_again {
            // What can be read of a broken file was taken over: the count of changes says nothing about the lines.
            self.cache.write(|cache| cache.remove_basis())?;
            let gone = self.listed_without_a_ticket()?;
            self.cache.write(|cache| cache.forget_tickets(&gone))?;
            self.desk.write(|desk| desk.will_read_again())?;
        }
        Ok(())
    }

    /// The tickets that are listed and that the desk lacks: their lines would be shown without deadlines, and lead
    /// nowhere.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn listed_without_a_ticket(&self) -> Result<Vec<TicketId>, StoreError> {
        let mut listed = self.cache.read().listed_tickets()?;
        let known: BTreeSet<_> = self.desk.read().ticket_ids()?.into_iter().collect();
        listed.retain(|ticket| !known.contains(ticket));
        Ok(listed)
    }

    /// Every file that was set aside is told of, also one whose process died before it could say so. What the disk takes
    /// no note of is returned.
    fn note_what_was_set_aside(&mut self, dir: &Path, now: Instant) -> Result<Vec<Mishap>, StoreError> {
        let mut untold = Vec::new();
        for kind in [&DESK, &CACHE] {
            for path in set_aside_before(dir, kind)? {
                let kept_as = name(&path);
                if !self.desk.read().knows_of(&kept_as)? {
                    let file = kind.file.to_owned();
                    untold.push(Mishap::SetAside { file, kept_as });
                }
            }
        }
        let noted = untold.is_empty()
            || self
                .desk
                .write(|desk| {
                    untold
                        .iter()
                        .try_for_each(|mishap| desk.note_mishap(mishap, now).map(drop))
                })
                .is_ok();
        Ok(if noted { Vec::new() } else { untold })
    }

    /// All that only `desk.db` has, if the cache is new; otherwise what came last, in case a process died before it
    /// was added. A ticket is among those that changed by then.
    fn make_new_searchable(&mut self, cache: &Opening) -> Result<(), StoreError> {
        match cache {
            Opening::Fresh | Opening::Restored { .. } | Opening::SetAside { .. } => self.make_own_searchable(),
            Opening::Sound | Opening::Migrated { .. } => self.make_new_words_searchable(),
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
            skipped: Default::default(),
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
        self.make_new_words_searchable()?;
        Ok(id)
    }

    /// Adds to the search what only `desk.db` has: local tickets and what was written on them, incidents and their
    /// lines. For a cache that is new; what is added later has its own way in.
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

    /// The same for these tickets of our own alone.
    ///
    /// # Errors
    /// When the disk does not let us.
    pub fn make_tickets_searchable(&mut self, own: Vec<Ticket>) -> Result<(), StoreError> {
        let documents = ticket_documents(self.cache.read(), own)?;
        self.put_documents(documents)
    }

    /// The same for incidents and for whatever was written last. Call it after a line of an incident was added.
    ///
    /// # Errors
    /// When the disk does not let us.
    pub fn make_new_words_searchable(&mut self) -> Result<(), StoreError> {
        let (desk, cache) = (self.desk.read(), self.cache.read());
        let mut documents = incident_documents(desk, cache)?;
        documents.extend(own_words(desk, cache)?);
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
        let is_sound = self.cache.pair.search_is_sound()?;
        if !is_sound {
            tracing::warn!("the search index was damaged and is built anew");
            self.cache.write(|cache| cache.rebuild_search())?;
        }
        self.cache.write(|cache| cache.forget_machine_lines())?;
        Ok(!is_sound)
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
        self.cache.pair = file::open_refillable(dir, &CACHE, now, false)?.0;
        let mishap = Mishap::SetAside {
            file: CACHE.file.to_owned(),
            kept_as: name(&kept_as),
        };
        // If the disk takes no note of it, the next start does.
        if let Err(error) = self.desk.write(|desk| desk.note_mishap(&mishap, now)) {
            tracing::warn!(%error, "not noted that cache.db was set aside");
        }
        self.make_own_searchable()?;
        Ok(kept_as)
    }

    /// The rows that were left out since this was last asked.
    pub fn left_out(&mut self) -> AllLeftOut {
        AllLeftOut {
            desk: self.desk.pair.left_out(),
            cache: self.cache.pair.left_out(),
        }
    }

    /// Reads both files through after damage was met, and mends what is damaged: `cache.db` is set aside, also if
    /// `rows_of_the_cache` are known to be unreadable; `desk.db` is put together again. The caller then makes new readers,
    /// and fills the cache.
    ///
    /// # Errors
    /// When the disk does not let us.
    pub fn mend(&mut self, rows_of_the_cache: bool, now: Instant) -> Result<Mended, StoreError> {
        let mut mended = Mended::default();
        let dir = self.desk.pair.path().parent().unwrap_or(Path::new(".")).to_owned();
        if self.desk.pair.complaint().is_some() {
            self.desk.pair.close()?;
            let (pair, opening) = file::open_kept(&dir, &DESK, now, Care::Thorough)?;
            self.desk.pair = pair;
            self.forget_what_the_desk_lacks(&opening)?;
            self.note_what_was_set_aside(&dir, now)?;
            mended = Mended {
                desk: true,
                cache: true,
            };
        }
        if rows_of_the_cache || self.cache.pair.complaint().is_some() {
            self.set_cache_aside(now)?;
            mended.cache = true;
        }
        Ok(mended)
    }

    /// Keeps the write-ahead logs small. Call it when idle; it does nothing while somebody reads.
    ///
    /// # Errors
    /// When the disk does not let us.
    pub fn tidy(&self) -> Result<(), StoreError> {
        self.desk.pair.checkpoint()?;
        self.cache.pair.checkpoint()
    }

    /// Makes a backup of `desk.db` now. Where it is. Seven are kept, and one that holds more than every newer one.
    ///
    /// # Errors
    /// When the disk does not let us; the backups before stay.
    pub fn back_up(&self, now: Instant) -> Result<PathBuf, StoreError> {
        backup::make(self.desk.pair.path(), &DESK, now)
    }
}

/// Puts a backup in the place of `desk.db`. What is there now becomes a backup first; if it is damaged, it is set aside.
/// Nothing in the outbox of the backup is sent without a look at the help desk. The caller holds the directory's owner
/// lock, and has no store open.
///
/// # Errors
/// [`StoreError::KeepsItsPlace`] when the file is no sound backup of this version or an older one; or the disk does not
/// let us. `desk.db` is then as it was.
pub fn put_back(dir: &Path, backup: &Path, now: Instant) -> Result<(), StoreError> {
    let dir = file::ready_directory(dir)?;
    restore::put_back(&dir, &DESK, backup, now)
}

impl Reader {
    /// Makes a backup of `desk.db` if the newest is an hour old and something changed since; before that, room on the disk is
    /// held for an emergency. Where the backup is. It reads all
    /// of the file, on a connection of its own, so that no writer waits.
    ///
    /// # Errors
    /// When the disk does not let us; the backups before stay.
    pub fn back_up_if_due(&self, now: Instant) -> Result<Option<PathBuf>, StoreError> {
        let dir = self.paths[0].parent().unwrap_or(Path::new("."));
        if let Err(error) = reserve::hold(dir) {
            tracing::warn!(%error, "no room is held on the disk");
        }
        backup::make_if_due(&self.paths[0], &DESK, now)
    }

    /// Copies `desk.db` to a file that a person names. It may take the place of an older backup of this desk.
    ///
    /// # Errors
    /// [`StoreError::KeepsItsPlace`] when what is there holds more or is something else; or the disk does not let us.
    pub fn back_up_to(&self, to: &Path) -> Result<(), StoreError> {
        let source = file::connect_reader(&self.paths[0])?;
        if std::fs::symlink_metadata(to).is_ok() {
            let held = backup::holds(to, &DESK).ok_or(StoreError::KeepsItsPlace(
                "that file isn’t a backup of Dutydesk, so it keeps its place. Choose another name",
            ))?;
            if !backup::Holds::of(&source, &DESK)?.covers(&held) {
                return Err(StoreError::KeepsItsPlace(
                    "that backup holds more than desk.db does now, so it keeps its place. Choose another name",
                ));
            }
        }
        backup::copy(&source, &DESK, to)
    }

    /// When the newest backup of `desk.db` was made; `None`: there is none.
    ///
    /// # Errors
    /// When the data folder cannot be read.
    pub fn newest_backup(&self) -> Result<Option<Instant>, StoreError> {
        let dir = self.paths[0].parent().unwrap_or(Path::new("."));
        Ok(backup::backups(dir, &DESK)?.first().map(|copied| copied.made_at))
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
