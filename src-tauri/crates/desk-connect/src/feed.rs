//! The bank-holiday feed of a policy: one public document, read with the same care as everything else.

use crate::address::Base;
use crate::http::{Http, HttpLimits};
use crate::DeskError;

/// The GOV.UK feed has some 40 kB.
const LARGEST: usize = 1024 * 1024;

/// Reads the feed at `address`, for example `https://www.gov.uk/bank-holidays.json`. Nothing is sent but the request.
///
/// # Errors
/// As every read: see [`DeskError`].
pub async fn bank_holidays(address: &str, limits: HttpLimits) -> Result<String, DeskError> {
    let base = Base::parse(address)?;
    let path = base.path().to_owned();
    let http = Http::anonymous(base, HttpLimits { body: LARGEST, ..limits })?;
    let answer = http.get(&path, &[]).await?;
    String::from_utf8(answer.body).map_err(|_| DeskError::Malformed)
}
