//! Subjects, names, encodings and addresses.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    fuzz::linear(text, |text| desk_connect::fuzzing::words(text));
});
