//! The one HTTP client. It only connects to the configured origin, limits sizes and times, waits if it is asked to, and
//! says whether a failed write may have arrived.

use std::error::Error as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::time::Duration;

use backon::{ExponentialBuilder, Retryable};
use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{self, HeaderMap, HeaderValue};
use reqwest::{Client, RequestBuilder, Response, StatusCode, multipart, redirect, retry};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use tokio::time::Instant;
use url::Url;

use crate::address::Base;
use crate::{AddressProblem, DeskError};

/// Times and sizes of a connection. The defaults suit a help desk across the internet; tests shorten them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpLimits {
    /// Until a connection is made.
    pub connect: Duration,
    /// Until what was sent is acknowledged by the other machine, however long its answer takes: a cable that was cut is
    /// noticed then. Linux only.
    pub unheard: Duration,
    /// Between two pieces of an answer.
    pub idle: Duration,
    /// From the first byte sent to the last one read.
    pub whole: Duration,
    /// The largest body taken, in bytes after decompression.
    pub body: usize,
    /// How often a read is tried again after 429, 423, 5xx or a broken connection.
    pub retries: usize,
    /// The first wait between two tries; it doubles, with jitter.
    pub first_wait: Duration,
    /// The longest wait inside one call; a server that asks for more ends the call with [`DeskError::TooMany`].
    pub longest_wait: Duration,
    /// `Retry-After` is taken as at least this.
    pub shortest_pause: Duration,
    /// `Retry-After` is taken as at most this.
    pub longest_pause: Duration,
}

impl Default for HttpLimits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            unheard: Duration::from_secs(5),
            idle: Duration::from_secs(30),
            whole: Duration::from_secs(60),
            body: 32 * 1024 * 1024,
            retries: 2,
            first_wait: Duration::from_millis(500),
            longest_wait: Duration::from_secs(10),
            shortest_pause: Duration::from_secs(1),
            longest_pause: Duration::from_secs(15 * 60),
        }
    }
}

/// How many redirects inside the origin a read follows.
const REDIRECTS: usize = 4;

/// One account's way to its server. Requests go one after the other.
pub(crate) struct Http {
    client: Client,
    base: Base,
    /// `None`: nobody is signed in.
    authorization: Option<HeaderValue>,
    /// What the server must not get into our files or onto the screen by saying it back.
    token: Option<SecretString>,
    limits: HttpLimits,
    turn: Semaphore,
    paused_until: Mutex<Option<Instant>>,
    token_refused: AtomicBool,
    /// Milliseconds that the server's clock is ahead; [`UNSET`] before the first answer.
    clock_offset: AtomicI64,
}

const UNSET: i64 = i64::MIN;

/// An answer whose status the connector has to interpret.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) location: Option<String>,
    pub(crate) body: Vec<u8>,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Read,
    Write,
}

impl Http {
    /// A client for `base` that sends `scheme token` as its authorization.
    pub(crate) fn new(base: Base, scheme: &str, token: &SecretString, limits: HttpLimits) -> Result<Self, DeskError> {
        let mut authorization = HeaderValue::from_str(&format!("{scheme} {}", token.expose_secret().trim()))
            .map_err(|_| DeskError::TokenRefused)?;
        authorization.set_sensitive(true);
        let mut http = Self::with(base, Some(authorization), limits)?;
        http.token = Some(SecretString::from(token.expose_secret().trim()));
        Ok(http)
    }

    /// A client for `base` that signs in nowhere.
    pub(crate) fn anonymous(base: Base, limits: HttpLimits) -> Result<Self, DeskError> {
        Self::with(base, None, limits)
    }

    fn with(base: Base, authorization: Option<HeaderValue>, limits: HttpLimits) -> Result<Self, DeskError> {
        let mut client = Client::builder()
            .connect_timeout(limits.connect)
            .read_timeout(limits.idle)
            .timeout(limits.whole)
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .https_only(!base.is_loopback())
            .user_agent(concat!("Dutydesk/", env!("CARGO_PKG_VERSION")));
        #[cfg(any(target_os = "linux", target_os = "android"))]
        {
            client = client.tcp_user_timeout(limits.unheard);
        }
        if base.is_loopback() {
            // A proxy for plain http would read the token.
            client = client.no_proxy();
        }
        Ok(Self {
            client: client.build().map_err(|_| DeskError::Tls)?,
            base,
            authorization,
            token: None,
            limits,
            turn: Semaphore::new(1),
            paused_until: Mutex::new(None),
            token_refused: AtomicBool::new(false),
            clock_offset: AtomicI64::new(UNSET),
        })
    }

