//! SQLite: what is kept, and what may be lost.
//!
//! Two files by the worth of the data. [`Desk`] is `desk.db`: the append-only events, local tickets, accounts, drafts,
//! triage, incidents, the outbox and the notice ledger; every commit is on the disk before it is confirmed. [`Cache`]
//! is `cache.db`: bodies, the search table, lists and deadlines, all of which can be fetched or computed again.
//! Losing `cache.db` silences no alarm, because deadlines are folded from the events in `desk.db`.
//!
//! Each table has its own file with its schema, its row and its reading and writing; [`desk::draft`] is the one to
//! copy. Reading takes `&self`, writing `&mut self` and happens inside one IMMEDIATE transaction:
//!
//! ```no_run
//! # fn example(store: &mut desk_store::Store, draft: &desk_store::desk::draft::Draft) -> Result<(), desk_store::StoreError> {
//! store.desk.write(|desk| desk.save_draft(draft))?;
//! let kept = store.desk.read().draft(&draft.ticket, draft.kind)?;
//! # Ok(()) }
//! ```
//!
//! Nothing here knows the network, a window, an async runtime or a clock: `now` is an argument.

mod backup;
pub mod cache;
pub mod desk;
mod error;
mod file;
mod health;
mod rescue;
mod reserve;
mod restore;
mod sql;
mod store;
mod tagged;

pub use cache::{Cache, CacheRead, CacheWrite};
pub use desk::{Desk, DeskRead, DeskWrite};
pub use error::StoreError;
pub use file::Opening;
pub use health::FileHealth;
pub use sql::LeftOut;
pub use store::{AllLeftOut, Mended, Opened, Reader, Store, put_back};
