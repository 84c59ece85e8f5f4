//! What starts Dutydesk when it does not run, as settings show and change it.

use desk_contract::events::DeskEvent;
use desk_contract::list::Done;
use desk_contract::standby::{AutostartRequest, StandbyState, StandbyView};
use desk_ports::{Installed, StandbyError, TimerState};

use super::heartbeat;
use crate::desk::{Answer, Desk, error};

/// What settings show of it.
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
        Ok(Installed::Otherwise) => off("Another Dutydesk, or one with other data, starts when you log in."),
        Ok(Installed::No) => off("Dutydesk does not start when you log in."),
        Err(problem) => off(&problem.to_string()),
    }
}

fn timer(found: Result<TimerState, StandbyError>) -> StandbyState {
    match found {
        Ok(TimerState {
            installed: Installed::No,
            ..
        }) => off("While no window runs, nothing looks for due notices."),
        Ok(TimerState { runs: Some(false), .. }) => off("The timer is installed but does not run."),
        Ok(TimerState { runs: None, .. }) => off("The timer is installed; whether it runs is not known."),
        Ok(TimerState {
            installed: Installed::Otherwise,
            ..
        }) => off("The timer is that of another Dutydesk, or of one with other data."),
        Ok(TimerState { .. }) => on("A timer looks for due notices each minute, also while no window runs."),
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
