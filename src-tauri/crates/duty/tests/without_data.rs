//! The commands that need no data: hours, deadlines, clocks and policies, tested with the real program.

#![allow(clippy::unwrap_used, missing_docs)]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use serde_json::{Value, json};

/// Without a home, so that a command which would read or write data there fails.
fn duty(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_duty"));
    command.args(arguments).env_clear().env("HOME", "/nonexistent");
    command
}

fn run(arguments: &[&str]) -> Output {
    duty(arguments).stdin(Stdio::null()).output().unwrap()
}

fn text(bytes: &[u8]) -> &str {
    std::str::from_utf8(bytes).unwrap()
}

/// What a command answered, which went well.
fn said(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert!(output.status.success(), "{arguments:?}\n{}", text(&output.stderr));
    assert_eq!(text(&output.stderr), "", "{arguments:?}");
    text(&output.stdout).to_owned()
}

fn json_of(arguments: &[&str]) -> Value {
    serde_json::from_str(&said(&[arguments, &["--json"]].concat())).unwrap()
}

/// The sentence of a refusal, which says nothing on standard output.
fn refusal(arguments: &[&str], code: i32) -> String {
    let output = run(arguments);
    assert_eq!(
        output.status.code(),
        Some(code),
        "{arguments:?}\n{}",
        text(&output.stderr)
    );
    assert_eq!(text(&output.stdout), "", "{arguments:?}");
    text(&output.stderr).to_owned()
}

/// When a clock that starts at `since` is due under the default policy, in UTC.
fn due(priority: &str, clock: &str, since: &str) -> Value {
    json_of(&["deadline", "--priority", priority, "--clock", clock, "--since", since])["due_at"].take()
}

// ---- Deadlines

/// Raised, priority and clock, due. Local times of Europe/London, written with their offset.
const CASES: [(&str, &str, &str, &str); 16] = [
    // Good Friday and Easter Monday follow.
    ("2017-04-13T16:45:00+01:00", "P2", "respond", "2017-04-18T08:15:00Z"),
    ("2017-05-30T02:00:00+01:00", "P2", "respond", "2017-05-30T08:30:00Z"),
    ("2017-05-30T02:00:00+01:00", "P3", "respond", "2017-05-30T10:00:00Z"),
    // The bank holiday of May 2020 was moved to Friday the 8th.
    ("2020-05-07T16:30:00+01:00", "P3", "respond", "2020-05-11T09:30:00Z"),
    ("2020-12-24T16:50:00Z", "P2", "respond", "2020-12-29T09:20:00Z"),
    // The clocks go forward, and back, over the weekend.
    ("2017-03-24T16:00:00Z", "P3", "respond", "2017-03-27T09:00:00Z"),
    ("2017-10-27T16:00:00+01:00", "P3", "respond", "2017-10-30T10:00:00Z"),
    // Easter Monday.
    ("2017-04-17T10:00:00+01:00", "P1", "respond", "2017-04-17T09:40:00Z"),
    ("2017-03-26T00:45:00Z", "P1", "respond", "2017-03-26T01:25:00Z"),
    ("2017-10-29T01:30:00+01:00", "P1", "respond", "2017-10-29T01:10:00Z"),
    ("2017-05-24T11:00:00+01:00", "P4", "respond", "2017-05-25T10:00:00Z"),
    ("2017-05-24T11:00:00+01:00", "P4", "update", "2017-05-26T10:00:00Z"),
    ("2017-05-20T12:00:00+01:00", "P4", "respond", "2017-05-22T16:00:00Z"),
    ("2017-05-23T18:00:00+01:00", "P4", "respond", "2017-05-24T16:00:00Z"),
    // The class at the start chooses the target; crossing 09:00 or 17:00 later changes nothing.
    ("2017-05-24T08:50:00+01:00", "P1", "respond", "2017-05-24T08:30:00Z"),
    ("2017-05-24T16:55:00+01:00", "P1", "respond", "2017-05-24T16:15:00Z"),
];

#[test]
fn the_manuals_targets_land_where_they_should() {
    for (since, priority, clock, expected) in CASES {
        assert_eq!(
            due(priority, clock, since),
            expected,
            "{priority} {clock} since {since}"
        );
    }
}

#[test]
fn the_same_cases_in_one_batch_are_answered_line_by_line() {
    let lines: String = CASES
        .iter()
        .enumerate()
        .map(|(id, (since, priority, clock, _))| {
            format!(
                "{}\n",
                json!({"id": id, "priority": priority, "clock": clock, "since": since})
            )
        })
        .collect();
    let output = with_input(&["deadline", "--batch"], &lines);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let answers: Vec<Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let expected: Vec<Value> = CASES
        .iter()
        .enumerate()
        .map(|(id, (.., due_at))| json!({"id": id, "due_at": due_at}))
        .collect();
    assert_eq!(answers, expected);
}

