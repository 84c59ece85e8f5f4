//! The commands that save data, each test in its own folder, without a session bus: there is no keychain and no
//! notification server.

#![allow(clippy::unwrap_used, missing_docs)]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use desk_platform::{Owner, Places, Wake};
use serde_json::{Value, json};

/// Adds a help desk; the token comes by standard input.
const ADD_ACCOUNT: [&str; 7] = [
    "account",
    "add",
    "rt",
    "--name",
    "work",
    "--url",
    "https://rt.example.org/",
];

struct Desk {
    home: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self {
            home: tempfile::tempdir().unwrap(),
        }
    }

    fn data(&self) -> std::path::PathBuf {
        self.home.path().join("data")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_duty"));
        command
            .arg("--data-dir")
            .arg(self.data())
            .args(arguments)
            .env_clear()
            .env("HOME", self.home.path());
        command
    }

    fn output(&self, arguments: &[&str], input: &str) -> Output {
        answered(&mut self.command(arguments), input)
    }

    /// What a command answered, which went well.
    fn said(&self, arguments: &[&str]) -> String {
        self.said_to(arguments, "")
    }

    fn said_to(&self, arguments: &[&str], input: &str) -> String {
        let output = self.output(arguments, input);
        assert!(
            output.status.success(),
            "{arguments:?}\n{}{}",
            text(&output.stdout),
            text(&output.stderr)
        );
        text(&output.stdout)
    }

    fn json_of(&self, arguments: &[&str]) -> Value {
        serde_json::from_str(&self.said(&[arguments, &["--json"]].concat())).unwrap()
    }

    /// What a command said that ended with this code, on either stream.
    fn ended(&self, code: i32, arguments: &[&str], input: &str) -> String {
        let output = self.output(arguments, input);
        let said = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{arguments:?}\n{said}");
        said
    }

    /// Logs a ticket and gives its id.
    fn logged(&self, subject: &str) -> String {
        let made = self.json_of(&["log", "--subject", subject, "--from", "slack", "--tenant", "registers"]);
        made["ticket"].as_str().unwrap().to_owned()
    }

    fn triaged(&self, ticket: &str, priority: &str) -> Output {
        let answers = json!({"priority": priority, "answers": {"urgency": {"words": "One team is slowed down."}}});
        self.output(&["triage", ticket, "--answers", "-"], &answers.to_string())
    }

    fn clock(&self, ticket: &str, clock: &str) -> Value {
        let shown = self.json_of(&["show", ticket]);
        let cards = shown["clocks"].as_array().unwrap().iter().chain([&shown["main_clock"]]);
        cards
            .map(|card| &card["reading"])
            .find(|reading| reading["clock"] == clock)
            .unwrap()
            .clone()
    }
}

