//! Acts whose outcome isn't known are looked up until it is. One is sent again by itself only if it is proven that it
//! isn't there and can't come any more; if it can't be told, a person decides.

use chrono::{DateTime, Utc};
use desk_connect::{HelpDesk, LookedUp};
use desk_domain::ids::RemoteId;
use desk_store::desk::account::Account;
use desk_store::desk::outbox::Act;
use desk_store::desk::outbox_doubt::Doubt;

use super::attempt::{Sent, arrived, as_tried, deliver, settle, wait_after};
use super::look_up::{CANNOT_BE_TOLD, SETTLED, ask, look_up, still_to_come};
use crate::desk::{Answer, Desk, Trouble, waits};
use crate::reading::still_there;
use crate::ticket::{account_of, not_there, refresh_rows};

const NOT_THERE_NOW: &str = "An older copy of the outbox came back. This isn’t on the help desk now, but you may have \
                             undone it since. Decide whether to send it.";
const ACCOUNT_REMOVED: &str = "This ticket’s account was removed, so Dutydesk can’t find out whether this arrived. Add it \
                               again, or decide.";

/// Looks up an act that is unknown; it may be sent again, if that is safe.
pub(super) async fn look(desk: &Desk, act: &Act) -> Answer<Sent> {
    let sent = looked(desk, act).await?;
    refresh_rows(desk, vec![act.ticket.clone()]).await?;
    desk.changed(&act.ticket);
    Ok(sent)
}

async fn looked(desk: &Desk, act: &Act) -> Answer<Sent> {
    still_there(desk, std::slice::from_ref(&act.ticket)).await?;
    let ticket = act.ticket.clone();
    if let Some(why) = desk.read(move |read| read.desk().gone(&ticket)).await? {
        return asked(desk, act, &not_there(&why)).await;
    }
    let Some((account, remote)) = account_of(desk, &act.ticket).await? else {
        return asked(desk, act, ACCOUNT_REMOVED).await;
    };
    let help_desk = match desk.connections().to(desk.host(), &account).await {
        Ok(help_desk) => help_desk,
        Err(trouble) => return not_looked(desk, act, &account, &trouble).await,
    };
    match look_up(desk, &*help_desk, &account, &remote, act).await {
        Ok(LookedUp::There(delivered)) => {
            desk.source_went_well(&account.key);
            arrived(desk, &account, act, delivered).await?;
            Ok(Sent::Arrived)
        }
        Ok(LookedUp::NotThere) if act.doubt == Some(Doubt::Restored) => asked(desk, act, NOT_THERE_NOW).await,
        Ok(LookedUp::NotThere) if can_come_no_more(act, desk.now()) => {
            send_again(desk, &*help_desk, &account, &remote, act).await
        }
        Ok(LookedUp::NotThere) => not_there_yet(desk, act).await,
        Ok(LookedUp::Unclear) => asked(desk, act, CANNOT_BE_TOLD).await,
        Err(error) if waits(&error) => not_looked(desk, act, &account, &Trouble::HelpDesk(error)).await,
        Err(error) => asked(desk, act, &error.sentence()).await,
    }
}

/// Whether an act that isn't there now won't come any more.
fn can_come_no_more(act: &Act, now: DateTime<Utc>) -> bool {
    let tried_at = act.tried_at.or(act.first_attempt_at).unwrap_or(act.queued_at);
    // A clock that was set back since says nothing about how long ago that is.
    act.doubt == Some(Doubt::Unproven) || (now - tried_at).abs() >= SETTLED
}

async fn send_again(
    desk: &Desk,
    help_desk: &dyn HelpDesk,
    account: &Account,
    remote: &RemoteId,
    act: &Act,
) -> Answer<Sent> {
    let (id, now) = (act.id, desk.now());
    let Ok(carries) = &act.carries else {
        return asked(desk, act, CANNOT_BE_TOLD).await;
    };
    if !desk.keep(move |desk| desk.take_again(id, now)).await? {
        return Ok(Sent::Waits);
    }
    let outcome = deliver(desk, help_desk, account, remote, carries).await;
    settle(desk, help_desk, account, remote, &as_tried(act, now), outcome).await
}

async fn not_looked(desk: &Desk, act: &Act, account: &Account, trouble: &Trouble) -> Answer<Sent> {
    desk.source_failed(&account.key, trouble);
    let reason = format!(
        "Dutydesk can’t look for this on the help desk yet. {}",
        trouble.sentence()
    );
    let (id, until) = (act.id, desk.now() + wait_after(act.attempts, Some(trouble)));
    desk.keep(move |desk| desk.look_later(id, &reason, until)).await?;
    Ok(Sent::Waits)
}

async fn not_there_yet(desk: &Desk, act: &Act) -> Answer<Sent> {
    let (reason, until) = still_to_come(desk, act.tried_at.unwrap_or(act.queued_at));
    let id = act.id;
    desk.keep(move |desk| desk.look_later(id, &reason, until)).await?;
    Ok(Sent::Waits)
}

async fn asked(desk: &Desk, act: &Act, reason: &str) -> Answer<Sent> {
    ask(desk, act, reason).await?;
    Ok(Sent::Settled)
}
