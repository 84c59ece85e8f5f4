//! Accounts: adding, testing and removing one, all by the table of kinds. The secret goes into the keychain and nowhere
//! else.

use desk_connect::kind::{Field, Holds, KINDS, Kind, Values, kind};
use desk_connect::{AddressProblem, DeskError, Reach};
use desk_contract::account::{
    AccountAdded, AccountKeyRequest, AccountRequest, AccountTested, AccountView, FieldHolds, KindField, KindView,
};
use desk_contract::events::DeskEvent;
use desk_contract::list::Done;
use desk_contract::triage::FieldProblem;
use desk_domain::ids::AccountKey;
use desk_store::desk::account::Account;
use desk_store::{Reader, StoreError};
use secrecy::SecretString;

use crate::desk::{Answer, Desk, InForce, error, keep_secret, origin_of, secret_of};
use crate::reading::unread_words;
use crate::words::moment;

const LONGEST_NAME: usize = 40;
/// The field that every account has, whatever its kind.
const NAME: &str = "name";
const TOO_MUCH: &str = "Leave out the “?” or “#” in the address and everything after it. Dutydesk never sends that part, \
                        but would save and show it. A token has a field of its own.";
const NAME_NEEDED: &str = "Enter a short name with letters, digits and hyphens, for example work.";

/// The kinds of account that can be added.
pub(crate) fn kinds() -> Vec<KindView> {
    KINDS.iter().map(|kind| kind_view(kind)).collect()
}

fn kind_view(kind: &Kind) -> KindView {
    let field = |field: &Field| KindField {
        field: field.id.to_owned(),
        label: field.label.to_owned(),
        hint: field.hint.to_owned(),
        holds: match field.holds {
            Holds::Address => FieldHolds::Address,
            Holds::Secret => FieldHolds::Secret,
            Holds::Queues => FieldHolds::Names,
        },
    };
    KindView {
        kind: kind.id.to_owned(),
        name: kind.name.to_owned(),
        fields: kind.fields.iter().map(field).collect(),
    }
}

/// The accounts as settings show them.
pub(crate) fn views(read: &Reader, desk: &Desk, policy: &InForce) -> Result<Vec<AccountView>, StoreError> {
    let now = desk.now();
    let hours = &policy.rules.hours;
    let mut views = Vec::new();
    for account in read.desk().accounts()? {
        let cursor = read.cache().cursor(&account.key)?;
        let last_read = cursor.as_ref().and_then(|cursor| cursor.last_ok_at);
        let unread = cursor.as_ref().map(|cursor| unread_words(&cursor.unread));
        // Another process may have tried: its last attempt is in the store.
        let kept = cursor.and_then(|cursor| cursor.last_error);
        let kind = kind(&account.kind);
        views.push(AccountView {
            kind_said: kind.map_or(&*account.kind, |kind| kind.name).to_owned(),
            address: kind.map_or("", |kind| kind.address(&account.fields)).to_owned(),
            reads: kind.map_or_else(String::new, |kind| reads(kind, &account.fields)),
            watch_from: moment(hours, account.watch_from, now),
            last_read: last_read.map(|at| moment(hours, at, now)),
            problem: desk
                .sources()
                .of(&account.key)
                .map(|trouble| trouble.sentence())
                .or(kept)
                .or(unread)
                .unwrap_or_default(),
            name: account.name,
            kind: account.kind,
            fields: account.fields,
            account: account.key.to_string(),
        });
    }
    Ok(views)
}

/// `Queues: Support, Alerts`; empty for a kind that reads everything.
fn reads(kind: &Kind, values: &Values) -> String {
    let Some(field) = kind.field(Holds::Queues) else {
        return String::new();
    };
    match kind.queues(values) {
        [] => format!("All {}", field.label.to_lowercase()),
        queues => format!("{}: {}", field.label, queues.join(", ")),
    }
}

/// What was typed, for a kind that there is.
struct Typed {
    kind: &'static Kind,
    name: String,
    values: Values,
    /// Empty: the one that the keychain has.
    secret: String,
}

impl Typed {
    /// Without spaces around, blanks, and anything that the kind has no field for.
    ///
    /// # Errors
    /// The problem with the kind.
    fn read(request: &AccountRequest) -> Result<Self, FieldProblem> {
        let Some(kind) = kind(&request.kind) else {
            let known: Vec<_> = KINDS
                .iter()
                .map(|kind| format!("{} for {}", kind.id, kind.name))
                .collect();
            let message = format!("Choose a kind of account: {}.", known.join(", "));
            return Err(problem("kind", &message));
        };
        let mut values = Values::new();
        for field in kind.fields.iter().filter(|field| field.holds != Holds::Secret) {
            let typed = request.fields.get(field.id).into_iter().flatten();
            let typed: Vec<_> = typed.map(|value| value.trim().to_owned()).collect();
            values.insert(
                field.id.to_owned(),
                typed.into_iter().filter(|value| !value.is_empty()).collect(),
            );
        }
        Ok(Self {
            kind,
            name: request.name.trim().to_owned(),
            values,
            secret: request.secret.trim().to_owned(),
        })
    }

