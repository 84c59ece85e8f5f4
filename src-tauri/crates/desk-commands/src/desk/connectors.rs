//! The kinds of help desk that this program knows, and a signed-in one of each.

use desk_connect::rt::RequestTracker;
use desk_connect::{DeskError, HelpDesk, HttpLimits};
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
    match account.kind.as_str() {
        "rt" => Ok(Box::new(RequestTracker::new(&account.base_url, &token, limits)?)),
        _ => Err(DeskError::NotThisHelpDesk),
    }
}

/// As people call a kind of help desk.
pub(crate) fn kind_said(kind: &str) -> &str {
    match kind {
        "rt" => "Request Tracker",
        other => other,
    }
}
