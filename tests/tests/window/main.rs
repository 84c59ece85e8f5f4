//! The real window end to end: controlled by WebKitWebDriver, on a private desktop, with a real keychain, a real
//! notification server and a real Request Tracker. `scripts/test window` starts all of them.

#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used)]

mod driver;
mod rt;
mod screen;
mod second_start;
mod shift;
mod tray;

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use desk_commands::{Options, calls};
use desk_contract::list::Nothing;
use desk_contract::policy::PolicyChooseRequest;
use desk_contract::settings::AppearanceRequest;
use desk_tests::{FakeDesk, HandClock, TestHost};
use serde_json::{Value, json};

use crate::driver::{CTRL, ENTER, Running, SHIFT, Window, program, until};
use crate::rt::Rt;

/// Runs `duty` on a data folder and returns what it answered.
fn duty(data: &Path, arguments: &[&str]) -> String {
    let done = Command::new(program("duty"))
        .arg("--data-dir")
        .arg(data)
        .args(arguments)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "duty {arguments:?}: {said}");
    String::from_utf8(done.stdout).unwrap()
}

fn duty_json(data: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&duty(data, &[arguments, &["--json"]].concat())).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[tokio::test]
#[ignore = "needs the private desktop, Request Tracker and the programs"]
async fn a_help_desk_is_added_and_a_ticket_triaged_by_keyboard() {
    let (rt, folder) = (Rt::here(), tempfile::tempdir().unwrap());
    let data = folder.path().join("data");
    let window = Window::open(&["--data-dir", text(&data)], None).await;
    window.says("How do you want to begin?").await;
    for choice in ["Add a help desk", "Work without a help desk", "Try a practice shift"] {
        window.says(choice).await;
    }
    window.click("Add a help desk").await;
    window.fill("account-name", "work").await;
    window.fill("account-url", &rt.url).await;
    window.fill("account-queues", &rt.queue).await;
    window
        .fill("account-token", "1-14-0123456789abcdef0123456789abcdef")
        .await;
    window.click("Test connection").await;
    window.says("refused the token").await;
    window.fill("account-token", &rt.token).await;
    window.click("Test connection").await;
    window.says("Connected as alex").await;
    window.click("Add help desk").await;
    window.says("Saved. Fetching its tickets.").await;

    // Request Tracker only has whole seconds: a ticket that is raised in this second would be older than the account.
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let subject = "failure pushing app: invalid mode 0444";
    let number = rt.raise(subject, "cf push says: invalid mode 0444").await;
    window.press(&[CTRL, 'r']).await;
    window.says(&format!("Triage passports.example: {subject}")).await;
    window.picture("added").await;

    // From here on by keyboard. The tickets that came first keep the selection, so the way to the card above them is gone
    // by key; a key that comes while another ticket takes the selected place asks once, so the card is read first.
    tokio::time::sleep(Duration::from_secs(2)).await;
    for _ in 0..2 {
        window.press(&['k']).await;
    }
    window.press(&['t']).await;
    window.says(&format!("Triage: {subject}")).await;
    window.press(&['3']).await;
    let in_words = "document.activeElement?.id.startsWith('words-')";
    window.wait_for("the sentence has the focus", in_words).await;
    window.type_in("One app cannot push, a workaround is known.").await;
    window.press(&[CTRL, SHIFT, ENTER]).await;
    window.says("P3 set").await;

    until("Request Tracker has the new priority", async || {
        rt.priority(&number).await == "50"
    })
    .await;
    let notes = rt.notes(&number).await;
    assert!(notes[0].starts_with("Triaged P3"), "{notes:?}");
    assert!(
        notes[0].contains("One app cannot push, a workaround is known."),
        "{notes:?}"
    );
    assert!(notes[0].trim_end().ends_with("act=priority priority=P3]"), "{notes:?}");
    window.close().await;
}

/// The team's policy for a test: always in hours, a P1 to be answered within seconds.
fn hasty_policy(folder: &Path) -> std::path::PathBuf {
    let text = desk_commands::policy::text("govuk-paas-2016").unwrap();
    let every_day =
        r#"in_hours = [{ days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], from = "00:00", to = "24:00" }]"#;
    let hasty = text
        .lines()
        .map(|line| match line {
            _ if line.starts_with("in_hours = [") => every_day,
            _ if line.starts_with("waking = [") => "waking = []",
            _ if line.starts_with("region = ") => "region = \"none\"",
            _ if line.starts_with("feed = ") => "feed = \"\"",
            _ if line.starts_with("respond = { in_hours = \"20 min\"") => {
                "respond = { all = \"10 s\", counted = \"elapsed\" }"
            }
            _ => line,
        })
        .collect::<Vec<_>>()
        .join("\n");
    let file = folder.join("hasty.toml");
    std::fs::write(&file, hasty).unwrap();
    file
}

