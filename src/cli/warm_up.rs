//! `warm_up = "detect"`: a pilot run says how long the start-up is, and the study is run with that declared.
//!
//! Knows the order of these things; what a start-up is stands in `analysis`.

use super::arguments::ScenarioArguments;
use super::meter::Meter;
use super::terminal::say;
use super::{Failure, Terminal, check};
use crate::analysis::{StartUp, start_up};
use crate::experiment::{self, Options};
use crate::scenario::{Arm, Study};
use crate::units::Duration;

/// The replication of the pilot: beyond all that a study may have, so that none of its random numbers are used again.
const PILOT: u32 = 1_000_000;

/// Whether a replication is one of a pilot.
pub(super) fn is_pilot(replication: u32) -> bool {
    replication >= PILOT
}

/// The study with its warm-up found and declared, where it asks for that.
///
/// # Errors
/// A study whose pilot does not settle, or has too few steps to tell.
pub(super) fn found(
    study: Study,
    arguments: &ScenarioArguments,
    options: &Options,
    quiet: bool,
    terminal: Terminal,
) -> Result<Study, Failure> {
    if !study.detect_warm_up {
        return Ok(study);
    }
    let meter = Meter::start(terminal, quiet);
    let pilots = PILOT..PILOT + pilots(&study);
    let runs = experiment::run_some(&study, pilots, options, &|progress| meter.show(progress));
    drop(meter);
    let of_arm = |arm: &Arm| start_up(&runs.iter().filter(|run| run.arm == arm.name).collect::<Vec<_>>());
    let longest = study.arms.iter().map(of_arm).reduce(StartUp::longer).expect("a study has an arm");
    let length = match longest {
        StartUp::Settled(length) => length,
        StartUp::TooShort => {
            return wrong(&study, "the load of pilot runs did not settle in its first half: lengthen study.duration");
        }
        StartUp::Unknown => {
            return wrong(
                &study,
                "pilot runs have too few steps to tell (MSER-5 asks for 50): shorten ledger.load_step",
            );
        }
    };
    if !quiet {
        say(&format!("warm-up: {length}, found by MSER-5 in pilot runs"));
    }
    let mut settings = arguments.clone();
    settings.settings.overrides.push(format!("study.warm_up={length}"));
    check::read(&settings, terminal)
}

/// Pilot runs of each arm: one of an ecosystem is as long as a replication, those of stations cost little and vary much.
fn pilots(study: &Study) -> u32 {
    if study.arms.iter().any(|arm| arm.stations().is_some()) { 10 } else { 1 }
}

fn wrong(study: &Study, why: &str) -> Result<Study, Failure> {
    let text = format!("{}: no warm-up was found: {why}, or declare study.warm_up", study.name);
    Err(Failure::Input(text))
}

/// Refuses a study whose warm-up is to be found, where only `run` finds it.
pub(super) fn declared(study: &Study) -> Result<(), Failure> {
    if !study.detect_warm_up {
        return Ok(());
    }
    let text = "`warm_up = \"detect\"` is for `run`, which says what it found; declare that as study.warm_up here";
    Err(Failure::Input(format!("{}: {text}", study.name)))
}

/// A warm-up in seconds.
pub(super) fn seconds(length: Duration) -> f64 {
    length.as_micros() as f64 / 1e6
}
