//! A signed-in help desk of an account, by the table of kinds.

use desk_connect::kind::{Kind, kind};
use desk_connect::{DeskError, HelpDesk, HttpLimits};
use desk_domain::ids::AccountKey;
use desk_store::desk::account::Account;
use secrecy::SecretString;

/// A signed-in help desk, with the time limits of a working day.
pub(super) fn connect(account: &Account, token: SecretString) -> Result<Box<dyn HelpDesk>, DeskError> {
    connect_within(account, token, HttpLimits::default())
}

/// A signed-in help desk, with other time limits: tests need not wait.
///
/// # Errors
/// [`DeskError`] when the address or the token cannot be one. Nothing is sent.
#[allow(clippy::needless_pass_by_value)]
// The caller is done with the token.
pub fn connect_within(
    account: &Account,
    token: SecretString,
    limits: HttpLimits,
) -> Result<Box<dyn HelpDesk>, DeskError> {
    let kind = kind(&account.kind).ok_or(DeskError::NotThisHelpDesk)?;
    kind.help_desk(&account.fields, &token, limits)
}

/// The kind of an account; `None` for one that a newer Dutydesk added.
pub(crate) fn kind_of(account: &AccountKey) -> Option<&'static Kind> {
    kind(account.kind())
}
