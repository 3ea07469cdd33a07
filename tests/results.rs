//! The reference results under `results/`: a run today writes the same bytes.
//!
//! What differs from run to run is left out: wall time, memory, and the command that was typed; and the page, most of which
//! is the script that draws its charts: `report` makes it from the rest. With `CLOUDMSG_BLESS=1`
//! the references are written anew instead; see `results/README.md`.
#![expect(clippy::unwrap_used, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The main job.
const FLAGSHIP: &str = "opt-in-2014";

/// What makes it short: six days around the update, a twentieth of the handsets, one replication.
const SHORT: [&str; 10] = [
    "--set",
    "study.replications=1",
    "--set",
    "population.handsets=1000",
    "--set",
    "study.start=2014-08-09T00:00:00+08:00",
    "--set",
    "study.duration=6 days",
    "--set",
    "ledger.load_step=6 h",
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn run(scenario: &str, arguments: &[&str], out: Option<&Path>) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cloudmsg"));
    let scenario = format!("scenarios/{scenario}.toml");
    command.current_dir(root()).stdin(Stdio::null()).args(["run", &scenario]).args(arguments);
    if let Some(out) = out {
        command.arg("--out").arg(out);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Every file below a folder by its path inside, without what differs from run to run.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap_or_else(|e| panic!("{}: {e}", next.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            let bytes = fs::read(&path).unwrap();
            let bytes = match name.as_str() {
                "summary.json" => without(&bytes, &["wall_s", "peak_bytes"]),
                "manifest.json" => without(&bytes, &["command"]),
                "runs.csv" => without_last_column(&bytes),
                _ => bytes,
            };
            found.insert(name, bytes);
        }
    }
    found
}

/// A pretty-printed JSON file without the lines of some keys.
fn without(bytes: &[u8], keys: &[&str]) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).unwrap();
    let varies = |line: &&str| keys.iter().any(|key| line.trim_start().starts_with(&format!("\"{key}\":")));
    assert_eq!(text.lines().filter(varies).count(), keys.len(), "each of {keys:?} has a line of its own");
    text.lines().filter(|line| !varies(line)).flat_map(|line| [line.as_bytes(), b"\n"].concat()).collect()
}

/// A table without its last column: that of runs is the memory they held.
fn without_last_column(bytes: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.lines().next().unwrap().ends_with(",peak_bytes"));
    text.lines().flat_map(|line| [line.rsplit_once(',').unwrap().0.as_bytes(), b"\n"].concat()).collect()
}

/// Says in which file and line two results differ first.
fn compare(expected: &BTreeMap<String, Vec<u8>>, found: &BTreeMap<String, Vec<u8>>) {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(expected), names(found), "the files of the folder");
    for (name, expected) in expected {
        let found = &found[name];
        if expected == found {
            continue;
        }
        let lines = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect::<Vec<_>>();
        let (expected, found) = (lines(expected), lines(found));
        let line = expected.iter().zip(&found).position(|(e, f)| e != f).unwrap_or(expected.len().min(found.len()));
        let show = |lines: &[String]| lines.get(line).map_or("(nothing)".into(), |l| l.chars().take(300).collect());
        let [expected, found]: [String; 2] = [show(&expected), show(&found)];
        panic!(
            "{name} differs first in line {}; if that is meant, see results/README.md\nexpected {expected}\n   found {found}",
            line + 1
        );
    }
}

/// The page of a result, which is not kept.
const PAGE: &str = "report.html";

/// Tables of the main job that are too large to keep with five replications.
const LARGE: [&str; 3] = ["load.csv", "observers.csv", "knowledge.csv"];

/// Holds a reference without the files `left_out` against a run of today, or writes it anew.
fn hold(name: &str, arguments: &[&str], left_out: &[&str]) {
    let reference = Path::new("results").join(name);
    if std::env::var_os("CLOUDMSG_BLESS").is_some() {
        // The main job names no folder: its reference is what the README's command leaves behind.
        run(FLAGSHIP, arguments, (name != "opt-in-2014").then_some(reference.as_path()));
        for file in left_out.iter().chain([&PAGE]) {
            fs::remove_file(root().join(&reference).join(file)).unwrap();
        }
        return;
    }
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join(name);
    run(FLAGSHIP, arguments, Some(&out));
    let mut found = files(&out);
    assert!(found.remove(PAGE).is_some(), "a run leaves a page behind");
    found.retain(|name, _| !left_out.contains(&name.as_str()));
    compare(&files(&root().join(reference)), &found);
}

/// Of a run over what nobody knows, only what the pages need is kept.
const KEPT: [&str; 5] = ["summary.json", "manifest.json", "ranges.csv", "charts/ranges.svg", "charts/ranges.png"];

/// Holds what is kept of a run with ranges against a run of today, or writes it anew.
fn hold_ranges(name: &str, scenario: &str, replications: &str) {
    let reference = root().join("results").join(name);
    let place = tempfile::tempdir().unwrap();
    let out = place.path().join(name);
    run(scenario, &["--ranges", "--range-replications", replications], Some(&out));
    if std::env::var_os("CLOUDMSG_BLESS").is_some() {
        for kept in KEPT {
            let path = reference.join(kept);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::copy(out.join(kept), &path).unwrap();
            if kept == "manifest.json" {
                // The command is to be typed again, so it does not say where a test puts things.
                let text = fs::read_to_string(&path).unwrap();
                fs::write(&path, text.replace(out.to_str().unwrap(), &format!("results/{name}"))).unwrap();
            }
        }
        return;
    }
    let mut found = files(&out);
    found.retain(|name, _| KEPT.contains(&name.as_str()));
    compare(&files(&reference), &found);
}

/// A pass proves: the replications and the ranges give the headlines that the README shows, to the byte.
#[test]
#[ignore = "26 runs of the main job: cargo test --release --test results -- --include-ignored"]
fn the_headlines_are_as_they_were() {
    hold_ranges("opt-in-2014-headlines", FLAGSHIP, "1");
}

/// A pass proves: every unknown moves the headlines as the page of limits says, to the byte.
#[test]
#[ignore = "450 runs with a tenth of the handsets: cargo test --release --test results -- --include-ignored"]
fn the_headlines_with_each_unknown_are_as_they_were() {
    hold_ranges("sensitivity", "sensitivity", "3");
}

/// A pass proves: six days around the update with 1,000 handsets give every file to the byte, charts included, on any
/// number of processors, in debug and release.
#[test]
fn the_short_flagship_is_as_it_was() {
    hold("opt-in-2014-short", &SHORT, &[]);
}

/// A pass proves: the main job gives the figures that the README shows, and every other file that is kept, to the byte.
#[test]
#[ignore = "the main job: cargo test --release --test results -- --include-ignored"]
fn the_flagship_is_as_it_was() {
    hold("opt-in-2014", &[], &LARGE);
}
