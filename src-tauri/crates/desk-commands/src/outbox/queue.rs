//! Acts for the help desk are committed here before the screen says that they are waiting to send. The owner of the
//! data directory sends them.

use desk_domain::ids::OperationId;
use desk_store::desk::outbox::NewAct;
use desk_store::{DeskWrite, StoreError};

/// A random operation id, unique over all Dutydesks.
pub(crate) fn new_op_id() -> OperationId {
    OperationId::of(uuid::Uuid::new_v4().as_u128())
}

/// Queues an act inside the transaction of whatever it belongs to. On a local ticket nothing has to be sent: it is
/// done at once, or when it can't be undone any more.
pub(crate) fn queue(desk: &mut DeskWrite<'_>, act: &NewAct) -> Result<i64, StoreError> {
    let id = desk.queue(act)?;
    if act.account.is_none() && act.hold_until.is_none() && desk.take_for_sending(id, act.queued_at)? {
        desk.mark_sent(id, None, act.queued_at)?;
    }
    Ok(id)
}