/// What a program answered that gets this input.
fn answered(command: &mut Command, input: &str) -> Output {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that does not read its input may have ended already.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn a_practice_shift_comes_is_worked_and_goes() {
    let desk = Desk::new();
    let started = desk.json_of(&["practice", "start"]);
    let tickets = started["tickets"].as_u64().unwrap();
    assert!((12..=20).contains(&tickets), "{tickets}");
    let rows = desk.json_of(&["list"])["rows"].as_array().unwrap().clone();
    let untriaged = rows.iter().find(|row| row["section"] == "untriaged").unwrap()["ticket"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(desk.said(&["list"]).contains(&untriaged));
    let triaged = desk.triaged(&untriaged, "P3");
    assert!(
        triaged.status.success(),
        "{}{}",
        text(&triaged.stdout),
        text(&triaged.stderr)
    );
    assert_eq!(desk.json_of(&["show", &untriaged])["priority"], "P3");
    desk.said(&["practice", "end"]);
    assert_eq!(desk.json_of(&["list"])["total"], 0);
}

#[test]
fn an_issue_from_slack_is_logged_triaged_and_answered_there() {
    let desk = Desk::new();
    let ticket = desk.logged("our deploys hang since lunch");
    assert!(ticket.starts_with("local/"), "{ticket}");
    assert!(desk.triaged(&ticket, "P3").status.success());
    assert!(desk.clock(&ticket, "respond")["ended_at"].is_null());
    desk.said(&["replied", &ticket, "--via", "slack", "--words", "We are looking."]);
    assert_eq!(desk.clock(&ticket, "respond")["standing"], "met");
    assert!(desk.said(&["show", &ticket]).contains("our deploys hang since lunch"));
    let found = desk.json_of(&["search", "deploys", "lunch"]);
    assert_eq!(found["hits"][0]["id"], ticket);
    desk.said(&["ack", &ticket]);
    desk.said(&["snooze", &ticket, "--minutes", "30"]);
    desk.said_to(&["note", &ticket], "Looks like the router again.");
    assert!(desk.said(&["show", &ticket]).contains("Looks like the router again."));
}

#[test]
fn what_was_told_elsewhere_is_shown_and_cannot_have_been_told_before_it_was_raised() {
    let desk = Desk::new();
    let ticket = desk.logged("everything is down");
    let refused = desk.output(
        &["replied", &ticket, "--via", "slack", "--at", "2017-05-24T10:00:00Z"],
        "",
    );
    assert_eq!(refused.status.code(), Some(2));
    assert!(
        text(&refused.stderr).contains("so you can’t have replied before that"),
        "{}",
        text(&refused.stderr)
    );
    desk.said(&["replied", &ticket, "--via", "slack"]);
    let shown = desk.said(&["show", &ticket]);
    assert!(shown.contains("  Replied elsewhere, via slack\n"), "{shown}");
    assert!(shown.contains("Told the tenant via slack at "), "{shown}");
}

#[test]
fn a_practice_shift_is_not_loaded_over_one_that_is_there() {
    let desk = Desk::new();
    assert_eq!(desk.said(&["practice", "end"]), "No practice shift is loaded.\n");
    assert_eq!(desk.json_of(&["practice", "end"]), json!({}));
    desk.said(&["practice", "start"]);
    let again = desk.output(&["practice", "start"], "");
    assert_eq!(again.status.code(), Some(4));
    assert!(text(&again.stderr).contains("End it first"), "{}", text(&again.stderr));
    assert_eq!(desk.said(&["practice", "end"]), "The practice shift is removed.\n");
}

#[test]
fn a_ticket_is_not_linked_with_itself_and_has_an_id() {
    let desk = Desk::new();
    let ticket = desk.logged("everything is down");
    let refused = desk.output(&["link", &ticket, &ticket], "");
    assert!(
        text(&refused.stderr).contains("That’s the same ticket"),
        "{}",
        text(&refused.stderr)
    );
    let refused = desk.output(&["show", ""], "");
    assert!(
        text(&refused.stderr).contains("Use a ticket’s id"),
        "{}",
        text(&refused.stderr)
    );
}

#[test]
fn a_triage_that_lacks_answers_changes_nothing_and_names_them() {
    let desk = Desk::new();
    let ticket = desk.logged("everything is down");
    let refused = desk.triaged(&ticket, "P1");
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(text(&refused.stdout), "", "a refusal is no answer");
    let why = text(&refused.stderr);
    assert!(why.contains("Nothing was changed.") && why.contains("impact"), "{why}");
    assert!(desk.json_of(&["show", &ticket])["priority"].is_null());
    for (wrong, named) in [
        ("", "empty"),
        ("{", "too early"),
        ("{}", "`priority`"),
        (r#"{"priority":"P3"}"#, "`answers`"),
        (r#"{"priority":"P7","answers":{}}"#, "`P7`"),
        (r#"{"priority":"P3","answers":{},"x":1}"#, "`x`"),
        (r#"["P3", {}]"#, "list"),
    ] {
        let said = desk.ended(2, &["triage", &ticket, "--answers", "-"], wrong);
        assert!(said.contains(named) && said.contains("triage --help"), "{said}");
    }
}

#[test]
fn the_doctor_says_once_where_notices_appear_until_a_server_is_there() {
    let desk = Desk::new();
    let said = desk.ended(1, &["doctor"], "");
    assert_eq!(said.matches("in the window").count(), 1, "{said}");
    assert!(
        said.contains("Until then notifications only appear in the window."),
        "{said}"
    );
}

#[test]
fn a_message_or_a_token_that_never_ends_is_refused() {
    let desk = Desk::new();
    let ticket = desk.logged("everything is down");
    for arguments in [&["note", &ticket][..], &ADD_ACCOUNT] {
        let endless = std::fs::File::open("/dev/zero").unwrap();
        let output = desk.command(arguments).stdin(endless).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert_eq!(text(&output.stdout), "");
    }
}

#[test]
fn a_note_is_told_to_a_script_as_to_a_person() {
    let desk = Desk::new();
    let ticket = desk.logged("everything is down");
    let words = desk.said_to(&["note", &ticket], "The router again.");
    let told: Value = serde_json::from_str(&desk.said_to(&["note", &ticket, "--json"], "And again.")).unwrap();
    assert_eq!(words.trim_end(), told["sentence"]);
}

#[test]
fn two_issues_from_slack_are_one_until_the_link_is_ended() {
    let desk = Desk::new();
    desk.said(&[
        "log",
        "--subject",
        "Pushes hang",
        "--from",
        "slack",
        "--tenant",
        "registers",
    ]);
    desk.said(&[
        "log",
        "--subject",
        "Deploys hang",
        "--from",
        "phone",
        "--tenant",
        "registers",
    ]);
    let said = desk.said(&["link", "local/2", "local/1"]);
    assert!(
        said.contains("Slack and Phone are linked. They share one row and one clock"),
        "{said}"
    );
    let list = desk.said(&["list"]);
    assert!(list.contains("local/1") && !list.contains("local/2"), "{list}");
    let shown = desk.said(&["show", "local/2"]);
    assert!(shown.contains("Linked tickets"), "{shown}");
    assert!(shown.contains("First response: after triage"), "{shown}");
    assert_eq!(desk.output(&["link", "local/1", "local/2"], "").status.code(), Some(4));
    desk.said(&["unlink", "local/2"]);
    assert!(desk.said(&["list"]).contains("local/2"));
}

#[test]
fn being_on_support_is_said_and_asked_for() {
    let desk = Desk::new();
    assert!(
        desk.said(&["shift", "status"])
            .starts_with("You haven’t said whether you’re on support")
    );
    assert!(desk.said(&["shift", "on"]).starts_with("On support since "));
    assert!(desk.said(&["shift", "off"]).starts_with("Off support since "));
    let status: Value = serde_json::from_str(&desk.said(&["shift", "status", "--json"])).unwrap();
    assert_eq!(status["on_support"], false);
}

#[test]
fn a_ticket_that_is_not_here_is_code_3() {
    let desk = Desk::new();
    for arguments in [
        &["show", "rt:work/41"][..],
        &["ack", "local/99"],
        &["snooze", "nonsense"],
        &["account", "test", "work"],
    ] {
        let said = desk.ended(3, arguments, "");
        assert!(said.contains("There is no"), "{said}");
    }
    desk.ended(3, &["reply", "local/99"], "text");
}

#[test]
fn r22_a_ticket_that_cannot_be_handed_over_says_why_and_without_a_name_says_what_is_missing() {
    let desk = Desk::new();
    desk.said(&["log", "--subject", "Cannot push", "--from", "slack"]);
    let said = desk.ended(
        4,
        &["assign", "local/1", "--to", "sam", "--note", "The cells are drained."],
        "",
    );
    assert!(said.contains("only on this computer"), "{said}");
    let said = desk.ended(2, &["assign", "local/1", "--to", " "], "");
    assert!(said.contains("login"), "{said}");
    desk.ended(3, &["assign", "local/99", "--to", "sam"], "");
}

#[test]
fn a_token_is_not_kept_anywhere_when_no_keychain_answers() {
    const TOKEN: &str = "1-23-canary5f0c9e";
    let desk = Desk::new();
    let said = desk.ended(1, &ADD_ACCOUNT, &format!("{TOKEN}\n"));
    assert!(said.contains("keychain") && !said.contains(TOKEN), "{said}");
    assert_eq!(desk.json_of(&["account", "list"]), json!([]));
    for file in files_below(desk.home.path()) {
        let content = std::fs::read(&file).unwrap();
        assert!(
            !content.windows(TOKEN.len()).any(|part| part == TOKEN.as_bytes()),
            "{}",
            file.display()
        );
    }
    let said = desk.ended(2, &ADD_ACCOUNT, " \n");
    assert!(said.contains("no token on standard input"), "{said}");
}

#[test]
fn a_notice_that_nothing_shows_is_kept_as_not_told() {
    let desk = Desk::new();
    desk.said(&["practice", "start"]);
    let plan = desk.json_of(&["tick", "--dry-run"]);
    assert!(
        !plan.as_array().unwrap().is_empty(),
        "the practice shift has something late at any hour"
    );
    assert_eq!(
        desk.json_of(&["notices"])["notices"],
        json!([]),
        "a dry run claims nothing"
    );
    let ticked = desk.output(&["tick", "--json"], "");
    assert_eq!(
        ticked.status.code(),
        Some(1),
        "a timer of systemd sees that nothing was shown"
    );
    let ticked: Value = serde_json::from_slice(&ticked.stdout).unwrap();
    assert_eq!(ticked["shown"], 0);
    // What was claimed and waits for a server is still to be raised.
    assert_eq!(
        desk.json_of(&["tick", "--dry-run"]).as_array().unwrap().len(),
        plan.as_array().unwrap().len()
    );
    let ledger = desk.json_of(&["notices"]);
    let told: Vec<&str> = ledger["notices"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["state"].as_str().unwrap())
        .collect();
    assert!(told.contains(&"not_told"), "{told:?}");
    assert!(
        told.iter().all(|state| ["not_told", "withdrawn"].contains(state)),
        "{told:?}"
    );
    assert!(
        desk.said(&["notices"])
            .contains("Nothing on this computer shows notifications")
    );
}

#[test]
fn beside_a_running_window_a_command_commits_wakes_it_and_leaves() {
    let desk = Desk::new();
    desk.said(&["list"]);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        // The socket of the window: beside its data, as the commands here know no runtime folder.
        let places = Places {
            runtime: None,
            ..Places::find(Some(desk.data())).unwrap()
        };
        let window = Owner::acquire(&places).unwrap();
        let mut wake_ups = window.wake_ups();
        let ticket = desk.logged("logged beside the window");
        let woken = tokio::time::timeout(Duration::from_secs(5), wake_ups.next()).await;
        assert_eq!(woken.unwrap(), Wake::Woken);
        assert!(desk.said(&["list"]).contains(&ticket));
        assert!(desk.said(&["tick"]).contains("notifies you itself"));
    });
}

#[test]
fn nothing_of_ours_can_be_read_by_others() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    desk.logged("private");
    for path in files_below(desk.home.path()) {
        let mode = std::fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", path.display());
    }
    assert_eq!(
        std::fs::metadata(desk.data()).unwrap().permissions().mode() & 0o777,
        0o700
    );
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        match entry.file_type().unwrap() {
            kind if kind.is_dir() => files.extend(files_below(&entry.path())),
            kind if kind.is_file() => files.push(entry.path()),
            _ => {}
        }
    }
    files
}

#[test]
fn r08_programs_that_start_at_once_in_a_new_folder_all_succeed() {
    for _ in 0..3 {
        let desk = Desk::new();
        let children: Vec<_> = (0..6)
            .map(|number| {
                let mut command = desk.command(&["log", "--subject", &format!("issue {number}"), "--from", "slack"]);
                command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", text(&output.stderr));
        }
        assert_eq!(desk.json_of(&["list"])["total"], 6);
    }
}

#[test]
fn r12_words_that_a_command_does_not_take_are_in_a_file() {
    let desk = Desk::new();
    let note = "It is the switch in rack 4.\nRestarted at 14:02.\n";
    for arguments in [["note", "local/99"], ["reply", "local/99"]] {
        let temporary = desk.home.path().join(arguments[0]);
        std::fs::create_dir(&temporary).unwrap();
        let mut command = desk.command(&arguments);
        let mut child = command
            .env("TMPDIR", &temporary)
            .stdin(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(note.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        let said = text(&output.stderr);
        assert!(!output.status.success());
        let file = std::fs::read_dir(&temporary).unwrap().next().unwrap().unwrap().path();
        assert!(said.contains(file.to_str().unwrap()), "{said}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), note);
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }
}

/// A folder on a disk of its own that can be filled; `None` where this user may not mount one.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn mounted() -> Option<Self> {
        Self::of("size=3m")
    }

    fn of(size: &str) -> Option<Self> {
        let at = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", size, "tmpfs"])
            .arg(at.path())
            .output();
        mounted.is_ok_and(|output| output.status.success()).then_some(Self(at))
    }

    /// Leaves `kibibytes` free.
    fn fill(&self, kibibytes: usize) {
        let mut file = std::fs::File::create(self.0.path().join("fill")).unwrap();
        while file.write_all(&[1; 1024]).is_ok() {}
        let full = file.metadata().unwrap().len();
        file.set_len(full - (kibibytes * 1024) as u64).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).output();
    }
}

#[test]
fn r12_on_a_full_disk_what_is_said_is_true() {
    let Some(disk) = SmallDisk::mounted() else {
        eprintln!("SKIPPED r12_on_a_full_disk_what_is_said_is_true: this user may not mount a disk");
        return;
    };
    let desk = Desk::new();
    let data = disk.0.path().join("data");
    let run = |arguments: &[&str], input: &str, temporary: &Path| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_duty"));
        command
            .arg("--data-dir")
            .arg(&data)
            .args(arguments)
            .env_clear()
            .env("HOME", desk.home.path())
            .env("TMPDIR", temporary)
            .current_dir(temporary);
        answered(&mut command, input)
    };
    let home = desk.home.path();
    assert!(
        run(&["log", "--subject", "x", "--from", "slack"], "", home)
            .status
            .success()
    );
    disk.fill(120);
    let note = "The words of a long night. ".repeat(20_000);
    let output = run(&["note", "local/1"], &note, home);
    let said = text(&output.stderr);
    assert!(
        said.contains("the disk is full") && !said.contains("still here"),
        "{said}"
    );
    let file = said.rsplit_once(" is in ").unwrap().1.trim().trim_end_matches('.');
    assert_eq!(std::fs::read_to_string(file).unwrap(), note);

    // No other disk either: the words are shown.
    let output = run(&["note", "local/1"], &note, disk.0.path());
    assert!(text(&output.stderr).contains(note.trim_end()), "the words are shown");

    // Not one byte left: a list is no "not saved".
    std::fs::remove_file(disk.0.path().join("fill")).unwrap();
    disk.fill(0);
    let said = text(&run(&["list"], "", home).stderr);
    assert!(!said.contains("Not saved"), "{said}");
    assert!(
        said.is_empty() || (said.contains("disk is full") && said.contains(data.to_str().unwrap())),
        "{said}"
    );
}

#[test]
fn r16_errors_about_the_data_folder_name_it() {
    let desk = Desk::new();
    // Too long for SQLite, not for the system.
    let long = desk
        .home
        .path()
        .join("d".repeat(200))
        .join("e".repeat(200))
        .join("f".repeat(100));
    let said = |folder: &Path| {
        let output = Command::new(env!("CARGO_BIN_EXE_duty"))
            .arg("--data-dir")
            .arg(folder)
            .arg("list")
            .env_clear()
            .env("HOME", desk.home.path())
            .output()
            .unwrap();
        assert!(!output.status.success());
        text(&output.stderr)
    };
    let text = said(&long);
    assert!(
        text.contains("too long") && text.contains(long.to_str().unwrap()),
        "{text}"
    );
    // A file in its place.
    let file = desk.home.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let text = said(&file);
    assert!(
        text.contains("a file is in its place") && text.contains(file.to_str().unwrap()),
        "{text}"
    );
}

#[test]
fn r16_a_user_without_a_name_or_a_home_is_told_what_is_missing() {
    let desk = Desk::new();
    let output = Command::new("setpriv")
        .args(["--reuid=54321", "--clear-groups", env!("CARGO_BIN_EXE_duty"), "list"])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .output();
    let Some(output) = output
        .ok()
        .filter(|output| !text(&output.stderr).starts_with("setpriv"))
    else {
        eprintln!("SKIPPED r16_a_user_without_a_name: this user may not become another");
        return;
    };
    let said = text(&output.stderr);
    assert!(said.contains("Set HOME"), "{said}");
    drop(desk);
}

#[test]
fn r13_what_was_written_on_an_own_ticket_is_found() {
    let desk = Desk::new();
    desk.said(&["log", "--subject", "plain one", "--from", "slack"]);
    desk.said_to(&["note", "local/1"], "temporarily unavailable error E_4711 zebra\n");
    desk.said(&[
        "replied",
        "local/1",
        "--via",
        "phone",
        "--words",
        "we told them about giraffes",
    ]);
    desk.said(&["log", "--subject", "配置失败：无法登录", "--from", "phone"]);
    desk.said_to(&["note", "local/2"], "ログインページが開きません。 หน้าเข้าสู่ระบบ\n");
    for (words, ticket) in [
        ("zebra", "local/1"),
        ("e_4711", "local/1"),
        ("giraffes", "local/1"),
        // A word inside text without spaces, at its beginning, in its middle and at its end.
        ("配置", "local/2"),
        ("失败", "local/2"),
        ("登录", "local/2"),
        ("ページ", "local/2"),
        ("ระบบ", "local/2"),
    ] {
        let found = desk.json_of(&["search", words]);
        let hits = found["hits"].as_array().unwrap();
        assert_eq!(hits.len(), 1, "{words}: {found:#}");
        assert_eq!(hits[0]["id"], ticket, "{words}");
        assert!(!found.to_string().contains('\u{200b}'), "{found}");
    }
    // Letters of the same script in another order are another word.
    assert_eq!(desk.json_of(&["search", "败失"])["hits"].as_array().unwrap().len(), 0);
    // What is known twice is one hit, and a search for the number shows no id for programs.
    let found = desk.json_of(&["search", "local/1"]);
    assert_eq!(found["hits"][0]["subject"], "plain one");
    assert_eq!(
        found["hits"][0]["snippet"].to_string().matches("local/").count(),
        0,
        "{found:#}"
    );
}

/// A server that takes connections and says nothing, as one without https does to https.
#[test]
fn r20_an_address_without_a_scheme_is_not_promised_another_try() {
    let desk = Desk::new();
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        let mut open = Vec::new();
        for stream in server.incoming().flatten() {
            use std::io::Read;
            let mut stream = stream;
            let _ = stream.read(&mut [0; 1024]);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            open.push(stream);
        }
    });
    let output = desk.output(
        &["account", "add", "rt", "--name", "work", "--url", &address],
        "1-14-abcdef",
    );
    let said = text(&output.stderr);
    assert!(!said.contains("will try again"), "{said}");
    assert!(said.contains("It was tried with https:// in front"), "{said}");
}

