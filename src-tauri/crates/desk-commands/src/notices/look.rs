//! One check: read the clocks and the ledger, decide, claim in one transaction, then have it shown.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use desk_domain::deadline::Rules;
use desk_domain::ids::TicketId;
use desk_domain::notice::{Decision, Digest, Notice, Quiet, Shift, decide, most_pressing_first};
use desk_store::cache::look::LookDue;
use desk_store::desk::notice::{Claim, Notice as Row, NoticeState};
use desk_store::{DeskRead, DeskWrite, Reader, StoreError};

use super::ledger::{COVERED, Watched, on_screen, stored};
use super::words::Line;
use super::{clock_set, pause, pop_ups};
use crate::desk::{Answer, Desk};
use crate::reading::still_there;
use crate::shift::said_on_support;
use crate::ticket::{fold, refresh_changed_rows};

/// Between looks, whatever is due: the wall clock may have been moved.
const TICK: TimeDelta = TimeDelta::seconds(15);

/// How long to wait between attempts while there is no notification server.
const RETRY: TimeDelta = TimeDelta::seconds(10);

/// Tickets that are folded in one read: others read in between.
const AT_ONCE: usize = 500;

/// What one look came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Looked {
    /// Notifications that a server took.
    pub shown: u32,
    /// Notifications that no server would show.
    pub not_told: u32,
    /// When to look again at the latest.
    pub again_at: Option<DateTime<Utc>>,
}

/// Before the first look of the owner: what an earlier process left on the screen cannot be taken off any more, since
/// another program may have its number by now.
pub(crate) async fn begin(desk: &Desk) -> Answer<()> {
    let now = desk.now();
    desk.keep(move |desk| {
        let left = ids(&on_screen(desk.read())?);
        desk.end_notices(
            &left,
            NoticeState::Expired,
            Some("Dutydesk ended before it was closed"),
            now,
        )
    })
    .await
}

/// Looks once: decides, claims, shows.
pub(crate) async fn look(desk: &Desk) -> Answer<Looked> {
    let now = clock_set::note(desk).await?;
    if let Some(until) = pause::paused_until(desk, now).await? {
        return look_while_paused(desk, until, now).await;
    }
    if let Err(problem) = refresh_changed_rows(desk).await {
        // What has changed is looked at below all the same.
        tracing::error!(code = ?problem.code, "{}", problem.message);
    }
    let Found { decision, looked } = what_is_there(desk, now).await?;
    let gathered = claim(desk, &decision, now).await?;
    pop_ups::withdraw(desk, &decision.withdraw, now).await?;
    let delivered = pop_ups::show_untold(desk, &gathered, now).await?;
    // Only what is claimed has been looked at: if this process ends before, the next one finds it again.
    let next = looked_at(desk, looked, now).await?;
    let tick = now + if delivered.not_told > 0 { RETRY } else { TICK };
    Ok(Looked {
        shown: delivered.shown,
        not_told: delivered.not_told,
        again_at: Some(next.map_or(tick, |next| next.min(tick))),
    })
}

/// Notifications that no longer apply are taken off the screen, and nothing is claimed. What passes meanwhile stays due:
/// the first check afterwards finds it, and shows it as one summary.
async fn look_while_paused(desk: &Desk, until: DateTime<Utc>, now: DateTime<Utc>) -> Answer<Looked> {
    let Found { decision, .. } = find(desk, now).await?;
    pop_ups::withdraw(desk, &decision.withdraw, now).await?;
    Ok(Looked {
        again_at: Some(until.min(now + TICK)),
        ..Looked::default()
    })
}

/// The notifications that would be shown now, in words: those that are due, and those that were claimed but no server
/// has accepted yet. Nothing is claimed.
///
/// # Errors
/// When the store cannot be read.
pub(crate) async fn plan(desk: &Desk) -> Answer<Vec<String>> {
    let now = desk.now();
    let rules = desk.rules();
    let Decision {
        raise,
        digest,
        withdraw,
        ..
    } = find(desk, now).await?.decision;
    let digest = digest.into_iter().flat_map(|digest| digest.items);
    let items: Vec<Notice> = raise
        .into_iter()
        .chain(digest)
        .filter(|notice| notice.quiet.is_none())
        .collect();
    desk.read(move |read| {
        let mut lines = pop_ups::untold(read, &rules, &withdraw, now)?;
        for notice in &items {
            let folded = fold(read, &rules, &notice.key.subject)?;
            lines.extend(folded.map(|folded| Line::of(&rules, &folded, notice.key.mark, now).title));
        }
        Ok(lines)
    })
    .await
}

/// What one check found, before anything of it is claimed.
#[derive(Default)]
struct Found {
    decision: Decision,
    /// The tickets that were looked at, and when each has to be again.
    looked: Vec<(LookDue, Option<DateTime<Utc>>)>,
}

/// Of a ticket that is about to be notified about, its help desk is asked whether it is still there (rule 13).
async fn what_is_there(desk: &Desk, now: DateTime<Utc>) -> Answer<Found> {
    let first = find(desk, now).await?;
    let gathered = first.decision.digest.iter().flat_map(|digest| &digest.items);
    let about = first.decision.raise.iter().chain(gathered);
    let about = about.filter(|notice| notice.quiet.is_none());
    let tickets: BTreeSet<TicketId> = about.map(|notice| notice.key.subject.clone()).collect();
    if !still_there(desk, &tickets.into_iter().collect::<Vec<_>>()).await? {
        return Ok(first);
    }
    find(desk, now).await
}

