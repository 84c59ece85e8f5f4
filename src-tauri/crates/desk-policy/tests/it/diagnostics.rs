//! Files with errors: each error with its line, its column and a hint, all at once.

use desk_policy::{BUILTIN, builtin, load};
use proptest::prelude::*;
use rstest::rstest;

use crate::sister_team::FILE;

/// Every error of a file, one per line.
fn errors(text: &str) -> Vec<String> {
    let errors = load("team.toml", text, None).err().unwrap_or_default();
    errors.iter().map(ToString::to_string).collect()
}

/// The fixture with one piece replaced yields exactly these errors.
#[rstest]
// Syntax.
#[case(r#"name = "sister-team""#, "name = sister-team", &["2:8: this isn’t valid TOML: `sister-team`: string values must be quoted, expected literal string (a line is `key = value`"])]
#[case(r#"business_day = "7 h""#, r#"business_day = "7 h"#, &["7:20: this isn’t valid TOML: invalid basic string, expected `\"` (a line is `key = value`"])]
#[case("[hours]", "hours = 3\n[hours]", &["12:2: this isn’t valid TOML: `hours`: duplicate key (a line is `key = value`"])]
#[case(r#"business_day = "7 h""#, "business_day = 1__0", &["7:17: this isn’t valid TOML: `_`: `_` may only go between digits, expected nothing (a line is `key = value`"])]
// Shape.
#[case(r#"title = "Sister team""#, r#"titel = "Sister team""#, &["1:1: `title` is missing in the file (The name that people see.)", "3:1: `titel` is not known here (did you mean `title`?)"])]
#[case(r#"from = "09:30", "#, r#"form = "09:30", "#, &["13:3: `from` is missing in `hours.in_hours` (Local time, `HH:MM`.)", "13:49: `form` is not known here (did you mean `from`?)"])]
#[case("P1]\nname", "P1]\nnmae", &["26:1: `name` is missing in `priorities.P1` (One word, for example `Critical`.)", "27:1: `nmae` is not known here (did you mean `name`?)"])]
#[case("[priorities.P3]", "[priorities.P5]", &["26:2: `P3` is missing in `priorities` (The third.)", "38:13: `P5` is not known here (known here: P1, P2, P3, P4)"])]
#[case("[hours]", "tips = [1]\n[hours]", &["11:9: `tips` must be text in quotes, not a number"])]
#[case(r#"business_day = "7 h""#, "business_day = 7", &["7:16: `business_day` must be text in quotes, not a number (put quotes around it. Length of a business day in working time, for example `8 h`.)"])]
#[case(r#"date = "2026-12-24""#, "date = 2026-12-24", &["23:19: `holidays.added.date` must be text in quotes, not a bare date or time (put quotes around it. "])]
#[case(r#"days = "non_working""#, "days = 7", &["18:12: `hours.waking.days` must be text in quotes or a list, not a number"])]
// A word that is like none: one error, and none for each length beside it.
#[case(r#"counted = "elapsed""#, r#"counted = "wall""#, &["29:82: `wall` isn’t a value for `priorities.P1.respond.counted` (known here: elapsed, working)"])]
#[case(r#"counted = "elapsed""#, r#"count = "elapsed""#, &["29:72: `count` is not known here (did you mean `counted`?)"])]
#[case(r#"counted = "elapsed""#, r#"counted = "elapst""#, &["29:82: `elapst` isn’t a value for `priorities.P1.respond.counted` (did you mean `elapsed`?)"])]
// Names, zone, business day.
#[case(r#"name = "sister-team""#, r#"name = "Sister Team""#, &["2:8: `Sister Team` can’t be the name of a policy (use small letters, digits and hyphens, for example `my-team-2026`)"])]
#[case("Europe/London", "Europe/Londn", &["6:8: `Europe/Londn` isn’t a known time zone (use a name of the IANA list, for example `Europe/London`)"])]
#[case(r#"business_day = "7 h""#, r#"business_day = "25 h""#, &["7:16: a business day is at most 24 hours of working time (write it in hours or minutes, for example `8 h`)"])]
#[case(r#"business_day = "7 h""#, r#"business_day = "1 business day""#, &["7:16: a business day can’t be given in business days or weeks (write it in hours or minutes, for example `8 h`)"])]
#[case(r#"business_day = "7 h""#, r#"business_day = "8.5 h""#, &["7:16: `8.5 h`: a length of time must be a whole number (write `510 min`)"])]
#[case(r#"team = "Sister team""#, r#"team = " ""#, &["4:8: this is empty (write the text that people will read)"])]
// Frames.
#[case(r#"to = "12:30""#, r#"to = "14:00""#, &["14:3: this frame overlaps an earlier one (frames of the same class can touch but not overlap)"])]
#[case(r#""thu", "fri"], from = "17:30", to = "22:00""#, r#""thu", "fri"], from = "17:30", to = "08:30""#, &["18:3: this frame overlaps an earlier one (frames of the same class can touch but not overlap)"])]
#[case(r#"from = "09:30""#, r#"from = "9:30""#, &["13:56: `9:30` isn’t a time of day here (write `HH:MM`, from `00:00` to `23:59`; a frame may end at `24:00`)"])]
#[case(r#"from = "09:30""#, r#"from = "24:00""#, &["13:56: `24:00` isn’t a time of day here (write `HH:MM`, from `00:00` to `23:59`; a frame may end at `24:00`)"])]
#[case(r#"from = "08:00", to = "22:00""#, r#"from = "08:00", to = "08:00""#, &["18:48: a frame can’t end at 08:00 here (the end of a day is `24:00`; a whole day is `00:00` to `24:00`)"])]
#[case(r#"days = "non_working""#, r#"days = ["sat", "non_working"]"#, &["18:12: `non_working` and `every` can’t be combined with other days (write a separate frame for them)"])]
#[case(r#"["mon", "tue", "wed", "thu", "fri"], from = "09:30""#, r#""non_working", from = "09:30""#, &["13:12: `non_working` has no meaning in `in_hours` (a working day is a day with an in-hours frame: name the weekdays, or write `every`)"])]
#[case(r#"["mon", "tue""#, r#"["mon", "mon""#, &["13:12: a day appears twice (name each day once)"])]
#[case(r#"from = "13:30", to = "17:30""#, r#"from = "08:00", to = "10:00""#, &["14:3: this frame overlaps an earlier one (frames of the same class can touch but not overlap)"])]
// Holidays.
#[case("2026-12-24", "2026-02-30", &["23:19: `2026-02-30` isn’t a date (write year, month and day, for example `2026-12-24`)"])]
#[case("2026-08-03", "2026-08-04", &["24:12: Tuesday 2026-08-04 isn’t a bank holiday in this region (only bank holidays can be removed)"])]
#[case("2026-12-24", "2026-08-03", &["24:21: 2026-08-03 appears twice (add or remove each day only once)"])]
#[case(r#""scotland""#, r#""wales""#, &["22:10: `wales` isn’t a value for `holidays.region` (known here: england-and-wales, scotland, northern-ireland, none)"])]
// Targets.
#[case(r#"in_hours = "15 min""#, r#"in_hours = "15 minutes""#, &["29:24: `15 minutes`: `minutes` isn’t a unit of time here (did you mean `min`?)"])]
#[case(r#"in_hours = "15 min""#, r#"in_hours = "0 min""#, &["29:24: `0 min`: a length of time must be more than zero (write `none` where there is no target)"])]
#[case("\"1 week\" }\nupdate", "\"53 weeks\" }\nupdate", &["47:19: `53 weeks`: a length of time can’t be more than 52 weeks (a week has five business days)"])]
#[case(r#"{ all = "2 h", counted = "working" }"#, r#"{ all = "8736 h", counted = "working" }"#, &["36:18: this is more than 52 weeks of working time (a week has five business days)"])]
#[case(r#"{ all = "2 h", counted = "working" }"#, r#"{ all = "2 h" }"#, &[r#"36:18: `2 h` doesn’t say how it’s counted (add `counted = "elapsed"` (at any hour) or `counted = "working"` (in hours))"#])]
#[case(r#"{ all = "3 business days" }"#, r#"{ all = "3 business days elapsed" }"#, &["42:18: business days and weeks are working time (write hours, for example `24 h elapsed`)"])]
#[case(r#"{ all = "3 business days" }"#, r#"{ all = "none", waking = "none" }"#, &["42:35: this can’t be combined with `all` (write either `all` or the three classes)"])]
#[case(r#", overnight = "none""#, "", &["35:11: the target for `overnight` is missing (write it, or `none`, or `all` for one length at any hour)"])]
// The help desk's priority field.
#[case("P2 = 60", "P2 = 90", &["142:6: 90 appears twice (give each priority a different number, so that it can be read back)"])]
#[case("P2 = 60", "P2 = 99999999999999999999", &["142:6: this number is too large (write a smaller one)"])]
#[case("P2 = 60", "P2 = 60.5", &["142:6: `priority_field.rt.P2` must be a whole number, not a decimal number (write digits alone, without quotes. Of the second.)"])]
#[case("P2 = 60", "P2 = -1", &["142:6: -1 is below 0 (Request Tracker counts from 0 up)"])]
#[case("[priority_field.rt]", "[priority_field.rtt]", &["140:1: `rtt` is not known here (did you mean `rt`?)"])]
#[case("P2 = 60\n", "", &["140:1: `P2` is missing in `priority_field.rt` (Of the second.)"])]
// Triage.
#[case(r#"impact = "pay""#, r#"impact = "pya""#, &["79:34: `pya` isn’t an answer to `impact` (did you mean `pay`?)"])]
// The proposal rests on a question that could not be read: one error, no echo.
#[case(r#"text = "What hurts?""#, r#"text = """#, &["73:28: this is empty (write the text that people will read)"])]
#[case(r#"impact = "pay""#, r#"impct = "pay""#, &["79:25: `impct` is not known here (did you mean `impact`?)"])]
#[case(r#"when = { impact = "pay", extent = "all" }"#, "when = {}", &["79:23: this proposal has no condition (name a question and its answer)"])]
#[case(r#"one_sentence_for = ["P4"]"#, r#"one_sentence_for = ["P1", "P3"]"#, &["68:21: one sentence isn’t enough for P1 (P1 and P2 need an answer to every question: name `P3` and `P4` at most)"])]
#[case("example = 1", "example = 2", &["79:85: P1 has no example number 2 (its examples are numbered 1 to 1)"])]
#[case(r#"id = "other""#, r#"id = "pay""#, &["73:95: `pay` appears twice (give each one a different name)"])]
#[case(r#"ask = "known", text = "Known?""#, r#"ask = "urgency", text = "Known?""#, &[r#"69:13: triage doesn’t ask `known` (add a `[[triage.questions]]` with `ask = "known"`)"#, "75:11: `urgency` is asked twice (ask it once)"])]
#[case(r#"text = "Breach?", words = true"#, r#"text = "Breach?""#, &["76:11: this question can’t be answered (give it `choices`, or `words = true`)"])]
#[case(r#"things = [{ id = "cannot_pay", text = "Nobody can pay" }]"#, "things = []", &["71:11: `scope` is asked, but nothing is listed (list `things` in `[out_of_hours]`, or leave the question out)"])]
#[case(r#"id = "cannot_pay""#, r#"id = "none""#, &["51:18: `none` already means none of these things (use another word)"])]
#[case(r#"contacts = [{ role = "Duty lead", phone = "020 7946 0000" }]"#, "contacts = []", &["65:12: nobody makes the final call (add a contact; a role is enough)"])]
// Notifications and the emergency route.
#[case(r#"repeat_every = "5 min""#, r#"repeat_every = "1 business day""#, &["60:16: this must be elapsed time (write minutes or hours, for example `10 min`)"])]
#[case(r#"chase_after = "1 week""#, "chase_after = \"1 week\"\nincident_break_after = \"1 business day\"", &["10:24: this must be elapsed time (write minutes or hours, for example `10 min`)"])]
#[case(r#"repeat_every = "5 min""#, r#"stages = [{ clock = "respond", at = "due" }, { clock = "triage", at = "due", for = ["P1"] }]"#, &[r#"60:21: this stage isn’t used for any priority (say for which, for example `for = ["P1", "P2"]`)"#, "60:56: the triage clock runs before there is a priority (leave `for` out)"])]
#[case("urgent@example.org", "urgent", &["56:14: `urgent` isn’t an email address (for example `emergency@example.org`)"])]
#[case(r#"["urgent@example.org"]"#, r#"[""]"#, &["56:14: this is empty (write the text that people will read)"])]
// Columns are characters, not bytes.
#[case(r#"role = "Duty lead", phone"#, r#"role = "Dúty léad", phon"#, &["65:35: `phon` is not known here (did you mean `phone`?)"])]
#[case(r#"region = "scotland""#, "region = \"scotland\"\nfeed = \"http://bank-holidays.example.org\"", &["23:8: a feed is only read over a safe connection (deadlines depend on it: begin with `https://`)"])]
#[case(r#"region = "scotland""#, "region = \"scotland\"\nfeed = \"http://localhost.example.org/\"", &["23:8: a feed is only read over a safe connection (deadlines depend on it: begin with `https://`)"])]
#[case(r#"region = "scotland""#, "region = \"scotland\"\nfeed = \"http://localhost:8080/x.json\"", &[])]
// Messages and links.
#[case("{words} Next", "{wrods} Next", &["104:9: `{wrods}` isn’t a placeholder (did you mean `words`?)"])]
#[case("\"{name}: next update by {next_update}.\"\n\n[[messages]]\nid = \"first_response_p2\"", "\"\"\"\n{name}\nand {next_updat}\"\"\"\n\n[[messages]]\nid = \"first_response_p2\"", &["86:5: `{next_updat}` isn’t a placeholder (did you mean `next_update`?)"])]
#[case(r#"id = "close""#, r#"id = "clsoe""#, &["81:1: the message `close` is missing (did you call it `clsoe`?)"])]
#[case("https://status.example.org", "javascript:alert(1)", &["138:11: `javascript:alert(1)` isn’t a web address (begin with `https://`)"])]
fn replaced_yields(#[case] piece: &str, #[case] by: &str, #[case] expected: &[&str]) {
    assert!(FILE.contains(piece), "the fixture has {piece}");
    let found = errors(&FILE.replacen(piece, by, 1));
    let expected: Vec<String> = expected.iter().map(|error| format!("team.toml:{error}")).collect();
    let agree = found.len() == expected.len()
        && found
            .iter()
            .zip(&expected)
            .all(|(found, start)| found.starts_with(start.as_str()));
    assert!(agree, "found {found:#?}");
}

