//! The test notification that is waiting for an answer from the notification server, if there is one.

use std::sync::{Mutex, MutexGuard};

use desk_ports::{NoticeSignal, ServerId, SignalKind};
use tokio::sync::{Notify, oneshot};

use super::lock::locked;

/// The test that waits for its answer, if one does.
#[derive(Debug, Default)]
pub(crate) struct Proof {
    heard: Mutex<Heard>,
    wanted: Notify,
}

/// A server may answer before the test knows the number of its own notification: the last news is kept for it.
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

    /// Waits until a shift has begun.
    pub(crate) async fn wanted(&self) {
        self.wanted.notified().await;
    }

    /// A test begins. Earlier signals are about other notifications, even with the same number: a restarted server uses
    /// the numbers of the previous one again.
    pub(crate) fn begin(&self) {
        self.heard().last = None;
    }

    pub(crate) fn wait_for(&self, id: ServerId) -> oneshot::Receiver<SignalKind> {
        let (answer, answered) = oneshot::channel();
        let mut heard = self.heard();
        match heard.last.take_if(|last| last.id == id) {
            // The receiver is still here: it cannot fail.
            Some(early) => drop(answer.send(early.kind)),
            None => heard.waiting = Some((id, answer)),
        }
        answered
    }

    pub(crate) fn hear(&self, signal: NoticeSignal) {
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

#[cfg(test)]
mod tests {
    use desk_ports::CloseReason;

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
