//! The page of textbook stations.

use crate::figures::{Cell, faults, of_arms, summary};
use crate::made;
use crate::page::{Page, harmless, none, sound};

/// A pass proves: it opens soundly in both themes.
#[test]
fn the_page_is_sound() {
    sound("stations", &made::stations());
}

/// A pass proves: its figures are those of the summary, of both arms and both stations.
#[test]
fn figures_are_those_of_the_summary() {
    let file = made::stations();
    let Some(page) = Page::open(&file, 1280) else { return };
    let cells = Cell::all(&page);
    none("figures", &faults(&cells, Some(20), of_arms(&summary(&file))));
    for station in ["desk", "till"] {
        let of = |arm: &str| cells.iter().any(|cell| cell.metric.contains(station) && cell.arm.as_deref() == Some(arm));
        assert!(of("before") && of("after"), "{station}");
    }
}

/// A pass proves: names that would be markup are text.
#[test]
fn hostile_texts_run_nothing() {
    harmless(&made::hostile_stations());
}
