//! Outward acts. An act is committed here before the screen says "queued"; the owner of the data directory sends it. In
//! order per ticket; an outcome that is not known is read back, never sent again by itself.

use chrono::{DateTime, TimeDelta, Utc};
use desk_store::desk::outbox::{ActKind, NewAct};
use desk_store::{DeskWrite, StoreError};
use serde::{Deserialize, Serialize};

/// A random operation id, unique over all Dutydesks.
pub(crate) fn new_op_id() -> String {
    uuid::Uuid::new_v4().to_string()
}

/// What an act carries. It crosses a restart, so it is a form of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Payload {
    /// The words of a reply or note as they go out, or the subject.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What the engineer typed of it: this becomes a draft again when the act is taken back.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub typed: String,
    /// The time of the next update that a reply promises.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_update_at: Option<DateTime<Utc>>,
    /// Whether that time was chosen; else it is the policy's, counted from when the reply was queued.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub chosen: bool,
    /// Staged files.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<String>,
    /// Whether the ticket is resolved once a reply has arrived.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub resolve: bool,
    /// `P1` to `P4`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub priority: Option<String>,
    /// `open` or `resolved`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
}

/// An act to queue.
pub(crate) struct Queue {
    pub op_id: String,
    pub account: String,
    pub ticket: String,
    pub kind: ActKind,
    pub payload: Payload,
    pub now: DateTime<Utc>,
    pub hold: TimeDelta,
}

/// Queues an act inside the transaction of whatever it belongs to. On a ticket of our own nothing has to leave: it is
/// done at once.
pub(crate) fn queue(desk: &mut DeskWrite<'_>, act: Queue) -> Result<i64, StoreError> {
    let now = act.now;
    let own = act.account == OWN;
    let id = desk.queue(&new_act(act)?)?;
    if own && desk.take_for_sending(id, now)? {
        desk.mark_sent(id, None, now)?;
    }
    Ok(id)
}

/// The account of acts on tickets of our own.
pub(crate) const OWN: &str = "own";

fn new_act(act: Queue) -> Result<NewAct, StoreError> {
    Ok(NewAct {
        op_id: act.op_id,
        account: act.account,
        ticket: act.ticket,
        kind: act.kind,
        payload: serde_json::to_value(&act.payload).map_err(|_| StoreError::Other("an act has no form".to_owned()))?,
        queued_at: act.now,
        hold_until: (act.hold > TimeDelta::zero()).then(|| act.now + act.hold),
    })
}

pub(crate) fn payload(act: &NewAct) -> Payload {
    serde_json::from_value(act.payload.clone()).unwrap_or_default()
}
