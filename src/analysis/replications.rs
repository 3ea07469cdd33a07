//! Every figure of every run, one a row: what pairs of runs are compared by.
//!
//! Knows neither arms' order nor intervals.

use super::{Metric, RunKey, RunRecord, measure};

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

/// Every figure of a run in the order of the metrics.
pub fn figures_of(run: &RunRecord) -> Vec<FigureRow> {
    let key = RunKey { arm: run.arm.clone(), replication: run.replication };
    let row = |(metric, value): (&Metric, Option<f64>)| FigureRow {
        run: key.clone(),
        metric: metric.name.to_owned(),
        unit: metric.unit.name(run.facts.reference_currency),
        // Minus zero is zero.
        value: value.map(|x| x + 0.0),
    };
    measure(run).into_iter().map(row).collect()
}
