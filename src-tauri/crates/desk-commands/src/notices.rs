//! Telling the engineer: look at the clocks, decide, claim, then show. The decision is `desk-domain`'s; here is the
//! ledger around it, and what a person does with a notice.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::events::DeskEvent;
use desk_contract::list::{Done, InAppNotice, Nothing};
use desk_contract::settings::{
    NoticeDismissRequest, NoticeRow, NoticesView, NotificationState, NotificationTested, OnSupportRequest,
};
use desk_domain::clock;
use desk_domain::notice::{Decision, Digest, Key, Mark, Notice, Quiet, Shift, Snooze, Subject, Told, decide};
use desk_domain::policy::{Clock, Stage};
use desk_ports::{Action, CloseReason, NoticeSignal, ServerId, SignalKind, Urgency};
use desk_store::cache::list_row::Whose;
use desk_store::desk::notice::{Ledger, Notice as Row, NoticeKey, NoticeState};
use desk_store::{DeskRead, Reader, StoreError};

use crate::clocks::clock_word;
use crate::desk::Desk;
use crate::error::Answer;
use crate::folded::Folded;
use crate::list::{fold, subject_of};
use crate::notice_words;
use crate::words::moment;

/// Between looks, whatever is due: the wall clock may have been moved.
const TICK: TimeDelta = TimeDelta::seconds(15);
const SNOOZE: TimeDelta = TimeDelta::minutes(10);
const LEDGER_PAGE: u32 = 500;
/// Tickets that are folded in one read: others read in between.
const AT_ONCE: usize = 500;

const PROVEN: &str = "notices_proven_at";
/// The clock of a key that has none is not stored as a deadline: this stands for it.
const NO_DEADLINE: DateTime<Utc> = DateTime::UNIX_EPOCH;

/// Which tickets have to be looked at when: everything at the start, then what changed and what comes due.
#[derive(Debug, Default)]
pub(crate) struct Lookout {
    state: Mutex<Watch>,
}

#[derive(Debug, Default)]
struct Watch {
    started: bool,
    next: BTreeMap<String, DateTime<Utc>>,
    changed: BTreeSet<String>,
}

impl Lookout {
    /// This ticket changed.
    pub(crate) fn changed(&self, ticket: &str) {
        self.lock().changed.insert(ticket.to_owned());
    }

    /// Anything may have changed: the policy, another process's acts, the clock.
    pub(crate) fn look_at_everything(&self) {
        *self.lock() = Watch::default();
    }

    /// The tickets to look at now; `None`: all.
    fn take(&self, now: DateTime<Utc>) -> Option<Vec<String>> {
        let mut watch = self.lock();
        if !std::mem::replace(&mut watch.started, true) {
            watch.changed.clear();
            return None;
        }
        let due: Vec<String> = watch
            .next
            .iter()
            .filter(|(_, at)| **at <= now)
            .map(|(ticket, _)| ticket.clone())
            .collect();
        let mut tickets = std::mem::take(&mut watch.changed);
        tickets.extend(due);
        Some(tickets.into_iter().collect())
    }

    fn looked_at(&self, ticket: &str, next: Option<DateTime<Utc>>) {
        let mut watch = self.lock();
        match next {
            Some(at) => watch.next.insert(ticket.to_owned(), at),
            None => watch.next.remove(ticket),
        };
    }

