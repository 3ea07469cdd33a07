//! Ctrl-C and a polite end by others: the code says which, a word says what became of the work, and nothing is half-written.

use super::desk::{Desk, Running, contents};
use std::fs;

/// Whether a process has its own answer to a termination, by the system's table.
fn minds(process: u32) -> bool {
    let table = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let caught = table.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    caught.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).is_some_and(|mask| mask & (1 << 14) != 0)
}

#[cfg(target_os = "linux")]
#[test]
fn every_long_verb_ends_in_good_order() {
    let desk = Desk::new();
    desk.run(&["run", "station.toml", "--quiet", "--threads=1", "--out=old"]).is(0, &[], "run");
    let old = contents(&desk.path("old"));
    let long = ["--threads=1", "--quiet", "--set", "study.duration=100 days"];
    let eco = ["--threads=1", "--quiet", "--set", "population.handsets=20000", "--set", "study.duration=100 days"];
    for (typed, more, left) in [
        (&["run", "station.toml", "--out=out"][..], &long[..], "nothing was written"),
        (&["run", "station.toml", "--out=old"], &long, "nothing was written"),
        (&["plan", "station.toml", "--out=out"], &long, "nothing was written"),
        (&["sweep", "station.toml", "--out=out"], &long, "finished points are kept"),
        (&["compare", "eco.toml", "--report=page.html"], &eco, "nothing was written"),
        (&["workload", "eco.toml"], &eco, "nothing was written"),
        (&["explain", "eco.toml", "--list"], &eco, "nothing was written"),
        (&["verify"], &["--quiet", "--threads=1"], "nothing was written"),
        (&["extend", "old", "--replications=9000"], &["--threads=1", "--quiet"], "the result is as it was"),
        (&["report", "old", "--quiet"], &[], "run it again"),
    ] {
        for (signal, code) in [("-INT", 130), ("-TERM", 143)] {
            let what = format!("{} {signal}", typed.join(" "));
            let mut running: Running = desk.start(&[typed, more].concat());
            assert!(running.until(minds) || typed[0] == "report", "{what}: it minds nothing");
            running.signal(signal);
            let ended = running.end(&what);
            if typed[0] == "report" && ended.code == Some(0) {
                continue;
            }
            ended.is(code, &["interrupted: ", left], &what);
            assert_eq!((ended.out.as_str(), ended.err.lines().count()), ("", 1), "{what}: {}", ended.err);
            let _points = fs::remove_dir_all(desk.path(".out.part"));
            assert_eq!(desk.names(""), ["base", "eco.toml", "old", "station.toml"], "{what}");
            assert_eq!(contents(&desk.path("old")), old, "{what}");
        }
    }
    assert!(desk.names("old").iter().all(|name| !name.starts_with('.')));
}

/// A pass proves: a terminal that goes away ends nothing where `nohup` says so.
#[test]
fn nohup_works() {
    let desk = Desk::new();
    let line = "trap '' HUP; \"$0\" run station.toml --quiet --threads 1 --set study.duration=20000s --out out & \
                sleep 0.3; kill -HUP $!; wait $!";
    desk.shell(line).is(0, &[], "nohup");
    assert!(desk.path("out/summary.json").exists());
}
