//! The command line: what was typed becomes a study, a study becomes results.
//!
//! The only room that knows a terminal and the wall clock. Nothing imports it.

mod arguments;
mod begin;
mod check;
mod checkpoint;
mod clock;
mod compare;
mod explain;
mod extend;
mod failure;
mod finish;
mod fit;
mod init;
mod interrupt;
mod listing;
mod memory;
mod meter;
mod paint;
mod plan;
mod report;
mod run;
mod schema;
mod shard;
mod shell;
mod sweep;
mod terminal;
mod topology;
mod until;
mod verify;
mod warm_up;
mod workload;

pub use arguments::{
    Arguments, CheckArguments, CompareArguments, CompletionsArguments, ExplainArguments, ExtendArguments, Format,
    InitArguments, List, MachineArguments, ManArguments, MergeArguments, PlanArguments, Preset, ReportArguments,
    RunArguments, ScenarioArguments, StationArguments, SweepAction, SweepArguments, Verb, VerifyAction,
    VerifyArguments, VerifyHow, WorkloadArguments,
};
pub use begin::typed;
pub use check::check;
pub use compare::compare;
pub use explain::explain;
pub use extend::extend;
pub use failure::Failure;
pub use init::init;
pub use plan::plan;
pub use report::report;
pub use run::run;
pub use schema::schema;
pub use shell::{completions, man};
pub use sweep::sweep;
pub use terminal::Terminal;
pub use verify::verify;
pub use workload::workload;
