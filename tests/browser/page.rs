//! A page that is open in the browser, and what must hold on every page of the program.
//!
//! Each check returns its faults, one line each; none knows what the page is about.

use crate::browser::{Browser, browser};
use base64::Engine as _;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::MutexGuard;

/// Names a folder into which pictures of pages are written.
const PICTURES: &str = "CLOUDMSG_SCREENSHOTS";
const CHECKS: &str = include_str!("checks.js");
/// The key of `WebDriver`'s table that goes to the next control.
pub(crate) const TAB: &str = "\u{e004}";
pub(crate) const ENTER: &str = "\u{e007}";
pub(crate) const SPACE: &str = " ";
/// Where charts are drawn: those of the page, and those that its reader chooses.
const CHARTS: &str = "figure.chart .plot, figure.explorer .draw";
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

    /// Clicks in the middle of the first element that matches, as a person does: fails where something lies above it.
    pub(crate) fn click(&self, selector: &str) {
        let found = self.browser.command("element", Some(json!({ "using": "css selector", "value": selector })));
        let id = found.as_object().unwrap().values().next().unwrap().as_str().unwrap();
        self.browser.command(&format!("element/{id}/click"), Some(json!({})));
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
                let what =
                    self.browser.js(&format!("{CHECKS} return describe(arguments[0]);"), std::slice::from_ref(element));
                faults.push(format!("no name: {}", what.as_str().unwrap()));
            }
        }
        faults
    }

    /// Controls that Tab does not come to, or not in their order, or where the focus cannot be seen.
    pub(crate) fn keyboard(&self) -> Vec<String> {
        // From the beginning of the page, wherever the focus has been.
        self.browser.js(
            "document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex'); scrollTo(0, 0);",
            &[],
        );
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
        for n in 0..self.count(CHARTS) {
            self.browser.js(
                "document.querySelectorAll(arguments[1])[arguments[0]].scrollIntoView({ block: 'center' })",
                &[n.into(), CHARTS.into()],
            );
            let drawn = "const plot = document.querySelectorAll(arguments[1])[arguments[0]]; \
                 return plot.querySelector('.main-svg :is(.trace, .hm, .contour, .slice)') !== null;";
            if !(0..200).any(|_| {
                self.browser.js(drawn, &[n.into(), CHARTS.into()]) == true || {
                    self.browser.pause(25);
                    false
                }
            }) {
                let find = "document.querySelectorAll(a[1])[a[0]].closest('figure').id";
                let id = self.value(find, json!([n, CHARTS]));
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

impl Page {
    /// Keeps a picture for people to look at, where a folder is named for it.
    pub(crate) fn keep_picture(&self, name: &str) {
        let Ok(folder) = std::env::var(PICTURES) else { return };
        let bytes = base64::engine::general_purpose::STANDARD.decode(self.picture()).unwrap();
        std::fs::write(Path::new(&folder).join(format!("{name}.png")), bytes).unwrap();
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

/// What must hold of every page, wide and narrow, in both themes.
pub(crate) fn sound(what: &str, file: &Path) {
    let Some(page) = Page::open(file, 1280) else { return };
    page.until("the page is ready", "document.documentElement.dataset.ready", Value::Null);
    let mut faults = page.draw_all();
    for width in [1280, 400] {
        page.widen(width);
        page.browser.pause(300);
        for theme in [Theme::Light, Theme::Dark] {
            page.prefer(theme);
            page.browser.pause(200);
            for check in ["contrast", "headings", "width", "anchors", "charts"] {
                let found = page.check(check);
                faults.extend(found.into_iter().map(|fault| format!("{width} px, {}: {fault}", theme.name())));
            }
        }
        // A picture is taken in a larger window, for which charts are drawn anew.
        for theme in [Theme::Light, Theme::Dark] {
            page.prefer(theme);
            page.keep_picture(&format!("{what}-{}-{width}", theme.name()));
        }
    }
    page.widen(1280);
    page.prefer(Theme::Light);
    faults.extend(page.nameless());
    faults.extend(page.keyboard());
    faults.extend(page.complaints());
    faults.extend(page.requests());
    none(what, &faults);
}

/// A title and names that would be markup are text in a page, in its charts and behind its controls.
pub(crate) fn harmless(file: &Path) {
    let Some(page) = Page::open(file, 1280) else { return };
    none("charts", &page.draw_all());
    // Every control is used twice.
    for _ in 0..2 {
        page.value("document.querySelectorAll('[data-arm-switch], button.sort, .explorer button').forEach((one) => one.click())", Value::Null);
    }
    page.value(
        "document.querySelectorAll('select').forEach((choice) => { choice.selectedIndex = choice.length - 1; \
         choice.dispatchEvent(new Event('change', { bubbles: true })); })",
        Value::Null,
    );
    page.browser.pause(300);
    assert_eq!(page.value("window.pwned === undefined", Value::Null), true);
    assert_eq!(page.count("img, [onerror], [onload], iframe, object, embed"), 0);
    let text = page.value("document.body.textContent", Value::Null);
    assert!(text.as_str().unwrap().contains("<img src=x onerror=window.pwned="), "nothing hostile is shown");
    none("complaints", &[page.complaints(), page.requests()].concat());
}
