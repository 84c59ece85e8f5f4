//! The lists: one row for each ticket, with everything that its line shows and its most urgent clock. Any page of any
//! section of 100,000 tickets is one walk along an index. Derived, like the deadlines.

use chrono::TimeDelta;
use desk_domain::ids::TicketId;
use desk_domain::policy::Clock;
use desk_domain::priority::Priority;
use desk_domain::time::Instant;
use rusqlite::{Row, params};

use super::{CacheRead, CacheWrite};
use crate::StoreError;
use crate::sql::{At, Id, Word, all, first, one, run, worded};

/// `sort_at` orders a place: due, or when to chase, or, where nothing is due, the newest first.
pub(crate) const V1: &str = "
CREATE TABLE list_row (
    ticket        TEXT NOT NULL PRIMARY KEY,
    place         TEXT NOT NULL CHECK (place IN ('running', 'untriaged', 'paused', 'before', 'closed')),
    whose         TEXT NOT NULL CHECK (whose IN ('mine', 'nobody', 'other')),
    sort_at       INTEGER NOT NULL,
    priority      TEXT CHECK (priority IN ('P1', 'P2', 'P3', 'P4')),
    clock         TEXT CHECK (clock IN ('respond', 'update', 'triage')),
    due_at        INTEGER,
    at_risk_at    INTEGER,
    chase_at      INTEGER,
    waiting_since INTEGER,
    raised_at     INTEGER NOT NULL,
    subject       TEXT NOT NULL,
    tenant        TEXT,
    owner         TEXT,
    source        TEXT NOT NULL,
    status        TEXT NOT NULL,
    incident      INTEGER NOT NULL CHECK (incident IN (0, 1)),
    practice      INTEGER NOT NULL CHECK (practice IN (0, 1))
) STRICT;
CREATE INDEX list_row_place ON list_row (place, sort_at, ticket);
CREATE INDEX list_row_place_whose ON list_row (place, whose, sort_at, ticket);
CREATE INDEX list_row_worst ON list_row (priority, sort_at) WHERE place = 'running';
";

/// How far *next two hours* reaches.
const SOON: TimeDelta = TimeDelta::hours(2);

/// The place of a ticket in the lists, whatever the time is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// A clock runs, or the ticket is open and none does.
    Running,
    /// No priority yet; its clock is the triage clock.
    Untriaged,
    /// Waits for the tenant.
    Paused,
    /// *Before Dutydesk* (rule 23).
    Before,
    /// Resolved or closed.
    Closed,
}

worded!(Place {
    Running = "running",
    Untriaged = "untriaged",
    Paused = "paused",
    Before = "before",
    Closed = "closed",
});

/// Whose a ticket is, seen from here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whose {
    /// Mine.
    Mine,
    /// Nobody's.
    Nobody,
    /// Somebody else's.
    Other,
}

worded!(Whose { Mine = "mine", Nobody = "nobody", Other = "other" });

/// What a list is narrowed to, and how each section is ordered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wanted {
    /// `None` for everybody's.
    pub whose: Option<Whose>,
    /// Words that a line has to have, in any order, whatever their case; the first three count. Empty for all.
    pub words: String,
    /// The order within a section.
    pub order: Order,
}

impl From<Option<Whose>> for Wanted {
    fn from(whose: Option<Whose>) -> Self {
        Self {
            whose,
            ..Self::default()
        }
    }
}

/// The order within a section.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// What is due first.
    #[default]
    Due,
    /// What was raised last.
    Newest,
    /// What was raised first.
    Oldest,
    /// P1 first.
    Priority,
    /// By tenant.
    Tenant,
}

impl Order {
    const fn sql(self) -> &'static str {
        match self {
            Self::Due => "sort_at",
            Self::Newest => "raised_at DESC",
            Self::Oldest => "raised_at",
            Self::Priority => "priority IS NULL, priority, sort_at",
            Self::Tenant => "tenant IS NULL, tenant COLLATE NOCASE, sort_at",
        }
    }
}

/// Everything of a line that its words are looked for in.
const LINE: &str = "(subject || ' ' || coalesce(tenant, '') || ' ' || coalesce(owner, '') || ' ' || source || ' ' || \
                    status || ' ' || coalesce(priority, ''))";

