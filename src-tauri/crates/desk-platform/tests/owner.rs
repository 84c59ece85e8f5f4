//! One owner per data directory, tested with real processes: each test that needs another process starts this binary
//! again with [`ROLE`] set.

#![cfg(unix)]
#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::Duration;

use desk_platform::{AcquireError, NoOwner, Owner, Places, Wake, WakeUps, wake_owner};
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;

/// Names the directory that a started process contends for.
const ROLE: &str = "DUTYDESK_TEST_CONTEND_FOR";
/// How often fifty processes start at once. The soak run asks for more.
const ROUNDS: &str = "DUTYDESK_TEST_ROUNDS";

fn places(root: &Path) -> Places {
    let at = |name: &str| root.join(name);
    Places {
        data: at("data"),
        config: at("config"),
        state: at("state"),
        runtime: Some(at("run")),
    }
}

fn fresh() -> (TempDir, Places) {
    let root = tempfile::tempdir().unwrap();
    let places = places(root.path());
    (root, places)
}

/// Another process that contends when it is told to, and stays while its input is open.
struct Contender {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Contender {
    fn start(root: &Path) -> Self {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "f40_of_fifty_processes_at_once_exactly_one_is_owner",
                "--nocapture",
            ])
            .env(ROLE, root)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap());
        let mut contender = Self { child, input, output };
        contender.expect(&["ready"]);
        contender
    }

    fn go(&mut self) {
        self.input.as_mut().unwrap().write_all(b"go\n").unwrap();
    }

    fn becomes_owner(&mut self) -> bool {
        self.expect(&["owner", "busy"]) == "owner"
    }

    /// Reads until one of the words is alone on a line.
    fn expect(&mut self, words: &[&str]) -> String {
        loop {
            let mut line = String::new();
            assert_ne!(self.output.read_line(&mut line).unwrap(), 0, "the process ended early");
            if words.contains(&line.trim()) {
                return line.trim().to_owned();
            }
        }
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }
}

