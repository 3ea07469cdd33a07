//! What can be typed after `plan`.
//!
//! Knows names and forms of arguments, not what they do.

use super::{Format, MachineArguments, ScenarioArguments};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `plan`.
#[derive(Clone, Debug, Args)]
pub struct PlanArguments {
    /// Which scenario; it has `[slo]` and `[plan]`.
    #[command(flatten)]
    pub scenario: ScenarioArguments,
    /// How to run.
    #[command(flatten)]
    pub machine: MachineArguments,
    /// Result folder [default: results/NAME-plan]; an earlier result there is replaced.
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub out: Option<PathBuf>,
    /// What to print on standard output.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT")]
    pub format: Format,
    /// No progress and no messages, only the result.
    #[arg(long)]
    pub quiet: bool,
}
