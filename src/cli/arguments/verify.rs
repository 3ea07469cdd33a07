//! What can be typed after `verify`.
//!
//! Knows names and forms of arguments, not what they do.

use super::{Format, MachineArguments};
use clap::{Args, Subcommand};

/// Arguments of `verify`.
#[derive(Clone, Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  # a few seconds\n  cloudmsg verify --quick\n  # a station of your own\n  cloudmsg verify station --arrivals \"poisson 8/s\" --service \"exp 1 s\" --servers 10"
)]
pub struct VerifyArguments {
    /// A single station instead of the built-in rows.
    #[command(subcommand)]
    pub action: Option<VerifyAction>,
    /// Only what takes seconds; without it, some minutes.
    #[arg(long)]
    pub quick: bool,
    /// How it is done, and what is printed.
    #[command(flatten)]
    pub how: VerifyHow,
}

/// What `verify` can be asked beside its own rows.
#[derive(Clone, Debug, Subcommand)]
pub enum VerifyAction {
    /// A station of your own against the closest formula.
    #[command(after_help = "Examples:\n  \
        cloudmsg verify station --arrivals \"poisson 8/s\" --service \"exp 1 s\" --servers 10\n  \
        cloudmsg verify station --arrivals \"poisson 0.8/s\" --service \"lognormal(mean 1 s, scv 4)\"\n  \
        cloudmsg verify station --high \"poisson 0.3/s\" --low \"poisson 0.4/s\" --service \"exp 1 s\"")]
    Station(StationArguments),
}

/// A station: who comes, how long service takes, how many servers and how much room there are.
#[derive(Clone, Debug, Args)]
pub struct StationArguments {
    /// How customers come: `poisson 8/s`, `deterministic 8/s`, or a law of the gaps such as `erlang(2, 1 s)`.
    #[arg(long, value_name = "ARRIVALS", required_unless_present = "high")]
    pub arrivals: Option<String>,
    /// Arrivals of a class that is served first; with `--low`, instead of `--arrivals`.
    #[arg(long, value_name = "ARRIVALS", conflicts_with = "arrivals", requires = "low")]
    pub high: Option<String>,
    /// Arrivals of the class that waits for it.
    #[arg(long, value_name = "ARRIVALS", requires = "high")]
    pub low: Option<String>,
    /// Law of the service time: `exp 1 s`, `fixed 1 s`, `lognormal(mean 1 s, scv 4)` and the others of a scenario.
    #[arg(long, value_name = "LAW")]
    pub service: String,
    /// Equal servers behind one queue.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub servers: u32,
    /// How many may wait [default: any number].
    #[arg(long, value_name = "N")]
    pub queue: Option<u64>,
    /// Law of how long one waits before giving up [default: for ever].
    #[arg(long, value_name = "LAW")]
    pub patience: Option<String>,
    /// Measured time of each replication, e.g. `2000 s` [default: as long as an error below 1 % takes].
    #[arg(long, value_name = "DURATION")]
    pub duration: Option<String>,
    /// Independent replications.
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(2..=10_000))]
    pub replications: u32,
    /// How it is done, and what is printed.
    #[command(flatten)]
    pub how: VerifyHow,
}

/// How checks are made and printed.
#[derive(Clone, Debug, Args)]
pub struct VerifyHow {
    /// Root of all random numbers.
    #[arg(long, value_name = "N", default_value_t = 7)]
    pub seed: u64,
    /// How to run.
    #[command(flatten)]
    pub machine: MachineArguments,
    /// What to print on standard output.
    #[arg(long, value_enum, default_value_t = Format::Text, value_name = "FORMAT", help_heading = "Output")]
    pub format: Format,
    /// No progress and no messages.
    #[arg(long, help_heading = "Output")]
    pub quiet: bool,
}
