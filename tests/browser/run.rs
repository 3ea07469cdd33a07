//! The page of a run: charts, switches, figures, themes, print.

use crate::figures::{Cell, faults, of_arms, summary};
use crate::made;
use crate::page::{ENTER, Page, SPACE, Theme, harmless, none, sound};
use serde_json::Value;
use std::fs;

/// A pass proves: the page opens without a complaint or a request, every chart is drawn when it is scrolled to, and what
/// must hold of every page holds in both themes.
#[test]
fn the_page_is_sound_in_both_themes() {
    sound("run", &made::run());
}

/// A pass proves: what the page shows is what the summary says, to the last digit in the cell's data, and rounded in its text.
#[test]
fn figures_are_those_of_the_summary() {
    let file = made::run();
    let Some(page) = Page::open(&file, 1280) else { return };
    let cells = Cell::all(&page);
    none("figures", &faults(&cells, Some(1), of_arms(&summary(&file))));
    assert!(cells.len() >= 20, "the page shows hardly any figure: {cells:?}");
}

/// The first chart that has a line for each of two arms, in the middle of the window.
const TWO_ARMS: &str = "(() => { const plot = [...document.querySelectorAll('figure.chart .plot')].find((plot) => \
     plot.data && new Set(plot.data.map((trace) => trace.legendgroup).filter(Boolean)).size > 1); \
     plot.scrollIntoView({ block: 'center' }); window.chosen = plot; return plot.closest('figure').id; })()";

/// Whether the lines of an arm are shown in the chosen chart.
const SHOWN: &str = "chosen.data.filter((trace) => trace.legendgroup === a).every((trace) => trace.visible === true \
     || trace.visible === undefined)";

/// A pass proves: the mouse shows a figure, the legend and the page's switches turn arms off and on, dragging zooms.
#[test]
fn charts_answer_to_the_mouse() {
    let Some(page) = Page::open(&made::run(), 1280) else { return };
    none("charts", &page.draw_all());
    page.value(TWO_ARMS, Value::Null);
    page.browser.pause(100);
    let rect = |expression: &str| -> [f64; 4] {
        let found = page.value(
            &format!(
                "(() => {{ const box = ({expression}).getBoundingClientRect(); \
                 return [box.left, box.top, box.width, box.height]; }})()"
            ),
            Value::Null,
        );
        serde_json::from_value(found).unwrap()
    };
    let [left, top, width, height] = rect("chosen.querySelector('.nsewdrag')");
    // Along the chart from left to right, at several heights: a line is met somewhere.
    let hovered = (1..20).any(|n| {
        page.browser.point_at(left + width * f64::from(n) / 20.0, top + height * f64::from(n * 7 % 20) / 20.0);
        page.browser.pause(80);
        page.value("/[0-9]/.test(chosen.querySelector('.hoverlayer')?.textContent ?? '')", Value::Null) == true
    });
    assert!(hovered, "the mouse shows no figure");

    let range = || page.value("chosen.layout.xaxis.range.map(String)", Value::Null);
    let before = range();
    page.browser.drag((left + width * 0.3, top + height * 0.4), (left + width * 0.6, top + height * 0.6));
    page.until("zoomed in", "JSON.stringify(chosen.layout.xaxis.range.map(String)) !== JSON.stringify(a)", before);

    assert_eq!(page.value(SHOWN, "after"), true);
    let [x, y, w, h] = rect(
        "[...chosen.querySelectorAll('.legend .traces')].find((entry) => \
         entry.textContent.includes('after')).querySelector('.legendtoggle')",
    );
    page.browser.click_at(x + w / 2.0, y + h / 2.0);
    page.until("the legend turns the arm off", &format!("!({SHOWN})"), "after");
    page.browser.pause(400);
    let [x, y, w, h] = rect(
        "[...chosen.querySelectorAll('.legend .traces')].find((entry) => \
         entry.textContent.includes('after')).querySelector('.legendtoggle')",
    );
    page.browser.click_at(x + w / 2.0, y + h / 2.0);
    page.until("the legend turns the arm on", SHOWN, "after");

    page.value("document.querySelector('[data-arm-switch=before]').click()", Value::Null);
    let everywhere = "[...document.querySelectorAll('figure.chart .plot')].filter((plot) => plot.data).every((plot) => \
         plot.data.filter((trace) => trace.legendgroup === 'before').every((trace) => trace.visible === false))";
    page.until("the switch turns the arm off everywhere", everywhere, Value::Null);
    assert_eq!(page.value(SHOWN, "after"), true);
    page.value("document.querySelector('[data-arm-switch=before]').click()", Value::Null);
    page.until("the switch turns the arm on again", SHOWN, "before");
    none("complaints", &page.complaints());
}