#[test]
fn a_table_that_is_written_as_text_is_told_how_a_table_is_written() {
    let found = errors("links = 7\n[priorities]\nP1 = \"x\"\n");
    for expected in [
        "team.toml:1:9: `links` must be a list, not a number (write `[[links]]` and its keys below. Useful links.)",
        "team.toml:3:6: `priorities.P1` must be a table, not text (write `[priorities.P1]` and its keys below. The most urgent.)",
    ] {
        assert!(found.iter().any(|error| error == expected), "{found:#?}");
    }
}

#[test]
fn without_in_hours_frames_nothing_can_count_working_time() {
    let from = FILE.find("in_hours = [\n").unwrap();
    let to = FILE.find("waking = [\n").unwrap();
    let text = format!("{}in_hours = []\n{}", &FILE[..from], &FILE[to..]);
    let found = errors(&text);
    assert!(found[0].starts_with("team.toml:8:17: this counts working time, but the policy has no in-hours frames"));
    assert!(
        found.iter().all(|error| error.contains("no in-hours frames")),
        "{found:#?}"
    );
}

/// Errors of every kind in one file: none hides another.
#[test]
fn every_error_at_once() {
    let broken = FILE
        .replace("title = \"Sister team\"", "titel = \"Sister team\"")
        .replace("Europe/London", "Mars/Base")
        .replace("from = \"09:30\"", "from = 930")
        .replace("\"scotland\"", "\"skotland\"")
        .replace("in_hours = \"15 min\"", "in_hours = \"15 minutes\"")
        .replace("[priorities.P3]", "[priorities.P5]")
        .replace("id = \"cannot_pay\"", "id = \"Cannot pay\"")
        .replace("impact = \"pay\"", "impact = \"pya\"")
        .replace("{words} Next", "{wrods} Next")
        .replace("https://status", "status");
    insta::assert_snapshot!(errors(&broken).join("\n"));
}

