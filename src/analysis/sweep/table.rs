//! The table of a sweep: each figure at each point as a mean over replications with its interval.
//!
//! Knows points by number and levels by their text.

use super::effects::{EffectRow, IndexRow, effects, indices};
use super::{FactorFacts, PointRecord, RunFigure, SweepFacts};
use crate::analysis::interval;
use std::collections::BTreeMap;

/// One figure of one arm at one point.
#[derive(Clone, Debug, PartialEq)]
pub struct SweepRow {
    /// The point's number.
    pub point: u64,
    /// Name of the arm.
    pub arm: String,
    /// Dotted name of the metric.
    pub metric: String,
    /// What it is counted in.
    pub unit: String,
    /// Mean over replications; nothing where it was not measured.
    pub mean: Option<f64>,
    /// Ends of its 95 % interval by Student's t; nothing from a single replication.
    pub bounds: Option<(f64, f64)>,
}

/// A sweep with everything computed from it.
#[derive(Clone, Debug)]
pub struct SweepTable {
    /// What the points have in common.
    pub facts: SweepFacts,
    /// All points in their order.
    pub records: Vec<PointRecord>,
    /// Every figure at every point: by point, arm, metric.
    pub rows: Vec<SweepRow>,
    /// Every figure by levels of each factor.
    pub effects: Vec<EffectRow>,
    /// Sobol indices, where points come in blocks.
    pub indices: Vec<IndexRow>,
}

impl SweepTable {
    /// The table of a whole sweep; `resample` draws for the intervals of Sobol indices.
    ///
    /// # Panics
    /// Where points are missing or out of order: whoever reads them says so to the user.
    pub fn of(facts: SweepFacts, records: Vec<PointRecord>, resample: &dyn Fn(usize) -> Vec<Vec<usize>>) -> Self {
        assert_eq!(records.len() as u64, facts.points, "all points are there");
        assert!((0..).zip(&records).all(|(n, record)| record.point == n), "points come in their order");
        let rows: Vec<SweepRow> = records.iter().flat_map(|record| rows(&facts.arms, record)).collect();
        let (effects, indices) = (effects(&facts, &records, &rows), indices(&facts, &rows, resample));
        Self { facts, records, rows, effects, indices }
    }

    /// A figure of an arm along the points; shorter where some point has no such figure at all.
    pub fn along<'t>(&'t self, arm: &'t str, metric: &'t str) -> impl Iterator<Item = &'t SweepRow> {
        self.rows.iter().filter(move |row| row.arm == arm && row.metric == metric)
    }

    /// The unit of a metric; nothing where it was not computed.
    pub fn unit(&self, metric: &str) -> Option<&str> {
        self.rows.iter().find(|row| row.metric == metric).map(|row| row.unit.as_str())
    }

    /// The level of a factor at a point.
    pub fn level(&self, point: u64, factor: usize) -> &str {
        &self.records[point as usize].levels[factor]
    }

    /// The same as a number in the factor's unit.
    pub fn number(&self, point: u64, factor: usize) -> Option<f64> {
        self.factor(factor).number(self.level(point, factor))
    }

    /// A factor.
    pub fn factor(&self, factor: usize) -> &FactorFacts {
        &self.facts.factors[factor]
    }
}

/// The rows of one point.
fn rows(arms: &[String], record: &PointRecord) -> Vec<SweepRow> {
    let mut all = Vec::new();
    for arm in arms {
        let mut order: Vec<(&str, &str)> = Vec::new();
        let mut values: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        for run in record.runs.iter().filter(|run| run.arm == *arm) {
            for RunFigure(metric, unit, value) in &run.figures {
                let observed = values.entry(metric).or_insert_with(|| {
                    order.push((metric, unit));
                    Vec::new()
                });
                observed.extend(value);
            }
        }
        for (metric, unit) in order {
            let found = interval(&values[metric]);
            all.push(SweepRow {
                point: record.point,
                arm: arm.clone(),
                metric: metric.to_owned(),
                unit: unit.to_owned(),
                mean: found.map(|i| i.mean),
                bounds: found.and_then(|i| i.bounds),
            });
        }
    }
    all
}
