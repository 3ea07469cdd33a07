//! What each factor does to each figure: its mean by level over all else, and Sobol indices where points allow them.
//!
//! Knows levels by their text, in the order of the file.

use super::{FactorFacts, PointRecord, SweepFacts, SweepRow};
use crate::analysis::{SobolIndex, sobol_indices};
use std::collections::BTreeMap;

/// A figure at one level of one factor, over all levels of the others.
#[derive(Clone, Debug, PartialEq)]
pub struct EffectRow {
    /// The factor's key.
    pub factor: String,
    /// The level; of a range that points were drawn from, a stretch of it.
    pub level: String,
    /// The level as a number in the factor's unit; the middle of a stretch.
    pub number: Option<f64>,
    /// Name of the arm.
    pub arm: String,
    /// Dotted name of the metric.
    pub metric: String,
    /// What it is counted in.
    pub unit: String,
    /// Points at this level at which it was measured.
    pub points: u64,
    /// Mean over these points; nothing where there are none.
    pub mean: Option<f64>,
}

/// How much of a figure's variance a factor is responsible for.
#[derive(Clone, Debug, PartialEq)]
pub struct IndexRow {
    /// The factor's key.
    pub factor: String,
    /// Name of the arm.
    pub arm: String,
    /// Dotted name of the metric.
    pub metric: String,
    /// First-order and total index; nothing where the figure does not vary or was not measured everywhere.
    pub index: Option<SobolIndex>,
}

/// Stretches into which a range is cut that points were drawn from.
const STRETCHES: u32 = 5;

/// A level, or a stretch of a range.
struct Place {
    level: String,
    number: Option<f64>,
}

fn places(factor: &FactorFacts) -> Vec<Place> {
    if let Some(levels) = &factor.levels {
        return levels.iter().map(|level| Place { level: level.clone(), number: factor.number(level) }).collect();
    }
    let (low, high) = factor.bounds.unwrap_or((0.0, 1.0));
    let cut = |n: u32| low + (high - low) * f64::from(n) / f64::from(STRETCHES);
    let tail = factor.unit.as_deref().filter(|unit| !unit.is_empty());
    let tail = tail.map(|unit| if unit.starts_with('/') { unit.to_owned() } else { format!(" {unit}") });
    let tail = tail.unwrap_or_default();
    let stretch = |n: u32| Place {
        level: format!("{}{tail}..{}{tail}", short(cut(n)), short(cut(n + 1))),
        number: Some(f64::midpoint(cut(n), cut(n + 1))),
    };
    (0..STRETCHES).map(stretch).collect()
}

/// Six digits at most: the ends of a stretch are sums of floats.
fn short(x: f64) -> String {
    let text = format!("{x:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Which place a level belongs to.
fn place_of(factor: &FactorFacts, level: &str) -> Option<usize> {
    if let Some(levels) = &factor.levels {
        return levels.iter().position(|other| other == level);
    }
    let ((low, high), x) = (factor.bounds?, factor.number(level)?);
    Some((((x - low) / (high - low) * f64::from(STRETCHES)) as usize).min(STRETCHES as usize - 1))
}

/// Figures of all arms: by arm and metric in their order, the rows along the points.
fn by_figure<'r>(arms: &[String], rows: &'r [SweepRow]) -> Vec<Vec<&'r SweepRow>> {
    let mut order: Vec<Vec<&SweepRow>> = Vec::new();
    for arm in arms {
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.arm == *arm) {
            let place = *found.entry(&row.metric).or_insert_with(|| {
                order.push(Vec::new());
                order.len() - 1
            });
            order[place].push(row);
        }
    }
    order
}

/// Every figure by levels of each factor: by factor, arm, metric, level.
pub(super) fn effects(facts: &SweepFacts, records: &[PointRecord], rows: &[SweepRow]) -> Vec<EffectRow> {
    let figures = by_figure(&facts.arms, rows);
    let mut all = Vec::new();
    for (n, factor) in facts.factors.iter().enumerate() {
        let places = places(factor);
        let at: Vec<Option<usize>> = records.iter().map(|record| place_of(factor, &record.levels[n])).collect();
        for figure in &figures {
            let mut sums = vec![(0_u64, 0.0); places.len()];
            for row in figure {
                if let (Some(place), Some(mean)) = (at[row.point as usize], row.mean) {
                    sums[place].0 += 1;
                    sums[place].1 += mean;
                }
            }
            for (place, (points, sum)) in places.iter().zip(sums) {
                all.push(EffectRow {
                    factor: factor.key.clone(),
                    level: place.level.clone(),
                    number: place.number,
                    arm: figure[0].arm.clone(),
                    metric: figure[0].metric.clone(),
                    unit: figure[0].unit.clone(),
                    points,
                    mean: (points > 0).then(|| sum / points as f64),
                });
            }
        }
    }
    all
}

/// Sobol indices of every figure: by arm, metric, factor.
pub(super) fn indices(
    facts: &SweepFacts,
    rows: &[SweepRow],
    resample: &dyn Fn(usize) -> Vec<Vec<usize>>,
) -> Vec<IndexRow> {
    let mut all = Vec::new();
    if !facts.blocks {
        return all;
    }
    let each = facts.factors.len() + 2;
    let mut drawn: BTreeMap<usize, Vec<Vec<usize>>> = BTreeMap::new();
    for figure in by_figure(&facts.arms, rows) {
        let mut values = vec![None; facts.points as usize];
        for row in &figure {
            values[row.point as usize] = row.mean;
        }
        // A block with a hole says nothing.
        let whole = |block: &[Option<f64>]| block.iter().copied().collect::<Option<Vec<f64>>>();
        let blocks: Vec<Vec<f64>> = values.chunks(each).filter_map(whole).collect();
        let rounds = drawn.entry(blocks.len()).or_insert_with(|| resample(blocks.len()));
        let found = sobol_indices(&blocks, rounds);
        for (n, factor) in facts.factors.iter().enumerate() {
            all.push(IndexRow {
                factor: factor.key.clone(),
                arm: figure[0].arm.clone(),
                metric: figure[0].metric.clone(),
                index: found.as_ref().map(|found| found[n]),
            });
        }
    }
    all
}