/// What a command said on standard error, and on standard output.
fn both(desk: &Desk, arguments: &[&str]) -> (String, String) {
    let output = desk.output(arguments, "");
    (text(&output.stderr), text(&output.stdout))
}

#[test]
fn r23_05_a_damaged_desk_is_said_by_every_command_until_somebody_has_seen_it() {
    let desk = Desk::new();
    for number in 1..=3 {
        desk.logged(&format!("TODAY{number}"));
    }
    // Put back from a copy, the file has everything and its log nothing.
    let copy = desk.home.path().join("copy.db");
    desk.said(&["backup", copy.to_str().unwrap()]);
    desk.said(&["restore", copy.to_str().unwrap()]);
    desk.said(&["seen"]);
    let file = desk.data().join("desk.db");
    let log = desk.data().join("desk.db-wal");
    assert!(std::fs::metadata(&log).is_ok());
    std::fs::remove_file(&log).unwrap();
    let mut bytes = std::fs::read(&file).unwrap();
    let end = bytes.len().min(120_000);
    bytes[60_000..end].fill(0xa5);
    std::fs::write(&file, &bytes).unwrap();
    // The timer mends it. Nobody reads what it says.
    desk.output(&["tick"], "");
    for _ in 0..2 {
        let (told, listed) = both(&desk, &["list"]);
        assert!(
            told.contains("desk.db was damaged and is saved as desk.db.broken-"),
            "{told}"
        );
        assert!(told.contains("restored the backup of"), "{told}");
        for number in 1..=3 {
            assert!(listed.contains(&format!("TODAY{number}")), "{listed}");
        }
    }
    let doctor = desk.output(&["doctor"], "");
    assert!(text(&doctor.stdout).contains("desk.db was damaged"));
    let seen = desk.said(&["seen"]);
    assert!(seen.contains("desk.db was damaged"), "{seen}");
    let (told, _) = both(&desk, &["list"]);
    assert!(!told.contains("damaged"), "{told}");
    assert_eq!(desk.said(&["seen"]), "Nothing new went wrong.\n");
}

