//! The examples for clusters, really run: the Dask script with a worker killed on the way.
//!
//! Needs Python with `dask[distributed]`; `CLOUDMSG_PYTHON` names one. Says that it skipped where there is none.
#![expect(clippy::unwrap_used, reason = "a test may fail")]
#![expect(clippy::disallowed_types, reason = "a test may look at the clock")]

#[path = "sweep/desk.rs"]
mod desk;

use desk::{Desk, code, text};
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The Python that has Dask.
fn python() -> Option<String> {
    let python = std::env::var("CLOUDMSG_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let asked = Command::new(&python).args(["-c", "import dask, distributed"]).stderr(Stdio::null()).status();
    if asked.is_ok_and(|status| status.success()) {
        return Some(python);
    }
    // Written past the test harness, which hides what a passing test prints.
    let said = format!("SKIPPED: {python} has no dask[distributed], so the Dask example was not run\n");
    std::io::stderr().write_all(said.as_bytes()).unwrap();
    None
}

/// A pass proves: a sweep on Dask workers, one of which is killed with points half done, has the bytes of a local one.
#[cfg(unix)]
#[test]
fn a_sweep_on_dask_workers_survives_the_death_of_one() {
    let Some(python) = python() else { return };
    let desk = Desk::new("");
    let set = "--set=population.handsets=3000";
    desk.done(&["sweep", "study.toml", set, "--out=local", "--quiet"]);

    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/cluster/dask_sweep.py");
    let mut command = Command::new(python);
    command.arg(script).args(["study.toml", "--out=far", "--shards=4", "--workers=2", set]);
    command.arg(format!("--program={}", env!("CARGO_BIN_EXE_cloudmsg"))).current_dir(desk.path(""));
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut said = BufReader::new(child.stderr.take().unwrap());
    let mut workers: Vec<String> = Vec::new();
    while workers.len() < 2 {
        let mut line = String::new();
        assert!(said.read_line(&mut line).unwrap() > 0, "the script ended before its workers began");
        workers
            .extend(line.trim().split_once("process ").filter(|_| line.starts_with("worker")).map(|w| w.1.to_owned()));
    }
    // The rest is read aside, so that the script never waits for its reader.
    let rest = std::thread::spawn(move || said.lines().map_while(Result::ok).collect::<Vec<_>>().join("\n"));

    let begun = Instant::now();
    while begun_points(&desk) == 0 {
        assert!(begun.elapsed() < Duration::from_mins(2), "no point was finished");
        std::thread::sleep(Duration::from_millis(2));
    }
    let finished = fs::read_dir(desk.path("")).unwrap().filter(|e| is_shard(e.as_ref().unwrap())).count();
    assert!(Command::new("kill").args(["-9", &workers[0]]).status().unwrap().success());
    let output = child.wait_with_output().unwrap();
    let rest = rest.join().unwrap();
    assert_eq!(code(&output), 0, "{rest}");
    assert!(finished < 4, "the worker died on the way");
    assert!(text(&output.stdout).contains("12 points (3 × 4), 2 arms, 2 replications: 48 runs"), "{rest}");
    assert_eq!(desk.folder("far"), desk.folder("local"));
    assert_eq!(desk.visible(), ["far", "local"], "shards are gone: {rest}");
}

/// Points in the folders of shards that are being filled.
fn begun_points(desk: &Desk) -> usize {
    let parts = (0..4).map(|index| desk.path(&format!(".far-shard-{index}-of-4.part/points")));
    parts.map(|points| fs::read_dir(points).map_or(0, Iterator::count)).sum()
}

fn is_shard(entry: &fs::DirEntry) -> bool {
    entry.file_name().to_string_lossy().starts_with("far-shard")
}
