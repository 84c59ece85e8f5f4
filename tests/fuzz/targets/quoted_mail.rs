//! Quoted email, signatures and log lines.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    fuzz::linear(text, |text| desk_connect::fuzzing::fold(text));
});