    fn next(&self) -> Option<DateTime<Utc>> {
        self.lock().next.values().min().copied()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Watch> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A ticket with what the ledger knows of it.
struct Watched {
    folded: Folded,
    seen_at: Option<DateTime<Utc>>,
    told: Vec<Told>,
    acknowledged: Vec<DateTime<Utc>>,
    snoozed: Vec<Snooze>,
}

impl Watched {
    fn read(read: &Reader, rules: &desk_domain::deadline::Rules, id: &str) -> Result<Option<Self>, StoreError> {
        let Some(folded) = fold(read, rules, id)? else {
            return Ok(None);
        };
        let ledger = read.desk().ledger([id])?;
        Ok(Some(Self {
            seen_at: seen_at(read.desk(), &folded)?,
            told: told(&ledger),
            acknowledged: ledger.acknowledgements.iter().map(|ack| ack.at).collect(),
            snoozed: ledger
                .snoozes
                .iter()
                .map(|snooze| Snooze {
                    at: snooze.at,
                    until: snooze.until,
                })
                .collect(),
            folded,
        }))
    }

    /// To log a ticket of our own is an act of mine too.
    fn logged_at(&self) -> Option<DateTime<Utc>> {
        self.seen_at.filter(|_| self.folded.ticket.remote.is_none())
    }

    fn subject(&self, in_front: Option<&str>) -> Subject<'_> {
        Subject {
            before_dutydesk: self.folded.is_before_dutydesk() || self.folded.is_resolved(),
            seen_at: self.seen_at,
            mine: self.folded.whose() == Whose::Mine,
            in_front: in_front == Some(self.folded.ticket.id.as_str()),
            my_act_at: self
                .folded
                .acts
                .iter()
                .map(|act| act.act.queued_at)
                .chain(self.logged_at())
                .max(),
            told: &self.told,
            acknowledged: &self.acknowledged,
            snoozed: &self.snoozed,
            ..Subject::new(&self.folded.ticket.id, &self.folded.clocks)
        }
    }
}

/// When Dutydesk first knew of it; `None` for what came with the first read of an account, and for practice.
fn seen_at(desk: DeskRead<'_>, folded: &Folded) -> Result<Option<DateTime<Utc>>, StoreError> {
    let ticket = &folded.ticket;
    if ticket.practice {
        return Ok(None);
    }
    if let Some(remote) = &ticket.remote {
        let account = desk.account(&remote.account)?;
        if account.is_none_or(|account| ticket.raised_at < account.created_at) {
            return Ok(None);
        }
    }
    let events = desk.recorded_events(&ticket.id)?;
    Ok(events.into_iter().map(|event| event.recorded_at).min())
}

fn told(ledger: &Ledger) -> Vec<Told> {
    let row = |row: &Row| {
        Some(Told {
            mark: mark_of(&row.key)?,
            at: row.intended_at,
            on_screen: row.state == NoticeState::HandedOver,
        })
    };
    ledger.notices.iter().filter_map(row).collect()
}

fn mark_of(key: &NoticeKey) -> Option<Mark> {
    Some(Mark {
        clock: key.clock?,
        cycle: key.cycle,
        stage: key.stage,
        n: key.n,
        due_at: (key.due_at != NO_DEADLINE).then_some(key.due_at),
    })
}

fn stored(key: &Key) -> NoticeKey {
    NoticeKey {
        subject: key.subject.clone(),
        clock: Some(key.mark.clock),
        cycle: key.mark.cycle,
        stage: key.mark.stage,
        n: key.mark.n,
        due_at: key.mark.due_at.unwrap_or(NO_DEADLINE),
    }
}

/// What one look came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Looked {
    /// Pop-ups that a server took.
    pub shown: u32,
    /// Notices that no server would show.
    pub not_told: u32,
    /// When to look again at the latest.
    pub again_at: Option<DateTime<Utc>>,
}

