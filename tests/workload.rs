//! The generator held against real data: what its people write has the measures of recorded messages.
//!
//! Bounds are loose: `docs/calibration.md` has the figures, and a study of other days or people moves them.
#![expect(clippy::unwrap_used, reason = "a test may fail")]
#![expect(clippy::print_stderr, reason = "a skipped test says so")]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cloudmsg::scenario;
use serde_json::Value;

fn scenario_file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

/// Measures that the program prints for the stand-in of the Copenhagen study, with further arguments.
fn measured(arguments: &[&str]) -> Value {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudmsg"));
    command.arg("workload").arg(scenario_file("copenhagen.toml")).args(["--format", "json", "--quiet"]);
    let output = command.args(arguments).stdin(Stdio::null()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn number(measures: &Value, path: &str) -> f64 {
    measures.pointer(path).and_then(Value::as_f64).unwrap_or_else(|| panic!("{path} was not measured"))
}

#[track_caller]
fn assert_within(measures: &Value, path: &str, from: f64, to: f64) {
    let value = number(measures, path);
    assert!((from..=to).contains(&value), "{path} is {value}, not between {from} and {to}");
}

/// Three people: 0 and 1 talk on the first day, 2 writes once to 0 on the second.
const SMALL: &str = "source,target,timestamp\n\
    10,11,36000\n11,10,36030\n11,10,36040\n10,11,36240\n12,10,90000\n";

#[test]
fn a_small_trace_has_the_measures_worked_out_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace.csv");
    std::fs::write(&path, SMALL).unwrap();
    let both = measured(&["--set", "population.handsets=50", "--against", path.to_str().unwrap()]);
    let trace = &both["trace"];
    assert_eq!((trace["messages"].as_u64(), trace["people"].as_u64()), (Some(5), Some(3)));
    // Two days: each message stands for fourteen.
    assert_within(trace, "/sent/median", 28.0, 28.0);
    assert_within(trace, "/sent/mean", 5.0 / 3.0 * 14.0 - 1e-9, 5.0 / 3.0 * 14.0 + 1e-9);
    // Replies after 30 and 200 s.
    assert_within(trace, "/reply/median_s", 30.0, 30.0);
    assert_within(trace, "/reply/within_minute", 0.5, 0.5);
    // Conversations of four messages and of one.
    assert_within(trace, "/conversation/mean", 2.5, 2.5);
    assert_within(trace, "/conversation/single", 0.5, 0.5);
    assert_within(trace, "/hours/10", 0.8, 0.8);
    assert_within(trace, "/hours/1", 0.2, 0.2);
    assert!(trace["burstiness"].is_null(), "nobody has ten gaps");
}

#[test]
fn a_wrong_trace_is_a_mistake_in_the_input() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("trace.csv");
    std::fs::write(&path, "source,target,timestamp\n1,1,5\n").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudmsg"));
    command.arg("workload").arg(scenario_file("copenhagen.toml")).arg("--against").arg(&path).stdin(Stdio::null());
    let output = command.output().unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(2), b"".as_slice()));
    assert!(String::from_utf8(output.stderr).unwrap().contains("writes to itself"));
}

#[test]
fn two_weeks_of_the_generator_keep_to_their_bounds() {
    let both = measured(&["--set", "study.duration=14 days", "--seed", "7"]);
    let generator = &both["generator"];
    assert_within(generator, "/burstiness", 0.3, 0.8);
    assert_within(generator, "/tail_exponent", 1.2, 1.5);
    assert_within(generator, "/reply/within_minute", 0.3, 0.43);
    assert_within(generator, "/reply/within_5_minutes", 0.57, 0.70);
    assert_within(generator, "/reply/within_hour", 0.80, 0.93);
    assert_within(generator, "/conversation/mean", 2.7, 3.5);
    assert_within(generator, "/conversation/same_writer", 0.2, 0.33);
    assert_within(generator, "/top_share", 0.7, 0.9);
    let night: f64 = (1..6).map(|hour| number(generator, &format!("/hours/{hour}"))).sum();
    assert!(night < 0.05, "{night} of all messages are written from one to six");
}

#[test]
fn people_send_what_the_law_says_where_nothing_is_lost() {
    let both = measured(&["--set", "smsc.loss=0"]);
    let generator = &both["generator"];
    let study = scenario::read(&scenario_file("copenhagen.toml"), &[]).unwrap();
    let people = study.arms[0].scenario();
    // Not everyone writes within the study; the law speaks of everyone.
    let wrote = number(generator, "/people") / f64::from(people.population.handsets);
    let a_day = number(generator, "/sent/mean") / 28.0 * wrote;
    let law = people.workload.sent_per_day.mean();
    assert!((a_day / law - 1.0).abs() < 0.15, "{a_day} a day instead of {law}");
}

#[test]
fn turns_alternate_where_nobody_writes_again() {
    let both = measured(&["--set", "population.handsets=300", "--set", "workload.again=0"]);
    // What is left are two conversations of a pair within ten minutes.
    assert_within(&both["generator"], "/conversation/same_writer", 0.0, 0.1);
}

/// The Copenhagen Networks Study's SMS file, where it is at hand.
fn study_file() -> Option<PathBuf> {
    let named = std::env::var_os("CLOUDMSG_SMS_TRACE").map(PathBuf::from);
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/copenhagen-sms/sms.csv");
    Some(named.unwrap_or_else(beside)).filter(|path| path.is_file())
}

#[test]
fn the_generator_agrees_with_the_copenhagen_study() {
    let Some(path) = study_file() else {
        eprintln!("skipped: CLOUDMSG_SMS_TRACE names no file");
        return;
    };
    let both = measured(&["--against", path.to_str().unwrap()]);
    let (generator, trace) = (&both["generator"], &both["trace"]);
    assert_eq!((trace["messages"].as_u64(), trace["people"].as_u64()), (Some(24_333), Some(555)));
    let bounds = [
        ("/sent/mean", 6.0),
        ("/sent/median", 4.0),
        ("/reply/median_s", 25.0),
        ("/reply/within_minute", 0.04),
        ("/reply/within_5_minutes", 0.04),
        ("/reply/within_hour", 0.04),
        ("/conversation/mean", 0.3),
        ("/conversation/single", 0.05),
        ("/conversation/same_writer", 0.04),
        ("/burstiness", 0.1),
        ("/tail_exponent", 0.05),
        ("/correspondents", 1.0),
        ("/top_share", 0.04),
    ];
    for (path, apart) in bounds {
        let (ours, theirs) = (number(generator, path), number(trace, path));
        assert!((ours - theirs).abs() <= apart, "{path}: {ours} instead of {theirs}");
    }
    for hour in 0..24 {
        let path = format!("/hours/{hour}");
        let (ours, theirs) = (number(generator, &path), number(trace, &path));
        assert!((ours - theirs).abs() < 0.012, "hour {hour}: {ours} instead of {theirs}");
    }
}
