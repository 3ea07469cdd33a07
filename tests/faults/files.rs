//! Scenario files that nobody could read: folders, pipes, devices, endless, not text, too large, too deep, in a circle. Code 2
//! at once, with the file and the reason.

use super::desk::Desk;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::time::Instant;

#[test]
fn a_scenario_that_is_no_text_file_is_told_at_once() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("folder.toml")).unwrap();
    assert!(Command::new("mkfifo").arg(desk.path("pipe.toml")).status().unwrap().success());
    desk.write("latin.toml", b"[study]\ntitle = \"caf\xe9\"\n");
    desk.write("utf16.toml", b"\xff\xfea\0=\0");
    desk.write("nul.toml", "[study]\ntitle = \"a\0b\"\n");
    desk.write("empty.toml", "");
    desk.write("long.toml", "x".repeat(3 << 20));
    std::fs::File::create(desk.path("huge.toml")).unwrap().set_len(100 << 20).unwrap();
    symlink("loop.toml", desk.path("loop.toml")).unwrap();
    symlink("gone.toml", desk.path("dangling.toml")).unwrap();
    for (file, parts) in [
        ("folder.toml", &["it is a folder"][..]),
        ("pipe.toml", &["a pipe, a device or a socket"]),
        ("/dev/zero", &["/dev/zero", "a pipe, a device or a socket"]),
        ("/dev/null", &["a pipe, a device or a socket"]),
        ("latin.toml", &["latin.toml:2:13", "byte 13 of line 2 is 0xE9", "save the file as UTF-8"]),
        ("utf16.toml", &["utf16.toml:1:1", "byte 1 of line 1 is 0xFF"]),
        ("nul.toml", &["nul.toml:2:", "not TOML"]),
        ("empty.toml", &["`study` is missing"]),
        ("long.toml", &["long.toml:1:"]),
        ("huge.toml", &["it has 104857600 bytes, more than the 4194304 that are read"]),
        ("loop.toml", &["loop.toml"]),
        ("dangling.toml", &["it does not exist"]),
        ("station.toml/below", &["a part of its path is not a folder"]),
    ] {
        for verb in ["check", "run", "sweep", "plan", "workload", "compare", "explain"] {
            let begun = Instant::now();
            let more: &[&str] = if verb == "explain" { &["--list"] } else { &[] };
            let ended = desk.run(&[&[verb, file], more].concat());
            let verbs_own = verb == "compare" || verb == "explain";
            ended.is(2, if verbs_own { &[] } else { parts }, &format!("{verb} {file}"));
            assert_eq!(ended.out, "", "{verb} {file}");
            assert!(begun.elapsed().as_secs() < 5, "{verb} {file} takes {:?}", begun.elapsed());
            // Every reading verb reads alike: two of them say it for all but the plainest.
            if verb == "run" && file != "pipe.toml" && file != "folder.toml" {
                break;
            }
        }
    }
    assert!(!desk.path("results").exists());
}

#[test]
fn depth_and_number_have_bounds() {
    let desk = Desk::new();
    let n = 100_000;
    let many_keys: String = (0..n).map(|n| format!("k{n} = 1\n")).collect();
    let law = format!("{}exp(1 s){}", "mix(1: ".repeat(n), ")".repeat(n));
    let station = |key: &str, value: &str| super::desk::STATION.replace(key, value);
    for (what, text, parts) in [
        ("lists", format!("a = {}", "[".repeat(n)), &["max recursion depth"][..]),
        ("keys", format!("{}a = 1", "a.".repeat(n)), &["recursion limit"]),
        ("headers", format!("[{}a]", "a.".repeat(n)), &["recursion limit"]),
        ("tables", format!("a = {}", "{a=".repeat(n)), &["max recursion depth"]),
        ("laws", station("exp(1 s)", &law), &["mixtures within mixtures, more than 8 deep"]),
        (
            "mistakes",
            station("[slo]", &format!("{many_keys}[slo]")),
            &["mistakes in all, of which the first 200 are shown"],
        ),
        ("levels", station("[4, 5, 6, 7]", &format!("[{}4]", "4, ".repeat(n))), &["station.toml", "levels"]),
    ] {
        desk.write("deep.toml", text);
        let begun = Instant::now();
        let ended = desk.run(&["check", "deep.toml"]);
        assert!(matches!(ended.code, Some(2)), "{what}: {:?} {:.600}", ended.code, ended.err);
        assert!(parts.iter().all(|part| ended.err.contains(part)) || what == "levels", "{what}: {:.2000}", ended.err);
        assert!(ended.err.len() < 200_000, "{what}: {} bytes are said", ended.err.len());
        assert!(begun.elapsed().as_secs() < 10, "{what}: {:?}", begun.elapsed());
    }
}

/// A pass proves: what extends itself, over however many files and links, is told with its way; a chain that only is long
/// too.
#[test]
fn circles_are_seen_at_any_length_and_through_links() {
    let desk = Desk::new();
    for length in [1, 2, 3, 19] {
        for n in 0..length {
            desk.write(&format!("c{n}.toml"), format!("extends = \"c{}.toml\"\n", (n + 1) % length));
        }
        desk.run(&["check", "c0.toml"]).is(2, &["`extends` goes in a circle", "c0.toml extends"], "circle");
    }
    for n in 0..40 {
        desk.write(&format!("l{n}.toml"), format!("extends = \"l{}.toml\"\n", n + 1));
    }
    desk.run(&["check", "l0.toml"]).is(2, &["`extends` goes through more than 20 files"], "chain");
    symlink(".", desk.path("here")).unwrap();
    desk.write("dir.toml", "extends = \"here/dir.toml\"\n");
    desk.run(&["check", "dir.toml"]).is(2, &["`extends` goes in a circle"], "a link to a folder");
    symlink("via.toml", desk.path("link.toml")).unwrap();
    desk.write("via.toml", "extends = \"link.toml\"\n");
    desk.run(&["check", "via.toml"]).is(2, &["`extends` goes in a circle"], "a link to a file");
    symlink("round.toml", desk.path("round.toml")).unwrap();
    desk.write("to-round.toml", "extends = \"round.toml\"\n");
    desk.run(&["check", "to-round.toml"]).is(2, &["to-round.toml:1:11", "round.toml"], "a link to itself");
    desk.write("pipe-to.toml", "extends = \"pipe.toml\"\n");
    assert!(Command::new("mkfifo").arg(desk.path("pipe.toml")).status().unwrap().success());
    desk.run(&["check", "pipe-to.toml"]).is(2, &["pipe-to.toml:1:11", "a pipe, a device"], "a pipe");
    let arms: String = (0..300).map(|n| format!("[arm.a{n}]\nprofile = \"p.toml\"\n")).collect();
    desk.write("p.toml", "client.fallback = false\n");
    desk.write("arms.toml", format!("{}{arms}", super::desk::ECOSYSTEM));
    desk.run(&["check", "arms.toml"]).is(2, &["more than 200 files make one scenario"], "profiles");
}
