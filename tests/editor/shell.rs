//! Completions and manual pages: every verb and flag is there, and shells and `man` take them.

use super::{code, program, text};
use std::fs;
use std::process::Command;

fn verbs() -> Vec<String> {
    let help = text(&program().arg("--help").output().unwrap().stdout);
    let commands = help.split("Commands:").nth(1).unwrap().split("Options:").next().unwrap();
    let lines = commands.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let verbs = lines.filter_map(|line| line.split_whitespace().next()).filter(|verb| *verb != "help");
    verbs.map(str::to_owned).collect()
}

/// What bash offers for the last word of a command line; nothing where there is no bash.
fn offered(line: &[&str]) -> Option<Vec<String>> {
    let script = text(&program().args(["completions", "bash"]).output().unwrap().stdout);
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("completions"), script).unwrap();
    fs::write(place.path().join("study.toml"), "").unwrap();
    let words: Vec<String> = line.iter().map(|word| format!("'{word}'")).collect();
    let ask = format!(
        "source completions; COMP_WORDS=({}); COMP_CWORD={}; _cloudmsg cloudmsg '{}' '{}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"",
        words.join(" "),
        line.len() - 1,
        line[line.len() - 1],
        line[line.len() - 2],
    );
    let Ok(output) = Command::new("bash").args(["-c", &ask]).current_dir(place.path()).output() else {
        eprintln!("skipped: there is no bash");
        return None;
    };
    assert!(output.status.success(), "{}", text(&output.stderr));
    let mut offered: Vec<String> = text(&output.stdout).lines().map(str::to_owned).collect();
    offered.sort();
    Some(offered)
}

/// A pass proves: bash completes verbs, flags, values and files.
#[test]
fn bash_completes() {
    let Some(begun) = offered(&["cloudmsg", "s"]) else { return };
    assert_eq!(begun, ["schema", "sweep"].map(str::to_owned));
    let all = offered(&["cloudmsg", ""]).unwrap();
    for verb in verbs() {
        assert!(all.contains(&verb), "{verb} in {all:?}");
    }
    assert!(offered(&["cloudmsg", "run", "--repl"]).unwrap().contains(&"--replications".to_owned()));
    assert_eq!(offered(&["cloudmsg", "init", "bef"]).unwrap(), ["before-after".to_owned()]);
    assert!(offered(&["cloudmsg", "run", "--list", ""]).unwrap().contains(&"wheel".to_owned()));
}

/// A pass proves: every shell gets a script that names every verb.
#[test]
fn every_shell_has_a_script() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let output = program().args(["completions", shell]).output().unwrap();
        assert_eq!(code(&output), 0);
        let script = text(&output.stdout);
        for verb in verbs() {
            assert!(script.contains(&verb), "{verb} for {shell}");
        }
    }
    assert_eq!(code(&program().args(["completions", "dos"]).output().unwrap()), 2);
}

/// A pass proves: files are completed as files and folders as folders where a shell can tell them apart.
#[test]
fn files_and_folders_are_told_apart() {
    let script = text(&program().args(["completions", "zsh"]).output().unwrap().stdout);
    for hint in ["DIR:_files -/", "file -- Scenario file:_files"] {
        assert!(script.contains(hint), "{hint}");
    }
}

/// A pass proves: there is a page for every verb, with its flags, and `groff` takes it without a warning.
#[test]
fn every_verb_has_a_page() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("man1");
    let output = program().arg("man").arg("--out").arg(&folder).output().unwrap();
    assert_eq!(
        (code(&output), output.stdout.as_slice(), output.stderr.as_slice()),
        (0, b"".as_slice(), b"".as_slice())
    );
    let mut pages = ["cloudmsg", "cloudmsg-sweep-merge", "cloudmsg-verify-station"].map(str::to_owned).to_vec();
    pages.extend(verbs().iter().map(|verb| format!("cloudmsg-{verb}")));
    for page in &pages {
        let path = folder.join(format!("{page}.1"));
        let source = fs::read_to_string(&path).expect(page);
        assert!(source.contains(".SH NAME") && source.contains(".SH SYNOPSIS"), "{page}");
        let Ok(drawn) = Command::new("groff").args(["-man", "-Tutf8", "-ww"]).arg(&path).output() else {
            eprintln!("skipped: there is no groff");
            continue;
        };
        assert_eq!(text(&drawn.stderr), "", "{page}");
        assert!(drawn.stdout.len() > 200, "{page}");
    }
    let run = fs::read_to_string(folder.join("cloudmsg-run.1")).unwrap();
    assert!(run.contains("replications") && run.contains("fingerprint") | run.contains("shards"), "{run}");
    assert_eq!(fs::read_dir(&folder).unwrap().count(), pages.len(), "nothing else is left behind");
    let main = program().arg("man").output().unwrap();
    assert_eq!(text(&main.stdout), fs::read_to_string(folder.join("cloudmsg.1")).unwrap());
}
