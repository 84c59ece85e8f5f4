//! What the product does, as functions over a [`Host`]: no window, no command line, no global state.
//!
//! Each command of the contract is one function, `name(&Desk, Request) -> Answer<Reply>`, listed in [`calls`]. The
//! window's adapters and `duty` call the same functions. Every act is committed before its answer is returned. What has
//! to be sent goes through the outbox. `desk-domain` decides which notifications come; they are claimed in the ledger
//! and then shown.
//!
//! The folders below are in the order in which they may import each other: each one only those above it. The first file
//! of a folder says what belongs in it. `tests/tests/architecture` reads the imports.

use std::sync::Arc;

pub mod words;

mod desk;

mod ticket;

mod reading;

mod outbox;

mod reply;
mod shift;
mod triage;

mod acts;
mod incident;
mod notices;

mod health;
mod practice;
pub mod rehearse;
mod settings;

pub mod jobs;
mod views;

/// Doors to private parsers, for the fuzz targets in `tests/fuzz` alone.
#[cfg(fuzzing)]
pub mod fuzzing {
    /// The last line of a note, as each act that it could be; and the text of a note as the screen gets it.
    pub fn note(note: &str) {
        crate::reading::shared_log::read_all(note);
        let _ = crate::reading::replied_note::place(note);
        let shown = crate::ticket::parts(note, &mut crate::ticket::Effort::whole());
        let runs = shown.iter().flat_map(|part| &part.runs);
        assert_eq!(runs.map(|run| run.text.len()).sum::<usize>(), note.len());
    }
}

pub use desk::{Answer, Desk, Host, Options, bounded_file, connect_within};
/// The kinds of account there are, for a program that asks for one.
pub use desk_connect::kind;
pub use health::{at_the_end, backup};
pub use rehearse::events_file;
pub use views::{doctor_without_store, tray};
pub use words::clocks;

/// The policy for whoever has no store: by name or by file.
pub mod policy {
    pub use crate::desk::in_force::{InForce, PolicyFailure, built_in, check, named, schema, text};
    pub use crate::settings::policy::view;
}

/// Opens the data folder. Slow work (a migration, filling a lost cache again) happens here, off the screen.
///
/// # Errors
/// A sentence for people when the data cannot be opened, for example because a newer version wrote it.
pub fn open(host: Arc<dyn Host>, options: &Options) -> Answer<Desk> {
    let desk = Desk::open(host, options)?;
    ticket::refresh_rows_at_start(&desk)?;
    Ok(desk)
}

/// Every command of the contract, by its name. The list at the end does not build when one is missing.
pub mod calls {
    pub use crate::acts::*;
    pub use crate::health::{autostart_set, clock_confirm, heartbeat_set, problems, problems_seen};
    pub use crate::incident::{
        incident, incident_add, incident_close, incident_continue, incident_markdown, incident_open, incident_pause,
        incidents,
    };
    pub use crate::jobs::sync_now;
    pub use crate::notices::{
        acknowledge, notice_dismiss, notice_manner_set, notices, notices_pause, notification_test, snooze, sound_test,
        was_i_told,
    };
    pub use crate::outbox::{attachment_stage, outbox, outbox_decide};
    pub use crate::practice::{practice_end, practice_start};
    pub use crate::rehearse::rehearsal;
    pub use crate::reply::{draft_save, note_send, promise_means, reply_form, reply_send};
    pub use crate::settings::policy::{policy, policy_choose, policy_link, policy_pick, policy_preview};
    pub use crate::settings::{account_add, account_remove, account_test, appearance_set, settings};
    pub use crate::shift::{checklist_tick, on_support, quit, shift_view};
    pub use crate::triage::{triage_commit, triage_draft, triage_form, triage_many, triage_now};
    pub use crate::views::{
        app_status, attachment_read, attachment_save, doctor, now_view, open_in_help_desk, open_link, rows,
        saved_views, saved_views_set, search, ticket, ticket_in_front, ticket_link, typed_time,
    };

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
