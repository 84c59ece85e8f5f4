//! `duty`, the command line of Dutydesk: a second host over `desk-commands`, for scripts and for people without a
//! window. It decides nothing: each command calls a function of `desk-commands` and prints the result, in words or,
//! with `--json`, in the contract's types.
//!
//! This file has the start, the choice of the command, and the exit.

mod account_args;
mod accounts;
mod answer;
mod args;
mod clocks;
mod data;
mod doctor;
mod host;
mod now;
mod outbox;
mod policies;
mod rehearse;
mod session;
mod shift;
mod standby;
mod terminal;
mod text;
mod tickets;
mod typed;
mod work;

use std::process::ExitCode;

use tracing_subscriber::EnvFilter;

use crate::answer::Told;
use crate::args::{Args, Command};

/// Chooses what is logged to standard error, in the syntax of `RUST_LOG`; our own errors only where it is unset.
const LOG_FILTER: &str = "DUTYDESK_LOG";
/// What a library logs is said in our own sentence, where a person needs it.
const OWN_ERRORS: &str =
    "off,duty=error,desk_commands=error,desk_connect=error,desk_store=error,desk_policy=error,desk_platform=error";

fn main() -> ExitCode {
    desk_platform::private_process();
    std::panic::set_hook(Box::new(|panic| {
        // Only where: the message could carry words of a ticket.
        if let Some(place) = panic.location() {
            let _ = terminal::tell(&format!(
                "duty: something went wrong at {}:{}. Everything saved before is safe.",
                place.file(),
                place.line()
            ));
        }
    }));
    let args: Args = match answer::arguments() {
        Ok(args) => args,
        Err(exit) => return exit,
    };
    log_to_stderr();
    // Made by hand: an async main would hold the runtime while the keychain blocks on its own one.
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = terminal::tell(&format!(
                "duty: the system has no resources to start it ({}).",
                error.kind()
            ));
            return ExitCode::FAILURE;
        }
    };
    let json = args.common.json;
    let told = runtime.block_on(run(args));
    // What still waits for the keychain or a notification server may end with the process.
    runtime.shutdown_background();
    answer::finish(told, json)
}

fn log_to_stderr() {
    let filter = EnvFilter::try_from_env(LOG_FILTER).unwrap_or_else(|_| EnvFilter::new(OWN_ERRORS));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .with_writer(terminal::Log)
        .without_time()
        .init();
}

async fn run(Args { common, command }: Args) -> Told {
    match command {
        Command::Policy(what) => policies::run(&common, what),
        Command::Hours { at } => clocks::hours(&common, at),
        Command::Deadline(case) => clocks::deadline(&common, &case),
        Command::Clock { events, now } => clocks::clock(&common, &events, now),
        Command::Rehearse(course) => rehearse::rehearse(&common, course),
        Command::Account(what) => accounts::run(&common, what).await,
        Command::Sync { account } => work::sync(&common, account).await,
        Command::List => tickets::list(&common).await,
        Command::Show { id } => tickets::show(&common, id).await,
        Command::Outbox { what } => outbox::run(&common, what).await,
        Command::Search { words } => tickets::search(&common, words.join(" ")).await,
        Command::Shift(what) => shift::run(&common, what).await,
        Command::Practice(what) => work::practice(&common, what).await,
        Command::Log { subject, from, tenant } => tickets::log(&common, subject, from, tenant).await,
        Command::Triage { id, answers, now } => tickets::triage(&common, id, answers.as_deref(), now).await,
        Command::Reply(reply) => tickets::reply(&common, reply).await,
        Command::Note { id } => tickets::note(&common, id).await,
        Command::Replied(reply) => tickets::replied(&common, reply).await,
        Command::Link { id, other } => tickets::link(&common, id, other).await,
        Command::Unlink { id } => tickets::unlink(&common, id).await,
        Command::Assign { id, to, note } => tickets::assign(&common, id, to, note).await,
        Command::Ack { id } => tickets::ack(&common, id).await,
        Command::Snooze { id, minutes } => tickets::snooze(&common, id, minutes).await,
        Command::Tick { dry_run: true } => work::plan(&common).await,
        Command::Tick { dry_run: false } => work::tick(&common).await,
        Command::Notices => work::notices(&common).await,
        Command::Seen => data::seen(&common).await,
        Command::Backup { file } => data::make(&common, file).await,
        Command::Restore { file } => data::restore(&common, &file),
        Command::Doctor => doctor::doctor(&common).await,
        Command::InstallTimer(what) => standby::install_timer(&common, what).await,
        Command::InstallAutostart { remove } => standby::install_autostart(&common, remove).await,
    }
}
