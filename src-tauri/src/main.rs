//! The program `dutydesk`: reads its arguments, then opens the window.

// On Windows: no console beside the window.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

use std::process::ExitCode;

use clap::Parser;
use dutydesk_window::Options;

fn main() -> ExitCode {
    match dutydesk_window::run(Options::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            eprintln!("dutydesk: {}", desk_commands::words::printable(&sentence));
            ExitCode::FAILURE
        }
    }
}
