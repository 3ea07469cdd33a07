//! Odd environments and tight limits: the program works, or says with code 3 what it lacks; it never aborts where that could be
//! told before.

use super::desk::{Desk, contents};
use std::process::{Command, Stdio};

#[test]
fn odd_environments_change_nothing() {
    let desk = Desk::new();
    let run = "\"$0\" run station.toml --quiet --threads 1 --out";
    desk.shell(&format!("exec {run} plain")).is(0, &[], "plain");
    let plain = contents(&desk.path("plain"));
    for (n, odd) in [
        "env -i",
        "env TMPDIR=/nowhere HOME=/nowhere LANG=C LC_ALL=C",
        "env TMPDIR=/dev/null TERM= COLUMNS=3 NO_COLOR=",
        "env TZ=Mars/Phobos LANG=\u{1b}[31m",
        "env RAYON_NUM_THREADS=0 RUST_BACKTRACE=full",
        "nice -n 19",
        "env TZ=Pacific/Kiritimati LC_ALL=de_DE.UTF-8",
    ]
    .into_iter()
    .enumerate()
    {
        desk.shell(&format!("exec {odd} {run} o{n}")).is(0, &[], odd);
        assert_eq!(contents(&desk.path(&format!("o{n}"))), plain, "{odd}");
    }
    desk.shell(&format!("ulimit -n 12; exec {run} few")).is(0, &[], "few files");
    assert_eq!(contents(&desk.path("few")), plain, "few files");
}

/// A pass proves: with every bound on its address space a small run works, or ends with code 3 and a sentence. Where not even
/// the program itself can be loaded, the system says so.
#[test]
fn a_small_address_space_is_told() {
    let desk = Desk::new();
    let mut codes = Vec::new();
    for mib in [60, 80, 100, 140, 180, 220, 300, 400, 600, 1000] {
        let line = format!("ulimit -v {}; exec \"$0\" run eco.toml --quiet --threads 4 --out out{mib}", mib * 1024);
        let ended = desk.shell(&line);
        let told = ended.code == Some(3) && (ended.err.contains("does not fit") || ended.err.contains("threads: "));
        let loader =
            ended.err.contains("error while loading shared libraries") || ended.err.contains("Cannot allocate");
        assert!(ended.code == Some(0) || told || loader, "{mib} MiB: {ended:?}");
        assert!(!ended.err.contains("panicked"), "{mib} MiB: {}", ended.err);
        assert_eq!(desk.path(&format!("out{mib}")).exists(), ended.code == Some(0));
        codes.push(ended.code);
    }
    assert_eq!(codes.last(), Some(&Some(0)), "{codes:?}");
    assert!(codes.contains(&Some(3)), "{codes:?}");
}

/// A pass proves: where no more threads can be started, that is said before the run, with how many there could be.
#[test]
fn threads_that_cannot_be_started_are_told() {
    let desk = Desk::new();
    let nobody = ["--reuid=64123", "--clear-groups"];
    let mut trial = Command::new("setpriv");
    trial.args(nobody).arg(env!("CARGO_BIN_EXE_cloudmsg")).arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    if !trial.status().is_ok_and(|status| status.success()) {
        println!("SKIPPED: this user is bound by no count of threads, and may become nobody who is");
        return;
    }
    let line = "chmod -R a+rwX .; exec setpriv --reuid=64123 --clear-groups prlimit --nproc=5 \"$0\" run station.toml --out out --threads 8";
    desk.shell(line).is(3, &["this system starts", "of 8 threads", "--threads"], "few threads");
    assert!(!desk.path("out").exists());
    let line = line.replace("--threads 8", "--threads 1 --quiet");
    desk.shell(&line).is(0, &[], "one thread");
}
