//! The lists: Now with its hero and its radar, pages of rows, the search.

use chrono::{DateTime, NaiveTime, TimeDelta, Timelike, Utc};
use desk_contract::list::{
    Hero, HeroAct, Hit, HitKind, ListKind, Nothing, NowView, OwnerFilter, Radar, RadarFrame, RadarMark, Row, RowsPage,
    RowsRequest, SearchReply, SearchRequest, Section, SectionCount, Stretch,
};
use desk_domain::clock::{Reading, Standing};
use desk_domain::deadline::Rules;
use desk_domain::policy::{Clock, HoursClass};
use desk_store::cache::deadline::Deadline;
use desk_store::cache::list_row::{self, ListRow, Whose};
use desk_store::cache::search::{self, DocumentKind};
use desk_store::{Reader, StoreError};

use crate::clocks::{clock_word, priority_word, standing_word};
use crate::desk::Desk;
use crate::error::Answer;
use crate::folded::Folded;
use crate::words::{self, moment};

const PAGE_AT_MOST: u32 = 500;
const HITS_AT_MOST: u32 = 200;
const RADAR: TimeDelta = TimeDelta::hours(8);
const RADAR_MARKS: usize = 300;

/// The sections of a list with their counterparts in the store, in order.
const SECTIONS: [(Section, list_row::Section); 7] = [
    (Section::Late, list_row::Section::Late),
    (Section::Untriaged, list_row::Section::Untriaged),
    (Section::NextTwoHours, list_row::Section::NextTwoHours),
    (Section::Later, list_row::Section::Later),
    (Section::Paused, list_row::Section::Paused),
    (Section::BeforeDutydesk, list_row::Section::Before),
    (Section::Resolved, list_row::Section::Closed),
];

/// The Now view.
///
/// # Errors
/// When the store cannot be read.
pub async fn now_view(desk: &Desk, _: Nothing) -> Answer<NowView> {
    let (rules, now) = (desk.rules(), desk.now());
    desk.read(move |read| {
        Ok(NowView {
            hero: hero(read, &rules, now)?,
            calm: calm(&rules, now),
            radar: radar(read, &rules, now)?,
        })
    })
    .await
}

fn calm(rules: &Rules, now: DateTime<Utc>) -> String {
    match rules.hours.next_opening(now) {
        Some(opening) if rules.hours.class_at(now) != HoursClass::InHours => {
            format!(
                "Nothing is due. Next opening {}.",
                moment(&rules.hours, opening, now).short
            )
        }
        _ => "Nothing is due.".to_owned(),
    }
}

/// The tickets that matter first: the worst late one, then by deadline.
pub(crate) fn foremost(read: &Reader, now: DateTime<Utc>, most: usize) -> Result<Vec<ListRow>, StoreError> {
    let cache = read.cache();
    let mut rows: Vec<ListRow> = cache.worst_late(now)?.into_iter().collect();
    let page = u32::try_from(most).unwrap_or(u32::MAX);
    let mut next = Vec::new();
    for section in [
        list_row::Section::Late,
        list_row::Section::Untriaged,
        list_row::Section::NextTwoHours,
        list_row::Section::Later,
    ] {
        next.extend(cache.rows(section, None, now, 0, page)?);
    }
    next.retain(|row| row.due_at.is_some() && rows.iter().all(|first| first.ticket != row.ticket));
    next.sort_by_key(|row| row.due_at);
    rows.extend(next);
    rows.truncate(most);
    Ok(rows)
}

fn hero(read: &Reader, rules: &Rules, now: DateTime<Utc>) -> Result<Option<Hero>, StoreError> {
    let rows = foremost(read, now, 2)?;
    let Some(folded) = rows
        .first()
        .map(|row| fold(read, rules, &row.ticket))
        .transpose()?
        .flatten()
    else {
        return Ok(None);
    };
    let Some((_, reading)) = folded.main_cycle(rules, now) else {
        return Ok(None);
    };
    let then = match rows.get(1) {
        Some(row) => fold(read, rules, &row.ticket)?.and_then(|next| then(&next, rules, now)),
        None => None,
    };
    let acknowledged = read.desk().ledger([folded.ticket.id.as_str()])?.acknowledgements;
    let acknowledged = acknowledged
        .iter()
        .any(|ack| reading.due_at.is_none_or(|due| ack.at >= due));
    Ok(Some(hero_of(&folded, &reading, then, acknowledged, rules, now)))
}

