//! What a result folder holds: names and bytes of all files, made in memory.
//!
//! Knows no path on any machine.

use super::chart::{self, Marker};
use super::{csv_files, station_files};
use crate::analysis::{Summary, Tables};
use serde::{Deserialize, Serialize};

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
}

/// One file of a result folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResultFile {
    /// Path inside the folder, with `/`.
    pub name: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

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
    /// The command that was typed.
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

    fn of(files: &ResultFiles) -> Self {
        let summary = files.summary;
        Self {
            program: Self::PROGRAM.to_owned(),
            version: summary.version.clone(),
            scenario: summary.scenario.clone(),
            seed: summary.seed,
            replications: summary.replications,
            fingerprint: summary.fingerprint.clone(),
            command: files.command.to_owned(),
            kind: None,
        }
    }
}

impl ResultFiles<'_> {
    /// All files in the order in which they are written; the manifest comes last.
    pub fn render(&self) -> Vec<ResultFile> {
        let mut files = vec![
            file("summary.json", json(self.summary)),
            file("scenario.resolved.toml", self.resolved.as_bytes().to_vec()),
            file("replications.csv", csv_files::replications(self.tables)),
        ];
        if self.tables.of_stations() {
            files.push(file("stations.csv", station_files::stations(self.tables)));
        } else {
            files.extend(self.of_an_ecosystem());
        }
        if !self.tables.theory.is_empty() {
            files.push(file("theory.csv", station_files::theory(self.tables)));
        }
        if !self.summary.bounds.is_empty() {
            files.push(file("slo.csv", csv_files::bounds(&self.summary.bounds)));
        }
        if !self.tables.ranges.is_empty() {
            files.push(file("ranges.csv", csv_files::ranges(self.tables)));
        }
        let ranges = (!self.tables.ranges.is_empty()).then_some(&chart::RANGES);
        let pictures = if self.tables.of_stations() { &[] } else { chart::PICTURES };
        for picture in pictures.iter().chain(ranges) {
            let data = chart::Figures { summary: self.summary, tables: self.tables, markers: self.markers };
            files.push(file(&format!("charts/{}.svg", picture.name), picture.svg(&data).into_bytes()));
            files.push(file(&format!("charts/{}.png", picture.name), picture.png(&data)));
        }
        files.push(file(Manifest::FILE, json(&Manifest::of(self))));
        files
    }

    fn of_an_ecosystem(&self) -> Vec<ResultFile> {
        vec![
            file("delivery.csv", csv_files::delivery(self.tables)),
            file("days.csv", csv_files::days(self.tables)),
            file("cost.csv", csv_files::cost(self.tables)),
            file("exposure.csv", csv_files::exposure(self.tables)),
            file("observers.csv", csv_files::observers(self.tables)),
            file("knowledge.csv", csv_files::knowledge(self.tables)),
            file("roles.csv", csv_files::roles(self.tables)),
            file("holdings.csv", csv_files::holdings(self.tables)),
            file("load.csv", csv_files::load(self.tables)),
            file("queues.csv", csv_files::queues(self.tables)),
        ]
    }
}

pub(super) fn file(name: &str, bytes: Vec<u8>) -> ResultFile {
    ResultFile { name: name.to_owned(), bytes }
}

pub(super) fn json(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value).expect("plain values have a JSON form");
    bytes.push(b'\n');
    bytes
}
