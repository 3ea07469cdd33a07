//! House rules that no compiler checks: which room may import which, how long a file is, what it begins with, and what
//! stands nowhere in it.
//!
//! Reads the sources as text; knows nothing of what they do.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms and what each may import, besides itself.
const IMPORTS: [(&str, &[&str]); 11] = [
    ("units", &[]),
    ("random", &["units"]),
    ("engine", &["units"]),
    ("ledger", &["units"]),
    ("scenario", &["ledger", "random", "units"]),
    ("world", &["ledger", "random", "scenario", "units"]),
    ("model", &["engine", "ledger", "random", "units", "world"]),
    ("analysis", &["ledger", "units"]),
    ("report", &["analysis", "ledger", "units"]),
    ("experiment", &["analysis", "engine", "ledger", "model", "scenario", "units", "world"]),
    ("cli", &["analysis", "engine", "experiment", "ledger", "model", "random", "report", "scenario", "units", "world"]),
];

/// Longest file.
const LINES: usize = 500;

/// Words that stand in the named files only.
const CONFINED: [(&str, &[&str]); 15] = [
    (".unwrap()", &[]),
    (
        "HashMap",
        &["src/ledger/exposure/people.rs", "src/model/service/mod.rs", "src/model/smsc.rs", "src/scenario/trace.rs"],
    ),
    ("HashSet", &[]),
    ("Instant::now", &["src/cli/clock.rs"]),
    // A clock that can be set: moving it changes nothing.
    ("SystemTime", &[]),
    ("UNIX_EPOCH", &[]),
    ("Timestamp::now", &[]),
    ("Zoned::now", &[]),
    // What is read is bounded; what a scenario names lies on its shelf.
    (
        "fs::read_to_string",
        &[
            "src/cli/memory.rs",
            "src/report/folder/again.rs",
            "src/report/folder/read.rs",
            "src/report/folder/staging.rs",
            "src/report/folder/stories.rs",
            "src/report/sweep/merge.rs",
            "src/report/sweep/work.rs",
        ],
    ),
    ("thread_rng", &[]),
    ("std::env::", &["src/cli/run.rs", "src/cli/shard.rs", "src/cli/terminal.rs"]),
    ("ThreadId", &[]),
    ("unsafe ", &[]),
    ("todo!(", &[]),
    ("dbg!(", &[]),
];

struct Source {
    /// From the root of the crate, with `/`.
    name: String,
    text: String,
}

impl Source {
    /// The text before the tests of the file, without comments.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate();
        let before = lines.take_while(|(_, line)| line.trim() != "#[cfg(test)]" || self.whole());
        before.map(|(n, line)| (n + 1, line.split("//").next().unwrap_or_default()))
    }

    /// Whether the marker of tests stands before a file of them, not before the rest of this one.
    fn whole(&self) -> bool {
        !self.text.contains("mod tests {")
    }

    fn room(&self) -> Option<&str> {
        let (room, _) = self.name.strip_prefix("src/")?.split_once('/')?;
        Some(room)
    }

    fn is_test(&self) -> bool {
        self.name.starts_with("tests/") || self.name.ends_with("/tests.rs") || self.name.ends_with("/trajectory.rs")
    }
}

fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut open: Vec<PathBuf> = vec![root.join(folder)];
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("the folder can be listed");
            open.extend(entries.map(|entry| entry.expect("the folder can be listed").path()));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            let name = path.strip_prefix(root).expect("it lies in the crate").to_string_lossy().replace('\\', "/");
            found.push(Source { name, text: fs::read_to_string(&path).expect("sources are text") });
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    assert!(!found.is_empty(), "{folder} has sources");
    found
}

/// The rooms that a line of code names.
fn imported(line: &str) -> impl Iterator<Item = &str> {
    line.split("crate::")
        .skip(1)
        .map(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or(""))
}

