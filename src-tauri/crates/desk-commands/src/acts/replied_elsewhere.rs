//! A reply that the tenant got outside the help desk (rule 7).

use desk_contract::list::Done;
use desk_contract::ticket::RepliedElsewhereRequest;
use desk_domain::event::EventKind;

use crate::desk::{Answer, Desk, error};
use crate::outbox::{Target, act, needed};
use crate::reading::replied_note;
use crate::reply;
use crate::words::zoned;

/// Records a reply that the tenant got elsewhere (rule 7): it counts as a public message.
///
/// # Errors
/// When the time lies in the future or before the issue was raised, or a later update was promised than the policy allows.
pub async fn replied_elsewhere(desk: &Desk, request: RepliedElsewhereRequest) -> Answer<Done> {
    let via = needed(&request.via, "Say where you replied: slack, phone or email.")?;
    let target = Target::named(desk, &request.ticket).await?;
    let (rules, now) = (desk.rules(), target.now);
    let at = request.at.unwrap_or(now);
    if at > now {
        return Err(error::invalid(
            "That time is in the future. Enter the time when you replied.",
        ));
    }
    let raised = target.folded.raised_at();
    if at < raised {
        return Err(error::invalid(format!(
            "The issue was raised at {}, so you can’t have replied before that. Enter a later time.",
            zoned(&rules.hours, raised, now)
        )));
    }
    reply::check_promise(&rules, &target.folded.clocks, at, request.next_update_at)?;
    let when = zoned(&rules.hours, at, now);
    let note = replied_note::words(&via, &when, request.words.trim());
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
