//! What can be typed, and its help.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};
use desk_commands::rehearse::{Jump, Sleep};
use desk_contract::clocks::{Clock, Priority};
use desk_contract::ticket::LoggedFrom;

use crate::account_args::AddArgs;

const EXIT_CODES: &str = "\
T is an instant as RFC 3339 writes it, with its offset: 2017-04-13T16:45:00+01:00
ID is a ticket as `duty list` names it, for example local/7

Exit codes:
  0  done
  1  it did not work: the help desk, the keychain, the store; `duty tick`: something could not be shown;
     `duty doctor`: something needs attention
  2  what was typed, or a file that was given, cannot be taken
  3  what was asked for is not here
  4  not possible at present; the answer says what to do instead";

const ANSWERS_EXAMPLE: &str = r#"Example of FILE.json, for P3 and P4, where one sentence is enough:
  {
    "priority": "P3",
    "answers": {
      "urgency": { "choice": "can_wait", "words": "One team is slowed down and has a workaround." }
    }
  }

P1 and P2 answer every question: ours, scope (only where the issue was raised out of hours), urgency, impact,
extent, known, exception, final_call. Each has a `choice`, `words`, or both. What is missing is named, and nothing
is changed. `duty policy show` lists the choices of each question."#;

const EVENTS_EXAMPLE: &str = r#"Example of FILE.json:
  [
    {"at":"2017-05-24T10:00:00+01:00","kind":"raised","route":"normal"},
    {"at":"2017-05-24T10:05:00+01:00","kind":"priority","priority":"P2"},
    {"at":"2017-05-24T10:20:00+01:00","kind":"public_reply","next_update_at":"2017-05-24T12:00:00+01:00"}
  ]

Kinds, with what may come with them:
  raised (route: normal or emergency; tenant: false for an alert)    priority (priority; in_scope)
  public_reply (next_update_at)    told (next_update_at)             tenant_message (automatic)
  paused (reason, chase_at)        not_needed (reason)               incident_paused (continues_at)
  note    started    resumed    resolved    reopened    incident_continued
Equal instants keep the order of the file. Events after --now are ignored."#;

const REHEARSE_EXAMPLE: &str = r#"FILE is that of `duty clock`. Each event may name its ticket, and two kinds more say what was done about notices:
  [
    {"at":"2017-05-22T10:00:00+01:00","ticket":"apps","kind":"raised","route":"emergency"},
    {"at":"2017-05-22T10:32:00+01:00","ticket":"apps","kind":"acknowledged"},
    {"at":"2017-05-22T11:05:00+01:00","ticket":"apps","kind":"snoozed","minutes":10}
  ]

With --json, a line per notice, and one per digest:
  {"at":T,"ticket":"apps","clock":"respond","cycle":1,"stage":"due","n":0,"due_at":T,"reason":"…"}
  {"at":T,"ticket":null,"cycle":0,"stage":"digest","n":0,"due_at":null,"items":[…],"reason":"…"}
Stages: arrived, half, four_fifths, due, repeat, chase, and digest for the line of what is due that day. `n` counts
repeats; of the other stages, how often they were told again after a snooze. An item of a digest is a line of the same
shape; its `at` is when it was to be told.

Virtual time: every instant is one that the wall clock shows. It begins at --from and ends when it shows --to, both
included. What an awake computer would have told before --from is taken as told. An event is known once the wall clock
has shown its instant, and stays known when the clock is set back. Nobody looks while the wall clock is in a --sleep;
the look at its end finds what has passed. A --jump sets the clock when it first shows its instant; the next look is at
once, and what follows is counted by the new wall time. A jump that another one leaps over does not happen. Nobody sits
in front of it: nothing is silenced as an own act, and everything pops up, as before anybody said to be on support."#;

const BATCH_EXAMPLE: &str = r#"With --batch, a case per line on standard input and an answer per line on standard output:
  {"id":1,"priority":"P2","clock":"respond","since":"2017-04-13T16:45:00+01:00"}
  {"id":1,"due_at":"2017-04-18T08:15:00Z"}
`id` is whatever you like; further fields are yours and change nothing.
A line that cannot be taken is answered with {"id":…,"error":"…"}, the others all the same; the exit code is then 2."#;

