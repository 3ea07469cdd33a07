//! The page of a sweep: its charts, its map and its table of points, of a few points and of a thousand.

use crate::figures::{Cell, Wanted, faults, summary, wanted};
use crate::made;
use crate::page::{Page, harmless, none, sound};
use serde_json::Value;
use std::fs;
use std::path::Path;

/// Rows of a page of the table.
const EACH: usize = 50;
/// Milliseconds within which the table of a thousand points answers, on a machine that is busy with other things.
const SOON: f64 = 3_000.0;

/// A pass proves: it opens soundly in both themes, of drawn points and of a grid of a thousand.
#[test]
fn the_page_is_sound() {
    sound("sweep", &made::sweep());
    sound("sweep-large", &made::large_sweep());
}

/// Figures of the points of a summary; of the first arm where a cell names none.
fn of_points(summary: &Value) -> impl Fn(&Cell) -> Option<Wanted> + '_ {
    |cell| {
        let point = cell.point.as_ref()?.parse::<usize>().ok()?;
        let arm = cell.arm.as_deref().or(summary["arms"][0].as_str())?;
        let figures = summary["points"][point]["figures"].as_array()?;
        figures.iter().find(|of| of["arm"] == arm && of["metric"] == cell.metric.as_str()).map(wanted)
    }
}

/// A pass proves: extremes have the summary's values in full, and the table of points has them rounded, of either arm.
#[test]
fn figures_are_those_of_the_summary() {
    let file = made::sweep();
    let Some(page) = Page::open(&file, 1280) else { return };
    let summary = summary(&file);
    let (full, table): (Vec<Cell>, Vec<Cell>) = Cell::all(&page).into_iter().partition(|cell| cell.arm.is_some());
    // Two ends of two figures of two arms.
    none("extremes", &faults(&full, Some(8), of_points(&summary)));
    assert_eq!(table.len(), 32 * 2, "all points are on the first page");
    none("points", &faults(&table, None, of_points(&summary)));
    choose(&page, "table", "arm", 1);
    let of_arm = |mut cell: Cell| {
        cell.arm = summary["arms"][1].as_str().map(str::to_owned);
        cell
    };
    let all = Cell::all(&page).into_iter();
    let table: Vec<Cell> = all.filter(|cell| cell.arm.is_none()).map(of_arm).collect();
    none("points of the other arm", &faults(&table, None, of_points(&summary)));
}

/// Chooses the n-th of what can be chosen.
fn choose(page: &Page, of: &str, what: &str, n: usize) {
    page.click(&format!("#{of} select[data-choice={what}] option:nth-child({})", n + 1));
}

/// A pass proves: the charts follow what is chosen: figure, factors, arm.
#[test]
fn charts_follow_the_choices() {
    let Some(page) = Page::open(&made::sweep(), 1280) else { return };
    none("charts", &page.draw_all());
    let axes = |of: &str, text: &str| {
        let title = |axis: &str| format!("document.querySelector('#{of} .draw').layout.{axis}.title.text");
        page.until(text, &format!("({} + ' ' + {}).includes(a)", title("xaxis"), title("yaxis")), text);
    };
    let finding = |of: &str| page.value(&format!("document.querySelector('#{of} .finding').textContent"), Value::Null);
    axes("response", "stations.desk.servers stations.desk.wait_mean");
    let before = finding("response");
    choose(&page, "response", "metric", 1);
    choose(&page, "response", "x", 1);
    axes("response", "stations.till.servers stations.till.utilisation");
    assert_ne!(finding("response"), before);
    let shown = "document.querySelector('#response .draw').data.filter((trace) => trace.legendgroup === a).length";
    assert_eq!((page.value(shown, "before"), page.value(shown, "after")), (2.into(), 2.into()));
    page.click("[data-arm-switch=before]");
    page.until("the arm is off", &format!("{shown} === 0"), "before");
    page.click("[data-arm-switch=before]");
    page.until("the arm is on", &format!("{shown} === 2"), "before");

    axes("map", "stations.desk.servers stations.till.servers");
    let fields = || page.value("JSON.stringify(document.querySelector('#map .draw').data[0].z)", Value::Null);
    let mut seen = vec![fields()];
    for (what, n) in [("metric", 1), ("arm", 0), ("x", 1), ("y", 0)] {
        choose(&page, "map", what, n);
        let now = fields();
        assert!(!seen.contains(&now), "the map does not follow {what}");
        seen.push(now);
    }
    axes("map", "stations.till.servers stations.desk.servers");
    none("complaints", &page.complaints());
}

