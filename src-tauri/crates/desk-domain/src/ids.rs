//! Names that never change: of a ticket, of an account, of an operation, and of a ticket on its help desk. A name is
//! read from text once, where it arrives (a row, a request, an answer of a help desk), and an invalid one is refused
//! there. Later code never takes a name apart or builds one from text.

use std::cmp::Ordering;
use std::fmt;

/// Why a text is no such name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchName;

impl fmt::Display for NoSuchName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this text can’t be used as a name")
    }
}

impl std::error::Error for NoSuchName {}

/// A name that is read from text.
pub trait Name: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// [`NoSuchName`] where the text is empty, too long, or holds a character that no such name has.
    fn parse(text: &str) -> Result<Self, NoSuchName>;

    /// As it was read.
    fn as_str(&self) -> &str;
}

macro_rules! name {
    ($(#[$doc:meta])* $type:ident, $reads:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $type(String);

        impl $type {
            /// Reads it from text.
            ///
            /// # Errors
            /// [`NoSuchName`] where the text is empty, too long, or holds a character that no such name has.
            pub fn parse(text: &str) -> Result<Self, NoSuchName> {
                let reads: fn(&str) -> bool = $reads;
                if reads(text) { Ok(Self(text.to_owned())) } else { Err(NoSuchName) }
            }

            /// As it was read.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl Name for $type {
            fn parse(text: &str) -> Result<Self, NoSuchName> {
                Self::parse(text)
            }

            fn as_str(&self) -> &str {
                &self.0
            }
        }

        /// As people sort: by numbers where both have one, so that 2 comes before 10.
        impl Ord for $type {
            fn cmp(&self, other: &Self) -> Ordering {
                sorted(&self.0).cmp(&sorted(&other.0)).then_with(|| self.0.cmp(&other.0))
            }
        }

        impl PartialOrd for $type {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", self.0)
            }
        }

        impl PartialEq<&str> for $type {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl std::str::FromStr for $type {
            type Err = NoSuchName;

            fn from_str(text: &str) -> Result<Self, NoSuchName> {
                Self::parse(text)
            }
        }
    };
}

/// In bytes: the keychain's own programs show it.
const LONGEST_KEY: usize = 64;
/// In bytes. No help desk's ids come near it.
const LONGEST_REMOTE: usize = 128;
/// In bytes: a UUID has 36.
const LONGEST_OPERATION: usize = 64;

name! {
    /// An account: its kind and the name that a person gave it, such as `rt:work`. It is shown by the system's keychain
    /// program, so it never holds anything secret. 1 to 64 ASCII letters, digits and `: - _ .`
    AccountKey, |text| within(text, LONGEST_KEY, |c| matches!(c, ':' | '-' | '_' | '.'))
}

name! {
    /// A help desk's own id of a ticket; opaque. 1 to 128 ASCII letters, digits and `- _ . : ~ @`, so that it can be
    /// part of an address and of the line of the shared log.
    RemoteId, |text| within(text, LONGEST_REMOTE, |c| matches!(c, '-' | '_' | '.' | ':' | '~' | '@'))
}

name! {
    /// An act of any Dutydesk, random and unique over all of them. 1 to 64 ASCII letters, digits and `-`
    OperationId, |text| within(text, LONGEST_OPERATION, |c| c == '-')
}

name! {
    /// Our own id of a ticket, which never changes and is never used twice: `rt:work/41`, `local/7`, `practice/3`. The
    /// part before the slash has the form of an [`AccountKey`], the part after it that of a [`RemoteId`].
    TicketId, |text| {
        let parts = text.split_once('/');
        parts.is_some_and(|(of, id)| AccountKey::parse(of).is_ok() && RemoteId::parse(id).is_ok())
    }
}

/// The part before the last slash, and the part after it as a number, if it is one.
fn sorted(text: &str) -> (&str, Option<u64>) {
    let (before, last) = text.rsplit_once('/').unwrap_or(("", text));
    (before, last.parse().ok())
}

fn within(text: &str, longest: usize, sign: fn(char) -> bool) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || sign(c);
    !text.is_empty() && text.len() <= longest && text.chars().all(plain)
}

impl OperationId {
    /// Of 128 random bits, in the form of a UUID.
    #[must_use]
    pub fn of(random: u128) -> Self {
        let hex = format!("{random:032x}");
        let parts = [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]];
        Self(parts.join("-"))
    }
}

impl AccountKey {
    /// Of the kind of account and the name that a person gave it.
    ///
    /// # Errors
    /// [`NoSuchName`] where the name is empty or too long, or holds anything but ASCII letters, digits and `- _ .`
    pub fn of(kind: &str, name: &str) -> Result<Self, NoSuchName> {
        if name.is_empty() || name.contains(':') {
            return Err(NoSuchName);
        }
        Self::parse(&format!("{kind}:{name}"))
    }
}

impl AccountKey {
    /// What is before the colon: the kind of account.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.0.split_once(':').map_or(&self.0, |(kind, _)| kind)
    }
}

impl TicketId {
    /// Of a help desk's ticket.
    #[must_use]
    pub fn of_remote(account: &AccountKey, id: &RemoteId) -> Self {
        Self(format!("{account}/{id}"))
    }

    /// The account of its help desk; `None`: it is one of our own.
    #[must_use]
    pub fn account(&self) -> Option<AccountKey> {
        let (of, _) = self.0.split_once('/')?;
        AccountKey::parse(of).ok()
    }

    /// What the help desk of this account calls it; `None`: it is none of this account's.
    #[must_use]
    pub fn in_account(&self, account: &AccountKey) -> Option<RemoteId> {
        let (of, id) = self.0.split_once('/')?;
        (of == account.as_str()).then(|| RemoteId(id.to_owned()))
    }

    /// Of a local ticket.
    #[must_use]
    pub fn of_own(series: Series, number: i64) -> Self {
        Self(format!("{}/{number}", series.word()))
    }

    /// The part after the slash: the number by which people know the ticket.
    #[must_use]
    pub fn number(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, number)| number)
    }
}

/// A series of local tickets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Series {
    /// `local/…`: logged by hand.
    Local,
    /// `practice/…`: the practice shift.
    Practice,
}

impl Series {
    /// The word before the stroke.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Local => "local",
            Self::Practice => "practice",
        }
    }
}