impl Wanted {
    /// A condition with the parameters `?5` to `?7`, and their values.
    fn words(&self) -> (String, [Option<String>; 3]) {
        let mut words = self.words.split_whitespace().map(|word| {
            let plain: String = word
                .chars()
                .flat_map(|char| match char {
                    '%' | '_' | '\\' => vec!['\\', char],
                    char => vec![char],
                })
                .collect();
            format!("%{plain}%")
        });
        let words = [words.next(), words.next(), words.next()];
        let condition = (5..8)
            .map(|n| format!(" AND (?{n} IS NULL OR {LINE} LIKE ?{n} ESCAPE '\\')"))
            .collect();
        (condition, words)
    }
}

/// The sections of a list, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Section {
    /// Running and due before now.
    Late,
    /// Not triaged, and late for it by the team's own rule.
    LateTriage,
    /// Not triaged, and not late.
    Untriaged,
    /// Running and due in the next two hours.
    NextTwoHours,
    /// Running and due after that, or never.
    Later,
    /// Paused, by chase date.
    Paused,
    /// *Before Dutydesk*, the newest first.
    Before,
    /// Resolved or closed, the newest first.
    Closed,
}

impl Section {
    /// In their order.
    pub const ALL: [Self; 8] = [
        Self::Late,
        Self::LateTriage,
        Self::Untriaged,
        Self::NextTwoHours,
        Self::Later,
        Self::Paused,
        Self::Before,
        Self::Closed,
    ];

    const fn place(self) -> Place {
        match self {
            Self::Late | Self::NextTwoHours | Self::Later => Place::Running,
            Self::LateTriage | Self::Untriaged => Place::Untriaged,
            Self::Paused => Place::Paused,
            Self::Before => Place::Before,
            Self::Closed => Place::Closed,
        }
    }

    /// The values of `sort_at` at `now`, both ends included. Late is *after* due (rule 5).
    fn span(self, now: Instant) -> (i64, i64) {
        let (now, soon) = (now.timestamp_millis(), (now + SOON).timestamp_millis());
        match self {
            Self::Late | Self::LateTriage => (i64::MIN, now - 1),
            Self::Untriaged => (now, i64::MAX),
            Self::NextTwoHours => (now, soon),
            Self::Later => (soon + 1, i64::MAX),
            _ => (i64::MIN, i64::MAX),
        }
    }
}

/// The line of a ticket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListRow {
    /// The ticket by our own id.
    pub ticket: TicketId,
    /// Its place.
    pub place: Place,
    /// Whose it is.
    pub whose: Whose,
    /// Its priority; `None`: not triaged.
    pub priority: Option<Priority>,
    /// Its most urgent open clock.
    pub clock: Option<Clock>,
    /// When that clock is due.
    pub due_at: Option<Instant>,
    /// From when it is at risk.
    pub at_risk_at: Option<Instant>,
    /// When to chase, while paused.
    pub chase_at: Option<Instant>,
    /// The oldest unanswered message of the tenant.
    pub waiting_since: Option<Instant>,
    /// When it was raised.
    pub raised_at: Instant,
    /// The subject.
    pub subject: String,
    /// The tenant.
    pub tenant: Option<String>,
    /// Who has it.
    pub owner: Option<String>,
    /// Where it came from, as it is shown: `RT 41`, `Slack`.
    pub source: String,
    /// The status as it is shown.
    pub status: String,
    /// Whether it is an incident.
    pub incident: bool,
    /// Whether it belongs to the practice shift.
    pub practice: bool,
}

impl ListRow {
    fn sort_at(&self) -> i64 {
        let earliest_first = |at: Option<Instant>| at.map_or(i64::MAX, |at| at.timestamp_millis());
        match self.place {
            Place::Running | Place::Untriaged => earliest_first(self.due_at),
            Place::Paused => earliest_first(self.chase_at),
            Place::Before | Place::Closed => -self.raised_at.timestamp_millis(),
        }
    }
}

/// How many tickets each section has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SectionCounts {
    by_section: [u64; 8],
}