/// Numbers of the points that the table shows.
fn shown(page: &Page) -> Vec<usize> {
    let rows = page
        .value("[...document.querySelectorAll('#table tbody th')].map((th) => Number(th.textContent))", Value::Null);
    serde_json::from_value(rows).unwrap()
}

fn range(page: &Page) -> String {
    page.value("document.querySelector('#table .range').textContent", Value::Null).as_str().unwrap().to_owned()
}

/// What the points of the large sweep have in the columns of its table.
struct Large {
    /// Level of each factor, by its place.
    levels: Vec<[usize; 3]>,
    /// Mean wait and utilisation.
    figures: Vec<[f64; 2]>,
}

impl Large {
    fn read(file: &Path) -> Self {
        let summary = summary(file);
        let points = summary["points"].as_array().unwrap();
        let place = |factor: &Value, level: &Value| {
            let levels = factor["levels"].as_array().unwrap();
            levels.iter().position(|other| other == level).unwrap()
        };
        let levels = points.iter().map(|point| [0, 1, 2].map(|n| place(&summary["factors"][n], &point["levels"][n])));
        let figure = |point: &Value, metric: &str| {
            let figures = point["figures"].as_array().unwrap();
            figures.iter().find(|of| of["metric"] == metric).unwrap()["value"].as_f64().unwrap()
        };
        let names = ["stations.desk.wait_mean", "stations.desk.utilisation"];
        let figures = points.iter().map(|point| names.map(|name| figure(point, name)));
        Self { levels: levels.collect(), figures: figures.collect() }
    }

    /// What a column is sorted by.
    fn key(&self, column: usize, point: usize) -> f64 {
        match column {
            0 => point as f64,
            1..=3 => self.levels[point][column - 1] as f64,
            _ => self.figures[point][column - 4],
        }
    }
}

/// A pass proves: each column sorts all points by its value, upwards and downwards, levels in the order of their factor.
#[test]
fn the_table_sorts_by_value() {
    let file = made::large_sweep();
    let Some(page) = Page::open(&file, 1280) else { return };
    let large = Large::read(&file);
    assert_eq!(large.levels.len(), made::LEVELS.pow(3));
    for column in 0..6 {
        for sign in [1.0, -1.0] {
            page.click(&format!("#table th:nth-child({}) button.sort", column + 1));
            let rows = shown(&page);
            assert_eq!(rows.len(), EACH);
            let key = |point: usize| sign * large.key(column, point);
            // The page has seven digits of a value.
            let before = |a: f64, b: f64| a <= b + 1e-6 * a.abs().max(b.abs());
            assert!(rows.is_sorted_by(|a, b| before(key(*a), key(*b))), "column {column}: {rows:?}");
            let last = key(*rows.last().unwrap());
            let rest = (0..large.levels.len()).filter(|point| !rows.contains(point));
            assert!(rest.map(key).all(|other| before(last, other)), "column {column}: others come before {rows:?}");
        }
    }
    none("complaints", &page.complaints());
}

/// Writes into the filter of a column.
fn filter(page: &Page, column: usize, text: &str) {
    let input = "document.querySelectorAll('#table thead input')[a]";
    page.value(&format!("({input}.focus(), {input}.select())"), column);
    if text.is_empty() {
        page.browser.key("\u{e003}");
    }
    for letter in text.chars() {
        page.browser.key(&letter.to_string());
    }
}