pub(crate) fn fold(read: &Reader, rules: &Rules, id: &str) -> Result<Option<Folded>, StoreError> {
    Folded::read(read.desk(), read.cache(), rules, id)
}

fn hero_of(
    folded: &Folded,
    reading: &Reading,
    then: Option<String>,
    acknowledged: bool,
    rules: &Rules,
    now: DateTime<Utc>,
) -> Hero {
    let (number, unit) = words::large(reading, now);
    let late = reading.standing == Standing::Breached;
    let due = reading.due_at.map(|due| words::zoned(&rules.hours, due, now));
    let priority = folded.clocks.priority();
    let mut acts = vec![clearing_act(folded, reading.clock)];
    acts.extend([HeroAct::Acknowledge, HeroAct::Why].into_iter().filter(|act| {
        // Before anything was told there is nothing to have seen.
        *act != HeroAct::Acknowledge || late || reading.standing == Standing::AtRisk
    }));
    let spoken = [
        Some(format!(
            "{} {}",
            clock_said(reading.clock),
            due_spoken(reading, late, now)
        )),
        priority.map(|priority| priority.to_string()),
        Some(
            if acknowledged {
                "acknowledged"
            } else {
                "not acknowledged"
            }
            .to_owned(),
        ),
    ];
    Hero {
        ticket: folded.ticket.id.clone(),
        standing: standing_word(reading.standing),
        number,
        unit,
        due: due.map_or_else(String::new, |due| {
            format!("{} {due}", if late { "was due" } else { "due" })
        }),
        title: format!("{}: {}", act_on(folded, reading.clock), folded.subject()),
        priority: priority.map(priority_word),
        detail: detail(folded, reading, rules, now),
        then,
        spoken: spoken.into_iter().flatten().collect::<Vec<_>>().join(", "),
        acts,
    }
}

fn due_spoken(reading: &Reading, late: bool, now: DateTime<Utc>) -> String {
    let left = words::left(reading, now)
        .replace(" min", " minutes")
        .replace(" h ", " hours ");
    match reading.standing {
        _ if late => left,
        Standing::Paused => "incident paused".to_owned(),
        _ => format!("due in {left}"),
    }
}

/// The act that ends a clock.
fn clearing_act(folded: &Folded, clock: Clock) -> HeroAct {
    match clock {
        Clock::Triage => HeroAct::Triage,
        Clock::Respond if !folded.clocks.has_tenant() => HeroAct::StartWork,
        _ if !folded.is_answerable() => HeroAct::Open,
        _ => HeroAct::Reply,
    }
}

/// `Update notify-api`, `Triage registers`, `Respond to gov-wifi`.
pub(crate) fn act_on(folded: &Folded, clock: Clock) -> String {
    let whom = folded.tenant().map_or_else(|| folded.from(), str::to_owned);
    match clock {
        Clock::Triage => format!("Triage {whom}"),
        Clock::Respond => format!("Respond to {whom}"),
        Clock::Update => format!("Update {whom}"),
    }
}

fn then(folded: &Folded, rules: &Rules, now: DateTime<Utc>) -> Option<String> {
    let (_, reading) = folded.main_cycle(rules, now)?;
    let act = lower_first(&act_on(folded, reading.clock));
    let left = words::left(&reading, now);
    Some(match reading.due_at {
        _ if reading.standing == Standing::Breached => format!("Also {left}: {act}"),
        Some(due) if words::stands_still(&reading, now) => {
            format!("Then by {}: {act}", moment(&rules.hours, due, now).short)
        }
        _ => format!("Then in {left}: {act}"),
    })
}

pub(crate) fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}

