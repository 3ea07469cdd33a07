//! A scenario comes from anybody: whatever it names lies in its folder, or the user says that it may lie elsewhere.

use super::desk::{Desk, ECOSYSTEM, STATION};
use std::fs;
use std::os::unix::fs::symlink;

/// What names a file, as a scenario with this name in it.
const NAMING: [(&str, fn(&str) -> String); 6] = [
    ("`extends`", |name| format!("extends = \"{name}\"\n")),
    ("`profile`", |name| {
        format!(
            "profile = \"{name}\"\n{}",
            ECOSYSTEM.replace("[arm.before]\nclient.fallback = false\n[arm.after]\n", "")
        )
    }),
    ("`profile`", |name| ECOSYSTEM.replace("[arm.after]", &format!("[arm.after]\nprofile = \"{name}\""))),
    ("`workload.trace.path`", |name| format!("{ECOSYSTEM}\n[workload.trace]\npath = \"{name}\"\n")),
    ("`stations.a.service`", |name| STATION.replace("\"exp(1 s)\"", &format!("'empirical(\"{name}\")'"))),
    ("`stations.a.arrivals`", |name| STATION.replace("\"poisson 3/s\"", &format!("'given \"{name}\"'"))),
];

fn desk() -> Desk {
    let desk = Desk::new();
    fs::create_dir_all(desk.path("mine/below")).unwrap();
    fs::rename(desk.path("base"), desk.path("mine/base")).unwrap();
    desk.write("secret", "TOP SECRET");
    symlink("../secret", desk.path("mine/link")).unwrap();
    symlink("..", desk.path("mine/below/up")).unwrap();
    symlink("../..", desk.path("mine/below/out")).unwrap();
    desk
}

/// A pass proves: no key that names a file leads out of the scenario's folder, by any way, and nothing of the file outside is
/// shown; with `--allow-outside` the file is read.
#[test]
fn nothing_outside_the_folder_is_read_unless_the_user_says_so() {
    let desk = desk();
    let absolute = desk.path("secret");
    for (key, with) in NAMING {
        for name in
            ["../secret", "below/../../secret", "link", "below/out/secret", absolute.to_str().unwrap(), "/etc/passwd"]
        {
            desk.write("mine/x.toml", with(name));
            let ended = desk.run(&["check", "mine/x.toml"]);
            let what = format!("{key} {name}");
            ended.is(
                2,
                &[key, "leaves the scenario's folder", "--allow-outside", "in the scenario's folder or below"],
                &what,
            );
            assert!(!ended.err.contains("SECRET") && !ended.err.contains("root:"), "{what}: {}", ended.err);
            if name != "/etc/passwd" {
                let allowed = desk.run(&["check", "mine/x.toml", "--allow-outside"]);
                assert_eq!(allowed.code, Some(2), "{what}: it is no such file");
                assert!(!allowed.err.contains("leaves the scenario's folder"), "{what}: {}", allowed.err);
            }
        }
        // One that is inside, however it is named, is looked for.
        for name in ["below/none", "below/up/none", "./below/../none"] {
            desk.write("mine/x.toml", with(name));
            desk.run(&["check", "mine/x.toml"]).is(2, &["does not exist"], &format!("{key} {name}"));
        }
    }
}

/// A pass proves: every verb that reads a scenario takes the flag and refuses without; what the user types names any file; a
/// point of a sweep is the scenario's word, not the user's.
#[test]
fn every_verb_asks_the_same_and_what_is_typed_is_the_users() {
    let desk = desk();
    desk.write("gaps.csv", "0.1\n0.2\n0.15\n");
    let with = |name: &str| STATION.replace("\"exp(1 s)\"", &format!("'empirical(\"{name}\")'"));
    desk.write("mine/x.toml", with("../gaps.csv"));
    let out = ["--threads=1", "--quiet", "--set", "study.duration=100 s", "--out=out"];
    for (verb, more) in
        [("run", &out[..]), ("sweep", &out), ("plan", &out), ("check", &[]), ("compare", &out[..4]), ("workload", &[])]
    {
        let typed = [&[verb, "mine/x.toml"], more].concat();
        desk.run(&typed).is(2, &["leaves the scenario's folder: `../gaps.csv`"], verb);
        let allowed = desk.run(&[&typed[..], &["--allow-outside"]].concat());
        assert!(!allowed.err.contains("leaves"), "{verb}: {}", allowed.err);
        assert!(matches!(allowed.code, Some(0 | 1)) || ["compare", "workload"].contains(&verb), "{verb}: {allowed:?}");
    }
    // The result of a trusted scenario is worked on without asking again.
    desk.run(&["run", "mine/x.toml", "--allow-outside", "--threads=1", "--quiet", "--out=again"]).is(0, &[], "run");
    desk.run(&["report", "again", "--quiet"]).is(0, &[], "report");
    desk.run(&["extend", "again", "--replications=1", "--threads=1", "--quiet"]).is(0, &[], "extend");
    let typed = "stations.a.service=empirical(\"../gaps.csv\")";
    desk.write("mine/station.toml", STATION);
    desk.run(&["check", "mine/station.toml", "--set", typed]).is(0, &[], "typed");
    for section in ["sweep", "unknown"] {
        let level = format!("[{section}]\n\"stations.a.service\" = ['empirical(\"../gaps.csv\")', \"exp(1 s)\"]\n");
        desk.write("mine/x.toml", STATION.replace("[sweep]\n\"stations.a.servers\" = [4, 5, 6, 7]\n", &level));
        desk.run(&["check", "mine/x.toml"]).is(2, &["leaves the scenario's folder", "mine/x.toml:"], section);
    }
    desk.write("trace.csv", "source,target,timestamp\n1,2,3\n2,1,60\n");
    let typed = ["check", "mine/eco.toml", "--set", "workload.trace.path=trace.csv"];
    desk.write("mine/eco.toml", ECOSYSTEM);
    desk.run(&typed).is(0, &[], "a trace that is typed");
}