    /// `None`: the name is none that an account can have.
    fn key(&self) -> Option<AccountKey> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        let fits = self.name.len() <= LONGEST_NAME && self.name.chars().all(plain);
        AccountKey::of(self.kind.id, &self.name).ok().filter(|_| fits)
    }

    /// What is wrong, in the order of the form; whether a secret is there is not asked.
    fn problems(&self) -> Vec<FieldProblem> {
        let name = self.key().is_none().then(|| problem(NAME, NAME_NEEDED));
        name.into_iter()
            .chain(self.missing())
            .chain(self.more_than_a_place())
            .collect()
    }

    /// An address with a `?` or `#`: what follows would be saved and shown.
    fn more_than_a_place(&self) -> Option<FieldProblem> {
        let field = self.kind.field(Holds::Address)?;
        let typed = self.values.get(field.id)?.first()?;
        desk_connect::has_more_than_a_place(typed).then(|| problem(field.id, TOO_MUCH))
    }

    fn missing(&self) -> Vec<FieldProblem> {
        let empty = |field: &&Field| self.values.get(field.id).is_some_and(Vec::is_empty);
        let fields = self.kind.fields.iter().filter(empty);
        fields
            .filter_map(|field| Some(problem(field.id, field.needed?)))
            .collect()
    }

    fn account(&self, desk: &Desk, key: AccountKey) -> Account {
        let now = desk.now();
        Account {
            key,
            kind: self.kind.id.to_owned(),
            name: self.name.clone(),
            fields: self.values.clone(),
            watch_from: now,
            me: None,
            created_at: now,
        }
    }

    /// What was typed, or what the keychain has for an account that is there. It goes to the origin for which it was
    /// typed, and to no other.
    async fn secret(&self, desk: &Desk, key: &AccountKey) -> Answer<Result<SecretString, FieldProblem>> {
        if !self.secret.is_empty() {
            return Ok(Ok(SecretString::from(self.secret.clone())));
        }
        let wanted = key.clone();
        let saved = desk.read(move |read| read.desk().account(&wanted)).await?;
        let now = self.account(desk, key.clone());
        let field = self.kind.field(Holds::Secret);
        if let Some(saved) = saved.filter(|saved| origin_of(saved) != origin_of(&now)) {
            let label = field.map_or_else(String::new, |field| field.label.to_lowercase());
            let message = format!(
                "The address is another one than before ({}), so enter the {label} for it. The old one was not sent.",
                self.kind.address(&saved.fields)
            );
            return Ok(Err(problem(field.map_or(NAME, |field| field.id), &message)));
        }
        Ok(self.kept_secret(desk, &now, field).await)
    }

    async fn kept_secret(
        &self,
        desk: &Desk,
        account: &Account,
        field: Option<&Field>,
    ) -> Result<SecretString, FieldProblem> {
        let id = field.map_or(NAME, |field| field.id);
        match (
            secret_of(desk.host(), account).await,
            field.and_then(|field| field.needed),
        ) {
            (Ok(secret), _) => Ok(secret),
            (Err(desk_ports::SecretError::NoEntry), Some(needed)) => Err(problem(id, needed)),
            (Err(trouble), _) => Err(problem(id, &trouble.to_string())),
        }
    }

    /// The problem with the field that is to blame.
    fn blamed(&self, trouble: &DeskError) -> FieldProblem {
        let field = self.kind.field_to_blame(trouble);
        let mut sentence = trouble.sentence_of_a_test();
        let typed = self.kind.address(&self.values);
        let is_about_the_address = matches!(
            trouble,
            DeskError::TimedOut | DeskError::Unavailable | DeskError::Tls | DeskError::WrongAddress(_)
        );
        if is_about_the_address && !typed.is_empty() && !typed.contains("://") {
            sentence.push_str(" It was tried with https:// in front. If this server only has http, type http:// too.");
        }
        problem(field.map_or(NAME, |field| field.id), &sentence)
    }

    fn tested(&self, reach: &Reach) -> AccountTested {
        let queues: Vec<String> = reach.queues.iter().map(|queue| queue.name.clone()).collect();
        let field = self.kind.field(Holds::Queues).map_or(NAME, |field| field.id);
        let choices = [(field.to_owned(), queues.clone())].into();
        let wanted = self.kind.queues(&self.values);
        if let Some(missing) = wanted.iter().find(|wanted| !queues.contains(wanted)) {
            let sentence = not_there(missing, &queues);
            return AccountTested {
                choices,
                ..failed(problem(field, &sentence))
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
            choices,
        }
    }
}

