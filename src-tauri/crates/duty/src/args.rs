//! The commands and options of `duty`, with their help.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};
use desk_commands::events_file;
use desk_commands::rehearse::{Jump, Sleep};
use desk_contract::clocks::{Clock, Priority};
use desk_contract::ticket::LoggedFrom;

use crate::account_args::AddArgs;

const EXIT_CODES: &str = "\
T is an instant in RFC 3339 form, with its offset: 2017-04-13T16:45:00+01:00
ID is a ticket id from `duty list`, for example local/7

Exit codes:
  0  done
  1  failed: the help desk, the keychain or the store. `duty tick`: a notification couldn’t be shown.
     `duty doctor`: something needs attention
  2  wrong arguments, or a file that couldn’t be used
  3  not found
  4  not possible right now; the answer says what to do instead";

const ANSWERS_EXAMPLE: &str = r#"Example of FILE.json, for a priority that the policy lets you set with one sentence:
  {
    "priority": "P3",
    "answers": {
      "urgency": { "choice": "can_wait", "words": "One team is slowed down and has a workaround." }
    }
  }

`--now P1` sets the priority at once, before any answer; with --answers, it uses the answers in the file, and the
others stay open. You can’t close the ticket here while questions are open, unless you say why.

P1 and P2 need an answer to every question: ours, scope (only if the issue was raised out of hours), urgency, impact,
extent, known, exception, final_call. Each answer has a `choice`, `words`, or both. If any are missing, `duty` lists
them and changes nothing. `duty policy show` lists the choices for each question."#;

const EVENTS_EXAMPLE: &str = r#"Example of FILE.json:
  [
    {"at":"2017-05-24T10:00:00+01:00","kind":"raised","route":"normal"},
    {"at":"2017-05-24T10:05:00+01:00","kind":"priority","priority":"P2"},
    {"at":"2017-05-24T10:20:00+01:00","kind":"public_reply","next_update_at":"2017-05-24T12:00:00+01:00"}
  ]

Events at the same instant keep the order of the file. Events after --now are ignored.

One event of each kind, with all its fields. Only `at`, `kind`, `priority` and `continues_at` are always needed:"#;

/// The example, and one event of each kind.
fn events_help() -> String {
    let kinds: Vec<_> = events_file::EXAMPLES.iter().map(|event| format!("  {event}")).collect();
    format!("{EVENTS_EXAMPLE}\n{}", kinds.join("\n"))
}

const REHEARSE_EXAMPLE: &str = r#"FILE has the same form as for `duty clock`. Each event can name its ticket. Two more kinds say what was done about
notifications:
  [
    {"at":"2017-05-22T10:00:00+01:00","ticket":"apps","kind":"raised","route":"emergency"},
    {"at":"2017-05-22T10:32:00+01:00","ticket":"apps","kind":"acknowledged"},
    {"at":"2017-05-22T11:05:00+01:00","ticket":"apps","kind":"snoozed","minutes":10}
  ]

With --json, one line per notification, and one per summary:
  {"at":T,"ticket":"apps","clock":"respond","cycle":1,"stage":"due","n":0,"due_at":T,"reason":"…"}
  {"at":T,"ticket":null,"cycle":0,"stage":"digest","n":0,"due_at":null,"items":[…],"reason":"…"}
Stages: arrived, half, four_fifths, due, repeat, chase, and digest for the morning line of what is due that day. For
repeats, `n` counts them. For other stages, `n` counts how often they were shown again after a snooze. The items of a
summary have the same fields; their `at` is the instant when they should have been shown.

Virtual time: all instants are times on the wall clock. It starts at --from and ends when the clock shows --to, both
included. Everything that an awake computer would have shown before --from counts as shown. An event is known once the
wall clock has shown its instant, and stays known when the clock is set back. Dutydesk doesn’t run while the wall clock
is inside a --sleep; when the sleep ends, it finds what has passed. A --jump sets the clock when the clock first shows
its instant. Dutydesk then checks at once, and everything after that uses the new time. If one jump skips over another,
the other doesn’t happen. Nobody uses the computer: you’re notified of everything, as if you’d never said whether
you’re on support."#;

