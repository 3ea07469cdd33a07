//! `verify`: every figure agrees with its formula, and the formulas with answers that others derived on paper.
//!
//! A pass proves that the kernel, the draws, stations, handsets and message centres, and what is measured of them, are right
//! together: each within four standard errors of the exact figure, over a hundred replications and more, with a standard error
//! below one per cent of it, so that the test can fail.

#![expect(clippy::print_stdout, reason = "figures are reported beside their exact values")]
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use cloudmsg::analysis::{Check, CheckVerdict};
use cloudmsg::experiment::Options;
use cloudmsg::experiment::verify::{Extent, verify};
use serde_json::Value;
use std::process::{Command, Output, Stdio};

/// What a row's subject begins with, its figure, and the answer on paper, to the digits that are printed.
const PAPER: &[(&str, &str, f64)] = &[
    ("M/M/c: 8 Erlang on 10", "desk.delayed", 0.409_180),
    ("M/M/c/c: 10 Erlang", "desk.blocked", 0.214_582),
    ("M/D/c/c: 10 Erlang", "desk.blocked", 0.214_582),
    ("M/G/c/c: 10 Erlang", "desk.blocked", 0.214_582),
    ("M/M/c/c: 10 Erlang", "desk.number_mean", 7.854_18),
    ("M/M/c/K", "desk.blocked", 0.066_256),
    ("M/D/1", "desk.wait_mean", 2.0),
    ("D/M/1", "desk.delayed", 0.203_188),
    ("D/M/1", "desk.wait_mean", 0.255_001),
    ("M/M/1, two priorities", "desk.high.wait_mean", 1.0),
    ("M/M/1, two priorities", "desk.low.wait_mean", 3.333_333),
    ("Erlang A", "desk.delayed", 0.513_299),
    ("Open Jackson", "1.number_mean", 4.0),
    ("Open Jackson", "2.number_mean", 0.428_571),
    ("Open Jackson", "3.number_mean", 1.5),
    ("Open Jackson", "4.number_mean", 0.25),
    ("Store and forward", "receiver online", 0.833_333),
    ("Store and forward", "mean delay", 10.0),
    ("Store and forward", "delay over 60 s", 0.061_313),
    ("Fallback race", "falls back", 0.006_738),
    ("Retries", "delivered", 0.832_228),
    ("Retries", "attempts", 4.161_139),
    ("Keep-alives", "keep-alives", 17_280.0),
];

/// The same for rows that take minutes.
const LONG: &[(&str, &str, f64)] = &[
    ("M/M/1 at .8", "desk.wait_mean", 4.0),
    ("M/M/1 at .8", "desk.sojourn_mean", 5.0),
    ("M/M/1 at .8", "desk.sojourn_p95", 14.9787),
    ("M/M/1 at .8", "desk.sojourn_p99", 23.0259),
    ("M/M/c: 8 Erlang on 10, longer", "desk.wait_mean", 0.204_590),
    ("M/M/c: 8 Erlang on 10, longer", "desk.wait_p95", 1.0511),
    ("M/M/c: 95 Erlang", "desk.delayed", 0.506_457),
    ("M/M/c: 95 Erlang", "desk.wait_mean", 0.101_291),
    ("M/M/c: 100 Erlang on 110", "desk.delayed", 0.237_008),
    ("M/G/1 at .8, lognormal", "desk.wait_mean", 10.0),
    ("M/G/1 at .8, two phases", "desk.wait_mean", 10.0),
    ("Erlang A: 100 Erlang on 100, longer", "desk.abandoned", 0.039_861),
    ("A thousand", "hold the mean sojourn", 0.95),
];

/// Holds formulas to paper, and simulation to formulas; prints both and the margins.
fn hold(checks: &[Check], paper: &[(&str, &str, f64)]) {
    for check in checks {
        let claim = &check.claim;
        println!(
            "{:46} {:22} {:>12.6} {:>12.6} {:>6.2} SE, SE {:.2} %",
            claim.subject,
            claim.figure,
            claim.exact.unwrap_or(f64::NAN),
            check.simulated.unwrap_or(f64::NAN),
            check.deviation_se().unwrap_or(0.0),
            100.0 * check.relative_error().unwrap_or(0.0)
        );
    }
    let wrong: Vec<&Check> = checks.iter().filter(|check| check.verdict != CheckVerdict::Agrees).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    for (subject, figure, exact) in paper {
        let is = |check: &&Check| check.claim.subject.starts_with(subject) && check.claim.figure == *figure;
        let claim = &checks.iter().find(is).unwrap_or_else(|| panic!("no {figure} of {subject}")).claim;
        let said = claim.exact.expect("an exact answer");
        assert!(
            (said / exact - 1.0).abs() < 1e-4,
            "{subject}, {figure}: {said} by {}, on paper {exact}",
            claim.formula
        );
    }
}

fn checks(extent: Extent) -> Vec<Check> {
    verify(extent, 7, &Options { threads: 2, ..Options::default() }, &|_| {})
}

#[test]
fn quick_rows_agree_with_theory_and_theory_with_paper() {
    hold(&checks(Extent::Quick), PAPER);
}

#[test]
#[ignore = "two minutes with optimisation: cargo test --release --test verify -- --ignored"]
fn every_row_agrees_with_theory_and_theory_with_paper() {
    hold(&checks(Extent::Full), &[PAPER, LONG].concat());
}

fn cloudmsg(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cloudmsg")).args(arguments).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn a_station_that_somebody_asks_about_is_held_against_the_closest_formula() {
    let asked = ["verify", "station", "--arrivals", "poisson 8/s", "--service", "exp 1 s", "--servers", "10"];
    let quick = ["--duration", "500 s", "--replications", "20", "--quiet", "--format", "json"];
    let said = cloudmsg(&[&asked[..], &quick[..]].concat());
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    assert!(said.stderr.is_empty());
    let document: Value = serde_json::from_slice(&said.stdout).unwrap();
    let checks = document["checks"].as_array().unwrap();
    let delayed = checks.iter().find(|check| check["figure"] == "desk.delayed").unwrap();
    assert!((delayed["exact"].as_f64().unwrap() - 0.409_180).abs() < 1e-6, "{delayed}");
    assert_eq!(delayed["replications"], 20);
    let simulated = delayed["simulated"].as_f64().unwrap();
    assert!((simulated - 0.409_180).abs() < 4.0 * delayed["standard_error"].as_f64().unwrap(), "{delayed}");
}

#[test]
fn a_station_without_an_exact_answer_says_so_and_does_not_fail() {
    let asked =
        ["verify", "station", "--arrivals", "erlang(2, 1 s)", "--service", "uniform 0 s, 2 s", "--servers", "2"];
    let said = cloudmsg(&[&asked[..], &["--duration", "300 s", "--replications", "5", "--quiet"]].concat());
    let text = String::from_utf8(said.stdout).unwrap();
    assert!(said.status.success() && text.contains("no verdict: the formula is approximate"), "{text}");
    assert!(text.contains("No figure here has an exact answer"), "{text}");
}

#[test]
fn a_station_that_is_none_is_refused_at_its_place() {
    let said = cloudmsg(&["verify", "station", "--arrivals", "poisson 8/s", "--service", "expo 1 s"]);
    let text = String::from_utf8(said.stderr).unwrap();
    assert_eq!(said.status.code(), Some(2), "{text}");
    assert!(text.contains("command line") && text.contains("did you mean"), "{text}");
    assert!(said.stdout.is_empty());
}
