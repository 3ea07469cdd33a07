//! `plan`: the cheapest fleet that keeps every bound at the busiest hour, whatever it must bear.
//!
//! Knows the order of things, none of them itself: read, see whether the machine can, search, write, print.

use super::arguments::PlanArguments;
use super::clock::Clock;
use super::meter::Meter;
use super::run::{command, name_in_panics};
use super::terminal::say;
use super::{Failure, Terminal, check, fit, warm_up};
use crate::analysis::{Answer, PlanDocument};
use crate::experiment::plan::{Quest, full_scale, search_fleet};
use crate::report::{self, PlanFiles, plan_text};
use crate::scenario::{Base, Plan};
use std::path::PathBuf;

/// Runs `plan`.
///
/// # Errors
/// Mistakes in the scenario, one without a plan, a machine that cannot; and an SLO that no fleet was found to meet.
pub fn plan(arguments: &PlanArguments, terminal: &Terminal) -> Result<(), Failure> {
    let base = check::open(&arguments.scenario, *terminal)?;
    let (study, plan) = (base.study(), wanted(arguments, &base)?);
    warm_up::declared(study)?;
    let options = check::options(&arguments.machine);
    let out = arguments.out.clone().unwrap_or_else(|| PathBuf::from("results").join(format!("{}-plan", study.name)));
    report::probe(&out).map_err(|e| Failure::Machine(e.to_string()))?;
    fit::prepare(&full_scale(study, plan), &options, 0, true)?;
    let command = command();
    name_in_panics(study.seed, &command);

    terminal.mind_interruptions("nothing was written");
    let clock = Clock::start();
    let meter = Meter::start(*terminal, arguments.quiet);
    let quest = Quest { base: &base, plan, options: &options, progress: &|progress| meter.show(progress) };
    let document = search_fleet(&quest);
    let files = PlanFiles { plan: &document, resolved: &study.resolved, command: &command };
    report::write_files(&out, &files.render()).map_err(|e| Failure::Machine(e.to_string()))?;
    drop(meter);
    if !arguments.quiet {
        say(&format!("{:.1} s; results in {}", clock.seconds(), out.display()));
    }
    terminal.deliver(arguments.format, &document, || plan_text(&document))?;
    conclude(&document)
}

fn wanted<'b>(arguments: &PlanArguments, base: &'b Base) -> Result<&'b Plan, Failure> {
    base.study().plan.as_ref().ok_or_else(|| {
        let file = arguments.scenario.file.display();
        let help = "write [plan], below it [plan.price] with what a unit of each tier costs, and [slo] with its bounds";
        Failure::Input(format!("{file}: this study has no table [plan], so there is nothing to look for\n{help}"))
    })
}

/// Whether there is an answer.
fn conclude(document: &PlanDocument) -> Result<(), Failure> {
    match document.answer {
        Answer::Fleet { .. } => Ok(()),
        Answer::Impossible { .. } => Err(Failure::Bound("no fleet meets the SLO".to_owned())),
        Answer::Unknown => Err(Failure::Bound("no fleet was found to meet the SLO within plan.budget".to_owned())),
    }
}
