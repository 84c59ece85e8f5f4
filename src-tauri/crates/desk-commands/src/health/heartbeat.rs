//! The heartbeat: a sign, every minute, that Dutydesk checks for due notifications. It writes a file on this computer
//! and calls an address that somebody monitors, so that others notice when it stops.
//!
//! It only beats after a real check: a program that runs but doesn't check has no heartbeat.

use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, SecondsFormat, Utc};
use desk_connect::HeartbeatAddress;
use desk_contract::events::DeskEvent;
use desk_contract::list::Done;
use desk_contract::standby::{HeartbeatRequest, HeartbeatView};
use desk_store::{DeskRead, StoreError};
use tokio::sync::watch;

use crate::desk::{Answer, Desk, bounded_file, error, off_thread};

/// The file, in the data folder. It holds the instant of the last beat.
pub(crate) const FILE: &str = "heartbeat";

/// The address, as it was typed.
const ADDRESS: &str = "heartbeat_address";

/// Why the last beat did not arrive there; absent when it did.
const PROBLEM: &str = "heartbeat_problem";

/// Between two beats.
const EVERY: Duration = Duration::from_secs(60);

/// How long a check may take after it was asked for.
const PATIENCE: Duration = Duration::from_secs(30);

/// Beats each minute, until the program ends.
pub(crate) async fn run(desk: &Desk) {
    let mut looks = desk.heart().follow();
    // The first look comes by itself.
    loop {
        if !are_looked_at(&mut looks).await {
            tracing::error!("due notices are not looked at: no heartbeat");
        } else if let Err(problem) = beat(desk).await {
            tracing::error!(code = ?problem.code, "{}", problem.message);
        }
        tokio::time::sleep(EVERY).await;
        looks.mark_unchanged();
        desk.host().alarm().wake();
    }
}

/// Waits until a check has run; `false` if none does.
async fn are_looked_at(looks: &mut watch::Receiver<u64>) -> bool {
    let looked = tokio::time::timeout(PATIENCE, looks.changed()).await;
    looked.is_ok_and(|looked| looked.is_ok())
}

/// Beats once: a check has just run.
///
/// # Errors
/// When the store cannot be read. A file or an address that fails is not an error: the problem is saved and shown.
pub(crate) async fn beat(desk: &Desk) -> Answer<()> {
    let (file, now) = (file(desk.data_dir()), desk.now());
    let written = off_thread(move || std::fs::write(file, stamp(now))).await;
    if !matches!(written, Ok(Ok(()))) {
        tracing::warn!("the heartbeat file cannot be written");
    }
    let address: Option<String> = desk.read(|read| read.desk().setting(ADDRESS)).await?;
    let Some(Ok(address)) = address.map(|typed| HeartbeatAddress::parse(&typed)) else {
        return Ok(());
    };
    let problem = desk_connect::beat(&address)
        .await
        .err()
        .map(|problem| problem.to_string());
    note(desk, problem).await
}

/// Written down only when it is news.
async fn note(desk: &Desk, problem: Option<String>) -> Answer<()> {
    let before: Option<String> = desk.read(|read| read.desk().setting(PROBLEM)).await?;
    if before == problem {
        return Ok(());
    }
    if let Some(problem) = &problem {
        tracing::warn!(%problem, "the heartbeat did not arrive");
    }
    desk.keep(move |kept| match problem {
        Some(problem) => kept.put_setting(PROBLEM, &problem),
        None => kept.remove_setting(PROBLEM),
    })
    .await?;
    desk.host().tell(DeskEvent::SettingsChanged);
    Ok(())
}

/// Sets the address of the heartbeat; an empty one stops it.
///
/// # Errors
/// When it is no address that may be used, or it cannot be saved.
pub async fn heartbeat_set(desk: &Desk, request: HeartbeatRequest) -> Answer<Done> {
    let typed = request.url.trim();
    let address = match typed {
        "" => None,
        typed => Some(HeartbeatAddress::parse(typed).map_err(|problem| error::invalid(problem.to_string()))?),
    };
    desk.keep(move |kept| {
        kept.remove_setting(PROBLEM)?;
        match address {
            Some(address) => kept.put_setting(ADDRESS, &address.as_str()),
            None => kept.remove_setting(ADDRESS),
        }
    })
    .await?;
    desk.host().tell(DeskEvent::SettingsChanged);
    desk.committed();
    Ok(Done {})
}

/// What settings show about it.
pub(crate) fn view(read: DeskRead<'_>, data_dir: &Path) -> Result<HeartbeatView, StoreError> {
    Ok(HeartbeatView {
        file: file(data_dir).display().to_string(),
        url: read.setting(ADDRESS)?.unwrap_or_default(),
        problem: read.setting(PROBLEM)?.unwrap_or_default(),
    })
}

/// When it last beat; `None`: never, or nobody can read it.
pub(crate) fn last(data_dir: &Path) -> Option<DateTime<Utc>> {
    let text = bounded_file::read(&file(data_dir)).ok()?;
    let at = DateTime::parse_from_rfc3339(text.trim()).ok()?;
    Some(at.to_utc())
}

fn file(data_dir: &Path) -> PathBuf {
    data_dir.join(FILE)
}

fn stamp(now: DateTime<Utc>) -> String {
    format!("{}\n", now.to_rfc3339_opts(SecondsFormat::Secs, true))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::desk::Heart;

    #[tokio::test(start_paused = true)]
    async fn f62_a_program_that_does_not_look_at_its_notices_falls_silent() {
        let heart = Heart::default();
        let mut looks = heart.follow();
        assert!(!are_looked_at(&mut looks).await);
        heart.looked();
        assert!(are_looked_at(&mut looks).await);
        assert!(!are_looked_at(&mut looks).await, "one look is one beat");
    }

    /// The loops start together, and the one that looks may be the quicker.
    #[tokio::test(start_paused = true)]
    async fn a_look_from_before_the_heartbeat_began_is_not_missed() {
        let heart = Heart::default();
        heart.looked();
        assert!(are_looked_at(&mut heart.follow()).await);
    }
}
