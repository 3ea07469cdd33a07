//! The program killed in the middle of a run, and gone on with.

use crate::files::{Desk, runs};
use crate::worlds::shipped;
use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::Duration;

/// Two runs of about half a second.
fn long() -> String {
    let scenario = shipped("baseline");
    let settings = ["population.handsets=4000", "study.duration=2 days", "study.warm_up=6 h", "study.replications=2"];
    format!("run|{}|--set|{}", scenario.display(), settings.join("|--set|"))
}

/// Waits until a run on its way is kept that was not before.
fn until_kept(child: &mut Child, checkpoint: &Path, before: &[Vec<u8>]) -> Vec<Vec<u8>> {
    for _ in 0..6_000 {
        let kept: Vec<Vec<u8>> = runs(checkpoint).iter().filter_map(|path| fs::read(path).ok()).collect();
        if !kept.is_empty() && kept != before {
            return kept;
        }
        assert!(child.try_wait().expect("it is ours").is_none(), "it ended before anything was kept");
        sleep(Duration::from_millis(2));
    }
    panic!("nothing was kept in time")
}

/// A pass proves: killed in a run, and killed again when gone on with, it leaves no result; gone on with to its end, every
/// file is that of a run that was not interrupted.
#[test]
fn a_killed_run_is_gone_on_with() {
    let desk = Desk::new();
    let long = long();
    desk.told(&format!("{long}|--out|whole|--threads|2"));
    let checkpoint = desk.path("part.checkpoint");
    let mut kept = Vec::new();
    for typed in ["--checkpoint-every|20 ms|--threads|2|--shards|2", "--resume|--threads|1"] {
        let mut command = desk.command(&format!("{long}|--out|part|{typed}"));
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("the program starts");
        kept = until_kept(&mut child, &checkpoint, &kept);
        child.kill().expect("it is ours");
        child.wait().expect("it is ours");
        assert!(!desk.path("part").exists());
    }
    let told = desk.told(&format!("{long}|--out|part|--resume|--threads|2|--window|3 ms"));
    assert!(told.contains(" runs are finished\n"), "{told}");
    desk.same("whole", "part");
    assert!(!checkpoint.exists());
}

/// A pass proves: Ctrl-C with checkpoints says how to go on, and that works.
#[test]
fn an_interrupted_run_says_how_to_go_on() {
    let desk = Desk::new();
    let long = long();
    let mut command = desk.command(&format!("{long}|--out|part|--checkpoint-every|20 ms"));
    let mut child = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program starts");
    until_kept(&mut child, &desk.path("part.checkpoint"), &[]);
    let signal = ["-INT".to_owned(), child.id().to_string()];
    let sent = std::process::Command::new("kill").args(signal).status().expect("there is such a command");
    assert!(sent.success());
    let output = child.wait_with_output().expect("it is ours");
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{told}");
    assert!(told.contains("interrupted: checkpoints are kept, and the same command with --resume goes on"), "{told}");
    assert!(!desk.path("part").exists());
    desk.told(&format!("{long}|--out|part|--resume|--checkpoint-every|1 h"));
    assert!(!desk.path("part.checkpoint").exists());
}

/// A pass proves: where a file may not grow so far, the run goes on without a checkpoint, and says so once.
#[cfg(unix)]
#[test]
fn a_run_goes_on_where_a_checkpoint_finds_no_room() {
    let desk = Desk::new();
    let typed = format!("{}|--out|part|--checkpoint-every|20 ms", long());
    // A signal that is not heard, so that writing fails instead.
    let line = "trap '' XFSZ; ulimit -f 200; exec \"$0\" \"$@\"";
    let mut shell = std::process::Command::new("sh");
    shell.current_dir(desk.path("")).args(["-c", line, env!("CARGO_BIN_EXE_cloudmsg")]).args(typed.split('|'));
    let output = shell.stdin(Stdio::null()).output().expect("there is a shell");
    let told = String::from_utf8_lossy(&output.stderr);
    // The page of the result finds none either.
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert_eq!(told.matches("the run goes on, and earlier checkpoints stay").count(), 1, "{told}");
    assert!(runs(&desk.path("part.checkpoint")).is_empty());
    desk.told(&format!("{}|--out|part|--resume", long()));
    assert!(!desk.path("part.checkpoint").exists());
}