impl Drop for Contender {
    fn drop(&mut self) {
        drop(self.input.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What a started process does.
fn contend(root: &Path) {
    let mut go = String::new();
    println!("\nready");
    std::io::stdin().read_line(&mut go).unwrap();
    match Owner::acquire(&places(root)) {
        Ok(_owner) => {
            println!("owner");
            let _ = std::io::stdin().read_to_end(&mut Vec::new());
        }
        Err(AcquireError::Busy) => println!("busy"),
        Err(error) => panic!("{error}"),
    }
}

async fn next(wake_ups: &mut WakeUps) -> Option<Wake> {
    tokio::time::timeout(Duration::from_secs(3), wake_ups.next()).await.ok()
}

#[test]
fn f40_of_fifty_processes_at_once_exactly_one_is_owner() {
    if let Some(root) = std::env::var_os(ROLE) {
        return contend(Path::new(&root));
    }
    let rounds = std::env::var(ROUNDS)
        .ok()
        .and_then(|rounds| rounds.parse().ok())
        .unwrap_or(2);
    for _ in 0..rounds {
        let (root, places) = fresh();
        let mut all: Vec<_> = (0..50).map(|_| Contender::start(root.path())).collect();
        all.iter_mut().for_each(Contender::go);
        let owners = all.iter_mut().filter_map(|it| it.becomes_owner().then_some(())).count();
        assert_eq!(owners, 1);
        assert!(
            matches!(Owner::acquire(&places), Err(AcquireError::Busy)),
            "the owner stays owner"
        );
        drop(all);
        Owner::acquire(&places).unwrap();
    }
    println!("{rounds} rounds of 50 processes: one owner each");
}

#[tokio::test]
async fn f40_a_frozen_owner_is_not_bypassed() {
    let (root, places) = fresh();
    let mut other = Contender::start(root.path());
    other.go();
    assert!(other.becomes_owner());
    other.signal(Signal::STOP);
    assert!(matches!(Owner::acquire(&places), Err(AcquireError::Busy)));
    assert_eq!(
        wake_owner(&places, Wake::Woken).await,
        Ok(()),
        "it hears when it goes on"
    );
    other.signal(Signal::CONT);
}

#[tokio::test]
async fn what_a_killed_owner_leaves_behind_stops_nobody() {
    let (root, places) = fresh();
    assert_eq!(
        wake_owner(&places, Wake::Show).await,
        Err(NoOwner),
        "nothing was ever there"
    );
    let mut other = Contender::start(root.path());
    other.go();
    assert!(other.becomes_owner());
    other.child.kill().unwrap();
    other.child.wait().unwrap();
    assert_eq!(
        std::fs::read_dir(root.path().join("run")).unwrap().count(),
        1,
        "its socket lies there"
    );
    assert_eq!(wake_owner(&places, Wake::Show).await, Err(NoOwner));

    let owner = Owner::acquire(&places).unwrap();
    let mut wake_ups = owner.wake_ups();
    assert_eq!(wake_owner(&places, Wake::Show).await, Ok(()));
    assert_eq!(next(&mut wake_ups).await, Some(Wake::Show));

    drop(owner);
    assert_eq!(
        std::fs::read_dir(root.path().join("run")).unwrap().count(),
        0,
        "an owner takes its socket with it"
    );
}

#[tokio::test]
async fn the_owner_hears_its_two_words_and_nothing_else() {
    let (root, places) = fresh();
    let owner = Owner::acquire(&places).unwrap();
    let mut wake_ups = owner.wake_ups();
    let socket = std::fs::read_dir(root.path().join("run"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let connect = || std::os::unix::net::UnixStream::connect(&socket).unwrap();

    let silent = connect();
    for wrong in ["", "quit\n", "show", "SHOW\n", "show\nshow\n", &"w".repeat(100_000)] {
        // The owner may hang up before it has read a long one.
        let _ = connect().write_all(wrong.as_bytes());
    }
    wake_owner(&places, Wake::Woken).await.unwrap();
    wake_owner(&places, Wake::Show).await.unwrap();
    assert_eq!(
        next(&mut wake_ups).await,
        Some(Wake::Woken),
        "a silent caller doesn't block"
    );
    assert_eq!(next(&mut wake_ups).await, Some(Wake::Show));
    drop(silent);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r23_24_six_hundred_silent_callers_delay_nobody() {
    let (root, places) = fresh();
    let owner = Owner::acquire(&places).unwrap();
    let mut wake_ups = owner.wake_ups();
    let socket = std::fs::read_dir(root.path().join("run"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let connect = move || std::os::unix::net::UnixStream::connect(&socket).unwrap();
    let silent = tokio::task::spawn_blocking(move || (0..600).map(|_| connect()).collect::<Vec<_>>());
    // Each of them waited for by itself would be ten minutes.
    let silent = tokio::time::timeout(Duration::from_secs(30), silent)
        .await
        .unwrap()
        .unwrap();
    wake_owner(&places, Wake::Woken).await.unwrap();
    assert_eq!(next(&mut wake_ups).await, Some(Wake::Woken));
    drop(silent);
}

#[tokio::test]
async fn without_a_runtime_directory_the_socket_lies_beside_the_data() {
    let (_root, mut places) = fresh();
    places.runtime = None;
    let owner = Owner::acquire(&places).unwrap();
    let mut wake_ups = owner.wake_ups();
    places.runtime = Some(places.data.join("elsewhere"));
    assert_eq!(
        wake_owner(&places, Wake::Woken).await,
        Ok(()),
        "a caller with another environment finds it"
    );
    assert_eq!(next(&mut wake_ups).await, Some(Wake::Woken));
}

#[tokio::test]
async fn a_path_too_long_for_a_socket_leaves_an_owner_that_polls() {
    let (root, mut places) = fresh();
    places.runtime = None;
    places.data = root.path().join("d".repeat(120));
    let owner = Owner::acquire(&places).unwrap();
    assert_eq!(wake_owner(&places, Wake::Woken).await, Err(NoOwner));
    let heard = tokio::time::timeout(Duration::from_millis(50), owner.wake_ups().next()).await;
    assert!(heard.is_err());
}

#[test]
fn an_owner_in_the_same_process_is_an_owner_too() {
    let (_root, places) = fresh();
    let first = Owner::acquire(&places).unwrap();
    assert!(matches!(Owner::acquire(&places), Err(AcquireError::Busy)));
    drop(first);
    Owner::acquire(&places).unwrap();
}

#[tokio::test]
async fn no_other_user_can_enter_read_or_ring() {
    let (root, places) = fresh();
    let _owner = Owner::acquire(&places).unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let socket = std::fs::read_dir(root.path().join("run"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let found = [
        &places.data,
        &places.data.join("owner.lock"),
        &root.path().join("run"),
        &socket,
    ]
    .map(|it| mode(it));
    assert_eq!(found, [0o700, 0o600, 0o700, 0o600]);
}

#[test]
fn f36_a_data_directory_that_cannot_be_made_is_said_in_words() {
    let root = tempfile::tempdir().unwrap();
    std::fs::write(root.path().join("data"), "a file").unwrap();
    let error = Owner::acquire(&places(root.path())).unwrap_err();
    assert!(matches!(error, AcquireError::Unusable { .. }));
    let text = error.to_string();
    let folder = root.path().join("data");
    assert!(
        text.contains("choose another folder") && text.contains(folder.to_str().unwrap()),
        "{text}"
    );
}
