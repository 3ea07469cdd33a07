//! What can be typed after `check`.
//!
//! Knows names and forms of arguments, not what they do.

use super::{Format, MachineArguments, ScenarioArguments};
use clap::Args;

/// Arguments of `check`.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  # mistakes, or what a run would take\n  cloudmsg check scenarios/opt-in-2014.toml\n  # every key with its value\n  cloudmsg check mine.toml --resolved"
)]
pub struct CheckArguments {
    /// Which scenario.
    #[command(flatten)]
    pub scenario: ScenarioArguments,
    /// How it would run.
    #[command(flatten)]
    pub machine: MachineArguments,
    /// Print the resolved scenario.
    #[arg(long, help_heading = "Output")]
    pub resolved: bool,
    /// What to print on standard output.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT", help_heading = "Output")]
    pub format: Format,
}
