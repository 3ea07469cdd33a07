//! Disks that are full, files that may not grow, folders that go away: code 3 with the place and the reason, and nothing that
//! is half a result.

use super::desk::{Desk, Ended, contents};
use std::fs;
use std::process::{Command, Stdio};

/// A line of a shell with a file system of its own of this size at `small`, if this user may have one.
fn on_small_disk(desk: &Desk, kib: u32, line: &str) -> Option<Ended> {
    let allowed = |flags: &str| {
        let mount = "mount -t tmpfs none /mnt";
        let status = Command::new("unshare").args([flags, "sh", "-c", mount]).stderr(Stdio::null()).status();
        status.is_ok_and(|status| status.success())
    };
    let Some(flags) = ["-m", "-rm"].into_iter().find(|flags| allowed(flags)) else {
        println!("SKIPPED: this user may mount no small disk");
        return None;
    };
    let mount = format!("mount -t tmpfs -o size={kib}k none small");
    Some(desk.shell(&format!("mkdir -p small; exec unshare {flags} sh -c '{mount} && {line}' \"$0\"")))
}

/// A pass proves: where the disk is full, every verb that writes says so with its place, leaves what stood there, and nothing
/// of its own.
#[test]
fn a_full_disk_leaves_what_was_there() {
    let desk = Desk::new();
    desk.run(&["run", "station.toml", "--quiet", "--threads=1", "--out=old"]).is(0, &[], "run");
    let eco = "--set population.handsets=20 --set study.duration=2h";
    for (verb, place) in [
        ("run station.toml --quiet --threads 1 --out small/out", "small/out"),
        ("sweep station.toml --quiet --threads 1 --out small/out", "small/"),
        ("plan station.toml --quiet --threads 1 --out small/out", "small/out"),
        ("extend small/old --replications 1 --quiet --threads 1", "small/old"),
        ("report small/old --quiet", "small/old"),
        ("report old --quiet --out small/page.html", "small"),
        (&*format!("compare eco.toml {eco} --quiet --threads 1 --report small/page.html"), "small/page.html"),
        ("init fleet --out small/fleet.toml", "small"),
        ("man --out small/man", "small/man"),
    ] {
        // The earlier result fits, and less than another one beside it.
        let line = format!(
            "cp -r old small/old; dd if=/dev/zero of=small/full bs=1k count=9000 2>/dev/null; \
             truncate -s -8k small/full; \"$0\" {verb} >/dev/null; echo code=$?; cd small; find . -type f | sort; \
             diff -r ../old old && echo same; ls -A"
        );
        let Some(ended) = on_small_disk(&desk, 9_000, &line) else { return };
        assert!(ended.out.starts_with("code=3\n"), "{verb}: {ended:?}");
        assert!(ended.err.contains(place), "{verb}: {}", ended.err);
        assert!(ended.err.contains("No space left"), "{verb}: {}", ended.err);
        assert!(!ended.err.contains("panicked") && ended.out.contains("\nsame\n"), "{verb}: {ended:?}");
        let left: Vec<&str> = ended.out.rsplit("same\n").next().unwrap().lines().collect();
        let known = ["full", "old", "base", "man", ".out.part"];
        assert!(left.iter().all(|name| known.contains(name)), "{verb}: {left:?}");
        assert!(!ended.out.contains("out/summary.json"), "{verb}: {ended:?}");
    }
}

/// A pass proves: so it is where a file may not be larger, and where standard output takes nothing.
#[test]
fn files_that_may_not_grow_and_an_output_that_takes_nothing() {
    let desk = Desk::new();
    desk.run(&["run", "station.toml", "--quiet", "--threads=1", "--out=old"]).is(0, &[], "run");
    let old = contents(&desk.path("old"));
    let limit = "trap '' XFSZ; ulimit -f 16; exec \"$0\"";
    for verb in [
        "run station.toml --quiet --threads 1 --out out",
        "run station.toml --quiet --threads 1 --out old",
        "plan station.toml --quiet --threads 1 --out out",
        "extend old --replications 1 --quiet --threads 1",
        "report old --quiet",
    ] {
        desk.shell(&format!("{limit} {verb}")).is(3, &["cannot write in", "File too large"], verb);
        assert_eq!(contents(&desk.path("old")), old, "{verb}");
        assert!(!desk.path("out").exists(), "{verb}");
        assert!(desk.names("").into_iter().chain(desk.names("old")).all(|name| !name.starts_with('.')), "{verb}");
    }
    // Even where the system ends the process by a signal.
    let ended = desk.shell("ulimit -f 16; exec \"$0\" run station.toml --quiet --threads 1 --out old");
    assert_eq!((ended.code, ended.signal.is_some()), (None, true), "{ended:?}");
    assert_eq!(contents(&desk.path("old")), old);
    for verb in
        ["run station.toml --quiet --threads 1 --out out", "check station.toml", "schema", "sweep station.toml --list"]
    {
        desk.shell(&format!("exec \"$0\" {verb} >/dev/full")).is(3, &["standard output: No space left"], verb);
    }
    assert!(contents(&desk.path("out")).is_some_and(|files| files.len() > 5), "the result is whole all the same");
}