    /// Lets requests out again after a refused token, for a person who tests the account.
    pub(crate) fn forget_refusal(&self) {
        self.token_refused.store(false, Ordering::Relaxed);
    }

    /// How far the server's clock was ahead of ours at its last answer.
    pub(crate) fn clock_offset(&self) -> Option<TimeDelta> {
        match self.clock_offset.load(Ordering::Relaxed) {
            UNSET => None,
            ahead => Some(TimeDelta::milliseconds(ahead)),
        }
    }

    /// Reads `path` with `query`, again and again within the limits while the server is only busy.
    pub(crate) async fn get(&self, path: &str, query: &[(&str, &str)]) -> Result<Answer, DeskError> {
        let mut url = self.base.join(path)?;
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let waits = ExponentialBuilder::new()
            .with_jitter()
            .with_min_delay(self.limits.first_wait)
            .with_max_delay(self.limits.longest_wait)
            .with_max_times(self.limits.retries);
        (|| self.get_once(url.clone()))
            .retry(waits)
            .sleep(tokio::time::sleep)
            .when(|error| matches!(error, DeskError::TooMany { .. } | DeskError::Unavailable))
            .adjust(|error, wait| self.wait_for(error, wait?))
            .await
    }

    /// The wait before the next try; `None` ends the trying.
    fn wait_for(&self, error: &DeskError, wait: Duration) -> Option<Duration> {
        match error {
            DeskError::TooMany { retry_after } if *retry_after > self.limits.longest_wait => None,
            DeskError::TooMany { retry_after } => Some(wait.max(*retry_after)),
            _ => Some(wait),
        }
    }

    async fn get_once(&self, mut url: Url) -> Result<Answer, DeskError> {
        for _ in 0..=REDIRECTS {
            let answer = self.exchange(self.client.get(url.clone()), Kind::Read).await?;
            if !answer.status.is_redirection() {
                return Ok(answer);
            }
            url = self.redirected(&url, answer.location.as_deref())?;
        }
        Err(DeskError::NotThisHelpDesk)
    }

    fn redirected(&self, from: &Url, location: Option<&str>) -> Result<Url, DeskError> {
        let target = location
            .and_then(|location| from.join(location).ok())
            .ok_or(DeskError::NotThisHelpDesk)?;
        if self.base.allows(&target) {
            Ok(target)
        } else {
            Err(DeskError::ElsewhereRedirect)
        }
    }

    /// Requests `url` once and only looks at the status.
    pub(crate) async fn knock(&self, url: Url) -> Result<StatusCode, DeskError> {
        let sent = self.client.get(url).send().await;
        Ok(sent.map_err(|error| not_exchanged(&error, Kind::Read))?.status())
    }

    /// Writes JSON with POST. Never repeated.
    pub(crate) async fn post(&self, path: &str, body: &serde_json::Value) -> Result<Answer, DeskError> {
        self.write(self.client.post(self.base.join(path)?).json(body)).await
    }

    /// Writes a form with files with POST. Never repeated.
    pub(crate) async fn post_form(&self, path: &str, form: multipart::Form) -> Result<Answer, DeskError> {
        self.write(self.client.post(self.base.join(path)?).multipart(form))
            .await
    }

    /// Writes JSON with PUT. Never repeated.
    pub(crate) async fn put(&self, path: &str, body: &serde_json::Value) -> Result<Answer, DeskError> {
        self.write(self.client.put(self.base.join(path)?).json(body)).await
    }

    async fn write(&self, request: RequestBuilder) -> Result<Answer, DeskError> {
        let answer = self.exchange(request, Kind::Write).await?;
        if answer.status.is_redirection() {
            // Whoever redirects may have passed it on first.
            return Err(DeskError::Unproven);
        }
        Ok(answer)
    }

