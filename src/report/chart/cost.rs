//! Money by day: saved by the service, and paid for messages between users all the same.

use super::Figures;
use super::halves::{self, Half};
use super::series::{Line, highest, lowest, money};
use super::sheet::Sheet;
use super::ticks::Axis;
use crate::analysis::CostRow;

pub(super) fn draw(figures: &Figures) -> Sheet {
    let title = format!("Saved by the service: {}", figures.finding("cost.saved", &figures.compared()));
    let subtitle = "Saved: SMS avoided less activation and data. Fallback: SMS paid between two enabled users";
    let mut sheet = Sheet::new(&title, subtitle);
    let half = |what: &str, of: fn(&CostRow) -> f64| {
        let lines: Vec<Line> = figures.arms().iter().map(|arm| money(figures, arm, of)).collect();
        let unit = format!("{} a day, {what}", figures.tables.reference);
        Half { y: Axis::between(lowest(&lines), highest(&lines), &unit), lines }
    };
    let saved = half("saved", |row| row.reference.saved);
    let fallback = half("fallback SMS", |row| row.reference.paid - row.reference.paid_direct);
    halves::draw(&mut sheet, figures, [saved, fallback]);
    sheet
}
