//! The real `duty` as a process. A file moves its wall clock, while the monotonic clock continues.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use serde_json::Value;

/// How long a process may take before a test gives up.
const PATIENCE: Duration = Duration::from_secs(30);

/// A folder of data, and the time that its programs see.
pub(crate) struct Duty {
    data: PathBuf,
    clock: PathBuf,
}

impl Duty {
    pub(crate) fn new(root: &Path, now: DateTime<Utc>) -> Self {
        let duty = Self {
            data: root.join("data"),
            clock: root.join("clock"),
        };
        duty.clock_shows(now);
        duty
    }

    /// Sets the clock. Whole at once: a process may be reading it.
    pub(crate) fn clock_shows(&self, now: DateTime<Utc>) {
        let beside = self.clock.with_extension("new");
        std::fs::write(&beside, format!("@{}\n", now.format("%Y-%m-%d %H:%M:%S"))).unwrap();
        std::fs::rename(&beside, &self.clock).unwrap();
    }

    /// Where the data is.
    pub(crate) fn data(&self) -> &Path {
        &self.data
    }

    fn command(&self, arguments: &[&str]) -> Command {
        self.on_data("duty", arguments)
    }

    /// A program of ours over this data, under this clock.
    pub(crate) fn on_data(&self, name: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program(name));
        command
            .arg("--data-dir")
            .arg(&self.data)
            .args(arguments)
            .env("TZ", "UTC")
            .env("LD_PRELOAD", faketime())
            .env("FAKETIME_TIMESTAMP_FILE", &self.clock)
            .env("FAKETIME_NO_CACHE", "1")
            .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn output(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// What a command answered, which went well.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let done = self.output(&[arguments, &["--json"]].concat());
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(done.status.success(), "duty {arguments:?}: {said}");
        serde_json::from_slice(&done.stdout).unwrap()
    }

    /// The ledger, oldest first.
    pub(crate) fn ledger(&self) -> Vec<Value> {
        let mut rows = self.json(&["notices"])["notices"].as_array().unwrap().clone();
        rows.reverse();
        rows
    }

    /// A `duty tick` that runs.
    pub(crate) fn tick(&self) -> Ticking {
        let mut command = self.command(&["tick"]);
        Ticking(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    /// One that may take so many bytes of memory, from its beginning.
    pub(crate) fn tick_with_memory(&self, bytes: u64) -> Ticking {
        let tick = self.command(&["tick"]);
        let mut limited = Command::new("prlimit");
        limited.arg(format!("--data={bytes}")).arg(tick.get_program());
        limited.args(tick.get_args());
        limited.envs(tick.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let limited = limited.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        Ticking(limited.spawn().unwrap())
    }

    /// One that finds no session bus.
    pub(crate) fn tick_without_a_bus(&self) -> Ticking {
        let mut command = self.command(&["tick"]);
        command.env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
        Ticking(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
    }

    /// A `duty tick` from beginning to end; a person closes what it shows.
    pub(crate) fn tick_and_close(&self) {
        self.tick().ends(&mut || {
            // Nobody there to ask closes nothing.
            let _ = Command::new("dunstctl").arg("close-all").stderr(Stdio::null()).status();
        });
    }
}

/// A `duty tick`, killed with this value.
pub(crate) struct Ticking(Child);

impl Ticking {
    /// Waits for its end, doing `meanwhile` again and again.
    pub(crate) fn ends(mut self, meanwhile: &mut dyn FnMut()) {
        let end = Instant::now() + PATIENCE;
        while self.0.try_wait().unwrap().is_none() {
            assert!(Instant::now() < end, "duty tick has not ended");
            meanwhile();
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        self.0.try_wait().unwrap().is_some()
    }

    /// Kills it, as a crash would.
    pub(crate) fn kill(mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }

    /// Sends it a signal; it may have ended.
    pub(crate) fn signal(&self, name: &str) {
        let _ = Command::new("kill")
            .args([name, &self.0.id().to_string()])
            .stderr(Stdio::null())
            .status();
    }
}

impl Drop for Ticking {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A program of ours, where `scripts/test` says it was built.
pub(crate) fn program(name: &str) -> PathBuf {
    let folder = std::env::var_os("DUTYDESK_TEST_BIN_DIR").expect("DUTYDESK_TEST_BIN_DIR: run scripts/test desktop");
    Path::new(&folder).join(name)
}

/// Where Debian keeps the library that the `faketime` program loads.
fn faketime() -> PathBuf {
    let listed = crate::desktop::run("dpkg", &["-L", "libfaketime"]);
    let library = listed.lines().find(|line| line.ends_with("/libfaketime.so.1"));
    library.expect("libfaketime: run scripts/setup test").into()
}