fn not_there(queue: &str, queues: &[String]) -> String {
    let there = if queues.is_empty() {
        "none".to_owned()
    } else {
        queues.join(", ")
    };
    format!("This token can’t see a queue called {queue}. It can see: {there}.")
}

fn problem(field: &str, message: &str) -> FieldProblem {
    FieldProblem {
        field: field.to_owned(),
        message: message.to_owned(),
    }
}

fn failed(problem: FieldProblem) -> AccountTested {
    AccountTested {
        works: false,
        sentence: problem.message,
        field: Some(problem.field),
        choices: Values::new(),
    }
}

/// Tests an account before it is added, or one that is there.
///
/// # Errors
/// None at present: what is wrong is in the reply.
pub async fn account_test(desk: &Desk, request: AccountRequest) -> Answer<AccountTested> {
    let typed = match Typed::read(&request) {
        Ok(typed) => typed,
        Err(problem) => return Ok(failed(problem)),
    };
    if let Some(problem) = typed.missing().into_iter().chain(typed.more_than_a_place()).next() {
        return Ok(failed(problem));
    }
    let key = match typed.key() {
        Some(key) => key,
        // The name does not matter to the other system, but to the keychain.
        None if typed.secret.is_empty() => return Ok(failed(problem(NAME, NAME_NEEDED))),
        None => AccountKey::of(typed.kind.id, "new").map_err(|problem| error::internal(problem.to_string()))?,
    };
    let secret = match typed.secret(desk, &key).await? {
        Ok(secret) => secret,
        Err(problem) => return Ok(failed(problem)),
    };
    let account = typed.account(desk, key);
    let reach = async { desk.host().help_desk(&account, secret)?.test().await }.await;
    Ok(match reach {
        Ok(reach) => typed.tested(&reach),
        Err(trouble) => failed(typed.blamed(&trouble)),
    })
}

/// Adds a help desk, or changes one. It is tried first: an account that cannot be read would only look like one.
///
/// # Errors
/// When the keychain does not take the token, or nothing can be saved. What was typed wrongly is in the reply.
pub async fn account_add(desk: &Desk, request: AccountRequest) -> Answer<AccountAdded> {
    let typed = match Typed::read(&request) {
        Ok(typed) => typed,
        Err(problem) => return Ok(incomplete(problem)),
    };
    let problems = typed.problems();
    let (true, Some(key)) = (problems.is_empty(), typed.key()) else {
        return Ok(AccountAdded::Incomplete { problems });
    };
    let secret = match typed.secret(desk, &key).await? {
        Ok(secret) => secret,
        Err(problem) => return Ok(incomplete(problem)),
    };
    let mut account = typed.account(desk, key);
    let mut sentence = "Saved. Fetching its tickets.".to_owned();
    let reach = async { desk.host().help_desk(&account, secret.clone())?.test().await }.await;
    match reach {
        Ok(reach) => {
            let tested = typed.tested(&reach);
            if let Some(field) = tested.field {
                return Ok(incomplete(problem(&field, &tested.sentence)));
            }
            account.me = Some(reach.me.name);
        }
        // Away from the network an account can be added: it is tried as soon as there is one.
        Err(trouble) if is_offline(&trouble) => sentence = format!("Saved, but not tested. {}", trouble.sentence()),
        Err(trouble) => return Ok(incomplete(typed.blamed(&trouble))),
    }
    let key = account.key.clone();
    keep_secret(desk.host(), &account, &secret)
        .await
        .map_err(error::keychain)?;
    save(desk, account).await?;
    Ok(AccountAdded::Added {
        account: key.to_string(),
        sentence,
    })
}

/// One that is added again goes on where it was.
async fn save(desk: &Desk, mut account: Account) -> Answer<()> {
    let key = account.key.clone();
    desk.keep(move |desk| {
        if let Some(before) = desk.read().account(&account.key)? {
            account.watch_from = before.watch_from;
            account.me = account.me.or(before.me);
        }
        desk.put_account(&account)
    })
    .await?;
    changed(desk, &key).await;
    Ok(())
}

/// What was remembered of an account is not true any more.
async fn changed(desk: &Desk, key: &AccountKey) {
    desk.connections().forget(key).await;
    desk.sources().fine(key);
    desk.host().tell(DeskEvent::SettingsChanged);
    desk.woken();
}

/// Whether a machine that is offline looks like this; so does a wrong address, which the sentence says.
fn is_offline(problem: &DeskError) -> bool {
    use AddressProblem::{NoConnection, UnknownHost};
    matches!(problem, DeskError::WrongAddress(UnknownHost | NoConnection))
}

fn incomplete(problem: FieldProblem) -> AccountAdded {
    AccountAdded::Incomplete {
        problems: vec![problem],
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
    changed(desk, &account.key).await;
    desk.host()
        .secrets()
        .delete(&account.key)
        .await
        .map_err(error::keychain)?;
    Ok(Done {})
}
