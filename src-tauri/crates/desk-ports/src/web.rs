//! Addresses that may be opened in the browser, checked before anything sees them.

use std::fmt;

use url::Url;

/// An address that is safe to hand to the browser: `https`, `http` or `mailto`, with a host that can
/// be shown, and without a name or password in it.
///
/// What is opened is exactly [`WebAddress::as_str`], whose host is exactly [`WebAddress::host`].
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct WebAddress {
    text: String,
    host: String,
}

/// Why an address is not opened. `Display` is a sentence for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// Another scheme: it could start any program.
    #[error(
        "Dutydesk only opens addresses that begin with https://, http:// or mailto:. Copy this one if you trust it."
    )]
    Scheme,
    /// A user name or password before the host, which makes one host look like another.
    #[error("This address has a user name before its host, which can hide where it leads. It wasn’t opened.")]
    UserInfo,
    /// Not an address that can be read in one way only.
    #[error("This isn’t a complete web address. It wasn’t opened.")]
    Malformed,
}

impl WebAddress {
    /// The longest address, in bytes.
    pub const MAX_LEN: usize = 8192;

    /// Checks an address that came from outside.
    ///
    /// Of a `mailto:` address the receiver and the subject are kept; other fields, such as `attach`
    /// and `bcc`, are dropped.
    ///
    /// # Errors
    /// [`AddressError`], as it says.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        // The URL standard forgives backslashes, blanks and control characters. Other readers do not,
        // and then see another host.
        if text.len() > Self::MAX_LEN || text.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\') {
            return Err(AddressError::Malformed);
        }
        let url = Url::parse(text).map_err(|_| AddressError::Malformed)?;
        match url.scheme() {
            "https" | "http" => Self::page(text, &url),
            "mailto" => Self::mail(&url),
            _ => Err(AddressError::Scheme),
        }
    }

    fn page(text: &str, url: &Url) -> Result<Self, AddressError> {
        let slashes = text
            .get(url.scheme().len()..)
            .is_some_and(|rest| rest.starts_with("://"));
        if !slashes {
            return Err(AddressError::Malformed);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(AddressError::UserInfo);
        }
        let host = url.host_str().ok_or(AddressError::Malformed)?;
        Ok(Self {
            text: url.to_string(),
            host: host.to_owned(),
        })
    }

    fn mail(url: &Url) -> Result<Self, AddressError> {
        let (_, host) = url.path().rsplit_once('@').ok_or(AddressError::Malformed)?;
        if host.is_empty() || url.path().contains(['?', ',', '&']) {
            return Err(AddressError::Malformed);
        }
        let host = host.to_owned();
        let fields = url
            .query()
            .unwrap_or_default()
            .split('&')
            .filter_map(|field| field.split_once('='));
        let subject = fields.into_iter().find(|(key, _)| key.eq_ignore_ascii_case("subject"));
        let subject = subject.map(|(_, value)| format!("subject={value}"));
        let mut kept = url.clone();
        kept.set_fragment(None);
        kept.set_query(subject.as_deref());
        Ok(Self {
            text: kept.to_string(),
            host,
        })
    }

    /// The whole address, as it is handed to the browser.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The host, to be shown before the address is opened. Letters outside ASCII are punycode.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }
}

/// Shows the host only: the rest may carry a token.
impl fmt::Debug for WebAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "WebAddress({})", self.host)
    }
}

/// The browser could not be started. `Display` is a sentence for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("The browser couldn’t be started. Copy the address and open it by hand.")]
pub struct OpenError;

/// The program that shows web pages and writes email.
pub trait Opener: Send + Sync {
    /// Opens a checked address and returns at once.
    ///
    /// # Errors
    /// [`OpenError`] when no program could be started. Whether the page was shown is not known.
    fn open(&self, address: &WebAddress) -> Result<(), OpenError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(text: &str) -> Result<(String, String), AddressError> {
        WebAddress::parse(text).map(|address| (address.as_str().to_owned(), address.host().to_owned()))
    }

    #[test]
    fn the_host_that_is_shown_is_the_host_that_is_opened() {
        let cases = [
            ("https://example.org", "https://example.org/", "example.org"),
            (
                "HTTP://Example.org:8080/a?b=c#d",
                "http://example.org:8080/a?b=c#d",
                "example.org",
            ),
            (
                "https://bücher.example/",
                "https://xn--bcher-kva.example/",
                "xn--bcher-kva.example",
            ),
            ("https://аpple.com", "https://xn--pple-43d.com/", "xn--pple-43d.com"),
        ];
        for (text, whole, host) in cases {
            assert_eq!(opened(text), Ok((whole.to_owned(), host.to_owned())));
        }
    }

    #[test]
    fn of_mail_the_receiver_and_the_subject_are_kept() {
        let hostile = "mailto:team+eu@example.org?attach=/etc/passwd&Subject=Disk%20full&bcc=x@evil.example#f";
        let (whole, host) = opened(hostile).expect("mail may be opened");
        assert_eq!(whole, "mailto:team+eu@example.org?subject=Disk%20full");
        assert_eq!(host, "example.org");
        for wrong in ["mailto:", "mailto:team", "mailto:a@b,c@d"] {
            assert_eq!(opened(wrong), Err(AddressError::Malformed), "{wrong}");
        }
    }

    #[test]
    fn f74_hostile_addresses_are_refused() {
        use AddressError::{Malformed, Scheme, UserInfo};
        let cases = [
            ("file:///etc/passwd", Scheme),
            ("smb://host/share", Scheme),
            ("javascript:alert(1)", Scheme),
            ("data:text/html,x", Scheme),
            ("vbscript:x", Scheme),
            ("ms-msdt:/id", Scheme),
            ("https://bank.example@evil.example/", UserInfo),
            ("https://user:pw@evil.example/", UserInfo),
            ("https:evil.example", Malformed),
            ("https:/evil.example", Malformed),
            ("https:\\\\evil.example", Malformed),
            ("\\\\host\\share", Malformed),
            ("https://exa\tmple.org", Malformed),
            (" https://example.org", Malformed),
            ("https://", Malformed),
            ("example.org", Malformed),
            ("--help", Malformed),
            ("", Malformed),
        ];
        for (text, why) in cases {
            assert_eq!(opened(text), Err(why), "{text:?}");
        }
        assert_eq!(
            opened(&format!("https://example.org/{}", "x".repeat(WebAddress::MAX_LEN))),
            Err(Malformed)
        );
    }

    #[test]
    fn debug_shows_the_host_only() {
        let address = WebAddress::parse("https://example.org/?token=c4nary").expect("a good address");
        assert_eq!(format!("{address:?}"), "WebAddress(example.org)");
    }
}
