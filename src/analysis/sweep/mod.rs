//! A sweep as plain data: what was varied, and every figure of every run at every point.
//!
//! Knows no scenario and no file; what is read again is what was written.

mod effects;
mod summary;
mod table;
#[cfg(test)]
mod tests;

pub use effects::{EffectRow, IndexRow};
pub use summary::{FigureSummary, IndexSummary, PointSummary, SWEEP_SCHEMA, SweepSummary};
pub use table::{SweepRow, SweepTable};

use super::{RunRecord, figures_of};
use serde::{Deserialize, Serialize};

/// What all points of a sweep have in common.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepFacts {
    /// The study's name.
    pub scenario: String,
    /// A line for people.
    pub title: String,
    /// Version of the program.
    pub version: String,
    /// Root of all random numbers.
    pub seed: u64,
    /// Replications of every arm at every point.
    pub replications: u32,
    /// Names of the arms in the order of the file.
    pub arms: Vec<String>,
    /// What is varied, in the order of the file.
    pub factors: Vec<FactorFacts>,
    /// How points were drawn, as written; nothing where all combinations were run.
    pub sample: Option<String>,
    /// Whether points come in blocks for Sobol indices.
    pub blocks: bool,
    /// All points.
    pub points: u64,
    /// Figures that are charted.
    pub metrics: Vec<String>,
}

/// A setting that is varied.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FactorFacts {
    /// The setting, a dotted key.
    pub key: String,
    /// The unit of its levels, empty for plain numbers; nothing where they are no numbers of one unit.
    pub unit: Option<String>,
    /// Its levels in the order of the file; nothing where points were drawn from a range.
    pub levels: Option<Vec<String>>,
    /// The ends of the range that points were drawn from.
    pub bounds: Option<(f64, f64)>,
}

impl FactorFacts {
    /// A level as a number in the factor's unit.
    pub fn number(&self, level: &str) -> Option<f64> {
        let digits = level.strip_suffix(self.unit.as_deref()?)?;
        digits.trim().replace('_', "").parse().ok().filter(|x: &f64| x.is_finite())
    }

    /// The unit that all levels have, where they are numbers.
    pub fn common_unit(levels: &[String]) -> Option<String> {
        let unit = |level: &String| {
            let begins = level.find(|c: char| !(c.is_ascii_digit() || "+-._eE".contains(c))).unwrap_or(level.len());
            let (digits, unit) = level.split_at(begins);
            digits.replace('_', "").parse::<f64>().ok()?;
            Some(unit.trim().to_owned())
        };
        let first = unit(levels.first()?)?;
        levels.iter().all(|level| unit(level).as_ref() == Some(&first)).then_some(first)
    }
}

/// One point with all its runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointRecord {
    /// Its number, from 0.
    pub point: u64,
    /// The level of each factor.
    pub levels: Vec<String>,
    /// Its runs, by arm and replication.
    pub runs: Vec<PointRun>,
}

/// What is kept of one run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointRun {
    /// Name of the arm.
    pub arm: String,
    /// Replication, from 0.
    pub replication: u32,
    /// Fingerprint of the trajectory and the ledger.
    pub fingerprint: u64,
    /// Model events handled.
    pub events: u64,
    /// Laws that it was held against, and parts of them; none in points of earlier versions.
    #[serde(default)]
    pub audit: [u64; 2],
    /// Every figure in the order of the metrics.
    pub figures: Vec<RunFigure>,
}

/// One figure of one run: name, unit, and the value where it was measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunFigure(pub String, pub String, pub Option<f64>);

impl PointRun {
    /// What is kept of a run.
    pub fn of(run: &RunRecord) -> Self {
        let figure = |row: super::FigureRow| RunFigure(row.metric, row.unit, row.value);
        Self {
            arm: run.arm.clone(),
            replication: run.replication,
            fingerprint: run.fingerprint,
            events: run.events,
            audit: [run.audit.balances.len() as u64, run.audit.balances.iter().map(|of| of.parts).sum()],
            figures: figures_of(run).into_iter().map(figure).collect(),
        }
    }
}
