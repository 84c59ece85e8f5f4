//! The rules of support, told as stories with dates and as properties. A support lead should be able to read the tables.
#![allow(clippy::unwrap_used)]

mod checked_cases;
mod clocks;
mod deadlines;
mod history;
mod ids;
mod incidents;
mod notice_properties;
mod notices;
mod oracle;
mod promises;
mod reported_notices;
mod simulation;
mod support_hours;
mod team;
mod triage;
mod typed_times;
mod wall_clock;
