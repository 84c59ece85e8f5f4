//! A desktop for one test: its own session bus, keychain and notification server, and a process that sees nothing else.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Set in the process that runs the body of a test; names its temporary directory.
const INSIDE: &str = "DUTYDESK_TEST_OWN_DESKTOP";

/// Defines a test whose body runs on a desktop of its own.
macro_rules! desktop_test {
    ($(#[$needs:meta])? $name:ident, $body:expr) => {
        #[test]
        $(#[$needs])?
        fn $name() {
            crate::desktop::on_desktop(concat!(module_path!(), "::", stringify!($name)), $body);
        }
    };
}
pub(crate) use desktop_test;

/// Runs the body of the test `name` in a process of its own, with a throw-away home. Programs find
/// their session bus by the environment, which a process cannot safely change for itself.
pub(crate) fn on_desktop(name: &str, body: impl AsyncFnOnce(Desktop)) {
    if let Some(root) = std::env::var_os(INSIDE) {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap();
        return runtime.block_on(body(Desktop { root: root.into() }));
    }
    // The test harness knows a test by its path inside the crate.
    let (_, name) = name.split_once("::").unwrap();
    let root = tempfile::tempdir().unwrap();
    let at = |name: &str| root.path().join(name);
    for dir in ["home", "run", "home/.config/dunst"] {
        std::fs::create_dir_all(at(dir)).unwrap();
    }
    #[cfg(unix)]
    std::fs::set_permissions(at("run"), std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    let ended = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", name, "--include-ignored", "--nocapture"])
        .env(INSIDE, root.path())
        .env("HOME", at("home"))
        .env("XDG_RUNTIME_DIR", at("run"))
        .env("XDG_CONFIG_HOME", at("home/.config"))
        .env("XDG_DATA_HOME", at("home/.local/share"))
        .env("XDG_CACHE_HOME", at("home/.cache"))
        .env("DBUS_SESSION_BUS_ADDRESS", format!("unix:path={}", at("bus").display()))
        .env(
            "DBUS_SYSTEM_BUS_ADDRESS",
            format!("unix:path={}", at("system-bus").display()),
        )
        .env_remove("XDG_SESSION_ID")
        .output()
        .unwrap();
    let said = [ended.stdout, ended.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(ended.status.success(), "{said}");
    let is_for_people = |line: &&str| line.starts_with("counts: ") || line.starts_with("SKIPPED ");
    for line in said.lines().filter(is_for_people) {
        println!("{line}");
    }
}

/// The desktop that this process sees. It is empty: a test starts what it needs.
pub(crate) struct Desktop {
    root: PathBuf,
}

/// A program of the desktop, ended with this value.
pub(crate) struct Program(Child);

impl Desktop {
    /// The folder of this test.
    pub(crate) fn root(&self) -> &std::path::Path {
        &self.root
    }

    /// A session bus that starts no services, so that missing services stay missing.
    pub(crate) fn bus(&self) -> Program {
        self.bus_at("bus")
    }

    /// A system bus of the same kind.
    pub(crate) fn system_bus(&self) -> Program {
        self.bus_at("system-bus")
    }

    fn bus_at(&self, name: &str) -> Program {
        let (config, socket) = (self.root.join(format!("{name}.conf")), self.root.join(name));
        let _ = std::fs::remove_file(&socket);
        let text = format!(
            r#"<busconfig><type>session</type><listen>unix:path={}</listen><auth>EXTERNAL</auth>
            <policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>"#,
            socket.display()
        );
        std::fs::write(&config, text).unwrap();
        let bus = Program::start(
            Command::new("dbus-daemon")
                .arg("--nofork")
                .arg(format!("--config-file={}", config.display())),
        );
        until("the bus listens", || socket.exists());
        bus
    }

    /// gnome-keyring with an unlocked keyring. The empty line is its password.
    pub(crate) fn keyring(&self) -> Program {
        let mut command = Command::new("gnome-keyring-daemon");
        command
            .args(["--foreground", "--unlock", "--components=secrets"])
            .stdin(Stdio::piped());
        let mut keyring = Program::start(&mut command);
        keyring.0.stdin.take().unwrap().write_all(b"\n").unwrap();
        until("the keyring keeps a secret", || {
            let mut store = Command::new("timeout");
            store
                .args(["2", "secret-tool", "store", "--label=probe", "service", "probe"])
                .stdin(Stdio::piped());
            let mut store = store.stderr(Stdio::null()).spawn().unwrap();
            let _ = store.stdin.take().unwrap().write_all(b"x");
            store.wait().unwrap().success()
        });
        keyring
    }

    /// dunst, which takes the first matching button of a context menu from `pick`.
    pub(crate) fn dunst(&self, pick: &str) -> Program {
        let config = format!("[global]\nhistory_length = 200\nidle_threshold = 0\ndmenu = /usr/bin/grep -m1 {pick}\n");
        std::fs::write(self.config(), config).unwrap();
        let dunst = Program::start(Command::new("dunst").arg("-conf").arg(self.config()));
        until("dunst has its name", || owned("org.freedesktop.Notifications"));
        dunst
    }

    fn config(&self) -> PathBuf {
        self.root.join("home/.config/dunst/dunstrc")
    }
}

impl Program {
    /// Starts it, without a word.
    pub(crate) fn start(command: &mut Command) -> Self {
        Self::start_into(command, Stdio::null())
    }

    /// Starts it; what it says goes there.
    pub(crate) fn start_into(command: &mut Command, said: impl Into<Stdio>) -> Self {
        Self(command.stdout(said).stderr(Stdio::null()).spawn().unwrap())
    }

    /// Stops it in its tracks: it keeps its name on the bus and answers nothing.
    pub(crate) fn freeze(&self) {
        run("kill", &["-STOP", &self.0.id().to_string()]);
    }

    /// Lets it go on.
    pub(crate) fn thaw(&self) {
        run("kill", &["-CONT", &self.0.id().to_string()]);
    }

    /// Kills it, as a crash would.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.end();
    }
}

/// Runs a program to its end and returns what it wrote.
pub(crate) fn run(program: &str, arguments: &[&str]) -> String {
    let done = Command::new(program).args(arguments).output().unwrap();
    assert!(
        done.status.success(),
        "{program} {arguments:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
    String::from_utf8(done.stdout).unwrap()
}

/// Whether a name on the bus has an owner. Asks the bus, not the name.
pub(crate) fn owned(name: &str) -> bool {
    let argument = format!("string:{name}");
    let call = [
        "--session",
        "--print-reply",
        "--dest=org.freedesktop.DBus",
        "/",
        "org.freedesktop.DBus.NameHasOwner",
    ];
    let done = Command::new("dbus-send").args(call).arg(argument).output().unwrap();
    String::from_utf8_lossy(&done.stdout).contains("boolean true")
}

/// Waits for something that another program does.
pub(crate) fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(10);
    while !is_so() {
        assert!(Instant::now() < end, "waited in vain: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
