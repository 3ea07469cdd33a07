//! `extend`: more replications of a finished result, without running again what is there.
//!
//! Knows what must agree for two parts to be one sample, and the order of things. What comes out is, but for wall time,
//! memory and the command, what one run of all replications would have written.

use super::arguments::ExtendArguments;
use super::clock::Clock;
use super::finish::Ran;
use super::meter::Meter;
use super::run::{command, name_in_panics};
use super::{Failure, Terminal, check, fit};
use crate::analysis::{RunKey, Tables, figure_names, tables};
use crate::experiment;
use crate::report::{self, RESOLVED, ResultFolder, joined_tables};
use crate::scenario::{self, Reach, Study, with_replications};
use std::collections::BTreeSet;
use std::path::Path;

/// Runs `extend`.
///
/// # Errors
/// A folder that is not ours, damaged, changed, of another version or of another kind; a machine that cannot; bounds that do
/// not hold.
pub fn extend(arguments: &ExtendArguments, terminal: &Terminal) -> Result<(), Failure> {
    let out = &arguments.folder;
    let folder = ResultFolder::read(out).map_err(Failure::Input)?;
    let study = study_of(&folder, out, *terminal)?;
    let before = folder.manifest.replications;
    let total = before
        .checked_add(arguments.replications)
        .filter(|total| *total <= 10_000)
        .ok_or_else(|| Failure::Input(format!("{} has {before} replications; 10000 are the most", out.display())))?;
    let earlier = folder.summary().map_err(Failure::Input)?;
    let options = check::options(&arguments.machine);
    report::probe(out).map_err(|e| Failure::Machine(e.to_string()))?;
    let more_of = Study { replications: arguments.replications, ..study.clone() };
    fit::prepare(&more_of, &options, 0, arguments.quiet)?;
    let command = command();
    name_in_panics(study.seed, &command);

    terminal.mind_interruptions("the result is as it was");
    let clock = Clock::start();
    let meter = Meter::start(*terminal, arguments.quiet).expecting(fit::events(&more_of, &options, 0));
    let runs = experiment::run_some(&study, before..total, &options, &|progress| meter.show(progress));
    drop(meter);
    let more = tables(&runs);
    let there = folder.tables(more.calendar, &more.reference).map_err(Failure::Input)?;
    refuse_other_runs(&there, &study, before, out)?;
    let arms: Vec<String> = study.arms.iter().map(|arm| arm.name.clone()).collect();
    let resolved = with_replications(&study.resolved, total);
    let study = Study { replications: total, resolved, ..study };
    let ran = Ran {
        study: &study,
        tables: &joined_tables(there, more, &arms),
        command: &format!("{} && {command}", folder.manifest.command),
        detected: earlier.warm_up.is_some_and(|warm_up| warm_up.detected),
        wall_s: earlier.engine.wall_s + clock.seconds(),
        out,
        format: arguments.format,
        quiet: arguments.quiet,
        terminal: *terminal,
    };
    ran.deliver(&ran.summary())
}

/// The study of a folder, where more of it can be run.
fn study_of(folder: &ResultFolder, out: &Path, terminal: Terminal) -> Result<Study, Failure> {
    let (of, version) = (out.display(), env!("CARGO_PKG_VERSION"));
    let manifest = &folder.manifest;
    let wrong = |text: String| Err(Failure::Input(text));
    if manifest.version != version {
        let text = format!("{of} was written by version {}, this is {version}", manifest.version);
        return wrong(format!("{text}: runs of two versions are not one sample"));
    }
    if out.join("ranges.csv").exists() {
        return wrong(format!("{of} has ranges over unknowns: run it again with --ranges and more replications"));
    }
    study_in(folder, out, terminal)
}

/// The study whose result a folder holds.
///
/// # Errors
/// Its scenario is missing, damaged or changed.
pub(super) fn study_in(folder: &ResultFolder, out: &Path, terminal: Terminal) -> Result<Study, Failure> {
    let (of, manifest) = (out.display(), &folder.manifest);
    let wrong = |text: String| Err(Failure::Input(text));
    let text = folder.resolved().map_err(Failure::Input)?;
    // Files that a resolved scenario names are named from the root.
    let base = scenario::open_reaching(&out.join(RESOLVED), &[], &figure_names(), Reach::Anywhere)
        .map_err(|mistakes| Failure::Mistakes(scenario::render(&mistakes, terminal.color)))?;
    let mut study = base.study().clone();
    if (study.seed, study.replications) != (manifest.seed, manifest.replications) {
        return wrong(format!("{of}: manifest.json and {RESOLVED} differ in seed or replications"));
    }
    // What is called after its file is called after the one that was run.
    if study.title == study.name {
        study.title.clone_from(&manifest.scenario);
    }
    study.name.clone_from(&manifest.scenario);
    study.resolved = text;
    Ok(study)
}

/// Refuses a folder whose runs are not those of the study: every arm, every replication, once.
fn refuse_other_runs(there: &Tables, study: &Study, replications: u32, out: &Path) -> Result<(), Failure> {
    let key = |run: &RunKey| (run.arm.clone(), run.replication);
    let found: BTreeSet<_> = there.runs.iter().map(|row| key(&row.run)).collect();
    let expected: BTreeSet<_> =
        study.arms.iter().flat_map(|arm| (0..replications).map(|n| (arm.name.clone(), n))).collect();
    if found == expected && there.runs.len() == expected.len() {
        return Ok(());
    }
    let text = format!("{}/runs.csv: expected every arm with replications 0 to {}", out.display(), replications - 1);
    Err(Failure::Input(format!("{text}, once each; is the file whole?")))
}
