//! A sweep as text for a terminal: its size, each charted figure from its lowest point to its highest, and what moves it.
//!
//! Knows no terminal: plain values in, lines of at most 80 columns out.

use crate::analysis::{EffectRow, SweepRow, SweepTable};
use crate::report::quantity::{quantity, quantity_range};
use crate::report::text::{audited, columns, counted, finished, grouped, hanging, named, wrapped};
use std::collections::BTreeSet;

const NAME: usize = 22;
const END: usize = 29;
/// Most levels that are listed of a factor.
const LEVELS: usize = 12;
/// Most factors that are named beside a figure.
const NAMED: usize = 3;

/// The text of a sweep.
pub fn sweep_text(table: &SweepTable) -> String {
    let mut lines = heading(table);
    let mut ends = BTreeSet::new();
    lines.push(String::new());
    lines.push(format!("{:NAME$}{:>END$}{:>END$}", "", "least, at point", "most, at point"));
    for metric in &table.facts.metrics {
        if table.unit(metric).is_some() {
            lines.extend(wrapped(metric, 0));
            lines.extend(table.facts.arms.iter().flat_map(|arm| of_arm(table, arm, metric, &mut ends)));
        }
    }
    if !ends.is_empty() {
        lines.push(String::new());
        for point in ends {
            lines.extend(hanging(&place(table, point), &format!("point {point}: "), 4));
        }
    }
    lines.push(String::new());
    lines.extend(table.audit().as_ref().map(audited));
    let events: u64 = table.records.iter().flat_map(|record| &record.runs).map(|run| run.events).sum();
    lines.push(format!("{} model events, fingerprint {}", grouped(events), table.fingerprint()));
    finished(&lines)
}

fn heading(table: &SweepTable) -> Vec<String> {
    let facts = &table.facts;
    let drawn = match &facts.sample {
        Some(sample) => format!(" by {sample}"),
        None if facts.factors.len() > 1 => {
            let sizes: Vec<String> =
                facts.factors.iter().map(|f| f.levels.as_ref().map_or(0, Vec::len).to_string()).collect();
            format!(" ({})", sizes.join(" × "))
        }
        None => String::new(),
    };
    let (arms, replications) = (facts.arms.len() as u64, u64::from(facts.replications));
    let runs = facts.points * arms * replications;
    let size = format!(
        "{}{drawn}, {}, {}: {}",
        counted(facts.points, "point"),
        counted(arms, "arm"),
        counted(replications, "replication"),
        counted(runs, "run")
    );
    let mut lines = wrapped(if facts.title.is_empty() { &facts.scenario } else { &facts.title }, 0);
    lines.extend(wrapped(&size, 0));
    for factor in &facts.factors {
        let levels = match (&factor.levels, factor.bounds) {
            (Some(levels), _) if levels.len() > LEVELS => {
                format!("{}, {}, … {}", levels[0], levels[1], levels[levels.len() - 1])
            }
            (Some(levels), _) => levels.join(", "),
            (None, Some((low, high))) => format!("{low} to {high} {}", factor.unit.as_deref().unwrap_or_default()),
            (None, None) => String::new(),
        };
        lines.extend(wrapped(&format!("{}: {levels}", factor.key), 2));
    }
    lines
}

/// A figure of an arm at its lowest and its highest point, and what moves it.
fn of_arm(table: &SweepTable, arm: &str, metric: &str, ends: &mut BTreeSet<u64>) -> Vec<String> {
    let rows: Vec<&SweepRow> = table.along(arm, metric).filter(|row| row.mean.is_some()).collect();
    let by = |a: &&&SweepRow, b: &&&SweepRow| a.mean.unwrap_or(0.0).total_cmp(&b.mean.unwrap_or(0.0));
    let (Some(least), Some(most)) = (rows.iter().min_by(by), rows.iter().rev().max_by(by)) else {
        return named(&format!("  {arm}"), NAME, &format!("{:>END$}", "not measured"));
    };
    let end = |row: &SweepRow| {
        let half = row.bounds.map(|(low, high)| format!(" ± {}", quantity(Some((high - low) / 2.0), &row.unit)));
        let text = format!("{}{}, {:>3}", quantity(row.mean, &row.unit), half.unwrap_or_default(), row.point);
        // The interval stands in `sweep.csv` where there is no room for it.
        if columns(&text) < END { text } else { format!("{}, {:>3}", quantity(row.mean, &row.unit), row.point) }
    };
    let mut lines = named(&format!("  {arm}"), NAME, &format!("{:>END$}{:>END$}", end(least), end(most)));
    if least.mean < most.mean {
        ends.extend([least.point, most.point]);
        let moved: Vec<String> = strongest(table, arm, metric).into_iter().take(NAMED).collect();
        if !moved.is_empty() {
            lines.extend(wrapped(&format!("moved by {}", moved.join(", ")), 4));
        }
    }
    lines
}

/// Factors by how much they move a figure, each with how much.
fn strongest(table: &SweepTable, arm: &str, metric: &str) -> Vec<String> {
    let mut found: Vec<(f64, String)> = Vec::new();
    for factor in &table.facts.factors {
        let index = table.indices.iter().find(|i| i.factor == factor.key && i.arm == arm && i.metric == metric);
        if let Some(index) = index.and_then(|row| row.index) {
            let total = index.total;
            let text =
                format!("{} (total index {:.2}, {:.2} to {:.2})", factor.key, total.value, total.low, total.high);
            found.push((total.value, text));
            continue;
        }
        let of = |e: &&EffectRow| e.factor == factor.key && e.arm == arm && e.metric == metric && e.mean.is_some();
        let effects: Vec<&EffectRow> = table.effects.iter().filter(of).collect();
        let means = || effects.iter().filter_map(|effect| effect.mean);
        let (low, high) = (means().fold(f64::INFINITY, f64::min), means().fold(f64::NEG_INFINITY, f64::max));
        if let Some(first) = effects.first().filter(|_| high > low) {
            let text = format!("{} ({})", factor.key, quantity_range(low, high, &first.unit, false));
            found.push((high - low, text));
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().map(|(_, text)| text).collect()
}

/// A point in words.
fn place(table: &SweepTable, point: u64) -> String {
    let levels = table.facts.factors.iter().zip(&table.records[point as usize].levels);
    let words: Vec<String> = levels.map(|(factor, level)| format!("{} = {level}", factor.key)).collect();
    words.join(", ")
}