/// What a person would choose in settings.
async fn choose_policy(data: &Path, file: &Path) {
    let clock = HandClock::at("2017-05-23T09:00:00+01:00");
    let host = TestHost::new(clock.clone(), FakeDesk::new(clock), data.to_path_buf());
    let options = Options {
        data_dir: data.to_path_buf(),
        policy: None,
    };
    let desk = desk_commands::open(Arc::new(host), &options).unwrap();
    let request = PolicyChooseRequest {
        name_or_file: text(file).to_owned(),
    };
    let view = calls::policy_choose(&desk, request).await.unwrap();
    assert!(view.problems.is_empty(), "{:?}", view.problems);
}

/// A session bus with a dunst of its own that picks *Acknowledge* from its menu; its address.
async fn bus_with_dunst(folder: &Path) -> (String, [Running; 2]) {
    let socket = folder.join("bus");
    let address = format!("unix:path={}", text(&socket));
    let config = format!(
        "<busconfig><type>session</type><listen>{address}</listen><auth>EXTERNAL</auth><policy context=\"default\">\
         <allow send_destination=\"*\" eavesdrop=\"true\"/><allow eavesdrop=\"true\"/><allow own=\"*\"/></policy>\
         </busconfig>"
    );
    std::fs::write(folder.join("bus.conf"), config).unwrap();
    let rules = "[global]\nhistory_length = 200\nidle_threshold = 0\ndmenu = /usr/bin/grep -m1 Acknowledge\n\
                 [urgency_critical]\ntimeout = 0\n";
    std::fs::write(folder.join("dunstrc"), rules).unwrap();
    let mut bus = Command::new("dbus-daemon");
    bus.args(["--nofork", "--nopidfile"])
        .arg(format!("--config-file={}", text(&folder.join("bus.conf"))));
    let bus = Running(bus.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    until("the bus listens", async || socket.exists()).await;
    let mut dunst = Command::new("dunst");
    dunst
        .arg("-config")
        .arg(folder.join("dunstrc"))
        .env("DBUS_SESSION_BUS_ADDRESS", &address);
    let dunst = Running(dunst.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
    let owned = [
        "--session",
        "--print-reply",
        "--dest=org.freedesktop.DBus",
        "/",
        "org.freedesktop.DBus.NameHasOwner",
        "string:org.freedesktop.Notifications",
    ];
    until("dunst has its name", async || {
        let mut asked = Command::new("dbus-send");
        let asked = asked
            .args(owned)
            .env("DBUS_SESSION_BUS_ADDRESS", &address)
            .output()
            .unwrap();
        String::from_utf8_lossy(&asked.stdout).contains("boolean true")
    })
    .await;
    (address, [bus, dunst])
}

fn dunstctl(bus: &str, arguments: &[&str]) -> String {
    let done = Command::new("dunstctl")
        .args(arguments)
        .env("DBUS_SESSION_BUS_ADDRESS", bus)
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "dunstctl {arguments:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    String::from_utf8(done.stdout).unwrap()
}

/// Logs a ticket, as a person would on the command line.
fn log_apps_are_down(data: &Path) {
    let words = [
        "log",
        "--subject",
        "Apps are down",
        "--from",
        "slack",
        "--tenant",
        "notify-api",
    ];
    assert_eq!(duty_json(data, &words)["ticket"], "local/1");
}

/// Triages it, as another program beside the window.
fn triage_as_p1(data: &Path, folder: &Path, ticket: &str) {
    let answers = desk_tests::answers(desk_contract::clocks::Priority::P1);
    let answers = json!({ "priority": "P1", "answers": answers });
    let file = folder.join("answers.json");
    std::fs::write(&file, answers.to_string()).unwrap();
    duty(data, &["triage", ticket, "--answers", text(&file)]);
}

#[tokio::test]
#[ignore = "needs the private desktop, Request Tracker and the programs"]
async fn f46_when_the_page_is_killed_notices_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    choose_policy(&data, &hasty_policy(folder.path())).await;
    let (bus, _running) = bus_with_dunst(folder.path()).await;
    log_apps_are_down(&data);
    let window = Window::open(&["--data-dir", text(&data)], Some(&bus)).await;
    window.says("Apps are down").await;
    window.kill_page();
    triage_as_p1(&data, folder.path(), "local/1");
    until("dunst shows the notice", async || {
        dunstctl(&bus, &["count", "displayed"]).trim() != "0"
    })
    .await;
    window.crash().await;
}

#[tokio::test]
#[ignore = "needs the private desktop, Request Tracker and the programs"]
async fn a_deadline_pops_up_and_acknowledge_reaches_the_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    choose_policy(&data, &hasty_policy(folder.path())).await;
    let (bus, _running) = bus_with_dunst(folder.path()).await;
    log_apps_are_down(&data);
    let window = Window::open(&["--data-dir", text(&data)], Some(&bus)).await;
    window.says("Apps are down").await;

    // Another program triages: the window is woken, and notifies.
    triage_as_p1(&data, folder.path(), "local/1");
    until("dunst shows the notice", async || {
        dunstctl(&bus, &["count", "displayed"]).trim() != "0"
    })
    .await;
    window.picture("notice").await;
    dunstctl(&bus, &["context"]);
    until("the ledger has the acknowledgement", async || {
        let ledger = duty_json(&data, &["notices"]);
        let rows = ledger["notices"].as_array().unwrap();
        rows.iter()
            .any(|row| row["state"] == "acted" && row["subject"] == "local/1")
    })
    .await;
    assert!(dunstctl(&bus, &["history"]).contains("notify-api"));
    window.close().await;
}

