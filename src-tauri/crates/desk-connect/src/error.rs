//! What can go wrong with an outside system. There is a variant only if the product does or says something different.
//! Errors contain no token, no address with a token, no body and no personal data.

use desk_domain::ids::RemoteId;
use std::time::Duration;

use thiserror::Error;

/// Why a request to a help desk or pager failed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{}", self.sentence())]
pub enum DeskError {
    /// Nothing usable is at the configured address.
    WrongAddress(AddressProblem),
    /// Something answers, but not this help desk's interface: a web page, a captive portal, another product.
    NotThisHelpDesk,
    /// The server does not take the token. No further request is sent until somebody tests the account.
    TokenRefused,
    /// The token is good but lacks a right.
    NotAllowed,
    /// What was asked for is not there, or no longer.
    Gone {
        /// The ticket that it was merged into, where known.
        merged_into: Option<RemoteId>,
    },
    /// The server understood and said no.
    Refused {
        /// The server's own words, made fit to show.
        reason: String,
    },
    /// Too many requests; the whole account waits.
    TooMany {
        /// How long to wait, between one second and fifteen minutes.
        retry_after: Duration,
    },
    /// The server is there but cannot answer now, or the connection broke while reading.
    Unavailable,
    /// No answer in time, and nothing was written.
    TimedOut,
    /// A write whose outcome is not known: it may have arrived, or may still arrive. Never repeated without looking.
    Unknown,
    /// A write that was answered, but the answer doesn't prove that it was taken: no 201 that names what it made, a
    /// redirect, a page of a gateway. Never repeated without looking; what isn't there then won't come any more.
    Unproven,
    /// No safe connection: a certificate or TLS problem. Nothing was sent.
    Tls,
    /// The answer is larger than we take.
    TooLarge,
    /// The answer makes no sense.
    Malformed,
    /// The server sends us to another host; not followed, the token was not sent there.
    ElsewhereRedirect,
}

/// What is wrong with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressProblem {
    /// It cannot be read as a web address, or it carries a name and password.
    NotAnAddress,
    /// Plain `http` to another machine would show the token to the network.
    NotEncrypted,
    /// No machine has this name; offline looks the same.
    UnknownHost,
    /// No connection to that machine and port.
    NoConnection,
}

impl DeskError {
    /// What happened and what to do, for people.
    pub fn sentence(&self) -> String {
        match self {
            Self::WrongAddress(problem) => problem.sentence().to_owned(),
            Self::NotThisHelpDesk => "Something answered at this address, but it wasn’t the help desk. Check the \
                                      address, and whether this network asks you to sign in first."
                .to_owned(),
            Self::TokenRefused => {
                "The help desk refused the token. Create a new one there and enter it in Settings.".to_owned()
            }
            Self::NotAllowed => "Your account on the help desk isn’t allowed to do this. Ask its administrator for \
                                 permission, or use another account."
                .to_owned(),
            Self::Gone {
                merged_into: Some(ticket),
            } => {
                format!("This ticket was merged into {ticket}. Open that one. What you wrote is saved here.")
            }
            Self::Gone { merged_into: None } => "The help desk no longer shows this. It may have been deleted, moved \
                                                 or hidden from your account. What you wrote is saved here."
                .to_owned(),
            Self::Refused { reason } if reason.is_empty() => {
                "The help desk refused this and gave no reason. Try it in the help desk itself.".to_owned()
            }
            Self::Refused { reason } => format!("The help desk refused this: {reason}"),
            Self::TooMany { retry_after } => format!(
                "The help desk is getting too many requests. Dutydesk will try again in {}.",
                in_words(*retry_after)
            ),
            Self::Unavailable => "The help desk can’t answer at the moment. Dutydesk will try again.".to_owned(),
            Self::TimedOut => "The help desk didn’t answer in time. Dutydesk will try again.".to_owned(),
            Self::Unknown => "Dutydesk couldn’t find out whether this arrived, so it won’t send it again by itself. \
                              Look at the ticket, then decide."
                .to_owned(),
            Self::Unproven => {
                "Something answered, but the answer doesn’t say that the help desk took this, so Dutydesk \
                               looks for it there before it sends it again."
                    .to_owned()
            }
            Self::Tls => "Couldn’t connect safely to the help desk: its certificate isn’t trusted. Nothing was sent. \
                          Check the address and this computer’s clock, or ask whoever runs the server."
                .to_owned(),
            Self::TooLarge => {
                "The help desk’s answer is too large for Dutydesk. Open it in the help desk itself.".to_owned()
            }
            Self::Malformed => "Dutydesk couldn’t understand the help desk’s answer. Nothing was changed.".to_owned(),
            Self::ElsewhereRedirect => "The help desk redirects to another address, which Dutydesk doesn’t follow. \
                                        Enter the address that you see in the browser after signing in."
                .to_owned(),
        }
    }

    /// The same where nothing is tried again by itself: for a test, or an account that isn't there yet.
    pub fn sentence_of_a_test(&self) -> String {
        match self {
            Self::TooMany { retry_after } => format!(
                "The help desk is getting too many requests. Try again in {}.",
                in_words(*retry_after)
            ),
            Self::Unavailable => "The help desk can’t answer at the moment. Try again later.".to_owned(),
            Self::TimedOut => "The help desk didn’t answer in time. Check the address, then try again.".to_owned(),
            _ => self.sentence(),
        }
    }

    /// Whether a write that ended so may be on the help desk all the same.
    pub const fn may_have_arrived(&self) -> bool {
        matches!(self, Self::Unknown | Self::Unproven)
    }

    /// Whether waiting may help, with nothing for a person to do.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::TooMany { .. } | Self::Unavailable | Self::TimedOut => true,
            Self::WrongAddress(problem) => problem.is_passing(),
            _ => false,
        }
    }
}

impl AddressProblem {
    fn sentence(self) -> &'static str {
        match self {
            Self::NotAnAddress => {
                "This isn’t a web address. Enter the one you use in the browser, for example https://help.example.org."
            }
            Self::NotEncrypted => {
                "This address isn’t encrypted, so somebody else could read the token. Use https:// instead of http://."
            }
            Self::UnknownHost => {
                "Couldn’t find a server with this name. Check the spelling of the address, and whether this computer \
                 is online."
            }
            Self::NoConnection => {
                "Couldn’t reach the server. It may be down, this computer may be offline, or the address or port may \
                 be wrong."
            }
        }
    }

    fn is_passing(self) -> bool {
        matches!(self, Self::UnknownHost | Self::NoConnection)
    }
}

fn in_words(wait: Duration) -> String {
    match wait.as_secs() {
        0..=1 => "a second".to_owned(),
        seconds @ 2..=90 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", seconds.div_ceil(60)),
    }
}
