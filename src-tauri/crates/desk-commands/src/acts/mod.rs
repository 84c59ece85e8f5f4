//! Acts on a ticket that move a clock or change what it is, one file for each kind. An act is one transaction here and a
//! note with its line in the help desk's thread (rule 24).
//!
//! Not here: replies and triage, which have folders of their own, and the notifications of a ticket (`notices`); but
//! `undo` also takes back what was said about them.

mod assign;
mod close;
mod link;
mod log;
mod rename;
mod replied_elsewhere;
mod tenant;
mod undo;
mod work;

pub use assign::{assign_to, assign_to_me, assignees};
pub use close::{close_ticket, close_unanswered};
pub use link::{link_tickets, unlink_ticket};
pub use log::log_ticket;
pub use rename::rename;
pub use replied_elsewhere::replied_elsewhere;
pub use tenant::tenant_kind;
pub use undo::act_undo;
pub use work::{nothing_needed, pause, reopen, resume, start_work};

use chrono::{DateTime, Utc};
use desk_connect::kind::Call;
use desk_domain::deadline::Rules;
use desk_domain::policy::Clock;
use desk_store::cache::list_row::Whose;

use crate::ticket::Folded;

/// The commands that a screen offers now, by name. One that is not among them says why when it is called.
pub(crate) fn possible(rules: &Rules, folded: &Folded, now: DateTime<Utc>) -> Vec<String> {
    if folded.gone().is_some() {
        return Vec::new();
    }
    let open = !folded.is_resolved();
    let clocks = &folded.clocks;
    let asked_again = clocks
        .cycles()
        .iter()
        .any(|cycle| cycle.clock() == Clock::Respond && cycle.number() > 1 && cycle.is_open());
    let not_mine = folded.whose() != Whose::Mine;
    let told = open && !folded.is_before_dutydesk();
    let commands = [
        ("reply_send", folded.is_answerable()),
        ("triage_commit", open),
        ("assign_to_me", open && not_mine && folded.takes(Call::Owner)),
        (
            "assign_to",
            open && folded.ticket.remote.is_some() && folded.takes(Call::Owner),
        ),
        ("start_work", open && clocks.started_at().is_none()),
        ("pause", open && clocks.may_pause(rules, now)),
        ("resume", clocks.is_paused()),
        ("rename", open && folded.takes(Call::Subject)),
        ("close_ticket", open && folded.takes(Call::Status)),
        ("reopen", !open && folded.takes(Call::Status)),
        ("nothing_needed", asked_again),
        ("acknowledge", told),
        ("snooze", told),
        ("replied_elsewhere", open),
    ];
    let possible = commands.into_iter().filter(|(_, possible)| *possible);
    possible.map(|(command, _)| command.to_owned()).collect()
}
