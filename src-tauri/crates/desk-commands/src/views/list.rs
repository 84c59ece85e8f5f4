//! The lists: Now with its hero and its radar, pages of rows, the search.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use desk_contract::list::{ListKind, ListOrder, OwnerFilter, Row, RowsPage, RowsRequest, Section, SectionCount};
use desk_contract::time::Moment;
use desk_domain::clock::Reading;
use desk_domain::deadline::Rules;
use desk_store::cache::list_row::{self, ListRow, Wanted, Whose};
use desk_store::{Reader, StoreError};

use crate::desk::{Answer, Desk};
use crate::notices;
use crate::ticket::{Folded, fold};
use crate::words;
use crate::words::{clock_word, moment, priority_word, standing_word};

const PAGE_AT_MOST: u32 = 500;

/// The sections of a list with their counterparts in the store, in order.
const SECTIONS: [(Section, list_row::Section); 8] = [
    (Section::Late, list_row::Section::Late),
    (Section::LateTriage, list_row::Section::LateTriage),
    (Section::Untriaged, list_row::Section::Untriaged),
    (Section::NextTwoHours, list_row::Section::NextTwoHours),
    (Section::Later, list_row::Section::Later),
    (Section::Paused, list_row::Section::Paused),
    (Section::BeforeDutydesk, list_row::Section::Before),
    (Section::Resolved, list_row::Section::Closed),
];

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
    let wanted = Wanted {
        whose,
        words: request.narrow.words.clone(),
        order: order(request.narrow.order),
    };
    let counts = read.cache().section_counts(wanted.clone(), now)?;
    let mut sections = Vec::new();
    let mut rows = Vec::new();
    let (mut skip, mut left) = (request.offset, request.limit.min(PAGE_AT_MOST));
    for (section, stored) in SECTIONS {
        let count = u32::try_from(counts.of(stored)).unwrap_or(u32::MAX);
        if count == 0 || (section == Section::Resolved && request.list == ListKind::Now) {
            continue;
        }
        let label = section_label(read, rules, section, count, &wanted, now)?;
        sections.push(SectionCount { section, label, count });
        if skip < count && left > 0 {
            let found = read.cache().rows(stored, wanted.clone(), now, skip, left)?;
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
    wanted: &Wanted,
    now: DateTime<Utc>,
) -> Result<String, StoreError> {
    let name = match section {
        Section::Late => "Late",
        Section::LateTriage => "Late for triage",
        Section::Untriaged => "Untriaged",
        Section::NextTwoHours => "Next two hours",
        Section::Later => return later_label(read, rules, count, wanted, now),
        Section::Paused => "Paused",
        Section::BeforeDutydesk => "Before Dutydesk",
        Section::Resolved => "Closed",
    };
    Ok(format!("{name}: {count}"))
}

/// `Later: 1 today, 33 after`.
fn later_label(
    read: &Reader,
    rules: &Rules,
    count: u32,
    wanted: &Wanted,
    now: DateTime<Utc>,
) -> Result<String, StoreError> {
    let tomorrow = rules.hours.local(now).date + TimeDelta::days(1);
    let midnight = rules.hours.instant_of(tomorrow, NaiveTime::MIN).unwrap_or(now);
    let soon = now + TimeDelta::hours(2) + TimeDelta::milliseconds(1);
    let today = if soon < midnight {
        read.cache().count_due(wanted, soon, midnight)?
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

const fn order(order: ListOrder) -> list_row::Order {
    match order {
        ListOrder::Due => list_row::Order::Due,
        ListOrder::Newest => list_row::Order::Newest,
        ListOrder::Oldest => list_row::Order::Oldest,
        ListOrder::Priority => list_row::Order::Priority,
        ListOrder::Tenant => list_row::Order::Tenant,
    }
}

/// The line of a ticket; its time left is folded, so that it is counted in the clock's own time.
fn list_line(
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
    let mark = match (&folded, &reading) {
        (Some(folded), Some(reading)) => notices::mark(read.desk(), folded, reading, now)?,
        _ => None,
    };
    let unread = match &folded {
        Some(folded) => is_unread(read, folded)?,
        None => false,
    };
    let mut remarks = vec![remark(row, now)];
    if unread {
        remarks.insert(0, "tenant wrote".to_owned());
    }
    remarks.extend(mark.map(|mark| mark.words(&rules.hours, now)));
    remarks.retain(|remark| !remark.is_empty());
    let due = row.due_at.or(row.chase_at).map(|due| moment(&rules.hours, due, now));
    Ok(Row {
        ticket: row.ticket.to_string(),
        section,
        priority: row.priority.map(priority_word),
        clock: row.clock.map(clock_word),
        standing: reading.as_ref().map(|reading| standing_word(reading.standing)),
        left: reading
            .as_ref()
            .map(|reading| words::left(reading, now))
            .unwrap_or_default(),
        due: due.as_ref().map(|due| due.short.clone()).unwrap_or_default(),
        due_long: due_long(due, reading.as_ref(), now),
        subject: row.subject.clone(),
        tenant: row.tenant.clone().unwrap_or_default(),
        owner: row.owner.clone().unwrap_or_else(|| "nobody".to_owned()),
        from: row.source.clone(),
        remark: remarks.join(" · "),
        unread,
    })
}

/// Whether the tenant wrote since the ticket was last in front of the engineer or answered. The words that raised it
/// are what triage is for.
fn is_unread(read: &Reader, folded: &Folded) -> Result<bool, StoreError> {
    let Some(wrote) = folded.clocks.last_written_at() else {
        return Ok(false);
    };
    let seen = read.desk().last_seen(&folded.ticket.id)?;
    Ok([seen, folded.clocks.last_public_at()]
        .into_iter()
        .flatten()
        .all(|at| at < wrote))
}

/// The time in full, with the clock's own time where it differs from the wall's.
fn due_long(due: Option<Moment>, reading: Option<&Reading>, now: DateTime<Utc>) -> String {
    let own = reading.and_then(|reading| words::beside(reading, now));
    let said = due.map(|due| due.long).into_iter().chain(own);
    said.collect::<Vec<_>>().join(", ")
}

fn remark(row: &ListRow, now: DateTime<Utc>) -> String {
    match row.chase_at {
        Some(chase) if chase <= now => "Chase".to_owned(),
        _ => row.status.clone(),
    }
}
