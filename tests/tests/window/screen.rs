//! What is on the screen, according to the window manager.

use std::process::Command;

pub(crate) fn xdotool(arguments: &[&str]) -> String {
    let done = Command::new("xdotool").args(arguments).output().unwrap();
    String::from_utf8(done.stdout).unwrap()
}

/// Our window is there to be seen.
pub(crate) fn is_visible() -> bool {
    !xdotool(&["search", "--onlyvisible", "--name", "^Dutydesk$"]).is_empty()
}
