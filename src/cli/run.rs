//! `run`: every arm and replication of a study; summary to the terminal, files to a folder.
//!
//! Knows the order of things, none of them itself: read, see whether the machine can, run, analyse, write, print.

use super::arguments::RunArguments;
use super::clock::Clock;
use super::finish::Ran;
use super::terminal::say;
use super::until::{self, Ended, Rounds};
use super::{Failure, Terminal, check, checkpoint, fit, warm_up};
use crate::analysis::range_rows;
use crate::experiment;
use crate::report;
use crate::scenario::Study;
use std::path::PathBuf;
use std::sync::Arc;

/// Runs `run`.
///
/// # Errors
/// Mistakes in the scenario, a machine without the memory or the disk for it, and bounds that do not hold.
pub fn run(arguments: &RunArguments, terminal: &Terminal) -> Result<(), Failure> {
    let study = check::read(&arguments.scenario, *terminal)?;
    let mut options = check::options(&arguments.machine);
    let out = arguments.out.clone().unwrap_or_else(|| PathBuf::from("results").join(&study.name));
    let targets = until::targets(&arguments.until, arguments.at_most, &study)?;
    let range = ranges(arguments, &study)?;
    report::probe(&out).map_err(|e| Failure::Machine(e.to_string()))?;
    fit::prepare(&study, &options, range, arguments.quiet)?;
    let checkpoints = checkpoint::opened(arguments, &study, &out)?;
    options.keeper = checkpoints.clone().map(|kept| kept as Arc<dyn experiment::Keeper>);
    let command = command();
    name_in_panics(study.seed, &command);

    checkpoint::mind_interruptions(checkpoints.as_ref(), *terminal);
    let clock = Clock::start();
    let detected = study.detect_warm_up;
    let study = warm_up::found(study, &arguments.scenario, &options, arguments.quiet, *terminal)?;
    let rounds = Rounds { options: &options, targets: &targets, at_most: arguments.at_most };
    let Ended { study, mut tables, variants, lacking } = rounds.run(study, range, arguments.quiet, *terminal);
    let mut swept = None;
    if range > 0 {
        let settings = experiment::swept(&study, range);
        let arms: Vec<String> = study.arms.iter().map(|arm| arm.name.clone()).collect();
        tables.ranges = range_rows(&arms, &tables.replications, &settings, &variants);
        swept = Some(settings);
    }
    let ran = Ran {
        study: &study,
        tables: &tables,
        command: &command,
        detected,
        wall_s: checkpoints.as_ref().map_or(0.0, |kept| kept.before_s()) + clock.seconds(),
        out: &out,
        format: arguments.format,
        quiet: arguments.quiet,
        terminal: *terminal,
    };
    let mut summary = ran.summary();
    if let Some(swept) = swept {
        summary.add_ranges(swept, &tables.ranges);
    }
    ran.write(&summary)?;
    // Nothing of it is needed any more.
    options.keeper = None;
    checkpoints.map_or(Ok(()), checkpoint::Checkpoints::remove)?;
    both(ran.print(&summary), lacking)
}

/// What failed, told together: bounds that do not hold, and widths that were not reached.
fn both(delivered: Result<(), Failure>, lacking: Option<String>) -> Result<(), Failure> {
    match (delivered, lacking) {
        (Ok(()), Some(lacking)) => Err(Failure::Bound(lacking)),
        (Err(Failure::Bound(bounds)), Some(lacking)) => Err(Failure::Bound(format!("{bounds}\n{lacking}"))),
        (delivered, _) => delivered,
    }
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
