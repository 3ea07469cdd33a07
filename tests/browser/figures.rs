//! Cells of pages that say which figure they show, held against the summary beside the page.
//!
//! Reads the text of a cell back by itself: how the program writes numbers is not asked.

use crate::page::Page;
use serde::Deserialize;
use serde_json::Value;
use std::fs;
use std::path::Path;

/// A cell that names a figure.
#[derive(Debug, Deserialize)]
pub(crate) struct Cell {
    /// Of which arm, where the page has several.
    pub(crate) arm: Option<String>,
    /// At which point of a sweep.
    pub(crate) point: Option<String>,
    pub(crate) metric: String,
    /// In full, where it was measured and the cell has it.
    value: Option<String>,
    /// What is seen, without the interval below it.
    text: String,
}

/// A figure of a summary: its value, where there is one, and its unit.
pub(crate) type Wanted = (Option<f64>, String);

impl Cell {
    /// All of a page.
    pub(crate) fn all(page: &Page) -> Vec<Self> {
        let found = page.value(
            "[...document.querySelectorAll('[data-metric]')].map((cell) => { const text = cell.cloneNode(true); \
             text.querySelectorAll('.spread').forEach((spread) => spread.remove()); \
             return { ...cell.dataset, text: text.textContent.trim() }; })",
            Value::Null,
        );
        serde_json::from_value(found).unwrap()
    }
}

/// The summary beside a page.
pub(crate) fn summary(page: &Path) -> Value {
    serde_json::from_slice(&fs::read(page.with_file_name("summary.json")).unwrap()).unwrap()
}

/// Figures of the summary of a run, by arm.
pub(crate) fn of_arms(summary: &Value) -> impl Fn(&Cell) -> Option<Wanted> + '_ {
    |cell| summary["arms"][cell.arm.as_ref()?]["metrics"].get(&cell.metric).map(wanted)
}

/// A figure as a summary has it.
pub(crate) fn wanted(figure: &Value) -> Wanted {
    (figure["value"].as_f64(), figure["unit"].as_str().unwrap().to_owned())
}

/// Cells that are wrong, against what is looked up for each; so many of a hundred cells at least have to have their value in full.
pub(crate) fn faults(cells: &[Cell], full: Option<usize>, look_up: impl Fn(&Cell) -> Option<Wanted>) -> Vec<String> {
    let mut faults = Vec::new();
    let mut measured = 0;
    for cell in cells {
        let Some((value, unit)) = look_up(cell) else {
            faults.push(format!("nobody measured {cell:?}"));
            continue;
        };
        measured += usize::from(cell.value.is_some());
        let told = cell.value.as_ref().map(|text| text.parse::<f64>().unwrap());
        if full.is_some() && told != value {
            faults.push(format!("{cell:?} instead of {value:?}"));
        }
        if let Err(why) = shows(&cell.text, value, &unit) {
            faults.push(format!("{cell:?}, which is {value:?} {unit}: {why}"));
        }
    }
    if full.is_some_and(|least| measured < least) {
        faults.push(format!("only {measured} cells have a value"));
    }
    faults
}

/// Whether a text is a number rounded to the digits that it has, with its unit.
fn shows(text: &str, value: Option<f64>, unit: &str) -> Result<(), String> {
    let Some(value) = value else {
        return if text == "–" { Ok(()) } else { Err("shown though not measured".to_owned()) };
    };
    let begins = |c: char| !(c.is_ascii_digit() || "−.e".contains(c));
    let (number, rest) = text.split_at(text.find(begins).unwrap_or(text.len()));
    // The unit stands behind the half width, where there is one.
    let (half_width, rest) = match rest.strip_prefix(" ± ") {
        Some(rest) => (true, rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')),
        None => (false, rest),
    };
    let scale = scale(rest.trim(), unit).ok_or("another unit")?;
    let shown: f64 = number.replace('−', "-").parse().map_err(|_| "no number")?;
    let decimals = number.split_once('.').map_or(0, |(_, behind)| behind.len());
    let half_digit = format!("5e-{}", decimals + 1).parse::<f64>().unwrap();
    if (shown - value / scale).abs() > half_digit * (1.0 + 1e-6) {
        return Err(format!("more than {half_digit} from it"));
    }
    // Three digits, unless there are three decimals already or an interval tells how many matter.
    let enough = half_width || decimals >= 3 || value.abs() < f64::MIN_POSITIVE || half_digit < 0.006 * shown.abs();
    if enough { Ok(()) } else { Err("too few digits".to_owned()) }
}

/// What a written unit stands for, in the unit of the summary; nothing where it cannot stand for it.
fn scale(written: &str, unit: &str) -> Option<f64> {
    match unit {
        "share" => (written == "%").then_some(0.01),
        "s" => {
            [("ms", 1e-3), ("s", 1.0), ("min", 60.0), ("h", 3600.0)].into_iter().find(|s| s.0 == written).map(|s| s.1)
        }
        _ => {
            let money = unit.len() == 3 && unit.bytes().all(|b| b.is_ascii_uppercase());
            let prefix = if money { written.strip_suffix(unit)?.trim() } else { written };
            [("", 1.0), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12)]
                .into_iter()
                .find(|s| s.0 == prefix)
                .map(|s| s.1)
        }
    }
}

/// A pass proves: a wrong digit, unit or missing figure is found.
#[test]
fn wrong_texts_are_found() {
    for (text, value, unit) in [
        ("41.2 %", Some(0.4123), "share"),
        ("0.842 ± 0.012 s", Some(0.8421), "s"),
        ("42.0 ms", Some(0.042), "s"),
        ("50.0 min", Some(3000.0), "s"),
        ("−2.35 M CNY", Some(-2_345_678.0), "CNY"),
        ("1234", Some(1234.4), "people"),
        ("0 s", Some(0.0), "s"),
        ("–", None, "s"),
    ] {
        assert_eq!(shows(text, value, unit), Ok(()), "{text}");
    }
    for (text, value, unit) in [
        ("41.3 %", Some(0.4123), "share"),
        ("0.842", Some(0.8421), "s"),
        ("842 s", Some(0.842), "s"),
        ("2.35 M", Some(2_345_678.0), "CNY"),
        ("1.2 k", Some(1234.0), "people"),
        ("0 s", Some(0.1), "s"),
        ("", Some(1.0), "s"),
        ("–", Some(1.0), "s"),
        ("0", None, "people"),
    ] {
        assert!(shows(text, value, unit).is_err(), "{text}");
    }
}
