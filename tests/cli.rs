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

/// A day of few handsets; the summary of a run with more arguments.
fn tiny(arguments: &[&str], out: &Path) -> Output {
    let mut run = program();
    run.arg("run").arg(scenario("scale/100k.toml"));
    run.args(["--set", "population.handsets=40", "--set", "study.duration=2 h", "--out"]).arg(out);
    run.args(arguments).output().unwrap()
}

/// A pass proves: a bound that does not hold is code 1 and said on standard error, after the whole result was written.
#[test]
fn a_bound_that_does_not_hold_is_code_1_with_the_result_written() {
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join("out");
    let bounded = ["--quiet", "--set", "slo.messages.composed=> 1", "--set", "slo.base.exposure.nonusers.people=< 1"];
    let output = tiny(&bounded, &out);
    let (told, table) = (String::from_utf8(output.stderr.clone()).unwrap(), String::from_utf8(output.stdout.clone()));
    assert_eq!(code(&output), 1, "{told}");
    assert!(told.starts_with("1 of 2 bounds do not hold:\n  base: exposure.nonusers.people < 1: "), "{told}");
    assert!(told.contains("BROKEN in a single replication") && !told.contains("messages.composed"), "{told}");
    assert!(table.unwrap().contains("base: messages.composed > 1: "));
    let rows = fs::read_to_string(out.join("slo.csv")).unwrap();
    assert!(rows.lines().count() == 3 && rows.contains(",held,") && rows.contains(",broken,"), "{rows}");
    assert!(fs::read_to_string(out.join("summary.json")).unwrap().contains("\"verdict\": \"broken\""));
    assert!(out.join("manifest.json").exists());
    let held = tiny(&bounded[..3], &out);
    assert_eq!((code(&held), held.stderr.as_slice()), (0, b"".as_slice()));
}

/// Where the text names the fingerprint, from there to the end of its line.
fn fingerprint(output: &Output) -> String {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    let at = text.find("fingerprint").unwrap_or_else(|| panic!("no fingerprint in\n{text}"));
    text[at..].lines().next().unwrap().to_owned()
}

#[test]
fn no_threads_and_no_shards_are_mistakes() {
    let place = tempfile::tempdir().unwrap();
    for wrong in [["--threads", "0"], ["--shards", "0"], ["--threads", "100000"], ["--shards", "1e9"]] {
        let output = tiny(&wrong, &place.path().join("out"));
        let text = String::from_utf8(output.stderr.clone()).unwrap();
        assert_eq!(code(&output), 2, "{text}");
        assert!(text.contains(wrong[0]) && !place.path().join("out").exists(), "{text}");
    }
    let text = |wrong: [&str; 2]| String::from_utf8(tiny(&wrong, place.path()).stderr).unwrap();
    insta::assert_snapshot!("no_threads", text(["--threads", "0"]));
    insta::assert_snapshot!("no_shards", text(["--shards", "0"]));
}

#[test]
fn more_threads_or_shards_than_there_is_work_for_are_noted_and_change_nothing() {
    let place = tempfile::tempdir().unwrap();
    let plain = tiny(&["--threads=1", "--quiet"], &place.path().join("plain"));
    assert_eq!((code(&plain), plain.stderr.as_slice()), (0, b"".as_slice()));
    for (arguments, note) in [
        (["--threads=4", "--shards=2"], "note: a run has 2 of 4 threads at work, one for each of its shards"),
        (["--threads=2", "--shards=50"], "note: --shards 50: a shard has a handset or more, so there are 40"),
        (["--threads=64", "--list=wheel"], "note: a run has 40 of 64 threads at work, one for each of its shards"),
    ] {
        let output = tiny(&arguments, &place.path().join("other"));
        let text = String::from_utf8(output.stderr.clone()).unwrap();
        assert_eq!(code(&output), 0, "{text}");
        assert!(text.contains(note), "{text}");
        assert_eq!(fingerprint(&output), fingerprint(&plain), "{arguments:?}");
    }
}

#[test]
fn a_window_beyond_the_lookahead_is_a_mistake() {
    let place = tempfile::tempdir().unwrap();
    let output = tiny(&["--window=10 s"], &place.path().join("out"));
    assert_eq!(code(&output), 2);
    insta::assert_snapshot!("wide_window", String::from_utf8(output.stderr).unwrap());
}

#[test]
fn more_handsets_than_an_event_can_name_are_a_mistake_at_its_place() {
    for (setting, name) in
        [("population.handsets=1e12", "handsets_1e12"), ("population.handsets=2.7e8", "handsets_270m")]
    {
        let output = program().arg("run").arg(scenario("scale/85m.toml")).args(["--set", setting]).output().unwrap();
        assert_eq!(code(&output), 2);
        insta::assert_snapshot!(name, String::from_utf8(output.stderr).unwrap());
    }
}

/// A pass proves: what does not fit is refused with the figures, by every verb that runs, before anything is built. The
/// limit here is one on the process's address space, and the same as any other to the program.
#[cfg(target_os = "linux")]
#[test]
fn a_study_without_the_memory_for_it_is_code_3_before_the_run() {
    let place = tempfile::tempdir().unwrap();
    for (verb, more) in [("run", "--out=out"), ("workload", "--quiet"), ("compare", "scenarios/scale/85m.toml")] {
        let line = format!("ulimit -v 4000000; exec \"$0\" {verb} scenarios/scale/85m.toml {more} --threads 2");
        let mut shell = Command::new("sh");
        shell.args(["-c", &line, env!("CARGO_BIN_EXE_cloudmsg")]).current_dir(place.path()).stdin(Stdio::null());
        std::os::unix::fs::symlink(scenario(""), place.path().join("scenarios")).ok();
        let output = shell.output().unwrap();
        let text = String::from_utf8(output.stderr.clone()).unwrap();
        assert_eq!((code(&output), output.stdout.as_slice()), (3, b"".as_slice()), "{verb}: {text}");
        for part in ["85m does not fit: it needs about", "left under this process's limit", "handsets would fit: --set"]
        {
            assert!(text.contains(part), "{part} is not in\n{text}");
        }
    }
    assert!(!place.path().join("out").exists());
}

#[test]
fn check_says_what_a_large_run_takes() {
    let output = program().arg("check").arg(scenario("scale/85m.toml")).arg("--threads=2").output().unwrap();
    assert_eq!(code(&output), 0);
    let text = String::from_utf8(output.stdout).unwrap();
    for part in ["85,000,000 standing for 85,000,000", "events", "GiB", "wall time", "machine like the one measured"] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
}
