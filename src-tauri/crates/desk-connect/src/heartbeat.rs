//! The heartbeat: a request without content to an address that somebody monitors. If the requests stop, somebody is
//! alerted.

use std::time::Duration;

use url::Url;

use crate::address::Base;
use crate::http::{Http, HttpLimits};
use crate::{AddressProblem, DeskError};

/// From the first byte sent to the status read.
const LIMIT: Duration = Duration::from_secs(10);

/// Why a beat did not arrive, or its address is not taken. `Display` is a sentence for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HeartbeatError {
    /// It is no address, or one with a name and password.
    #[error("This isn’t a web address. Enter the one that your monitoring service gives you.")]
    NotAnAddress,
    /// It is http, and not of this machine.
    #[error("This address isn’t encrypted. Use https:// instead of http://.")]
    NotEncrypted,
    /// No connection, or no answer in time.
    #[error("Nobody answered. Check the address, and whether this computer is online.")]
    NoAnswer,
    /// The certificate is not trusted.
    #[error("Couldn’t connect safely: the certificate isn’t trusted. Check the address and this computer’s clock.")]
    Tls,
    /// The answer is a redirect.
    #[error("The address redirects to another one, which Dutydesk doesn’t follow. Enter that one instead.")]
    Elsewhere,
    /// The answer is another status than 2xx.
    #[error("The service answered with status {0}. Check the address.")]
    Refused(u16),
}

impl From<DeskError> for HeartbeatError {
    fn from(error: DeskError) -> Self {
        match error {
            DeskError::WrongAddress(AddressProblem::NotAnAddress) => Self::NotAnAddress,
            DeskError::WrongAddress(AddressProblem::NotEncrypted) => Self::NotEncrypted,
            DeskError::Tls => Self::Tls,
            _ => Self::NoAnswer,
        }
    }
}

/// An address for heartbeats: https, or http on this computer, without a name or password. Its path often identifies
/// the monitored system, so only its host is printed.
#[derive(Clone, PartialEq, Eq)]
pub struct HeartbeatAddress(Url);

impl HeartbeatAddress {
    /// Checks what a person typed.
    ///
    /// # Errors
    /// [`HeartbeatError::NotAnAddress`], [`HeartbeatError::NotEncrypted`].
    pub fn parse(typed: &str) -> Result<Self, HeartbeatError> {
        Ok(Self(Base::parse_whole(typed)?))
    }

    /// The address, to be kept and shown to the person who typed it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The host alone, for logs.
    #[must_use]
    pub fn host(&self) -> &str {
        self.0.host_str().unwrap_or_default()
    }
}

impl std::fmt::Debug for HeartbeatAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("HeartbeatAddress").field(&self.host()).finish()
    }
}

/// Beats once: a GET without cookies, query of ours or body. A redirect is not followed, the answer's body not read.
///
/// # Errors
/// [`HeartbeatError`], within ten seconds; any status but 2xx is one.
pub async fn beat(address: &HeartbeatAddress) -> Result<(), HeartbeatError> {
    let limits = HttpLimits {
        connect: LIMIT,
        idle: LIMIT,
        whole: LIMIT,
        ..HttpLimits::default()
    };
    let base = Base::parse(address.as_str())?;
    let status = Http::anonymous(base, limits)?.knock(address.0.clone()).await?;
    match status {
        _ if status.is_success() => Ok(()),
        _ if status.is_redirection() => Err(HeartbeatError::Elsewhere),
        _ => Err(HeartbeatError::Refused(status.as_u16())),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::fault_server::{FaultServer, Reply};

    async fn answered(status: &'static str, headers: &'static str) -> (Result<(), HeartbeatError>, Vec<String>) {
        let server = FaultServer::start(move |_| Reply::with(status, headers, b"OK")).await;
        let address = HeartbeatAddress::parse(&format!("{}/ping/5f1c-secret?rid=1", server.url())).unwrap();
        let outcome = beat(&address).await;
        (
            outcome,
            server.seen().iter().map(|request| request.head.clone()).collect(),
        )
    }

    #[tokio::test]
    async fn a_beat_is_one_request_that_carries_nothing() {
        let (outcome, heads) = answered("200 OK", "Content-Type: text/plain\r\n").await;
        assert_eq!(outcome, Ok(()));
        assert_eq!(heads.len(), 1);
        let head = heads[0].to_lowercase();
        assert!(head.starts_with("get /ping/5f1c-secret?rid=1 http"), "{head}");
        for absent in ["authorization", "cookie", "content-length", "referer"] {
            assert!(!head.contains(absent), "{absent}: {head}");
        }
    }

    #[tokio::test]
    async fn a_redirect_is_not_followed_and_an_error_is_one() {
        for (status, error) in [
            ("302 Found", HeartbeatError::Elsewhere),
            ("404 Not Found", HeartbeatError::Refused(404)),
            ("500 Internal Server Error", HeartbeatError::Refused(500)),
        ] {
            let (outcome, heads) = answered(status, "Location: /elsewhere\r\n").await;
            assert_eq!(outcome, Err(error));
            assert_eq!(heads.len(), 1, "{status}: once");
        }
    }

    #[test]
    fn only_encrypted_addresses_or_this_machine_are_taken() {
        let problem = |typed: &str| HeartbeatAddress::parse(typed).unwrap_err();
        assert_eq!(problem("http://hc.example.org/x"), HeartbeatError::NotEncrypted);
        for typed in ["ftp://hc.example.org/", "https://me:pw@hc.example.org/", "https://", ""] {
            assert_eq!(problem(typed), HeartbeatError::NotAnAddress, "{typed}");
        }
        let taken = HeartbeatAddress::parse("https://hc.example.org/ping/5f1c-secret").unwrap();
        assert_eq!(taken.as_str(), "https://hc.example.org/ping/5f1c-secret");
        assert!(!format!("{taken:?}").contains("secret"), "{taken:?}");
    }
}
