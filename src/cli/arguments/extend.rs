//! What can be typed after `extend`.
//!
//! Knows names and forms of arguments, not what they do.

use super::{Format, MachineArguments};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `extend`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  # five more of every arm\n  cloudmsg extend results/opt-in-2014 --replications 5")]
pub struct ExtendArguments {
    /// Result folder of `run`; it is replaced by the one with more replications.
    #[arg(value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub folder: PathBuf,
    /// How many more replications of every arm.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub replications: u32,
    /// How to run.
    #[command(flatten)]
    pub machine: MachineArguments,
    /// What to print on standard output.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT", help_heading = "Output")]
    pub format: Format,
    /// No progress and no messages, only the result.
    #[arg(long, help_heading = "Output")]
    pub quiet: bool,
}
