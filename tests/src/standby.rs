//! What starts Dutydesk when it isn't running, in memory.

use std::path::PathBuf;
use std::sync::Mutex;

use async_trait::async_trait;
use desk_ports::{Installed, Standby, StandbyError, TimerState};

/// A desktop and a systemd that a story controls.
#[derive(Debug, Default)]
pub struct PlayedStandby {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    autostart: bool,
    timer: bool,
    refuses: bool,
}

impl PlayedStandby {
    /// From now on nothing can be changed.
    pub fn refuse(&self) {
        self.state.lock().unwrap().refuses = true;
    }

    fn change(&self, change: impl FnOnce(&mut State)) -> Result<(), StandbyError> {
        let mut state = self.state.lock().unwrap();
        if state.refuses {
            return Err(StandbyError::NotHere);
        }
        change(&mut state);
        Ok(())
    }
}

fn installed(is: bool) -> Installed {
    if is { Installed::Yes } else { Installed::No }
}

#[async_trait]
impl Standby for PlayedStandby {
    async fn autostart(&self) -> Result<Installed, StandbyError> {
        Ok(installed(self.state.lock().unwrap().autostart))
    }

    async fn set_autostart(&self, on: bool) -> Result<(), StandbyError> {
        self.change(|state| state.autostart = on)
    }

    async fn timer(&self) -> Result<TimerState, StandbyError> {
        let timer = self.state.lock().unwrap().timer;
        Ok(TimerState {
            installed: installed(timer),
            runs: Some(timer),
        })
    }

    async fn set_timer(&self, on: bool) -> Result<Vec<String>, StandbyError> {
        self.change(|state| state.timer = on)?;
        Ok(Vec::new())
    }

    fn timer_files(&self) -> Result<Vec<(PathBuf, String)>, StandbyError> {
        Ok(Vec::new())
    }
}
