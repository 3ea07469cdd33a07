//! What can be typed after `explain`.
//!
//! Knows names and forms of arguments, not what they do.

use super::{Format, List, MachineArguments, SettingArguments};
use crate::ledger::Wanted;
use clap::{ArgGroup, Args};
use std::path::PathBuf;

/// Arguments of `explain`.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  # which messages there are\n  cloudmsg explain scenarios/opt-in-2014.toml --list\n  # the first that came twice, with its diagram\n  cloudmsg explain results/opt-in-2014 --first duplicate --report twice.html"
)]
#[command(override_usage = "cloudmsg explain [OPTIONS] <--message|--first|--list> <FILE|DIR>")]
#[command(group(ArgGroup::new("which").required(true).args(["message", "first", "list"]).multiple(true)))]
pub struct ExplainArguments {
    /// Scenario file, which is run; or the result folder of a run, whose scenario is run again and must come out the same.
    #[arg(value_name = "FILE|DIR")]
    pub what: PathBuf,
    /// What the scenario is to have otherwise.
    #[command(flatten)]
    pub settings: SettingArguments,
    /// Threads, 1 to 1024 [default: as many as the machine has].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1024), help_heading = "Machine (never changes a result)")]
    pub threads: Option<u32>,
    /// Which message: CONVERSATION.TURN, as `--list` shows them and the file of `compare --messages` has them in two
    /// columns.
    #[arg(long, value_name = "ID", conflicts_with = "first")]
    pub message: Option<String>,
    /// The first measured message of this fate.
    #[arg(long, value_name = "FATE", value_parser = wanted)]
    pub first: Option<Wanted>,
    /// List the first N measured messages with their ids [default: 20]; with `--first` those of its fate.
    #[arg(long, value_name = "N", num_args = 0..=1, default_missing_value = "20", conflicts_with = "message")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub list: Option<u32>,
    /// Which arm, or `all`: the same message in every arm [default: the last arm].
    #[arg(long, value_name = "ARM|all")]
    pub arm: Option<String>,
    /// Which replication, from 0.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub replication: u32,
    /// Show the made-up numbers of the people as well.
    #[arg(long, help_heading = "Output")]
    pub identifiers: bool,
    /// Write a page with the diagram to this file.
    #[arg(long, value_name = "FILE.html", conflicts_with = "list", help_heading = "Output")]
    pub report: Option<PathBuf>,
    /// Keep the story in the result folder, for its page.
    #[arg(long, conflicts_with = "list", help_heading = "Output")]
    pub add: bool,
    /// What to print on standard output.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT", help_heading = "Output")]
    pub format: Format,
    /// No progress and no messages.
    #[arg(long, help_heading = "Output")]
    pub quiet: bool,
}

impl ExplainArguments {
    /// How to run; `--list` names messages here, and no future event list.
    pub fn machine(&self) -> MachineArguments {
        MachineArguments { threads: self.threads, list: List::Wheel, shards: None, window: None }
    }
}

/// A fate by its name.
fn wanted(text: &str) -> Result<Wanted, String> {
    let found = Wanted::NAMES.iter().find(|(name, _)| *name == text);
    found.map(|(_, wanted)| *wanted).ok_or_else(|| {
        let near = Wanted::NAMES.iter().map(|(name, _)| (strsim::damerau_levenshtein(name, text), *name)).min();
        let hint = near.filter(|(far, _)| *far <= 2).map(|(_, name)| format!("; did you mean `{name}`?"));
        let names: Vec<&str> = Wanted::NAMES.iter().map(|(name, _)| *name).collect();
        format!("expected one of {}{}", names.join(", "), hint.unwrap_or_default())
    })
}
