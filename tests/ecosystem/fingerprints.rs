//! One fingerprint for each scenario, arm and seed: see `fingerprints/README.md` for what a pass proves.

use crate::worlds::{SMALL, crate_root, finish, shipped, shortened, small, study, tiny_trace};
use cloudmsg::experiment::Options;
use std::fmt::Write as _;
use std::path::Path;

const HEAD: &str = "scenario,arm,seed,events,fingerprint\n";

/// The rows of one study: every arm with every seed.
fn rows(name: &str, path: &Path, settings: &[&str], table: &mut String) {
    for arm in study(path, settings).arms {
        for seed in [1, 20_140_810] {
            let run = finish(arm.scenario(), seed, 0, &Options::default());
            writeln!(table, "{name},{},{seed},{},{:016x}", arm.name, run.events, run.fingerprint)
                .expect("a text takes everything");
        }
    }
}

/// A pass proves: every shipped scenario and every small world runs to the event as when the table was written.
#[test]
fn fingerprints_are_those_of_the_table() {
    let mut found = HEAD.to_owned();
    let trace = tiny_trace();
    for short in shortened(&trace) {
        rows(short.name, &shipped(short.name), &short.settings(), &mut found);
    }
    for name in SMALL {
        rows(name, &small(name), &[], &mut found);
    }
    let file = crate_root().join("tests/ecosystem/fingerprints/fingerprints.csv");
    if std::env::var("CLOUDMSG_BLESS").is_ok() {
        std::fs::write(&file, &found).expect("the table can be written");
        return;
    }
    let expected = std::fs::read_to_string(&file).expect("the table is part of the crate").replace("\r\n", "\n");
    let changed: Vec<String> = found
        .lines()
        .zip(expected.lines().chain(std::iter::repeat("(no such row)")))
        .filter(|(found, expected)| found != expected)
        .map(|(found, expected)| format!("expected {expected}\n   found {found}"))
        .collect();
    assert!(
        changed.is_empty() && found.lines().count() == expected.lines().count(),
        "fingerprints changed; if that is meant, say why in the commit and write the table anew with CLOUDMSG_BLESS=1\n{}",
        changed.join("\n")
    );
}

/// A pass proves: no shipped scenario was left out of the table.
#[test]
fn every_shipped_scenario_is_in_the_table() {
    let trace = tiny_trace();
    let mut short: Vec<String> = shortened(&trace).iter().map(|s| s.name.to_owned()).collect();
    short.sort();
    let mut files: Vec<String> = std::fs::read_dir(crate_root().join("scenarios"))
        .expect("the folder is part of the crate")
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .map(|path| path.file_stem().expect("a file has a name").to_string_lossy().into_owned())
        .collect();
    files.sort();
    assert_eq!(short, files);
}
