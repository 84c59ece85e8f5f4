//! Headers of email, and what a machine wrote.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    fuzz::linear(text, |text| desk_connect::fuzzing::headers(text));
});
