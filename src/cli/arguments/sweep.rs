//! What can be typed after `sweep`.
//!
//! Knows names and forms of arguments, not what they do.

use super::{Format, List, MachineArguments, ScenarioArguments, SettingArguments};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Arguments of `sweep`.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  # which points\n  cloudmsg sweep scenarios/relay-sweep.toml --list\n  # go on after an interruption\n  cloudmsg sweep scenarios/relay-sweep.toml --resume\n  # put shards together\n  cloudmsg sweep merge shards/0 shards/1 --out all"
)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct SweepArguments {
    /// What to do instead of running points.
    #[command(subcommand)]
    pub action: Option<SweepAction>,
    /// Scenario file with a table `[sweep]`.
    #[arg(required = true, value_hint = clap::ValueHint::FilePath)]
    pub file: Option<PathBuf>,
    /// What it is to have otherwise.
    #[command(flatten)]
    pub settings: SettingArguments,
    /// Threads, 1 to 1024 [default: as many as the machine has]; runs of all points take turns on them.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024), help_heading = "Machine (never changes a result)")]
    pub threads: Option<u32>,
    /// Result folder [default: results/NAME-sweep, of a shard results/NAME-sweep-shard-I-of-N]; an earlier result there is
    /// replaced.
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath, help_heading = "Output")]
    pub out: Option<PathBuf>,
    /// Print the points and how many they are, and run nothing.
    #[arg(long)]
    pub list: bool,
    /// Go on with what an interrupted sweep left; begin where there is nothing. Waits for another process at the same work.
    #[arg(long)]
    pub resume: bool,
    /// Run every N-th point from point I on, from 0 [default: all points; in a Slurm array the task's share]. `/N` takes I
    /// from `SLURM_ARRAY_TASK_ID`, `HQ_TASK_ID` or `JOB_COMPLETION_INDEX`.
    #[arg(long, value_name = "I/N")]
    pub shard: Option<String>,
    /// Also run more than 10,000 points.
    #[arg(long)]
    pub yes: bool,
    /// What to print on standard output.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT", help_heading = "Output")]
    pub format: Format,
    /// No progress and no messages, only the result.
    #[arg(long, help_heading = "Output")]
    pub quiet: bool,
}

impl SweepArguments {
    /// The scenario with its settings.
    ///
    /// # Panics
    /// Never: a file is required where no action is named.
    pub fn scenario(&self) -> ScenarioArguments {
        let file = self.file.clone().expect("a file is required");
        ScenarioArguments { file, settings: self.settings.clone() }
    }

    /// How to run: whole runs side by side.
    pub fn machine(&self) -> MachineArguments {
        MachineArguments { threads: self.threads, list: List::Wheel, shards: None, window: None }
    }
}

/// What to do instead of running points.
#[derive(Clone, Debug, Subcommand)]
pub enum SweepAction {
    /// Put shards together into the result that one process would have left.
    Merge(MergeArguments),
}

/// Arguments of `sweep merge`.
#[derive(Clone, Debug, Args)]
pub struct MergeArguments {
    /// Folders of all shards.
    #[arg(required = true, value_name = "DIR", value_hint = clap::ValueHint::DirPath)]
    pub folders: Vec<PathBuf>,
    /// Result folder; an earlier result there is replaced.
    #[arg(long, value_name = "DIR", value_hint = clap::ValueHint::DirPath, help_heading = "Output")]
    pub out: PathBuf,
    /// What to print on standard output.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT", help_heading = "Output")]
    pub format: Format,
    /// No messages, only the result.
    #[arg(long, help_heading = "Output")]
    pub quiet: bool,
}