/// The way to a server, which can be cut.
struct Wire {
    url: String,
    cut: tokio::sync::watch::Sender<bool>,
}

impl Wire {
    async fn to(url: &str) -> Self {
        let far_end = url.trim_start_matches("http://").to_owned();
        let near_end = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", near_end.local_addr().unwrap());
        let (cut, is_cut) = tokio::sync::watch::channel(false);
        tokio::spawn(async move {
            while let Ok((mut near, _)) = near_end.accept().await {
                let (far_end, mut is_cut) = (far_end.clone(), is_cut.clone());
                tokio::spawn(async move {
                    let mut far = tokio::net::TcpStream::connect(far_end).await.unwrap();
                    tokio::select! {
                        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                        _ = is_cut.wait_for(|cut| *cut) => {}
                    }
                });
            }
        });
        Self { url, cut }
    }
}

/// Adds the help desk as a script would: the token goes in by standard input.
fn add_account(data: &Path, rt: &Rt, url: &str) {
    let mut command = Command::new(program("duty"));
    command
        .arg("--data-dir")
        .arg(data)
        .args(["account", "add", "rt", "--name", "work", "--url", url]);
    let mut adding = command
        .args(["--queue", &rt.queue])
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    adding.stdin.take().unwrap().write_all(rt.token.as_bytes()).unwrap();
    assert!(adding.wait().unwrap().success());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the private desktop, Request Tracker and the programs"]
async fn without_a_network_all_is_readable_and_what_is_written_leaves_later() {
    let (rt, folder) = (Rt::here(), tempfile::tempdir().unwrap());
    let (data, wire) = (folder.path().join("data"), Wire::to(&rt.url).await);
    add_account(&data, &rt, &wire.url);
    tokio::time::sleep(Duration::from_millis(1500)).await;
    let number = rt.raise("Logs are gone", "Since this morning, in all spaces.").await;
    duty(&data, &["sync"]);
    let ticket = format!("rt:work/{number}");
    let window = Window::open(&["--data-dir", text(&data), "--ticket", &ticket], None).await;
    window
        .wait_for(
            "the first read has ended",
            r"/work,? \d+ s ago/.test(document.body.innerText)",
        )
        .await;

    wire.cut.send_replace(true);
    window.press(&[CTRL, 'r']).await;
    window.says("what you see is from").await;
    window.says("Since this morning, in all spaces.").await;
    window.press(&['i']).await;
    window
        .wait_for(
            "the editor has the focus",
            "document.activeElement?.tagName === 'TEXTAREA'",
        )
        .await;
    window.type_in("Looking at the index.").await;
    window.press(&[CTRL, ENTER]).await;
    window.says("1 waiting to send").await;
    window.picture("offline").await;

    wire.cut.send_replace(false);
    window.press(&[CTRL, 'r']).await;
    until("the note has arrived", async || {
        rt.notes(&number).await == ["Looking at the index."]
    })
    .await;
    window.close().await;
}

#[tokio::test]
#[ignore = "needs the private desktop, Request Tracker and the programs"]
async fn what_is_being_written_outlives_a_killed_window() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    duty(&data, &["practice", "start"]);
    let arguments = ["--data-dir", text(&data), "--ticket", "practice/1"];
    let window = Window::open(&arguments, None).await;
    window.press(&['i']).await;
    window
        .wait_for(
            "the editor has the focus",
            "document.activeElement?.tagName === 'TEXTAREA'",
        )
        .await;
    window.type_in("The router says 502.").await;
    until("the draft is on disk", async || {
        duty_json(&data, &["show", "practice/1"])["drafts"]
            .to_string()
            .contains("The router says 502.")
    })
    .await;
    window.crash().await;

    let window = Window::open(&arguments, None).await;
    window.press(&['i']).await;
    let kept =
        "[...document.querySelectorAll('textarea')].some((field) => field.value.includes('The router says 502.'))";
    window.wait_for("the draft is in the editor", kept).await;
    window.close().await;
}