    async fn exchange(&self, request: RequestBuilder, kind: Kind) -> Result<Answer, DeskError> {
        let _turn = self.turn.acquire().await.map_err(|_| DeskError::Unavailable)?;
        self.may_send().await?;
        let request = match &self.authorization {
            Some(authorization) => request.header(header::AUTHORIZATION, authorization.clone()),
            None => request,
        };
        let sent = request.header(header::ACCEPT, "application/json").send().await;
        let response = sent.map_err(|error| not_exchanged(&error, kind))?;
        self.note_clock(response.headers());
        self.judge(response, kind).await
    }

    /// Holds a request back while the account is paused or its token refused.
    async fn may_send(&self) -> Result<(), DeskError> {
        if self.token_refused.load(Ordering::Relaxed) {
            return Err(DeskError::TokenRefused);
        }
        let left = self
            .pause()
            .map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()));
        if left > self.limits.longest_wait {
            return Err(DeskError::TooMany { retry_after: left });
        }
        tokio::time::sleep(left).await;
        Ok(())
    }

    async fn judge(&self, response: Response, kind: Kind) -> Result<Answer, DeskError> {
        let status = response.status();
        tracing::debug!(status = status.as_u16(), write = kind == Kind::Write, "answered");
        match status {
            StatusCode::UNAUTHORIZED => {
                self.token_refused.store(true, Ordering::Relaxed);
                Err(DeskError::TokenRefused)
            }
            StatusCode::FORBIDDEN => Err(DeskError::NotAllowed),
            StatusCode::TOO_MANY_REQUESTS => Err(self.pause_for(response.headers())),
            StatusCode::LOCKED => Err(DeskError::Unavailable),
            StatusCode::REQUEST_TIMEOUT => Err(unknown_or(DeskError::TimedOut, kind)),
            StatusCode::PAYLOAD_TOO_LARGE => Err(DeskError::TooLarge),
            // It will be done later, or not at all.
            StatusCode::ACCEPTED => Err(unknown_or(DeskError::NotThisHelpDesk, kind)),
            _ if status.is_server_error() => Err(unknown_or(DeskError::Unavailable, kind)),
            _ if status.is_redirection() => Ok(Answer {
                status,
                location: location(&response),
                body: Vec::new(),
            }),
            _ => self.answer(response, kind).await,
        }
    }

    /// Takes the body of an answer that should be JSON.
    async fn answer(&self, response: Response, kind: Kind) -> Result<Answer, DeskError> {
        let status = response.status();
        let location = location(&response);
        let body = if is_json(response.headers()) {
            self.body(response).await
        } else if status == StatusCode::GONE {
            Err(DeskError::Gone { merged_into: None })
        } else {
            Err(DeskError::NotThisHelpDesk)
        };
        match body {
            Ok(body) => Ok(Answer { status, location, body }),
            Err(error) if kind == Kind::Read || status.is_client_error() => Err(error),
            // A write was accepted when the server names what it made, even if the rest of its answer got lost.
            Err(_) if location.is_some() => Ok(Answer {
                status,
                location,
                body: Vec::new(),
            }),
            Err(DeskError::Unavailable | DeskError::TimedOut) => Err(DeskError::Unknown),
            Err(_) => Err(DeskError::Unproven),
        }
    }

    async fn body(&self, mut response: Response) -> Result<Vec<u8>, DeskError> {
        let cap = self.limits.body;
        if response.content_length().is_some_and(|length| length > cap as u64) {
            return Err(DeskError::TooLarge);
        }
        let mut body = Vec::new();
        while let Some(piece) = response.chunk().await.map_err(|error| not_read(&error))? {
            if body.len() + piece.len() > cap {
                return Err(DeskError::TooLarge);
            }
            body.extend_from_slice(&piece);
        }
        Ok(match &self.token {
            Some(token) => without(body, token.expose_secret().as_bytes()),
            None => body,
        })
    }

    fn pause(&self) -> Option<Instant> {
        *self
            .paused_until
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn pause_for(&self, headers: &HeaderMap) -> DeskError {
        let asked = headers.get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        let retry_after = asked
            .and_then(|text| retry_after(text, now() + self.clock_offset().unwrap_or_default()))
            .unwrap_or(self.limits.shortest_pause)
            .clamp(self.limits.shortest_pause, self.limits.longest_pause);
        let until = Instant::now() + retry_after;
        *self
            .paused_until
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner) = Some(until);
        DeskError::TooMany { retry_after }
    }

    fn note_clock(&self, headers: &HeaderMap) {
        let date = headers.get(header::DATE).and_then(|value| value.to_str().ok());
        if let Some(theirs) = date.and_then(http_date) {
            self.clock_offset
                .store((theirs - now()).num_milliseconds(), Ordering::Relaxed);
        }
    }
}

