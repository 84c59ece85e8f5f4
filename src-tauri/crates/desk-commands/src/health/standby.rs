//! What starts Dutydesk when it isn't running, as settings show and change it.

use desk_contract::events::DeskEvent;
use desk_contract::list::Done;
use desk_contract::standby::{AutostartRequest, StandbyState, StandbyView};
use desk_ports::{Installed, StandbyError, TimerState};

use super::heartbeat;
use crate::desk::{Answer, Desk, error};

/// What settings show about it.
pub(crate) async fn view(desk: &Desk) -> Answer<StandbyView> {
    let standby = desk.host().standby();
    let dir = desk.data_dir().to_owned();
    Ok(StandbyView {
        autostart: autostart(standby.autostart().await),
        timer: timer(standby.timer().await),
        heartbeat: desk.read(move |read| heartbeat::view(read.desk(), &dir)).await?,
    })
}

/// Makes the window start, hidden, at login, or no longer.
///
/// # Errors
/// When the entry cannot be written.
pub async fn autostart_set(desk: &Desk, request: AutostartRequest) -> Answer<Done> {
    let changed = desk.host().standby().set_autostart(request.on).await;
    changed.map_err(|problem| error::not_now(problem.to_string()))?;
    desk.host().tell(DeskEvent::SettingsChanged);
    Ok(Done {})
}

fn autostart(found: Result<Installed, StandbyError>) -> StandbyState {
    match found {
        Ok(Installed::Yes) => on("Dutydesk starts hidden when you log in."),
        Ok(Installed::Otherwise) => {
            off("A different copy of Dutydesk, or one with a different data folder, starts when you log in.")
        }
        Ok(Installed::No) => off("Dutydesk doesn’t start when you log in."),
        Err(problem) => off(&problem.to_string()),
    }
}

fn timer(found: Result<TimerState, StandbyError>) -> StandbyState {
    match found {
        Ok(TimerState {
            installed: Installed::No,
            ..
        }) => off("While Dutydesk isn’t running, nothing checks what’s due and you won’t be notified."),
        Ok(TimerState { runs: Some(false), .. }) => off("The timer is installed but isn’t running."),
        Ok(TimerState { runs: None, .. }) => {
            off("The timer is installed, but Dutydesk couldn’t find out whether it’s running.")
        }
        Ok(TimerState {
            installed: Installed::Otherwise,
            ..
        }) => off("The timer belongs to a different copy of Dutydesk, or to one with a different data folder."),
        Ok(TimerState { .. }) => on("A timer checks every minute what’s due, even while no window is open."),
        Err(problem) => off(&problem.to_string()),
    }
}

fn on(sentence: &str) -> StandbyState {
    StandbyState {
        on: true,
        sentence: sentence.to_owned(),
    }
}

fn off(sentence: &str) -> StandbyState {
    StandbyState {
        on: false,
        sentence: sentence.to_owned(),
    }
}
