//! The points of a sweep as columns of numbers, to be embedded once.
//!
//! Levels are numbers of texts that stand once; figures have the digits of a screen. What stands in it is data to the script,
//! never markup.

use crate::analysis::{FactorFacts, SweepSummary};
use crate::report::page::text::visible;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Seven digits: more than a table shows.
fn short(x: f64) -> Value {
    format!("{x:.6e}").parse::<f64>().map_or(Value::Null, |x| {
        // Whole numbers without a point take less room.
        if x.abs() < 9e15 && x.fract().abs() < f64::MIN_POSITIVE { Value::from(x as i64) } else { Value::from(x) }
    })
}

fn number(value: Option<f64>) -> Value {
    value.map_or(Value::Null, short)
}

/// The columns as JSON that no markup can end.
pub(super) fn embedded(sweep: &SweepSummary) -> String {
    let factors: Vec<Value> = sweep.factors.iter().enumerate().map(|(n, factor)| of_factor(sweep, n, factor)).collect();
    let mut figures: BTreeMap<(usize, usize), [Vec<Value>; 3]> = BTreeMap::new();
    let mut units: BTreeMap<usize, &str> = BTreeMap::new();
    let all = sweep.points.len();
    for (place, point) in sweep.points.iter().enumerate() {
        for figure in &point.figures {
            let arm = sweep.arms.iter().position(|arm| *arm == figure.arm);
            let metric = sweep.metrics.iter().position(|metric| *metric == figure.metric);
            let (Some(arm), Some(metric)) = (arm, metric) else { continue };
            units.entry(metric).or_insert(&figure.unit);
            let columns = figures.entry((arm, metric)).or_insert_with(|| [(); 3].map(|()| vec![Value::Null; all]));
            for (column, value) in columns.iter_mut().zip([figure.value, figure.low, figure.high]) {
                column[place] = number(value);
            }
        }
    }
    let figures: Vec<Value> = figures
        .into_iter()
        .map(|((arm, metric), [value, low, high])| {
            let bare = |column: Vec<Value>| if column.iter().all(Value::is_null) { Value::Null } else { json!(column) };
            json!({ "arm": arm, "metric": metric, "value": value, "low": bare(low), "high": bare(high) })
        })
        .collect();
    let metrics: Vec<Value> = sweep
        .metrics
        .iter()
        .enumerate()
        .map(|(n, metric)| json!({ "name": visible(metric), "unit": units.get(&n) }))
        .collect();
    let arms: Vec<_> = sweep.arms.iter().map(|arm| json!({ "name": visible(arm), "key": arm })).collect();
    let numbers: Vec<u64> = sweep.points.iter().map(|point| point.point).collect();
    // Points are counted from 0 without a hole, or else each has its number.
    let counted = (0..).zip(&numbers).all(|(n, number)| n == *number);
    let numbers = if counted { Value::Null } else { json!(numbers) };
    json!({ "count": all, "points": numbers, "factors": factors, "metrics": metrics, "arms": arms, "figures": figures })
        .to_string()
        .replace('<', "\\u003c")
}

/// A factor: its levels as texts that stand once, its column as their numbers; drawn from a range, its column as numbers.
fn of_factor(sweep: &SweepSummary, n: usize, factor: &FactorFacts) -> Value {
    let texts = || sweep.points.iter().map(|point| point.levels.get(n).map_or("", String::as_str));
    let range = factor.levels.is_none() && texts().all(|level| factor.number(level).is_some());
    if range {
        let column: Vec<Value> = texts().map(|level| number(factor.number(level))).collect();
        return json!({ "key": visible(&factor.key), "unit": factor.unit, "bounds": factor.bounds, "column": column });
    }
    let mut levels: Vec<&str> = factor.levels.iter().flatten().map(String::as_str).collect();
    let mut column = Vec::new();
    for text in texts() {
        let place = levels.iter().position(|level| *level == text).unwrap_or_else(|| {
            levels.push(text);
            levels.len() - 1
        });
        column.push(place);
    }
    let numbers: Vec<Value> = levels.iter().map(|level| number(factor.number(level))).collect();
    let numbers = if numbers.iter().any(Value::is_null) { Value::Null } else { json!(numbers) };
    let levels: Vec<_> = levels.into_iter().map(visible).collect();
    json!({ "key": visible(&factor.key), "unit": factor.unit, "levels": levels, "numbers": numbers, "column": column })
}