#[test]
fn r23_02_a_desk_that_is_gone_comes_back_with_its_account_and_is_said() {
    let desk = Desk::new();
    desk.logged("KEEP");
    let file = desk.data().join("desk.db");
    std::fs::remove_file(&file).unwrap();
    let (told, listed) = both(&desk, &["list"]);
    assert!(
        told.contains("desk.db was missing. Dutydesk restored the backup of"),
        "{told}"
    );
    assert!(listed.contains("KEEP"), "{listed}");
}

#[test]
fn r23_10_a_folder_in_the_place_of_a_backup_stops_nothing() {
    let desk = Desk::new();
    desk.logged("KEEP");
    for entry in std::fs::read_dir(desk.data()).unwrap() {
        let path = entry.unwrap().path();
        if path.to_string_lossy().contains("desk.db.backup") {
            std::fs::remove_file(path).unwrap();
        }
    }
    std::fs::create_dir(desk.data().join("desk.db.backup")).unwrap();
    std::fs::write(desk.data().join("desk.db.backup.part"), "junk").unwrap();
    for _ in 0..2 {
        let (told, listed) = both(&desk, &["list"]);
        assert!(listed.contains("KEEP"), "{told}{listed}");
    }
}

#[test]
fn r23_17_a_backup_is_put_back_by_hand_and_never_over_one_that_holds_more() {
    let desk = Desk::new();
    desk.logged("BEFORE");
    let copy = desk.home.path().join("copy.db");
    let name = copy.to_str().unwrap();
    assert!(desk.said(&["backup", name]).contains("copy.db"));
    desk.logged("SINCE");
    desk.said(&["backup", name]);
    let newer = std::fs::read(&copy).unwrap();

    let older = desk.home.path().join("older.db");
    std::fs::rename(&copy, &older).unwrap();
    desk.logged("LAST");
    desk.said(&["restore", older.to_str().unwrap()]);
    let (told, listed) = both(&desk, &["list"]);
    assert!(listed.contains("SINCE") && !listed.contains("LAST"), "{listed}");
    assert!(told.contains("desk.db was replaced by older.db"), "{told}");
    assert_eq!(std::fs::read(&older).unwrap(), newer, "the backup itself stays");

    // What was there is the newest backup now.
    let backups = std::fs::read_dir(desk.data())
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut backups: Vec<_> = backups
        .filter(|path| path.to_string_lossy().contains("desk.db.backup"))
        .collect();
    backups.sort_by_key(|path| std::fs::metadata(path).unwrap().modified().unwrap());
    let last = backups.last().unwrap().to_str().unwrap().to_owned();
    let said = desk.ended(4, &["backup", &last], "");
    assert!(said.contains("holds more"), "{said}");
    desk.said(&["restore", &last]);
    assert!(desk.said(&["list"]).contains("LAST"));

    let text_file = desk.home.path().join("diary.txt");
    std::fs::write(&text_file, "Dear diary").unwrap();
    let said = desk.ended(2, &["restore", text_file.to_str().unwrap()], "");
    assert!(said.contains("isn’t a backup"), "{said}");
    let said = desk.ended(4, &["backup", text_file.to_str().unwrap()], "");
    assert!(said.contains("isn’t a backup"), "{said}");
    assert_eq!(std::fs::read(&text_file).unwrap(), b"Dear diary");
    let said = desk.ended(2, &["restore", "/nowhere/at/all"], "");
    assert!(said.contains("There is no file"), "{said}");
}

