//! `run`: every arm and replication of a study; summary to the terminal, files to a folder.
//!
//! Knows the order of things, none of them itself: read, see whether the machine can, run, analyse, write, print.

use super::arguments::{Format, RunArguments};
use super::clock::Clock;
use super::meter::Meter;
use super::terminal::{print, say};
use super::{Failure, Terminal, check, fit};
use crate::analysis::{CONFIDENCE, JudgedBound, StudyFacts, Summary, judge, range_rows, summarise, tables};
use crate::experiment;
use crate::report::{self, Marker, ResultFiles};
use crate::scenario::{Arm, Study};
use crate::units::Duration;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// Runs `run`.
///
/// # Errors
/// Mistakes in the scenario, a machine without the memory or the disk for it, and bounds that do not hold.
pub fn run(arguments: &RunArguments, terminal: &Terminal) -> Result<(), Failure> {
    let study = check::read(&arguments.scenario, *terminal)?;
    let options = check::options(&arguments.machine);
    let out = arguments.out.clone().unwrap_or_else(|| PathBuf::from("results").join(&study.name));
    let range = ranges(arguments, &study)?;
    report::probe(&out).map_err(|e| Failure::Machine(e.to_string()))?;
    fit::prepare(&study, &options, range, arguments.quiet)?;
    let command = command();
    name_in_panics(study.seed, &command);

    let clock = Clock::start();
    let meter = Meter::start(*terminal, arguments.quiet);
    let (runs, variants) = experiment::run_with_ranges(&study, &options, range, &|progress| meter.show(progress));

    let mut tables = tables(&runs);
    let mut summary = summarise(&facts(&study), &tables.replications, &tables.runs);
    summary.engine.wall_s = clock.seconds();
    summary.bounds = judge(&tables.replications, &study.bounds, CONFIDENCE).iter().map(JudgedBound::from).collect();
    if range > 0 {
        let swept = experiment::swept(&study, range);
        tables.ranges = range_rows(&summary.arm_order, &tables.replications, &swept, &variants);
        summary.add_ranges(swept, &tables.ranges);
    }
    let markers = markers(&study);
    let files = ResultFiles {
        summary: &summary,
        tables: &tables,
        resolved: &study.resolved,
        command: &command,
        markers: &markers,
    };
    report::write_folder(&out, &files).map_err(|e| Failure::Machine(e.to_string()))?;
    drop(meter);
    if !arguments.quiet {
        say(&done(&out, &summary));
    }
    print(&printed(arguments.format, &summary))?;
    report::bounds_that_failed(&summary.bounds).map_or(Ok(()), |text| Err(Failure::Bound(text)))
}

/// Replications of the ranges; none where none were asked for.
fn ranges(arguments: &RunArguments, study: &Study) -> Result<u32, Failure> {
    let asked = if arguments.ranges { arguments.range_replications } else { 0 };
    if asked > 0 && study.unknowns.is_empty() {
        let text = "this study has no table [unknown], so there is nothing to take ranges over";
        return Err(Failure::Input(format!("{}: {text}", arguments.scenario.file.display())));
    }
    if asked > study.replications {
        let text = format!(
            "--range-replications {asked}: more than the {} of the study, which they are held against",
            study.replications
        );
        return Err(Failure::Input(text));
    }
    Ok(asked)
}

fn printed(format: Format, summary: &Summary) -> String {
    match format {
        Format::Text => report::summary_table(summary),
        Format::Json => serde_json::to_string_pretty(summary).expect("plain values have a JSON form") + "\n",
    }
}

fn done(out: &Path, summary: &Summary) -> String {
    let engine = &summary.engine;
    let speed = engine.events as f64 / engine.wall_s.max(1e-9) / 1e6;
    format!("{:.1} s, {speed:.2} M events/s; results in {}", engine.wall_s, out.display())
}

fn facts(study: &Study) -> StudyFacts {
    StudyFacts {
        scenario: study.name.clone(),
        title: study.title.clone(),
        seed: study.seed,
        arms: study.arms.iter().map(|arm| arm.name.clone()).collect(),
    }
}

/// What happens in any arm, once each.
fn markers(study: &Study) -> Vec<Marker> {
    let timeline = study.arms.iter().filter_map(Arm::ecosystem).flat_map(|scenario| &scenario.timeline);
    let happenings: BTreeSet<_> = timeline.map(|i| (i.at, i.name.clone())).collect();
    let day = Duration::DAY.as_micros() as f64;
    happenings.into_iter().map(|(at, label)| Marker { day: at.as_micros() as f64 / day, label }).collect()
}

/// What was typed, as a shell would take it again.
pub(super) fn command() -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,%+@".contains(c);
    let quoted = |word: String| {
        if !word.is_empty() && word.chars().all(plain) { word } else { format!("'{}'", word.replace('\'', r"'\''")) }
    };
    let mut words: Vec<String> = std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    if let Some(program) = words.first_mut() {
        // Where the program lies is the machine's affair.
        "cloudmsg".clone_into(program);
    }
    words.into_iter().map(quoted).collect::<Vec<_>>().join(" ")
}

/// A programmer's mistake says how to see it again.
pub(super) fn name_in_panics(seed: u64, command: &str) {
    let (command, earlier) = (command.to_owned(), std::panic::take_hook());
    std::panic::set_hook(Box::new(move |panic| {
        earlier(panic);
        say(&format!("This is a mistake in cloudmsg. Seed {seed}, command: {command}"));
    }));
}