/// The shortest token that is looked for in what a server says: a shorter one could be part of any word.
const SHORTEST_TOKEN: usize = 8;
const TOKEN_WAS_HERE: &[u8] = b"(token)";

/// A body in which a server says our own token back, without it.
fn without(body: Vec<u8>, token: &[u8]) -> Vec<u8> {
    let Some((first, rest)) = token.split_first().filter(|_| token.len() >= SHORTEST_TOKEN) else {
        return body;
    };
    let (mut cleaned, mut copied, mut at) = (Vec::new(), 0, 0);
    while let Some(found) = body[at..].iter().position(|byte| byte == first) {
        at += found + 1;
        if body[at..].starts_with(rest) {
            cleaned.extend_from_slice(&body[copied..at - 1]);
            cleaned.extend_from_slice(TOKEN_WAS_HERE);
            at += rest.len();
            copied = at;
        }
    }
    if copied == 0 {
        return body;
    }
    cleaned.extend_from_slice(&body[copied..]);
    cleaned
}

fn unknown_or(read: DeskError, kind: Kind) -> DeskError {
    match kind {
        Kind::Read => read,
        Kind::Write => DeskError::Unknown,
    }
}

/// No answer came. Unless the connection never stood, a write may have arrived.
fn not_exchanged(error: &reqwest::Error, kind: Kind) -> DeskError {
    if error.is_builder() {
        return DeskError::Malformed;
    }
    if !error.is_connect() {
        let read = if error.is_timeout() {
            DeskError::TimedOut
        } else {
            DeskError::Unavailable
        };
        return unknown_or(read, kind);
    }
    if error.is_dns() {
        DeskError::WrongAddress(AddressProblem::UnknownHost)
    } else if is_tls(error) {
        DeskError::Tls
    } else if error.is_timeout() {
        DeskError::TimedOut
    } else {
        DeskError::WrongAddress(AddressProblem::NoConnection)
    }
}

/// The connector does not name the TLS library, so its errors are known by what they say.
fn is_tls(error: &reqwest::Error) -> bool {
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string().to_ascii_lowercase();
        if ["certificate", "tls", "handshake", "corrupt message"]
            .iter()
            .any(|sign| text.contains(sign))
        {
            return true;
        }
        source = cause.source();
    }
    false
}

fn not_read(error: &reqwest::Error) -> DeskError {
    if error.is_timeout() {
        DeskError::TimedOut
    } else if error.is_decode() && is_bad_compression(error) {
        DeskError::Malformed
    } else {
        DeskError::Unavailable
    }
}

fn is_bad_compression(error: &reqwest::Error) -> bool {
    let io = error
        .source()
        .and_then(|source| source.downcast_ref::<std::io::Error>());
    io.is_some_and(|io| {
        matches!(
            io.kind(),
            std::io::ErrorKind::InvalidData | std::io::ErrorKind::InvalidInput
        )
    })
}

fn location(response: &Response) -> Option<String> {
    response
        .headers()
        .get(header::LOCATION)?
        .to_str()
        .ok()
        .map(str::to_owned)
}

fn is_json(headers: &HeaderMap) -> bool {
    let value = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}

/// `Retry-After` in either form of RFC 9110, section 10.2.3; `None` when it is neither.
fn retry_after(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    (http_date(text)? - now).to_std().ok()
}

fn http_date(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc2822(text).ok().map(|date| date.to_utc())
}

/// Now. Chrono's own `now` ends the program where the clock is before 1970.
pub(crate) fn now() -> DateTime<Utc> {
    std::time::SystemTime::now().into()
}

#[cfg(test)]
mod tests;
