//! A page that is open in the browser, and what must hold on every page of the program.
//!
//! Each check returns its faults, one line each; none knows what the page is about.

use crate::browser::{Browser, browser};
use serde_json::{Value, json};
use std::path::Path;
use std::sync::MutexGuard;

const CHECKS: &str = include_str!("checks.js");
/// The key of WebDriver's table that goes to the next control.
pub(crate) const TAB: &str = "\u{e004}";
pub(crate) const ENTER: &str = "\u{e007}";
pub(crate) const SPACE: &str = " ";
/// Most controls that are walked through.
const MOST_CONTROLS: usize = 400;

/// A page that is open, in a browser that no other test uses meanwhile.
pub(crate) struct Page {
    pub(crate) browser: MutexGuard<'static, Browser>,
    address: String,
}

/// What a person chose in the system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Theme {
    Light,
    Dark,
}

impl Theme {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

impl Page {
    /// Opens a file, in the light theme, in a window of so many pixels; nothing where there is no browser.
    pub(crate) fn open(file: &Path, width: u32) -> Option<Self> {
        let page = Self { browser: browser()?, address: format!("file://{}", file.display()) };
        page.widen(width);
        page.prefer(Theme::Light);
        page.reload();
        Some(page)
    }

    /// Opens it again, as for the first time.
    pub(crate) fn reload(&self) {
        self.browser.go("about:blank");
        self.browser.log("browser");
        self.browser.log("performance");
        self.browser.go(&self.address);
    }

    /// Makes the window another one.
    pub(crate) fn widen(&self, width: u32) {
        let screen = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        self.browser.devtools("Emulation.setDeviceMetricsOverride", &screen);
    }

    /// Lets the system prefer a theme, on screen.
    pub(crate) fn prefer(&self, theme: Theme) {
        self.emulate("screen", theme);
    }

    fn emulate(&self, media: &str, theme: Theme) {
        let features = json!([{ "name": "prefers-color-scheme", "value": theme.name() },
            { "name": "prefers-reduced-motion", "value": "reduce" }]);
        self.browser.devtools("Emulation.setEmulatedMedia", &json!({ "media": media, "features": features }));
    }

    /// The value of an expression in the page, where `a` is the argument.
    pub(crate) fn value(&self, expression: &str, argument: impl Into<Value>) -> Value {
        self.browser.js(&format!("const a = arguments[0]; return {expression};"), &[argument.into()])
    }

    /// How many elements match.
    pub(crate) fn count(&self, selector: &str) -> usize {
        let n = self.value("document.querySelectorAll(a).length", selector).as_u64().unwrap();
        usize::try_from(n).unwrap()
    }

    /// Waits until an expression is true.
    pub(crate) fn until(&self, what: &str, expression: &str, argument: impl Into<Value>) {
        let script = format!("const a = arguments[0]; return Boolean({expression});");
        self.browser.until(what, &script, &[argument.into()]);
    }

    /// What the checks of the page's own find.
    pub(crate) fn check(&self, name: &str) -> Vec<String> {
        lines(&self.browser.js(&format!("{CHECKS} return checks[arguments[0]]();"), &[name.into()]))
    }

    /// Errors and warnings in the browser's log since the page was opened.
    pub(crate) fn complaints(&self) -> Vec<String> {
        let entries = self.browser.log("browser").into_iter();
        let bad = entries.filter(|entry| entry["level"] == "SEVERE" || entry["level"] == "WARNING");
        bad.map(|entry| format!("console: {}", entry["message"].as_str().unwrap())).collect()
    }

    /// Requests since the page was opened, but that for the page itself.
    pub(crate) fn requests(&self) -> Vec<String> {
        let told = |entry: Value| serde_json::from_str::<Value>(entry["message"].as_str().unwrap()).unwrap();
        let sent = self.browser.log("performance").into_iter().map(told).filter_map(|told| {
            let message = &told["message"];
            (message["method"] == "Network.requestWillBeSent")
                .then(|| message["params"]["request"]["url"].as_str().unwrap().to_owned())
        });
        let own = |url: &String| {
            let bare = url.split('#').next().unwrap();
            bare == self.address || ["data:", "blob:", "about:"].iter().any(|scheme| url.starts_with(scheme))
        };
        sent.filter(|url| !own(url)).map(|url| format!("request: {url}")).collect()
    }

