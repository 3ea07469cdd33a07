//! The figures of a run: each row of the table says its name, its unit, what it means and how it is computed.
//!
//! The glossary in `docs/metrics.md` is made from this table. Knows one run at a time, and neither arms nor intervals.

mod backup;
mod cost;
mod delivery;
mod exposure;
mod holdings;
mod load;
mod messages;
mod presence;
mod reading;

use super::{RunRecord, StationKind};
use crate::units::{Currency, FigureName, Unit};
use reading::Reading;

pub(super) use cost::data as data_cost;
pub use exposure::readable_on_wire;

/// One figure of a run.
pub struct Metric {
    /// Dotted name, as in `summary.json` and in an SLO.
    pub name: &'static str,
    /// What it is counted in.
    pub unit: Unit,
    /// One sentence for the glossary.
    pub definition: &'static str,
    of: fn(&Reading) -> Option<f64>,
}

/// All figures, room by room.
pub const METRICS: [&[Metric]; 8] = [
    messages::METRICS,
    delivery::METRICS,
    presence::METRICS,
    cost::METRICS,
    exposure::METRICS,
    holdings::METRICS,
    backup::METRICS,
    load::METRICS,
];

/// Names and units of all figures that every run of an ecosystem has.
pub fn figure_names() -> Vec<FigureName> {
    METRICS.iter().copied().flatten().map(|m| FigureName { name: m.name.to_owned(), unit: m.unit }).collect()
}

/// Names and units of all figures with what each is, a sentence.
pub fn figure_definitions() -> Vec<(FigureName, &'static str)> {
    let all = METRICS.iter().copied().flatten();
    all.map(|m| (FigureName { name: m.name.to_owned(), unit: m.unit }, m.definition)).collect()
}

/// The figures of one run in the order of the table; nothing where a figure was not measured. Those of stations that a
/// scenario may do without are left out where it does.
pub fn measure(run: &RunRecord) -> Vec<(&'static Metric, Option<f64>)> {
    let reading = Reading::of(run);
    let workers = reading.stations(StationKind::Workers).next().is_some();
    let all = METRICS.iter().copied().flatten().filter(|m| workers || !m.name.starts_with("load.workers."));
    all.map(|m| (m, (m.of)(&reading).filter(|x| x.is_finite()))).collect()
}

/// The table for people, in Markdown: name, unit, definition.
pub fn glossary() -> String {
    let money = "reference currency".to_owned();
    let unit = |unit: Unit| if unit == Unit::Money { money.clone() } else { unit.name(Currency::default()) };
    let row = |m: &Metric| format!("| `{}` | {} | {} |\n", m.name, unit(m.unit), m.definition);
    let rows = METRICS.iter().copied().flatten().map(row);
    ["| metric | unit | meaning |\n".to_owned(), "|---|---|---|\n".to_owned()].into_iter().chain(rows).collect()
}

/// Writes rows of the table: name, unit, definition, computation.
macro_rules! metrics {
    ($($name:literal, $unit:ident, $definition:expr, $of:expr;)+) => {
        pub(super) const METRICS: &[super::Metric] = &[
            $(super::Metric { name: $name, unit: crate::units::Unit::$unit, definition: $definition, of: $of }),+
        ];
    };
}
use metrics;

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_figure_has_its_own_name_and_one_sentence() {
        let mut names = BTreeSet::new();
        for metric in METRICS.iter().copied().flatten() {
            assert!(names.insert(metric.name), "{} stands twice", metric.name);
            assert!(metric.definition.ends_with('.'), "{}: the definition is no sentence", metric.name);
            assert!(metric.name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._".contains(c)));
        }
    }
}
