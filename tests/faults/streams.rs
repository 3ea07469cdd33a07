//! Streams that are closed, full or gone: nobody who does not listen keeps a result from being written.

use super::desk::Desk;

#[test]
fn readers_that_go_away_are_no_error() {
    let desk = Desk::new();
    let run = "run station.toml --threads 1 --out";
    for (n, (line, code)) in [
        (format!("\"$0\" {run} r0 | head -1; exit 0"), 0),
        (format!("exec \"$0\" {run} r1 >&-"), 0),
        (format!("exec \"$0\" {run} r2 2>&-"), 0),
        (format!("exec \"$0\" {run} r3 <&- >&- 2>&-"), 0),
        (format!("exec \"$0\" {run} r4 2>/dev/full"), 0),
        (format!("\"$0\" {run} r5 2>&1 | true; exit 0"), 0),
        (format!("exec \"$0\" {run} r6 </dev/full"), 0),
        (format!("exec \"$0\" {run} r7 >/dev/full 2>/dev/full"), 3),
    ]
    .into_iter()
    .enumerate()
    {
        desk.shell(&line).is(code, &[], &line);
        // The one whose reader of messages goes away at once may be ended by that.
        assert!(desk.path(&format!("r{n}/manifest.json")).exists(), "{line}");
    }
    for line in [
        "\"$0\" schema | head -1",
        "\"$0\" check station.toml --resolved | head -1",
        "\"$0\" sweep station.toml --list | head -1",
        "\"$0\" man | head -1",
        "\"$0\" completions bash | head -1",
        "\"$0\" --help | head -1",
        "\"$0\" verify station --arrivals 'poisson 8/s' --service 'exp 100 ms' --duration 1min --replications 2 --threads 1 | head -1",
    ] {
        let ended = desk.shell(&format!("set -e; {line}"));
        assert!(!ended.err.contains("panicked") && !ended.err.contains("roken pipe"), "{line}: {}", ended.err);
        assert_eq!(ended.out.lines().count(), 1, "{line}: {ended:?}");
    }
}

/// A pass proves: nobody answers where standard input is closed or ends.
#[test]
fn a_question_without_an_answer_is_none() {
    let desk = Desk::new();
    for line in ["exec \"$0\" init <&-", "exec \"$0\" init --out b.toml </dev/null"] {
        desk.shell(line).is(0, &[], line);
    }
    assert!(desk.path("study.toml").exists() && desk.path("b.toml").exists());
}