#[test]
fn a_deadline_comes_with_its_sum_and_its_hours_class() {
    let deadline = json_of(&[
        "deadline",
        "--priority",
        "P2",
        "--clock",
        "respond",
        "--since",
        "2017-04-13T16:45:00+01:00",
    ]);
    assert_eq!(deadline["hours_class"], "in_hours");
    assert_eq!(deadline["calendar_known"], true);
    let seconds: i64 = deadline["why"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|step| step["seconds"].as_i64())
        .sum();
    assert_eq!(seconds, 30 * 60);
    let words = said(&[
        "deadline",
        "--priority",
        "P2",
        "--clock",
        "respond",
        "--since",
        "2017-04-13T16:45:00+01:00",
    ]);
    assert!(
        words.contains("Good Friday") && words.contains("Tue 18 Apr 09:15 BST"),
        "{words}"
    );
}

#[test]
fn past_the_last_known_bank_holiday_a_deadline_says_that_the_calendar_is_not_known() {
    let arguments = [
        "deadline",
        "--priority",
        "P3",
        "--clock",
        "respond",
        "--since",
        "2044-12-23T10:00:00Z",
    ];
    assert_eq!(json_of(&arguments)["calendar_known"], false);
    assert!(said(&arguments).contains("bank holidays aren’t known"));
}

#[test]
fn another_policy_gives_another_deadline() {
    let since = ["--since", "2017-04-17T10:00:00+01:00"];
    let asked = [
        &[
            "deadline",
            "--priority",
            "P1",
            "--clock",
            "respond",
            "--policy",
            "govuk-paas-2023",
        ][..],
        &since,
    ];
    // No cover out of hours: from the opening after Easter Monday.
    assert_eq!(json_of(&asked.concat())["due_at"], "2017-04-18T08:20:00Z");
}

// ---- A batch with bad lines

