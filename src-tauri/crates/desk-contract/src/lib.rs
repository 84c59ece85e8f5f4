//! What crosses to the screen and to scripts: requests, replies, events and error codes. The TypeScript of the window
//! is generated from these types (`cargo test -p desk-contract`, see [`bindings`]); the JSON of `duty` is the same.
//!
//! A type here is a promise on the wire. Domain types do not appear: an instant crosses as RFC 3339 in UTC beside the
//! words that a person reads ([`time::Moment`]), so that the window holds no zone and no deadline logic.

pub mod account;
pub mod bindings;
pub mod clocks;
pub mod commands;
pub mod doctor;
pub mod error;
pub mod events;
pub mod incident;
pub mod list;
pub mod notices;
pub mod policy;
pub mod rehearsal;
pub mod settings;
pub mod shift;
pub mod standby;
pub mod ticket;
pub mod time;
pub mod triage;
