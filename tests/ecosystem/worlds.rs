//! Where the tests' scenarios come from: the small worlds beside this file, and the shipped ones with settings.

use cloudmsg::experiment::{Options, run_one};
use cloudmsg::model::Finished;
use cloudmsg::scenario::{Scenario, Study, read, render};
use std::path::{Path, PathBuf};

/// The small worlds by name.
pub(crate) const SMALL: [&str; 4] = ["small", "storm", "ties", "quiet"];

/// The root of the crate.
pub(crate) fn crate_root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The file of a small world.
pub(crate) fn small(name: &str) -> PathBuf {
    crate_root().join("tests/ecosystem/worlds").join(format!("{name}.toml"))
}

/// The file of a shipped scenario.
pub(crate) fn shipped(name: &str) -> PathBuf {
    crate_root().join("scenarios").join(format!("{name}.toml"))
}

/// A study with settings laid over it.
pub(crate) fn study(path: &Path, settings: &[&str]) -> Study {
    let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
    read(path, &settings).unwrap_or_else(|mistakes| panic!("{}", render(&mistakes, false)))
}

/// The only arm of a small world with settings laid over it, and the study's seed.
pub(crate) fn world(name: &str, settings: &[&str]) -> (Scenario, u64) {
    let study = study(&small(name), settings);
    assert_eq!(study.arms.len(), 1, "small worlds have no arms");
    let arm = study.arms.into_iter().next().expect("there is one arm");
    (arm.scenario, study.seed)
}

/// One run; its books must balance.
pub(crate) fn finish(scenario: &Scenario, seed: u64, replication: u32, options: &Options) -> Finished {
    let finished = run_one(scenario, seed, replication, options, &|_| {});
    let breaches: Vec<String> = finished.breaches.iter().map(ToString::to_string).collect();
    assert!(breaches.is_empty(), "seed {seed}, replication {replication}: {breaches:?}");
    finished
}
