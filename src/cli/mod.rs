//! The command line: what was typed becomes a study, a study becomes results.
//!
//! The only room that knows a terminal and the wall clock. Nothing imports it.

mod arguments;
mod check;
mod clock;
mod compare;
mod extend;
mod failure;
mod finish;
mod fit;
mod memory;
mod meter;
mod plan;
mod run;
mod shard;
mod sweep;
mod terminal;
mod topology;
mod until;
mod verify;
mod warm_up;
mod workload;

pub use arguments::{
    Arguments, CheckArguments, CompareArguments, ExtendArguments, Format, List, MachineArguments, MergeArguments,
    PlanArguments, RunArguments, ScenarioArguments, StationArguments, SweepAction, SweepArguments, Verb, VerifyAction,
    VerifyArguments, VerifyHow, WorkloadArguments,
};
pub use check::check;
pub use compare::compare;
pub use extend::extend;
pub use failure::Failure;
pub use plan::plan;
pub use run::run;
pub use sweep::sweep;
pub use terminal::Terminal;
pub use verify::verify;
pub use workload::workload;
