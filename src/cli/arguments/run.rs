//! What can be typed after `run`.
//!
//! Knows names and forms of arguments, not what they do.

use super::{Format, MachineArguments, ScenarioArguments, duration};
use crate::units::Duration;
use clap::Args;
use std::path::PathBuf;

/// Arguments of `run`.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  # four weeks, before and after\n  cloudmsg run scenarios/opt-in-2014.toml\n  # the same with more handsets\n  cloudmsg run mine.toml --set population.handsets=1e5\n  # until that is so sure\n  cloudmsg run mine.toml --until \"fallback.rate ± 2 %\"\n  # hours that an interruption shall not cost\n  cloudmsg run mine.toml --checkpoint-every 10min\n  cloudmsg run mine.toml --resume"
)]
pub struct RunArguments {
    /// Which scenario.
    #[command(flatten)]
    pub scenario: ScenarioArguments,
    /// How to run.
    #[command(flatten)]
    pub machine: MachineArguments,
    /// Result folder [default: results/NAME]; an earlier result there is replaced.
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath, help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// Also run what nobody knows, setting by setting (`[unknown]`), for the headlines' second range.
    #[arg(long, help_heading = "How sure")]
    pub ranges: bool,
    /// Replications of each of these settings.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "ranges", value_parser = clap::value_parser!(u32).range(1..), help_heading = "How sure")]
    pub range_replications: u32,
    /// Add replications until the 95 % interval of a figure is that narrow in every arm, e.g. `--until "delivery.ip.p99 ± 2 %"`
    /// (of the figure itself; `+-` does as well) or `± 0.1 s`; may be given again.
    #[arg(long, value_name = "METRIC ± WIDTH", help_heading = "How sure")]
    pub until: Vec<String>,
    /// Replications of an arm at most, with --until.
    #[arg(long, value_name = "N", default_value_t = 200, requires = "until", value_parser = clap::value_parser!(u32).range(2..=10_000), help_heading = "How sure")]
    pub at_most: u32,
    /// Keep runs that are on their way in DIR.checkpoint, beside the result folder, each about so often by the clock, and
    /// finished ones at once. It goes when the result is written.
    #[arg(long, value_parser = duration, value_name = "DURATION", help_heading = "Interruptions")]
    pub checkpoint_every: Option<Duration>,
    /// Go on with what an interrupted run kept, to the same result; threads, list and window may be others. Further
    /// checkpoints come as often as before.
    #[arg(long, help_heading = "Interruptions")]
    pub resume: bool,
    /// What to print on standard output.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT", help_heading = "Output")]
    pub format: Format,
    /// No progress and no messages, only the result. Otherwise progress goes to standard error: a bar on a terminal, a
    /// line now and then elsewhere, with simulated time, events a second of late and over all, what is left, and memory.
    #[arg(long, help_heading = "Output")]
    pub quiet: bool,
}
