//! A sweep as files and text: the folder of points while it runs, shards put together, tables, the summary, a table for the
//! terminal.
//!
//! Knows plain values alone; the folder of points is the only thing here that touches the file system.

mod csv;
mod merge;
mod text;
mod work;

pub use merge::{Merged, merge_parts};
pub use text::sweep_text;
pub use work::{Cut, Opened, PartManifest, WorkFolder};

use super::chart;
use super::folder::{Manifest, PAGE, ResultFile, file, json};
use super::page::sweep_page;
use crate::analysis::SweepTable;

/// All files of a sweep's result folder; the manifest comes last. Nothing in them tells how the sweep was cut or on how
/// many threads it ran.
pub fn sweep_files(table: &SweepTable, part: &PartManifest, resolved: &str) -> Vec<ResultFile> {
    let summary = table.summary();
    let mut files = vec![
        file("summary.json", json(&summary)),
        file("scenario.resolved.toml", resolved.as_bytes().to_vec()),
        file(PartManifest::FILE, json(&PartManifest { cut: Cut::WHOLE, ..part.clone() })),
        file("points.csv", csv::points(table)),
        file("figures.csv", csv::figures(table)),
        file("sweep.csv", csv::sweep(table)),
        file("effects.csv", csv::effects(table)),
    ];
    if table.facts.blocks {
        files.push(file("indices.csv", csv::indices(table)));
    }
    for drawn in chart::sweep_pictures(table) {
        files.push(file(&format!("charts/{}.svg", drawn.name), drawn.svg.into_bytes()));
        files.push(file(&format!("charts/{}.png", drawn.name), drawn.png));
    }
    let facts = &table.facts;
    let manifest = Manifest {
        program: Manifest::PROGRAM.to_owned(),
        version: facts.version.clone(),
        scenario: facts.scenario.clone(),
        seed: facts.seed,
        replications: facts.replications,
        fingerprint: table.fingerprint(),
        // What gives this folder again, however it came about.
        command: "cloudmsg sweep scenario.resolved.toml".to_owned(),
        resolved: String::new(),
        kind: Some("sweep".to_owned()),
    };
    files.push(file(PAGE, sweep_page(&summary, &manifest.command, resolved).into_bytes()));
    files.push(file(Manifest::FILE, json(&manifest)));
    files
}
