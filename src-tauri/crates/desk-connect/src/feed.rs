//! The bank-holiday feed of a policy: one public document, read as carefully as everything else.

use crate::DeskError;
use crate::address::Base;
use crate::http::{Http, HttpLimits};

/// The GOV.UK feed has some 40 kB.
const LARGEST: usize = 1024 * 1024;

/// Reads the feed at `address`, for example `https://www.gov.uk/bank-holidays.json`. Nothing is sent but the request.
///
/// # Errors
/// As every read: see [`DeskError`].
pub async fn bank_holidays(address: &str, limits: HttpLimits) -> Result<String, DeskError> {
    let base = Base::parse(address)?;
    let path = base.path().to_owned();
    let http = Http::anonymous(
        base,
        HttpLimits {
            body: LARGEST,
            ..limits
        },
    )?;
    let answer = http.get(&path, &[]).await?;
    String::from_utf8(answer.body).map_err(|_| DeskError::Malformed)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::fault_server::{FaultServer, Reply};

    fn quick() -> HttpLimits {
        HttpLimits {
            whole: Duration::from_secs(2),
            retries: 0,
            ..HttpLimits::default()
        }
    }

    #[tokio::test]
    async fn the_feed_is_read_with_its_own_path_and_nobody_signed_in() {
        let server = FaultServer::start(|_| Reply::with("200 OK", "Content-Type: application/json\r\n", b"{}")).await;
        let address = format!("{}/bank-holidays.json", server.url());
        assert_eq!(bank_holidays(&address, quick()).await.unwrap(), "{}");
        let seen = server.seen();
        assert!(seen[0].head.starts_with("GET /bank-holidays.json "), "{}", seen[0].head);
        assert!(
            !seen[0].head.to_lowercase().contains("authorization"),
            "{}",
            seen[0].head
        );
    }

    #[tokio::test]
    async fn a_page_that_asks_to_sign_in_is_no_feed() {
        let server = FaultServer::start(|_| Reply::with("200 OK", "Content-Type: text/html\r\n", b"<html>")).await;
        let address = format!("{}/bank-holidays.json", server.url());
        assert_eq!(bank_holidays(&address, quick()).await, Err(DeskError::NotThisHelpDesk));
    }
}
