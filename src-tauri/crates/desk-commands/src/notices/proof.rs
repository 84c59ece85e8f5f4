//! Proof that a notice arrives: a test that waits for the server's own word of what became of it. That a server took a
//! notice proves nothing; one may take all and show none.

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
    /// What is wrong; `None`: nothing.
    pub problem: Option<String>,
}

/// When the server last told what became of a notice.
pub(crate) fn proven_at(desk: DeskRead<'_>) -> Result<Option<DateTime<Utc>>, StoreError> {
    Ok(desk.setting::<i64>(PROVEN)?.and_then(DateTime::from_timestamp_millis))
}

/// What the last test found wrong, unless a notice was proven since.
pub(crate) fn unproven(desk: DeskRead<'_>) -> Result<Option<String>, StoreError> {
    let proven = desk.setting::<i64>(PROVEN)?;
    let last = desk.setting::<LastTest>(TESTED)?;
    Ok(last
        .filter(|last| proven.is_none_or(|at| at < last.at_ms))
        .and_then(|last| last.problem))
}

/// A server has told what became of a notice: notices arrive. The end of a server proves nothing.
pub(crate) async fn heard(desk: &Desk, signal: NoticeSignal) -> Answer<()> {
    if signal.kind != SignalKind::Closed(CloseReason::ServerGone) {
        let now = desk.now().timestamp_millis();
        desk.keep(move |desk| desk.put_setting(PROVEN, &now)).await?;
    }
    desk.proof().hear(signal);
    Ok(())
}
