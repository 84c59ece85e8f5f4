//! `duty install-timer` and `duty install-autostart`: what starts Dutydesk when it isn't running.

use desk_platform::{NativeStandby, Places};
use desk_ports::{Standby, StandbyError};

use crate::answer::{Answer, Exit, Failure, Told};
use crate::args::{Common, InstallTimerArgs};

pub(crate) async fn install_timer(common: &Common, what: InstallTimerArgs) -> Told {
    let standby = standby(common)?;
    if what.print {
        return print(&standby);
    }
    let left = standby.set_timer(!what.remove).await.map_err(|error| failure(&error))?;
    let done = if what.remove {
        "The timer is removed."
    } else {
        "The timer is installed. It checks every minute what’s due, even while no window is open."
    };
    let words = match left.as_slice() {
        [] => done.to_owned(),
        left => format!(
            "{done}\nsystemd didn’t answer. To finish, run:\n  {}",
            left.join("\n  ")
        ),
    };
    let json = serde_json::json!({"installed": !what.remove, "left_to_type": left});
    Answer::new(&json, words)
}

fn print(standby: &NativeStandby) -> Told {
    let files = standby.timer_files().map_err(|error| failure(&error))?;
    let words: Vec<_> = files
        .iter()
        .map(|(path, text)| format!("# {}\n{text}", path.display()))
        .collect();
    let json: Vec<_> = files
        .iter()
        .map(|(path, text)| serde_json::json!({"file": path.display().to_string(), "text": text}))
        .collect();
    Answer::new(&json, words.join("\n").trim_end())
}

pub(crate) async fn install_autostart(common: &Common, remove: bool) -> Told {
    let changed = standby(common)?.set_autostart(!remove).await;
    changed.map_err(|error| failure(&error))?;
    let words = if remove {
        "Dutydesk no longer starts when you log in."
    } else {
        "Dutydesk starts hidden when you log in."
    };
    Answer::new(&serde_json::json!({"installed": !remove}), words)
}

fn standby(common: &Common) -> Result<NativeStandby, Failure> {
    let places = Places::find(common.data_dir.clone());
    let places = places.map_err(|error| Failure::new(Exit::DidNotWork, error.to_string()))?;
    Ok(NativeStandby::new(&places))
}

fn failure(error: &StandbyError) -> Failure {
    Failure::new(Exit::DidNotWork, error.to_string())
}
