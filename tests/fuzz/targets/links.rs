//! Links in a body.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    fuzz::linear(text, |text| desk_connect::fuzzing::links(text));
});
