//! The outside systems that Dutydesk talks to: help desks and pagers.
//!
//! Two traits, [`HelpDesk`] and [`Pager`], use neutral types. Each outside system has one folder with three files:
//! `client` (requests), `wire` (private serde types that accept unexpected shapes), and `map` (wire to neutral, pure).
//! [`rt`] is the specimen.
//!
//! The fields, calls and limits of each kind of account are in [`kind`].
//!
//! Beside the folders is what all connectors share: one HTTP client that never leaves the configured origin (`http`,
//! `address`), the errors that the product reacts to ([`DeskError`]), and the code that turns text from outside into
//! plain text ([`text`], [`body`]). Nothing here knows the store, the policy or the screen.
//!
//! Neutral types have no serde on purpose, because a serialised type is a promise to whoever reads it. Their `Debug`
//! prints only ids and sizes, so that a log line never contains a tenant's words.

mod address;
mod automatic;
pub mod body;
mod desk;
mod error;
#[cfg(test)]
mod fault_server;
mod feed;
#[cfg(fuzzing)]
pub mod fuzzing;
#[cfg(fuzzing)]
use rt::fuzzing as decoders;
#[cfg(test)]
mod growth;
mod heartbeat;
mod http;
mod json;
pub mod kind;
mod pager;
pub mod rt;
pub mod text;

/// Every kind of account that Dutydesk knows, in the order in which people are offered them.
pub const KINDS: &[&kind::Kind] = &[&rt::KIND];

pub use address::{has_more_than_a_place, origin};
pub use desk::{
    ASKED_AT_ONCE, Assignee, Change, Changes, Cursor, Delivered, HelpDesk, LookedUp, Me, MessageKind, NewStatus,
    NextPage, Outgoing, OutgoingFile, Person, Queue, Reach, ReadBack, RemoteAttachment, RemoteChange, RemoteMessage,
    RemoteStatus, RemoteThread, RemoteTicket, Scope, Unread, Whereabouts,
};
pub use error::{AddressProblem, DeskError};
pub use feed::bank_holidays;
pub use heartbeat::{HeartbeatAddress, HeartbeatError, beat};
pub use http::HttpLimits;
pub use pager::{OnCall, Page, PageChanges, PageState, Pager};
