//! Every figure of every run, one a row: what pairs of runs are compared by.
//!
//! Knows neither arms' order nor intervals.

use super::stations::station_figures;
use super::{RunKey, RunRecord, measure};
use crate::units::Unit;

/// One figure of one run.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureRow {
    /// Of which run.
    pub run: RunKey,
    /// Dotted name of the metric.
    pub metric: String,
    /// What it is counted in.
    pub unit: String,
    /// The figure; nothing where it was not measured.
    pub value: Option<f64>,
}

/// Every figure of a run in the order of the metrics: of its ecosystem, or of its stations.
pub fn figures_of(run: &RunRecord) -> Vec<FigureRow> {
    let key = RunKey { arm: run.arm.clone(), replication: run.replication };
    let row = |(name, unit, value): (String, Unit, Option<f64>)| FigureRow {
        run: key.clone(),
        metric: name,
        unit: unit.name(run.facts.reference_currency),
        // Minus zero is zero.
        value: value.map(|x| x + 0.0),
    };
    if run.ledger.stations.is_some() {
        return station_figures(run)
            .into_iter()
            .map(|(figure, value)| row((figure.name, figure.unit, value)))
            .collect();
    }
    measure(run).into_iter().map(|(metric, value)| row((metric.name.to_owned(), metric.unit, value))).collect()
}
