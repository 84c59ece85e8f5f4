//! Policy files, templates and bank holidays.

#![no_main]

libfuzzer_sys::fuzz_target!(|text: &str| {
    fuzz::linear(text, |text| {
        let _ = desk_policy::load("team.toml", text, None);
        let _ = desk_policy::Template::parse(text);
        let _ = desk_policy::Feed::parse(text);
    });
});
