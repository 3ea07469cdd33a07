//! What can be typed after `check`.
//!
//! Knows names and forms of arguments, not what they do.

use super::{MachineArguments, ScenarioArguments};
use clap::Args;

/// Arguments of `check`.
#[derive(Clone, Debug, Args)]
pub struct CheckArguments {
    /// Which scenario.
    #[command(flatten)]
    pub scenario: ScenarioArguments,
    /// How it would run.
    #[command(flatten)]
    pub machine: MachineArguments,
    /// Print the resolved scenario.
    #[arg(long)]
    pub resolved: bool,
}
