//! Where the tests' scenarios come from: the small worlds beside this file, and the shipped ones with settings.

use cloudmsg::experiment::{self, Options, run_one};
use cloudmsg::ledger::Ledger;
use cloudmsg::model::Finished;
use cloudmsg::scenario::{Scenario, Study, read, render};
use std::path::{Path, PathBuf};

/// The small worlds by name.
pub(crate) const SMALL: [&str; 7] = ["small", "storm", "ties", "quiet", "strangers", "script", "cloud"];

/// The root of the crate.
pub(crate) fn crate_root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The file of a small world; the one that is solved by hand is part of the program.
pub(crate) fn small(name: &str) -> PathBuf {
    let folder = if name == "bare" { "scenarios/verify" } else { "tests/ecosystem/worlds" };
    crate_root().join(folder).join(format!("{name}.toml"))
}

/// The file of a shipped scenario.
pub(crate) fn shipped(name: &str) -> PathBuf {
    crate_root().join("scenarios").join(format!("{name}.toml"))
}

/// A study with settings laid over it; one replication where they do not ask for more.
pub(crate) fn study(path: &Path, settings: &[&str]) -> Study {
    let settings: Vec<String> =
        ["study.replications=1"].iter().chain(settings).map(|setting| (*setting).to_owned()).collect();
    read(path, &settings).unwrap_or_else(|mistakes| panic!("{}", render(&mistakes, false)))
}

/// The only arm of a small world with settings laid over it, and the study's seed.
pub(crate) fn world(name: &str, settings: &[&str]) -> (Scenario, u64) {
    let study = study(&small(name), settings);
    assert_eq!(study.arms.len(), 1, "small worlds have no arms");
    let arm = study.arms.into_iter().next().expect("there is one arm");
    (arm.into_scenario(), study.seed)
}

/// One run; its books must balance.
pub(crate) fn finish(scenario: &Scenario, seed: u64, replication: u32, options: &Options) -> Finished {
    let finished = run_one(scenario, seed, replication, options, &|_| {});
    let breaches: Vec<String> = finished.audit.breaches.iter().map(ToString::to_string).collect();
    assert!(breaches.is_empty(), "seed {seed}, replication {replication}: {breaches:?}");
    finished
}

/// A trace of a few messages in a file of its own, as a setting that names it.
pub(crate) fn tiny_trace() -> String {
    format!("workload.trace.path={}", crate_root().join("tests/ecosystem/worlds/tiny.csv").display())
}

/// A shipped scenario and the settings that make it short.
pub(crate) struct Short {
    /// Name of the file without its ending.
    pub(crate) name: &'static str,
    fixed: &'static [&'static str],
    trace: Option<String>,
}

impl Short {
    /// The settings.
    pub(crate) fn settings(&self) -> Vec<&str> {
        self.fixed.iter().copied().chain(self.trace.as_deref()).collect()
    }
}

/// Every shipped scenario with a few hundred handsets over a few days; half a year with a few dozen.
pub(crate) fn shortened(trace: &str) -> Vec<Short> {
    let short = |name, fixed| Short { name, fixed, trace: None };
    vec![
        short("baseline", &["population.handsets=300", "study.duration=2 days", "study.warm_up=12 h"]),
        short(
            "opt-in-2014",
            &[
                "population.handsets=300",
                "study.duration=3 days",
                "study.warm_up=12 h",
                "population.resets_per_month=1",
                "timeline.opt-in.at=2014-07-28T12:00:00+08:00",
                "timeline.opt-in.ota.uptake=logistic(mid 12 h, spread 3 h, never 0.12)",
            ],
        ),
        short("opt-in-2014-26-weeks", &["population.handsets=40"]),
        short("partition", &["population.handsets=300"]),
        short("flash-crowd", &["population.handsets=300"]),
        short("fleet-outage", &["population.handsets=300"]),
        short("stored-numbers", &["population.handsets=300", "study.duration=2 days"]),
        short("ota", &["population.handsets=300"]),
        short("ban", &["population.handsets=300"]),
        short("micloud", &["population.handsets=300", "study.duration=2 days"]),
        short("probe-2014-08-07", &[]),
        short("copenhagen", &["population.handsets=300", "study.duration=2 days"]),
        short("activation", &["population.handsets=300"]),
        short(
            "account-outage",
            &["population.handsets=200", "study.duration=5 days", "timeline.server-error.duration=1 day"],
        ),
        short("rivals", &["population.handsets=200", "study.duration=2 days"]),
        // All of its days: the log of a week forgets, and what is deleted is deleted.
        short("holdings", &["population.handsets=60"]),
        // As a study; what its plan makes of it has tests of its own.
        short("relay-sweep", &["population.handsets=300"]),
        // What its unknowns make of it is the reference's affair.
        short(
            "sensitivity",
            &[
                "population.handsets=100",
                "study.duration=3 days",
                "study.warm_up=12 h",
                "timeline.opt-in.at=2014-07-28T12:00:00+08:00",
            ],
        ),
        short("relay-plan", &["population.handsets=300", "plan.window=30 min"]),
        Short {
            name: "trace",
            fixed: &["study.duration=2 days", "population.represents=40"],
            trace: Some(trace.to_owned()),
        },
    ]
}

/// The ledgers of a hundred replications of a bare world.
pub(crate) fn ledgers(settings: &[&str]) -> Vec<Ledger> {
    let replications = "study.replications=100".to_owned();
    let settings: Vec<&str> = settings.iter().copied().chain([replications.as_str()]).collect();
    let study = study(&small("bare"), &settings);
    let options = Options { threads: 2, ..Options::default() };
    experiment::run(&study, &options, &|_| {}).into_iter().map(|record| record.ledger).collect()
}
