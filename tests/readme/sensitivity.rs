//! What each unknown does to the headlines, from the reference result of `scenarios/sensitivity.toml`.

use crate::root;
use cloudmsg::analysis::{RangeRow, Setting, Summary, points};
use cloudmsg::report::{quantity, quantity_change, quantity_range};
use std::fmt::Write;
use std::fs;

/// Columns of the table: what it is called, the headline, and whether it is the update's effect instead of the state after it.
const COLUMNS: [(&str, &str, bool); 6] = [
    ("non-users' numbers known to the operator", "exposure.nonusers.share", false),
    ("numbers for each SMS saved", "exposure.numbers_per_sms_saved", false),
    ("messages by SMS", "fallback.rate", false),
    ("SMS saved", "sms.saved", false),
    ("money saved", "cost.saved", false),
    ("the update's effect on non-users known", "exposure.nonusers.people", true),
];

/// A range that is this much of the base's figure is printed bold.
const LARGE: f64 = 0.25;
/// An unknown that moves no column by this much of the base's figure is named below the table.
const SMALL: f64 = 0.02;

/// The rows of `ranges.csv`.
fn rows(folder: &std::path::Path) -> Vec<RangeRow> {
    let mut table = csv::Reader::from_path(folder.join("ranges.csv")).expect("the reference has ranges");
    let row = |record: csv::StringRecord| RangeRow {
        arm: record[0].to_owned(),
        setting: Setting {
            key: if &record[1] == "base" { String::new() } else { record[1].to_owned() },
            value: record[2].to_owned(),
        },
        metric: record[3].to_owned(),
        unit: record[4].to_owned(),
        figure: record[5].parse().ok(),
    };
    table.records().map(|record| row(record.expect("the reference is a table"))).collect()
}

/// A column: the base's figure, and each setting's.
struct Column {
    unit: String,
    change: bool,
    base: f64,
    settings: Vec<(Setting, f64)>,
}

impl Column {
    fn of(rows: &[RangeRow], metric: &str, change: bool) -> Self {
        let all = points(rows, metric, "after", change.then_some("before"));
        let (base, settings) = all.split_first().expect("the base comes first");
        let unit = rows.iter().find(|row| row.metric == metric).expect("a headline is there").unit.clone();
        Self { unit, change, base: base.1, settings: settings.to_vec() }
    }

    /// From the least to the greatest with a key's values, the base's own included.
    fn range(&self, key: &str) -> (f64, f64) {
        let with = self.settings.iter().filter(|(setting, _)| setting.key == key).map(|(_, figure)| *figure);
        with.fold((self.base, self.base), |(low, high), figure| (low.min(figure), high.max(figure)))
    }

    /// How far a key moves the figure, as a share of it.
    fn swing(&self, key: &str) -> f64 {
        let (low, high) = self.range(key);
        (high - low) / self.base.abs()
    }

    fn cell(&self, key: &str) -> String {
        let (low, high) = self.range(key);
        let text = quantity_range(low, high, &self.unit, self.change);
        if self.swing(key) >= LARGE { format!("**{text}**") } else { text }
    }
}

/// Unknowns by what they move, the strongest first.
pub(crate) fn table() -> String {
    let folder = root().join("results/sensitivity");
    let summary: Summary =
        serde_json::from_slice(&fs::read(folder.join("summary.json")).expect("the reference is there"))
            .expect("the reference is a summary");
    let swept = summary.swept.as_ref().expect("the reference was run with ranges");
    let rows = rows(&folder);
    let columns: Vec<Column> = COLUMNS.iter().map(|&(_, metric, change)| Column::of(&rows, metric, change)).collect();
    let largest = |key: &str| columns.iter().map(|column| column.swing(key)).fold(0.0, f64::max);
    let mut keys = swept.by_key();
    keys.sort_by(|a, b| largest(b.0).total_cmp(&largest(a.0)));
    let mut text = format!(
        "{} handsets, {} replications, fingerprint `{}`.\n\n| unknown | tried |",
        summary.engine.handsets, swept.replications, summary.fingerprint
    );
    for (name, _, _) in COLUMNS {
        write!(text, " {name} |").expect("a text takes it");
    }
    writeln!(text, "\n|---|---|{}", "--:|".repeat(COLUMNS.len())).expect("a text takes it");
    let base: Vec<String> = columns
        .iter()
        .map(|c| if c.change { quantity_change(Some(c.base), None, &c.unit) } else { quantity(Some(c.base), &c.unit) })
        .collect();
    writeln!(text, "| as the flagship has it | | {} |", base.join(" | ")).expect("a text takes it");
    let mut idle = Vec::new();
    for (key, values) in keys {
        if largest(key) < SMALL {
            idle.push(format!("`{key}` ({})", values.join(", ")));
            continue;
        }
        let cells: Vec<String> = columns.iter().map(|column| column.cell(key)).collect();
        writeln!(text, "| `{key}` | {} | {} |", values.join("<br>"), cells.join(" | ")).expect("a text takes it");
    }
    writeln!(text, "\nBelow {:.0} % in every column: {}.", SMALL * 100.0, idle.join("; ")).expect("a text takes it");
    text
}
