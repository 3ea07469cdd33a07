//! The page of a plan.

use crate::figures::{Cell, faults, summary};
use crate::made;
use crate::page::{Page, harmless, none, sound};
use serde_json::Value;

/// A pass proves: it opens soundly in both themes.
#[test]
fn the_page_is_sound() {
    sound("plan", &made::plan());
}

/// A pass proves: bounds and the fleet are those of the answer.
#[test]
fn figures_are_those_of_the_summary() {
    let file = made::plan();
    let Some(page) = Page::open(&file, 1280) else { return };
    let summary = summary(&file);
    let place = summary["answer"]["fleet"]["tried"].as_u64().unwrap();
    let answer = &summary["tried"][usize::try_from(place).unwrap()];
    let cells = Cell::all(&page);
    let look_up = |cell: &Cell| {
        let bounds = answer["conditions"][0]["bounds"].as_array().unwrap();
        let bound = bounds.iter().find(|bound| bound["metric"] == cell.metric.as_str())?;
        Some((bound["shown"].as_f64(), bound["unit"].as_str().unwrap().to_owned()))
    };
    none("figures", &faults(&cells, Some(2), look_up));
    let chosen = page.value("document.querySelector('[data-tier]').textContent.trim()", Value::Null);
    assert_eq!(chosen.as_str().unwrap().parse::<f64>().ok(), answer["fleet"][0].as_f64());
}

/// A pass proves: names that would be markup are text.
#[test]
fn hostile_texts_run_nothing() {
    harmless(&made::hostile_plan());
}

/// A pass proves: every file of the folder has the same bytes when page and pictures are made again.
#[test]
fn made_again_it_has_the_same_bytes() {
    made::is_the_same_again(&made::plan());
}
