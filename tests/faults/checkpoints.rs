//! Checkpoints whose disk is full or whose folder goes away: the run goes on to its result, says so once, and what was kept
//! earlier stays.

use super::desk::{Desk, contents};
use std::fs;

/// A run of about a second, kept all the time.
const RUN: &[&str] = &[
    "run",
    "eco.toml",
    "--quiet",
    "--threads=1",
    "--set",
    "population.handsets=1000",
    "--set",
    "study.duration=2 days",
    "--out=out",
];

/// A pass proves: without the folder of its checkpoints a run comes to the same result; so does the next command.
#[test]
fn a_folder_of_checkpoints_that_goes_away_costs_no_result() {
    let desk = Desk::new();
    desk.run(RUN).is(0, &[], "without");
    fs::rename(desk.path("out"), desk.path("plain")).unwrap();
    let checkpoint = desk.path("out.checkpoint");
    let mut running = desk.start(&[RUN, &["--checkpoint-every=10ms"]].concat());
    assert!(running.until(|_| checkpoint.exists()), "nothing was kept");
    fs::rename(&checkpoint, desk.path("away")).unwrap();
    running.end("away").is(0, &["warning: no checkpoint of", "the run goes on"], "away");
    assert_eq!(contents(&desk.path("out")), contents(&desk.path("plain")));
    // Nothing is there to go on with any more, and that is said.
    fs::remove_dir_all(desk.path("out")).unwrap();
    desk.run(&[RUN, &["--resume"]].concat()).is(2, &["out.checkpoint"], "nothing to go on with");
}

/// A pass proves: a file of a checkpoint that is larger than may be is warned of, and the run goes on.
#[test]
fn a_checkpoint_that_may_not_be_written_costs_no_result() {
    let desk = Desk::new();
    // The page of the result is larger than any file may be: what fails first is the checkpoint, then the result.
    let line = format!("trap '' XFSZ; ulimit -f 300; exec \"$0\" {} --checkpoint-every 10ms", quoted(RUN));
    let ended = desk.shell(&line);
    ended.is(3, &["warning: no checkpoint of", "File too large", "cannot write in out"], "small files");
    assert_eq!(ended.err.matches("warning: no checkpoint").count(), 1, "it is said once: {}", ended.err);
    assert!(!desk.path("out").exists());
    let again = desk.run(&[RUN, &["--resume"]].concat());
    again.is(0, &[], "gone on with");
    assert!(desk.path("out/summary.json").exists() && !desk.path("out.checkpoint").exists());
    assert!(desk.names("").iter().all(|name| !name.starts_with('.')), "{:?}", desk.names(""));
}

fn quoted(typed: &[&str]) -> String {
    typed.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ")
}
