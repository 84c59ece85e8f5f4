//! What Dutydesk does, told as stories with dates over its commands, with no window. All times are London's; the dates
//! are of May 2017, when London keeps BST, and of the bank holidays around them.
#![allow(clippy::unwrap_used)]

mod deadlines;
mod delivery;
mod help_desk;
mod hostile;
mod incident_breaks;
mod kept;
mod linked;
mod notices;
mod outbox;
mod own_tickets;
mod readiness;
mod shift;
mod simulation;
mod tray;
mod typed_times;
