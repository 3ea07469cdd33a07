//! What can be typed after `compare`.
//!
//! Knows names and forms of arguments, not what they do.

use super::{Format, MachineArguments, ScenarioArguments, SettingArguments};
use clap::Args;
use std::path::PathBuf;

/// Arguments of `compare`.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  # run the arms and hold them together\n  cloudmsg compare scenarios/opt-in-2014.toml --replications 3\n  # a finished result\n  cloudmsg compare results/opt-in-2014\n  # one study against another\n  cloudmsg compare one.toml two.toml"
)]
pub struct CompareArguments {
    /// Scenario files, which are run, or result folders, which are read: one with several arms, or two.
    #[arg(required = true, num_args = 1..=2, value_name = "FILE|DIR")]
    pub what: Vec<PathBuf>,
    /// Which two arms [default: the first against each other one; of two files or folders the last of each].
    #[arg(long, value_name = "A,B")]
    pub arms: Option<String>,
    /// What all scenario files are to have otherwise.
    #[command(flatten)]
    pub settings: SettingArguments,
    /// How to run.
    #[command(flatten)]
    pub machine: MachineArguments,
    /// Every metric, not the headlines alone.
    #[arg(long)]
    pub all: bool,
    /// Write every message that moved to this file; needs scenario files.
    #[arg(long, value_name = "FILE.csv", value_hint = clap::ValueHint::FilePath, help_heading = "Output")]
    pub messages: Option<PathBuf>,
    /// Write a page with charts to this file.
    #[arg(long, value_name = "FILE.html")]
    pub report: Option<PathBuf>,
    /// What to print on standard output.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT", help_heading = "Output")]
    pub format: Format,
    /// No progress and no messages.
    #[arg(long, help_heading = "Output")]
    pub quiet: bool,
}

impl CompareArguments {
    /// What was typed, as scenarios with the same settings.
    pub fn scenarios(&self) -> Vec<ScenarioArguments> {
        let scenario = |file: &PathBuf| ScenarioArguments { file: file.clone(), settings: self.settings.clone() };
        self.what.iter().map(scenario).collect()
    }
}
