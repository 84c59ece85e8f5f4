//! Controls the real window with WebKitWebDriver: the calls of its protocol over HTTP, and the few acts of a person
//! that the stories use.

use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long a story waits. A loaded machine needs some of it, and so do repeated attempts to reach a help desk.
const PATIENCE: Duration = Duration::from_secs(60);
/// A start takes one to three seconds.
const START: Duration = Duration::from_secs(15);
const STARTS: usize = 3;
/// The protocol's name for what holds an element's id.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";
pub(crate) const CTRL: char = '\u{E009}';
pub(crate) const SHIFT: char = '\u{E008}';
pub(crate) const ENTER: char = '\u{E007}';

/// A program of ours, where `scripts/test` says it was built.
pub(crate) fn program(name: &str) -> PathBuf {
    let folder = std::env::var_os("DUTYDESK_TEST_BIN_DIR").expect("DUTYDESK_TEST_BIN_DIR: run scripts/test window");
    Path::new(&folder).join(name)
}

/// Waits for something that another program does.
pub(crate) async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + PATIENCE;
    while !is_so().await {
        assert!(Instant::now() < end, "waited in vain: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Waits until a process has ended, whether or not its parent has noticed: all its threads, since each holds its files.
pub(crate) async fn gone(process: &str) {
    let folder = PathBuf::from(format!("/proc/{process}"));
    let ended = async || {
        std::fs::read_to_string(folder.join("status")).map_or(true, |status| status.contains("State:\tZ"))
            && std::fs::read_dir(folder.join("task")).map_or(true, |threads| threads.count() <= 1)
    };
    until("the window has ended", ended).await;
}

pub(crate) fn kill(process: &str) {
    let killed = Command::new("kill").args(["-KILL", process]).status().unwrap();
    assert!(killed.success(), "{process} was not there to be killed");
}

/// A program that ends with this value.
pub(crate) struct Running(pub(crate) Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The output of WebKitWebDriver and the window, and the state of the desktop, for the message of a failure.
fn last_words(log: &Path) -> String {
    let said = std::fs::read_to_string(log).unwrap_or_default();
    let said = said.lines().rev().take(5).collect::<Vec<_>>();
    let screen = Command::new("xdotool")
        .arg("get_num_desktops")
        .output()
        .is_ok_and(|asked| asked.status.success());
    let memory = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory = memory.lines().find(|line| line.starts_with("MemAvailable"));
    format!(
        "screen answers: {screen}, {}, it said: {}",
        memory.unwrap_or_default(),
        said.into_iter().rev().collect::<Vec<_>>().join(" / ")
    )
}

/// The window, opened by a WebDriver of its own.
pub(crate) struct Window {
    http: reqwest::Client,
    session: String,
    driver: Running,
}

/// Close the window first: if the driver is killed, its window stays.
impl Drop for Window {
    fn drop(&mut self) {
        if let Some(window) = self.process() {
            let _ = Command::new("kill").args(["-KILL", &window]).status();
        }
    }
}

impl Window {
    /// Opens the window with these arguments on the session bus at this address; `None`: the desktop's.
    ///
    /// On a busy machine WebKitWebDriver sometimes waits for ever for a window that has started, or loses it before its
    /// first screen; then both start again, and the run says so, with what is known of the reason.
    pub(crate) async fn open(arguments: &[&str], bus: Option<&str>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("window.log");
        for _ in 0..STARTS {
            match Self::start(arguments, bus, &log).await {
                Ok(window) => return window,
                Err(why) => println!(
                    "counts: 1 start of the window that WebKitWebDriver missed, repeated ({why}; {})",
                    last_words(&log)
                ),
            }
        }
        panic!("WebKitWebDriver has found no window in {STARTS} starts");
    }

    async fn start(arguments: &[&str], bus: Option<&str>, log: &Path) -> Result<Self, String> {
        let mut window = Self::driver(bus, log).await;
        let options = json!({ "binary": program("dutydesk"), "args": arguments });
        let wanted = json!({ "capabilities": { "alwaysMatch": { "webkitgtk:browserOptions": options } } });
        let starting = window.http.post(&window.session).timeout(START).json(&wanted).send();
        let Ok(started) = starting.await else {
            let has_ended = window.process().is_none();
            window.abandon().await;
            return Err(format!("no session within {START:?}, window ended: {has_ended}"));
        };
        let made: Value = started.json().await.unwrap();
        let Some(id) = made["value"]["sessionId"].as_str() else {
            assert_eq!(made["value"]["error"], "session not created", "{made:#}");
            window.abandon().await;
            return Err("session not created".to_owned());
        };
        window.session = format!("{}/{id}", window.session);
        if !window.has_screen().await {
            let has_ended = window.process().is_none();
            window.abandon().await;
            return Err(format!("lost before the first screen, window ended: {has_ended}"));
        }
        Ok(window)
    }

    /// A driver without a window.
    async fn driver(bus: Option<&str>, log: &Path) -> Self {
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let log = std::fs::File::create(log).unwrap();
        let mut command = Command::new("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            .stdout(log.try_clone().unwrap())
            .stderr(log);
        command.env("TAURI_WEBVIEW_AUTOMATION", "true");
        command.envs(bus.map(|bus| ("DBUS_SESSION_BUS_ADDRESS", bus)));
        if pictures().is_some() {
            // Of what the engine draws by itself, as without a graphics device, WebKitWebDriver takes none and waits.
            command.env("WEBKIT_DISABLE_COMPOSITING_MODE", "0");
        }
        let driver = Running(command.spawn().expect("WebKitWebDriver: run scripts/setup test"));
        let http = reqwest::Client::builder().timeout(PATIENCE).build().unwrap();
        let base = format!("http://127.0.0.1:{port}");
        until("WebKitWebDriver answers", async || {
            http.get(format!("{base}/status")).send().await.is_ok()
        })
        .await;
        let session = format!("{base}/session");
        Self { http, session, driver }
    }

    /// Waits for the first screen; `false` when the driver has lost the window meanwhile.
    async fn has_screen(&self) -> bool {
        let there = json!({ "script": "return document.querySelector('h1') !== null", "args": [] });
        let end = Instant::now() + PATIENCE;
        loop {
            match self.ask("/execute/sync", &there).await {
                Ok(shown) if shown == true => return true,
                Ok(_) => assert!(Instant::now() < end, "waited in vain: the screen is there"),
                Err(_) => return false,
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Ends a window that the driver has not found.
    async fn abandon(self) {
        if let Some(window) = self.process() {
            kill(&window);
            gone(&window).await;
        }
    }

    /// Closes the window and waits until it has ended: another one would only raise it.
    pub(crate) async fn close(self) {
        let window = self.process().expect("the driver has no window");
        let _ = self.http.delete(&self.session).send().await;
        gone(&window).await;
    }

    /// Kills the window in its tracks.
    pub(crate) async fn crash(self) {
        let window = self.process().expect("the driver has no window");
        kill(&window);
        gone(&window).await;
    }

    /// Kills the process that draws the page. It has several, one per page; all of them go.
    pub(crate) fn kill_page(&self) {
        let window = self.process().expect("the driver has no window");
        let killed = Command::new("pkill")
            .args(["-KILL", "-P", &window, "WebKitWebProces"])
            .status()
            .unwrap();
        assert!(killed.success(), "the window has no process that draws");
    }

    /// The number of the window's process, which the driver started.
    fn process(&self) -> Option<String> {
        let children = format!("/proc/{0}/task/{0}/children", self.driver.0.id());
        let children = std::fs::read_to_string(children).ok()?;
        // Its name and not its file: the program lets nobody but root look into it.
        let is_window = |pid: &&str| {
            std::fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|name| name.trim_end() == "dutydesk")
        };
        children.split_whitespace().find(is_window).map(str::to_owned)
    }

    async fn post(&self, path: &str, body: &Value) -> Value {
        self.ask(path, body)
            .await
            .unwrap_or_else(|error| panic!("{path}: {error:#}"))
    }

    /// What the driver answers, or its error.
    async fn ask(&self, path: &str, body: &Value) -> Result<Value, Value> {
        let url = format!("{}{path}", self.session);
        let sent = self.http.post(url).json(body).send().await;
        let mut answer: Value = sent.unwrap().json().await.unwrap();
        let value = answer["value"].take();
        if value.get("error").is_some() {
            return Err(value);
        }
        Ok(value)
    }

    /// What a script in the page returns.
    pub(crate) async fn js(&self, script: &str) -> Value {
        self.post("/execute/sync", &json!({ "script": script, "args": [] }))
            .await
    }

    async fn js_later(&self, script: &str) -> Value {
        self.post("/execute/async", &json!({ "script": script, "args": [] }))
            .await
    }

    /// Waits until an expression of the page holds.
    pub(crate) async fn wait_for(&self, what: &str, expression: &str) {
        let end = Instant::now() + PATIENCE;
        while self.js(&format!("return Boolean({expression})")).await != true {
            if Instant::now() > end {
                let text = self.js("return document.body.innerText").await;
                panic!(
                    "waited in vain: {what}. On the screen:\n{}",
                    text.as_str().unwrap_or_default()
                );
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until the screen says something.
    pub(crate) async fn says(&self, words: &str) {
        let expression = format!("document.body.innerText.includes({})", json!(words));
        self.wait_for(words, &expression).await;
    }

    async fn find(&self, xpath: &str) -> String {
        let found = self
            .post("/element", &json!({ "using": "xpath", "value": xpath }))
            .await;
        found[ELEMENT].as_str().unwrap().to_owned()
    }

    /// Presses a button by its words.
    pub(crate) async fn click(&self, button: &str) {
        let element = self.find(&format!("//button[normalize-space()='{button}']")).await;
        self.post(&format!("/element/{element}/click"), &json!({})).await;
    }

    /// Types into a field and replaces its content.
    pub(crate) async fn fill(&self, id: &str, text: &str) {
        let element = self.find(&format!("//*[@id='{id}']")).await;
        self.post(&format!("/element/{element}/clear"), &json!({})).await;
        self.post(&format!("/element/{element}/value"), &json!({ "text": text }))
            .await;
    }

    /// Presses keys together, the last one while the others are held.
    pub(crate) async fn press(&self, keys: &[char]) {
        let down = keys.iter().map(|key| json!({ "type": "keyDown", "value": key }));
        let up = keys.iter().rev().map(|key| json!({ "type": "keyUp", "value": key }));
        let actions: Vec<Value> = down.chain(up).collect();
        self.post(
            "/actions",
            &json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": actions }] }),
        )
        .await;
    }

    /// Types letter by letter where the focus is.
    pub(crate) async fn type_in(&self, text: &str) {
        for letter in text.chars() {
            self.press(&[letter]).await;
        }
    }

    /// What axe-core finds wrong, one line each. It comes in by the driver, so that the content-security policy stays
    /// as it is shipped.
    pub(crate) async fn accessibility_violations(&self) -> Vec<String> {
        let axe = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(axe).expect("axe-core: run scripts/setup test");
        self.js(&format!("{axe}; window.axe = axe; return true")).await;
        let found = self
            .js_later(
                "const done = arguments[arguments.length - 1];
                const line = (rule) => rule.id + ': ' + rule.nodes.map((node) => node.target.join(' ') + ' '
                  + node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).join(' | ');
                window.axe.run(document).then(
                  (found) => done({ held: found.passes.length, wrong: found.violations.map(line) }),
                  (why) => done({ held: 0, wrong: [String(why)] }));",
            )
            .await;
        assert!(
            found["held"].as_u64() >= Some(10),
            "axe-core has not seen the view: {found:#}"
        );
        found["wrong"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| line.as_str().unwrap().to_owned())
            .collect()
    }

    /// Keeps what the window shows, where `DUTYDESK_PICTURES` names a folder.
    pub(crate) async fn picture(&self, name: &str) {
        let Some(folder) = pictures() else { return };
        let answer = self
            .http
            .get(format!("{}/screenshot", self.session))
            .send()
            .await
            .unwrap();
        let answer: Value = answer.json().await.unwrap();
        let picture = from_base64(answer["value"].as_str().unwrap());
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(Path::new(&folder).join(format!("{name}.png")), picture).unwrap();
    }
}

/// Where pictures are wanted.
fn pictures() -> Option<std::ffi::OsString> {
    std::env::var_os("DUTYDESK_PICTURES")
}

/// WebDriver sends pictures as Base64 without line breaks.
fn from_base64(text: &str) -> Vec<u8> {
    let value = |c: u8| match c {
        b'A'..=b'Z' => c - b'A',
        b'a'..=b'z' => c - b'a' + 26,
        b'0'..=b'9' => c - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let digits: Vec<u8> = text.bytes().filter(|c| *c != b'=').map(value).collect();
    let group = |four: &[u8]| {
        let bits = four
            .iter()
            .enumerate()
            .fold(0_u32, |bits, (i, digit)| bits | u32::from(*digit) << (18 - 6 * i));
        bits.to_be_bytes()[1..four.len()].to_vec()
    };
    digits.chunks(4).flat_map(group).collect()
}
