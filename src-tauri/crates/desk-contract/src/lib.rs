//! What crosses to the screen and to scripts: requests, replies, events and error codes. The TypeScript of the window
//! is generated from these types (`cargo test -p desk-contract`, see [`bindings`]); the JSON of `duty` uses them too.
//!
//! A type here is a promise to others. Domain types are not used: an instant is RFC 3339 in UTC, together with the
//! words that a person reads ([`time::Moment`]), so the window needs no time zones and no deadline logic.

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
pub mod problems;
pub mod rehearsal;
pub mod settings;
pub mod shift;
pub mod standby;
pub mod ticket;
pub mod time;
pub mod triage;
