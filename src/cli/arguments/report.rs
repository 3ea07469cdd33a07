//! What can be typed after `report`.
//!
//! Knows names and forms of arguments, not what they do.

use clap::Args;
use std::path::PathBuf;

/// Arguments of `report`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  cloudmsg report results/opt-in-2014")]
pub struct ReportArguments {
    /// Result folder of `run` or `extend`.
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Write the page to this file, and nothing else [default: charts and report.html of the folder are made anew].
    #[arg(long, value_name = "FILE.html")]
    pub out: Option<PathBuf>,
    /// No messages.
    #[arg(long)]
    pub quiet: bool,
}
