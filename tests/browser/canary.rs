//! The checks themselves, on a page with a fault of each kind: what finds nothing there proves nothing elsewhere.

use crate::page::Page;
use std::path::Path;

/// A pass proves: each check can fail, and says what is wrong and where.
#[test]
fn each_check_finds_its_fault() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/browser/canary.html");
    let Some(page) = Page::open(&file, 400) else { return };
    page.browser.pause(100);
    let found = |faults: Vec<String>, part: &str| {
        assert!(faults.iter().any(|fault| fault.contains(part)), "{part} is not in {faults:#?}");
    };
    found(page.complaints(), "a mistake");
    found(page.requests(), "http://127.0.0.1:9/elsewhere");
    found(page.check("headings"), "h3 after h1");
    let contrast = page.check("contrast");
    assert!(contrast.len() == 1 && contrast[0].contains("2.85") && contrast[0].contains("too pale"), "{contrast:?}");
    found(page.check("width"), "900 px wide in a window of 400 px");
    for part in ["two elements are #twice", "leads nowhere", "no language", "no title"] {
        found(page.check("anchors"), part);
    }
    found(page.nameless(), "<button>");
    for part in ["no ring on <button.unseen>", "does not come to <button> \"behind the trap\""] {
        found(page.keyboard(), part);
    }
}
