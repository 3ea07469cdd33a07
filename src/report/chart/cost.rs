//! Money by day: saved by the service, and paid for messages between users all the same.

use super::Figures;
use super::halves::{self, Half};
use super::series::{Line, highest, lowest, money};
use super::sheet::Sheet;
use super::ticks::Axis;
use crate::analysis::CostRow;

pub(super) fn draw(figures: &Figures) -> Sheet {
    let subtitle = "Saved: SMS avoided less activation and data. Fallback: SMS paid between two enabled users";
    let mut sheet = Sheet::new(&finding(figures), subtitle);
    let half = |what: &str, of: fn(&CostRow) -> f64| {
        let lines: Vec<Line> = figures.arms().iter().map(|arm| money(figures, arm, of)).collect();
        let unit = format!("{} a day, {what}", figures.tables.reference);
        Half { y: Axis::between(lowest(&lines), highest(&lines), &unit), lines }
    };
    let left = half("saved", saved);
    let right = half("fallback SMS", fallback);
    halves::draw(&mut sheet, figures, [left, right]);
    sheet
}

/// What the picture shows first.
pub(in crate::report) fn finding(figures: &Figures) -> String {
    format!("Saved by the service: {}", figures.finding("cost.saved", &figures.compared()))
}

/// What the service saved.
pub(in crate::report) fn saved(row: &CostRow) -> f64 {
    row.reference.saved
}

/// What was paid for SMS between two enabled users.
pub(in crate::report) fn fallback(row: &CostRow) -> f64 {
    row.reference.paid - row.reference.paid_direct
}