#[test]
fn r23_12_a_tenant_of_seventy_thousand_letters_is_refused_and_the_list_goes_on() {
    let desk = Desk::new();
    let long = "T".repeat(70_000);
    let log = |tenant: &str| desk.output(&["log", "--subject", "s", "--from", "slack", "--tenant", tenant], "");
    let refused = log(&long);
    assert_eq!(refused.status.code(), Some(2));
    assert!(text(&refused.stderr).contains("The tenant’s name is longer than 200 characters"));
    assert!(log(&"T".repeat(200)).status.success());
    for arguments in [vec!["list"], vec!["search", "s"], vec!["show", "local/1"], vec!["tick"]] {
        desk.said(&arguments);
    }
}

#[cfg(unix)]
#[test]
fn r23_11_answers_that_are_a_pipe_are_refused_at_once() {
    let desk = Desk::new();
    let ticket = desk.logged("Apps are down");
    let pipe = desk.home.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let said = desk.ended(2, &["triage", &ticket, "--answers", pipe.to_str().unwrap()], "");
    assert!(said.contains("it’s a pipe or a device, not a file"), "{said}");
}

#[test]
fn r23_10_on_a_disk_without_a_byte_left_the_list_is_there_and_what_is_due_is_looked_at() {
    let Some(disk) = SmallDisk::of("size=8m") else {
        eprintln!("SKIPPED r23_10_on_a_disk_without_a_byte_left: this user may not mount a disk");
        return;
    };
    let desk = Desk::new();
    let data = disk.0.path().join("data");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_duty"));
        command
            .arg("--data-dir")
            .arg(&data)
            .args(arguments)
            .env_clear()
            .env("HOME", desk.home.path());
        let output = answered(&mut command, "");
        (text(&output.stdout), text(&output.stderr))
    };
    run(&["log", "--subject", "KEEP", "--from", "slack"]);
    let held = || std::fs::metadata(data.join("reserve")).map_or(0, |about| about.len());
    assert_eq!(held(), 512 * 1024);
    // As after an orderly end: what SQLite shares between programs has to be made again.
    for file in ["desk.db-shm", "cache.db-shm"] {
        std::fs::remove_file(data.join(file)).unwrap();
    }
    disk.fill(0);
    for _ in 0..5 {
        let (listed, told) = run(&["list"]);
        assert!(listed.contains("KEEP"), "{listed}{told}");
        let (ticked, told) = run(&["tick"]);
        assert!(ticked.contains("due") || ticked.contains("shown"), "{ticked}{told}");
    }
    assert_eq!(held(), 0, "it is given up");
    std::fs::remove_file(disk.0.path().join("fill")).unwrap();
    run(&["list"]);
    assert_eq!(held(), 512 * 1024, "and held again");
}