#[test]
fn a_file_that_is_no_policy_at_all() {
    assert_eq!(errors("").len(), 11, "one for each required key");
    assert_eq!(errors(&" ".repeat(2 << 20)).len(), 1);
    let deep = format!("a = {}", "[".repeat(10_000));
    assert!(!errors(&deep).is_empty());
}

/// A change to one place of a policy: a hand that slips.
fn slips() -> impl Strategy<Value = String> {
    let text = prop::sample::select(vec![FILE.to_owned(), builtin(BUILTIN[0]).unwrap().source_text]);
    (text, any::<prop::sample::Index>(), 0usize..40, "\\PC{0,6}").prop_map(|(text, at, length, by)| {
        let chars: Vec<char> = text.chars().collect();
        let from = at.index(chars.len());
        let to = (from + length).min(chars.len());
        chars[..from]
            .iter()
            .copied()
            .chain(by.chars())
            .chain(chars[to..].iter().copied())
            .collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_slip_panics_and_a_refusal_says_why(text in slips()) {
        if let Err(errors) = load("team.toml", &text, None) {
            prop_assert!(!errors.is_empty());
            let lines = text.lines().count() + 1;
            prop_assert!(errors.iter().all(|error| error.line <= lines && error.column >= 1));
            prop_assert!(errors.iter().all(|error| error.hint.is_some()), "{errors:?}");
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC*") {
        prop_assert!(load("team.toml", &text, None).is_err());
    }
}