impl SectionCounts {
    /// How many.
    #[must_use]
    pub const fn of(&self, section: Section) -> u64 {
        self.by_section[section as usize]
    }
}

const COLUMNS: &str = "SELECT ticket, place, whose, priority, clock, due_at, at_risk_at, chase_at, waiting_since, \
                       raised_at, subject, tenant, owner, source, status, incident, practice FROM list_row";

fn list_row(row: &Row<'_>) -> rusqlite::Result<ListRow> {
    let instant = |column: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<At>>(column)?.map(|at| at.0));
    Ok(ListRow {
        ticket: row.get::<_, Id<_>>(0)?.0,
        place: row.get::<_, Word<_>>(1)?.0,
        whose: row.get::<_, Word<_>>(2)?.0,
        priority: row.get::<_, Option<Word<_>>>(3)?.map(|word| word.0),
        clock: row.get::<_, Option<Word<_>>>(4)?.map(|word| word.0),
        due_at: instant(5)?,
        at_risk_at: instant(6)?,
        chase_at: instant(7)?,
        waiting_since: instant(8)?,
        raised_at: row.get::<_, At>(9)?.0,
        subject: row.get(10)?,
        tenant: row.get(11)?,
        owner: row.get(12)?,
        source: row.get(13)?,
        status: row.get(14)?,
        incident: row.get(15)?,
        practice: row.get(16)?,
    })
}

/// What falls due at the same instant stands in the order of its numbers: 2 before 10.
pub(super) const BY_NUMBER: &str = "length(ticket), ticket";

/// The condition for a section; each filter has its own text, so that each walks its own index.
const fn condition(whose: Option<Whose>) -> &'static str {
    match whose {
        None => "place = ?1 AND sort_at BETWEEN ?2 AND ?3 AND ?4 IS NULL",
        Some(_) => "place = ?1 AND sort_at BETWEEN ?2 AND ?3 AND whose = ?4",
    }
}

impl CacheRead<'_> {
    /// A page of a section as it is at `now`. `wanted`: whose tickets (`None` for all), or more.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn rows(
        &self,
        section: Section,
        wanted: impl Into<Wanted>,
        now: Instant,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<ListRow>, StoreError> {
        let wanted = wanted.into();
        let (from, until) = section.span(now);
        let (having, [first, second, third]) = wanted.words();
        let sql = format!(
            "{COLUMNS} WHERE {}{having} ORDER BY {}, {BY_NUMBER} LIMIT ?8 OFFSET ?9",
            condition(wanted.whose),
            wanted.order.sql()
        );
        let params = params![
            Word(section.place()),
            from,
            until,
            wanted.whose.map(Word),
            first,
            second,
            third,
            limit,
            offset
        ];
        all(self.connection, &sql, params, list_row)
    }

    /// How many tickets each section has at `now`. `whose`: `None` for all.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn section_counts(&self, wanted: impl Into<Wanted>, now: Instant) -> Result<SectionCounts, StoreError> {
        let wanted = wanted.into();
        let mut counts = SectionCounts::default();
        for section in Section::ALL {
            counts.by_section[section as usize] = self.count(section.place(), &wanted, section.span(now))?;
        }
        Ok(counts)
    }

    /// How many running tickets are due from `from` on and before `until`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn count_due(&self, wanted: &Wanted, from: Instant, until: Instant) -> Result<u64, StoreError> {
        self.count(
            Place::Running,
            wanted,
            (from.timestamp_millis(), until.timestamp_millis() - 1),
        )
    }

    fn count(&self, place: Place, wanted: &Wanted, (from, until): (i64, i64)) -> Result<u64, StoreError> {
        let (having, [first, second, third]) = wanted.words();
        let sql = format!(
            "SELECT count(*) FROM list_row WHERE {}{having}",
            condition(wanted.whose)
        );
        let params = params![Word(place), from, until, wanted.whose.map(Word), first, second, third];
        Ok(one(self.connection, &sql, params, |row| row.get::<_, i64>(0))?.unsigned_abs())
    }

    /// The worst late promise at `now`: the highest priority, then the longest late.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn worst_late(&self, now: Instant) -> Result<Option<ListRow>, StoreError> {
        let sql = format!(
            "{COLUMNS} WHERE place = 'running' AND priority = ?1 AND sort_at < ?2 ORDER BY sort_at, {BY_NUMBER}"
        );
        for priority in Priority::ALL {
            let worst = first(self.connection, &sql, params![Word(priority), At(now)], list_row)?;
            if worst.is_some() {
                return Ok(worst);
            }
        }
        Ok(None)
    }

    /// The line of one ticket.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn row(&self, ticket: &TicketId) -> Result<Option<ListRow>, StoreError> {
        first(
            self.connection,
            &format!("{COLUMNS} WHERE ticket = ?1"),
            [Id(ticket)],
            list_row,
        )
    }

    /// The tickets in these places, by id.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn tickets_in(&self, places: &[Place]) -> Result<Vec<TicketId>, StoreError> {
        let mut tickets = Vec::new();
        for place in places {
            tickets.extend(all(
                self.connection,
                "SELECT ticket FROM list_row WHERE place = ?1",
                [Word(*place)],
                |row| Ok(row.get::<_, Id<TicketId>>(0)?.0),
            )?);
        }
        tickets.sort();
        Ok(tickets)
    }

    /// The tickets that are called so in full: `RT 41`, `rt:work/41`, `local/8`, or only `41`.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn rows_called(&self, name: &str) -> Result<Vec<ListRow>, StoreError> {
        let name = name.trim().trim_start_matches('#');
        let number = Some(name).filter(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_digit()));
        let sql = format!(
            "{COLUMNS} WHERE source = ?1 COLLATE NOCASE OR ticket = ?1 COLLATE NOCASE OR ticket LIKE '%/' || ?2
              ORDER BY sort_at, {BY_NUMBER} LIMIT 5"
        );
        all(self.connection, &sql, params![name, number], list_row)
    }

    /// The tickets that have a line.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn listed_tickets(&self) -> Result<Vec<TicketId>, StoreError> {
        all(self.connection, "SELECT ticket FROM list_row", [], |row| {
            Ok(row.get::<_, Id<_>>(0)?.0)
        })
    }
}

