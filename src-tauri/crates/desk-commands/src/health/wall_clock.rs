//! Checks the computer's clock: what Dutydesk remembers about it, which time it uses while it doesn't trust the clock,
//! and what it says then.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::events::DeskEvent;
use desk_contract::list::{Done, Nothing};
use desk_domain::support_hours::SupportHours;
use desk_domain::wall_clock::{ClockJudgement, Doubt};

use crate::desk::{Answer, Desk, LAST_SEEN, error};

/// Between two looks at the clock.
const LOOK_EVERY: Duration = Duration::from_secs(15);

/// How often its time is saved.
const KEEP_EVERY: TimeDelta = TimeDelta::minutes(1);

/// Checks the clock again and again, and saves its time while it is trusted.
pub(crate) async fn watch(desk: &Desk) {
    let mut was_believed = true;
    loop {
        let is_believed = look(desk).await;
        if std::mem::replace(&mut was_believed, is_believed) != is_believed {
            tracing::warn!(is_believed, "the computer's clock was judged anew");
            desk.woken();
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// Checks the clock once. Returns whether it is trusted.
pub(crate) async fn look(desk: &Desk) -> bool {
    let shown = desk.host().clock().now();
    if desk.judge_clock() != ClockJudgement::Trusted {
        return false;
    }
    let kept = desk.clock_watch().believed(shown);
    if kept.is_none_or(|kept| (shown - kept).abs() >= KEEP_EVERY) && keep(desk, shown).await.is_ok() {
        desk.clock_watch().kept(shown);
    }
    true
}

async fn keep(desk: &Desk, shown: DateTime<Utc>) -> Answer<()> {
    desk.keep(move |kept| kept.put_setting(LAST_SEEN, &shown.timestamp_millis()))
        .await
}

/// The person says that the clock is right, although it ran back.
///
/// # Errors
/// When it shows a year that cannot be, or it cannot be saved.
pub async fn clock_confirm(desk: &Desk, _: Nothing) -> Answer<Done> {
    let shown = desk.host().clock().now();
    if let ClockJudgement::Doubted {
        doubt: Doubt::BeforeBuild,
        ..
    } = desk.judge_clock()
    {
        return Err(error::not_now(
            "The year can’t be right: Dutydesk is newer than that. Set this computer’s clock.",
        ));
    }
    keep(desk, shown).await?;
    desk.clock_watch().kept(shown);
    desk.clock_watch().believed(shown);
    desk.host().tell(DeskEvent::Changed);
    desk.woken();
    Ok(Done {})
}

/// Why the clock isn't trusted, and which time is used instead; `None` while it is trusted.
pub(crate) fn warning(desk: &Desk, hours: &SupportHours) -> Option<String> {
    let (shown, judged) = (desk.host().clock().now(), desk.judge_clock());
    let ClockJudgement::Doubted { doubt, server_ahead } = judged else {
        return None;
    };
    let long = |at: DateTime<Utc>| hours.local(at).long();
    let says = format!("This computer’s clock says {}", long(shown));
    let why = match doubt {
        Doubt::BeforeBuild => format!("{says}, which can’t be right. Set it."),
        Doubt::RanBack { last_seen } => {
            format!(
                "{says}, but it was {} earlier. Set it, or confirm that it’s right.",
                long(last_seen)
            )
        }
    };
    let meanwhile = match server_ahead {
        Some(_) => format!(
            "Until then Dutydesk uses the help desk’s time: {}.",
            long(judged.now(shown))
        ),
        None => "Until then notifications may come at the wrong time.".to_owned(),
    };
    Some(format!("{why} {meanwhile}"))
}
