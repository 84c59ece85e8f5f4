//! The outside systems that Dutydesk talks to: help desks and pagers.
//!
//! Two traits, [`HelpDesk`] and [`Pager`], speak in neutral types; each outside system gets one folder with three
//! files: `client` (requests), `wire` (private serde types, forgiving about shape), `map` (wire to neutral, pure).
//! [`rt`] is the specimen.
//!
//! What a kind of account is, from its fields to its limits, is in [`kind`].
//!
//! What every connector shares lies beside them: one HTTP client that never leaves the configured origin (`http`,
//! `address`), the errors that the product acts on ([`DeskError`]), and the road from outside text to plain text
//! ([`text`], [`body`]). Nothing here knows the store, the policy or the screen.
//!
//! Neutral types have no serde on purpose: a type that can be serialised is a promise on a wire or in a file. Their
//! `Debug` prints ids and sizes only, so that a log line never carries a tenant's words.

mod address;
pub mod body;
mod desk;
mod error;
#[cfg(test)]
mod fault_server;
mod feed;
mod heartbeat;
mod http;
mod json;
pub mod kind;
mod pager;
pub mod rt;
pub mod text;

/// Every kind of account that Dutydesk knows, in the order in which people are offered them.
pub const KINDS: &[&kind::Kind] = &[&rt::KIND];

pub use desk::{
    Assignee, Change, Changes, Cursor, Delivered, HelpDesk, Me, MessageKind, NewStatus, NextPage, Outgoing,
    OutgoingFile, Person, Queue, Reach, ReadBack, RemoteAttachment, RemoteChange, RemoteMessage, RemoteStatus,
    RemoteThread, RemoteTicket, Scope,
};
pub use error::{AddressProblem, DeskError};
pub use feed::bank_holidays;
pub use heartbeat::{HeartbeatAddress, HeartbeatError, beat};
pub use http::HttpLimits;
pub use pager::{OnCall, Page, PageChanges, PageState, Pager};
