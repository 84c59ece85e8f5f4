//! What the product does, as functions over a [`Host`]: no window, no command line, no global state.
//!
//! Each command of the contract is one function, `name(&Desk, Request) -> Answer<Reply>`, listed in [`calls`]; the
//! window's adapters and `duty` call the same ones. Every act is committed before its answer comes; what has to leave
//! goes through the outbox; what has to be told is decided by `desk-domain`, claimed in the ledger, then shown.
//!
//! Reading order: [`desk`] (the shared state), `folded` (one ticket as it stands), `list`, `ticket`, `acts`, `reply`,
//! `triage`, then what goes on by itself: `sync`, `outbox`, `notices`, [`jobs`]; and the same in virtual time:
//! [`rehearse`].

mod accounts;
mod acts;
mod attachments;
pub mod bounded_file;
pub mod clocks;
mod connections;
mod desk;
mod doctor;
mod error;
pub mod events_file;
mod folded;
mod heartbeat;
mod host;
mod incident;
mod incident_break;
pub mod jobs;
pub mod json_words;
mod linked;
mod list;
mod notice_words;
mod notices;
mod outbox;
pub mod policy;
mod practice;
mod prune;
pub mod rehearse;
mod reply;
mod settings;
mod shared_log;
mod shift;
mod sources;
mod staged;
mod standby;
mod status;
mod sync;
mod thread_events;
mod ticket;
mod told_note;
pub mod tray;
mod triage;
mod typed_time;
mod wall_clock;
pub mod words;

pub use accounts::connect_within;
pub use desk::{Desk, Options};
pub use doctor::doctor_without_store;
pub use error::Answer;
pub use host::Host;

/// Every command of the contract, by its name. The list at the end does not build when one is missing.
pub mod calls {
    pub use crate::accounts::{account_add, account_remove, account_test};
    pub use crate::acts::{
        acknowledge, assign_to_me, log_ticket, nothing_needed, pause, rename, reopen, resolve, resume, snooze,
        start_work, told,
    };
    pub use crate::attachments::{attachment_read, attachment_save, open_in_help_desk, open_link, ticket_link};
    pub use crate::doctor::doctor;
    pub use crate::heartbeat::heartbeat_set;
    pub use crate::incident::{incident, incident_add, incident_close, incident_markdown, incident_open, incidents};
    pub use crate::incident_break::{incident_continue, incident_pause};
    pub use crate::linked::{link_tickets, unlink_ticket};
    pub use crate::list::{now_view, rows, search};
    pub use crate::notices::{
        notice_dismiss, notice_manner_set, notices, notices_pause, notification_test, on_support, sound_test,
        was_i_told,
    };
    pub use crate::outbox::{outbox, outbox_decide};
    pub use crate::policy::{policy, policy_choose, policy_link};
    pub use crate::practice::{practice_end, practice_start};
    pub use crate::rehearse::rehearsal;
    pub use crate::reply::{draft_save, note_send, reply_form, reply_send};
    pub use crate::settings::{appearance_set, settings};
    pub use crate::shift::{checklist_tick, shift_view};
    pub use crate::staged::attachment_stage;
    pub use crate::standby::autostart_set;
    pub use crate::status::app_status;
    pub use crate::sync::sync_now;
    pub use crate::ticket::{tenant_kind, ticket, ticket_in_front};
    pub use crate::triage::{triage_commit, triage_draft, triage_form, triage_many};
    pub use crate::typed_time::typed_time;
    pub use crate::wall_clock::clock_confirm;

    use std::future::Future;

    use desk_contract::for_each_command;

    use crate::{Answer, Desk};

    /// Holds a function to the contract: its request, its reply.
    const fn is_command<'d, Request, Reply, Running>(_: fn(&'d Desk, Request) -> Running)
    where
        Running: Future<Output = Answer<Reply>> + 'd,
    {
    }

    macro_rules! whole {
        ($($(#[$doc:meta])* $name:ident: $request:ty => $reply:ty;)*) => {
            const _: () = { $(is_command::<$request, $reply, _>($name);)* };
        };
    }
    for_each_command!(whole);
}