/// Before the first look of the owner: what an earlier process left on the screen cannot be taken off any more, since
/// another program may have its number by now.
pub(crate) async fn begin(desk: &Desk) -> Answer<()> {
    let now = desk.now();
    desk.keep(move |desk| {
        let left: Vec<i64> = desk
            .read()
            .unfinished_notices()?
            .into_iter()
            .filter(|row| row.state == NoticeState::HandedOver)
            .map(|row| row.id)
            .collect();
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
    let now = desk.now();
    let decision = decision(desk, now).await?;
    let claimed = claim(desk, &decision, now).await?;
    withdraw(desk, &decision.withdraw, now).await?;
    let mut looked = Looked::default();
    for (ids, notice) in claimed {
        match show(desk, &ids, &notice).await? {
            true => looked.shown += 1,
            false => looked.not_told += 1,
        }
    }
    let again = show_what_waits(desk).await?;
    looked.shown += again;
    let next = desk.lookout().next();
    looked.again_at = Some(next.map_or(now + TICK, |next| next.min(now + TICK)));
    Ok(looked)
}

/// The notices that would be raised now, in words; nothing is claimed.
///
/// # Errors
/// When the store cannot be read.
pub(crate) async fn plan(desk: &Desk) -> Answer<Vec<String>> {
    let now = desk.now();
    let rules = desk.rules();
    let decision = decision(desk, now).await?;
    desk.lookout().look_at_everything();
    let items = decision
        .raise
        .into_iter()
        .chain(decision.digest.into_iter().flat_map(|digest| digest.items));
    let items: Vec<Notice> = items.collect();
    desk.read(move |read| {
        let line = |notice: &Notice| {
            Ok(fold(read, &rules, &notice.key.subject)?.map(|folded| said(&rules, &folded, notice, now)))
        };
        Ok(items
            .iter()
            .map(line)
            .collect::<Result<Vec<_>, StoreError>>()?
            .into_iter()
            .flatten()
            .collect())
    })
    .await
}

fn said(rules: &desk_domain::deadline::Rules, folded: &Folded, notice: &Notice, now: DateTime<Utc>) -> String {
    let mark = notice.key.mark;
    notice_words::title(
        rules,
        folded,
        mark.clock,
        mark.stage,
        notice.priority,
        notice.due_at,
        now,
    )
}

async fn decision(desk: &Desk, now: DateTime<Utc>) -> Answer<Decision> {
    let tickets = match desk.lookout().take(now) {
        Some(tickets) => tickets,
        None => {
            desk.read(|read| Ok(read.desk().tickets()?.into_iter().map(|ticket| ticket.id).collect()))
                .await?
        }
    };
    let mut whole = Decision::default();
    for some in tickets.chunks(AT_ONCE) {
        join(&mut whole, decide_some(desk, some.to_vec(), now).await?);
    }
    most_pressing_first(&mut whole.raise);
    if let Some(digest) = &mut whole.digest {
        most_pressing_first(&mut digest.items);
    }
    Ok(whole)
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

/// Each part came in this order; joined, they need it again.
fn most_pressing_first(notices: &mut [Notice]) {
    notices.sort_by_key(|notice| (Reverse(notice.urgency), notice.due_at.unwrap_or(notice.at)));
}

async fn decide_some(desk: &Desk, tickets: Vec<String>, now: DateTime<Utc>) -> Answer<Decision> {
    let (rules, in_front, asking) = (desk.rules(), desk.in_front(), desk.clone());
    desk.read(move |read| {
        let shift = shift(read.desk())?;
        let mut whole = Decision::default();
        for ticket in &tickets {
            let Some(one) = Watched::read(read, &rules, ticket)? else {
                continue;
            };
            // One by one: each ticket has an instant of its own at which to be looked at again.
            let part = decide(&rules, [one.subject(in_front.as_deref())], shift, now);
            asking.lookout().looked_at(ticket, part.look_again_at);
            join(&mut whole, part);
        }
        Ok(whole)
    })
    .await
}

fn shift(desk: DeskRead<'_>) -> Result<Shift, StoreError> {
    Ok(match said_on_support(desk)? {
        None => Shift::Unsaid,
        Some(true) => Shift::On,
        Some(false) => Shift::Off,
    })
}

/// Claims everything in one transaction; what was newly claimed and is to pop up, with its rows.
async fn claim(desk: &Desk, decision: &Decision, now: DateTime<Utc>) -> Answer<Vec<(Vec<i64>, desk_ports::Notice)>> {
    let rules = desk.rules();
    let loud: Vec<Notice> = decision
        .raise
        .iter()
        .filter(|notice| notice.quiet.is_none())
        .cloned()
        .collect();
    let quiet: Vec<Notice> = decision
        .raise
        .iter()
        .filter(|notice| notice.quiet.is_some())
        .cloned()
        .collect();
    let digest: Vec<Notice> = decision.digest.iter().flat_map(|digest| digest.items.clone()).collect();
    let digest_pops_up = decision.digest.as_ref().is_some_and(Digest::pops_up);
    let skipped = decision.skipped.clone();
    desk.write(move |store| {
        let folded = |store: &desk_store::Store, notice: &Notice| {
            Folded::read(store.desk.read(), store.cache.read(), &rules, &notice.key.subject)
        };
        let mut pop_ups = Vec::new();
        for notice in &loud {
            let words = folded(store, notice)?.map(|folded| notice_words::one(&rules, &folded, notice, now));
            pop_ups.extend(words.map(|words| (vec![notice.key.clone()], words)));
        }
        let mut lines = Vec::new();
        // What pops up for nobody is claimed with the rest, but is no line.
        for item in digest.iter().filter(|item| item.quiet.is_none()) {
            lines.extend(folded(store, item)?.map(|folded| (said(&rules, &folded, item, now), item.urgency)));
        }
        let items: Vec<Key> = digest.iter().map(|item| item.key.clone()).collect();
        if digest_pops_up {
            pop_ups.push((items.clone(), notice_words::digest(&lines)));
        }
        store.desk.write(|desk| {
            let covered = ids(desk.claim(skipped.iter().map(stored), now)?);
            desk.end_notices(
                &covered,
                NoticeState::Withdrawn,
                Some("a later stage was told instead"),
                now,
            )?;
            for notice in &quiet {
                let rows = ids(desk.claim([stored(&notice.key)], now)?);
                desk.end_notices(&rows, NoticeState::Withdrawn, notice.quiet.map(quiet_said), now)?;
            }
            if !digest_pops_up {
                let rows = ids(desk.claim(items.iter().map(stored), now)?);
                desk.end_notices(&rows, NoticeState::Withdrawn, Some("nobody to pop up for"), now)?;
            }
            let mut claimed = Vec::new();
            for (keys, words) in pop_ups {
                let rows = ids(desk.claim(keys.iter().map(stored), now)?);
                // Another look may have been quicker.
                if !rows.is_empty() {
                    claimed.push((rows, words));
                }
            }
            Ok(claimed)
        })
    })
    .await
}

fn ids(rows: Vec<Row>) -> Vec<i64> {
    rows.into_iter().map(|row| row.id).collect()
}

const fn quiet_said(quiet: Quiet) -> &'static str {
    match quiet {
        Quiet::InFront => "the ticket was in front of you",
        Quiet::OwnAct => "your own act",
        Quiet::OffShift => "off shift",
    }
}

/// Hands a claimed notice to the server; whether it took it.
async fn show(desk: &Desk, rows: &[i64], notice: &desk_ports::Notice) -> Answer<bool> {
    let shown = desk.host().notifier().show(notice).await;
    let (rows, now) = (rows.to_vec(), desk.now());
    let taken = shown.is_ok();
    desk.keep(move |desk| match shown {
        Ok(id) => desk.mark_handed_over(&rows, Some(id.0), now),
        Err(problem) => desk.mark_not_told(&rows, &problem.to_string(), now),
    })
    .await?;
    desk.host().tell(DeskEvent::Changed);
    Ok(taken)
}

/// Notices that no server took, or whose hand-over a crash cut off, are tried again while they still stand.
async fn show_what_waits(desk: &Desk) -> Answer<u32> {
    let (rules, now) = (desk.rules(), desk.now());
    let waiting = desk
        .read(move |read| {
            let mut waiting = Vec::new();
            for row in read.desk().unfinished_notices()? {
                if row.state != NoticeState::HandedOver {
                    let folded = fold(read, &rules, &row.key.subject)?;
                    waiting.push((row.id, folded.and_then(|folded| still(&rules, &folded, &row, now))));
                }
            }
            Ok(waiting)
        })
        .await?;
    let mut shown = 0;
    for (row, words) in waiting {
        match words {
            Some(words) => {
                if !show(desk, &[row], &words).await? {
                    // What one notice met, the next would meet too.
                    break;
                }
                shown += 1;
            }
            None => {
                let why = Some("not needed any more");
                desk.keep(move |desk| desk.end_notices(&[row], NoticeState::Withdrawn, why, now))
                    .await?;
            }
        }
    }
    Ok(shown)
}

/// The words of a row that still stands: its clock runs, and nobody has acknowledged it.
fn still(
    rules: &desk_domain::deadline::Rules,
    folded: &Folded,
    row: &Row,
    now: DateTime<Utc>,
) -> Option<desk_ports::Notice> {
    let mark = mark_of(&row.key)?;
    let open = |cycle: &&clock::Cycle| cycle.is_open() && cycle.clock() == mark.clock && cycle.number() == mark.cycle;
    folded.clocks.cycles().iter().find(open)?;
    let priority = folded.clocks.priority();
    let notice = Notice {
        key: Key {
            subject: row.key.subject.clone(),
            mark,
        },
        at: row.intended_at,
        priority,
        due_at: mark.due_at,
        late_on_arrival: false,
        urgency: match priority {
            Some(priority) if rules.policy.notices.at_any_hour.contains(&priority) => {
                desk_domain::notice::Urgency::Critical
            }
            _ => desk_domain::notice::Urgency::Normal,
        },
        quiet: None,
    };
    Some(notice_words::one(rules, folded, &notice, now))
}

async fn withdraw(desk: &Desk, keys: &[Key], now: DateTime<Utc>) -> Answer<()> {
    if keys.is_empty() {
        return Ok(());
    }
    let wanted: Vec<NoticeKey> = keys.iter().map(stored).collect();
    let close = desk
        .keep(move |desk| {
            let on_screen: Vec<Row> = desk
                .read()
                .unfinished_notices()?
                .into_iter()
                .filter(|row| row.state == NoticeState::HandedOver)
                .collect();
            let (gone, left): (Vec<Row>, Vec<Row>) = on_screen.into_iter().partition(|row| wanted.contains(&row.key));
            let rows: Vec<i64> = gone.iter().map(|row| row.id).collect();
            desk.end_notices(&rows, NoticeState::Withdrawn, None, now)?;
            // A digest goes when all its items are gone.
            let still_used = |id: &u32| left.iter().any(|row| row.server_id == Some(*id));
            let close: BTreeSet<u32> = gone
                .iter()
                .filter_map(|row| row.server_id)
                .filter(|id| !still_used(id))
                .collect();
            Ok(close)
        })
        .await?;
    for id in close {
        close_on_screen(desk, id).await;
    }
    Ok(())
}

async fn close_on_screen(desk: &Desk, id: u32) {
    if let Err(problem) = desk.host().notifier().close(ServerId(id)).await {
        tracing::info!(%problem, "a notice was not taken off the screen");
    }
}

/// A person, or the server, has done something with a notice. What was asked for is committed first.
pub(crate) async fn signal(desk: &Desk, signal: NoticeSignal) -> Answer<()> {
    let now = desk.now();
    let rows = desk
        .read(move |read| {
            let of_it = |row: &Row| row.state == NoticeState::HandedOver && row.server_id == Some(signal.id.0);
            Ok(read
                .desk()
                .unfinished_notices()?
                .into_iter()
                .filter(of_it)
                .collect::<Vec<_>>())
        })
        .await?;
    let tickets: BTreeSet<String> = rows.iter().map(|row| row.key.subject.clone()).collect();
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let subjects = tickets.clone();
    desk.keep(move |desk| {
        let (state, why) = match signal.kind {
            SignalKind::Acted(Action::Acknowledge) => {
                subjects.iter().try_for_each(|subject| desk.acknowledge(subject, now))?;
                (NoticeState::Acted, Some("acknowledged"))
            }
            SignalKind::Acted(Action::Snooze10) => {
                subjects
                    .iter()
                    .try_for_each(|subject| desk.snooze(subject, now + SNOOZE, now))?;
                (NoticeState::Acted, Some("snoozed for 10 min"))
            }
            SignalKind::Acted(Action::Open) => (NoticeState::Acted, Some("opened")),
            SignalKind::Closed(CloseReason::Expired) => (NoticeState::Expired, None),
            SignalKind::Closed(CloseReason::ServerGone) => (NoticeState::Expired, Some("the server ended")),
            SignalKind::Closed(_) => (NoticeState::Closed, None),
        };
        desk.put_setting(PROVEN, &now.timestamp_millis())?;
        desk.end_notices(&ids, state, why, now)
    })
    .await?;
    if let (SignalKind::Acted(Action::Open), Some(ticket)) = (signal.kind, tickets.first()) {
        desk.host().tell(DeskEvent::Open { ticket: ticket.clone() });
    }
    for ticket in &tickets {
        desk.changed(ticket);
    }
    Ok(())
}

/// Whether any notice of this process still stands on the screen.
pub(crate) async fn any_on_screen(desk: &Desk) -> Answer<bool> {
    desk.read(|read| {
        Ok(read
            .desk()
            .unfinished_notices()?
            .iter()
            .any(|row| row.state == NoticeState::HandedOver))
    })
    .await
}

// What the screen asks.

/// The ledger, newest first.
///
/// # Errors
/// When the store cannot be read.
pub async fn notices(desk: &Desk, _: Nothing) -> Answer<NoticesView> {
    let (rules, now) = (desk.rules(), desk.now());
    desk.read(move |read| {
        let rows = read.desk().recent_notices(LEDGER_PAGE)?;
        let rows = rows.iter().map(|row| notice_row(read, &rules, row, now));
        Ok(NoticesView {
            notices: rows.collect::<Result<_, _>>()?,
        })
    })
    .await
}

fn notice_row(
    read: &Reader,
    rules: &desk_domain::deadline::Rules,
    row: &Row,
    now: DateTime<Utc>,
) -> Result<NoticeRow, StoreError> {
    let due = (row.key.due_at != NO_DEADLINE).then_some(row.key.due_at);
    Ok(NoticeRow {
        id: row.id,
        subject: row.key.subject.clone(),
        clock: row
            .key
            .clock
            .filter(|_| row.key.stage != Stage::Arrived)
            .map(clock_word),
        cycle: row.key.cycle,
        stage: notice_words::stage_word(row.key.stage).to_owned(),
        n: row.key.n,
        due: due.map(|due| moment(&rules.hours, due, now)),
        at: moment(&rules.hours, row.intended_at, now),
        state: state_word(row.state).to_owned(),
        title: row_title(read, rules, row, due)?,
        error: row.error.clone().unwrap_or_default(),
    })
}

fn row_title(
    read: &Reader,
    rules: &desk_domain::deadline::Rules,
    row: &Row,
    due: Option<DateTime<Utc>>,
) -> Result<String, StoreError> {
    let (Some(folded), Some(clock)) = (fold(read, rules, &row.key.subject)?, row.key.clock) else {
        return subject_of(read, &row.key.subject);
    };
    // As it was said then, not as it would be said now.
    let then = row.intended_at;
    let priority = folded.clocks.priority().filter(|_| clock != Clock::Triage);
    Ok(notice_words::title(
        rules,
        &folded,
        clock,
        row.key.stage,
        priority,
        due,
        then,
    ))
}

const fn state_word(state: NoticeState) -> &'static str {
    match state {
        NoticeState::Intended => "intended",
        NoticeState::HandedOver => "handed_over",
        NoticeState::Closed => "closed",
        NoticeState::Acted => "acted",
        NoticeState::Expired => "expired",
        NoticeState::Failed => "failed",
        NoticeState::NotTold => "not_told",
        NoticeState::Withdrawn => "withdrawn",
    }
}

/// Notices that no server showed, for the window to say.
pub(crate) fn in_app(
    read: &Reader,
    rules: &desk_domain::deadline::Rules,
    now: DateTime<Utc>,
) -> Result<Vec<InAppNotice>, StoreError> {
    let mut notices = Vec::new();
    for row in read
        .desk()
        .unfinished_notices()?
        .iter()
        .rev()
        .filter(|row| row.state == NoticeState::NotTold)
    {
        let due = (row.key.due_at != NO_DEADLINE).then_some(row.key.due_at);
        notices.push(InAppNotice {
            id: row.id,
            ticket: Some(row.key.subject.clone()),
            title: row_title(read, rules, row, due)?,
            body: subject_of(read, &row.key.subject)?,
            at: moment(&rules.hours, row.intended_at, now),
        });
    }
    Ok(notices)
}

/// Takes a notice off the window: it was seen there.
///
/// # Errors
/// When it cannot be saved.
pub async fn notice_dismiss(desk: &Desk, request: NoticeDismissRequest) -> Answer<Done> {
    let now = desk.now();
    let why = Some("seen in the window");
    desk.keep(move |desk| desk.end_notices(&[request.id], NoticeState::Closed, why, now))
        .await?;
    desk.host().tell(DeskEvent::Changed);
    Ok(Done {})
}

/// Starts or ends being on support (rule 22).
///
/// # Errors
/// When it cannot be saved.
pub async fn on_support(desk: &Desk, request: OnSupportRequest) -> Answer<Done> {
    let now = desk.now();
    desk.keep(move |desk| desk.say_shift(request.on, now)).await?;
    desk.host().tell(DeskEvent::Changed);
    desk.woken();
    Ok(Done {})
}

/// Whether somebody has said to be on support.
pub(crate) fn said_on_support(desk: DeskRead<'_>) -> Result<Option<bool>, StoreError> {
    Ok(desk.last_shift_word()?.map(|word| word.on_support))
}

/// When a notice was last proven to be shown: the server told what became of it.
pub(crate) fn proven_at(desk: DeskRead<'_>) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(desk.setting::<i64>(PROVEN)?.and_then(DateTime::from_timestamp_millis))
}

/// What is known of the notification server.
pub(crate) async fn state(desk: &Desk) -> Answer<NotificationState> {
    let (rules, now) = (desk.rules(), desk.now());
    let proven = desk.read(|read| proven_at(read.desk())).await?;
    let capabilities = desk.host().notifier().capabilities().await;
    Ok(NotificationState {
        present: capabilities.is_ok(),
        sentence: match capabilities {
            Ok(can) if can.actions => "A notification server answers. It shows buttons.".to_owned(),
            Ok(_) => "A notification server answers. It shows no buttons: acknowledge and snooze here.".to_owned(),
            Err(problem) => problem.to_string(),
        },
        proven: proven.map(|at| moment(&rules.hours, at, now)),
    })
}

/// Sends a test notice.
///
/// # Errors
/// None: what went wrong is in the reply.
pub async fn notification_test(desk: &Desk, _: Nothing) -> Answer<NotificationTested> {
    let notice = desk_ports::Notice {
        title: "Dutydesk can tell you".to_owned(),
        body: "This is a test. Close it, and Dutydesk knows that it was shown.".to_owned(),
        urgency: Urgency::Normal,
        actions: false,
        sound: None,
        replaces: None,
    };
    Ok(match desk.host().notifier().show(&notice).await {
        Ok(_) => NotificationTested {
            shown: true,
            sentence: "The server took the test notice. Close it on the screen to prove that you saw it.".to_owned(),
        },
        Err(problem) => NotificationTested {
            shown: false,
            sentence: problem.to_string(),
        },
    })
}