#[cfg(unix)]
#[test]
fn r23_18_a_folder_that_was_there_keeps_its_permissions_and_a_shared_one_is_refused() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new();
    for (mode, taken) in [(0o755, true), (0o1777, false), (0o775, false), (0o2775, false)] {
        let folder = desk.home.path().join(format!("{mode:o}"));
        std::fs::create_dir(&folder).unwrap();
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode)).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_duty"))
            .arg("--data-dir")
            .arg(&folder)
            .arg("list")
            .env_clear()
            .env("HOME", desk.home.path())
            .output()
            .unwrap();
        assert_eq!(output.status.success(), taken, "{mode:o}");
        let said = text(&output.stderr);
        assert_eq!(
            said.contains("other people can write to it. Choose a folder of your own"),
            !taken,
            "{said}"
        );
        let now = std::fs::metadata(&folder).unwrap().permissions().mode() & 0o7777;
        assert_eq!(now, mode, "left as it was");
        assert_eq!(files_below(&folder).is_empty(), !taken, "{mode:o}");
    }
}

#[test]
fn r23_12_a_clock_before_1970_is_refused_in_words() {
    let desk = Desk::new();
    for arguments in [
        &["list"][..],
        &["tick"],
        &["doctor"],
        &["hours"],
        &["seen"],
        &["backup"],
    ] {
        let mut command = Command::new("faketime");
        command
            .args(["1965-03-01 12:00:00", env!("CARGO_BIN_EXE_duty"), "--data-dir"])
            .arg(desk.data())
            .args(arguments)
            .env("HOME", desk.home.path())
            .env_remove("DBUS_SESSION_BUS_ADDRESS");
        let Ok(output) = command.output() else {
            eprintln!("SKIPPED r23_12_a_clock_before_1970: faketime is not installed");
            return;
        };
        let said = text(&output.stderr) + &text(&output.stdout);
        assert!(said.contains("1965"), "{arguments:?}: {said}");
        assert!(!said.contains("something went wrong"), "{arguments:?}: {said}");
        assert_ne!(output.status.code(), Some(101), "{arguments:?}");
    }
}