const BATCH_EXAMPLE: &str = r#"With --batch, standard input has one case per line, and standard output one answer per line:
  {"id":1,"priority":"P2","clock":"respond","since":"2017-04-13T16:45:00+01:00"}
  {"id":1,"due_at":"2017-04-18T08:15:00Z"}
`id` can be anything. Other fields are ignored.
The answer to a wrong line is {"id":…,"error":"…"}. The other lines are still answered, and the exit code is then 2."#;

/// Dutydesk on the command line: support hours, deadlines and tickets for the engineer on support.
#[derive(Debug, Parser)]
#[command(name = "duty", version, after_help = EXIT_CODES, max_term_width = 110)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The options of every command.
#[derive(Debug, clap::Args)]
pub(crate) struct Common {
    /// Use this data folder instead of the usual one
    ///
    /// `policy`, `hours`, `deadline`, `clock` and `rehearse` only read a data folder if you give one. They then use the policy
    /// chosen in settings and the refreshed bank holidays.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// Use this built-in policy or policy file instead of the one chosen in settings
    #[arg(long, global = true, value_name = "NAME|FILE")]
    pub(crate) policy: Option<String>,
    /// Answer in JSON
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Check or show policies
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Show which hours we are in, until when, and when support hours next begin
    Hours {
        /// For this instant instead of now
        #[arg(long, value_name = "T", value_parser = instant)]
        at: Option<DateTime<Utc>>,
    },
    /// Work out when a clock is due, and why
    #[command(after_help = BATCH_EXAMPLE)]
    Deadline(DeadlineArgs),
    /// Show the clocks of a ticket, from a file with its events
    #[command(after_help = events_help())]
    Clock {
        /// The events; `-` is standard input
        #[arg(long, value_name = "FILE.json")]
        events: PathBuf,
        /// Show the clocks at this instant
        #[arg(long, value_name = "T", value_parser = instant)]
        now: DateTime<Utc>,
    },
    /// Replay a shift in virtual time: every notification with its instant and reason
    #[command(after_help = REHEARSE_EXAMPLE)]
    Rehearse(RehearseArgs),
    /// Help desks: add, list, test, remove
    #[command(subcommand)]
    Account(AccountCommand),
    /// Fetch from the help desks and send what is waiting; shows how much changed
    Sync {
        /// Only this account, by its name or key
        #[arg(long, value_name = "NAME")]
        account: Option<String>,
    },
    /// List open tickets with their deadlines, most urgent first
    List,
    /// Show a ticket: its clocks, people and thread
    Show {
        /// The ticket
        id: String,
    },
    /// List what isn’t on the help desk yet, and what may not have arrived
    Outbox {
        #[command(subcommand)]
        what: Option<OutboxCommand>,
    },
    /// Search everything on this computer, newest first
    Search {
        /// What to look for
        #[arg(required = true)]
        words: Vec<String>,
    },
    /// Go on or off support; off support, you are only notified about your own tickets
    #[command(subcommand)]
    Shift(ShiftCommand),
    /// Start or end the practice shift: about fifteen made-up tickets, timed around now
    #[command(subcommand)]
    Practice(PracticeCommand),
    /// Log an issue that reached you by Slack, phone or email
    Log {
        /// What the issue is about
        #[arg(long, value_name = "S")]
        subject: String,
        /// Where it came from
        #[arg(long, value_parser = PossibleValuesParser::new(["slack", "phone", "email"]).map(|word| logged_from(&word)))]
        from: LoggedFrom,
        /// The tenant who raised it
        #[arg(long, value_name = "T", default_value = "", hide_default_value = true)]
        tenant: String,
    },
    /// Triage a ticket, as the form in the window does
    #[command(after_help = ANSWERS_EXAMPLE)]
    Triage {
        /// The ticket
        id: String,
        /// The priority and the answers; `-` is standard input
        #[arg(long, value_name = "FILE.json", required_unless_present = "now")]
        answers: Option<PathBuf>,
        /// Set this priority at once, and leave the questions without an answer open. Answer them later with --answers
        #[arg(long, value_parser = PossibleValuesParser::new(["P1", "P2"]).map(|word| priority(&word)))]
        now: Option<Priority>,
    },
    /// Send a public reply, written on standard input
    Reply(ReplyArgs),
    /// Add an internal note, written on standard input
    Note {
        /// The ticket
        id: String,
    },
    /// Record a reply that the tenant got elsewhere; it counts as a public message
    Replied(RepliedArgs),
    /// Link two tickets about the same issue: they share one row and one clock, from the one raised first
    Link {
        /// One ticket
        id: String,
        /// The other ticket
        other: String,
    },
    /// Unlink a ticket from the one raised before it
    Unlink {
        /// The ticket
        id: String,
    },
    /// Hand a ticket over to a colleague; the help desk makes them its owner
    Assign {
        /// The ticket
        id: String,
        /// Their login on the help desk
        #[arg(long, value_name = "NAME")]
        to: String,
        /// What they need to know; sent as an internal note once the ticket is theirs
        #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
        note: String,
    },
    /// Acknowledge the notifications of a ticket: stops their repeats
    Ack {
        /// The ticket
        id: String,
    },
    /// Snooze the notifications of a ticket
    Snooze {
        /// The ticket
        id: String,
        /// For how many minutes
        #[arg(long, value_name = "N", default_value_t = 10, value_parser = snooze_minutes)]
        minutes: u32,
    },
    /// Check once what is due and notify; stays until the notifications are answered, or a window takes over
    Tick {
        /// Only list the notifications that would be shown
        #[arg(long)]
        dry_run: bool,
    },
    /// List the notifications so far, newest first
    Notices,
    /// Mark what went wrong as seen: until then every command says it, and so does the window
    Seen,
    /// Back up what can’t be fetched again. One is made each hour while something changes
    Backup {
        /// Copy it to this file instead of the data folder
        file: Option<PathBuf>,
    },
    /// Put a backup in place of desk.db. What is there now is backed up first
    Restore {
        /// The backup
        file: PathBuf,
    },
    /// Would I be notified? Check every part; ends with 1 if something needs attention
    Doctor,
    /// Let systemd check every minute what is due, even while no window is open
    InstallTimer(InstallTimerArgs),
    /// Start the window, hidden, at login
    InstallAutostart {
        /// Remove it
        #[arg(long)]
        remove: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum OutboxCommand {
    /// Settle an act that may not have arrived, or that was refused
    Decide {
        /// Its number in `duty outbox`
        id: i64,
        /// sent: it’s on the help desk. again: send it again. drop: don’t send it; its text becomes a draft again
        #[arg(value_parser = PossibleValuesParser::new(["sent", "again", "drop"]).map(|word| decision(&word)))]
        decision: Decision,
    },
}

/// What a person decides about an act.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Decision {
    Sent,
    Again,
    Drop,
}

fn decision(word: &str) -> Decision {
    match word {
        "sent" => Decision::Sent,
        "again" => Decision::Again,
        _ => Decision::Drop,
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// List every error in a policy file, with its line
    Check {
        /// The policy file
        file: String,
    },
    /// Print a policy: a starting point for your own
    Show {
        /// A built-in policy or a file; the policy in use if you leave it out
        name: Option<String>,
    },
    /// Print the JSON Schema of policy files, for editors
    Schema,
}

#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct InstallTimerArgs {
    /// Remove it
    #[arg(long)]
    pub(crate) remove: bool,
    /// Only print the units
    #[arg(long, conflicts_with = "remove")]
    pub(crate) print: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct DeadlineArgs {
    /// The priority
    #[arg(long, required_unless_present = "batch", value_parser = PossibleValuesParser::new(["P1", "P2", "P3", "P4"]).map(|word| priority(&word)))]
    pub(crate) priority: Option<Priority>,
    /// The clock
    #[arg(long, required_unless_present = "batch", value_parser = PossibleValuesParser::new(["respond", "update"]).map(|word| clock(&word)))]
    pub(crate) clock: Option<Clock>,
    /// When the clock starts
    #[arg(long, required_unless_present = "batch", value_name = "T", value_parser = instant)]
    pub(crate) since: Option<DateTime<Utc>>,
    /// Answer cases from standard input, one JSON object per line
    #[arg(long, conflicts_with_all = ["priority", "clock", "since"])]
    pub(crate) batch: bool,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RehearseArgs {
    /// The events; `-` is standard input
    #[arg(long, value_name = "FILE.json")]
    pub(crate) events: PathBuf,
    /// Where virtual time begins
    #[arg(long, value_name = "T", value_parser = instant)]
    pub(crate) from: DateTime<Utc>,
    /// Where it ends
    #[arg(long, value_name = "T", value_parser = instant)]
    pub(crate) to: DateTime<Utc>,
    /// The computer sleeps; you can give several
    #[arg(long = "sleep", value_name = "T..T")]
    pub(crate) sleeps: Vec<Sleep>,
    /// The clock jumps by this much, like `+2h`, `-30m`, `+2d`; you can give several
    #[arg(long = "jump", value_name = "T=+2h")]
    pub(crate) jumps: Vec<Jump>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// Add an account, or change one; its token comes from standard input
    #[command(subcommand_required = true, arg_required_else_help = true)]
    Add(AddArgs),
    /// The accounts and how they are
    List,
    /// Test the connection
    Test {
        /// The account, by its name or key
        name: String,
    },
    /// Remove an account and its token
    Remove {
        /// The account, by its name or key
        name: String,
    },
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum PracticeCommand {
    /// Load the practice shift
    Start,
    /// Remove it with everything you did in it
    End,
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum ShiftCommand {
    /// Go on support
    On,
    /// Go off support
    Off,
    /// Show whether you are on support, and since when
    Status,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReplyArgs {
    /// The ticket
    pub(crate) id: String,
    /// Promise the next update earlier than the policy requires
    #[arg(long, value_name = "T", value_parser = instant)]
    pub(crate) next_update_at: Option<DateTime<Utc>>,
    /// Send even though this message came in between (the refusal names it)
    #[arg(long, value_name = "MESSAGE")]
    pub(crate) despite: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct RepliedArgs {
    /// The ticket
    pub(crate) id: String,
    /// Where: slack, phone, email or any other word
    #[arg(long, value_name = "WHERE")]
    pub(crate) via: String,
    /// When; now if you leave it out
    #[arg(long, value_name = "T", value_parser = instant)]
    pub(crate) at: Option<DateTime<Utc>>,
    /// What you told the tenant
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    pub(crate) words: String,
}

fn instant(text: &str) -> Result<DateTime<Utc>, String> {
    desk_commands::words::instant(text)
}

fn snooze_minutes(text: &str) -> Result<u32, String> {
    let minutes = text.parse().ok().filter(|minutes| (1..=1440).contains(minutes));
    minutes.ok_or_else(|| "Write a whole number of minutes from 1 to 1440.".to_owned())
}

// clap has checked the word against the possible ones before these see it.

fn priority(word: &str) -> Priority {
    match word {
        "P1" => Priority::P1,
        "P2" => Priority::P2,
        "P3" => Priority::P3,
        _ => Priority::P4,
    }
}

fn clock(word: &str) -> Clock {
    match word {
        "respond" => Clock::Respond,
        _ => Clock::Update,
    }
}

fn logged_from(word: &str) -> LoggedFrom {
    match word {
        "slack" => LoggedFrom::Slack,
        "phone" => LoggedFrom::Phone,
        _ => LoggedFrom::Email,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_commands_are_put_together_without_a_clash() {
        Args::command().debug_assert();
    }
}
