//! Records that the computer's clock was set, before anything is claimed by it: what a clock claimed that ran ahead is
//! to come again (rule 22).
//!
//! While a program runs, the computer's uptime says how far the clock was set, in either direction; a sleep counts in
//! both. It says nothing about the time before the program began. Then a clock is only known to be behind if something
//! was written down later than it shows now, and to be right again if it then leaps past that.

use chrono::{DateTime, TimeDelta, Utc};
use desk_domain::set_clock::SLACK;
use desk_store::{DeskRead, StoreError};

use super::pause;
use crate::desk::{Answer, Desk};

/// What a clock may be off by without having been set: readings of two clocks, and the help desk's whole seconds.
const NOT_SET: TimeDelta = TimeDelta::seconds(5);

/// A clock that was found behind, and now shows this much more than what was written down last, has leapt. Somebody who
/// is told of a late P1 has something written every ten minutes.
const LEAP: TimeDelta = TimeDelta::minutes(30);

/// Looks at the clock, and records it if it was set since the last look. Returns the time.
pub(super) async fn note(desk: &Desk) -> Answer<DateTime<Utc>> {
    let clock = desk.host().clock();
    let (now, uptime) = (desk.now(), clock.uptime());
    let was = match desk.clock_watch().last_look(now, uptime) {
        Some((then, before)) => {
            let passed = TimeDelta::from_std(uptime.saturating_sub(before)).unwrap_or_default();
            let was = then + passed;
            // Where a sleep doesn't count in the uptime, a clock that is ahead of it may just have slept.
            let set_forward = now > was + NOT_SET && clock.uptime_counts_sleep();
            (now < was - NOT_SET || set_forward).then_some(Some(was))
        }
        None => {
            desk.read(move |read| {
                let written = read.desk().written_until()?.max(pause::asked_at(read.desk())?);
                if written.is_some_and(|written| now < written - NOT_SET) {
                    return Ok(Some(None));
                }
                Ok(leapt_from(read.desk(), written, now)?.map(Some))
            })
            .await?
        }
    };
    if let Some(was) = was {
        tracing::warn!(known = was.is_some(), "the computer's clock was set");
        desk.keep(move |desk| desk.clock_was_set(was, now)).await?;
        desk.write(|store| store.cache.write(|cache| cache.look_at_everything()))
            .await?;
    }
    Ok(now)
}

/// Where a clock was that was found behind what had been claimed, and is past that now: it was wrong in between, and
/// what was told before comes no second time.
fn leapt_from(
    desk: DeskRead<'_>,
    written: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, StoreError> {
    let Some((last, claimed)) = desk.claimed_before_last_set()? else {
        return Ok(None);
    };
    let since = written.map_or(last.now, |written| written.max(last.now));
    Ok((last.now + SLACK < claimed && claimed <= now && now - since > LEAP).then_some(since))
}
