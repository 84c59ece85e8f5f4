//! Which notice when.
