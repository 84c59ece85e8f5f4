//! A test notification that waits for the server to say what happened to it. It proves nothing if a server only accepts
//! a notification: it may accept all and show none.

use std::time::Duration;

use desk_contract::events::DeskEvent;
use desk_contract::list::Nothing;
use desk_contract::notices::NotificationTested;
use desk_ports::{CloseReason, Notice, SignalKind, Urgency};
use tokio::sync::oneshot;

use super::answer;
use super::proof::{LastTest, TESTED};
use crate::desk::{Answer, Desk};

/// How long the test notification stays, unless somebody dismisses it.
const STANDS: Duration = Duration::from_secs(3);
const SWALLOWED: &str = "The notification server accepted the test notification but didn’t confirm that it was shown. \
                         If you saw it, send another and dismiss it by hand to confirm. If not, check the desktop’s \
                         settings.";

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
        desk.proof().wanted().await;
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

/// Sends a test notification and waits for the result, for as long as the host allows.
///
/// # Errors
/// When the outcome cannot be saved. The reply has every other problem.
pub async fn notification_test(desk: &Desk, _: Nothing) -> Answer<NotificationTested> {
    if desk.host().is_owner() {
        return test(desk).await;
    }
    // Nobody else reads this process's signals.
    let listen = async {
        loop {
            let signal = desk.host().notifier().next_signal().await;
            if let Err(problem) = answer::signal(desk, signal).await {
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
    // The page that says when notifications were last tested is open, perhaps.
    desk.host().tell(DeskEvent::SettingsChanged);
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
            "The notification server stopped while it was showing the test notification.".to_owned(),
        ),
        Ok(Ok(_)) => outcome(
            true,
            true,
            "It works. The server confirmed that it showed the test notification.".to_owned(),
        ),
        Ok(Err(_)) => outcome(true, false, "A newer test replaced this one.".to_owned()),
        Err(_) => outcome(true, false, SWALLOWED.to_owned()),
    }
}

async fn show(desk: &Desk) -> Result<oneshot::Receiver<SignalKind>, desk_ports::NotifyError> {
    let notice = Notice {
        expires_after: Some(STANDS),
        ..Notice::plain("Dutydesk can notify you", "This test closes by itself.", Urgency::Low)
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
