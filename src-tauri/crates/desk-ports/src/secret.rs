//! Where access tokens are stored.

use async_trait::async_trait;
use desk_domain::ids::AccountKey;
use secrecy::SecretString;

/// Why a secret could not be read, kept or removed. `Display` is a sentence for people: what happened
/// and what to do. No variant carries anything that came out of the keychain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// The keychain is locked, and its question was dismissed or could not be shown.
    #[error("The keychain is locked. Unlock it, then try again. Until then Dutydesk works with what it has saved.")]
    Locked,
    /// No program on this computer keeps secrets, or it has ended.
    #[error(
        "No keychain is running on this computer. Start or install one (such as GNOME Keyring or KWallet), then try \
         again."
    )]
    Absent,
    /// The keychain refused this program.
    #[error("The keychain refused access. Allow Dutydesk to use it in the keychain’s settings, then try again.")]
    Denied,
    /// No answer within the time limit. It may be waiting for a person to unlock it.
    #[error("The keychain didn’t answer in time. Look for a window that asks for its password, then try again.")]
    TimedOut,
    /// Nothing is kept for this account.
    #[error("The keychain has no token for this account. Enter the token again in the account’s settings.")]
    NoEntry,
    /// What is kept, or was to be kept, cannot be a token: empty, not text, too long, or there twice.
    #[error(
        "This token can’t be used: it’s empty, not text, too long, or saved twice. Enter the token again in the \
         account’s settings."
    )]
    Unusable,
}

/// The keeper of one secret per account.
#[async_trait]
pub trait SecretStore: Send + Sync {
    /// Reads the secret of an account.
    ///
    /// # Errors
    /// [`SecretError::NoEntry`] when there is none; the others as they say. Never waits without limit.
    async fn get(&self, account: &AccountKey) -> Result<SecretString, SecretError>;

    /// Keeps the secret of an account, in place of an earlier one.
    ///
    /// # Errors
    /// [`SecretError`], as it says. After [`SecretError::TimedOut`] it may have been kept all the same.
    async fn set(&self, account: &AccountKey, secret: &SecretString) -> Result<(), SecretError>;

    /// Removes the secret of an account. To have had none is no error.
    ///
    /// # Errors
    /// [`SecretError`], as it says.
    async fn delete(&self, account: &AccountKey) -> Result<(), SecretError>;

    /// The state of the store now, without asking a person: whether it is locked, if it says so. If it doesn't say: the
    /// outcome of the last call. If there was no call yet, or the last one found no store: whether a store answers at
    /// all.
    ///
    /// # Errors
    /// The state, for the screen to explain.
    async fn status(&self) -> Result<(), SecretError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_secret_error_says_what_to_do() {
        use SecretError::*;
        for error in [Locked, Absent, Denied, TimedOut, NoEntry, Unusable] {
            let text = error.to_string();
            assert!(
                text.ends_with('.') && text.matches(['.', ':', ';']).count() >= 2,
                "{text}"
            );
        }
    }
}
