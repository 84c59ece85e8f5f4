//! What a kind of account is: the one table that everything else is made from. `duty account add`, the form in
//! Settings, the connection test, the label on rows, the pauses between reads and the README's list read it.
//!
//! Here: the type of a row. The row of a connector is in the connector's own folder, the list of rows in `lib.rs`.
//! Not here: how a connector talks to its system.

use std::collections::BTreeMap;
use std::time::Duration;

use secrecy::SecretString;

use crate::{DeskError, HelpDesk, HttpLimits};

pub use crate::KINDS;

/// The kind with this id; `None` when there is none.
#[must_use]
pub fn kind(id: &str) -> Option<&'static Kind> {
    KINDS.iter().copied().find(|kind| kind.id == id)
}

/// What an account is told apart by when it connects: the values of each field, by the field's id. The secret is
/// not among them.
pub type Values = BTreeMap<String, Vec<String>>;

/// A kind of account.
pub struct Kind {
    /// A stable word, the first part of every account key of this kind. Small letters.
    pub id: &'static str,
    /// What people call the product.
    pub name: &'static str,
    /// The version that it was tried on, for the README.
    pub version: &'static str,
    /// What stands before a ticket's number on rows: `RT` in `RT 41`.
    pub label: &'static str,
    /// What an account needs beside its name, in the order of the form. At most one holds the address, at most one the
    /// secret, at most one the queues.
    pub fields: &'static [Field],
    /// What can be done over there, beside reading.
    pub calls: &'static [Call],
    /// Times and sizes.
    pub limits: Limits,
    /// What it is, and how an account of it signs in.
    pub sign_in: SignIn,
}

/// One field of an account.
pub struct Field {
    /// A stable word, by which the values are saved.
    pub id: &'static str,
    /// The option of `duty account add`, without its dashes. Of no use for a secret, which comes from standard input.
    pub option: &'static str,
    /// What help texts call the value of that option.
    pub value: &'static str,
    /// What the form calls it.
    pub label: &'static str,
    /// What to enter, or where to find it: one or two sentences.
    pub hint: &'static str,
    /// What it holds, which says how it is checked.
    pub holds: Holds,
    /// Said when it is empty; `None`: it may be.
    pub needed: Option<&'static str>,
}

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// The web address of the system. Every request stays on its origin.
    Address,
    /// What proves who we are. It is in the keychain only.
    Secret,
    /// Names of queues, several; none means all that the account may see.
    Queues,
}

/// Something that can be done on an outside system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Call {
    /// Answer the tenant.
    Reply,
    /// Write an internal note.
    Note,
    /// Change the subject.
    Subject,
    /// Change the status.
    Status,
    /// Give the ticket to somebody.
    Owner,
}

/// Times and sizes of a kind.
pub struct Limits {
    /// Between two reads of an account that answers.
    pub read_every: Duration,
    /// Between two reads of an account that a person has to put right.
    pub after_trouble: Duration,
    /// The largest file that it takes with a message, in bytes.
    pub largest_file: usize,
}

impl Limits {
    /// What suits a help desk that says nothing else.
    pub const HELP_DESK: Self = Self {
        read_every: Duration::from_secs(30),
        after_trouble: Duration::from_secs(300),
        largest_file: 10 * 1024 * 1024,
    };
}

/// What a kind is, and how an account of it signs in. Nothing is sent yet.
pub enum SignIn {
    /// Tickets, and answers to tenants.
    HelpDesk(fn(&Given<'_>) -> Result<Box<dyn HelpDesk>, DeskError>),
}

/// What an account signs in with.
pub struct Given<'a> {
    /// Its web address, as it was typed.
    pub address: &'a str,
    /// What proves who we are.
    pub secret: &'a SecretString,
    /// How patient the connection is.
    pub limits: HttpLimits,
}

impl Kind {
    /// A help desk of this kind, signed in; nothing is sent yet.
    ///
    /// # Errors
    /// [`DeskError`] when the address or the secret cannot be one.
    pub fn help_desk(
        &self,
        values: &Values,
        secret: &SecretString,
        limits: HttpLimits,
    ) -> Result<Box<dyn HelpDesk>, DeskError> {
        let SignIn::HelpDesk(sign_in) = self.sign_in;
        sign_in(&Given {
            address: self.address(values),
            secret,
            limits,
        })
    }

    /// The field that holds this; `None` when the kind has none.
    #[must_use]
    pub fn field(&self, holds: Holds) -> Option<&'static Field> {
        self.fields.iter().find(|field| field.holds == holds)
    }

    /// The web address of an account; empty when it has none.
    #[must_use]
    pub fn address<'a>(&self, values: &'a Values) -> &'a str {
        self.of(values, Holds::Address).first().map_or("", String::as_str)
    }

    /// The queues that an account reads; empty: all that it may see.
    #[must_use]
    pub fn queues<'a>(&self, values: &'a Values) -> &'a [String] {
        self.of(values, Holds::Queues)
    }

    fn of<'a>(&self, values: &'a Values, holds: Holds) -> &'a [String] {
        let field = self.field(holds).and_then(|field| values.get(field.id));
        field.map_or(&[], Vec::as_slice)
    }

    /// Whether this can be done over there.
    #[must_use]
    pub fn has(&self, call: Call) -> bool {
        self.calls.contains(&call)
    }

    /// The field that a person has to look at after this problem.
    #[must_use]
    pub fn field_to_blame(&self, problem: &DeskError) -> Option<&'static Field> {
        self.field(match problem {
            DeskError::TokenRefused | DeskError::NotAllowed => Holds::Secret,
            _ => Holds::Address,
        })
    }

    /// Its row in the README's list of kinds.
    #[must_use]
    pub fn row(&self) -> String {
        let fields: Vec<_> = self.fields.iter().map(|field| field.label.to_lowercase()).collect();
        let options = self.fields.iter().filter(|field| field.holds != Holds::Secret);
        let options: Vec<_> = options.map(Field::usage).collect();
        format!(
            "| {} {} | {} | `duty account add {} --name NAME {}` |",
            self.name,
            self.version,
            fields.join(", "),
            self.id,
            options.join(" ")
        )
    }
}

impl Field {
    /// Its option as help texts write it; in brackets when it may be left out.
    #[must_use]
    pub fn usage(&self) -> String {
        let usage = format!("--{} {}", self.option, self.value);
        if self.needed.is_some() {
            usage
        } else {
            format!("[{usage}]")
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_two_kinds_and_no_two_fields_share_a_word() {
        let mut ids = HashSet::new();
        for kind in KINDS {
            assert!(ids.insert(kind.id), "{}", kind.id);
            assert!(kind.id.bytes().all(|byte| byte.is_ascii_lowercase()), "{}", kind.id);
            let mut words = HashSet::new();
            for field in kind.fields {
                assert!(words.insert(field.id), "{}: {}", kind.id, field.id);
                // `name` is every account's own.
                assert_ne!(field.id, "name", "{}", kind.id);
            }
            for holds in [Holds::Address, Holds::Secret, Holds::Queues] {
                let count = kind.fields.iter().filter(|field| field.holds == holds).count();
                assert!(count <= 1, "{}: {holds:?}", kind.id);
            }
        }
    }
}
