//! The `cloudmsg` program: argv in, exit code out.
//!
//! Knows the verbs; what each does stands in `cli`.

use cloudmsg::cli::{self, Terminal, Verb};
use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = cli::typed();
    let terminal = Terminal::of_process();
    let outcome = match &arguments.verb {
        Verb::Run(run) => cli::run(run, &terminal),
        Verb::Check(check) => cli::check(check, &terminal),
        Verb::Compare(compare) => cli::compare(compare, &terminal),
        Verb::Explain(explain) => cli::explain(explain, &terminal),
        Verb::Extend(extend) => cli::extend(extend, &terminal),
        Verb::Plan(plan) => cli::plan(plan, &terminal),
        Verb::Report(report) => cli::report(report, &terminal),
        Verb::Sweep(sweep) => cli::sweep(sweep, &terminal),
        Verb::Verify(verify) => cli::verify(verify, &terminal),
        Verb::Workload(workload) => cli::workload(workload, &terminal),
        Verb::Init(init) => cli::init(init, &terminal),
        Verb::Schema => cli::schema(),
        Verb::Completions(completions) => cli::completions(completions),
        Verb::Man(man) => cli::man(man),
    };
    terminal.conclude(outcome)
}