/// A pass proves: switches, tables and theme work with the keyboard alone.
#[test]
fn the_keyboard_is_enough() {
    let Some(page) = Page::open(&made::run(), 1280) else { return };
    none("charts", &page.draw_all());
    let focus = |selector: &str| page.value(&format!("document.querySelector({selector:?}).focus()"), Value::Null);
    focus("[data-arm-switch=after]");
    page.browser.key(SPACE);
    assert_eq!(page.value("document.activeElement.checked", Value::Null), false);
    let off = "[...document.querySelectorAll('figure.chart .plot')].filter((plot) => plot.data).every((plot) => \
         plot.data.filter((trace) => trace.legendgroup === 'after').every((trace) => trace.visible === false))";
    page.until("the arm is off", off, Value::Null);
    focus("figure.chart details summary");
    page.browser.key(ENTER);
    assert_eq!(page.value("document.activeElement.parentElement.open", Value::Null), true);
    focus("button.theme");
    let paper = page.value("getComputedStyle(document.body).backgroundColor", Value::Null);
    page.browser.key(ENTER);
    page.until("another theme", "getComputedStyle(document.body).backgroundColor !== a", paper);
}

/// A pass proves: the theme follows the system and the button, and charts follow the theme.
#[test]
fn charts_follow_the_theme() {
    let Some(page) = Page::open(&made::run(), 1280) else { return };
    none("charts", &page.draw_all());
    page.value(TWO_ARMS, Value::Null);
    let colours = || {
        page.value(
            "({ paper: getComputedStyle(document.body).backgroundColor, line: chosen.data[0].line?.color ?? \
             chosen.data[0].marker?.color, text: getComputedStyle(chosen.querySelector('.main-svg text')).fill })",
            Value::Null,
        )
    };
    let changed = |from: &Value, to: &Value| {
        for part in ["paper", "line", "text"] {
            assert_ne!(from[part], to[part], "{part} in {from} and {to}");
        }
    };
    let light = colours();
    page.prefer(Theme::Dark);
    page.until("dark paper", "getComputedStyle(document.body).backgroundColor !== a", light["paper"].clone());
    page.browser.pause(300);
    let dark = colours();
    changed(&light, &dark);
    page.value("document.querySelector('button.theme').click()", Value::Null);
    page.browser.pause(300);
    assert_eq!(colours(), light, "the button goes back to light");
    page.value("document.querySelector('button.theme').click()", Value::Null);
    page.browser.pause(300);
    assert_eq!(colours(), dark);
}

/// A pass proves: print has every chart and every table, and is as it was afterwards.
#[test]
fn print_shows_everything() {
    let Some(page) = Page::open(&made::run(), 1280) else { return };
    page.until("the page is ready", "document.documentElement.dataset.ready", Value::Null);
    let printed = page.print(
        "const plots = [...document.querySelectorAll('figure.chart .plot')]; \
         return { charts: plots.length, drawn: plots.filter((plot) => plot.querySelector('.main-svg')).length, \
         folded: document.querySelectorAll('details:not([open])').length };",
    );
    assert!(printed["charts"].as_u64().unwrap() > 3, "{printed}");
    assert_eq!(printed["drawn"], printed["charts"]);
    assert_eq!(printed["folded"], 0);
    assert!(page.count("details:not([open])") > 0, "tables are folded again");
}

/// A pass proves: titles and names of arms that would be markup are text, in the page and in its charts.
#[test]
fn hostile_texts_run_nothing() {
    harmless(&made::hostile());
    let Some(page) = Page::open(&made::hostile(), 1280) else { return };
    let switch = page.value("document.querySelector('[data-arm-switch]').dataset.armSwitch", Value::Null);
    assert_eq!(switch, made::HOSTILE_NAME);
}

/// A pass proves: the page is small enough to send, and interactive soon; the bound is far above what is measured, so that a
/// busy machine does not fail it.
#[test]
fn the_page_is_interactive_soon() {
    let file = made::run();
    let Some(page) = Page::open(&file, 1280) else { return };
    page.until("the page is ready", "document.documentElement.dataset.ready", Value::Null);
    let millis = page.value("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd", Value::Null);
    assert!(millis.as_f64().unwrap() < 30_000.0, "{millis} ms");
    assert!(fs::metadata(&file).unwrap().len() < 8_000_000, "the page is larger than 8 MB");
}
