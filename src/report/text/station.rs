//! The summary of a study of textbook stations for the terminal: a line for each station and class, 80 columns wide.
//!
//! Knows figures by name only.

use super::lines::named;
use crate::analysis::{Figure, Summary};
use crate::report::quantity::quantity;
use crate::units::STATION_CLASSES;

/// Columns: heading, figure, width.
const COLUMNS: [(&str, &str, usize); 7] = [
    ("use", "utilisation", 7),
    ("waits", "delayed", 8),
    ("blocked", "blocked", 9),
    ("gives up", "abandoned", 9),
    ("wait", "wait_mean", 9),
    ("in all", "sojourn_mean", 9),
    ("p99", "sojourn_p99", 9),
];
/// Width of the first column.
const NAME: usize = 20;

/// Whether a summary is of stations.
pub(in crate::report) fn is_of_stations(summary: &Summary) -> bool {
    summary.arms.values().any(|arm| arm.metrics.contains_key("network.number_mean"))
}

/// A table for each arm.
pub(in crate::report) fn tables(summary: &Summary) -> Vec<Vec<String>> {
    summary.arm_order.iter().map(|arm| one_arm(summary, arm)).collect()
}

fn one_arm(summary: &Summary, arm: &str) -> Vec<String> {
    let title = if summary.arm_order.len() > 1 { arm } else { "station" };
    let heading: String = COLUMNS.iter().map(|(heading, _, width)| format!("{heading:>width$}")).collect();
    let mut lines = named(title, NAME, &heading);
    for station in stations(summary, arm) {
        lines.extend(line(summary, arm, &station, &format!("stations.{station}")));
        for class in STATION_CLASSES {
            let prefix = format!("stations.{station}.{class}");
            if summary.figure(arm, &format!("{prefix}.arrivals")).is_some() {
                lines.extend(line(summary, arm, &format!("  {class}"), &prefix));
            }
        }
    }
    let network = |figure: &str| summary.figure(arm, &format!("network.{figure}")).map(shown).unwrap_or_default();
    lines.push(format!("network: {} inside on average, {} for each", network("number_mean"), network("sojourn_mean")));
    lines
}

/// Names of an arm's stations, in the order of the figures.
fn stations(summary: &Summary, arm: &str) -> Vec<String> {
    let names = summary.arms.get(arm).into_iter().flat_map(|arm| arm.metrics.keys());
    names
        .filter_map(|name| name.strip_prefix("stations.")?.strip_suffix(".arrivals"))
        .filter(|name| !name.contains('.'))
        .map(str::to_owned)
        .collect()
}

fn line(summary: &Summary, arm: &str, name: &str, prefix: &str) -> Vec<String> {
    let cell = |figure: &str| summary.figure(arm, &format!("{prefix}.{figure}")).map(shown).unwrap_or_default();
    let cells: String = COLUMNS.iter().map(|(_, figure, width)| format!("{:>width$}", cell(figure))).collect();
    named(name, NAME, &cells)
}

fn shown(figure: &Figure) -> String {
    quantity(figure.value, &figure.unit)
}
