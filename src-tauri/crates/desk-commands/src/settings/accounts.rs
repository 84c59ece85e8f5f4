//! Accounts: adding, testing and removing a help desk. The token goes into the keychain and nowhere else.

use desk_connect::{AddressProblem, DeskError, Reach};
use desk_contract::events::DeskEvent;
use desk_contract::list::Done;
use desk_contract::settings::{AccountAdded, AccountKeyRequest, AccountRequest, AccountTested, AccountView};
use desk_contract::triage::FieldProblem;
use desk_domain::ids::AccountKey;
use desk_store::desk::account::Account;
use desk_store::{Reader, StoreError};
use secrecy::SecretString;

use crate::desk::{Answer, Desk, InForce, error, kind_said};
use crate::words::moment;

const LONGEST_NAME: usize = 40;
const NAME: &str = "Give it a short name of letters, digits and hyphens, for example work";

/// The accounts as settings show them.
pub(crate) fn views(read: &Reader, desk: &Desk, policy: &InForce) -> Result<Vec<AccountView>, StoreError> {
    let now = desk.now();
    let hours = &policy.rules.hours;
    let mut views = Vec::new();
    for account in read.desk().accounts()? {
        let last_read = read.cache().cursor(&account.key)?.and_then(|cursor| cursor.last_ok_at);
        views.push(AccountView {
            kind: kind_said(&account.kind).to_owned(),
            watch_from: moment(hours, account.watch_from, now),
            last_read: last_read.map(|at| moment(hours, at, now)),
            problem: desk
                .sources()
                .of(&account.key)
                .map(|trouble| trouble.sentence())
                .unwrap_or_default(),
            name: account.name,
            url: account.base_url,
            queues: account.queues,
            account: account.key.to_string(),
        });
    }
    Ok(views)
}

/// Tests a help desk before it is added, or one that is there.
///
/// # Errors
/// None at present: what is wrong is in the reply.
pub async fn account_test(desk: &Desk, request: AccountRequest) -> Answer<AccountTested> {
    let problems = problems(&request);
    let tokenless = |problem: &&FieldProblem| problem.field != "token" && problem.field != "name";
    if let Some(problem) = problems.iter().find(tokenless) {
        return Ok(failed(problem.message.clone(), Some(&problem.field)));
    }
    let key = match key_of(&request) {
        Some(key) => key,
        // The name does not matter to the help desk, but to the keychain.
        None if request.token.trim().is_empty() => return Ok(failed(NAME.to_owned(), Some("name"))),
        None => AccountKey::of(&request.kind, "new").map_err(|problem| error::internal(problem.to_string()))?,
    };
    let account = account_of(desk, &request, key);
    let token = match token_of(desk, &request, &account).await {
        Ok(token) => token,
        Err(sentence) => return Ok(failed(sentence, Some("token"))),
    };
    let help_desk = match desk.host().help_desk(&account, token) {
        Ok(help_desk) => help_desk,
        Err(problem) => return Ok(failed(problem.sentence(), Some(field_of(&problem)))),
    };
    Ok(match help_desk.test().await {
        Ok(reach) => works(&request, &reach),
        Err(problem) => failed(problem.sentence(), Some(field_of(&problem))),
    })
}

fn works(request: &AccountRequest, reach: &Reach) -> AccountTested {
    let queues: Vec<String> = reach.queues.iter().map(|queue| queue.name.clone()).collect();
    let missing = request.queues.iter().find(|wanted| !queues.contains(wanted));
    if let Some(missing) = missing {
        let there = if queues.is_empty() {
            "none".to_owned()
        } else {
            queues.join(", ")
        };
        let sentence = format!("There is no queue {missing} that this token may see. It sees: {there}.");
        return AccountTested {
            queues,
            ..failed(sentence, Some("queues"))
        };
    }
    let count = match queues.len() {
        1 => "1 queue".to_owned(),
        count => format!("{count} queues"),
    };
    AccountTested {
        works: true,
        sentence: format!("Connected as {}. {count}.", reach.me.name),
        field: None,
        queues,
    }
}

fn failed(sentence: String, field: Option<&str>) -> AccountTested {
    AccountTested {
        works: false,
        sentence,
        field: field.map(str::to_owned),
        queues: Vec::new(),
    }
}

fn field_of(problem: &DeskError) -> &'static str {
    match problem {
        DeskError::TokenRefused | DeskError::NotAllowed => "token",
        _ => "url",
    }
}

fn account_of(desk: &Desk, request: &AccountRequest, key: AccountKey) -> Account {
    let now = desk.now();
    let name = request.name.trim().to_owned();
    Account {
        key,
        kind: request.kind.clone(),
        name,
        base_url: request.url.trim().to_owned(),
        queues: request.queues.clone(),
        watch_from: now,
        me: None,
        created_at: now,
    }
}