/// A note on a practice ticket, as `duty` takes it from standard input.
fn note(data: &Path, ticket: &str, words: &str) {
    let mut adding = Command::new(program("duty"))
        .args(["--data-dir", text(data), "note", ticket])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    adding.stdin.take().unwrap().write_all(words.as_bytes()).unwrap();
    assert!(adding.wait().unwrap().success());
}

#[tokio::test]
#[ignore = "needs the private desktop and the programs"]
async fn r22_05_long_log_lines_scroll_in_their_own_box_and_hide_no_message() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    duty(&data, &["log", "--subject", "Long lines", "--from", "slack"]);
    let note = |words: &str| {
        let mut child = Command::new(program("duty"))
            .arg("--data-dir")
            .arg(&data)
            .args(["note", "local/1"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(words.as_bytes()).unwrap();
        assert!(child.wait().unwrap().success());
    };
    let line = format!(
        "2026-11-27T10:00:00Z ERROR router {}\n",
        "0123456789 abcdef".repeat(200)
    );
    note(&line.repeat(5));
    note(
        &"https://logs.example/"
            .chars()
            .chain("x".repeat(3_000).chars())
            .collect::<String>(),
    );
    note("Seen. We look at it.");
    let window = Window::open(&["--data-dir", text(&data), "--ticket", "local/1"], None).await;
    window.says("Seen. We look at it.").await;
    window
        .wait_for(
            "nothing is wider than the thread, and the log scrolls by itself",
            r"(() => {
                const thread = document.querySelector('.thread');
                const right = thread.getBoundingClientRect().right;
                const messages = [...thread.querySelectorAll('article')];
                const log = thread.querySelector('pre');
                return thread.scrollWidth <= thread.clientWidth && messages.length === 3
                    && messages.every((message) => message.getBoundingClientRect().right <= right + 1)
                    && log.scrollWidth > log.clientWidth
                    && document.documentElement.scrollWidth <= window.innerWidth;
            })()",
        )
        .await;
    window.picture("long-lines").await;
    window.close().await;
}

#[tokio::test]
#[ignore = "needs the private desktop, Request Tracker and the programs"]
async fn f73_marks_that_turn_text_are_shown_and_turn_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    duty(&data, &["practice", "start"]);
    note(
        &data,
        "practice/1",
        "Run invoice\u{202e}txt.exe please, then \u{2067}say\u{2069} so. שלום at the end.",
    );
    let arguments = ["--data-dir", text(&data), "--ticket", "practice/1"];
    let window = Window::open(&arguments, None).await;
    window.says("U+202E").await;
    // Parts that are drawn from left to right are in the order in which they were written.
    let drawn = "const at = (words) => {
            const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) {
                const from = walk.currentNode.data.indexOf(words);
                if (from < 0) continue;
                const range = document.createRange();
                range.setStart(walk.currentNode, from);
                range.setEnd(walk.currentNode, from + words.length);
                return range.getBoundingClientRect().left;
            }
        };
        return [at('invoice'), at('U+202E'), at('txt.exe'), at('please')];";
    let drawn: Vec<f64> = serde_json::from_value(window.js(drawn).await).unwrap();
    assert!(drawn.is_sorted(), "{drawn:?}");
    window.picture("marks").await;
    window.close().await;
}

#[tokio::test]
#[ignore = "needs the private desktop, Request Tracker and the programs"]
async fn files_are_dropped_on_the_editor_and_what_cannot_go_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    duty(&data, &["practice", "start"]);
    let arguments = ["--data-dir", text(&data), "--ticket", "practice/1"];
    let window = Window::open(&arguments, None).await;
    window.press(&['r']).await;
    let there = "document.querySelector('.composer textarea')";
    window.wait_for("the editor", there).await;
    // The engine's own DataTransfer; only the hand that drags is missing.
    let dropping = "const transfer = new DataTransfer();
        transfer.items.add(new File(['a line'], 'push.log', { type: 'text/plain' }));
        transfer.items.add(new File([new Uint8Array(10 * 1024 * 1024 + 1)], 'core.dump'));
        const send = (type) => document.querySelector('.composer').dispatchEvent(
            new DragEvent(type, { dataTransfer: transfer, bubbles: true, cancelable: true }));
        return [send('dragover'), send('drop')];";
    // Both are taken: the engine would else leave the page for the file.
    assert_eq!(window.js(dropping).await, json!([false, false]));
    window.says("core.dump is larger than 10 MB").await;
    window.says("push.log").await;
    window
        .wait_for(
            "one is attached",
            "document.querySelectorAll('[aria-label=\"Files to send\"] li').length === 1",
        )
        .await;
    window.picture("dropped").await;
    window.close().await;
}

