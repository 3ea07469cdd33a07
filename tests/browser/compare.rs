//! The page of `compare --report`.

use crate::figures::{Cell, faults, of_arms, summary};
use crate::made;
use crate::page::{Page, harmless, none, sound};

/// A pass proves: it opens soundly in both themes.
#[test]
fn the_page_is_sound() {
    sound("compare", &made::comparison(&made::run()));
}

/// A pass proves: its figures are those of the result that was read.
#[test]
fn figures_are_those_of_the_summary() {
    let run = made::run();
    let Some(page) = Page::open(&made::comparison(&run), 1280) else { return };
    none("figures", &faults(&Cell::all(&page), Some(20), of_arms(&summary(&run))));
}

/// A pass proves: names that would be markup are text.
#[test]
fn hostile_texts_run_nothing() {
    harmless(&made::comparison(&made::hostile()));
}
