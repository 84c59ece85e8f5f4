//! The tenant was told outside of the help desk (rule 7).

use desk_contract::list::Done;
use desk_contract::ticket::ToldRequest;
use desk_domain::event::EventKind;

use crate::desk::{Answer, Desk, error};
use crate::outbox::{Target, act, needed};
use crate::reading::told_note;
use crate::reply;
use crate::words::zoned;

/// The tenant was told elsewhere (rule 7).
///
/// # Errors
/// When the time lies in the future or before the issue was raised, or a later update was promised than the policy allows.
pub async fn told(desk: &Desk, request: ToldRequest) -> Answer<Done> {
    let via = needed(&request.via, "Say where the tenant was told: slack, phone or email.")?;
    let target = Target::named(desk, &request.ticket).await?;
    let (rules, now) = (desk.rules(), target.now);
    let at = request.at.unwrap_or(now);
    if at > now {
        return Err(error::invalid(
            "That time is still to come. Give the time at which the tenant was told.",
        ));
    }
    let raised = target.folded.raised_at();
    if at < raised {
        return Err(error::invalid(format!(
            "The issue was raised only at {}. Give the time at which the tenant was told, after that.",
            zoned(&rules.hours, raised, now)
        )));
    }
    reply::check_promise(&rules, &target.folded.clocks, at, request.next_update_at)?;
    let when = zoned(&rules.hours, at, now);
    let note = told_note::words(&via, &when, request.words.trim());
    act(
        desk,
        target,
        EventKind::Told {
            next_update_at: request.next_update_at,
        },
        at,
        note,
    )
    .await
}