fn with_input(arguments: &[&str], input: &str) -> Output {
    let mut child = piped(arguments);
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn piped(arguments: &[&str]) -> Child {
    duty(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

#[test]
fn a_built_in_policy_can_be_checked_and_a_device_is_no_file_of_ours() {
    let checked = run(&["policy", "check", "govuk-paas-2016"]);
    assert_eq!(text(&checked.stdout), "govuk-paas-2016: no errors.\n");
    for arguments in [
        &["policy", "check", "/dev/zero"][..],
        &["clock", "--events", "/dev/zero", "--now", "2017-05-24T10:00:00Z"],
        &["hours", "--policy", "/dev/zero"],
        &["triage", "local/1", "--answers", "/dev/zero"],
    ] {
        let refused = run(arguments);
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}");
        let said = text(&refused.stderr);
        assert!(said.contains("it’s a pipe or a device, not a file"), "{said}");
    }
}

#[test]
fn a_bad_line_of_a_batch_is_answered_with_an_error_and_the_others_with_their_deadline() {
    let input = "\u{feff}".to_owned()
        + r#"{"id":"a","priority":"P1","clock":"respond","since":"2017-04-17T10:00:00+01:00"}
not json
{"id":"b","priority":"P9","clock":"respond","since":"2017-04-17T10:00:00+01:00"}
{"id":"c","priority":"P1","clock":"triage","since":"2017-04-17T10:00:00+01:00"}
{"id":"d","priority":"P1","clock":"respond","since":"2017-04-17 10:00"}
{"id":"e","priority":"P1","clock":"respond","since":"2015-04-17T10:00:00Z"}
{"priority":"P1","clock":"respond","since":"2017-04-17T10:00:00Z"}
["f","P1","respond","2017-04-17T10:00:00Z"]
{"id":"h","priority":"P1","clock":"respond","since":7}

{"id":{"n":[1]},"priority":"P1","clock":"update","since":"2017-04-17T10:00:00+01:00","note":"ours"}"#;
    let output = with_input(&["deadline", "--batch"], &input);
    assert_eq!(output.status.code(), Some(2));
    let answers: Vec<Value> = text(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let ids: Vec<&Value> = answers.iter().map(|answer| &answer["id"]).collect();
    let expected = [
        json!("a"),
        json!(null),
        json!("b"),
        json!("c"),
        json!("d"),
        json!("e"),
        json!(null),
        json!(null),
        json!("h"),
        json!({"n": [1]}),
    ];
    assert_eq!(ids, expected.iter().collect::<Vec<_>>());
    assert_eq!(answers[0], json!({"id": "a", "due_at": "2017-04-17T09:40:00Z"}));
    assert_eq!(answers[9]["due_at"], "2017-04-17T10:00:00Z");
    for (answer, wrong) in answers[1..9].iter().zip([
        "this isn’t valid JSON: ",
        "unknown variant `P9`, expected one of `P1`, `P2`, `P3`, `P4`",
        "respond",
        "offset",
        "calendar",
        "missing field `id`",
        "braces",
        "integer `7`",
    ]) {
        let error = answer["error"].as_str().unwrap();
        assert!(
            error.contains(wrong) && error.contains(r#""clock":"respond""#),
            "{error}"
        );
    }
}

#[test]
fn a_batch_whose_line_never_ends_is_refused() {
    let endless = std::fs::File::open("/dev/zero").unwrap();
    let output = duty(&["deadline", "--batch"]).stdin(endless).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(
        text(&output.stderr).contains("too long for a case"),
        "{}",
        text(&output.stderr)
    );
}

#[test]
fn a_batch_answers_each_line_before_the_next_one_comes() {
    let mut child = piped(&["deadline", "--batch"]);
    let mut cases = child.stdin.take().unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap()).lines();
    for id in 0..3 {
        writeln!(
            cases,
            r#"{{"id":{id},"priority":"P1","clock":"respond","since":"2017-04-17T10:00:00+01:00"}}"#
        )
        .unwrap();
        let answer = answers.next().unwrap().unwrap();
        assert_eq!(answer, format!(r#"{{"id":{id},"due_at":"2017-04-17T09:40:00Z"}}"#));
    }
    drop(cases);
    assert!(answers.next().is_none() && child.wait().unwrap().success());
}

#[test]
fn a_reader_that_has_enough_ends_a_batch_quietly() {
    let case = r#"{"id":1,"priority":"P1","clock":"respond","since":"2017-04-17T10:00:00+01:00"}"#;
    let mut child = piped(&["deadline", "--batch"]);
    drop(child.stdout.take());
    // The write fails once the reader at the other end is gone, as intended.
    let _ = child
        .stdin
        .take()
        .unwrap()
        .write_all(format!("{case}\n").repeat(50_000).as_bytes());
    let output = child.wait_with_output().unwrap();
    assert!(
        !text(&output.stderr).contains("went wrong at"),
        "{}",
        text(&output.stderr)
    );
}

// ---- Hours

#[test]
fn hours_say_the_class_until_when_and_the_next_opening() {
    let cases = [
        (
            "2017-05-24T11:00:00+01:00",
            "in_hours",
            "2017-05-24T16:00:00Z",
            "2017-05-25T08:00:00Z",
        ),
        (
            "2017-05-24T17:00:00+01:00",
            "overnight",
            "2017-05-25T08:00:00Z",
            "2017-05-25T08:00:00Z",
        ),
        (
            "2017-05-20T12:00:00+01:00",
            "waking",
            "2017-05-20T16:00:00Z",
            "2017-05-22T08:00:00Z",
        ),
        (
            "2017-04-17T10:00:00+01:00",
            "waking",
            "2017-04-17T16:00:00Z",
            "2017-04-18T08:00:00Z",
        ),
    ];
    for (at, class, until, opening) in cases {
        let hours = json_of(&["hours", "--at", at]);
        assert_eq!(hours["class"], class, "{at}");
        assert_eq!(hours["until"]["at"], until, "{at}");
        assert_eq!(hours["next_opening"]["at"], opening, "{at}");
    }
    let words = said(&["hours", "--at", "2017-04-17T10:00:00+01:00"]);
    for expected in [
        "waking",
        "Mon 17 Apr 2017, 17:00 BST",
        "Tue 18 Apr 2017, 09:00 BST",
        "Easter Monday",
    ] {
        assert!(words.contains(expected), "{words}");
    }
    assert!(said(&["hours", "--at", "2017-05-24T11:00:00+01:00"]).contains("in hours"));
    assert!(said(&["hours"]).contains("Next opening"));
}

// ---- Clocks from a file

fn events(name: &str, content: &str) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join(name);
    std::fs::write(&file, content).unwrap();
    let path = file.to_str().unwrap().to_owned();
    (folder, path)
}

const MORNING: &str = r#"[
  {"at":"2017-05-24T10:00:00+01:00","kind":"raised","route":"normal"},
  {"at":"2017-05-24T10:05:00+01:00","kind":"priority","priority":"P2"},
  {"at":"2017-05-24T10:20:00+01:00","kind":"public_reply"},
  {"at":"2017-05-24T11:00:00+01:00","kind":"resolved"}
]"#;

#[test]
fn a_history_is_folded_to_the_instant_asked_for() {
    let (_folder, file) = events("events.json", MORNING);
    let readings = json_of(&["clock", "--events", &file, "--now", "2017-05-24T10:30:00+01:00"]);
    assert_eq!(readings["now"], "2017-05-24T09:30:00Z");
    let clocks: Vec<(&str, &str)> = readings["clocks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|clock| (clock["clock"].as_str().unwrap(), clock["standing"].as_str().unwrap()))
        .collect();
    assert_eq!(clocks.len(), 3, "{clocks:?}");
    for expected in [("triage", "met"), ("respond", "met"), ("update", "running")] {
        assert!(clocks.contains(&expected), "{clocks:?}");
    }
    let update = readings["clocks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|clock| clock["clock"] == "update")
        .unwrap();
    assert_eq!(update["due_at"], "2017-05-24T11:20:00Z");
    assert_eq!(update["remaining_minutes"], 110);
    assert_eq!(update["in_hours"], true);
    let words = said(&["clock", "--events", &file, "--now", "2017-05-24T10:30:00+01:00"]);
    assert!(
        words.contains("update 1: running, due Wed 24 May 2017, 12:20 BST, 1 h 50 min left"),
        "{words}"
    );
}

#[test]
fn r18_a_sum_across_a_clock_change_names_both_zones() {
    let history = r#"[{"at":"2026-10-25T00:10:00+01:00","kind":"raised","route":"emergency"},
        {"at":"2026-10-25T00:20:00+01:00","kind":"public_reply"},
        {"at":"2026-10-25T00:40:00+01:00","kind":"paused"},
        {"at":"2026-10-25T01:50:00+01:00","kind":"tenant_message"}]"#;
    let (_folder, file) = events("p.json", history);
    let words = said(&["clock", "--events", &file, "--now", "2026-10-25T01:55:00+01:00"]);
    assert!(
        words.contains("Sun 25 Oct 01:50 BST to 01:30 GMT  40 min elapsed"),
        "{words}"
    );
    // Where nothing changes, no zone is named.
    assert!(words.contains("Sun 25 Oct 00:20 to 00:40 "), "{words}");
    let (_cairo, policy) = in_cairo();
    let deadline = [
        "--priority",
        "P1",
        "--clock",
        "respond",
        "--since",
        "2026-10-29T22:00:00+03:00",
    ];
    let words = said(&[&["deadline", "--policy", &policy][..], &deadline].concat());
    assert!(
        words.contains("Thu 29 Oct 22:00 EEST to Fri 30 Oct 05:00 EET  8 h elapsed"),
        "{words}"
    );
}

/// A P1 with eight hours of elapsed time, in Cairo, where the clocks go back on 29 October 2026 at midnight.
fn in_cairo() -> (tempfile::TempDir, String) {
    let text = said(&["policy", "show", "govuk-paas-2016"])
        .replace("zone = \"Europe/London\"", "zone = \"Africa/Cairo\"")
        .replacen("overnight = \"40 min\"", "overnight = \"8 h\"", 1);
    events("cairo.toml", &text)
}

#[test]
fn r20_half_days_seasons_and_a_minute_before_midnight_are_checked_and_explained() {
    let team = said(&["policy", "show", "govuk-paas-2016"]).replacen(
        "\nadded = []",
        "\nadded = [{ date = \"2026-12-24\", name = \"Christmas Eve\", from = \"13:00\" }]",
        1,
    );
    let (_folder, file) = events("team.toml", &team);
    assert!(said(&["policy", "check", &file]).ends_with("no errors.\n"));
    let case = [
        "--priority",
        "P3",
        "--clock",
        "respond",
        "--since",
        "2026-12-24T12:00:00Z",
    ];
    let words = said(&[&["deadline", "--policy", &file][..], &case].concat());
    assert!(
        words.contains("Thu 24 Dec 12:00 to 13:00  1 h of support hours (Christmas Eve)"),
        "{words}"
    );
    assert!(words.contains("Tue 29 Dec 10:00 GMT"), "{words}");
    let hours = said(&["hours", "--policy", &file, "--at", "2026-12-24T14:00:00Z"]);
    assert!(!hours.contains("Bank holiday"), "{hours}");

    let (_other, file) = events("all-day.toml", &team.replacen("to = \"17:00\"", "to = \"23:59\"", 1));
    let words = said(&["policy", "check", &file]);
    assert!(words.contains("no errors.\nWarning: "), "{words}");
    assert!(
        words.contains("ends a minute before midnight (write `24:00`"),
        "{words}"
    );
    let problems = json_of(&["policy", "check", &file]);
    assert_eq!(problems.as_array().unwrap().len(), 1);
}

#[test]
fn r22_04_lateness_is_the_walls_with_working_time_beside_it() {
    // Due 16:58 on a Wednesday; hours end at 17:00.
    let history = r#"[{"at":"2017-05-24T14:50:00+01:00","kind":"raised","route":"normal"},
        {"at":"2017-05-24T14:55:00+01:00","kind":"priority","priority":"P2"},
        {"at":"2017-05-24T14:58:00+01:00","kind":"public_reply"}]"#;
    let (_folder, file) = events("late.json", history);
    let said_at = |now: &str| said(&["clock", "--events", &file, "--now", now]);
    let late = said_at("2017-05-24T17:24:00+01:00");
    assert!(late.contains("16:58 BST, 26 min late, 2 min late (in hours)"), "{late}");
    let just = said_at("2017-05-24T16:58:20+01:00");
    assert!(just.contains("16:58 BST, due now"), "{just}");
    let before = said_at("2017-05-24T15:00:00+01:00");
    assert!(before.contains("16:58 BST, 1 h 58 min left\n"), "{before}");
}

#[test]
fn events_can_come_from_standard_input() {
    let output = with_input(
        &["clock", "--events", "-", "--now", "2017-05-24T12:00:00+01:00", "--json"],
        MORNING,
    );
    let readings: Value = serde_json::from_slice(&output.stdout).unwrap();
    let open = readings["clocks"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|clock| clock["ended_at"].is_null())
        .count();
    assert_eq!(open, 0);
}

#[test]
fn an_events_file_that_cannot_be_taken_is_refused_with_an_example() {
    let at_noon = ["--now", "2017-05-24T12:00:00+01:00"];
    for (content, wrong) in [
        ("", "the file is empty"),
        ("{}", "this isn’t a list of events"),
        ("[", "the text ends too early (line 1, column 1)"),
        ("[]", "no `raised`"),
        (
            r#"[{"at":"2017-05-24T10:00:00Z","kind":"opened"}]"#,
            "event 1: unknown variant `opened`, expected one of `raised`, `priority`",
        ),
        (
            r#"[{"at":"2017-05-24T10:00:00","kind":"raised","route":"normal"}]"#,
            "with its offset",
        ),
    ] {
        let (_folder, file) = events("events.json", content);
        let sentence = refusal(&[&["clock", "--events", &file][..], &at_noon].concat(), 2);
        assert!(
            sentence.contains(wrong) && sentence.contains(r#""kind":"raised""#),
            "{sentence}"
        );
    }
    let sentence = refusal(
        &[&["clock", "--events", "/nonexistent/events.json"][..], &at_noon].concat(),
        2,
    );
    assert!(sentence.contains("there’s no such file"), "{sentence}");
}

// ---- Rehearsals

const SHIFT: &str = r#"[
  {"at":"2017-05-22T10:00:00+01:00","ticket":"apps","kind":"raised","route":"emergency"},
  {"at":"2017-05-22T10:32:00+01:00","ticket":"apps","kind":"acknowledged"},
  {"at":"2017-05-22T16:30:00+01:00","ticket":"push","kind":"raised"},
  {"at":"2017-05-22T16:31:00+01:00","ticket":"push","kind":"priority","priority":"P2"},
  {"at":"2017-05-22T16:35:00+01:00","ticket":"apps","kind":"public_reply"},
  {"at":"2017-05-22T16:36:00+01:00","ticket":"apps","kind":"resolved"}
]"#;

#[test]
fn a_rehearsal_is_a_line_of_json_per_notice_and_per_digest() {
    let (_folder, file) = events("shift.json", SHIFT);
    let options = [
        "--from",
        "2017-05-22T10:18:00+01:00",
        "--to",
        "2017-05-23T10:00:00+01:00",
    ];
    let slept = ["--sleep", "2017-05-22T10:25:00+01:00..2017-05-22T16:50:00+01:00"];
    let jump = ["--jump", "2017-05-22T16:55:00+01:00=+2h"];
    let arguments = [&["rehearse", "--json", "--events", &file][..], &options, &slept, &jump].concat();
    let lines: Vec<Value> = said(&arguments)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        lines,
        [
            json!({"at":"2017-05-22T09:20:00Z","ticket":"apps","clock":"respond","cycle":1,"stage":"due","n":0,
                   "due_at":"2017-05-22T09:20:00Z","reason":"P1 · first response: due after 20 min"}),
            json!({"at":"2017-05-22T15:50:00Z","ticket":null,"cycle":0,"stage":"digest","n":0,"due_at":null,
                   "reason":"1 thing came up while you were away, or waited for support hours",
                   "items":[{"at":"2017-05-22T15:45:00Z","ticket":"push","clock":"respond","cycle":1,"stage":"half",
                             "n":0,"due_at":"2017-05-22T16:00:00Z",
                             "reason":"P2 · first response: half of 30 min in hours used"}]}),
            json!({"at":"2017-05-22T15:54:00Z","ticket":"push","clock":"respond","cycle":1,"stage":"four_fifths","n":0,
                   "due_at":"2017-05-22T16:00:00Z","reason":"P2 · first response: 4/5 of 30 min in hours used"}),
            json!({"at":"2017-05-23T08:00:00Z","ticket":null,"cycle":0,"stage":"digest","n":0,"due_at":null,
                   "reason":"1 thing came up while you were away, or waited for support hours",
                   "items":[{"at":"2017-05-22T16:00:00Z","ticket":"push","clock":"respond","cycle":1,"stage":"due",
                             "n":0,"due_at":"2017-05-22T16:00:00Z",
                             "reason":"P2 · first response: due after 30 min in hours"}]}),
        ]
    );
    let words = said(&[&["rehearse", "--events", &file][..], &options, &slept].concat());
    assert_eq!(
        words.lines().take(3).collect::<Vec<_>>(),
        [
            "Mon 22 May 2017, 10:20 BST    apps    P1 · first response: due after 20 min",
            "Mon 22 May 2017, 16:50 BST    digest  1 thing came up while you were away, or waited for support hours",
            "  Mon 22 May 2017, 16:45 BST  push    P2 · first response: half of 30 min in hours used",
        ],
        "{words}"
    );
}

#[test]
fn a_rehearsal_without_notices_ends_well() {
    let (_folder, file) = events("shift.json", SHIFT);
    let quiet = [
        "--from",
        "2017-05-22T09:00:00+01:00",
        "--to",
        "2017-05-22T09:30:00+01:00",
    ];
    let arguments = [&["rehearse", "--events", &file][..], &quiet].concat();
    assert_eq!(said(&arguments), "No notifications.\n");
    assert_eq!(said(&[&arguments[..], &["--json"]].concat()), "");
}

#[test]
fn a_rehearsal_that_cannot_be_is_refused_with_a_sentence() {
    let (_folder, file) = events("shift.json", SHIFT);
    let refused = |from: &str, more: &[&str]| {
        let course = ["--from", from, "--to", "2017-05-22T17:00:00+01:00"];
        refusal(&[&["rehearse", "--events", &file][..], &course, more].concat(), 2)
    };
    let morning = "2017-05-22T09:00:00+01:00";
    assert!(refused("2017-05-22T18:00:00+01:00", &[]).contains("before it begins"));
    assert!(refused(morning, &["--sleep", "10:00..11:00"]).contains("with its offset"));
    assert!(refused(morning, &["--sleep", "10:00"]).contains("T17:30:00+01:00..2017-05-25T08:00:00+01:00"));
    let backwards = "2017-05-22T11:00:00+01:00..2017-05-22T10:00:00+01:00";
    assert!(refused(morning, &["--sleep", backwards]).contains("ends before it begins"));
    let ten = "2017-05-22T10:00:00+01:00..2017-05-22T11:00:00+01:00";
    let half_past = "2017-05-22T10:30:00+01:00..2017-05-22T11:30:00+01:00";
    assert!(refused(morning, &["--sleep", ten, "--sleep", half_past]).contains("Two sleeps overlap"));
    assert!(refused(morning, &["--jump", "2017-05-22T10:00:00+01:00=2h"]).contains("=+2h"));
    assert!(refused(morning, &["--jump", "2017-05-23T10:00:00+01:00=+2h"]).contains("not between"));
    let unknown = SHIFT.replacen(r#""push","kind":"raised""#, r#""push","kind":"note""#, 1);
    let (_folder, file) = events("shift.json", &unknown);
    let course = ["--from", morning, "--to", "2017-05-22T17:00:00+01:00"];
    let sentence = refusal(&[&["rehearse", "--events", &file][..], &course].concat(), 2);
    assert!(sentence.contains("event 3 is about the ticket `push`"), "{sentence}");
}

// ---- What is typed

#[test]
fn an_instant_without_an_offset_is_refused_with_an_example() {
    for wrong in [
        "2017-04-13T16:45:00",
        "2017-04-13",
        "now",
        "16:45",
        "2015-12-31T00:00:00Z",
        "2046-01-01T00:00:00Z",
    ] {
        for arguments in [
            &["hours", "--at", wrong][..],
            &["deadline", "--priority", "P2", "--clock", "respond", "--since", wrong],
            &["clock", "--events", "-", "--now", wrong],
            &["replied", "local/7", "--via", "slack", "--at", wrong],
        ] {
            let sentence = refusal(arguments, 2);
            assert!(sentence.contains("2017-04-13T16:45:00+01:00"), "{sentence}");
        }
    }
}

#[test]
fn an_instant_outside_the_calendar_is_told_what_the_calendar_holds() {
    let sentence = refusal(&["hours", "--at", "2015-12-31T00:00:00Z"], 2);
    assert!(sentence.contains("Write an instant from 2016 to 2045"), "{sentence}");
}

#[test]
fn minutes_that_are_no_number_are_refused_in_plain_words() {
    for minutes in ["0", "1441", "ten", "1.5"] {
        let sentence = refusal(&["snooze", "local/7", "--minutes", minutes], 2);
        assert!(sentence.contains("from 1 to 1440"), "{sentence}");
        assert!(!sentence.contains("digit"), "{sentence}");
    }
}

#[test]
fn what_is_missing_or_unknown_is_refused_with_code_2() {
    for arguments in [
        &["deadline", "--priority", "P2", "--clock", "respond"][..],
        &[
            "deadline",
            "--priority",
            "P5",
            "--clock",
            "respond",
            "--since",
            "2017-04-13T16:45:00Z",
        ],
        &[
            "deadline",
            "--priority",
            "P2",
            "--clock",
            "resolve",
            "--since",
            "2017-04-13T16:45:00Z",
        ],
        &["deadline", "--batch", "--priority", "P2"],
        &["snooze", "local/7", "--minutes", "0"],
        &["snooze", "local/7", "--minutes", "1441"],
        &["log", "--subject", "x", "--from", "pigeon"],
        &[
            "account",
            "add",
            "jira",
            "--name",
            "work",
            "--url",
            "https://example.org",
        ],
        &["hours", "--policy", "nobody-wrote-this"],
        &["policy", "check", "/nonexistent/policy.toml"],
        &["policy", "show", "nobody-wrote-this"],
        &["nonsense"],
        &[],
    ] {
        assert!(!refusal(arguments, 2).is_empty(), "{arguments:?}");
    }
}

#[test]
fn help_says_the_exit_codes_and_shows_examples() {
    assert!(said(&["--help"]).contains("3  not found"));
    assert!(said(&["triage", "--help"]).contains(r#""choice": "can_wait""#));
    assert!(said(&["clock", "--help"]).contains(r#""kind":"public_reply""#));
    assert!(said(&["deadline", "--help"]).contains(r#"{"id":1,"due_at":"2017-04-18T08:15:00Z"}"#));
    assert!(said(&["--version"]).starts_with("duty "));
}

// ---- Policies

#[test]
fn a_policy_that_was_shown_is_a_policy_that_passes() {
    let text = said(&["policy", "show", "govuk-paas-2023"]);
    let (_folder, file) = events("mine.toml", &text);
    assert!(said(&["policy", "check", &file]).contains(": no errors."));
    assert_eq!(json_of(&["policy", "check", &file]), json!([]));
    let view = json_of(&["policy", "show", &file]);
    assert_eq!(
        (view["zone"].as_str(), view["source"].as_str()),
        (Some("Europe/London"), Some(file.as_str()))
    );
    assert_eq!(said(&["policy", "show"]), said(&["policy", "show", "govuk-paas-2016"]));
}

#[test]
fn every_error_of_a_policy_file_is_told_with_its_line() {
    let text = said(&["policy", "show"])
        .replace("Europe/London", "Europe/Londen")
        .replace("\"in_hours\"", "\"on_hours\"");
    let (_folder, file) = events("mine.toml", &text);
    let output = run(&["policy", "check", &file]);
    assert_eq!(output.status.code(), Some(2));
    let line = text_of_line(&output, "Europe/Londen");
    assert!(line.starts_with(&format!("{file}:")), "{line}");
    let sentence = refusal(&["hours", "--policy", &file], 2);
    assert!(sentence.contains("Europe/Londen"), "{sentence}");
}

fn text_of_line(output: &Output, part: &str) -> String {
    let all = text(&output.stdout);
    all.lines()
        .find(|line| line.contains(part))
        .unwrap_or_else(|| panic!("{all}"))
        .to_owned()
}

#[test]
fn the_schema_is_json() {
    let schema: Value = serde_json::from_str(&said(&["policy", "schema"])).unwrap();
    assert!(schema["properties"].is_object() || schema["$defs"].is_object());
}

// ---- No data

#[test]
fn questions_to_the_policy_alone_leave_no_file_behind() {
    let home = tempfile::tempdir().unwrap();
    for arguments in [
        &["hours"][..],
        &[
            "deadline",
            "--priority",
            "P1",
            "--clock",
            "update",
            "--since",
            "2017-04-13T16:45:00Z",
        ],
        &["policy", "show"],
    ] {
        let mut command = duty(arguments);
        let output = command
            .env("HOME", home.path())
            .current_dir(home.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", text(&output.stderr));
    }
    assert_eq!(entries(home.path()), 0);
}

#[test]
fn a_question_about_data_that_is_not_there_is_answered_by_the_default_and_makes_none() {
    let home = tempfile::tempdir().unwrap();
    let missing = home.path().join("missing").join("data");
    let question = ["hours", "--at", "2017-04-13T16:45:00+01:00"];
    let folder = ["--data-dir", missing.to_str().unwrap()];
    assert_eq!(said(&[&question[..], &folder].concat()), said(&question));
    assert_eq!(entries(home.path()), 0);
}

fn entries(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[test]
fn f52_zone_data_of_the_system_changes_nothing_whatever_becomes_of_it() {
    let summer = "2017-03-24T16:00:00+00:00";
    let arguments = [
        "deadline",
        "--priority",
        "P3",
        "--clock",
        "respond",
        "--since",
        summer,
        "--json",
    ];
    let empty = tempfile::tempdir().unwrap();
    let lies = [
        ("TZDIR", empty.path().to_str().unwrap()),
        ("TZ", "Pacific/Apia"),
        ("TZ", ":/etc/passwd"),
    ];
    for (name, value) in lies {
        let output = duty(&arguments).env(name, value).output().unwrap();
        let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(answer["due_at"], "2017-03-27T09:00:00Z", "{name}={value}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn r19_output_that_cannot_be_written_is_said() {
    for arguments in [
        &["hours"][..],
        &["policy", "show", "govuk-paas-2016"],
        &["--help"],
        &["hours", "--json"],
    ] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = std::process::Command::new(env!("CARGO_BIN_EXE_duty"))
            .args(arguments)
            .stdout(full)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert_eq!(
            said.trim(),
            "duty: The output couldn’t be written: the disk is full.",
            "{arguments:?}"
        );
    }
}

#[test]
fn r19_a_reader_that_has_what_it_wants_is_no_failure() {
    use std::io::{BufRead, BufReader, Write};
    use std::process::Stdio;
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_duty"))
        .args(["deadline", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let case = r#"{"id":1,"priority":"P2","clock":"respond","since":"2017-04-13T16:45:00+01:00"}"#;
    writeln!(input, "{case}").unwrap();
    let mut answers = BufReader::new(child.stdout.take().unwrap());
    answers.read_line(&mut String::new()).unwrap();
    drop(answers);
    while writeln!(input, "{case}").is_ok() {}
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        (output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()),
        (Some(0), "")
    );
}

#[test]
fn r18_a_step_across_the_clock_change_names_the_zones() {
    let folder = tempfile::tempdir().unwrap();
    let events = folder.path().join("p.json");
    std::fs::write(
        &events,
        r#"[{"at":"2026-10-25T00:10:00+01:00","kind":"raised","route":"emergency"},
            {"at":"2026-10-25T00:20:00+01:00","kind":"public_reply"},
            {"at":"2026-10-25T00:40:00+01:00","kind":"paused"},
            {"at":"2026-10-25T01:50:00+01:00","kind":"tenant_message"}]"#,
    )
    .unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_duty"))
        .args(["clock", "--now", "2026-10-25T01:55:00+01:00", "--events"])
        .arg(&events)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        said.contains("Sun 25 Oct 01:50 BST to 01:30 GMT  40 min elapsed"),
        "{said}"
    );
    assert!(
        said.contains("Sun 25 Oct 00:20 to 00:40"),
        "a step before the change has none: {said}"
    );
}

#[test]
fn r20_r22_18_a_policy_file_as_windows_writes_it_or_with_a_path_from_home_is_checked() {
    let home = tempfile::tempdir().unwrap();
    let shown = std::process::Command::new(env!("CARGO_BIN_EXE_duty"))
        .args(["policy", "show", "govuk-paas-2023"])
        .output()
        .unwrap();
    let text = String::from_utf8(shown.stdout).unwrap();
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    for (name, bytes) in [
        ("plain.toml", text.clone().into_bytes()),
        ("utf16.toml", utf16(&format!("\u{feff}{text}"))),
        ("unmarked.toml", utf16(&text)),
        ("cr.toml", text.replace('\n', "\r").into_bytes()),
    ] {
        std::fs::write(home.path().join(name), bytes).unwrap();
        for typed in [format!("~/{name}"), format!("\"{}\"", home.path().join(name).display())] {
            let checked = std::process::Command::new(env!("CARGO_BIN_EXE_duty"))
                .args(["policy", "check", &typed])
                .env("HOME", home.path())
                .output()
                .unwrap();
            let said = String::from_utf8_lossy(&checked.stderr).into_owned();
            assert_eq!(checked.status.code(), Some(0), "{typed}: {said}");
        }
    }
    std::fs::write(home.path().join("latin.toml"), [b'#', 0xe9, b'\n']).unwrap();
    let checked = std::process::Command::new(env!("CARGO_BIN_EXE_duty"))
        .args(["policy", "check", "~/latin.toml"])
        .env("HOME", home.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&checked.stderr).into_owned();
    assert!(
        said.contains("isn’t UTF-8 text. Save it as UTF-8 in your editor."),
        "{said}"
    );
}

// ---- What outside text may do

/// Escape sequences of seven and eight bits, marks of direction.
const STEERS: &str = "\u{1b}]0;ME\u{7}\u{9b}2J\u{202e}\u{2066}\r";

/// Nothing in this that a terminal would act on.
fn is_tame(bytes: &[u8]) -> bool {
    let mark =
        |c: char| matches!(c, '\u{61c}' | '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text(bytes)
        .chars()
        .all(|c| matches!(c, '\n' | '\t') || !(c.is_control() || mark(c)))
}

#[test]
fn r23_19_nothing_that_was_typed_or_read_from_a_file_steers_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let key = folder.path().join("key.toml");
    let builtin = said(&["policy", "show", "govuk-paas-2016"]);
    std::fs::write(
        &key,
        format!("\"\\u001b]0;x\\u0007\\u202e\" = 1\r\n{builtin}\n# \u{9b}2J\u{202e}\n"),
    )
    .unwrap();
    let key = key.to_str().unwrap();
    let path = folder.path().join(format!("a{STEERS}.toml"));
    std::fs::write(&path, builtin.replace("\"20 min\"", "\"\\u001b[2J\"")).unwrap();
    let path = path.to_str().unwrap();
    let absent = format!("/nonexistent/{STEERS}");
    for arguments in [
        vec!["policy", "check", key],
        vec!["policy", "show", key],
        vec!["policy", "check", path],
        vec!["policy", "show", path],
        vec!["policy", "check", &absent],
        vec!["--policy", &absent, "hours"],
        vec!["clock", "--now", "2017-05-23T10:00:00Z", "--events", &absent],
        vec!["hours", "--at", STEERS],
        vec![STEERS],
        vec!["--data-dir", &absent, "list"],
        vec!["deadline", "--priority", STEERS],
    ] {
        for json in [&[][..], &["--json"]] {
            let output = run(&[&arguments[..], json].concat());
            assert!(
                is_tame(&output.stdout) && is_tame(&output.stderr),
                "{arguments:?}\n{output:?}"
            );
            assert!(!(output.stdout.is_empty() && output.stderr.is_empty()), "{arguments:?}");
        }
    }
}

#[test]
fn r23_24_json_keeps_every_letter_of_what_was_given_and_stays_printable() {
    let id = format!("case {STEERS} é 配");
    let case = json!({"id": id, "priority": "P2", "clock": "respond", "since": "2017-04-13T16:45:00+01:00"});
    let mut child = duty(&["deadline", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(case.to_string().as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(is_tame(&output.stdout), "{output:?}");
    let answer: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(answer["id"], id.as_str());
}

#[cfg(unix)]
#[test]
fn r23_11_a_pipe_or_a_device_in_place_of_a_file_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let pipe = pipe.to_str().unwrap();
    let now = "2017-05-23T10:00:00Z";
    for file in [pipe, "/dev/zero", "/dev/null"] {
        for arguments in [
            vec!["policy", "check", file],
            vec!["policy", "show", file],
            vec!["--policy", file, "hours"],
            vec!["clock", "--now", now, "--events", file],
            vec![
                "rehearse",
                "--from",
                now,
                "--to",
                "2017-05-23T12:00:00Z",
                "--events",
                file,
            ],
        ] {
            let refused = refusal(&arguments, 2);
            assert!(
                refused.contains("it’s a pipe or a device, not a file"),
                "{arguments:?} {refused}"
            );
        }
    }
    // Where there is nothing to say, it would be waited for; whoever may not read it is told so.
    let output = run(&["policy", "check", "/proc/kmsg"]);
    assert_ne!(output.status.code(), Some(0));
}

/// Each text on standard output and standard error goes through one place.
#[test]
fn r23_19_only_one_file_writes_to_the_terminal() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for file in std::fs::read_dir(sources).unwrap() {
        let file = file.unwrap().path();
        let code = std::fs::read_to_string(&file).unwrap();
        let product = code.split("#[cfg(test)]").next().unwrap();
        let writes = ["println!", "print!(", "io::stderr()", "stdout().lock()"];
        let found = writes.iter().find(|write| product.contains(**write));
        let allowed = file.ends_with("terminal.rs");
        assert!(allowed || found.is_none(), "{} has {found:?}", file.display());
    }
}
