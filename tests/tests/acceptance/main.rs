//! What Dutydesk does, as stories with dates that use its commands, without a window. All times are in London, in May
//! 2017 (BST) and around the bank holidays of that month.
#![allow(clippy::unwrap_used)]

mod broken;
mod deadlines;
mod delivery;
mod derived;
mod facts;
mod handed_over;
mod help_desk;
mod hostile;
mod in_the_window;
mod incident_breaks;
mod incident_times;
mod kept;
mod linked;
mod notices;
mod outbox;
mod own_tickets;
mod promises;
mod readiness;
mod reported_notices;
mod shift;
mod simulation;
mod tray;
mod triage_now;
mod typed_times;
mod undone;
mod unproven;
mod unread;