impl CacheWrite<'_> {
    /// Adds lines, or puts them in the place of those of the same tickets.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn put_rows(&mut self, rows: &[ListRow]) -> Result<(), StoreError> {
        for row in rows {
            self.put_row(row)?;
        }
        Ok(())
    }

    /// Removes a ticket's line from the lists, because another ticket represents it.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn drop_row(&mut self, ticket: &TicketId) -> Result<(), StoreError> {
        run(self.connection, "DELETE FROM list_row WHERE ticket = ?1", [Id(ticket)])?;
        Ok(())
    }

    fn put_row(&mut self, row: &ListRow) -> Result<(), StoreError> {
        run(
            self.connection,
            "INSERT INTO list_row (ticket, place, whose, sort_at, priority, clock, due_at, at_risk_at, chase_at,
                 waiting_since, raised_at, subject, tenant, owner, source, status, incident, practice)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
             ON CONFLICT (ticket) DO UPDATE SET place = excluded.place, whose = excluded.whose,
                 sort_at = excluded.sort_at, priority = excluded.priority, clock = excluded.clock,
                 due_at = excluded.due_at, at_risk_at = excluded.at_risk_at, chase_at = excluded.chase_at,
                 waiting_since = excluded.waiting_since, raised_at = excluded.raised_at, subject = excluded.subject,
                 tenant = excluded.tenant, owner = excluded.owner, source = excluded.source,
                 status = excluded.status, incident = excluded.incident, practice = excluded.practice",
            params![
                Id(&row.ticket),
                Word(row.place),
                Word(row.whose),
                row.sort_at(),
                row.priority.map(Word),
                row.clock.map(Word),
                row.due_at.map(At),
                row.at_risk_at.map(At),
                row.chase_at.map(At),
                row.waiting_since.map(At),
                At(row.raised_at),
                row.subject,
                row.tenant,
                row.owner,
                row.source,
                row.status,
                row.incident,
                row.practice
            ],
        )?;
        Ok(())
    }
}