/// An act on a help desk's ticket that may not have arrived, as a look left it that could not tell.
fn with_an_unknown_note(desk: &Desk) {
    desk.said(&["list"]);
    let file = rusqlite::Connection::open(desk.data().join("desk.db")).unwrap();
    file.execute_batch(
        r#"INSERT INTO account (key, kind, name, watch_from, created_at, fields)
           VALUES ('rt:work', 'rt', 'work', 0, 0, '{"url":["https://rt.example.org/"]}');
           INSERT INTO ticket (id, account, remote_id, route, adopted, practice, raised_at)
           VALUES ('rt:work/1', 'rt:work', '1', 'normal', 1, 0, 1795428000000);
           INSERT INTO outbox (op_id, account, ticket, kind, payload, state, reason, attempts, first_attempt_at,
                               queued_at, doubt)
           VALUES ('7f', 'rt:work', 'rt:work/1', 'note', '{"text":"Hello","typed":"Hello"}', 'unknown',
                   'It can’t be told.', 1, 1795428000000, 1795428000000, 'asks');"#,
    )
    .unwrap();
}

#[test]
fn r23_14_what_may_not_have_arrived_is_listed_shown_and_settled() {
    for (decision, says) in [
        ("sent", "Marked as sent."),
        ("drop", "Not sent."),
        ("again", "2 waiting to send"),
    ] {
        let desk = Desk::new();
        assert_eq!(desk.said(&["outbox"]), "Nothing waiting to send.\n");
        with_an_unknown_note(&desk);
        let said = desk.said(&["outbox"]);
        for part in [
            "1  rt:work/1",
            "Internal note",
            "may not have arrived",
            "since ",
            "It can’t be told.",
            "decide 1 sent",
        ] {
            assert!(said.contains(part), "{part}\n{said}");
        }
        assert_eq!(desk.json_of(&["outbox"])["rows"][0]["state"], "unknown");
        let shown = desk.said(&["show", "rt:work/1"]);
        assert!(
            shown.contains("Not sent yet") && shown.contains("may not have arrived"),
            "{shown}"
        );
        let doctor = desk.ended(1, &["doctor"], "");
        assert!(
            doctor.contains("1 act may not have arrived: 1 on rt:work/1"),
            "{doctor}"
        );
        // What comes after it says what it is waiting for, and that it was not sent.
        let next = desk.ended(4, &["note", "rt:work/1"], "Next");
        assert!(next.contains("Waiting for the internal note (1) before it"), "{next}");
        assert!(next.contains("duty outbox decide 1 again"), "{next}");

        let said = desk.said(&["outbox", "decide", "1", decision]);
        assert!(said.contains(says), "{said}");
        assert!(!desk.said(&["outbox"]).contains("may not have arrived"));
    }
    let desk = Desk::new();
    desk.ended(3, &["outbox", "decide", "9", "sent"], "");
    desk.ended(2, &["outbox", "decide", "1", "perhaps"], "");
}

