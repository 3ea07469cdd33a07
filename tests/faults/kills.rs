//! `kill -9` at any moment: what stands in a result's place is the old one whole or the new one whole; the next command takes
//! away what was staged, and a sweep goes on to the same bytes.

use super::desk::{Desk, Dice, contents};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;

type Files = BTreeMap<PathBuf, Vec<u8>>;

/// A verb, what it begins with, and what is in its place before and after.
struct Case {
    typed: &'static [&'static str],
    /// What makes the earlier result; nothing where there is none.
    before: &'static [&'static str],
}

const RUN: &[&str] = &["run", "station.toml", "--quiet", "--threads=1", "--out=out", "--seed=1"];
const CASES: [Case; 6] = [
    Case { typed: &["run", "station.toml", "--quiet", "--threads=1", "--out=out", "--seed=2"], before: RUN },
    Case { typed: RUN, before: &[] },
    Case { typed: &["extend", "out", "--replications=1", "--quiet", "--threads=1"], before: RUN },
    Case { typed: &["report", "out", "--quiet"], before: RUN },
    Case { typed: &["plan", "station.toml", "--quiet", "--threads=1", "--out=out", "--seed=2"], before: RUN },
    Case { typed: &["sweep", "station.toml", "--quiet", "--threads=1", "--out=out", "--resume"], before: RUN },
];

fn kept(folder: &std::path::Path, to: &std::path::Path) {
    let status = std::process::Command::new("cp").arg("-r").arg(folder).arg(to).status().unwrap();
    assert!(status.success());
}

/// Kills a verb `times`, at moments of the time it takes.
fn killed(case: &Case, times: usize, dice: &mut Dice) {
    let what = case.typed.join(" ");
    let desk = Desk::new();
    if !case.before.is_empty() {
        desk.run(case.before).is(0, &[], "before");
        kept(&desk.path("out"), &desk.path("old"));
    }
    let old: Option<Files> = contents(&desk.path("old"));
    let begun = Instant::now();
    desk.run(case.typed).is(0, &[], &what);
    let takes = begun.elapsed();
    let new = contents(&desk.path("out"));
    assert!(new.is_some());
    for n in 0..times {
        // Every other time it goes on with what the last one left.
        if n % 2 == 0 || case.typed[0] == "extend" {
            let _absent = std::fs::remove_dir_all(desk.path("out"));
            if old.is_some() {
                kept(&desk.path("old"), &desk.path("out"));
            }
        }
        let before = contents(&desk.path("out"));
        let mut running = desk.start(case.typed);
        let wait = takes.mul_f64(dice.share() * 1.1);
        std::thread::sleep(wait);
        running.child.kill().unwrap();
        running.end(&what);
        let after = contents(&desk.path("out"));
        assert!(after == before || after == new, "{what}, killed after {wait:?}: neither old nor new");
    }
    // The next one is none the worse, and leaves nothing behind.
    let _absent = std::fs::remove_dir_all(desk.path("out"));
    if old.is_some() {
        kept(&desk.path("old"), &desk.path("out"));
    }
    desk.run(case.typed).is(0, &[], &what);
    assert_eq!(contents(&desk.path("out")), new, "{what}: after kills another result comes out");
    assert_eq!(stray(&desk), Vec::<String>::new(), "{what}");
}

/// What is hidden in the folder and in the result.
fn stray(desk: &Desk) -> Vec<String> {
    desk.names("").into_iter().chain(desk.names("out")).filter(|name| name.starts_with('.')).collect()
}

#[test]
fn a_killed_command_leaves_the_old_result_or_the_new_one() {
    let mut dice = Dice::new("kills");
    for case in &CASES {
        killed(case, 4, &mut dice);
    }
}

#[test]
#[ignore = "minutes: many moments of every verb"]
fn a_killed_command_leaves_the_old_result_or_the_new_one_at_many_moments() {
    let mut dice = Dice::new("many kills");
    for case in &CASES {
        killed(case, 100, &mut dice);
    }
}

/// A pass proves: a sweep that is killed again and again gets to its end, to the bytes of one that was not, and tells what to
/// do where nobody said `--resume`.
#[test]
fn a_sweep_that_is_killed_goes_on_to_the_same_bytes() {
    let mut dice = Dice::new("sweep");
    let desk = Desk::new();
    let sweep = |out: &'static str| {
        ["sweep", "station.toml", "--quiet", "--threads=1", "--set", "study.duration=20000 s", out, "--resume"]
    };
    let begun = Instant::now();
    desk.run(&sweep("--out=whole")).is(0, &[], "whole");
    let takes = begun.elapsed();
    let mut kills = 0;
    while !desk.path("out").exists() && kills < 5 {
        let mut running = desk.start(&sweep("--out=out"));
        std::thread::sleep(takes.mul_f64(0.3 + 0.6 * dice.share()));
        running.child.kill().unwrap();
        running.end("killed");
        kills += 1;
    }
    if !desk.path("out").exists() && desk.path(".out.part").exists() {
        let typed = sweep("--out=out");
        desk.run(&typed[..typed.len() - 1]).is(2, &[".out.part", "--resume"], "no word of resuming");
    }
    desk.run(&sweep("--out=out")).is(0, &[], "resumed");
    assert_eq!(contents(&desk.path("out")), contents(&desk.path("whole")));
    assert_eq!(stray(&desk), Vec::<String>::new());
}

/// A pass proves: what a killed process staged is taken away by the next command in the same place; what a living one stages
/// is not.
#[test]
fn only_what_the_dead_staged_is_taken_away() {
    let desk = Desk::new();
    std::fs::create_dir_all(desk.path(".cloudmsg-dead/result")).unwrap();
    desk.write(".cloudmsg-dead/lock", "out");
    desk.write(".cloudmsg-dead/result/summary.json", "{");
    std::fs::create_dir_all(desk.path(".cloudmsg-living/result")).unwrap();
    desk.write(".cloudmsg-living/lock", "out");
    let held = std::fs::File::open(desk.path(".cloudmsg-living/lock")).unwrap();
    held.lock().unwrap();
    desk.run(RUN).is(0, &[], "run");
    assert_eq!(stray(&desk), [".cloudmsg-living"]);
    drop(held);
    desk.run(RUN).is(0, &[], "run");
    assert_eq!(stray(&desk), Vec::<String>::new());
}
