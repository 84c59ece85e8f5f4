//! Locks that still work after a panic.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// A panic elsewhere does not make the data worse: every write is one transaction.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
