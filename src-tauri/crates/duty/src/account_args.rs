//! `duty account add`: its subcommands and options, made from the table of kinds.

use std::collections::BTreeMap;

use clap::error::ErrorKind;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};
use desk_commands::kind::{Field, Holds, KINDS, Kind, kind};

const NAME: &str = "name";

/// An account as it was typed.
#[derive(Debug)]
pub(crate) struct AddArgs {
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) fields: BTreeMap<String, Vec<String>>,
}

impl AddArgs {
    fn command(kind: &'static Kind) -> Command {
        let name = Arg::new(NAME)
            .long(NAME)
            .value_name("NAME")
            .required(true)
            .help("A short name of your own for it, with letters, digits and hyphens");
        let typed = kind.fields.iter().filter(|field| field.holds != Holds::Secret);
        Command::new(kind.id)
            .about(kind.name)
            .arg(name)
            .args(typed.map(Self::option))
    }

    fn option(field: &'static Field) -> Arg {
        let (action, help) = match field.holds {
            Holds::Queues => (ArgAction::Append, "A name; may be given several times. Absent: all"),
            Holds::Address | Holds::Secret => (ArgAction::Set, field.hint),
        };
        Arg::new(field.id)
            .long(field.option)
            .value_name(field.value)
            .required(field.needed.is_some())
            .action(action)
            .help(help)
    }
}

impl FromArgMatches for AddArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let (kind, typed) = matches
            .subcommand()
            .and_then(|(word, typed)| Some((kind(word)?, typed)))
            .ok_or_else(|| Error::new(ErrorKind::MissingSubcommand))?;
        let of = |id: &str| typed.get_many::<String>(id).into_iter().flatten().cloned().collect();
        let fields = kind.fields.iter().filter(|field| field.holds != Holds::Secret);
        Ok(Self {
            kind: kind.id,
            name: typed.get_one::<String>(NAME).cloned().unwrap_or_default(),
            fields: fields.map(|field| (field.id.to_owned(), of(field.id))).collect(),
        })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Args for AddArgs {
    fn augment_args(command: Command) -> Command {
        command
            .subcommand_value_name("KIND")
            .subcommand_help_heading("Kinds")
            .disable_help_subcommand(true)
            .subcommands(KINDS.iter().map(|kind| Self::command(kind)))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}