/// Points of a sweep that takes a while.
const SLOW: &[&str] =
    &["sweep", "station.toml", "--quiet", "--threads=1", "--set", "study.duration=40000 s", "--out=place/out"];

/// What happens to a folder in the middle of the work.
type Fault = fn(&Desk);

/// A pass proves: a folder that goes away, or becomes something else, in the middle of the work is said with its place.
#[test]
fn a_folder_that_goes_away_in_the_middle_is_told() {
    let desk = Desk::new();
    let first = desk.path("place/.out.part/points/000000.json");
    let faults: [(&str, Fault, &str); 3] = [
        ("removed", |desk| fs::remove_dir_all(desk.path("place")).unwrap(), "place/.out.part"),
        (
            "replaced by a file",
            |desk| {
                fs::rename(desk.path("place"), desk.path("away")).unwrap();
                desk.write("place", "x");
            },
            "place/.out.part",
        ),
        (
            "its points by a file",
            |desk| {
                fs::rename(desk.path("place/.out.part/points"), desk.path("points")).unwrap();
                desk.write("place/.out.part/points", "x");
            },
            "points/00",
        ),
    ];
    for (what, fault, place) in faults {
        let mut running = desk.start(SLOW);
        assert!(running.until(|_| first.exists()), "{what}: no point was kept");
        fault(&desk);
        running.end(what).is(3, &["cannot write in", place], what);
        assert!(!desk.path("place/out").exists(), "{what}");
        let _either = (fs::remove_dir_all(desk.path("place")), fs::remove_file(desk.path("place")));
    }
}

/// A pass proves: a place where nothing can be put is said before the run, with code 3.
#[test]
fn a_place_where_nothing_can_be_put_is_said_before_the_run() {
    let desk = Desk::new();
    desk.write("file", "x");
    desk.write("f\u{1b}[31m\n", "x");
    std::os::unix::fs::symlink("loop", desk.path("loop")).unwrap();
    std::os::unix::fs::symlink("nowhere/at/all", desk.path("dangling")).unwrap();
    let long = "x".repeat(300);
    for (out, part) in [
        ("file", "is not a folder"),
        ("file/below", "file"),
        ("loop", "loop"),
        ("loop/below", "loop"),
        ("/proc/nothing", "/proc"),
        ("/dev/null", "/dev/null"),
        (&*long, "File name too long"),
        ("f\u{1b}[31m\n", "f␛[31m\n is not a folder"),
    ] {
        for verb in ["run", "plan", "sweep"] {
            let ended = desk.run(&[verb, "station.toml", "--threads=1", "--out", out]);
            ended.is(3, &[part], &format!("{verb} --out {out}"));
            assert_eq!(ended.out, "", "{verb} --out {out}");
        }
    }
    // A link to nothing is replaced like a result would be, or refused; never followed to somewhere new.
    let ended = desk.run(&["run", "station.toml", "--threads=1", "--quiet", "--out", "dangling"]);
    assert!(matches!(ended.code, Some(0 | 3)), "{ended:?}");
    assert!(!desk.path("nowhere").exists());
}

/// A pass proves: on a file system that may only be read, too, the place is named before the run.
#[test]
fn a_disk_that_may_only_be_read_is_said_before_the_run() {
    let desk = Desk::new();
    let line = "mount -o remount,ro small; \"$0\" run station.toml --threads 1 --out small/out; echo code=$?";
    let Some(ended) = on_small_disk(&desk, 100, line) else { return };
    assert_eq!(ended.out, "code=3\n", "{ended:?}");
    assert!(ended.err.contains("small: Read-only file system"), "{}", ended.err);
}