/// What was typed, or what the keychain has for an account that is there.
async fn token_of(desk: &Desk, request: &AccountRequest, account: &Account) -> Result<SecretString, String> {
    let typed = request.token.trim();
    if !typed.is_empty() {
        return Ok(SecretString::from(typed.to_owned()));
    }
    match desk.host().secrets().get(&account.key).await {
        Ok(token) => Ok(token),
        Err(desk_ports::SecretError::NoEntry) => Err("Enter the token.".to_owned()),
        Err(problem) => Err(problem.to_string()),
    }
}

/// `None`: the name is none that an account can have.
fn key_of(request: &AccountRequest) -> Option<AccountKey> {
    let name = request.name.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let fits = name.len() <= LONGEST_NAME && name.chars().all(plain);
    AccountKey::of(&request.kind, name).ok().filter(|_| fits)
}

fn problems(request: &AccountRequest) -> Vec<FieldProblem> {
    let problem = |field: &str, message: &str| FieldProblem {
        field: field.to_owned(),
        message: message.to_owned(),
    };
    let mut problems = Vec::new();
    if request.kind != "rt" {
        problems.push(problem(
            "kind",
            "Choose a help desk that Dutydesk knows: rt for Request Tracker",
        ));
    }
    if key_of(request).is_none() {
        problems.push(problem("name", NAME));
    }
    if request.url.trim().is_empty() {
        problems.push(problem(
            "url",
            "Enter the address, as in the browser: https://rt.example.org",
        ));
    }
    problems
}

/// Adds a help desk, or changes one. It is tried first: an account that cannot be read would only look like one.
///
/// # Errors
/// When the keychain does not take the token, or nothing can be saved. What was typed wrongly is in the reply.
pub async fn account_add(desk: &Desk, request: AccountRequest) -> Answer<AccountAdded> {
    let problems = problems(&request);
    let (true, Some(key)) = (problems.is_empty(), key_of(&request)) else {
        return Ok(AccountAdded::Incomplete { problems });
    };
    let mut account = account_of(desk, &request, key);
    let token = match token_of(desk, &request, &account).await {
        Ok(token) => token,
        Err(message) => return Ok(incomplete("token", message)),
    };
    let mut sentence = "Added. The first read has begun; its tickets appear by themselves.".to_owned();
    let reach = async { desk.host().help_desk(&account, token.clone())?.test().await }.await;
    match reach {
        Ok(reach) => {
            let tested = works(&request, &reach);
            if !tested.works {
                return Ok(incomplete("queues", tested.sentence));
            }
            account.me = Some(reach.me.name);
        }
        // Away from the network an account can be added: it is tried as soon as there is one.
        Err(problem) if is_offline(&problem) => sentence = format!("Added, but not tested. {}", problem.sentence()),
        Err(problem) => return Ok(incomplete(field_of(&problem), problem.sentence())),
    }
    desk.host()
        .secrets()
        .set(&account.key, &token)
        .await
        .map_err(error::keychain)?;
    let kept = account.key.clone();
    desk.keep(move |desk| {
        // One that is added again goes on where it was.
        if let Some(before) = desk.read().account(&account.key)? {
            account.watch_from = before.watch_from;
            account.me = account.me.or(before.me);
        }
        desk.put_account(&account)
    })
    .await?;
    desk.connections().forget(&kept).await;
    desk.sources().fine(&kept);
    desk.host().tell(DeskEvent::SettingsChanged);
    desk.woken();
    Ok(AccountAdded::Added {
        account: kept.to_string(),
        sentence,
    })
}

/// Whether a machine that is offline looks like this; so does a wrong address, which the sentence says.
fn is_offline(problem: &DeskError) -> bool {
    use AddressProblem::{NoConnection, UnknownHost};
    matches!(problem, DeskError::WrongAddress(UnknownHost | NoConnection))
}

fn incomplete(field: &str, message: String) -> AccountAdded {
    AccountAdded::Incomplete {
        problems: vec![FieldProblem {
            field: field.to_owned(),
            message,
        }],
    }
}

/// Removes a help desk: its token and what was stored of its messages. Events, notes, drafts and what waits to be sent
/// stay: adding it again goes on where it was.
///
/// # Errors
/// When there is no such account, or nothing can be saved. The token may stay in a keychain that does not answer.
pub async fn account_remove(desk: &Desk, request: AccountKeyRequest) -> Answer<Done> {
    let accounts = desk.read(|read| read.desk().accounts()).await?;
    let account = accounts
        .into_iter()
        .find(|account| account.key.as_str() == request.account || account.name == request.account)
        .ok_or_else(|| error::not_found(format!("There is no account {}.", request.account)))?;
    let kept = account.key.clone();
    desk.write(move |store| {
        store.desk.write(|desk| desk.remove_account(&kept))?;
        store.cache.write(|cache| cache.forget_account(&kept))
    })
    .await?;
    desk.connections().forget(&account.key).await;
    desk.sources().fine(&account.key);
    desk.host().tell(DeskEvent::SettingsChanged);
    desk.woken();
    desk.host()
        .secrets()
        .delete(&account.key)
        .await
        .map_err(error::keychain)?;
    Ok(Done {})
}
