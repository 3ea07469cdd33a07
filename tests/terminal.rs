//! Every verb as somebody at a terminal of 80 columns meets it: nothing is wider, whatever a study is called; `--quiet` leaves
//! standard error empty; `--format json` prints one document with the number of its schema; Ctrl-C ends in good order.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use unicode_width::UnicodeWidthStr;

const COLUMNS: usize = 80;

/// Names that no table was made for, and a population so small that most figures are none.
const STRANGE: &str = r#"
extends = "scale/100k.toml"

[study]
title = "消息在夜里走得更快吗？一项关于名字很长的研究，它的标题比八十列的终端还要宽，所以必须在某处折行。消息在夜里走得更快吗？"
duration = "3 h"
replications = 2

[population]
handsets = 40

[arm.before-anything-of-all-this-had-ever-been-thought-of-by-anybody-at-all-in-this-world]
[arm."x"]
population.opt_in = 0.5
[arm.a-third_one_without_any_hyphens_in_it]
client.fallback = false

[slo]
"messages.composed" = "> 1"
"exposure.nonusers.people" = "< 1e15"

[sweep]
"population.opt_in" = [0.1, 0.9]
metrics = ["fallback.rate", "sms.saved"]

[unknown]
"population.homophily" = [1, 5]
"#;

/// Stations whose names are longer than any column, one of them saturated.
const STATIONS: &str = r#"
[study]
title = "Desks"
duration = "400 s"
warm_up = "40 s"
seed = 1
replications = 2

[stations.the-desk-at-the-very-end-of-the-long-corridor-behind-the-second-door-on-the-left-hand-side]
arrivals = "poisson 3/s"
service = "exp(1 s)"
servers = 2
queue = 5

[stations.b]
priorities.high.arrivals = "poisson 1/s"
priorities.low.arrivals = "poisson 1/s"
service = "exp(300 ms)"
routing = { the-desk-at-the-very-end-of-the-long-corridor-behind-the-second-door-on-the-left-hand-side = 0.5 }

[arm.one-arm-that-has-a-name-longer-than-twelve-letters]
[arm.two]
stations.b.servers = 2

[slo]
"stations.b.delayed" = "<= 90 %"

[plan]
arm = "two"
replications = 2
at_most = 4

[plan.price]
"stations.b.servers" = "123456789.5 CNY"
"#;

struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let place = tempfile::tempdir().unwrap();
        let scenarios = place.path().join("scenarios");
        for folder in ["", "base", "profiles", "scale"] {
            let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(folder);
            fs::create_dir_all(scenarios.join(folder)).unwrap();
            for path in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_file()) {
                fs::copy(&path, scenarios.join(folder).join(path.file_name().unwrap())).unwrap();
            }
        }
        fs::write(scenarios.join("strange.toml"), STRANGE).unwrap();
        fs::write(scenarios.join("desks.toml"), STATIONS).unwrap();
        Self(place)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, typed: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cloudmsg"));
        command.current_dir(self.0.path()).args(typed).stdin(Stdio::null()).output().unwrap()
    }

    /// Runs a command for people, where nobody watches.
    fn shown(&self, typed: &[&str]) -> Output {
        let shown = self.run(typed);
        assert!(matches!(shown.status.code(), Some(0 | 1)), "{typed:?}: {}", text(&shown.stderr));
        narrow(&text(&shown.stdout), typed);
        narrow(&text(&shown.stderr), typed);
        assert!(!text(&shown.stdout).contains('\u{1b}'), "{typed:?}: colours where nobody watches");
        shown
    }

    /// Runs a command in its three forms: for people, quiet, and for machines.
    fn all_forms(&self, typed: &[&str]) {
        let with = |more: &[&'static str]| {
            let typed: Vec<&str> = typed.iter().chain(more).copied().collect();
            let output = self.run(&typed);
            assert!(matches!(output.status.code(), Some(0 | 1)), "{typed:?}: {}", text(&output.stderr));
            output
        };
        let shown = self.shown(typed);
        let document = with(&["--format", "json"]);
        let value: serde_json::Value = serde_json::from_slice(&document.stdout).unwrap();
        assert!(value["schema"].as_u64().is_some_and(|schema| schema > 0), "{typed:?} has no schema");
        if typed[0] != "check" {
            let quiet = with(&["--quiet"]);
            if quiet.status.success() {
                assert_eq!(text(&quiet.stderr), "", "{typed:?}");
            }
            // Each extension adds to the one before.
            if typed[0] != "extend" {
                assert_eq!(text(&quiet.stdout), text(&shown.stdout), "{typed:?}");
            }
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

fn narrow(text: &str, typed: &[&str]) {
    for line in text.lines() {
        assert!(line.width() <= COLUMNS, "{typed:?}: {} columns\n{line}", line.width());
    }
}

/// A pass proves: studies of an ecosystem with strange names fit, in every verb.
#[test]
fn every_verb_fits_eighty_columns_and_has_its_three_forms() {
    let desk = Desk::new();
    let strange = "scenarios/strange.toml";
    desk.all_forms(&["check", strange]);
    desk.all_forms(&["run", strange, "--threads=1", "--ranges", "--out=ran"]);
    desk.all_forms(&["run", strange, "--threads=1", "--replications=1", "--out=once"]);
    desk.all_forms(&["compare", strange, "--threads=1"]);
    desk.all_forms(&["compare", "once"]);
    desk.all_forms(&["compare", "once", "--all"]);
    desk.all_forms(&["extend", "once", "--replications=1", "--threads=1"]);
    desk.all_forms(&["workload", strange, "--threads=1"]);
    desk.all_forms(&["sweep", strange, "--threads=1", "--out=swept"]);
    desk.all_forms(&["sweep", strange, "--threads=1", "--shard=0/2", "--out=shards/0"]);
    desk.all_forms(&["sweep", strange, "--threads=1", "--shard=1/2", "--out=shards/1"]);
    desk.all_forms(&["sweep", "merge", "shards/0", "shards/1", "--out=merged"]);
    let list = desk.run(&["sweep", strange, "--list", "--format=json"]);
    let list: serde_json::Value = serde_json::from_slice(&list.stdout).unwrap();
    assert_eq!((list["points"].as_u64(), list["listed"][1]["levels"][0].as_str()), (Some(2), Some("0.9")));
}

/// A pass proves: so do studies of stations, and plans.
#[test]
fn stations_and_plans_fit_too() {
    let desk = Desk::new();
    let desks = "scenarios/desks.toml";
    desk.all_forms(&["check", desks]);
    desk.all_forms(&["run", desks, "--threads=1", "--out=ran"]);
    desk.all_forms(&["compare", "ran"]);
    desk.all_forms(&["compare", "ran", "--all"]);
    desk.all_forms(&["plan", desks, "--threads=1", "--out=planned"]);
    desk.all_forms(&[
        "run",
        "scenarios/rivals.toml",
        "--set",
        "population.handsets=30",
        "--set",
        "study.duration=8 h",
        "--set",
        "study.warm_up=1 h",
    ]);
}

/// A pass proves: help fits, of the program and of every verb, and each verb shows an example.
#[test]
fn help_fits_and_has_examples() {
    let desk = Desk::new();
    let whole = text(&desk.run(&["--help"]).stdout);
    narrow(&whole, &["--help"]);
    let verbs = whole.lines().skip_while(|line| *line != "Commands:").skip(1).take_while(|line| !line.is_empty());
    let verbs: Vec<&str> =
        verbs.filter(|line| !line.starts_with("    ")).filter_map(|l| l.split_whitespace().next()).collect();
    assert!(verbs.len() >= 8, "{whole}");
    for verb in verbs.into_iter().filter(|verb| *verb != "help") {
        for flag in ["-h", "--help"] {
            let help = text(&desk.run(&[verb, flag]).stdout);
            narrow(&help, &[verb, flag]);
            assert!(help.contains("Examples:"), "{verb} {flag} shows no example");
        }
    }
}

/// A pass proves: the usual slips of a new user are told in a line or two, with code 2 or 3 and nothing left behind.
#[test]
fn slips_are_told() {
    let desk = Desk::new();
    fs::write(desk.path("file"), "x").unwrap();
    let cases: [(&[&str], i32, &str); 7] = [
        (&[], 2, "Usage: cloudmsg"),
        (&["run", "scenarios"], 2, "folder"),
        (&["run", "scenarios/no-such.toml"], 2, "does not exist"),
        (&["run", "scenarios/strange.toml", "--out", "file"], 3, "is not a folder"),
        (&["run", "scenarios/strange.toml", "--out", "file/below"], 3, "file"),
        (&["compare", "results/nothing"], 2, "results/nothing: does not exist; compare takes scenario files"),
        (&["extend", "scenarios", "--replications=1"], 2, "scenarios"),
    ];
    for (typed, code, part) in cases {
        let output = desk.run(typed);
        let said = text(&output.stderr);
        assert_eq!((output.status.code(), text(&output.stdout).as_str()), (Some(code), ""), "{typed:?}: {said}");
        assert!(said.contains(part), "{typed:?}: {said}");
    }
    let names: Vec<String> =
        fs::read_dir(desk.0.path()).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert!(names.len() == 2, "{names:?}");
}

/// A pass proves: Ctrl-C during a run ends it with code 130 and a word, and leaves nothing behind.
#[cfg(unix)]
#[test]
fn an_interruption_ends_in_good_order() {
    let desk = Desk::new();
    let mut run = Command::new(env!("CARGO_BIN_EXE_cloudmsg"));
    run.args(["run", "scenarios/opt-in-2014.toml", "--quiet", "--threads=1", "--out=out"]).current_dir(desk.0.path());
    let child = run.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_secs(2));
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(
        (text(&output.stderr).as_str(), text(&output.stdout).as_str()),
        ("interrupted: nothing was written\n", "")
    );
    assert_eq!(fs::read_dir(desk.0.path()).unwrap().count(), 1, "something is left");
}
