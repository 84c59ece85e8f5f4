//! The answer of a command, the stream it goes to, and its exit code.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use desk_contract::error::{CallError, ErrorCode};
use serde::Serialize;

use crate::terminal;

/// How a command ended; the numbers are the exit codes of `--help`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Done = 0,
    DidNotWork = 1,
    CannotBeTaken = 2,
    NotHere = 3,
    NotNow = 4,
}

/// An answer: the contract's JSON, and the same in words. Both end without a line break.
#[derive(Debug)]
pub(crate) struct Answer {
    json: String,
    words: String,
    exit: Exit,
    /// Its words are a refusal: they are no answer on standard output.
    refuses: bool,
}

/// Why there is no answer.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    sentence: String,
}

/// What every command returns.
pub(crate) type Told = Result<Answer, Failure>;

impl Answer {
    pub(crate) fn new(reply: &impl Serialize, words: impl Into<String>) -> Result<Self, Failure> {
        let json = serde_json::to_string(reply).map_err(|_| no_form())?;
        Ok(Self {
            json,
            words: words.into(),
            exit: Exit::Done,
            refuses: false,
        })
    }

    /// The same text for a machine and for a person.
    pub(crate) fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self {
            json: text.clone(),
            words: text,
            exit: Exit::Done,
            refuses: false,
        }
    }

    /// An answer that is no success.
    pub(crate) fn ending(mut self, exit: Exit) -> Self {
        self.exit = exit;
        self
    }

    /// The same with a further sentence for a person.
    pub(crate) fn adding(mut self, sentence: &str) -> Self {
        self.words = format!("{} {sentence}", self.words);
        self
    }

    /// An answer to a machine, and to a person a refusal.
    pub(crate) fn refusing(mut self, exit: Exit) -> Self {
        self.refuses = true;
        self.ending(exit)
    }
}

impl Failure {
    pub(crate) fn new(exit: Exit, sentence: impl Into<String>) -> Self {
        Self {
            exit,
            sentence: sentence.into(),
        }
    }

    /// The same with a further sentence.
    pub(crate) fn adding(mut self, sentence: &str) -> Self {
        self.sentence = format!("{} {sentence}", self.sentence);
        self
    }

    pub(crate) fn sentence(&self) -> &str {
        &self.sentence
    }

    pub(crate) fn typed(sentence: impl Into<String>) -> Self {
        Self::new(Exit::CannotBeTaken, sentence)
    }
}

fn no_form() -> Failure {
    Failure::new(
        Exit::DidNotWork,
        "The answer couldn’t be written as JSON. This is a bug in duty.",
    )
}

impl From<CallError> for Failure {
    fn from(error: CallError) -> Self {
        let exit = match error.code {
            ErrorCode::NotFound => Exit::NotHere,
            ErrorCode::Invalid => Exit::CannotBeTaken,
            ErrorCode::NotNow => Exit::NotNow,
            ErrorCode::NotSaved | ErrorCode::Keychain | ErrorCode::HelpDesk | ErrorCode::Internal => Exit::DidNotWork,
        };
        Self::new(exit, error.message)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        // `duty deadline --batch | head`: the reader has what it wanted.
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new(Exit::Done, "");
        }
        Self::new(Exit::DidNotWork, unwritten(&error))
    }
}

/// What to say when standard output takes nothing.
pub(crate) fn unwritten(error: &io::Error) -> String {
    let why = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
        kind => kind.to_string(),
    };
    format!("The output couldn’t be written: {why}.")
}

/// Prints what came of a command, and ends with its exit code.
pub(crate) fn finish(told: Told, json: bool) -> ExitCode {
    let refuse = |sentence: &str| terminal::tell(&format!("duty: {sentence}"));
    let (exit, printed) = match told {
        Ok(answer) if answer.refuses && !json => (answer.exit, refuse(&answer.words)),
        Ok(answer) if json => (answer.exit, terminal::print_json(&answer.json)),
        Ok(answer) => (answer.exit, terminal::print(&answer.words)),
        Err(failure) if failure.sentence.is_empty() => (failure.exit, Ok(())),
        Err(failure) => (failure.exit, refuse(&failure.sentence)),
    };
    match printed {
        Ok(()) => ExitCode::from(exit as u8),
        // `duty list | head`: the reader has what it wanted.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::from(exit as u8),
        Err(error) => could_not_print(&error),
    }
}

fn could_not_print(error: &io::Error) -> ExitCode {
    let _ = terminal::tell(&format!("duty: {}", unwritten(error)));
    ExitCode::from(Exit::DidNotWork as u8)
}

/// Reads the arguments. Help and mistakes are printed here, and end the program.
pub(crate) fn arguments<A: Parser>() -> Result<A, ExitCode> {
    A::try_parse().map_err(|told| {
        let exit = ExitCode::from(u8::try_from(told.exit_code()).unwrap_or(Exit::CannotBeTaken as u8));
        let printed = match told.use_stderr() {
            // It repeats what was typed.
            true => terminal::tell(told.render().to_string().trim_end()),
            false => told.print().and_then(|()| io::stdout().flush()),
        };
        match printed {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => could_not_print(&error),
            _ => exit,
        }
    })
}