    /// Controls, charts and parts without a name for those who do not see them.
    pub(crate) fn nameless(&self) -> Vec<String> {
        const NAMED: &str = "button, a[href], input, select, textarea, summary, table, [role=img], [role=region], \
             nav, figure.chart .plot";
        let found = self.browser.command("elements", Some(json!({ "using": "css selector", "value": NAMED })));
        let mut faults = Vec::new();
        for element in found.as_array().unwrap() {
            if self.browser.js("return !arguments[0].checkVisibility()", std::slice::from_ref(element)) == true {
                continue;
            }
            let id = element.as_object().unwrap().values().next().unwrap().as_str().unwrap();
            let name = self.browser.command(&format!("element/{id}/computedlabel"), None);
            if name.as_str().is_none_or(|name| name.trim().is_empty()) {
                let what = self.browser.js(&format!("{CHECKS} return describe(arguments[0]);"), &[element.clone()]);
                faults.push(format!("no name: {}", what.as_str().unwrap()));
            }
        }
        faults
    }

    /// Controls that Tab does not come to, or not in their order, or where the focus cannot be seen.
    pub(crate) fn keyboard(&self) -> Vec<String> {
        self.browser.js("document.activeElement?.blur(); scrollTo(0, 0);", &[]);
        let ask = |expression: &str| self.browser.js(&format!("{CHECKS} return {expression};"), &[]);
        let (mut faults, mut seen) = (Vec::new(), Vec::new());
        for _ in 0..MOST_CONTROLS {
            self.browser.key(TAB);
            let on = ask("focused()");
            let Some(place) = on["place"].as_i64() else { break };
            if seen.first() == Some(&place) {
                break;
            }
            let name = on["name"].as_str().unwrap();
            for (right, fault) in [(&on["ring"], "the focus has no ring on"), (&on["inside"], "not scrolled to")] {
                if right != true {
                    faults.push(format!("{fault} {name}"));
                }
            }
            if seen.last().is_some_and(|last| *last > place) {
                faults.push(format!("Tab goes back to {name}"));
            }
            seen.push(place);
        }
        let names = ask("reachable().map(describe)");
        for (place, name) in (0..).zip(names.as_array().unwrap()) {
            if !seen.contains(&place) {
                faults.push(format!("Tab does not come to {}", name.as_str().unwrap()));
            }
        }
        faults
    }

    /// Scrolls through all charts; those that are not drawn then.
    pub(crate) fn draw_all(&self) -> Vec<String> {
        let mut faults = Vec::new();
        for n in 0..self.count("figure.chart .plot") {
            self.browser.js(
                "document.querySelectorAll('figure.chart .plot')[arguments[0]].scrollIntoView({ block: 'center' })",
                &[n.into()],
            );
            let drawn = "const plot = document.querySelectorAll('figure.chart .plot')[arguments[0]]; \
                 return plot.querySelector('.main-svg .plot, .main-svg .slice, .main-svg .treemap') !== null;";
            if !(0..200).any(|_| {
                self.browser.js(drawn, &[n.into()]) == true || {
                    self.browser.pause(25);
                    false
                }
            }) {
                let id = self.value("document.querySelectorAll('figure.chart')[a].id", n);
                faults.push(format!("not drawn: {id}"));
            }
        }
        faults
    }

    /// What print sees: the state of the page between the events around printing.
    pub(crate) fn print(&self, script: &str) -> Value {
        let listen = format!(
            "addEventListener('beforeprint', () => {{ window.printed = (() => {{ {script} }})(); }}, {{ once: true }})"
        );
        self.browser.js(&listen, &[]);
        self.browser.devtools("Page.printToPDF", &json!({ "printBackground": true }));
        self.value("window.printed", Value::Null)
    }

    /// A picture of the whole page as PNG, in the encoding in which it comes.
    pub(crate) fn picture(&self) -> String {
        self.browser.js("scrollTo(0, 0)", &[]);
        let taken = self.browser.devtools("Page.captureScreenshot", &json!({ "captureBeyondViewport": true }));
        taken["data"].as_str().unwrap().to_owned()
    }
}

/// A list of texts.
fn lines(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|line| line.as_str().unwrap().to_owned()).collect()
}

/// A pass proves: there is no fault.
pub(crate) fn none(what: &str, faults: &[String]) {
    assert!(faults.is_empty(), "{what}:\n{}", faults.join("\n"));
}