fn detail(folded: &Folded, reading: &Reading, rules: &Rules, now: DateTime<Utc>) -> String {
    let said = match reading.clock {
        Clock::Triage => "the team’s own rule: triage comes before other work".to_owned(),
        clock => folded
            .clocks
            .priority()
            .and_then(|priority| rules.target(priority, clock, reading.started_at))
            .map_or_else(String::new, |target| {
                format!("{} {}", lower_first(clock_said(clock)), every(clock, &target.said))
            }),
    };
    let local = |at| moment(&rules.hours, at, now).short;
    let mut facts = vec![said];
    facts.extend(
        folded
            .clocks
            .last_public_at()
            .map(|at| format!("last public message {}", local(at))),
    );
    if folded.clocks.last_public_at().is_none() {
        facts.extend(folded.clocks.raised_at().map(|at| format!("raised {}", local(at))));
    }
    let mut text = facts
        .into_iter()
        .filter(|fact| !fact.is_empty())
        .collect::<Vec<_>>()
        .join(", ");
    if let Some(since) = folded.clocks.waiting_since() {
        let who = folded.cached.as_ref().and_then(|cached| cached.requestor_name.clone());
        let who = who.unwrap_or_else(|| "The tenant".to_owned());
        text.push_str(&format!(". {who} has waited since {}", local(since)));
    }
    text
}

fn every(clock: Clock, said: &str) -> String {
    match clock {
        Clock::Update => format!("every {said}"),
        _ => format!("within {said}"),
    }
}

/// The name of a clock.
pub(crate) const fn clock_said(clock: Clock) -> &'static str {
    match clock {
        Clock::Respond => "Respond",
        Clock::Update => "Update",
        Clock::Triage => "Triage",
    }
}

fn radar(read: &Reader, rules: &Rules, now: DateTime<Utc>) -> Result<Radar, StoreError> {
    let hours = &rules.hours;
    let from = now
        .with_minute(0)
        .and_then(|at| at.with_second(0))
        .and_then(|at| at.with_nanosecond(0))
        .unwrap_or(now);
    let to = now + RADAR;
    // What is late already stands at the left edge.
    let mut due = read.cache().deadlines_due(now - TimeDelta::days(30), to)?;
    due.truncate(RADAR_MARKS);
    let marks = due.iter().map(|deadline| mark(read, rules, deadline, now));
    let ticks = std::iter::successors(Some(from), |tick| Some(*tick + TimeDelta::hours(1)));
    Ok(Radar {
        from: moment(hours, from, now),
        to: moment(hours, to, now),
        now: moment(hours, now, now),
        ticks: ticks
            .take_while(|tick| *tick <= to)
            .map(|tick| moment(hours, tick, now))
            .collect(),
        frames: hours
            .classes_between(from, to)
            .into_iter()
            .map(|(begins, ends, class)| RadarFrame {
                class: words::hours_class(class),
                from: moment(hours, begins, now),
                to: moment(hours, ends, now),
                label: frame_label(rules, class),
            })
            .collect(),
        marks: marks.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect(),
    })
}

fn frame_label(rules: &Rules, class: HoursClass) -> String {
    let any_hour: Vec<String> = rules
        .policy
        .notices
        .at_any_hour
        .iter()
        .map(ToString::to_string)
        .collect();
    match class {
        HoursClass::InHours => class.said().to_owned(),
        _ if any_hour.is_empty() => format!("{}: nothing comes due", class.said()),
        _ => format!("{}: only {} may come due", class.said(), words::and(&any_hour)),
    }
}

fn mark(
    read: &Reader,
    rules: &Rules,
    deadline: &Deadline,
    now: DateTime<Utc>,
) -> Result<Option<RadarMark>, StoreError> {
    let Some(due) = deadline.due_at else { return Ok(None) };
    let standing = if now > due {
        Standing::Breached
    } else if deadline.at_risk_at.is_some_and(|at| now >= at) {
        Standing::AtRisk
    } else {
        Standing::Running
    };
    Ok(Some(RadarMark {
        ticket: deadline.ticket.clone(),
        clock: clock_word(deadline.clock),
        priority: deadline
            .priority
            .filter(|_| deadline.clock != Clock::Triage)
            .map(priority_word),
        due: moment(&rules.hours, due, now),
        standing: standing_word(standing),
        subject: read
            .cache()
            .row(&deadline.ticket)?
            .map(|row| row.subject)
            .unwrap_or_default(),
    }))
}