fn no_faults(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// A pass proves: data flow one way; no room reaches into one that comes after it, and nothing reaches into `cli`.
#[test]
fn imports_go_one_way() {
    let mut faults = Vec::new();
    for source in sources("src") {
        let Some(room) = source.room() else { continue };
        let Some((_, allowed)) = IMPORTS.iter().find(|(name, _)| *name == room) else {
            faults.push(format!("{}: the table has no room `{room}`", source.name));
            continue;
        };
        for (line, code) in source.text.lines().enumerate().filter(|_| !source.is_test()) {
            let code = code.split("//").next().unwrap_or_default();
            for other in imported(code) {
                if other.is_empty() {
                    faults.push(format!("{}:{}: name the room right after `crate::`", source.name, line + 1));
                } else if other != room && !allowed.contains(&other) {
                    faults.push(format!("{}:{}: `{room}` may not import `{other}`", source.name, line + 1));
                }
            }
        }
    }
    no_faults(&faults);
}

/// A pass proves: the table above has no circle: every room imports rooms that stand before it.
#[test]
fn the_table_of_imports_has_no_circle() {
    for (place, (room, allowed)) in IMPORTS.iter().enumerate() {
        for other in *allowed {
            let before = IMPORTS[..place].iter().any(|(name, _)| name == other);
            assert!(before, "`{room}` imports `{other}`, which does not stand before it");
        }
    }
}

/// A pass proves: the world takes the scenario's floats in the files that build it, and nowhere else.
#[test]
fn only_builders_of_the_world_read_the_scenario() {
    let builders = ["curve.rs", "trace.rs"];
    let faults: Vec<String> = sources("src")
        .iter()
        .filter(|source| source.room() == Some("world"))
        .filter(|source| !source.name.contains("world/builder/") && !builders.iter().any(|b| source.name.ends_with(b)))
        .flat_map(|source| {
            source
                .code()
                .filter(|(_, code)| imported(code).any(|room| room == "scenario"))
                .map(|(line, _)| format!("{}:{line}: reads the scenario", source.name))
                .collect::<Vec<_>>()
        })
        .collect();
    no_faults(&faults);
}

/// A pass proves: every file says what it is in its first line, and fits a head.
#[test]
fn every_file_says_what_it_is_and_is_short() {
    let mut faults = Vec::new();
    for source in ["src", "tests", "benches"].into_iter().flat_map(sources) {
        let lines = source.text.lines().count();
        if lines > LINES {
            faults.push(format!("{}: {lines} lines, at most {LINES}", source.name));
        }
        if !source.text.starts_with("//! ") {
            faults.push(format!("{}: does not begin with `//! ` and what it is", source.name));
        }
    }
    no_faults(&faults);
}

/// A pass proves: no clock, environment, hash map or unexplained panic outside the files that need them.
#[test]
fn some_words_stand_in_few_files() {
    let mut faults = Vec::new();
    for source in sources("src").iter().filter(|source| !source.is_test()) {
        for (line, code) in source.code() {
            for (word, files) in CONFINED {
                if code.contains(word) && !files.contains(&source.name.as_str()) {
                    faults.push(format!("{}:{line}: `{word}` does not belong here", source.name));
                }
            }
        }
    }
    no_faults(&faults);
}

/// A pass proves: between the world and the ledger no float is computed with, so that runs have the same bits everywhere.
#[test]
fn no_floats_inside_a_run() {
    let mut faults = Vec::new();
    for source in sources("src").iter().filter(|source| !source.is_test()) {
        if matches!(source.room(), Some("engine" | "model" | "ledger")) {
            let floats = source.code().filter(|(_, code)| code.contains("f64") || code.contains("f32"));
            faults.extend(floats.map(|(line, _)| format!("{}:{line}: a float", source.name)));
        }
    }
    no_faults(&faults);
}

/// A pass proves: the rules above can fail.
#[test]
fn the_rules_can_be_broken() {
    let source = Source {
        name: "src/units/bad.rs".to_owned(),
        text: "use crate::cli::run; // crate::world\nlet x = y.unwrap();\n#[cfg(test)]\nmod tests {\nx.unwrap();\n}"
            .to_owned(),
    };
    let code: Vec<(usize, &str)> = source.code().collect();
    assert_eq!(code.len(), 2);
    assert_eq!(imported(code[0].1).collect::<Vec<_>>(), ["cli"]);
    assert!(code[1].1.contains(CONFINED[0].0));
    assert_eq!(source.room(), Some("units"));
}
