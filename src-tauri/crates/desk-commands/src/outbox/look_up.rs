//! The look for an act on the help desk: is it there, is it not, or can't it be told? If it can't, a person decides.
//!
//! Not here: when there is a look, and what follows from it (`attempt`, `doubtful`).

use chrono::{DateTime, TimeDelta, Utc};
use desk_connect::{
    Change, Delivered, DeskError, HelpDesk, LookedUp, MessageKind, ReadBack, RemoteStatus, RemoteThread,
};
use desk_domain::ids::RemoteId;
use desk_store::desk::account::Account;
use desk_store::desk::outbox::{Act, Carries, Status};

use crate::desk::{Answer, Desk};
use crate::ticket::refresh_rows;
use crate::words::moment;

/// What got no answer may still arrive for so long: web servers end a request after five minutes.
pub(super) const SETTLED: TimeDelta = TimeDelta::minutes(5);
/// Both clocks are read in whole seconds.
const TICK: TimeDelta = TimeDelta::seconds(2);
/// How far a look goes back if our clock was wrong at the first attempt.
const WRONG_CLOCK: TimeDelta = TimeDelta::days(30);

pub(super) const CANNOT_BE_TOLD: &str = "Dutydesk looked for this on the help desk and can’t tell whether it’s there: something like \
                              it is, but it may be older. Look at the ticket, then decide.";

/// A person decides; what comes after it on its ticket waits, and says for what.
pub(super) async fn ask(desk: &Desk, act: &Act, reason: &str) -> Answer<()> {
    let (id, reason) = (act.id, reason.to_owned());
    desk.keep(move |desk| desk.ask_about(id, &reason)).await?;
    refresh_rows(desk, vec![act.ticket.clone()]).await?;
    desk.changed(&act.ticket);
    Ok(())
}

/// What to say of an act that isn't there yet, and when to look again: soon, and once it can't come any more.
pub(super) fn still_to_come(desk: &Desk, tried_at: DateTime<Utc>) -> (String, DateTime<Utc>) {
    let (rules, now) = (desk.rules(), desk.now());
    let settled = tried_at + SETTLED;
    let soon = match now - tried_at {
        passed if passed < TimeDelta::seconds(20) => TimeDelta::seconds(15),
        passed if passed < TimeDelta::minutes(2) => TimeDelta::minutes(1),
        _ => SETTLED,
    };
    let reason = format!(
        "The help desk didn’t answer, and this isn’t there yet. If it isn’t there at {}, Dutydesk sends it again.",
        moment(&rules.hours, settled, now).short
    );
    (reason, (now + soon).min(settled).max(now + TimeDelta::seconds(1)))
}

/// Looks for an act on the help desk. Without an answer from there nothing is known.
pub(super) async fn look_up(
    desk: &Desk,
    help_desk: &dyn HelpDesk,
    account: &Account,
    remote: &RemoteId,
    act: &Act,
) -> Result<LookedUp, DeskError> {
    let now = desk.now();
    let first = act.first_attempt_at.unwrap_or(act.queued_at);
    // A clock that ran ahead then and was put right since: only words that nobody else can have written count.
    let clock_was_wrong = first > now + TimeDelta::minutes(1) && act.ahead.is_none();
    let since = if clock_was_wrong { now - WRONG_CLOCK } else { first };
    let found = match &act.carries {
        Ok(Carries::Reply(reply)) => {
            read_back(desk, help_desk, remote, act, MessageKind::Public, &reply.text, since).await
        }
        Ok(Carries::Note(note)) => {
            read_back(desk, help_desk, remote, act, MessageKind::Internal, &note.text, since).await
        }
        Ok(carries) => changed(desk, help_desk, account, remote, (act, carries), since).await,
        Err(_) => Ok(LookedUp::Unclear),
    }?;
    Ok(match found {
        LookedUp::There(_) if clock_was_wrong => LookedUp::Unclear,
        found => found,
    })
}

async fn read_back(
    desk: &Desk,
    help_desk: &dyn HelpDesk,
    remote: &RemoteId,
    act: &Act,
    kind: MessageKind,
    words: &str,
    since: DateTime<Utc>,
) -> Result<LookedUp, DeskError> {
    let sought = ReadBack {
        kind,
        body: words.to_owned(),
        first_attempt_at: since,
        ahead: act.ahead,
        known: known_before(desk, act).await,
    };
    help_desk.find_delivered(remote, &sought).await
}

