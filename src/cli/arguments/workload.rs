//! What can be typed after `workload`.
//!
//! Knows names and forms of arguments, not what they do.

use super::{Format, MachineArguments, ScenarioArguments};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `workload`.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  # what the people write\n  cloudmsg workload scenarios/copenhagen.toml\n  # beside a recorded trace\n  cloudmsg workload scenarios/copenhagen.toml --against sms.csv"
)]
pub struct WorkloadArguments {
    /// Which scenario; its first arm is run once.
    #[command(flatten)]
    pub scenario: ScenarioArguments,
    /// How to run.
    #[command(flatten)]
    pub machine: MachineArguments,
    /// Recorded messages to compare with: a CSV file with the columns source, target, timestamp.
    #[arg(long, value_name = "TRACE.csv", value_hint = clap::ValueHint::FilePath)]
    pub against: Option<PathBuf>,
    /// What to print on standard output.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT", help_heading = "Output")]
    pub format: Format,
    /// No progress and no messages.
    #[arg(long, help_heading = "Output")]
    pub quiet: bool,
}
