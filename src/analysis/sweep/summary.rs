//! The summary of a sweep: what was varied, and the charted figures at every point.
//!
//! Plain data that can be written and read again. Knows no file.

use super::effects::effects;
use super::{EffectRow, FactorFacts, PointRecord, SweepFacts, SweepRow, SweepTable};
use crate::analysis::summary::combined;
use crate::analysis::{AuditSummary, Estimate};
use serde::{Deserialize, Serialize};

/// Version of the layout of a sweep's summary.
pub const SWEEP_SCHEMA: u32 = 1;

/// A sweep for machines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SweepSummary {
    /// Version of this layout.
    pub schema: u32,
    /// Always `sweep`.
    pub kind: String,
    /// The study's name.
    pub scenario: String,
    /// A line for people.
    pub title: String,
    /// Root of all random numbers.
    pub seed: u64,
    /// Version of the program.
    pub version: String,
    /// The runs' fingerprints mixed in the order of point, arm and replication, in hexadecimal.
    pub fingerprint: String,
    /// Replications of every arm at every point.
    pub replications: u32,
    /// Model events of all runs together.
    pub events: u64,
    /// The laws that all runs were held against; nothing where points of earlier versions say nothing of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub audit: Option<AuditSummary>,
    /// Names of the arms in the order of the file.
    pub arms: Vec<String>,
    /// What was varied, in the order of the file.
    pub factors: Vec<FactorFacts>,
    /// How points were drawn; nothing where all combinations were run.
    pub sample: Option<String>,
    /// Figures that are charted.
    pub metrics: Vec<String>,
    /// Points with the charted figures.
    pub points: Vec<PointSummary>,
    /// Sobol indices of the charted figures.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub indices: Vec<IndexSummary>,
}

impl SweepSummary {
    /// What contradicts itself in a summary that was read: points out of order, or with as many levels as there are no factors.
    pub fn fault(&self) -> Option<String> {
        if self.schema != SWEEP_SCHEMA {
            return Some(format!("has schema {}, this program knows {SWEEP_SCHEMA}", self.schema));
        }
        let ordered = (0..).zip(&self.points).all(|(n, point)| point.point == n);
        let levels = self.points.iter().all(|point| point.levels.len() == self.factors.len());
        let checks = [(ordered, "points out of order"), (levels, "a point without a level of each factor")];
        checks.into_iter().find(|(right, _)| !right).map(|(_, what)| format!("has {what}"))
    }
}

/// One point.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PointSummary {
    /// Its number, from 0.
    pub point: u64,
    /// The level of each factor.
    pub levels: Vec<String>,
    /// The charted figures of every arm.
    pub figures: Vec<FigureSummary>,
}

/// One figure with its 95 % interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FigureSummary {
    /// Name of the arm.
    pub arm: String,
    /// Dotted name of the metric.
    pub metric: String,
    /// What it is counted in.
    pub unit: String,
    /// Mean over replications; nothing where it was not measured.
    pub value: Option<f64>,
    /// Lower end of the interval; nothing while there is a single replication.
    pub low: Option<f64>,
    /// Upper end of the interval.
    pub high: Option<f64>,
}

/// The Sobol indices of one factor for one figure, each as value, lower and upper end of its interval.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IndexSummary {
    /// The factor's key.
    pub factor: String,
    /// Name of the arm.
    pub arm: String,
    /// Dotted name of the metric.
    pub metric: String,
    /// First order.
    pub first: Option<[f64; 3]>,
    /// Total.
    pub total: Option<[f64; 3]>,
}

impl SweepSummary {
    /// The charted figures by levels of each factor, over all else: the same as of the whole table.
    pub fn effects(&self) -> Vec<EffectRow> {
        let facts = SweepFacts {
            scenario: self.scenario.clone(),
            title: self.title.clone(),
            version: self.version.clone(),
            seed: self.seed,
            replications: self.replications,
            arms: self.arms.clone(),
            factors: self.factors.clone(),
            sample: self.sample.clone(),
            blocks: false,
            points: self.points.len() as u64,
            metrics: self.metrics.clone(),
        };
        let record = |of: &PointSummary| PointRecord { point: of.point, levels: of.levels.clone(), runs: Vec::new() };
        let records: Vec<PointRecord> = self.points.iter().map(record).collect();
        let row = |point: u64, of: &FigureSummary| SweepRow {
            point,
            arm: of.arm.clone(),
            metric: of.metric.clone(),
            unit: of.unit.clone(),
            mean: of.value,
            bounds: of.low.zip(of.high),
        };
        let rows: Vec<SweepRow> =
            (0..).zip(&self.points).flat_map(|(n, point)| point.figures.iter().map(move |of| row(n, of))).collect();
        effects(&facts, &records, &rows)
    }
}

impl SweepTable {
    /// The runs' fingerprints mixed in their order, in hexadecimal.
    pub fn fingerprint(&self) -> String {
        let runs = self.records.iter().flat_map(|record| &record.runs);
        combined(runs.map(|run| run.fingerprint))
    }

    /// What the audit of all runs comes to.
    pub fn audit(&self) -> Option<AuditSummary> {
        let runs = self.records.iter().flat_map(|record| &record.runs);
        AuditSummary::over(runs.map(|run| run.audit).filter(|[laws, _]| *laws > 0))
    }

    /// The summary of this table.
    pub fn summary(&self) -> SweepSummary {
        let facts = &self.facts;
        let charted = |metric: &String| facts.metrics.contains(metric);
        let three = |estimate: Estimate| [estimate.value, estimate.low, estimate.high];
        let mut points: Vec<PointSummary> = self
            .records
            .iter()
            .map(|r| PointSummary { point: r.point, levels: r.levels.clone(), figures: Vec::new() })
            .collect();
        for row in self.rows.iter().filter(|row| charted(&row.metric)) {
            points[row.point as usize].figures.push(FigureSummary {
                arm: row.arm.clone(),
                metric: row.metric.clone(),
                unit: row.unit.clone(),
                value: row.mean,
                low: row.bounds.map(|b| b.0),
                high: row.bounds.map(|b| b.1),
            });
        }
        let indices = self.indices.iter().filter(|row| charted(&row.metric)).map(|row| IndexSummary {
            factor: row.factor.clone(),
            arm: row.arm.clone(),
            metric: row.metric.clone(),
            first: row.index.map(|index| three(index.first)),
            total: row.index.map(|index| three(index.total)),
        });
        SweepSummary {
            schema: SWEEP_SCHEMA,
            kind: "sweep".to_owned(),
            scenario: facts.scenario.clone(),
            title: facts.title.clone(),
            seed: facts.seed,
            version: facts.version.clone(),
            fingerprint: self.fingerprint(),
            replications: facts.replications,
            events: self.records.iter().flat_map(|record| &record.runs).map(|run| run.events).sum(),
            audit: self.audit(),
            arms: facts.arms.clone(),
            factors: facts.factors.clone(),
            sample: facts.sample.clone(),
            metrics: facts.metrics.clone(),
            points,
            indices: indices.collect(),
        }
    }
}
