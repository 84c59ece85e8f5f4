//! Damage that was met while reading: rows that are left out are noted so that people are told, and a file that has to
//! be mended is remembered until the owner does so.
//!
//! Not here: mending, which also fills the cache again (`jobs`).

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use chrono::{DateTime, Utc};
use desk_store::desk::mishap::Mishap;
use desk_store::{AllLeftOut, LeftOut, Store, StoreError};

use super::lock::locked;

/// What this process has met.
#[derive(Default)]
pub(super) struct Damage {
    /// Told already.
    told: Mutex<BTreeSet<LeftOut>>,
    /// A row of `cache.db` cannot be read.
    in_the_cache: AtomicBool,
    /// A page cannot be read.
    in_a_page: AtomicBool,
    /// Counts the times that files were exchanged: a reader from before has the old ones open.
    exchanged: AtomicU64,
}

/// What has to be mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ToMend {
    pub(crate) rows_of_the_cache: bool,
}

impl Damage {
    /// Whether something of this is new, and has to be noted in the store.
    pub(super) fn is_news(&self, left_out: &AllLeftOut) -> bool {
        if !left_out.cache.is_empty() {
            self.in_the_cache.store(true, Ordering::Relaxed);
        }
        let told = locked(&self.told);
        left_out.desk.iter().any(|row| !told.contains(row))
    }

    /// Notes what is new. If the disk takes no note of it, it is told when it is met again.
    pub(super) fn note(&self, store: &mut Store, left_out: &AllLeftOut, now: DateTime<Utc>) {
        if !self.is_news(left_out) {
            return;
        }
        let noted = store.desk.write(|desk| {
            left_out.desk.iter().try_for_each(|row| {
                let mishap = Mishap::LeftOut {
                    file: desk_store::desk::FILE.to_owned(),
                    table: row.table.clone(),
                    row: row.row.clone(),
                };
                desk.note_mishap(&mishap, now).map(drop)
            })
        });
        match noted {
            Ok(()) => locked(&self.told).extend(left_out.desk.iter().cloned()),
            Err(failure) => tracing::warn!(%failure, "not noted that a row is left out"),
        }
    }

    pub(super) fn met<T>(&self, result: &Result<T, StoreError>) {
        if matches!(result, Err(StoreError::Damaged)) {
            self.in_a_page.store(true, Ordering::Relaxed);
        }
    }

    pub(super) fn a_page_is_damaged(&self) {
        self.in_a_page.store(true, Ordering::Relaxed);
    }

    /// What has to be mended; asked once.
    pub(super) fn take(&self) -> Option<ToMend> {
        let in_a_page = self.in_a_page.swap(false, Ordering::Relaxed);
        let rows_of_the_cache = self.in_the_cache.swap(false, Ordering::Relaxed);
        (in_a_page || rows_of_the_cache).then_some(ToMend { rows_of_the_cache })
    }

    pub(super) fn exchanged(&self) {
        self.exchanged.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn times_exchanged(&self) -> u64 {
        self.exchanged.load(Ordering::Relaxed)
    }
}
