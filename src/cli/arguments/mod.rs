//! What can be typed: the verbs, and the arguments that several of them share. One file a verb for the others.
//!
//! Knows names and forms of arguments, not what they do.

mod check;
mod compare;
mod explain;
mod extend;
mod init;
mod plan;
mod report;
mod run;
mod shell;
mod sweep;
mod verify;
mod workload;

pub use check::CheckArguments;
pub use compare::CompareArguments;
pub use explain::ExplainArguments;
pub use extend::ExtendArguments;
pub use init::{InitArguments, Preset};
pub use plan::PlanArguments;
pub use report::ReportArguments;
pub use run::RunArguments;
pub use shell::{CompletionsArguments, ManArguments};
pub use sweep::{MergeArguments, SweepAction, SweepArguments};
pub use verify::{StationArguments, VerifyAction, VerifyArguments, VerifyHow};
pub use workload::WorkloadArguments;

use crate::experiment::ListKind;
use crate::scenario::Reach;
use crate::units::Duration;
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;

/// Deterministic discrete-event simulator of a cloud-messaging ecosystem.
#[derive(Clone, Debug, Parser)]
#[command(name = "cloudmsg", version, arg_required_else_help = true, max_term_width = 80)]
#[command(
    after_help = "Begin with:\n  cloudmsg run scenarios/opt-in-2014.toml\n  cloudmsg help run\n\nExit codes: 0 done, 1 a \
                  bound of the scenario failed, 2 the input is wrong, 3 the machine cannot, 130 interrupted."
)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub enum Verb {
    /// Run every arm and replication: summary to the terminal, files to a result folder.
    Run(RunArguments),
    /// Read a scenario, print every mistake in it, or what a run would take.
    Check(CheckArguments),
    /// Hold one arm against another: figures with verdicts, and message by message what moved.
    Compare(CompareArguments),
    /// Tell the life of one message: hops, waits, decisions, cost, and who saw which identifier of whom.
    Explain(ExplainArguments),
    /// Add replications to a finished result, without running again what is there.
    Extend(ExtendArguments),
    /// Look for the cheapest fleet that keeps every bound of `[slo]` at the busiest hour.
    Plan(PlanArguments),
    /// Make charts and page of a result folder anew, from its other files.
    Report(ReportArguments),
    /// Run a study at every point of its `[sweep]`: tables, charts and what moves which figure.
    Sweep(SweepArguments),
    /// Work out again, on this machine, what theory says: stations, networks, and parts of the ecosystem.
    Verify(VerifyArguments),
    /// Measure what the generator's people write, beside a recorded trace.
    Workload(WorkloadArguments),
    /// Write a commented scenario to start from.
    Init(InitArguments),
    /// Print the JSON Schema of scenario files, which editors complete and check from.
    #[command(after_help = "Examples:\n  cloudmsg schema > scenarios/cloudmsg.schema.json")]
    Schema,
    /// Print a script that completes verbs, flags and files in a shell.
    Completions(CompletionsArguments),
    /// Print the manual page, or write those of all verbs.
    Man(ManArguments),
}

/// Which scenario, with which changes.
#[derive(Clone, Debug, Args)]
pub struct ScenarioArguments {
    /// Scenario file.
    #[arg(value_hint = ValueHint::FilePath)]
    pub file: PathBuf,
    /// What it is to have otherwise.
    #[command(flatten)]
    pub settings: SettingArguments,
}

impl ScenarioArguments {
    /// All overrides, those with a flag of their own last.
    pub fn overrides(&self) -> Vec<String> {
        self.settings.overrides()
    }

    /// Which files it may name.
    pub fn reach(&self) -> Reach {
        if self.settings.allow_outside { Reach::Anywhere } else { Reach::Shelf }
    }
}

