//! Turns what went wrong inside into what the screen sees: a code and a sentence, without personal data.

use desk_connect::DeskError;
use desk_contract::error::{CallError, ErrorCode};
use desk_ports::{AddressError, OpenError, SecretError};
use desk_store::StoreError;

/// What a command returns.
pub type Answer<T> = Result<T, CallError>;

/// What was typed cannot be taken.
pub(crate) fn invalid(message: impl Into<String>) -> CallError {
    call(ErrorCode::Invalid, message)
}

/// Not possible in this state.
pub(crate) fn not_now(message: impl Into<String>) -> CallError {
    call(ErrorCode::NotNow, message)
}

/// Not here.
pub(crate) fn not_found(message: impl Into<String>) -> CallError {
    call(ErrorCode::NotFound, message)
}

/// A defect.
pub(crate) fn internal(message: impl Into<String>) -> CallError {
    call(ErrorCode::Internal, message)
}

fn call(code: ErrorCode, message: impl Into<String>) -> CallError {
    CallError {
        code,
        message: message.into(),
    }
}

/// A ticket that is not in the store.
pub(crate) fn no_ticket(ticket: &str) -> CallError {
    if ticket.trim().is_empty() {
        return invalid("Use a ticket’s id, for example local/7. The list shows them.");
    }
    not_found(format!("There is no ticket {ticket}. Look up its id in the list."))
}

/// The store did not do it.
pub(crate) fn store(error: &StoreError) -> CallError {
    let code = match error {
        StoreError::Damaged | StoreError::Other(_) => ErrorCode::Internal,
        _ => ErrorCode::NotSaved,
    };
    call(code, error.sentence())
}

/// The store could not be read: nothing that was typed is concerned.
pub(crate) fn store_read(error: &StoreError) -> CallError {
    internal(error.sentence_of_reading())
}

/// The help desk did not do it.
pub(crate) fn help_desk(error: &DeskError) -> CallError {
    call(ErrorCode::HelpDesk, error.sentence())
}

/// The keychain did not do it.
pub(crate) fn keychain(error: SecretError) -> CallError {
    call(ErrorCode::Keychain, error.to_string())
}

/// An address that is not opened.
pub(crate) fn address(error: AddressError) -> CallError {
    invalid(error.to_string())
}

/// The browser did not start.
pub(crate) fn browser(error: OpenError) -> CallError {
    not_now(error.to_string())
}