async fn find(desk: &Desk, now: DateTime<Utc>) -> Answer<Found> {
    let due = desk.read(move |read| due(read, now)).await?;
    let mut whole = Found::default();
    for some in due.chunks(AT_ONCE) {
        let part = find_some(desk, some.to_vec(), now).await?;
        join(&mut whole.decision, part.decision);
        whole.looked.extend(part.looked);
    }
    // Each part came in this order; joined, they need it again.
    whole.decision.raise.sort_by(most_pressing_first);
    if let Some(digest) = &mut whole.decision.digest {
        digest.items.sort_by(most_pressing_first);
    }
    Ok(whole)
}

/// The tickets that have to be looked at now. Those that just changed are among them before their lines are computed:
/// beside the owner nobody here waits for that.
fn due(read: &Reader, now: DateTime<Utc>) -> Result<Vec<LookDue>, StoreError> {
    let mut due = read.cache().looks_due(now)?;
    let listed: BTreeSet<TicketId> = due.iter().map(|look| look.ticket.clone()).collect();
    let changed = read.desk().changes()?;
    let more = changed.into_iter().filter(|ticket| !listed.contains(ticket));
    due.extend(more.map(LookDue::of_a_change));
    Ok(due)
}

async fn find_some(desk: &Desk, due: Vec<LookDue>, now: DateTime<Utc>) -> Answer<Found> {
    let (rules, in_front) = (desk.rules(), desk.in_front());
    desk.read(move |read| {
        let shift = shift(read.desk())?;
        let mut whole = Found::default();
        for look in due {
            // One by one: each ticket has an instant of its own at which to be looked at again.
            let part = Watched::read(read, &rules, &look.ticket)?
                .map(|one| decide(&rules, [one.subject(in_front.as_ref())], shift, now))
                .unwrap_or_default();
            whole.looked.push((look, part.look_again_at));
            join(&mut whole.decision, part);
        }
        Ok(whole)
    })
    .await
}

/// Writes down when each ticket has to be looked at again; when the first of all has to be.
async fn looked_at(
    desk: &Desk,
    looked: Vec<(LookDue, Option<DateTime<Utc>>)>,
    now: DateTime<Utc>,
) -> Answer<Option<DateTime<Utc>>> {
    if !looked.is_empty() {
        desk.write(move |store| {
            store.cache.write(|cache| {
                let mut each = looked.iter();
                each.try_for_each(|(look, again_at)| cache.looked_at(look, *again_at, now))
            })
        })
        .await?;
    }
    desk.read(|read| read.cache().next_look()).await
}

/// When the next notification of this ticket comes, if nothing changes.
pub(super) fn next_look(
    desk: DeskRead<'_>,
    rules: &Rules,
    watched: &Watched,
    in_front: Option<&TicketId>,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(decide(rules, [watched.subject(in_front)], shift(desk)?, now).look_again_at)
}

fn shift(desk: DeskRead<'_>) -> Result<Shift, StoreError> {
    Ok(match said_on_support(desk)? {
        None => Shift::Unsaid,
        Some(true) => Shift::On,
        Some(false) => Shift::Off,
    })
}

fn join(whole: &mut Decision, part: Decision) {
    whole.raise.extend(part.raise);
    whole.withdraw.extend(part.withdraw);
    whole.skipped.extend(part.skipped);
    if let Some(digest) = part.digest {
        let none = Digest { items: Vec::new() };
        whole.digest.get_or_insert(none).items.extend(digest.items);
    }
}

/// Claims everything in one transaction, in the order in which it presses. Returns the rows of the digest.
async fn claim(desk: &Desk, decision: &Decision, now: DateTime<Utc>) -> Answer<BTreeSet<i64>> {
    let Decision {
        raise, digest, skipped, ..
    } = decision.clone();
    let gathered = digest.map(|digest| digest.items).unwrap_or_default();
    if raise.is_empty() && gathered.is_empty() && skipped.is_empty() {
        return Ok(BTreeSet::new());
    }
    desk.keep(move |desk| {
        let covered = ids(&desk.claim(skipped.iter().map(stored), now)?);
        desk.end_notices(&covered, NoticeState::Withdrawn, Some(COVERED), now)?;
        claim_each(desk, &raise, now)?;
        Ok(claim_each(desk, &gathered, now)?.into_iter().collect())
    })
    .await
}

/// What pops up for nobody is claimed all the same: it does not come later. Returns the rows that are to be shown.
fn claim_each(desk: &mut DeskWrite<'_>, notices: &[Notice], now: DateTime<Utc>) -> Result<Vec<i64>, StoreError> {
    let mut to_show = Vec::new();
    for notice in notices {
        let claim = Claim {
            key: stored(&notice.key),
            stage_at: Some(notice.at),
        };
        // Another look may have been quicker: then there is no row.
        let rows = ids(&desk.claim([claim], now)?);
        match notice.quiet {
            None => to_show.extend(rows),
            Some(quiet) => desk.end_notices(&rows, NoticeState::Withdrawn, Some(quiet_said(quiet)), now)?,
        }
    }
    Ok(to_show)
}

fn ids(rows: &[Row]) -> Vec<i64> {
    rows.iter().map(|row| row.id).collect()
}

const fn quiet_said(quiet: Quiet) -> &'static str {
    match quiet {
        Quiet::InFront => "the ticket was in front of you",
        Quiet::OwnAct => "your own act",
        Quiet::OffShift => "off shift",
    }
}