/// Every view with the practice shift, and what has to be on the screen before it is checked.
const VIEWS: &[(&str, &[&str], &str)] = &[
    ("now", &["--view", "now"], "[role=row]"),
    ("tickets", &["--view", "tickets"], "[role=row]"),
    ("ticket", &["--ticket", "practice/1"], "article, .message, textarea"),
    ("triage", &["--view", "triage", "--ticket", "practice/2"], "fieldset"),
    ("incidents", &["--view", "incidents"], "h1"),
    ("no_incident", &["--view", "incident"], ".empty"),
    ("search", &["--view", "search"], "input"),
    ("outbox", &["--view", "outbox"], "h1"),
    ("shift", &["--view", "shift"], "input[type=checkbox]"),
    ("check", &["--view", "check"], "tbody"),
    ("rehearsal", &["--view", "rehearsal"], "tbody, .empty"),
    ("settings", &["--view", "settings"], "h1"),
];

/// The text size that a person would choose in settings, in per cent.
async fn choose_size(data: &Path, size: u32) {
    let clock = HandClock::at("2017-05-23T09:00:00+01:00");
    let host = TestHost::new(clock.clone(), FakeDesk::new(clock), data.to_path_buf());
    let options = Options {
        data_dir: data.to_path_buf(),
        policy: None,
    };
    let desk = desk_commands::open(Arc::new(host), &options).unwrap();
    let mut appearance = calls::settings(&desk, Nothing {}).await.unwrap().appearance;
    appearance.size = size;
    calls::appearance_set(&desk, AppearanceRequest { appearance })
        .await
        .unwrap();
}

#[tokio::test]
#[ignore = "needs the private desktop, Request Tracker and the programs"]
async fn every_view_is_accessible_in_light_and_dark_at_100_and_200_per_cent() {
    let folder = tempfile::tempdir().unwrap();
    let (data, empty) = (folder.path().join("data"), folder.path().join("empty"));
    duty(&data, &["practice", "start"]);
    let mut wrong = Vec::new();
    let mut checked = 0;
    for size in [100, 200] {
        choose_size(&data, size).await;
        choose_size(&empty, size).await;
        for theme in ["light", "dark"] {
            checked += every_view(&data, &empty, theme, size, &mut wrong).await;
        }
    }
    println!("counts: {checked} views looked at by axe-core");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Looks at every view in one theme and size; how many there are.
async fn every_view(data: &Path, empty: &Path, theme: &str, size: u32, wrong: &mut Vec<String>) -> usize {
    let open = async |data: &Path, more: &[&str]| {
        Window::open(&[&["--data-dir", text(data), "--theme", theme], more].concat(), None).await
    };
    for (name, view, there) in VIEWS {
        let window = open(data, view).await;
        window
            .wait_for(name, &format!("document.querySelector('{there}')"))
            .await;
        look(&window, &format!("{name}-{theme}-{size}"), wrong).await;
        window.close().await;
    }
    let window = open(data, &["--ticket", "practice/1"]).await;
    window
        .wait_for("the ticket", "document.querySelector('textarea')")
        .await;
    window.press(&['y']).await;
    window
        .wait_for("the incident", "document.title.startsWith('Incident notes')")
        .await;
    look(&window, &format!("incident-{theme}-{size}"), wrong).await;
    window.close().await;
    let window = open(empty, &[]).await;
    window.says("How do you want to begin?").await;
    look(&window, &format!("first_start-{theme}-{size}"), wrong).await;
    window.close().await;
    VIEWS.len() + 2
}

/// Looks at one view: axe-core's findings, and a picture.
async fn look(window: &Window, name: &str, wrong: &mut Vec<String>) {
    // What comes in a moment later belongs to the view.
    tokio::time::sleep(Duration::from_millis(300)).await;
    wrong.extend(
        window
            .accessibility_violations()
            .await
            .into_iter()
            .map(|found| format!("{name}: {found}")),
    );
    window.picture(name).await;
}
