//! `workload`: what the generator's people write, measured, beside a recorded trace.
//!
//! Knows the order of things: read, run the first arm once, measure both, print. Writes no file.

use super::arguments::WorkloadArguments;
use super::meter::Meter;
use super::{Failure, Terminal, check, fit, warm_up};
use crate::analysis::{self, Observation, Workload};
use crate::experiment::{self, Options};
use crate::ledger::Composed;
use crate::report::workload_table;
use crate::scenario::{self, Study, Trace};
use crate::units::{Duration, Instant};
use serde::Serialize;
use std::path::Path;

/// Runs `workload`.
///
/// # Errors
/// Mistakes in the scenario or the trace, and a machine without the memory for it.
pub fn workload(arguments: &WorkloadArguments, terminal: &Terminal) -> Result<(), Failure> {
    let mut study = check::read(&arguments.scenario, *terminal)?;
    warm_up::declared(&study)?;
    study.arms.truncate(1);
    if study.arms.iter().any(|arm| arm.ecosystem().is_none()) {
        let text = "has stations, and nobody writes messages there: `workload` needs an ecosystem";
        return Err(Failure::Input(format!("{}: {text}", arguments.scenario.file.display())));
    }
    study.replications = 1;
    let trace = arguments.against.as_deref().map(|path| read(path, *terminal)).transpose()?;
    let options = Options { composed: true, ..check::options(&arguments.machine) };
    fit::prepare(&study, &options, 0, arguments.quiet)?;
    terminal.mind_interruptions("nothing was written");
    let meter = Meter::start(*terminal, arguments.quiet).expecting(fit::events(&study, &options, 0));
    let generator = generated(&study, &options, &|progress| meter.show(progress));
    drop(meter);
    let trace = trace.as_ref().map(recorded);
    let both = Both { schema: SCHEMA, generator: &generator, trace: trace.as_ref() };
    terminal.deliver(arguments.format, &both, || workload_table(&generator, trace.as_ref()))
}

fn read(path: &Path, terminal: Terminal) -> Result<Trace, Failure> {
    scenario::read_trace(path).map_err(|mistakes| Failure::Mistakes(scenario::render(&mistakes, terminal.color)))
}

/// The measures of one run of a study of one arm. Hours are those of the study's own clock.
fn generated(study: &Study, options: &Options, progress: &(dyn Fn(experiment::Progress) + Sync)) -> Workload {
    let local = study.start.unix_seconds + i64::from(study.start.utc_offset_s());
    let records = experiment::run(study, options, progress);
    let record = records.first().expect("a study has an arm");
    let observation = Observation {
        people: record.facts.handsets as u32,
        length: study.duration,
        begins: Duration::from_secs(local.rem_euclid(86_400).cast_unsigned()),
    };
    let composed = record.ledger.composed.as_deref().expect("the run was asked to keep them");
    analysis::workload(composed, observation)
}

/// The measures of a trace that begins at a midnight and covers whole days.
fn recorded(trace: &Trace) -> Workload {
    let messages: Vec<Composed> =
        trace.messages.iter().map(|m| Composed { at: m.at.as_micros(), source: m.source, target: m.target }).collect();
    let days = trace.messages.last().map_or(1, |last| last.at.saturating_since(Instant::START).as_micros())
        / Duration::DAY.as_micros()
        + 1;
    let observation = Observation { people: trace.people, length: Duration::DAY * days, begins: Duration::ZERO };
    analysis::workload(&messages, observation)
}

/// Version of the layout of the JSON document.
const SCHEMA: u32 = 1;

#[derive(Serialize)]
struct Both<'w> {
    schema: u32,
    generator: &'w Workload,
    trace: Option<&'w Workload>,
}
