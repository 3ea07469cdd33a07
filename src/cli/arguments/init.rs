//! What can be typed after `init`.
//!
//! Knows the names of presets, not what stands in them.

use clap::{Args, ValueEnum, ValueHint};
use std::path::PathBuf;

/// Arguments of `init`.
#[derive(Clone, Debug, Args)]
#[command(
    after_help = "Examples:\n  # asks what for\n  cloudmsg init\n  # a fleet to size, in a folder of its own\n  cloudmsg init fleet --out town/fleet.toml"
)]
pub struct InitArguments {
    /// What to start from [default: before-after; on a terminal you are asked].
    #[arg(value_enum)]
    pub preset: Option<Preset>,
    /// The file to write; what it extends is written beside it.
    #[arg(long, value_name = "FILE", default_value = "study.toml", value_hint = ValueHint::FilePath)]
    pub out: PathBuf,
    /// Replace the file if it is there.
    #[arg(long)]
    pub force: bool,
}

/// What a new scenario is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Preset {
    /// What a change does: the same people with and without an update, for a statement on privacy, delivery and cost.
    BeforeAfter,
    /// How many servers are needed: bounds, prices, and the busiest hour, for `cloudmsg plan`.
    Fleet,
    /// How figures depend on settings: points of a grid or a sample, for `cloudmsg sweep`.
    Sweep,
    /// A textbook queue, which theory can check.
    Stations,
    /// Every section, commented out, with what the base has.
    Blank,
}

impl Preset {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::BeforeAfter, Self::Fleet, Self::Sweep, Self::Stations, Self::Blank];
}
