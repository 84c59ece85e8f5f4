//! The secret of an account, kept in the keychain together with the origin that it may go to. An address that is
//! edited, in the window, in a file or between two writes of ours, never takes a secret along.

use desk_connect::{kind, origin};
use desk_ports::SecretError;
use desk_store::desk::account::Account;
use secrecy::{ExposeSecret as _, SecretString};

use super::host::Host;

/// Begins an entry that names its origin: `dutydesk/1 https://rt.example.org TOKEN`.
const BOUND: &str = "dutydesk/1 ";

/// The secret of an account as it is; entries of an older Dutydesk name no origin and belong to the address that is
/// saved.
///
/// # Errors
/// [`SecretError::NoEntry`] also where the secret is there, but for another origin.
pub(crate) async fn secret_of(host: &dyn Host, account: &Account) -> Result<SecretString, SecretError> {
    let entry = host.secrets().get(&account.key).await?;
    match entry.expose_secret().strip_prefix(BOUND) {
        None => Ok(entry),
        Some(bound) => match bound.split_once(' ') {
            Some((for_origin, secret)) if origin_of(account).as_deref() == Some(for_origin) => {
                Ok(SecretString::from(secret.to_owned()))
            }
            _ => Err(SecretError::NoEntry),
        },
    }
}

/// Keeps the secret of an account for its origin.
///
/// # Errors
/// When the keychain does not take it.
pub(crate) async fn keep_secret(host: &dyn Host, account: &Account, secret: &SecretString) -> Result<(), SecretError> {
    let entry = match origin_of(account) {
        Some(origin) => SecretString::from(format!("{BOUND}{origin} {}", secret.expose_secret())),
        None => secret.clone(),
    };
    host.secrets().set(&account.key, &entry).await
}

/// The origin of an account's address; `None`: it has no address, or none that is one.
pub(crate) fn origin_of(account: &Account) -> Option<String> {
    origin(kind::kind(&account.kind)?.address(&account.fields))
}
