//! The rules of support, pure: support hours, clocks, deadlines and their explanation, triage, and which notice when.
//!
//! Nothing here reads a clock, a file or the network: `now` is an argument, the zone and the bank holidays come with
//! the [`policy::Policy`]. Nothing here is serializable either: what crosses to a file or to the screen are the types
//! of `desk-policy` and `desk-contract`, which are promises to keep; these are free to change.
//!
//! Reading order: [`policy`] (what a team decided), [`support_hours`] (the calendar it makes), [`deadline`] (one sum,
//! and its explanation), [`event`] and [`clock`] (a ticket's history folded into clocks), [`incident`] (its breaks),
//! [`triage`], [`notice`], [`typed_time`] (times as people type them), [`wall_clock`] (whether the computer's clock can
//! be believed).

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
pub mod support_hours;
pub mod time;
pub mod triage;
pub mod typed_time;
pub mod wall_clock;
