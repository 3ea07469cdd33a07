//! Runs as rows: what each was, and every figure of it; what summaries are made from and pairs of runs compared by.
//!
//! Knows neither arms' order nor intervals.

use super::start_up::{StartUp, start_up};
use super::stations::station_figures;
use super::{RunKey, RunRecord, measure};
use crate::units::{Duration, Unit};

/// What one run was, beside its figures.
#[derive(Clone, Debug, PartialEq)]
pub struct RunRow {
    /// Which run.
    pub run: RunKey,
    /// Fingerprint of the trajectory and the ledger.
    pub fingerprint: u64,
    /// Model events handled.
    pub events: u64,
    /// Simulated handsets.
    pub handsets: u64,
    /// Handsets of the real world they stand for.
    pub represents: u64,
    /// Simulated seconds.
    pub simulated_s: f64,
    /// What MSER-5 says of its start-up.
    pub start_up: StartUp,
    /// Memory held at the end, in bytes; differs from machine to machine.
    pub peak_bytes: u64,
}

impl RunRow {
    /// The row of a run.
    pub fn of(run: &RunRecord) -> Self {
        Self {
            run: RunKey { arm: run.arm.clone(), replication: run.replication },
            fingerprint: run.fingerprint,
            events: run.events,
            handsets: run.facts.handsets,
            represents: run.facts.represents,
            simulated_s: run.facts.duration.as_micros() as f64 / Duration::SECOND.as_micros() as f64,
            start_up: start_up(&[run]),
            peak_bytes: run.peak_bytes,
        }
    }
}

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
