//! What the frame of the window shows in every view.

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::list::{AppStatus, Counts, Health, HeroAct, Nothing, SourceState, Strip};
use desk_domain::deadline::Rules;
use desk_domain::policy::Clock;
use desk_store::cache::list_row::Section;
use desk_store::desk::account::Account;
use desk_store::desk::outbox::ActState;
use desk_store::{Reader, StoreError};

use super::banners::{Facts, Source, banners};
use crate::desk::{Answer, Desk, InForce, Trouble};
use crate::health::problems;
use crate::incident::warnings;
use crate::reading::unread_words;
use crate::shift::said_on_support;
use crate::ticket::{act_on, fold, lower_first};
use crate::words::{ago, moment};
use crate::{notices, shift, words};

/// An account that was not synced for so long is unknown.
pub(super) const FRESH: TimeDelta = TimeDelta::minutes(2);

/// What the frame shows.
///
/// # Errors
/// When the store cannot be read.
pub async fn app_status(desk: &Desk, _: Nothing) -> Answer<AppStatus> {
    let (policy, now, state) = (desk.policy(), desk.now(), desk.clone());
    let problem = notices_problem(desk).await?;
    desk.read(move |read| status(read, &state, &policy, problem, now)).await
}

async fn notices_problem(desk: &Desk) -> Answer<Option<String>> {
    if desk.host().is_owner() {
        return notices::problem(desk).await;
    }
    Ok(Some(
        "Another copy of Dutydesk is open and notifies you. This one only shows your tickets.".to_owned(),
    ))
}

fn status(
    read: &Reader,
    desk: &Desk,
    policy: &InForce,
    notices_problem: Option<String>,
    now: DateTime<Utc>,
) -> Result<AppStatus, StoreError> {
    let rules = &*policy.rules;
    let sources = sources(read)?;
    let acts = read.desk().unsettled_acts()?;
    let of = |wanted: &[ActState]| acts.iter().filter(|act| wanted.contains(&act.state)).count();
    let waiting = number(of(&[ActState::Queued, ActState::Sending]));
    let decisions = number(of(&[ActState::Refused, ActState::Unknown]));
    let own = read.desk().own_tickets()?;
    let mut incidents = read.desk().incidents()?;
    incidents.retain(|incident| incident.closed_at.is_none());
    let practice = own.iter().any(|ticket| ticket.practice);
    let facts = Facts {
        desk,
        policy,
        sources: &sources,
        incidents: warnings(read, rules, &incidents, now)?,
        waiting,
        now,
    };
    Ok(AppStatus {
        hours: words::hours_now(&rules.hours, now),
        on_support: said_on_support(read.desk())?,
        ask_on_support: !(sources.is_empty() && own.is_empty()) && shift::asks_on_support(read.desk(), rules, now)?,
        counts: counts(read, number(incidents.len()), waiting + decisions, now)?,
        waiting_to_send: waiting,
        needs_a_decision: decisions,
        notices_proven: notices::proven_at(read.desk())?.map(|at| moment(&rules.hours, at, now)),
        notices_problem,
        notices_paused_until: notices::pause_at(read.desk(), now)?.map(|until| moment(&rules.hours, until, now)),
        worst_late: strip(read, rules, now)?,
        banners: banners(&facts),
        sources: sources.iter().map(|each| source(desk, rules, each, now)).collect(),
        problems: problems::noted(read, desk, now)?,
        practice,
        first_start: sources.is_empty() && own.is_empty(),
        notices: notices::in_app(read, rules, now)?,
    })
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

fn counts(read: &Reader, incidents: u32, outbox: u32, now: DateTime<Utc>) -> Result<Counts, StoreError> {
    let counts = read.cache().section_counts(None, now)?;
    let sum = |sections: &[Section]| {
        let sum: u64 = sections.iter().map(|section| counts.of(*section)).sum();
        u32::try_from(sum).unwrap_or(u32::MAX)
    };
    Ok(Counts {
        now: sum(&[
            Section::Late,
            Section::LateTriage,
            Section::Untriaged,
            Section::NextTwoHours,
        ]),
        tickets: sum(&[
            Section::Late,
            Section::LateTriage,
            Section::Untriaged,
            Section::NextTwoHours,
            Section::Later,
            Section::Paused,
            Section::Before,
        ]),
        incidents,
        outbox,
    })
}

fn strip(read: &Reader, rules: &Rules, now: DateTime<Utc>) -> Result<Option<Strip>, StoreError> {
    // A tenant's promise comes before the team's own rule.
    let late_triage = || read.cache().rows(Section::LateTriage, None, now, 0, 1);
    let row = match read.cache().worst_late(now)? {
        Some(row) => Some(row),
        None => late_triage()?.pop(),
    };
    let Some(row) = row else {
        return Ok(None);
    };
    let Some(folded) = fold(read, rules, &row.ticket)? else {
        return Ok(None);
    };
    Ok(folded.main_cycle(rules, now).map(|(cycle, reading)| Strip {
        ticket: row.ticket.to_string(),
        sentence: format!(
            "{}: {}",
            words::left(&reading, now),
            lower_first(&act_on(&folded, cycle.clock()))
        ),
        act: match cycle.clock() {
            Clock::Triage => HeroAct::Triage,
            _ if folded.is_answerable() => HeroAct::Reply,
            _ => HeroAct::Open,
        },
    }))
}

pub(super) fn sources(read: &Reader) -> Result<Vec<Source>, StoreError> {
    let source = |account: Account| {
        let cursor = read.cache().cursor(&account.key)?;
        let read_at = cursor.as_ref().and_then(|cursor| cursor.last_ok_at);
        let unread = cursor.map(|cursor| unread_words(&cursor.unread)).unwrap_or_default();
        Ok(Source {
            account,
            read_at,
            unread,
        })
    };
    read.desk().accounts()?.into_iter().map(source).collect()
}

fn source(desk: &Desk, rules: &Rules, source: &Source, now: DateTime<Utc>) -> SourceState {
    let Source { account, read_at, .. } = source;
    let last_ok = *read_at;
    let trouble = desk.sources().of(&account.key);
    let fresh = last_ok.is_some_and(|at| now - at <= FRESH);
    let unknown = || match last_ok {
        Some(at) => format!("unknown since {}", moment(&rules.hours, at, now).short),
        None => "not synced yet".to_owned(),
    };
    let (health, sentence) = match trouble {
        Some(trouble) if !trouble.is_passing() => (Health::Stopped, short(&trouble).to_owned()),
        Some(_) => (Health::Unknown, unknown()),
        None if fresh => (Health::Fresh, last_ok.map_or_else(String::new, |at| ago(at, now))),
        None => (Health::Unknown, unknown()),
    };
    SourceState {
        account: account.key.to_string(),
        name: account.name.clone(),
        health,
        sentence,
    }
}

const fn short(trouble: &Trouble) -> &'static str {
    match trouble {
        Trouble::Keychain(_) => "keychain problem: see Settings",
        Trouble::HelpDesk(desk_connect::DeskError::TokenRefused) => "token refused: see Settings",
        Trouble::HelpDesk(_) => "stopped: see Settings",
    }
}