/// A TLS server that nobody trusts, from `openssl`, on which `ca-certificates` depends.
struct Untrusted(std::process::Child);

impl Untrusted {
    fn starts(home: &Path) -> (Self, u16) {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let made = "req -x509 -newkey rsa:2048 -nodes -keyout k.pem -out c.pem -days 9 -subj /CN=localhost";
        let openssl = |arguments: &str| {
            let mut command = Command::new("openssl");
            command
                .current_dir(home)
                .args(arguments.split(' '))
                .stdin(Stdio::null());
            command.stdout(Stdio::null()).stderr(Stdio::null());
            command
        };
        assert!(openssl(made).status().unwrap().success());
        let serve = format!("s_server -accept 127.0.0.1:{port} -key k.pem -cert c.pem -quiet");
        let server = Self(openssl(&serve).spawn().unwrap());
        for _ in 0..100 {
            if std::net::TcpStream::connect(("127.0.0.1", port)).is_ok() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        (server, port)
    }
}

impl Drop for Untrusted {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn r23_24_a_certificate_that_nobody_trusts_is_said_in_one_sentence_and_no_log_line() {
    let desk = Desk::new();
    let (_server, port) = Untrusted::starts(desk.home.path());
    let url = format!("https://127.0.0.1:{port}");
    let add = ["account", "add", "rt", "--name", "work", "--url", &url];
    let said = text(&answered(&mut desk.command(&add), "1-14-canary").stderr);
    assert!(said.contains("its certificate isn’t trusted"), "{said}");
    assert!(!said.contains("ERROR") && !said.contains('\u{1b}'), "{said:?}");
    // Asked for, it comes without colours: this is no terminal.
    let logged = answered(desk.command(&add).env("DUTYDESK_LOG", "error"), "1-14-canary");
    let logged = text(&logged.stderr);
    assert!(logged.contains("ERROR") && !logged.contains('\u{1b}'), "{logged:?}");
}
