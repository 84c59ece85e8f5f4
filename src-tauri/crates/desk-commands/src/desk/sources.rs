//! How each account is doing, as far as this process knows. It is only in memory, because it is about now.

use desk_domain::ids::AccountKey;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use desk_connect::DeskError;

/// What the last attempts on each account came to.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    by_account: Mutex<BTreeMap<AccountKey, Trouble>>,
}

/// The problem of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Trouble {
    /// The help desk.
    HelpDesk(DeskError),
    /// The keychain.
    Keychain(desk_ports::SecretError),
}

impl Trouble {
    /// What happened and what to do.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::HelpDesk(error) => error.sentence(),
            Self::Keychain(error) => error.to_string(),
        }
    }

    /// Whether it may pass with nothing for a person to do.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::HelpDesk(error) => error.is_passing(),
            Self::Keychain(_) => false,
        }
    }
}

impl Sources {
    /// The last attempt went well.
    pub(crate) fn fine(&self, account: &AccountKey) -> bool {
        self.lock().remove(account).is_some()
    }

    /// The last attempt failed; whether that is news.
    pub(crate) fn trouble(&self, account: &AccountKey, trouble: &Trouble) -> bool {
        let before = self.lock().insert(account.clone(), trouble.clone());
        before.as_ref() != Some(trouble)
    }

    /// The problem of an account.
    pub(crate) fn of(&self, account: &AccountKey) -> Option<Trouble> {
        self.lock().get(account).cloned()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<AccountKey, Trouble>> {
        self.by_account.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Nothing was written, and the same may work later without being changed.
pub(crate) fn waits(error: &DeskError) -> bool {
    error.is_passing()
        || matches!(
            error,
            DeskError::TokenRefused | DeskError::Tls | DeskError::NotThisHelpDesk | DeskError::ElsewhereRedirect
        )
        || matches!(error, DeskError::WrongAddress(_))
}
