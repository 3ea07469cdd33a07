//! The program as a whole: exit codes, streams, what it leaves behind.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

fn scenario(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(name)
}

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudmsg"));
    command.stdin(Stdio::null());
    command
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

#[test]
fn check_says_what_a_run_would_take_on_standard_output() {
    let output = program().arg("check").arg(scenario("opt-in-2014.toml")).arg("--replications=3").output().unwrap();
    assert_eq!((code(&output), output.stderr.as_slice()), (0, b"".as_slice()));
    let text = String::from_utf8(output.stdout).unwrap();
    for part in ["before, after", "6 (2 arms × 3 replications)", "20,000 standing for 60,000,000", "28 days"] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}

#[test]
fn a_mistake_in_the_input_is_code_2_on_standard_error_and_writes_nothing() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let mut run = program();
    run.arg("run").arg(scenario("opt-in-2014.toml")).args(["--set", "population.handset=5", "--out"]).arg(&out);
    let output = run.output().unwrap();
    assert_eq!((code(&output), output.stdout.as_slice()), (2, b"".as_slice()));
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(text.contains("handsets") && !text.contains('\u{1b}'), "{text}");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
    assert_eq!(code(&program().args(["run", "--no-such-flag"]).output().unwrap()), 2);
}

#[test]
fn a_foreign_folder_is_code_3_before_the_run() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("thesis.tex"), "years of work").unwrap();
    let output =
        program().arg("run").arg(scenario("opt-in-2014.toml")).arg("--out").arg(place.path()).output().unwrap();
    assert_eq!((code(&output), output.stdout.as_slice()), (3, b"".as_slice()));
    assert!(String::from_utf8(output.stderr).unwrap().contains("choose another folder"));
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut check = program();
    check.arg("check").arg(scenario("opt-in-2014.toml")).arg("--resolved");
    let mut child = check.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((code(&output), String::from_utf8(output.stderr).unwrap().as_str()), (0, ""));
}
