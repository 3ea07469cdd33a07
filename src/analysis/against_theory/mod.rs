//! Every station of a study against theory: the closest formula, whether what it assumes holds, how far off it is.
//!
//! Deviations are in standard errors over replications. Knows what a run recorded and what formulas say; draws no conclusion
//! from a deviation, because a formula may not hold.

mod ecosystem;
mod textbook;

use super::{RunRecord, variance};

/// One figure of one station against theory.
#[derive(Clone, Debug, PartialEq)]
pub struct TheoryRow {
    /// Name of the arm.
    pub arm: String,
    /// Name of the station, with the class where it is of one: `desk`, `desk.high`, `beijing/relay`.
    pub station: String,
    /// The closest formula.
    pub formula: String,
    /// What it assumes and does not hold here; empty where everything holds.
    pub what_does_not: Vec<String>,
    /// Which figure: `wait_mean`, `delayed` and so on.
    pub metric: &'static str,
    /// What it is counted in.
    pub unit: &'static str,
    /// What the formula says; nothing where there is no long run.
    pub theory: Option<f64>,
    /// Mean over replications.
    pub simulated: f64,
    /// Standard error of that mean, or of its difference from theory where theory has the measured rates; nothing with one
    /// replication.
    pub standard_error: Option<f64>,
}

impl TheoryRow {
    /// Whether everything that the formula assumes holds.
    pub fn assumptions_hold(&self) -> bool {
        self.what_does_not.is_empty()
    }

    /// How far the simulated figure is above theory, in standard errors.
    pub fn deviation_se(&self) -> Option<f64> {
        let error = self.standard_error.filter(|error| *error > 0.0)?;
        Some((self.simulated - self.theory?) / error)
    }
}

/// Rows of all arms, station by station; the records in any order.
pub fn against_theory(runs: &[RunRecord]) -> Vec<TheoryRow> {
    let mut arms: Vec<&str> = Vec::new();
    for run in runs {
        if !arms.contains(&run.arm.as_str()) {
            arms.push(&run.arm);
        }
    }
    let of_arm = |arm: &str| -> Vec<TheoryRow> {
        let mut own: Vec<&RunRecord> = runs.iter().filter(|run| run.arm == arm).collect();
        own.sort_by_key(|run| run.replication);
        match own.first() {
            Some(first) if first.ledger.stations.is_some() => textbook::rows(arm, &own),
            Some(_) => ecosystem::rows(arm, &own),
            None => Vec::new(),
        }
    };
    arms.into_iter().flat_map(of_arm).collect()
}

/// Mean of observations and its standard error.
fn mean_and_error(observations: &[f64]) -> Option<(f64, Option<f64>)> {
    let n = observations.len() as f64;
    if observations.is_empty() {
        return None;
    }
    let error = variance(observations).map(|variance| libm::sqrt(variance / n));
    Some((observations.iter().sum::<f64>() / n, error))
}
