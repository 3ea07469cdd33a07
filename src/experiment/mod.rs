//! STUB, to be replaced by the runner of the experiment room: the shape the command line calls.
//!
//! Runs nothing.

use crate::analysis::RunRecord;
use crate::scenario::Study;
use crate::units::Duration;

/// How to run a study; never changes a result.
#[derive(Clone, Debug)]
pub struct Options {
    /// Threads.
    pub threads: usize,
    /// Which future event list.
    pub list: ListKind,
    /// Shards of handsets.
    pub shards: usize,
    /// Window length; the lookahead where it is not given.
    pub window: Option<Duration>,
}

/// Kinds of future event list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListKind {
    /// The radix wheel.
    Wheel,
    /// The plain list on `priority-queue`.
    Reference,
}

/// How far a study has come.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Simulated seconds done, over all runs.
    pub done_s: f64,
    /// Simulated seconds of all runs.
    pub total_s: f64,
    /// Model events handled.
    pub events: u64,
}

/// Runs every arm and replication.
pub fn run(_study: &Study, _options: &Options, _progress: &(dyn Fn(Progress) + Sync)) -> Vec<RunRecord> {
    unimplemented!("the experiment room replaces this stub")
}

/// Bytes that the runs of a study hold at most at one time.
pub fn memory(_study: &Study, _options: &Options) -> u64 {
    0
}
