//! A result folder read again: who wrote it, and every figure of every run.
//!
//! Trusts nothing that it reads; each mistake names the file and the line. Knows no verdict.

use super::document::read_document;
use super::files::{Manifest, RESOLVED, SUMMARY};
use crate::analysis::{Calendar, FigureRow, RunRow, Sample, StationRow, Summary, Tables};
use crate::report::tables::{Row, read_numbered};
use crate::report::tables::{read_tables, table_files};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Tables that no folder leaves out.
const NEEDED: [&str; 2] = [RunRow::FILE, FigureRow::FILE];

/// What a result folder says.
#[derive(Clone, Debug)]
pub struct ResultFolder {
    /// Who wrote it, from which scenario and seed.
    pub manifest: Manifest,
    /// Names of its arms in the order of the table.
    pub arms: Vec<String>,
    folder: PathBuf,
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
        let manifest = Manifest::read(folder)?;
        if let Some(kind) = &manifest.kind {
            return Err(format!("{} is the result of a {kind}, and one of `run` is needed here", folder.display()));
        }
        let table = folder.join(FigureRow::FILE);
        let rows = rows(&table)?;
        let mut arms: Vec<String> = Vec::new();
        for (_, row) in &rows {
            if !arms.contains(&row.run.arm) {
                arms.push(row.run.arm.clone());
            }
        }
        let read = Self { manifest, arms, folder: folder.to_owned(), table, rows };
        read.complete()?;
        Ok(read)
    }

    /// The summary of the folder.
    ///
    /// # Errors
    /// It is missing or damaged.
    pub fn summary(&self) -> Result<Summary, String> {
        read_document(&self.folder.join(SUMMARY))
    }

    /// The resolved scenario of the folder, as it was when the folder was written.
    ///
    /// # Errors
    /// It is missing, was changed since, or the folder does not say what it was.
    pub fn resolved(&self) -> Result<String, String> {
        let path = self.folder.join(RESOLVED);
        let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        if self.manifest.resolved.is_empty() {
            let why = "an earlier version wrote it; run it again";
            return Err(format!("{} does not say what its scenario was: {why}", self.folder.display()));
        }
        if self.manifest.resolved != Manifest::hash_of(&text) {
            return Err(format!("{} was changed since the result was written", path.display()));
        }
        Ok(text)
    }

    /// All tables of the folder, their numbers with the digits of the files. The calendar and the reference currency stand in
    /// the scenario.
    ///
    /// # Errors
    /// The first file that is missing or damaged, with its line.
    pub fn tables(&self, calendar: Calendar, reference: &str) -> Result<Tables, String> {
        let bytes_of = |name: &str| fs::read(self.folder.join(name)).ok().map(Cow::Owned);
        read_tables(calendar, reference, &bytes_of).map_err(|what| format!("{}/{what}", self.folder.display()))
    }

    /// All tables that are there, and the names of those that a folder may leave out and does. A table that is there but
    /// damaged is a mistake all the same.
    ///
    /// # Errors
    /// The first file that is damaged or cannot be read, and a table that no folder leaves out.
    pub fn tables_there(&self, calendar: Calendar, reference: &str) -> Result<(Tables, Vec<String>), String> {
        let empty = table_files(&Tables::empty(calendar, reference));
        let of_stations = self.folder.join(StationRow::FILE).exists();
        let (mut found, mut missing) = (BTreeMap::new(), Vec::new());
        for file in &empty {
            let path = self.folder.join(&file.name);
            match fs::read(&path) {
                Ok(bytes) => drop(found.insert(file.name.as_str(), bytes)),
                Err(e) if e.kind() == ErrorKind::NotFound && !NEEDED.contains(&file.name.as_str()) => {
                    missing.push(file.name.clone());
                    found.insert(&file.name, file.bytes.clone());
                }
                Err(e) => return Err(format!("{}: {e}", path.display())),
            }
        }
        if of_stations {
            missing.clear();
        }
        let bytes_of = |name: &str| match found.get(name) {
            Some(bytes) => Some(Cow::Borrowed(&bytes[..])),
            None => fs::read(self.folder.join(name)).ok().map(Cow::Owned),
        };
        let tables = read_tables(calendar, reference, &bytes_of);
        tables.map(|tables| (tables, missing)).map_err(|what| format!("{}/{what}", self.folder.display()))
    }

    /// Every run of the folder, with its fingerprint.
    ///
    /// # Errors
    /// Their table is missing or damaged.
    pub fn runs(&self) -> Result<Vec<RunRow>, String> {
        let path = self.folder.join(RunRow::FILE);
        let bytes = fs::read(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        let rows = read_numbered(&bytes).map_err(|what| format!("{}:{what}", path.display()))?;
        Ok(rows.into_iter().map(|(_, row)| row).collect())
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

impl Manifest {
    /// The manifest of a result folder of any kind.
    ///
    /// # Errors
    /// What is wrong with it, in a line for people: not a result folder of this program.
    pub fn read(folder: &Path) -> Result<Self, String> {
        let path = folder.join(Self::FILE);
        let foreign = |why: String| format!("{} is not a result folder of this program: {why}", folder.display());
        let text = fs::read_to_string(&path).map_err(|e| foreign(format!("{}: {e}", path.display())))?;
        let manifest: Self =
            serde_json::from_str(&text).map_err(|e| foreign(format!("{}:{}: {e}", path.display(), e.line())))?;
        if manifest.program == Self::PROGRAM {
            Ok(manifest)
        } else {
            Err(foreign(format!("`{}` wrote it", manifest.program)))
        }
    }
}

fn rows(table: &Path) -> Result<Vec<(u64, FigureRow)>, String> {
    let name = table.display();
    let bytes = fs::read(table).map_err(|e| {
        format!("{name}: {e}; a folder of an earlier version has no such table: run its scenario again")
    })?;
    let rows = read_numbered(&bytes).map_err(|what| format!("{name}:{what}"))?;
    if rows.is_empty() { Err(format!("{name}:1: the table is empty")) } else { Ok(rows) }
}
