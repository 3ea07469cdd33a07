//! Lines from tables: means over replications by day or by step.
//!
//! Knows no pixel and no colour.

use super::Figures;
use crate::analysis::{Calendar, CostRow, DayKey, RunKey};
use crate::ledger::Path;
use crate::units::Duration;
use std::collections::BTreeMap;

/// Points of a line in data units.
pub(in crate::report) type Line = Vec<(f64, f64)>;

fn days_of(duration: Duration) -> f64 {
    duration.as_micros() as f64 / Duration::DAY.as_micros() as f64
}

/// The middle of a measured day, in days since the start.
fn middle(calendar: &Calendar, day: usize) -> f64 {
    let start = days_of(calendar.day_start(day));
    f64::midpoint(start, days_of(calendar.duration).min(start + 1.0))
}

/// Sums by day over the rows of an arm, as means over its replications.
pub(in crate::report) fn by_day<'a, R: 'a>(
    figures: &Figures,
    rows: &'a [R],
    arm: &str,
    of: impl Fn(&'a R) -> (&'a RunKey, &'a DayKey, f64),
) -> BTreeMap<usize, f64> {
    let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
    for row in rows {
        let (run, day, value) = of(row);
        if run.arm == arm {
            *sums.entry(day.day).or_default() += value / f64::from(figures.summary.replications);
        }
    }
    sums
}

/// Values by day as a line through the middles of the days.
pub(in crate::report) fn line(figures: &Figures, values: &BTreeMap<usize, f64>) -> Line {
    values.iter().map(|(&day, &value)| (middle(&figures.tables.calendar, day), value)).collect()
}

/// Messages of one kind by day.
pub(in crate::report) fn messages(figures: &Figures, arm: &str, quantity: &str) -> BTreeMap<usize, f64> {
    by_day(figures, &figures.tables.days, arm, |row| {
        (&row.run, &row.day, if row.quantity == quantity { row.messages } else { 0.0 })
    })
}

/// Money by day over all countries, in the reference currency.
pub(in crate::report) fn money(figures: &Figures, arm: &str, of: impl Fn(&CostRow) -> f64) -> Line {
    line(figures, &by_day(figures, &figures.tables.cost, arm, |row| (&row.run, &row.day, of(row))))
}

/// The latency distribution of a path over all replications of an arm; empty where no message took it.
pub(in crate::report) fn distribution(figures: &Figures, arm: &str, path: Path) -> Line {
    let mut steps: BTreeMap<u64, f64> = BTreeMap::new();
    for row in figures.tables.delivery.iter().filter(|row| row.run.arm == arm && row.path == path) {
        *steps.entry((row.latency_upper_s * 1e6) as u64).or_default() += row.messages;
    }
    let total: f64 = steps.values().sum();
    let mut below = 0.0;
    let mut points = Line::new();
    for (upper, messages) in steps {
        let seconds = upper as f64 / 1e6;
        if points.is_empty() {
            points.push((seconds / 1.122, 0.0));
        }
        below += messages;
        points.push((seconds, below / total));
    }
    points
}

/// The largest value of some lines; 0 without any.
pub(in crate::report) fn highest<'a>(lines: impl IntoIterator<Item = &'a Line>) -> f64 {
    lines.into_iter().flatten().map(|p| p.1).fold(0.0, f64::max)
}

/// The smallest value of some lines; 0 without any.
pub(in crate::report) fn lowest<'a>(lines: impl IntoIterator<Item = &'a Line>) -> f64 {
    lines.into_iter().flatten().map(|p| p.1).fold(0.0, f64::min)
}
