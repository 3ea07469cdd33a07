//! The checks themselves, on a page with one fault of each kind: what finds nothing there proves nothing elsewhere.

use crate::browser::browser;

#[test]
fn a_page_opens() {
    let Some(browser) = browser() else { return };
    browser.go("data:text/html,<title>hi</title>");
    assert_eq!(browser.js("return document.title", &[]), "hi");
}
