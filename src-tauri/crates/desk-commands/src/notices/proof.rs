//! The result of the last test notification: whether the server confirmed that it was shown.

use chrono::{DateTime, Utc};
use desk_ports::{CloseReason, NoticeSignal, SignalKind};
use desk_store::{DeskRead, StoreError};
use serde::{Deserialize, Serialize};

use crate::desk::{Answer, Desk};

const PROVEN: &str = "notices_proven_at";
pub(super) const TESTED: &str = "notices_tested";

/// How the last test ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct LastTest {
    pub(super) at_ms: i64,
    /// The problem; `None` if it worked.
    pub problem: Option<String>,
}

/// When the server last confirmed what happened to a notification.
pub(crate) fn proven_at(desk: DeskRead<'_>) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(desk.setting::<i64>(PROVEN)?.and_then(DateTime::from_timestamp_millis))
}

/// The problem of the last test, unless a notification was confirmed since.
pub(crate) fn unproven(desk: DeskRead<'_>) -> Result<Option<String>, StoreError> {
    let proven = desk.setting::<i64>(PROVEN)?;
    let last = desk.setting::<LastTest>(TESTED)?;
    Ok(last
        .filter(|last| proven.is_none_or(|at| at < last.at_ms))
        .and_then(|last| last.problem))
}

/// A server has said what happened to a notification, so notifications arrive. The end of a server proves nothing.
pub(crate) async fn heard(desk: &Desk, signal: NoticeSignal) -> Answer<()> {
    if signal.kind != SignalKind::Closed(CloseReason::ServerGone) {
        let now = desk.now().timestamp_millis();
        desk.keep(move |desk| desk.put_setting(PROVEN, &now)).await?;
    }
    desk.proof().hear(signal);
    Ok(())
}
