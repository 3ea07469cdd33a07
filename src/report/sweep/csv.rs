//! The tables of a sweep as CSV: one function a file, from rows to bytes.
//!
//! Knows no folder. Figures of single runs are written in full, means with nine digits.

use crate::analysis::{Estimate, FactorFacts, RunFigure, SweepTable};
use crate::report::tables::{Line, table};

/// Columns before the levels of a point's factors, and after them.
fn with_factors<'t>(table: &'t SweepTable, before: &[&'t str], after: &[&'t str]) -> Vec<&'t str> {
    let keys = table.facts.factors.iter().map(|factor| factor.key.as_str());
    before.iter().copied().chain(keys).chain(after.iter().copied()).collect()
}

/// A level; numbers stay numbers for a spreadsheet.
fn level(line: Line, factor: &FactorFacts, level: &str) -> Line {
    let plain = factor.unit.as_ref().is_some_and(String::is_empty);
    if plain { line.number(level) } else { line.text(level) }
}

fn levels(line: Line, of: &SweepTable, point: u64) -> Line {
    let factors = of.facts.factors.iter().zip(&of.records[point as usize].levels);
    factors.fold(line, |line, (factor, text)| level(line, factor, text))
}

/// `points.csv`: the levels of every point.
pub(super) fn points(of: &SweepTable) -> Vec<u8> {
    let line = |record: &crate::analysis::PointRecord| levels(Line::empty().number(record.point), of, record.point);
    table(&with_factors(of, &["point"], &[]), of.records.iter().map(line))
}

/// `figures.csv`: every figure of every run, in full.
pub(super) fn figures(of: &SweepTable) -> Vec<u8> {
    let runs = of.records.iter().flat_map(|record| record.runs.iter().map(move |run| (record.point, run)));
    let lines = runs.flat_map(|(point, run)| {
        run.figures.iter().map(move |RunFigure(metric, unit, value)| {
            let line = Line::empty().number(point).text(&run.arm).number(run.replication).text(metric).text(unit);
            match value {
                Some(value) => line.number(*value),
                None => line.text(""),
            }
        })
    });
    table(&["point", "arm", "replication", "metric", "unit", "value"], lines)
}

/// `sweep.csv`: every figure at every point, as a mean over replications with its interval.
pub(super) fn sweep(of: &SweepTable) -> Vec<u8> {
    let line = |row: &crate::analysis::SweepRow| {
        let line = levels(Line::empty().number(row.point), of, row.point);
        let line = line.text(&row.arm).text(&row.metric).text(&row.unit);
        line.measured(row.mean).measured(row.bounds.map(|b| b.0)).measured(row.bounds.map(|b| b.1))
    };
    table(&with_factors(of, &["point"], &["arm", "metric", "unit", "mean", "low", "high"]), of.rows.iter().map(line))
}

/// `effects.csv`: every figure by levels of each factor, over all else.
pub(super) fn effects(of: &SweepTable) -> Vec<u8> {
    let line = |row: &crate::analysis::EffectRow| {
        let factor = of.facts.factors.iter().find(|factor| factor.key == row.factor && factor.levels.is_some());
        let line = Line::empty().text(&row.factor);
        let line = match factor {
            Some(factor) => level(line, factor, &row.level),
            None => line.text(&row.level),
        };
        line.text(&row.arm).text(&row.metric).text(&row.unit).number(row.points).measured(row.mean)
    };
    table(&["factor", "level", "arm", "metric", "unit", "points", "mean"], of.effects.iter().map(line))
}

/// `indices.csv`: Sobol indices with their bootstrap intervals.
pub(super) fn indices(of: &SweepTable) -> Vec<u8> {
    let header = [
        "factor",
        "arm",
        "metric",
        "first_order",
        "first_order_low",
        "first_order_high",
        "total",
        "total_low",
        "total_high",
    ];
    let line = |row: &crate::analysis::IndexRow| {
        let line = Line::empty().text(&row.factor).text(&row.arm).text(&row.metric);
        let three = |line: Line, estimate: Option<Estimate>| {
            line.measured(estimate.map(|e| e.value))
                .measured(estimate.map(|e| e.low))
                .measured(estimate.map(|e| e.high))
        };
        three(three(line, row.index.map(|i| i.first)), row.index.map(|i| i.total))
    };
    table(&header, of.indices.iter().map(line))
}
