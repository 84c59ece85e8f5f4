//! The configured address of an outside system, and the one origin that requests may go to.

use std::net::IpAddr;

use url::{Host, Url};

use crate::{AddressProblem, DeskError};

/// An address that was checked: https, or http on this very machine; no name, password, query or fragment; its path
/// ends with a slash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Base(Url);

impl Base {
    /// Reads what a person typed: a missing scheme is https.
    pub(crate) fn parse(typed: &str) -> Result<Self, DeskError> {
        let mut url = Self::parse_whole(typed)?;
        url.set_query(None);
        url.set_fragment(None);
        with_path(url)
    }

    /// The same, but with path and query as they were typed.
    pub(crate) fn parse_whole(typed: &str) -> Result<Url, DeskError> {
        let typed = typed.trim();
        let text = if typed.contains("://") {
            typed.to_owned()
        } else {
            format!("https://{typed}")
        };
        let url = Url::parse(&text).map_err(|_| not_an_address())?;
        if !url.has_host() || !url.username().is_empty() || url.password().is_some() {
            return Err(not_an_address());
        }
        match url.scheme() {
            "https" => Ok(url),
            "http" if is_loopback(&url) => Ok(url),
            "http" => Err(DeskError::WrongAddress(AddressProblem::NotEncrypted)),
            _ => Err(not_an_address()),
        }
    }

    /// The same address without a trailing part that people copy along.
    pub(crate) fn without(self, tail: &str) -> Self {
        let path = self.0.path().trim_end_matches('/').to_owned();
        match path.strip_suffix(tail) {
            Some(shorter) => {
                let mut url = self.0;
                url.set_path(&format!("{}/", shorter.trim_end_matches('/')));
                Self(url)
            }
            None => self,
        }
    }

    /// An address below this one.
    pub(crate) fn join(&self, path: &str) -> Result<Url, DeskError> {
        let url = self.0.join(path).map_err(|_| DeskError::Malformed)?;
        if self.allows(&url) {
            Ok(url)
        } else {
            Err(DeskError::ElsewhereRedirect)
        }
    }

    /// Its path, as it was typed.
    pub(crate) fn path(&self) -> &str {
        self.0.path().trim_end_matches('/')
    }

    /// Whether a request may go there: same scheme, host and port.
    pub(crate) fn allows(&self, url: &Url) -> bool {
        self.0.origin() == url.origin() && url.username().is_empty() && url.password().is_none()
    }

    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.0)
    }
}

/// Scheme, host and port of an address as a person types it, for comparing; `None` where it is no address that a secret
/// may go to.
#[must_use]
pub fn origin(typed: &str) -> Option<String> {
    Some(Base::parse(typed).ok()?.0.origin().ascii_serialization())
}

/// Whether an address carries more than the place of a server: what stands behind a `?` or `#` is never sent, but would
/// be saved and shown, and it may be a secret.
#[must_use]
pub fn has_more_than_a_place(typed: &str) -> bool {
    typed.contains(['?', '#'])
}

fn with_path(mut url: Url) -> Result<Base, DeskError> {
    if !url.path().ends_with('/') {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(Base(url))
}

fn not_an_address() -> DeskError {
    DeskError::WrongAddress(AddressProblem::NotAnAddress)
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_people_type_becomes_an_address() {
        for (typed, becomes) in [
            ("help.example.org", "https://help.example.org/"),
            (" https://help.example.org/rt ", "https://help.example.org/rt/"),
            ("https://help.example.org/rt/REST/2.0/", "https://help.example.org/rt/"),
            ("https://help.example.org/?a=b#c", "https://help.example.org/"),
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080/"),
            ("http://[::1]:8080", "http://[::1]:8080/"),
            ("http://localhost:8080/", "http://localhost:8080/"),
        ] {
            assert_eq!(Base::parse(typed).unwrap().without("/REST/2.0").0.as_str(), becomes);
        }
    }

    #[test]
    fn r23_20_what_stands_behind_the_place_of_a_server_is_noticed() {
        for typed in [
            "http://127.0.0.1:8099/?token=SECRET",
            "https://rt.example.org/rt?",
            "rt.example.org/#access_token=SECRET",
        ] {
            assert!(has_more_than_a_place(typed), "{typed}");
        }
        for typed in ["https://rt.example.org/rt/", "rt.example.org", "http://[::1]:8080"] {
            assert!(!has_more_than_a_place(typed), "{typed}");
        }
    }

    #[test]
    fn t7_an_address_that_would_leak_the_token_is_refused() {
        for (typed, problem) in [
            ("http://help.example.org", AddressProblem::NotEncrypted),
            ("http://localhost.example.org", AddressProblem::NotEncrypted),
            ("http://127.0.0.1.example.org", AddressProblem::NotEncrypted),
            ("ftp://help.example.org", AddressProblem::NotAnAddress),
            ("https://me:secret@help.example.org", AddressProblem::NotAnAddress),
            ("file:///etc/passwd", AddressProblem::NotAnAddress),
            ("", AddressProblem::NotAnAddress),
            ("not a host", AddressProblem::NotAnAddress),
        ] {
            assert_eq!(Base::parse(typed), Err(DeskError::WrongAddress(problem)), "{typed}");
        }
    }

    #[test]
    fn f23_only_the_configured_origin_is_allowed() {
        let base = Base::parse("https://help.example.org/rt").unwrap();
        for elsewhere in [
            "http://help.example.org/rt/",
            "https://help.example.org:8443/rt/",
            "https://evil.example.org/rt/",
            "//evil.example.org/rt/",
            "https://help.example.org@evil.example.org/",
            "https://me@help.example.org/rt/",
            "http://169.254.169.254/latest/meta-data",
        ] {
            assert!(base.join(elsewhere).is_err(), "{elsewhere}");
        }
        assert!(base.join("REST/2.0/rt").is_ok());
        assert!(base.join("https://help.example.org:443/x").is_ok());
    }
}
