//! What runs in the background: opening the store, becoming the owner of the data directory, the owner's loops, and an
//! event every minute.

use std::sync::Arc;
use std::time::Duration;

use desk_commands::calls;
use desk_commands::{Desk, Host, Options};
use desk_contract::error::{CallError, ErrorCode};
use desk_contract::events::DeskEvent;
use desk_contract::list::Nothing;
use desk_platform::{AcquireError, Owner, Wake, WakeUps, wake_owner};

use tauri::{AppHandle, Manager};

use crate::host::WindowHost;
use crate::ipc::Opening;
use crate::{show_window, tray};

/// Between attempts to become the owner, while a `duty` is it.
const RETRY: Duration = Duration::from_secs(2);
/// What changes within this time is said in the tray at once.
const SETTLES: Duration = Duration::from_millis(500);
/// The longest time between two checks of the wall clock: timers stop while the computer is suspended.
const LOOK: Duration = Duration::from_secs(15);

/// Opens the desk, then works for as long as the window is there.
pub(crate) async fn run(host: Arc<WindowHost>, opening: Opening, practice: bool) {
    // Become the owner first, so that two programs never send or notify the same.
    let (owner, desk) = match try_to_own(&host) {
        Ok(owner) => (owner, open(&host, practice).await),
        Err(error) => (None, Err(error)),
    };
    opening.opened(desk.clone());
    match desk {
        Ok(desk) => {
            tokio::join!(own(&host, &desk, owner), minutes(&host), follow_in_tray(&host, &desk));
        }
        Err(error) => tracing::error!(code = ?error.code, "the store did not open"),
    }
}

async fn open(host: &Arc<WindowHost>, practice: bool) -> Result<Desk, CallError> {
    let options = Options {
        data_dir: host.places().data.clone(),
        policy: None,
    };
    let host: Arc<dyn Host> = host.clone();
    let desk = tokio::task::spawn_blocking(move || desk_commands::open(host, &options))
        .await
        .map_err(|_| CallError {
            code: ErrorCode::Internal,
            message: "Something went wrong while Dutydesk was opening its data. Everything saved is safe. Start \
                      Dutydesk again."
                .to_owned(),
        })??;
    if practice && !calls::app_status(&desk, Nothing {}).await?.practice {
        calls::practice_start(&desk, Nothing {}).await?;
    }
    Ok(desk)
}

/// `None` while another process is the owner. Without a lock that can be used nobody would send or notify, so that is
/// an error for people.
fn try_to_own(host: &WindowHost) -> Result<Option<Owner>, CallError> {
    match Owner::acquire(host.places()) {
        Ok(owner) => {
            host.became_owner();
            Ok(Some(owner))
        }
        Err(AcquireError::Busy) => Ok(None),
        Err(error @ AcquireError::Unusable { .. }) => {
            tracing::error!("the owner lock can’t be used");
            Err(CallError {
                code: ErrorCode::Internal,
                message: error.to_string(),
            })
        }
    }
}

/// The window came to the front, so it must show the current state.
pub(crate) fn read_soon(app: &AppHandle) {
    if let Some(desk) = app.try_state::<Opening>().and_then(|opening| opening.if_open()) {
        desk.read_soon();
    }
}

/// Waits to be the owner, then runs what only the owner may.
async fn own(host: &WindowHost, desk: &Desk, mut owner: Option<Owner>) {
    while owner.is_none() {
        // A `duty tick` that stays for its notifications hands them over to the window.
        let _ = wake_owner(host.places(), Wake::MakeWay).await;
        tokio::time::sleep(RETRY).await;
        // Logged there; the next attempt may go well.
        owner = try_to_own(host).unwrap_or_default();
        if owner.is_some() {
            host.tell(DeskEvent::Changed);
        }
    }
    let wake_ups = owner.as_ref().map(Owner::wake_ups);
    tokio::join!(
        desk_commands::jobs::run(desk.clone()),
        answer_the_door(host, desk, wake_ups)
    );
}

/// Another process committed something, or a person wants to see the window.
async fn answer_the_door(host: &WindowHost, desk: &Desk, wake_ups: Option<WakeUps>) {
    let Some(mut wake_ups) = wake_ups else { return };
    loop {
        match wake_ups.next().await {
            Wake::Woken => desk.woken(),
            Wake::Show => show_window(host.app()),
            // This is a window: it stays.
            Wake::MakeWay => {}
        }
    }
}

/// Tells the screen, at each minute of the wall clock, that words such as "6 min late" are stale.
async fn minutes(host: &WindowHost) {
    let mut told = None;
    loop {
        let now = host.clock().now().timestamp();
        let minute = now.div_euclid(60);
        if told.replace(minute) != Some(minute) {
            host.tell(DeskEvent::Minute);
        }
        let left = Duration::from_secs(60_u64.saturating_sub(now.rem_euclid(60).unsigned_abs()));
        tokio::time::sleep(left.min(LOOK)).await;
    }
}

/// The tray follows the events of the screen; a burst of changes counts as one.
async fn follow_in_tray(host: &WindowHost, desk: &Desk) {
    loop {
        tray::say(host.app(), desk).await;
        host.changed().await;
        tokio::time::sleep(SETTLES).await;
    }
}