/// A pass proves: filters take bounds and parts of texts, together, and say how many points pass.
#[test]
fn the_table_filters() {
    let file = made::large_sweep();
    let Some(page) = Page::open(&file, 1280) else { return };
    let large = Large::read(&file);
    let all: Vec<usize> = (0..large.levels.len()).collect();
    let passes = |page: &Page, test: &dyn Fn(usize) -> bool| {
        let points: Vec<usize> = all.iter().copied().filter(|point| test(*point)).collect();
        let first = points.len().min(EACH);
        assert!(first > 0, "nothing is left to look at");
        assert_eq!(shown(page), points[..first]);
        let of = if points.len() == all.len() { "1000".to_owned() } else { format!("{} (of 1000)", points.len()) };
        assert_eq!(range(page), format!("1 to {first} of {of} points"));
    };
    filter(&page, 4, "> 0.05");
    passes(&page, &|point| large.figures[point][0] > 0.05);
    filter(&page, 5, "<= 50 %");
    passes(&page, &|point| large.figures[point][0] > 0.05 && large.figures[point][1] <= 0.5);
    filter(&page, 4, "");
    filter(&page, 5, "");
    filter(&page, 3, ">= 8");
    filter(&page, 2, "100");
    let level = |point: usize, n: usize| large.levels[point][n];
    passes(&page, &|point| level(point, 2) >= 7 && [0, 9].contains(&level(point, 1)));
    filter(&page, 0, "no such point");
    assert_eq!((shown(&page).len(), range(&page)), (0, "no point passes the filters".to_owned()));
    for column in [0, 2, 3] {
        filter(&page, column, "");
    }
    passes(&page, &|_| true);
    none("complaints", &page.complaints());
}

/// A pass proves: the table goes on and back by pages, from the first to the last.
#[test]
fn the_table_pages() {
    let Some(page) = Page::open(&made::large_sweep(), 1280) else { return };
    let able = |way: &str| page.value("!document.querySelector(`#table [data-page=${a}]`).disabled", way) == true;
    assert!(!able("back") && able("on"));
    for n in 1..20 {
        page.click("#table [data-page=on]");
        assert_eq!(shown(&page), (n * EACH..(n + 1) * EACH).collect::<Vec<_>>());
        assert_eq!(range(&page), format!("{} to {} of 1000 points", n * EACH + 1, (n + 1) * EACH));
    }
    assert!(able("back") && !able("on"));
    page.click("#table [data-page=back]");
    assert_eq!(shown(&page)[0], 18 * EACH);
    // Another order begins at the beginning.
    page.click("#table th:nth-child(1) button.sort");
    assert_eq!(shown(&page)[0], 0);
}

/// A pass proves: a thousand points stay usable: the page is small enough to send, interactive soon, and its table and charts
/// answer without a wait. The bounds are far above what is measured, so that a busy machine does not fail it.
#[test]
fn a_thousand_points_stay_usable() {
    let file = made::large_sweep();
    let Some(page) = Page::open(&file, 1280) else { return };
    let size = fs::metadata(&file).unwrap().len();
    assert!(size < 8_000_000, "the page has {size} bytes");
    // From the deed to the second frame after it, which shows it.
    let timed = |what: &str, deed: &str| {
        let script = format!(
            "new Promise((done) => {{ const begun = performance.now(); {deed}; \
             requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun))); }})"
        );
        let millis = page.value(&script, Value::Null).as_f64().unwrap();
        assert!(millis < SOON, "{what}: {millis} ms");
        format!("{what} {millis:.0} ms")
    };
    for _ in 0..3 {
        page.reload();
        page.until("the page is ready", "document.documentElement.dataset.ready", Value::Null);
        let at = |what: &str| {
            let of = format!("performance.getEntriesByType('navigation')[0].{what}");
            page.value(&of, Value::Null).as_f64().unwrap()
        };
        let (parsed, ready) = (at("domInteractive"), at("domContentLoadedEventEnd"));
        assert!(ready < 30_000.0, "{ready} ms");
        let change = "dispatchEvent(new Event('change', { bubbles: true }))";
        let input = "const field = document.querySelectorAll('#table thead input')[4]";
        println!(
            "{size} bytes: parsed {parsed:.0} ms, interactive {ready:.0} ms, {}, {}, {}, {}",
            timed("sort", "document.querySelector('#table th:nth-child(5) button.sort').click()"),
            timed("filter", &format!("{input}; field.value = '> 0.05'; field.dispatchEvent(new Event('input'))")),
            timed(
                "figure",
                &format!("const c = document.querySelector('#response select'); c.selectedIndex = 1; c.{change}")
            ),
            timed("map", &format!("const c = document.querySelector('#map select'); c.selectedIndex = 1; c.{change}")),
        );
    }
}

/// A pass proves: names that would be markup are text.
#[test]
fn hostile_texts_run_nothing() {
    harmless(&made::hostile_sweep());
}

/// A pass proves: every file of the folder has the same bytes when the page is made again.
#[test]
fn made_again_it_has_the_same_bytes() {
    made::is_the_same_again(&made::sweep());
}
