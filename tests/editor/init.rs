//! `init`: what it writes is a sound study that says what it is, and it replaces nothing that it was not told to.

use super::{code, program, root, text};
use std::fs;
use std::path::Path;
use std::process::Output;

fn init(folder: &Path, arguments: &[&str]) -> Output {
    program().arg("init").args(arguments).current_dir(folder).output().unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A pass proves: every preset is read without a mistake, and each runs, small.
#[test]
fn every_preset_is_a_sound_study_that_runs() {
    let small = ["--set", "population.handsets=300", "--replications=1", "--quiet"];
    let cases: [(&str, &[&str]); 5] = [
        ("before-after", &["run", "study.toml", "--set", "study.duration=8 days"]),
        ("fleet", &["check", "study.toml"]),
        ("sweep", &["sweep", "study.toml", "--set", "study.duration=10 h"]),
        ("stations", &["run", "study.toml", "--replications=1", "--quiet"]),
        ("blank", &["run", "study.toml", "--set", "study.duration=10 h"]),
    ];
    for (preset, command) in cases {
        let place = tempfile::tempdir().unwrap();
        let made = init(place.path(), &[preset]);
        assert_eq!((code(&made), made.stderr.as_slice()), (0, b"".as_slice()), "{preset}");
        let checked = program().args(["check", "study.toml"]).current_dir(place.path()).output().unwrap();
        assert_eq!(code(&checked), 0, "{preset}: {}", text(&checked.stderr));
        let mut run = program();
        run.args(command).current_dir(place.path());
        if command[0] != "check" && preset != "stations" {
            run.args(small);
        }
        let run = run.output().unwrap();
        assert!(matches!(code(&run), 0 | 1), "{preset}: {}", text(&run.stderr));
        assert_eq!(names(place.path()).contains(&"results".to_owned()), command[0] != "check", "{preset}");
    }
}

/// A pass proves: nobody is asked where nobody can answer; what the file extends and the schema come with it.
#[test]
fn without_a_terminal_the_default_is_written_with_all_that_it_needs() {
    let place = tempfile::tempdir().unwrap();
    let made = init(place.path(), &[]);
    assert_eq!((code(&made), made.stderr.as_slice()), (0, b"".as_slice()));
    assert_eq!(names(place.path()), ["base", "cloudmsg.schema.json", "study.toml"]);
    let said = text(&made.stdout);
    assert!(said.contains("cloudmsg check study.toml\ncloudmsg run study.toml\n"), "{said}");
    let base = fs::read(place.path().join("base/miui-2014.toml")).unwrap();
    assert_eq!(base, fs::read(root().join("scenarios/base/miui-2014.toml")).unwrap());
    let written = fs::read_to_string(place.path().join("study.toml")).unwrap();
    assert_eq!(written, fs::read_to_string(root().join("src/cli/presets/before-after.toml")).unwrap());
}

/// A pass proves: work is not lost by asking for a scenario twice; a base that was changed stays.
#[test]
fn nothing_is_replaced_without_force() {
    let place = tempfile::tempdir().unwrap();
    let study = place.path().join("mine/study.toml");
    init(place.path(), &["fleet", "--out", "mine/study.toml"]);
    fs::write(&study, "my work").unwrap();
    let base = place.path().join("mine/base/miui-2014.toml");
    fs::write(&base, "my base").unwrap();
    let refused = init(place.path(), &["sweep", "--out", "mine/study.toml"]);
    assert_eq!((code(&refused), refused.stdout.as_slice()), (2, b"".as_slice()));
    assert!(text(&refused.stderr).contains("--force"), "{}", text(&refused.stderr));
    assert_eq!(fs::read_to_string(&study).unwrap(), "my work");
    let forced = init(place.path(), &["sweep", "--out", "mine/study.toml", "--force"]);
    assert_eq!(code(&forced), 0);
    assert!(fs::read_to_string(&study).unwrap().contains("[sweep]"));
    assert_eq!(fs::read_to_string(&base).unwrap(), "my base");
    assert!(
        text(&forced.stdout).contains("differs from the shipped one, and is left as it is"),
        "{}",
        text(&forced.stdout)
    );
}

/// A pass proves: a folder that cannot be written is the machine's fault, an unknown preset the user's, with the right name.
#[test]
fn what_cannot_be_is_said() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("file"), "").unwrap();
    assert_eq!(code(&init(place.path(), &["blank", "--out", "file/study.toml"])), 3);
    let unknown = init(place.path(), &["stetions"]);
    assert_eq!(code(&unknown), 2);
    assert!(text(&unknown.stderr).contains("'stations'"), "{}", text(&unknown.stderr));
    assert_eq!(names(place.path()), ["file"]);
}
