//! Where access tokens are kept.

use std::fmt;

use async_trait::async_trait;
use secrecy::SecretString;

/// Names the one secret of one account, for instance `rt:work`.
///
/// It is shown by the system's keychain program, so it never holds anything secret.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountKey(String);

/// Why a text cannot name an account.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an account is named by 1 to 64 letters, digits and the signs : - _ . only, for instance rt:work")]
pub struct AccountKeyError;

impl AccountKey {
    /// The longest name, in bytes.
    pub const MAX_LEN: usize = 64;

    /// Checks a name.
    ///
    /// # Errors
    /// [`AccountKeyError`] when it is empty, longer than [`AccountKey::MAX_LEN`], or holds anything but
    /// ASCII letters, digits and `: - _ .`
    pub fn new(name: impl Into<String>) -> Result<Self, AccountKeyError> {
        let name = name.into();
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ':' | '-' | '_' | '.');
        if name.is_empty() || name.len() > Self::MAX_LEN || !name.chars().all(plain) {
            return Err(AccountKeyError);
        }
        Ok(Self(name))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a secret could not be read, kept or removed. `Display` is a sentence for people: what happened
/// and what to do. No variant carries anything that came out of the keychain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// The keychain is locked, and its question was dismissed or could not be shown.
    #[error("The keychain is locked. Unlock it, then try again; until then Dutydesk works from what it has stored.")]
    Locked,
    /// No program on this computer keeps secrets, or it has ended.
    #[error(
        "No keychain answers on this computer. Start or install one (such as GNOME Keyring or KWallet), then try again."
    )]
    Absent,
    /// The keychain refused this program.
    #[error("The keychain refused access. Allow Dutydesk to use it in the keychain's own settings, then try again.")]
    Denied,
    /// No answer within the time limit. It may be waiting for a person to unlock it.
    #[error("The keychain has not answered in time. Look for a window that asks for its password, then try again.")]
    TimedOut,
    /// Nothing is kept for this account.
    #[error("The keychain holds no token for this account. Enter the token again in the account's settings.")]
    NoEntry,
    /// What is kept, or was to be kept, cannot be a token: empty, not text, too long, or there twice.
    #[error(
        "This token cannot be used: it is empty, not text, too long, or kept twice. Enter the token again in the account's settings."
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

    /// How the store stands, without asking a person anything: the outcome of the last call, or
    /// whether a store answers at all where no call was made or the last one found none.
    ///
    /// # Errors
    /// The state to be explained on screen.
    async fn status(&self) -> Result<(), SecretError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_key_is_a_short_plain_word() {
        assert_eq!(
            AccountKey::new("rt:work").map(|key| key.to_string()),
            Ok("rt:work".to_owned())
        );
        for wrong in ["", "rt work", "rt/../work", "rt:wörk", "a\nb", &"x".repeat(65)] {
            assert_eq!(AccountKey::new(wrong), Err(AccountKeyError), "{wrong:?}");
        }
    }

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