/// Messages that are surely another act: those of other acts, and those that were read before the first attempt.
async fn known_before(desk: &Desk, act: &Act) -> Vec<String> {
    let (ticket, id, first) = (act.ticket.clone(), act.id, act.first_attempt_at);
    let known = desk.read(move |read| {
        let others = read.desk().acts_of(&ticket)?.into_iter().filter(|other| other.id != id);
        let mut known: Vec<String> = others.filter_map(|other| other.remote_transaction).collect();
        let events = read.desk().recorded_events(&ticket)?;
        let before = events
            .into_iter()
            .filter(|event| first.is_some_and(|first| event.recorded_at < first));
        known.extend(before.filter_map(|event| event.transaction).map(|read| read.id));
        Ok(known)
    });
    known.await.unwrap_or_default()
}

/// Whether a field was changed: it is so now, or somebody changed it so since the first attempt.
async fn changed(
    desk: &Desk,
    help_desk: &dyn HelpDesk,
    account: &Account,
    remote: &RemoteId,
    (act, carries): (&Act, &Carries),
    since: DateTime<Utc>,
) -> Result<LookedUp, DeskError> {
    let thread = help_desk.thread(remote).await?;
    let known = [act.ahead, help_desk.clock_offset()].into_iter().flatten();
    let since = since + known.min().unwrap_or_default() - TICK;
    let value = match carries {
        Carries::Priority { priority } => desk.policy().priority_fields.write(&account.kind, *priority),
        _ => None,
    };
    let wanted = Wanted {
        carries,
        me: account.me.as_deref(),
        priority: value.as_deref(),
    };
    Ok(if wanted.holds(&thread) || wanted.was_made(&thread, since) {
        LookedUp::There(Delivered {
            remote_transaction: None,
        })
    } else if thread.skipped > 0 {
        LookedUp::Unclear
    } else {
        LookedUp::NotThere
    })
}

/// What a ticket was to become.
struct Wanted<'a> {
    carries: &'a Carries,
    me: Option<&'a str>,
    /// The help desk's own value; `None`: it is written nowhere.
    priority: Option<&'a str>,
}

impl Wanted<'_> {
    fn holds(&self, thread: &RemoteThread) -> bool {
        let ticket = &thread.ticket;
        match self.carries {
            Carries::Subject { text } => same_title(&ticket.subject, text),
            Carries::Priority { .. } => self
                .priority
                .is_none_or(|value| ticket.priority_hint.as_deref() == Some(value)),
            Carries::Status { status } => match status {
                Status::Resolved => ticket.status == RemoteStatus::Resolved,
                Status::Open => ticket.status == RemoteStatus::Open,
            },
            Carries::Owner { to, .. } => self.is_owner(to.as_deref(), ticket.owner.as_ref()),
            Carries::NoOwner {} => ticket.owner.is_none(),
            Carries::Reply(_) | Carries::Note(_) => false,
        }
    }

    fn is_owner(&self, to: Option<&str>, owner: Option<&desk_connect::Person>) -> bool {
        match (to.or(self.me), owner) {
            (Some(wanted), Some(owner)) => owner.name.eq_ignore_ascii_case(wanted),
            _ => false,
        }
    }

    fn was_made(&self, thread: &RemoteThread, since: DateTime<Utc>) -> bool {
        let is_it = |what: &Change| match (self.carries, what) {
            (Carries::Subject { text }, Change::Subject(now)) => same_title(now, text),
            (Carries::Priority { .. }, Change::Priority(now)) => self.priority == Some(now),
            (Carries::Status { status }, Change::Resolved(_)) => *status == Status::Resolved,
            (Carries::Status { status }, Change::Reopened(_)) => *status == Status::Open,
            (Carries::Owner { to, .. }, Change::Owner(owner)) => self.is_owner(to.as_deref(), owner.as_ref()),
            (Carries::NoOwner {}, Change::Owner(owner)) => owner.is_none(),
            _ => false,
        };
        thread
            .changes
            .iter()
            .any(|change| change.at >= since && is_it(&change.what))
    }
}

fn same_title(a: &str, b: &str) -> bool {
    desk_connect::text::title(a) == desk_connect::text::title(b)
}