/// A page of a list.
///
/// # Errors
/// When the store cannot be read.
pub async fn rows(desk: &Desk, request: RowsRequest) -> Answer<RowsPage> {
    let (rules, now) = (desk.rules(), desk.now());
    desk.read(move |read| page(read, &rules, &request, now)).await
}

fn page(read: &Reader, rules: &Rules, request: &RowsRequest, now: DateTime<Utc>) -> Result<RowsPage, StoreError> {
    let whose = match request.owner {
        OwnerFilter::Mine => Some(Whose::Mine),
        OwnerFilter::Nobody => Some(Whose::Nobody),
        OwnerFilter::All => None,
    };
    let counts = read.cache().section_counts(whose, now)?;
    let mut sections = Vec::new();
    let mut rows = Vec::new();
    let (mut skip, mut left) = (request.offset, request.limit.min(PAGE_AT_MOST));
    for (section, stored) in SECTIONS {
        let count = u32::try_from(counts.of(stored)).unwrap_or(u32::MAX);
        if count == 0 || (section == Section::Resolved && request.list == ListKind::Now) {
            continue;
        }
        let label = section_label(read, rules, section, count, whose, now)?;
        sections.push(SectionCount { section, label, count });
        if skip < count && left > 0 {
            let found = read.cache().rows(stored, whose, now, skip, left)?;
            left -= u32::try_from(found.len()).unwrap_or(left).min(left);
            for row in &found {
                rows.push(list_line(read, rules, row, section, now)?);
            }
        }
        skip = skip.saturating_sub(count);
    }
    Ok(RowsPage {
        total: sections.iter().map(|section| section.count).sum(),
        offset: request.offset,
        sections,
        rows,
    })
}

fn section_label(
    read: &Reader,
    rules: &Rules,
    section: Section,
    count: u32,
    whose: Option<Whose>,
    now: DateTime<Utc>,
) -> Result<String, StoreError> {
    let name = match section {
        Section::Late => "Late",
        Section::Untriaged => "Untriaged",
        Section::NextTwoHours => "Next two hours",
        Section::Later => return later_label(read, rules, count, whose, now),
        Section::Paused => "Paused",
        Section::NoClock => "No clock",
        Section::BeforeDutydesk => "Before Dutydesk",
        Section::Resolved => "Resolved",
    };
    Ok(format!("{name}: {count}"))
}

/// `Later: 1 today, 33 after`.
fn later_label(
    read: &Reader,
    rules: &Rules,
    count: u32,
    whose: Option<Whose>,
    now: DateTime<Utc>,
) -> Result<String, StoreError> {
    let tomorrow = rules.hours.local(now).date + TimeDelta::days(1);
    let midnight = rules.hours.instant_of(tomorrow, NaiveTime::MIN).unwrap_or(now);
    let soon = now + TimeDelta::hours(2) + TimeDelta::milliseconds(1);
    let today = if soon < midnight {
        read.cache().count_due(whose, soon, midnight)?
    } else {
        0
    };
    let after = u64::from(count).saturating_sub(today);
    Ok(match (today, after) {
        (0, _) => format!("Later: {count}"),
        (_, 0) => format!("Later: {today} today"),
        _ => format!("Later: {today} today, {after} after"),
    })
}

