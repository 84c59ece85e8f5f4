//! The rules of support, pure: support hours, clocks, deadlines and their explanation, triage, and which notification
//! comes when.
//!
//! Nothing here reads a clock, a file or the network: `now` is an argument, and the zone and the bank holidays come
//! with the [`policy::Policy`]. Nothing here can be serialised either. The types of `desk-policy` and `desk-contract`
//! go to files and to the screen; they are promises, while these types are free to change.
//!
//! Read in this order: [`policy`] (what a team decided), [`support_hours`] (its calendar), [`deadline`] (one deadline
//! and its explanation), [`event`], [`who`] and [`clock`] (a ticket's history, whose doing it was, and its clocks), [`incident`] (its breaks),
//! [`triage`], [`notice`] (notifications), [`typed_time`] (times as people type them), [`wall_clock`] (whether the
//! computer's clock can be trusted), [`set_clock`] (what was written down before it was set).

pub mod calendar;
pub mod clock;
pub mod deadline;
pub mod event;
pub mod form;
pub mod ids;
pub mod incident;
pub mod notice;
pub mod policy;
pub mod priority;
pub mod set_clock;
pub mod support_hours;
pub mod time;
pub mod triage;
pub mod typed_time;
pub mod wall_clock;
pub mod who;
