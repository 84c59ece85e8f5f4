//! The banners: what is wrong and cannot wait for somebody to ask.

use chrono::{DateTime, Utc};
use desk_contract::list::{Banner, BannerKind};
use desk_store::desk::account::Account;
use desk_store::desk::incident::Incident;
use desk_store::{Opening, Reader, StoreError};

use crate::desk::{Desk, InForce, Trouble};
use crate::health::wall_clock;
use crate::incident::warnings;
use crate::words::moment;

pub(super) fn banners(
    read: &Reader,
    desk: &Desk,
    policy: &InForce,
    accounts: &[Account],
    open_incidents: &[Incident],
    waiting: u32,
    now: DateTime<Utc>,
) -> Result<Vec<Banner>, StoreError> {
    let rules = &*policy.rules;
    let mut banners = Vec::new();
    let mut add = |kind, sentence: String| banners.push(Banner { kind, sentence });
    if let Some(warning) = wall_clock::warning(desk, &rules.hours) {
        add(BannerKind::Clock, warning);
    }
    for warning in warnings(read, rules, open_incidents, now)? {
        add(BannerKind::Incident, warning);
    }
    for account in accounts {
        match desk.sources().of(&account.key) {
            Some(Trouble::Keychain(problem)) => add(BannerKind::Keychain, problem.to_string()),
            Some(trouble) => {
                let age = read.cache().cursor(&account.key)?.and_then(|cursor| cursor.last_ok_at);
                let age = age.map_or_else(
                    || "nothing was read yet".to_owned(),
                    |at| format!("what you see is from {}", moment(&rules.hours, at, now).short),
                );
                let unsent = if waiting == 0 {
                    String::new()
                } else {
                    format!(", {waiting} waiting to be sent")
                };
                add(
                    BannerKind::Offline,
                    format!("{}: {age}{unsent}. {}", account.name, trouble.sentence()),
                );
            }
            None => {}
        }
    }
    if !policy.problems.is_empty() {
        let count = policy.problems.len();
        let errors = if count == 1 {
            "an error".to_owned()
        } else {
            format!("{count} errors")
        };
        add(
            BannerKind::Policy,
            format!("The policy file has {errors}: the last good one stays in force. See the settings."),
        );
    }
    if !rules.hours.calendar_known(now) {
        add(
            BannerKind::Calendar,
            "Bank holidays are not known for today: weekdays count as working days. Update the policy.".to_owned(),
        );
    }
    if !desk.host().is_owner() {
        add(
            BannerKind::NotOwner,
            "Another Dutydesk has this data open. It tells and sends; what you do here reaches it.".to_owned(),
        );
    }
    if let Some(Opening::SetAside {
        kept_as, restored_from, ..
    }) = desk.opened().map(|opened| &opened.desk)
    {
        let now_used = match restored_from {
            Some(copy) => format!(
                "its copy {} took its place: look at the outbox, acts in it may have been sent",
                copy.display()
            ),
            None => "it was begun anew".to_owned(),
        };
        let sentence = format!("desk.db was damaged and is kept as {}; {now_used}.", kept_as.display());
        add(BannerKind::Disk, sentence);
    }
    if desk.opened().is_some_and(desk_store::Opened::cache_lost)
        && accounts.iter().any(|account| {
            read.cache()
                .cursor(&account.key)
                .ok()
                .flatten()
                .and_then(|cursor| cursor.last_ok_at)
                .is_none()
        })
    {
        add(
            BannerKind::Cache,
            "The stored messages were lost and are being read again. No deadline was lost with them.".to_owned(),
        );
    }
    Ok(banners)
}
