//! The owner of a ticket: me, or a colleague it is handed over to, with what they need to know.

use desk_connect::kind::Call;
use desk_contract::ticket::{Acted, AssignQueued, AssignRequest, Assignees, TicketRequest, Undo};
use desk_store::cache::list_row::Whose;
use desk_store::desk::outbox::{Act, ActState, Carries};

use crate::desk::{Answer, Desk, error};
use crate::outbox::{Target, finish, needed, queue};

/// In characters. Longer than any name on a help desk.
const LONGEST_NAME: usize = 200;

/// Makes me the owner.
///
/// # Errors
/// When there is no such ticket, or it cannot be saved.
pub async fn assign_to_me(desk: &Desk, request: TicketRequest) -> Answer<Acted> {
    let target = Target::named(desk, &request.ticket).await?;
    let queued = queue_owner(desk, target, Carries::TO_ME).await?;
    Ok(Acted {
        undo: Some(queued.undo),
    })
}

/// Queues another owner. It can be undone for a while, like a message.
async fn queue_owner(desk: &Desk, target: Target, carries: Carries) -> Answer<AssignQueued> {
    let (id, hold) = (target.id.clone(), desk.host().undo_time());
    let before = target.folded.owner_name().map(str::to_owned);
    let outbox = desk
        .keep(move |desk| queue(desk, &target.held_act(carries, hold)))
        .await?;
    finish(desk, &id).await?;
    Ok(AssignQueued {
        outbox,
        undo: Undo::Assigned { outbox, before },
    })
}

/// Hands a ticket over: the help desk makes somebody its owner, and then gets the note for them. Until the help desk
/// has accepted it, the ticket is whose it was, and so are its notifications.
///
/// # Errors
/// When no name is given, when it is theirs or on its way to them already, or when it is on no help desk or closed.
pub async fn assign_to(desk: &Desk, request: AssignRequest) -> Answer<AssignQueued> {
    let name = desk_connect::text::title(&request.to);
    let name = needed(&name, "Enter the login of who takes it over.")?;
    if name.chars().count() > LONGEST_NAME {
        return Err(error::invalid(format!(
            "The name is longer than {LONGEST_NAME} characters. Enter the login that they have on the help desk."
        )));
    }
    let target = Target::named(desk, &request.ticket).await?;
    check(&target, &name)?;
    let to = (!is_me(&target, &name)).then_some(name);
    let note = request.note.trim().to_owned();
    queue_owner(desk, target, Carries::Owner { to, note }).await
}

/// Whether `name` can become its owner now, as far as we know.
fn check(target: &Target, name: &str) -> Answer<()> {
    let folded = &target.folded;
    if target.is_own() || !folded.takes(Call::Owner) {
        return Err(error::not_now(
            "This ticket is only on this computer, so a colleague can’t own it. Log it on the help desk to hand it over.",
        ));
    }
    if folded.is_resolved() {
        return Err(error::not_now("This ticket is closed. Reopen it, then hand it over."));
    }
    if folded.acts.iter().any(|act| is_on_its_way(act, name)) {
        return Err(error::not_now(format!(
            "It is already being assigned to {name}. Look at the outbox."
        )));
    }
    match folded.whose() {
        Whose::Mine if is_me(target, name) => Err(error::invalid("This ticket is already yours. Enter another name.")),
        Whose::Other if folded.owner().eq_ignore_ascii_case(name) => Err(error::invalid(format!(
            "{name} already has this ticket. Enter another name."
        ))),
        _ => Ok(()),
    }
}

fn is_on_its_way(act: &Act, name: &str) -> bool {
    let to = match &act.carries {
        Ok(Carries::Owner { to: Some(to), .. }) => to,
        _ => return false,
    };
    let waits = matches!(act.state, ActState::Queued | ActState::Sending | ActState::Unknown);
    waits && to.eq_ignore_ascii_case(name)
}

pub(super) fn is_me(target: &Target, name: &str) -> bool {
    let me = target.account.as_ref().and_then(|account| account.me.as_deref());
    me.is_some_and(|me| me.eq_ignore_ascii_case(name))
}

/// Who owns tickets of its account, as far as we have read, without me and whoever has this one. By name.
///
/// # Errors
/// When there is no such ticket, or the store cannot be read.
pub async fn assignees(desk: &Desk, request: TicketRequest) -> Answer<Assignees> {
    let target = Target::named(desk, &request.ticket).await?;
    let Some(account) = target.account.as_ref().map(|account| account.key.clone()) else {
        return Ok(Assignees { names: Vec::new() });
    };
    let mut names = desk.read(move |read| read.cache().owners(&account)).await?;
    let has_it = target.folded.owner();
    names.retain(|name| !is_me(&target, name) && *name != has_it);
    Ok(Assignees { names })
}
