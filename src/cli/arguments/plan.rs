//! What can be typed after `plan`.
//!
//! Knows names and forms of arguments, not what they do.

use super::{Format, MachineArguments, ScenarioArguments};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `plan`.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  # how many agents for 100 Erlang\n  cloudmsg plan scenarios/stations/plan-100-erlang.toml\n  # for machines\n  cloudmsg plan scenarios/relay-plan.toml --format json"
)]
pub struct PlanArguments {
    /// Which scenario; it has `[slo]` and `[plan]`.
    #[command(flatten)]
    pub scenario: ScenarioArguments,
    /// How to run.
    #[command(flatten)]
    pub machine: MachineArguments,
    /// Result folder [default: results/NAME-plan]; an earlier result there is replaced.
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath, help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// What to print on standard output.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT", help_heading = "Output")]
    pub format: Format,
    /// No progress and no messages, only the result.
    #[arg(long, help_heading = "Output")]
    pub quiet: bool,
}
