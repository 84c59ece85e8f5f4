//! Accounts. A token comes from standard input, never from an argument, and goes into the keychain.

use std::io::{self, IsTerminal};

use desk_commands::{Desk, bounded_file, calls};
use desk_contract::account::{AccountAdded, AccountKeyRequest, AccountRequest, AccountTested, AccountView};
use desk_contract::list::Nothing;

use crate::account_args::AddArgs;
use crate::answer::{Answer, Exit, Failure, Told};
use crate::args::{AccountCommand, Common};
use crate::session::Session;
use crate::text::table;
use crate::tickets::problems_words;

/// `duty account …`.
pub(crate) async fn run(common: &Common, what: AccountCommand) -> Told {
    match what {
        AccountCommand::Add(AddArgs { kind, name, fields }) => {
            let secret = token()?;
            let request = AccountRequest {
                kind: kind.to_owned(),
                name,
                fields,
                secret,
            };
            add(common, request).await
        }
        AccountCommand::List => list(common).await,
        AccountCommand::Test { name } => test(common, &name).await,
        AccountCommand::Remove { name } => remove(common, &name).await,
    }
}

/// Reads the token, unseen where it is typed.
fn token() -> Result<String, Failure> {
    let text = if io::stdin().is_terminal() {
        rpassword::prompt_password("Token: ")
    } else {
        bounded_file::read_from(io::stdin().lock())
    };
    let text = text.map_err(|_| Failure::typed("The token couldn’t be read from standard input. It must be text."))?;
    match text.trim() {
        "" => Err(Failure::typed(
            "There is no token on standard input. Pipe it in: `duty account add … < token-file`.",
        )),
        token => Ok(token.to_owned()),
    }
}

async fn add(common: &Common, request: AccountRequest) -> Told {
    let session = Session::open(common)?;
    let name = request.name.clone();
    let added = calls::account_add(session.desk(), request).await?;
    session.wake_owner().await;
    match &added {
        AccountAdded::Added { account, sentence } => Answer::new(
            &added,
            format!("{account}: {sentence} `duty sync --account {name}` syncs it now."),
        ),
        AccountAdded::Incomplete { problems } => {
            Ok(Answer::new(&added, problems_words(problems))?.refusing(Exit::CannotBeTaken))
        }
    }
}

async fn list(common: &Common) -> Told {
    let session = Session::open(common)?;
    let accounts = accounts(session.desk()).await?;
    if accounts.is_empty() {
        return Answer::new(&accounts, "No accounts. `duty account add` adds one.");
    }
    let rows: Vec<_> = accounts
        .iter()
        .map(|account| {
            let read = account
                .last_read
                .as_ref()
                .map_or("not synced yet".to_owned(), |read| format!("synced {}", read.short));
            let state = if account.problem.is_empty() {
                read
            } else {
                account.problem.clone()
            };
            [
                account.account.clone(),
                account.address.clone(),
                account.reads.clone(),
                state,
            ]
        })
        .collect();
    Answer::new(&accounts, table(&rows))
}

async fn test(common: &Common, name: &str) -> Told {
    let session = Session::open(common)?;
    let account = find(session.desk(), name).await?;
    let request = AccountRequest {
        kind: account.kind,
        name: account.name,
        fields: account.fields,
        secret: String::new(),
    };
    let tested: AccountTested = calls::account_test(session.desk(), request).await?;
    let exit = if tested.works { Exit::Done } else { Exit::DidNotWork };
    Ok(Answer::new(&tested, tested.sentence.clone())?.ending(exit))
}

async fn remove(common: &Common, name: &str) -> Told {
    let session = Session::open(common)?;
    let account = find(session.desk(), name).await?.account;
    let done = calls::account_remove(
        session.desk(),
        AccountKeyRequest {
            account: account.clone(),
        },
    )
    .await?;
    session.wake_owner().await;
    Answer::new(&done, format!("Removed {account} and its token."))
}

async fn accounts(desk: &Desk) -> Result<Vec<AccountView>, Failure> {
    Ok(calls::settings(desk, Nothing {}).await?.accounts)
}

/// An account by its name or key.
pub(crate) async fn find(desk: &Desk, name: &str) -> Result<AccountView, Failure> {
    let accounts = accounts(desk).await?;
    let found = accounts
        .into_iter()
        .find(|account| account.name == name || account.account == name);
    found.ok_or_else(|| {
        Failure::new(
            Exit::NotHere,
            format!("There is no account called {name}. `duty account list` lists them."),
        )
    })
}
