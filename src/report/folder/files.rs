//! What a result folder holds: names and bytes of all files, made in memory.
//!
//! Knows no path on any machine.

use crate::analysis::{JudgedBound, Summary, Tables, Topology};
use crate::report::chart::{self, Marker};
use crate::report::page::{PageData, run_page};
use crate::report::tables::{Row, write};
use crate::report::tables::{read_tables, table_files};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// What a result folder is made of.
#[derive(Clone, Copy, Debug)]
pub struct ResultFiles<'a> {
    /// All figures.
    pub summary: &'a Summary,
    /// All tables.
    pub tables: &'a Tables,
    /// The merged scenario.
    pub resolved: &'a str,
    /// The command that was typed.
    pub command: &'a str,
    /// What happened on the way, for the charts.
    pub markers: &'a [Marker],
    /// The layout of the simulated world, for the page.
    pub topology: Option<&'a Topology>,
}

/// One file of a result folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultFile {
    /// Path inside the folder, with `/`.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// The file of the merged scenario.
pub const RESOLVED: &str = "scenario.resolved.toml";

/// The page of a result, for people.
pub const PAGE: &str = "report.html";

/// The file of all figures.
pub(super) const SUMMARY: &str = "summary.json";

/// What a folder says of its origin; its presence marks the folder as one of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `cloudmsg`.
    pub program: String,
    /// Version of the program.
    pub version: String,
    /// The study's name.
    pub scenario: String,
    /// Root of all random numbers.
    pub seed: u64,
    /// Replications of every arm.
    pub replications: u32,
    /// Combined fingerprint of all runs.
    pub fingerprint: String,
    /// A hash of `scenario.resolved.toml`, so that an edited one is noticed; empty where nobody asks.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub resolved: String,
    /// The command that was typed; with what extended the result behind it.
    pub command: String,
    /// What kind of result this is; nothing for that of a run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
}

impl Manifest {
    /// The name of the file.
    pub const FILE: &'static str = "manifest.json";
    /// What [`Manifest::program`] says.
    pub const PROGRAM: &'static str = "cloudmsg";

    /// The hash of a resolved scenario.
    pub fn hash_of(resolved: &str) -> String {
        blake3::hash(resolved.as_bytes()).to_hex().to_string()
    }

    fn of(files: &ResultFiles) -> Self {
        let summary = files.summary;
        Self {
            program: Self::PROGRAM.to_owned(),
            version: summary.version.clone(),
            scenario: summary.scenario.clone(),
            seed: summary.seed,
            replications: summary.replications,
            fingerprint: summary.fingerprint.clone(),
            resolved: Self::hash_of(files.resolved),
            command: files.command.to_owned(),
            kind: None,
        }
    }
}

impl ResultFiles<'_> {
    /// The tables with the digits of their files: pictures are drawn from what the folder says, so that they can be drawn
    /// again from it.
    fn written(&self, files: &[ResultFile]) -> Tables {
        let of = |name: &str| files.iter().find(|file| file.name == name).map(|file| Cow::Borrowed(&file.bytes[..]));
        read_tables(self.tables.calendar, &self.tables.reference, &of).expect("what was written can be read")
    }

    /// All files in the order in which they are written; the manifest comes last.
    ///
    /// # Panics
    /// Never: what was written can be read.
    pub fn render(&self) -> Vec<ResultFile> {
        let mut files = vec![file(SUMMARY, json(self.summary)), file(RESOLVED, self.resolved.as_bytes().to_vec())];
        let tables = table_files(self.tables);
        let (written, manifest) = (self.written(&tables), Manifest::of(self));
        files.extend(tables);
        if !self.summary.bounds.is_empty() {
            files.push(file(JudgedBound::FILE, write(&self.summary.bounds)));
        }
        let data = PageData {
            summary: self.summary,
            tables: &written,
            markers: self.markers,
            resolved: self.resolved,
            manifest: &manifest,
            topology: self.topology,
            stories: &[],
            missing: &[],
        };
        files.extend(drawn(&data));
        files.push(file(Manifest::FILE, json(&manifest)));
        files
    }
}

/// What is drawn from the other files of a folder, and can be drawn again: pictures, where their tables are there, and the
/// page.
pub fn drawn(data: &PageData) -> Vec<ResultFile> {
    let ranges = (!data.tables.ranges.is_empty()).then_some(&chart::RANGES);
    let pictures = if data.tables.of_stations() { chart::STATION_PICTURES } else { chart::PICTURES };
    let mut files = Vec::new();
    for picture in pictures.iter().chain(ranges).filter(|picture| picture.needs.iter().all(|table| data.has(table))) {
        files.push(file(&format!("charts/{}.svg", picture.name), picture.svg(&data.figures()).into_bytes()));
        files.push(file(&format!("charts/{}.png", picture.name), picture.png(&data.figures())));
    }
    files.push(file(PAGE, run_page(data).into_bytes()));
    files
}

pub(in crate::report) fn file(name: &str, bytes: Vec<u8>) -> ResultFile {
    ResultFile { name: name.to_owned(), bytes }
}

pub(in crate::report) fn json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("plain values have a JSON form");
    bytes.push(b'\n');
    bytes
}
