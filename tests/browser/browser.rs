//! A browser without a window, driven over WebDriver: one for all tests of this file, ended with the process.
//!
//! Knows no page.

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// Where the driver and the browser are.
const DRIVER: &str = "CLOUDMSG_CHROMEDRIVER";
const CHROMIUM: &str = "CLOUDMSG_CHROMIUM";

/// What the shell around the driver does: it waits until this process closes the pipe, however it ends, and takes the driver,
/// the browser and their folder along.
const GUARD: &str = r#"
place=$(mktemp -d) || exit 1
TMPDIR="$place" setsid "$0" --port=0 </dev/null &
driver=$!
cat >/dev/null
kill -KILL "-$driver"
wait "$driver"
rm -rf "$place"
"#;

/// A browser that is not in use by another test.
pub(crate) struct Browser {
    runtime: Runtime,
    client: Client,
    /// Closing it ends the browser.
    _pipe: ChildStdin,
    /// What the driver prints; closing it could end it early.
    _said: BufReader<ChildStdout>,
    _guard: Child,
}

/// The browser, for this test alone; nothing where none is named, which is said.
pub(crate) fn browser() -> Option<MutexGuard<'static, Browser>> {
    static ONE: OnceLock<Mutex<Browser>> = OnceLock::new();
    let named = [DRIVER, CHROMIUM].map(|name| std::env::var(name).ok().filter(|path| !path.is_empty()));
    match named {
        [Some(driver), Some(chromium)] => {
            let one = ONE.get_or_init(|| Mutex::new(Browser::start(&driver, &chromium)));
            // A test that failed leaves a browser that opens the next page as well as any.
            Some(one.lock().unwrap_or_else(PoisonError::into_inner))
        }
        [None, None] => {
            // Written past the test harness, which hides what a passing test prints.
            let said = format!("SKIPPED: {DRIVER} and {CHROMIUM} name no browser, so no page was opened\n");
            std::io::stderr().write_all(said.as_bytes()).unwrap();
            None
        }
        [_, _] => panic!("{DRIVER} and {CHROMIUM} are set together or not at all"),
    }
}

impl Browser {
    fn start(driver: &str, chromium: &str) -> Self {
        let mut shell = Command::new("sh");
        shell.args(["-c", GUARD, driver]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut guard = shell.spawn().unwrap();
        let pipe = guard.stdin.take().unwrap();
        let mut said = BufReader::new(guard.stdout.take().unwrap());
        let port = loop {
            let mut line = String::new();
            assert!(said.read_line(&mut line).unwrap() > 0, "{driver} ended before it told its port");
            if let Some((_, port)) = line.trim().trim_end_matches('.').rsplit_once("successfully on port ") {
                break port.to_owned();
            }
        };
        let flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,900",
        ];
        let options = json!({
            "goog:chromeOptions": { "binary": chromium, "args": flags },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        });
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(options.as_object().unwrap().clone());
        let client = runtime.block_on(builder.connect(&format!("http://127.0.0.1:{port}"))).unwrap();
        Self { runtime, client, _pipe: pipe, _said: said, _guard: guard }
    }

    /// A command of the session, standard or the browser's own.
    pub(crate) fn command(&self, path: &str, body: Option<Value>) -> Value {
        let command = SessionCommand { path: path.to_owned(), body: body.map(|body| body.to_string()) };
        self.runtime.block_on(self.client.issue_cmd(command)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    /// A command of the browser's developer protocol.
    pub(crate) fn devtools(&self, command: &str, parameters: &Value) -> Value {
        self.command("goog/cdp/execute", Some(json!({ "cmd": command, "params": parameters })))
    }

    /// Entries of a log since it was last read.
    pub(crate) fn log(&self, kind: &str) -> Vec<Value> {
        let entries = self.command("se/log", Some(json!({ "type": kind })));
        entries.as_array().unwrap().clone()
    }

    /// Opens an address and waits until it is loaded.
    pub(crate) fn go(&self, address: &str) {
        self.runtime.block_on(self.client.goto(address)).unwrap();
    }

    /// The value of the body of a function in the page.
    pub(crate) fn js(&self, script: &str, arguments: &[Value]) -> Value {
        let done = self.runtime.block_on(self.client.execute(script, arguments.to_vec()));
        done.unwrap_or_else(|e| panic!("{script}: {e}"))
    }

    /// Waits until the body of a function in the page is true.
    pub(crate) fn until(&self, what: &str, script: &str, arguments: &[Value]) {
        for _ in 0..400 {
            if self.js(script, arguments) == Value::Bool(true) {
                return;
            }
            self.pause(25);
        }
        panic!("{what}: not within ten seconds");
    }

    /// Lets the page work for some milliseconds.
    pub(crate) fn pause(&self, millis: u64) {
        self.runtime.block_on(tokio::time::sleep(Duration::from_millis(millis)));
    }

    /// Presses and releases a key: a letter, or a key of WebDriver's table.
    pub(crate) fn key(&self, key: &str) {
        let actions = json!([{ "type": "keyDown", "value": key }, { "type": "keyUp", "value": key }]);
        self.act(&json!({ "type": "key", "id": "keyboard", "actions": actions }));
    }

    /// Moves the mouse to a point of the window.
    pub(crate) fn point_at(&self, x: f64, y: f64) {
        self.act(&mouse(&[json!({ "type": "pointerMove", "duration": 50, "x": x as i64, "y": y as i64 })]));
    }

    /// Clicks at a point of the window.
    pub(crate) fn click_at(&self, x: f64, y: f64) {
        let press = ["pointerDown", "pointerUp"].map(|kind| json!({ "type": kind, "button": 0 }));
        let [down, up] = press;
        self.act(&mouse(&[json!({ "type": "pointerMove", "x": x as i64, "y": y as i64 }), down, up]));
    }

    /// Drags from one point of the window to another.
    pub(crate) fn drag(&self, from: (f64, f64), to: (f64, f64)) {
        let step = |(x, y): (f64, f64)| json!({ "type": "pointerMove", "duration": 80, "x": x as i64, "y": y as i64 });
        let middle = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
        let (down, up) = (json!({ "type": "pointerDown", "button": 0 }), json!({ "type": "pointerUp", "button": 0 }));
        self.act(&mouse(&[step(from), down, step(middle), step(to), up]));
    }

    fn act(&self, actions: &Value) {
        self.command("actions", Some(json!({ "actions": [actions] })));
    }
}

fn mouse(actions: &[Value]) -> Value {
    json!({ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions })
}

/// A command that fantoccini has no method for.
#[derive(Debug)]
struct SessionCommand {
    /// Behind the session.
    path: String,
    /// Posted; without one the command is a question.
    body: Option<String>,
}

impl WebDriverCompatibleCommand for SessionCommand {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        match &self.body {
            Some(body) => (http::Method::POST, Some(body.clone())),
            None => (http::Method::GET, None),
        }
    }
}
