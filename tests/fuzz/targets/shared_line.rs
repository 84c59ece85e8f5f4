//! Notes: the shared line, and the parts that the screen gets.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    fuzz::linear(text, |text| desk_commands::fuzzing::note(text));
});
