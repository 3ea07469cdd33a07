//! A result folder read again: who wrote it, and every figure of every run.
//!
//! Trusts nothing that it reads; each mistake names the file and the line. Knows no verdict.

use super::files::Manifest;
use crate::analysis::{FigureRow, RunKey, Sample};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The table that figures are read from.
const TABLE: &str = "replications.csv";
const HEADER: [&str; 5] = ["arm", "replication", "metric", "unit", "value"];

/// What a result folder says.
#[derive(Clone, Debug)]
pub struct ResultFolder {
    /// Who wrote it, from which scenario and seed.
    pub manifest: Manifest,
    /// Names of its arms in the order of the table.
    pub arms: Vec<String>,
    table: PathBuf,
    /// Rows with their lines in the table.
    rows: Vec<(u64, FigureRow)>,
}

impl ResultFolder {
    /// Reads a folder.
    ///
    /// # Errors
    /// What is wrong with it, in a line for people: not a result folder of this program, or a damaged table.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let manifest = manifest(folder)?;
        let table = folder.join(TABLE);
        let rows = rows(&table)?;
        let mut arms: Vec<String> = Vec::new();
        for (_, row) in &rows {
            if !arms.contains(&row.run.arm) {
                arms.push(row.run.arm.clone());
            }
        }
        let read = Self { manifest, arms, table, rows };
        read.complete()?;
        Ok(read)
    }

    /// The figures of an arm.
    pub fn sample(&self, arm: &str, name: &str) -> Sample {
        Sample::of(name, self.rows.iter().map(|(_, row)| row).filter(|row| row.run.arm == arm))
    }

    /// Whether metrics of both folders are counted in the same units.
    ///
    /// # Errors
    /// The first metric that is not, with both files and lines.
    pub fn same_units(&self, other: &Self) -> Result<(), String> {
        let theirs: BTreeMap<&str, (u64, &str)> =
            other.rows.iter().rev().map(|(line, row)| (row.metric.as_str(), (*line, row.unit.as_str()))).collect();
        for (line, row) in &self.rows {
            let Some((there, unit)) = theirs.get(row.metric.as_str()) else { continue };
            if *unit != row.unit {
                let (a, b) = (self.table.display(), other.table.display());
                return Err(format!(
                    "{a}:{line}: `{}` is counted in {}, but in {unit} in {b}:{there}",
                    row.metric, row.unit
                ));
            }
        }
        Ok(())
    }

    /// Every arm has as many replications as the manifest says, and every run has every metric, in one unit each.
    fn complete(&self) -> Result<(), String> {
        let table = self.table.display();
        let mut units: BTreeMap<&str, (u64, &str)> = BTreeMap::new();
        let mut seen: BTreeSet<(&str, u32, &str)> = BTreeSet::new();
        for (line, row) in &self.rows {
            let (first, unit) = *units.entry(&row.metric).or_insert((*line, &row.unit));
            if unit != row.unit {
                let text = format!("`{}` is counted in {}, but in {unit} in line {first}", row.metric, row.unit);
                return Err(format!("{table}:{line}: {text}"));
            }
            if !seen.insert((&row.run.arm, row.run.replication, &row.metric)) {
                let (arm, replication) = (&row.run.arm, row.run.replication);
                return Err(format!(
                    "{table}:{line}: `{}` of arm {arm}, replication {replication}, stands twice",
                    row.metric
                ));
            }
        }
        for arm in &self.arms {
            for replication in 0..self.manifest.replications {
                let lacking = units.keys().find(|metric| !seen.contains(&(arm.as_str(), replication, **metric)));
                if let Some(metric) = lacking {
                    let last = self.rows.last().map_or(1, |(line, _)| *line);
                    let text = format!("arm {arm}, replication {replication}, has no `{metric}`; is the file whole?");
                    return Err(format!("{table}:{last}: {text}"));
                }
            }
        }
        let runs = self.arms.len() * self.manifest.replications as usize * units.len();
        if seen.len() != runs {
            let text = format!("more replications than the {} of {}", self.manifest.replications, Manifest::FILE);
            return Err(format!("{table}:{}: {text}", self.rows.last().map_or(1, |(line, _)| *line)));
        }
        Ok(())
    }
}

fn manifest(folder: &Path) -> Result<Manifest, String> {
    let path = folder.join(Manifest::FILE);
    let foreign = |why: String| format!("{} is not a result folder of this program: {why}", folder.display());
    let text = fs::read_to_string(&path).map_err(|e| foreign(format!("{}: {e}", path.display())))?;
    let manifest: Manifest =
        serde_json::from_str(&text).map_err(|e| foreign(format!("{}:{}: {e}", path.display(), e.line())))?;
    if manifest.program == Manifest::PROGRAM {
        Ok(manifest)
    } else {
        Err(foreign(format!("`{}` wrote it", manifest.program)))
    }
}

fn rows(table: &Path) -> Result<Vec<(u64, FigureRow)>, String> {
    let name = table.display();
    let unreadable = |e: &dyn std::fmt::Display| {
        format!("{name}: {e}; a folder of an earlier version has no such table: run its scenario again")
    };
    let bytes = fs::read(table).map_err(|e| unreadable(&e))?;
    if !bytes.is_empty() && !bytes.ends_with(b"\n") {
        let lines = bytes.split(|byte| *byte == b'\n').count();
        return Err(format!("{name}:{lines}: the line is broken off; is the file whole?"));
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes.as_slice());
    let mut rows = Vec::new();
    for (number, record) in (1_u64..).zip(reader.records()) {
        let record = record.map_err(|e| format!("{name}:{number}: {e}"))?;
        let line = record.position().map_or(number, csv::Position::line);
        if number == 1 {
            if record.iter().ne(HEADER) {
                return Err(format!("{name}:1: expected the columns {}", HEADER.join(",")));
            }
            continue;
        }
        rows.push((line, row(&record).map_err(|what| format!("{name}:{line}: {what}"))?));
    }
    if rows.is_empty() { Err(format!("{name}:1: the table is empty")) } else { Ok(rows) }
}

fn row(record: &csv::StringRecord) -> Result<FigureRow, String> {
    let cells: Vec<&str> = record.iter().collect();
    let [arm, replication, metric, unit, value] = cells[..] else {
        return Err(format!("expected {} cells, found {}", HEADER.len(), cells.len()));
    };
    let replication =
        replication.parse().map_err(|_| format!("expected the number of a replication, found `{replication}`"))?;
    let value = match value {
        "" => None,
        text => {
            let number: Option<f64> = text.parse().ok().filter(|x: &f64| x.is_finite());
            Some(number.ok_or_else(|| format!("expected a number or nothing, found `{text}`"))?)
        }
    };
    if metric.is_empty() || unit.is_empty() {
        return Err("expected a metric with its unit".to_owned());
    }
    let run = RunKey { arm: unguarded(arm).to_owned(), replication };
    Ok(FigureRow { run, metric: metric.to_owned(), unit: unit.to_owned(), value })
}

/// A cell without the apostrophe that keeps spreadsheets from taking it for a formula.
fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if text != super::safe_cell(text) => text,
        Some(_) | None => cell,
    }
}
