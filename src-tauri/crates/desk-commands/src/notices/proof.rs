//! Proof that a notice arrives: a test that waits for the server's own word of what became of it. That a server took a
//! notice proves nothing; one may take all and show none.

use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use chrono::{DateTime, Utc};
use desk_contract::events::DeskEvent;
use desk_contract::list::Nothing;
use desk_contract::notices::NotificationTested;
use desk_ports::{CloseReason, Notice, NoticeSignal, ServerId, SignalKind, Urgency};
use desk_store::{DeskRead, StoreError};
use serde::{Deserialize, Serialize};
use tokio::sync::{Notify, oneshot};

use super::pop_ups;
use crate::desk::{Desk, locked};
use crate::error::Answer;

const PROVEN: &str = "notices_proven_at";
const TESTED: &str = "notices_tested";
/// How long the test notice stands, where nobody closes it earlier.
const STANDS: Duration = Duration::from_secs(3);

const SWALLOWED: &str = "The notification server took the test notice and has not said what became of it. If you saw \
                         it, close such a notice by hand: that is the proof. If not, look at the desktop's settings.";

/// The test that waits for its answer, if one does.
#[derive(Debug, Default)]
pub(crate) struct Proof {
    heard: Mutex<Heard>,
    wanted: Notify,
}

/// A server may answer before the test knows the number of its own notice: the last news is kept for it.
#[derive(Debug, Default)]
struct Heard {
    last: Option<NoticeSignal>,
    waiting: Option<(ServerId, oneshot::Sender<SignalKind>)>,
}

impl Proof {
    /// A shift has begun here or in another process: the owner's loop looks whether a test is due.
    pub(crate) fn look(&self) {
        self.wanted.notify_one();
    }

    /// A test begins: what was heard before is of other notices, whatever their numbers. A server that is started anew
    /// gives the numbers of the last one again.
    fn begin(&self) {
        self.heard().last = None;
    }

    fn wait_for(&self, id: ServerId) -> oneshot::Receiver<SignalKind> {
        let (answer, answered) = oneshot::channel();
        let mut heard = self.heard();
        match heard.last.take_if(|last| last.id == id) {
            // The receiver is still here: it cannot fail.
            Some(early) => drop(answer.send(early.kind)),
            None => heard.waiting = Some((id, answer)),
        }
        answered
    }

    fn hear(&self, signal: NoticeSignal) {
        let mut heard = self.heard();
        match heard.waiting.take_if(|(id, _)| *id == signal.id) {
            // Whoever asked may have stopped waiting.
            Some((_, answer)) => drop(answer.send(signal.kind)),
            None => heard.last = Some(signal),
        }
    }

    fn heard(&self) -> MutexGuard<'_, Heard> {
        locked(&self.heard)
    }
}

/// How the last test ended.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct LastTest {
    at_ms: i64,
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
pub(super) async fn heard(desk: &Desk, signal: NoticeSignal) -> Answer<()> {
    if signal.kind != SignalKind::Closed(CloseReason::ServerGone) {
        let now = desk.now().timestamp_millis();
        desk.keep(move |desk| desk.put_setting(PROVEN, &now)).await?;
    }
    desk.proof().hear(signal);
    Ok(())
}

/// Tests at the start of each shift, for as long as the program runs.
pub(crate) async fn at_each_shift(desk: &Desk) {
    loop {
        match is_due(desk).await {
            Ok(true) => {
                if let Err(problem) = test(desk).await {
                    tracing::error!(code = ?problem.code, "the self-test was not kept");
                }
            }
            Ok(false) => {}
            Err(problem) => tracing::error!(code = ?problem.code, "the self-test was not looked up"),
        }
        desk.proof().wanted.notified().await;
    }
}

/// A shift began after the last test.
async fn is_due(desk: &Desk) -> Answer<bool> {
    desk.read(|read| {
        let word = read.desk().last_shift_word()?;
        let last = read.desk().setting::<LastTest>(TESTED)?;
        Ok(word.is_some_and(|word| word.on_support && last.is_none_or(|last| last.at_ms < word.at.timestamp_millis())))
    })
    .await
}

/// Sends a test notice and waits for what becomes of it, for as long as the
/// host has patience.
///
/// # Errors
/// When the outcome cannot be saved; what else went wrong is in the reply.
pub async fn notification_test(desk: &Desk, _: Nothing) -> Answer<NotificationTested> {
    if desk.host().is_owner() {
        return test(desk).await;
    }
    // Nobody else reads this process's signals.
    let listen = async {
        loop {
            let signal = desk.host().notifier().next_signal().await;
            if let Err(problem) = pop_ups::signal(desk, signal).await {
                tracing::error!(code = ?problem.code, "a signal was not kept");
            }
        }
    };
    tokio::select! {
        tested = test(desk) => tested,
        () = listen => unreachable!("listening does not end"),
    }
}

async fn test(desk: &Desk) -> Answer<NotificationTested> {
    let at_ms = desk.now().timestamp_millis();
    let tested = send_and_wait(desk).await;
    let last = LastTest {
        at_ms,
        problem: (!tested.proven).then(|| tested.sentence.clone()),
    };
    desk.keep(move |desk| desk.put_setting(TESTED, &last)).await?;
    desk.host().tell(DeskEvent::Changed);
    Ok(tested)
}

async fn send_and_wait(desk: &Desk) -> NotificationTested {
    let answered = match show(desk).await {
        Ok(answered) => answered,
        Err(problem) => return outcome(false, false, problem.to_string()),
    };
    match tokio::time::timeout(desk.host().proof_patience(), answered).await {
        Ok(Ok(SignalKind::Closed(CloseReason::ServerGone))) => outcome(
            true,
            false,
            "The notification server ended while it showed the test notice.".to_owned(),
        ),
        Ok(Ok(_)) => outcome(
            true,
            true,
            "Proven: the server showed the test notice and told so.".to_owned(),
        ),
        Ok(Err(_)) => outcome(true, false, "Another test has taken the place of this one.".to_owned()),
        Err(_) => outcome(true, false, SWALLOWED.to_owned()),
    }
}

async fn show(desk: &Desk) -> Result<oneshot::Receiver<SignalKind>, desk_ports::NotifyError> {
    let notice = Notice {
        expires_after: Some(STANDS),
        ..Notice::plain("Dutydesk can tell you", "This test goes by itself.", Urgency::Low)
    };
    desk.proof().begin();
    let id = desk.host().notifier().show(&notice).await?;
    Ok(desk.proof().wait_for(id))
}

const fn outcome(shown: bool, proven: bool, sentence: String) -> NotificationTested {
    NotificationTested {
        shown,
        proven,
        sentence,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLOSED: NoticeSignal = NoticeSignal {
        id: ServerId(7),
        kind: SignalKind::Closed(CloseReason::Expired),
    };

    #[test]
    fn f62_an_answer_before_the_number_is_known_counts_and_one_from_before_the_test_does_not() {
        let proof = Proof::default();
        proof.begin();
        proof.hear(CLOSED);
        assert_eq!(proof.wait_for(CLOSED.id).try_recv(), Ok(CLOSED.kind));

        proof.hear(CLOSED);
        proof.begin();
        let mut answered = proof.wait_for(CLOSED.id);
        assert!(answered.try_recv().is_err(), "that was another notice");
        proof.hear(CLOSED);
        assert_eq!(answered.try_recv(), Ok(CLOSED.kind));
    }
}