/// Settings laid over a scenario.
#[derive(Clone, Debug, Args)]
pub struct SettingArguments {
    /// Override a key, e.g. `--set population.handsets=1e6`; may be given again.
    #[arg(long = "set", value_name = "KEY=VALUE", help_heading = "Settings")]
    pub overrides: Vec<String>,
    /// Trust the scenario: it may name files outside its folder.
    #[arg(long, help_heading = "Settings")]
    pub allow_outside: bool,
    /// Replications of every arm (`study.replications`).
    #[arg(long, value_name = "N", help_heading = "Settings")]
    pub replications: Option<u32>,
    /// Root of all random numbers (`study.seed`).
    #[arg(long, value_name = "N", help_heading = "Settings")]
    pub seed: Option<u64>,
}

impl SettingArguments {
    fn overrides(&self) -> Vec<String> {
        let flags = [
            self.replications.map(|n| format!("study.replications={n}")),
            self.seed.map(|n| format!("study.seed={n}")),
        ];
        self.overrides.iter().cloned().chain(flags.into_iter().flatten()).collect()
    }
}

/// How to run; never changes a result.
#[derive(Clone, Debug, Args)]
pub struct MachineArguments {
    /// Threads, 1 to 1024 [default: as many as the machine has]. Runs take turns on them side by side; what is left over
    /// when there are fewer runs than threads works within each run, at most one thread a shard.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024), help_heading = "Machine (never changes a result)")]
    pub threads: Option<u32>,
    /// Future event list: the fast one, or the plain one that it is held against.
    #[arg(long, value_enum, default_value_t = List::Wheel, value_name = "KIND", help_heading = "Machine (never changes a result)")]
    pub list: List,
    /// Shards that a run's handsets are cut into, 1 to 4096 [default: as many as the threads it has]. Each keeps books of
    /// its own, so many of them take memory.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=4096), help_heading = "Machine (never changes a result)")]
    pub shards: Option<u32>,
    /// Window length, e.g. `5 ms`, at most the lookahead, which is the default.
    #[arg(long, value_parser = duration, value_name = "DURATION", help_heading = "Machine (never changes a result)")]
    pub window: Option<Duration>,
}

/// Forms of the summary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for people, 80 columns wide.
    Text,
    /// One JSON document for machines.
    Json,
}

/// Kinds of future event list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum List {
    /// The radix wheel.
    Wheel,
    /// The plain list it is held against.
    Reference,
}

impl From<List> for ListKind {
    fn from(list: List) -> Self {
        match list {
            List::Wheel => Self::Wheel,
            List::Reference => Self::Reference,
        }
    }
}

/// A length of time with its unit, in whole microseconds above zero.
fn duration(text: &str) -> Result<Duration, String> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let unit = match text[digits..].trim() {
        "us" | "µs" => 1.0,
        "ms" => 1e3,
        "s" => 1e6,
        "min" => 60e6,
        "h" => 3600e6,
        other => return Err(format!("`{other}` is not a unit of time; write `5 ms`, with us, ms, s, min or h")),
    };
    let number: f64 = text[..digits].parse().map_err(|_| format!("`{text}` is not a number with a unit"))?;
    let micros = libm::round(number * unit);
    if (1.0..1e15).contains(&micros) { Ok(Duration::from_micros(micros as u64)) } else { Err("out of range".into()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_do_not_contradict_each_other() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_window_has_a_unit() {
        assert_eq!(duration("5 ms"), Ok(Duration::from_micros(5_000)));
        assert_eq!(duration("0.5s"), Ok(Duration::from_micros(500_000)));
        for wrong in ["5", "", "ms", "0 ms", "5 parsecs"] {
            duration(wrong).expect_err(wrong);
        }
    }

    #[test]
    fn flags_become_overrides() {
        let typed = ["cloudmsg", "check", "s.toml", "--seed", "7", "--set", "study.seed=1", "--replications", "3"];
        let Verb::Check(check) = Arguments::parse_from(typed).verb else { panic!("check was typed") };
        assert_eq!(check.scenario.overrides(), ["study.seed=1", "study.replications=3", "study.seed=7"]);
    }
}
