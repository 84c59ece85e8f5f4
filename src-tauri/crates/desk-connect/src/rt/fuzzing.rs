//! Doors to the private types of this connector, for the fuzz targets alone.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::lifecycle::Lifecycles;
use super::{map, wire};
use crate::json;
use crate::text::HtmlLimits;

pub(crate) fn header(headers: &str, name: &str) -> Option<String> {
    Some(map::Headers(headers).first(name)).filter(|value| !value.is_empty())
}

fn of<T: DeserializeOwned>(row: &Value) -> Option<T> {
    serde_json::from_value(row.clone()).ok()
}

/// One value as each type that comes in lists, and what is made of it.
pub(crate) fn decode(row: &Value) {
    let lifecycles = Lifecycles::default();
    let roles = map::Roles::new();
    if let Some(ticket) = of(row) {
        let _ = map::ticket(ticket, &lifecycles, |id| id.to_string());
    }
    if let Some(named) = of(row) {
        let _ = map::queue(named);
    }
    if let Some(part) = of::<wire::Attachment>(row)
        && let Some(transaction) = of::<wire::Transaction>(row)
    {
        let _ = map::message(&transaction, &[part.clone(), part], &roles, &HtmlLimits::default());
        let _ = map::change(&transaction, (&lifecycles, "default"), &roles, |_| None);
    }
    if let Some(standing) = of::<wire::Standing>(row) {
        let _ = standing.offered().count();
    }
    let _ = wire::sentences(row.clone());
}

/// A whole answer as each type that comes alone.
pub(crate) fn whole(answer: &[u8]) {
    let _ = json::parse::<wire::Server>(answer);
    if let Ok(page) = json::parse::<wire::Page>(answer) {
        let _ = (page.number(), page.pages());
    }
}