/// Dutydesk on the command line: support hours, deadlines and tickets for the engineer on support.
#[derive(Debug, Parser)]
#[command(name = "duty", version, after_help = EXIT_CODES, max_term_width = 110)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command takes.
#[derive(Debug, clap::Args)]
pub(crate) struct Common {
    /// Where the data is kept, in place of the usual folder
    ///
    /// `policy`, `hours`, `deadline`, `clock` and `rehearse` read no data unless this is given; then the policy chosen in settings
    /// and refreshed bank holidays count.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// A built-in policy or a policy file, in place of the one chosen in settings
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
    /// Which kind of cover there is, until when, and the next opening
    Hours {
        /// At another instant than now
        #[arg(long, value_name = "T", value_parser = instant)]
        at: Option<DateTime<Utc>>,
    },
    /// When a clock is due, and why
    #[command(after_help = BATCH_EXAMPLE)]
    Deadline(DeadlineArgs),
    /// How the clocks of a ticket stand, from a file with its events
    #[command(after_help = EVENTS_EXAMPLE)]
    Clock {
        /// The events; `-` is standard input
        #[arg(long, value_name = "FILE.json")]
        events: PathBuf,
        /// The instant to read the clocks at
        #[arg(long, value_name = "T", value_parser = instant)]
        now: DateTime<Utc>,
    },
    /// Replay a shift in virtual time: every notice with its instant and its reason
    #[command(after_help = REHEARSE_EXAMPLE)]
    Rehearse(RehearseArgs),
    /// Help desks: add, list, test, remove
    #[command(subcommand)]
    Account(AccountCommand),
    /// Read the help desks once and send what waits; says what changed
    Sync {
        /// Only this account, by its name or key
        #[arg(long, value_name = "NAME")]
        account: Option<String>,
    },
    /// Open tickets with their deadlines, most urgent first
    List,
    /// One ticket: its clocks, people and thread
    Show {
        /// The ticket
        id: String,
    },
    /// Search everything cached, newest first
    Search {
        /// What to look for
        #[arg(required = true)]
        words: Vec<String>,
    },
    /// Being on support: off it, only what is yours pops up
    #[command(subcommand)]
    Shift(ShiftCommand),
    /// The practice shift: some fifteen tickets of a platform team around the present moment
    #[command(subcommand)]
    Practice(PracticeCommand),
    /// Log a ticket of our own: an issue from Slack, the phone or mail
    Log {
        /// What it is about
        #[arg(long, value_name = "S")]
        subject: String,
        /// Where it came from
        #[arg(long, value_parser = PossibleValuesParser::new(["slack", "phone", "email"]).map(|word| logged_from(&word)))]
        from: LoggedFrom,
        /// Whose it is
        #[arg(long, value_name = "T", default_value = "", hide_default_value = true)]
        tenant: String,
    },
    /// Triage a ticket, with the same outcome as the form in the window
    #[command(after_help = ANSWERS_EXAMPLE)]
    Triage {
        /// The ticket
        id: String,
        /// The priority and the answers; `-` is standard input
        #[arg(long, value_name = "FILE.json")]
        answers: PathBuf,
    },
    /// Send a public reply; its text comes from standard input
    Reply(ReplyArgs),
    /// Add an internal note; its text comes from standard input
    Note {
        /// The ticket
        id: String,
    },
    /// The tenant was told elsewhere: counts as a public message
    Told(ToldArgs),
    /// Say that two tickets are one issue: one row and one clock, from the one raised first
    Link {
        /// One ticket
        id: String,
        /// The other
        other: String,
    },
    /// End the link of a ticket to the one that stands for it
    Unlink {
        /// The ticket
        id: String,
    },
    /// I have seen the notices of this ticket: stops their repeats
    Ack {
        /// The ticket
        id: String,
    },
    /// Hold the notices of a ticket
    Snooze {
        /// The ticket
        id: String,
        /// For how long
        #[arg(long, value_name = "N", default_value_t = 10, value_parser = snooze_minutes)]
        minutes: u32,
    },
    /// Evaluate deadlines once and raise what is due; stays until the notices are closed, at most 10 min
    Tick {
        /// Say what would be raised, and raise nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// The ledger of notices, newest first
    Notices,
    /// Look at everything that being told depends on; ends with 1 when something needs attention
    Doctor,
    /// Let systemd look each minute for what is due, also while no window runs
    InstallTimer(InstallTimerArgs),
    /// Let the window start, hidden, at login
    InstallAutostart {
        /// Take it away
        #[arg(long)]
        remove: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Say everything that is wrong with a policy file, each with its line
    Check {
        /// The policy file
        file: String,
    },
    /// Print a policy as it stands: a start for one of your own
    Show {
        /// A built-in policy or a file; absent: the one in force
        name: Option<String>,
    },
    /// Print the JSON Schema of policy files, for editors
    Schema,
}

#[derive(Debug, Clone, Copy, clap::Args)]
pub(crate) struct InstallTimerArgs {
    /// Take it away
    #[arg(long)]
    pub(crate) remove: bool,
    /// Print the units, and change nothing
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
    /// What happened; `-` is standard input
    #[arg(long, value_name = "FILE.json")]
    pub(crate) events: PathBuf,
    /// Where virtual time begins
    #[arg(long, value_name = "T", value_parser = instant)]
    pub(crate) from: DateTime<Utc>,
    /// Where it ends
    #[arg(long, value_name = "T", value_parser = instant)]
    pub(crate) to: DateTime<Utc>,
    /// The computer sleeps; may be given several times
    #[arg(long = "sleep", value_name = "T..T")]
    pub(crate) sleeps: Vec<Sleep>,
    /// The clock is set by this much, like `+2h`, `-30m`, `+2d`; may be given several times
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
    /// Load it
    Start,
    /// Remove it
    End,
}

#[derive(Debug, Clone, Copy, Subcommand)]
pub(crate) enum ShiftCommand {
    /// Start being on support
    On,
    /// End it
    Off,
    /// What was said last, and when
    Status,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ReplyArgs {
    /// The ticket
    pub(crate) id: String,
    /// Promise the next update at an earlier time than the policy asks for
    #[arg(long, value_name = "T", value_parser = instant)]
    pub(crate) next_update_at: Option<DateTime<Utc>>,
    /// Send although this message came in between (the refusal names it)
    #[arg(long, value_name = "MESSAGE")]
    pub(crate) despite: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(crate) struct ToldArgs {
    /// The ticket
    pub(crate) id: String,
    /// Where: slack, phone, email or any other word
    #[arg(long, value_name = "WHERE")]
    pub(crate) via: String,
    /// When; absent: now
    #[arg(long, value_name = "T", value_parser = instant)]
    pub(crate) at: Option<DateTime<Utc>>,
    /// What was said
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
