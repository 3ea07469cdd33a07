//! `report`: charts and page of a result folder, made anew from its other files.
//!
//! Knows the order of things: which kind of folder, read, draw, write. Runs nothing. What comes out of an untouched folder has
//! the bytes that were there.

use super::arguments::ReportArguments;
use super::finish::markers;
use super::terminal::say;
use super::topology::topology;
use super::{Failure, Terminal, extend};
use crate::analysis::Calendar;
use crate::report::{self, Manifest, PAGE, PageData, ResultFile, ResultFolder};
use crate::scenario::{Arm, Scenario, Study};
use crate::units::Currency;
use std::io;
use std::path::Path;

/// Runs `report`.
///
/// # Errors
/// A folder that is not ours or damaged, and a machine that cannot; nothing is written then.
///
/// # Panics
/// Never: every folder has a page.
pub fn report(arguments: &ReportArguments, terminal: &Terminal) -> Result<(), Failure> {
    let folder = &arguments.folder;
    terminal.mind_interruptions("run it again to make the page anew");
    let files = drawn(folder, *terminal)?;
    let machine = |e: io::Error| Failure::Machine(e.to_string());
    let written = if let Some(out) = &arguments.out {
        let page = files.iter().find(|file| file.name == PAGE).expect("every folder has a page");
        report::probe_file(out).and_then(|()| report::write_file(out, &page.bytes)).map_err(machine)?;
        out.clone()
    } else {
        report::replace_files(folder, &files).map_err(machine)?;
        folder.join(PAGE)
    };
    if !arguments.quiet {
        say(&format!("{}", written.display()));
    }
    Ok(())
}

/// What is drawn from a folder, by its kind.
fn drawn(folder: &Path, terminal: Terminal) -> Result<Vec<ResultFile>, Failure> {
    let manifest = Manifest::read(folder).map_err(Failure::Input)?;
    match manifest.kind.as_deref() {
        None => of_run(folder, terminal),
        Some(kind) => report::drawn_again(folder, &manifest, kind).map_err(Failure::Input),
    }
}

/// What is drawn from the folder of `run` or `extend`.
fn of_run(at: &Path, terminal: Terminal) -> Result<Vec<ResultFile>, Failure> {
    let folder = ResultFolder::read(at).map_err(Failure::Input)?;
    let summary = folder.summary().map_err(Failure::Input)?;
    let study = extend::study_in(&folder, at, terminal)?;
    let (tables, missing) = folder.tables_there(calendar(&study), &reference(&study)).map_err(Failure::Input)?;
    Ok(report::drawn(&PageData {
        summary: &summary,
        tables: &tables,
        markers: &markers(&study),
        resolved: &study.resolved,
        manifest: &folder.manifest,
        topology: Some(&topology(&study)),
        stories: &report::stories(at).map_err(Failure::Input)?,
        missing: &missing,
    }))
}

/// The calendar that a study's runs have.
fn calendar(study: &Study) -> Calendar {
    let load_step = study.arms.first().and_then(Arm::ecosystem).map(|scenario| scenario.ledger.load_step);
    Calendar {
        start_unix_s: study.start.unix_seconds,
        utc_offset_s: study.start.utc_offset_s(),
        warm_up: study.warm_up,
        duration: study.duration,
        load_step: load_step.unwrap_or(study.duration),
    }
}

/// The code of the currency of a study's totals.
fn reference(study: &Study) -> String {
    let of = |scenario: &Scenario| scenario.reference_currency;
    study.arms.first().and_then(Arm::ecosystem).map_or(Currency::default(), of).to_string()
}
