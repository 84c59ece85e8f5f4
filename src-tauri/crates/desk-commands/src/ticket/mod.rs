//! One ticket as it is now: its events folded into clocks, its line and deadlines in the lists, the account it belongs
//! to, and what people call it.
//!
//! Not here: reading it from a help desk (`reading`), acting on it (`outbox`, `acts`), and whole pages (`views`).

mod account;
mod folded;
mod names;
mod rows;
mod words;

pub(crate) use account::{account_of, raised_transaction, ticket_id};
pub(crate) use folded::{Folded, ME, fold, history, incident_of, subject_of};
pub(crate) use names::{from, gone, lower_first, not_there};
pub(crate) use rows::{mend_at_once, refresh_all_rows, refresh_changed_rows, refresh_rows, refresh_rows_at_start};
pub(crate) use words::{
    Effort, act_on, cc, clock_said, headline, is_text, named, parts, side_of, tenant_kind_word, to,
};
