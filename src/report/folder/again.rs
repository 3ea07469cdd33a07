//! What is drawn of a sweep or a plan, made again from its summary.
//!
//! Trusts nothing that it reads; knows nothing of runs.

use super::document::read_document;
use super::files::{Manifest, PAGE, RESOLVED, ResultFile, SUMMARY, file};
use super::plan;
use crate::analysis::{PlanDocument, SweepSummary};
use crate::report::page::sweep_page;
use serde::de::DeserializeOwned;
use std::fs;
use std::path::Path;

/// The page of a folder of `sweep` or `plan`, and a plan's pictures.
///
/// # Errors
/// A kind of result that is neither, and a file that is missing or damaged, with its line.
pub fn drawn_again(folder: &Path, manifest: &Manifest, kind: &str) -> Result<Vec<ResultFile>, String> {
    let path = folder.join(RESOLVED);
    let resolved = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    match kind {
        "sweep" => {
            let sweep: SweepSummary = summary(folder)?;
            refuse(folder, sweep.fault())?;
            Ok(vec![file(PAGE, sweep_page(&sweep, &manifest.command, &resolved).into_bytes())])
        }
        "plan" => {
            let document: PlanDocument = summary(folder)?;
            refuse(folder, document.fault())?;
            Ok(plan::drawn(&document, manifest, &resolved))
        }
        other => Err(format!("{} is the result of a {other}, which has no page of its own", folder.display())),
    }
}

fn summary<T: DeserializeOwned>(folder: &Path) -> Result<T, String> {
    read_document(&folder.join(SUMMARY))
}

/// What contradicts itself is not drawn.
fn refuse(folder: &Path, fault: Option<String>) -> Result<(), String> {
    fault.map_or(Ok(()), |fault| Err(format!("{}: {fault}; was it changed?", folder.join(SUMMARY).display())))
}
