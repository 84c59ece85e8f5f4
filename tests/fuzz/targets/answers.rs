//! Answers of a help desk: each decoder, and what is made of it.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    fuzz::linear(text, |text| desk_connect::fuzzing::answers(text.as_bytes()));
});
