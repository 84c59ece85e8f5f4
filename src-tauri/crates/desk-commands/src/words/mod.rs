//! Words for people: instants, lengths, states of clocks, and errors in JSON. Everything about time on screen gets its
//! words here, so the window needs no time zones and no arithmetic.
//!
//! Not here: words about a ticket (`ticket`), about a notification (`notices`), and anything that reads the store.

pub mod clocks;
mod hours;
mod instant;
pub mod json;
mod left;
mod lists;
mod terminal;
mod time;

pub use hours::{hours_class, hours_now};
pub use instant::instant;
pub use left::{beside, large, left, left_in_words, left_said, stands_still};
pub use lists::{and, size};
pub use terminal::{printable, printable_json};
pub use time::{ago, length, moment, zoned};

pub(crate) use clocks::{clock_title, clock_word, priority_of, priority_word, priority_words, reading, standing_word};
pub(crate) use hours::targets;
pub(crate) use instant::whole_minute;