/// The line of a ticket; its time left is folded, so that it is counted in the clock's own time.
pub(crate) fn list_line(
    read: &Reader,
    rules: &Rules,
    row: &ListRow,
    section: Section,
    now: DateTime<Utc>,
) -> Result<Row, StoreError> {
    let folded = match section {
        Section::BeforeDutydesk | Section::Resolved => None,
        _ => fold(read, rules, &row.ticket)?,
    };
    let reading = folded
        .as_ref()
        .and_then(|folded| folded.main_cycle(rules, now))
        .map(|(_, reading)| reading);
    let due = row.due_at.or(row.chase_at).map(|due| moment(&rules.hours, due, now));
    Ok(Row {
        ticket: row.ticket.clone(),
        section,
        priority: row.priority.map(priority_word),
        clock: row.clock.map(clock_word),
        standing: reading.as_ref().map(|reading| standing_word(reading.standing)),
        left: reading
            .as_ref()
            .map(|reading| words::left(reading, now))
            .unwrap_or_default(),
        due: due.as_ref().map(|due| due.short.clone()).unwrap_or_default(),
        due_long: due.map(|due| due.long).unwrap_or_default(),
        subject: row.subject.clone(),
        tenant: row.tenant.clone().unwrap_or_default(),
        owner: row.owner.clone().unwrap_or_else(|| "nobody".to_owned()),
        from: row.source.clone(),
        remark: remark(row, now),
    })
}

fn remark(row: &ListRow, now: DateTime<Utc>) -> String {
    match row.chase_at {
        Some(chase) if chase <= now => "Chase".to_owned(),
        _ => row.status.clone(),
    }
}

/// The subject of a ticket, as far as it is here.
pub(crate) fn subject_of(read: &Reader, ticket: &str) -> Result<String, StoreError> {
    if let Some(cached) = read.cache().remote_ticket(ticket)? {
        return Ok(cached.subject);
    }
    Ok(match read.cache().row(ticket)? {
        Some(row) => row.subject,
        None => read
            .desk()
            .ticket(ticket)?
            .and_then(|ticket| ticket.subject)
            .unwrap_or_else(|| ticket.to_owned()),
    })
}

/// Everything cached, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn search(desk: &Desk, request: SearchRequest) -> Answer<SearchReply> {
    let (rules, now) = (desk.rules(), desk.now());
    desk.read(move |read| {
        let limit = request.limit.min(HITS_AT_MOST);
        let mut hits: Vec<Hit> = Vec::new();
        // Several finds of one ticket are one hit, the newest: so a few more are asked for.
        for found in read.cache().search(&request.words, 0, limit.saturating_mul(4))? {
            let wanted = request.except.as_deref() != Some(&found.subject);
            if wanted && hits.iter().all(|hit| hit.id != found.subject) {
                hits.push(hit(read, &rules, found, now)?);
            }
            if hits.len() >= limit as usize {
                break;
            }
        }
        Ok(SearchReply { hits })
    })
    .await
}

pub(crate) fn hit(read: &Reader, rules: &Rules, found: search::Hit, now: DateTime<Utc>) -> Result<Hit, StoreError> {
    // A linked ticket has no line: the one that stands for it says where it came from and how it is.
    let row = read.cache().row(&read.desk().standing_for(&found.subject)?)?;
    let kind = match found.kind {
        DocumentKind::Ticket | DocumentKind::Message => HitKind::Ticket,
        DocumentKind::Incident | DocumentKind::Line => HitKind::Incident,
    };
    let closed = row.as_ref().is_some_and(|row| row.place == list_row::Place::Closed);
    let at = moment(&rules.hours, found.at, now);
    let state = match (kind, closed) {
        (HitKind::Ticket, true) => format!(
            "closed, last word {}",
            rules.hours.local(found.at).date.format("%-d %b")
        ),
        (HitKind::Ticket, false) => "open".to_owned(),
        (HitKind::Incident, _) => String::new(),
    };
    Ok(Hit {
        kind,
        subject: row.as_ref().map_or(found.title, |row| row.subject.clone()),
        tenant: row.as_ref().and_then(|row| row.tenant.clone()).unwrap_or_default(),
        snippet: found
            .snippet
            .into_iter()
            .map(|piece| Stretch {
                text: piece.text,
                matched: piece.matched,
            })
            .collect(),
        from: row.map_or_else(|| "Incident".to_owned(), |row| row.source),
        state,
        at,
        id: found.subject,
    })
}
