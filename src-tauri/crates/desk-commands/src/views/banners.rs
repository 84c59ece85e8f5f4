//! The banners: problems that people have to see without asking.

use chrono::{DateTime, Utc};
use desk_contract::list::{Banner, BannerKind};
use desk_store::desk::account::Account;

use crate::desk::{Desk, InForce, Trouble};
use crate::health::wall_clock;
use crate::words::moment;

/// What the banners are made of, read once.
pub(super) struct Facts<'a> {
    pub(super) desk: &'a Desk,
    pub(super) policy: &'a InForce,
    pub(super) sources: &'a [Source],
    /// What the open incidents warn of.
    pub(super) incidents: Vec<String>,
    /// How many acts are waiting to be sent.
    pub(super) waiting: u32,
    pub(super) now: DateTime<Utc>,
}

/// An account, and when it was last read without trouble.
pub(super) struct Source {
    pub(super) account: Account,
    pub(super) read_at: Option<DateTime<Utc>>,
    /// What of it can't be read, in words; empty: nothing.
    pub(super) unread: String,
}

/// The banners, what presses most first.
pub(super) fn banners(facts: &Facts<'_>) -> Vec<Banner> {
    let mut banners = Vec::new();
    banners.extend(clock(facts));
    banners.extend(
        facts
            .incidents
            .iter()
            .cloned()
            .map(|warning| banner(BannerKind::Incident, warning)),
    );
    banners.extend(facts.sources.iter().filter_map(|of| source(facts, of)));
    banners.extend(facts.sources.iter().filter_map(unread));
    banners.extend(policy_file(facts));
    banners.extend(calendar(facts));
    banners.extend(another_owner(facts));
    banners.extend(lost_cache(facts));
    banners
}

const fn banner(kind: BannerKind, sentence: String) -> Banner {
    Banner { kind, sentence }
}

fn clock(facts: &Facts<'_>) -> Option<Banner> {
    let warning = wall_clock::warning(facts.desk, &facts.policy.rules.hours)?;
    Some(banner(BannerKind::Clock, warning))
}

fn source(facts: &Facts<'_>, Source { account, read_at, .. }: &Source) -> Option<Banner> {
    let trouble = match facts.desk.sources().of(&account.key)? {
        Trouble::Keychain(problem) => return Some(banner(BannerKind::Keychain, problem.to_string())),
        trouble => trouble,
    };
    let hours = &facts.policy.rules.hours;
    let age = read_at.map_or_else(
        || "nothing synced yet".to_owned(),
        |at| format!("what you see is from {}", moment(hours, at, facts.now).short),
    );
    let unsent = match facts.waiting {
        0 => String::new(),
        waiting => format!(", {waiting} waiting to send"),
    };
    let sentence = format!("{}: {age}{unsent}. {}", account.name, trouble.sentence());
    Some(banner(BannerKind::Offline, sentence))
}

fn unread(Source { account, unread, .. }: &Source) -> Option<Banner> {
    let sentence = || format!("{}: {unread}", account.name);
    (!unread.is_empty()).then(|| banner(BannerKind::Offline, sentence()))
}

fn policy_file(facts: &Facts<'_>) -> Option<Banner> {
    let errors = match facts.policy.problems.len() {
        0 => return None,
        1 => "an error".to_owned(),
        count => format!("{count} errors"),
    };
    Some(banner(
        BannerKind::Policy,
        format!("The policy file has {errors}. The last good policy stays in use. See Settings."),
    ))
}

fn calendar(facts: &Facts<'_>) -> Option<Banner> {
    let unknown = !facts.policy.rules.hours.calendar_known(facts.now);
    unknown.then(|| {
        banner(
            BannerKind::Calendar,
            "Bank holidays aren’t known for today, so weekdays count as working days. Update the policy.".to_owned(),
        )
    })
}

fn another_owner(facts: &Facts<'_>) -> Option<Banner> {
    let another = !facts.desk.host().is_owner();
    another.then(|| {
        banner(
            BannerKind::NotOwner,
            "Another copy of Dutydesk has this data open. That copy sends and notifies. Your changes here reach it."
                .to_owned(),
        )
    })
}

fn lost_cache(facts: &Facts<'_>) -> Option<Banner> {
    let lost = facts.desk.opened().is_some_and(desk_store::Opened::cache_lost);
    let unread = facts.sources.iter().any(|source| source.read_at.is_none());
    (lost && unread).then(|| {
        banner(
            BannerKind::Cache,
            "Saved messages were lost and are being fetched again. No deadlines were lost.".to_owned(),
        )
    })
}
