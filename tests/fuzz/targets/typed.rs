//! Times and instants that were typed, and files of events.

#![no_main]

use desk_domain::typed_time::{self, Direction};

libfuzzer_sys::fuzz_target!(|text: &str| {
    fuzz::linear(text, |text| {
        let hours = fuzz::hours();
        let now = fuzz::now();
        for direction in [Direction::Ahead, Direction::Back] {
            let _ = typed_time::read(hours, text, now, direction, None);
        }
        let _ = desk_commands::words::instant(text);
        let _ = desk_commands::events_file::parse(text);
        let _ = desk_commands::events_file::parse_stories(text);
        let printable = desk_commands::words::printable(text);
        assert_eq!(desk_commands::words::printable(&printable), printable);
    });
});
